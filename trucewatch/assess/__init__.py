"""Incidents against what was agreed: findings by clause, what lasts, what was carried out, and demands with a last day."""

from trucewatch.assess.continuing import violations
from trucewatch.assess.findings import assess, weigh
from trucewatch.assess.implementation import progress
from trucewatch.assess.standing import standing
from trucewatch.assess.ultimatums import ultimatums

__all__ = ["assess", "progress", "standing", "ultimatums", "violations", "weigh"]
