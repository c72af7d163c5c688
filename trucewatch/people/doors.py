"""Open the database that holds people: a file of its own beside the ledger, or tables of its own in the same PostgreSQL."""

from __future__ import annotations

from trucewatch import beside
from trucewatch.errors import PeopleError
from trucewatch.people.schema import APPLICATION_ID, VERSION, metadata, version_table

SUFFIX = ".people.sqlite"
BESIDE = beside.Beside(
    what="people",
    suffix=SUFFIX,
    application=APPLICATION_ID,
    version=VERSION,
    metadata=metadata,
    version_table=version_table,
    lock=0x54525750,
    error=PeopleError,
)

people_url = BESIDE.url
open_engine = BESIDE.open
writing = BESIDE.writing
reading = beside.reading
