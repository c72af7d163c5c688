"""Say which party a phrase means: by name, by nationality and noun, by person and day, or by what the report is about."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace

from trucewatch.knowledge.folding import fold
from trucewatch.knowledge.parties import BESIDE_A_GROUP, PartyBook
from trucewatch.knowledge.party_rows import PartyHead
from trucewatch.knowledge.phrase_words import phrase_words
from trucewatch.knowledge.places import Gazetteer
from trucewatch.model import Actor, Report, Span
from trucewatch.resolve.beside import KINDS_OF_GROUP, Beside
from trucewatch.resolve.leanings import ABROAD, LONGEST_WORD, OF_A_STATE, SHORT_FORMS, UNARMED, Leanings, short_forms
from trucewatch.resolve.naming import OF_THE_COUNTRY, Meaning, Names
from trucewatch.resolve.theatre import Theatre

_LEAD, _HAND, _HELP, _LOYAL, _DOING = (
    "|".join(phrase_words(role)) for role in ("lead", "hand", "helped by", "loyal to", "described by")
)
LEADING = re.compile(rf"^(?:(?:{_LEAD}|\d[\d,.]*|[-–—\"“”'‘’(])\s+)+", re.IGNORECASE)
BACKED = re.compile(rf"\b[\w.’']{{1,{LONGEST_WORD}}}(?:[ -][\w.’']{{1,{LONGEST_WORD}}})?[-‑ ](?:{_HAND})\b", re.IGNORECASE)
LINKED = re.compile(
    rf"^(?P<left>.+?)(?<=\S)\s+(?:(?:who are |that are )?(?:{_LOYAL})\s+(?:to|with)|of|from|for|at)\s+(?P<right>.+)$",
    re.IGNORECASE,
)
HELPED = re.compile(rf"^(?P<left>.+?)(?<=\S)\s+(?:(?:,\s*)?(?:{_HELP})\s+by|(?:{_DOING}))\s+.+$", re.IGNORECASE)
PLACED = re.compile(r"^(?P<left>.+?)(?<=\S)\s+(?:in|near|inside|around|across)\s+(?P<right>.+)$", re.IGNORECASE)
SEVERAL = re.compile(r",\s*(?:(?:and|or)\s+)?|\s(?:and|or|as well as|along with)\s+|[&/]\s*")
_PART = rf"[A-Z][\w’'-]{{1,{LONGEST_WORD}}}"
NAME = re.compile(rf"{_PART}(?: (?:al-|el-|bin |abu |de |van |Al-)?{_PART}){{1,3}}")
ROLE_AFTER = re.compile(
    r"(?:,? \(|, | (?=who is |the |an? ))(?:who is )?(?:the |an? )?(?P<role>[^,.;:()\n–—\"“”]{4,90})(?=[,.;)–—])"
)
NOT_A_PERSON = re.compile(
    r"\b(?:\w+day|Commission|Council|Committee|Ministry|Agency|Army|Party|Front|News|TV|Press|Centre|Center)\b"
)
BESIDE = 30  # letters between two joined nouns
COUNTING = frozenset(phrase_words("count"))
MAX_COUNT_WORDS = 5
OWN = frozenset(phrase_words("own"))
FRIENDS = frozenset(phrase_words("friend"))
OURS = frozenset({"our", "my"})
MEMBERS = frozenset(phrase_words("member"))
RELATED = frozenset(phrase_words("related"))


def is_count(words: str) -> bool:
    """True for a number with nobody named: "six", "50", "45 others", "others"."""
    tokens = words.casefold().split()
    return 0 < len(tokens) <= MAX_COUNT_WORDS and all(token in COUNTING or token[0].isdigit() for token in tokens)


class Cast:
    """Who is who in one report."""

    def __init__(self, report: Report, parties: PartyBook, gazetteer: Gazetteer, theatre: Theatre) -> None:
        self._on = report.published.day if report.published else None
        self._parties, self._theatre = parties, theatre
        self._names = Names(parties, gazetteer, theatre.country, self._on)
        self._beside = Beside(report.text, self._names)
        self._leanings = Leanings(report.text, self._names, theatre)
        self._known: dict[tuple[str, int | None], Meaning] = {}
        self._wholes: dict[Span, Meaning | None] = {}
        self._speakers: dict[Actor, Actor] = {}
        self._introduced: dict[str, Meaning] = dict(short_forms(report.text, parties, self._on))
        for full, meaning in self._introductions(report.text):
            self._introduced.setdefault(fold(full), meaning)
            self._introduced.setdefault(fold(full.split()[-1]), meaning)

    def actors(self, actor: Actor, *, acting: bool = False) -> tuple[Actor, ...]:
        """The actor with its party; several actors where the words join or stand for several ("Syrian and Russian warplanes").

        `acting` is true for who does something: its list of groups goes on up to the verb.
        """
        if named := self._beside.listed(actor.span):
            return tuple(_with(replace(actor, span=one.span), one.meaning) for one in named)
        if meanings := self._beside.named_before(actor.span):
            return tuple(_with(actor, meaning) for meaning in meanings)
        whole = self._whole(actor)
        pieces = list(_pieces(actor.span))
        if whole is None and len(pieces) > 1:
            found = self._joined(actor, pieces)
            if len({(item.party, item.name) for item in found if item.party}) > 1:
                return found
            alike = len(found) == len(pieces) and not self.meaning(actor.span.text, actor.span.start).codes
            if found and (alike or any(self._beside.shared(piece) for piece in pieces)):
                return (replace(found[0], span=actor.span),)
        others = (
            _with(replace(actor, span=one.span), one.meaning) for one in self._beside.joined_after(actor.span, acting=acting)
        )
        return (self._one(actor, whole), *others)

    def _whole(self, actor: Actor) -> Meaning | None:
        if actor.span not in self._wholes:
            self._wholes[actor.span] = self._beside.whole_name(actor.span) or self._by_name(actor.span.text)
        return self._wholes[actor.span]

    def _one(self, actor: Actor, whole: Meaning | None) -> Actor:
        """The actor with the one party that its words mean, or with its candidates."""
        beside = self._beside
        words = beside.shared(actor.span) or beside.continued(actor.span) or beside.seeming(actor.span) or actor.span.text
        meaning = whole or self.meaning(words, actor.span.start)
        meaning = self._beside.apposed(actor.span, meaning) or meaning
        if not meaning.codes:
            meaning = self._beside.person_after(actor.span) or meaning
        if not meaning.codes and actor.name:
            meaning = self.meaning(actor.name, actor.span.start)
        return _with(actor, meaning)

    def speaker(self, actor: Actor) -> Actor:
        """Whose word it is, with its party; an armed group that speaks keeps the name it is called by there."""
        if actor not in self._speakers:
            found = self._one(actor, self._whole(actor))
            group = found.name is not None and self._names.group_name(found.name) is not None
            self._speakers[actor] = replace(found, name=actor.name) if group else found
        return self._speakers[actor]

    def owned_by(self, actor: Actor, speaker: Actor | None, *, acting: bool = False) -> Actor:
        """The actor as the speaker's own, if the words say "his", "our" or "its" of an army or a group; else as it was.

        What acts and is "ours" without being anybody ("our mission is to destroy it") stands for who speaks.
        """
        first, _, rest = actor.span.text.partition(" ")
        if first.casefold() not in OWN or speaker is None or speaker.party is None or actor.party is not None:
            return actor
        if acting and first.casefold() in OURS and self._names.last_head(rest) is None and not self._names.named_in(rest):
            return replace(actor, party=speaker.party) if not RELATED & set(rest.casefold().split()) else actor
        head, state = self._parties.head(rest), speaker.party.partition(":")[0]
        if head is None or head.sector not in ("MIL", "GOV", "FTR"):
            return actor
        if speaker.party in UNARMED or speaker.party.partition(":")[2] == "MED":
            return actor
        own_state = speaker.party.partition(":")[2] in ("", "GOV", "MIL") and self._parties.country_row(state) is not None
        if own_state:
            return replace(actor, party=f"{state}:{head.sector}") if head.sector != "FTR" else actor
        return replace(actor, party=speaker.party)

    def beside(self, actor: Actor, before: Sequence[Actor]) -> Actor:
        """ "A civilian" told right after Turkish soldiers may be Turkish or of the theatre: that stays open."""
        home = f"{self._theatre.country}:CVL"
        states = [a.party.partition(":")[0] for a in before if a.party and 0 <= actor.span.start - a.span.end <= BESIDE]
        foreign = [s for s in states if s != self._theatre.country and self._parties.country_row(s) is not None]
        if (
            actor.party != home
            or not foreign
            or self._names.named_in(actor.span.text)
            or self._names.country_of_place(actor.span.text)
        ):
            return actor
        return replace(actor, party=None, candidates=tuple(sorted({home, *(f"{state}:CVL" for state in foreign)})))

    def hit_in(self, actor: Actor, country: str | None) -> Actor:
        """ "Three people were killed in Kilis": people hit in another country than the theatre are that country's.

        Without a place they are those of the country at war, so that a report from Washington on Syria tells of Syrians.
        """
        country = country or self._leanings.at_war
        home = f"{self._theatre.country}:CVL"
        named = re.search(r"\b[A-Z]", actor.span.text[1:]) or self._names.named_in(actor.span.text)
        if country in (None, self._theatre.country) or actor.party != home or named:
            return actor
        return replace(actor, party=f"{country}:CVL")

    def uncounted(self, actor: Actor, before: Sequence[Actor]) -> Actor:
        """ "Six were killed", "45 others": people of the side just named beside them, else people of the theatre."""
        if actor.party or actor.candidates or not is_count(actor.span.text):
            return actor
        last = next((a.party for a in reversed(before) if a.party), None)
        party = last or (f"{self._theatre.country}:CVL" if self._theatre.country else None)
        return replace(actor, party=party) if party else actor

    def _joined(self, actor: Actor, pieces: list[Span]) -> tuple[Actor, ...]:
        """Each joined piece by itself; a nationality without a noun takes the last noun, a bare noun the first nationality."""
        last, first = pieces[-1].text.split()[-1], pieces[0].text.split()[0]
        found: list[Actor] = []
        for piece in pieces:
            words = self._beside.shared(piece) or LEADING.sub("", piece.text) or piece.text
            if self._parties.is_demonym(words) and self._parties.head(last):
                words = f"{words} {last}"
            elif self._names.last_head(words) and not self._names.named_in(words) and self._parties.is_demonym(first):
                words = f"{first} {words}"
            meaning = self.meaning(words, piece.start)
            if meaning.codes:
                found.append(_with(replace(actor, span=piece), meaning))
        return tuple(found)

    def meaning(self, words: str, at: int | None = None) -> Meaning:
        """What a phrase at this place of the report means; no codes if that cannot be told."""
        key = (words, at)
        if key not in self._known:
            self._known[key] = self._read(" ".join(words.split()), at)
        return self._known[key]

    def _read(self, words: str, at: int | None, depth: int = 0) -> Meaning:
        text = LEADING.sub("", words).strip(" ,.;:\"“”'‘’()-–—") or words
        if not text or depth > 4 or self._are_friends(words):
            return Meaning()
        return (
            self._by_name(words)
            or self._by_name(text)
            or (self._leanings.by_bare_noun(words, at) if self._parties.head(words) else None)
            or self._leanings.by_bare_noun(text, at)
            or self._by_relation(text, at, depth)
            or self._by_parts(text, at)
            or Meaning()
        )

    def _are_friends(self, words: str) -> bool:
        """True for "its Syrian allies" in a report on Syria: somebody's friends there, and not the state."""
        own, _, rest = words.partition(" ")
        nationality, _, noun = rest.partition(" ")
        theirs = own.casefold() in OWN and self._parties.country(nationality) == self._theatre.country is not None
        return theirs and noun.casefold() in FRIENDS and self._parties.is_demonym(nationality)

    def _by_name(self, text: str) -> Meaning | None:
        """A known name as a whole; the plural of the theatre's own nationality means its people."""
        codes = self._names.codes(text)
        if not codes or self._parties.is_surname(text):
            told = self._introduced.get(fold(text)) if text != text.lower() or fold(text) in SHORT_FORMS else None
            if told is not None or not codes:
                return told
        if codes == (self._theatre.country,) and text.endswith("s") and self._parties.is_demonym(text):
            return Meaning((f"{codes[0]}:CVL",))
        return Meaning(codes, self._names.known_name(text))

    def _by_relation(self, text: str, at: int | None, depth: int) -> Meaning | None:
        """ "Forces loyal to X", "residents of Y", "rebels backed by Z" (who stay rebels)."""
        if match := HELPED.match(text):
            return self._read(match["left"], at, depth + 1)
        if match := LINKED.match(text):
            right = self._read(match["right"], at, depth + 1)
            head = self._names.last_head(match["left"])
            if (
                right.codes
                and self._names.head_words(match["left"]).casefold() in MEMBERS
                and not self._names.is_country(right.codes)
            ):
                return right
            if right.codes and head is not None and not self._names.named_in(match["left"]):
                combined = tuple(dict.fromkeys(self._names.combined(code, head) for code in right.codes))
                of_group = combined == right.codes and right.name and self._names.group_name(right.name)
                return Meaning(combined, right.name if of_group else None)
            left = self._read(match["left"], at, depth + 1)
            if right.codes and match["left"].split()[-1].casefold() in KINDS_OF_GROUP and " of " in text:
                return right  # "a coalition of Kurdish fighters"
            a_group = right.name is not None and self._names.group_name(right.name) is not None
            if left.codes and self._names.is_country(left.codes) and (a_group or not self._names.is_country(right.codes)):
                return right if right.codes else left  # "Afghan fighters of the Fatemiyoun"
            if left.codes and not self._names.is_country(left.codes) and self._names.named_in(match["left"]):
                return left
            if head is not None and (country := self._names.country_of_place(match["right"])):
                return Meaning((self._names.combined(country, head),))
            return left if left.codes else (right if head is not None else None)
        if match := PLACED.match(text):
            head, country = self._names.last_head(match["left"]), self._names.country_of_place(match["right"])
            if head is not None and country and head.sector in OF_THE_COUNTRY and not self._names.named_in(match["left"]):
                return Meaning((self._names.combined(country, head),))
            return self._read(match["left"], at, depth + 1)
        return None

    def _by_parts(self, text: str, at: int | None) -> Meaning | None:
        """A name or nationality before a noun: "Turkish soldiers", "ISIS militants", "Defence Minister Hulusi Akar"."""
        plain = " ".join(BACKED.sub(" ", text).split()) or text
        if (whole := self._names.ends_with_name(plain)) is not None:
            return whole
        if plain.split()[-1].casefold() in RELATED and re.search(r"\w['’ʼ‘`]s?\s", plain):
            return Meaning()
        head = self._names.last_head(plain) or self._names.last_head(plain := self._names.up_to_people(plain))
        before = plain[: len(plain) - len(self._names.head_words(plain))].strip() if head else plain
        named = self._names.named_in(before or plain)
        if not named:
            return self._by_noun_alone(plain, before, head, at)
        found = next((item for item in named if head and head.sector == "GOV" and self._names.is_body(item.codes)), named[-1])
        found = next((item for item in reversed(named) if item.person), found)
        if head is None:
            return Meaning(found.codes, found.name)
        if head.sector == "FTR" and (side := self._names.side_among(before)) is not None:
            head = side
        combined = tuple(dict.fromkeys(self._names.combined(code, head) for code in found.codes))
        group = found.group if combined == found.codes else None
        return Meaning(combined, found.person or group or self._names.holder(found.codes, plain))

    def _by_noun_alone(self, plain: str, before: str, head: PartyHead | None, at: int | None) -> Meaning | None:
        if head is None:
            return None
        modifier = self._parties.head(before) or self._names.last_head(before)
        if modifier and modifier.sector in ("REB", "RAD", "OPP", "MIL", "GOV") and head.sector not in BESIDE_A_GROUP:
            return self._leanings.by_bare_noun(before if self._parties.head(before) else modifier.word, at)
        if head.sector in OF_THE_COUNTRY and before and (country := self._names.country_of_place(before)):
            return Meaning((self._names.combined(country, head),))
        if head.sector in OF_A_STATE and ABROAD.search(plain):
            return Meaning()  # "any foreign government"
        return self._leanings.by_bare_noun(self._names.head_words(plain), at)

    def _introductions(self, text: str) -> Iterator[tuple[str, Meaning]]:
        """Persons the report itself introduces: "rebel spokesman Ibrahim Jabawi" speaks for the rebels from there on."""
        for match in NAME.finditer(text):
            if NOT_A_PERSON.search(match.group()):
                continue
            meaning = self._by_role_before(text, match) or self._by_role_after(text, match)
            if meaning is not None and len(meaning.codes) == 1 and not self._names.named_in(match.group()):
                yield match.group(), Meaning(meaning.codes, match.group())

    def _by_role_before(self, text: str, name: re.Match[str]) -> Meaning | None:
        words = text[max(0, name.start() - 80) : name.start()].split()
        for length in range(min(5, len(words)), 0, -1):
            phrase = " ".join(words[-length:])
            if not re.search(r"[.;:!?\"“”)]", phrase) and self._is_role(phrase):
                return None if phrase.endswith("s") else self._by_parts(LEADING.sub("", phrase), name.start())
        return None

    def _by_role_after(self, text: str, name: re.Match[str]) -> Meaning | None:
        """ "Samir Haddad, a spokesman for the Levant Front, said": whom the words between the commas mean."""
        after = ROLE_AFTER.match(text, name.end())
        role = after["role"].strip() if after else ""
        if not role or not self._is_role(re.split(r" (?:of|for|at|in) ", role)[0]):
            return None
        side = self._names.side_among(role)
        if not self._names.named_in(role) and (side is None or side.sector == "OPP"):
            return None  # "an opposition leader", of wherever
        return self._read(role, name.end(), 1)

    def _is_role(self, phrase: str) -> bool:
        """True for a noun for one who acts for a side: "rebel spokesman", "Iraq's deputy speaker"."""
        head = self._names.last_head(phrase)
        return head is not None and head.counts == "people" and head.sector != "CVL"


def _with(actor: Actor, meaning: Meaning) -> Actor:
    name = meaning.name or actor.name
    if len(meaning.codes) == 1:
        return replace(actor, party=meaning.codes[0], candidates=(), name=name)
    return replace(actor, party=None, candidates=tuple(sorted(meaning.codes)), name=name)


def _pieces(span: Span) -> Iterator[Span]:
    """The joined pieces of a phrase, each at its own place in the report."""
    start = 0
    for match in [*SEVERAL.finditer(span.text), None]:
        words = span.text[start : match.start() if match else None]
        words = words.rstrip() if match else words
        if words:
            yield Span(span.report_id, span.start + start, span.start + start + len(words), words)
        start = match.end() if match else start
