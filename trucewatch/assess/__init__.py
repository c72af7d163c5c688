"""Incidents against what was agreed: findings by clause, demands with a last day, and where they stand."""

from trucewatch.assess.findings import assess
from trucewatch.assess.standing import standing
from trucewatch.assess.ultimatums import ultimatums

__all__ = ["assess", "standing", "ultimatums"]
