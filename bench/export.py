"""How fast incidents go out in the formats of others, and in how much memory: python -m bench.export.

Made are an invented ledger of some thousand incidents and the lines that are kept ready. Told are, for each format: how long the
lines took to make (the first export pays for that), how many rows a second go out from them, and how many where none are kept.
Then the kept rows are copied under new ids until there are a million, and the export of 10,000 and of 1,000,000 rows is run in a
process of its own for its peak memory. Beside each stands a plain `csv.writer` over rows in ACLED's columns from memory, in the
same process; the ratio of the two is in processor time, since a machine that others use has less for us at one time than another.
"""

from __future__ import annotations

import argparse
import csv
import io
import json
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from itertools import islice
from pathlib import Path

from sqlalchemy import text

from bench.site_ledger import Size, site_ledger
from trucewatch.catalogue import Catalogue, Question
from trucewatch.ledger import Ledger
from trucewatch.ledger.doors import writing
from trucewatch.publish.exchange.exchange import Stock
from trucewatch.publish.exchange.formats import EXCHANGES, LINES
from trucewatch.publish.exchange.plain import LINES_OF, write_plain
from trucewatch.publish.exchange.ready import Ready, Taking, ready_lines
from trucewatch.publish.exchange.told import LedgerReader

SIZE = Size(incidents=3_000, claims=30_000, large=False)
FEW, MANY = 10_000, 1_000_000
FORMATS = [*LINES, "csv"]
UNMADE = 2_000  # rows written without kept lines, which takes long


def main() -> None:
    """Measure, and print one JSON object."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--folder", default=tempfile.gettempdir(), help="where the ledger is kept")
    options.add_argument("--formats", nargs="+", default=FORMATS, choices=FORMATS, help="only these")
    options.add_argument("--one", default="", help=argparse.SUPPRESS)
    options.add_argument("--rows", type=int, default=0, help=argparse.SUPPRESS)
    given = options.parse_args()
    path = site_ledger(Path(given.folder), SIZE, lambda line: print(line, file=sys.stderr))
    if given.one:
        print(json.dumps(_one(path, given.one, given.rows)))
        return
    print(json.dumps(_all(path, given.formats), indent=1))


def _all(path: Path, formats: Sequence[str]) -> dict[str, object]:
    found: dict[str, object] = {}
    with Ledger.open(f"sqlite:///{path}") as ledger:
        shelf = Catalogue(ledger).at()
        reader = LedgerReader(ledger, shelf.seq)
        with writing(ledger.engine) as connection:
            for table in ("exchange_line", "exchange_made"):
                connection.execute(text(f"DROP TABLE IF EXISTS {table}"))
        for name, make in LINES.items():
            begun, worked = time.perf_counter(), time.process_time()
            Ready(ledger, shelf, reader, name, make).catch_up()
            made = shelf.count(Question())
            found[f"{name}, making the lines, incidents a second"] = round(made / (time.perf_counter() - begun))
            found[f"{name}, the same a second of processor time"] = round(made / (time.process_time() - worked))
        for name, make in LINES.items():
            begun = time.perf_counter()
            rows = sum(1 for _ in islice(Stock(shelf, reader).lines(Question(), make), UNMADE))
            found[f"{name}, without kept lines, rows a second"] = round(rows / (time.perf_counter() - begun))
        _multiply_incidents(ledger)
        for name in formats:
            _multiply_lines(ledger, LINES_OF.get(name, name))
            for rows in (FEW, MANY):
                command = [sys.executable, "-m", "bench.export", "--folder", str(path.parent), "--one", name, "--rows", str(rows)]
                told = found[f"{name}, {rows:,} rows"] = json.loads(
                    subprocess.run(command, check=True, capture_output=True).stdout
                )
                print(name, told, file=sys.stderr)
    path.unlink()
    return found


def _multiply_incidents(ledger: Ledger) -> None:
    """Copy the incidents of the list under new ids, on further days, until there are a million."""
    with writing(ledger.engine) as connection:
        columns = [row[1] for row in connection.execute(text("PRAGMA table_info(catalogue_incident)"))]
        last = connection.scalar(text("SELECT max(row) FROM catalogue_incident"))
        changed = {"row": f"row + {last} * n", "incident": "incident || '-' || n", "first_day": "first_day + n % 97"}
        values, stands = ", ".join(changed.get(name, name) for name in columns), f"until = {2**62}"
        have = connection.scalar(text(f"SELECT count(*) FROM catalogue_incident WHERE {stands}")) or 1
        connection.execute(
            text(f"INSERT INTO catalogue_incident {_numbers(have)} SELECT {values} FROM many, catalogue_incident WHERE {stands}")
        )


def _multiply_lines(ledger: Ledger, name: str) -> None:
    """Copy the kept lines of one format under the same new ids; those of others are taken away again."""
    with writing(ledger.engine) as connection:
        connection.execute(text("DELETE FROM exchange_line WHERE incident LIKE '%-%-%'"))
        have = connection.scalar(text(f"SELECT count(*) FROM exchange_line WHERE format = '{name}'")) or 1
        rows = f"SELECT format, incident || '-' || n, line FROM many, exchange_line WHERE format = '{name}'"
        connection.execute(text(f"INSERT INTO exchange_line {_numbers(have)} {rows}"))


def _numbers(have: int) -> str:
    return f"WITH RECURSIVE many(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM many WHERE n < {MANY // have + 1})"


def _one(path: Path, name: str, most: int) -> dict[str, object]:
    """Write so many rows of one format into a file, in this process alone."""
    with Ledger.open(f"sqlite:///{path}") as ledger:
        shelf = Catalogue(ledger).at()
        reader = LedgerReader(ledger, shelf.seq)
        lines = LINES_OF.get(name, name)
        taking = ready_lines(ledger, shelf, reader, lines, LINES[lines])
        assert taking is not None
        kept = _Counting(taking, most)
        stock = Stock(shelf, reader, kept)
        with tempfile.TemporaryFile() as file:
            begun, worked, size = time.perf_counter(), time.process_time(), 0
            pieces = write_plain(stock, Question(), name) if name in LINES_OF else EXCHANGES[name].write(stock, Question())
            for piece in pieces:
                size += file.write(piece if isinstance(piece, bytes) else piece.encode("utf-8"))
            spent, worked = time.perf_counter() - begun, time.process_time() - worked
            peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
        plain = _plain(ready_lines(ledger, shelf, reader, "acled-csv", LINES["acled-csv"]), most)
    return {
        "rows": kept.rows,
        "rows a second": round(kept.rows / spent),
        "rows a second of processor time": round(kept.rows / worked),
        "csv.writer, rows a second": plain,
        "ratio": round(kept.rows / worked / plain, 2),
        "peak MB": round(peak / 1024),
        "MB written": round(size / 1e6),
    }


class _Counting:
    """Kept lines, no more than so many, counted."""

    def __init__(self, taking: Taking, most: int) -> None:
        self._taking, self._most, self.rows = taking, most, 0

    def __call__(self, question: Question) -> Iterator[str]:
        for piece in self._taking(question):
            self.rows += piece.count("\n")
            yield piece
            if self.rows >= self._most:
                return


def _plain(taking: Taking | None, rows: int) -> int:
    """How many rows of ACLED's 31 columns a plain csv.writer writes in a second of processor time, the cells at hand."""
    assert taking is not None
    lines = (line + "\n" for piece in taking(Question()) for line in piece.split("\n") if line)
    cells = list(islice(csv.reader(lines), 20_000))
    buffer = io.StringIO()
    writer = csv.writer(buffer)
    begun, done = time.process_time(), 0
    while done < min(rows, 200_000):
        writer.writerows(cells)
        done += len(cells)
        buffer.seek(0)
        buffer.truncate()
    return round(done / (time.process_time() - begun))


if __name__ == "__main__":
    main()
