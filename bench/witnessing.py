"""Measure asking posts: `python -m bench.witnessing` (`--incidents N`, `--posts N`, `--days N`, `--lines N`, `--json`).

Invented shellings over an invented front of posts that log all day; asked is what every post has to say of each. Counted are the
looking up of the logs and the asking, in processor time.
"""

from __future__ import annotations

import argparse
import json
import random
import time
from collections import Counter
from collections.abc import Sequence
from datetime import date, timedelta

from trucewatch.assess.watching.logs import logs_of
from trucewatch.assess.witnessing import witnesses
from trucewatch.model import (
    EventType,
    Incident,
    Interval,
    Means,
    Observation,
    Phenomenon,
    Place,
    Position,
    Post,
    Precision,
    Realis,
    Span,
    State,
    Watch,
)

FIRST = date(2020, 2, 1)
LINE = Span("log", 0, 4, "line")
WATCHES = (Watch(Means.HEARD, 12.0), Watch(Means.SAW, 8.0))


def _post(number: int) -> Post:
    where = Position(35.0 + 0.06 * (number % 10), 36.0 + 0.12 * (number // 10), 0.5, "invented")
    return Post(f"P{number:02}", f"P{number:02}", "OSCE", "watch", "SYR", "Asia/Damascus", (where,), (), WATCHES)


def _line(post: int, day: int, number: int, drawn: random.Random) -> Observation:
    at = f"{FIRST + timedelta(days=day)}T{drawn.randrange(24):02}:{drawn.randrange(60):02}:00+02:00"
    bearing = drawn.uniform(0, 360)
    kind = drawn.choice((Phenomenon.EXPLOSION, Phenomenon.SHOT, Phenomenon.IMPACT))
    return Observation(
        f"o{post}-{day}-{number}", f"P{post:02}", "log", LINE, at, at, Means.HEARD, kind, 1, 1, direction=bearing, spread=15.0
    )


def _incident(number: int, days: int, drawn: random.Random) -> Incident:
    day = FIRST + timedelta(days=drawn.randrange(days))
    place = Place(LINE, "a village", latitude=drawn.uniform(34.9, 35.7), longitude=drawn.uniform(35.9, 36.7), geo_precision=1)
    return Incident(
        id=f"i{number}",
        type=EventType.ASSAULT,
        mode=drawn.choice(("heavy-weapons", "aerial", "firearms", "clash")),
        realis=Realis.ACTUAL,
        actor=(),
        recipient=(),
        place=place,
        time=Interval(day, day + timedelta(days=1), Precision.DAY, LINE),
        claim_ids=(f"c{number}",),
        accounts=(),
        figures=(),
        comparisons=(),
        matches=(),
        state=State.ALLEGED,
        state_reason="",
    )


def measure(incidents: int = 10_000, posts: int = 50, days: int = 30, lines: int = 20, seed: int = 2020) -> dict[str, float]:
    """Seconds to ask all posts about all incidents, and how many have which verdict."""
    drawn = random.Random(seed)
    known = [_post(number) for number in range(posts)]
    records = [_line(post, day, number, drawn) for post in range(posts) for day in range(days) for number in range(lines)]
    asked = [_incident(number, days, drawn) for number in range(incidents)]
    start = time.process_time()
    found = Counter(one.verdict.value for one in witnesses(asked, known, logs_of(records)))
    spent = time.process_time() - start
    return {"incidents": incidents, "posts": posts, "lines": len(records), "seconds": spent, **dict(sorted(found.items()))}


def main(words: Sequence[str] | None = None) -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    for name, default in (("incidents", 10_000), ("posts", 50), ("days", 30), ("lines", 20), ("seed", 2020)):
        parser.add_argument(f"--{name}", type=int, default=default)
    parser.add_argument("--json", action="store_true")
    given = parser.parse_args(words)
    found = measure(given.incidents, given.posts, given.days, given.lines, given.seed)
    print(json.dumps(found) if given.json else "\n".join(f"{key:<32}{value:12.2f}" for key, value in found.items()))


if __name__ == "__main__":
    main()
