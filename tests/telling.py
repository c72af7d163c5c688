"""Reports and resolved claims for the tests of merging and assessing: what an outlet tells, in a few words each."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta

from trucewatch.model import (
    Actor,
    Basis,
    Claim,
    Counted,
    EventType,
    Figure,
    Interval,
    Outlet,
    Place,
    Precision,
    Published,
    Realis,
    Report,
    Span,
    content_id,
)

PLACES = {
    "Saraqib": (35.864, 36.804, "Idlib", "town"),
    "Taftanaz": (35.996, 36.785, "Idlib", "town"),
    "Taftanaz air base": (35.972, 36.783, "Idlib", "site"),
    "Kafr Nabl": (35.613, 36.561, "Idlib", "town"),
    "Ma'arat al-Numan": (35.643, 36.671, "Idlib", "town"),
    "Hatay": (36.401, 36.349, "Hatay", "admin1"),
    "Idlib": (35.819, 36.625, "Idlib", "admin1"),
    "Damascus": (33.513, 36.292, "Damascus", "town"),
    "Afrin": (36.512, 36.869, "Aleppo", "town"),
    "Syria": (35.0, 38.0, None, "country"),
}
ABROAD: dict[str, tuple[float, float, str | None, str, str]] = {  # places outside Syria, with their country
    "Avdiivka": (48.139, 37.742, "Donetsk", "town", "UKR"),
    "Donetsk": (48.023, 37.802, "Donetsk", "town", "UKR"),
    "Starobilsk": (49.277, 38.924, "Luhansk", "town", "UKR"),
    "Kyiv": (50.450, 30.523, "Kyiv", "town", "UKR"),
    "Khtsaberd": (39.546, 46.772, "Xocavand", "town", "AZE"),
    "Lachin": (39.599, 46.550, "Lachin district", "town", "AZE"),
    "Kalbajar": (40.107, 46.038, "Kalbajar district", "town", "AZE"),
    "Ganja": (40.683, 46.361, "Ganja", "town", "AZE"),
    "Jermuk": (39.842, 45.672, "Vayots' Dzor", "town", "ARM"),
    "Uri": (34.086, 74.032, "Kashmir", "town", "IND"),
    "Srinagar": (34.086, 74.806, "Kashmir", "town", "IND"),
    "Bahawalpur": (29.395, 71.683, "Punjab", "town", "PAK"),
    "Khiam": (33.328, 35.613, "Nabatieh", "town", "LBN"),
    "Bint Jbeil": (33.119, 35.433, "Nabatieh", "town", "LBN"),
    "Baalbek": (34.006, 36.218, "Baalbek-Hermel", "town", "LBN"),
    "Metula": (33.279, 35.579, "Northern District", "town", "ISR"),
    "Nasir": (8.600, 33.067, "Upper Nile", "town", "SSD"),
    "Yei": (4.094, 30.676, "Central Equatoria", "town", "SSD"),
    "Aksum": (14.121, 38.723, "Tigray", "town", "ETH"),
    "Gondar": (12.600, 37.467, "Amhara", "town", "ETH"),
    "Khartoum": (15.552, 32.532, "Al Khartum", "town", "SDN"),
    "Gori": (41.985, 44.113, "Shida Kartli", "town", "GEO"),
    "Poti": (42.143, 41.674, "Samegrelo-Zemo Svaneti", "town", "GEO"),
}
Said = tuple[str, str]  # the words as printed, the party's code
Count = tuple[str, int | None, int | None, str | None]  # the measure, low, high, of whom


def report(id: str, day: str | None, text: str, outlet: str | None = None) -> Report:
    """A report of an outlet on a day."""
    return Report(
        id=id,
        source=f"{id}.txt",
        text=text,
        raw_sha256="00" * 32,
        outlet=Outlet(outlet, Basis.METADATA) if outlet else None,
        published=Published(date.fromisoformat(day), Precision.DAY, Basis.METADATA) if day else None,
    )


def claim(
    told: Report,
    words: str,
    kind: EventType,
    mode: str | None = None,
    *,
    by: Sequence[Said] = (),
    to: Sequence[Said] = (),
    at: str | None = None,
    on: str | None = None,
    until: str | None = None,
    realis: Realis = Realis.ACTUAL,
    speaker: Said | None = None,
    counts: Sequence[Count] = (),
    direct: bool = False,
    by_day: str | None = None,
) -> Claim:
    """A claim whose quote stands in the report; every other value rests on its own words where they stand there, else on the quote."""
    quote = told.quote(words)
    return Claim(
        id=content_id("claim", told.id, quote.start, quote.end, kind, mode, realis),
        report_id=told.id,
        quote=quote,
        trigger=quote,
        row="test",
        type=kind,
        mode=mode,
        realis=realis,
        actor=tuple(_actor(told, quote, said) for said in by),
        recipient=tuple(_actor(told, quote, said) for said in to),
        place=_place(told, quote, at) if at else None,
        time=days(on, until or on, quote) if on else None,
        speaker=_actor(told, quote, speaker) if speaker else None,
        direct_quote=direct,
        figures=tuple(Figure(Counted(kind_), low, high, quote, of) for kind_, low, high, of in counts),
        deadline=days(by_day, by_day) if by_day else None,
    )


def days(first: str | None, last: str | None, span: Span | None = None) -> Interval:
    """From the first day to the last, both included; told in these words."""
    start, end = date.fromisoformat(first or ""), date.fromisoformat(last or "")
    return Interval(start, end + timedelta(days=1), Precision.DAY if start == end else Precision.RANGE, span)


def _words(told: Report, quote: Span, words: str) -> Span:
    return told.quote(words) if words in told.text else quote


def _actor(told: Report, quote: Span, said: Said) -> Actor:
    words, party = said
    return Actor(_words(told, quote, words), party=party or None, name=words)


def _place(told: Report, quote: Span, name: str) -> Place:
    if name not in PLACES and name not in ABROAD:
        return Place(_words(told, quote, name), name)
    latitude, longitude, admin1, kind, country = ABROAD.get(name) or _at_home(name)
    return Place(
        span=_words(told, quote, name),
        name=name,
        place_id=f"test:{name}",
        latitude=latitude,
        longitude=longitude,
        country=country,
        admin1=admin1,
        kind=kind,
        geo_precision=3 if kind in ("admin1", "country") else 1,
    )


def _at_home(name: str) -> tuple[float, float, str | None, str, str]:
    latitude, longitude, admin1, kind = PLACES[name]
    return latitude, longitude, admin1, kind, "TUR" if admin1 == "Hatay" else "SYR"
