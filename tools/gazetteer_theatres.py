"""The theatres kept in full: places of Who's On First, with the names worth their bytes."""

from __future__ import annotations

import gzip
import json
from collections.abc import Iterable
from pathlib import Path

from unidecode import unidecode

from trucewatch.knowledge.place_draft import PlaceDraft

FULL = {
    "am": "ARM", "az": "AZE", "iq": "IRQ", "lb": "LBN", "ly": "LBY",
    "sd": "SDN", "sy": "SYR", "tr": "TUR", "ua": "UKR", "ye": "YEM",
}  # fmt: skip
KINDS = {"region": "admin1", "county": "admin2", "locality": "town", "localadmin": "commune", "neighbourhood": "quarter"}
NATIVE = {
    "ARM": ("hye",), "AZE": ("aze", "hye"), "IRQ": ("ara", "kur", "ckb"), "LBN": ("ara",), "LBY": ("ara",), "SDN": ("ara",),
    "SYR": ("ara", "kur"), "TUR": ("tur",), "UKR": ("ukr", "rus"), "YEM": ("ara",),
}  # fmt: skip
READ_ALOUD = {"UKR": ("rus",), "AZE": ("hye", "rus"), "ARM": ("hye", "rus")}  # names reports print as read from another script
ALL_NAMES = frozenset({"SYR"})  # whose hamlets keep their names in every language
WRONG_NAMES = {
    (890436241, "Kobanî"),  # Afrin under another town's name
    (101752489, "Mother of Rus' Cities"),  # bynames, in which readers find words of other names
    (101752799, "Odessa-mama"),
}
NOT_PLACES = {85681385}  # the UNDOF zone is filed as a region
NOT_SO_LARGE = {1126107559}  # "New Mosul" with the people of Mosul
LATIN_UP_TO = 0x250


def read_theatre(path: Path) -> Iterable[PlaceDraft]:
    """Places of one country as Who's On First has them; `commune` stands for its localadmin."""
    with gzip.open(path, "rt", encoding="utf-8") as file:
        for row in map(json.loads, file):
            if row["placetype"] not in KINDS or row["wof_id"] in NOT_PLACES or row["lat"] is None:
                continue
            country = FULL[row["country"].lower()]
            by_language: dict[str, list[str]] = row.get("names", {})
            region = row.get("region_id")
            yield PlaceDraft(
                id=f"wof:{row['wof_id']}",
                name=best_name(row["name"], by_language),
                country=country,
                kind=KINDS[row["placetype"]],
                latitude=row["lat"],
                longitude=row["lon"],
                admin1_id=f"wof:{region}" if region and region not in NOT_PLACES else None,
                admin2_id=f"wof:{row['county_id']}" if row.get("county_id") and row["placetype"] != "county" else None,
                population=0 if row["wof_id"] in NOT_SO_LARGE else row.get("population") or 0,
                geonames=row.get("geonameid") if row.get("population") else None,
                native=native_names(by_language, country),
                names=tuple(names_kept(row, by_language, country)),
            )


def names_kept(row: dict[str, object], by_language: dict[str, list[str]], country: str) -> Iterable[str]:
    """All names of a place that people have counted; of a hamlet those in English and the languages of the country."""
    yield str(row["name"])
    counted = row.get("population") or row["placetype"] in ("region", "county") or country in ALL_NAMES
    for language, names in by_language.items():
        if counted or language in ("eng", *NATIVE[country]):
            yield from (name for name in names if (row["wof_id"], name) not in WRONG_NAMES)
        if language in READ_ALOUD.get(country, ()):
            yield from (unidecode(name).replace("'", "") for name in names)


def native_names(by_language: dict[str, list[str]], country: str) -> tuple[str, ...]:
    """The first name in the script of the country: Arabic letters in Syria, Turkish spelling in Turkey."""
    names = [name for language in NATIVE[country] for name in by_language.get(language, ())]
    if country not in ("TUR", "AZE"):
        names = [name for name in names if not is_latin(name)]
    return tuple(names[:1])


def best_name(name: str, by_language: dict[str, list[str]]) -> str:
    """A name in Latin letters: the English one, else the main one, else the first that is Latin, else as read aloud."""
    choices = [*by_language.get("eng", ())[:1], name, *by_language.get("und", ()), *by_language.get("fra", ())]
    latin = (choice for choice in choices if choice and is_latin(choice))
    return str(next(latin, unidecode(name))).replace("`", "‘")


def is_latin(name: str) -> bool:
    """True if no letter is of another script."""
    return all(ord(letter) < LATIN_UP_TO or letter in "‘’ʼḨḩŞşŢţẔẕḐḑ̧" for letter in name)
