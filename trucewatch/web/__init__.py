"""The pages: what the ledger holds, shown so that every value is one click from its words."""

from trucewatch.web.app import create_app
from trucewatch.web.desk import Desk, PaperDesk

__all__ = ["Desk", "PaperDesk", "create_app"]
