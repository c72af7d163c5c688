"""Show observation posts and what they logged: rows for exports and lines for the terminal."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import date, datetime

from pydantic import TypeAdapter

from trucewatch.knowledge.posts import load_posts
from trucewatch.ledger import Ledger
from trucewatch.model import (
    AccessEvent,
    HardwareSighting,
    Limit,
    LogRecord,
    Observation,
    Post,
    PostEvent,
    Qualifier,
)
from trucewatch.publish.exports import Row
from trucewatch.publish.words import Labels, day_words, note, perceived_words, short_day, term

UNSURE = "unsure"
ALIKE = frozenset({"aircraft", "troops", "other"})  # phenomena called the same however many
WINDS = "N NNE NE ENE E ESE SE SSE S SSW SW WSW W WNW NW NNW".split()
_POST = TypeAdapter(Post)
_RECORDS: dict[type[LogRecord], TypeAdapter[LogRecord]] = {
    kind: TypeAdapter(kind) for kind in (Observation, Limit, AccessEvent, HardwareSighting)
}
NAMES: dict[type[LogRecord], str] = {
    Observation: "observation",
    Limit: "limit",
    AccessEvent: "access",
    HardwareSighting: "hardware",
}


def posts_known(ledger: Ledger, as_of: datetime | int | None = None) -> tuple[Post, ...]:
    """The posts of a ledger as it stood at a moment, and those of the registry that it has not, by id."""
    known = {post.id: post for post in (*load_posts(), *ledger.posts(as_of=as_of))}
    return tuple(known[key] for key in sorted(known))


def status_on(post: Post, day: date) -> PostEvent | None:
    """The last that is told of a post up to a day; None where nothing is told of it yet."""
    return next((event for event in reversed(post.events) if event.on <= day), None)


def post_row(post: Post) -> Row:
    """All fields of a post."""
    return dict(_POST.dump_python(post, mode="json"))


def record_row(record: LogRecord) -> Row:
    """All fields of a record of a log; its line as `line` (the words) and `span` (their place in the report)."""
    values = dict(_RECORDS[type(record)].dump_python(record, mode="json"))
    line = values.pop("line")
    renamed = {"post": values.pop("post_id"), "report": values.pop("report_id")}
    return {
        "id": values.pop("id"),
        **renamed,
        **values,
        "line": line["text"],
        "span": {"start": line["start"], "end": line["end"]},
    }


POST_TABLES: dict[str, Callable[[Ledger], Iterator[Row]]] = {
    "access": lambda ledger: (record_row(event) for event in ledger.access_events()),
    "limits": lambda ledger: (record_row(limit) for limit in ledger.limits()),
    "observations": lambda ledger: (record_row(seen) for seen in ledger.observations()),
    "posts": lambda ledger: (post_row(post) for post in ledger.posts()),
    "sightings": lambda ledger: (record_row(sighting) for sighting in ledger.sightings()),
}


def post_list_row(post: Post, day: date) -> Row:
    """A post in a list: what it is called, whose it is, and how it stands on a day."""
    told = status_on(post, day)
    return {
        "id": post.id,
        "name": post.name,
        "operator": post.operator,
        "status": told.status.value if told else None,
        "since": told.on.isoformat() if told else None,
        "unsure": bool(post.unsure or (told and told.unsure)),
        "precision_km": min((position.precision_km for position in post.positions), default=None),
    }


def post_list_lines(posts: Iterable[Post], day: date, labels: Labels) -> Iterator[str]:
    """A line a post."""
    for post in posts:
        told = status_on(post, day)
        state = f"{told.status} since {short_day(told.on)}" if told else "nothing told yet"
        doubt = _doubt(post.unsure or (told is not None and told.unsure))
        yield f"{post.id:<8} {post.name:<24} {labels(post.operator):<28} {state}{doubt}\n"


def post_lines(post: Post, labels: Labels) -> Iterator[str]:
    """One post: whose, why, where, what became of it, what it can perceive, and on whose word."""
    yield f"{post.name} ({post.id}), manned by {labels(post.operator)}{_doubt(post.unsure)}\n  mandate: {post.mandate}\n"
    if post.names:
        yield f"  also called: {', '.join(post.names)}\n"
    for position in post.positions:
        since = f"from {short_day(position.since)} " if position.since else ""
        where = f"{position.latitude:.2f}, {position.longitude:.2f} to {position.precision_km:g} km"
        yield f"  position: {since}{where} ({position.source})\n"
    if not post.positions:
        yield "  position: not known closely enough to be kept\n"
    for event in post.events:
        note = f"; {event.note}" if event.note else ""
        yield f"  {short_day(event.on)}  {event.status}{_doubt(event.unsure)}{note} ({event.source})\n"
    for watch in post.watches:
        sectors = ", ".join(f"{start:g}°-{end:g}°" for start, end in watch.sectors) or "all round"
        hours = ", ".join(f"{start:%H:%M}-{end:%H:%M}" for start, end in watch.hours) or "all day"
        yield f"  {watch.means}: {watch.range_km:g} km, {sectors}, {hours}\n"
    yield from [f"  note: {post.note}\n"] if post.note else []
    yield from (f"  source: {source}\n" for source in post.sources)


def _doubt(unsure: bool) -> str:
    return f" ({UNSURE})" if unsure else ""


def records_of(ledger: Ledger, post: str | None, first: date | None, last: date | None) -> tuple[LogRecord, ...]:
    """What a post, or every post, logged from one local day to another, in order of time."""
    kept = (
        record
        for record in ledger.log_records(post=post)
        if (first is None or first <= last_day(record)) and (last is None or day_of(record) <= last)
    )
    return tuple(sorted(kept, key=lambda record: (datetime.fromisoformat(record.start), record.post_id, record.id)))


def day_of(record: LogRecord) -> date:
    """The local day on which it began."""
    return datetime.fromisoformat(record.start).date()


def last_day(record: LogRecord) -> date:
    """The local day on which it ended."""
    return datetime.fromisoformat(record.end).date() if isinstance(record, Observation | Limit) else day_of(record)


def log_lines(records: Iterable[LogRecord], names: Mapping[str, str], labels: Labels) -> Iterator[str]:
    """A line a record, under a heading for each day; `names` are those of the posts by id."""
    shown: date | None = None
    for record in records:
        if (day := day_of(record)) != shown:
            shown = day
            yield f"{day_words(day)}\n"
        yield f"  {record_hours(record):<11}  {names.get(record.post_id, record.post_id):<12} {record_words(record, labels)}\n"


def record_hours(record: LogRecord) -> str:
    """From when to when, on the clock of the post: "19:30-06:00"."""
    start = datetime.fromisoformat(record.start)
    end = datetime.fromisoformat(record.end) if isinstance(record, Observation | Limit) else start
    if end == start:
        return f"{start:%H:%M}"
    till = "24:00" if end.date() > start.date() and f"{end:%H:%M}" == "00:00" else f"{end:%H:%M}"  # a day ends at 24:00
    return f"{start:%H:%M}-{till}"


def record_words(record: LogRecord, labels: Labels) -> str:
    """What a line of a log says, in one line."""
    match record:
        case Observation():
            return observation_words(record)
        case Limit():
            means = f" ({', '.join(note('means', one) for one in record.means)})" if record.means else ""
            return f"could not look: {record.cause}{means}" if record.whole else f"limited: {record.cause}{means}"
        case AccessEvent():
            by = f" by {record.by_words}" if record.by_words else ""
            reason = f', saying "{record.reason_given}"' if record.reason_given else ""
            lasted = f", {record.minutes} min" if record.minutes else ""
            after = f"; {record.consequence}" if record.consequence else ""
            return f"patrol {term('outcome', record.outcome)}{by} at {record.place}{lasted}{reason}{after}"
    side = f" of {labels(record.side)}" if record.side else ""
    many = f"{record.count} × " if record.count is not None else ""
    return f"{many}{record.kind}{side} at {record.place}: {record.finding}"


def observation_words(seen: Observation) -> str:
    """An observation in one line: how many of what, how perceived, how far and in which direction."""
    if seen.count_high == 0:
        return f"nothing to report ({term('means', seen.means)})"
    kind = seen.remark if seen.phenomenon == "other" and seen.remark else _kind(seen)
    parts = [f"{_count(seen)}{kind}", term("means", seen.means)]
    if seen.weapon:
        parts.append(seen.weapon)
    if seen.distance_km_low is not None:
        low, high = seen.distance_km_low, seen.distance_km_high
        parts.append(f"{low:g} km" if low == high else f"over {low:g} km" if high is None else f"{low:g}-{high:g} km")
    if seen.direction is not None:
        spread = f" ±{seen.spread:g}°" if seen.spread else ""
        parts.append(f"towards {_wind(seen.direction)} ({seen.direction:g}°{spread})")
    if seen.heading:
        parts.append(f"flying {seen.heading}")
    if seen.exercise:
        parts.append("assessed as an exercise")
    if seen.area or seen.assessed != "not told":
        parts.append(f"{seen.assessed} {seen.area or 'the area'}" if seen.assessed != "not told" else str(seen.area))
    return ", ".join(parts)


def _kind(seen: Observation) -> str:
    """The phenomenon in plain words, as many as were counted: "undetermined explosions"."""
    one = seen.count_low == seen.count_high == 1 or (seen.count_low is None and seen.count_high in (None, 1))
    return perceived_words(seen.phenomenon, one=one and seen.qualifier is not Qualifier.MULTIPLE)


def _wind(degrees: float) -> str:
    """The nearest of sixteen winds."""
    return WINDS[round(degrees / 22.5) % 16]


def _count(seen: Observation) -> str:
    low, high = seen.count_low, seen.count_high
    if seen.qualifier is Qualifier.MULTIPLE:
        return "multiple "
    if low is None and high is None:
        return ""
    if low is None:
        return f"up to {high} "
    many = f"{low}" if high in (low, None) else f"{low}-{high}"
    return f"{many} " if seen.qualifier is Qualifier.EXACT else f"{seen.qualifier} {many} "
