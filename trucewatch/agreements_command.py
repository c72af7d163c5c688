"""The commands `agreements list`, `show`, `check` and `new`: the agreements known, and files of the user's own."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from trucewatch.options import AsJson, OnDay, this_day
from trucewatch.terminal import OK, note, put, tell

FAULTY = 1

agreements_app = typer.Typer(help="The agreements known, clause by clause.", no_args_is_help=True)


@agreements_app.command("list")
def agreements_list(on: OnDay = "", as_json: AsJson = False) -> None:
    """The agreements known, and where each stands on a day."""
    from trucewatch.knowledge.agreements import shelved
    from trucewatch.publish.exports import write_rows
    from trucewatch.publish.pacts import agreement_list_lines, agreement_list_row

    today, found = this_day(on), shelved()
    _warn(found.remarks)
    if as_json:
        put(write_rows((agreement_list_row(agreement, today) for agreement in found.agreements), "json"))
    else:
        tell(agreement_list_lines(found.agreements, today))


@agreements_app.command("show")
def agreements_show(agreement_id: Annotated[str, typer.Argument(metavar="ID")], on: OnDay = "", as_json: AsJson = False) -> None:
    """One agreement, clause by clause: who owes what to whom, where, when, and what breaks it."""
    from trucewatch.knowledge.agreements import choose_agreements, shelved
    from trucewatch.knowledge.parties import load_parties
    from trucewatch.publish.exports import write_rows
    from trucewatch.publish.pacts import agreement_lines, agreement_row

    today = this_day(on)
    _warn(shelved().remarks)
    (agreement,) = choose_agreements((agreement_id,))
    if as_json:
        put(write_rows([agreement_row(agreement, today)], "json"))
    else:
        tell(agreement_lines(agreement, today, load_parties().label))


def _warn(remarks: tuple[str, ...]) -> None:
    for remark in remarks:
        note(remark)


@agreements_app.command("check")
def agreements_check(
    files: Annotated[
        list[Path] | None, typer.Argument(exists=True, dir_okay=False, help="Agreement files (TOML); your own without.")
    ] = None,
) -> None:
    """Check agreement files; every fault is printed as file:line: reason."""
    from trucewatch.knowledge.agreements import check_files
    from trucewatch.knowledge.own_agreements import own_files, own_folder
    from trucewatch.publish.words import counted

    paths = tuple(files or own_files())
    if not paths:
        note(f"there is no agreement of your own in {own_folder()}")
    checked = check_files(paths)
    tell(f"{fault}\n" for file in checked for fault in file.faults)
    for file in checked:
        if file.agreement and not file.faults:
            note(f"{file.path}: {file.agreement.id}, {counted(len(file.agreement.clauses), 'clause')}, no fault found")
    raise typer.Exit(FAULTY if any(file.faults for file in checked) else OK)


@agreements_app.command("new")
def agreements_new(
    agreement_id: Annotated[str, typer.Argument(metavar="ID", help="Capital letters, digits and hyphens, such as SOC18.")],
    output: Annotated[Path | None, typer.Option(help="The file to write; ID.toml among your own without.")] = None,
) -> None:
    """Begin an agreement file of your own: a skeleton with comments, and the places to fill in."""
    from trucewatch.knowledge.agreement_skeleton import write_skeleton
    from trucewatch.knowledge.agreements import check_files
    from trucewatch.knowledge.own_agreements import own_folder

    path = write_skeleton(agreement_id, output or own_folder() / f"{agreement_id}.toml")
    (file,) = check_files([path])
    note(f"{path} is there; still to be filled in:")
    for fault in file.faults:
        note(f"{fault}")
