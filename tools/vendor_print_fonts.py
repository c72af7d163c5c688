"""Fetch the fonts of the printed daily report from npm, with their licences, checksums and the signs they hold.

    uv run --with brotli==1.2.0 --with fonttools==4.68.0 python -m tools.vendor_print_fonts

Each font is the file that npm carries, taken out of its compressed wrapping (WOFF2) and otherwise unchanged, since typst reads
TrueType only. `fonts.csv` lists them; `signs.csv` lists the ranges of code points that at least one of them can draw, so that
what none can draw is told as its code point instead of an empty box.
"""

from __future__ import annotations

import csv
import hashlib
import io
import shutil
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from fontTools.ttLib import TTFont  # type: ignore[import-not-found,import-untyped,unused-ignore]

from tools.vendor_browser_files import Package, fetched

FOLDER = Path(__file__).parents[1] / "trucewatch/publish/bulletin/fonts"


@dataclass(frozen=True, slots=True)
class Font:
    """One font of a package: its file there, and what it is called here."""

    package: Package
    path: str
    name: str


def plex(script: str, package: str, version: str, *weights: str) -> tuple[Font, ...]:
    """The weights of one script of IBM Plex."""
    npm = Package(f"@ibm/{package}", version, "OFL-1.1", "IBM Corp.", ("LICENSE.txt",))
    return tuple(
        Font(npm, f"fonts/complete/woff2/IBMPlex{script}-{weight}.woff2", f"IBMPlex{script}-{weight}.ttf") for weight in weights
    )


def noto(script: str, version: str) -> Font:
    """One script of Noto Sans."""
    name = f"noto-sans-{script}"
    npm = Package(f"@fontsource/{name}", version, "OFL-1.1", "The Noto Project Authors", ("LICENSE",))
    return Font(npm, f"files/{name}-{script}-400-normal.woff2", f"NotoSans{script.title()}-Regular.ttf")


FONTS = (
    *plex("Sans", "plex-sans", "1.1.0", "Regular", "SemiBold"),
    *plex("SansArabic", "plex-sans-arabic", "1.1.0", "Regular", "SemiBold"),
    *plex("SansHebrew", "plex-sans-hebrew", "1.1.0", "Regular"),
    noto("armenian", "5.3.0"),
    noto("georgian", "5.3.0"),
    noto("ethiopic", "5.3.0"),
)


def main() -> None:
    """Fetch all of it anew."""
    shutil.rmtree(FOLDER, ignore_errors=True)
    FOLDER.mkdir(parents=True)
    held = {font.package.name: fetched(font.package) for font in FONTS}
    rows: list[tuple[object, ...]] = []
    signs: set[int] = set()
    for font in FONTS:
        files = held[font.package.name]
        unwrapped = TTFont(io.BytesIO(files[font.path]), recalcTimestamp=False)
        signs |= set(unwrapped.getBestCmap())
        unwrapped.flavor = None
        unwrapped.save(FOLDER / font.name, reorderTables=None)
        data = (FOLDER / font.name).read_bytes()
        package = font.package
        rows.append(
            (font.name, package.name, package.version, package.licence, len(data), hashlib.sha256(data).hexdigest(), font.path)
        )
        licence = package.files[0]
        (FOLDER / f"LICENSE-{package.name.rpartition('/')[2]}.txt").write_bytes(files[licence])
    _table("fonts.csv", ("file", "package", "version", "licence", "bytes", "sha256", "taken_from"), rows)
    _table("signs.csv", ("first", "last"), [(f"{first:04X}", f"{last:04X}") for first, last in ranges(signs)])
    (FOLDER / "README.txt").write_text(ABOUT)


def _table(name: str, header: tuple[str, ...], rows: Iterable[tuple[object, ...]]) -> None:
    with (FOLDER / name).open("w", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(header)
        writer.writerows(rows)


def ranges(signs: Iterable[int]) -> Iterator[tuple[int, int]]:
    """Code points put together to ranges: first and last of each."""
    first = last = -2
    for sign in sorted(signs):
        if sign != last + 1:
            if first >= 0:
                yield first, last
            first = sign
        last = sign
    if first >= 0:
        yield first, last


ABOUT = """The fonts of the printed daily report, written here by tools/vendor_print_fonts.py; do not edit them by hand.
All are under the SIL Open Font License 1.1; the licence of each package lies beside them. fonts.csv names package, version,
size and SHA-256 of each: the files that npm carries, taken out of their compressed wrapping and otherwise unchanged.
signs.csv lists the code points that at least one of them can draw, as ranges of hexadecimal numbers.
"""

if __name__ == "__main__":
    main()
