"""Many reports, one happening: merge claims into incidents, keep the accounts apart, and say where they differ."""

from trucewatch.reconcile.incidents import incidents_of, reconcile

__all__ = ["incidents_of", "reconcile"]
