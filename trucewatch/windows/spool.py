"""What lies on disk while claims are merged in windows: claims by number, and rows of numbers cut where each task needs them."""

from __future__ import annotations

import pickle
from bisect import bisect_right
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from functools import lru_cache
from itertools import islice
from mmap import ACCESS_READ, mmap
from pathlib import Path
from tempfile import TemporaryDirectory, gettempdir
from typing import Any, TypeVar

import numpy as np
import numpy.typing as npt

from trucewatch.errors import LedgerError
from trucewatch.reconcile.facts import Facts

CHUNK = 32  # claims that are packed together: those of a report share its words, and few are read for the sake of one
RUN = 500  # lines of a list that are packed together

Thing = TypeVar("Thing")
Array = npt.NDArray[Any]


@contextmanager
def room_on_disk() -> Iterator[Path]:
    """An empty folder that is gone afterwards; a LedgerError where there is no room for what comes into it."""
    try:
        with TemporaryDirectory(prefix="trucewatch-", ignore_cleanup_errors=True) as folder:
            yield Path(folder)
    except OSError as error:
        raise LedgerError(
            f"{gettempdir()}: what is being merged cannot be put down there ({error.strerror or error}); "
            "make room, or name another folder in TMPDIR"
        ) from error


def save(folder: Path, name: str, array: Array) -> None:
    """Put down an array."""
    np.save(folder / f"{name}.npy", array, allow_pickle=False)


def load(folder: Path, name: str) -> Array:
    """The array of this name, as far as it is looked at."""
    found: Array = np.load(folder / f"{name}.npy", mmap_mode="r", allow_pickle=False)
    return found


def save_cut(folder: Path, name: str, rows: Array, at: Array, pieces: int) -> None:
    """Put down rows that belong to pieces 0 to `pieces` - 1, so that each piece can be read by itself; `at` says to which."""
    order = np.argsort(at, kind="stable")
    save(folder, name, rows[order])
    save(folder, f"{name}.cut", np.searchsorted(at[order], np.arange(pieces + 1)))


def load_cut(folder: Path, names: Iterable[str], piece: int) -> Array:
    """The rows of one piece out of several files, in their order."""
    found: list[Array] = []
    for name in names:
        first, end = load(folder, f"{name}.cut")[piece : piece + 2].tolist()
        found.append(np.array(load(folder, name)[first:end]))
    return np.concatenate(found)


def clear(folder: Path, *patterns: str) -> None:
    """Make room: these files are not needed again."""
    for pattern in patterns:
        for path in folder.glob(pattern):
            path.unlink()


def save_things(path: Path, things: Iterable[object]) -> None:
    """Put down a list, some lines at a time."""
    some = iter(things)
    with path.open("wb") as file:
        while run := list(islice(some, RUN)):
            pickle.dump(run, file, pickle.HIGHEST_PROTOCOL)


def load_things(path: Path) -> Iterator[Any]:
    """The lines of a list, some held at a time."""
    with path.open("rb") as file:
        while file.peek(1):
            yield from pickle.load(file)


def save_facts(folder: Path, stretch: int, facts: Sequence[Facts]) -> None:
    """Put down the claims of a stretch of days, and apart from them their ids and ranks."""
    ends = [0]
    with (folder / f"facts-{stretch}.bin").open("wb") as file:
        for at in range(0, len(facts), CHUNK):
            file.write(pickle.dumps(facts[at : at + CHUNK], pickle.HIGHEST_PROTOCOL))
            ends.append(file.tell())
    save(folder, f"facts-{stretch}", np.array(ends, np.int64))
    names = [item.id.encode("utf-8", "surrogatepass") for item in facts]
    (folder / f"names-{stretch}.bin").write_bytes(b"".join(names))
    save(folder, f"names-{stretch}", np.array([len(name) for name in names], np.int64))
    save(folder, f"ranks-{stretch}", np.array([item.rank for item in facts], np.int64))


class FactsOnDisk:
    """Claims by number; `firsts` are the numbers with which the stretches begin."""

    def __init__(self, folder: Path, firsts: Sequence[int]) -> None:
        self._folder, self._firsts = folder, list(firsts)

    def of(self, numbers: Iterable[int]) -> dict[int, Facts]:
        """The claims of these numbers, which come in ascending order."""
        found: dict[int, Facts] = {}
        wanted: dict[int, dict[int, list[int]]] = {}
        for number in numbers:
            stretch = bisect_right(self._firsts, number) - 1
            wanted.setdefault(stretch, {}).setdefault((number - self._firsts[stretch]) // CHUNK, []).append(number)
        for stretch, chunks in wanted.items():
            ends = load(self._folder, f"facts-{stretch}")
            with (self._folder / f"facts-{stretch}.bin").open("rb") as file:
                for chunk, some in chunks.items():
                    file.seek(int(ends[chunk]))
                    held = pickle.loads(file.read(int(ends[chunk + 1] - ends[chunk])))
                    first = self._firsts[stretch] + chunk * CHUNK
                    found.update((number, held[number - first]) for number in some)
        return found


class Names:
    """The ids and ranks of all claims by number, looked up where they lie."""

    def __init__(self, folder: Path) -> None:
        with (folder / "names.bin").open("rb") as file:
            self._bytes = mmap(file.fileno(), 0, access=ACCESS_READ)
        self._ends, self._ranks = np.asarray(load(folder, "names")), np.asarray(load(folder, "ranks"))

    def of(self, number: int) -> str:
        """The id of the claim with this number."""
        return self._bytes[self._ends[number] : self._ends[number + 1]].decode("utf-8", "surrogatepass")

    def ranks_of(self, numbers: Array) -> list[int]:
        """The ranks of the claims with these numbers."""
        found: list[int] = self._ranks[numbers].tolist()
        return found


def join_names(folder: Path, stretches: int) -> None:
    """Put the ids and ranks of all stretches together."""
    sizes = [load(folder, f"names-{one}") for one in range(stretches)]
    save(folder, "names", np.concatenate([np.zeros(1, np.int64), *sizes]).cumsum())
    save(folder, "ranks", np.concatenate([load(folder, f"ranks-{one}") for one in range(stretches)]))
    with (folder / "names.bin").open("wb") as file:
        for one in range(stretches):
            file.write((folder / f"names-{one}.bin").read_bytes())


@lru_cache(maxsize=2)
def things_of(path: Path) -> Any:
    """One thing that many tasks of a process ask for; the path is of one merging alone."""
    return pickle.loads(path.read_bytes())
