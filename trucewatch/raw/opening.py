"""Which store of raw bytes belongs to a ledger: the one the settings name, else a folder beside it."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlsplit

from trucewatch.errors import UsageError
from trucewatch.raw.bucket import BucketStore
from trucewatch.raw.folder import FolderStore, raw_folder
from trucewatch.raw.store import RawStore
from trucewatch.settings import Settings, secret

S3 = "s3"


@dataclass(frozen=True, slots=True)
class Place:
    """Where raw bytes are to be kept: a folder or `s3://BUCKET/PREFIX`, and what opens it."""

    where: str = ""
    endpoint: str = ""
    region: str = ""
    key_id: str = ""
    key: str = field(default="", repr=False)

    @classmethod
    def of(cls, settings: Settings) -> Place:
        """The place that the settings and the secrets name."""
        return cls(settings.raw_store, settings.raw_endpoint, settings.raw_region, secret("raw_key_id"), secret("raw_secret"))


def open_store(ledger_url: str, place: Place) -> RawStore:
    """The store; a UsageError where its address is none."""
    if not place.where:
        return FolderStore(raw_folder(ledger_url))
    parts = urlsplit(place.where)
    if parts.scheme == S3:
        if not parts.netloc or parts.query or "@" in parts.netloc:
            raise UsageError(f"raw_store {place.where!r} is no place: write s3://BUCKET/PREFIX; keys stand in the environment")
        return BucketStore(
            parts.netloc, parts.path, endpoint=place.endpoint, region=place.region, key_id=place.key_id, key=place.key
        )
    if parts.scheme and len(parts.scheme) > 1:
        raise UsageError(f"raw_store {place.where!r} is no place: write a folder, or s3://BUCKET/PREFIX")
    return FolderStore(Path(place.where))
