"""Ids that come from content: the same input gives the same ids."""

from __future__ import annotations

import hashlib

ID_LENGTH = 16  # hex digits; 64 bits: one accidental pair is to be expected among about 5 billion records


def content_id(kind: str, *parts: object) -> str:
    """`kind-` and the first 16 hex digits of the SHA-256 over the parts, each kept apart from its neighbours."""
    digest = hashlib.sha256("\x1f".join([kind, *(str(part) for part in parts)]).encode("utf-8", "surrogatepass"))
    return f"{kind}-{digest.hexdigest()[:ID_LENGTH]}"
