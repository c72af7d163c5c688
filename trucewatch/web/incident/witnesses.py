"""Which posts could perceive an incident, and what their logs have to say of it."""

from __future__ import annotations

from dataclasses import dataclass

from trucewatch.assess.witnessing import witness
from trucewatch.model import Cover, PostView, Witnessed
from trucewatch.publish.words import capital, count_words, full_sentence, term
from trucewatch.web.incident.case import Case
from trucewatch.web.parts import Words, in_sentences

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


def witness_block(case: Case) -> WitnessBlock | None:
    """The posts near an incident; None for what nobody at a post perceives."""
    desk = case.room.desk
    found = witness(case.incident, desk.posts(), desk.logs())
    if found.verdict is Witnessed.NOT_PERCEIVED:
        return None
    return WitnessBlock(
        verdict="" if found.verdict is Witnessed.BORNE_OUT else term("witnessed", found.verdict),
        reason=full_sentence(found.reason),
        rows=tuple(_row(case, view) for view in found.views),
    )


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
    return "Nothing that fits." if view.view is not Cover.NONE else "Nothing to go by."
