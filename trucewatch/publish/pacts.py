"""Show agreements at the terminal and as rows: the list with the state of each on a day, and one clause by clause."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date

from pydantic import TypeAdapter

from trucewatch.model import Agreement, Clause, Reading, Stage
from trucewatch.publish.pact_words import (
    UNSURE,
    act_words,
    area_words,
    deadline_words,
    local_words,
    party_lines,
    reading_words,
    related_words,
    turn_words,
    window_words,
)
from trucewatch.publish.words import Labels, counted, day_words, joined, score_words

NOT_YET = "not yet signed"
BEFORE_FORCE = (Stage.DECLARED, Stage.SIGNED)
_ADAPTER = TypeAdapter(Agreement)


def state_on(agreement: Agreement, day: date) -> str:
    """Where an agreement stands on a day: not yet signed, declared, signed, in force, suspended, lapsed or ended.

    On its last day it is still in force. An amended agreement stands as it stood.
    """
    turns = sorted((turn for turn in agreement.lifecycle if turn.on <= day), key=lambda turn: turn.on)
    if day < agreement.signed and day < agreement.effective and not turns:
        return NOT_YET
    if agreement.ended and day > agreement.ended:
        return next((turn.stage.value for turn in reversed(turns) if turn.stage.is_over), Stage.ENDED.value)
    if day < agreement.effective:
        return next((turn.stage.value for turn in reversed(turns) if turn.stage in BEFORE_FORCE), Stage.SIGNED.value)
    state = Stage.IN_FORCE
    for turn in turns:
        if turn.stage.holds:
            state = Stage.IN_FORCE
        elif turn.stage is Stage.SUSPENDED or (turn.stage.is_over and turn.on != agreement.ended):
            state = turn.stage
    return state.value


def agreement_list_row(agreement: Agreement, day: date) -> dict[str, object]:
    """One agreement in the list."""
    return {
        "id": agreement.id,
        "form": agreement.form.value,
        "signed": agreement.signed.isoformat(),
        "effective": agreement.effective.isoformat(),
        "ended": agreement.ended.isoformat() if agreement.ended else None,
        "state": state_on(agreement, day),
        "on": day.isoformat(),
        "parties": list(agreement.parties or agreement.signatories),
        "clauses": len(agreement.clauses),
        "title": agreement.title,
    }


def agreement_row(agreement: Agreement, day: date) -> dict[str, object]:
    """One agreement with all that is known of it, and its state on a day."""
    row: dict[str, object] = _ADAPTER.dump_python(agreement, mode="json")
    return {**row, "on": day.isoformat(), "state": state_on(agreement, day)}


def agreement_list_lines(agreements: Sequence[Agreement], day: date) -> Iterator[str]:
    """The list for a person, a line for each."""
    wide = max((len(agreement.id) for agreement in agreements), default=0)
    for agreement in agreements:
        parties = ", ".join(agreement.parties or agreement.signatories)
        state = f"{state_on(agreement, day):<14}"
        yield (
            f"{agreement.id:<{wide}}  {agreement.form:<13}  {agreement.signed}  {state}  {len(agreement.clauses):>2} clauses  "
            f"{agreement.title} ({parties})\n"
        )


def agreement_lines(agreement: Agreement, day: date, labels: Labels) -> Iterator[str]:
    """One agreement for a person, clause by clause."""
    yield f"{agreement.title} ({agreement.id})\n"
    yield from _facts(_head(agreement, day, labels))
    for area in agreement.areas:
        yield f"\n{area.id}  {area_words(area)}\n"
        lies = ("inside", joined(area.names)), ("in part", joined(area.partly)), ("posts", joined(area.posts))
        yield from _facts((*lies, ("countries", joined(area.countries)), ("source", area.source), ("note", area.note)))
    for clause in agreement.clauses:
        yield f"\n{clause.id}  {clause.kind}{UNSURE if clause.unsure else ''}\n  {clause.obligation}\n"
        yield from _facts(_clause(agreement, clause, day, labels))
    yield "\n"
    yield from _facts(("source" if number == 0 else "", source) for number, source in enumerate(agreement.sources))


def _facts(facts: Iterator[tuple[str, str]] | Sequence[tuple[str, str]]) -> Iterator[str]:
    yield from (f"  {name:<14} {value}\n" for name, value in facts if value)


def _head(agreement: Agreement, day: date, labels: Labels) -> Iterator[tuple[str, str]]:
    yield "form", agreement.form.value
    yield "signed", day_words(agreement.signed)
    until = f", until {day_words(agreement.ended)}" if agreement.ended else ""
    yield "in effect", f"from {day_words(agreement.effective)}{until}; times are those of {agreement.zone}"
    yield f"on {day}", state_on(agreement, day)
    yield from ((name.lower(), words) for name, words in _named_parties(agreement, labels))
    for number, turn in enumerate(sorted(agreement.lifecycle, key=lambda turn: turn.on)):
        yield "its life" if number == 0 else "", f"{turn_words(turn, agreement.zone)} ({turn.source})"
    for number, related in enumerate(agreement.relations):
        source = f" ({related.source})" if related.source else ""
        yield "stands to" if number == 0 else "", f"{related_words(related)}{source}"
    yield "text", f"PA-X {agreement.pax}" if agreement.pax else ""
    yield "note", agreement.note


def _named_parties(agreement: Agreement, labels: Labels) -> Iterator[tuple[str, str]]:
    """The parties by role, under names that fit the column."""
    short = {"Bound, did not sign": "also bound", "Bound, did not agree": "not agreeing"}
    yield from ((short.get(name, name), words) for name, words in party_lines(agreement, labels))


def _clause(agreement: Agreement, clause: Clause, day: date, labels: Labels) -> Iterator[tuple[str, str]]:
    zone, area = agreement.zone_of(clause), agreement.area_of(clause)
    yield "owed by", _labelled(clause.debtor, labels)
    yield "owed to", _labelled(clause.beneficiary, labels)
    yield "guaranteed by", _labelled(clause.guarantor, labels)
    yield "area", f"{area.id}, {area.name}" if area else ""
    yield "holds", window_words(agreement, clause)
    yield "due", _due(agreement, clause, day)
    yield "every", counted(clause.every_days, "day") if clause.every_days and not clause.deadline else ""
    for name, acts in (("broken by", clause.breaks), ("kept by", clause.keeps), ("made good by", clause.ends)):
        yield from ((name if number == 0 else "", act_words(act, labels)) for number, act in enumerate(acts))
    yield "lasting", "a breach goes on until it is made good" if clause.continuing else ""
    yield "leaves out", f"acts against {_labelled(clause.carve_out, labels)}" if clause.carve_out else ""
    yield "counted", f"by the rule {clause.counting}" if clause.counting else ""
    for number, reading in enumerate(clause.readings):
        told = f"{reading.field}: {reading_words(reading, labels)}{_tested(reading, reading.zone or zone)}"
        yield f"reading {number + 1}", f"{told} ({reading.source})"
    for score in sorted(clause.scores, key=lambda score: score.on):
        told = f"{score_words(score.score)}, by {day_words(score.on)}: {score.why}{UNSURE if score.unsure else ''}"
        yield "carried out", f"{told} ({score.source})"
    yield "source", clause.source
    yield "note", clause.note


def _tested(reading: Reading, zone: str) -> str:
    return f", that is {local_words(reading.day, reading.at, zone)}" if reading.day else ""


def _due(agreement: Agreement, clause: Clause, day: date) -> str:
    if clause.deadline is None:
        return ""
    days = (clause.deadline - day).days
    left = f"in {counted(days, 'day')}" if days > 0 else f"{counted(-days, 'day')} ago" if days else "that day"
    return f"{deadline_words(agreement, clause)} (on {day}: {left})"


def _labelled(codes: Sequence[str], labels: Labels) -> str:
    return joined([f"{labels(code)} ({code})" if labels(code) != code else code for code in codes])
