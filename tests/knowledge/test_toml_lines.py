"""Every key, table and value of a TOML document is found in the line it stands in."""

from __future__ import annotations

import json
import tomllib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from trucewatch.knowledge.toml_lines import Lines, Where

DOCUMENT = '''# a comment with [[clauses]] in it
id = "X"
text = """
[[clauses]]
id = 5
"""
a."b c" = { d = 1, "e" = [1,
  # clauses = 1
  2, { f = 3 }] }

[[clauses]]
id = "one"
types = ["A",
  "B"]
breaks = [
  { types = ["C"] },
  { types = ["D",
    "E"] },
]

  [[clauses.readings]]
  field = "start"

[[clauses]]  # the second
id = "two"
[[clauses.readings]]
field = "end"
[[clauses.readings]]
'field' = "area"
[clauses.window]
zone = "UTC"
[clauses.window.of]
day = 1
'''


@pytest.mark.parametrize(
    ("where", "words"),
    [
        (("id",), 'id = "X"'),
        (("text",), 'text = """'),
        (("a", "b c", "d"), 'a."b c"'),
        (("a", "b c", "e", 1), "  2, { f"),
        (("a", "b c", "e", 2, "f"), "  2, { f"),
        (("clauses", 0, "id"), 'id = "one"'),
        (("clauses", 0, "types", 0), 'types = ["A"'),
        (("clauses", 0, "types", 1), '  "B"]'),
        (("clauses", 0, "breaks", 1), '  { types = ["D"'),
        (("clauses", 0, "breaks", 1, "types", 1), '    "E"]'),
        (("clauses", 0, "readings", 0, "field"), '  field = "start"'),
        (("clauses", 1), "[[clauses]]  # the second"),
        (("clauses", 1, "readings", 1, "field"), "'field' = \"area\""),
        (("clauses", 1, "window", "zone"), 'zone = "UTC"'),
        (("clauses", 1, "window", "of", "day"), "day = 1"),
    ],
)
@pytest.mark.parametrize("end", ["\n", "\r\n"], ids=["LF", "CRLF"])
def test_a_key_has_the_line_it_stands_in(where: Where, words: str, end: str) -> None:
    text = DOCUMENT.replace("\n", end)
    assert DOCUMENT.split("\n")[Lines(text).at(where) - 1].startswith(words)


@pytest.mark.parametrize(
    ("where", "words"),
    [
        (("clauses", 0, "debtor"), "[[clauses]]"),
        (("clauses", 1, "readings", 0, "source", 3), "[[clauses.readings]]"),
        (("clauses", 0, "breaks", 0, "to"), "  { types = ["),
        (("nothing", "at", "all"), "# a comment"),
    ],
)
def test_what_is_missing_has_the_line_of_the_table_it_would_stand_in(where: Where, words: str) -> None:
    assert DOCUMENT.split("\n")[Lines(DOCUMENT).at(where) - 1].startswith(words)


letters = st.characters(codec="utf-8")
names = st.text(letters, max_size=4) | st.sampled_from(["id", "clauses", "breaks"])
plain = st.integers(-5, 5) | st.booleans() | st.text(letters, max_size=5)
inline = st.recursive(plain, lambda inner: st.lists(inner, max_size=3) | st.dictionaries(names, inner, max_size=3), max_leaves=6)


def quoted(text: str) -> str:
    """A basic string of TOML: JSON's escapes, and what they leave out."""
    return json.dumps(text, ensure_ascii=False).replace("\x7f", "\\u007f")


class Writer:
    """Writes a document and keeps the line of each thing it writes."""

    def __init__(self) -> None:
        self.lines: list[str] = []
        self.kept: dict[Where, int] = {}

    def put(self, where: Where, words: str) -> None:
        self.lines.append(words)
        self.kept[where] = len(self.lines)

    def table(self, table: dict[str, object], where: Where) -> None:
        header = ".".join(quoted(part) for part in where if isinstance(part, str))
        tables = {key: value for key, value in table.items() if self.is_tables(value)}
        for key, value in table.items():
            if key not in tables:
                self.pair(key, value, where)
        for key, value in tables.items():
            assert isinstance(value, list)
            for number, one in enumerate(value):
                self.lines.append("# [[not.this]]")
                self.put((*where, key, number), f"[[{header}{'.' if header else ''}{quoted(key)}]]")
                self.table(one, (*where, key, number))

    def pair(self, key: str, value: object, where: Where) -> None:
        if isinstance(value, list) and value:
            self.put((*where, key), f"{quoted(key)} = [")
            for number, one in enumerate(value):
                self.put((*where, key, number), f"  {self.inline(one)}, # {number}")
            self.lines.append("]")
        else:
            self.put((*where, key), f"{quoted(key)} = {self.inline(value)}")

    def inline(self, value: object) -> str:
        match value:
            case bool():
                return str(value).lower()
            case str():
                return quoted(value)
            case list():
                return f"[{', '.join(map(self.inline, value))}]"
            case dict():
                return f"{{ {', '.join(f'{quoted(key)} = {self.inline(one)}' for key, one in value.items())} }}"
        return str(value)

    @staticmethod
    def is_tables(value: object) -> bool:
        return isinstance(value, list) and bool(value) and all(isinstance(one, dict) for one in value)


tables = st.recursive(
    st.dictionaries(names, inline, max_size=4),
    lambda inner: st.dictionaries(names, st.lists(inner, min_size=1, max_size=3) | inline, max_size=4),
    max_leaves=6,
)


@given(table=tables)
def test_any_document_has_its_lines(table: dict[str, object]) -> None:
    writer = Writer()
    writer.table(table, ())
    text = "\n".join(writer.lines) + "\n"
    assert tomllib.loads(text) == table
    lines = Lines(text)
    assert {where: lines.at(where) for where in writer.kept} == writer.kept
