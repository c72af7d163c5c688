"""Figures for Prometheus: requests as they are answered, and the condition of the installation whenever somebody asks.

No label holds what somebody asked for: routes are those of the code, feeds are counted by state. docs/operations.md lists all
of them, and a test compares.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import datetime
from typing import Protocol

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram, generate_latest
from prometheus_client.core import GaugeMetricFamily, Metric
from prometheus_client.registry import Collector

from trucewatch.health.condition import Condition

TYPE = "text/plain; version=0.0.4; charset=utf-8"
SECONDS = (0.01, 0.025, 0.05, 0.1, 0.2, 0.35, 0.5, 1.0, 2.0, 5.0, 15.0)  # 0.2 is the aim of pages at p95


class Asked(Protocol):
    """A request that was answered."""

    @property
    def method(self) -> str:
        """Its method."""

    @property
    def route(self) -> str:
        """Its route as the code writes it."""

    @property
    def status(self) -> int:
        """The status of its answer."""

    @property
    def seconds(self) -> float:
        """How long it took."""


class Figures:
    """The figures of one site; told of requests it counts them, asked for its page it has the condition looked at."""

    def __init__(self, look: Callable[[], Condition], *, version: str, model: str, knowledge: str) -> None:
        self.registry = CollectorRegistry(auto_describe=False)
        self._requests = Counter(
            "trucewatch_requests", "Requests answered", ("method", "route", "status"), registry=self.registry
        )
        self._seconds = Histogram(
            "trucewatch_request_seconds",
            "From a request to the end of its answer",
            ("route",),
            buckets=SECONDS,
            registry=self.registry,
        )
        self._now = Gauge("trucewatch_requests_in_progress", "Requests being answered", registry=self.registry)
        self.registry.register(_Looked(look, version, model, knowledge))

    def begun(self) -> None:
        """A request came in."""
        self._now.inc()

    def answered(self, request: Asked) -> None:
        """It was answered."""
        self._now.dec()
        self._requests.labels(request.method, request.route, str(request.status)).inc()
        self._seconds.labels(request.route).observe(request.seconds)

    def page(self) -> bytes:
        """All figures, as Prometheus reads them."""
        return generate_latest(self.registry)


class _Looked(Collector):
    """Figures of the condition."""

    def __init__(self, look: Callable[[], Condition], version: str, model: str, knowledge: str) -> None:
        self._look, self._versions = look, (version, model, knowledge)

    def collect(self) -> Iterator[Metric]:
        """Look, and tell."""
        found = self._look()
        info = GaugeMetricFamily("trucewatch_info", "Versions in force; always 1", labels=("version", "model", "knowledge"))
        info.add_metric(self._versions, 1)
        yield info
        yield _one("ready", "1 if the site can answer as it should", int(found.ready))
        yield _one("ledger_seq", "Number of the last entry of the ledger", found.seq)
        yield _one("ledger_newest_timestamp_seconds", "When the last entry was recorded", _at(found.newest))
        yield _some("ledger_entries", "Entries of the ledger", "kind", dict(sorted(found.entries.items())))
        yield _one("unread_documents", "Entries on inputs that could not be read", found.entries.get("unread", 0))
        yield _one(
            "catalogue_lag_entries", "Entries the lists have not taken in", found.seq if found.behind is None else found.behind
        )
        behind = found.standby.most if found.standby else None
        yield _one("standby_lag_seconds", "By how much a copy for reading is behind the ledger, at most", behind)
        yield _one("review_waiting", "Questions that wait for people", found.waiting)
        heard = "feeds" not in found.untold
        states = {state.value: many for state, many in found.feeds_by_state().items()} if heard else {}
        yield _some("feeds", "Feeds that are watched", "state", states)
        waiting = sum(one.waiting for one in found.feeds) if heard else None
        yield _one("pages_waiting", "Pages on their way into the ledger", waiting)
        yield _some(
            "outbox_messages", "Messages of alerts", "state", {state.value: many for state, many in found.messages.items()}
        )
        yield _one("disk_free_bytes", "Free room where the ledger lies", found.room.free if found.room else None)
        yield _one("disk_size_bytes", "Room there in all", found.room.whole if found.room else None)
        last = {what.value: line for what, line in sorted(found.last.items())}
        yield _some(
            "last_timestamp_seconds", "When it was last done", "what", {name: line.at.timestamp() for name, line in last.items()}
        )
        yield _some("last_well", "1 if it went well", "what", {name: int(line.well) for name, line in last.items()})
        yield _some("untold", "1 for what beside the ledger cannot be read", "what", dict.fromkeys(found.untold, 1))
        yield _some("faults", "What is wrong", "fault", dict.fromkeys((fault.value for fault in found.faults), 1))


def _one(name: str, words: str, value: float | None) -> GaugeMetricFamily:
    """A figure; without a sample where it could not be told."""
    family = GaugeMetricFamily(f"trucewatch_{name}", words)
    if value is not None:
        family.add_metric((), value)
    return family


def _some(name: str, words: str, label: str, values: dict[str, float] | dict[str, int]) -> GaugeMetricFamily:
    family = GaugeMetricFamily(f"trucewatch_{name}", words, labels=(label,))
    for key, value in values.items():
        family.add_metric((key,), value)
    return family


def _at(moment: datetime | None) -> float | None:
    return moment.timestamp() if moment else None
