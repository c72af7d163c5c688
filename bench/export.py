"""How fast incidents go out in the formats of others, and in how much memory: python -m bench.export.

Made are an invented ledger of some thousand incidents and the lines that are kept ready. Told are, for each format: how long the
lines took to make (the first export pays for that), how many rows a second go out from them, and how many where none are kept.
Then the kept rows are copied under new ids until there are a million, and the export of 10,000 and of 1,000,000 rows is run in a
process of its own for its peak memory. Beside each stands a plain `csv.writer` over the same rows from memory, in the same run.
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
from collections.abc import Iterator
from itertools import islice
from pathlib import Path

from sqlalchemy import text

from bench.site_ledger import Size, site_ledger
from trucewatch.catalogue import Catalogue, Question
from trucewatch.ledger import Ledger
from trucewatch.ledger.doors import writing
from trucewatch.publish.exchange.exchange import Stock
from trucewatch.publish.exchange.formats import EXCHANGES, LINES
from trucewatch.publish.exchange.ready import Ready, ready_lines
from trucewatch.publish.exchange.told import LedgerReader

SIZE = Size(incidents=10_000, claims=100_000, large=False)
FEW, MANY = 10_000, 1_000_000
UNMADE = 2_000  # rows written without kept lines, which takes long


def main() -> None:
    """Measure, and print one JSON object."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--folder", default=tempfile.gettempdir(), help="where the ledger is kept")
    options.add_argument("--one", default="", help=argparse.SUPPRESS)
    options.add_argument("--rows", type=int, default=0, help=argparse.SUPPRESS)
    given = options.parse_args()
    path = site_ledger(Path(given.folder), SIZE, lambda line: print(line, file=sys.stderr))
    if given.one:
        print(json.dumps(_one(path, given.one, given.rows)))
        return
    print(json.dumps(_all(path), indent=1))


def _all(path: Path) -> dict[str, object]:
    found: dict[str, object] = {}
    with Ledger.open(f"sqlite:///{path}") as ledger:
        shelf = Catalogue(ledger).at()
        reader = LedgerReader(ledger, shelf.seq)
        with writing(ledger.engine) as connection:
            for table in ("exchange_line", "exchange_state"):
                connection.execute(text(f"DROP TABLE IF EXISTS {table}"))
        begun = time.perf_counter()
        Ready(ledger, shelf, reader, LINES).catch_up()
        found["making the lines, incidents a second"] = round(shelf.count(Question()) / (time.perf_counter() - begun))
        for name in LINES:
            stock = Stock(shelf, reader)
            begun = time.perf_counter()
            rows = sum(1 for _ in islice(EXCHANGES[name].write(stock, Question()), UNMADE))
            found[f"{name}, without kept lines, rows a second"] = round(rows / (time.perf_counter() - begun))
        _multiply(ledger)
    for name in LINES:
        for rows in (FEW, MANY):
            command = [sys.executable, "-m", "bench.export", "--folder", str(path.parent), "--one", name, "--rows", str(rows)]
            found[f"{name}, {rows:,} rows"] = json.loads(subprocess.run(command, check=True, capture_output=True).stdout)
    path.unlink()
    return found


def _multiply(ledger: Ledger) -> None:
    """Copy the kept rows of each format under new ids, on further days, until there are a million."""
    with writing(ledger.engine) as connection:
        have = connection.scalar(text("SELECT count(*) FROM exchange_line WHERE format = 'acled-csv'")) or 1
        columns = [row[1] for row in connection.execute(text("PRAGMA table_info(catalogue_incident)"))]
        last = connection.scalar(text("SELECT max(row) FROM catalogue_incident"))
        changed = {"row": f"row + {last} * n", "incident": "incident || '-' || n", "first_day": "first_day + n % 97"}
        values = ", ".join(changed.get(name, name) for name in columns)
        numbers = f"WITH RECURSIVE many(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM many WHERE n < {MANY // have + 1})"
        connection.execute(text(f"INSERT INTO catalogue_incident {numbers} SELECT {values} FROM many, catalogue_incident WHERE until = {2**62}"))  # fmt: skip # noqa: E501
        connection.execute(text(f"INSERT INTO exchange_line {numbers} SELECT format, incident || '-' || n, line FROM many, exchange_line"))  # fmt: skip # noqa: E501


def _one(path: Path, name: str, most: int) -> dict[str, object]:
    """Write so many rows of one format into a file, in this process alone."""
    with Ledger.open(f"sqlite:///{path}") as ledger:
        shelf = Catalogue(ledger).at()
        reader = LedgerReader(ledger, shelf.seq)
        stock = Stock(shelf, reader, ready=ready_lines(ledger, shelf, reader, LINES))
        with tempfile.TemporaryFile() as file:
            begun, size, rows = time.perf_counter(), 0, 0
            for piece in EXCHANGES[name].write(stock, Question()):
                assert isinstance(piece, str)
                size += file.write(piece.encode("utf-8"))
                rows += piece.count("\n")
                if rows >= most:
                    break
            spent = time.perf_counter() - begun
            peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
            file.seek(0)
            plain = _plain(io.TextIOWrapper(file, encoding="utf-8", newline=""), rows)
    return {"rows": rows, "rows a second": round(rows / spent), "csv.writer, rows a second": plain, "peak MB": round(peak / 1024), "MB written": round(size / 1e6)}  # fmt: skip # noqa: E501


def _plain(lines: Iterator[str], rows: int) -> int:
    """How many of the same rows a plain csv.writer writes in a second, the cells at hand."""
    cells = list(islice(csv.reader(lines), 20_000))
    buffer = io.StringIO()
    writer = csv.writer(buffer)
    begun, done = time.perf_counter(), 0
    while done < min(rows, 200_000):
        writer.writerows(cells)
        done += len(cells)
        buffer.seek(0)
        buffer.truncate()
    return round(done / (time.perf_counter() - begun))


if __name__ == "__main__":
    main()
