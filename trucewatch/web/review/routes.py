"""The addresses of the queue: look, decide, take back, choose a party or a place."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime
from functools import cached_property
from typing import Annotated

from fastapi import APIRouter, Depends, Request, Response
from fastapi.responses import HTMLResponse, JSONResponse, RedirectResponse
from starlette.exceptions import HTTPException

from trucewatch.catalogue import Question
from trucewatch.catalogue.making import Atlas
from trucewatch.catalogue.matters import Kept
from trucewatch.catalogue.waiting import WaitingList
from trucewatch.errors import ReviewError
from trucewatch.knowledge.places import load_gazetteer
from trucewatch.knowledge.posts import load_posts
from trucewatch.ledger import Stamp
from trucewatch.model import Decision, Review
from trucewatch.people import Role, Visitor
from trucewatch.pipeline import machine_stamp
from trucewatch.publish.tongue import say, speak
from trucewatch.reviewing.deciding import Decided, decide
from trucewatch.reviewing.drafts import Draft
from trucewatch.reviewing.queue import Waiting, Wanted
from trucewatch.web.lists import Listing, add_files
from trucewatch.web.people import require
from trucewatch.web.people.forms import Refused, Typed, filled, once, typed
from trucewatch.web.people.visiting import people_of
from trucewatch.web.review.asked import CHOICES
from trucewatch.web.review.drafting import choices_on, drafts_of
from trucewatch.web.review.finding import choices_of
from trucewatch.web.review.listing import listing_of
from trucewatch.web.review.page import FIELDS, item_href, query_of, wanted_of
from trucewatch.web.review.view import Look, review_page
from trucewatch.web.site import Site, asked, language_of

READER = Annotated[Visitor, Depends(require(Role.VIEWER))]
WRITER = Annotated[Visitor, Depends(require(Role.CONTRIBUTOR))]
REVIEWER = Annotated[Visitor, Depends(require(Role.REVIEWER))]
QUESTION = "#question"
MOST_FOUND = 1000  # incidents that are looked through for words
WITHOUT_REASON = frozenset(name for name, choice in CHOICES.items() if not choice.reason)


def utc_now() -> datetime:
    """This moment."""
    return datetime.now(UTC)


class Queue:
    """The queue of one site, opened when it is first asked for."""

    def __init__(self, site: Site, now: Callable[[], datetime]) -> None:
        self.site, self.now = site, now

    @cached_property
    def waiting(self) -> WaitingList:
        """The questions that wait."""
        atlas = Atlas(load_gazetteer(), load_posts())
        return WaitingList(self.site.ledger, Kept(atlas.areas))

    def keep_up(self) -> int:
        """Take the queue as far as the ledger is; how many entries are left."""
        return self.waiting.keep_up(self.now(), self.site.today())

    def among(self, wanted: Wanted) -> Wanted:
        """The incidents that have the words asked for, looked up in the catalogue."""
        if not wanted.words.strip():
            return wanted
        self.site.catalogue.catch_up()
        shelf = self.site.catalogue.at(None)
        return replace(wanted, among=shelf.ids(Question(words=wanted.words), limit=MOST_FOUND))

    def look(self, request: Request, wanted: Wanted | None = None) -> Look:
        """What a page is built with, the queue taken as far as the ledger is."""
        if not self.waiting.is_kept():
            speak(language_of(request))
            raise HTTPException(503, say("No questions are kept on this copy."))
        left, room, query = self.keep_up(), self.site.room(request), asked(request)
        visitor = room.visitor
        own = wanted_of(query, visitor if isinstance(visitor, Visitor) else Visitor(visitor.name, visitor.role))
        return Look(room, self.site.ledger, self.waiting, people_of(request), self.now(), self.among(wanted or own), query, left)

    def stamp(self, name: str) -> Stamp:
        """Who decides, and when."""
        made = machine_stamp(self.now())
        return Stamp(made.at, name, made.code, made.model, made.knowledge)


def routes(site: Site, now: Callable[[], datetime] = utc_now) -> APIRouter:
    """Everything about the queue."""
    router, queue = APIRouter(), Queue(site, now)
    _files(router, queue)
    _looking(router, queue)
    _deciding(router, queue)
    return router


def _files(router: APIRouter, queue: Queue) -> None:
    def listing(request: Request) -> Listing:
        require(Role.VIEWER)(request)
        return listing_of(queue.look(request))

    add_files(
        router, "/review", listing, what="The questions that wait for review", fields=FIELDS, endings=("csv", "json", "atom")
    )


def _looking(router: APIRouter, queue: Queue) -> None:
    @router.api_route("/review", methods=["GET", "HEAD"], include_in_schema=False, response_class=HTMLResponse)
    def first(request: Request, visitor: READER) -> Response:
        look = queue.look(request)
        found = look.waiting.page(look.wanted, first=look.first, limit=1)
        if not found:
            return _shown(request, look, None)
        more = {name: look.query[name] for name in ("first", "done", "of") if name in look.query}
        return RedirectResponse(item_href(found[0].id, look.wanted, **more), status_code=303)  # what is typed stays with it

    @router.get("/review/choices", include_in_schema=False)
    def choices(request: Request, visitor: READER) -> Response:
        query = asked(request)
        rows = choices_of(query.get("field", ""), query.get("q", "")[:100])
        return JSONResponse([{"value": value, "label": label} for value, label in rows])

    @router.api_route("/review/{item_id}", methods=["GET", "HEAD"], include_in_schema=False, response_class=HTMLResponse)
    def one(request: Request, item_id: str, visitor: READER) -> Response:
        look = queue.look(request)
        item = look.waiting.get(item_id)
        if item is None:
            kept = filled(request, f"/review/{item_id}")
            gone = "This question is not asked any more: what it was about has changed, or was put together with something else."
            return queue.site.show(request, "review.html", review_page(look, None, kept, gone=gone), 200 if kept else 404)
        return _shown(request, look, item)

    def _shown(request: Request, look: Look, item: Waiting | None) -> Response:
        kept = filled(request, f"/review/{item.id}") if item else Typed()
        if item is not None and look.visitor.name:
            look.people.presence.look(item.id, look.visitor.name)
        return queue.site.show(request, "review.html", review_page(look, item, kept))


def _deciding(router: APIRouter, queue: Queue) -> None:
    @router.post("/review/undo", include_in_schema=False)
    def undo(request: Request, visitor: REVIEWER) -> Response:
        fields = typed(request)

        def act() -> str:
            draft = Draft(Decision.UNDO, fields["kind"], fields["subject"], undoes=fields["review"])
            review = _decided(queue, draft, visitor.name, fields["seen"])
            queue.keep_up()
            return _on(fields["of"], fields, review, fields["of"])

        return once(request, act)

    @router.post("/review/{item_id}", include_in_schema=False)
    def decides(request: Request, item_id: str, visitor: WRITER) -> Response:
        fields = typed(request)
        if fields["decision"] != Decision.NOTE and not visitor.may(Role.REVIEWER):
            raise HTTPException(403, "Deciding is for reviewers; a contributor can add a note.")
        return once(request, lambda: _act(queue, request, item_id, visitor.name, fields))


def _act(queue: Queue, request: Request, item_id: str, name: str, fields: Typed) -> str:
    """Decide, and lead to the question that is next."""
    item = queue.waiting.get(item_id)
    if item is None:
        raise Refused("This question is not asked any more; nothing was recorded.")
    decision = _decision(item, fields)
    wanted = queue.among(wanted_of(_query(fields), Visitor(name, Role.REVIEWER)))
    place = queue.waiting.place(item.id, wanted) or 0
    review: Review | None = None
    for draft in drafts_of(item, decision, fields):
        review = _decided(queue, draft, name, fields["seen"])
    queue.keep_up()
    found = queue.waiting.page(wanted, first=place, limit=1)
    following = found or queue.waiting.page(wanted, limit=1)
    return _on(following[0].id if following else "", fields, review, item.id)


def _decision(item: Waiting, fields: Typed) -> Decision:
    """The decision of a form, if it can be taken here and has what it asks for."""
    name = fields["decision"]
    if name not in set(Decision):
        raise Refused("No decision was chosen.")
    if name != Decision.NOTE and name not in {choice.code for choice in choices_on(item, ())}:
        raise Refused(f"“{name}” does not answer this question.")
    if name not in WITHOUT_REASON and not fields["reason"].strip():
        raise Refused("This decision asks for a reason: what in the words decides it?")
    return Decision(name)


def _decided(queue: Queue, draft: Draft, name: str, seen: str) -> Review:
    """Take one decision into the ledger; Refused with the words where that is not possible."""
    looked = int(seen[:15]) if seen.isascii() and seen.isdigit() else queue.site.ledger.head()[0]
    try:
        answer = decide(queue.site.ledger, draft, seen=looked, gazetteer=load_gazetteer(), stamp=queue.stamp(name))
    except ReviewError as error:
        raise Refused(f"This cannot be recorded: {error}.") from error
    if not isinstance(answer, Decided):
        raise Refused("Others changed this since you opened it. Nothing of yours was lost: look at the change and decide again.")
    if answer.later:
        queue.site.following.ask()
    return answer.review


def _on(item_id: str, fields: Typed, review: Review | None, of: str) -> str:
    """The page after a decision: the next question, with what was done last."""
    wanted = wanted_of(_query(fields), Visitor("me", Role.REVIEWER))
    told = {"done": review.id, "of": of} if review else {}
    return f"{item_href(item_id, wanted, **told)}{QUESTION}" if item_id else f"/review{query_of(wanted, **told)}"


def _query(fields: Typed) -> dict[str, str]:
    """The filter that the form carries along."""
    return {name: fields[f"filter.{name}"] for name in FIELDS}
