"""One report as a page: a preview or an issued one, its sentences with what they rest on, its files and its revisions."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from itertools import groupby
from typing import TypedDict
from urllib.parse import urlencode
from zoneinfo import ZoneInfo

from markupsafe import Markup

from trucewatch.model import Bulletin, BulletinTable, Edited, Line, Section, SectionKey
from trucewatch.publish.bulletin.laying import (
    foot_of,
    kind_words,
    map_caption,
    marks_of,
    spots_of,
    strip_caption,
    strip_of,
    subject_url,
)
from trucewatch.publish.drawing.plate import plate
from trucewatch.publish.tongue import is_right_to_left, say, speaking
from trucewatch.publish.words import anchor, instant_words, range_words
from trucewatch.web.daily.archive import Issued
from trucewatch.web.daily.asking import PATH, Asked
from trucewatch.web.parts import Frame, Grade, Room, frame, state_grade
from trucewatch.web.people.forms import Typed

FILES = (("pdf", "PDF"), ("docx", "DOCX"), ("md", "Markdown"), ("html", "HTML"), ("json", "JSON"))


@dataclass(frozen=True, slots=True)
class Link:
    """A link; `current` marks where the reader is."""

    words: str
    href: str
    current: bool = False


@dataclass(frozen=True, slots=True)
class EditedView:
    """Who wrote a sentence, when and why; `old` are the words that were generated, or those that do not hold any more."""

    by: str
    when: str
    reason: str
    old: str
    overtaken: bool


@dataclass(frozen=True, slots=True)
class LineView:
    """A sentence; `edit` is where its wording can be changed, empty where it cannot."""

    anchor: str
    words: str
    grade: Grade | None
    references: tuple[Link, ...]
    edited: EditedView | None
    edit: str


@dataclass(frozen=True, slots=True)
class GroupView:
    """Sentences under a heading."""

    title: str
    lines: tuple[LineView, ...]


@dataclass(frozen=True, slots=True)
class Drawing:
    """A drawing for a desk and for a phone, and the line below it."""

    wide: Markup
    narrow: Markup
    caption: str


@dataclass(frozen=True, slots=True)
class SectionView:
    """A section of the page."""

    anchor: str
    title: str
    hole: str
    blind: bool
    drawing: Drawing | None
    groups: tuple[GroupView, ...]
    tables: tuple[BulletinTable, ...]


@dataclass(frozen=True, slots=True)
class BulletinPage:
    """What `bulletin.html` shows.

    `issue` is what the form that issues it sends, None where it cannot be issued here; `typed` why that failed. `language` and
    `rtl` are those of the report, whose words need not be those of the page.
    """

    frame: Frame
    kind: str
    title: str
    marks: tuple[str, ...]
    problem: str
    standfirst: str
    facts: tuple[tuple[str, str], ...]
    foot: tuple[str, ...]
    sections: tuple[SectionView, ...]
    notes: tuple[str, ...]
    language: str
    rtl: bool
    files: tuple[Link, ...]
    ways: tuple[Link, ...]
    revisions: tuple[Link, ...]
    compare: str
    issue: tuple[tuple[str, str], ...] | None
    typed: Typed
    issued: str


def preview_page(
    room: Room, bulletin: Bulletin, asked: Asked, before: tuple[Issued, ...], *, may: bool, typed: Typed
) -> BulletinPage:
    """The report as it would be issued now; a reviewer can change its wording and issue it."""
    stands = (Link(say("Issued as %(name)s", name=before[-1].name), f"{PATH}/{before[-1].name}"),) if before else ()

    def edit(line: Line) -> str:
        return f"{PATH}/wording?{asked.query()}&{urlencode({'line': line.key})}" if may else ""

    return BulletinPage(
        frame=frame(room, "daily", _title(bulletin)),
        problem=" ".join(asked.problems),
        sections=tuple(_section(bulletin, section, edit) for section in bulletin.sections),
        files=tuple(Link(name, f"{PATH}/preview.{ending}?{asked.query()}") for ending, name in FILES),
        ways=stands,
        revisions=(),
        compare="",
        issue=asked.fields() if may else None,
        typed=typed,
        issued="",
        marks=_marks(bulletin),
        **_said(bulletin),
    )


def issued_page(
    room: Room, bulletin: Bulletin, one: Issued, revisions: tuple[Issued, ...], *, marks: tuple[str, ...] = ()
) -> BulletinPage:
    """A report as it was issued, with its other revisions; `marks` are what must be known of this copy."""
    before = next((each for each in reversed(revisions) if each.revision < one.revision), None)
    later = revisions[-1] if revisions and revisions[-1].revision > one.revision else None
    overtaken = (say("A later revision of this report was issued: %(name)s.", name=later.name),) if later else ()
    return BulletinPage(
        frame=frame(room, "daily", _title(bulletin)),
        problem="",
        sections=tuple(_section(bulletin, section, lambda _: "") for section in bulletin.sections),
        files=tuple(Link(name, f"{PATH}/{one.permalink}.{ending}") for ending, name in FILES),
        ways=(Link(say("This period as the records stand now"), f"{PATH}/preview?{asked_again(one).query()}"),),
        revisions=tuple(Link(_revision_words(each), f"{PATH}/{each.permalink}", each is one) for each in revisions),
        compare=f"{PATH}/{one.number}/compare?a={before.revision}&b={one.revision}" if before else "",
        issue=None,
        typed=Typed(),
        issued=say("Issued by %(who)s, %(when)s", who=one.issued_by, when=moment_words(one.issued_at, one.zone)),
        marks=(*overtaken, *marks, *_marks(bulletin)),
        **_said(bulletin),
    )


class _Said(TypedDict):
    """What a page says in the language of the report."""

    kind: str
    title: str
    standfirst: str
    facts: tuple[tuple[str, str], ...]
    foot: tuple[str, ...]
    notes: tuple[str, ...]
    language: str
    rtl: bool


def _said(bulletin: Bulletin) -> _Said:
    with speaking(bulletin.language):
        return _Said(
            kind=kind_words(bulletin),
            title=bulletin.title,
            standfirst=bulletin.standfirst,
            facts=bulletin.facts,
            foot=foot_of(bulletin),
            notes=bulletin.notes,
            language=bulletin.language,
            rtl=is_right_to_left(bulletin.language),
        )


def _marks(bulletin: Bulletin) -> tuple[str, ...]:
    with speaking(bulletin.language):
        return marks_of(bulletin)


def _title(bulletin: Bulletin) -> str:
    with speaking(bulletin.language):
        return f"{kind_words(bulletin)}, {range_words(bulletin.first, bulletin.last)}"


def asked_again(one: Issued) -> Asked:
    """What asks for a preview of the period of an issued report."""
    return Asked(one.edition, one.first, one.last, one.agreement, one.zone, one.language)


def moment_words(moment: str, zone: str) -> str:
    """An instant as the clocks of the report have it; empty where none is known."""
    return instant_words(datetime.fromisoformat(moment).astimezone(ZoneInfo(zone))) if moment else ""


def _revision_words(one: Issued) -> str:
    when = moment_words(one.issued_at, one.zone)
    if not one.revision:
        return say("first issue, %(when)s", when=when)
    return say("revision %(number)s, %(when)s", number=one.revision, when=when)


# — the sections —


def _section(bulletin: Bulletin, section: Section, edit: Callable[[Line], str]) -> SectionView:
    with speaking(bulletin.language):
        return SectionView(
            anchor=section.key.value,
            title=section.title,
            hole=section.hole,
            blind=section.blind,
            drawing=_drawing(bulletin, section.key),
            groups=tuple(
                GroupView(title, tuple(_line(bulletin, line, edit) for line in lines))
                for title, lines in groupby(section.lines, key=lambda line: line.group)
            ),
            tables=section.tables,
        )


def _drawing(bulletin: Bulletin, key: SectionKey) -> Drawing | None:
    """The days with what changed, the map with the incidents."""
    if key is SectionKey.CHANGE and bulletin.days:
        return Drawing(strip_of(bulletin), strip_of(bulletin, narrow=True), strip_caption())
    if key is SectionKey.INCIDENTS and (spots := spots_of(bulletin)):
        return Drawing(plate(spots), plate(spots, narrow=True), map_caption(bulletin))
    return None


def _line(bulletin: Bulletin, line: Line, edit: Callable[[Line], str]) -> LineView:
    return LineView(
        anchor=anchor(line.key, "line"),
        words=line.words,
        grade=state_grade(line.state) if line.state else None,
        references=tuple(Link(subject.words, subject_url(subject)) for subject in line.subjects),
        edited=_edited(line.edited, bulletin.zone) if line.edited else None,
        edit=edit(line),
    )


def _edited(edited: Edited, zone: str) -> EditedView:
    return EditedView(edited.by, moment_words(edited.at, zone), edited.reason, edited.words, edited.overtaken)
