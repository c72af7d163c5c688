"""What a shard is: a bounded run of the inputs that one worker reads by itself, and the key of its outcome."""

from __future__ import annotations

import hashlib
import json
from dataclasses import asdict, dataclass
from datetime import date

from trucewatch.ingest.pieces import Piece

FORMAT = 1  # of parts and manifest rows; a folder written in another is told from one that is broken


@dataclass(frozen=True, slots=True)
class Shard:
    """Some pieces, read together; `id` comes from their names, bytes and ranges, `order` is its place in the plan."""

    order: int
    pieces: tuple[Piece, ...]
    size: int = 0

    @property
    def id(self) -> str:
        """The same wherever the inputs lie and whenever they are cut."""
        parts = [{name: value for name, value in asdict(piece).items() if name != "path"} for piece in self.pieces]
        return _digest("shard", parts)

    @property
    def source(self) -> str:
        """The input, or the first and the last of several."""
        first, last = self.pieces[0].source, self.pieces[-1].source
        return first if first == last else f"{first} … {last}"

    @property
    def sha256(self) -> str:
        """The hash of the piece; of several the hash over theirs."""
        hashes = [piece.sha256 for piece in self.pieces]
        return hashes[0] if len(hashes) == 1 else hashlib.sha256("\n".join(hashes).encode()).hexdigest()

    @property
    def range(self) -> str:
        """What of the input it is."""
        return self.pieces[0].range if len(self.pieces) == 1 else f"{len(self.pieces)} pieces"


@dataclass(frozen=True, slots=True)
class Versions:
    """What a reading hangs on beside the input: the code of the stages that read, the model, the knowledge they use."""

    code: str
    model: str
    knowledge: str


@dataclass(frozen=True, slots=True)
class Choices:
    """What the user chose that changes what is read: the day of reports without one, which model reads."""

    published: date | None = None
    model: str = "full"


@dataclass(frozen=True, slots=True)
class Task:
    """One shard to be read into a folder: all that a worker needs, and nothing that cannot be pickled."""

    shard: Shard
    folder: str
    versions: Versions
    choices: Choices = Choices()

    @property
    def key(self) -> str:
        """Names the outcome: another input, code, model, knowledge or choice gives another key."""
        chosen = {"published": str(self.choices.published or ""), "model": self.choices.model}
        return _digest("outcome", [FORMAT, self.shard.id, asdict(self.versions), chosen])


def _digest(kind: str, value: object) -> str:
    text = json.dumps([kind, value], sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()[:32]
