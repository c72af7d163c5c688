"""Reports and their outlets: one, two side by side, and what each calls whom."""

from trucewatch.web.reports.routes import routes

__all__ = ["routes"]
