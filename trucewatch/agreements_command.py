"""The commands `agreements list`, `show` and `check`: the agreements known, and the faults of agreement files."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from trucewatch.options import AsJson
from trucewatch.terminal import note, put, tell

if TYPE_CHECKING:
    from trucewatch.model import Agreement

agreements_app = typer.Typer(help="The agreements known, clause by clause.", no_args_is_help=True)


@agreements_app.command("list")
def agreements_list(as_json: AsJson = False) -> None:
    """The agreements known."""
    from trucewatch.knowledge.agreements import load_agreements

    rows = [{"id": a.id, "signed": a.signed.isoformat(), "clauses": len(a.clauses), "title": a.title} for a in load_agreements()]
    put(
        [json.dumps(rows) + "\n"]
        if as_json
        else [f"{r['id']:<8} {r['signed']}  {r['clauses']:>2} clauses  {r['title']}\n" for r in rows]
    )


@agreements_app.command("show")
def agreements_show(agreement_id: Annotated[str, typer.Argument(metavar="ID")]) -> None:
    """One agreement, clause by clause."""
    from trucewatch.knowledge.agreements import choose_agreements

    tell(_agreement_lines(choose_agreements((agreement_id,))[0]))


def _agreement_lines(agreement: Agreement) -> Iterator[str]:
    yield f"{agreement.title} ({agreement.id}), signed {agreement.signed}, in effect {agreement.effective}\n"
    for clause in agreement.clauses:
        until = f", by {clause.deadline}" if clause.deadline else ""
        yield f"\n{clause.id}  {clause.kind.value}{until}; owed by {', '.join(clause.debtor)}\n  {clause.obligation}\n"
        yield from (f"  reading: {reading.field} = {reading.value} ({reading.source})\n" for reading in clause.readings)


@agreements_app.command("check")
def agreements_check(
    files: Annotated[list[Path] | None, typer.Argument(dir_okay=False, help="Agreement files (TOML); your own without.")] = None,
) -> None:
    """Check agreement files; every fault is named with its file and line."""
    from trucewatch.knowledge.agreements import check_files
    from trucewatch.knowledge.own_agreements import own_files, own_folder

    paths = tuple(files or own_files())
    if not paths:
        note(f"there is no agreement of your own in {own_folder()}")
    checked = check_files(paths)
    tell(f"{fault}\n" for file in checked for fault in file.faults)
    for file in checked:
        if file.agreement and not file.faults:
            note(f"{file.path}: {file.agreement.id}, {len(file.agreement.clauses)} clauses, no fault found")
    raise typer.Exit(1 if any(file.faults for file in checked) else 0)
