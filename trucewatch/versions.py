"""Under which id a report goes into the ledger: an edited article is a version of one report, never a new one."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Protocol

from rapidfuzz import fuzz

from trucewatch.ingest import renamed
from trucewatch.knowledge.addresses import names_an_article, plain_address
from trucewatch.ledger import Kind, Ledger, Record
from trucewatch.model import Precision, Report

# Of 100. Over 3,000 random pairs of news reports the median is 40 and the 99th percentile 46; an edited figure or added
# paragraph leaves more than 80. Measure again if COMPARED moves.
EDITED_RATIO = 60
COMPARED = 5_000  # characters from the start
EXACT = frozenset({Precision.DAY, Precision.INSTANT})


class Shelf(Protocol):
    """What is asked about the reports that are held: a ledger, or what was looked up in one for many reports at once."""

    def get(self, kind: str, id: str) -> Record | None:
        """The record that stands under this id."""
        ...

    def reports(self, *, address: str | None = None, source: str | None = None) -> Iterator[Report]:
        """The reports that stand at a plain address or were read from a source."""
        ...

    def had_version(self, report: Report) -> bool:
        """True if a report with this id and these bytes was ever recorded."""
        ...


class Arrivals:
    """The reports that were met and are not in the ledger yet, by id, address and source; each is found under its own id."""

    def __init__(self) -> None:
        self._by_id: dict[str, Report] = {}
        self._ids: dict[tuple[str, str], str] = {}

    def add(self, report: Report) -> None:
        """A report is on its way."""
        self._by_id[report.id] = report
        for key in ways_to(report):
            self._ids[key] = report.id

    def done(self, report_id: str) -> None:
        """The ledger has it."""
        report = self._by_id.pop(report_id, None)
        for key in ways_to(report) if report else ():
            self._ids.pop(key, None)

    def get(self, report_id: str) -> Report | None:
        """The report on its way under this id."""
        return self._by_id.get(report_id)

    def like(self, report: Report) -> Iterator[Report]:
        """Those of one address or source with this one."""
        for key in ways_to(report):
            if (found := self.at(key)) is not None:
                yield found

    def at(self, way: tuple[str, str]) -> Report | None:
        """The one at an address or of a source."""
        return self._by_id.get(self._ids.get(way, ""))


@dataclass(frozen=True, slots=True)
class Placed:
    """A report under its own id; `outdated` is what was given, where the ledger holds a later version of it already."""

    report: Report
    outdated: Report | None = None


def own_id(ledger: Shelf, report: Report, arrivals: Arrivals | None = None) -> Placed:
    """The report under the id it goes by: that of an earlier version, its own, or another where its own belongs to another.

    A version is known by its address, however it is reached, or by its source and words. Of versions the last one read
    stands, unless its date shows that it is the older, or the ledger has had it and it is not the source that went back to it.
    """
    on_the_way = arrivals or Arrivals()
    known = on_the_way.get(report.id) or ledger.get(Kind.REPORT, report.id)
    for key in namesakes(report):
        same = on_the_way.get(key) or ledger.get(Kind.REPORT, key)
        if isinstance(same, Report) and same.raw_sha256 == report.raw_sha256:
            return Placed(replace(renamed(report, key), source=same.source))  # the same bytes by another way say nothing new
    if isinstance(known, Report) and same_source(known, report):
        return _as_version(ledger, known, report)
    if other := _under_another_id(ledger, report, on_the_way):
        return _as_version(ledger, other, report)
    return Placed(report if known is None else renamed(report, _apart(report)))


def _apart(report: Report) -> str:
    """The id of a report whose own belongs to another."""
    return f"{report.id}-{report.raw_sha256[:8]}"


def namesakes(report: Report) -> Iterator[str]:
    """The ids that the same bytes may go by: which of several contents of one id has it hangs on which came first."""
    yield from dict.fromkeys((report.id, report.id.removesuffix(f"-{report.raw_sha256[:8]}"), _apart(report)))


def same_source(known: Report, report: Report) -> bool:
    """True if both carry one address, or, where neither has one, the same words; under one source name, mostly the same."""
    if known.url or report.url:
        return (plain_address(known.url) or known.url) == (plain_address(report.url) or report.url)
    return known.text == report.text or (known.source == report.source and alike(known, report))


def alike(a: Report, b: Report) -> bool:
    """True if one may be an edited form of the other."""
    return fuzz.ratio(a.text[:COMPARED], b.text[:COMPARED]) >= EDITED_RATIO


def ways_to(report: Report) -> Iterator[tuple[str, str]]:
    """What another version of a report is found by."""
    if plain := plain_address(report.url):
        yield "address", plain
    elif not report.url:
        yield "source", report.source


def _under_another_id(ledger: Shelf, report: Report, on_the_way: Arrivals) -> Report | None:
    """The first version of this report among those that have other ids."""
    held = [*on_the_way.like(report)]
    for what, value in ways_to(report):
        held += ledger.reports(address=value) if what == "address" else ledger.reports(source=value)
    found = {other.id: other for other in reversed(held) if _is_version(other, report)}
    return found[min(found)] if found else None


def _is_version(known: Report, report: Report) -> bool:
    """One address makes a version if it is an article's own; that of a section, or no address but one source, if the words do."""
    plain = plain_address(report.url)
    if plain != plain_address(known.url) or bool(report.url) != bool(known.url):
        return False
    return (plain is not None and names_an_article(plain)) or alike(known, report)


def _as_version(ledger: Shelf, known: Report, report: Report) -> Placed:
    version = renamed(report, known.id)
    if known.raw_sha256 == report.raw_sha256:
        return Placed(replace(version, source=known.source))
    if report.source != known.source:
        if ledger.had_version(version):
            return Placed(known)
        if _is_older(version, known):
            return Placed(known, outdated=version)
    return Placed(version)


def _is_older(report: Report, known: Report) -> bool:
    """True if both have an exact time of publication and this one's is the earlier."""
    mine, yours = report.published, known.published
    if not (mine and yours and mine.precision in EXACT and yours.precision in EXACT):
        return False
    if mine.instant and yours.instant and mine.day == yours.day:
        return mine.instant < yours.instant  # of one day and, in one outlet, one zone
    return mine.day < yours.day


def keep_outdated(ledger: Ledger, outdated: Report) -> list[Report]:
    """What to record so that an older version, met late, is in the history and the standing one stands: both, in this order."""
    standing = ledger.get(Kind.REPORT, outdated.id)
    if ledger.had_version(outdated) or not isinstance(standing, Report):
        return []
    return [outdated, standing]
