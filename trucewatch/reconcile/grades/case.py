"""An incident as it is graded: what is said, what is denied, and what is no longer said."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from trucewatch.knowledge.origin_tables import takes_back
from trucewatch.knowledge.sides import side_of
from trucewatch.model import Account, Claim, EventType, Realis
from trucewatch.reconcile.accounts.tellings import Telling
from trucewatch.reconcile.copies.credits import passage_of
from trucewatch.reconcile.facts import SPEECH, published_day
from trucewatch.reconcile.grades.backing import Camps, Word, words_of


@dataclass(frozen=True, slots=True)
class Case:
    """An incident as it is graded: its claims as words, by what they do, and who stands where.

    `said` carry it in its standing ("said to have happened"), `denials` say that it did not happen, `withdrawn` are no longer
    said, for the `reasons` given. `days` are the days of publication by letter.
    """

    words: tuple[Word, ...]
    said: tuple[Word, ...]
    denials: tuple[Word, ...]
    withdrawn: tuple[Word, ...]
    reasons: tuple[str, ...]
    days: Mapping[str, int]
    camps: Camps
    realis: Realis


def case_of(told: Sequence[Telling], accounts: Sequence[Account], realis: Realis, camps: Camps, gone: Mapping[str, str]) -> Case:
    """Sort the claims of an incident into what is said, denied and no longer said; `gone` gives reasons by claim."""
    reports = {one.letter: one.report for one in told}
    days = {letter: published_day(report) for letter, report in reports.items()}
    words = words_of(told, accounts)
    back = [word for word in words if takes_back(passage_of(reports[word.letter], [word.claim]))]
    taken = {word.origin: max(days[one.letter] for one in back if one.origin == word.origin) for word in back}
    reasons: dict[str, str] = {}
    for word in words:
        if word.claim.id in gone:
            reasons[word.claim.id] = gone[word.claim.id]
        elif word in back or days[word.letter] < taken.get(word.origin, -1):
            reasons[word.claim.id] = f"{word.origin} took it back"
    standing = [word for word in words if word.claim.id not in reasons]
    withdrawn = [word for word in words if word.claim.id in reasons and word not in back]
    return Case(
        words=words,
        said=tuple(word for word in standing if word.claim.realis is realis),
        denials=tuple(word for word in standing if word.claim.realis is Realis.NEGATED and _of_these(word.claim, camps, realis)),
        withdrawn=tuple(withdrawn or back),
        reasons=tuple(dict.fromkeys(reasons.values())),
        days=days,
        camps=camps,
        realis=realis,
    )


def _of_these(claim: Claim, camps: Camps, realis: Realis) -> bool:
    """False for a denial that speaks of other doers: that Russian aircraft struck says nothing of the Syrian ones."""
    meant = {side_of(actor.party) for actor in claim.actor if actor.party}
    return realis is Realis.NEGATED or not meant or not camps.doers or not meant.isdisjoint(camps.doers)


def is_broken_truce(claims: Iterable[Claim]) -> bool:
    """A truce said to have broken down is told as one that does not hold: an allegation, not a denial."""
    return all(c.type is EventType.RETREAT and c.mode == "ceasefire" and c.realis is Realis.NEGATED for c in claims)


def is_speech(claims: Iterable[Claim]) -> bool:
    """A threat is itself a happening: it was said, whatever it threatens."""
    return all(claim.type in SPEECH for claim in claims)
