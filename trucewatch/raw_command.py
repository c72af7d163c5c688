"""The commands `raw …`: what raw bytes are kept, whether they are what they were, what is held, and what may go."""

from __future__ import annotations

import getpass
import json
import sys
from collections import Counter
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Annotated

import typer

from trucewatch.errors import RawGone, UsageError
from trucewatch.options import AsJson, LedgerUrl, Paths, Quiet, list_unread, opened, settings_with
from trucewatch.terminal import OK, PARTIAL, note, put, tell

if TYPE_CHECKING:
    from trucewatch.feeds import Feeds
    from trucewatch.journal import Journal
    from trucewatch.ledger import Ledger
    from trucewatch.model import Unread
    from trucewatch.raw import Kept, RawStore
    from trucewatch.raw.holding import Told
    from trucewatch.raw.retention import Choice, Rule

raw_app = typer.Typer(help="The raw bytes that reports were read from.", no_args_is_help=True)

AGE = timedelta(hours=1)  # by which a journal may be younger than its ledger: both are begun by one command
AT_ONCE = 100  # hashes named to the journal before they are deleted
AGAIN = "kept again meanwhile"
Subjects = Annotated[list[str], typer.Argument(metavar="WHAT…", help="Hashes, reports or incidents; or: everything.")]
By = Annotated[str, typer.Option("--by", help="Who asks for it; the name of this account if not given.")]
Reason = Annotated[str, typer.Option("--reason", help="Why; it is kept.")]
OlderThan = Annotated[int, typer.Option("--older-than", metavar="DAYS", help="Only what was kept for longer.", min=0)]
OfKind = Annotated[
    list[str], typer.Option("--kind", help="nothing, unread, report, claim, log or finding: what rests on them; repeatable.")
]
AlsoFindings = Annotated[bool, typer.Option("--also-findings", help="Also what a finding was drawn from.")]
AlsoUnknown = Annotated[
    bool, typer.Option("--also-unknown", help="Also what a journal that was lost may have held, or named as a post's log.")
]
DryRun = Annotated[bool, typer.Option("--dry-run", help="Say what would go; delete nothing.")]
To = Annotated[str, typer.Argument(metavar="STORE", help="A folder, or s3://BUCKET/PREFIX.")]


@dataclass(frozen=True)
class Desk:
    """What the commands work on."""

    ledger: Ledger
    store: RawStore
    journal: Journal
    feeds: Feeds

    @property
    def awaited(self) -> frozenset[str]:
        """The hashes of pages that are not read yet."""
        return self.feeds.awaited()

    @property
    def told(self) -> Told:
        """What the journal says of raw bytes."""
        from trucewatch.raw.holding import ABOUT, told

        return told(self.journal.lines(*ABOUT))

    @property
    def said(self) -> Told:
        """The same without what was deleted, which may be long."""
        from trucewatch.journal import What
        from trucewatch.raw.holding import told

        return told(self.journal.lines(What.RAW_HELD, What.RAW_RELEASED, What.RAW_LOG))


@contextmanager
def _desk(ledger: str) -> Iterator[Desk]:
    from trucewatch.feeds import Feeds, feeds_url
    from trucewatch.journal import Journal, journal_url
    from trucewatch.ledger import default_url
    from trucewatch.raw import Place, open_store

    settings = settings_with(ledger=ledger)
    url = settings.ledger or default_url()
    with ExitStack() as stack:
        book = stack.enter_context(opened(url))
        journal = stack.enter_context(Journal.open(journal_url(url)))
        feeds = stack.enter_context(Feeds.open(feeds_url(url)))
        yield Desk(book, open_store(url, Place.of(settings)), journal, feeds)


@raw_app.command("list")
def raw_list(ledger: LedgerUrl = "", as_json: AsJson = False) -> None:
    """What is kept, by what rests on it; what is held and what was deleted."""
    from trucewatch.raw.resting import Rests, resting

    with _desk(ledger) as desk:
        told = desk.told
        rests = resting(desk.ledger, logs=told.logs, held=told.held)
        many, size = Counter[Rests](), Counter[Rests]()
        for one in desk.store.all():
            many[rests.on(one.sha256)] += 1
            size[rests.on(one.sha256)] += one.size
        where = desk.store.address
    rows = [{"rests": kind.word, "kept": many[kind], "bytes": size[kind]} for kind in reversed(Rests)]
    if as_json:
        holds = [
            {"subject": one.subject, "by": one.by, "since": one.since.isoformat(), "reason": one.reason} for one in told.holds
        ]
        put(
            [
                json.dumps([{"store": where, "kinds": rows, "holds": holds, "deleted": len(told.deleted)}], ensure_ascii=False)
                + "\n"
            ]
        )
        return
    tell([f"{where}\n"])
    tell(f"{row['rests']:<9}{row['kept']:>10,}{row['bytes']:>16,} bytes\n" for row in rows)
    tell(f"held: {one.subject}, by {one.by} since {one.since:%Y-%m-%d}: {one.reason}\n" for one in told.holds)
    tell([f"{len(told.deleted):,} deleted, as the journal says\n"] if told.deleted else [])


@raw_app.command("check")
def raw_check(ledger: LedgerUrl = "", as_json: AsJson = False, quiet: Quiet = False) -> None:
    """Read all that is kept, and look for what reports rest on and is not kept, nor deleted on record."""
    from trucewatch.raw.resting import resting

    good, changed, here = 0, list[str](), set[str]()
    with _desk(ledger) as desk:
        for one in desk.store.all():
            here.add(one.sha256)
            try:
                desk.store.read(one.sha256)
                good += 1
            except RawGone as error:
                changed.append(one.sha256)
                note(str(error))
        told = desk.told
        rests = resting(desk.ledger, logs=told.logs)
        awaited = sorted(desk.awaited - here)
        never = len(rests.most.keys() - here - told.deleted - rests.days)
    row = {"kept": len(here), "good": good, "changed": changed, "awaited_missing": awaited, "never_kept": never}
    if as_json:
        put([json.dumps([row]) + "\n"])
    else:
        note(
            f"{len(here):,} kept, {good:,} as they were, {len(changed):,} changed; {len(awaited):,} fetched and gone", quiet=quiet
        )
        note(f"{never:,} reports and unread inputs came in without their bytes being kept", quiet=quiet or not never)
    raise typer.Exit(PARTIAL if changed or awaited else OK)


@raw_app.command("keep")
def raw_keep(paths: Paths, ledger: LedgerUrl = "", quiet: Quiet = False) -> None:
    """Keep the bytes of what lies under some paths, as `run` reads it: of earlier runs, of readings in bulk, of logs."""
    from trucewatch.ingest import RawItem, open_sources
    from trucewatch.ingest.logs import log_files
    from trucewatch.pipeline import clock
    from trucewatch.upkeep import keep_log

    unread: list[Unread] = []
    kept = 0
    with _desk(ledger) as desk:
        logs = log_files(paths)
        for path, source in logs:
            keep_log(desk.store, desk.journal, path.read_bytes(), source, clock())
        for item in open_sources(paths, stdin=sys.stdin.buffer, without=[path for path, _ in logs]):
            if isinstance(item, RawItem):
                desk.store.keep(item.data)
                kept += 1
            else:
                unread.append(item)
    note(f"{kept + len(logs):,} kept", quiet=quiet)
    raise typer.Exit(list_unread(unread))


@raw_app.command("hold")
def raw_hold(what: Subjects, reason: Reason, by: By = "", ledger: LedgerUrl = "") -> None:
    """Let nothing of these be deleted until it is released: for a court, an inquiry, a complaint."""
    _write_hold(what, by, reason, ledger, held=True)


@raw_app.command("release")
def raw_release(what: Subjects, reason: Reason, by: By = "", ledger: LedgerUrl = "") -> None:
    """Hold these no longer; nothing is deleted by that."""
    _write_hold(what, by, reason, ledger, held=False)


@raw_app.command("copy")
def raw_copy(to: To, ledger: LedgerUrl = "", quiet: Quiet = False) -> None:
    """Copy all that is kept into another store, each checked against its hash; what is there already is passed over."""
    from trucewatch.ledger import default_url
    from trucewatch.raw import Place, open_store

    settings = settings_with(ledger=ledger)
    copied, faulty = 0, 0
    with _desk(ledger) as desk:
        target = open_store(settings.ledger or default_url(), replace(Place.of(settings), where=to))
        for one in desk.store.all():
            try:
                copied += not target.has(one.sha256)
                target.keep(desk.store.read(one.sha256))
            except RawGone as error:
                faulty += 1
                note(str(error))
    note(f"{copied:,} copied into {target.address}" + (f", {faulty} could not be" if faulty else ""), quiet=quiet)
    raise typer.Exit(PARTIAL if faulty else OK)


@raw_app.command("prune")
def raw_prune(
    older_than: OlderThan,
    kind: OfKind,
    reason: Reason = "",
    by: By = "",
    also_findings: AlsoFindings = False,
    also_unknown: AlsoUnknown = False,
    dry_run: DryRun = False,
    ledger: LedgerUrl = "",
    as_json: AsJson = False,
    quiet: Quiet = False,
) -> None:
    """Delete raw bytes by age and by what rests on them; never what is held or not read yet. The journal names each before."""
    from trucewatch.pipeline import clock
    from trucewatch.raw.resting import Rests

    rule = _rule(older_than, kind, also_findings)
    if not reason and not dry_run:
        raise UsageError("why are they deleted? say it with --reason; --dry-run needs none")
    stays, gone, freed = Counter[str](), 0, 0
    with _desk(ledger) as desk:
        if Rests.NOTHING in rule.kinds and not also_unknown:
            _check_journal(desk)
        for some in _chosen(desk, rule, stays):
            went = some if dry_run else _delete(desk, some, reason, by or getpass.getuser(), clock())
            stays.update({AGAIN: len(some) - len(went)} if len(went) < len(some) else {})
            gone += len(went)
            freed += sum(one.kept.size for one in went)
    if as_json:
        put(
            [
                json.dumps(
                    [{"deleted": 0 if dry_run else gone, "may_go": gone, "bytes": freed, "stays": dict(sorted(stays.items()))}]
                )
                + "\n"
            ]
        )
        return
    note(f"{gone:,} {'would go' if dry_run else 'deleted'}, {freed:,} bytes", quiet=quiet)
    for why, many in sorted(stays.items()):
        note(f"{many:,} stay: {why}", quiet=quiet)


def _rule(older_than: int, kinds: list[str], also_findings: bool) -> Rule:
    from trucewatch.raw.resting import Rests
    from trucewatch.raw.retention import Rule

    known = {one.word: one for one in Rests}
    if wrong := sorted(set(kinds) - known.keys()):
        raise UsageError(f"nothing is called {', '.join(wrong)}; --kind is one of {', '.join(known)}")
    try:
        return Rule(timedelta(days=older_than), frozenset(known[name] for name in kinds), also_findings)
    except ValueError as error:
        raise UsageError(f"{error}: --also-findings") from error


def _check_journal(desk: Desk) -> None:
    """Only the journal says which bytes are logs: one that is empty, or younger than the ledger, may follow a lost one."""
    from trucewatch.raw.resting import first_recorded

    began, first = desk.journal.began(), first_recorded(desk.ledger)
    if began is None or (first is not None and began - first > AGE):
        raise UsageError(
            "the journal is empty, or younger than the ledger: what seems to belong to nothing may be a post's log, and may have "
            "been held; put the journal back from a backup, or keep the logs again with raw keep, hold what is held, and say "
            "--also-unknown"
        )


def _chosen(desk: Desk, rule: Rule, stays: Counter[str]) -> Iterator[list[Choice]]:
    """What may go, in parts; holds and what is not read yet are asked for again before each of them."""
    from trucewatch.pipeline import clock
    from trucewatch.raw.resting import resting
    from trucewatch.raw.retention import choose

    now = clock()
    kept = list(desk.store.all())  # before all else is read: what is kept meanwhile is not looked at
    awaited, said = desk.awaited, desk.said  # before the ledger: a page that leaves the queue is in it by then
    rests = resting(desk.ledger, logs=said.logs, held=said.held)
    for part in _in_parts(choose(kept, rests, rule, held=said.held, awaited=awaited, now=now), stays):
        awaited, again = awaited | desk.awaited, desk.said  # what left the queue meanwhile is of a report that was not seen
        if again != said:
            said, rests = again, resting(desk.ledger, logs=again.logs, held=again.held)
        some = [now_kept for one in part if (now_kept := _as_kept_now(desk, one.kept))]
        yield from _in_parts(choose(some, rests, rule, held=said.held, awaited=awaited, now=now), stays)


def _as_kept_now(desk: Desk, kept: Kept) -> Kept | None:
    """The same with its age of now: a run may have kept it again since it was listed; None where it is gone."""
    since = desk.store.since(kept.sha256)
    return replace(kept, since=since) if since else None


def _in_parts(choices: Iterator[Choice], stays: Counter[str]) -> Iterator[list[Choice]]:
    part: list[Choice] = []
    for one in choices:
        if one.stays:
            stays[one.stays] += 1
            continue
        part.append(one)
        if len(part) == AT_ONCE:
            yield part
            part = []
    if part:
        yield part


def _delete(desk: Desk, some: list[Choice], reason: str, by: str, at: datetime) -> list[Choice]:
    """First the journal, then the bytes: killed in between, what is gone is named, and what is named is deleted by the next.

    Those that went; what was kept again in this very moment is named too, and stays.
    """
    from trucewatch.journal import What

    told = [{"sha256": one.kept.sha256, "size": one.kept.size, "rests": one.rests.word, "reason": reason} for one in some]
    desk.journal.write_all(What.RAW_DELETED, told, at=at, by=by)
    return [one for one in some if desk.store.delete(one.kept.sha256, kept_by=one.kept.since)]


def _write_hold(what: list[str], by: str, reason: str, ledger: str, *, held: bool) -> None:
    from trucewatch.journal import What
    from trucewatch.ledger import Kind
    from trucewatch.pipeline import clock
    from trucewatch.raw.resting import EVERYTHING

    if not reason.strip():
        raise UsageError("why? say it with --reason")
    with _desk(ledger) as desk:
        now = desk.told.held
        for subject in what:
            if held and not (
                subject == EVERYTHING
                or (len(subject) == 64 and desk.store.has(subject))
                or desk.ledger.history(Kind.REPORT, subject)
                or desk.ledger.history(Kind.INCIDENT, subject)
            ):
                raise UsageError(f"{subject!r} is no report and no incident of the ledger, and no hash of what is kept")
            if not held and subject not in now:
                raise UsageError(f"{subject!r} is not held")
        lines = [{"subject": subject, "reason": reason} for subject in what]
        desk.journal.write_all(What.RAW_HELD if held else What.RAW_RELEASED, lines, at=clock(), by=by or getpass.getuser())
