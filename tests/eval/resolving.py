"""How well names, places and days are resolved, measured on the development data beside the checkout.

    python -m tests.eval.resolving [--misses N]

dates      values of dated expressions against the publication day (GUM): exact windows, all genres and news only
places     settlements named in coded events on Syria (UCDP): is the governorate found right, with and without it named near by
marked     places of the hand-marked claims, as written: one place, candidates, or unknown
slots      actor, recipient, place, time and speaker of the claims read end to end (see claims.py)
"""

from __future__ import annotations

import argparse
import gzip
import json
from collections import Counter
from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any

from tests.eval import claims
from tests.eval.shared import SHARED
from trucewatch.knowledge.places import load_gazetteer
from trucewatch.model import Place, Span
from trucewatch.resolve import resolve_time
from trucewatch.resolve.choosing import Setting
from trucewatch.resolve.places import resolve_place

GOLD = ("seeds", "fakes_dev", "guardian_dev")
SLOTS = ("actor", "recipient", "place", "time", "speaker", "deadline")
UCDP_NAMES = {
    "Ar Raqqah": "Raqqa",
    "Hamah": "Hama",
    "Deir ez Zor": "Deir ez-Zor",
    "Al Hasakah": "Hasakah",
    "As Suwayda": "Suwayda",
}


def rows_of(*parts: str) -> Iterator[dict[str, Any]]:
    """The rows of a gzipped JSON Lines file."""
    with gzip.open(SHARED.joinpath(*parts), "rt", encoding="utf-8") as file:
        yield from map(json.loads, file)


def days_of(value: str) -> tuple[date, date] | None:
    """The days of "2014", "2014-05" or "2014-05-16"; None for what the calendar does not have."""
    try:
        numbers = [int(part) for part in value.split("-")]
        if len(numbers) == 1:
            return date(numbers[0], 1, 1), date(numbers[0] + 1, 1, 1)
        if len(numbers) == 2:
            return date(numbers[0], numbers[1], 1), date(numbers[0] + numbers[1] // 12, numbers[1] % 12 + 1, 1)
        return date(*numbers), date(*numbers) + timedelta(days=1)
    except ValueError:
        return None


def marked_window(mark: dict[str, str]) -> tuple[date, date] | None:
    """The window a marker gave."""
    if "when" in mark:
        return days_of(mark["when"])
    first, last = days_of(mark.get("from", "")), days_of(mark.get("to", ""))
    return (first[0], last[1]) if first and last else None


def measure_dates() -> tuple[dict[str, float], list[str]]:
    """Share of expressions whose window is exactly the marked one."""
    right, total, misses = Counter[str](), Counter[str](), []
    for row in rows_of("data", "gum_dates", "dates.jsonl.gz"):
        published = days_of(row["doc_date"])
        for mark in row["dates"]:
            wanted = marked_window(mark)
            if wanted is None or published is None:
                continue
            window = resolve_time(mark["text"], published=published[0])
            hit = window is not None and window[:2] == wanted
            for genre in ("all", row["genre"]):
                right[genre] += hit
                total[genre] += 1
            if not hit:
                misses.append(
                    f"{row['genre']} {published[0]} {mark['text']!r} wanted {wanted[0]}..{wanted[1]} got {window and window[:2]}"
                )
    return {
        "all": right["all"] / total["all"],
        "news": right["news"] / total["news"],
        "n": total["all"],
        "n_news": total["news"],
    }, misses


def measure_places(*, near: bool) -> tuple[dict[str, float], list[str]]:
    """Share of distinct place names of coded events whose governorate is found; `near` names the governorate beside the place."""
    gazetteer, seen, told, misses = load_gazetteer(), set(), Counter[str](), []
    for row in rows_of("data", "ucdp_aec", "train.jsonl.gz"):
        key = row["location_where_name"], row["location_adm1_name"].removesuffix(" governorate")
        if "Syria" not in row["location_root_name"] or not all(key) or key in seen:
            continue
        seen.add(key)
        wanted = UCDP_NAMES.get(key[1], key[1])
        governorate = next((entry.id for entry in gazetteer.spelt(wanted) if entry.kind == "admin1"), None)
        setting = Setting("SYR", frozenset({governorate}) if near and governorate else frozenset())
        place = resolve_place(Place(Span("r", 0, len(key[0]), key[0]), key[0]), setting, gazetteer)
        if place.place_id:
            verdict = "right" if place.admin1 == wanted else "wrong"
        else:
            verdict = "open" if place.candidates else "unknown"
        told[verdict] += 1
        if verdict in ("wrong", "unknown"):
            misses.append(f"{verdict} {key} {place.place_id} {place.admin1}")
    return {name: told[name] / len(seen) for name in ("right", "wrong", "open", "unknown")} | {"n": len(seen)}, misses


def measure_marked() -> tuple[dict[str, float], list[str]]:
    """Share of the places of marked claims that lead to one place, to candidates, or nowhere."""
    gazetteer, told, misses = load_gazetteer(), Counter[str](), []
    for name in GOLD:
        for line in (SHARED / "gold" / f"{name}.jsonl").read_text(encoding="utf-8").splitlines():
            words = json.loads(line)["place"]
            if words:
                place = resolve_place(Place(Span("r", 0, len(words), words), words), Setting("SYR"), gazetteer)
                verdict = "one" if place.place_id else ("candidates" if place.candidates else "unknown")
                told[verdict] += 1
                if verdict != "one":
                    misses.append(f"{verdict} {words!r} {place.candidates}")
    total = sum(told.values())
    return {name: told[name] / total for name in ("one", "candidates", "unknown")} | {"n": total}, misses


def measure_slots(name: str) -> dict[str, float]:
    """The slots of a marked set that resolving fills, read end to end."""
    slots = claims.score_set(name).figures["slots"]
    return {slot: slots[slot] for slot in SLOTS if slots.get(slot) is not None}


def figures() -> dict[str, float]:
    """Each figure that has a floor or, where it says so, a ceiling: staying open is better than a wrong governorate."""
    dates, alone, near, marked = (
        measure_dates()[0],
        measure_places(near=False)[0],
        measure_places(near=True)[0],
        measure_marked()[0],
    )
    return {
        "dates, exact value": dates["all"],
        "dates, exact value, news": dates["news"],
        "places, governorate right": alone["right"],
        "places, governorate wrong (at most)": alone["wrong"],
        "places near a governorate, right": near["right"],
        "places near a governorate, wrong (at most)": near["wrong"],
        "marked places, one place": marked["one"],
    }


def show(title: str, values: dict[str, float]) -> None:
    """One line of figures."""
    print(
        f"{title:24}",
        "  ".join(
            f"{key} {value:.0f}" if key.startswith("n_") or key == "n" else f"{key} {value:.3f}" for key, value in values.items()
        ),
    )


def main() -> None:
    """Print every figure, then the first misses of each kind."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--misses", type=int, default=0)
    args = parser.parse_args()
    measures = {
        "dates": measure_dates(),
        "places, name alone": measure_places(near=False),
        "places, governorate near": measure_places(near=True),
        "marked places": measure_marked(),
    }
    for title, (values, _) in measures.items():
        show(title, values)
    for name in GOLD:
        show(f"slots {name}", measure_slots(name))
    for title, (_, misses) in measures.items():
        print(*(f"{title}: {miss}" for miss in misses[: args.misses]), sep="\n", end="\n" if args.misses else "")


if __name__ == "__main__":
    main()
