"""Print a sheet as a tagged PDF (PDF/UA-1) with typst: the same bytes every time, its data never read as markup."""

from __future__ import annotations

import importlib.util
import json
import pathlib
import re
from collections.abc import Mapping, Sequence
from functools import cache
from typing import TYPE_CHECKING

from trucewatch.errors import UsageError
from trucewatch.model import State
from trucewatch.model.bulletin import Bulletin
from trucewatch.publish.bulletin.drawable import FONTS, drawable, signs_drawable
from trucewatch.publish.bulletin.laying import sheet_of
from trucewatch.publish.bulletin.sheet import Part, Picture, Sentence, Sheet, Table
from trucewatch.publish.drawing.printed import printed, sign
from trucewatch.publish.tongue import speaking
from trucewatch.publish.words import note, term

if TYPE_CHECKING:
    import typst

TEMPLATE = pathlib.Path(__file__).parent / "bulletin.typ"
STANDARD = "ua-1"
MISSING = "printing needs typst, which is not installed: pip install 'trucewatch[pdf]'"
COLOURS: Mapping[str, str] = {
    "alleged": "#4b545b",
    "corroborated": "#114b7a",
    "contested": "#8a4a00",
    "unassessable": "#7b43a6",
    "discounted": "#5d666c",
}
GRADES = tuple(COLOURS)
WORDS = re.compile(r"(?<=>)[^<>]+(?=</t)")  # what stands in the texts of a drawing
LEAST, MOST = 1.0, 6.0  # shares of the width that a column can have
LONG = 60  # letters of a cell that already need a wide column


def to_pdf(bulletin: Bulletin, *, base: str = "", marks: Sequence[str] = ()) -> bytes:
    """A daily report as a PDF; its references lead to the site at `base`, if one is given.

    `marks` are what must be known of this copy. UsageError where typst is not installed.
    """
    with speaking(bulletin.language):
        return pdf_of(sheet_of(bulletin, base=base, marks=marks))


def pdf_of(sheet: Sheet) -> bytes:
    """The sheet as a PDF; UsageError where typst is not installed."""
    return _compiled(_data(sheet), "pdf")[0]


def png_of(drawing: str, *, ppi: float = 200.0) -> bytes:
    """A drawing that stands alone as a picture of dots, for what takes no SVG; UsageError where typst is not installed."""
    source = '#set page(width: auto, height: auto, margin: 0pt, fill: none)\n#image(bytes(sys.inputs.data), alt: "")'
    return _set(source.encode(), drawing, "png", ppi)[0]


def _compiled(data: str, kind: str, ppi: float | None = None) -> tuple[bytes, ...]:
    return _set(TEMPLATE.read_bytes(), data, kind, ppi)


def _set(source: bytes, data: str, kind: str, ppi: float | None) -> tuple[bytes, ...]:
    """What typst makes of a source that reads `data`; no clock, no network, no font of the machine."""
    if importlib.util.find_spec("typst") is None:
        raise UsageError(MISSING)
    from typst import Compiler  # 80 MB that only printing needs

    press = Compiler(source, font_paths=_fonts(), sys_inputs={"data": data})
    standards = [STANDARD] if kind == "pdf" else []
    made = press.compile(format=kind, ppi=ppi, pdf_standards=standards, timestamp=0)  # type: ignore[arg-type]
    return (made,) if isinstance(made, bytes) else tuple(made or ())


@cache
def _fonts() -> typst.Fonts:
    from typst import Fonts  # see above

    return Fonts(include_system_fonts=False, include_embedded_fonts=False, font_paths=[FONTS])


def _data(sheet: Sheet) -> str:
    """What the template reads."""
    told = {
        "lang": sheet.language,
        "dir": "rtl" if sheet.right_to_left else "ltr",
        "title": drawable(sheet.title),
        "author": "Trucewatch",
        "keywords": [],
        "says": {
            "kind": drawable(sheet.kind),
            "running": drawable(sheet.running),
            "period": drawable(sheet.period),
            "foot": [drawable(line) for line in sheet.foot],
            "page": drawable(sheet.page),
        },
        "marks": [drawable(mark) for mark in sheet.marks],
        "standfirst": drawable(sheet.standfirst),
        "facts": [[drawable(name), drawable(value)] for name, value in sheet.facts],
        "signs": {code: {"drawing": sign(f"g-{code}", COLOURS[code]), "word": grade_word(code)} for code in GRADES},
        "parts": [_part(part) for part in sheet.parts],
        "notes": [drawable(note) for note in sheet.notes],
    }
    return json.dumps(told, ensure_ascii=False)


def grade_word(code: str) -> str:
    """The word for the sign of a grade, in the language in use."""
    return next((term("state", state) for state in State if note("state", state) == code), code)


def _part(part: Part) -> dict[str, object]:
    return {
        "title": drawable(part.title),
        "hole": drawable(part.hole),
        "pictures": [_picture(one) for one in part.pictures],
        "groups": [
            {"title": drawable(group.title), "sentences": [_sentence(one) for one in group.sentences]} for group in part.groups
        ],
        "tables": [_table(one) for one in part.tables],
    }


def _picture(picture: Picture) -> dict[str, object]:
    return {
        "drawing": drawn(picture),
        "name": drawable(picture.name),
        "caption": drawable(picture.caption),
        "share": picture.share,
    }


def drawn(picture: Picture) -> str:
    """The drawing of a picture by itself, its words drawable."""
    return WORDS.sub(lambda found: signs_drawable(found[0]), printed(picture.drawing))


def _sentence(sentence: Sentence) -> dict[str, object]:
    return {
        "words": drawable(sentence.words),
        "references": [{"words": drawable(one.words), "href": one.href} for one in sentence.references],
        "sign": sentence.sign if sentence.sign in COLOURS else "",
        "aside": drawable(sentence.aside),
    }


def _table(table: Table) -> dict[str, object]:
    return {
        "caption": drawable(table.caption),
        "columns": [drawable(name) for name in table.columns],
        "rows": [[drawable(cell) for cell in row] for row in table.rows],
        "numbers": sorted(table.numbers),
        "widths": widths(table),
    }


def widths(table: Table) -> list[float]:
    """The share of the width that each column gets: by its longest words, within bounds."""
    longest = [max(len(cell) for cell in column) for column in zip(table.columns, *table.rows, strict=True)]
    return [round(min(max(letters / LONG * MOST, LEAST), MOST), 2) for letters in longest]
