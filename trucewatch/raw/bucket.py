"""Raw bytes in a store that speaks S3: `s3://BUCKET/PREFIX/ab/cdef…`; every upload carries its checksum."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, TypeVar

from trucewatch.errors import RawError, RawGone, UsageError
from trucewatch.raw.store import Kept, joined, split

if TYPE_CHECKING:
    from obstore.store import ClientConfig, RetryConfig, S3Config, S3Store

HOW = "an S3-compatible store needs an extra: pip install 'trucewatch[s3]'"
TIMES, LONGEST = 5, timedelta(seconds=60)  # tries of one request, and how long all of them may take
LONGEST_SAID = 200
FRESH = timedelta(minutes=30)  # what was kept earlier is sent again when it is kept again, and is young then: see retention.SURE

Answer = TypeVar("Answer")


class BucketStore:
    """Objects that are never changed: the name of each is the SHA-256 of what is in it."""

    def __init__(
        self, bucket: str, prefix: str, *, endpoint: str = "", region: str = "", key_id: str = "", key: str = ""
    ) -> None:
        self._bucket, self._prefix = bucket, prefix.strip("/")
        self._store = _opened(bucket, self._prefix, endpoint, region, key_id, key)

    @property
    def address(self) -> str:
        """The bucket and the prefix."""
        return f"s3://{self._bucket}/{self._prefix}".rstrip("/")

    def keep(self, data: bytes) -> str:
        """Keep some bytes; when it returns they are there whole and as they were, by the store's own word or read back."""
        import obstore

        sha256, md5 = hashlib.sha256(data).hexdigest(), hashlib.md5(data, usedforsecurity=False).hexdigest()
        tag, since = self._known(sha256)
        if tag == md5 and datetime.now(UTC) - since < FRESH:
            return sha256
        came = self._asked("kept", lambda: obstore.put(self._store, _name(sha256), data))
        if (came["e_tag"] or "").strip('"') != md5 and not self._is_whole(sha256):  # a store that encrypts gives other tags
            self.delete(sha256)
            raise RawError(f"{self.address}: raw bytes cannot be kept: they arrived damaged")
        return sha256

    def _known(self, sha256: str) -> tuple[str, datetime]:
        """What the store says of an object it has: its MD5, unless it encrypts, and since when; empty where there is none."""
        import obstore

        try:
            found = obstore.head(self._store, _name(sha256))
        except FileNotFoundError:
            return "", datetime.min.replace(tzinfo=UTC)
        except (obstore.exceptions.BaseError, OSError) as error:
            raise self._fault("asked for", error) from error
        return (found["e_tag"] or "unknown").strip('"'), found["last_modified"]

    def _is_whole(self, sha256: str) -> bool:
        try:
            self.read(sha256)
        except RawGone:
            return False
        return True

    def read(self, sha256: str) -> bytes:
        """The bytes of this hash; a RawError where they are gone, cannot be had, or are not what they were."""
        import obstore

        try:
            data = self._asked("read", lambda: bytes(obstore.get(self._store, _name(sha256)).bytes()))
        except RawError as error:
            if isinstance(error.__cause__, FileNotFoundError):
                raise RawGone(f"{self.address}/{_name(sha256)}: there are no raw bytes of this hash") from error
            raise
        if hashlib.sha256(data).hexdigest() != sha256:
            raise RawGone(f"{self.address}/{_name(sha256)} was changed since it was kept")
        return data

    def has(self, sha256: str) -> bool:
        """True if there is an object for this hash."""
        return bool(self._known(sha256)[0])

    def all(self) -> Iterator[Kept]:
        """All objects whose names are hashes, page by page."""
        import obstore

        pages = iter(obstore.list(self._store))
        while True:
            page = self._asked("listed", lambda: next(pages, None))
            if page is None:
                return
            for one in page:
                folder, _, name = str(one["path"]).rpartition("/")
                if sha256 := joined(folder, name):
                    yield Kept(sha256, int(one["size"]), one["last_modified"])

    def since(self, sha256: str) -> datetime | None:
        """When the object was last sent."""
        tag, since = self._known(sha256)
        return since if tag else None

    def delete(self, sha256: str, *, kept_by: datetime | None = None) -> bool:
        """Delete the object, unless it was sent again; a store that keeps versions keeps the old one by its own rules.

        The store is asked right before: what is sent between the two requests goes too.
        """
        import obstore

        since = self.since(sha256) if kept_by else None
        if kept_by and since and since > kept_by:
            return False
        try:
            self._asked("deleted", lambda: obstore.delete(self._store, _name(sha256)))
        except RawError as error:
            if not isinstance(error.__cause__, FileNotFoundError):
                raise
        return True

    def _asked(self, what: str, ask: Callable[[], Answer]) -> Answer:
        from obstore.exceptions import BaseError

        try:
            return ask()
        except (BaseError, OSError) as error:
            raise self._fault(what, error) from error

    def _fault(self, what: str, error: Exception) -> RawError:
        """What went wrong, in the first line of what was said: behind it the library tells how it is made."""
        said = (str(error).strip().splitlines() or [type(error).__name__])[0][:LONGEST_SAID]
        return RawError(f"{self.address}: raw bytes cannot be {what}: {said}")


def _name(sha256: str) -> str:
    return "/".join(split(sha256))


def _opened(bucket: str, prefix: str, endpoint: str, region: str, key_id: str, key: str) -> S3Store:
    try:
        from obstore.exceptions import BaseError
        from obstore.store import S3Store
    except ImportError as error:
        raise UsageError(HOW) from error
    config: S3Config = {"checksum_algorithm": "sha256"}
    if endpoint:
        config["endpoint"] = endpoint
    if region or endpoint:
        config["region"] = region or "us-east-1"
    if key_id:
        config["access_key_id"], config["secret_access_key"] = key_id, key
    client: ClientConfig = {"timeout": "60s", "connect_timeout": "10s", "allow_http": endpoint.startswith("http://")}
    again: RetryConfig = {"max_retries": TIMES - 1, "retry_timeout": LONGEST}
    try:
        return S3Store(bucket, prefix=prefix or None, config=config, client_options=client, retry_config=again)
    except (BaseError, ValueError, OSError) as error:
        said = (str(error).strip().splitlines() or [type(error).__name__])[0][:LONGEST_SAID]
        raise UsageError(f"raw_store s3://{bucket}: {said}") from error
