"""A column of an exported table: what it is called, what it means, where its value comes from, and where it deviates."""

from __future__ import annotations

from dataclasses import dataclass

TYPES = ("text", "integer", "number", "day", "instant", "yes or no", "list", "json")
LIST_SEPARATOR = ";"  # between several values in one cell of a CSV file


@dataclass(frozen=True, slots=True)
class Column:
    """One column (or key) of an export, as the data dictionary shows it.

    `rule` says where the value comes from or how it is worked out, `deviation` where it is not what the format's own maker would
    write; `hxl` is its tag in the optional HXL row.
    """

    name: str
    type: str
    meaning: str
    rule: str
    deviation: str = ""
    hxl: str = ""

    def __post_init__(self) -> None:
        if self.type not in TYPES:
            raise ValueError(f"{self.type!r} is none of {', '.join(TYPES)}")
        if self.hxl and not self.hxl.startswith("#"):
            raise ValueError(f"{self.hxl!r} is no HXL tag: it begins with #")


def hxl_row(columns: tuple[Column, ...]) -> list[str]:
    """The row of HXL tags that goes directly after the header; empty where HXL has no tag."""
    return [column.hxl for column in columns]
