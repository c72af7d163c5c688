"""What the journal says of raw bytes: which are held and by whom, which were logs of posts, which were deleted."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime

from trucewatch.journal import Line, What

ABOUT = (What.RAW_HELD, What.RAW_RELEASED, What.RAW_DELETED, What.RAW_LOG)


@dataclass(frozen=True, slots=True)
class Hold:
    """Something that is held: a hash, a report, an incident, or everything."""

    subject: str
    by: str
    since: datetime
    reason: str


@dataclass(frozen=True, slots=True)
class Told:
    """What stands in the journal about raw bytes, up to now; `logs` are those of posts, each with the names it was sent under."""

    holds: tuple[Hold, ...]
    logs: Mapping[str, frozenset[str]]
    deleted: frozenset[str]

    @property
    def held(self) -> frozenset[str]:
        """What is held."""
        return frozenset(one.subject for one in self.holds)


def told(lines: Iterable[Line]) -> Told:
    """Read from the lines of the journal, in any order."""
    holds: dict[str, Hold] = {}
    logs: dict[str, frozenset[str]] = {}
    deleted = set[str]()
    for line in sorted(lines, key=lambda one: one.number):
        subject = str(line.told.get("subject", ""))
        if line.what is What.RAW_HELD:
            holds[subject] = Hold(subject, line.by, line.at, str(line.told.get("reason", "")))
        elif line.what is What.RAW_RELEASED:
            holds.pop(subject, None)
        elif line.what is What.RAW_LOG:
            sha256 = str(line.told["sha256"])
            logs[sha256] = logs.get(sha256, frozenset()) | {str(line.told.get("source", ""))}
        elif line.what is What.RAW_DELETED:
            deleted.add(str(line.told["sha256"]))
    return Told(tuple(holds.values()), logs, frozenset(deleted))
