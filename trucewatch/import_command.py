"""The command that takes in what others publish as data: files of ACLED and UCDP."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Annotated

import typer

from trucewatch.errors import UsageError
from trucewatch.options import AgreementIds, AsJson, LedgerUrl, Quiet, list_unread, opened
from trucewatch.terminal import note, progress, put

LEDGER = b'{"seq":1,'  # how the file of a copied ledger begins


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

    if any(_is_ledger(file) for file in files):
        _import_ledger(files, ledger, as_json=as_json, quiet=quiet)
        return
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


def _is_ledger(file: Path) -> bool:
    """True of what `export ledger` wrote; a file that cannot be opened is left to whoever reads it."""
    try:
        with file.open("rb") as begin:
            return begin.read(len(LEDGER)) == LEDGER
    except OSError:
        return False


def _import_ledger(files: list[Path], url: str, *, as_json: bool, quiet: bool) -> None:
    """Take the entries of a copied ledger as they are; the whole file is checked before the first is recorded."""
    from trucewatch.ledger.copying import check_lines, take_lines

    if len(files) != 1:
        raise UsageError("a copied ledger is imported by itself")
    with files[0].open(encoding="utf-8", errors="surrogateescape", newline="\n") as lines:
        check_lines(lines)
    with opened(url) as book, files[0].open(encoding="utf-8", errors="surrogateescape", newline="\n") as lines:
        copied = take_lines(book, lines)
    seq, head = copied.head
    if as_json:
        put([json.dumps([{"entries": copied.lines, "added": copied.new, "seq": seq, "head": head}]) + "\n"])
    else:
        note(f"{copied.lines} entries, {copied.new} of them new; head {seq}:{head}", quiet=quiet)
