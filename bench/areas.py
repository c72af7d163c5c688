"""Measure area answers: `python -m bench.areas` (`--places N`, `--seed N`, `--json`).

Towns of the packaged agreements' countries, each moved by up to 5 km so that no two are alike, are set against the area of every
clause of every packaged agreement, without looking first whether the clause could apply. Seconds are processor time.
"""

from __future__ import annotations

import argparse
import json
import random
import time
from collections import Counter

from trucewatch.assess.areas import Chart, answer
from trucewatch.knowledge.agreements import load_agreements
from trucewatch.knowledge.places import PlaceEntry, load_gazetteer
from trucewatch.knowledge.posts import load_posts
from trucewatch.model import Place, PlacePrecision, Span

FEWEST_PEOPLE = 2_000
MOVED = 0.05  # degrees


def measure(many: int, seed: int = 2020) -> dict[str, object]:
    """All figures of asking after so many places."""
    agreements, gazetteer = load_agreements(), load_gazetteer()
    countries = {country for agreement in agreements for country in agreement.countries}
    places = _places(many, countries, seed)
    begun = time.process_time()
    asked = []
    for agreement in agreements:
        chart = Chart(agreement.areas, countries=agreement.countries, places=gazetteer, posts=load_posts())
        by_id = {area.id: area for area in agreement.areas}
        asked += [(chart, by_id[clause.area]) for clause in agreement.clauses if clause.area]
    for chart, area in asked:
        chart.borders(area)
        chart.drawn(area)
    drawn = time.process_time()
    found = Counter(answer(place, area, chart).holds for place in places for chart, area in asked)
    done = time.process_time()
    return {
        "places": many,
        "clauses": len(asked),
        "inside": found[True],
        "outside": found[False],
        "cannot be told": found[None],
        "seconds_drawing": round(drawn - begun, 2),
        "seconds": round(done - drawn, 2),
        "microseconds_per_answer": round(1e6 * (done - drawn) / (many * len(asked)), 3),
    }


def _places(many: int, countries: set[str], seed: int) -> list[Place]:
    draw = random.Random(seed)
    towns = [town for town in load_gazetteer().towns(FEWEST_PEOPLE) if town.country in countries]
    return [_place(number, draw, towns[draw.randrange(len(towns))]) for number in range(many)]


def _place(number: int, draw: random.Random, town: PlaceEntry) -> Place:
    return Place(
        Span(f"r{number}", 0, len(town.name), town.name),
        town.name,
        None,
        max(-90.0, min(90.0, town.latitude + draw.uniform(-MOVED, MOVED))),
        town.longitude + draw.uniform(-MOVED, MOVED),
        town.country,
        town.admin1,
        town.kind,
        1,
        precision=PlacePrecision.SETTLEMENT,
    )


def main() -> None:
    """Print the figures."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--places", type=int, default=100_000)
    parser.add_argument("--seed", type=int, default=2020)
    parser.add_argument("--json", action="store_true")
    wanted = parser.parse_args()
    figures = measure(wanted.places, wanted.seed)
    if wanted.json:
        print(json.dumps(figures))
        return
    for name, value in figures.items():
        print(f"{name:<28}{value:>14,}" if isinstance(value, int) else f"{name:<28}{value:>14}")


if __name__ == "__main__":
    main()
