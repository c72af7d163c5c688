"""Which questions an incident raises for a person: where accounts part, what was read with doubt, what waits for a second one."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from functools import cached_property

from trucewatch.knowledge.queue_tables import sign_rows
from trucewatch.model import (
    Claim,
    Comparison,
    Counted,
    Decision,
    Finding,
    Incident,
    Relation,
    Review,
    Span,
    State,
)
from trucewatch.model.review import comparison_id
from trucewatch.reviewing.doubting import doubt_of
from trucewatch.reviewing.queue import Sign, Waiting, first_few
from trucewatch.reviewing.rulings import COMPARISON
from trucewatch.reviewing.states import RecordChange, ReviewState, ReviewStatus, review_state

MOST = 6  # questions of one sort that an incident puts into the queue; an incident with 400 accounts could ask thousands
SHORT = 40  # characters of a quotation that fit into a question
CLAIM, INCIDENT, REPORT, QUESTION = "claim", "incident", "report", "question"
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
BINDING = frozenset({Decision.SAME, Decision.NOT_SAME})


@dataclass(frozen=True)
class Matter:
    """An incident with all that a question on it can rest on.

    `since` is when it was first recorded. `reviews` are those of the incident, its claims, comparisons and findings. `changes`
    are the versions of the incident's record. `near` are incidents told much alike that were not merged with it.
    """

    incident: Incident
    claims: Mapping[str, Claim]
    since: datetime
    findings: Sequence[Finding] = ()
    reviews: Sequence[Review] = ()
    changes: Sequence[RecordChange] = ()
    areas: tuple[str, ...] = ()
    near: tuple[tuple[Incident, float], ...] = ()

    @cached_property
    def told(self) -> tuple[Claim, ...]:
        """The claims that are held, in their order."""
        return tuple(self.claims[key] for key in self.incident.claim_ids if key in self.claims)

    @cached_property
    def on(self) -> Mapping[str, tuple[Review, ...]]:
        """The reviews by what they are on."""
        found: dict[str, tuple[Review, ...]] = {}
        for review in self.reviews:
            found[review.subject] = (*found.get(review.subject, ()), review)
        return found

    @cached_property
    def high(self) -> tuple[Sign, ...]:
        """The weightiest sign among the high figures of the incident, if there is one."""
        rows = sign_rows()
        told = [(rows[one.kind], _most(one.low, one.high)) for one in self.incident.figures if one.kind in rows]
        high = [(row, most) for row, most in told if most >= row.least]
        if not high:
            return ()
        row, most = max(high, key=lambda item: (item[0].weight, item[1], item[0].sign))
        return (Sign(row.sign, f"{most:,}"),)

    def letter_of(self, claim: str) -> str:
        """The account that a claim belongs to."""
        return next((account.letter for account in self.incident.accounts if claim in account.claim_ids), "")


def questions_of(matter: Matter) -> tuple[Waiting, ...]:
    """Every question on an incident, those that were decided among them, and what waits for a second person."""
    found = [item for ask in ASKING for item in ask(matter)]
    asked, waiting = _asked_again(found, list(_second(matter)))
    return (*first_few([item for item in asked if item.open], MOST), *(item for item in asked if not item.open), *waiting)


def _asked_again(found: Sequence[Waiting], waiting: Sequence[Waiting]) -> tuple[list[Waiting], list[Waiting]]:
    """A question that somebody asked a second person is the same question again, now with that sign."""
    asks = {(one.kind, one.subject): one for one in waiting if one.asked == QUESTION}
    again: dict[str, Waiting] = {}
    for item in found:
        if (ask := asks.get((item.kind, item.subject))) and not item.open and set(ask.others) <= {*item.others, *item.those}:
            signs = (*ask.signs, *item.signs)
            values = (*item.values, *ask.values)
            again[item.id] = replace(item, open=True, answers=ask.answers, signs=signs, values=values, by=ask.by)
    told = {one.answers for one in again.values()}
    return [again.get(item.id, item) for item in found], [one for one in waiting if one.answers not in told]


def _most(low: int | None, high: int | None) -> int:
    return max(low or 0, high or 0)


def _item(matter: Matter, asked: str, kind: str, subject: str, state: ReviewState, **more: object) -> Waiting:
    """The question, with the signs that all questions on the incident share."""
    item = Waiting(asked, kind, subject, matter.incident.id, matter.since)
    item = replace(item, **more)  # type: ignore[arg-type]
    own = (Sign(item.row.sign, item.value("sign")),) if item.row.sign and item.row.sign not in _names(item.signs) else ()
    changed = (Sign("changed", state.reopened.why or "its record"),) if state.reopened else ()
    return replace(
        item,
        signs=(*item.signs, *own, *matter.high, *changed),
        grade=matter.incident.state.value,
        agreements=tuple(sorted({finding.agreement_id for finding in matter.findings})),
        areas=matter.areas,
        by=_by(state.reviews),
        open=state.status is ReviewStatus.OPEN,
    )


def _names(signs: Iterable[Sign]) -> set[str]:
    return {sign.name for sign in signs}


def _by(reviews: Iterable[Review]) -> tuple[str, ...]:
    return tuple(sorted({review.by for review in reviews}))


def _comparisons(matter: Matter) -> Iterator[Waiting]:
    """Each pair of accounts that part on one point."""
    for comparison in matter.incident.comparisons:
        if comparison.relation not in ASKED or comparison.b is None:
            continue
        subject, values = comparison_id(comparison), _compared(matter, comparison)
        these, those = (_claims_at(matter, *side) for side in ((comparison.letter_a, comparison.a), _other(comparison)))
        yield _item(
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


def _merges(matter: Matter) -> Iterator[Waiting]:
    """Accounts that hang on to the others by weak evidence alone."""
    incident, least = matter.incident, sign_rows()["merge"].least / 100
    parts = _parts(incident.claim_ids, [(m.claim_a, m.claim_b) for m in incident.matches if m.score >= least])
    if len(parts) < 2 or not incident.matches:
        return
    largest, *rest = sorted(parts, key=lambda part: (-len(part), min(part)))
    for part in rest:
        letters = tuple(dict.fromkeys(filter(None, (matter.letter_of(key) for key in sorted(part)))))
        if set(letters) & {matter.letter_of(key) for key in largest}:
            continue  # one report tells it twice
        tying = [m for m in incident.matches if (m.claim_a in part) is not (m.claim_b in part)]
        if not tying:
            continue
        best = max(tying, key=lambda m: (m.score, m.claim_a, m.claim_b))
        these, those = tuple(sorted(part)), tuple(sorted(set(incident.claim_ids) - set(part)))
        yield _item(
            matter,
            "merge",
            CLAIM,
            these[0],
            _bound_state(matter, these, those),
            values=(
                ("letters", ", ".join(sorted(letters))),
                ("sign", f"{best.score * 100:.0f}"),
                ("why", "; ".join(best.reasons)),
            ),
            these=these,
            those=those,
            words=_quotes(matter, (best.claim_a, best.claim_b)),
            letters=tuple(sorted(letters)),
        )


def _parts(claims: Iterable[str], pairs: Iterable[tuple[str, str]]) -> list[frozenset[str]]:
    """The claims in sets that the pairs hold together."""
    part_of = {claim: frozenset({claim}) for claim in claims}
    for a, b in pairs:
        if a in part_of and b in part_of and part_of[a] is not part_of[b]:
            joined = part_of[a] | part_of[b]
            part_of.update(dict.fromkeys(joined, joined))
    return list(dict.fromkeys(part_of.values()))


def _near(matter: Matter) -> Iterator[Waiting]:
    """Incidents told much alike that were kept apart; asked of one of the two only, the one whose id comes first."""
    for other, score in matter.near:
        if other.id < matter.incident.id:
            continue
        these, those = matter.incident.claim_ids, other.claim_ids
        yield _item(
            matter,
            "near",
            CLAIM,
            these[0],
            _bound_state(matter, these, those),
            values=(("score", f"{score * 100:.0f}"),),
            these=these,
            those=those,
            others=(other.id,),
            words=_quotes(matter, these[:1]),
        )


def _compared_state(matter: Matter, subject: str, these: Sequence[str], those: Sequence[str]) -> ReviewState:
    """How a question on a comparison stands; whoever said that its two sides are two happenings has answered it too."""
    own = review_state(matter.on.get(subject, ()))
    bound = _bound_state(matter, these, those)
    return own if own.status is not ReviewStatus.OPEN or bound.status is ReviewStatus.OPEN else bound


def _bound_state(matter: Matter, these: Sequence[str], those: Sequence[str]) -> ReviewState:
    """How a question of one happening or two stands: by what was said of claims on its two sides."""
    one, other = frozenset(these), frozenset(those)
    own = [review for review in matter.reviews if _between(review, one, other)]
    about = {review.id for review in own}
    return review_state([*own, *(review for review in matter.reviews if review.about in about)])


def _between(review: Review, one: frozenset[str], other: frozenset[str]) -> bool:
    """True of a review that names claims of both sides and none besides."""
    a, b = frozenset(review.these), frozenset(review.those)
    if not a and not b and review.kind == CLAIM and review.others:  # asked, or said to be unclear
        a, b = frozenset({review.subject}), frozenset(review.others)
    elif review.decision not in BINDING:
        return False
    return bool(a and b) and ((a <= one and b <= other) or (a <= other and b <= one))


def _quotes(matter: Matter, claims: Sequence[str]) -> tuple[Span, ...]:
    return tuple(matter.claims[key].quote for key in claims if key in matter.claims)


def _origins(matter: Matter) -> Iterator[Waiting]:
    """Steps towards an origin that were inferred."""
    for account in matter.incident.accounts:
        for chain in account.chains:
            for link in (link for link in chain.links if link.likely):
                told = [one for one in matter.on.get(account.report_id, ()) if link.source in one.others]
                words = (*_quotes(matter, chain.claim_ids[:1]), *((link.words,) if link.words else ()))
                yield _item(
                    matter,
                    "origin",
                    REPORT,
                    account.report_id,
                    review_state(told),
                    others=(matter.incident.id, link.source),
                    values=(("outlet", account.outlet or account.report_id), ("source", link.source), ("why", link.reason)),
                    these=chain.claim_ids,
                    words=words,
                    letters=tuple(filter(None, (account.letter, link.letter))),
                )


def _whole(matter: Matter) -> Iterator[Waiting]:
    """The incident as a whole: whether its accounts exclude each other, else whether a high number is read right."""
    incident = matter.incident
    binding = {one.id for one in matter.on.get(incident.id, ()) if one.decision in BINDING}
    own = [one for one in matter.on.get(incident.id, ()) if one.id not in binding and one.about not in binding]
    state = review_state(own, matter.changes)
    if incident.state is State.CONTESTED:
        yield _item(matter, "contested", INCIDENT, incident.id, state, values=(("why", incident.state_reason),), **_all(matter))
    elif matter.high:
        kind, number = matter.high[0].name, matter.high[0].value
        yield _item(
            matter, "high figure", INCIDENT, incident.id, state, values=(("number", number), ("counted", kind)), **_all(matter)
        )


def _all(matter: Matter) -> dict[str, tuple[object, ...]]:
    """The words of an incident as a whole: the figures that it is about, else a quotation of each of its first accounts."""
    incident = matter.incident
    kinds = {sign.name for sign in matter.high}
    said = tuple(one.span for row in incident.figures if row.kind in kinds for one in row.said)
    firsts = [account.claim_ids[0] for account in incident.accounts if account.claim_ids]
    return {
        "words": (said or _quotes(matter, firsts))[:4],
        "letters": tuple(account.letter for account in incident.accounts[:4]),
        "these": incident.claim_ids,
    }


def _readings(matter: Matter) -> Iterator[Waiting]:
    """Claims that were read with doubt, each asked about the first thing that is in doubt."""
    for claim in matter.told:
        doubt = doubt_of(claim)
        if doubt is None:
            continue
        yield _item(
            matter,
            doubt.asked,
            "claim",
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
        yield _item(
            matter,
            "finding",
            "finding",
            finding.id,
            review_state(matter.on.get(finding.id, ())),
            values=(("clause", finding.clause_id or finding.agreement_id), ("agreement", finding.agreement_id)),
            words=finding.words[:4],
        )


def _second(matter: Matter) -> Iterator[Waiting]:
    """What others decided or asked, and nobody else has answered."""
    claims = {claim.id: claim for claim in matter.told}
    for subject, reviews in sorted(matter.on.items()):
        for review in review_state(reviews).waiting:
            item = second_opinion(review, matter.since, reviews)
            quote = (claims[subject].quote,) if subject in claims else ()
            yield replace(
                item,
                incident=matter.incident.id,
                signs=(*item.signs, *matter.high),
                words=(review.words,) if review.words else quote,
                grade=matter.incident.state.value,
                agreements=tuple(sorted({finding.agreement_id for finding in matter.findings})),
                areas=matter.areas,
                letters=tuple(filter(None, (matter.letter_of(subject),))),
            )


def second_opinion(review: Review, since: datetime, reviews: Sequence[Review]) -> Waiting:
    """A decision that counts only when another person agrees, or a question to another person."""
    told = (("by", review.by), ("decision", review.decision.value), ("reason", review.reason))
    change = (("field", review.field), ("old", review.old), ("new", review.new)) if review.field else ()
    return Waiting(
        QUESTION if review.decision is Decision.ASK else "second",
        review.kind,
        review.subject,
        "",
        _at(review) or since,
        (*told, *change),
        (Sign("second", review.by),),
        review.these,
        review.those,
        review.others,
        by=_by(reviews),
        answers=review.id,
    )


def _at(review: Review) -> datetime | None:
    try:
        at = datetime.fromisoformat(review.at)
    except ValueError:
        return None
    return at if at.tzinfo else None


ASKING: tuple[Callable[[Matter], Iterator[Waiting]], ...] = (
    _comparisons,
    _merges,
    _near,
    _origins,
    _whole,
    _readings,
    _findings,
)
