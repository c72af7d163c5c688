"""The naming page: what each outlet calls each party, place and act, and the dead, every count open to its words."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from urllib.parse import urlencode

from trucewatch.knowledge.naming_tables import register_rows
from trucewatch.model import Named, Naming, NamingCount, Register, Report, Span, Voice
from trucewatch.publish.exports import Row, to_csv
from trucewatch.publish.naming import count_row, is_of, thing_words
from trucewatch.publish.words import Labels, capital, count_words, counted, isolated, joined
from trucewatch.reconcile.naming.uses import PERIODS, by_side, count_namings, namings
from trucewatch.web.desk import Desk
from trucewatch.web.marks import Layer
from trucewatch.web.overview.choices import Option
from trucewatch.web.parts import Frame, Room, Strong, Words, frame, in_sentence

SHOWN_THINGS = 6  # sections of a page on which nothing was chosen
SHOWN_WORDINGS = 5  # in one cell; the table of the same address has all
SHOWN_EXAMPLES = 2
LONGEST = 200
NAMING_FIELDS = {
    "party": "the code of a party, place or act, as SYR or SYR:REB",
    "outlet": "an outlet under its printed name",
    "by": "month or week",
}
COLUMNS = (
    "outlet", "period", "named", "of", "label", "words", "family", "register", "voice", "count", "reports", "first_day",
    "last_day", "examples",
)  # fmt: skip


class Uses:
    """Keeps the uses found in each report, so that a page need not look through every text again."""

    def __init__(self) -> None:
        self._of_report: dict[str, tuple[tuple[str, ...], tuple[Naming, ...]]] = {}
        self._all: tuple[object, tuple[Naming, ...]] = (None, ())

    def uses(self, desk: Desk) -> tuple[Naming, ...]:
        """Every use in the reports on the desk; a report is looked through again only if it or its claims changed."""
        reports = desk.reports()
        state = (desk.as_of(), len(reports), id(desk))
        if self._all[0] != state:
            self._all = (state, tuple(use for report in sorted(reports, key=lambda r: r.id) for use in self._uses(desk, report)))
        return self._all[1]

    def _uses(self, desk: Desk, report: Report) -> tuple[Naming, ...]:
        claims = desk.claims_of(report.id)
        state = (report.raw_sha256, *(claim.id for claim in claims))
        if self._of_report.get(report.id, ((), ()))[0] != state:
            self._of_report[report.id] = (state, namings((report,), claims))
        return self._of_report[report.id][1]


@dataclass(frozen=True, slots=True)
class Asked:
    """What is asked for; an empty field asks for everything. `problems` tells what could not be understood."""

    party: str = ""
    outlet: str = ""
    by: str = ""
    problems: tuple[str, ...] = ()

    def query(self) -> str:
        """The query string that asks for the same."""
        values = {"party": self.party, "outlet": self.outlet, "by": self.by}
        return urlencode({key: value for key, value in values.items() if value}, errors="replace")


@dataclass(frozen=True, slots=True)
class Wording:
    """One choice of words with its count, its register, how else it was printed, and the sentences it stands in."""

    words: str
    language: str | None
    count: str
    register: str
    also: tuple[str, ...]
    examples: tuple[Words, ...]


@dataclass(frozen=True, slots=True)
class OutletRow:
    """What one outlet writes: its own words apart from those it retells or quotes."""

    outlet: str
    period: str
    own: tuple[Wording, ...]
    others: tuple[Wording, ...]
    more: str


@dataclass(frozen=True, slots=True)
class ThingSection:
    """One thing under our label, and what every outlet calls it."""

    anchor: str
    label: str
    remark: str
    rows: tuple[OutletRow, ...]


@dataclass(frozen=True, slots=True)
class NamingPage:
    """What `naming.html` shows."""

    frame: Frame
    lede: tuple[Strong, ...]
    problem: str | None
    parties: tuple[Option, ...]
    outlets: tuple[Option, ...]
    periods: tuple[Option, ...]
    csv_href: str
    sections: tuple[ThingSection, ...]
    more: str | None
    registers: tuple[tuple[str, str], ...]


def read_asked(values: Mapping[str, str], uses: Sequence[Naming]) -> Asked:
    """What a query string asks for; what it gets wrong is named and left out."""
    party, outlet, by = (values.get(key, "").strip()[:LONGEST] for key in ("party", "outlet", "by"))
    problems = []
    if party and not any(is_of(use, party) for use in uses):
        problems.append(f"Nothing with the code “{party[:40]}” is named in these reports.")
        party = ""
    if outlet and outlet not in {use.by for use in uses}:
        problems.append(f"There is no outlet “{outlet[:40]}” in this ledger.")
        outlet = ""
    if by and by not in PERIODS:
        problems.append(f"“{by[:40]}” is no period; it is {joined(list(PERIODS), last='or')}.")
        by = ""
    return Asked(party, outlet, by, tuple(problems))


def naming_page(room: Room, kept: Uses, values: Mapping[str, str]) -> NamingPage:
    """What outlets call things, the most disputed thing first; of many things only the first are shown until one is chosen."""
    uses = kept.uses(room.desk)
    asked = read_asked(values, uses)
    things = _things(_chosen(uses, asked))
    ordered = sorted(things, key=lambda key: _dispute(key, things[key]))
    shown = ordered if asked.party else ordered[:SHOWN_THINGS]
    return NamingPage(
        frame=frame(room, "naming", "Naming"),
        lede=_lede(uses),
        problem=" ".join(asked.problems) or None,
        parties=_party_options(uses, asked, room.labels),
        outlets=_options("Every outlet", sorted({use.by for use in uses}), asked.outlet),
        periods=_options("All days together", PERIODS, asked.by, "Each {}"),
        csv_href="/naming.csv" + (f"?{asked.query()}" if asked.query() else ""),
        sections=tuple(_section(room, key, things[key], asked.by) for key in shown),
        more=_more(len(ordered) - len(shown)),
        registers=tuple((row.register.value, row.meaning) for row in register_rows()),
    )


def naming_csv(room: Room, kept: Uses, values: Mapping[str, str]) -> tuple[str, tuple[str, ...]]:
    """Every count asked for as CSV, and what could not be understood."""
    uses = kept.uses(room.desk)
    asked = read_asked(values, uses)
    rows: Iterable[Row] = (count_row(count, room.labels) for count in count_namings(_chosen(uses, asked), by=asked.by or None))
    return "".join(to_csv(rows, COLUMNS)), asked.problems


def _chosen(uses: Iterable[Naming], asked: Asked) -> tuple[Naming, ...]:
    return tuple(
        use for use in uses if (not asked.outlet or use.by == asked.outlet) and (not asked.party or is_of(use, asked.party))
    )


def _things(uses: Iterable[Naming]) -> dict[tuple[Named, str], list[Naming]]:
    """The uses by thing, the organs of a state taken together."""
    things: dict[tuple[Named, str], list[Naming]] = {}
    for use in uses:
        things.setdefault((use.named, by_side(use)), []).append(use)
    return things


def _dispute(key: tuple[Named, str], uses: Sequence[Naming]) -> tuple[int, int, int, str]:
    """Parties first, then what is called by loaded words most often."""
    loaded = sum(use.register is not Register.NEUTRAL and use.voice is Voice.OWN for use in uses)
    return list(Named).index(key[0]), -loaded, -len(uses), key[1]


def _lede(uses: Sequence[Naming]) -> tuple[Strong, ...]:
    if not uses:
        return (Strong("No report in this ledger names a party, a disputed place or an act.", True),)
    reports, outlets = {use.span.report_id for use in uses}, {use.by for use in uses}
    own = sum(use.voice is Voice.OWN for use in uses)
    stand = "stands" if len(uses) == 1 else "stand"
    return (
        Strong(capital(count_words(len(uses), "name")), True),
        Strong(f" for parties, places and acts {stand} in {count_words(len(reports), 'report')} of "),
        Strong(count_words(len(outlets), "outlet"), True),
        Strong(
            f", {count_words(own, 'of them', 'of them')} in the outlet’s own voice. Counts tell how it writes, not who is right."
        ),
    )


def _party_options(uses: Sequence[Naming], asked: Asked, labels: Labels) -> tuple[Option, ...]:
    """Every side and thing named, parties first, by label."""
    keys = {(use.named, by_side(use)) for use in uses} | ({(Named.PARTY, asked.party)} if ":" in asked.party else set())
    known = sorted(keys, key=lambda key: (list(Named).index(key[0]), thing_words(key[0], key[1], labels).casefold(), key[1]))
    rows = (Option(of, f"{capital(thing_words(named, of, labels))} ({of})", of == asked.party) for named, of in known)
    return (Option("", "The most disputed", not asked.party), *rows)


def _options(every: str, values: Iterable[str], chosen: str, words: str = "{}") -> tuple[Option, ...]:
    rows = (Option(value, words.format(isolated(value) if words == "{}" else value), value == chosen) for value in values)
    return (Option("", every, not chosen), *rows)


def _more(left: int) -> str | None:
    return (
        f"{capital(count_words(left, 'more thing is', 'more things are'))} named; choose one above, or take the table."
        if left
        else None
    )


def _section(room: Room, key: tuple[Named, str], uses: Sequence[Naming], by: str) -> ThingSection:
    named, of = key
    together = [replace(use, of=of) for use in uses]
    rows: dict[tuple[str, str | None], list[NamingCount]] = {}
    for count in count_namings(together, by=by or None, examples=SHOWN_EXAMPLES):
        rows.setdefault((count.by, count.period), []).append(count)
    return ThingSection(
        anchor=f"of-{of.replace(':', '-').replace('/', '-')}",
        label=capital(thing_words(named, of, room.labels)),
        remark=f"{of} · {counted(len(uses), 'use')}",
        rows=tuple(_row(room, outlet, period, counts) for (outlet, period), counts in rows.items()),
    )


def _row(room: Room, outlet: str, period: str | None, counts: Sequence[NamingCount]) -> OutletRow:
    own = _families(count for count in counts if count.voice is Voice.OWN)
    others = _families(count for count in counts if count.voice is not Voice.OWN)
    left = len(own[SHOWN_WORDINGS:]) + len(others[SHOWN_WORDINGS:])
    return OutletRow(
        outlet=outlet,
        period=period or "",
        own=tuple(_wording(room, family) for family in own[:SHOWN_WORDINGS]),
        others=tuple(_wording(room, family) for family in others[:SHOWN_WORDINGS]),
        more=f"and {counted(left, 'rarer choice')}" if left else "",
    )


def _families(counts: Iterable[NamingCount]) -> list[list[NamingCount]]:
    """The wordings of one choice of words in one voice together, the commonest choice first."""
    families: dict[tuple[str, str, str], list[NamingCount]] = {}
    for count in counts:
        families.setdefault((count.family, count.register, count.voice), []).append(count)
    return sorted(families.values(), key=lambda family: -sum(count.count for count in family))


def _wording(room: Room, family: Sequence[NamingCount]) -> Wording:
    first, total = family[0], sum(count.count for count in family)
    report = room.desk.report(first.examples[0].report_id)
    notes = [] if first.register is Register.NEUTRAL else [first.register.value]
    notes += [] if first.voice is Voice.OWN else [first.voice.value]
    return Wording(
        words=first.words,
        language=report.language if report else None,
        count=counted(total, "time"),
        register=", ".join(notes),
        also=tuple(count.words for count in family[1:]),
        examples=tuple(_example(room, span) for count in family[:SHOWN_EXAMPLES] for span in count.examples[:SHOWN_EXAMPLES]),
    )


def _example(room: Room, span: Span) -> Words:
    """The words in their sentence, linked to the claim that holds them, if one does."""
    held = [
        claim for claim in room.desk.claims_of(span.report_id) if claim.quote.start <= span.start and span.end <= claim.quote.end
    ]
    closest = min(held, key=lambda claim: (claim.quote.end - claim.quote.start, claim.id), default=None)
    report = room.desk.report(span.report_id)
    return in_sentence(report, span, (Layer(span.start, span.end, "name"),), claim_id=closest.id if closest else None)
