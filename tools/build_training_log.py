"""Write the training log of the invented Vesna valley: 200 lines of four posts in March 2024, as CSV, and parts as XLSX and JSON.

Nothing in it happened; the valley lies in the open Atlantic (see `trucewatch/knowledge/posts/training.toml`). What two posts hear
of one happening is worked out from one invented point, so that their directions and distances meet there. Run again, it writes
the same bytes (XLSX apart, whose zip holds the hour of writing).
"""

from __future__ import annotations

import csv
import json
import random
from collections.abc import Iterator
from datetime import date, datetime, time, timedelta
from pathlib import Path

import openpyxl

from tools.training_told import access, hardware, limits
from tools.training_valley import PLACES, POSTS, QUIET, WINDS, Row, heard_from, line
from trucewatch.knowledge.distance import kilometres

OUT = Path(__file__).parents[1] / "trucewatch" / "example" / "posts"
SEED = 20240311
LINES = 200
FIRST, LAST = date(2024, 3, 11), date(2024, 3, 31)  # on the 31st the clocks of the Azores go forward
COLUMNS = (
    "Post", "Date", "Time", "End", "Means", "No.", "Observation", "Description", "Weapon", "Distance", "Direction", "Area",
    "Assessed", "Exercise", "Event location", "Outcome", "By", "Reason", "Minutes", "Consequence", "Finding", "Hardware", "Side",
    "Previous", "Cause", "Nothing perceived", "Remarks",
)  # fmt: skip


def shared(lots: random.Random) -> Iterator[Row]:
    """Explosions that two or three posts hear in the same evening."""
    for number in range(32):
        day = FIRST + timedelta(days=(number * 5) % 20)
        if day == QUIET:
            continue
        at = datetime.combine(day, time(18 + number % 5, (number * 13) % 60))
        name = sorted(PLACES)[number % 4]
        point = (PLACES[name][0] + (number % 3 - 1) * 0.006, PLACES[name][1] + (number % 5 - 2) * 0.005)
        count = 1 + number % 7
        kind = ("Undetermined", "Undetermined", "Airburst", "Impact", "Undetermined")[number % 5]
        near = sorted(POSTS, key=lambda post: kilometres(POSTS[post], point))[: 3 if number % 6 == 0 else 2]
        for place, post in enumerate(near):
            minutes = (at + timedelta(minutes=place if number % 2 else 0)).time()
            told = f"{count}" if place == 0 else ("about " if count > 3 else "") + str(max(1, count - (lots.random() < 0.3)))
            yield line(
                post,
                day,
                minutes,
                Means="Heard",
                No_=told,
                Observation="Explosion",
                Description=kind,
                Weapon="N/K",
                End=f"{(at + timedelta(minutes=10)):%H:%M}" if count > 4 else "",
                Area="Area Two",
                Assessed="outside" if number % 4 else "inside",
                Remarks="windows shook" if number % 11 == 0 and place == 0 else "",
                **heard_from(post, point),
            )


def fire(lots: random.Random) -> Iterator[Row]:
    """Bursts, shots, projectiles, muzzle flashes and flares that one post perceives."""
    for number in range(90):
        day = FIRST + timedelta(days=(number * 8) % 21)
        if day == QUIET:
            continue
        post = sorted(POSTS)[number % 4]
        at = time(lots.choice((6, 9, 17, 18, 19, 20, 21, 22, 23)), lots.randrange(60))
        wind, far = WINDS[lots.randrange(16)], lots.randrange(1, 4)
        match number % 6:
            case 0:
                yield line(
                    post,
                    day,
                    at,
                    Means="Heard",
                    No_=f"about {lots.randrange(8, 40)}",
                    Observation="Burst",
                    Weapon="HMG",
                    Distance=f"{far}-{far + 2}km",
                    Direction=wind,
                )
            case 1:
                yield line(
                    post,
                    day,
                    at,
                    Means="Heard",
                    No_=str(lots.randrange(1, 12)),
                    Observation="Shot",
                    Weapon="Small arms",
                    Distance=f"{far}km",
                    Direction=wind,
                )
            case 2:
                yield line(
                    "TRN-02",
                    day,
                    at,
                    Means="Camera",
                    No_=str(lots.randrange(1, 5)),
                    Observation="Projectile",
                    Description=("W to E", "E to W", "SW to NE")[number % 3],
                    Weapon="N/K",
                    Distance="2-4km",
                    Direction="WSW",
                    Remarks="recorded by the west camera",
                )
            case 3:
                yield line(
                    "TRN-02",
                    day,
                    at,
                    Means="Camera",
                    No_=str(lots.randrange(1, 3)),
                    Observation="Muzzle flash",
                    Weapon="N/K",
                    Distance="3-5km",
                    Direction="W-SW",
                )
            case 4:
                yield line(
                    post,
                    day,
                    at,
                    Means="Saw",
                    No_=str(lots.randrange(1, 4)),
                    Observation="Illumination flare",
                    Distance=f"{far}-{far + 1}km",
                    Direction=wind,
                )
            case 5:
                told = ("multiple", "at least 5", "6-9", "3")[number // 6 % 4]
                yield line(
                    post,
                    day,
                    at,
                    Means="Heard",
                    No_=told,
                    Observation="Explosion",
                    Description="Outgoing" if number % 4 == 1 else "Undetermined",
                    Weapon="82mm mortar" if number % 4 == 1 else "N/K",
                    Distance=f"{far + 2}-{far + 4}km",
                    Direction=wind,
                )


def others() -> Iterator[Row]:
    """Exercises, aircraft, craters, vehicles and troops."""
    for number in range(6):
        yield line(
            "TRN-03",
            date(2024, 3, 19),
            time(10, 5 + 8 * number),
            Means="Heard",
            No_=f"about {10 + 4 * number}",
            Observation="Burst",
            Weapon="Small arms",
            Distance="3-4km",
            Direction="SE",
            Exercise="yes",
            Event_location="Marl range",
            Remarks="range at Marl, notified the day before",
        )
    for number in range(2):
        yield line(
            "TRN-04",
            date(2024, 3, 26),
            time(14, 20 + 15 * number),
            Means="Heard",
            No_=str(4 + number),
            Observation="Explosion",
            Description="Undetermined",
            Weapon="82mm mortar",
            Distance="4-6km",
            Direction="SSW",
            Area="Area Two",
            Assessed="inside",
            Exercise="yes",
            Remarks="inside the area although assessed as an exercise",
        )
    for number in range(8):
        yield line(
            sorted(POSTS)[number % 4],
            FIRST + timedelta(days=2 * number + (2 * number >= 6)),
            time(8 + number, 12),
            Means="Saw",
            No_="1",
            Observation="UAV",
            Description="small UAV overhead" if number % 2 else "quadcopter, low",
            Distance=f"{1 + number % 2}km",
            Direction=WINDS[(number * 3) % 16],
        )
    for day, post, words in (
        (12, "TRN-01", "two fresh craters by the track"),
        (20, "TRN-03", "fresh crater in the orchard"),
        (21, "TRN-03", "crater, assessed as 120mm mortar"),
        (28, "TRN-04", "old craters at the ford"),
    ):
        yield line(
            post,
            date(2024, 3, day),
            time(11, 35),
            Means="Saw",
            No_="2" if "two" in words else "1" if "fresh" in words or "assessed" in words else "multiple",
            Observation="Crater",
            Description=words,
            Weapon="120mm mortar" if "120mm" in words else "",
            Distance="1km",
            Direction=("E", "NW", "N", "W")[day % 4],
        )
    for day, post, what, many in (
        (13, "TRN-02", "Trucks on the Brack road", "about 12"),
        (15, "TRN-04", "Two tanks at the bridge", "2"),
        (18, "TRN-01", "Soldiers on foot", "about 30"),
        (22, "TRN-04", "Convoy of vehicles from the east", "at least 20"),
        (25, "TRN-03", "Armoured vehicle by the mill pond", "1"),
        (29, "TRN-02", "Infantry digging in", "15-20"),
    ):
        yield line(
            post,
            date(2024, 3, day),
            time(7 + day % 9, 40),
            Means="Saw",
            No_=many,
            Observation=what,
            Distance="2-3km",
            Direction=WINDS[day % 16],
            Side="XVA:MIL" if day % 2 else "XVA:REB",
        )


def rows() -> list[Row]:
    """The 200 lines in order of time; of what one post perceives as many as are left for it."""
    lots = random.Random(SEED)
    fixed = [*shared(lots), *others(), *access(), *hardware(), *limits()]
    found = [*fixed, *list(fire(lots))[: LINES - len(fixed)]]
    return sorted(found, key=lambda row: (row["Date"], row["Time"], row["Post"], row.get("Observation", "")))


def write() -> None:
    """The three files."""
    log = rows()
    if len(log) != LINES:
        raise SystemExit(f"{len(log)} lines, not {LINES}")
    with (OUT / "vesna-2024-03.csv").open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, COLUMNS, restval="", lineterminator="\n")
        writer.writeheader()
        writer.writerows(log)
    week = [row for row in log if "2024-03-11" <= row["Date"] <= "2024-03-17"]
    book = openpyxl.Workbook()
    for number, post in enumerate(sorted(POSTS)):
        sheet = book.active if number == 0 else book.create_sheet()
        sheet.title = post
        sheet.append(COLUMNS)
        for row in (row for row in week if row["Post"] == post):
            sheet.append([_cell(column, row.get(column, "")) for column in COLUMNS])
    book.save(OUT / "vesna-first-week.xlsx")
    day = [{column: row[column] for column in COLUMNS if row.get(column)} for row in log if row["Date"] == "2024-03-22"]
    text = json.dumps({"log": day}, indent=1, ensure_ascii=False)
    (OUT / "vesna-2024-03-22.json").write_text(text + "\n", encoding="utf-8")


def _cell(column: str, words: str) -> object:
    """A cell as a workbook holds it: dates and times as such, whole numbers as numbers."""
    if column == "Date":
        return date.fromisoformat(words)
    if column == "Time":
        return time.fromisoformat(words)
    return int(words) if column == "No." and words.isdigit() else words or None


if __name__ == "__main__":
    write()
