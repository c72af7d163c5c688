"""What a copied command finds loaded: the reader, the tables, and the modules that commands import when they are asked."""

from __future__ import annotations

import importlib

from trucewatch.ingest import Kind, RawItem, read_item
from trucewatch.model import Report
from trucewatch.reader import load_reader

MODULES = (
    "alembic.command",
    "sqlalchemy.dialects.sqlite",
    "trucewatch.cli",
    "trucewatch.pipeline",
    "trucewatch.dataset_import",
    "trucewatch.web",
    "trucewatch.feeds",
    "trucewatch.outside",
    "trucewatch.people",
    "trucewatch.alerting.store",
    "trucewatch.watch_telling",
    "uvicorn",
    "trucewatch.scale.running",
    "trucewatch.scale.taking",
    "trucewatch.scale.local",
    "trucewatch.ledger.copying",
    "trucewatch.raw",
    "trucewatch.publish.words",
    "trucewatch.bulk_command",
    "trucewatch.logs",
    "psycopg",
    "trafilatura",
    "feedparser",
)

for name in MODULES:
    importlib.import_module(name)
for one in read_item(RawItem("x.txt", b"Two shells fell near Saraqib on Monday, killing a soldier.", Kind.TEXT, "x", "x")):
    if isinstance(one, Report):
        load_reader().claims(one)
