"""The commands. Data goes to stdout, everything else to stderr.

Exit codes: 0 ok · 1 failure · 2 usage · 3 some inputs could not be read (each listed; the rest was done) · 130 interrupted.
Heavy modules are imported inside the commands that need them, so that `--help` and completion answer at once.
"""

from __future__ import annotations

import json
import signal
import sys
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from types import FrameType
from typing import TYPE_CHECKING, Annotated

import typer

from trucewatch import __version__
from trucewatch.agreements_command import agreements_app
from trucewatch.alerts_command import alerts_check, alerts_look, alerts_rules
from trucewatch.alerts_sending_command import alerts_app
from trucewatch.assessing_command import agreements_progress, agreements_test
from trucewatch.bulk_command import bulk_app
from trucewatch.changes_command import changes_command
from trucewatch.count_command import count_command
from trucewatch.deadlines_command import deadlines_command
from trucewatch.errors import TrucewatchError, UsageError
from trucewatch.export_command import export_command
from trucewatch.feeds_command import feeds_app, watch_command
from trucewatch.frames_command import frames_app
from trucewatch.import_command import import_command
from trucewatch.ledger_command import ledger_app
from trucewatch.naming_command import naming_command
from trucewatch.options import (
    AgreementIds,
    AsJson,
    Explain,
    LedgerUrl,
    Paths,
    Port,
    PublishedOn,
    Quiet,
    ReadBy,
    ReaderName,
    ReadWith,
    Workers,
    day,
    endpoint_of,
    list_unread,
    opened,
    settings_with,
)
from trucewatch.people_command import people_app
from trucewatch.places_command import places_app
from trucewatch.post_command import post_app
from trucewatch.raw_command import raw_app
from trucewatch.report_command import report_app
from trucewatch.review_command import review_app
from trucewatch.serve_command import serve as serve_site
from trucewatch.serve_command import serve_command
from trucewatch.settings import load_settings
from trucewatch.terminal import OK, hand_notes_to, note, progress, put, settle_streams, tell
from trucewatch.who_command import who_command
from trucewatch.witness_command import post_coverage, post_witness

if TYPE_CHECKING:
    from trucewatch.model import Report, Unread

FAILURE, USAGE, INTERRUPTED = 1, 2, 130

app = typer.Typer(
    name="trucewatch",
    help="Keeps the ledger of a ceasefire: reports in, incidents with every account of them out.",
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
)
app.add_typer(ledger_app, name="ledger")
app.add_typer(alerts_app, name="alerts")
app.add_typer(agreements_app, name="agreements")
app.add_typer(bulk_app, name="bulk")
app.add_typer(feeds_app, name="feeds")
app.add_typer(frames_app, name="frames")
app.add_typer(people_app, name="people")
app.add_typer(places_app, name="places")
app.add_typer(post_app, name="post")
app.add_typer(raw_app, name="raw")
app.add_typer(review_app, name="review")
app.add_typer(report_app, name="report")


@app.command("read")
def read_command(
    paths: Paths,
    published: PublishedOn = "",
    explain: Explain = False,
    workers: Workers = None,
    reader: ReadBy = ReaderName.RULES,
    model: ReadWith = None,
    as_json: AsJson = False,
    quiet: Quiet = False,
) -> None:
    """Read reports and print their claims, one JSON object a line; nothing is stored."""
    if explain:
        from trucewatch.explain_command import explain_reports

        if reader is not ReaderName.RULES:
            raise UsageError("--explain tells how the rules read; the endpoint gives no reasons")
        chosen = settings_with(model=model).model
        found = explain_reports(paths, published=day(published), model=chosen, as_json=as_json, quiet=quiet)
        raise typer.Exit(list_unread(found))
    from trucewatch.model import Unread
    from trucewatch.publish.claims import claim_row
    from trucewatch.publish.exports import write_rows
    from trucewatch.reading import read

    unread: list[Unread] = []
    bar = progress(quiet=quiet)
    settings = settings_with(workers=workers, model=model)
    endpoint = endpoint_of(reader, settings, quiet=quiet)
    items = read(
        paths,
        published=day(published),
        stdin=sys.stdin.buffer,
        workers=settings.workers,
        endpoint=endpoint,
        model=settings.model,
    )

    def rows() -> Iterator[dict[str, object]]:
        for item in items:
            if isinstance(item, Unread):
                unread.append(item)
                continue
            bar(item.report.source)
            if item.remark:
                note(f"{item.report.source}: {item.remark}")
            yield from (claim_row(claim) for claim in item.claims)

    put(write_rows(rows(), "json" if as_json else "jsonl"))
    bar.done()
    raise typer.Exit(list_unread(unread))


@app.command("run")
def run_command(
    paths: Paths,
    ledger: LedgerUrl = "",
    agreement: AgreementIds = None,
    published: PublishedOn = "",
    workers: Workers = None,
    reader: ReadBy = ReaderName.RULES,
    model: ReadWith = None,
    as_json: AsJson = False,
    quiet: Quiet = False,
) -> None:
    """Take reports through the whole journey into the ledger; running it again adds nothing twice."""
    from trucewatch.journal import What
    from trucewatch.ledger import default_url
    from trucewatch.pipeline import run
    from trucewatch.upkeep import upkeep

    bar = progress(quiet=quiet)
    settings = settings_with(ledger=ledger, workers=workers, model=model)
    endpoint = endpoint_of(reader, settings, quiet=quiet)
    url = settings.ledger or default_url()
    with opened(url) as book, upkeep(url, settings, What.RUN) as kept:
        summary = run(
            paths,
            book,
            agreement_ids=tuple(agreement or ()),
            published=day(published),
            stdin=sys.stdin.buffer,
            progress=bar,
            workers=settings.workers,
            endpoint=endpoint,
            model=settings.model,
            keep=kept.keep,
            keep_log=kept.keep_log,
        )
        bar.done()
        unread = len(summary.unread)
        kept.did(What.RUN, read=summary.read, known=summary.known, unread=unread, added=summary.added)
        for remark in summary.remarks:
            note(remark)
        if as_json:
            row = {"read": summary.read, "known": summary.known, "unread": unread, "added": summary.added}
            put([json.dumps([row]) + "\n"])
        else:
            note(
                f"{summary.read} reports read, {summary.known} of them known already; {summary.added} ledger entries added",
                quiet=quiet,
            )
    raise typer.Exit(list_unread(summary.unread))


@app.command("compare")
def compare_command(
    a: Annotated[str, typer.Argument(help="A report file, or the id of a report in the ledger.")],
    b: Annotated[str, typer.Argument(help="Another one.")],
    ledger: LedgerUrl = "",
    published: PublishedOn = "",
    as_json: AsJson = False,
) -> None:
    """Two reports side by side: shared, only in one, contradictions, naming, likeness."""
    from trucewatch.pipeline import load_reader
    from trucewatch.publish.compare import compare_reports, comparison_lines, comparison_row

    reader = load_reader()
    left, right = (_report_for(name, ledger, day(published)) for name in (a, b))
    if left.id == right.id:
        raise UsageError(f"{a} and {b} are both the report {left.id}; compare needs two")
    result = compare_reports(left, reader.claims(left), right, reader.claims(right))
    if as_json:
        put([json.dumps([comparison_row(result)], ensure_ascii=False) + "\n"])
    else:
        tell(comparison_lines(result))


def _report_for(name: str, ledger: str, published: date | None) -> Report:
    from trucewatch.ingest import ingest
    from trucewatch.ledger import Kind
    from trucewatch.model import Report

    if Path(name).exists():
        items = list(ingest([name], published=published))
        reports = [item for item in items if isinstance(item, Report)]
        if len(reports) != 1:
            raise UsageError(f"{name} holds {len(reports)} readable reports; compare needs one")
        return reports[0]
    with opened(ledger) as book:
        found = book.get(Kind.REPORT, name)
    if not isinstance(found, Report):
        raise UsageError(f"{name} is no file and no report of the ledger")
    return found


def own_name() -> str:
    """How this command was called, so that a printed line can be pasted: `.venv/bin/trucewatch` in a checkout."""
    called = Path(sys.argv[0]).absolute()
    return str(called.relative_to(Path.cwd())) if called.is_relative_to(Path.cwd()) else called.name


app.command("serve")(serve_command)


@app.command("demo")
def demo_command(
    serve: Annotated[bool, typer.Option("--serve", help="Open the site after the run.")] = False,
    ledger: LedgerUrl = "",
    port: Port = None,
    quiet: Quiet = False,
) -> None:
    """The whole journey on the packaged example: eight dispatches of our own about Idlib in 2020."""
    from trucewatch import example
    from trucewatch.knowledge.parties import load_parties
    from trucewatch.ledger import Ledger, default_url
    from trucewatch.pipeline import run
    from trucewatch.publish.summary import summary_lines

    settings = settings_with(ledger=ledger or default_url("demo.sqlite"), port=port)
    bar = progress(quiet=quiet)
    with Ledger.open(settings.ledger) as book:
        result = run([Path(example.__file__).parent / "reports"], book, progress=bar)
        bar.done()
        tell(summary_lines(book, read=result.read, unread=len(result.unread), labels=load_parties().label))
    if serve:
        serve_site(settings, quiet=quiet)
    else:
        put([f"\nThe site:  {own_name()} demo --serve   then open http://{settings.host}:{settings.port}/\n"])
    raise typer.Exit(list_unread(result.unread))


app.command("watch")(watch_command)
app.command("who")(who_command)
app.command("naming")(naming_command)
app.command("count")(count_command)
for name, command in (("rules", alerts_rules), ("check", alerts_check), ("look", alerts_look)):
    alerts_app.command(name)(command)
agreements_app.command("test")(agreements_test)
agreements_app.command("progress")(agreements_progress)
post_app.command("coverage")(post_coverage)
post_app.command("witness")(post_witness)
app.command("changes")(changes_command)
app.command("export")(export_command)
app.command("import")(import_command)
app.command("deadlines")(deadlines_command)


@app.command("doctor")
def doctor_command(as_json: AsJson = False) -> None:
    """What is there, what is missing, and how to get it."""
    from trucewatch.health.doctor import examine

    checks = examine(settings_with().ledger)
    if as_json:
        put([json.dumps([{"name": c.name, "ok": c.ok, "needed": c.needed, "says": c.says} for c in checks]) + "\n"])
    else:
        put([f"{'ok     ' if c.ok else 'missing' if c.needed else 'absent '}  {c.name:<18} {c.says}\n" for c in checks])
    raise typer.Exit(OK if all(c.ok for c in checks if c.needed) else FAILURE)


def _version(value: bool) -> None:
    if value:
        put([f"trucewatch {__version__}\n"])
        raise typer.Exit


@app.callback()
def options(
    version: Annotated[bool, typer.Option("--version", callback=_version, is_eager=True, help="Print the version.")] = False,
) -> None:
    """Keeps the ledger of a ceasefire."""
    hand_notes_to(None)
    settings, _ = load_settings()
    if settings.log_format == "json":
        from trucewatch.logs import begin

        begin("command", settings).take_over()


def main() -> None:
    """Run a command; faults become one line on stderr and an exit code."""
    settle_streams()
    signal.signal(signal.SIGINT, _interrupt)
    try:
        app()
    except UsageError as error:
        note(f"trucewatch: {error}", fault=True)
        sys.exit(USAGE)
    except (TrucewatchError, OSError) as error:
        note(f"trucewatch: {error}", fault=True)
        sys.exit(FAILURE)
    except KeyboardInterrupt:
        sys.exit(INTERRUPTED)
    except ImportError:
        if not _interrupts:
            raise
        sys.exit(INTERRUPTED)


_interrupts: list[int] = []  # compiled modules turn a Ctrl-C that meets them while they load into an ImportError


def _interrupt(number: int, _: FrameType | None) -> None:
    _interrupts.append(number)
    raise KeyboardInterrupt


if __name__ == "__main__":
    main()
