"""Describe what two reports share: the kind of copy, which came first, and whether the later is a version of the earlier."""

from __future__ import annotations

import re
from collections.abc import Sequence

from trucewatch.model import Copy, CopyKind, Report, SharedPassage, Span
from trucewatch.reconcile.copies.credits import Credits
from trucewatch.reconcile.copies.precedence import precedence, same_outlet

ONE_TEXT = 0.4  # share of a report's words from which on it is in large part another's text
KEPT = 0.5  # share of an earlier report's words that a later one of its outlet keeps where it is a version of it
CUT = 0.8  # share of one report's words that the other has where the one is a cut of the other
WITHIN = 0.8  # share of a passage that stands in a quotation where it is one; the speaker's name may be in it
LONGEST = 1_500  # characters of a quotation; a mark that is never closed opens none
QUOTATION = re.compile(r"“[^“”]{1,1500}”|«[^«»]{1,1500}»|„[^„“”]{1,1500}[“”]|\"[^\"\n]{1,1500}\"")
LARGE = frozenset({CopyKind.SAME_TEXT, CopyKind.EDITED})


def shared_passage(a: Report, b: Report, mine: tuple[int, int], yours: tuple[int, int], words: int) -> SharedPassage:
    """The passage at these places of two reports, of whose words so many are equal."""
    first, second = a.text[mine[0] : mine[1]], b.text[yours[0] : yours[1]]
    if first == second:
        second = first  # one string for both: a hundred thousand copies need not be held a hundred thousand times
    return SharedPassage(Span(a.id, *mine, first), Span(b.id, *yours, second), words)


def link(
    a: Report,
    b: Report,
    passages: Sequence[SharedPassage],
    shares: tuple[float, float],
    sizes: tuple[int, int],
    credits: Credits,
    *,
    equal: bool = False,
) -> Copy:
    """The copy with the earlier report first; in the order of their ids where nobody can tell. `equal`: all words are."""
    came = precedence(a, b, shares, sizes, credits)
    if not (came.first if came.first is not None else a.id < b.id):
        a, b, shares = b, a, (shares[1], shares[0])
        passages = [SharedPassage(passage.later, passage.earlier, passage.words) for passage in passages]
    directed = came.first is not None
    kind = CopyKind.SAME_TEXT if equal else _kind(a, b, passages, shares, directed=directed)
    return Copy(
        earlier=a.id,
        later=b.id,
        kind=kind,
        directed=directed,
        share_earlier=round(shares[0], 3),
        share_later=round(shares[1], 3),
        passages=tuple(passages),
        reason=f"{_told(kind, shares, passages)}; {came.reason}",
        supersedes=kind in LARGE and same_outlet(a, b) and _is_version(shares, directed=directed),
        credit=credits.whole(b),
    )


def _kind(a: Report, b: Report, passages: Sequence[SharedPassage], shares: tuple[float, float], *, directed: bool) -> CopyKind:
    """What two reports share whose words are not all equal."""
    if all(is_quoted(a, passage.earlier) and is_quoted(b, passage.later) for passage in passages):
        return CopyKind.SAME_QUOTATION
    if max(shares) >= ONE_TEXT if not directed else shares[1] >= ONE_TEXT or shares[0] >= CUT:
        return CopyKind.EDITED
    return CopyKind.SHARED_PASSAGES


def is_quoted(report: Report, span: Span) -> bool:
    """True if the words stand within one pair of quotation marks, or fill it and hardly reach beyond it."""
    return any(
        min(span.end, quote.end()) - max(span.start, quote.start()) >= WITHIN * (span.end - span.start)
        for quote in QUOTATION.finditer(report.text, max(0, span.start - LONGEST), span.end + LONGEST)
    )


def _is_version(shares: tuple[float, float], *, directed: bool) -> bool:
    """True if the later keeps most of the earlier, or is a cut of it; both ways where nobody knows which is the later."""
    if not directed:
        return min(shares) >= KEPT or max(shares) >= CUT
    return shares[0] >= KEPT or shares[1] >= CUT


def _told(kind: CopyKind, shares: tuple[float, float], passages: Sequence[SharedPassage]) -> str:
    """What is shared, in words."""
    if kind is CopyKind.SAME_TEXT:
        return "the same words"
    count = sum(passage.words for passage in passages)
    return f"{count} words in common: {shares[0]:.0%} of the earlier text, {shares[1]:.0%} of the later"
