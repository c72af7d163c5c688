"""The page on posts cannot lie: what it shows is what the commands print, and every column of a log is on it."""

from __future__ import annotations

from tools.post_doc import PAGE, filled
from trucewatch.knowledge.log_tables import ColumnRow
from trucewatch.knowledge.tables import read_table

TEXT = PAGE.read_text(encoding="utf-8")


def test_the_page_shows_what_the_commands_print() -> None:
    assert filled(TEXT) == TEXT, "run: python tools/update_docs.py posts"


def test_every_column_of_a_log_is_on_the_page() -> None:
    told = TEXT.partition("## Logs")[2].partition("**Times**")[0]
    words = set(told.replace("`", " ").split())
    assert {row.field for row in read_table("log_columns.csv", ColumnRow)} <= words
