"""The data dictionary names every column of every format, as the files carry them."""

from __future__ import annotations

from pathlib import Path

import pytest

from trucewatch.publish.exchange.dictionary import dictionary
from trucewatch.publish.exchange.formats import EXCHANGES

PAGE = Path(__file__).parents[3] / "docs" / "data-dictionary.md"


def test_the_page_is_what_the_columns_say() -> None:
    assert PAGE.read_text(encoding="utf-8") == dictionary(), "run: python tools/update_docs.py dictionary"


@pytest.mark.parametrize("name", EXCHANGES)
def test_every_column_and_its_deviation_can_be_looked_up(name: str) -> None:
    page, cells = dictionary(), [column.deviation for column in EXCHANGES[name].columns if column.deviation]
    assert f"## `{name}`" in page
    assert [column.name for column in EXCHANGES[name].columns if f"| `{column.name}` | {column.type} |" not in page] == []
    assert [words for words in cells if words.replace("|", "\\|") not in page] == []
