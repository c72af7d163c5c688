"""Reading: report and sentences in, claims out."""

from trucewatch.read.reader import read_claims

__all__ = ["read_claims"]
