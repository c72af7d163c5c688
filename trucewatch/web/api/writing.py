"""What programs may write: a decision of the person whose token they carry, and what others changed meanwhile."""

from __future__ import annotations

from dataclasses import asdict, dataclass, replace
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Query, Request, Response
from pydantic import Field, TypeAdapter

from trucewatch.client.answers import DecisionTaken, EffectItem
from trucewatch.errors import ReviewError
from trucewatch.knowledge.places import load_gazetteer
from trucewatch.ledger import Kind
from trucewatch.model import Decision, Review, Span
from trucewatch.model.review import REMARKS
from trucewatch.people import Role, Visitor
from trucewatch.pipeline import clock, machine_stamp
from trucewatch.reviewing.deciding import Decided, Draft, Meanwhile, decide
from trucewatch.web.api.asking import ALWAYS, tagged
from trucewatch.web.api.problems import ProblemError, described
from trucewatch.web.people.visiting import require
from trucewatch.web.site import Site, parameters

LARGEST = 2**53
Words = Annotated[str, Field(max_length=10_000)]
Id = Annotated[str, Field(min_length=1, max_length=2000)]
Ids = Annotated[tuple[Id, ...], Field(max_length=2000)]


@dataclass(frozen=True, slots=True)
class DecisionSent:
    """A decision as sent: on the record `subject` of this `kind`, by whoever saw the ledger up to entry `seen`.

    A correction gives `field` and `new`, and may quote the `words` it rests on; what else a decision takes is told in the
    documentation of reviews.
    """

    decision: Decision
    kind: Annotated[str, Field(max_length=20)]
    subject: Id
    seen: Annotated[int, Field(ge=0, le=LARGEST)]
    reason: Words = ""
    field: Annotated[str, Field(max_length=40)] = ""
    new: Words = ""
    old: Words = ""
    words: Span | None = None
    others: Ids = ()
    answers: Annotated[str, Field(max_length=2000)] = ""
    undoes: Annotated[str, Field(max_length=2000)] = ""


_CHANGES: TypeAdapter[tuple[Meanwhile, ...]] = TypeAdapter(tuple[Meanwhile, ...])


def routes(site: Site) -> APIRouter:
    """Reviews: those there are, and a new one."""
    router = APIRouter(responses=described(400, 401, 403, 503))

    @router.get("/reviews", summary="The decisions of people on one record, undone ones too", openapi_extra=parameters(ALWAYS))
    def reviews(
        request: Request,
        response: Response,
        subject: Annotated[str, Query(min_length=1, max_length=2000, description="the id of the record")],
    ) -> list[Review]:
        seq = site.room(request).catalogue.seq
        tagged(request, response, seq)
        return sorted(site.ledger.reviews(subject=subject, as_of=seq), key=lambda one: (one.at, one.id))

    @router.post(
        "/reviews",
        summary="Decide on a record",
        status_code=201,
        responses=described(409, 413),
        dependencies=[Depends(require(Role.CONTRIBUTOR))],
    )
    def review(sent: DecisionSent, visitor: Annotated[Visitor, Depends(require(Role.CONTRIBUTOR))]) -> DecisionTaken:
        if sent.decision not in REMARKS and not visitor.may(Role.REVIEWER):
            raise ProblemError(403, "forbidden", "Not with this role or token", "Decisions are for reviewers; leave a note.")
        return _decided(site, sent, visitor)

    return router


def _decided(site: Site, sent: DecisionSent, visitor: Visitor) -> DecisionTaken:
    draft = Draft(**{name: value for name, value in _fields(sent).items() if name != "seen"})
    if sent.kind in set(Kind) and not site.ledger.history(sent.kind, sent.subject):
        raise ProblemError(400, "question", "There is no such record", f"{sent.kind} {sent.subject[:80]!r} was never recorded")
    stamp = replace(machine_stamp(clock()), author=visitor.name)
    try:
        outcome = decide(site.ledger, draft, seen=sent.seen, gazetteer=load_gazetteer(), stamp=stamp)
    except ReviewError as error:
        raise ProblemError(400, "question", "The decision cannot be taken", str(error)) from error
    if isinstance(outcome, Decided):
        if outcome.later:
            site.following.ask()
        effects = tuple(EffectItem(one.kind, one.id, one.how, one.into) for one in outcome.effects)
        return DecisionTaken(outcome.review, effects, outcome.seq, outcome.again, outcome.later)
    changes = _CHANGES.dump_python(outcome.changes, mode="json")
    title = "Others changed the same record meanwhile; nothing was recorded"
    raise ProblemError(409, "overtaken", title, changes=changes, seq=outcome.seq, sent=asdict(sent))


def _fields(sent: DecisionSent) -> dict[str, Any]:
    return {name: getattr(sent, name) for name in sent.__slots__}
