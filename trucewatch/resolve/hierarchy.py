"""Read which larger place the words beside a name put it in: "Nayrab in Aleppo province", "Tripoli, Lebanon"."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache

from trucewatch.knowledge.place_tables import bearings
from trucewatch.resolve.offsets import ENDS, NAME

DIVISION = "province|governorate|oblast|region|district|state|county|countryside|prefecture|raion|department"
WHOLE = rf"{NAME}(?: (?:de la|del|de) {NAME})?"  # "Valle del Cauca", "Norte de Santander"
TOWNS = "city|town|village|hamlet|port|camp|neighbou?rhood|suburb|district"


@dataclass(frozen=True, slots=True)
class Outer:
    """A name that holds another; `listed` if only a comma stands between, as in a list of places."""

    name: str
    listed: bool = False


@cache
def _patterns() -> tuple[re.Pattern[str], re.Pattern[str], re.Pattern[str], re.Pattern[str]]:
    wind = "(?:" + "|".join(sorted((word for word in bearings() if word.islower()), key=len, reverse=True)) + ")"
    called = rf"(?P<name>{WHOLE})(?P<kind>['’]s? (?:{wind})?| (?:{DIVISION}))?"
    return (
        re.compile(
            rf",? (?:in|inside) (?:the |its )?(?:{wind} |rural |central )?(?:(?:{DIVISION}|{TOWNS}) of )?(?:{wind} )?{called}"
        ),
        re.compile(rf", (?P<name>{WHOLE})(?P<kind> (?:{DIVISION}))?(?=[,.)]|\Z)"),
        re.compile(rf"(?P<name>{NAME})['’]s (?:[\w-]+ ){{0,3}}(?:(?:{TOWNS}) of )?\Z"),
        re.compile(rf"(?P<name>{NAME}) (?P<kind>{DIVISION})(?:['’]s?| in the|,) (?:[\w-]+ ){{0,3}}(?:(?:{TOWNS}) of )?\Z"),
    )


def outers(before: str, after: str) -> Iterator[Outer]:
    """The larger places that the words on either side may name, the likeliest first."""
    inside, listed, owner, division = _patterns()
    right = ENDS.split(after, maxsplit=1)[0]
    if match := inside.match(right):
        yield Outer(_with_kind(match))
    if match := listed.match(after):
        yield Outer(_with_kind(match), listed=True)
    if match := division.search(before):
        yield Outer(_with_kind(match))
    if match := owner.search(before):
        yield Outer(match["name"])


def _with_kind(match: re.Match[str]) -> str:
    kind = (match["kind"] or "").strip()
    return f"{match['name']} {kind}" if kind and kind[0].isalpha() else match["name"]
