"""Write a sheet as a DOCX to be edited: real headings and tables, laid out from right to left where its language is."""

from __future__ import annotations

import importlib.util
import io
import zipfile
from collections.abc import Sequence
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from trucewatch.errors import UsageError
from trucewatch.model.bulletin import Bulletin
from trucewatch.publish.bulletin.laying import sheet_of
from trucewatch.publish.bulletin.sheet import Sheet
from trucewatch.publish.tongue import speaking

if TYPE_CHECKING:
    from trucewatch.publish.bulletin.docx_pen import Pen as Pen

MISSING = "a DOCX needs python-docx, which is not installed: pip install 'trucewatch[docx]'"
EARLIEST = datetime(1980, 1, 1, tzinfo=UTC)  # the first moment that a ZIP can tell
OWNED = 0o600 << 16
UNIX = 3


def to_docx(bulletin: Bulletin, *, base: str = "", marks: Sequence[str] = ()) -> bytes:
    """A daily report as a DOCX, said to be of the moment it was issued, or of the state it was made from."""
    told = bulletin.issued_at or bulletin.as_of.moment
    at = datetime.fromisoformat(told).astimezone(UTC) if told else EARLIEST
    with speaking(bulletin.language):
        return docx_of(sheet_of(bulletin, base=base, marks=marks), max(at, EARLIEST))


def docx_of(sheet: Sheet, at: datetime = EARLIEST) -> bytes:
    """The sheet as a DOCX, said to be of a moment; the same sheet gives the same bytes.

    UsageError where python-docx, or typst for its drawings, is not installed.
    """
    if importlib.util.find_spec("docx") is None:
        raise UsageError(MISSING)
    from trucewatch.publish.bulletin.docx_pen import written  # only who asks for a DOCX needs what it imports

    kept = io.BytesIO()
    written(sheet, at).save(kept)
    return _still(kept.getvalue())


def _still(packed: bytes) -> bytes:
    """The same archive without a clock in it."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(packed)) as given, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as still:
        for name in given.namelist():
            entry = zipfile.ZipInfo(name, EARLIEST.timetuple()[:6])
            entry.compress_type, entry.external_attr, entry.create_system = zipfile.ZIP_DEFLATED, OWNED, UNIX
            still.writestr(entry, given.read(name))
    return out.getvalue()
