"""The rows of findings."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from sqlalchemy import select

from trucewatch.catalogue.gathering import Course, findings_before
from trucewatch.catalogue.keys import ordinal
from trucewatch.catalogue.making import finding_card
from trucewatch.catalogue.pen import Row
from trucewatch.catalogue.step import Standing, Step, standing_in
from trucewatch.catalogue.stored import finding_of
from trucewatch.catalogue.tables import LAST, finding_table, side_table
from trucewatch.ledger.records import escape
from trucewatch.ledger.state import chunks
from trucewatch.model import EventType, Finding


def write_findings(step: Step, before: dict[str, Finding]) -> None:
    """Rows of the findings that changed, and of those whose incident got another day or type."""
    found, connection = step.found, step.connection
    moved = {key for key, forms in step.forms.items() if forms and _has_moved(step, key)}
    stands: dict[str, int] = {}
    for column, keys in ((finding_table.c.incident, moved), (finding_table.c.finding, set(found.findings))):
        for some in chunks(sorted(keys)):
            query = select(finding_table.c.finding, finding_table.c.row).where(column.in_(some), finding_table.c.until == LAST)
            stands |= {row.finding: row.row for row in connection.execute(query)}
    for key, finding in {**findings_before(connection, stands.keys() - before.keys(), found.after), **before}.items():
        found.findings.setdefault(key, Course()).before = finding
    about = {escape(v.incident_id) for c in found.findings.values() for v in (c.before, *c.values) if v}
    others = standing_in(connection, about - step.standing.keys() - step.forms.keys())
    number = step.next_row(finding_table)
    for key, course in sorted(found.findings.items()):
        _finding(step, key, course, number, stands.get(key), step.standing | others)


def _has_moved(step: Step, key: str) -> bool:
    stands = step.standing.get(key)
    was = (stands.day, stands.type) if stands else (None, "")
    return any((day, kind) != was for _, day, kind in step.forms[key])


def _finding(
    step: Step, key: str, course: Course[Finding], number: Iterator[int], row: int | None, standing: dict[str, Standing]
) -> None:
    told = {escape(v.incident_id) for v in (course.before, *course.values) if v}
    seqs = {*course.seqs, *(seq for incident in told for seq, _, _ in step.forms.get(incident, ()))}
    fresh: Row | None = None
    last = _finding_form(step, course.before, step.found.after, standing) if row is not None else None
    for seq in sorted(seqs):
        finding = course.at(seq)
        form = _finding_form(step, finding, seq, standing)
        if form == last:
            continue
        if fresh is not None:
            fresh["until"] = seq
        elif row is not None:
            step.pen.end(finding_table, row, seq)
        fresh, row, last = None, None, form
        if finding is not None:
            fresh = _write_finding(step, key, finding, next(number), seq, form)


def _finding_form(
    step: Step, finding: Finding | None, seq: int, standing: dict[str, Standing]
) -> tuple[Finding, date | None, str] | None:
    if finding is None:
        return None
    key = escape(finding.incident_id)
    stands = standing.get(key)
    form = (stands.day, stands.type) if stands else (None, "")
    for at, day, kind in step.forms.get(key, ()):
        if at <= seq:
            form = day, kind
    return finding, *form


def _write_finding(
    step: Step, key: str, finding: Finding, row: int, seq: int, form: tuple[Finding, date | None, str] | None
) -> Row:
    assert form is not None
    card = finding_card(finding, form[1], _type(form[2]))
    values = {
        "row": row,
        "finding": key,
        "incident": escape(finding.incident_id),
        "since": seq,
        "until": LAST,
        "agreement": escape(finding.agreement_id),
        "clause": escape(finding.clause_id),
        "state": finding.state.value,
        "day": ordinal(form[1]),
        "type": form[2],
        "card": finding_of.dump(card),
    }
    step.pen.rows.setdefault(finding_table, []).append(values)
    for side, parties in (("against", finding.against), ("alleged_by", finding.alleged_by)):
        for party in sorted(set(parties)):
            step.pen.add(side_table, row=row, side=side, party=escape(party))
    return values


def _type(value: str) -> EventType | None:
    return EventType(value) if value else None
