"""Which code, model and knowledge a reading hangs on: a change in anything else re-reads nothing."""

from __future__ import annotations

import hashlib
import platform
from fnmatch import fnmatch
from functools import cache
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

from trucewatch import __version__
from trucewatch.knowledge.places import added_shelves
from trucewatch.knowledge.tables import FOLDER
from trucewatch.language import model_version
from trucewatch.scale.shard import Choices, Versions

PACKAGE = Path(__file__).parent.parent
ROOMS = ("model", "language", "knowledge", "ingest", "read", "resolve")  # what reading runs through; tests compare the imports
MODULES = ("reader.py", "scale/parts.py", "scale/reading.py", "scale/shard.py")
CODE = frozenset({".py", ".csv"})  # the word lists of `language` belong to its code
LIBRARIES = (  # another version of these may read other words
    "fastwarc",
    "feedparser",
    "lemminflect",
    "lxml",
    "marisa-trie",
    "numpy",
    "onnxruntime",
    "py3langid",
    "pypdf",
    "rapidfuzz",
    "shapely",
    "tokenizers",
    "trafilatura",
)
NOT_READ_WITH = (  # tables of later stages and of other doors; a test reads reports and looks that none of these is opened
    "acled_*",
    "agreement_*",
    "clause_cues.csv",
    "counting_rules.csv",
    "coverage.csv",
    "crosswalk_*",
    "dataset_*",
    "demand_*",
    "expiry_rules.csv",
    "grades.toml",
    "implementation_rules.csv",
    "licences.csv",
    "log_*",
    "match_*",
    "naming*",
    "neutral_labels.toml",
    "observing*",
    "outlet_licences.csv",
    "place_dump_kinds.csv",
    "place_sources.csv",
    "queue_*",
    "story_evidence.csv",
    "ucdp_countries.csv",
)


def versions_in_force(choices: Choices) -> Versions:
    """What this process would read with, with these choices."""
    return Versions(_code(), model_version(choices.model), _knowledge())


@cache
def _code() -> str:
    """The version, and a hash over the modules that read and the libraries they read with."""
    files = [path for room in ROOMS for path in (PACKAGE / room).rglob("*") if path.suffix in CODE]
    files = [path for path in files if not path.is_relative_to(FOLDER)]
    digest = hashlib.sha256(".".join(platform.python_version_tuple()[:2]).encode())
    for path in sorted([*files, *(PACKAGE / name for name in MODULES)]):
        digest.update(path.relative_to(PACKAGE).as_posix().encode() + b"\0" + path.read_bytes() + b"\0")
    for name in LIBRARIES:
        digest.update(f"{name} {_version(name)}\0".encode())
    return f"{__version__}+{digest.hexdigest()[:12]}"


def _version(library: str) -> str:
    try:
        return version(library)
    except PackageNotFoundError:
        return ""


@cache
def _knowledge() -> str:
    """A hash over the tables that reading uses, and the places that the user added to them."""
    digest = hashlib.sha256()
    for path in sorted(path for path in FOLDER.rglob("*") if path.is_file()):
        name = path.relative_to(FOLDER).as_posix()
        if not any(fnmatch(name, pattern) for pattern in NOT_READ_WITH):
            digest.update(name.encode() + b"\0" + path.read_bytes() + b"\0")
    for path in added_shelves():
        digest.update(path.name.encode() + b"\0" + path.read_bytes() + b"\0")
    return digest.hexdigest()[:12]
