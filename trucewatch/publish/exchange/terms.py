"""What of a report's words may go out: the whole text where its licence allows it, short quotations otherwise."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache

from trucewatch.knowledge.ingest_tables import OutletKind, OutletRow, outlet_names
from trucewatch.knowledge.licence_tables import Leaves, Licence, licence_of
from trucewatch.model import Report

LONGEST_QUOTE = 300  # characters of one quotation: of 3,167 claims of news texts 95 in 100 have up to 196, the longest 441
CUT = " …"


@dataclass(frozen=True, slots=True)
class Terms:
    """The licence of a report's text; `text` only where it may leave whole, `why` it may or not."""

    licence: Licence
    text: str | None
    why: str


def terms_of(report: Report) -> Terms:
    """Under which licence a report's text may be passed on, and the text if it may.

    A licence speaks for an outlet's own words: where the text names an agency, some of them may be the agency's.
    """
    licence = licence_of(report.outlet.name if report.outlet else None)
    if report.is_log:
        return Terms(licence, None, "a post's log is passed on line by line, as observations")
    if licence.text_leaves is Leaves.NO:
        return Terms(licence, None, licence.why)
    if agency := _agency_in(report):
        return Terms(licence, None, f"it names {agency}, whose words it may print")
    return Terms(licence, report.text, licence.why)


def short(words: str) -> str:
    """A quotation no longer than LONGEST_QUOTE: what is longer ends at a word, and shows that it was cut."""
    if len(words) <= LONGEST_QUOTE:
        return words
    room = words[: LONGEST_QUOTE - len(CUT)]
    whole, blank, _ = room.rpartition(" ")
    return (whole if blank and len(whole) > LONGEST_QUOTE // 2 else room).rstrip() + CUT


def _agency_in(report: Report) -> str | None:
    """The first agency that the text or its title names, other than its own outlet."""
    own = outlet_names().get((report.outlet.name if report.outlet else "").casefold())
    for found in _agencies().finditer(f"{report.title or ''}\n{report.text}"):
        named = outlet_names()[found[0].casefold()]
        if named is not own:
            return named.name
    return None


@cache
def _agencies() -> re.Pattern[str]:
    rows: set[OutletRow] = {row for row in outlet_names().values() if row.kind is OutletKind.AGENCY}
    names = sorted({name for row in rows for name in (row.name, *row.aliases)}, key=lambda name: (-len(name), name))
    return re.compile(rf"(?<!\w)(?:{'|'.join(map(re.escape, names))})(?!\w)")
