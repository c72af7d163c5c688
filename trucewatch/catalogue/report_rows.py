"""The rows of reports."""

from __future__ import annotations

from sqlalchemy import select

from trucewatch.catalogue.gathering import first_recorded
from trucewatch.catalogue.keys import ordinal
from trucewatch.catalogue.pen import Row
from trucewatch.catalogue.step import Step
from trucewatch.catalogue.tables import LAST, report_table, report_word_table
from trucewatch.ledger import Kind
from trucewatch.ledger.records import escape
from trucewatch.ledger.state import chunks


def write_reports(step: Step) -> None:
    """The rows of the reports that came, changed or went."""
    number = step.next_row(report_table)
    stands: dict[str, int] = {}
    keys = {key for key, _ in step.found.forms}
    for some in chunks(sorted(keys)):
        query = select(report_table.c.report, report_table.c.row).where(
            report_table.c.report.in_(some), report_table.c.until == LAST
        )
        stands |= {row.report: row.row for row in step.connection.execute(query)}
    fresh: dict[str, Row] = {}
    first = first_recorded(step.connection, Kind.REPORT, keys)
    for key, form in step.found.forms:
        if key in fresh:
            fresh.pop(key)["until"] = form.seq
        elif key in stands:
            step.pen.end(report_table, stands.pop(key), form.seq)
        if form.teller is not None:
            row = next(number)
            values = {
                "row": row,
                "report": key,
                "since": form.seq,
                "until": LAST,
                "outlet": escape(form.outlet),
                "day": ordinal(form.teller.day),
                "card": form.card_recorded(first.get(key)),
            }
            fresh[key] = values
            step.pen.rows.setdefault(report_table, []).append(values)
            step.pen.texts.setdefault(report_word_table, {})[row] = " ".join(form.words)
