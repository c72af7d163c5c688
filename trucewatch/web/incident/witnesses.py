"""Which posts could perceive an incident, and what their logs have to say of it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta

from trucewatch.assess.watching.logs import PostLog, logs_of
from trucewatch.assess.witnessing import LOUDEST_KM, witness
from trucewatch.catalogue.logbook import MOST_LINES, LogLine
from trucewatch.knowledge.distance import kilometres
from trucewatch.ledger import Ledger
from trucewatch.model import Cover, Incident, Interval, Place, Post, PostView, Witnessed, Witnessing
from trucewatch.publish.tongue import say
from trucewatch.publish.words import capital, count_words, full_sentence, term
from trucewatch.web.incident.case import Case
from trucewatch.web.parts import Words, in_sentences
from trucewatch.web.posts.desk import PostDesk

FAR_KM = LOUDEST_KM  # beyond it and a post's own range nothing is asked of its log

CAUTION = "A log is what one post perceived and wrote down. That nothing was logged does not show that nothing happened."


@dataclass(frozen=True, slots=True)
class WitnessRow:
    """One post: how far off, how well it could look and why not better, and the lines of its log that fit."""

    name: str
    operator: str
    distance: str
    view: str
    reasons: tuple[str, ...]
    logged: str
    words: tuple[Words, ...]


@dataclass(frozen=True, slots=True)
class WitnessBlock:
    """What the posts have to say of an incident; without a `verdict` the `reason` says it all."""

    verdict: str
    reason: str
    rows: tuple[WitnessRow, ...]
    caution: str = CAUTION


def witness_block(case: Case, ledger: Ledger) -> WitnessBlock | None:
    """The posts near an incident; None for what nobody at a post perceives."""
    found = _witnessed(case.incident, PostDesk(ledger, ledger.position(case.room.desk.moment)))
    if found.verdict is Witnessed.NOT_PERCEIVED:
        return None
    return WitnessBlock(
        verdict="" if found.verdict is Witnessed.BORNE_OUT else term("witnessed", found.verdict),
        reason=full_sentence(found.reason),
        rows=tuple(_row(case, view) for view in found.views),
    )


def _witnessed(incident: Incident, desk: PostDesk) -> Witnessing:
    """What the posts in reach have to say, from their logs of those days alone."""
    unasked = witness(incident, (), {})
    place, time = incident.place, incident.time
    if unasked.verdict in (Witnessed.NOT_PERCEIVED, Witnessed.CANNOT_TELL) or place is None or time is None:
        return unasked
    posts = desk.posts()
    near = [post for post in posts if _may_reach(post, place)]
    logs = {post.id: _log(desk, post, time) for post in near}
    return witness(incident, near or posts[:1], {key: log for key, log in logs.items() if log.days})


def _may_reach(post: Post, place: Place) -> bool:
    """True if a position of a post lies near enough to the place to be asked at all."""
    if place.middle is None:
        return False
    corners = [(y, x) for piece in place.ground.pieces for x, y in piece[0]] if place.ground else []
    size = max((kilometres(place.middle, corner) for corner in corners), default=0.0)
    far = FAR_KM + size + max((watch.range_km for watch in post.watches), default=0.0)
    return any(kilometres(place.middle, (one.latitude, one.longitude)) <= far + one.precision_km for one in post.positions)


def _log(desk: PostDesk, post: Post, time: Interval) -> PostLog:
    """The log of a post around the days of an incident: its clock may count them otherwise than ours."""
    try:
        first, last = time.start - timedelta(days=1), time.last + timedelta(days=1)
    except OverflowError:
        first, last = time.start, time.last
    lines: list[LogLine] = []
    after = ""
    while True:
        page = desk.lines(post.id, first=first, last=last, after=after, limit=MOST_LINES)
        lines += page.cards
        after = page.next
        if not after:
            break
    kept = logs_of(desk.records(lines)).get(post.id, PostLog())
    return PostLog(frozenset(day for _, day in desk.days(first, last, post.id)), kept.limits, kept.held)


def _row(case: Case, view: PostView) -> WitnessRow:
    return WitnessRow(
        name=view.name,
        operator=case.labels(view.operator),
        distance=f"{view.km:g} km" + ("" if view.within else ", perhaps out of range"),
        view=term("cover", view.view),
        reasons=view.reasons,
        logged=_logged(view),
        words=in_sentences(case.room.desk.report, view.words),
    )


def _logged(view: PostView) -> str:
    if view.logged:
        return f"{capital(count_words(len(view.logged), 'line'))} that fit{'s' if len(view.logged) == 1 else ''}."
    return say("Nothing that fits.") if view.view is not Cover.NONE else say("Nothing to go by.")
