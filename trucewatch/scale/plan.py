"""The plan of a reading in bulk: all inputs in the order of their names, cut into shards; made while the first are read."""

from __future__ import annotations

import hashlib
import itertools
import json
from collections.abc import Collection, Iterator, Sequence
from dataclasses import asdict, replace
from pathlib import Path

from pydantic import TypeAdapter, ValidationError

from trucewatch import __version__
from trucewatch.ingest.pieces import Bounds, Piece, Sized, cut_file
from trucewatch.ingest.sources import File, listed, shared_stems
from trucewatch.model import Unread
from trucewatch.scale.folder import CUTS, Folder
from trucewatch.scale.shard import FORMAT, Shard

WORTH_KEEPING = 4 * 1024 * 1024  # bytes of a file whose cuts are kept, so that a resumed reading need not go through it again
ENDS_HERE = 16  # one file name in so many ends a shard that is half full, so that one more file moves few of the others
_CUTS = TypeAdapter(list[Sized])


def cut(
    paths: Sequence[str | Path],
    *,
    bounds: Bounds | None = None,
    without: Collection[Path] = (),
    folder: Folder | None = None,
) -> Iterator[Shard]:
    """The shards of what lies under these paths. The order of the paths changes nothing; of a known file the cuts are kept.

    Small files stand together in a shard, a large one has shards of its own. What cannot be opened is in one too, as a fault.
    """
    most = bounds or Bounds()
    found = listed(paths, without=without)
    shared = shared_stems(found)
    waiting: list[Sized] = []
    number = itertools.count()
    for file in found:
        some = _pieces(file, shared, most, folder)
        first, second = next(some), next(some, None)
        if waiting and (second is not None or _is_over([*waiting, first], most)):
            yield _shard(next(number), waiting)
            waiting = []
        if second is not None:
            for sized in itertools.chain([first, second], some):
                yield _shard(next(number), [sized])
            continue
        waiting.append(first)
        if _is_full(waiting, most) or (_is_full(waiting, _half(most)) and _ends_here(first.piece.source)):
            yield _shard(next(number), waiting)
            waiting = []
    if waiting:
        yield _shard(next(number), waiting)


def _pieces(file: File | Unread, shared: Collection[str], bounds: Bounds, folder: Folder | None) -> Iterator[Sized]:
    """The pieces of a file, as they were cut before if the file is as it was then."""
    if isinstance(file, Unread):
        yield Sized(Piece("", file.source, fault=file.reason), 0, 1)
        return
    named = file.stem not in shared
    kept = _kept_at(file, named, bounds, folder)
    if kept is None or folder is None:
        yield from cut_file(file, named=named, bounds=bounds)
        return
    try:
        for sized in _CUTS.validate_json((folder.path / kept).read_bytes()):
            yield _found_at(sized, file)
    except (OSError, ValidationError):
        made: list[Sized] = []
        for sized in cut_file(file, named=named, bounds=bounds):
            made.append(sized)
            yield sized
        folder.write(kept, _CUTS.dump_json(made))


def _found_at(sized: Sized, file: File) -> Sized:
    """A cut that was kept, under the path by which its file is reached now, which may be from another folder."""
    return sized._replace(piece=replace(sized.piece, path=str(file.path))) if sized.piece.path else sized


def _kept_at(file: File, named: bool, bounds: Bounds, folder: Folder | None) -> str | None:
    """Where the cuts of a large file are kept: under a name that another size or time of change makes another."""
    try:
        status = file.path.stat()
    except OSError:
        return None
    if folder is None or status.st_size < WORTH_KEEPING:
        return None
    place = [FORMAT, __version__, str(file.path.resolve()), file.source, named, asdict(bounds)]
    told = json.dumps([*place, status.st_size, status.st_mtime_ns, status.st_ino])
    return f"{CUTS}/cuts-{hashlib.sha256(told.encode()).hexdigest()[:32]}.json"


def _half(bounds: Bounds) -> Bounds:
    return Bounds(bounds.items // 2, bounds.characters // 2)


def _is_full(group: Sequence[Sized], bounds: Bounds) -> bool:
    return sum(one.items for one in group) >= bounds.items or sum(one.characters for one in group) >= bounds.characters


def _is_over(group: Sequence[Sized], bounds: Bounds) -> bool:
    return sum(one.items for one in group) > bounds.items or sum(one.characters for one in group) > bounds.characters


def _ends_here(source: str) -> bool:
    return hashlib.sha256(source.encode("utf-8", "surrogatepass")).digest()[0] % ENDS_HERE == 0


def _shard(order: int, group: Sequence[Sized]) -> Shard:
    return Shard(order, tuple(one.piece for one in group), sum(one.characters for one in group))
