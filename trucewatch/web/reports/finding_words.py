"""Find words inside one report, however their letters are cased and their blanks are set."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from urllib.parse import quote_plus

from trucewatch.model import Report
from trucewatch.publish.words import counted, report_url
from trucewatch.web.leaves import leaf_of, leaves
from trucewatch.web.marks import Layer, Piece, cut

LONGEST = 200
SHOWN = 30  # places listed; all are counted
AROUND = 60  # characters on each side


@dataclass(frozen=True, slots=True)
class Hit:
    """A place where the words stand: a little of the text around it, and its part of the report."""

    href: str
    pieces: tuple[Piece, ...]
    part: int


@dataclass(frozen=True, slots=True)
class Search:
    """What was looked for in a report, and where it stands."""

    words: str
    told: str
    hits: tuple[Hit, ...]
    places: tuple[tuple[int, int], ...]
    language: str | None

    def layers(self) -> tuple[Layer, ...]:
        """Marks for the text, each with an id that the list links to."""
        return tuple(
            Layer(start, end, "hit", f"hit-{number}") for number, (start, end) in enumerate(self.places[:SHOWN], 1)
        ) + tuple(Layer(start, end, "hit") for start, end in self.places[SHOWN:])


def search(report: Report, words: str) -> Search | None:
    """Where the words stand; None if none are asked for."""
    asked = " ".join(words[:LONGEST].split())
    if not asked:
        return None
    pattern = re.compile(r"\s+".join(re.escape(word) for word in asked.split(" ")), re.IGNORECASE)
    places = tuple(found.span() for found in pattern.finditer(report.text))
    begins = leaves(report.text)
    hits = tuple(_hit(report, begins, asked, number, place) for number, place in enumerate(places[:SHOWN], 1))
    many = f"{counted(len(places), 'place')}" if places else "no place"
    more = f"; the first {SHOWN} are listed" if len(places) > SHOWN else ""
    return Search(asked, f"{many}{more}", hits, places, report.language)


def _hit(report: Report, begins: Sequence[int], words: str, number: int, place: tuple[int, int]) -> Hit:
    start, end = max(0, place[0] - AROUND), min(len(report.text), place[1] + AROUND)
    line, after = report.text.rfind("\n", start, place[0]) + 1, report.text.find("\n", place[1], end)
    start, end = max(start, line), after if after >= 0 else end
    part = leaf_of(begins, place[0])
    return Hit(
        f"{report_url(report.id, at=place[0])}&find={quote_plus(words, errors='replace')}#hit-{number}",
        cut(report.text, [Layer(*place, "hit")], start, end),
        part,
    )
