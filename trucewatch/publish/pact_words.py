"""Put an agreement into words: its life, whom it binds, and what breaks, keeps and ends a breach of each clause."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import date, time

from trucewatch.model import MODES, Act, Agreement, Area, AreaKind, Clause, EventType, Reading, Related, Turn, Where
from trucewatch.publish.words import Labels, day_words, joined, term, type_words

UNSURE = " (unsure)"


def local_words(day: date, at: time | None = None, zone: str = "") -> str:
    """ "6 March 2020", "6 March 2020, 00:01 (Europe/Istanbul)"."""
    clock = f", {at:%H:%M}" if at else ""
    return f"{day_words(day)}{clock}{f' ({zone})' if at and zone else ''}"


def window_words(agreement: Agreement, clause: Clause) -> str:
    """From when to when a clause holds."""
    zone = agreement.zone_of(clause)
    start = local_words(clause.start or agreement.effective, clause.start_at, zone)
    end = clause.end or agreement.ended
    return f"from {start}, {f'until {local_words(end, clause.end_at, zone)}' if end else 'no end given'}"


def deadline_words(agreement: Agreement, clause: Clause) -> str:
    """The last day of a duty; empty where it has none."""
    if clause.deadline is None:
        return ""
    again = f", then every {clause.every_days} days" if clause.every_days else ""
    return local_words(clause.deadline, clause.deadline_at, agreement.zone_of(clause)) + again


def act_words(act: Act, labels: Labels) -> str:
    """A kind of act in one line: "shelling or air strike, by A, against B, 10 or more killed"."""
    return "; ".join(part for part in _act_parts(act, labels) if part)


def _act_parts(act: Act, labels: Labels) -> Iterator[str]:
    kinds = [type_words(kind, mode) for kind in act.types for mode in _modes_of(act, kind)]
    yield joined(list(dict.fromkeys(kinds)), last="or")
    yield f"by {joined([labels(code) for code in act.by], last='or')}" if act.by else ""
    yield f"against {joined([labels(code) for code in act.to], last='or')}" if act.to else ""
    yield f"{act.at_least or 1} or more {act.counts.value}" if act.counts else ""
    yield f"told with {joined([f'“{word}…”' for word in act.words], last='or')}" if act.words else ""
    yield "" if act.where is Where.INSIDE else act.where.value
    yield act.note


def _modes_of(act: Act, kind: EventType) -> tuple[str | None, ...]:
    """The modes named that this type can have; without one, the type as a whole."""
    return tuple(mode for mode in act.modes if mode in MODES.get(kind, frozenset())) or (None,)


def turn_words(turn: Turn, zone: str) -> str:
    """One turn in the life of an instrument: "in force from …"."""
    note = f": {turn.note}" if turn.note else ""
    return f"{turn.stage.value} {local_words(turn.on, turn.at, zone)}{note}{UNSURE if turn.unsure else ''}"


def related_words(related: Related) -> str:
    """How it stands to another instrument: "implements AST17"."""
    return f"{related.tie.value} {related.title or related.to}"


def area_words(area: Area) -> str:
    """An area by name, with how it is drawn and how exactly."""
    out = [term("area", area.kind)]
    if area.width_km:
        wide = (
            f"{area.least_km:g} to {area.width_km:g}" if area.least_km and area.least_km < area.width_km else f"{area.width_km:g}"
        )
        out.append(f"{wide} km to each side" if area.kind is not AreaKind.UNKNOWN else f"{wide} km deep")
    if area.precision_km:
        out.append(f"known to about {area.precision_km:g} km")
    return f"{area.name}: {', '.join(out)}"


def reading_words(reading: Reading, labels: Labels) -> str:
    """A reading, and who reads it so."""
    by = f", as read by {joined([labels(code) for code in reading.by])}" if reading.by else ""
    return f"{reading.value}{by}{UNSURE if reading.unsure else ''}"


def party_lines(agreement: Agreement, labels: Labels) -> Iterator[tuple[str, str]]:
    """Whom it is between, who signed, who guarantees for whom, who is bound without having signed or agreed."""
    yield "Between", _labelled(agreement.parties, labels)
    yield "Signatories", _labelled(agreement.signatories, labels)
    yield "Guarantors", "; ".join(f"{labels(a)} for {labels(b)}" for a, b in agreement.guarantor_of)
    silent = (*agreement.signatories, *agreement.non_consenting)
    yield "Bound, did not sign", _labelled((code for code in agreement.bound if code not in silent), labels)
    yield "Bound, did not agree", _labelled(agreement.non_consenting, labels)
    yield "Facilitators", _labelled(agreement.facilitators, labels)


def _labelled(codes: Iterable[str], labels: Labels) -> str:
    names: Sequence[str] = list(dict.fromkeys(labels(code) for code in codes))
    return joined(names)
