"""The formats in which incidents can be exchanged with others, by name."""

from __future__ import annotations

from trucewatch.publish.exchange.exchange import Exchange

_ALL: tuple[Exchange, ...] = ()

EXCHANGES: dict[str, Exchange] = {one.name: one for one in _ALL}
