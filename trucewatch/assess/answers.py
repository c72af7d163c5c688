"""Test an incident against one act of one clause, a question at a time: act, doer, victim, days, place, figure, words."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache, lru_cache

from trucewatch.assess.areas import Answer
from trucewatch.assess.told import Terrain, Told, labels
from trucewatch.assess.windows import Window, window_of
from trucewatch.knowledge.folding import fold
from trucewatch.knowledge.parties import load_parties
from trucewatch.knowledge.sides import sides_of
from trucewatch.model import Act, Agreement, Area, Clause, Where

UNSAID, NO = Answer(True, ""), Answer(False, "")


@dataclass(frozen=True, slots=True)
class Asked:
    """One act that breaks or keeps a clause, laid out for testing.

    `doers` are the sides whose act it must be, with those that a debtor guarantees for; `countries` are those it must lie in.
    """

    agreement: Agreement
    clause: Clause
    act: Act
    kept: bool
    window: Window
    doers: frozenset[str]
    victims: frozenset[str]
    spared: frozenset[str]
    countries: frozenset[str]
    bound: frozenset[str]
    area: Area | None
    first: int
    last: int
    pattern: re.Pattern[str] | None


def asked_of(agreement: Agreement, clause: Clause, act: Act, *, kept: bool = False) -> Asked:
    """A test of one act of a clause as it stands."""
    area = agreement.area_of(clause)
    window = window_of(agreement, clause, kept=kept)
    doers = sides_of(act.by or clause.debtor)
    if not act.by:
        doers |= {side for guarantor, side in agreement.guarantor_of if guarantor in clause.debtor}
    countries = frozenset((*agreement.countries, *(area.countries if area else ())))
    return Asked(
        agreement=agreement,
        clause=clause,
        act=act,
        kept=kept,
        window=window,
        doers=doers,
        victims=sides_of(act.to),
        spared=frozenset() if kept else sides_of(clause.carve_out),
        countries=countries if act.where is not Where.ANYWHERE else frozenset(),
        bound=sides_of(agreement.bound),
        area=area if act.where is not Where.ANYWHERE else None,
        first=window.first,
        last=window.last,
        pattern=_beginnings(act.words) if act.words else None,
    )


def can_meet(told: Told, test: Asked) -> bool:
    """False where those who did it, those who were hit, or the country surely rule it out; no reason is put into words."""
    return not (
        (told.doers and told.doers.isdisjoint(test.doers))
        or (told.country is not None and bool(test.countries) and told.country not in test.countries)
        or (told.hit and test.victims and told.hit.isdisjoint(test.victims))
        or (told.hit and test.spared and told.hit <= test.spared)
    )


def can_hold(told: Told, test: Asked) -> bool:
    """False where one of the answers is surely no; cheap, and asked before any reason is put into words."""
    return (told.first is None or not (told.first > test.last or (told.last or 0) < test.first)) and can_meet(told, test)


def answers_of(told: Told, test: Asked, terrain: Terrain, *, brief: bool = False) -> tuple[Answer, ...]:
    """The answers to everything that must hold before an incident breaks or keeps a clause by this act.

    In `brief` the first no about kind, place or days stands alone, since nothing else can mend it.
    """
    if brief and told.incident.type not in test.act.types:
        return (NO,)
    place = area_answer(told, test, terrain)
    if brief and place.holds is False:
        return (place,)
    days = told.within(test.window)
    if brief and days.holds is False:
        return (days,)
    answers: tuple[Answer, ...] = (act_answer(told, test), doer_answer(told, test), victim_answer(told, test), days, place)
    if test.act.counts is not None:
        answers = (*answers, figure_answer(told, test.act))
    return (*answers, words_answer(told, test)) if test.pattern else answers


def act_answer(told: Told, test: Asked) -> Answer:
    """Whether it is this kind of act."""
    incident, act = told.incident, test.act
    if incident.type not in act.types:
        return Answer(False, f"{told.act} {'does not show that the clause is kept' if test.kept else 'cannot break the clause'}")
    if act.modes and incident.mode is None:
        asked = "show that this clause is kept" if test.kept else "break this clause"
        return Answer(None, f"the means is not told; only {', '.join(act.modes)} would {asked}", told.passages)
    if act.modes and incident.mode not in act.modes:
        return Answer(False, f"{told.act} {'does not keep' if test.kept else 'does not break'} this clause")
    holds = "shows that the clause is kept" if test.kept else "is what the clause rules out"
    return Answer(True, f"{told.act} {holds}", told.passages)


def doer_answer(told: Told, test: Asked) -> Answer:
    """Whether it was done by somebody the clause binds, or by the side that somebody bound by it guarantees for."""
    by = test.act.by or test.clause.debtor
    reason = f"the clause {'asks it of' if test.kept else 'speaks of acts of' if test.act.by else 'binds'}: "
    if not told.doers:
        return Answer(None, f"no account says who did it; {reason}{labels(by)}", told.doer_words)
    if met := told.doers & sides_of(by):
        return Answer(True, reason + labels(tuple(sorted(met))), told.words_for(met))
    for guarantor, side in () if test.act.by else test.agreement.guarantor_of:
        if side in told.doers and guarantor in by:
            bound = f"{labels((guarantor,))}, bound by the clause, guarantees for: {labels((side,))}"
            return Answer(True, bound, told.words_for((side,)))
    if test.act.by:
        return Answer(False, f"not one of those whose acts the clause speaks of: {labels(told.incident.actor)}", told.doer_words)
    return Answer(False, f"not bound by the clause: {labels(told.incident.actor)}", told.doer_words)


def victim_answer(told: Told, test: Asked) -> Answer:
    """Whether it hit those whom the clause protects, and not only those whom it leaves out.

    Where only monitors or aid workers are protected, silence is a no: an attack on them is told as one.
    """
    if told.hit and test.spared and told.hit <= test.spared:
        return Answer(False, f"the clause leaves out: {labels(tuple(sorted(told.hit)))}", told.hit_words)
    if not test.victims:
        if test.spared and not told.hit:
            return Answer(True, f"no account says that it hit those whom the clause leaves out: {labels(test.clause.carve_out)}")
        return UNSAID
    if not told.hit and test.victims <= _bodies():
        return Answer(False, f"no account says that it hit those whom the clause protects: {labels(test.act.to)}")
    if not told.hit:
        return Answer(None, f"no account says who was hit; the clause protects: {labels(test.act.to)}")
    if met := told.hit & test.victims:
        return Answer(True, f"those hit are protected by the clause: {labels(tuple(sorted(met)))}", told.hit_words)
    return Answer(False, f"those hit are not protected by the clause; it protects: {labels(test.act.to)}", told.hit_words)


def area_answer(told: Told, test: Asked, terrain: Terrain) -> Answer:
    """Whether it was where the clause holds, or outside it where the act is one that must lie outside.

    Where the country is not told, one of those concerned must be at home in the countries of the agreement.
    """
    place, area = told.incident.place, test.area
    if test.countries and told.near is None and not _at_home(told, test):
        return Answer(False, f"nothing ties it to the countries of the agreement: {_countries(test.countries)}")
    abroad = bool(test.countries) and told.near is not None and told.near not in test.countries
    if abroad and (area is None or told.country is not None):
        return _abroad(told)
    if place is None:
        if area is not None:
            return Answer(None, f"no account says where; the clause holds in: {area.name}")
        return Answer(None, "no account says where") if test.countries else UNSAID
    if area is None:
        return UNSAID
    found = terrain.inside(place, area, test.agreement)
    if abroad and found.holds is not True:  # "near" a border it may be; elsewhere the country is enough
        return _abroad(told)
    return _turned(found) if test.act.where is Where.OUTSIDE else found


def _abroad(told: Told) -> Answer:
    place = told.incident.place
    assert place is not None
    return Answer(False, f"{place.name} lies in none of the countries of the agreement", (place.span,))


def figure_answer(told: Told, act: Act) -> Answer:
    """Whether as many are counted as the act asks for, by what the accounts print."""
    assert act.counts is not None
    asked = f"at least {act.at_least} {act.counts.value}" if act.at_least is not None else f"a number of {act.counts.value}"
    found = next((figure for figure in told.incident.figures if figure.kind is act.counts), None)
    if found is None:
        return Answer(None, f"no account says how many; the clause asks for {asked}")
    words = tuple(span for _, _, _, span in found.by_account)
    if act.at_least is None or (found.low is not None and found.low >= act.at_least):
        return Answer(True, f"the accounts count {asked}", words)
    if found.high is not None and found.high < act.at_least:
        return Answer(False, f"the accounts count fewer than {act.at_least} {act.counts.value}", words)
    return Answer(None, f"by the accounts it may or may not be {asked}", words)


def words_answer(told: Told, test: Asked) -> Answer:
    """Whether a passage that tells it holds one of the words asked for."""
    assert test.pattern is not None
    met = tuple(span for span in told.passages if test.pattern.search(fold(span.text)))
    asked = ", ".join(test.act.words)
    return (
        Answer(True, f"a passage speaks of what the clause names: {asked}", met)
        if met
        else Answer(False, f"no passage says: {asked}")
    )


def _at_home(told: Told, test: Asked) -> bool:
    """True if a party concerned is at home in the agreement's countries, or at home nowhere and bound by the agreement."""
    return any(home in test.countries or (home is None and side in test.bound) for side, home in told.homes)


@cache
def _bodies() -> frozenset[str]:
    """The codes of missions, organisations and aid groups."""
    return frozenset(row.code for row in load_parties().parties if row.kind in ("body", "ngo"))


@lru_cache(maxsize=1_000)
def _countries(codes: frozenset[str]) -> str:
    rows = [(code, load_parties().country_row(code)) for code in sorted(codes)]
    return ", ".join(row.name if row else code for code, row in rows)


def _turned(answer: Answer) -> Answer:
    return Answer(None if answer.holds is None else not answer.holds, answer.reason, answer.words)


@lru_cache(maxsize=1_000)
def _beginnings(words: Sequence[str]) -> re.Pattern[str]:
    """Any of these as the beginning of a word of a folded text."""
    return re.compile(rf"\b(?:{'|'.join(re.escape(fold(word)) for word in words)})")
