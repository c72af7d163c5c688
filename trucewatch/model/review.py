"""A person's decision on a record of the ledger: who, when, what, why, and what it takes back or answers."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from trucewatch.model.claim import Claim
from trucewatch.model.ids import content_id
from trucewatch.model.incident import Comparison
from trucewatch.model.report import Span


class Decision(StrEnum):
    """What a person decided. AGREE and DISAGREE answer another person's review, UNDO takes any review back."""

    ACCEPT = "accept"
    CORRECT = "correct"
    REJECT = "reject"
    SAME = "same"
    NOT_SAME = "not same"
    CONTRADICTION = "contradiction"
    UNCLEAR = "unclear"
    ASK = "ask"
    AGREE = "agree"
    DISAGREE = "disagree"
    NOTE = "note"
    UNDO = "undo"


ANSWERS = frozenset({Decision.AGREE, Decision.DISAGREE, Decision.UNDO})  # those that speak of another review
REMARKS = frozenset({Decision.NOTE, Decision.ASK})  # those that decide nothing


class ReviewField(StrEnum):
    """Which value a correction is of: those of a claim, and how two accounts stand to each other."""

    ACTOR = "actor"
    RECIPIENT = "recipient"
    PLACE = "place"
    TIME = "time"
    TYPE = "type"
    MODE = "mode"
    REALIS = "realis"
    FIGURE = "figure"
    SPEAKER = "speaker"
    DEADLINE = "deadline"
    RELATION = "relation"


@dataclass(frozen=True, slots=True)
class Review:
    """One decision on one record; `at` is an ISO instant with zone.

    `kind` is the kind of the record named by `subject`, as the ledger names kinds, or "comparison"; empty in reviews written
    before kinds were kept. A correction gives `field`, the value it was (`old`) and is to be (`new`), both as
    `reviewing.values` writes them, and the `words` it rests on where some were named. `others` are further records that the
    person named. `these` and `those` are the claims of either side where two sides are called the same or not the same
    happening, or said to contradict each other; of a whole incident that is rejected `these` are its claims. `seen` is the
    number of the ledger's last entry when it was decided. `answers` is the review that is agreed or disagreed with,
    `undoes` the one that is taken back; both carry the sides of the review they speak of.
    """

    id: str
    subject: str
    by: str
    at: str
    decision: Decision
    reason: str
    kind: str = ""
    field: str = ""
    old: str = ""
    new: str = ""
    words: Span | None = None
    others: tuple[str, ...] = ()
    these: tuple[str, ...] = ()
    those: tuple[str, ...] = ()
    seen: int = 0
    answers: str = ""
    undoes: str = ""

    @property
    def about(self) -> str:
        """The review that it answers or undoes; empty for any other."""
        return self.undoes or self.answers

    @property
    def claims(self) -> tuple[str, ...]:
        """The claims whose reading or merging it bears on, each once."""
        own = (self.subject,) if self.kind == "claim" else ()
        return tuple(dict.fromkeys((*own, *self.these, *self.those)))


@dataclass(frozen=True, slots=True)
class Bond:
    """What persons decided on a claim's company, for merging.

    `tie` is the name that all claims share which are called one happening with it (empty if none). `apart` are names of claims,
    or of such ties, that it may not stand with; `bound_name` gives the name by which another is told there.
    """

    tie: str = ""
    apart: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Ruling:
    """What a person decided on how two accounts stand to each other, for grading.

    `comparison` is the id that `comparison_id` gives; empty where a contradiction was confirmed of a whole incident, of
    `statement`. `relation` is what the comparison is to be, empty if that stays. `claims` are the claims compared.
    """

    review: str
    by: str
    at: str
    reason: str
    claims: tuple[str, ...]
    comparison: str = ""
    relation: str = ""
    contradiction: bool = False
    statement: str = ""
    agreed_by: str = ""


def review_id(review: Review) -> str:
    """The id that the content of a review gives; its own `id` is left out."""
    words = review.words
    told = (words.report_id, words.start, words.end) if words else ()
    fields = (review.kind, review.subject, review.by, review.at, review.decision, review.reason, review.field, review.old)
    listed = ("\x1e".join(names) for names in (review.others, review.these, review.those))
    return content_id("review", *fields, review.new, *told, *listed, review.seen, review.answers, review.undoes)


def comparison_id(comparison: Comparison) -> str:
    """The name of a comparison: from the words on both sides alone, so that it stays when letters or classes change."""
    spans = sorted((span.report_id, span.start, span.end) for span in (comparison.a, comparison.b) if span)
    return content_id("comparison", *(part for span in spans for part in span))


@dataclass(frozen=True, slots=True)
class Corrected:
    """A claim with the corrections that stand on it: the claim as it now counts, and each correction applied.

    `rejected` is the review that rejects it (it then takes no part in merging); `loose` are corrections of a value that the
    claim no longer has.
    """

    claim: Claim
    changes: tuple[Review, ...] = ()
    rejected: Review | None = None
    loose: tuple[Review, ...] = ()
