"""Which engine reads: this machine, or a cluster."""

from __future__ import annotations

from collections.abc import Callable

from trucewatch.errors import UsageError
from trucewatch.scale.engine import Engine
from trucewatch.scale.local import LocalEngine

ENGINES = ("local", "dask")


def engine_of(name: str, *, workers: int, scheduler: str = "", tell: Callable[[str], None]) -> Engine:
    """The engine of this name; a UsageError if there is none, its library is missing, or a scheduler is named for no cluster."""
    if name not in ENGINES:
        raise UsageError(f"engine must be one of {', '.join(ENGINES)}, not {name!r}")
    if name == "local":
        if scheduler:
            raise UsageError("a scheduler belongs to a cluster: --engine dask")
        return LocalEngine(workers)
    # Imported here: it comes with an extra, and takes half a second.
    try:
        from trucewatch.scale.cluster import DaskEngine
    except ModuleNotFoundError as error:
        raise UsageError("reading on a cluster needs Dask: pip install 'trucewatch[dask]'") from error
    return DaskEngine(scheduler, workers=workers, tell=tell)
