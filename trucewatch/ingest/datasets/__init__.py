"""Files of ACLED and UCDP: each row becomes a report of that outlet, in our words, with its claims; never ground truth."""

from trucewatch.ingest.datasets.files import Deleted, read_dataset
from trucewatch.ingest.datasets.telling import Told

__all__ = ["Deleted", "Told", "read_dataset"]
