"""Fill the generated parts of docs/who-and-where.md: what the commands print, what the tables hold, how exact places are.

A block `<!-- run -->` holds a line "$ trucewatch …"; below it stands what that command prints. A block `<!-- dump NAME -->` holds
the lines of a file that the commands may read.
"""

from __future__ import annotations

import re
import shlex
import tempfile
from collections import Counter
from contextlib import chdir
from pathlib import Path

from typer.testing import CliRunner

from tools.reading_doc import put
from trucewatch.cli import app
from trucewatch.knowledge.dump_tables import dump_kinds
from trucewatch.knowledge.party_rows import OfficeRow, PartyRow, Tie
from trucewatch.knowledge.place_rows import ExtraPlace
from trucewatch.knowledge.place_sources import place_sources
from trucewatch.knowledge.place_tables import precision_classes
from trucewatch.knowledge.places import GAZETTEER, load_gazetteer, open_gazetteer
from trucewatch.knowledge.tables import FOLDER, read_table
from trucewatch.resolve import choosing

PAGE = Path(__file__).parents[1] / "docs" / "who-and-where.md"
RUN = re.compile(r"(?P<head><!-- run -->\n```\n\$ trucewatch (?P<words>[^\n]+)\n).*?(?P<foot>```\n<!-- /run -->)", re.DOTALL)
DUMP = re.compile(r"<!-- dump (?P<name>[\w.]+) -->\n```\n(?P<lines>.*?)```\n<!-- /dump -->", re.DOTALL)
NOT_STATES = frozenset({"group", "side", "alliance"})
IN_FULL = 3_000  # places of a country from which it is named in the table
KINDS = ("admin1", "admin2", "town", "quarter")


def filled(page: str) -> str:
    """The page with every generated block anew; the commands run one after the other in a folder with the dumps of the page."""
    with tempfile.TemporaryDirectory() as folder, chdir(folder):
        for found in DUMP.finditer(page):
            Path(found["name"]).write_text(found["lines"], encoding="utf-8")
        home = {"XDG_DATA_HOME": f"{folder}/data"}
        page = RUN.sub(lambda found: found["head"] + printed(found["words"], home) + found["foot"], page)
    load_gazetteer.cache_clear()
    for name, words in (("parties", _party_table()), ("precision", _precision_table()), ("kinds", _kind_table())):
        page = put(page, name, words)
    page = put(page, "choice", _choice_table())
    return put(put(page, "gazetteer", _gazetteer_table()), "sources", _source_table())


def printed(words: str, environment: dict[str, str]) -> str:
    """What a command prints for a person."""
    load_gazetteer.cache_clear()
    return CliRunner().invoke(app, shlex.split(words), env=environment).output


def steady(page: str) -> str:
    """The page without what moves with every new row: counts, spellings, ties, other holders of an office."""
    page = re.sub(r"^   (?:also|ties|loaded|not meant) .*\n(?:    +\S.*\n)*", "", page, flags=re.MULTILINE)
    return re.sub(r"(?<=\| )[\d,]+(?= \|)", "", page)


def _party_table() -> str:
    """How many rows each theatre has, of each table."""
    lines = [
        "| theatre | groups, sides and alliances | organs, bodies and agencies | persons in office | ties | places by hand |"
    ]
    lines.append("| --- | --- | --- | --- | --- | --- |")
    totals: Counter[int] = Counter()
    for name in sorted(path.stem for path in (FOLDER / "parties").glob("*.csv")):
        parties = read_table(f"parties/{name}.csv", PartyRow)
        groups = sum(row.kind in NOT_STATES for row in parties)
        beside = [_count(folder, name, row) for folder, row in (("offices", OfficeRow), ("ties", Tie), ("places", ExtraPlace))]
        counts = [groups, len(parties) - groups, *beside]
        totals.update(dict(enumerate(counts)))
        lines.append(f"| `{name}.csv` | {' | '.join(f'{count:,}' for count in counts)} |")
    return "\n".join([*lines, f"| all | {' | '.join(f'{totals[column]:,}' for column in range(5))} |"]) + "\n"


def _count(folder: str, name: str, row: type) -> int:
    return len(read_table(f"{folder}/{name}.csv", row)) if (FOLDER / folder / f"{name}.csv").exists() else 0


def _precision_table() -> str:
    lines = ["| class | what was named | ACLED | UCDP | within |", "| --- | --- | --- | --- | --- |"]
    for row in precision_classes().values():
        reach = f"{row.reach_km:g} km" if row.reach_km else ""
        lines.append(f"| `{row.precision}` | {row.meaning} | {row.acled or ''} | {row.ucdp or ''} | {reach} |")
    return "\n".join(lines) + "\n"


def _choice_table() -> str:
    """The measures by which one of several places is chosen."""
    measures = (
        ("people from which size can decide", f"{choosing.TOWN:,}"),
        ("times the people of the next one that settle it", f"{choosing.FAR_LARGER}, abroad {choosing.ABROAD_LARGER}"),
        ("people from which a place abroad is believed", f"{choosing.KNOWN_ABROAD:,}"),
        ("beside another place told of", f"within {choosing.COMPANY_KM:g} km, the others no nearer than {choosing.FAR_KM:g} km"),
        ("one spot for a map", f"within {choosing.NEAR_KM:g} km"),
    )
    return "\n".join(["| | |", "| --- | --- |", *(f"| {words} | {value} |" for words, value in measures)]) + "\n"


def _kind_table() -> str:
    """What types of place the dumps have become, by kind."""
    lines = ["| kind | Who's On First | GeoNames |", "| --- | --- | --- |"]
    for kind in dict.fromkeys(row.kind for row in dump_kinds()):
        cells = [
            " ".join(f"`{row.code}`" for row in dump_kinds() if (row.dump, row.kind) == (dump, kind)) for dump in ("wof", "gn")
        ]
        lines.append(f"| {kind} | {' | '.join(cells)} |")
    return "\n".join(lines) + "\n"


def _gazetteer_table() -> str:
    """How many places of each kind the packaged gazetteer has, for the countries it has most of."""
    counts: Counter[tuple[str, str]] = Counter()
    for entry in open_gazetteer([FOLDER / GAZETTEER]):
        counts[entry.country, entry.kind if entry.kind in KINDS else "other"] += 1
    countries = Counter({code: sum(n for (of, _), n in counts.items() if of == code) for code in {of for of, _ in counts}})
    lines = [
        "| country | first level | second level | towns and villages | quarters | others |",
        "| --- | --- | --- | --- | --- | --- |",
    ]
    named = sorted(code for code, count in countries.items() if count >= IN_FULL)
    for code in named:
        lines.append(f"| {code} | {' | '.join(f'{counts[code, kind]:,}' for kind in (*KINDS, 'other'))} |")
    rest = [sum(n for (of, what), n in counts.items() if of not in named and what == kind) for kind in (*KINDS, "other")]
    return "\n".join([*lines, f"| {len(countries) - len(named)} others | {' | '.join(f'{n:,}' for n in rest)} |"]) + "\n"


def _source_table() -> str:
    lines = ["| ids | source | licence |", "| --- | --- | --- |"]
    for row in place_sources().values():
        lines.append(f"| `{row.prefix}:` | {f'[{row.name}]({row.url})' if row.url else row.name} | {row.licence} |")
    return "\n".join(lines) + "\n"
