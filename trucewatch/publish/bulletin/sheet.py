"""What stands on a sheet of paper: the words, tables and drawings of a daily report, ready to be set by whatever prints it."""

from __future__ import annotations

from dataclasses import dataclass

from markupsafe import Markup


@dataclass(frozen=True, slots=True)
class Reference:
    """What a sentence rests on: a short name, and where it is shown; `href` is empty where no site is known."""

    words: str
    href: str = ""


@dataclass(frozen=True, slots=True)
class Sentence:
    """One thing said, with what it rests on; `sign` is the code of a grade, `aside` says who changed the wording, and when."""

    words: str
    references: tuple[Reference, ...] = ()
    sign: str = ""
    aside: str = ""


@dataclass(frozen=True, slots=True)
class Table:
    """Rows of words under named columns; columns of numbers are set to their end. Each row has a cell for each column."""

    caption: str
    columns: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    numbers: frozenset[int] = frozenset()

    def __post_init__(self) -> None:
        if not self.columns or any(len(row) != len(self.columns) for row in self.rows):
            raise ValueError(f"the rows of {self.caption!r} have not the {len(self.columns)} cells of its columns")


@dataclass(frozen=True, slots=True)
class Picture:
    """A drawing, what it shows in words, and the line below it; `share` is how much of the width it takes."""

    drawing: Markup
    name: str
    caption: str = ""
    share: float = 1.0

    def __post_init__(self) -> None:
        if not 0 < self.share <= 1:
            raise ValueError(f"a picture cannot take {self.share} of the width")


@dataclass(frozen=True, slots=True)
class Group:
    """Sentences under a heading of their own; `title` may be empty."""

    title: str
    sentences: tuple[Sentence, ...]


@dataclass(frozen=True, slots=True)
class Part:
    """A section: its pictures, its sentences, its tables; or `hole`, why there are none."""

    title: str
    groups: tuple[Group, ...] = ()
    tables: tuple[Table, ...] = ()
    pictures: tuple[Picture, ...] = ()
    hole: str = ""


@dataclass(frozen=True, slots=True)
class Sheet:
    """A whole report in words.

    `running` stands above every page and `foot` below it, each line apart; `page` is how pages are counted, with {page} and
    {pages}. `marks` say what the reader must know first (a preview; overtaken by a revision). `facts` are names with values.
    """

    language: str
    right_to_left: bool
    title: str
    kind: str
    running: str
    period: str
    foot: tuple[str, ...]
    page: str
    marks: tuple[str, ...]
    standfirst: str
    facts: tuple[tuple[str, str], ...]
    parts: tuple[Part, ...]
    notes: tuple[str, ...] = ()
