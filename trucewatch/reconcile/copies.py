"""Find which reports are copies, cuts or later versions of which, without comparing every report with every other."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import UTC, date, datetime
from functools import cached_property, lru_cache

import numpy as np

from trucewatch.knowledge.parties import fold
from trucewatch.model import Copy, CopyKind, Report, SharedPassage, Span, Supersession
from trucewatch.reconcile.credits import Credits
from trucewatch.reconcile.precedence import Precedence, exact_day, instant_of, is_agency, outlet_name, precedence, same_outlet
from trucewatch.reconcile.shared_words import FEWEST_WORDS, Runs, Tile, covered, shared_passages
from trucewatch.reconcile.wording import Numbers, Wording, fingerprints, wording, wording_of

ONE_TEXT = 0.4  # share of one report's words from which on it is in large part the other's text
COPIED = 0.65  # share of the shorter passage: an account that has it in common with an earlier one repeats it
KEPT = 0.5  # share of an earlier report's words that a later one of its outlet keeps where it is a version of it
MOST_ALIKE = 8  # earlier texts that a text is compared with: those with which it has the most fingerprints in common
EACH_END = 8  # texts kept for a fingerprint, the first and the latest that have it: what a thousand texts say tells nothing
ALL_TOLD = 0.95  # share of both texts from which on no further source of a text is looked for
LARGE = frozenset({CopyKind.SAME_TEXT, CopyKind.EDITED})

OrderKey = tuple[date, datetime, bool, str]


def copy_graph(reports: Iterable[Report], credits: Credits | None = None) -> CopyGraph:
    """Which of these reports share their words, which came first, and which are later versions of which.

    Works for the few reports of one incident as for all of a ledger: equal texts are taken together first, and other texts are
    compared only where they share fingerprints. The order of the reports changes nothing; a report given twice counts once.
    `credits` spares working out again who may be credited.

        graph = copy_graph(reports)
        graph.root("b")             # "a": the first report whose text "b" is in large part, "b" itself if there is none
        graph.earlier("b")          # the copies in which "b" is the later, strongest first
        graph.superseded_by("a")    # the last version of a report by its own outlet, None if "a" is the last
        graph.edges("b")            # all copies that "b" has a part in
    """
    known = {report.id: report for report in reports}
    ordered = sorted(known.values(), key=order_key)
    return CopyGraph(known, tuple(_copies(ordered, credits or Credits(ordered))))


def order_key(report: Report) -> OrderKey:
    """Where a report stands in time; those without a day come last, agencies before others, else the id decides."""
    instant = instant_of(report)
    day = exact_day(report) or date.max
    return day, instant or datetime.max.replace(tzinfo=UTC), not is_agency(report), report.id


def earlier_tellings(
    passages: Sequence[str], reports: Sequence[Report | None], credits: Credits
) -> tuple[tuple[int, bool] | None, ...]:
    """For each account of an incident the earlier one that it repeats, if any: True where the passage itself is repeated.

    `passages` are the sentences in which each account tells of it, `reports` where they stand; both in the order of the accounts.
    False: the passage is told in other words, but the reports are in large part one text.
    """
    graph = copy_graph((report for report in reports if report), credits)
    places: dict[str, int] = {}
    for index, report in enumerate(reports):
        places.setdefault(report.id if report else "", index)
    same = _first_alike([wording(passage).words for passage in passages])
    out: list[tuple[int, bool] | None] = []
    for index, (first, report) in enumerate(zip(same, reports, strict=True)):
        whole = [places[c.other(report.id)] for c in graph.edges(report.id) if c.kind in LARGE] if report else []
        before = min((place for place in whole if place < index), default=None)
        out.append((first, True) if first is not None else (before, False) if before is not None else None)
    return tuple(out)


def _first_alike(passages: Sequence[Numbers]) -> list[int | None]:
    """For each passage the first before it of which it is nearly a repetition, or that is nearly one of it."""
    firsts: dict[bytes, int] = {}
    for index, words in enumerate(passages):
        firsts.setdefault(words.tobytes(), index)
    distinct = sorted(firsts.values())
    out: list[int | None] = [None if (first := firsts[words.tobytes()]) == at else first for at, words in enumerate(passages)]
    out = [first if len(passages[at]) >= FEWEST_WORDS else None for at, first in enumerate(out)]
    for number, alike in _candidates([fingerprints(passages[index]) for index in distinct]):
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
            path = [start]
            while path[-1] not in roots and (parent := parents.get(path[-1])) and parent not in path:
                path.append(parent)
            end = roots.get(path[-1], path[-1] if path[-1] not in parents else _first(path, parents[path[-1]]))
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


def _first(path: Sequence[str], start: str) -> str:
    """The report that stands for a ring of copies, in which each is said to be later than the next."""
    return min(path[path.index(start) :])


class _Text:
    """One text and the reports that carry it, in order of time."""

    def __init__(self, words: Wording, report: Report) -> None:
        self.words = words
        self.reports = [report]

    @property
    def report(self) -> Report:
        return self.reports[0]


def _copies(ordered: Sequence[Report], credits: Credits) -> Iterator[Copy]:
    texts = _distinct(ordered)
    for text in texts:
        yield from _equal_texts(text, credits)
    yield from _alike(texts, credits)


def _distinct(ordered: Sequence[Report]) -> list[_Text]:
    """The different texts, in order of time, each with all who carry it; texts without words are nobody's copy."""
    by_print: dict[tuple[object, ...], _Text] = {}
    by_words: dict[bytes, _Text] = {}
    for report in ordered:
        printed = (report.text, report.passages)
        text = by_print.get(printed)
        if text is None:
            words = wording_of(report)
            if not len(words):
                continue
            text = by_words.get(words.key)
            if text is None:
                by_print[printed] = by_words[words.key] = _Text(words, report)
                continue
            by_print[printed] = text
        text.reports.append(report)
    return list(by_words.values())


def _equal_texts(text: _Text, credits: Credits) -> Iterator[Copy]:
    """Each outlet's first report against the first of all, and each outlet's further ones against its own first."""
    first_of: dict[str, Report] = {}
    for report in text.reports:
        outlet = fold(outlet_name(report) or "")
        before = first_of.setdefault(outlet, report) if outlet else text.report
        if before is report:
            before = text.report
        if before is not report and (len(text.words) >= FEWEST_WORDS or same_outlet(before, report)):
            size = len(text.words)
            came = precedence(before, report, (1.0, 1.0), (size, size), credits)
            yield _copy(before, report, came, [_whole(before, report, text.words)], (1.0, 1.0), CopyKind.SAME_TEXT, credits)


def _whole(a: Report, b: Report, words: Wording) -> SharedPassage:
    mine = _ends(a, words)
    yours = _ends(b, words)
    return _passage(a, b, mine, yours, len(words))


def _ends(report: Report, words: Wording) -> tuple[int, int]:
    """Where a text begins and ends in a report that carries it."""
    start, end = int(words.starts[0]), int(words.ends[-1])
    own = wording_of(report) if wording(report.text[start:end]).key != words.key else None
    return (int(own.starts[0]), int(own.ends[-1])) if own is not None and len(own) else (start, end)


def _passage(a: Report, b: Report, mine: tuple[int, int], yours: tuple[int, int], words: int) -> SharedPassage:
    first, second = a.text[mine[0] : mine[1]], b.text[yours[0] : yours[1]]
    if first == second:
        second = first  # one string for both: a hundred thousand copies need not be held a hundred thousand times
    return SharedPassage(Span(a.id, *mine, first), Span(b.id, *yours, second), words)


def _alike(texts: Sequence[_Text], credits: Credits) -> Iterator[Copy]:
    """The copies among texts that are not equal: each against the earlier ones with which it has most in common."""

    @lru_cache(maxsize=4 * MOST_ALIKE)
    def runs_of(index: int) -> Runs:
        return Runs.of(texts[index].words.words)

    for index, alike in _candidates([fingerprints(text.words.words) for text in texts]):
        for other in alike:
            passages = shared_passages(runs_of(other), texts[index].words.words)
            if passages:
                shares = _shares(passages, texts[other].words, texts[index].words)
                yield _described(texts[other], texts[index], passages, shares, credits)
                if min(shares) >= ALL_TOLD:
                    break


def _candidates(prints: Sequence[Numbers]) -> Iterator[tuple[int, list[int]]]:
    """For each text the earlier ones with which it shares the most fingerprints, the most first."""
    if not prints:
        return
    numbers, counts = np.unique(np.concatenate(prints), return_counts=True)
    shared = numbers[counts > 1]
    holders: list[list[int]] = [[] for _ in shared]
    for index, own in enumerate(prints):
        found = np.searchsorted(shared, own)
        held = found[np.append(shared, np.uint64(0))[found] == own].tolist()
        met: Counter[int] = Counter()
        for number in held:
            met.update(holders[number])
            _note(holders[number], index)
        if met:
            yield index, sorted(met, key=lambda other: (-met[other], other))[:MOST_ALIKE]


def _note(holders: list[int], index: int) -> None:
    """Keep the first and the latest texts that hold a fingerprint."""
    if len(holders) == 2 * EACH_END:
        del holders[EACH_END]
    holders.append(index)


def _shares(passages: Sequence[Tile], a: Wording, b: Wording) -> tuple[float, float]:
    return covered(passages, first=True) / len(a), covered(passages, first=False) / len(b)


def _described(a: _Text, b: _Text, tiles: Sequence[Tile], shares: tuple[float, float], credits: Credits) -> Copy:
    """The copy between the first reports of two texts."""
    passages = [
        _passage(
            a.report,
            b.report,
            (int(a.words.starts[tile.a]), int(a.words.ends[tile.a_end - 1])),
            (int(b.words.starts[tile.b]), int(b.words.ends[tile.b_end - 1])),
            tile.words,
        )
        for tile in tiles
    ]
    came = precedence(a.report, b.report, shares, (len(a.words), len(b.words)), credits)
    kind = CopyKind.EDITED if max(shares) >= ONE_TEXT else CopyKind.SHARED_PASSAGES
    return _copy(a.report, b.report, came, passages, shares, kind, credits)


def _copy(
    a: Report,
    b: Report,
    came: Precedence,
    passages: Sequence[SharedPassage],
    shares: tuple[float, float],
    kind: CopyKind,
    credits: Credits,
) -> Copy:
    """The copy with the earlier report first; in the order of their ids where nobody can tell."""
    first = came.first if came.first is not None else a.id < b.id
    if not first:
        a, b, shares = b, a, (shares[1], shares[0])
        passages = [SharedPassage(passage.later, passage.earlier, passage.words) for passage in passages]
    return Copy(
        earlier=a.id,
        later=b.id,
        kind=kind,
        directed=came.first is not None,
        share_earlier=round(shares[0], 3),
        share_later=round(shares[1], 3),
        passages=tuple(passages),
        reason=f"{_told(kind, shares, passages)}; {came.reason}",
        supersedes=kind in LARGE and same_outlet(a, b) and max(shares) >= KEPT,
        credit=credits.whole(b),
    )


def _told(kind: CopyKind, shares: tuple[float, float], passages: Sequence[SharedPassage]) -> str:
    """What is shared, in words."""
    if kind is CopyKind.SAME_TEXT:
        return "the same words"
    count = sum(passage.words for passage in passages)
    return f"{count} words in common: {shares[0]:.0%} of the earlier text, {shares[1]:.0%} of the later"
