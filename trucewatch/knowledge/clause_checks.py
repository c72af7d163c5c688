"""Check the clauses of an agreement file: who owes what, when and where, what breaks it, and how it is read."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import fields
from datetime import date, time

from trucewatch.knowledge.agreement_known import codes_slips, counting_slips, empty_slips, is_party, zone_slips
from trucewatch.knowledge.toml_lines import Where
from trucewatch.knowledge.toml_records import Slip, nearest
from trucewatch.model import MODES, Act, Agreement, Clause, ClauseKind, Reading
from trucewatch.model import Where as Lies

NOBODY_OWES = frozenset({ClauseKind.DEFINITION, ClauseKind.DECLARATORY})
# What can be tested of a reading of each field; other fields can only be told of
TESTED = {
    "start": "day", "end": "day", "deadline": "day",
    "debtor": "codes", "guarantor": "codes", "beneficiary": "codes", "carve_out": "codes",
    "area": "area",
}  # fmt: skip
NOT_READ = frozenset({"id", "readings", "scores", "source", "note", "unsure"})
LONGEST_PERIOD = 3_660  # days of a recurring duty: ten years


def clause_slips(clause: Clause, agreement: Agreement, where: Where) -> Iterator[Slip]:
    """Everything that is wrong with a clause in its agreement."""
    who = f"clause {clause.id}: " if clause.id else ""
    yield from _id(clause, agreement, where)
    for field in ("obligation", "source"):
        yield from empty_slips(getattr(clause, field), (*where, field), who)
    yield from _parties(clause, agreement, where, who)
    yield from _area(clause.area, agreement, (*where, "area"), who)
    yield from _window(clause, agreement, where, who)
    yield from _kind(clause, where, who)
    for name in ("breaks", "keeps", "ends"):
        for number, act in enumerate(getattr(clause, name)):
            yield from _act(act, clause, (*where, name, number), who)
    for number, reading in enumerate(clause.readings):
        yield from _reading(reading, agreement, (*where, "readings", number), who)
    for number, score in enumerate(clause.scores):
        for field in ("why", "source"):
            yield from empty_slips(getattr(score, field), (*where, "scores", number, field), who)
    yield from zone_slips(clause.zone, (*where, "zone"), who)
    yield from counting_slips(clause.counting, (*where, "counting"), who)


def _id(clause: Clause, agreement: Agreement, where: Where) -> Iterator[Slip]:
    yield from empty_slips(clause.id, (*where, "id"))
    if clause.id and agreement.id and not (clause.id.startswith(f"{agreement.id}-") and len(clause.id) > len(agreement.id) + 1):
        yield Slip((*where, "id"), f"clause {clause.id}: its id must begin with {agreement.id}-")


def _parties(clause: Clause, agreement: Agreement, where: Where, who: str) -> Iterator[Slip]:
    for field in ("debtor", "guarantor", "beneficiary", "carve_out"):
        yield from codes_slips(getattr(clause, field), (*where, field), who)
    for number, code in enumerate(clause.debtor):
        if code and agreement.bound and is_party(code) and code not in agreement.bound:
            told = f"{who}the debtor {code} is not among those bound ({_listed(agreement.bound)})"
            yield Slip((*where, "debtor", number), told, rests_on=("bound",))
    if not clause.debtor and clause.kind not in NOBODY_OWES:
        yield Slip((*where, "debtor"), f"{who}there is no debtor: say who owes it")


def _area(area: str | None, agreement: Agreement, where: Where, who: str) -> Iterator[Slip]:
    known = [one.id for one in agreement.areas if one is not None]
    if area is not None and area not in known:
        near = nearest(area, known) if known else "the file has no areas"
        yield Slip(where, f"{who}there is no area {area}; {near}")


def _window(clause: Clause, agreement: Agreement, where: Where, who: str) -> Iterator[Slip]:
    """Times without a day, and days out of order."""
    for name in ("start", "end", "deadline"):
        if getattr(clause, f"{name}_at") is not None and getattr(clause, name) is None:
            yield Slip((*where, f"{name}_at"), f"{who}{name}_at needs a {name}", rests_on=(*where, name))
    for first, last in (("start", "deadline"), ("start", "end"), ("deadline", "end")):
        if _after(clause, first, last):
            told = f"{who}{last} ({getattr(clause, last)}) lies before {first} ({getattr(clause, first)})"
            yield Slip((*where, last), told)
    if clause.start and agreement.ended and clause.start > agreement.ended:
        yield Slip((*where, "start"), f"{who}start ({clause.start}) lies after the instrument ended ({agreement.ended})")


def _after(clause: Clause, first: str, last: str) -> bool:
    one, other = getattr(clause, first), getattr(clause, last)
    return (
        one is not None and other is not None and _moment(clause, first, one, time.min) > _moment(clause, last, other, time.max)
    )


def _moment(clause: Clause, name: str, day: date, otherwise: time) -> tuple[date, time]:
    return day, getattr(clause, f"{name}_at") or otherwise


def _kind(clause: Clause, where: Where, who: str) -> Iterator[Slip]:
    """What a clause of its kind cannot be without, and what is of no use to it."""
    if clause.kind is ClauseKind.DEADLINE and clause.deadline is None:
        yield Slip((*where, "deadline"), f"{who}a duty with deadline needs a deadline")
    if clause.kind is ClauseKind.PROHIBITION and not clause.breaks and not clause.note.strip():
        yield Slip((*where, "breaks"), f"{who}nothing breaks this prohibition: give breaks, or say in a note why nothing can")
    if clause.continuing and not clause.breaks:
        yield Slip((*where, "continuing"), f"{who}a breach that continues needs breaks that begin it")
    if clause.ends and not clause.continuing:
        told = f"{who}ends are only looked at where continuing = true"
        yield Slip((*where, "ends"), told, rests_on=(*where, "continuing"))
    if clause.every_days is not None and not 0 < clause.every_days <= LONGEST_PERIOD:
        yield Slip((*where, "every_days"), f"{who}every_days lies in 1..{LONGEST_PERIOD}, not {clause.every_days}")


def _act(act: Act, clause: Clause, where: Where, who: str) -> Iterator[Slip]:
    if not act.types:
        yield Slip((*where, "types"), f"{who}an act needs its types")
    known = {mode for kind in act.types if kind is not None for mode in MODES.get(kind, ())}
    for number, mode in enumerate(act.modes):
        if mode is not None and mode not in known and act.types:
            near = nearest(mode, known) if known else "it has no modes"
            told = f"{who}{mode!r} is no mode of {_listed(act.types)}; {near}"
            yield Slip((*where, "modes", number), told, rests_on=(*where, "types"))
    for field in ("by", "to"):
        yield from codes_slips(getattr(act, field), (*where, field), who)
    if act.where is Lies.OUTSIDE and clause.area is None:
        yield Slip((*where, "where"), f"{who}an act outside the area needs a clause with an area")
    if act.at_least is not None and (act.counts is None or act.at_least < 1):
        yield Slip((*where, "at_least"), f"{who}at_least is a number from 1, of what counts says")
    for number, word in enumerate(act.words):
        yield from empty_slips(word, (*where, "words", number), who)


def _reading(reading: Reading, agreement: Agreement, where: Where, who: str) -> Iterator[Slip]:
    read = {field.name for field in fields(Clause)} - NOT_READ
    if reading.field and reading.field not in read:
        yield Slip(
            (*where, "field"),
            f"{who}a reading of {reading.field!r}, which is no field of a clause; {nearest(reading.field, read)}",
        )
    for field in ("field", "value", "source"):
        yield from empty_slips(getattr(reading, field), (*where, field), who)
    for value in ("day", "codes", "area"):
        if getattr(reading, value) and reading.field in read and TESTED.get(reading.field) != value:
            fits = TESTED.get(reading.field)
            hint = f"it is tested by its {fits}" if fits else "it is told, not tested"
            yield Slip((*where, value), f"{who}{value} does not fit a reading of {reading.field}; {hint}")
    for field in ("at", "zone"):
        if getattr(reading, field) and reading.day is None:
            yield Slip((*where, field), f"{who}{field} of a reading needs a day")
    for field in ("by", "codes"):
        yield from codes_slips(getattr(reading, field), (*where, field), who)
    yield from zone_slips(reading.zone, (*where, "zone"), who)
    yield from _area(reading.area, agreement, (*where, "area"), who)


def _listed(words: tuple[str, ...]) -> str:
    return ", ".join(str(word) for word in words if word is not None)
