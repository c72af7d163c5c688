"""Write a sheet as one HTML file that stands alone: no script, nothing fetched, readable on a phone and on paper."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from importlib.resources import files

from markupsafe import Markup, escape

from trucewatch.model import Bulletin
from trucewatch.publish.bulletin.drawable import legible
from trucewatch.publish.bulletin.laying import sheet_of
from trucewatch.publish.bulletin.pdf import grade_word
from trucewatch.publish.bulletin.sheet import Part, Picture, Sentence, Sheet, Table
from trucewatch.publish.drawing.printed import printed
from trucewatch.publish.tongue import speaking
from trucewatch.publish.words import capital


def to_html(bulletin: Bulletin, *, base: str = "") -> str:
    """The report as a page; `base` is the address of the site that references lead to, if there is one."""
    with speaking(bulletin.language):
        blind = {index for index, section in enumerate(bulletin.sections) if section.blind}
        return html_of(sheet_of(bulletin, base=base), blind)


def html_of(sheet: Sheet, blind: set[int] | frozenset[int] = frozenset()) -> str:
    """The sheet as a page; the parts whose numbers are in `blind` are hatched: nobody could look."""
    return "".join(_page(sheet, blind))


@cache
def _style() -> str:
    return (files("trucewatch.publish.bulletin") / "report.css").read_text(encoding="utf-8")


def own(words: str) -> Markup:
    """Words of others and our own, on one line, in their own direction."""
    return escape(legible(words))


def _page(sheet: Sheet, blind: set[int] | frozenset[int]) -> Iterator[str]:
    way = "rtl" if sheet.right_to_left else "ltr"
    yield f'<!DOCTYPE html>\n<html lang="{escape(sheet.language)}" dir="{way}">\n<head>\n<meta charset="utf-8">\n'
    yield '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
    yield f"<title>{own(sheet.title)} · {own(sheet.kind)}</title>\n<style>\n{_style()}</style>\n</head>\n"
    yield "<body>\n<main>\n<header>\n"
    yield f'<p class="kind">{own(sheet.kind)}</p>\n<h1>{own(sheet.title)}</h1>\n'
    yield from (f'<p class="mark">{own(mark)}</p>\n' for mark in sheet.marks)
    yield f'<p class="standfirst">{own(sheet.standfirst)}</p>\n<dl>\n'
    yield from (f"<div><dt>{own(name)}</dt><dd>{own(value)}</dd></div>\n" for name, value in sheet.facts)
    yield "</dl>\n</header>\n"
    for number, part in enumerate(sheet.parts):
        yield from _part(part, number, is_blind=number in blind)
    yield '<footer>\n<ul class="notes">\n'
    yield from (f"<li>{own(note)}</li>\n" for note in sheet.notes)
    yield "</ul>\n"
    yield from (f"<p>{own(line)}</p>\n" for line in sheet.foot)
    yield "</footer>\n</main>\n</body>\n</html>\n"


def _part(part: Part, number: int, *, is_blind: bool) -> Iterator[str]:
    yield f'<section aria-labelledby="s{number}">\n<h2 id="s{number}">{own(part.title)}</h2>\n'
    if part.hole:
        yield f'<p class="hole{" blind" if is_blind else ""}">{own(part.hole)}</p>\n'
    yield from (_picture(picture) for picture in part.pictures)
    for group in part.groups:
        if group.title:
            yield f"<h3>{own(group.title)}</h3>\n"
        yield "<ul>\n"
        yield from (_sentence(sentence) for sentence in group.sentences)
        yield "</ul>\n"
    for table in part.tables:
        yield from _table(table)
    yield "</section>\n"


def _picture(picture: Picture) -> str:
    """The drawing with its own styles, so that no other style is needed."""
    caption = f"<figcaption>{own(picture.caption)}</figcaption>" if picture.caption else ""
    drawn = f'<div role="img" aria-label="{own(picture.name)}">{printed(picture.drawing)}</div>'
    return f"<figure>{drawn}{caption}</figure>\n"


def _sentence(sentence: Sentence) -> str:
    grade = f'<b class="grade is-{escape(sentence.sign)}">{own(capital(grade_word(sentence.sign)))}</b> ' if sentence.sign else ""
    named = ", ".join(
        f'<a href="{escape(one.href)}">{own(one.words)}</a>' if one.href else f"<span>{own(one.words)}</span>"
        for one in sentence.references
    )
    rests = f' <span class="refs">{named}</span>' if named else ""
    aside = f'<br><small class="edited">{own(sentence.aside)}</small>' if sentence.aside else ""
    return f"<li>{grade}{own(sentence.words)}{rests}{aside}</li>\n"


def _table(table: Table) -> Iterator[str]:
    yield f'<div class="wide" tabindex="0" role="region" aria-label="{own(table.caption)}"><table>\n'
    yield f"<caption>{own(table.caption)}</caption>\n<thead><tr>"
    yield from (f'<th scope="col"{_number(table, index)}>{own(name)}</th>' for index, name in enumerate(table.columns))
    yield "</tr></thead>\n<tbody>\n"
    for row in table.rows:
        cells = (
            f'<th scope="row">{own(cell)}</th>' if not index else f"<td{_number(table, index)}>{own(cell)}</td>"
            for index, cell in enumerate(row)
        )
        yield f"<tr>{''.join(cells)}</tr>\n"
    yield "</tbody>\n</table></div>\n"


def _number(table: Table, index: int) -> str:
    return ' class="number"' if index in table.numbers else ""
