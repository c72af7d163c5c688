"""The commands `bulk` and `bulk import`: many inputs read shard by shard into a folder, and what was read into a ledger."""

from __future__ import annotations

import json
import sys
import time
from collections.abc import Mapping
from dataclasses import asdict
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer
from typer.core import TyperGroup

from trucewatch.errors import UsageError
from trucewatch.options import AgreementIds, AsJson, LedgerUrl, PublishedOn, Quiet, ReadWith, Workers, day, opened, settings_with
from trucewatch.terminal import OK, PARTIAL, put

if TYPE_CHECKING:
    from trucewatch.logs import Log
    from trucewatch.scale.engine import Engine
    from trucewatch.scale.running import Tally
    from trucewatch.scale.taking import Taken

EVERY = 10.0  # seconds between two lines where nobody watches a bar
NAMED = 20  # faults told one by one
CHARACTERS = 2_500  # of a report of 400 words


class EngineName(StrEnum):
    """Who has the shards read: processes of this machine, or the workers of a Dask cluster."""

    LOCAL = "local"
    DASK = "dask"


class _ReadUnlessNamed(TyperGroup):
    """A group whose first word may be an input: `bulk FILE` is `bulk read FILE`."""

    def parse_args(self, ctx: Any, args: list[str]) -> list[str]:
        """The words of the command line, with `read` put in front where no command is named."""
        if args and args[0] not in self.commands and args[0] != "--help":
            args = ["read", *args]
        return super().parse_args(ctx, args)


bulk_app = typer.Typer(
    cls=_ReadUnlessNamed,
    help="Many inputs read shard by shard into a folder: `bulk INPUT… --out DIR`; an input called like a command is ./NAME.",
    no_args_is_help=True,
)

Out = Annotated[Path, typer.Option("--out", metavar="DIR", help="The folder for parts and manifest; the same one goes on.")]


@bulk_app.command("read")
def bulk_read(
    inputs: Annotated[
        list[str], typer.Argument(metavar="INPUT…", help="Files or folders: WARC, WET, Parquet, JSON Lines, CSV …")
    ],
    out: Out,
    engine: Annotated[EngineName, typer.Option("--engine", help="Who reads the shards.")] = EngineName.LOCAL,
    scheduler: Annotated[str, typer.Option("--scheduler", metavar="ADDRESS", help="Of a Dask cluster that is there.")] = "",
    published: PublishedOn = "",
    workers: Workers = None,
    model: ReadWith = None,
    shard: Annotated[int, typer.Option("--shard", metavar="N", help="Reports in a shard at most.", min=1, max=100_000)] = 400,
    check: Annotated[
        bool, typer.Option("--check", help="Look through parts that are there already, and make damaged ones anew.")
    ] = False,
    as_json: AsJson = False,
    quiet: Quiet = False,
) -> None:
    """Read inputs into Parquet parts with one manifest row a shard; run again, it reads only what it must."""
    from trucewatch.ingest.pieces import Bounds
    from trucewatch.logs import begin
    from trucewatch.scale.running import Wish, read_bulk
    from trucewatch.scale.shard import Choices

    if "-" in inputs:
        raise UsageError("bulk reads files that can be read again, not stdin")
    settings = settings_with(workers=workers, model=model)
    log = begin("bulk", settings)
    means = _engine(engine, scheduler, settings.workers, log)
    wish = Wish(inputs, Choices(published=day(published), model=settings.model), Bounds(shard, shard * CHARACTERS), check)
    with _Shown(log, quiet=quiet) as shown:
        tally = read_bulk(wish, out, means, told=shown.reading)
    _tell_tally(tally, out, log, as_json=as_json, quiet=quiet)
    raise typer.Exit(PARTIAL if tally.failed or tally.unread or tally.errors else OK)


def _engine(name: EngineName, scheduler: str, workers: int, log: Log) -> Engine:
    if name is EngineName.LOCAL:
        from trucewatch.scale.local import LocalEngine

        if scheduler:
            raise UsageError("--scheduler is the address of a Dask cluster; say --engine dask with it")
        return LocalEngine(workers)
    try:
        from trucewatch.scale.cluster import DaskEngine
    except ImportError as error:
        raise UsageError("a Dask cluster needs: pip install 'trucewatch[dask]'") from error
    return DaskEngine(scheduler, workers, tell=lambda words: log.say(words, event="cluster"))


def _tell_tally(tally: Tally, out: Path, log: Log, *, as_json: bool, quiet: bool) -> None:
    from trucewatch.publish.words import counted

    facts = {name: value for name, value in asdict(tally).items() if name not in ("planned_whole", "size", "size_done")}
    facts |= {"why": dict(tally.why), "seconds": round(tally.seconds, 3), "logs": list(tally.logs)}
    if as_json:
        put([json.dumps([facts]) + "\n"])
    for words in (*tally.failed, *tally.errors)[:NAMED]:
        log.say(f"unread: {words}", event="fault", level="warning")
    if tally.logs:
        log.say(f"logs of posts are left to `trucewatch run`: {', '.join(tally.logs[:NAMED])}", event="logs", quiet=quiet)
    for why, many in sorted(tally.why.items()):
        log.say(f"{counted(many, 'shard', 'shards')}: {why}", event="why", quiet=quiet, shards=many, why=why)
    done = f"{counted(tally.planned, 'shard', 'shards')}: {tally.read} read now, {tally.kept} there already"
    done += f", {len(tally.failed)} that could not be read" if tally.failed else ""
    held = f"{counted(tally.reports, 'report', 'reports')}, {tally.claims} claims, {tally.unread} inputs unread"
    log.say(f"{done}; {held}; in {out}", event="done", quiet=quiet, shards=tally.planned, read=tally.read, reports=tally.reports)


@bulk_app.command("import")
def bulk_import(
    folder: Annotated[Path, typer.Argument(metavar="DIR", help="The folder of a reading in bulk.")],
    ledger: LedgerUrl = "",
    agreement: AgreementIds = None,
    workers: Workers = None,
    as_json: AsJson = False,
    quiet: Quiet = False,
) -> None:
    """Take what was read in bulk into the ledger, merge and assess; doing it again adds nothing."""
    from trucewatch.logs import begin
    from trucewatch.pipeline import clock, machine_stamp
    from trucewatch.scale.taking import take_in

    settings = settings_with(ledger=ledger, workers=workers)
    log, ids = begin("bulk", settings), tuple(agreement or ())
    with opened(ledger) as book, _Shown(log, quiet=quiet) as shown:
        stamp, told = lambda: machine_stamp(clock()), shown.taking
        taken = take_in(folder, book, stamp, agreement_ids=ids, told=told, workers=settings.workers)
    if as_json:
        put([json.dumps([asdict(taken)]) + "\n"])
    if taken.remark:
        log.say(taken.remark, event="versions", level="warning")
    if taken.failed:
        log.say(f"{taken.failed} shards of the plan could not be read and are not in it", event="fault", level="warning")
    done = f"{taken.reports} reports taken in, {taken.known} of them known already; {taken.unread} inputs unread"
    log.say(f"{done}; {taken.added} ledger entries added", event="done", quiet=quiet, **asdict(taken))
    raise typer.Exit(PARTIAL if taken.failed or taken.unread else OK)


class _Shown:
    """How far a reading is: a bar on a terminal, a line from time to time elsewhere."""

    def __init__(self, log: Log, *, quiet: bool) -> None:
        from rich.console import Console
        from rich.progress import BarColumn, Progress, TextColumn, TimeRemainingColumn

        self._log, self._quiet, self._last = log, quiet, time.monotonic()
        self._bar: Progress | None = None
        if sys.stderr.isatty() and not quiet and not log.as_json:
            columns = (BarColumn(), TextColumn("{task.description}"), TimeRemainingColumn())
            self._bar = Progress(*columns, console=Console(stderr=True), transient=True)
            self._task = self._bar.add_task("…", total=None)

    def __enter__(self) -> _Shown:
        if self._bar:
            self._bar.start()
        return self

    def __exit__(self, *_: object) -> None:
        if self._bar:
            self._bar.stop()

    def reading(self, tally: Tally) -> None:
        """How far a reading is."""
        of = str(tally.planned) if tally.planned_whole else f"{tally.planned} or more"
        pace = tally.reports_now / tally.seconds if tally.seconds else 0.0
        words = f"{tally.done} of {of} shards, {tally.reports:,} reports, {pace:.1f} a second"
        facts = {"shards": tally.done, "planned": tally.planned, "reports": tally.reports, "pace": round(pace, 1)}
        self._show(words, tally.size_done, tally.size if tally.planned_whole else None, facts)

    def taking(self, taken: Taken, shards: int) -> None:
        """How far an import is."""
        words = f"{taken.shards} of {shards} shards, {taken.reports:,} reports taken in"
        self._show(words, taken.shards, shards, {"shards": taken.shards, "reports": taken.reports})

    def _show(self, words: str, done: int, total: int | None, facts: Mapping[str, object]) -> None:
        if self._bar:
            self._bar.update(self._task, description=words, completed=done, total=total)
        elif time.monotonic() - self._last >= EVERY:
            self._last = time.monotonic()
            self._log.tell(words, facts, event="progress", quiet=self._quiet)
