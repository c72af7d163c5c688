"""Write what the documentation shows of the program by running it: the demo's summary, the scores, the pictures of the site.

    python tools/update_docs.py [demo] [scores] [picture] [reading] [judged] [who] [pacts] [posts] [dictionary]

All if none is named.

The blocks stand between `<!-- NAME -->` and `<!-- /NAME -->` in README.md, those of `reading` and `judged` in docs/reading.md,
those of `who` in docs/who-and-where.md, those of `pacts` in docs/agreements.md and docs/assess.md, those of `posts` in
docs/posts.md; `dictionary` is the whole of docs/data-dictionary.md. `scores` and `judged` need the development data in ../shared,
`picture` needs Chromium.
"""

from __future__ import annotations

import re
import socket
import sys
import tempfile
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

import uvicorn

from trucewatch import example
from trucewatch.knowledge.parties import load_parties
from trucewatch.ledger import Ledger
from trucewatch.people import People
from trucewatch.pipeline import run
from trucewatch.publish.summary import summary_lines
from trucewatch.web import create_app

ROOT = Path(__file__).parents[1]
README = ROOT / "README.md"
RECORDED = datetime(2020, 3, 9, 9, tzinfo=UTC)
SHOWN = (  # part, set, measure, words
    ("reading", "seeds", "f1", "claims found, F1: two reports of 13 February 2020 (tuned on)"),
    ("reading", "fakes_closed", "f1", "claims found, F1: news of incidents in Syria that no rule was written on"),
    ("reading", "fakes_closed", "whole", "of the claims marked there, found with actor, place, realis and figures all right"),
    ("reading", "guardian_closed", "f1", "claims found, F1: long reports of talks and threats that no rule was written on"),
    ("reading", "guardian_closed", "whole", "of the claims marked there, found with actor, place, realis and figures all right"),
    (
        "merging",
        "fakes_dev",
        "B-cubed F1, claims as read",
        "claims merged into incidents as people did, B-cubed F1 (weights guided by this set)",
    ),
    ("resolving", "", "dates, exact value", "dated expressions set on the right days"),
    ("language", "", "EWT dev, gold words, LAS", "dependency parsing, labelled attachment (English Web Treebank)"),
    ("language", "", "reports of 400 words a second", "reports of 400 words/s on a Zen 5 thread (Zen 4: 9 to 13), language pass"),
)


@contextmanager
def demo_ledger() -> Iterator[tuple[Ledger, str]]:
    """A ledger with the packaged example in it, and the summary of the run."""
    with tempfile.TemporaryDirectory() as folder, Ledger.open(f"sqlite:///{folder}/demo.sqlite") as ledger:
        result = run([Path(example.__file__).parent / "reports"], ledger, now=lambda: RECORDED)
        yield ledger, "".join(summary_lines(ledger, read=result.read, unread=len(result.unread), labels=load_parties().label))


def put_block(name: str, words: str) -> None:
    """Replace one block of the README."""
    text = README.read_text(encoding="utf-8")
    mark = re.compile(rf"(<!-- {name} -->\n).*?(<!-- /{name} -->)", re.DOTALL)
    if not mark.search(text):
        raise SystemExit(f"README.md has no block {name}")
    README.write_text(mark.sub(lambda m: m.group(1) + words + m.group(2), text), encoding="utf-8")


def write_demo() -> None:
    """The demo's summary."""
    with demo_ledger() as (_, summary):
        put_block("demo", f"```\n$ make demo\n{summary}```\n")


def write_scores() -> None:
    """A few lines of `make eval`."""
    from tests.eval.table import PARTS  # needs ../shared, which a user's clone does not have

    values = {(line.part, line.set, line.measure): line.value for part in PARTS.values() for line in part()}
    rows = [
        f"| {words} | {values[part, name, measure]:.{1 if values[part, name, measure] > 1.5 else 2}f} |"
        for part, name, measure, words in SHOWN
    ]
    put_block("scores", "\n".join(["| measured by `make eval` | |", "| --- | --- |", *rows]) + "\n")


def write_picture() -> None:
    """The main pages, as the site shows the packaged example."""
    from tools import site_pictures

    with demo_ledger() as (ledger, _), People.open("sqlite://") as people, served(ledger, people) as address:
        site_pictures.write(ledger, people, address)


def write_reading() -> None:
    """What the reader makes of the examples in docs/reading.md, and the tables it decides by."""
    from tools import reading_doc

    page = reading_doc.PAGE.read_text(encoding="utf-8")
    reading_doc.PAGE.write_text(reading_doc.filled(page), encoding="utf-8")


def write_judged() -> None:
    """What the weights of reading are worth on reports held out, and the plot of their reliability."""
    from tools import reading_doc, reading_judged  # needs ../shared

    page = reading_doc.PAGE.read_text(encoding="utf-8")
    reading_doc.PAGE.write_text(reading_judged.judged(page), encoding="utf-8")


def write_who() -> None:
    """What the commands on names and places print, and what their tables hold."""
    from tools import who_doc

    page = who_doc.PAGE.read_text(encoding="utf-8")
    who_doc.PAGE.write_text(who_doc.filled(page), encoding="utf-8")


def write_pacts() -> None:
    """The agreements held, and how verdicts score."""
    from tools import pact_doc

    pact_doc.write()


def write_posts() -> None:
    """What the commands on posts print of the training log."""
    from tools import post_doc

    page = post_doc.PAGE.read_text(encoding="utf-8")
    post_doc.PAGE.write_text(post_doc.filled(page), encoding="utf-8")


def write_dictionary() -> None:
    """What stands in the columns of every export."""
    from trucewatch.publish.exchange.dictionary import dictionary

    (ROOT / "docs" / "data-dictionary.md").write_text(dictionary(), encoding="utf-8")


@contextmanager
def served(ledger: Ledger, people: People) -> Iterator[str]:
    """The site over a ledger, on a free port."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = int(free.getsockname()[1])
    site = create_app(ledger, today=lambda: RECORDED.date(), labels=load_parties().label, people=people)
    server = uvicorn.Server(uvicorn.Config(site, host="127.0.0.1", port=port, log_level="warning"))
    thread = threading.Thread(target=server.run)
    thread.start()
    while not server.started:
        time.sleep(0.05)
    yield f"http://127.0.0.1:{port}"
    server.should_exit = True
    thread.join()


WRITERS = {
    "demo": write_demo,
    "scores": write_scores,
    "picture": write_picture,
    "reading": write_reading,
    "judged": write_judged,
    "who": write_who,
    "pacts": write_pacts,
    "posts": write_posts,
    "dictionary": write_dictionary,
}


def main(names: list[str]) -> int:
    """Write the blocks named, or all."""
    if unknown := [name for name in names if name not in WRITERS]:
        print(f"unknown: {', '.join(unknown)}; known are {', '.join(WRITERS)}", file=sys.stderr)
        return 2
    sys.path.insert(0, str(ROOT))
    for name in names or WRITERS:
        WRITERS[name]()
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
