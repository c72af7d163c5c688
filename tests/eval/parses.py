"""Parses of the development texts, kept on disk so that a second measurement takes seconds.

A parse is kept under `.cache/parses/<version>/`, where the version is a hash of everything a parse depends on: the model's
files, the code of `trucewatch.language`, the records of a sentence, and the pinned packages. A change to any of them starts a new folder.
"""

from __future__ import annotations

import functools
import hashlib
import os
import pickle
import tempfile
import zlib
from collections.abc import Sequence
from pathlib import Path

from trucewatch import language
from trucewatch.model import Report, Sentence

ROOT = Path(__file__).parents[2]
CACHE = ROOT / ".cache" / "parses"
MODEL = language.FULL  # `python -m tests.eval.table --model fast` sets it
SOURCES = ("trucewatch/language", "trucewatch/model/sentence.py", "requirements/base.lock")


def parse(report: Report) -> tuple[Sentence, ...]:
    """The sentences of a report, as the product parses them."""
    return parse_text(report.text, skip=report.not_evidence())


def parse_text(text: str, *, skip: Sequence[tuple[int, int]] = ()) -> tuple[Sentence, ...]:
    """The sentences of a text, from the disk if it was parsed before."""
    path = _place(text, tuple(skip))
    kept = _kept(path)
    if kept is None:
        kept = language.load(model=MODEL).parse(text, skip=skip)
        _keep(path, kept)
    return kept


@functools.cache
def version() -> str:
    """A hash of what a parse depends on besides its text."""
    digest = hashlib.sha256()
    for source in SOURCES:
        top = ROOT / source
        for path in sorted(top.rglob("*")) if top.is_dir() else [top]:
            if path.is_file() and path.suffix != ".pyc":
                digest.update(path.relative_to(ROOT).as_posix().encode())
                digest.update(path.read_bytes())
    return digest.hexdigest()[:16]


def _place(text: str, skip: tuple[tuple[int, int], ...]) -> Path:
    name = hashlib.sha256(f"{skip}\n{text}".encode()).hexdigest()
    folder = version() if MODEL == language.FULL else f"{version()}-{MODEL}"
    return CACHE / folder / name[:2] / name[2:34]


def _kept(path: Path) -> tuple[Sentence, ...] | None:
    try:
        packed = path.read_bytes()
    except FileNotFoundError:
        return None
    sentences: tuple[Sentence, ...] = pickle.loads(zlib.decompress(packed))
    return sentences


def _keep(path: Path, sentences: tuple[Sentence, ...]) -> None:
    """Write beside and rename, so that whoever reads at the same time finds a whole file or none."""
    path.parent.mkdir(parents=True, exist_ok=True)
    handle, name = tempfile.mkstemp(dir=path.parent)
    with os.fdopen(handle, "wb") as file:
        file.write(zlib.compress(pickle.dumps(sentences, protocol=5), 1))
    Path(name).replace(path)
