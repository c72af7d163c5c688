"""The table of incidents in its own columns, as GeoJSON, Parquet, GeoParquet and CSV with metadata carry it."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from trucewatch.model import BestRule, Counted, FigureRange, Statement
from trucewatch.publish.exchange.columns import Column
from trucewatch.publish.exchange.terms import short
from trucewatch.publish.exchange.told import Source, Told
from trucewatch.publish.exports import Row
from trucewatch.publish.origins import grades_of
from trucewatch.publish.words import incident_url

DIGITS = 5  # of a degree: about a metre, more than any place is known to
MEASURES = (
    (Counted.KILLED, "people killed"),
    (Counted.WOUNDED, "people wounded"),
    (Counted.MISSING, "people missing"),
    (Counted.DISPLACED, "people displaced"),
)
Value = Callable[[Told], object]


def wide_row(told: Told) -> Row:
    """One incident under WIDE."""
    return {column.name: value(told) for column, value in _TABLE}


def source_row(source: Source) -> Row:
    """One source under SOURCES."""
    return {
        "id": source.id,
        "outlet": source.outlet,
        "title": None if source.title is None else short(source.title),
        "url": source.url,
        "published": source.published,
        "language": source.language,
        "licence": source.licence,
        "sha256": source.sha256 or None,
    }


def _day(which: str) -> Value:
    return lambda told: None if told.incident.time is None else getattr(told.incident.time, which)


def _place(which: str) -> Value:
    return lambda told: None if told.incident.place is None else getattr(told.incident.place, which)


def _degrees(which: str) -> Value:
    def value(told: Told) -> object:
        place = told.incident.place
        degrees = getattr(place, which) if place else None
        return None if degrees is None else round(degrees, DIGITS)

    return value


def _precision(told: Told) -> object:
    place = told.incident.place
    return place.precision.value if place and place.precision else None


def geometry_of(told: Told) -> dict[str, object] | None:
    """The point, or the ground where the words name no point; None where neither is known."""
    place = told.incident.place
    if place is None:
        return None
    if place.latitude is not None and place.longitude is not None:
        return {"type": "Point", "coordinates": [round(place.longitude, DIGITS), round(place.latitude, DIGITS)]}
    return place.ground.geojson() if place.ground else None


def _located(told: Told) -> str | None:
    place = told.incident.place
    if place is None or place.middle is None:
        return None
    return "point" if place.latitude is not None else "ground"


def _figure(kind: Counted, which: str) -> Value:
    def value(told: Told) -> object:
        figure = _of(told, kind)
        return getattr(figure, which) if figure else None

    return value


def _of(told: Told, kind: Counted) -> FigureRange | None:
    return next((figure for figure in told.incident.figures if figure.kind is kind), None)


def _best_rule(told: Told) -> object:
    figure = _of(told, Counted.KILLED)
    return figure.rule.value if figure and figure.rule is not BestRule.NO_NUMBER else None


def _findings(told: Told) -> list[str]:
    return [f"{line.agreement}/{line.clause}: {line.state.value}" for line in told.card.findings]


def _grade(statement: Statement) -> Value:
    return lambda told: [grade.value for grade in grades_of(told.incident, statement)]


def _quote(told: Told) -> object:
    return short(told.card.quote.text) if told.card.quote else None


def _links(told: Told) -> list[str]:
    return [source.url for source in told.sources if source.url]


_TABLE: tuple[tuple[Column, Value], ...] = (
    (
        Column("id", "text", "The incident's id, made of its first claim: it stays while the incident stands.", "Incident.id"),
        lambda t: t.incident.id,
    ),
    (
        Column("first_day", "day", "First day on which it may have happened.", "Incident.time.start", hxl="#date+start"),
        _day("start"),
    ),
    (
        Column("last_day", "day", "Last day on which it may have happened, included.", "Incident.time.last", hxl="#date+end"),
        _day("last"),
    ),
    (
        Column("day_precision", "text", "How exactly the day is known: day, week, month and so on.", "Incident.time.precision"),
        lambda t: t.incident.time.precision.value if t.incident.time else None,
    ),
    (
        Column(
            "type",
            "text",
            "What happened, as a PLOVER event type; DISPLACE is our own.",
            "Incident.type",
            "PLOVER has no DISPLACE.",
            "#event+type",
        ),
        lambda t: t.incident.type.value,
    ),
    (
        Column(
            "mode",
            "text",
            "The PLOVER mode; clash and territory are our own.",
            "Incident.mode",
            "PLOVER has neither clash nor territory.",
        ),
        lambda t: t.incident.mode,
    ),
    (
        Column(
            "realis",
            "text",
            "Whether the accounts tell it as having happened: actual, or future, conditional, possible, negated.",
            "Incident.realis",
        ),
        lambda t: t.incident.realis.value,
    ),
    (
        Column(
            "actors",
            "list",
            "Codes of the parties that are said to have done it; an accusation, not a fact.",
            "Incident.actor",
            hxl="#group+code+first",
        ),
        lambda t: list(t.incident.actor),
    ),
    (
        Column("recipients", "list", "Codes of the parties that it was done to.", "Incident.recipient", hxl="#group+code+second"),
        lambda t: list(t.incident.recipient),
    ),
    (
        Column(
            "place",
            "text",
            "The place as named; where positions are blurred, the division it lies in.",
            "Incident.place.name",
            hxl="#loc+name",
        ),
        _place("name"),
    ),
    (
        Column(
            "place_id",
            "text",
            "The place in the gazetteer (Who's On First or GeoNames).",
            "Incident.place.place_id",
            hxl="#loc+code",
        ),
        _place("place_id"),
    ),
    (Column("admin1", "text", "First-level division.", "Incident.place.admin1", hxl="#adm1+name"), _place("admin1")),
    (Column("country", "text", "Country, ISO 3166-1 alpha-3.", "Incident.place.country", hxl="#country+code"), _place("country")),
    (
        Column(
            "latitude",
            "number",
            "Degrees north of the place; empty where its words name no point.",
            "Incident.place.latitude",
            hxl="#geo+lat",
        ),
        _degrees("latitude"),
    ),
    (
        Column("longitude", "number", "Degrees east of the place.", "Incident.place.longitude", hxl="#geo+lon"),
        _degrees("longitude"),
    ),
    (
        Column(
            "located",
            "text",
            "point, or ground where the words leave an area open; empty where neither is known.",
            "Incident.place",
        ),
        _located,
    ),
    (
        Column(
            "geo_precision",
            "integer",
            "As ACLED counts: 1 the place itself, 2 near or part of it, 3 a larger region.",
            "Incident.place.geo_precision",
            hxl="#geo+precision",
        ),
        _place("geo_precision"),
    ),
    (Column("precision", "text", "How exactly the place is known, in words.", "Incident.place.precision"), _precision),
    *(
        (
            Column(
                f"{kind.value}_{which}",
                "integer",
                f"{words.capitalize()}: the {meaning}",
                f"Incident.figures[{kind.value}].{which}",
                hxl=f"#affected+{kind.value}+{tag}",
            ),
            _figure(kind, which),
        )
        for kind, words in MEASURES
        for which, meaning, tag in (
            ("low", "lowest number any account gives; empty where it is open or nobody gives one.", "min"),
            ("best", "number that most independent origins give; empty where they tie, never a mean.", "best"),
            ("high", "highest number any account gives.", "max"),
        )
    ),
    (
        Column("killed_rule", "text", "The rule that chose killed_best, or why there is none.", "Incident.figures[killed].rule"),
        _best_rule,
    ),
    (Column("reports", "integer", "How many reports tell of it.", "Incident.accounts"), lambda t: len(t.sources)),
    (
        Column(
            "origins",
            "integer",
            "How many independent origins: ten outlets that cite one observatory are one.",
            "Incident.origins",
        ),
        lambda t: t.incident.origins,
    ),
    (
        Column("outlets", "list", "Who published the reports.", "Account.outlet", hxl="#meta+source"),
        lambda t: list(t.card.outlets),
    ),
    (
        Column(
            "state",
            "text",
            "How far it is carried: alleged, corroborated, contested, not assessable.",
            "Incident.state",
            hxl="#status",
        ),
        lambda t: t.incident.state.value,
    ),
    (Column("state_reason", "text", "Why, in words.", "Incident.state_reason"), lambda t: t.incident.state_reason),
    (
        Column("grade_happened", "list", "Grades of the statement that it happened.", "Incident.grades"),
        _grade(Statement.HAPPENED),
    ),
    (Column("grade_doer", "list", "Grades of the statement who did it.", "Incident.grades"), _grade(Statement.BY_WHOM)),
    (
        Column(
            "findings",
            "list",
            "What it is found to mean under a clause: agreement/clause: alleged, corroborated, contested and so on.",
            "Finding",
        ),
        _findings,
    ),
    (
        Column(
            "review", "text", "What people said of it: open, accepted, corrected, rejected, unclear, second, checked.", "Review"
        ),
        lambda t: t.card.review,
    ),
    (
        Column(
            "quote",
            "text",
            "A short quotation of one report that tells of it, verbatim.",
            "Claim.quote",
            "Cut at 300 characters.",
            "#description",
        ),
        _quote,
    ),
    (
        Column("quote_report", "text", "The report quoted.", "Claim.report_id"),
        lambda t: t.card.quote.report if t.card.quote else None,
    ),
    (Column("links", "list", "Addresses of the reports.", "Report.url", hxl="#meta+url"), _links),
    (
        Column("sources", "list", "Ids of the reports, as in the table of sources.", "Account.report_id"),
        lambda t: [source.id for source in t.sources],
    ),
    (
        Column("changed", "instant", "When the record last changed in the ledger.", "Entry.recorded_at"),
        lambda t: t.card.changed_at.isoformat(),
    ),
    (Column("page", "text", "Path of its page on the site.", "Incident.id"), lambda t: incident_url(t.incident.id)),
)

WIDE: tuple[Column, ...] = tuple(column for column, _ in _TABLE)
SOURCES: tuple[Column, ...] = (
    Column("id", "text", "The report's id.", "Report.id"),
    Column("outlet", "text", "Who published it, under the name printed.", "Report.outlet.name"),
    Column("title", "text", "Its title.", "Report.title", "Cut at 300 characters."),
    Column("url", "text", "Its address.", "Report.url"),
    Column("published", "day", "The day it was published.", "Report.published.day"),
    Column("language", "text", "Its language.", "Report.language"),
    Column(
        "licence",
        "text",
        "The licence of its text, as far as its outlet states one; the text itself is in no export.",
        "outlet_licences.csv",
    ),
    Column("sha256", "text", "SHA-256 of the raw bytes read, to prove which version it was.", "Report.raw_sha256"),
)


def named(columns: Sequence[Column]) -> dict[str, str]:
    """The type of each column."""
    return {column.name: column.type for column in columns}


def noted(columns: Sequence[Column]) -> dict[str, str]:
    """The meaning of each column, and where it deviates."""
    return {column.name: f"{column.meaning} {column.deviation}".strip() for column in columns}
