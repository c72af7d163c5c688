"""Two revisions of a report beside each other: every sentence that differs, with the words that went and those that came."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from itertools import groupby

from trucewatch.model import Bulletin
from trucewatch.publish.bulletin.differing import Difference, Stretch, differences
from trucewatch.publish.tongue import is_right_to_left, marked, ngettext, say
from trucewatch.publish.words import number
from trucewatch.web.daily.archive import Issued
from trucewatch.web.daily.asking import PATH
from trucewatch.web.daily.page import Link, moment_words
from trucewatch.web.parts import Frame, Room, frame

DONE: Mapping[str, str] = {"added": marked("added"), "gone": marked("gone"), "changed": marked("changed")}

UNNAMED = ("title", "standfirst")  # what of the head of a report needs no name


@dataclass(frozen=True, slots=True)
class DifferenceView:
    """One sentence or value that differs; `by` names who changed its wording, `name` is what a value is called."""

    code: str
    done: str
    stretches: tuple[Stretch, ...]
    by: str
    name: str = ""


@dataclass(frozen=True, slots=True)
class GroupOfDifferences:
    """What differs in one section."""

    title: str
    differences: tuple[DifferenceView, ...]


@dataclass(frozen=True, slots=True)
class ComparePage:
    """What `daily_compare.html` shows."""

    frame: Frame
    title: str
    lede: str
    old: Link
    new: Link
    choices: tuple[tuple[str, str], ...]
    a: str
    b: str
    here: str
    groups: tuple[GroupOfDifferences, ...]
    language: str
    rtl: bool


def compare_page(room: Room, old: Bulletin, new: Bulletin, a: Issued, b: Issued, revisions: tuple[Issued, ...]) -> ComparePage:
    """What revision `b` says otherwise than revision `a`."""
    found = differences(old, new)
    title = say("Report %(number)s: revisions %(a)s and %(b)s", number=b.number, a=a.revision, b=b.revision)
    return ComparePage(
        frame=frame(room, "daily", title),
        title=title,
        lede=_lede(len(found)),
        old=Link(_told(a), f"{PATH}/{a.permalink}"),
        new=Link(_told(b), f"{PATH}/{b.permalink}"),
        choices=tuple((str(one.revision), _told(one)) for one in revisions),
        a=str(a.revision),
        b=str(b.revision),
        here=f"{PATH}/{b.number}/compare",
        groups=tuple(
            GroupOfDifferences(section or say("Head of the report"), tuple(_view(one) for one in some))
            for section, some in groupby(found, key=lambda one: one.section)
        ),
        language=new.language,
        rtl=is_right_to_left(new.language),
    )


def _lede(count: int) -> str:
    if not count:
        return say("The two say the same.")
    return ngettext("%(many)s sentence or value differs.", "%(many)s sentences or values differ.", count) % {
        "many": number(count)
    }


def _told(one: Issued) -> str:
    told = {"name": one.permalink, "when": moment_words(one.issued_at, one.zone), "who": one.issued_by}
    return say("%(name)s, issued by %(who)s, %(when)s", **told)


def _view(one: Difference) -> DifferenceView:
    name = one.key if not one.section and one.key not in UNNAMED else ""  # facts are kept under their names
    return DifferenceView(one.differs.value, say(DONE[one.differs.value]), one.stretches, one.by, name)
