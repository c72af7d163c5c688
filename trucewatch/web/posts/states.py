"""How a post stands on a day, in a shape and in words: no change, behind the line according to somebody, or no report."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from trucewatch.model import Post, PostEvent, PostStatus
from trucewatch.publish.posts import status_on
from trucewatch.publish.tongue import say
from trucewatch.publish.words import short_day

CODES = {
    PostStatus.PLANNED: "planned",
    PostStatus.ENCIRCLED: "behind",
    PostStatus.EVACUATED: "left",
}
HUTS = (
    ("open", "no change told"),
    ("behind", "behind the line, according to the source named"),
    ("left", "planned, or evacuated"),
    ("silent", "no report"),
)


@dataclass(frozen=True, slots=True)
class Stand:
    """A post on a day: `code` names the shape of its hut, `words` what is told, `according` who says so."""

    code: str
    words: str
    according: str
    unsure: bool = False


def stand_of(post: Post, day: date) -> Stand:
    """How a post stands by what is told up to a day."""
    told = status_on(post, day)
    if told is None:
        return Stand("silent", say("no report up to this day"), "")
    code = CODES.get(told.status, "open")
    return Stand("left" if code == "planned" else code, stand_words(told), told.source, told.unsure or post.unsure)


def stand_words(told: PostEvent) -> str:
    """A turn in the life of a post: "encircled since 7 Feb 2020"."""
    named = say("behind the line (%(status)s)", status=told.status) if told.status is PostStatus.ENCIRCLED else told.status.value
    return say("%(named)s since %(day)s", named=named, day=short_day(told.on))
