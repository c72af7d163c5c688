"""What stands in a ledger, to be set against another; and whether what is there at any moment is sound."""

from __future__ import annotations

import hashlib
from collections import Counter

from trucewatch.ledger import Kind, Ledger
from trucewatch.ledger.records import to_json

KINDS = (Kind.REPORT, Kind.CLAIM, Kind.INCIDENT, Kind.FINDING, Kind.ULTIMATUM, Kind.REVIEW)
ONCE = frozenset({Kind.REPORT, Kind.CLAIM, Kind.REVIEW})  # of these nothing here gives a second version


def standing(url: str) -> dict[tuple[str, str], str]:
    """The records that stand, each with the hash of what it says."""
    found: dict[tuple[str, str], str] = {}
    with Ledger.open(url) as ledger:
        for entry in ledger.entries():
            key = (entry.subject.value, entry.id)
            found.pop(key, None)
            if entry.kind in KINDS:
                found[key] = hashlib.sha256(to_json(entry.kind, entry.record).encode()).hexdigest()
    return found


def differences(found: dict[tuple[str, str], str], expected: dict[tuple[str, str], str]) -> list[str]:
    """What is missing, too much, or otherwise."""
    lost = [f"lost: {kind} {id}" for kind, id in sorted(expected.keys() - found.keys())]
    more = [f"too much: {kind} {id}" for kind, id in sorted(found.keys() - expected.keys())]
    return lost + more + [f"otherwise: {key[0]} {key[1]}" for key in sorted(found) if expected.get(key, found[key]) != found[key]]


def unsound(url: str) -> list[str]:
    """What is wrong with a ledger whatever was going on: a broken chain, an entry recorded twice."""
    with Ledger.open(url) as ledger:
        ledger.verify()
        times = Counter((entry.kind, entry.id) for entry in ledger.entries() if entry.kind in ONCE)
    return [f"doubled: {kind} {id}" for (kind, id), many in times.items() if many > 1]
