"""Find the toponyms of a report: where they stand, whether they say where something is, and which place they mean."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence, Set
from dataclasses import dataclass, replace
from enum import StrEnum

from trucewatch.knowledge.parties import PartyBook
from trucewatch.knowledge.places import Gazetteer, PlaceEntry
from trucewatch.knowledge.toponym_tables import toponym_words
from trucewatch.model import EntityType, Report, Sentence, Span
from trucewatch.model import Role as PassageRole
from trucewatch.resolve.disambiguation import BESIDE, Asked, Placed, place_all, point_of
from trucewatch.resolve.toponym_names import NameBook, name_book
from trucewatch.resolve.toponym_spans import Mention, SentenceNames, Use
from trucewatch.resolve.toponym_uses import used

__all__ = ["Role", "Toponym", "Use", "find_toponyms", "place_spans"]

Found = tuple[SentenceNames, Mention]
JOINING = frozenset({",", "and", "or", "/"})
SENT_FROM = re.compile(r"\s*([^\W\d_][^,(\[:–—\d\n]*?)\s*(?=[,(\[:–—-]|\d|\Z)")  # "HELENA" in "HELENA, Mont. (AP) -"
LITERAL = frozenset({Use.PLACE, Use.FACILITY})


class Role(StrEnum):
    """Whether a toponym says where something is."""

    LITERAL = "literal"
    ASSOCIATIVE = "associative"


@dataclass(frozen=True, slots=True)
class Toponym:
    """A place name in a report, the place it means or those it may mean, and why; `country` is that of all of them."""

    span: Span
    name: str
    use: Use
    reasons: tuple[str, ...] = ()
    entry: PlaceEntry | None = None
    candidates: tuple[str, ...] = ()
    point: tuple[float, float] | None = None
    country: str | None = None

    @property
    def role(self) -> Role:
        """Literal if the name says where something is."""
        return Role.LITERAL if self.use in LITERAL else Role.ASSOCIATIVE


def find_toponyms(report: Report, sentences: Sequence[Sentence], gazetteer: Gazetteer, parties: PartyBook) -> tuple[Toponym, ...]:
    """The toponyms of a report in the order of its text, none overlapping but for a place inside a building's name."""
    names = name_book(parties)
    read = [SentenceNames(report.text, sentence, names, gazetteer) for sentence in sentences]
    kept = _believed([(one, mention) for one in read for mention in one.mentions()], sentences)
    kept.sort(key=lambda f: (f[0].tokens[f[1].first].start, -f[1].last))
    return _toponyms(report, _apart(kept), gazetteer, names)


def place_spans(
    report: Report,
    sentences: Sequence[Sentence],
    spans: Sequence[tuple[int, int]],
    gazetteer: Gazetteer,
    parties: PartyBook,
) -> tuple[Toponym, ...]:
    """Toponyms on spans given from elsewhere, placed as those found would be."""
    names = name_book(parties)
    read = [SentenceNames(report.text, sentence, names, gazetteer) for sentence in sentences]
    given = []
    for start, end in spans:
        for one in read:
            inside = [at for at, token in enumerate(one.tokens) if token.start < end and start < token.end]
            if inside:
                given.append((one, Mention(inside[0], inside[-1], Use.PLACE, names.get(report.text[start:end]), reason="given")))
                break
    placed = _toponyms(report, given, gazetteer, names)
    by_start = {t.span.start: t for t in placed}
    return tuple(replace(by_start[s], span=report.span(s, e)) for s, e in spans if s in by_start)


def _toponyms(report: Report, found: Sequence[Found], gazetteer: Gazetteer, names: NameBook) -> tuple[Toponym, ...]:
    uses = [used(*one) for one in found]
    asked = [_asked(report, *one, use) for one, (use, _) in zip(found, uses, strict=True)]
    placed = place_all([*asked, *_datelines(report, names)], gazetteer, names)[: len(asked)]
    return tuple(_toponym(report, one, use, place) for one, use, place in zip(found, uses, placed, strict=True))


def _asked(report: Report, one: SentenceNames, mention: Mention, use: Use) -> Asked:
    start, end = one.tokens[mention.first].start, one.tokens[mention.last].end
    words = mention.known.name if mention.known else one.words(mention.first, mention.last)
    before, after = report.text[max(0, start - BESIDE) : start], report.text[end : end + BESIDE]
    return Asked(words, mention.known, before, after, start, use in LITERAL)


def _datelines(report: Report, names: NameBook) -> Iterator[Asked]:
    """Where the report was sent from: no evidence of what happened, but of which places its names mean."""
    for passage in report.passages:
        words = report.text[passage.start : passage.end]
        if passage.role is PassageRole.DATELINE and (sent := SENT_FROM.match(words)) is not None:
            known, after = names.get(sent[1]), words[sent.end(1) :]
            yield Asked(known.name if known else sent[1], known, "", after, passage.start, literal=False)


def _toponym(report: Report, found: Found, use: tuple[Use, str], placed: Placed) -> Toponym:
    one, mention = found
    span = report.span(one.tokens[mention.first].start, one.tokens[mention.last].end)
    countries = {entry.country for entry in (placed.entry, *placed.candidates) if entry is not None}
    return Toponym(
        span=span,
        name=mention.known.name if mention.known else span.text,
        use=use[0],
        reasons=tuple(filter(None, (mention.reason, use[1], *placed.reasons))),
        entry=placed.entry,
        candidates=tuple(entry.id for entry in placed.candidates),
        point=point_of(placed.entry) if placed.entry else None,
        country=countries.pop() if len(countries) == 1 else None,
    )


def _apart(found: Sequence[Found]) -> list[Found]:
    """Those that do not overlap, each once; a place inside a building's or street's name stands beside it."""
    kept: list[Found] = []
    seen: set[tuple[int, int, int]] = set()
    outer: Found | None = None
    for one, mention in found:
        words = (id(one), mention.first, mention.last)
        inside = outer is not None and outer[0] is one and mention.first <= outer[1].last
        named_in = outer is not None and outer[1].use in LITERAL and mention.last <= outer[1].last
        if words not in seen and (not inside or (mention.use is Use.PART_OF_NAME and named_in)):
            kept.append((one, mention))
        outer = outer if inside else (one, mention)
        seen.add(words)
    return kept


def _believed(found: Sequence[Found], sentences: Sequence[Sentence]) -> list[Found]:
    """What is left when the report is read as a whole: a surname is no place, a name believed once is believed again."""
    persons, located = _persons(sentences), Counter(_words(f) for f in found if f[1].use is Use.PLACE and _is_located(f))
    people = {name for name, number in persons.items() if number > located[name]}
    sure = {_words(f) for f in found if f[1].sure and _is_seen(f)} - people
    sure |= {name for name, number in located.items() if name not in people}
    believed = [_is_believed(f, people, sure) for f in found]
    taken: dict[int, set[int]] = {}
    for (one, mention), sound in zip(found, believed, strict=True):
        if sound and mention.use is Use.PLACE:
            taken.setdefault(id(one), set()).update(range(mention.first, mention.last + 1))
    return [f for f, sound in zip(found, believed, strict=True) if sound or _is_listed(f, taken.get(id(f[0]), set()))]


def _is_believed(found: Found, people: Set[str], sure: Set[str]) -> bool:
    one, mention = found
    if mention.use is not Use.PLACE:
        return True
    words = _words(found)
    if words in people:
        return _is_located(found) and mention.sure
    return mention.sure or words in sure or _is_beside_place(one, mention)


def _words(found: Found) -> str:
    return found[0].words(found[1].first, found[1].last)


def _is_seen(found: Found) -> bool:
    """True if the model itself takes the words for a place."""
    one, mention = found
    entity = one.entity[mention.first]
    return mention.use is Use.PLACE and entity is not None and entity.type is EntityType.PLACE


def _is_located(found: Found) -> bool:
    """True behind "in", "near", "the town of", and before "province", "south of": words that nobody's name stands with."""
    one, mention = found
    at = mention.first - 1 - (one.lower(mention.first - 1) == "the")
    before = toponym_words("where" if mention.sure else "where surely")
    of_kind = _is_kind(one.lower(at - 1 if one.lower(at) == "of" else at)) and not one.capital(at)
    after = one.lower(mention.last + 1)
    return one.lower(at) in before or of_kind or after in toponym_words("feature") | toponym_words("direction")


def _is_kind(word: str) -> bool:
    return word in toponym_words("feature") or word.rstrip("s") in toponym_words("feature")


def _is_beside_place(one: SentenceNames, mention: Mention) -> bool:
    """True for "Ksar" in "Ksar, Tunisia" and in "Tunis and Ksar": beside a comma or "and", a name that is known."""
    after = one.lower(mention.last + 1) == "," and any(first == mention.last + 2 for first, _, _ in one.known)
    joined = one.lower(mention.first - 1) in JOINING and any(last == mention.first - 2 for _, last, _ in one.known)
    return after or joined


def _is_listed(found: Found, taken: Set[int]) -> bool:
    """True for a name of a list in which another, whose words are taken, is believed: "Rogaland, Buskerud and Oslo"."""
    one, mention = found
    if not _is_seen(found):
        return False
    seen = {at for at, entity in enumerate(one.entity) if entity is not None and entity.type is EntityType.PLACE}
    for step, at in ((1, mention.last + 1), (-1, mention.first - 1)):
        while one.lower(at) in JOINING or at in seen:
            if at in taken:
                return True
            at += step
    return False


def _persons(sentences: Iterable[Sentence]) -> Counter[str]:
    """How often each word stands as a person's name, of those that stand in a full name somewhere."""
    persons = [e.text.split() for s in sentences for e in s.entities if e.type is EntityType.PERSON]
    full = {word for name in persons if len(name) > 1 for word in (name[0], name[-1])}
    counts = Counter(word for name in persons for word in {name[0], name[-1]} if word in full)
    return counts + Counter({f"{word}s": number for word, number in counts.items()})
