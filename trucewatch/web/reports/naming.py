"""The naming page: what each outlet calls each party, place and act, and the dead, every count open to its words."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from urllib.parse import urlencode

from trucewatch.catalogue.names import Names, Sums, Thing
from trucewatch.catalogue.naming import NameCount, Use, together
from trucewatch.knowledge.naming_tables import register_rows
from trucewatch.model import Named, Register, Voice
from trucewatch.publish.exports import Row
from trucewatch.publish.naming import thing_words
from trucewatch.publish.tongue import in_source, say
from trucewatch.publish.words import Labels, capital, count_words, counted, isolated, joined, number, report_url
from trucewatch.reconcile.naming.uses import PERIODS
from trucewatch.web.leaves import LEAF
from trucewatch.web.lists import FileLink, Listing, file_links
from trucewatch.web.marks import Layer, cut, sentence_around
from trucewatch.web.overview.choices import Option
from trucewatch.web.parts import DOUBLE_QUOTES, Frame, Room, Strong, Words, frame

SHOWN_THINGS = 6  # sections of a page on which nothing was chosen
SHOWN_OUTLETS = 8  # outlets in one of them; all, where one thing or outlet was chosen
MOST_OUTLETS = 40
MOST_OPTIONS = 200  # outlets to choose from
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
ENDINGS = ("csv", "json")


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
    more: str = ""


@dataclass(frozen=True, slots=True)
class NamingPage:
    """What `naming.html` shows."""

    frame: Frame
    lede: tuple[Strong, ...]
    problem: str | None
    parties: tuple[Option, ...]
    outlets: tuple[Option, ...]
    periods: tuple[Option, ...]
    behind: str | None
    files: tuple[FileLink, ...]
    sections: tuple[ThingSection, ...]
    more: str | None
    registers: tuple[tuple[str, str], ...]


def read_asked(values: Mapping[str, str], names: Names, seq: int) -> Asked:
    """What a query string asks for; what it gets wrong is named and left out."""
    party, outlet, by = (values.get(key, "").strip()[:LONGEST] for key in ("party", "outlet", "by"))
    problems = []
    if party and not names.things(seq, of=party):
        problems.append(say("Nothing with the code “%(party)s” is named in these reports.", party=party[:40]))
        party = ""
    if outlet and outlet not in dict(names.sums(seq).outlets):
        problems.append(say("There is no outlet “%(outlet)s” in this ledger.", outlet=outlet[:40]))
        outlet = ""
    if by and by not in PERIODS:
        problems.append(say("“%(by)s” is no period; it is %(list)s.", by=by[:40], list=joined(list(PERIODS), last="or")))
        by = ""
    return Asked(party, outlet, by, tuple(problems))


def naming_page(room: Room, names: Names, values: Mapping[str, str]) -> NamingPage:
    """What outlets call things, the most disputed thing first; of many things only the first are shown until one is chosen."""
    seq, left = room.catalogue.seq, names.keep_up()
    asked, sums = read_asked(values, names, seq), names.sums(seq)
    things = sorted(names.things(seq, of=asked.party, outlet=asked.outlet), key=by_dispute)
    shown = things if asked.party else things[:SHOWN_THINGS]
    return NamingPage(
        frame=frame(room, "naming", say("Naming")),
        lede=_lede(sums),
        problem=" ".join(asked.problems) or None,
        parties=_party_options(names.things(seq), asked, room.labels),
        outlets=_options(say("Every outlet"), _outlets(sums, asked), asked.outlet),
        periods=_options(say("All days together"), PERIODS, asked.by, say("Each {}")),
        behind=behind_words(left),
        files=file_links("/naming", asked.query(), ENDINGS),
        sections=sections(room, names, shown, asked, most=MOST_OUTLETS if asked.party or asked.outlet else SHOWN_OUTLETS),
        more=_more(len(things) - len(shown)),
        registers=tuple((row.register.value, row.meaning) for row in register_rows()),
    )


def behind_words(left: int) -> str | None:
    """That not all was looked through yet; None where all was."""
    if not left:
        return None
    return say(
        "%(count)s of the ledger are still being looked through for names.", count=capital(counted(left, "entry", "entries"))
    )


def naming_listing(room: Room, names: Names, values: Mapping[str, str]) -> tuple[Listing, tuple[str, ...]]:
    """Every count asked for as a list for files, and what could not be understood."""
    seq = room.catalogue.seq
    names.keep_up()
    asked = read_asked(values, names, seq)

    def rows() -> Iterable[Row]:
        counts = names.counts(seq, of=asked.party, outlet=asked.outlet, by=asked.by)
        return (_row_of(count, room.labels) for count in sorted(counts, key=_place))

    return Listing(
        name="naming",
        title="Naming",
        path="/naming",
        columns=COLUMNS,
        rows=rows,
        query=asked.query(),
        as_of=room.catalogue.moment,
        version=f"{seq} {min(seq, names.reach().seq)}",
    ), asked.problems


def _place(count: NameCount) -> tuple[object, ...]:
    kind, voice = list(Named).index(count.named), list(Voice).index(count.voice)
    return count.outlet, count.period or "", kind, count.of, voice, -count.many, count.words, count.family, count.register


def _row_of(count: NameCount, labels: Labels) -> Row:
    return {
        "outlet": count.outlet,
        "period": count.period,
        "named": count.named.value,
        "of": count.of,
        "label": thing_words(count.named, count.of, labels),
        "words": count.words,
        "family": count.family,
        "register": count.register.value,
        "voice": count.voice.value,
        "count": count.many,
        "reports": count.reports,
        "first_day": count.first.isoformat() if count.first else None,
        "last_day": count.last.isoformat() if count.last else None,
        "examples": [{"report": use.report, "start": use.start, "end": use.end, "text": use.text} for use in count.uses],
    }


def by_dispute(thing: Thing) -> tuple[int, int, int, str]:
    """Parties first, then what is called by loaded words most often."""
    return list(Named).index(thing.named), -thing.loaded, -thing.many, thing.side


@in_source
def _lede(sums: Sums) -> tuple[Strong, ...]:
    if not sums.many:
        return (Strong(say("No report in this ledger names a party, a disputed place or an act."), True),)
    stand, own = "stands" if sums.many == 1 else "stand", count_words(sums.own, "of them", "of them")
    return (
        Strong(capital(count_words(sums.many, "name")), True),
        Strong(f" for parties, places and acts {stand} in {count_words(sums.reports, 'report')} of "),
        Strong(count_words(len(sums.outlets), "outlet"), True),
        Strong(f", {own} in the outlet’s own voice. Counts tell how it writes, not who is right."),
    )


def _party_options(things: Sequence[Thing], asked: Asked, labels: Labels) -> tuple[Option, ...]:
    """Every side and thing named, parties first, by label."""
    keys = {(one.named, one.side) for one in things} | ({(Named.PARTY, asked.party)} if ":" in asked.party else set())
    known = sorted(keys, key=lambda key: (list(Named).index(key[0]), thing_words(key[0], key[1], labels).casefold(), key[1]))
    rows = (Option(of, f"{capital(thing_words(named, of, labels))} ({of})", of == asked.party) for named, of in known)
    return (Option("", say("The most disputed"), not asked.party), *rows)


def _outlets(sums: Sums, asked: Asked) -> list[str]:
    """The outlets to choose from: of very many those that name most, and the one that was chosen."""
    most = sorted(sums.outlets, key=lambda row: (-row[1], row[0]))[:MOST_OPTIONS]
    return sorted({name for name, _ in most} | ({asked.outlet} - {""}))


def _options(every: str, values: Iterable[str], chosen: str, words: str = "{}") -> tuple[Option, ...]:
    rows = (Option(value, words.format(isolated(value) if words == "{}" else value), value == chosen) for value in values)
    return (Option("", every, not chosen), *rows)


def _more(left: int) -> str | None:
    return (
        say(
            "%(count)s named; choose one above, or take the table.",
            count=capital(count_words(left, "more thing is", "more things are")),
        )
        if left
        else None
    )


def sections(room: Room, names: Names, things: Sequence[Thing], asked: Asked, *, most: int) -> tuple[ThingSection, ...]:
    """What every outlet calls these things, a section for each; `most` outlets at most, those that name it most."""
    seq = room.catalogue.seq
    foremost = names.foremost(seq, things, most, of=asked.party)
    rows = None if asked.outlet else {(name, one.side) for one, (outlets, _) in foremost.items() for name in outlets}
    counts = names.counts(seq, of=asked.party, outlet=asked.outlet, rows=rows, by=asked.by)
    of_thing: dict[tuple[Named, str], list[NameCount]] = {}
    for count in counts:
        of_thing.setdefault((count.named, count.side), []).append(count)
    left = {thing: 0 if asked.outlet else many - len(outlets) for thing, (outlets, many) in foremost.items()}
    return tuple(_section(room, thing, of_thing.get((thing.named, thing.side), []), left[thing]) for thing in things)


def _section(room: Room, thing: Thing, counts: Sequence[NameCount], left: int) -> ThingSection:
    rows: dict[tuple[str, str | None], list[NameCount]] = {}
    for count in counts:
        rows.setdefault((count.outlet, count.period), []).append(count)
    kept = sorted(rows, key=lambda key: (key[0], key[1] or ""))
    return ThingSection(
        anchor=f"of-{thing.side.replace(':', '-').replace('/', '-')}",
        label=capital(thing_words(thing.named, thing.side, room.labels)),
        remark=f"{thing.side} · {counted(thing.many, 'use')}",
        rows=tuple(outlet_row(key[0], key[1], rows[key]) for key in kept),
        more=say("%(count)s it in the files below.", count=capital(count_words(left, "more outlet names", "more outlets name")))
        if left
        else "",
    )


def outlet_row(outlet: str, period: str | None, counts: Sequence[NameCount]) -> OutletRow:
    """What one outlet calls one thing, its own words apart from those it retells or quotes."""
    own = _families(count for count in counts if count.voice is Voice.OWN)
    others = _families(count for count in counts if count.voice is not Voice.OWN)
    left = len(own[SHOWN_WORDINGS:]) + len(others[SHOWN_WORDINGS:])
    return OutletRow(
        outlet=outlet,
        period=period or "",
        own=tuple(_wording(family) for family in own[:SHOWN_WORDINGS]),
        others=tuple(_wording(family) for family in others[:SHOWN_WORDINGS]),
        more=say("and %(count)s", count=counted(left, "rarer choice")) if left else "",
    )


def _families(counts: Iterable[NameCount]) -> list[list[NameCount]]:
    """The wordings of one choice of words in one voice together, the commonest choice first."""
    families: dict[tuple[str, str, str], list[NameCount]] = {}
    for count in counts:
        families.setdefault((count.family, count.register, count.voice), []).append(count)
    made = [_one_wording(family) for family in families.values()]
    return sorted(made, key=lambda family: (-sum(count.many for count in family), family[0].wording))


def _one_wording(counts: Iterable[NameCount]) -> list[NameCount]:
    """One count for each wording, whichever organ of the side it means, the commonest first."""
    wordings: dict[str, list[NameCount]] = {}
    for count in counts:
        wordings.setdefault(count.wording, []).append(replace(count, of=count.side, period=None))
    whole = [one for some in wordings.values() for one in together(some)]
    return sorted(whole, key=lambda count: (-count.many, count.words))


def _wording(family: Sequence[NameCount]) -> Wording:
    first, total = family[0], sum(count.many for count in family)
    notes = [] if first.register is Register.NEUTRAL else [first.register.value]
    notes += [] if first.voice is Voice.OWN else [first.voice.value]
    return Wording(
        words=first.words,
        language=first.uses[0].language,
        count=counted(total, "time"),
        register=", ".join(notes),
        also=tuple(count.words for count in family[1:]),
        examples=tuple(_example(use, count.outlet) for count in family[:SHOWN_EXAMPLES] for use in count.uses[:SHOWN_EXAMPLES]),
    )


def _example(use: Use, outlet: str) -> Words:
    """The words in their sentence, as far as it was kept, linked to the claim that holds them, if one does."""
    text, begun = f"{use.before}{use.text}{use.after}", len(use.before)
    ended = begun + len(use.text)
    start, end = sentence_around(text, begun, ended)
    layers = (Layer(start, begun, "quiet"), Layer(ended, end, "quiet"), Layer(begun, ended, "name"))
    at = use.start if use.length > LEAF else None
    offsets = f"{number(use.start)}–{number(use.end)}"
    href = report_url(use.report, use.claim, at)
    quoted = any(sign in DOUBLE_QUOTES for sign in text[start:end])
    return Words(cut(text, layers, start, end), use.language, href, offsets, outlet, quoted)
