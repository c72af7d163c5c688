"""The addresses of what belongs to an agreement."""

from __future__ import annotations

from datetime import date
from urllib.parse import urlencode

from trucewatch.publish.words import agreement_url


def findings_url(
    agreement: str, *, clause: str = "", state: str = "", against: str = "", first: date | None = None, last: date | None = None
) -> str:
    """The findings under an agreement, those asked for."""
    asked = {
        "clause": clause,
        "state": state,
        "against": against,
        "from": first.isoformat() if first else "",
        "to": last.isoformat() if last else "",
    }
    query = urlencode({name: value for name, value in asked.items() if value})
    return f"{agreement_url(agreement)}/findings{f'?{query}' if query else ''}"
