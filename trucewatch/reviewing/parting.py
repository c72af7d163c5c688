"""What is asked where two accounts of an incident part."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from trucewatch.model import Comparison, Counted, Incident, Relation, Span
from trucewatch.model.review import comparison_id
from trucewatch.reviewing.matter import Matter, question
from trucewatch.reviewing.queue import Waiting
from trucewatch.reviewing.rulings import COMPARISON
from trucewatch.reviewing.states import ReviewState, ReviewStatus, review_state
from trucewatch.reviewing.tying import bound_state

SHORT = 40  # characters of a quotation that fit into a question
ASKED: Mapping[Relation, str] = {
    Relation.DIFFERENT_NUMBERS: "different numbers",
    Relation.LIKE_MEASURES: "measures",
    Relation.DIFFERENT_ACTOR: "different actor",
    Relation.DIFFERENT_PLACE: "different place",
    Relation.DIFFERENT_DAY: "different day",
    Relation.PLANNED_DONE: "planned or done",
    Relation.CONDITIONAL_FLAT: "condition",
    Relation.TWO_RENDERINGS: "renderings",
    Relation.DIFFERENT_NAMING: "naming",
    Relation.FRAMED_DIFFERENTLY: "framing",
}


def comparisons(matter: Matter) -> Iterator[Waiting]:
    """Each pair of accounts that part on one point."""
    for comparison in matter.incident.comparisons:
        if comparison.relation not in ASKED or comparison.b is None:
            continue
        subject, values = comparison_id(comparison), _compared(matter, comparison)
        these, those = (_claims_at(matter, *side) for side in ((comparison.letter_a, comparison.a), _other(comparison)))
        yield question(
            matter,
            ASKED[comparison.relation],
            COMPARISON,
            subject,
            _compared_state(matter, subject, these, those),
            values=values,
            these=these,
            those=those,
            others=(matter.incident.id,),
            words=(comparison.a, comparison.b),
            letters=(comparison.letter_a, comparison.letter_b or ""),
        )


def _other(comparison: Comparison) -> tuple[str, Span]:
    assert comparison.b is not None, "only what two accounts say is compared here"
    return comparison.letter_b or "", comparison.b


def _claims_at(matter: Matter, letter: str, span: Span) -> tuple[str, ...]:
    """The claims of an account that these words belong to: those whose figure they are, else those whose quote covers them."""
    account = next((one for one in matter.incident.accounts if one.letter == letter), None)
    own = [matter.claims[key] for key in account.claim_ids if key in matter.claims] if account else []
    exact = [claim.id for claim in own if any(figure.span == span for figure in claim.figures)]
    return tuple(exact or [claim.id for claim in own if claim.quote.overlaps(span)] or [claim.id for claim in own])


def _compared(matter: Matter, comparison: Comparison) -> tuple[tuple[str, str], ...]:
    """What is asked for: the two numbers where they differ, else the words where they are short."""
    kind = _measure(matter.incident, comparison.a) or _measure(matter.incident, comparison.b)
    a, b = (_number(matter.incident, kind, letter) for letter in (comparison.letter_a, comparison.letter_b))
    if kind is None or not a or not b or a == b:
        a, b = (_quoted(span) for span in (comparison.a, comparison.b))
    signs = (("sign", comparison.why),)
    counted = (("counted", kind.value),) if kind else ()
    return (*((("a", a), ("b", b)) if a and b else ()), *counted, *signs, ("relation", comparison.relation.value))


def _measure(incident: Incident, span: Span | None) -> Counted | None:
    return next((one.kind for one in incident.figures if any(said.span == span for said in one.said)), None)


def _number(incident: Incident, kind: Counted | None, letter: str | None) -> str:
    """What an account's figures of a measure come to, where that is one number."""
    counts = [count for one in incident.figures if one.kind is kind for count in one.counts if count.letter == letter]
    numbers = {number for count in counts for number in (count.low, count.high)}
    return f"{numbers.pop() or 0:,}" if len(numbers) == 1 and None not in numbers else ""


def _quoted(span: Span | None) -> str:
    text = " ".join(span.text.split()) if span else ""
    return f"“{text}”" if 0 < len(text) <= SHORT else ""


def _compared_state(matter: Matter, subject: str, these: Sequence[str], those: Sequence[str]) -> ReviewState:
    """How a question on a comparison stands; whoever said that its two sides are two happenings has answered it too."""
    own = review_state(matter.on.get(subject, ()))
    bound = bound_state(matter, these, those)
    return own if own.status is not ReviewStatus.OPEN or bound.status is ReviewStatus.OPEN else bound
