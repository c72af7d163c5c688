"""Work out what country a report is about, and which governorates it names where: what bare words and shared names lean on."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from trucewatch.knowledge.distance import Spot
from trucewatch.knowledge.parties import PartyBook
from trucewatch.knowledge.places import Gazetteer, PlaceEntry
from trucewatch.model import Claim, EventType, Place, Report, Span
from trucewatch.resolve.choosing import Setting
from trucewatch.resolve.toponyms import Role, Toponym, Use

WORD = re.compile(r"[^\W\d_][\w’'ʼ‘`-]*")
LONGEST = 4  # words of the longest place name looked for in running text
LONGEST_GROUP = 8  # words of the longest name of a group
NEAR = 300  # letters either side in which a governorate counts as named near by
TOWN = 5_000  # people from which a town named in the text says where the report is set
CLAIMED, PLACED, NAMED = 3, 2, 1  # weights: place of a claim, town or governorate in the text, country or nationality
FIGHTING = 2  # a named armed group or side of a country
OFTEN = 3  # from so many mentions of countries, one that is not among them is no theatre
BESIDE = 120  # letters either side of a name that may say where it lies
OF_A_STATE = re.compile(r"([A-Z][\w’'-]+)(?: [a-z-]+){0,2} (?:city|town|village|port|province|district|camp) of \Z")
TALKS = frozenset({EventType.CONSULT, EventType.AGREE, EventType.COOPERATE})
ARMED = frozenset({"REB", "RAD", "OPP"})


@dataclass(frozen=True, slots=True)
class Theatre:
    """The country a report is about, with the count that says so, and the governorates, towns and states it names, each where
    it stands.
    """

    country: str | None
    weights: tuple[tuple[str, int], ...] = ()
    governorates: tuple[tuple[int, str], ...] = ()
    towns: tuple[tuple[int, Spot], ...] = ()
    states: tuple[tuple[int, str], ...] = ()
    toponyms: tuple[Toponym, ...] = ()

    @property
    def reason(self) -> str:
        """Why this country, in words."""
        return ", ".join(f"{code} {weight}" for code, weight in self.weights[:3])

    def setting(self, span: Span, text: str = "") -> Setting:
        """What is known around a name at this place in the report, whose whole text is `text`."""
        near = frozenset(place for at, place in self.governorates if span.start - NEAR <= at <= span.end + NEAR)
        company = tuple(spot for at, spot in self.towns if not span.start <= at < span.end and abs(span.start - at) <= NEAR)
        before = text[max(0, span.start - BESIDE) : span.start]
        return Setting(
            country=self._country_at(span, before),
            near=near,
            named=frozenset(place for _, place in self.governorates),
            before=before,
            after=text[span.end : span.end + BESIDE],
            company=company,
        )

    def meant(self, span: Span) -> frozenset[str]:
        """The ids of the places that the toponyms in these words mean."""
        return frozenset(one.entry.id for one in self.toponyms if one.entry is not None and one.span.overlaps(span))

    def _country_at(self, span: Span, before: str) -> str | None:
        """The state of "the Lebanese town of Tripoli", which its own words name; else the one the report is about."""
        if (said := OF_A_STATE.search(before)) is not None:
            at = span.start - len(before) + said.start(1)
            return next((code for where, code in self.states if where == at), self.country)
        return self.country


def find_theatre(
    report: Report, claims: Sequence[Claim], parties: PartyBook, gazetteer: Gazetteer, toponyms: Sequence[Toponym] = ()
) -> Theatre:
    """The country with the greatest weight: where claims are placed, then towns, then countries and nationalities named.

    A capital counts as a country's name, since it mostly stands for the government. A country that is never named is only the
    venue of talks (Geneva, Sochi), unless hardly any country is named at all or somebody is attacked there. With the report's
    toponyms, a town counts where they say it lies, and what is no toponym counts for no town.
    """
    mentions = tuple(_mentions(report, parties, gazetteer))
    if toponyms:
        mentions = _with_toponyms(mentions, toponyms)
    named = Counter(mention.country for mention in mentions if not mention.is_place)
    weights = Counter(named)
    for mention in mentions:
        weights[mention.country] += mention.weight if mention.is_place else mention.weight - NAMED
    attacked: set[str] = set()
    for claim in claims:
        told = claim.place if claim.type not in TALKS and not _names_a_thing(claim.place, toponyms) else None
        entry = _of_weight(_at_home(gazetteer.spelt(told.name), named)) if told else None
        if told is not None and entry is not None and not _lies_anywhere(told.span, entry, named, toponyms):
            weights[entry.country] += CLAIMED
            attacked |= {entry.country} if claim.type is EventType.ASSAULT else set()
    settled = {code: weight for code, weight in weights.items() if named[code] or code in attacked or sum(named.values()) < OFTEN}
    ranked = tuple(sorted(settled.items(), key=lambda item: (-item[1], item[0])))
    country = ranked[0][0] if ranked else None
    governorates = sorted({(m.at, m.governorate) for m in mentions if m.governorate and m.country == country})
    towns = sorted((m.at, m.town) for m in mentions if m.town and m.country == country)
    states = tuple((m.at, m.country) for m in mentions if not m.is_place)
    return Theatre(country, ranked, tuple(governorates), tuple(towns), states, tuple(toponyms))


@dataclass(frozen=True, slots=True)
class _Mention:
    """A name in the text that speaks for a country."""

    at: int
    country: str
    weight: int
    governorate: str | None = None
    is_place: bool = False
    town: Spot | None = None


def _mentions(report: Report, parties: PartyBook, gazetteer: Gazetteer) -> Iterator[_Mention]:
    """Names in the evidence, the longest at each word."""
    barred = report.not_evidence()
    words = list(WORD.finditer(report.text))
    if barred:
        words = [m for m in words if not any(start <= m.start() < end for start, end in barred)]
    number = 0
    while number < len(words):
        step = 1
        if _may_be_a_name(words[number].group()):
            step = _words_of_a_group(report.text, words[number : number + LONGEST_GROUP], parties)
            longest = min(LONGEST, len(words) - number) if _may_go_on(report.text, words, number, parties, gazetteer) else 1
            for length in range(longest, 0, -1) if step == 1 else ():
                run = words[number : number + length]
                text = report.text[run[0].start() : run[-1].end()]
                mention = None if "\n" in text else _mention(run[0].start(), text, report, parties, gazetteer)
                if mention is not None:
                    yield mention
                    step = length
                    break
        number += step


def _may_go_on(text: str, words: Sequence[re.Match[str]], number: int, parties: PartyBook, gazetteer: Gazetteer) -> bool:
    """False where no name of several words can begin at a word: most of them, at the cost of two looks."""
    if number + 1 == len(words):
        return False
    two = text[words[number].start() : words[number + 1].end()]
    first, space, _ = two.partition(" ")
    return "\n" not in two and (not space or parties.may_begin(first) or gazetteer.may_begin(two))


def _with_toponyms(mentions: Sequence[_Mention], toponyms: Sequence[Toponym]) -> tuple[_Mention, ...]:
    """The mentions with towns as the toponyms have them; a name that may lie in several countries speaks for none."""
    placing = [one for one in toponyms if one.role is Role.LITERAL and (one.entry or one.candidates)]
    read = [mention for one in placing if (mention := _of_toponym(one)) is not None]
    told = {one.span.start for one in placing if one.country is None} | {mention.at for mention in read}
    named = {at for one in toponyms for at in range(one.span.start, one.span.end)}
    kept = [mention for mention in mentions if mention.at not in told and (mention.at in named or not mention.is_place)]
    return tuple(sorted([*kept, *read], key=lambda mention: mention.at))


def _of_toponym(one: Toponym) -> _Mention | None:
    if one.country is None or (one.entry is not None and one.entry.kind in ("country", "continent")):
        return None
    town = one.point if one.entry is not None and one.entry.kind == "town" else None
    return _Mention(one.span.start, one.country, PLACED, one.entry.admin1_id if one.entry else None, is_place=True, town=town)


def _names_a_thing(place: Place | None, toponyms: Sequence[Toponym]) -> bool:
    """True of "the Jeddah truce", "the Minsk accords": the name of what was agreed there, not where it is kept or broken."""
    uses = {one.use for one in toponyms if place is not None and one.span.overlaps(place.span)}
    return uses == {Use.MODIFIER}


def _lies_anywhere(span: Span, entry: PlaceEntry, named: Mapping[str, int], toponyms: Sequence[Toponym]) -> bool:
    """True of a town whose name the report's toponyms leave open, in a country that the report never names."""
    return not named.get(entry.country) and any(one.span.overlaps(span) and one.country is None for one in toponyms)


def _words_of_a_group(text: str, words: Sequence[re.Match[str]], parties: PartyBook) -> int:
    """How many words "the Islamic State in Iraq and the Levant" has: a country in it is none the report is about; else 1."""
    within = next((n for n, word in enumerate(words[1:], 2) if word.group() == "in"), len(words) + 1)
    lengths = range(len(words), max(within, 4) - 1, -1)
    return next((n for n in lengths if parties.lookup(text[words[0].start() : words[n - 1].end()])), 1)


def _may_be_a_name(word: str) -> bool:
    return word[0].isupper() or not word.isascii() or word.startswith(("al-", "ar-", "as-"))


def _mention(at: int, text: str, report: Report, parties: PartyBook, gazetteer: Gazetteer) -> _Mention | None:
    entry = _of_weight(gazetteer.spelt(text))
    codes = parties.lookup(text, on=report.published.day if report.published else None)
    states = {code.partition(":")[0] for code in codes}
    if len(states) == 1 and parties.country_row(state := states.pop()) is not None:
        weight = FIGHTING if codes[0].partition(":")[2] in ARMED else NAMED
        return _Mention(at, state, weight, entry.admin1_id if entry else None)
    homes = {parties.home(row) for row in parties.rows(text)} if codes else set()
    if len(homes) == 1 and (home := homes.pop()) is not None:
        return _Mention(at, home, NAMED)  # the Houthis speak for Yemen
    if codes or entry is None:
        return None
    town = (entry.latitude, entry.longitude) if entry.kind == "town" else None
    return _Mention(at, entry.country, PLACED, entry.admin1_id, is_place=True, town=town)


def _at_home(entries: Sequence[PlaceEntry], named: Mapping[str, int]) -> Sequence[PlaceEntry]:
    """Of places of one name, those of states the report names: "Córdoba" in a report on Colombians speaks for no Argentina."""
    return [entry for entry in entries if named.get(entry.country)] or entries


def _of_weight(entries: Sequence[PlaceEntry]) -> PlaceEntry | None:
    """The town or governorate meant, if it is one of a size that running text can be trusted with."""
    found = [e for e in entries if e.kind == "admin1" or e.population >= TOWN or e.id.startswith("tw:")]
    if not found or len({entry.country for entry in found}) > 1:
        found = sorted((e for e in found if e.population >= 20 * TOWN), key=lambda e: -e.population)[:1]
    return found[0] if found and found[0].kind != "country" else None
