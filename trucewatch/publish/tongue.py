"""The language in which we speak: the catalogues of our own words, and which of them is in use.

Only our own voice is translated; what a report says is shown as printed. A word that a catalogue lacks stays English.
"""

from __future__ import annotations

import io
import pathlib
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from functools import cache, wraps
from gettext import GNUTranslations, NullTranslations
from typing import ParamSpec, TypeVar

HOME = "en"  # the language of the source
CATALOGUES = pathlib.Path(__file__).parent / "tongues"
RIGHT_TO_LEFT = "right-to-left"

Given = ParamSpec("Given")
Made = TypeVar("Made")

MARKS = {("ar", ","): "،", ("ar", ";"): "؛"}  # what parts the parts of a row
TURKISH = {"İ": "i", "I": "ı"}  # small letters that no other language has so
_spoken: ContextVar[str] = ContextVar("spoken", default=HOME)


@cache
def languages() -> tuple[str, ...]:
    """The languages there are catalogues for, English first."""
    return (HOME, *sorted(path.stem for path in CATALOGUES.glob("*.po")))


@cache
def own_name(language: str) -> str:
    """What a language calls itself."""
    from babel import Locale  # a tenth of a second that a command without pages should not cost

    return str(Locale.parse(language).get_display_name(language) or language)


@cache
def is_right_to_left(language: str) -> bool:
    """True if it is written from right to left."""
    from babel import Locale

    return str(Locale.parse(language).character_order) == RIGHT_TO_LEFT


@cache
def catalogue(language: str) -> NullTranslations:
    """The catalogue of a language; an empty one for English and for languages without a file."""
    path = CATALOGUES / f"{language}.po"
    if language not in languages() or language == HOME:
        return NullTranslations()
    from babel.messages.mofile import write_mo
    from babel.messages.pofile import read_po

    with path.open("rb") as file:
        told = read_po(file, locale=language)
    packed = io.BytesIO()
    write_mo(packed, told)
    packed.seek(0)
    return GNUTranslations(packed)


def speak(language: str) -> None:
    """From here on, in this thread or task, our words are in this language."""
    _spoken.set(language if language in languages() else HOME)


@contextmanager
def speaking(language: str) -> Iterator[None]:
    """Our words are in this language, and afterwards in the one before."""
    kept = _spoken.set(language if language in languages() else HOME)
    try:
        yield
    finally:
        _spoken.reset(kept)


def spoken() -> str:
    """The language in use."""
    return _spoken.get()


def is_source() -> bool:
    """True if our words are in English, the language in which they were written."""
    return _spoken.get() == HOME


def in_source(made: Callable[Given, Made]) -> Callable[Given, Made]:
    """A function whose sentences are built from pieces that no catalogue can hold: they stay English, whole."""

    @wraps(made)
    def english(*given: Given.args, **named: Given.kwargs) -> Made:
        kept = _spoken.set(HOME)
        try:
            return made(*given, **named)
        finally:
            _spoken.reset(kept)

    return english


def gettext(message: str) -> str:
    """A message in the language in use."""
    return catalogue(_spoken.get()).gettext(message) if message else message


def ngettext(one: str, many: str, count: int) -> str:
    """The form of a message that fits a number, in the language in use."""
    return catalogue(_spoken.get()).ngettext(one, many, count)


def say(message: str, **values: object) -> str:
    """A whole message in the language in use, with what stands at its named places: `say("told by %(who)s", who=name)`."""
    told = gettext(message)
    return told % values if values else told


def say_many(one: str, many: str, count: int, **values: object) -> str:
    """The form of a message that fits `count`, with what stands at its named places."""
    return ngettext(one, many, count) % values


def row_of(parts: Iterable[str], mark: str = ";") -> str:
    """Several things in a row, parted by `;` or `,` as the language in use writes it."""
    return f"{MARKS.get((_spoken.get(), mark), mark)} ".join(parts)


def small_first(words: str) -> str:
    """Words that begin with a small letter, for the middle of a sentence; in Turkish İ becomes i, and I ı."""
    first = words[:1]
    return (TURKISH.get(first, first.lower()) if _spoken.get() == "tr" else first.lower()) + words[1:]


def marked(message: str) -> str:
    """The message as it is: it stands in a table and is said in the language in use where it is shown."""
    return message


def pgettext(context: str, message: str) -> str:
    """A message whose meaning hangs on where it stands."""
    return catalogue(_spoken.get()).pgettext(context, message)


def chosen_language(asked: str, kept: str, accepted: str) -> str:
    """The language of a page: what was asked for, else what was chosen before, else the first that the browser accepts.

    `accepted` is an Accept-Language header; what is in none of our catalogues is passed over.
    """
    offered = sorted((_weight(part) for part in accepted.split(",")[:20]), key=lambda pair: -pair[0])
    wanted = (asked, kept, *(tag.split("-")[0] for weight, tag in offered if weight > 0))
    return next((tag for tag in wanted if tag in languages()), HOME)


def _weight(part: str) -> tuple[float, str]:
    tag, _, quality = part.strip().lower().partition(";q=")
    try:
        return (float(quality) if quality else 1.0), tag
    except ValueError:
        return 0.0, tag
