"""What the questions on an incident rest on, and how one of them is put."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from functools import cached_property
from typing import TypedDict, Unpack

from trucewatch.knowledge.queue_tables import sign_rows
from trucewatch.model import Claim, Finding, Incident, Review, Span
from trucewatch.reviewing.queue import Sign, Waiting
from trucewatch.reviewing.states import RecordChange, ReviewState, ReviewStatus

CLAIM, INCIDENT, REPORT = "claim", "incident", "report"


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


class Rests(TypedDict, total=False):
    """What a question rests on, as `Waiting` names it."""

    values: tuple[tuple[str, str], ...]
    signs: tuple[Sign, ...]
    these: tuple[str, ...]
    those: tuple[str, ...]
    others: tuple[str, ...]
    words: tuple[Span, ...]
    letters: tuple[str, ...]


def question(matter: Matter, asked: str, kind: str, subject: str, state: ReviewState, **rests: Unpack[Rests]) -> Waiting:
    """The question, with the signs that all questions on the incident share."""
    item = Waiting(asked, kind, subject, matter.incident.id, matter.since, **rests)
    own = (Sign(item.row.sign, item.value("sign")),) if item.row.sign and item.row.sign not in _names(item.signs) else ()
    changed = (Sign("changed", state.reopened.why or "its record"),) if state.reopened else ()
    return replace(
        item,
        signs=(*item.signs, *own, *matter.high, *changed),
        grade=matter.incident.state.value,
        agreements=tuple(sorted({finding.agreement_id for finding in matter.findings})),
        areas=matter.areas,
        by=by_whom(state.reviews),
        open=state.status is ReviewStatus.OPEN,
    )


def by_whom(reviews: Iterable[Review]) -> tuple[str, ...]:
    """Whoever said something, each once, by name."""
    return tuple(sorted({review.by for review in reviews}))


def quotes(matter: Matter, claims: Sequence[str]) -> tuple[Span, ...]:
    """The quotations of those claims that are held."""
    return tuple(matter.claims[key].quote for key in claims if key in matter.claims)


def _names(signs: Iterable[Sign]) -> set[str]:
    return {sign.name for sign in signs}


def _most(low: int | None, high: int | None) -> int:
    return max(low or 0, high or 0)
