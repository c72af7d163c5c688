"""Whether an incident was counted under a key by a moment: looked up, so that nothing is counted for it."""

from __future__ import annotations

from typing import Any

from sqlalchemy import ColumnElement, Select, select

from trucewatch.catalogue.asking import I
from trucewatch.catalogue.tables import area_table, finding_table, incident_table, outlet_table, party_table

SATELLITES = {"outlet": outlet_table, "party": party_table}


def known_before(dimension: str, key: ColumnElement[Any], seq: int) -> ColumnElement[bool]:
    """True of a key under which an incident was counted at the entry `seq` or before it."""
    if dimension in SATELLITES:
        table = SATELLITES[dimension]
        rows = select(I.row).join_from(table, incident_table, table.c.row == I.row).where(table.c[dimension] == key)
        rows = rows.where(party_table.c.named == 1) if dimension == "party" else rows
        return _by(rows, I.since, seq)
    if dimension == "area":
        return _by(select(area_table.c.area).where(area_table.c.area == key), area_table.c.since, seq)
    if dimension in ("agreement", "clause", "finding"):
        c = finding_table.c
        value = {"agreement": c.agreement, "clause": c.agreement + "/" + c.clause, "finding": c.state}[dimension]
        return _by(select(c.row).where(value == key), c.since, seq)
    return _by(select(I.row).where(I[dimension] == key), I.since, seq)


def _by(rows: Select[Any], since: ColumnElement[Any], seq: int) -> ColumnElement[bool]:
    return rows.where(since <= seq).limit(1).exists()
