"""How the installation is, in words: the page, whether the site is ready, and the door for figures."""

from trucewatch.web.status.door import FigureDoor
from trucewatch.web.status.routes import routes

__all__ = ["FigureDoor", "routes"]
