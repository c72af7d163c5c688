"""Trucewatch keeps the ledger of a ceasefire."""

__version__ = "0.1.0"
