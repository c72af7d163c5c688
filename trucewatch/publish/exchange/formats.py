"""The formats in which incidents can be exchanged with others, by name."""

from __future__ import annotations

from trucewatch.publish.exchange.acled import ACLED
from trucewatch.publish.exchange.exchange import Exchange
from trucewatch.publish.exchange.plover import PLOVER
from trucewatch.publish.exchange.ucdp import UCDP

_ALL: tuple[Exchange, ...] = (ACLED, UCDP, PLOVER)

EXCHANGES: dict[str, Exchange] = {one.name: one for one in _ALL}
