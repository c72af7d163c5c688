"""Find which agreement, and which of its clauses, an accusation means, by the words in which it is told."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from functools import lru_cache

from trucewatch.assess.areas import Answer
from trucewatch.assess.readings import also_read, read_as, variants
from trucewatch.assess.told import Told
from trucewatch.knowledge.assess_tables import MentionRow, clause_cue_rows, mention_rows
from trucewatch.knowledge.folding import fold
from trucewatch.knowledge.sides import sides_of, takes_part
from trucewatch.model import Agreement, Claim, Clause, ClauseKind, EventType, FindingState, Incident, ReadAs, Realis, Span

ALLEGING = frozenset({"allege", None})
LEFT_ALONE = frozenset({ClauseKind.PROHIBITION, ClauseKind.STATE, ClauseKind.PROTECTION, ClauseKind.ACCESS})
POINT = re.compile(r"\b(?:point|article|paragraph|clause|section) \d{1,3}\b", re.IGNORECASE)
WHOLE = ""  # the clause id of a finding on an agreement as a whole


@dataclass(frozen=True, slots=True)
class Accused:
    """An accusation tied to a clause, or to the agreement as a whole (`clause_id` empty), with the reasons."""

    agreement: Agreement
    clause_id: str
    state: FindingState
    answers: tuple[Answer, ...]
    readings: tuple[ReadAs, ...] = ()


@dataclass(frozen=True, slots=True)
class Meant:
    """An agreement that an accusation may mean, the passages, and the rows of words by which."""

    agreement: Agreement
    passages: tuple[Span, ...]
    rows: tuple[MentionRow, ...]


def is_accusation(incident: Incident) -> bool:
    """True for an accusation of a breach, and for a truce said to be broken without any act being named."""
    if incident.type is EventType.ACCUSE:
        return incident.mode in ALLEGING and incident.realis is Realis.ACTUAL
    return is_broken_truce(incident)


def is_broken_truce(incident: Incident) -> bool:
    """True for a truce said to be broken: whoever says so accuses, and whoever broke it is the one accused."""
    return incident.type is EventType.RETREAT and incident.mode == "ceasefire" and incident.realis is Realis.NEGATED


def accused_of(told: Told, agreements: Sequence[Agreement]) -> Iterator[Accused]:
    """What an accusation is kept under, agreement by agreement; nothing where no words mean one that binds the accused.

    Where the same words may mean one of several agreements and neither a day nor a place parts them, each is not assessable.
    """
    found = [meant for meant in (_meant(told, agreement) for agreement in agreements) if meant]
    found = _named_elsewhere(told, found)
    for one in found:
        rivals = [other.agreement for other in found if other is not one and _unclear(told, one, other)]
        yield from _clauses(told, one, rivals)


def _meant(told: Told, agreement: Agreement) -> Meant | None:
    if not _concerns(told, agreement):
        return None
    rows = [row for row in _rows_of(agreement.id) if _in_time(row, _day(told))]
    passages, used = [], []
    for claim in told.claims:
        for row in rows:
            if _says(row, claim.quote.text):
                passages.append(claim.quote)
                used.append(row)
    if not used and (by_report := _by_its_report(told, agreement, rows)):
        passages, used = [claim.quote for claim in told.claims], by_report
    return Meant(agreement, tuple(dict.fromkeys(passages)), tuple(dict.fromkeys(used))) if used else None


def _by_its_report(told: Told, agreement: Agreement, rows: Sequence[MentionRow]) -> list[MentionRow]:
    """The rows by which the report names the agreement, for an accusation between two it binds in the words of a clause."""
    bound = sides_of(agreement.bound)
    if is_broken_truce(told.incident) or told.hit.isdisjoint(bound) or told.doers.isdisjoint(bound) or told.hit & told.doers:
        return []
    if not accused_clauses(told.claims, agreement, told.hit):
        return []
    return [row for row in rows for text in told.texts if _says(row, text)]


def _concerns(told: Told, agreement: Agreement) -> bool:
    """True if the accused is bound, the accuser bound, owed something or no party, and the place in the agreement's countries.

    Monitors to whom a clause is owed, such as those of IGAD, and states that brought it about accuse without being bound by it.
    """
    incident = told.incident
    broken = is_broken_truce(incident)
    accused = told.doers if broken else told.hit
    accuser = frozenset() if broken else sides_of(tuple(code for code in incident.actor if takes_part(code)))
    bound = sides_of((*agreement.bound, *agreement.signatories, *agreement.parties))
    owed = sides_of((*agreement.facilitators, *(code for clause in agreement.clauses for code in clause.beneficiary)))
    if (accused and accused.isdisjoint(bound)) or (accuser and accuser.isdisjoint(bound | owed)):
        return False
    if told.country is not None and agreement.countries:
        return told.country in agreement.countries
    return bool(accused or accuser) or not agreement.countries


def _named_elsewhere(told: Told, found: Sequence[Meant]) -> list[Meant]:
    """Of agreements that share their words, those that the same reports name best by words of their own; all, where none is."""
    out = []
    for one in found:
        rivals = [other for other in found if other is not one and _unclear(told, one, other)]
        if all(_named(told, one, other) >= _named(told, other, one) for other in rivals):
            out.append(one)
    return out


def _named(told: Told, one: Meant, other: Meant) -> tuple[bool, int]:
    """How well a report that tells it names one agreement by words that do not mean the other: by a year, by more words."""
    rows = [row for row in _rows_of(one.agreement.id) if not any(_share(row, theirs) for theirs in _rows_of(other.agreement.id))]
    said = [row for row in rows for text in told.texts if all(_begins(word, text) for word in row.words)]
    return max(((any(map(str.isdigit, row.words)), len(row.words)) for row in said), default=(False, 0))


def _unclear(told: Told, one: Meant, other: Meant) -> bool:
    """True if only words that mean another one too tie it to the first, and no day or no country says which of them is meant."""
    shared = all(any(_share(a, b) for b in other.rows) for a in one.rows)
    return shared and (_day(told) is None or told.near is None)


def _share(a: MentionRow, b: MentionRow) -> bool:
    """True if the same text can hold the words of both rows by the same words: `agreements;moscow` and `moscow;agree`."""
    return all(any(_alike(x, y) for y in b.words) for x in a.words) or all(any(_alike(x, y) for x in a.words) for y in b.words)


def _alike(a: str, b: str) -> bool:
    return a.startswith(b) or b.startswith(a)


def _clauses(told: Told, meant: Meant, rivals: Sequence[Agreement]) -> Iterator[Accused]:
    agreement = meant.agreement
    spoken = [claim for claim in told.claims if claim.quote in meant.passages]
    accused = told.doers if is_broken_truce(told.incident) else told.hit - told.doers  # nobody accuses himself
    accuser = frozenset() if is_broken_truce(told.incident) else _answered_for(told.doers, agreement)
    named = accused_clauses(spoken, agreement, accused, accuser) or ((WHOLE, meant.passages),)
    for clause_id, words in named:
        clause = next((clause for clause in agreement.clauses if clause.id == clause_id), None)
        answers = [Answer(True, "an accusation, kept as one whether or not the act is shown", words)]
        state = FindingState.ALLEGED
        if rivals:
            titles = ", ".join(sorted(one.title for one in (agreement, *rivals)))
            answers.insert(0, Answer(None, f"which is meant cannot be told from the words and the day: {titles}"))
            state = FindingState.NOT_ASSESSABLE
        if clause is None:
            yield Accused(
                agreement, WHOLE, state, (*answers, Answer(True, "which clause is meant cannot be told from the words"))
            )
            continue
        answers.append(Answer(True, f"the words point to: {clause.obligation}"))
        answers += [also_read(reading) for reading in clause.readings]
        yield Accused(agreement, clause_id, state, tuple(answers), _owed(clause, agreement, accused, state))


def _owed(clause: Clause, agreement: Agreement, accused: frozenset[str], state: FindingState) -> tuple[ReadAs, ...]:
    """What each way to read who owes the clause makes of it; () where all make the same."""
    out = []
    for field in variants(clause, agreement.zone):
        if field[0].field == "debtor" and accused:
            out = [read_as(way, state if accused & owing(way.clause, agreement) else None) for way in field]
    return tuple(out) if any(one.state is None for one in out) else ()


def accused_clauses(
    claims: Sequence[Claim],
    agreement: Agreement,
    accused: frozenset[str] = frozenset(),
    accuser: frozenset[str] = frozenset(),
) -> tuple[tuple[str, tuple[Span, ...]], ...]:
    """The clauses that the words of an accusation point to, the first that fits for each passage, with the passages.

    A passage that numbers a point ("point 8") means the clauses whose source is that point. A clause that the accused owes in no
    reading is not meant, whatever the words; where nobody is named as accused, none is that only the accuser and his side owe.
    """
    out: dict[str, list[Span]] = {}
    owed = {one.id: one for one in agreement.clauses if _may_be_meant(_owing_at_all(one, agreement), accused, accuser)}
    rows = [row for row in clause_cue_rows() if row.agreement == agreement.id and row.clause in owed]
    for claim in claims:
        points = set(_points(claim.quote.text))
        numbered = [one.id for one in owed.values() if points & set(_points(one.source))]
        cued = (row.clause for row in rows if any(_begins(word, claim.quote.text) for word in row.any_of))
        for clause_id in numbered or [one for one in [next(cued, None)] if one]:
            out.setdefault(clause_id, []).append(claim.quote)
    return tuple((clause, tuple(dict.fromkeys(spans))) for clause, spans in sorted(out.items()))


def _may_be_meant(owing: frozenset[str], accused: frozenset[str], accuser: frozenset[str]) -> bool:
    return not accused.isdisjoint(owing) if accused else not accuser or bool(owing - accuser)


@lru_cache(maxsize=10_000)
def _points(text: str) -> tuple[str, ...]:
    """The points of a text that words number: "point 8", "article 3"."""
    return tuple(match.group().lower() for match in POINT.finditer(text))


def owing(clause: Clause, agreement: Agreement) -> frozenset[str]:
    """The sides that answer for a clause: its debtors, those who guarantee for it, and of what all must leave alone also those
    whom a debtor guarantees for; what a debtor has to do himself they do not owe.
    """
    guaranteed = (side for guarantor, side in agreement.guarantor_of if guarantor in clause.debtor)
    return sides_of((*clause.debtor, *clause.guarantor, *(guaranteed if clause.kind in LEFT_ALONE else ())))


def _answered_for(sides: frozenset[str], agreement: Agreement) -> frozenset[str]:
    """Sides with those whom they guarantee for."""
    return sides | {side for guarantor, side in agreement.guarantor_of if guarantor in sides}


def _owing_at_all(clause: Clause, agreement: Agreement) -> frozenset[str]:
    read: Iterable[Clause] = (way.clause for field in variants(clause, agreement.zone) for way in field)
    return owing(clause, agreement).union(*(owing(one, agreement) for one in read))


def _day(told: Told) -> date | None:
    """When it was made; an accusation without a day was made at the latest on the day of the first report."""
    return told.incident.time.start if told.incident.time else told.told_on


def _says(row: MentionRow, text: str) -> bool:
    """True if a passage holds the words of a row, and none by which they mean another agreement."""
    return all(_begins(word, text) for word in row.words) and not any(_begins(word, text) for word in row.without)


def _in_time(row: MentionRow, day: date | None) -> bool:
    return day is None or not ((row.since and day < row.since) or (row.until and day >= row.until))


@lru_cache(maxsize=1_000)
def _rows_of(agreement: str) -> tuple[MentionRow, ...]:
    return tuple(row for row in mention_rows() if row.agreement == agreement)


@lru_cache(maxsize=20_000)
def _begins(word: str, text: str) -> bool:
    """True if some word of the text begins so, whatever its case and accents."""
    return re.search(rf"\b{re.escape(fold(word))}", fold(text)) is not None
