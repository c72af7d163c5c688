"""The commands `post list`, `show`, `check`, `import` and `log`: observation posts, and what they logged."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from trucewatch.errors import UsageError
from trucewatch.options import AsJson, LedgerUrl, OnDay, Quiet, day, list_unread, opened, settings_with, this_day
from trucewatch.terminal import OK, note, progress, put, tell

if TYPE_CHECKING:
    from trucewatch.model import Post

FAULTY = 1
WORDS = (  # as the counts of `LogSummary.lines` come
    ("observation", "observations"),
    ("limit", "limits"),
    ("patrol stopped", "patrols stopped"),
    ("weapon seen or missed", "weapons seen or missed"),
)

post_app = typer.Typer(help="Observation posts: who mans them, what they can perceive, what they logged.", no_args_is_help=True)

LogFiles = Annotated[list[Path], typer.Argument(metavar="FILE…", help="Logs (CSV, XLSX, JSON), or folders of them.")]
OfPost = Annotated[str, typer.Option("--post", metavar="POST", help="The post of lines that name none.")]
OnePost = Annotated[str, typer.Argument(metavar="POST", help="The id or the name of a post; every post without.")]
FromDay = Annotated[str, typer.Option("--from", metavar="DATE", help="The first local day.")]
ToDay = Annotated[str, typer.Option("--to", metavar="DATE", help="The last local day.")]
ThatDay = Annotated[str, typer.Option("--on", metavar="DATE", help="One local day.")]


@post_app.command("list")
def post_list(on: OnDay = "", as_json: AsJson = False) -> None:
    """The posts known, and how each stands on a day."""
    from trucewatch.knowledge.parties import load_parties
    from trucewatch.knowledge.posts import shelved_posts
    from trucewatch.publish.exports import write_rows
    from trucewatch.publish.posts import post_list_lines, post_list_row

    today, (posts, faults) = this_day(on), shelved_posts()
    for fault in faults:
        note(f"left out: {fault}")
    if as_json:
        put(write_rows((post_list_row(post, today) for post in posts), "json"))
    else:
        tell(post_list_lines(posts, today, load_parties().label))


@post_app.command("show")
def post_show(post: Annotated[str, typer.Argument(metavar="POST", help="Its id or name.")], as_json: AsJson = False) -> None:
    """One post: whose it is, where it is said to stand, what became of it, and on whose word."""
    from trucewatch.knowledge.parties import load_parties
    from trucewatch.knowledge.posts import choose_post
    from trucewatch.publish.exports import write_rows
    from trucewatch.publish.posts import post_lines, post_row

    chosen = choose_post(post)
    if as_json:
        put(write_rows([post_row(chosen)], "json"))
    else:
        tell(post_lines(chosen, load_parties().label))


@post_app.command("check")
def post_check(
    files: Annotated[list[Path], typer.Argument(exists=True, dir_okay=False, help="Files of posts (TOML).")],
) -> None:
    """Check files of posts; every fault is printed as file:line: reason."""
    from trucewatch.knowledge.posts import check_posts

    faulty = False
    for path in files:
        posts, faults = check_posts(path)
        tell(f"{path}:{fault.line}: {fault.reason}\n" for fault in faults)
        faulty = faulty or bool(faults)
        if not faults:
            note(f"{path}: {len(posts)} posts, no fault found")
    raise typer.Exit(FAULTY if faulty else OK)


@post_app.command("import")
def post_import(
    files: LogFiles, post: OfPost = "", ledger: LedgerUrl = "", as_json: AsJson = False, quiet: Quiet = False
) -> None:
    """Take logs of posts into the ledger, merge and assess; a log met again adds nothing, a corrected one takes its place."""
    from trucewatch.journal import What
    from trucewatch.ledger import default_url
    from trucewatch.pipeline import clock, machine_stamp
    from trucewatch.post_logs import run_logs
    from trucewatch.publish.words import counted
    from trucewatch.upkeep import upkeep

    bar = progress(quiet=quiet)
    settings = settings_with(ledger=ledger)
    url = settings.ledger or default_url()
    with opened(url) as book, upkeep(url, settings, What.RUN) as kept:
        chosen = _chosen(post)
        summary = run_logs(files, book, lambda: machine_stamp(clock()), post=chosen, progress=bar, keep=kept.keep_log)
        bar.done()
        kept.did(What.RUN, read=summary.days, known=summary.known, unread=len(summary.unread), added=summary.added)
    counts = {kind.value: count for kind, count in summary.lines.items()}
    row = {**counts, "claims": summary.claims, "days": summary.days, "known": summary.known, "unread": len(summary.unread)}
    if as_json:
        put([json.dumps([{**row, "added": summary.added}]) + "\n"])
    else:
        lines = ", ".join(counted(count, *words) for count, words in zip(counts.values(), WORDS, strict=True))
        note(f"{counted(sum(counts.values()), 'line', 'lines')} read: {lines}; {summary.claims} of them claims", quiet=quiet)
        days = f"{counted(summary.days, 'day', 'days')} of posts, {summary.known} known already"
        note(f"{days}; {summary.added} ledger entries added", quiet=quiet)
    raise typer.Exit(list_unread(summary.unread))


@post_app.command("log")
def post_log(
    post: OnePost = "",
    on: ThatDay = "",
    first: FromDay = "",
    last: ToDay = "",
    ledger: LedgerUrl = "",
    as_json: AsJson = False,
) -> None:
    """What posts logged, in order of time."""
    from trucewatch.knowledge.parties import load_parties
    from trucewatch.publish.exports import write_rows
    from trucewatch.publish.posts import NAMES, log_lines, record_row, records_of

    if on and (first or last):
        raise UsageError("--on is one day, --from and --to are several; give one or the other")
    begun, ended = day(on) or day(first), day(on) or day(last)
    if begun and ended and ended < begun:
        raise UsageError(f"{begun} to {ended} is no period; the last day comes after the first")
    with opened(ledger) as book:
        chosen = _in_ledger(post, tuple(book.posts())) if post else None
        records = records_of(book, chosen, begun, ended)
        names = {one.id: one.name for one in book.posts()}
    if as_json:
        put(write_rows(({"kind": NAMES[type(record)], **record_row(record)} for record in records), "json"))
        return
    tell(log_lines(records, names, load_parties().label))
    if not records:
        note("nothing was logged")


def _chosen(name: str) -> Post | None:
    from trucewatch.knowledge.posts import choose_post

    return choose_post(name) if name else None


def _in_ledger(name: str, held: tuple[Post, ...]) -> str:
    """The id of a post of the ledger, or of one known."""
    from trucewatch.knowledge.posts import choose_post

    return choose_post(name, held).id
