"""Bring the catalogues of our own words up to the templates and tables: `python tools/tongues.py update|report`.

Babel takes the messages out of templates, Python files and the tables of terms; what a translator wrote is kept, what is no
longer said is dropped. `report` prints how much of each language is translated.
"""

from __future__ import annotations

import csv
import pathlib
import sys
from collections.abc import Iterator

from babel.messages.catalog import Catalog
from babel.messages.extract import extract_from_dir
from babel.messages.pofile import read_po, write_po

ROOT = pathlib.Path(__file__).resolve().parent.parent
CODE = ROOT / "trucewatch"
CATALOGUES = CODE / "publish" / "tongues"
TERMS = CODE / "publish" / "terms"
METHODS = [("web/templates/**.html", "jinja2.ext:babel_extract"), ("web/**.py", "python"), ("publish/**.py", "python")]
OPTIONS = {"web/templates/**.html": {"trimmed": "true", "silent": "false", "newstyle_gettext": "true"}}
KEYWORDS = {"_": None, "gettext": None, "ngettext": (1, 2), "pgettext": ((1, "c"), 2)}
COLUMNS = {"terms.csv": ("term",), "types.csv": ("words",)}


def messages() -> Catalog:
    """Every message of our own voice."""
    found = Catalog(project="Trucewatch", charset="utf-8", fuzzy=False)
    for name, line, message, comments, context in extract_from_dir(str(CODE), METHODS, OPTIONS, keywords=KEYWORDS):
        found.add(message, locations=[(f"trucewatch/{name}", line)], auto_comments=comments, context=context)
    for name, word in _terms():
        found.add(word, locations=[(f"trucewatch/publish/terms/{name}", 0)])
    return found


def _terms() -> Iterator[tuple[str, str]]:
    for name, columns in COLUMNS.items():
        with (TERMS / name).open(encoding="utf-8", newline="") as file:
            for row in csv.DictReader(file):
                yield from ((name, row[column]) for column in columns if row[column])


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


def report() -> None:
    """How much of each language is translated."""
    for path in sorted(CATALOGUES.glob("*.po")):
        with path.open("rb") as file:
            told = [message for message in read_po(file, locale=path.stem) if message.id]
        done = sum(1 for message in told if message.string and all(message.string if message.pluralizable else [message.string]))
        print(f"{path.stem}: {done} of {len(told)} messages")


if __name__ == "__main__":
    {"update": update, "report": report}[sys.argv[1]]()
