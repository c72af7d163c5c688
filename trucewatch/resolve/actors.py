"""Say which party a phrase means: by name, by nationality and noun, by person and day, or by what the report is about."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace

from trucewatch.knowledge.parties import PartyBook, fold
from trucewatch.knowledge.party_rows import PartyHead
from trucewatch.knowledge.phrase_words import phrase_words
from trucewatch.knowledge.places import Gazetteer
from trucewatch.model import Actor, Report, Span
from trucewatch.resolve.leanings import BODIES, SHORT_FORMS, UNARMED, Meaning, groups_named, owned_mentions, short_forms
from trucewatch.resolve.theatre import Theatre

LONGEST = 8  # words of the longest name looked for inside a phrase
_LEAD, _HAND, _HELP, _LOYAL, _DOING = (
    "|".join(phrase_words(role)) for role in ("lead", "hand", "helped by", "loyal to", "described by")
)
LEADING = re.compile(rf"^(?:(?:{_LEAD}|\d[\d,.]*|[-–—\"“”'‘’(])\s+)+", re.IGNORECASE)
BACKED = re.compile(rf"\b[\w.’']+(?:[ -][\w.’']+)?[-‑ ](?:{_HAND})\b", re.IGNORECASE)
LINKED = re.compile(
    rf"^(?P<left>.+?)\s+(?:(?:who are |that are )?(?:{_LOYAL})\s+(?:to|with)|of|from|for|at)\s+(?P<right>.+)$", re.IGNORECASE
)
HELPED = re.compile(rf"^(?P<left>.+?)\s+(?:(?:,\s*)?(?:{_HELP})\s+by|(?:{_DOING}))\s+.+$", re.IGNORECASE)
PLACED = re.compile(r"^(?P<left>.+?)\s+(?:in|near|inside|around|across)\s+(?P<right>.+)$", re.IGNORECASE)
SEVERAL = re.compile(r"\s*(?:,\s*and\s+|,\s*|\s+and\s+|\s+as well as\s+|\s+along with\s+|\s*&\s*|\s*/\s*)\s*")
NAME = re.compile(r"[A-Z][\w’'-]+(?: (?:al-|el-|bin |abu |de |van |Al-)?[A-Z][\w’'-]+){1,3}")
NOT_A_PERSON = re.compile(
    r"\b(?:\w+day|Commission|Council|Committee|Ministry|Agency|Army|Party|Front|News|TV|Press|Centre|Center)\b"
)
OFFICE = re.compile(
    r"\b(president|prime minister|foreign minister|defen[cs]e minister|interior minister|chancellor|king)\b", re.IGNORECASE
)
TITLES = frozenset("mr mrs ms dr sheikh sheik sayyed sayyid imam ayatollah mullah haji".split())
THEIR_OWN = frozenset({"MIL", "GOV", "CVL", "OPP", "MED", "MEDICAL", "REB", "RAD"})  # sectors that follow a nationality
OF_THE_COUNTRY = frozenset({"REB", "RAD", "CVL", "OPP", "MEDICAL", "MED"})  # sectors whose bare noun means those of the theatre
BESIDE = 30  # letters between two joined nouns
JIHADIST = frozenset({"ISIS", "HTS", "TALIBAN"})  # groups that "militants" and "jihadists" without a name may be
COUNTING = frozenset(phrase_words("count"))
MAX_COUNT_WORDS = 5
FIGHTS_ALONE = frozenset({"ISIS"})  # the others fight beside rebels: "militants" may then be either
OWN = frozenset(phrase_words("own"))
MEMBERS = frozenset(phrase_words("member"))
OF_A_STATE = frozenset({"GOV", "MIL"})
ABROAD = re.compile(
    r"\b(?:governments|armies|regimes|states|foreign|western|european|neighbou?ring)\b", re.IGNORECASE
)  # not our own
FIGHTING = frozenset({"REB", "RAD", "OPP"})  # sectors that only a country at war is known for
ABOUT_AS_MUCH = 3  # a country named a third as often as the theatre may be the one at war
BESIDE_A_GROUP = frozenset({"CVL", "MED", "MEDICAL"})
AS_WORDED = frozenset(phrase_words("as worded"))
SENTENCE_END = re.compile(r"[.!?][\"”’)]*\s|\n")
GROUPS = frozenset(phrase_words("group"))
CALLED_BEFORE = 600  # letters before "the group" in which it was named
RELATED = frozenset(phrase_words("related"))
NAMED_BEFORE = 120  # letters before "the terrorists" in which the group they belong to was named


def is_count(words: str) -> bool:
    """True for a number with nobody named: "six", "50", "45 others", "others"."""
    tokens = words.casefold().split()
    return 0 < len(tokens) <= MAX_COUNT_WORDS and all(token in COUNTING or token[0].isdigit() for token in tokens)


class Cast:
    """Who is who in one report."""

    def __init__(self, report: Report, parties: PartyBook, gazetteer: Gazetteer, theatre: Theatre) -> None:
        self._parties, self._gazetteer, self._theatre = parties, gazetteer, theatre
        self._on = report.published.day if report.published else None
        self._text = report.text
        self._at_war = self._country_at_war()
        self._known: dict[tuple[str, int | None], Meaning] = {}
        self._owned = tuple(owned_mentions(report.text, parties, self._on, theatre.country))
        self._groups = tuple(groups_named(report.text, parties, self._on))
        self._jihadists = tuple(sorted({code for _, code in self._groups if code in JIHADIST}))
        self._introduced: dict[str, Meaning] = dict(short_forms(report.text, parties, self._on))
        for full, meaning in self._introductions(report.text):
            self._introduced.setdefault(fold(full), meaning)
            self._introduced.setdefault(fold(full.split()[-1]), meaning)

    def actors(self, actor: Actor) -> tuple[Actor, ...]:
        """The actor with its party; several actors where the words join several parties ("Syrian and Russian warplanes")."""
        whole = self._by_name(actor.span.text)
        pieces = list(_pieces(actor.span))
        if whole is None and len(pieces) > 1:
            found = self._joined(actor, pieces)
            if len({item.party for item in found if item.party}) > 1:
                return found
        meaning = whole or self.meaning(actor.span.text, actor.span.start)
        if not meaning.codes and actor.name:
            meaning = self.meaning(actor.name, actor.span.start)
        return (_with(actor, meaning),)

    def owned_by(self, actor: Actor, speaker: Actor | None) -> Actor:
        """The actor as the speaker's own, if the words say "his", "our" or "its" of an army or a group; else as it was."""
        first, _, rest = actor.span.text.partition(" ")
        if first.casefold() not in OWN or speaker is None or speaker.party is None or actor.party is not None:
            return actor
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
        if actor.party != home or not foreign or self._named_in(actor.span.text) or self._country_of_place(actor.span.text):
            return actor
        return replace(actor, party=None, candidates=tuple(sorted({home, *(f"{state}:CVL" for state in foreign)})))

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
            words = piece.text
            if self._parties.is_demonym(words) and self._parties.head(last):
                words = f"{words} {last}"
            elif self._last_head(words) and not self._named_in(words) and self._parties.is_demonym(first):
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
        if not text or depth > 4:
            return Meaning()
        return (
            self._by_name(words)
            or self._by_name(text)
            or self._by_bare_noun(text, at)
            or self._by_relation(text, at, depth)
            or self._by_parts(text, at)
            or Meaning()
        )

    def _by_name(self, text: str) -> Meaning | None:
        """A known name as a whole; the plural of the theatre's own nationality means its people."""
        codes = self._parties.lookup(text, on=self._on)
        if not codes:
            return self._introduced.get(fold(text)) if text != text.lower() or fold(text) in SHORT_FORMS else None
        codes = self._here(text, codes)
        if codes == (self._theatre.country,) and text.endswith("s") and self._parties.is_demonym(text):
            return Meaning((f"{codes[0]}:CVL",))
        return Meaning(codes, self._parties.full_name(text, on=self._on) or self._parties.body_name(text))

    def _here(self, words: str, codes: tuple[str, ...]) -> tuple[str, ...]:
        return tuple(self._parties.in_theatre(words, code, self._theatre.country) for code in codes)

    def _by_bare_noun(self, text: str, at: int | None) -> Meaning | None:
        """ "The army", "rebels": whoever the report last called so, else the side of the country it is about."""
        head = self._parties.head(text)
        if (head is None or head.sector != "NGO") and (called := self._group_called(text, at)) is not None:
            return Meaning((called,))
        if head is None:
            return None
        if head.sector == "NGO":
            return Meaning(("NGO",))
        country = self._theatre.country
        if head.sector == "RAD" and (group := self._group_meant(text, at)):
            return Meaning((group,))
        if head.sector in OF_THE_COUNTRY:
            country = self._at_war if head.sector in FIGHTING else country
            return Meaning((f"{country}:{head.sector}",) if country else (head.sector,)) if head.bare else Meaning()
        if head.sector in OF_A_STATE and ABROAD.search(text):
            return Meaning()
        if owner := self._owner(head, text, at):
            return Meaning((owner,))
        return Meaning((f"{country}:{head.sector}",)) if head.bare and country and head.sector in THEIR_OWN else Meaning()

    def _group_called(self, text: str, at: int | None) -> str | None:
        """Who "the group" or "the terrorist organisation" is: the first group of the last sentence that names one."""
        if at is None or text.split()[-1].casefold() not in GROUPS or not self._text[:at].casefold().endswith("the "):
            return None
        before = [(start, code) for start, code in self._groups if at - CALLED_BEFORE <= start < at]
        ends = [m.end() for m in SENTENCE_END.finditer(self._text, max(0, at - CALLED_BEFORE), at)]
        sentence = max((end for end in ends if before and end <= before[-1][0]), default=0)
        return next((code for start, code in before if start >= sentence), None)

    def _group_meant(self, text: str, at: int | None) -> str | None:
        """The group whose "terrorists" these are: the one named just before; for other words, the one that fights alone."""
        before = [code for start, code in self._groups if at is not None and at - NAMED_BEFORE <= start < at]
        if AS_WORDED & set(text.casefold().split()):
            return before[-1] if before else None
        if before and at is not None and self._text[:at].casefold().endswith("the "):
            return before[-1]
        return self._jihadists[0] if len(self._jihadists) == 1 and self._jihadists[0] in FIGHTS_ALONE else None

    def _country_at_war(self) -> str | None:
        """Whose rebels "the rebels" are: the theatre's, unless only another country that is named about as much has any."""
        weights = dict(self._theatre.weights)
        most = max(weights.values(), default=0)
        with_rebels = {row.code.partition(":")[0] for row in self._parties.parties if row.code.partition(":")[2] in FIGHTING}
        named = [code for code, weight in self._theatre.weights if code in with_rebels and weight * ABOUT_AS_MUCH >= most]
        return self._theatre.country if self._theatre.country in with_rebels or not named else named[0]

    def _owner(self, head: PartyHead, text: str, at: int | None) -> str | None:
        """The state whose army, soldiers or ministry were named in these words before; after, if only one was."""
        same = [m for m in self._owned if m.word == head.word]
        if at is not None:
            before = [m for m in same if m.at < at]
            if not before and head.counts == "people" and head.sector == "MIL":
                before = [m for m in self._owned if m.at < at and m.sector == head.sector]
            if before:
                return before[-1].code
        codes = {m.code for m in same}
        return codes.pop() if len(codes) == 1 else None

    def _by_relation(self, text: str, at: int | None, depth: int) -> Meaning | None:
        """ "Forces loyal to X", "residents of Y", "rebels backed by Z" (who stay rebels)."""
        if match := HELPED.match(text):
            return self._read(match["left"], at, depth + 1)
        if match := LINKED.match(text):
            right = self._read(match["right"], at, depth + 1)
            head = self._last_head(match["left"])
            if right.codes and self._head_words(match["left"]).casefold() in MEMBERS and not self._is_country(right.codes):
                return right
            if right.codes and head is not None and not self._named_in(match["left"]):
                return Meaning(tuple(dict.fromkeys(self._combined(code, head) for code in right.codes)))
            left = self._read(match["left"], at, depth + 1)
            if left.codes and not self._is_country(left.codes) and self._named_in(match["left"]):
                return left
            if head is not None and (country := self._country_of_place(match["right"])):
                return Meaning((self._combined(country, head),))
            return left if left.codes else (right if head is not None else None)
        if match := PLACED.match(text):
            head, country = self._last_head(match["left"]), self._country_of_place(match["right"])
            if head is not None and country and head.sector in OF_THE_COUNTRY and not self._named_in(match["left"]):
                return Meaning((self._combined(country, head),))
            return self._read(match["left"], at, depth + 1)
        return None

    def _by_parts(self, text: str, at: int | None) -> Meaning | None:
        """A name or nationality before a noun: "Turkish soldiers", "ISIS militants", "Defence Minister Hulusi Akar"."""
        plain = " ".join(BACKED.sub(" ", text).split()) or text
        if (whole := self._ends_with_name(plain)) is not None:
            return whole
        if plain.split()[-1].casefold() in RELATED and re.search(r"\w['’ʼ‘`]s?\s", plain):
            return Meaning()
        head = self._last_head(plain) or self._last_head(plain := self._up_to_people(plain))
        before = plain[: len(plain) - len(self._head_words(plain))].strip() if head else plain
        named = self._named_in(before or plain)
        if not named:
            return self._by_noun_alone(plain, before, head, at)
        codes, name = next((item for item in named if head and head.sector == "GOV" and self._is_body(item[0])), named[-1])
        if person := next((item for item in reversed(named) if item[1]), None):
            codes, name = person
        if head is None:
            return Meaning(codes, name)
        if head.sector == "FTR" and (side := self._side_among(before)) is not None:
            head = side
        combined = tuple(dict.fromkeys(self._combined(code, head) for code in codes))
        return Meaning(combined, name or self._holder(codes, plain))

    def _ends_with_name(self, words: str) -> Meaning | None:
        """The name of several words that a phrase ends with: the Syrian Democratic Forces are no Syrian forces."""
        pieces = words.split()
        for start in range(len(pieces) - 1):
            tail = " ".join(pieces[start:])
            if codes := self._parties.lookup(tail, on=self._on):
                return Meaning(self._here(tail, codes), self._parties.full_name(tail, on=self._on))
        return None

    def _up_to_people(self, words: str) -> str:
        """The phrase up to its last noun for people: the pilgrims of "a pilgrims' bus"."""
        pieces = words.split()
        last = next((n for n in range(len(pieces), 0, -1) if self._is_people(pieces[n - 1])), len(pieces))
        return " ".join(pieces[:last])

    def _is_people(self, word: str) -> bool:
        head = self._parties.head(word)
        return head is not None and head.counts == "people" and head.sector in OF_THE_COUNTRY and word == word.lower()

    def _side_among(self, words: str) -> PartyHead | None:
        """ "Rebel" in "Syrian rebel group": the first word that says which side a group is on."""
        heads = (self._parties.head(word) for word in words.split())
        return next((head for head in heads if head and head.sector in ("REB", "RAD", "OPP", "MIL")), None)

    def _is_body(self, codes: tuple[str, ...]) -> bool:
        """True for the UN of "UN Syria envoy": bodies send envoys, countries are what they are sent about."""
        return len(codes) == 1 and codes[0] in BODIES

    def _is_country(self, codes: tuple[str, ...]) -> bool:
        return all(self._parties.country_row(code) is not None for code in codes)

    def _by_noun_alone(self, plain: str, before: str, head: PartyHead | None, at: int | None) -> Meaning | None:
        if head is None:
            return None
        modifier = self._parties.head(before) or self._last_head(before)
        if modifier and modifier.sector in ("REB", "RAD", "OPP", "MIL", "GOV") and head.sector not in BESIDE_A_GROUP:
            return self._by_bare_noun(before if self._parties.head(before) else modifier.word, at)
        if head.sector in OF_THE_COUNTRY and before and (country := self._country_of_place(before)):
            return Meaning((self._combined(country, head),))
        if head.sector in OF_A_STATE and ABROAD.search(plain):
            return Meaning()  # "any foreign government"
        return self._by_bare_noun(self._head_words(plain), at)

    def _named_in(self, text: str) -> list[tuple[tuple[str, ...], str | None]]:
        """Parties, persons and nationalities named in a phrase, the longest names first at each word, in order."""
        words, start = text.split(), 0
        found: list[tuple[str, tuple[str, ...]]] = []
        while start < len(words):
            for length in range(min(LONGEST, len(words) - start), 0, -1):
                piece = " ".join(words[start : start + length]).strip(',;:()"“”')
                codes = self._here(piece, self._parties.lookup(piece, on=self._on)) if piece else ()
                another = length == 1 and (
                    self._is_forename(piece, words[start + 1 :]) or self._is_of_another(piece, words[start - 1 : start])
                )
                if codes and another:
                    codes = ()
                if codes:
                    found.append((piece, codes))
                    break
            start += max(length, 1) if codes else 1
        plain = [item for item in found if item[0] != item[0].lower()] or found  # "coalition" names nobody beside a name
        return [(codes, self._parties.full_name(piece, on=self._on)) for piece, codes in plain]

    def _is_forename(self, word: str, after: Sequence[str]) -> bool:
        """True for the "Ahmed" of "Ahmed al-Diri": a known surname that begins another name."""
        named = bool(after) and (after[0][:1].isupper() or after[0].startswith(("al-", "el-", "bin ")))
        return named and self._parties.full_name(word, on=self._on) is not None and self._parties.head(after[0]) is None

    def _is_of_another(self, word: str, before: Sequence[str]) -> bool:
        """True for the "al-Hussein" of "Samir al-Hussein": the surname of one who is known, after another's forename."""
        known = self._parties.full_name(word, on=self._on)
        if known is None or not before or not word.casefold().startswith(("al-", "el-")):
            return False
        forename = before[0].isalpha() and before[0].istitle() and before[0].casefold() not in TITLES
        titled = self._parties.head(before[0]) is not None or OFFICE.search(before[0]) is not None
        return forename and not titled and before[0][0] != known[0]  # "Waleed" may be Walid

    def _combined(self, code: str, head: PartyHead) -> str:
        """A party and a noun: TUR and "soldiers" are TUR:MIL, ISIS and "militants" ISIS, ISIS and "civilians" SYR:CVL."""
        state = code.partition(":")[0]
        if self._parties.country_row(state) is None:
            if head.sector in BESIDE_A_GROUP and self._theatre.country:
                return f"{self._theatre.country}:{head.sector}"
            return code
        if code != state and code.partition(":")[2] in ("REB", "RAD", "OPP", "CVL") and head.sector not in BESIDE_A_GROUP:
            return code
        return f"{state}:{head.sector}" if head.sector in THEIR_OWN else code

    def _holder(self, codes: tuple[str, ...], text: str) -> str | None:
        office = OFFICE.search(text)
        if office is None or self._on is None or len(codes) != 1:
            return None
        row = self._parties.holder(codes[0].partition(":")[0], office[0], on=self._on)
        return row.name if row else None

    def _last_head(self, text: str) -> PartyHead | None:
        words = self._head_words(text)
        return self._parties.head(words) if words else None

    def _head_words(self, text: str) -> str:
        """The longest noun of the table that the phrase ends with."""
        words = text.split()
        for start in range(max(0, len(words) - 4), len(words)):
            tail = " ".join(words[start:])
            if self._parties.head(tail):
                return tail
        return ""

    def _country_of_place(self, words: str) -> str | None:
        country = self._parties.country(words)
        if country:
            return country
        entries = [
            e for e in self._gazetteer.spelt(words) if e.kind == "admin1" or e.population or e.country == self._theatre.country
        ]
        return entries[0].country if entries and len({entry.country for entry in entries}) == 1 else None

    def _introductions(self, text: str) -> Iterator[tuple[str, Meaning]]:
        """Persons the report itself introduces: "rebel spokesman Ibrahim Jabawi" speaks for the rebels from there on."""
        for match in NAME.finditer(text):
            words = text[max(0, match.start() - 80) : match.start()].split()
            for length in range(min(5, len(words)), 0, -1):
                phrase = " ".join(words[-length:])
                head = self._last_head(phrase)
                if re.search(r"[.;:!?\"“”)]", phrase) or head is None or head.counts != "people" or head.sector == "CVL":
                    continue
                meaning = self._by_parts(LEADING.sub("", phrase), match.start())
                if phrase.endswith("s") or self._named_in(match.group()) or NOT_A_PERSON.search(match.group()):
                    break
                if meaning and len(meaning.codes) == 1:
                    yield match.group(), Meaning(meaning.codes, match.group())
                    break


def _with(actor: Actor, meaning: Meaning) -> Actor:
    name = meaning.name or actor.name
    if len(meaning.codes) == 1:
        return replace(actor, party=meaning.codes[0], candidates=(), name=name)
    return replace(actor, party=None, candidates=tuple(sorted(meaning.codes)), name=name)


def _pieces(span: Span) -> Iterator[Span]:
    """The joined pieces of a phrase, each at its own place in the report."""
    start = 0
    for match in [*SEVERAL.finditer(span.text), None]:
        end = match.start() if match else len(span.text)
        if end > start:
            yield Span(span.report_id, span.start + start, span.start + end, span.text[start:end])
        start = match.end() if match else end
