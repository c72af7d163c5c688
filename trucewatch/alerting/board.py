"""The rules in force with what they told of: those of the file, which only whoever keeps the file changes, and those saved."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from trucewatch.alerting.rule import Rule
from trucewatch.alerting.store import Alerts
from trucewatch.errors import AlertsError


@dataclass(frozen=True)
class Board:
    """The alerts of one ledger; `written` reads the file of rules, and may raise an AlertsError."""

    alerts: Alerts
    written: Callable[[], tuple[Rule, ...]] = tuple

    def of_file(self) -> tuple[tuple[Rule, ...], str]:
        """The rules of the file, and what is wrong with it, if anything is."""
        try:
            return self.written(), ""
        except AlertsError as error:
            return (), str(error)

    def known(self) -> dict[str, Rule]:
        """Every rule by its id; of two with one id that of the file."""
        return {one.id: one for one in (*self.alerts.rules(), *self.of_file()[0])}
