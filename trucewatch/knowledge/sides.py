"""Which side a party code stands on: a state with all its organs is one side, an armed opposition another."""

from __future__ import annotations

from functools import lru_cache

KEPT_SECTORS = frozenset({"REB", "RAD", "CVL", "OPP", "MED", "MEDICAL"})  # as the claims guideline compares codes
BYSTANDERS = frozenset({"CVL", "MED", "MEDICAL"})
BODIES = frozenset({"IGO", "NGO"})  # sectors of a mission or an aid group, whatever country it has its name from
NEUTRAL = frozenset({"UN", "ICRC", "OSCE", "OPCW", "NGO", "MED", "CVL"})


def side_of(code: str) -> str:
    """The side: `SYR:MIL` is `SYR`, but `SYR:REB` and `SYR:CVL` are not."""
    state, _, sector = code.partition(":")
    return code if sector in KEPT_SECTORS else state


@lru_cache(maxsize=10_000)
def sides_of(codes: tuple[str, ...]) -> frozenset[str]:
    """The sides of several codes."""
    return frozenset(side_of(code) for code in codes)


def takes_part(code: str) -> bool:
    """True if its word is a party's word: not so for the UN, a mission, an aid group, residents or a newspaper."""
    state, _, sector = code.partition(":")
    return state not in NEUTRAL and sector not in BYSTANDERS | BODIES
