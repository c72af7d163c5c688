"""All targets, by name. A module is loaded when one of its targets is asked for, so that the engine can watch its imports."""

from __future__ import annotations

import importlib
from collections.abc import Sequence

from fuzz.target import Target

MODULES = {
    "fuzz.targets.documents": (
        "txt", "html", "pdf", "warc", "wet", "jsonl", "json", "csv", "tsv", "feed", "gzip", "any-file",
    ),
    "fuzz.targets.parquet": ("parquet",),
    "fuzz.targets.tables": ("post-log", "post-log-json", "post-workbook", "acled", "ucdp", "ledger-copy", "place-dump"),
    "fuzz.targets.listings": ("listing", "unpacking", "addresses", "robots"),
    "fuzz.targets.words": ("passages", "sentences", "dates", "figures", "places", "parties"),
    "fuzz.targets.reading": ("reading", "comparing"),
    "fuzz.targets.knowing": ("table-rows", "agreements", "posts-file", "feeds-file", "alerts-file", "settings"),
    "fuzz.targets.secrets": ("secrets",),
    "fuzz.targets.site": ("pages", "api-decisions"),
    "fuzz.targets.forms": ("forms", "bodies"),
}  # fmt: skip
TARGETS = {name: module for module, names in MODULES.items() for name in names}


def target_named(name: str) -> Target:
    """The target of this name; a SystemExit that lists them if there is none."""
    if name not in TARGETS:
        raise SystemExit(f"no target {name!r}; there are {', '.join(TARGETS)}")
    found = {target.name: target for target in importlib.import_module(TARGETS[name]).TARGETS}
    target: Target = found[name]
    return target


def targets_named(names: Sequence[str]) -> tuple[Target, ...]:
    """The targets of these names, all where none is named."""
    return tuple(target_named(name) for name in names or TARGETS)
