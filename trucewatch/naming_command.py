"""The command `naming`: what each outlet calls each party, place and act, and the dead, in whose voice."""

from __future__ import annotations

import sys
from enum import StrEnum
from typing import TYPE_CHECKING, Annotated

import typer

from trucewatch.options import AsJson, LedgerUrl, PublishedOn, Quiet, Workers, day, list_unread, opened, settings_with
from trucewatch.terminal import note, progress, put, tell

if TYPE_CHECKING:
    from collections.abc import Sequence

    from trucewatch.model import Claim, Report, Unread


class Period(StrEnum):
    """What uses are counted by, besides outlet and thing."""

    MONTH = "month"
    WEEK = "week"


SomePaths = Annotated[list[str] | None, typer.Argument(metavar="[PATH…]", help="Reports to read; without, those of the ledger.")]
OneOutlet = Annotated[str, typer.Option("--outlet", metavar="NAME", help="Only this outlet, or those with this in their name.")]
OneParty = Annotated[
    str, typer.Option("--party", metavar="CODE", help="Only this party (SYR stands for its organs), place or act, by its code.")
]
ByPeriod = Annotated[Period | None, typer.Option("--by", help="Count each month or each week apart.")]


def naming_command(
    paths: SomePaths = None,
    ledger: LedgerUrl = "",
    outlet: OneOutlet = "",
    party: OneParty = "",
    by: ByPeriod = None,
    published: PublishedOn = "",
    workers: Workers = None,
    as_json: AsJson = False,
    quiet: Quiet = False,
) -> None:
    """What each outlet calls each party, place and act, and the dead: counts with examples."""
    from trucewatch.knowledge.parties import load_parties
    from trucewatch.publish.exports import write_rows
    from trucewatch.publish.naming import choose_uses, count_row, naming_lines
    from trucewatch.reconcile.naming.uses import count_namings, namings

    if paths:
        reports, claims, unread = _read(paths, published, workers, quiet=quiet)
    else:
        reports, claims, unread = *_held(ledger), []
    uses = choose_uses(namings(reports, claims), outlet=outlet, of=party)
    counts = count_namings(uses, by=by)
    labels = load_parties().label
    if as_json:
        put(write_rows((count_row(count, labels) for count in counts), "json"))
    else:
        tell(naming_lines(counts, {report.id: report for report in reports}.get, labels))
        if not counts:
            note("no report names a party, a place with names in dispute or an act", quiet=quiet)
    raise typer.Exit(list_unread(unread))


def _held(url: str) -> tuple[Sequence[Report], Sequence[Claim]]:
    with opened(url) as book:
        return tuple(book.reports()), tuple(book.claims())


def _read(
    paths: Sequence[str], published: str, workers: int | None, *, quiet: bool
) -> tuple[Sequence[Report], Sequence[Claim], Sequence[Unread]]:
    from trucewatch.model import Unread
    from trucewatch.reading import read

    reports: list[Report] = []
    claims: list[Claim] = []
    unread: list[Unread] = []
    bar = progress(quiet=quiet)
    settings = settings_with(workers=workers)
    for item in read(paths, published=day(published), stdin=sys.stdin.buffer, workers=settings.workers, model=settings.model):
        if isinstance(item, Unread):
            unread.append(item)
            continue
        bar(item.report.source)
        reports.append(item.report)
        claims += item.claims
    bar.done()
    return reports, claims, unread
