"""Incidents against what was agreed: findings by clause, demands with a last day, and where they stand."""

from trucewatch.assess.findings import assess
from trucewatch.assess.ultimatums import state_of, ultimatums

__all__ = ["assess", "state_of", "ultimatums"]
