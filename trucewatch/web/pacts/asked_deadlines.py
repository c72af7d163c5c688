"""Which last days are asked for: those of one agreement or state, as they stand on a day."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from urllib.parse import urlencode

from trucewatch.model import UltimatumState
from trucewatch.publish.deadlines import Due
from trucewatch.publish.tongue import say


@dataclass(frozen=True, slots=True)
class AskedDeadlines:
    """Which last days are asked for, and as they stand on which day; `dated` if a day was named."""

    day: date
    dated: bool = False
    agreement: str = ""
    state: UltimatumState | None = None
    problem: str | None = None

    @property
    def narrowed(self) -> bool:
        """True if not everything is asked for."""
        return bool(self.agreement or self.state)

    def among(self, found: Iterable[Due]) -> tuple[Due, ...]:
        """Those that are asked for."""
        return tuple(one for one in found if self.agreement in ("", one.instrument) and self.state in (None, one.state))

    def query(self) -> str:
        """The query string that asks for the same."""
        own = {"on": self.day.isoformat() if self.dated else "", "agreement": self.agreement, "state": self.state or ""}
        return urlencode({name: value for name, value in own.items() if value})


def asked_deadlines(query: Mapping[str, str], today: date) -> AskedDeadlines:
    """What a query asks for; what cannot be read is said in `problem` and left out."""
    on = query.get("on", "")
    day, problem = _day(on, today)
    agreement, state = (query.get(name, "").strip()[:200] for name in ("agreement", "state"))
    if state and state not in set(UltimatumState):
        problem, state = (
            say("“%(state)s” is no state; known are %(names)s.", state=state[:40], names=", ".join(UltimatumState)),
            "",
        )
    dated = bool(on.strip()) and problem is None
    return AskedDeadlines(day, dated, agreement, UltimatumState(state) if state else None, problem)


def _day(asked: str, today: date) -> tuple[date, str | None]:
    if not asked.strip():
        return today, None
    try:
        return date.fromisoformat(asked.strip()), None
    except ValueError:
        return today, say("“%(asked)s” is no day; write it as 2020-02-13. Shown is today.", asked=asked[:40])
