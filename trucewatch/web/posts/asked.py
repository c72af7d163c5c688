"""What a page of posts is asked for: days, kinds of line, and where a list goes on; what cannot be read is said, not guessed."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from urllib.parse import urlencode

from trucewatch.catalogue.keys import read_cursor
from trucewatch.errors import CursorError
from trucewatch.publish.tongue import say

SORTS = {
    "observation": "Observed",
    "limit": "Kept from looking",
    "access": "Patrols stopped",
    "sighting": "Weapons seen or missed",
}
FIRST_YEAR, LAST_YEAR = 2, 9998  # days about which there are days before and after
FIELDS = {
    "kind": f"one of {', '.join(SORTS)}",
    "what": "what was perceived, the cause, outcome or finding, as in the CSV; `nothing` where nothing was perceived",
    "from": "first local day, as 2024-03-11",
    "to": "last local day",
    "after": "where to go on, as the page before said",
}
LONGEST = 200


@dataclass(frozen=True, slots=True)
class Asked:
    """The lines of a log that are asked for; `problems` say what could not be read and is left out."""

    kind: str = ""
    what: str = ""
    first: date | None = None
    last: date | None = None
    after: str = ""
    problems: tuple[str, ...] = ()

    def query(self, **changed: str) -> str:
        """The query string that asks for the same, but for what is changed."""
        own = {
            "kind": self.kind,
            "what": self.what,
            "from": self.first.isoformat() if self.first else "",
            "to": self.last.isoformat() if self.last else "",
            "after": self.after,
        }
        return urlencode({name: value for name, value in {**own, **changed}.items() if value})

    @property
    def is_empty(self) -> bool:
        """True if every line is asked for."""
        return not (self.kind or self.what or self.first or self.last)


def asked_lines(query: Mapping[str, str]) -> Asked:
    """What a query asks for."""
    problems: list[str] = []
    kind, what, after = (query.get(name, "").strip()[:LONGEST] for name in ("kind", "what", "after"))
    if kind and kind not in SORTS:
        problems.append(say("“%(kind)s” is no kind of line; known are %(names)s", kind=kind[:40], names=", ".join(SORTS)))
        kind = ""
    try:
        if after:
            read_cursor(after)
    except CursorError:
        problems.append(say("the place to go on from could not be read; shown is the beginning"))
        after = ""
    first, last = (day_in(query.get(name, ""), problems) for name in ("from", "to"))
    if first and last and last < first:
        first, last = last, first
    return Asked(kind, what, first, last, after, tuple(problems))


def day_in(words: str, problems: list[str]) -> date | None:
    """The day that is asked for; None for none, and a problem more where it is no day or has none beside it."""
    if not words.strip():
        return None
    try:
        found = date.fromisoformat(words.strip()[:10]) if len(words.strip()) == len("2024-03-11") else None
    except ValueError:
        found = None
    if found is None or not FIRST_YEAR <= found.year <= LAST_YEAR:
        problems.append(say("“%(words)s” is no day; write it as 2024-03-11", words=words.strip()[:40]))
        return None
    return found
