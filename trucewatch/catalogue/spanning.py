"""The first and the last day of some incidents, from the ends of the order of days: no other incident is looked at."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, Connection, func, select, text

from trucewatch.catalogue.asking import LONG, LONGER, I


def days_between(connection: Connection, asked: Sequence[ColumnElement[bool]]) -> tuple[date, date] | None:
    """The first and the last day of the incidents of which all this is true; None where none has a day."""
    begun = select(I.first_day).where(I.first_day > 0, *asked).limit(1)
    first, latest = (connection.scalar(begun.order_by(order)) for order in (I.first_day, I.first_day.desc()))
    if first is None or latest is None:
        return None
    # what did not take long and began earlier than this ended before the latest began
    near = connection.scalar(_last(asked).where(I.first_day >= latest - LONG))
    long = connection.scalar(_last(asked).where(text(LONGER), I.first_day > 0, I.last_day > near))
    return date.fromordinal(first), date.fromordinal(max(near, long or 0))


def _last(asked: Sequence[ColumnElement[bool]]) -> Any:
    return select(func.max(I.last_day)).where(*asked)
