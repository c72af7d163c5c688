"""Many reports, one happening: merge claims into incidents, keep the accounts apart, and say where they differ."""

from trucewatch.reconcile.incidents import reconcile

__all__ = ["reconcile"]
