"""The command `deadlines`: ultimatums and duties with a last day, as they stand on a day."""

from __future__ import annotations

from datetime import date, timedelta
from enum import StrEnum
from typing import TYPE_CHECKING, Annotated

import typer

from trucewatch.options import AsJson, LedgerUrl, OnDay, opened, this_day
from trucewatch.terminal import note, put, tell

if TYPE_CHECKING:
    from trucewatch.publish.deadlines import Due


class StateName(StrEnum):
    """A state to list: those of `UltimatumState` by the same names, as one word each."""

    OPEN = "open"
    DUE = "due"
    MET = "met"
    UNMET = "unmet"
    DISPUTED = "disputed"
    EXPIRED = "expired"
    CARRIED_OUT = "carried-out"
    WITHDRAWN = "withdrawn"


def deadlines_command(
    on: OnDay = "",
    within: Annotated[
        int | None, typer.Option("--within", metavar="N", min=0, help="Only what falls due in the N days from that day on.")
    ] = None,
    agreement: Annotated[
        list[str] | None, typer.Option("--agreement", metavar="ID", help="Only this agreement; may be repeated.")
    ] = None,
    state: Annotated[list[StateName] | None, typer.Option("--state", help="Only this state; may be repeated.")] = None,
    everything: Annotated[
        bool, typer.Option("--all", help="Also what passed long ago, and agreements that nothing read bears on.")
    ] = False,
    ledger: LedgerUrl = "",
    as_json: AsJson = False,
) -> None:
    """What is open, due, met or expired on a day: ultimatums, and the duties of agreements."""
    from trucewatch.knowledge.agreements import choose_agreements
    from trucewatch.knowledge.parties import load_parties
    from trucewatch.publish.deadlines import due_lines, due_on, due_row, foremost, in_turn
    from trucewatch.publish.exports import write_rows
    from trucewatch.publish.tables import held_for_deadlines

    today = this_day(on)
    wanted = tuple(agreement or ())
    if wanted:
        choose_agreements(wanted)
    with opened(ledger) as book:
        held = held_for_deadlines(book, wanted)
    asked = [
        due
        for due in due_on(held, today)
        if _falls_within(due, today, within) and (not wanted or due.instrument in wanted) and (not state or _named(due) in state)
    ]
    narrowed = everything or within is not None or bool(wanted or state)
    found = in_turn(asked if narrowed else foremost(held, asked, today))
    if as_json:
        put(write_rows([due_row(due) for due in found], "json"))
        return
    tell(due_lines(found, today, load_parties().label, len(asked) - len(found)))
    if not found:
        note("nothing falls due, as asked")


def _falls_within(due: Due, today: date, within: int | None) -> bool:
    return within is None or today <= due.last <= today + timedelta(days=min(within, (date.max - today).days))


def _named(due: Due) -> StateName:
    return StateName[due.state.name]
