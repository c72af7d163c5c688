"""Bring the catalogues of our own words up to the templates and tables: `python tools/tongues.py update|check [N]|report`.

Babel takes the messages out of templates, Python files and the tables of terms; what a translator wrote is kept, what is no
longer said is dropped. `report` prints how much of each language is translated.
"""

from __future__ import annotations

import ast
import csv
import pathlib
import sys
from collections.abc import Callable, Iterator

from babel.messages.catalog import Catalog, Message
from babel.messages.extract import extract_from_dir
from babel.messages.pofile import read_po, write_po

ROOT = pathlib.Path(__file__).resolve().parent.parent
CODE = ROOT / "trucewatch"
CATALOGUES = CODE / "publish" / "tongues"
TERMS = CODE / "publish" / "terms"
METHODS = [("web/templates/**.html", "jinja2.ext:babel_extract"), ("web/**.py", "python"), ("publish/**.py", "python")]
OPTIONS = {"web/templates/**.html": {"trimmed": "true", "silent": "false", "newstyle_gettext": "true"}}
KEYWORDS = {
    **dict.fromkeys(("_", "gettext", "say", "marked")),
    "ngettext": (1, 2),
    "say_many": (1, 2),
    "pgettext": ((1, "c"), 2),
}
COUNTING = ("counted", "count_words", "counted_words")  # functions that put a number before a noun
UNSAID = ("glyph",)  # sets whose terms are names of shapes
SAID_NOTES = "realis"  # the set whose notes are said: "announced", "denied"
COLUMNS = {"terms.csv": ("term",), "types.csv": ("words",), "changes.csv": ("words",), "bulletin_sections.csv": ("group",)}


def messages() -> Catalog:
    """Every message of our own voice."""
    found = Catalog(project="Trucewatch", charset="utf-8", fuzzy=False)
    for name, line, message, comments, context in extract_from_dir(str(CODE), METHODS, OPTIONS, keywords=KEYWORDS):
        found.add(message, locations=[(f"trucewatch/{name}", line)], auto_comments=comments, context=context)
    for one, many, place in _nouns():
        found.add((f"%(count)s {one}", f"%(count)s {many}"), locations=[place])
    for name, word in _terms():
        found.add(word, locations=[(f"trucewatch/publish/terms/{name}", 0)])
    return found


def _nouns() -> Iterator[tuple[str, str, tuple[str, int]]]:
    """The nouns that are counted anywhere on the pages: of one and of many."""
    for path in sorted([*CODE.glob("web/**/*.py"), *CODE.glob("publish/**/*.py")]):
        for call in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(call, ast.Call) and isinstance(call.func, ast.Name) and call.func.id in COUNTING:
                words = [word.value for word in call.args[1:3] if isinstance(word, ast.Constant) and isinstance(word.value, str)]
                if words and words[0]:
                    one, many = (*words, f"{words[0]}s")[:2]
                    yield one, many, (path.relative_to(ROOT).as_posix(), call.lineno)


def _terms() -> Iterator[tuple[str, str]]:
    for name, columns in COLUMNS.items():
        with (TERMS / name).open(encoding="utf-8", newline="") as file:
            for row in csv.DictReader(file):
                if row.get("set") in UNSAID:
                    continue
                yield from ((name, row[column]) for column in columns if row[column])
                if row.get("set") == SAID_NOTES and row["note"]:
                    yield name, row["note"]


def update() -> None:
    """Write every catalogue anew, with what was translated."""
    template = messages()
    for path in sorted(CATALOGUES.glob("*.po")):
        with path.open("rb") as file:
            told = read_po(file, locale=path.stem)
        told.update(template, no_fuzzy_matching=True, update_creation_date=False)
        told.obsolete.clear()
        with path.open("wb") as out:
            write_po(out, told, width=130, sort_output=True, no_location=True, omit_header=False, ignore_obsolete=True)


def check(odd_in_100: str = "0") -> None:
    """End with an error where a catalogue lacks messages that are said or holds others: more than `odd_in_100` of a hundred."""
    said = {_key(message) for message in messages() if message.id}
    for path in sorted(CATALOGUES.glob("*.po")):
        with path.open("rb") as file:
            held = {_key(message) for message in read_po(file, locale=path.stem) if message.id}
        if len(held ^ said) * 100 > int(odd_in_100) * len(said):
            odd = sorted(map(str, held ^ said))[:10]
            sys.exit(f"{path.stem}.po is not up to date; run tools/tongues.py update. For example: {odd}")


def _key(message: Message) -> tuple[object, str | None]:
    return message.id, message.context


def report() -> None:
    """How much of each language is translated."""
    for path in sorted(CATALOGUES.glob("*.po")):
        with path.open("rb") as file:
            told = [message for message in read_po(file, locale=path.stem) if message.id]
        done = sum(1 for message in told if message.string and all(message.string if message.pluralizable else [message.string]))
        print(f"{path.stem}: {done} of {len(told)} messages")


if __name__ == "__main__":
    commands: dict[str, Callable[..., None]] = {"update": update, "check": check, "report": report}
    commands[sys.argv[1]](*sys.argv[2:])
