"""The observation form: made for a phone, and it loses nothing that was typed."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from trucewatch.errors import LedgerError, SourceError
from trucewatch.knowledge.log_tables import phenomenon_rows
from trucewatch.ledger import Ledger, Stamp
from trucewatch.model import AccessEvent, AccessOutcome, Limit, LimitCause, LogRecord, Means, Observation, Post, Qualifier
from trucewatch.people import Visitor
from trucewatch.post_logs import Differs, enter_line
from trucewatch.publish.posts import record_hours, record_words
from trucewatch.publish.words import capital, day_words, note, term
from trucewatch.web.parts import Frame, Room, frame
from trucewatch.web.posts.desk import PostDesk
from trucewatch.web.posts.listing import post_url
from trucewatch.web.posts.typed import FIELDS, KINDS, Checked, check

SENT_BEFORE = "This entry was sent already, with other words. To change it, open it in the log and choose “correct”."
DIRECTIONS = "N NNE NE ENE E ESE SE SSE S SSW SW WSW W WNW NW NNW".split()
KIND_WORDS = {
    "observation": "Something seen or heard",
    "nothing": "Nothing to report",
    "limit": "We could not look",
    "access": "A patrol was stopped",
}


@dataclass(frozen=True, slots=True)
class Choice:
    """One of several."""

    value: str
    words: str


@dataclass(frozen=True, slots=True)
class ObservePage:
    """What `observe.html` shows; `typed` are the fields as typed, `errors` what is wrong with each."""

    frame: Frame
    id: str
    name: str
    here: str
    back: str
    zone: str
    now: str
    who: str
    typed: Mapping[str, str]
    errors: Mapping[str, str]
    kinds: tuple[Choice, ...]
    phenomena: tuple[Choice, ...]
    means: tuple[Choice, ...]
    causes: tuple[Choice, ...]
    outcomes: tuple[Choice, ...]
    directions: tuple[str, ...]
    corrects: str
    correcting: str
    done: str
    key: str


def observe_page(
    room: Room,
    desk: PostDesk,
    post: Post,
    visitor: Visitor,
    typed: Mapping[str, str],
    now: datetime,
    key: str,
    *,
    errors: Mapping[str, str] | None = None,
    corrects: str = "",
    done: str = "",
) -> ObservePage:
    """The form of a post: empty, or as it was typed with what is wrong; with a line that it corrects, if one is named."""
    old = old_line(desk, post, corrects)
    there = now.astimezone(ZoneInfo(post.zone or "UTC"))
    begun = {"kind": "observation", "date": f"{there:%Y-%m-%d}"} if old is None else _from(old)
    return ObservePage(
        frame=frame(room, "posts", f"Enter an observation: {post.name}"),
        id=post.id,
        name=post.name,
        here=f"{post_url(post.id)}/observe",
        back=post_url(post.id),
        zone=post.zone or "UTC",
        now=f"{there:%H:%M} on {day_words(there.date())}",
        who=visitor.shown,
        typed={name: typed.get(name, begun.get(name, "") if not typed else "") for name in FIELDS},
        errors=errors or {},
        kinds=tuple(Choice(kind, KIND_WORDS[kind]) for kind in KINDS),
        phenomena=phenomena(),
        means=tuple(Choice(means.value, capital(note("means", means))) for means in Means),
        causes=tuple(Choice(cause.value, capital(cause.value)) for cause in LimitCause),
        outcomes=tuple(Choice(outcome.value, capital(term("outcome", outcome))) for outcome in AccessOutcome),
        directions=tuple(DIRECTIONS),
        corrects=old.id if old else "",
        correcting=f"{record_hours(old)}, {record_words(old, room.labels)}" if old else "",
        done=done_words(desk, post, done, room.labels),
        key=key,
    )


def phenomena() -> tuple[Choice, ...]:
    """What can be perceived, each by the first word that the table of phenomena knows it by."""
    words = [row.words[0] for row in phenomenon_rows() if "exercise" not in row.words]
    return tuple(Choice(word, capital(word)) for word in sorted(dict.fromkeys(words)))


def old_line(desk: PostDesk, post: Post, id: str) -> LogRecord | None:
    """The line of this post's log that is to be corrected; None if there is none that stands."""
    kind = id.partition("-")[0]
    if kind not in ("observation", "limit", "access"):
        return None
    found = desk.ledger.get(kind, id[:80], as_of=desk.seq)
    return found if isinstance(found, LogRecord) and found.post_id == post.id else None


def done_words(desk: PostDesk, post: Post, id: str, labels: Callable[[str], str]) -> str:
    """What was entered, in words; "" where nothing was."""
    record = old_line(desk, post, id) if id else None
    return f"{record_hours(record)}, {record_words(record, labels)}" if record else ""


def _from(old: LogRecord) -> dict[str, str]:
    """A line in the fields of the form, as far as they are its own."""
    start = datetime.fromisoformat(old.start)
    end = datetime.fromisoformat(getattr(old, "end", old.start))
    out = {"date": f"{start:%Y-%m-%d}", "time": f"{start:%H:%M}", "end": f"{end:%H:%M}" if end > start else ""}
    match old:
        case Observation():
            return out | ({"kind": "nothing", "means": old.means.value} if old.count_high == 0 else _perceived(old))
        case Limit():
            return out | {"kind": "limit", "cause": old.cause.value, "whole": "yes" if old.whole else "", "remark": old.remark}
        case AccessEvent():
            told = {"outcome": old.outcome.value, "event_location": old.place, "by": old.by_words, "reason": old.reason_given}
            return out | told | {"kind": "access", "minutes": str(old.minutes or ""), "consequence": old.consequence}
    return out | {"kind": "observation"}


def _perceived(old: Observation) -> dict[str, str]:
    what = next((row.words[0] for row in phenomenon_rows() if row.phenomenon is old.phenomenon), "")
    low, high = old.distance_km_low, old.distance_km_high
    far = "" if low is None else f"{low:g} km" if high in (low, None) else f"{low:g}-{high:g} km"
    return {
        "kind": "observation",
        "means": old.means.value,
        "phenomenon": what,
        "count": _count(old),
        "weapon": old.weapon or "",
        "direction": f"{old.direction:g}°" if old.direction is not None else "",
        "distance": far,
        "remark": old.remark,
    }


def _count(old: Observation) -> str:
    low, high = old.count_low, old.count_high
    if low is None:
        return "multiple" if old.qualifier is Qualifier.MULTIPLE else f"up to {high}" if high is not None else ""
    if old.qualifier is Qualifier.AT_LEAST:
        return f"at least {low}"
    return f"{low}-{high}" if high not in (low, None) else f"about {low}" if old.qualifier is Qualifier.ABOUT else str(low)


@dataclass(frozen=True, slots=True)
class Sent:
    """What became of a form that was sent: the record's id, or what is wrong; `tried` where the fault is not in the form."""

    record: str
    errors: Mapping[str, str]
    known: bool = False
    tried: bool = False


def take(ledger: Ledger, desk: PostDesk, post: Post, fields: Mapping[str, str], key: str, stamp: Stamp, now: datetime) -> Sent:
    """Check what was sent, and record it."""
    checked: Checked = check(post, fields, now)
    if checked.errors:
        return Sent("", checked.errors)
    try:
        entered = enter_line(
            ledger, post, checked.cells, key, stamp,
            corrects=old_line(desk, post, fields.get("corrects", "")), why=" ".join(fields.get("why", "").split()),
        )  # fmt: skip
    except SourceError as error:
        return Sent("", {"": f"{capital(error.reason)}."})
    except Differs:
        return Sent("", {"": SENT_BEFORE})
    except LedgerError as error:  # no room, or somebody else has been writing for long
        return Sent("", {"": f"It could not be recorded: {error}. Send it again."}, tried=True)
    return Sent(entered.record.id, {}, entered.known)
