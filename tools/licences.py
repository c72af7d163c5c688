"""The licences of everything that is installed beside Trucewatch, by what each package says of itself.

`python tools/licences.py` prints them. `tools/licences.csv` has a row for every wording that is accepted, and for every package
that says nothing; a test fails on any other.
"""

from __future__ import annotations

import csv
import importlib.metadata
import pathlib
import re
import sys
from dataclasses import dataclass

TABLE = pathlib.Path(__file__).with_suffix(".csv")
OURS = frozenset({"trucewatch"})
SHORT = 80  # characters: what is longer is a licence's own text and no name
NOTHING = ("", "UNKNOWN")


@dataclass(frozen=True)
class Licence:
    """What an installed package says of its licence; `spdx` is what that comes to, empty where no row accepts it."""

    package: str
    version: str
    said: str
    spdx: str


def name_of(package: str) -> str:
    """A package's name as locks write it."""
    return re.sub(r"[-_.]+", "-", package).lower()


def said_by(about: importlib.metadata.PackageMetadata) -> str:
    """The expression, else the classifiers, else the first line of what stands there; empty where nothing does."""
    if expression := about.get_all("License-Expression"):
        return str(expression[0])
    classes = [one.rpartition(" :: ")[2] for one in about.get_all("Classifier") or () if one.startswith("License ::")]
    if named := sorted(one for one in classes if one != "OSI Approved"):
        return "; ".join(named)
    first = (str((about.get_all("License") or [""])[0]).strip().splitlines() or [""])[0]
    return first if len(first) <= SHORT and first not in NOTHING else ""


def accepted(table: pathlib.Path = TABLE) -> dict[tuple[str, str], str]:
    """SPDX by ("said", wording) or ("package", name)."""
    with table.open(encoding="utf-8", newline="") as file:
        return {(row["kind"], row["said"]): row["spdx"] for row in csv.DictReader(file)}


def installed() -> list[Licence]:
    """Every installed package with its licence, by name."""
    rows, found = accepted(), dict[str, Licence]()
    for one in importlib.metadata.distributions():
        name = name_of(one.metadata["Name"])
        said = said_by(one.metadata)
        spdx = rows.get(("package", name)) or rows.get(("said", said), "")
        if name not in OURS:
            found[name] = Licence(name, one.version, said, spdx)
    return [found[name] for name in sorted(found)]


def main() -> int:
    """Print the report; 1 if a licence is not accepted."""
    licences = installed()
    for one in licences:
        print(f"{one.package:<28}{one.version:<16}{one.spdx or f'NOT ACCEPTED: {one.said or chr(8211)}'}")
    return int(any(not one.spdx for one in licences))


if __name__ == "__main__":
    sys.exit(main())
