"""The revision feed of the site: what was added, changed, merged, split, withdrawn and restored."""

from trucewatch.web.changes.routes import routes

__all__ = ["routes"]
