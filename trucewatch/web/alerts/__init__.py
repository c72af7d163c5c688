"""Rules of alerts and what they told of, for whoever has signed in; the public gets neither."""

from trucewatch.web.alerts.routes import routes

__all__ = ["routes"]
