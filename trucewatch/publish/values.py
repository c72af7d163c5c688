"""What changed between two versions of a record, in plain words: a value as it was, and as it is."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from trucewatch.knowledge.places import load_gazetteer
from trucewatch.model import (
    Agreement,
    Bulletin,
    Claim,
    Clause,
    Counted,
    Decision,
    FigureRange,
    Finding,
    Incident,
    Place,
    Realis,
    Report,
    Review,
    ReviewField,
    Statement,
    Ultimatum,
)
from trucewatch.publish.tongue import marked, say
from trucewatch.publish.words import (
    Labels,
    capital,
    counted,
    interval_words,
    joined,
    number,
    party_words,
    range_of_figures,
    short_day,
    term,
    type_words,
)
from trucewatch.reviewing.values import act_of, figure_words

NOTHING = marked("not said")
MOST_NAMES = 6  # outlets that one change names


@dataclass(frozen=True, slots=True)
class Change:
    """One value that changed: `of` is its key for the address of its history, `name` what it is called; "" is nothing there."""

    of: str
    name: str
    old: str
    new: str


@dataclass(frozen=True, slots=True)
class Value:
    """A value of a record in words."""

    of: str
    name: str
    words: str


def changed(before: tuple[Value, ...], after: tuple[Value, ...]) -> tuple[Change, ...]:
    """The values that differ, in the order of what is there now; what is no longer there comes last."""
    old, new = ({(value.of, value.name): value.words for value in values} for values in (before, after))
    keys = dict.fromkeys((*new, *old))
    return tuple(Change(*key, old.get(key, ""), new.get(key, "")) for key in keys if old.get(key, "") != new.get(key, ""))


def incident_values(incident: Incident, labels: Labels) -> tuple[Value, ...]:
    """The values of an incident that a page shows, in words."""
    return (
        Value("type", say("What happened"), type_words(incident.type, incident.mode)),
        Value("realis", say("Said as"), term("realis", incident.realis)),
        Value("time", say("When"), interval_words(incident.time)),
        Value("place", say("Where"), place_words(incident.place)),
        Value("actor", say("By whom"), joined(party_words(incident.actor, labels)) or say(NOTHING)),
        Value("recipient", say("To whom"), joined(party_words(incident.recipient, labels)) or say(NOTHING)),
        *_figures(incident, labels),
        Value("grade", say("Grade of the whole"), term("state", incident.state)),
        *_grades(incident, labels),
        Value("origins", say("Independent origins"), number(incident.origins)),
    )


def _figures(incident: Incident, labels: Labels) -> Iterator[Value]:
    for whole in incident.figures:
        for figure in (*whole.parts, whole):
            yield Value("figure", _measure(figure.kind, figure.of, labels), _range(figure))


def _measure(kind: Counted, of: str | None, labels: Labels) -> str:
    return capital(term("counted", kind)) + (f", {labels(of)}" if of else "")


def _range(figure: FigureRange) -> str:
    told = range_of_figures(figure.low, figure.high)
    if figure.best is None:
        return told
    return say("%(range)s, best %(best)s", range=told, best=figure.best_words or number(figure.best))


def _grades(incident: Incident, labels: Labels) -> Iterator[Value]:
    told: dict[str, dict[str, None]] = {}
    for grading in incident.grades:
        name = term("statement", grading.statement) + (f" {term('counted', grading.measure)}" if grading.measure else "")
        name += f", {labels(grading.of)}" if grading.of else ""
        told.setdefault(name, {})[term("grade", grading.grade).lower()] = None
    for name, grades in told.items():
        yield Value("grade", say("Grade, %(name)s%(name2)s", name=name[:1].lower(), name2=name[1:]), joined(list(grades)))


def accounts_changed(before: Incident | None, after: Incident) -> tuple[Change, ...]:
    """The accounts that joined and those that left, by outlet."""
    old = (
        {
            account.report_id: account.outlet or say("report %(report_id)s", report_id=account.report_id)
            for account in before.accounts
        }
        if before
        else {}
    )
    new = {
        account.report_id: account.outlet or say("report %(report_id)s", report_id=account.report_id)
        for account in after.accounts
    }
    came = [name for key, name in new.items() if key not in old]
    went = [name for key, name in old.items() if key not in new]
    out = []
    if came:
        out.append(Change("accounts", say("Account joined") if len(came) == 1 else say("Accounts joined"), "", names_words(came)))
    if went:
        out.append(Change("accounts", say("Account left") if len(went) == 1 else say("Accounts left"), names_words(went), ""))
    return tuple(out)


def names_words(names: list[str]) -> str:
    """ "The Levant Post and Minbar"; of many the first and how many more."""
    more = len(names) - MOST_NAMES
    return joined(names) if more <= 0 else joined([*names[:MOST_NAMES], counted(more, "other")])


def claim_values(claim: Claim, labels: Labels) -> tuple[Value, ...]:
    """The values of a claim, in words."""
    figures = "; ".join(figure_in_words(figure_words(figure), labels) for figure in claim.figures)
    return (
        Value("type", say("What happened"), type_words(claim.type, claim.mode)),
        Value("realis", say("Said as"), term("realis", claim.realis)),
        Value("time", say("When"), interval_words(claim.time)),
        Value("place", say("Where"), place_words(claim.place)),
        Value(
            "actor",
            say("By whom"),
            joined([labels(one.party) if one.party else one.span.text for one in claim.actor]) or say(NOTHING),
        ),
        Value(
            "recipient",
            say("To whom"),
            joined([labels(one.party) if one.party else one.span.text for one in claim.recipient]) or say(NOTHING),
        ),
        Value("figure", say("Figures"), figures or say(NOTHING)),
        Value("speaker", say("Speaker"), claim.speaker.label if claim.speaker else say("the reporter")),
        Value("deadline", say("Last day"), interval_words(claim.deadline)),
    )


def finding_values(finding: Finding, labels: Labels) -> tuple[Value, ...]:
    """The values of a finding, in words."""
    clause = finding.clause_id or finding.agreement_id
    return (
        Value("clauses", say("Finding, %(clause)s", clause=clause), term("finding", finding.state)),
        Value(
            "clauses",
            say("Alleged by, %(clause)s", clause=clause),
            joined(party_words(finding.alleged_by, labels)) or say("nobody"),
        ),
    )


def report_values(report: Report) -> tuple[Value, ...]:
    """What of a report is told in a history: its title, its day, and that its text is another."""
    return (
        Value("reports", say("Title"), report.title or say(NOTHING)),
        Value("reports", say("Published"), short_day(report.published.day) if report.published else say(NOTHING)),
        Value(
            "reports",
            say("Text"),
            say(
                "%(count)s, sha256 %(raw_sha256)s",
                count=counted(len(report.text), "character"),
                raw_sha256=report.raw_sha256[:12],
            ),
        ),
    )


def ultimatum_values(ultimatum: Ultimatum, labels: Labels) -> tuple[Value, ...]:
    """The values of a demand with a last day, in words."""
    later = [f"{one.kind.value}, {short_day(one.on)}: “{one.words.text}”" for one in ultimatum.changes]
    return (
        Value("demand", say("Demand"), f"“{ultimatum.demand.text}”"),
        Value("issuer", say("Made by"), joined(party_words(ultimatum.issuer, labels)) or say(NOTHING)),
        Value("addressee", say("Made of"), joined(party_words(ultimatum.addressee, labels)) or say(NOTHING)),
        Value("place", say("Where"), ultimatum.place or say("no place said")),
        Value("deadline", say("Last day"), short_day(ultimatum.deadline)),
        Value("condition", say("On condition"), f"“{ultimatum.condition.text}”" if ultimatum.condition else say(NOTHING)),
        Value("consequence", say("Else"), f"“{ultimatum.consequence.text}”" if ultimatum.consequence else say(NOTHING)),
        Value("restated", say("Said again on"), joined([short_day(day) for day in ultimatum.restated_on]) or say(NOTHING)),
        Value("changes", say("What became of it"), "; ".join(later) or say(NOTHING)),
        Value("claims", say("Told by"), counted(len(ultimatum.claim_ids), "claim")),
    )


def agreement_values(agreement: Agreement) -> tuple[Value, ...]:
    """The values of an instrument, in words; of its clauses those that it has, each in its own line."""
    return (
        Value("title", say("Title"), agreement.title),
        Value("signed", say("Signed"), short_day(agreement.signed)),
        Value("effective", say("In effect from"), short_day(agreement.effective)),
        Value("ended", say("Ended"), short_day(agreement.ended) if agreement.ended else say(NOTHING)),
        Value("signatories", say("Signatories"), joined(list(agreement.signatories)) or say(NOTHING)),
        Value("bound", say("Bound"), joined(list(agreement.bound)) or say(NOTHING)),
        Value("areas", say("Areas"), joined([area.id for area in agreement.areas]) or say(NOTHING)),
        *(Value("clauses", say("Clause %(id)s", id=clause.id), _clause(clause)) for clause in agreement.clauses),
    )


def bulletin_values(bulletin: Bulletin) -> tuple[Value, ...]:
    """What of an issued daily report is told in a history: which revision of which state it is; how its words differ is a
    comparison of its own.
    """
    lines = sum(len(section.lines) for section in bulletin.sections)
    edited = sum(1 for section in bulletin.sections for line in section.lines if line.edited)
    return (
        Value("revision", say("Revision"), bulletin.name),
        Value("state", say("As of entry"), number(bulletin.as_of.seq)),
        Value("lines", say("Sentences"), say("%(count)s, %(edited)s edited", count=number(lines), edited=number(edited))),
    )


def _clause(clause: Clause) -> str:
    last = say("; last day %(day)s", day=short_day(clause.deadline)) if clause.deadline else ""
    return f"{clause.obligation}{last}"


def place_words(place: Place | None) -> str:
    """A place, and how exactly it is known."""
    if place is None:
        return say("no place said")
    return f"{place.name} ({term('exactness', place.precision)})" if place.precision else place.name


FIELD_NAMES: Mapping[str, str] = {
    ReviewField.ACTOR: "By whom",
    ReviewField.RECIPIENT: "To whom",
    ReviewField.PLACE: "Where",
    ReviewField.TIME: "When",
    ReviewField.TYPE: "What happened",
    ReviewField.MODE: "How",
    ReviewField.REALIS: "Said as",
    ReviewField.FIGURE: "Figure",
    ReviewField.SPEAKER: "Speaker",
    ReviewField.DEADLINE: "Last day",
    ReviewField.RELATION: "How two accounts compare",
}
DECISIONS: Mapping[Decision, str] = {
    Decision.ACCEPT: "Accepted",
    Decision.REJECT: "Rejected",
    Decision.SAME: "Joined: said to be one happening",
    Decision.NOT_SAME: "Split: said not to be the same happening",
    Decision.CONTRADICTION: "Said to contradict each other",
    Decision.UNCLEAR: "Said to be unclear",
    Decision.ASK: "A second person is asked",
    Decision.AGREE: "A second person agreed",
    Decision.DISAGREE: "A second person disagreed",
    Decision.NOTE: "Note",
    Decision.UNDO: "Taken back",
    Decision.CORRECT: "Corrected",
}


def review_change(review: Review, labels: Labels, about: Review | None = None) -> Change:
    """What a person decided; of an answer or an undo also what it speaks of."""
    if review.decision is Decision.CORRECT:
        name = FIELD_NAMES.get(review.field, review.field)
        return Change(review.field, name, *(value_words(review.field, value, labels) for value in (review.old, review.new)))
    of = {Decision.SAME: "accounts", Decision.NOT_SAME: "accounts"}.get(review.decision, review.field or "review")
    words = DECISIONS[review.decision]
    if about is not None:
        on = review_change(about, labels)
        told = " → ".join(part for part in (on.old, on.new) if part)
        return Change(
            on.of,
            words,
            f"{on.name}: {told}" if review.decision is Decision.UNDO else "",
            "" if review.decision is Decision.UNDO else f"{on.name}: {told}",
        )
    statement = review.field if review.field in set(Statement) else ""
    return Change(of, words, "", statement)


def value_words(field: str, value: str, labels: Labels) -> str:
    """A value as a review keeps it, in the words of the pages."""
    if not value:
        return say(NOTHING)
    if field in (ReviewField.ACTOR, ReviewField.RECIPIENT):
        return joined([labels(code) for code in value.split()])
    if field == ReviewField.TYPE:
        try:
            return type_words(*act_of(value))
        except ValueError:
            return value
    if field == ReviewField.REALIS and value in set(Realis):
        return term("realis", value)
    if field == ReviewField.RELATION:
        return term("relation", value)
    if field == ReviewField.PLACE:
        return _place_name(value)
    return figure_in_words(value, labels) if field == ReviewField.FIGURE else value


def figure_in_words(words: str, labels: Labels) -> str:
    """ "killed at least 13 of TUR:MIL" as "at least 13 killed, Turkish armed forces"."""
    kind, _, rest = words.partition(" ")
    amount, _, of = rest.partition(" of ")
    return f"{amount} {term('counted', kind)}" + (f", {labels(of)}" if of else "")


def _place_name(place_id: str) -> str:
    entry = load_gazetteer().get(place_id)
    return entry.name if entry else place_id
