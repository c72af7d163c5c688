"""Measure merging of logs: `python -m bench.observing` (`--posts N`, `--days N`, `--lines N`, `--seed N`, `--json`).

Posts on an invented line log happenings of which they know nothing but what they would hear: half of them fall into four hours of
the evening, clocks are off by up to a minute, bearings by up to eight degrees, and counts differ. The lines come day by day and
are merged as they come; the making of the claims is not counted.
"""

from __future__ import annotations

import argparse
import json
import math
import random
import time
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta

from bench.merge import bcubed
from trucewatch.model import (
    Basis,
    Claim,
    Counted,
    EventType,
    Figure,
    Ground,
    Interval,
    Logged,
    Outlet,
    Place,
    Precision,
    Published,
    Realis,
    Report,
    Shape,
)
from trucewatch.reconcile.facts import facts_of
from trucewatch.reconcile.merging.merger import Merger

FIRST = datetime(2020, 2, 1, tzinfo=UTC)
KM_OF_A_DEGREE = 111.2
LATITUDE, LONGITUDE, STEP_KM = 35.5, 36.5, 8.0
HEARING_KM, SPREAD = 10.0, 15.0
WORDS = "Heard explosions."


def logs(posts: int, days: int, lines: int, seed: int) -> tuple[list[tuple[list[Report], list[Claim]]], dict[str, str]]:
    """Each day's logs with their claims, and the happening that each claim tells of."""
    drawn, out, truth = random.Random(seed), [], dict[str, str]()
    for day in range(days):
        told: dict[int, list[Claim]] = {post: [] for post in range(posts)}
        reports = [_report(post, day) for post in range(posts)]
        number = 0
        while min(map(len, told.values())) < lines:
            number += 1
            hour = drawn.uniform(17, 21) if drawn.random() < 0.5 else drawn.uniform(0, 24)
            at = FIRST + timedelta(days=day, hours=hour)
            spot = drawn.uniform(-HEARING_KM, posts * STEP_KM), drawn.uniform(-HEARING_KM, HEARING_KM)
            for post in range(posts):
                east, north = spot[0] - post * STEP_KM, spot[1]
                if math.hypot(east, north) > HEARING_KM or len(told[post]) >= lines or drawn.random() < 0.2:
                    continue
                claim = _claim(reports[post], post, at, math.degrees(math.atan2(east, north)), len(told[post]), drawn)
                told[post].append(claim)
                truth[claim.id] = f"{day}:{number}"
            if number > 100 * lines * posts:
                break
        out.append((reports, [claim for some in told.values() for claim in some]))
    return out, truth


def _report(post: int, day: int) -> Report:
    when = (FIRST + timedelta(days=day)).date()
    name = f"log-{post}-{day}"
    made = Published(when, Precision.DAY, Basis.METADATA)
    return Report(name, f"{name}.csv", WORDS, "00" * 32, outlet=Outlet("A mission", Basis.METADATA), published=made)


def _claim(log: Report, post: int, at: datetime, bearing: float, number: int, drawn: random.Random) -> Claim:
    quote = log.quote(WORDS)
    noted = (at + timedelta(seconds=drawn.uniform(-60, 60))).replace(second=0, microsecond=0)
    seen = bearing + drawn.uniform(-8, 8)
    where = LATITUDE, LONGITUDE + post * STEP_KM / KM_OF_A_DEGREE / math.cos(math.radians(LATITUDE))
    turns = [math.radians(seen - SPREAD + 2 * SPREAD * step / 8) for step in range(9)]
    along = math.cos(math.radians(where[0])) * KM_OF_A_DEGREE
    arc = [(where[1] + HEARING_KM * math.sin(t) / along, where[0] + HEARING_KM * math.cos(t) / KM_OF_A_DEGREE) for t in turns]
    ring = tuple((round(x, 4), round(y, 4)) for x, y in [(where[1], where[0]), *arc, (where[1], where[0])])
    count = drawn.randint(1, 5)
    return Claim(
        id=f"{log.id}-{number}",
        report_id=log.id,
        quote=quote,
        trigger=quote,
        row="bench",
        type=EventType.ASSAULT,
        mode="heavy-weapons",
        realis=Realis.ACTUAL,
        place=Place(quote, f"post {post}", ground=Ground(Shape.SECTOR, ((ring,),), where, quote, HEARING_KM)),
        time=Interval(noted.date(), noted.date() + timedelta(days=1), Precision.DAY, quote),
        figures=(Figure(Counted.ATTACKS, count, count, quote),),
        logged=Logged(f"P{post}", "OSCE", "explosion, undetermined", noted.isoformat(), noted.isoformat(), "heard"),
    )


def measure(posts: int = 12, days: int = 30, lines: int = 200, seed: int = 2020) -> dict[str, float]:
    """Seconds to merge all logs day by day, the slowest day, and how the groups compare with the happenings they came from."""
    made, truth = logs(posts, days, lines, seed)
    merger, spent = Merger(), list[float]()
    for reports, claims in made:
        start = time.process_time()
        merger.add(facts_of(claims, {report.id: report for report in reports}))
        spent.append(time.process_time() - start)
    start = time.process_time()
    groups = merger.groups()
    told = time.process_time() - start
    found = {"lines": float(len(truth)), "groups": float(len(groups)), "largest": float(max(map(len, groups)))}
    return {**found, "seconds": sum(spent) + told, "slowest_day": max(spent), **bcubed(groups, truth)}


def main(words: Sequence[str] | None = None) -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    for name, default in (("posts", 12), ("days", 30), ("lines", 200), ("seed", 2020)):
        parser.add_argument(f"--{name}", type=int, default=default)
    parser.add_argument("--json", action="store_true")
    given = parser.parse_args(words)
    found = measure(given.posts, given.days, given.lines, given.seed)
    print(json.dumps(found) if given.json else "\n".join(f"{key:<14}{value:12.3f}" for key, value in found.items()))


if __name__ == "__main__":
    main()
