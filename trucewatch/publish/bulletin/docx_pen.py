"""The hand that writes a DOCX: styles, headings, sentences, tables, pictures, and what stands on every page."""

from __future__ import annotations

import io
from collections.abc import Sequence
from datetime import datetime

from docx import Document
from docx.document import Document as Written
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.opc.constants import RELATIONSHIP_TYPE
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.oxml.xmlchemy import BaseOxmlElement
from docx.shared import Mm, Pt, RGBColor
from docx.table import _Cell
from docx.text.paragraph import Paragraph
from docx.text.run import Run

from trucewatch.publish.bulletin.drawable import legible, runs_right_to_left
from trucewatch.publish.bulletin.pdf import COLOURS, drawn, grade_word, png_of, widths
from trucewatch.publish.bulletin.sheet import Part, Picture, Reference, Sentence, Sheet
from trucewatch.publish.drawing.printed import size_of
from trucewatch.publish.words import isolated

FACE = "Arial"  # on every machine, or a font of the same widths there
INK, QUIET, LINK, RULE = "171C20", "474F55", "0E4A73", "D3D9D6"
MARKS = {"alleged": "○", "corroborated": "●", "contested": "◐", "unassessable": "▨", "discounted": "⊖"}
WIDE, HIGH = 170.0, 118.0  # mm: what a drawing may take of a page
SIZES = {"Title": 22.0, "Heading 1": 14.0, "Heading 2": 11.0}
HANG = 6.0  # mm between the sign of a sentence and its words


def written(sheet: Sheet, at: datetime) -> Written:
    """The sheet as a document of Word."""
    pen = Pen(sheet)
    pen.prepare(at)
    pen.head()
    for part in sheet.parts:
        pen.part(part)
    for words in sheet.notes:
        pen.line(words, size=8, colour=QUIET)
    return pen.document


class Pen:
    """Writes one document, in one direction."""

    def __init__(self, sheet: Sheet) -> None:
        self.sheet, self.document = sheet, Document()

    # — what stands before the first word —

    def prepare(self, at: datetime) -> None:
        """The paper, the styles, and what stands on every page."""
        about = self.document.core_properties
        about.author, about.title, about.language = "Trucewatch", legible(self.sheet.title), self.sheet.language
        about.created = about.modified = at.replace(tzinfo=None)
        about.last_modified_by, about.comments, about.revision = "Trucewatch", "", 1
        section = self.document.sections[0]
        section.page_width, section.page_height = Mm(210), Mm(297)
        section.left_margin = section.right_margin = Mm(20)
        section.top_margin, section.bottom_margin = Mm(25), Mm(24)
        if self.sheet.right_to_left:
            section._sectPr.insert_element_before(_made("w:bidi"), "w:rtlGutter", "w:docGrid", "w:printerSettings")
        self._style("Normal", 10, bold=False)
        for name, size in SIZES.items():
            self._style(name, size, bold=True)
        self._every_page(section.header.paragraphs[0], section.footer.paragraphs[0])

    def _style(self, name: str, size: float, *, bold: bool) -> None:
        """Face, size and language of a style, for scripts of either direction."""
        style = self.document.styles[name]
        properties = style.element.get_or_add_rPr()
        for old in list(properties):
            properties.remove(old)
        fonts = _made("w:rFonts", **{"w:ascii": FACE, "w:hAnsi": FACE, "w:cs": FACE, "w:eastAsia": FACE})
        language = self.sheet.language
        properties.extend(
            [
                fonts,
                *([_made("w:b"), _made("w:bCs")] if bold else []),
                _made("w:color", **{"w:val": INK}),
                _made("w:sz", **{"w:val": str(round(size * 2))}),
                _made("w:szCs", **{"w:val": str(round(size * 2))}),
                _made("w:lang", **{"w:val": "en-GB" if self.sheet.right_to_left else language, "w:bidi": language}),
            ]
        )
        if name == "Title":
            for border in style.element.iter(qn("w:pBdr")):
                border.getparent().remove(border)
        if name == "Heading 1":
            _bordered(style.element.get_or_add_pPr(), "top", INK, 18, 4)

    def _every_page(self, header: Paragraph, footer: Paragraph) -> None:
        """What stands above and below every page: what it is, of which days, as of when, and which page of how many."""
        self._words(header, f"{self.sheet.running} · {self.sheet.period}", size=8, colour=QUIET, bold=True)
        self._turned(header)
        _bordered(header._p.get_or_add_pPr(), "bottom", RULE, 4, 3)
        for line in self.sheet.foot:
            self._words(footer, line, size=7.5, colour=QUIET)
            footer.add_run().add_break()
        before, _, rest = self.sheet.page.partition("{page}")
        between, _, after = rest.partition("{pages}")
        for words, field in ((before, "PAGE"), (between, "NUMPAGES"), (after, "")):
            if words:
                self._words(footer, words, size=7.5, colour=QUIET, keep=True)
            if field:
                self._field(footer, field)
        self._turned(footer)
        _bordered(footer._p.get_or_add_pPr(), "top", RULE, 4, 3)

    def _field(self, paragraph: Paragraph, name: str) -> None:
        """A number that Word works out."""
        field = _made("w:fldSimple", **{"w:instr": name})
        run = paragraph.add_run("1")
        self._dress(run, 7.5, QUIET)
        field.append(run._r)
        paragraph._p.append(field)

    # — what is said —

    def head(self) -> None:
        """What it is, of which day, as of when, and what must be known first."""
        sheet = self.sheet
        self.line(sheet.kind, size=10, colour=QUIET, after=0)
        title = self.document.add_paragraph(style="Title")
        self._words(title, sheet.title)
        self._spaced(self._turned(title), 0, 6)
        for mark in sheet.marks:
            boxed = self.line(mark, bold=True, after=8)
            for side in ("top", "left", "bottom", "right"):
                _bordered(boxed._p.get_or_add_pPr(), side, INK, 6, 4)
        if sheet.standfirst:
            self.line(sheet.standfirst, size=12, after=8)
        if sheet.facts:
            self._grid("", ("", ""), sheet.facts, frozenset(), (2.0, 8.0), headless=True)

    def part(self, part: Part) -> None:
        """A section."""
        self._heading(part.title, "Heading 1", 18, 6)
        for picture in part.pictures:
            self._picture(picture)
        if part.hole:
            hole = self.line(part.hole, after=6)
            _bordered(hole._p.get_or_add_pPr(), "right" if self.sheet.right_to_left else "left", INK, 18, 8)
        for group in part.groups:
            if group.title:
                self._heading(group.title, "Heading 2", 10, 4)
            for sentence in group.sentences:
                self._sentence(sentence)
        for table in part.tables:
            if table.caption:
                self._spaced(self.line(table.caption, bold=True, after=3), 8, 3).paragraph_format.keep_with_next = True
            self._grid(table.caption, table.columns, table.rows, table.numbers, tuple(widths(table)))

    def line(self, words: str, *, size: float = 10, colour: str = INK, bold: bool = False, after: float = 4) -> Paragraph:
        """A paragraph."""
        paragraph = self.document.add_paragraph()
        self._words(paragraph, words, size=size, colour=colour, bold=bold)
        return self._spaced(self._turned(paragraph), 0, after)

    def _heading(self, words: str, style: str, before: float, after: float) -> None:
        heading = self.document.add_paragraph(style=style)
        self._words(heading, words)
        self._spaced(self._turned(heading), before, after)

    def _sentence(self, sentence: Sentence) -> None:
        """A thing said, its sign before it, what it rests on behind it."""
        paragraph = self.document.add_paragraph()
        form = paragraph.paragraph_format
        form.left_indent, form.first_line_indent = Mm(HANG), Mm(-HANG)
        form.tab_stops.add_tab_stop(Mm(HANG))
        if sentence.sign in MARKS:
            self._dress(paragraph.add_run(MARKS[sentence.sign]), 10, COLOURS[sentence.sign].removeprefix("#").upper())
            self._words(paragraph, f" {grade_word(sentence.sign)}", size=8, colour=QUIET, keep=True)
            self._words(paragraph, " · ", size=8, colour=QUIET, keep=True)
        else:
            paragraph.add_run("\t")
        self._words(paragraph, self._own(sentence.words))
        for reference in sentence.references:
            paragraph.add_run(" ")
            self._reference(paragraph, reference)
        if sentence.aside:
            paragraph.add_run().add_break()
            self._words(paragraph, self._own(sentence.aside), size=8, colour=QUIET)
        self._spaced(self._turned(paragraph), 2, 2)
        for side in ("bottom", "between"):
            _bordered(paragraph._p.get_or_add_pPr(), side, RULE, 4, 2)

    def _own(self, words: str) -> str:
        """Words that run against the page, set apart so that their stops stay with them."""
        against = self.sheet.right_to_left and not runs_right_to_left(words, otherwise=True)
        return isolated(legible(words)) if against else words

    def _reference(self, paragraph: Paragraph, reference: Reference) -> None:
        if not reference.href:
            self._words(paragraph, reference.words, size=8, colour=QUIET)
            return
        linked = self.document.part.relate_to(reference.href, RELATIONSHIP_TYPE.HYPERLINK, is_external=True)
        link = _made("w:hyperlink", **{"r:id": linked})
        run = self._words(paragraph, reference.words, size=8, colour=LINK)
        run.font.underline = True
        link.append(run._r)
        paragraph._p.append(link)

    def _picture(self, picture: Picture) -> None:
        """A drawing as a picture of dots, with its words for who cannot see it, and its line below."""
        drawing = drawn(picture)
        if not drawing:
            return
        wide, high = size_of(picture.drawing)
        across = min(WIDE * picture.share, HIGH * wide / high)
        paragraph = self.document.add_paragraph()
        shape = paragraph.add_run().add_picture(io.BytesIO(png_of(drawing)), width=Mm(across))
        shape._inline.docPr.set("descr", legible(picture.name))
        self._turned(paragraph)
        paragraph.paragraph_format.keep_with_next = bool(picture.caption)
        if picture.caption:
            self.line(picture.caption, size=8, colour=QUIET, after=8)

    def _grid(
        self,
        name: str,
        columns: Sequence[str],
        rows: Sequence[Sequence[str]],
        numbers: frozenset[int],
        shares: Sequence[float],
        *,
        headless: bool = False,
    ) -> None:
        """A table with a hairline under each row; its head is said again on every page."""
        table = self.document.add_table(rows=0 if headless else 1, cols=len(columns))
        table.autofit = False
        properties = table._tbl.tblPr
        if self.sheet.right_to_left:
            properties.find(qn("w:tblW")).addprevious(_made("w:bidiVisual"))
        if name:
            properties.append(_made("w:tblCaption", **{"w:val": legible(name)}))
        margins = _made("w:tblCellMar")
        margins.extend([_made("w:left", **{"w:w": "0", "w:type": "dxa"}), _made("w:right", **{"w:w": "120", "w:type": "dxa"})])
        properties.find(qn("w:tblLook")).addprevious(margins)
        across = [Mm(WIDE * share / sum(shares)) for share in shares]
        if not headless:
            head = table.rows[0]
            head._tr.get_or_add_trPr().append(_made("w:tblHeader"))
            for index, words in enumerate(columns):
                self._cell(head.cells[index], words, index in numbers, bold=True, colour=QUIET, size=8)
        for row in rows:
            line = table.add_row()
            line._tr.get_or_add_trPr().append(_made("w:cantSplit"))
            for index, words in enumerate(row):
                colour = QUIET if headless and index == 0 else INK
                self._cell(line.cells[index], words, index in numbers, size=8.5 if headless else 9, colour=colour)
        for line in table.rows:
            for width, cell in zip(across, line.cells, strict=True):
                cell.width = width
        for width, grid_column in zip(across, table._tbl.tblGrid.findall(qn("w:gridCol")), strict=True):
            grid_column.set(qn("w:w"), str(int(width.twips)))

    def _cell(self, cell: _Cell, words: str, is_number: bool, *, size: float, colour: str = INK, bold: bool = False) -> None:
        paragraph = cell.paragraphs[0]
        self._words(paragraph, words, size=size, colour=colour, bold=bold)
        self._spaced(self._turned(paragraph, to_end=is_number), 2, 2)
        borders = _made("w:tcBorders")
        borders.append(_made("w:bottom", **{"w:val": "single", "w:sz": "4", "w:color": RULE}))
        cell._tc.get_or_add_tcPr().append(borders)

    # — how it is set —

    def _words(
        self, paragraph: Paragraph, words: str, *, size: float = 0, colour: str = "", bold: bool = False, keep: bool = False
    ) -> Run:
        """A run of words, each sign one that a document can hold."""
        run = paragraph.add_run(words if keep else legible(words))
        self._dress(run, size, colour)
        if bold:
            run.font.bold = True
            run.font.cs_bold = True
        return run

    def _dress(self, run: Run, size: float, colour: str) -> None:
        if size:
            run.font.size = Pt(size)
            properties = run._r.get_or_add_rPr()
            properties.append(_made("w:szCs", **{"w:val": str(round(size * 2))}))
        if colour:
            run.font.color.rgb = RGBColor.from_string(colour)
        if runs_right_to_left(run.text, otherwise=False):
            run.font.rtl = True

    def _turned(self, paragraph: Paragraph, *, to_end: bool = False) -> Paragraph:
        """A paragraph in the direction of its words, at the start of the page as the language has it.

        In a paragraph from right to left Word takes LEFT for its start; words that run the other way keep their own direction
        and only stand where the others do.
        """
        turned = self.sheet.right_to_left and runs_right_to_left(paragraph.text, otherwise=True)
        if turned:
            properties = paragraph._p.get_or_add_pPr()
            properties.insert_element_before(_made("w:bidi"), *AFTER_BIDI)
        to_left = to_end == (self.sheet.right_to_left and not turned)
        paragraph.alignment = WD_ALIGN_PARAGRAPH.LEFT if to_left else WD_ALIGN_PARAGRAPH.RIGHT
        return paragraph

    @staticmethod
    def _spaced(paragraph: Paragraph, before: float, after: float) -> Paragraph:
        form = paragraph.paragraph_format
        form.space_before, form.space_after = Pt(before), Pt(after)
        return paragraph


# the order in which the properties of a paragraph stand (ECMA-376, CT_PPrBase): Word refuses any other
ORDER = (
    *("w:pStyle", "w:keepNext", "w:keepLines", "w:pageBreakBefore", "w:framePr", "w:widowControl", "w:numPr"),
    *("w:suppressLineNumbers", "w:pBdr", "w:shd", "w:tabs", "w:suppressAutoHyphens", "w:kinsoku", "w:wordWrap"),
    *("w:overflowPunct", "w:topLinePunct", "w:autoSpaceDE", "w:autoSpaceDN", "w:bidi", "w:adjustRightInd", "w:snapToGrid"),
    *("w:spacing", "w:ind", "w:contextualSpacing", "w:mirrorIndents", "w:suppressOverlap", "w:jc", "w:textDirection"),
    *("w:textAlignment", "w:textboxTightWrap", "w:outlineLvl", "w:divId", "w:cnfStyle", "w:rPr", "w:sectPr", "w:pPrChange"),
)
AFTER_BIDI = ORDER[ORDER.index("w:bidi") + 1 :]
AFTER_BORDER = ORDER[ORDER.index("w:pBdr") + 1 :]
SIDES = ("top", "left", "bottom", "right", "between")


def _made(tag: str, **attributes: str) -> BaseOxmlElement:
    """An element of the document's XML."""
    element = OxmlElement(tag)
    for name, value in attributes.items():
        element.set(qn(name), value)
    return element


def _bordered(properties: BaseOxmlElement, side: str, colour: str, eighths: int, space: int) -> None:
    """A line on one side of a paragraph, so many eighths of a point strong; the sides stand in the order that Word asks for."""
    borders = properties.find(qn("w:pBdr"))
    if borders is None:
        borders = _made("w:pBdr")
        properties.insert_element_before(borders, *AFTER_BORDER)
    line = _made(f"w:{side}", **{"w:val": "single", "w:sz": str(eighths), "w:space": str(space), "w:color": colour})
    later = [borders.find(qn(f"w:{name}")) for name in SIDES[SIDES.index(side) + 1 :]]
    following = next((one for one in later if one is not None), None)
    if following is None:
        borders.append(line)
    else:
        following.addprevious(line)
