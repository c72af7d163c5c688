"""Write a sheet as Markdown (CommonMark with tables): every word of a report as it is, nothing of it taken for markup."""

from __future__ import annotations

import re
from collections.abc import Iterator

from trucewatch.model import Bulletin
from trucewatch.publish.bulletin.drawable import legible
from trucewatch.publish.bulletin.laying import sheet_of
from trucewatch.publish.bulletin.pdf import grade_word
from trucewatch.publish.bulletin.sheet import Part, Sentence, Sheet, Table
from trucewatch.publish.tongue import speaking
from trucewatch.publish.words import capital

SPECIAL = re.compile(r"([\\`*_{}\[\]<>#|~])")
LEADING = re.compile(r"^(\d+)([.)])|^([-+=])")


def to_markdown(bulletin: Bulletin, *, base: str = "") -> str:
    """The report as Markdown; `base` is the address of the site that references lead to, if there is one."""
    with speaking(bulletin.language):
        return markdown_of(sheet_of(bulletin, base=base))


def markdown_of(sheet: Sheet) -> str:
    """The sheet as Markdown, its drawings told by their captions."""
    return "\n\n".join(block for block in _blocks(sheet) if block) + "\n"


def words(text: str) -> str:
    """Words on one line with all that Markdown would take for markup escaped."""
    escaped = SPECIAL.sub(r"\\\1", legible(text).replace("&", "&amp;"))
    return LEADING.sub(lambda found: f"{found[1]}\\{found[2]}" if found[1] else f"\\{found[3]}", escaped)


def _blocks(sheet: Sheet) -> Iterator[str]:
    yield f"# {words(sheet.title)}"
    yield f"*{words(sheet.kind)}*"
    yield from (f"> {words(mark)}" for mark in sheet.marks)
    yield words(sheet.standfirst)
    yield "\n".join(f"- {words(name)}: {words(value)}" for name, value in sheet.facts)
    for part in sheet.parts:
        yield from _part(part)
    yield "\n".join(f"- {words(note)}" for note in sheet.notes)
    yield "  \n".join(words(line) for line in sheet.foot)


def _part(part: Part) -> Iterator[str]:
    yield f"## {words(part.title)}"
    if part.hole:
        yield f"*{words(part.hole)}*"
    for group in part.groups:
        if group.title:
            yield f"### {words(group.title)}"
        yield "\n".join(f"- {_sentence(one)}" for one in group.sentences)
    for table in part.tables:
        yield from _table(table)


def _sentence(sentence: Sentence) -> str:
    named = [f"[{words(one.words)}]({one.href})" if one.href else words(one.words) for one in sentence.references]
    rests = f" ({', '.join(named)})" if named else ""
    aside = f" *{words(sentence.aside)}*" if sentence.aside else ""
    grade = f"**{words(capital(grade_word(sentence.sign)))}.** " if sentence.sign else ""
    return f"{grade}{words(sentence.words)}{rests}{aside}"


def _table(table: Table) -> Iterator[str]:
    yield f"**{words(table.caption)}**"
    rule = ("---:" if number in table.numbers else "---" for number in range(len(table.columns)))
    rows = (" | ".join(words(cell) or " " for cell in row) for row in (table.columns, *table.rows))
    head, *rest = (f"| {row} |" for row in rows)
    yield "\n".join((head, f"| {' | '.join(rule)} |", *rest))
