"""The ledger: an append-only, bitemporal store of everything that was read, concluded and decided."""

from trucewatch.ledger.chain import START, Entry, Revised, Shape, Stamp
from trucewatch.ledger.doors import default_url
from trucewatch.ledger.lookups import Changed, Gathered
from trucewatch.ledger.records import Kind, Record, Withdrawal
from trucewatch.ledger.state import Moment
from trucewatch.ledger.store import Ledger

__all__ = [
    "START",
    "Changed",
    "Entry",
    "Gathered",
    "Kind",
    "Ledger",
    "Moment",
    "Record",
    "Revised",
    "Shape",
    "Stamp",
    "Withdrawal",
    "default_url",
]
