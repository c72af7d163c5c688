"""The sections that tell incidents one by one: by area, displacement, force movements, statements, access."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from datetime import datetime

from trucewatch.knowledge.parties import load_parties
from trucewatch.model import (
    AccessEvent,
    AccessOutcome,
    BulletinTable,
    Counted,
    FigureRange,
    Incident,
    Line,
    Realis,
    Section,
    SectionKey,
    Subject,
    SubjectKind,
)
from trucewatch.publish.bulletin.changing import blind_briefly
from trucewatch.publish.bulletin.deadlines import due_lines
from trucewatch.publish.bulletin.matter import Belongs, Matter, Told
from trucewatch.publish.bulletin.telling import inside, names_words, outlets_of, place_of, subject_of, title_of, told_words
from trucewatch.publish.exchange.cells import country_name
from trucewatch.publish.tongue import row_of, say, say_many
from trucewatch.publish.words import (
    capital,
    counted,
    figure_text,
    instant_words,
    interval_words,
    isolated,
    joined,
    number,
    range_of_figures,
    term,
)

CASUALTIES = (Counted.KILLED, Counted.WOUNDED, Counted.MISSING)


def incidents(matter: Matter) -> Section:
    """Incidents by area, those of earlier days and without a day apart."""
    shown = _of(matter, SectionKey.INCIDENTS)
    inside_ = [one for one in shown if one.belongs in (Belongs.INSIDE, Belongs.REACHES)]
    many = Counter(area_words(one.incident) for one in inside_)
    by_area = sorted(inside_, key=lambda one: (-many[area_words(one.incident)], area_words(one.incident), one.number))
    lines = [_line(SectionKey.INCIDENTS, matter, one, area_words(one.incident)) for one in by_area]
    lines += list(_late(SectionKey.INCIDENTS, matter, shown))
    return _section(matter, SectionKey.INCIDENTS, say("Incidents by area"), lines, say("No incident on the ground was told of."))


def displacement(matter: Matter) -> Section:
    """Who is said to have fled, been moved or returned, and further incidents that name a number of displaced."""
    shown = _of(matter, SectionKey.DISPLACEMENT)
    lines = [_line(SectionKey.DISPLACEMENT, matter, one, "") for one in shown if one.belongs in (Belongs.INSIDE, Belongs.REACHES)]
    lines += list(_late(SectionKey.DISPLACEMENT, matter, shown))
    lines += list(_also(SectionKey.DISPLACEMENT, matter, (Counted.DISPLACED,)))
    if sum(any(figure.kind is Counted.DISPLACED for figure in one.incident.figures) for one in matter.told) > 1:
        lines.append(
            Line(
                "displacement/measures",
                say("These numbers may count different people over different times; they are not added up."),
            )
        )
    return _section(matter, SectionKey.DISPLACEMENT, say("Displacement"), lines, say("No displacement was told of."))


def forces(matter: Matter) -> Section:
    """Movements of troops and weapons, and withdrawals."""
    shown = _of(matter, SectionKey.FORCES)
    lines = [_line(SectionKey.FORCES, matter, one, "") for one in shown if one.belongs in (Belongs.INSIDE, Belongs.REACHES)]
    lines += list(_late(SectionKey.FORCES, matter, shown))
    return _section(matter, SectionKey.FORCES, say("Force movements"), lines, say("No movement of forces was told of."))


def statements(matter: Matter) -> Section:
    """What was said, threatened and demanded, and which last days are near."""
    shown = _of(matter, SectionKey.STATEMENTS)
    groups = dict.fromkeys(sorted({place_of(one.incident)[1] for one in shown}))
    lines = list(due_lines(matter))
    for group in groups:
        lines += [_line(SectionKey.STATEMENTS, matter, one, group) for one in shown if place_of(one.incident)[1] == group]
    hole = say("No statement, threat or demand was told of, and no last day is near.")
    return _section(matter, SectionKey.STATEMENTS, say("Statements, threats and deadlines"), lines, hole)


def access(matter: Matter) -> Section:
    """Patrols that were stopped, and restrictions of movement."""
    logged = {event.claim_id for event in matter.access if event.claim_id}
    shown = [one for one in _of(matter, SectionKey.ACCESS) if not logged & {*one.incident.claim_ids}]
    lines = [_access_line(event, matter) for event in matter.access]
    lines += [_line(SectionKey.ACCESS, matter, one, place_of(one.incident)[1]) for one in shown]
    return _section(matter, SectionKey.ACCESS, say("Access restrictions"), lines, say("No restriction of access was told of."))


def casualties(matter: Matter) -> Section:
    """The dead, wounded and missing: a table by incident, and sums where the incidents lie in the period."""
    told = [one for one in matter.told if _casualty_figures(one.incident)]
    added = _added(told)
    rest = [one for one in told if one not in added]
    lines = [Line("casualties/sum", _sums(added), tuple(subject_of(one) for one in added))] if added else []
    if len(added) > 1:
        same = say("Two incidents may count the same people: what is added up is what was told, not how many people it was.")
        lines.append(Line("casualties/same", same))
    if rest:
        lines.append(Line("casualties/rest", _not_added(rest), tuple(subject_of(one) for one in rest)))
    tables = (_table(told),) if told else ()
    title, hole = say("Casualties"), say("No killed, wounded or missing were told of.")
    return _section(matter, SectionKey.CASUALTIES, title, lines, hole, tables)


def _section(
    matter: Matter,
    key: SectionKey,
    title: str,
    lines: Sequence[Line],
    hole: str,
    tables: tuple[BulletinTable, ...] = (),
) -> Section:
    if lines or tables:
        return Section(key, title, tuple(lines), tables)
    blind = matter.looked.is_blind
    return Section(key, title, hole=blind_briefly() if blind else hole, blind=blind)


def _of(matter: Matter, key: SectionKey) -> list[Told]:
    return [one for one in matter.told if place_of(one.incident)[0] is key]


def _line(key: SectionKey, matter: Matter, told: Told, group: str) -> Line:
    return Line(
        f"{key}/{told.incident.id}",
        told_words(told, matter.reports),
        (subject_of(told),),
        group=group,
        state=told.incident.state,
    )


def _late(key: SectionKey, matter: Matter, shown: Sequence[Told]) -> Iterator[Line]:
    for belongs, group in (
        (Belongs.EARLIER, say("Of other days, first told in this period")),
        (Belongs.UNDATED, say("Without a day, first told in this period")),
    ):
        yield from (_line(key, matter, one, group) for one in shown if one.belongs is belongs)


def _also(key: SectionKey, matter: Matter, kinds: Sequence[Counted]) -> Iterator[Line]:
    """Further incidents, told elsewhere in the report, that have figures of these kinds."""
    for one in matter.told:
        figures = [f for f in one.incident.figures if f.kind in kinds and (f.low, f.high) != (None, None)]
        if figures and place_of(one.incident)[0] is not key:
            said = capital(joined([figure_text(figure) for figure in figures]))
            words = say("%(figures)s are told of in another incident: %(what)s.", figures=said, what=_short(one.incident))
            yield Line(f"{key}/also/{one.incident.id}", words, (subject_of(one),), state=one.incident.state)


def _short(incident: Incident) -> str:
    return say("%(what)s, %(when)s", what=inside(title_of(incident)), when=interval_words(incident.time))


def area_words(incident: Incident) -> str:
    """The first-level division and country of an incident."""
    place = incident.place
    if place is None:
        return say("Place not told")
    country = country_name(place.country) if place.country else ""
    if place.admin1:
        return say("%(area)s, %(country)s", area=place.admin1, country=country) if country else place.admin1
    return say("%(country)s, area not told", country=country) if country else say("Place not known more exactly")


# — casualties —


def _casualty_figures(incident: Incident) -> dict[Counted, FigureRange]:
    return {f.kind: f for f in incident.figures if f.kind in CASUALTIES and (f.low, f.high) != (None, None)}


def _added(told: Sequence[Told]) -> list[Told]:
    """Those that can be added up: acts said to have happened, within the period."""
    return [one for one in told if one.belongs is Belongs.INSIDE and one.incident.realis is Realis.ACTUAL]


def _sums(added: Sequence[Told]) -> str:
    """The lowest and the highest that the incidents come to."""
    parts = []
    for kind in CASUALTIES:
        figures = [_casualty_figures(one.incident)[kind] for one in added if kind in _casualty_figures(one.incident)]
        if figures:
            low = sum(figure.low or 0 for figure in figures)
            highs = [figure.high for figure in figures]
            high = None if None in highs else sum(value or 0 for value in highs)
            parts.append(figure_text(FigureRange(kind, low, high, ())))
    return say_many(
        "%(figures)s were told of, in one incident of this period.",
        "%(figures)s were told of, lowest and highest figures of %(number)s incidents of this period each added up.",
        len(added),
        figures=capital(joined(parts)),
        number=number(len(added)),
    )


def _not_added(rest: Sequence[Told]) -> str:
    return say_many(
        "%(number)s incident with figures is not added up: its days reach beyond this period, or it is only announced.",
        "%(number)s incidents with figures are not added up: their days reach beyond this period, or they are only announced.",
        len(rest),
        number=capital(number(len(rest))),
    )


def _table(told: Sequence[Told]) -> BulletinTable:
    kinds = [kind for kind in CASUALTIES if any(kind in _casualty_figures(one.incident) for one in told)]
    measures = (capital(term("counted", kind)) for kind in kinds)
    columns = (say("Incident"), say("When"), say("Where"), *measures, say("Of whom"), say("According to"))
    title = say("Figures by incident, lowest to highest")
    rows = tuple(_row(one, kinds) for one in told)
    return BulletinTable("casualties/table", title, columns, rows, tuple(range(3, 3 + len(kinds))))


def _row(told: Told, kinds: Sequence[Counted]) -> tuple[str, ...]:
    one, figures = told.incident, _casualty_figures(told.incident)
    cells = [range_of_figures(figures[kind].low, figures[kind].high) if kind in figures else "" for kind in kinds]
    place = isolated(one.place.name) if one.place else say("place not told")
    return (number(told.number), interval_words(one.time), place, *cells, _whom(figures), names_words(outlets_of(one)))


def _whom(figures: dict[Counted, FigureRange]) -> str:
    label = load_parties().label
    codes = [f.of for whole in figures.values() for f in (whole, *whole.parts) if f.of]
    return row_of(dict.fromkeys(label(code) for code in codes), ",")


# — access —


def _access_line(event: AccessEvent, matter: Matter) -> Line:
    post = matter.posts.get(event.post_id)
    subject = Subject(SubjectKind.POST, event.post_id, post.name if post else event.post_id)
    return Line(f"access/{event.id}", access_words(event, post.name if post else event.post_id), (subject,), say("Patrols"))


def access_words(event: AccessEvent, post: str) -> str:
    """A patrol that was stopped, by whom, with what reason, and what came of it, in whole sentences."""
    when = instant_words(datetime.fromisoformat(event.start))
    by = load_parties().label(event.by) if event.by else event.by_words
    values = {"post": isolated(post), "place": isolated(event.place), "when": when, "by": by}
    said = {
        AccessOutcome.DENIED: say(
            "A patrol of %(post)s was turned back at %(place)s at %(when)s, according to its log.", **values
        ),
        AccessOutcome.DELAYED: say("A patrol of %(post)s was delayed at %(place)s at %(when)s, according to its log.", **values),
        AccessOutcome.CONDITIONAL: say(
            "A patrol of %(post)s was let through at %(place)s on conditions at %(when)s, according to its log.", **values
        ),
    }[event.outcome]
    further = (
        say("It was stopped by %(by)s.", by=by) if by else "",
        say("It took %(minutes)s.", minutes=counted(event.minutes, "minute")) if event.minutes else "",
        say("The reason given was: “%(reason)s”.", reason=isolated(event.reason_given)) if event.reason_given else "",
        say("What came of it, as logged: “%(after)s”.", after=isolated(event.consequence)) if event.consequence else "",
    )
    return " ".join(words for words in (said, *further) if words)


def sum_words(matter: Matter) -> str:
    """The dead, wounded and missing of the period in one sentence; empty where none can be added up."""
    added = _added([one for one in matter.told if _casualty_figures(one.incident)])
    return _sums(added) if added else ""
