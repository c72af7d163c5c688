"""The wording of one sentence: what is generated, what stands, who changed it before, and the form that changes it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from trucewatch.model import Bulletin, Line, Wording
from trucewatch.publish.bulletin.gathering import generated
from trucewatch.publish.bulletin.laying import subject_url
from trucewatch.publish.tongue import is_right_to_left, say
from trucewatch.web.daily.asking import PREVIEW, Asked
from trucewatch.web.daily.page import Link, moment_words
from trucewatch.web.parts import Frame, Room, frame
from trucewatch.web.people.forms import Typed


@dataclass(frozen=True, slots=True)
class PastWording:
    """A wording that somebody wrote; `holds` if it is the one that stands. Empty `new` took an earlier one back."""

    by: str
    when: str
    reason: str
    old: str
    new: str
    holds: bool


@dataclass(frozen=True, slots=True)
class WordingPage:
    """What `wording.html` shows."""

    frame: Frame
    title: str
    section: str
    generated: str
    stands: str
    typed: Typed
    form: str
    fields: tuple[tuple[str, str], ...]
    references: tuple[Link, ...]
    past: tuple[PastWording, ...]
    back: str
    can_take_back: bool
    language: str
    rtl: bool


def wording_page(
    room: Room, bulletin: Bulletin, key: str, asked: Asked, before: Sequence[Wording], typed: Typed, form: str
) -> WordingPage | None:
    """The page of one sentence of a preview; None where the preview has no such sentence."""
    found = line_of(bulletin, key)
    if found is None:
        return None
    section, line = found
    holds = line.edited.wording if line.edited and not line.edited.overtaken else ""
    words = generated(line)
    return WordingPage(
        frame=frame(room, "daily", say("Wording of a sentence")),
        title=bulletin.title,
        section=section,
        generated=words,
        stands=line.words,
        typed=typed,
        form=form,
        fields=(*asked.fields(), ("line", key), ("old", words)),
        references=tuple(Link(subject.words, subject_url(subject)) for subject in line.subjects),
        past=tuple(
            PastWording(one.by, moment_words(one.at, bulletin.zone), one.reason, one.old, one.new, one.id == holds)
            for one in sorted(before, key=lambda one: one.at, reverse=True)
            if one.line == key
        ),
        back=f"{PREVIEW}?{asked.query()}",
        can_take_back=bool(holds),
        language=bulletin.language,
        rtl=is_right_to_left(bulletin.language),
    )


def line_of(bulletin: Bulletin, key: str) -> tuple[str, Line] | None:
    """A sentence by its key, with the title of its section; None where there is none."""
    found = ((section.title, line) for section in bulletin.sections for line in section.lines if line.key == key)
    return next(found, None)
