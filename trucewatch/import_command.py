"""The command that takes in what others publish as data: files of ACLED and UCDP."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Annotated

import typer

from trucewatch.options import AgreementIds, AsJson, LedgerUrl, Quiet, list_unread, opened
from trucewatch.terminal import note, progress, put


def import_command(
    files: Annotated[list[Path], typer.Argument(metavar="FILE…", help="CSV files of ACLED or UCDP, or ACLED's deleted events.")],
    outlet: Annotated[str, typer.Option("--outlet", metavar="NAME", help="The outlet of the reports; ACLED or UCDP else.")] = "",
    agreement: AgreementIds = None,
    ledger: LedgerUrl = "",
    as_json: AsJson = False,
    quiet: Quiet = False,
) -> None:
    """Take data sets into the ledger as reports of their outlets, merge and assess; the same file again adds nothing."""
    from trucewatch.dataset_import import import_datasets
    from trucewatch.pipeline import clock, machine_stamp
    from trucewatch.publish.words import counted

    bar = progress(quiet=quiet)
    with opened(ledger) as book:
        done = import_datasets(
            files, book, lambda: machine_stamp(clock()), outlet=outlet, agreement_ids=tuple(agreement or ()), progress=bar
        )
        bar.done()
    if as_json:
        row = {"rows": done.rows, "known": done.known, "older": done.older, "deleted": done.deleted, "claims": done.claims}
        put([json.dumps([{**row, "unread": len(done.unread), "added": done.added}]) + "\n"])
    else:
        rows = f"{counted(done.rows, 'row', 'rows')} read, {done.known} known already, {done.older} older than what is held"
        note(f"{rows}; {done.deleted} deleted; {done.claims} claims; {done.added} ledger entries added", quiet=quiet)
    raise typer.Exit(list_unread(done.unread))
