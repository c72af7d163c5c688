"""The page of one post: whose it is, how it fared, its coverage calendar, its log, patrols stopped, and weapons seen."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from markupsafe import Markup

from trucewatch.model import AccessEvent, HardwareSighting, Post
from trucewatch.people import Role, Visitor
from trucewatch.publish.tongue import in_source, say
from trucewatch.publish.words import (
    agreement_url,
    counted,
    joined,
    note,
    perceived_words,
    range_words,
    short_day,
    term,
)
from trucewatch.web.lists import FileLink, file_links
from trucewatch.web.parts import Frame, Room, Strong, frame
from trucewatch.web.posts.asked import SORTS, Asked, asked_lines
from trucewatch.web.posts.desk import PostDesk
from trucewatch.web.posts.drawing import Hut, draw_posts
from trucewatch.web.posts.lines import LineRow, Sighting, Stopped, rows_of, sighting_of, stopped_of
from trucewatch.web.posts.listing import post_url
from trucewatch.web.posts.months import WEEKDAYS, Month, month_of
from trucewatch.web.posts.states import Stand, stand_of

LINES = 50  # lines of the log on a page
FEW = 20  # patrols and weapons; the log has the rest


@dataclass(frozen=True, slots=True)
class Turn:
    """A turn in the life of the post, and on whose word."""

    day: str
    words: str
    source: str


@dataclass(frozen=True, slots=True)
class PostPage:
    """What `post.html` shows."""

    frame: Frame
    id: str
    here: str
    name: str
    lede: tuple[Strong, ...]
    stand: Stand
    facts: tuple[tuple[str, str], ...]
    agreement: tuple[str, str] | None
    plate: Markup | None
    life: tuple[Turn, ...]
    month: Month
    weekdays: tuple[str, ...]
    asked: Asked
    sorts: tuple[tuple[str, str], ...]
    lines: tuple[LineRow, ...]
    counted: str
    next: str
    stopped: tuple[Stopped, ...]
    stopped_sum: str
    sightings: tuple[Sighting, ...]
    went: str
    problems: tuple[str, ...]
    files: tuple[FileLink, ...]
    observe: str


def post_page(room: Room, desk: PostDesk, post: Post, query: Mapping[str, str], visitor: Visitor) -> PostPage:
    """One post; the query chooses the month of the calendar and the lines of the log."""
    asked, today = asked_lines(query), room.today()
    problems = list(asked.problems)
    span = desk.span(post.id)
    month = month_of(desk, post, query.get("month", ""), min(span[1], today) if span else today, today, problems)
    page = desk.lines(
        post.id, sorts=(asked.kind,) if asked.kind else (), what=asked.what, first=asked.first, last=asked.last,
        after=asked.after, limit=LINES,
    )  # fmt: skip
    tally = desk.book.tally(desk.seq, post=post.id)
    sorts = (asked.kind,) if asked.kind else ()
    found = desk.book.tally(desk.seq, post=post.id, sorts=sorts, what=asked.what, first=asked.first, last=asked.last)
    stopped = desk.records(desk.lines(post.id, sorts=("access",), limit=FEW).cards)
    sighted = desk.records(desk.lines(post.id, sorts=("sighting",), limit=FEW).cards)
    may = visitor.may(Role.CONTRIBUTOR)
    return PostPage(
        frame=frame(room, "posts", post.name),
        id=post.id,
        here=post_url(post.id),
        name=post.name,
        lede=_lede(room, post, span, sum(row[3] for row in tally)),
        stand=stand_of(post, today),
        facts=_facts(room, post, span),
        agreement=(post.agreement, agreement_url(post.agreement)) if post.agreement else None,
        plate=_plate(post, stand_of(post, today)),
        life=tuple(
            Turn(short_day(e.on), f"{e.status}{', unsure' if e.unsure else ''}{f'; {e.note}' if e.note else ''}", e.source)
            for e in post.events
        ),
        month=month,
        weekdays=tuple(say(day) for day in WEEKDAYS),
        asked=asked,
        sorts=tuple(SORTS.items()),
        lines=rows_of(desk, post, desk.records(page.cards), room.labels, may_correct=may),
        counted=counted(sum(row[3] for row in found), "line"),
        next=asked.query(after=page.next) if page.next else "",
        stopped=tuple(stopped_of(one, room.labels) for one in stopped if isinstance(one, AccessEvent)),
        stopped_sum=_stopped_sum(tally),
        sightings=tuple(sighting_of(one, room.labels) for one in sighted if isinstance(one, HardwareSighting)),
        went=_went(tally),
        problems=tuple(problems),
        files=file_links(post_url(post.id), asked.query(after="")),
        observe=f"{post_url(post.id)}/observe",
    )


@in_source
def _lede(room: Room, post: Post, span: tuple[date, date] | None, lines: int) -> tuple[Strong, ...]:
    stand = stand_of(post, room.today())
    out = [Strong(f"Manned by {room.labels(post.operator)}; "), Strong(stand.words, True)]
    out += [Strong(f", according to {stand.according}")] if stand.according and stand.code == "behind" else []
    out.append(Strong(". "))
    if span is None:
        return (*out, Strong(say("No log of it is held, so nobody can tell from here when it looked.")))
    return (*out, Strong(f"Its log here has {counted(lines, 'line')}, of "), Strong(range_words(*span), True), Strong("."))


def _facts(room: Room, post: Post, span: tuple[date, date] | None) -> tuple[tuple[str, str], ...]:
    spot = post.positions[-1] if post.positions else None
    reach = [f"{note('means', watch.means)} {watch.range_km:g} km" for watch in post.watches]
    out = [
        ("Manned by", room.labels(post.operator)),
        (say("Task"), post.mandate),
        (say("Also called"), joined(post.names)),
        (
            say("Stands at"),
            f"{spot.latitude:.2f}, {spot.longitude:.2f}, known to {spot.precision_km:g} km ({spot.source})"
            if spot
            else say("not known closely enough to be kept"),
        ),
        (say("Perceives"), "; ".join(reach) or say("what it can perceive is not registered, so its coverage is not counted")),
        (say("Its clock"), post.zone),
        (say("Log held"), range_words(*span) if span else "none"),
        (say("Note"), post.note),
        *((say("Sources") if n == 0 else "", source) for n, source in enumerate(post.sources)),
    ]
    return tuple((name, value) for name, value in out if value)


def _plate(post: Post, stand: Stand) -> Markup | None:
    huts = [
        Hut(spot.latitude, spot.longitude, spot.precision_km, stand.code, post.name, stand.words, post_url(post.id))
        for spot in post.positions[-1:]
    ]
    return draw_posts(tuple(huts), say("Where %(name)s is said to stand", name=post.name), 420, 300)


Tally = Sequence[tuple[str, str, str, int, int]]


def _stopped_sum(tally: Tally) -> str:
    """How the patrols fared: "12 patrols: 7 denied, 3 delayed"."""
    found = [(what, many) for _, sort, what, many, _ in tally if sort == "access"]
    if not found:
        return ""
    parts = ", ".join(f"{many} {term('outcome', what)}" for what, many in found)
    return f"{counted(sum(many for _, many in found), 'patrol')}: {parts}"


def _went(tally: Tally) -> str:
    """What of the log became claims, which is what incidents are merged from."""
    lines, claims = sum(row[3] for row in tally), sum(row[4] for row in tally)
    if not lines:
        return ""
    told = [
        f"{many} {perceived_words(what, one=many == 1)}"
        for _, sort, what, many, _ in tally
        if sort == "observation" and what != "nothing"
    ]
    return f"{counted(claims, 'line')} of {lines} tell of something that incidents are made from" + (
        f"; by what was perceived: lines on {', '.join(told)}." if told else "."
    )
