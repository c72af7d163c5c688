"""The names of places that hold some letters: far fewer than incidents, so they are gone through instead."""

from __future__ import annotations

from sqlalchemy import Connection, text

from trucewatch.catalogue.making import flat

MOST_NAMES = 20_000  # of all places: to go through more takes longer than to look at the incidents
MOST_FOUND = 100  # of those that hold the letters: of more, most incidents lie there, and all are gone through at once
# from each name to the next one in the index: to ask for the different names of all rows reads all rows
NAMES = text(
    "WITH RECURSIVE named (place, many) AS ("
    " SELECT min(place), 1 FROM catalogue_incident"
    " UNION ALL"
    " SELECT (SELECT min(other.place) FROM catalogue_incident AS other WHERE other.place > named.place), many + 1"
    " FROM named WHERE place IS NOT NULL AND many <= :most"
    ") SELECT place FROM named WHERE place IS NOT NULL"
)


def places_with(connection: Connection, part: str) -> tuple[str, ...] | None:
    """The names of places, as rows have them, that hold a part; None where there are too many to go through."""
    names = list(connection.scalars(NAMES, {"most": MOST_NAMES}))
    found = tuple(name for name in names if flat(part) in name)
    return found if len(names) <= MOST_NAMES and len(found) <= MOST_FOUND else None
