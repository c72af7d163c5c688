"""The command `frames check`: the faults of tables of frames, one a line."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from trucewatch.terminal import OK, note, put

FAULTY = 1

frames_app = typer.Typer(help="The frames that reading rests on: one row for each sense of a word.", no_args_is_help=True)


@frames_app.callback()
def frames() -> None:
    """The frames that reading rests on: one row for each sense of a word."""


@frames_app.command("check")
def check_command(
    folder: Annotated[
        Path | None,
        typer.Argument(metavar="[FOLDER]", exists=True, file_okay=False, help="Tables named TYPE.csv; the packaged ones."),
    ] = None,
) -> None:
    """Check tables of frames; each fault is printed as file:line: reason."""
    from trucewatch import language
    from trucewatch.knowledge.lexicon import FRAMES, load_words
    from trucewatch.read.lint import lint_frames

    place = folder or FRAMES
    faults = lint_frames(language.load().parse, load_words(), place.resolve())
    put(f"{place / Path(fault.file).name}:{fault.line}: {fault.reason}\n" for fault in faults)
    note(f"{place}: {len(faults) or 'no'} fault{'' if len(faults) == 1 else 's'} found")
    raise typer.Exit(FAULTY if faults else OK)
