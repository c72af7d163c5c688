"""Check what an agreement file says against itself and against what is known: ids, parties, life, relations, sources."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator
from itertools import pairwise

from trucewatch.knowledge.agreement_known import codes_slips, countries_slips, empty_slips, zone_slips
from trucewatch.knowledge.area_checks import area_slips
from trucewatch.knowledge.clause_checks import clause_slips
from trucewatch.knowledge.toml_records import Slip, nearest
from trucewatch.model import Agreement, Stage

ID = re.compile(r"[A-Z0-9][A-Z0-9-]*")
LONGEST_ID = 40


def agreement_slips(agreement: Agreement, retired: Iterable[str], known: Collection[str]) -> Iterator[Slip]:
    """Everything that is wrong with an agreement whose fields are of the right kinds.

    `retired` are clause ids once used, `known` the ids of agreements that it may stand in a relation to.
    """
    yield from _id(agreement)
    yield from empty_slips(agreement.title, ("title",))
    yield from _sources(agreement)
    yield from _parties(agreement)
    yield from countries_slips(agreement.countries, ("countries",))
    yield from empty_slips(agreement.zone, ("zone",))
    yield from zone_slips(agreement.zone, ("zone",))
    yield from _ids_twice(agreement, frozenset(retired))
    yield from _life(agreement)
    yield from _relations(agreement, known)
    if not agreement.clauses:
        yield Slip(("clauses",), "the file has no clause")
    for number, area in enumerate(agreement.areas):
        yield from area_slips(area, ("areas", number))
    for number, clause in enumerate(agreement.clauses):
        yield from clause_slips(clause, agreement, ("clauses", number))


def is_agreement_id(words: str) -> bool:
    """True for up to 40 capital letters, digits and hyphens."""
    return ID.fullmatch(words) is not None and len(words) <= LONGEST_ID


def _id(agreement: Agreement) -> Iterator[Slip]:
    if not is_agreement_id(agreement.id):
        told = (
            f"the id {agreement.id[:LONGEST_ID]!r} must be up to {LONGEST_ID} capital letters, digits and hyphens, such as SOC18"
        )
        yield Slip(("id",), told)


def _sources(agreement: Agreement) -> Iterator[Slip]:
    if not agreement.sources:
        yield Slip(("sources",), "sources is empty: name the document, and where it was published")
    for number, source in enumerate(agreement.sources):
        yield from empty_slips(source, ("sources", number))


def _parties(agreement: Agreement) -> Iterator[Slip]:
    for field in ("signatories", "parties", "bound", "non_consenting", "facilitators"):
        yield from codes_slips(getattr(agreement, field), (field,))
    for number, pair in enumerate(agreement.guarantor_of):
        yield from codes_slips(pair or (), ("guarantor_of", number), "guarantor_of: ")
    if not agreement.bound:
        yield Slip(("bound",), "bound is empty: say whose acts are set against the agreement")
    for number, code in enumerate(agreement.non_consenting):
        if code and agreement.bound and code not in agreement.bound:
            yield Slip(("non_consenting", number), f"{code} never agreed, and is not among those bound either")


def _ids_twice(agreement: Agreement, retired: frozenset[str]) -> Iterator[Slip]:
    used = {"area": [area.id for area in agreement.areas], "clause": [clause.id for clause in agreement.clauses]}
    for what, ids in used.items():
        seen: set[str] = set()
        for number, name in enumerate(ids):
            where = (f"{what}s", number, "id")
            if name and name in seen:
                yield Slip(where, f"{what} id {name} is used twice; ids are never reused")
            elif what == "clause" and name in retired:
                yield Slip(where, f"clause id {name} is retired; ids are never reused")
            seen.add(name)


def _life(agreement: Agreement) -> Iterator[Slip]:
    """Turns out of order, and days that the turns tell otherwise than `effective` and `ended`."""
    turns = [(number, turn) for number, turn in enumerate(agreement.lifecycle) if turn.on is not None and turn.stage is not None]
    for number, turn in turns:
        yield from empty_slips(turn.source, ("lifecycle", number, "source"))
    for (_, before), (number, turn) in pairwise(turns):
        if turn.on < before.on:
            yield Slip(("lifecycle", number, "on"), f"{turn.stage} ({turn.on}) stands after {before.stage} ({before.on})")
    first = next(((number, turn) for number, turn in turns if turn.stage is Stage.IN_FORCE), None)
    if first and agreement.effective and first[1].on != agreement.effective:
        told = f"in force from {first[1].on} by its life, from {agreement.effective} by effective"
        yield Slip(("lifecycle", first[0], "on"), told)
    if agreement.ended and agreement.effective and agreement.ended < agreement.effective:
        yield Slip(("ended",), f"ended ({agreement.ended}) lies before effective ({agreement.effective})")
    last = next(((number, turn) for number, turn in reversed(turns) if turn.stage.is_over or turn.stage.holds), None)
    over = last[1].on if last and last[1].stage.is_over else None
    if last and over and over != agreement.ended:
        yield Slip(("lifecycle", last[0]), f"{last[1].stage} on {over} by its life; ended says {agreement.ended or 'nothing'}")
    elif last and not over and agreement.ended:
        yield Slip(("ended",), f"ended on {agreement.ended}, but no turn of its life says so")


def _relations(agreement: Agreement, known: Collection[str]) -> Iterator[Slip]:
    for number, relation in enumerate(agreement.relations):
        where = ("relations", number, "to")
        yield from empty_slips(relation.to, where)
        if relation.to and relation.to == agreement.id:
            yield Slip(where, f"{agreement.id} stands in a relation to itself")
        elif relation.to and not relation.title and relation.to not in known:
            told = f"there is no agreement {relation.to}; give its title where it has no file, or name one: "
            yield Slip(where, told + nearest(relation.to, known))
