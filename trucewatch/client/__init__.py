"""A Trucewatch site read, and decided in, by a program: `Client("https://…")` over its API.

>>> with Client("http://127.0.0.1:8010") as ledger:          # doctest: +SKIP
...     for incident in ledger.incidents(party="TUR", q="convoy"):
...         print(incident.first, incident.type, incident.state, incident.url)
"""

from trucewatch.client.client import Client
from trucewatch.client.errors import Gone, NotThere, Overtaken, Refused, SiteError

__all__ = ["Client", "Gone", "NotThere", "Overtaken", "Refused", "SiteError"]
