"""What each outlet calls each party, place and act, and the dead: every use with its words and voice, counted and paired.

The names come from the claims of a report, which say who is meant, and from its text, read by the tables of parties and of
namings, so that a loaded word outside any claim is found too. Counting uses says how an outlet writes, not how often a party
acted; copies of one wire count for every outlet that printed them.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Hashable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date

from trucewatch.knowledge.folding import fold
from trucewatch.knowledge.parties import load_parties
from trucewatch.knowledge.sides import side_of, takes_part
from trucewatch.model import Actor, Claim, Named, Naming, NamingCount, NamingPair, Register, Report, Voice
from trucewatch.reconcile.naming.scan import Mention, find_mentions
from trucewatch.reconcile.naming.voice import Listener

EXAMPLES = 3  # uses kept of each count; the rest stand in the table of single uses
COUNTRY = "country's name"
PERIODS: dict[str, Callable[[date], str]] = {
    "month": lambda day: f"{day:%Y-%m}",
    "week": lambda day: f"{day.isocalendar().year}-W{day.isocalendar().week:02}",
}
UNDATED = "no date"


def namings(reports: Sequence[Report], claims: Sequence[Claim]) -> tuple[Naming, ...]:
    """Every use of a name in the reports, by report id and place in the text; `claims` may hold claims of other reports too."""
    told: dict[str, list[Claim]] = {}
    for claim in claims:
        told.setdefault(claim.report_id, []).append(claim)
    ordered = sorted(reports, key=lambda report: report.id)
    return tuple(naming for report in ordered for naming in _of_report(report, told.get(report.id, [])))


def count_namings(uses: Iterable[Naming], *, by: str | None = None, examples: int = EXAMPLES) -> tuple[NamingCount, ...]:
    """The uses counted by outlet, thing named, wording, register and voice; `by` "month" or "week" counts each period apart.

    Outlets and periods in order of name, then things and wordings with most uses first.
    """
    groups: dict[Hashable, list[tuple[str | None, Naming]]] = {}
    for use in uses:
        period = None if by is None else PERIODS[by](use.day) if use.day else UNDATED
        key = (use.by, period, use.named, use.of, fold(use.words), use.register, use.voice)
        groups.setdefault(key, []).append((period, use))
    counts = [_count(period, [use for _, use in group], examples) for group in groups.values() for period in [group[0][0]]]
    weight = Counter[Hashable]()
    for count in counts:
        weight[count.by, count.period, count.named, count.of] += count.count
    return tuple(sorted(counts, key=lambda count: _place(count, weight)))


def naming_pairs(a: Report, b: Report, claims: Sequence[Claim]) -> tuple[NamingPair, ...]:
    """What two reports call each thing that both name, sides of a state taken together; where they part comes first.

    Each side's wordings are counted apart by voice, its own first: "regime" in a minister's mouth is not the outlet's word.
    For `publish` and `web` alike; pass the claims of both reports (others are left aside).
    """
    left, right = (_by_side(namings((report,), claims)) for report in (a, b))
    pairs = [_pair(key, left[key], right[key]) for key in left if key in right]
    return tuple(sorted(pairs, key=lambda pair: (not pair.parts, list(Named).index(pair.named), pair.of)))


def by_side(use: Naming) -> str:
    """What is named, a party by its side: the Syrian army and the Syrian government are one."""
    return side_of(use.of) if use.named is Named.PARTY else use.of


def _by_side(uses: Iterable[Naming]) -> dict[tuple[Named, str], list[Naming]]:
    sides: dict[tuple[Named, str], list[Naming]] = {}
    for use in uses:
        sides.setdefault((use.named, by_side(use)), []).append(use)
    return sides


def _pair(key: tuple[Named, str], a: Sequence[Naming], b: Sequence[Naming]) -> NamingPair:
    left, right = (count_namings(replace(use, of=key[1]) for use in uses) for uses in (a, b))
    return NamingPair(key[0], key[1], left, right, _part(left, right))


def _part(a: Sequence[NamingCount], b: Sequence[NamingCount]) -> bool:
    """True if both name it in their own voice by words of other families, at least one of which takes a side."""
    left, right = ([count for count in counts if count.voice is Voice.OWN] for counts in (a, b))
    loaded_a, loaded_b = ({c.family for c in own if c.register is not Register.NEUTRAL} for own in (left, right))
    return bool(left and right) and bool(loaded_a or loaded_b) and not loaded_a & loaded_b


def _count(period: str | None, uses: Sequence[Naming], examples: int) -> NamingCount:
    first, days = uses[0], sorted(use.day for use in uses if use.day)
    printed = Counter(use.words for use in uses)
    ordered = sorted(uses, key=lambda use: (use.day is None, use.day or date.min, use.span.report_id, use.span.start))
    of_each = {use.span.report_id: use for use in reversed(ordered)}  # the first use of every report
    shown = [*sorted(of_each.values(), key=ordered.index), *(use for use in ordered if of_each[use.span.report_id] is not use)]
    return NamingCount(
        by=first.by,
        named=first.named,
        of=first.of,
        words=min(printed, key=lambda words: (-printed[words], words)),
        family=first.family,
        register=first.register,
        voice=first.voice,
        count=len(uses),
        reports=len(of_each),
        first_day=days[0] if days else None,
        last_day=days[-1] if days else None,
        examples=tuple(use.span for use in shown[:examples]),
        period=period,
    )


def _place(count: NamingCount, weight: Counter[Hashable]) -> tuple[Hashable, ...]:
    kind, voice = list(Named).index(count.named), list(Voice).index(count.voice)
    most = -weight[count.by, count.period, count.named, count.of]
    return count.by, count.period or "", kind, most, count.of, voice, -count.count, count.words, count.family, count.register


@dataclass(frozen=True, slots=True)
class _Use:
    """A name in one report with whom it means, before its voice is known."""

    start: int
    end: int
    named: Named
    of: str
    family: str
    register: Register


def _of_report(report: Report, claims: Sequence[Claim]) -> Iterator[Naming]:
    listener = Listener(report, claims)
    outlet, day = report.outlet.name if report.outlet else None, report.published.day if report.published else None
    for use in _uses(report, claims, day):
        heard = listener.voice_of(use.start, use.end)
        span = report.span(use.start, use.end)
        yield Naming(span, use.named, use.of, use.family, use.register, heard.voice, heard.speaker, outlet, day)


def _uses(report: Report, claims: Sequence[Claim], day: date | None) -> list[_Use]:
    """The names in the text, with whom the claims say they mean, and the countries that claims have act."""
    skip = report.not_evidence()
    mentions = find_mentions(report.text, theatre=_theatre(claims), on=day, skip=skip)
    actors = _actors(claims, skip)
    regime = _the_regime(mentions)
    uses = [use for mention in mentions if (use := _meant(mention, actors, regime)) is not None]
    taken = [(use.start, use.end) for use in uses]
    named = [use for actor in actors if (use := _country(actor)) and not any(a < use.end and use.start < b for a, b in taken)]
    return sorted({*uses, *named}, key=lambda use: (use.start, use.end, use.of))


def _theatre(claims: Sequence[Claim]) -> str | None:
    """The country most claims tell of; None if none tells where."""
    countries = Counter(claim.place.country for claim in claims if claim.place is not None and claim.place.country)
    return min(countries, key=lambda code: (-countries[code], code)) if countries else None


def _actors(claims: Sequence[Claim], skip: Sequence[tuple[int, int]]) -> list[Actor]:
    """Whom the claims name and who take part, the shortest words first."""
    named = {
        (actor.span.start, actor.span.end, actor.party): actor
        for claim in claims
        for actor in (*claim.actor, *claim.recipient, *([claim.speaker] if claim.speaker else []))
        if actor.party and not actor.inherited and takes_part(actor.party)
    }
    kept = [actor for actor in named.values() if not any(a < actor.span.end and actor.span.start < b for a, b in skip)]
    return sorted(kept, key=lambda actor: (actor.span.end - actor.span.start, actor.span.start, actor.party or ""))


def _the_regime(mentions: Sequence[Mention]) -> str | None:
    """Whose regime a report speaks of, where it says so in full only of one: "the regime" is then that one."""
    sides = {side_of(m.of) for m in mentions if m.family == "regime" and m.by_name and m.of}
    return f"{sides.pop()}:GOV" if len(sides) == 1 else None


def _meant(mention: Mention, actors: Sequence[Actor], regime: str | None) -> _Use | None:
    """A mention with whom it means: its own words, else the claim that has it act, else the country the report is about."""
    of = mention.of
    if mention.named is Named.PARTY and not mention.by_name:
        told = next((actor.party for actor in actors if _is_head_of(mention, actor)), None)
        of = told or (regime if mention.family == "regime" and regime and (of is None or of.endswith(":GOV")) else of)
    if of is None or (mention.named is Named.PARTY and not takes_part(of)):
        return None
    return _Use(mention.start, mention.end, mention.named, of, mention.family, mention.register)


def _is_head_of(mention: Mention, actor: Actor) -> bool:
    """True if the mention ends the words of an actor, or they lie within it."""
    span = actor.span
    return (span.start <= mention.start and mention.end == span.end) or (mention.start <= span.start and span.end <= mention.end)


def _country(actor: Actor) -> _Use | None:
    """A state called by its country's name or capital, where a claim has it act."""
    book, span = load_parties(), actor.span
    if actor.party is None or ":" in actor.party or book.country(span.text) != actor.party or book.is_demonym(span.text):
        return None
    return _Use(span.start, span.end, Named.PARTY, actor.party, COUNTRY, Register.NEUTRAL)
