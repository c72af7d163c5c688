"""Which questions an incident raises for a person: where accounts part, what was read with doubt, what waits for a second one."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from trucewatch.model import State
from trucewatch.reviewing.doubting import doubt_of
from trucewatch.reviewing.matter import CLAIM, INCIDENT, Matter, Rests, question, quotes
from trucewatch.reviewing.parting import comparisons
from trucewatch.reviewing.queue import Waiting, first_few
from trucewatch.reviewing.second import asked_again, second_opinions
from trucewatch.reviewing.states import review_state
from trucewatch.reviewing.tying import BINDING, merges, near, origins

MOST = 6  # questions of one sort that an incident puts into the queue; an incident with 400 accounts could ask thousands


def questions_of(matter: Matter) -> tuple[Waiting, ...]:
    """Every question on an incident, those that were decided among them, and what waits for a second person."""
    found = [item for ask in ASKING for item in ask(matter)]
    asked, waiting = asked_again(found, list(second_opinions(matter)))
    return (*first_few([item for item in asked if item.open], MOST), *(item for item in asked if not item.open), *waiting)


def _whole(matter: Matter) -> Iterator[Waiting]:
    """The incident as a whole: whether its accounts exclude each other, else whether a high number is read right."""
    incident = matter.incident
    binding = {one.id for one in matter.on.get(incident.id, ()) if one.decision in BINDING}
    own = [one for one in matter.on.get(incident.id, ()) if one.id not in binding and one.about not in binding]
    state = review_state(own, matter.changes)
    if incident.state is State.CONTESTED:
        yield question(matter, "contested", INCIDENT, incident.id, state, **_all(matter, ("why", incident.state_reason)))
    elif matter.high:
        told = (("number", matter.high[0].value), ("counted", matter.high[0].name))
        yield question(matter, "high figure", INCIDENT, incident.id, state, **_all(matter, *told))


def _all(matter: Matter, *values: tuple[str, str]) -> Rests:
    """The words of an incident as a whole: the figures that it is about, else a quotation of each of its first accounts."""
    incident = matter.incident
    kinds = {sign.name for sign in matter.high}
    said = tuple(one.span for row in incident.figures if row.kind in kinds for one in row.said)
    firsts = [account.claim_ids[0] for account in incident.accounts if account.claim_ids]
    return {
        "values": values,
        "words": (said or quotes(matter, firsts))[:4],
        "letters": tuple(account.letter for account in incident.accounts[:4]),
        "these": incident.claim_ids,
    }


def _readings(matter: Matter) -> Iterator[Waiting]:
    """Claims that were read with doubt, each asked about the first thing that is in doubt."""
    for claim in matter.told:
        doubt = doubt_of(claim)
        if doubt is None:
            continue
        yield question(
            matter,
            doubt.asked,
            CLAIM,
            claim.id,
            review_state([one for one in matter.on.get(claim.id, ()) if not (one.others or one.these)]),
            values=doubt.values,
            signs=doubt.signs,
            words=doubt.words,
            letters=(matter.letter_of(claim.id),),
        )


def _findings(matter: Matter) -> Iterator[Waiting]:
    """Findings that hang on how the clause is read."""
    for finding in matter.findings:
        if len({one.state for one in finding.readings}) < 2:
            continue
        yield question(
            matter,
            "finding",
            "finding",
            finding.id,
            review_state(matter.on.get(finding.id, ())),
            values=(("clause", finding.clause_id or finding.agreement_id), ("agreement", finding.agreement_id)),
            words=finding.words[:4],
        )


ASKING: tuple[Callable[[Matter], Iterator[Waiting]], ...] = (
    comparisons,
    merges,
    near,
    origins,
    _whole,
    _readings,
    _findings,
)
