"""Make drafts of decisions out of a form: which record each decision of a question is on, and which values were changed."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence

from trucewatch.knowledge.parties import load_parties
from trucewatch.knowledge.party_search import explain_name
from trucewatch.knowledge.places import load_gazetteer
from trucewatch.model import Decision, ReviewField
from trucewatch.publish.words import joined
from trucewatch.reconcile.grades.ruled import CONTRADICTS
from trucewatch.reviewing.drafts import Draft
from trucewatch.reviewing.queue import Waiting
from trucewatch.web.people.forms import Refused, Typed
from trucewatch.web.review.asked import CHOICES, Choice
from trucewatch.web.review.rows import Row, place_words

CLAIM, COMPARISON = "claim", "comparison"
BY_KIND: Mapping[str, tuple[str, ...]] = {  # the decisions on a record where a colleague asks without a question of ours
    "claim": ("accept", "correct", "unclear", "ask", "reject"),
    "incident": ("accept", "contradiction", "unclear", "ask", "reject"),
    "finding": ("accept", "unclear", "ask", "reject"),
    "ultimatum": ("accept", "unclear", "ask", "reject"),
    "report": ("accept", "unclear", "ask", "reject"),
    "comparison": ("accept", "correct", "contradiction", "unclear", "ask", "reject"),
}


def choices_on(item: Waiting, rows: Sequence[Row]) -> tuple[Choice, ...]:
    """The decisions that answer a question, the likeliest first; what cannot be said here says why."""
    names = BY_KIND.get(item.kind, ("accept", "unclear")) if item.asked == "question" else item.row.decisions
    editable = any(row.edit for row in rows)
    return tuple(_choice(CHOICES[name], item, editable) for name in names)


def _choice(choice: Choice, item: Waiting, editable: bool) -> Choice:
    why = ""
    if choice.code == Decision.CORRECT and not editable:
        why = "no value here"
    elif choice.code == Decision.CONTRADICTION and item.kind == COMPARISON and item.value("relation") not in set(CONTRADICTS):
        why = "not of this class"
    return Choice(choice.code, choice.words, choice.key, choice.reason, why)


def drafts_of(item: Waiting, decision: Decision, typed: Typed) -> tuple[Draft, ...]:
    """What a decision on a question comes to, record by record; Refused where something is missing."""
    reason = typed["reason"].strip()
    match decision:
        case Decision.AGREE | Decision.DISAGREE:
            return (Draft(decision, item.kind, item.subject, reason, answers=item.answers),)
        case Decision.CORRECT:
            return tuple(_corrections(item, typed, reason))
        case Decision.SAME | Decision.NOT_SAME:
            return _binding(item, decision, reason)
        case _:
            return (Draft(decision, item.kind, item.subject, reason, others=_others(item)),)


def _others(item: Waiting) -> tuple[str, ...]:
    """What a decision on the record itself names besides: for a comparison its incident, for two sides the other one."""
    return item.those if item.kind == CLAIM and item.those else item.others


def _binding(item: Waiting, decision: Decision, reason: str) -> tuple[Draft, ...]:
    """One happening or two: said of the first claim of either side where they are one, of each claim where they are two."""
    these, those = item.these, item.those
    if item.asked == "near" and decision is Decision.SAME:
        return (Draft(decision, "incident", item.incident, reason, others=item.others),)
    if not these or not those:
        raise Refused("There are no two sides here to hold together or apart.")
    if decision is Decision.SAME:
        return (Draft(decision, CLAIM, these[0], reason, others=those[:1]),)
    fewer, more = sorted((these, those), key=len)
    return tuple(Draft(decision, CLAIM, one, reason, others=more) for one in fewer)


def _corrections(item: Waiting, typed: Typed, reason: str) -> Iterator[Draft]:
    found = [edit for edit in edits(typed) if edit[3] != edit[2]]
    if not found:
        raise Refused("No value was changed: open a row with its number, and write what it is to be.")
    for subject, field, old, new in found:
        if field == ReviewField.RELATION:
            yield Draft(Decision.CORRECT, COMPARISON, subject, reason, field, new, old, others=(item.incident,))
        else:
            yield Draft(Decision.CORRECT, CLAIM, subject, reason, field, resolved(field, new), old)


def edits(typed: Typed) -> Iterator[tuple[str, str, str, str]]:
    """Record, field, old and new value of every row of a form."""
    for name, _ in typed.fields:
        before, _, number = name.partition(".")
        if before == "new" and number.isdigit():
            cells = (typed[f"{part}.{number}"] for part in ("subject", "field", "old"))
            subject, field, old = cells
            yield subject, field, old, " ".join(typed[name].split())


def resolved(field: str, value: str) -> str:
    """A value as typed, as the code it stands for: a name that means one party or one place only is taken for it."""
    find = _FINDING.get(field)
    return find(value) if find and value else value


def _party(value: str) -> str:
    known = load_parties()
    if all(known.knows(code) for code in value.split()):
        return value
    answer = explain_name(value, None, None, known)
    if answer.code:
        return answer.code
    may = joined([f"{code} ({known.label(code)})" for code in answer.codes], last="or")
    raise Refused(f"“{value}” may mean {may}; write the code." if may else f"“{value}” is no party that is known; choose one.")


def _place(value: str) -> str:
    gazetteer = load_gazetteer()
    if gazetteer.get(value) is not None:
        return value
    found = gazetteer.find(value)
    if len(found) == 1:
        return found[0].id
    may = "; ".join(f"{one.id} ({place_words(one.id)})" for one in found[:6])
    raise Refused(f"“{value}” may be {may}; write which." if may else f"The gazetteer has no place “{value}”; choose one.")


_FINDING: Mapping[str, Callable[[str], str]] = {
    ReviewField.ACTOR: _party,
    ReviewField.RECIPIENT: _party,
    ReviewField.PLACE: _place,
}
