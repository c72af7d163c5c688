"""Find which reports are copies, cuts or later versions of which, without comparing every report with every other."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cached_property
from typing import NamedTuple

from trucewatch.model import Copy, CopyKind, Report, Supersession
from trucewatch.model.story import Story
from trucewatch.reconcile.copies.credits import Credits
from trucewatch.reconcile.copies.links import LARGE
from trucewatch.reconcile.copies.precedence import OrderKey, order_key
from trucewatch.reconcile.copies.renderings import renderings
from trucewatch.reconcile.copies.retellings import told_again
from trucewatch.reconcile.copies.search import candidates, find_copies
from trucewatch.reconcile.copies.shared_words import FEWEST_WORDS, Runs, covered, shared_passages
from trucewatch.reconcile.copies.wording import Numbers, fingerprints, wording

COPIED = 0.65  # share of the shorter passage: an account that has it in common with an earlier one repeats it


def copy_graph(reports: Iterable[Report], credits: Credits | None = None, *, stories: Iterable[Story] = ()) -> CopyGraph:
    """Which of these reports share their words, which came first, and which are later versions of which.

    Works for the few reports of one incident as for all of a ledger: equal texts are taken together first, and other texts are
    compared only where they share fingerprints. The order of the reports changes nothing; a report given twice counts once.
    `credits` spares working out again who may be credited. With `stories`, reports in which one outlet tells its own story again,
    or comes back to it, are joined too, in whatever words (`CopyKind.SAME_STORY`); they are no copies of each other's text.

        graph = copy_graph(reports)
        graph.root("b")             # "a": the first report whose text "b" is in large part, "b" itself if there is none
        graph.earlier("b")          # the copies in which "b" is the later, strongest first
        graph.superseded_by("a")    # the last version of a report by its own outlet, None if "a" is the last
        graph.edges("b")            # all copies that "b" has a part in
    """
    known = {report.id: report for report in reports}
    ordered = sorted(known.values(), key=order_key)
    credits = credits or Credits(ordered)
    copies = {frozenset((copy.earlier, copy.later)): copy for copy in find_copies(ordered, credits)}
    repeated = {copy.later for copy in copies.values() if copy.kind is CopyKind.SAME_TEXT}
    for copy in (*told_again(known, stories, credits), *renderings((r for r in ordered if r.id not in repeated), credits)):
        copies.setdefault(frozenset((copy.earlier, copy.later)), copy)
    return CopyGraph(known, copies.values())


class Repeat(NamedTuple):
    """The account that another repeats, by its place: in `same_words`, or as a report that is one text with it (`whole`)."""

    place: int
    same_words: bool
    whole: bool


def earlier_tellings(passages: Sequence[str], reports: Sequence[Report | None], credits: Credits) -> tuple[Repeat | None, ...]:
    """For each account of an incident the earlier one that it repeats, if any.

    `passages` are the sentences in which each account tells of it, `reports` where they stand; both in the order of the accounts.
    """
    if len(passages) < 2:
        return (None,) * len(passages)
    known = {report.id: report for report in reports if report}
    graph = CopyGraph(known, find_copies(sorted(known.values(), key=order_key), credits))
    places: dict[str, int] = {}
    for index, report in enumerate(reports):
        places.setdefault(report.id if report else "", index)
    same = _first_alike([wording(passage).words for passage in passages])
    out: list[Repeat | None] = []
    for index, (first, report) in enumerate(zip(same, reports, strict=True)):
        whole = [places[c.other(report.id)] for c in graph.edges(report.id) if c.kind in LARGE] if report else []
        before = min((place for place in whole if place < index), default=None)
        if first is not None:
            out.append(Repeat(first, same_words=True, whole=_one_text(graph, report, reports[first])))
        else:
            out.append(Repeat(before, same_words=False, whole=True) if before is not None else None)
    return tuple(out)


def _one_text(graph: CopyGraph, a: Report | None, b: Report | None) -> bool:
    """True if two reports are in large part one text, directly or through others."""
    return a is not None and b is not None and graph.root(a.id) == graph.root(b.id)


def _first_alike(passages: Sequence[Numbers]) -> list[int | None]:
    """For each passage the first before it of which it is nearly a repetition, or that is nearly one of it."""
    firsts: dict[bytes, int] = {}
    for index, words in enumerate(passages):
        firsts.setdefault(words.tobytes(), index)
    distinct = sorted(firsts.values())
    out: list[int | None] = [None if (first := firsts[words.tobytes()]) == at else first for at, words in enumerate(passages)]
    out = [first if len(passages[at]) >= FEWEST_WORDS else None for at, first in enumerate(out)]
    for number, alike in candidates([fingerprints(passages[index]) for index in distinct]):
        later = passages[distinct[number]]
        for earlier in sorted(distinct[other] for other in alike):
            shared = shared_passages(Runs.of(passages[earlier]), later)
            if shared and covered(shared, first=False) >= COPIED * min(len(later), len(passages[earlier])):
                out[distinct[number]] = earlier
                break
    return out


class CopyGraph:
    """Copies among reports, each found once; answers who copied whom, and which report is superseded by which."""

    def __init__(self, reports: Mapping[str, Report], copies: Iterable[Copy]) -> None:
        self._reports = reports
        self.copies = tuple(sorted(copies, key=lambda copy: (copy.earlier, copy.later, copy.kind)))
        self._edges: dict[str, list[Copy]] = {}
        for copy in self.copies:
            self._edges.setdefault(copy.earlier, []).append(copy)
            self._edges.setdefault(copy.later, []).append(copy)

    def edges(self, report_id: str) -> tuple[Copy, ...]:
        """Every copy that this report has a part in, the strongest first."""
        return tuple(sorted(self._edges.get(report_id, ()), key=lambda copy: (_strength(copy), copy.other(report_id))))

    def earlier(self, report_id: str) -> tuple[Copy, ...]:
        """The copies in which this report is known to be the later, the strongest first."""
        return tuple(copy for copy in self.edges(report_id) if copy.directed and copy.later == report_id)

    def later(self, report_id: str) -> tuple[Copy, ...]:
        """The copies in which this report is known to be the earlier, the strongest first."""
        return tuple(copy for copy in self.edges(report_id) if copy.directed and copy.earlier == report_id)

    def between(self, a: str, b: str) -> Copy | None:
        """What two reports share directly; two copies of a third may share it without being listed."""
        return next((copy for copy in self._edges.get(a, ()) if copy.other(a) == b), None)

    def root(self, report_id: str) -> str:
        """The first report whose text this one is in large part, through any number of copies; itself if there is none.

        Where nobody can tell which of two came first, the one with the smaller id (an agency's, if one is) stands for both.
        """
        return self._roots.get(report_id, report_id)

    def family(self, report_id: str) -> tuple[str, ...]:
        """All reports with the same root, by id; the report alone, if it has no copies."""
        return tuple(self._families.get(self.root(report_id), (report_id,)))

    def superseded_by(self, report_id: str) -> Supersession | None:
        """The last version that the same outlet published of this report; None if this is the last."""
        return self._superseded.get(report_id)

    def supersessions(self) -> tuple[Supersession, ...]:
        """Every report that a later version by its own outlet supersedes, by id."""
        return tuple(self._superseded[report_id] for report_id in sorted(self._superseded))

    @cached_property
    def _roots(self) -> dict[str, str]:
        parents = {report_id: parent for report_id in self._edges if (parent := self._parent(report_id))}
        roots: dict[str, str] = {}
        for start in sorted(parents):
            path = {start: None}  # in the order in which they were met
            report_id, end = start, roots.get(start)
            while end is None:
                parent = parents.get(report_id)
                if parent is None:
                    end = report_id
                elif parent in path:  # a ring, in which each is said to be later than the next
                    end = min(list(path)[list(path).index(parent) :])
                else:
                    path[parent], report_id, end = None, parent, roots.get(parent)
            roots.update(dict.fromkeys(path, end))
        return roots

    def _parent(self, report_id: str) -> str | None:
        """The report that this one is most of all a copy of."""
        large = [copy for copy in self.edges(report_id) if copy.kind in LARGE]
        return next((copy.other(report_id) for copy in large if self._comes_later(copy, report_id)), None)

    def _comes_later(self, copy: Copy, report_id: str) -> bool:
        if copy.directed:
            return copy.later == report_id
        return order_key(self._reports[report_id]) > order_key(self._reports[copy.other(report_id)])

    @cached_property
    def _families(self) -> dict[str, list[str]]:
        families: dict[str, list[str]] = {}
        for report_id in sorted(self._reports):
            families.setdefault(self.root(report_id), []).append(report_id)
        return families

    @cached_property
    def _superseded(self) -> dict[str, Supersession]:
        out: dict[str, Supersession] = {}
        for versions in self._versions():
            *before, last = sorted(versions, key=self._version_key)
            for report_id in before:
                copy = next(c for c in self.edges(report_id) if c.supersedes)
                told = copy.reason if copy.other(report_id) == last else f"{copy.reason}; the last version is {last}"
                out[report_id] = Supersession(report_id, last, f"a later version by the same outlet: {told}")
        return out

    def _version_key(self, report_id: str) -> tuple[int, OrderKey]:
        """Versions in time; where no time tells them apart, by how many known earlier versions each has."""
        before = sum(copy.supersedes and copy.directed and copy.later == report_id for copy in self._edges[report_id])
        day, instant, _, _ = order_key(self._reports[report_id])
        return 0, (day, instant, before > 0, f"{before:09d} {report_id}")

    def _versions(self) -> Iterator[list[str]]:
        """Groups of reports that are versions of one."""
        seen: set[str] = set()
        for start in sorted(self._edges):
            group, ahead = [], [start]
            while ahead:
                report_id = ahead.pop()
                if report_id not in seen:
                    seen.add(report_id)
                    group.append(report_id)
                    ahead += [copy.other(report_id) for copy in self._edges[report_id] if copy.supersedes]
            if len(group) > 1:
                yield group


def _strength(copy: Copy) -> tuple[bool, float, float]:
    return copy.kind not in LARGE, -copy.share_later, -copy.share_earlier
