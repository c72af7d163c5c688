"""What is kept of the names that a report uses, and of whom it cites: rows, and how they are put together to counts."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from sqlalchemy import BigInteger, Column, Index, MetaData, Table, Text

from trucewatch.catalogue.keys import day_of, ordinal
from trucewatch.catalogue.tables import LAST
from trucewatch.knowledge.folding import fold
from trucewatch.ledger.records import escape, unescape
from trucewatch.model import Claim, Named, Naming, Register, Report, Voice
from trucewatch.reconcile.naming.uses import EXAMPLES, PERIODS, UNDATED, by_side, namings

AROUND = 160  # characters kept on each side of a use
KEY = ("outlet", "named", "of", "wording", "family", "register", "voice")

metadata = MetaData()


def _texts(*names: str) -> tuple[Column[str], ...]:
    return tuple(Column(name, Text, nullable=False) for name in names)


def _numbers(*names: str) -> tuple[Column[int], ...]:
    return tuple(Column(name, BigInteger, nullable=False) for name in names)


use_table = Table(
    "catalogue_naming",
    metadata,
    Column("row", BigInteger, primary_key=True, autoincrement=False),
    *_texts("report", *KEY, "side"),
    *_numbers("since", "until", "day", "many"),
    *_texts("printed", "uses"),
    Index("catalogue_naming_report", "report", "until"),
    Index("catalogue_naming_of", "outlet", "of", "wording"),
    Index("catalogue_naming_side", "outlet", "side"),
)
count_table = Table(
    "catalogue_naming_count",
    metadata,
    *_texts(*KEY, "side"),
    *_numbers("many", "reports", "first_day", "last_day"),
    *_texts("printed", "uses"),
    Index("catalogue_naming_count_key", *KEY, unique=True),
    Index("catalogue_naming_count_side", "outlet", "side"),
    Index("catalogue_naming_count_things", "named", "side", "outlet", "voice", "register", "many"),
)
cited_table = Table(
    "catalogue_cited",
    metadata,
    Column("row", BigInteger, primary_key=True, autoincrement=False),
    *_texts("report", "outlet", "party", "printed"),
    *_numbers("since", "until", "day", "many"),
    Index("catalogue_cited_report", "report", "until"),
    Index("catalogue_cited_outlet", "outlet"),
)
state_table = Table(
    "catalogue_naming_state",
    metadata,
    *_texts("version"),
    *_numbers("seq", "changed", "reports"),
)


@dataclass(frozen=True, slots=True)
class Use:
    """One use of a name with some of the text around it; `claim` is the closest claim that holds it, `day` of publication."""

    report: str
    day: date | None
    start: int
    end: int
    text: str
    before: str
    after: str
    claim: str | None
    language: str | None
    length: int  # of the report's text

    @property
    def order(self) -> tuple[bool, date, str, int, int]:
        """The earliest published first, those of no date last."""
        return self.day is None, self.day or date.min, self.report, self.start, self.end


@dataclass(frozen=True, slots=True)
class NameCount:
    """How often one outlet uses one wording for one thing in one voice: of all days, or of one `period`.

    `side` is what is named, a party by its side. `printed` says how often it is printed how; `uses` are its first ones, of
    different reports where there are several.
    """

    outlet: str
    named: Named
    of: str
    side: str
    wording: str
    family: str
    register: Register
    voice: Voice
    many: int
    reports: int
    first: date | None
    last: date | None
    printed: tuple[tuple[str, int], ...]
    uses: tuple[Use, ...]
    period: str | None = None

    @property
    def key(self) -> tuple[str, ...]:
        """What it is counted by, the period left out."""
        return self.outlet, self.named.value, self.of, self.wording, self.family, self.register.value, self.voice.value

    @property
    def words(self) -> str:
        """The commonest printing."""
        return min(self.printed, key=lambda one: (-one[1], one[0]))[0]


def counts_in(report: Report, claims: Sequence[Claim]) -> tuple[NameCount, ...]:
    """The names that one report uses, each wording with its uses; `claims` are those of the report."""
    groups: dict[tuple[object, ...], list[Naming]] = {}
    for use in namings((report,), claims):
        groups.setdefault((use.named, use.of, fold(use.words), use.family, use.register, use.voice), []).append(use)
    return tuple(_count(report, claims, uses) for uses in groups.values())


def _count(report: Report, claims: Sequence[Claim], uses: Sequence[Naming]) -> NameCount:
    first = uses[0]
    return NameCount(
        outlet=first.by,
        named=first.named,
        of=first.of,
        side=by_side(first),
        wording=fold(first.words),
        family=first.family,
        register=first.register,
        voice=first.voice,
        many=len(uses),
        reports=1,
        first=first.day,
        last=first.day,
        printed=tuple(sorted(Counter(use.words for use in uses).items())),
        uses=tuple(_use(report, claims, use) for use in uses[:EXAMPLES]),
    )


def _use(report: Report, claims: Sequence[Claim], use: Naming) -> Use:
    span, text = use.span, report.text
    held = [claim for claim in claims if claim.quote.start <= span.start and span.end <= claim.quote.end]
    closest = min(held, key=lambda claim: (claim.quote.end - claim.quote.start, claim.id), default=None)
    return Use(
        report=report.id,
        day=use.day,
        start=span.start,
        end=span.end,
        text=span.text,
        before=text[max(0, span.start - AROUND) : span.start],
        after=text[span.end : span.end + AROUND],
        claim=closest.id if closest else None,
        language=report.language,
        length=len(text),
    )


def cited_in(claims: Iterable[Claim]) -> Counter[tuple[str, str]]:
    """Whom a report cites for its claims: the party a speaker speaks for ("" of none), how it is printed, and for how many."""
    found: Counter[tuple[str, str]] = Counter()
    for claim in claims:
        if claim.speaker is not None:
            found[claim.speaker.party or "", " ".join(claim.speaker.span.text.split())] += 1
    return found


def together(counts: Iterable[NameCount], *, by: str | None = None, sides: bool = False) -> tuple[NameCount, ...]:
    """Counts of the same wording added up: those of a period apart, where `by` names one; organs of a state as their side."""
    groups: dict[tuple[object, ...], list[NameCount]] = {}
    for one in counts:
        period = None if by is None else PERIODS[by](one.first) if one.first else UNDATED
        shown = replace(one, period=period, of=one.side if sides else one.of)
        groups.setdefault((period, shown.key), []).append(shown)
    return tuple(_added(group) if len(group) > 1 else group[0] for group in groups.values())


def _added(counts: Sequence[NameCount]) -> NameCount:
    printed: Counter[str] = Counter()
    for one in counts:
        printed.update(dict(one.printed))
    days = [day for one in counts for day in (one.first, one.last) if day]
    return replace(
        counts[0],
        many=sum(one.many for one in counts),
        reports=sum(one.reports for one in counts),
        first=min(days, default=None),
        last=max(days, default=None),
        printed=tuple(sorted(printed.items())),
        uses=first_uses(use for one in counts for use in one.uses),
    )


def first_uses(uses: Iterable[Use]) -> tuple[Use, ...]:
    """Of some uses the first, those of other reports before a second one of the same."""
    ordered = sorted(set(uses), key=lambda use: use.order)
    seen: set[str] = set()
    ahead: list[Use] = []
    rest: list[Use] = []
    for use in ordered:
        (rest if use.report in seen else ahead).append(use)
        seen.add(use.report)
    return tuple((ahead + rest)[:EXAMPLES])


def use_row(count: NameCount, report: str, since: int) -> dict[str, Any]:
    """A row of what one report has, from an entry on; its number is still to be given."""
    return {
        "report": escape(report),
        **key_row(count),
        "since": since,
        "until": LAST,
        "day": ordinal(count.first),
        "many": count.many,
        **_texts_of(count),
    }


def count_row(count: NameCount) -> dict[str, Any]:
    """A row of what all reports have together."""
    days = {"first_day": ordinal(count.first), "last_day": ordinal(count.last)}
    return {**key_row(count), "many": count.many, "reports": count.reports, **days, **_texts_of(count)}


def key_row(count: NameCount) -> dict[str, str]:
    """The columns that a count is looked up by."""
    return {**dict(zip(KEY, map(escape, count.key), strict=True)), "side": escape(count.side)}


def _texts_of(count: NameCount) -> dict[str, str]:
    uses = [
        (one.report, ordinal(one.day), one.start, one.end, one.text, one.before, one.after, one.claim, one.language, one.length)
        for one in count.uses
    ]
    return {"printed": json.dumps(count.printed), "uses": json.dumps(uses)}


def read_row(row: Any) -> NameCount:
    """A count as either table has it."""
    own = hasattr(row, "reports")
    first, last = (row.first_day, row.last_day) if own else (row.day, row.day)
    return NameCount(
        outlet=unescape(row.outlet),
        named=Named(row.named),
        of=unescape(row.of),
        side=unescape(row.side),
        wording=unescape(row.wording),
        family=unescape(row.family),
        register=Register(unescape(row.register)),
        voice=Voice(row.voice),
        many=row.many,
        reports=row.reports if own else 1,
        first=day_of(first),
        last=day_of(last),
        printed=tuple((words, many) for words, many in json.loads(row.printed)),
        uses=tuple(_uses(row.uses)),
    )


def _uses(text: str) -> Iterator[Use]:
    for report, day, *rest in json.loads(text):
        yield Use(report, day_of(day), *rest)
