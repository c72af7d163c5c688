"""The commands `watch`, `feeds list` and `feeds check`: ask feeds what is new, and say how each of them stands."""

from __future__ import annotations

import json
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import asdict, fields
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from trucewatch.errors import TrucewatchError
from trucewatch.options import AsJson, LedgerUrl, Quiet, ReadWith, Workers, opened, settings_with
from trucewatch.stopping import Stopping
from trucewatch.terminal import OK, PARTIAL, note, put, tell

if TYPE_CHECKING:
    from trucewatch.feeds import Feed, FeedHealth, Feeds, Means, Polled, Tally
    from trucewatch.ingest import RawItem
    from trucewatch.ledger import Ledger
    from trucewatch.model import Unread
    from trucewatch.settings import Settings

feeds_app = typer.Typer(help="The feeds that are watched.", no_args_is_help=True)

FeedsFile = Annotated[str, typer.Option("--feeds", metavar="FILE", help="The file of feeds; feeds.toml in the data folder.")]


def watch_command(
    feeds: FeedsFile = "",
    once: Annotated[bool, typer.Option("--once", help="One round of what is due, then end: for cron.")] = False,
    ledger: LedgerUrl = "",
    workers: Workers = None,
    model: ReadWith = None,
    quiet: Quiet = False,
) -> None:
    """Ask feeds when they are due, fetch what is new and take it into the ledger, until Ctrl-C."""
    from trucewatch.feeds import Feeds, Watch, feeds_url, read_feeds
    from trucewatch.journal import What
    from trucewatch.knowledge.agreements import choose_agreements
    from trucewatch.ledger import default_url
    from trucewatch.logs import begin
    from trucewatch.upkeep import upkeep
    from trucewatch.watch_telling import Telling

    settings = settings_with(ledger=ledger, workers=workers, model=model)
    log = begin("watch", settings)
    url = settings.ledger or default_url()
    listed = read_feeds(_file(feeds, settings))
    choose_agreements(agreement_ids(listed))  # an unknown one is told before anything is fetched
    if not settings.contact:
        note("contact is not set: name an address where the sites you ask can write to (setting contact)", quiet=quiet)
    partial = False

    def after(tally: Tally) -> None:
        nonlocal partial
        partial = bool(tally.failed or tally.unread)
        if once or tally.fetched or tally.read or tally.unread:
            log.say(round_words(tally), event="round", quiet=quiet, **asdict(tally))
        kept.did(What.ROUND, **asdict(tally))
        telling.after_round(store.health(time.time()), busy=once or bool(tally.polled or tally.read or tally.unread))

    def fell(error: TrucewatchError) -> None:
        log.say(f"{error}; this round is begun again in a minute", event="round_failed", level="error")
        kept.did(What.ROUND, well=False, fault=type(error).__name__)

    with (
        Stopping() as stopping,
        opened(url) as book,
        upkeep(url, settings, What.ROUND) as kept,
        Feeds.open(feeds_url(url)) as store,
        means_of(settings, store, stopping) as means,
        Telling.over(book, url, settings, quiet=quiet) as telling,
    ):
        watch = Watch(
            means,
            kept.store,
            book,
            {feed.name: feed for feed in listed},
            lambda items: _take(items, book, agreement_ids(listed), settings, quiet),
            lambda feed, polled: log.say(
                polled_words(feed, polled),
                event="feed_asked",
                quiet=quiet or not (polled.gained or polled.why),
                feed=feed.name,
                gained=polled.gained,
                why=polled.why,
            ),
            fell,
        )
        log.take_over()
        watch.rounds(once=once, after=after)
        if stopping.asked():
            log.say("ended; the next watch goes on from here", event="ended", quiet=quiet)
            return
    raise typer.Exit(PARTIAL if partial else OK)


@feeds_app.command("list")
def feeds_list(ledger: LedgerUrl = "", as_json: AsJson = False) -> None:
    """How each watched feed stands, as at the last round."""
    from trucewatch.feeds import Feeds, feeds_url
    from trucewatch.ledger import default_url

    with Feeds.open(feeds_url(settings_with(ledger=ledger).ledger or default_url())) as store:
        found = store.health(time.time())
    if as_json:
        put([json.dumps([health_row(one) for one in found], ensure_ascii=False) + "\n"])
        return
    tell(f"{one.name:<24}{one.state.value:<9}{_when(one):<22}{one.why}\n" for one in found)
    if not found:
        note("no feed is watched yet: write feeds.toml and start trucewatch watch")


@feeds_app.command("check")
def feeds_check(
    feeds: FeedsFile = "",
    offline: Annotated[bool, typer.Option("--offline", help="Read the file only; ask no site.")] = False,
    as_json: AsJson = False,
) -> None:
    """Read the file of feeds and ask each feed once; nothing is kept and no page is fetched."""
    from trucewatch.feeds import Feeds, read_feeds
    from trucewatch.feeds.trying import tried
    from trucewatch.knowledge.agreements import choose_agreements

    settings = settings_with()
    path = _file(feeds, settings)
    listed = read_feeds(path)
    choose_agreements(agreement_ids(listed))
    if offline:
        rows = [{"name": feed.name, "url": feed.url, "kind": feed.kind.value} for feed in listed]
        put([json.dumps(rows) + "\n"] if as_json else [f"{path}: {len(listed)} feeds, all written as they should be\n"])
        return
    with Feeds.open("sqlite://") as store, means_of(settings, store) as means:
        trials = [tried(means, feed) for feed in listed]
    if as_json:
        put([json.dumps([trial.row() for trial in trials], ensure_ascii=False) + "\n"])
    else:
        tell(f"{trial.name:<24}{'ok' if not trial.why else 'broken':<8}{trial.words()}\n" for trial in trials)
    raise typer.Exit(PARTIAL if any(trial.why for trial in trials) else OK)


@contextmanager
def means_of(settings: Settings, store: Feeds, stopping: Stopping | None = None) -> Iterator[Means]:
    """The network as the settings allow it, and what is kept about feeds; waiting and asking end when they are to."""
    from trucewatch.feeds import Means
    from trucewatch.outside import Fetcher, Guard, Robots

    guard = Guard.of(settings.inner_networks.split(","))
    stopping = stopping or Stopping()
    with Fetcher(guard=guard, contact=settings.contact) as fetcher:
        yield Means(fetcher, Robots(fetcher, store, time.time), store, time.time, stopping.sleep, stopping.asked)


def agreement_ids(feeds: Sequence[Feed]) -> tuple[str, ...]:
    """The agreements that the reports of all these feeds are assessed under; none where one feed names none, which means all."""
    if not all(feed.agreements for feed in feeds):
        return ()
    return tuple(sorted({name for feed in feeds for name in feed.agreements}))


def polled_words(feed: Feed, polled: Polled) -> str:
    """What a feed answered, in a line."""
    new = f"{polled.gained} new" if polled.gained else ""
    return f"{feed.name}: " + "; ".join(filter(None, (new, polled.why)))


def round_words(tally: Tally) -> str:
    """What a round did, in a line."""
    parts = [f"{tally.polled} feeds asked", f"{tally.gained} new entries", f"{tally.fetched} pages fetched"]
    parts += [f"{tally.read} reports read"] + [f"{tally.same} with nothing new"] * bool(tally.same)
    parts += [f"{tally.failed} feeds failed"] * bool(tally.failed) + [f"{tally.unread} pages not read"] * bool(tally.unread)
    return ", ".join(parts)


def health_row(health: FeedHealth) -> dict[str, object]:
    """A feed's health as a flat row."""
    row: dict[str, object] = {}
    for field in fields(health):
        value = getattr(health, field.name)
        row[field.name] = value.isoformat(timespec="seconds") if hasattr(value, "isoformat") else value
    return row


def _when(health: FeedHealth) -> str:
    return f"new {health.last_new:%Y-%m-%d %H:%M}" if health.last_new else "nothing new yet"


def _take(
    items: Sequence[RawItem | Unread], book: Ledger, agreements: tuple[str, ...], settings: Settings, quiet: bool
) -> tuple[int, int]:
    from trucewatch.pipeline import run

    summary = run([], book, items=items, agreement_ids=agreements, workers=settings.workers, model=settings.model)
    for item in summary.unread:
        note(f"unread: {item.source}: {item.reason}", quiet=quiet)
    return summary.read, len(summary.unread)


def _file(named: str, settings: Settings) -> Path:
    from trucewatch.feeds import default_file

    return Path(named or settings.feeds or default_file())
