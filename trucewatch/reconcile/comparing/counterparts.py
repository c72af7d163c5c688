"""Which passages of two reports speak of one thing, though they may not be one happening: a score that brings its reasons."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from trucewatch.knowledge.compare_tables import counterpart_rows
from trucewatch.knowledge.parties import load_parties
from trucewatch.knowledge.reconcile_tables import act_kin, like_measures, party_kin
from trucewatch.knowledge.sides import side_of
from trucewatch.knowledge.word_rarity import rarity
from trucewatch.model import Actor, Claim, Counted, Figure
from trucewatch.reconcile.comparing.comparisons import same_last_day
from trucewatch.reconcile.comparing.phrasings import words_of
from trucewatch.reconcile.facts import SPEECH, STEM, Facts, PlaceFacts, days_apart, source_key
from trucewatch.reconcile.whereabouts import FAR_KM, distance_km

Sign = tuple[str, float, str]  # the name of a row of counterpart_evidence.csv, how far it holds (0..1), the value its words carry

CUT = 3.5  # score from which two claims are set side by side; looked at on the seeds and 40 pairs of the development reports
COMMON = 0.35  # words less rare than this say nothing of what a passage is about: "said" .31, "people" .31
LEAST = 1.5  # a passage's words weigh at least this much together, so that two words shared by chance are not everything
NEAR_TIMES = 3  # numbers further apart than this are hardly counts of one thing
WEEK, LONG_AGO = 7, 3.0  # the further apart two days are told to be, the more it speaks against one thing, up to this much
TELLING = 3  # numbers below this are met by chance
SHOWN = 3  # shared words that a reason names


SOME_WORDS = 0.12  # share of telling words
MANY_WORDS = 0.25
OF_FORM = frozenset({"merged", "same mode", "both open with it"})  # signs that say nothing of what is told
TELLS = frozenset({"merged", "both open with it", "same speaker", "same number", "same measure", "like measure", "same last day"})


@dataclass(frozen=True, slots=True)
class Likeness:
    """How much speaks for two passages being about one thing, and what, the weightiest first; `enough` to set them side by side.

    `why` are the reasons that say what both tell; `telling` is true if words or a number are shared that few others would share.

    That one side did the same kind of thing to the same side is true of half a war: something must tell this deed from others.
    """

    score: float
    reasons: tuple[str, ...]
    why: tuple[str, ...]
    words: float
    enough: bool
    telling: bool


@dataclass(frozen=True, slots=True)
class Topic:
    """What a passage is about: its telling words by their stems, each with its weight and as printed."""

    weights: Mapping[str, float]
    printed: Mapping[str, str]

    @property
    def total(self) -> float:
        """All its words together."""
        return max(LEAST, sum(self.weights.values()))


def topics(passages: Sequence[str], *, besides: frozenset[str] = frozenset()) -> tuple[Topic, ...]:
    """The topics of the passages of two reports: a word counts by its rarity, and less, the more of these passages hold it.

    `besides` are words that count elsewhere: the names of the parties and places of the claims.
    """
    told = [[(w, text) for w in words_of(text) if rarity(w.key) > COMMON and w.key not in besides] for text in passages]
    held = Counter(stem for words in told for stem in {word.key[:STEM] for word, _ in words})
    return tuple(
        Topic(
            {word.key[:STEM]: rarity(word.key) / held[word.key[:STEM]] for word, _ in words},
            {word.key[:STEM]: text[word.start : word.end] for word, text in reversed(words)},
        )
        for words in told
    )


def shared(a: Topic, b: Topic) -> tuple[float, str]:
    """The share of the words of the passage with less to say that the other has too, and the most telling of them."""
    both = sorted(set(a.weights) & set(b.weights), key=lambda stem: (-min(a.weights[stem], b.weights[stem]), stem))
    weight = sum(min(a.weights[stem], b.weights[stem]) for stem in both)
    named = sorted(both[:SHOWN], key=lambda stem: list(a.printed).index(stem))
    return min(1.0, weight / min(a.total, b.total)), ", ".join(f"“{a.printed[stem]}”" for stem in named)


@dataclass(frozen=True, slots=True)
class Candidate:
    """A claim ready to be set beside one of the other report; `leads` is true of the first claim of a report's body."""

    claim: Claim
    facts: Facts
    topic: Topic
    leads: bool
    incident: str | None


def likeness(a: Candidate, b: Candidate) -> Likeness:
    """How much speaks for two claims of two reports being about one thing."""
    rows = counterpart_rows()
    signs = list(_signs(a.claim, a.facts, b.claim, b.facts))
    if a.incident is not None and a.incident == b.incident:
        signs.append(("merged", 1.0, ""))
    if a.leads and b.leads:
        signs.append(("both open with it", 1.0, ""))
    words, named = shared(a.topic, b.topic)
    if words > 0:
        signs.append(("shared words", words, named))
    told = sorted(signs, key=lambda sign: (-abs(rows[sign[0]].weight * sign[1]), sign[0]))
    reasons = tuple(rows[name].words.format(value) for name, _, value in told if rows[name].weight > 0)
    total = round(sum(rows[name].weight * far for name, far, _ in signs), 6)
    names = {name for name, _, _ in signs}
    why = tuple(rows[name].words.format(value) for name, _, value in told if rows[name].weight > 0 and name not in OF_FORM)
    enough = total >= CUT and (words >= SOME_WORDS or bool(names & TELLS))
    return Likeness(total, reasons, why, words, enough, telling=words >= MANY_WORDS or "same number" in names)


def _signs(a: Claim, facts_a: Facts, b: Claim, facts_b: Facts) -> Iterator[Sign]:
    yield from _acts(a, b)
    yield from _speakers(a, b)
    yield from _sides("doer", facts_a.actor, facts_b.actor)
    yield from _sides("target", facts_a.recipient, facts_b.recipient)
    yield from _place(facts_a, facts_b)
    yield from _figures(a, b)
    yield from _last_days(a, b)
    gap = days_apart(facts_a, facts_b)
    if gap is not None and gap > 0 and facts_a.day_told and facts_b.day_told:
        yield "other days", min(LONG_AGO, 1 + gap / WEEK), ""


def _acts(a: Claim, b: Claim) -> Iterator[Sign]:
    if a.type is b.type:
        yield "same act", 1.0, ""
        if a.mode is not None and a.mode == b.mode:
            yield "same mode", 1.0, ""
    elif a.type in SPEECH and b.type in SPEECH:
        yield "both statements", 1.0, ""
    elif (a.type, a.mode, b.type, b.mode) in act_kin():
        yield "kin act", 1.0, ""
    else:
        yield "other act", 1.0, ""


def _speakers(a: Claim, b: Claim) -> Iterator[Sign]:
    if a.speaker is None or b.speaker is None:
        return
    if one_speaker(a.speaker, b.speaker):
        yield "same speaker", 1.0, a.speaker.label
        if a.direct_quote and b.direct_quote:
            yield "both quoted", 1.0, ""
    elif not _one_side(a.speaker, b.speaker):
        yield "other speaker", 1.0, ""


def one_speaker(a: Actor, b: Actor) -> bool:
    """True if two reports cite one source: under one name, or by one surname."""
    mine, yours = source_key(a), source_key(b)
    return mine == yours or bool(set(mine.split()[-1:]) & set(yours.split()[-1:]))


def _one_side(a: Actor, b: Actor) -> bool:
    return a.party is not None and b.party is not None and side_of(a.party) == side_of(b.party)


def _sides(role: str, a: frozenset[str], b: frozenset[str]) -> Iterator[Sign]:
    if not a or not b:
        return
    if a & b:
        yield f"same {role}", 1.0, load_parties().label(min(a & b))
    elif not any((x, y) in party_kin() for x in a for y in b):
        yield f"other {role}", 1.0, ""
    elif role == "target":
        yield "kin target", 1.0, ""


def _place(a: Facts, b: Facts) -> Iterator[Sign]:
    if a.place is None or b.place is None or a.place.whole_country or b.place.whole_country:
        return
    if a.place.place_id == b.place.place_id and a.place.place_id is not None:
        yield "same place", 0.5 if a.place.inherited or b.place.inherited else 1.0, a.place.name
    elif _pointed(a.place) and _pointed(b.place) and distance_km(a.place, b.place) > FAR_KM:
        yield "far apart", 1.0, ""


def _pointed(place: PlaceFacts) -> bool:
    return place.point is not None and not place.inherited and not place.region


def _figures(a: Claim, b: Claim) -> Iterator[Sign]:
    """The best that any two figures say."""
    pairs = [(x, y) for x in a.figures for y in b.figures]
    same = [x for x, y in pairs if x.kind is y.kind is not Counted.OTHER and (x.low, x.high) == (y.low, y.high)]
    telling = [x for x in same if (x.low or x.high or 0) >= TELLING]
    if telling:
        yield "same number", 1.0, f"{telling[0].low if telling[0].low is not None else telling[0].high:,} {telling[0].kind}"
    elif kinds := [x.kind for x, y in pairs if x.kind is y.kind is not Counted.OTHER and _near(x, y)]:
        yield "same measure", 1.0, str(kinds[0])
    elif any({x.kind, y.kind} == {row.kind_a, row.kind_b} for x, y in pairs for row in like_measures()):
        yield "like measure", 1.0, ""


def _near(a: Figure, b: Figure) -> bool:
    """True if two numbers may be tolls of one thing: a part beside the whole, or one man beside a hundred, are not."""
    low, high = sorted((a.low or a.high or 0, b.low or b.high or 0))
    return high <= NEAR_TIMES * low


def _last_days(a: Claim, b: Claim) -> Iterator[Sign]:
    limited = [claim for claim in (a, b) if claim.deadline or claim.deadline_words]
    if len(limited) < 2:
        return
    if same_last_day(a, b):
        yield "same last day", 1.0, ""
    elif a.deadline and b.deadline:
        yield "other last day", 1.0, ""
    else:
        yield "both with last days", 1.0, ""


def best_pairs(scored: Iterable[tuple[float, int, int]], keys_a: Sequence[str], keys_b: Sequence[str]) -> list[tuple[int, int]]:
    """Each passage with at most one of the other report, the likest first; which report is named first changes nothing."""
    used_a: set[int] = set()
    used_b: set[int] = set()
    out: list[tuple[int, int]] = []
    for _, a, b in sorted(scored, key=lambda item: (-item[0], tuple(sorted((keys_a[item[1]], keys_b[item[2]]))))):
        if a not in used_a and b not in used_b:
            used_a.add(a)
            used_b.add(b)
            out.append((a, b))
    return out
