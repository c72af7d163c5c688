"""Which changes a query string asks for; what it gets wrong is named and left out."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from urllib.parse import urlencode

from trucewatch.errors import LedgerError
from trucewatch.ledger import Kind
from trucewatch.publish.revisions import KINDS, Source, Wanted, What
from trucewatch.publish.since import after_of, until_of
from trucewatch.publish.tongue import say

LONGEST = 60
FIELDS = {
    "since": "what came after: an entry number (that entry is not told again), a day (from its start, UTC) or an instant",
    "until": "the last entry told: an entry number, a day (to its end, UTC) or an instant",
    "kind": f"only changes of one kind of record: {', '.join(KINDS)}",
    "what": f"only what was done: {', '.join(What)}",
    "limit": "how many at most, up to 1000; the answer then names where it goes on",
}
MOST = 1000


@dataclass(frozen=True, slots=True)
class Asked:
    """What is asked for, as it was written, and as entry numbers; `problems` tells what could not be understood."""

    since: str = ""
    until: str = ""
    kind: str = ""
    what: str = ""
    limit: int | None = None
    wanted: Wanted = field(default_factory=Wanted)
    problems: tuple[str, ...] = ()

    def query(self, **changes: str) -> str:
        """The query string that asks for the same; `changes` replace or (empty) drop a field."""
        values = {"since": self.since, "until": self.until, "kind": self.kind, "what": self.what}
        values["limit"] = "" if self.limit is None else str(self.limit)
        return urlencode({key: value for key, value in (values | changes).items() if value}, errors="replace")

    @property
    def newest_first(self) -> Wanted:
        """The same, the newest first."""
        return replace(self.wanted, newest_first=True)


def read_asked(values: Mapping[str, str], source: Source) -> Asked:
    """What a query string asks for; no entry behind the last one that `source` shows is ever meant."""
    problems: list[str] = []
    plain = {key: values.get(key, "").strip()[:LONGEST] for key in FIELDS}
    ends = {key: _number(key, plain[key], source, problems) for key in ("since", "until")}
    kind = plain["kind"] if plain["kind"] in KINDS else ""
    what = plain["what"] if plain["what"] in set(What) else ""
    if kind != plain["kind"]:
        problems.append(say("“%(text)s” is no kind of record that is told here", text=plain["kind"]))
    if what != plain["what"]:
        problems.append(say("“%(text)s” is nothing that is done to a record", text=plain["what"]))
    limit = plain["limit"]
    told = int(limit) if limit.isascii() and limit.isdigit() and len(limit) < 6 else 0
    if limit and not 0 < told <= MOST:
        problems.append(say("“%(text)s” is no limit; write a number from 1 to %(most)s", text=limit, most=MOST))
        told = 0
    last = source.position() if ends["until"] is None else ends["until"]
    wanted = Wanted(ends["since"] or 0, last, (Kind(kind),) if kind else (), (What(what),) if what else ())
    since, until = (plain[key] if ends[key] is not None else "" for key in ("since", "until"))
    return Asked(since, until, kind, what, told or None, wanted, tuple(problems))


def _number(key: str, text: str, source: Source, problems: list[str]) -> int | None:
    try:
        return (after_of if key == "since" else until_of)(source, text) if text else None
    except (ValueError, OverflowError, LedgerError):
        problems.append(say("“%(text)s” is neither an entry number nor a day or instant; write 120 or 2020-02-13", text=text))
        return None
