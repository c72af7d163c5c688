"""A large ledger for measuring the site: an invented war of some years as the ledger of a team would hold it.

Reports and claims come from `bench.claims`; their incidents are put together by the truth they were made from, since to merge a
million claims takes longer than to measure. Day after day is recorded: its reports and claims, then the incidents that are told
by then, so that many incidents stand in several versions, findings under two agreements, reviews, and the logs of posts. One
incident is told by 400 reports, one report has five million characters.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path
from random import Random

from bench.claims import FIRST_DAY, PARTIES, Drawn, War
from trucewatch.knowledge.agreements import load_agreements
from trucewatch.ledger import Ledger, Record, Stamp
from trucewatch.model import (
    AccessEvent,
    AccessOutcome,
    Account,
    Agreement,
    Basis,
    Chain,
    Claim,
    Counted,
    Decision,
    EventType,
    FigureRange,
    Finding,
    FindingState,
    Incident,
    Interval,
    Limit,
    LimitCause,
    Link,
    LogRecord,
    Means,
    Observation,
    Outlet,
    Phenomenon,
    Position,
    Post,
    Precision,
    Published,
    Realis,
    Report,
    Review,
    Span,
    State,
    content_id,
)

SEED = 7
HAPPENINGS, FEWER = 100, 0.13  # a day, and how often they are told: some ten claims for an incident
BRANCHES = 20  # each outlet of the war writes under so many names
AGREEMENTS = ("SOC18", "MOS20")
POSTS = 12
LINES = 4  # of the log of a post and day
EVERY = 25  # of so many incidents one is reviewed
LAST = 2  # days after which nothing more is told of a happening
LARGE_REPORT, LARGE_INCIDENT = 5_000_000, 400
PIECE = "Nothing new was said of the lines between the hills today. "


@dataclass(frozen=True, slots=True)
class Size:
    """How much is to be made."""

    incidents: int = 100_000
    claims: int = 1_000_000
    large: bool = True
    a_day: int = HAPPENINGS

    @property
    def name(self) -> str:
        """The name of its file."""
        daily = "" if self.a_day == HAPPENINGS else f"-{self.a_day}"
        return f"site-{self.incidents}-{self.claims}{daily}{'' if self.large else '-small'}.sqlite"


def site_ledger(folder: Path, size: Size, progress: Callable[[str], None] = lambda line: None) -> Path:
    """The file of a ledger of this size in a folder; one that was made before is used again."""
    path = folder / size.name
    if path.exists():
        return path
    folder.mkdir(parents=True, exist_ok=True)
    begun = folder / f"{size.name}.begun"
    for left in folder.glob(f"{begun.name}*"):
        left.unlink()
    with Ledger.open(f"sqlite:///{begun}") as ledger:
        fill(ledger, size, progress)
    for part in folder.glob(f"{begun.name}*"):
        part.rename(folder / part.name.replace(begun.name, size.name))
    return path


def fill(ledger: Ledger, size: Size, progress: Callable[[str], None] = lambda line: None) -> None:
    """Write it all, day by day."""
    agreements = tuple(one for one in load_agreements() if one.id in AGREEMENTS)
    ledger.append([*agreements, *_posts()], _stamp(FIRST_DAY))
    telling, claims, incidents = Telling(agreements), 0, 0
    for day, drawn in _days(War(SEED, happenings=size.a_day, fewer=FEWER).reports()):
        if claims >= size.claims or incidents >= size.incidents:
            break
        written: list[Record] = []
        for report, told, happenings in drawn:
            report = _branch(report)
            written += [report, *told]
            telling.hear(report, told, happenings)
            claims += len(told)
        ledger.append(written, _stamp(day))
        made = list(telling.tell(day))
        incidents = telling.told
        ledger.append(made, _stamp(day, hour=20))
        ledger.append(list(_logged(day)), _stamp(day, hour=21))
        if day.day == 1:
            progress(f"{day}: {claims:,} claims, {incidents:,} incidents")
    if size.large:
        ledger.append(list(_large(day)), _stamp(day, hour=23))
    progress(f"{claims:,} claims, {incidents:,} incidents, {ledger.head()[0]:,} entries")


def _stamp(day: date, *, hour: int = 18) -> Stamp:
    return Stamp(datetime.combine(day, time(hour), UTC), "machine", "bench", "bench", "bench")


def _days(reports: Iterator[Drawn]) -> Iterator[tuple[date, list[Drawn]]]:
    """The reports by the day on which they were written; one that does not say so is of the day of those before it."""
    day, some = FIRST_DAY, list[Drawn]()
    for drawn in reports:
        published = drawn[0].published
        if published and published.day != day:
            yield day, some
            day, some = published.day, []
        some.append(drawn)


def _branch(report: Report) -> Report:
    """The same report under one of the names of its outlet."""
    choice = Random(report.id)
    name = f"{report.outlet.name} of District {choice.randrange(BRANCHES)}" if report.outlet else "Nobody"
    title = " ".join(report.text.split()[:6])
    return replace(
        report, outlet=Outlet(name, Basis.METADATA), title=title, language="en", url=f"https://example.org/{report.id}"
    )


class Telling:
    """What is told of each happening, and the incidents made of it."""

    def __init__(self, agreements: Sequence[Agreement]) -> None:
        self.told = 0
        self._clauses = tuple((one.id, clause.id) for one in agreements for clause in one.clauses if clause.breaks)
        self._accounts: dict[str, list[tuple[Report, Claim]]] = defaultdict(list)
        self._days: dict[str, date] = {}
        self._changed: set[str] = set()

    def hear(self, report: Report, claims: Sequence[Claim], happenings: Sequence[str]) -> None:
        """Keep the claims of a report."""
        for claim, happening in zip(claims, happenings, strict=True):
            self._accounts[happening].append((report, claim))
            self._changed.add(happening)

    def tell(self, day: date) -> Iterator[Record]:
        """The incidents that changed, with their findings and reviews; what is over is let go of."""
        for happening in sorted(self._changed):
            told = self._accounts[happening]
            self.told += happening not in self._days
            self._days.setdefault(happening, day)
            incident = incident_from(content_id("incident", happening), told)
            yield incident
            yield from self._findings(incident)
            if Random(f"{happening}/review").random() * EVERY < 1:
                yield _review(incident, day)
        self._changed.clear()
        for happening in [one for one, begun in self._days.items() if (day - begun).days > LAST and one in self._accounts]:
            del self._accounts[happening]

    def _findings(self, incident: Incident) -> Iterator[Finding]:
        choice = Random(incident.id)
        if incident.type is not EventType.ASSAULT or choice.random() > 0.8:
            return
        for agreement, clause in sorted({choice.choice(self._clauses) for _ in range(choice.choice((1, 1, 2)))}):
            state = choice.choices(list(FindingState), (0, 60, 15, 10, 5, 10))[0]
            sides = incident.actor or ("SYR",)
            about = choice.choice(PARTIES)
            id = content_id("finding", incident.id, agreement, clause)
            yield Finding(id, incident.id, agreement, clause, state, (about,), sides, ("made for measuring",), ())


def incident_from(id: str, told: Sequence[tuple[Report, Claim]]) -> Incident:
    """One incident of the claims of some reports, with figures and origins."""
    by_report: dict[str, list[Claim]] = defaultdict(list)
    reports = {report.id: report for report, _ in told}
    for report, claim in told:
        by_report[report.id].append(claim)
    accounts = tuple(_account(letter, reports[key], claims) for letter, (key, claims) in enumerate(sorted(by_report.items())))
    claims = [claim for _, claim in sorted(told, key=lambda one: one[1].id)]
    first = max(claims, key=lambda claim: (claim.place is not None, claim.time is not None, claim.id))
    origins = {account.origin for account in accounts}
    state = State.CORROBORATED if len(origins) > 2 else State.CONTESTED if len(origins) == 2 else State.ALLEGED
    return Incident(
        id=id,
        type=first.type,
        mode=first.mode,
        realis=first.realis,
        actor=tuple(dict.fromkeys(one.party for one in first.actor if one.party)),
        recipient=tuple(dict.fromkeys(one.party for one in first.recipient if one.party)),
        place=first.place,
        time=first.time or _published(told[0][0]),
        claim_ids=tuple(claim.id for claim in claims),
        accounts=accounts,
        figures=_figures(claims, {claim.report_id: account.letter for account, claim in _paired(accounts, claims)}),
        comparisons=(),
        matches=(),
        state=state,
        state_reason="made for measuring",
    )


def _paired(accounts: Sequence[Account], claims: Sequence[Claim]) -> Iterator[tuple[Account, Claim]]:
    held = {account.report_id: account for account in accounts}
    return ((held[claim.report_id], claim) for claim in claims)


def _account(number: int, report: Report, claims: Sequence[Claim]) -> Account:
    choice = Random(report.id)
    outlet = report.outlet.name if report.outlet else None
    origin = choice.choice(("the Observatory for the War", "the Ministry of Defence", outlet or report.id))
    links = () if origin == outlet else (Link(origin, "cites it"),)
    ids = tuple(claim.id for claim in claims)
    return Account(_letter(number), report.id, outlet, ids, (), origin, "made for measuring", (Chain(ids, origin, links),))


def _letter(number: int) -> str:
    """A, B, … Z, AA, AB, …"""
    return (_letter(number // 26 - 1) if number >= 26 else "") + chr(65 + number % 26)


def _figures(claims: Sequence[Claim], letters: dict[str, str]) -> tuple[FigureRange, ...]:
    said: dict[Counted, list[tuple[str, int | None, int | None, Span]]] = defaultdict(list)
    for claim in claims:
        for figure in claim.figures:
            said[figure.kind].append((letters[claim.report_id], figure.low, figure.high, figure.span))
    return tuple(_range(kind, some) for kind, some in sorted(said.items()))


def _range(kind: Counted, some: Sequence[tuple[str, int | None, int | None, Span]]) -> FigureRange:
    lows, highs = [one[1] or 0 for one in some], [one[2] or one[1] or 0 for one in some]
    return FigureRange(
        kind, min(lows), max(highs), tuple(some), best=max(set(lows), key=lambda number: (lows.count(number), number))
    )


def _published(report: Report) -> Interval | None:
    day = report.published.day if report.published else None
    return Interval(day, day + timedelta(days=1), Precision.DAY) if day else None


def _review(incident: Incident, day: date) -> Review:
    choice = Random(f"{incident.id}/decision")
    decision = choice.choice((Decision.ACCEPT, Decision.ACCEPT, Decision.REJECT, Decision.UNCLEAR))
    at = datetime.combine(day, time(19), UTC).isoformat()
    id = content_id("review", incident.id, day)
    return Review(id, incident.id, f"reviewer-{choice.randrange(4)}", at, decision, "made for measuring", kind="incident")


def _posts() -> tuple[Post, ...]:
    return tuple(
        Post(
            f"bench-post-{number}",
            f"Post {number}",
            "TUR:MIL",
            "made for measuring",
            "SYR",
            "Asia/Damascus",
            (Position(35.0 + number / 10, 36.5, 1.0, "made for measuring"),),
        )
        for number in range(POSTS)
    )


def _logged(day: date) -> Iterator[Record]:
    """The day of every post: a report, what was heard, and now and then a patrol stopped or a night without a view."""
    for post in _posts():
        words = "Heard explosions."
        id = content_id("report", post.id, day)
        report = Report(
            id,
            f"{post.id}#{day}",
            words,
            "00" * 32,
            outlet=Outlet(post.name, Basis.METADATA),
            published=_day_of(day),
            title="Log",
        )
        yield report
        yield from _lines(post, report, day)


def _day_of(day: date) -> Published:
    return Published(day, Precision.DAY, Basis.METADATA)


def _lines(post: Post, report: Report, day: date) -> Iterator[LogRecord]:
    choice, line = Random(report.id), report.quote(report.text)
    for number in range(choice.randrange(LINES)):
        at = f"{day}T{choice.randrange(24):02}:{choice.randrange(60):02}+02:00"
        what = choice.choice((Phenomenon.EXPLOSION, Phenomenon.BURST, Phenomenon.OUTGOING))
        yield Observation(content_id("o", report.id, number), post.id, report.id, line, at, at, Means.HEARD, what, 1, 3)
    if choice.random() < 0.1:
        at = f"{day}T09:00+02:00"
        id = content_id("a", report.id)
        yield AccessEvent(id, post.id, report.id, line, at, "a gate", AccessOutcome.DENIED, "SYR:MIL", "guards")
    if choice.random() < 0.1:
        begun, over = f"{day}T00:00+02:00", f"{day}T05:00+02:00"
        yield Limit(content_id("l", report.id), post.id, report.id, line, begun, over, LimitCause.WEATHER)


def _large(day: date) -> Iterator[Record]:
    """A report of five million characters, and an incident that 400 reports tell of."""
    text = PIECE * (LARGE_REPORT // len(PIECE) + 1)
    yield Report(
        "large-report", "large.txt", text, "00" * 32, "A very long report", Outlet("Agency 0", Basis.METADATA), _day_of(day)
    )
    told = []
    for number in range(LARGE_INCIDENT):
        words = f"Outlet {number % 40} counts {number % 9} shells at the crossing"
        report = Report(
            f"large-{number}",
            f"large-{number}.txt",
            words,
            "00" * 32,
            words,
            Outlet(f"Outlet {number % 40}", Basis.METADATA),
            _day_of(day),
        )
        quote = report.quote(words)
        claim = Claim(
            content_id("claim", report.id), report.id, quote, quote, "bench", EventType.ASSAULT, "heavy-weapons", Realis.ACTUAL
        )
        told.append((report, claim))
        yield from (report, claim)
    yield incident_from("large-incident", told)
