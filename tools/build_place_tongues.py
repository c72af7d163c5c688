"""Write the table of the tongues in which a country's own names of its places are written, from CLDR.

    uv run --with babel==2.18.0 --with pycountry==26.2.16 python tools/build_place_tongues.py

The example of a row is the country's own name in that tongue as CLDR has it; its letters say the script. English is left out:
it is the language of the reports. The rows of `ADDED` are tongues that CLDR does not call official there.
"""

from __future__ import annotations

import csv
import unicodedata
from collections.abc import Iterator

import pycountry  # type: ignore[import-not-found, unused-ignore]
from babel import Locale, UnknownLocaleError  # type: ignore[import-not-found, unused-ignore]
from babel.languages import get_official_languages  # type: ignore[import-not-found, unused-ignore]

from trucewatch.knowledge.party_rows import CountryRow
from trucewatch.knowledge.tables import FOLDER, read_table

TABLE = FOLDER / "place_tongues.csv"
ADDED = {"SY": ("ku",), "IQ": ("ckb", "ku"), "UA": ("ru",)}
SOURCE = "CLDR through Babel 2.18.0"


def rows_of(country: CountryRow) -> Iterator[tuple[str, str, str, str, str, str]]:
    """A row for each tongue, the official ones first."""
    for code in (*get_official_languages(country.iso2, de_facto=True), *ADDED.get(country.iso2, ())):
        try:
            own = Locale.parse(code).territories.get(country.iso2, "")
        except UnknownLocaleError:
            continue
        short = code.partition("_")[0]
        found = pycountry.languages.get(alpha_2=short) or pycountry.languages.get(alpha_3=short)
        if short != "en" and own and found:
            script = unicodedata.name(own[0]).split()[0]
            yield country.code, found.alpha_3, short if short != found.alpha_3 else "", script, own, SOURCE


def main() -> None:
    """Write the table."""
    rows = [row for country in read_table("countries.csv", CountryRow) for row in rows_of(country)]
    with TABLE.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(("country", "tongue", "also", "script", "example", "source"))
        writer.writerows(dict.fromkeys(rows))
    print(f"{len(rows)} rows")


if __name__ == "__main__":
    main()
