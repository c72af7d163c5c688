"""What the outcome of merging hangs on besides the entries of a ledger: the code by its content, and the knowledge."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from functools import cache
from importlib.resources import files
from importlib.resources.abc import Traversable

from trucewatch import __version__
from trucewatch.knowledge.places import knowledge_in_force

FLOORS = ("model", "knowledge", "reconcile", "assess")  # the code that what is kept between two runs hangs on
MODULES = ("correcting", "rulings", "standing", "taking", "values")  # and that of reviewing


@cache
def merging_version() -> str:
    """What the outcome of merging hangs on, besides the entries: the code by its content, and the version of the knowledge."""
    taken = hashlib.sha256()
    for floor in FLOORS:
        for source in _sources(files("trucewatch") / floor):
            taken.update(source.read_bytes())
    for module in MODULES:
        taken.update((files("trucewatch") / "reviewing" / f"{module}.py").read_bytes())
    return f"{__version__} {taken.hexdigest()[:16]} {knowledge_in_force()}"


def _sources(folder: Traversable) -> Iterator[Traversable]:
    """The Python files of a package, in a fixed order; its tables are in the version of the knowledge."""
    for item in sorted(folder.iterdir(), key=lambda item: item.name):
        if item.is_dir():
            yield from _sources(item)
        elif item.name.endswith(".py"):
            yield item
