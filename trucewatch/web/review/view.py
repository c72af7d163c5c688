"""Build the review page from the queue, the ledger and who is signed in."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from trucewatch.catalogue.waiting import WaitingList
from trucewatch.knowledge.review_tables import second_person_rules
from trucewatch.ledger import Kind, Ledger
from trucewatch.model import Decision, Review, ReviewField
from trucewatch.people import People, Present, Visitor
from trucewatch.publish.tongue import say
from trucewatch.publish.words import capital, counted, instant_words, joined, number
from trucewatch.reviewing.deciding import reviews_of
from trucewatch.reviewing.drafts import Draft
from trucewatch.reviewing.meanwhile import Meanwhile, since
from trucewatch.reviewing.queue import Waiting, Wanted
from trucewatch.reviewing.standing import needs_second
from trucewatch.reviewing.states import ReviewStatus, review_state
from trucewatch.web.parts import Room
from trucewatch.web.people.forms import Refused, Typed
from trucewatch.web.review.asked import DONE, grade_of, happened_words, question_words, reasons_words, weight_words
from trucewatch.web.review.drafting import choices_on, drafts_of
from trucewatch.web.review.opened import Opened, open_question
from trucewatch.web.review.page import (
    SHOWN,
    Last,
    OpenPage,
    ReviewPage,
    Seen,
    filters_of,
    form_rows,
    frame_of,
    head_words,
    item_href,
    may_decide,
    may_note,
    query_of,
    rest_words,
    session_words,
    task_of,
)

SITTING = timedelta(minutes=45)  # without a decision, after which a sitting is over
LONGEST_SITTING = timedelta(hours=16)
QUIET = 30  # days: an outlet silent for longer has stopped, it does not fail
FEWEST = 10  # reports, from which on it is known how often an outlet reports


@dataclass(frozen=True, slots=True)
class Look:
    """What one page of the queue is built with."""

    room: Room
    ledger: Ledger
    waiting: WaitingList
    people: People
    now: datetime
    wanted: Wanted
    query: Mapping[str, str]
    left: int

    @property
    def visitor(self) -> Visitor:
        """Who asks."""
        visitor = self.room.visitor
        return visitor if isinstance(visitor, Visitor) else Visitor(visitor.name, visitor.role)

    @property
    def first(self) -> int:
        """How many questions stand before the list."""
        told = self.query.get("first", "")
        return min(int(told), 10_000_000) if told.isascii() and told.isdigit() and len(told) < 9 else 0


def review_page(look: Look, item: Waiting | None, typed: Typed, *, gone: str = "") -> ReviewPage:
    """The page with a question opened, or the list alone."""
    wanted, waiting = look.wanted, look.waiting
    counts = waiting.count(wanted)
    place = waiting.place(item.id, wanted) if item else None
    first = look.first or max(0, (place or 0) - SHOWN // 3)
    around = waiting.page(wanted, first=first, limit=SHOWN + 1)
    held = look.people.presence.who([one.id for one in around] + ([item.id] if item else []), but=look.visitor.name)
    many = counts.get(wanted.group, 0) if wanted.group else sum(counts.values())
    mine = waiting.count(Wanted(mine=look.visitor.name)) if look.visitor.name else {}
    done_at = waiting.decided_at(look.visitor.name, after=look.now - LONGEST_SITTING) if look.visitor.name else ()
    decided, minutes = sitting(done_at, look.now)
    shown = around[:SHOWN]
    return ReviewPage(
        frame=frame_of(look.room),
        head=head_words(many, waiting.oldest(wanted), look.now, item is not None and item.open),
        filters=filters_of(wanted, counts, sum(mine.values())),
        tasks=tuple(
            task_of(one, wanted, look.now, item.id if item else "", _names(held.get(one.id, ()), look.now)) for one in shown
        ),
        more=f"/review{query_of(wanted, first=str(first + SHOWN))}" if len(around) > SHOWN else "",
        before=f"/review{query_of(wanted, first=str(max(0, first - SHOWN)))}" if first else "",
        fields={
            "group": wanted.group,
            "mine": "1" if wanted.mine else "",
            "incident": wanted.incident,
            "agreement": wanted.agreement,
            "area": wanted.area,
            "words": wanted.words,
        },
        agreements=tuple(sorted(one.id for one in look.room.desk.agreements())),
        item=_open_page(look, item, typed, place, many, held.get(item.id, ())) if item else None,
        gone=gone,
        typed=typed,
        last=_last(look),
        session=session_words(decided, minutes),
        rest=rest_words(minutes),
        filling=_filling(look),
        empty=_empty(look, counts) if not many else "",
        quiet=quiet_outlets(look.room) if item is None else (),
        files=query_of(wanted),
        of=look.query.get("of", "")[:100],
        seen=look.ledger.position(look.room.desk.moment),
        meanwhile=_changed(look, typed) if gone else (),
    )


def _changed(look: Look, typed: Typed) -> tuple[Seen, ...]:
    """What became of the incident whose question was being answered."""
    about, seen = typed["about"], typed["seen"]
    if not about or not (seen.isascii() and seen.isdigit()):
        return ()
    draft = Draft(Decision.REJECT, Kind.INCIDENT.value, about)
    return tuple(_seen(one) for one in since(look.ledger, draft, int(seen[:15]), by=look.visitor.name))


def _open_page(look: Look, item: Waiting, typed: Typed, place: int | None, many: int, held: Sequence[Present]) -> OpenPage:
    opened = open_question(look.room, item, look.ledger)
    around = look.waiting.page(look.wanted, first=max(0, (place or 0) - 1), limit=3)
    ids = [one.id for one in around]
    at = ids.index(item.id) if item.id in ids else -1
    before = ids[at - 1] if at > 0 else ""
    after = ids[at + 1] if 0 <= at < len(ids) - 1 else ids[0] if at < 0 and ids else ""
    state, reviews = _state(look, item)
    return OpenPage(
        id=item.id,
        place=say("%(count)s of %(count2)s", count=number(place + 1), count2=number(many)) if place is not None else "",
        held=_names(held, look.now),
        question=question_words(item),
        incident=item.incident,
        grade=grade_of(item),
        opened=opened,
        rows=form_rows(opened, typed),
        choices=choices_on(item, opened.rows),
        may=may_decide(look.visitor),
        may_note=may_note(look.visitor),
        own=_own(item, reviews, look.visitor),
        second=_second_words(item, opened),
        decided=state,
        typed=typed,
        seen=look.ledger.position(look.room.desk.moment),
        meanwhile=meanwhile_of(look.ledger, item, typed, look.visitor.name),
        reasons=reasons_words(item, look.now),
        weight=weight_words(item, look.now),
        previous=item_href(before, look.wanted) if before else "",
        next=item_href(after, look.wanted) if after else "",
        action=f"/review/{item.id}",
    )


def _state(look: Look, item: Waiting) -> tuple[str, tuple[Review, ...]]:
    """How the record stands where it was decided: in words, never "verified"."""
    reviews = reviews_of(look.ledger, item.kind, item.subject)
    if item.open:
        return "", reviews
    state = review_state(reviews)
    when = f" at {instant_words(_moment(state.at))}" if state.at else ""
    if state.status is ReviewStatus.CHECKED:
        return say(
            "Checked by two reviewers: %(sorted)s%(when)s.",
            sorted=joined(sorted({state.by, *state.second.split(", ")})),
            when=when,
        ), reviews
    word = DONE.get(state.decision, "Decided") if state.decision else say("Decided")
    if state.status is ReviewStatus.SECOND:
        return say("%(word)s by %(by)s%(when)s; it waits for a second reviewer.", word=word, by=state.by, when=when), reviews
    return (
        say("%(word)s by %(by)s%(when)s.", word=word, by=state.by, when=when)
        if state.by
        else say("This was answered on another question.")
    ), reviews


def _moment(at: str) -> datetime:
    found = datetime.fromisoformat(at)
    return found if found.tzinfo else found.replace(tzinfo=UTC)


def _own(item: Waiting, reviews: Sequence[Review], visitor: Visitor) -> str:
    """Why this visitor cannot be the second person; empty if that may be."""
    asked = next((review for review in reviews if review.id == item.answers), None)
    if asked is None or asked.by != visitor.name:
        return ""
    if asked.decision is Decision.ASK:
        return say("You asked for a second person here: another reviewer has to answer.")
    return say("You decided this: it needs a 2nd reviewer, who cannot be you.")


def _second_words(item: Waiting, opened: Opened) -> str:
    """What a second reviewer must agree to before it counts, of what can be decided here."""
    rules = second_person_rules()
    fields = {row.edit.field for row in opened.rows if row.edit}
    told = [
        row.reason
        for (decision, field), row in rules.items()
        if decision in item.row.decisions and (not field or field in fields or decision != Decision.CORRECT)
    ]
    return " ".join(dict.fromkeys(told))


def meanwhile_of(ledger: Ledger, item: Waiting, typed: Typed, name: str) -> tuple[Seen, ...]:
    """What others did to the same record since the form was opened that is now shown again."""
    seen = typed["seen"]
    if not typed.why or not (seen.isascii() and seen.isdigit()) or typed["decision"] not in set(Decision):
        return ()
    try:
        drafts = drafts_of(item, Decision(typed["decision"]), typed)
    except Refused:
        return ()
    found = {(one.seq, one.id): one for draft in drafts for one in since(ledger, draft, int(seen[:15]), by=name)}
    return tuple(_seen(one) for _, one in sorted(found.items()))


def _seen(one: Meanwhile) -> Seen:
    when = instant_words(_moment(one.at))
    review = one.review
    if review is not None and review.decision is Decision.CORRECT:
        field = ReviewField(review.field).value if review.field in set(ReviewField) else review.field
        return Seen(
            one.by,
            when,
            say("%(field)s corrected: %(reason)s", field=capital(field), reason=review.reason),
            review.old or "nothing",
            review.new or "nothing",
        )
    return Seen(one.by, when, capital(one.what))


def _names(held: Sequence[Present], now: datetime) -> tuple[str, ...]:
    return tuple(one.full_name or one.name for one in held)


def sitting(done_at: Sequence[datetime], now: datetime) -> tuple[int, int]:
    """How many decisions belong to the sitting that lasts, and its minutes; a long pause ends one."""
    started, many, later = now, 0, now
    for at in reversed(done_at):
        if later - at > SITTING:
            break
        started, many, later = at, many + 1, at
    return many, int((now - started).total_seconds() // 60)


def _last(look: Look) -> Last | None:
    """What the visitor decided last, out of the address that he was led to."""
    review = look.ledger.get(Kind.REVIEW, look.query.get("done", "")[:200]) if look.query.get("done") else None
    if not isinstance(review, Review) or review.by != look.visitor.name:
        return None
    item = look.waiting.get(look.query.get("of", ""))
    question = question_words(item) if item else f"{review.kind} {review.subject}"
    waits = needs_second(review) and review.decision is not Decision.UNDO
    href = item_href(item.id, look.wanted) if item else ""
    return Last(happened_words(review.decision, question), href, review.id, review.kind, review.subject, waits)


def _filling(look: Look) -> str:
    """That the queue is still being made, and how far it is."""
    if not look.left:
        return ""
    reach = look.waiting.reach()
    looked = (
        say("%(count)s incidents and demands were looked at so far", count=number(reach.many))
        if reach.anew
        else say("%(count)s to go", count=counted(look.left, "entry", "entries"))
    )
    return say("The queue is being filled: %(looked)s. What is shown is right, but not all.", looked=looked)


def _empty(look: Look, counts: Mapping[str, int]) -> str:
    """What an empty queue means: what is with a second person, and what was read and could not be."""
    room, second = look.room, counts.get("second", 0)
    moment = room.desk.as_of()
    reports = sum(many for _, many in room.catalogue.report_days())
    unread = len(room.desk.unread())
    with_second = f" {counted(second, 'question is', 'questions are')} with a second reviewer." if second else ""
    last = f" Last entry: {instant_words(moment)}." if moment else " Nothing was read yet."
    return f"{with_second}{last} {counted(reports, 'report')} with a day, {number(unread)} inputs could not be read.".strip()


def quiet_outlets(room: Room) -> tuple[str, ...]:
    """Outlets that usually report and have not for longer than they do: counts of these days may be low."""
    today, out = room.today(), []
    for card in room.catalogue.outlets():
        if card.first is None or card.last is None or card.reports < FEWEST:
            continue
        usual, silent = card.reports / ((card.last - card.first).days + 1), (today - card.last).days
        if silent <= QUIET and silent >= max(2, 3 / usual):
            rate = f"{usual:.0f} a day" if usual >= 1 else f"one in {1 / usual:.0f} days"
            silence = say(
                "%(name)s has sent nothing for %(count)s; it usually sends %(rate)s.",
                name=card.name,
                count=counted(silent, "day"),
                rate=rate,
            )
            out.append(say("%(silence)s Counts of these days may be low.", silence=silence))
    return tuple(out[:3])
