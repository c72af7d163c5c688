"""Why a finding cannot be assessed, in plain words of ours: the reasons that the assessment gives, one row for each kind.

A reason is kept in the ledger in English. Each row knows one by its beginning and says it in the language in use; one that no
row knows is shown as it is kept.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from trucewatch.model import EventType
from trucewatch.publish.bulletin.telling import inside
from trucewatch.publish.tongue import marked, say
from trucewatch.publish.words import isolated, joined, type_rows, type_words

FEW = 3  # kinds of act that one sentence names


@dataclass(frozen=True, slots=True)
class ReasonRow:
    """How a reason is told apart, and how it is said; a group of the pattern called `name` is a name that it keeps."""

    pattern: re.Pattern[str]
    words: str


ROWS: tuple[ReasonRow, ...] = tuple(
    ReasonRow(re.compile(pattern), words)
    for pattern, words in (
        (r"said to keep the clause, but ", marked("accounts say both that it keeps the clause and what speaks against that")),
        (r"no account says who did it; ", marked("no account says who did it")),
        (r"no account says who was hit; ", marked("no account says who was hit")),
        (
            r"no account says where; the clause holds in: (?P<name>.+)",
            marked("no account says where; the clause holds in %(name)s"),
        ),
        (r"no account says where$", marked("no account says where")),
        (r"no account says how many; ", marked("no account says how many, and the clause asks for a number")),
        (r"by the accounts it may or may not be ", marked("by the figures given, the clause may or may not be met")),
        (r"no account says on which day it was; ", marked("no account says on which day it was")),
        (r"the days told reach beyond those on which the clause holds", marked("the days told reach beyond those of the clause")),
        (
            r"whether it was before or after ",
            marked("whether it was before or after the hour at which the clause turns is not told"),
        ),
        (r"not yet delineated: (?P<name>.+)", marked("the bounds of this area were never drawn: %(name)s")),
        (r"in which province (?P<name>.+) lies could not be told", marked("it is not known in which province %(name)s lies")),
        (r"in which country (?P<name>.+) lies could not be told", marked("it is not known in which country %(name)s lies")),
        (r"'(?P<name>.+)' can lie in or outside: ", marked("%(name)s can lie in or outside the area of the clause")),
        (
            r"(?P<name>.+) is in a province that lies only partly in: ",
            marked("%(name)s is in a province that lies only partly in the area of the clause"),
        ),
        (r"how far (?P<name>.+) is from the line cannot be told: ", marked("it is not known how far %(name)s is from the line")),
        (r"(?P<name>.+) could not be located$", marked("it is not known where %(name)s lies")),
        (r"it depends on how the clause is read ", marked("it depends on how the clause is read")),
        (r"which is meant cannot be told from the words and the day: ", marked("which agreement is meant is not told")),
    )
)
MEANS = re.compile(r"the means is not told; only (?P<modes>.+) would (?P<kept>show that this clause is kept)?")


def reason_words(reason: str) -> str:
    """A reason in the words of a report, without an end; what no row knows as it is kept."""
    if means := MEANS.match(reason):
        return _means(means["modes"].split(", "))
    for row in ROWS:
        if found := row.pattern.match(reason):
            return say(row.words, **{name: isolated(value) for name, value in found.groupdict().items()})
    return reason


def _means(modes: Sequence[str]) -> str:
    kinds = list(dict.fromkeys(_kinds(modes)))
    if not kinds or len(kinds) > FEW:
        return say("it is not told by what means, and the clause speaks of some means only")
    return say("it is not told by what means; the clause speaks only of this: %(kinds)s", kinds=joined(kinds))


def _kinds(modes: Sequence[str]) -> Iterator[str]:
    for kind, mode in type_rows():
        if mode in modes and kind is EventType.ASSAULT:
            yield inside(type_words(kind, mode))
