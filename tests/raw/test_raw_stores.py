"""Raw bytes are kept whole under their own hash, in a folder as in a store that speaks S3, and a fault is said, never hidden."""

from __future__ import annotations

import fcntl
import hashlib
import os
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from threading import Thread
from typing import Any

import pytest

from tests.raw.s3 import BUCKET, Misbehaving, misbehaving, server
from trucewatch.errors import RawError, RawGone, UsageError
from trucewatch.raw import FolderStore, Place, RawStore, open_store
from trucewatch.raw import bucket as bucket_module
from trucewatch.raw.bucket import BucketStore

PAGE = b"<p>Saraqib was shelled at noon.</p>"
SHA = hashlib.sha256(PAGE).hexdigest()


@pytest.fixture(scope="session")
def s3() -> Iterator[str]:
    yield from server()


@pytest.fixture
def faulty(s3: str) -> Iterator[Misbehaving]:
    yield from misbehaving(s3)


def bucket(endpoint: str, prefix: str = "") -> BucketStore:
    return BucketStore(BUCKET, prefix, endpoint=endpoint, region="us-east-1", key_id="mission", key="hunter2")


@pytest.fixture(params=["folder", "s3"])
def store(request: pytest.FixtureRequest, tmp_path: Path) -> RawStore:
    if request.param == "folder":
        return FolderStore(tmp_path / "raw")
    return bucket(request.getfixturevalue("s3"), f"{tmp_path.name}/raw")


def test_what_is_kept_comes_back_and_is_kept_once(store: RawStore) -> None:
    assert not store.has(SHA)
    assert store.keep(PAGE) == SHA == store.keep(PAGE)
    assert store.has(SHA)
    assert store.read(SHA) == PAGE
    (kept,) = store.all()
    assert (kept.sha256, kept.size) == (SHA, len(PAGE))
    assert abs(kept.since - datetime.now(UTC)) < timedelta(minutes=10)


def test_what_was_never_kept_or_is_deleted_is_gone(store: RawStore) -> None:
    with pytest.raises(RawGone):
        store.read(SHA)
    store.delete(SHA)
    store.keep(PAGE)
    store.delete(SHA)
    assert not store.has(SHA)
    assert list(store.all()) == []


def test_what_is_kept_again_is_not_deleted_by_whoever_saw_it_before(store: RawStore) -> None:
    assert store.since(SHA) is None
    store.keep(PAGE)
    since = store.since(SHA)
    assert since is not None
    assert not store.delete(SHA, kept_by=since - timedelta(hours=2))
    assert store.has(SHA)
    assert store.delete(SHA, kept_by=since)
    assert not store.has(SHA)
    assert store.delete(SHA, kept_by=since)


def test_nobody_keeps_again_what_is_just_being_deleted(tmp_path: Path) -> None:
    store = FolderStore(tmp_path / "raw")
    store.keep(PAGE)
    deleting = os.open(store.path(SHA).parent, os.O_RDONLY)
    fcntl.flock(deleting, fcntl.LOCK_EX)
    keeping = Thread(target=store.keep, args=(PAGE,))
    keeping.start()
    keeping.join(timeout=0.3)
    assert keeping.is_alive()
    store.path(SHA).unlink()
    os.close(deleting)
    keeping.join()
    assert store.read(SHA) == PAGE


def test_an_empty_store_lists_nothing(store: RawStore) -> None:
    assert list(store.all()) == []


def test_a_changed_file_is_not_handed_out(tmp_path: Path) -> None:
    store = FolderStore(tmp_path)
    store.keep(PAGE)
    store.path(SHA).write_bytes(b"changed by somebody")
    with pytest.raises(RawGone, match="was changed"):
        store.read(SHA)


def test_what_was_damaged_is_whole_again_once_it_is_kept_again(store: RawStore) -> None:
    store.keep(PAGE)
    if isinstance(store, FolderStore):
        store.path(SHA).write_bytes(b"damaged")
    else:
        import obstore

        obstore.put(store._store, f"{SHA[:2]}/{SHA[2:]}", b"damaged")  # type: ignore[attr-defined]
    store.keep(PAGE)
    assert store.read(SHA) == PAGE


def test_a_changed_object_is_not_handed_out(s3: str, tmp_path: Path) -> None:
    import obstore

    store = bucket(s3, tmp_path.name)
    store.keep(PAGE)
    obstore.put(store._store, f"{SHA[:2]}/{SHA[2:]}", b"changed by somebody")
    with pytest.raises(RawGone, match="was changed"):
        store.read(SHA)


def test_strange_objects_are_passed_over(s3: str, tmp_path: Path) -> None:
    import obstore

    store = bucket(s3, tmp_path.name)
    for name in ("readme.txt", "ab/short", f"abc/{'0' * 61}"):
        obstore.put(store._store, name, b"not ours")
    assert list(store.all()) == []


def test_a_full_disk_leaves_no_piece_behind(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(handle: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("trucewatch.raw.folder.os.fsync", full)
    with pytest.raises(RawError, match="No space left on device"):
        FolderStore(tmp_path).keep(PAGE)
    assert [path for path in tmp_path.rglob("*") if path.is_file()] == []


def test_a_server_that_fails_and_recovers_loses_nothing(faulty: Misbehaving) -> None:
    store = bucket(faulty.address, "recovers")
    faulty.failures = 2
    assert store.keep(PAGE) == SHA
    assert store.read(SHA) == PAGE
    assert faulty.failures == 0


@pytest.mark.parametrize("way", ["fails", "cuts", "refuses"])
def test_a_server_that_goes_on_failing_is_a_fault_and_not_an_absence(
    faulty: Misbehaving, way: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(bucket_module, "TIMES", 2)
    monkeypatch.setattr(bucket_module, "LONGEST", timedelta(seconds=5))
    store = bucket(faulty.address, f"goes-on-{way}")
    faulty.way, faulty.failures = way, 1_000
    asks: list[Callable[[], object]] = [
        lambda: store.keep(PAGE),
        lambda: store.read(SHA),
        lambda: store.has(SHA),
        lambda: list(store.all()),
        lambda: store.delete(SHA),
    ]
    for ask in asks:
        with pytest.raises(RawError) as told:
            ask()
        assert not isinstance(told.value, RawGone)
        assert "hunter2" not in str(told.value)
        assert "\n" not in str(told.value)


def test_an_upload_that_arrives_damaged_is_not_taken_for_kept(faulty: Misbehaving) -> None:
    store = bucket(faulty.address, "damaged")
    faulty.damages = True
    with pytest.raises(RawError):
        store.keep(PAGE)
    faulty.damages = False
    assert not store.has(SHA)


def test_a_bucket_that_is_not_there_is_a_fault(s3: str) -> None:
    store = BucketStore("no-such-bucket", "", endpoint=s3, region="us-east-1", key_id="k", key="s")
    with pytest.raises(RawError, match="cannot be kept"):
        store.keep(PAGE)


@pytest.mark.parametrize("where", ["s3://", "s3:///prefix", "https://bucket/", "s3://key:secret@bucket/x", "s3://bucket/?x=1"])
def test_an_address_that_is_none_is_refused(where: str) -> None:
    with pytest.raises(UsageError, match="is no place"):
        open_store("sqlite:///ledger.sqlite", Place(where))


def test_a_folder_named_in_the_settings_takes_the_place_of_that_beside_the_ledger(tmp_path: Path) -> None:
    assert open_store(f"sqlite:///{tmp_path}/idlib.sqlite", Place()).address == str(tmp_path / "idlib.raw")
    assert open_store(f"sqlite:///{tmp_path}/idlib.sqlite", Place(str(tmp_path / "else"))).address == str(tmp_path / "else")


def test_a_place_shows_no_key() -> None:
    assert "hunter2" not in repr(Place("s3://bucket", key_id="mission", key="hunter2"))


def test_what_is_kept_again_is_young_again_in_a_folder(tmp_path: Path) -> None:
    store = FolderStore(tmp_path)
    store.keep(PAGE)
    os.utime(store.path(SHA), (0, 0))
    store.keep(PAGE)
    (kept,) = store.all()
    assert datetime.now(UTC) - kept.since < timedelta(minutes=10)


def test_what_is_kept_again_is_sent_again_once_it_is_old(s3: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    import obstore

    sent = list[str]()
    put = obstore.put

    def counted(store: Any, name: str, data: bytes) -> Any:
        sent.append(name)
        return put(store, name, data)

    monkeypatch.setattr(obstore, "put", counted)
    store = bucket(s3, tmp_path.name)
    for fresh, times in ((timedelta(minutes=30), 1), (timedelta(days=-1), 2)):
        monkeypatch.setattr(bucket_module, "FRESH", fresh)
        for _ in range(2 if times == 1 else 1):
            store.keep(PAGE)
        assert len(sent) == times
