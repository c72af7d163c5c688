"""An hour of `watch`, `serve` and people who decide, against news sites that misbehave: `python -m fuzz.soak --minutes 60`.

At the end: memory and open files were flat, every article that was given whole and well is in the ledger exactly once, and so is
every decision that was acknowledged; the chain verifies.
"""

from __future__ import annotations

import argparse
import json
import random
import shutil
import sys
import tempfile
import threading
import time
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

from fuzz.commands import ENDING_SECONDS, HOME, Command, add_reviewers, address_of, done, start
from fuzz.measuring import grown
from fuzz.newsroom import Paper, newsroom
from fuzz.reviewers import Reviewer
from trucewatch.ledger import Kind, Ledger
from trucewatch.model import Report

EXAMPLE = HOME / "trucewatch" / "example"  # so that there is something to decide on from the first minute
LOOK_EVERY = 5.0
ARTICLES_A_MINUTE = 20  # over all sites
FIRST_ARTICLES = 12  # of each site, before anybody asks


@dataclass
class Told:
    """What the soak found: faults in words, and figures."""

    faults: list[str] = field(default_factory=list)
    figures: dict[str, object] = field(default_factory=dict)


def write_feeds(papers: Sequence[Paper], path: Path) -> None:
    """The file of feeds: all sites, asked as often as may be."""
    path.write_text(
        "".join(
            f'[[feed]]\nname = "{paper.name}"\nurl = "{paper.url("/feed")}"\noutlet = "Wire {number}"\n'
            f"every_minutes = 5\ndelay_seconds = 1\n\n"
            for number, paper in enumerate(papers)
        ),
        encoding="utf-8",
    )


def soak(
    folder: Path, seconds: float, *, sites: int, people: int, seed: int, trouble: float, url: str = "", first: Path = EXAMPLE
) -> Told:
    """Let it run for so long over a ledger that begins with the reports of `first`, then look at what is there."""
    url = url or f"sqlite:///{folder / 'ledger.sqlite'}"
    Ledger.open(url).close()
    names = [f"reviewer-{number}" for number in range(people)]
    tokens = add_reviewers(url, names)
    told, over = Told(), threading.Event()
    with newsroom(sites, seed=seed, trouble=trouble) as papers:
        for paper in papers:
            for number in range(FIRST_ARTICLES):
                paper.print_one(number)
        feeds = folder / "feeds.toml"
        write_feeds(papers, feeds)
        done("run", folder, str(first), "--ledger", url, "--workers", "1")
        serve = start("serve", folder, "--ledger", url, "--port", "0")
        commands = [serve]
        try:
            site = address_of(serve)
            if not site:
                raise SystemExit(f"the site does not come up: {serve.last_words()}")
            commands.append(start("watch", folder, "--ledger", url, "--feeds", str(feeds), "--workers", "1"))
            crew = [Reviewer(name, site, tokens[name], random.Random(f"{seed} {name}"), over) for name in names]
            threads = [threading.Thread(target=one.work, daemon=True) for one in crew]
            for thread in threads:
                thread.start()
            _let_run(papers, commands, seconds)
            over.set()
            for thread in threads:
                thread.join(ENDING_SECONDS)
        finally:
            faults = [words for command in commands if (words := command.end())]
        told.faults += faults
        for paper in papers:
            paper.trouble = 0.0
        done("watch", folder, "--once", "--ledger", url, "--feeds", str(feeds), "--workers", "1", codes=(0, 3))
    _check(told, url, papers, crew, commands)
    return told


def _let_run(papers: Sequence[Paper], commands: Sequence[Command], seconds: float) -> None:
    """New articles come out and the commands are looked at until the time is over, or one of them has ended."""
    start_at, printed = time.monotonic(), 0
    while (at := time.monotonic() - start_at) < seconds:
        while printed < at / 60 * ARTICLES_A_MINUTE:
            papers[printed % len(papers)].print_one(FIRST_ARTICLES + printed // len(papers))
            printed += 1
        for command in commands:
            command.look(at)
        if any(command.process.poll() is not None for command in commands):
            return
        time.sleep(min(LOOK_EVERY, max(0.1, seconds - at)))


def _check(told: Told, url: str, papers: Sequence[Paper], crew: Sequence[Reviewer], commands: Sequence[Command]) -> None:
    with Ledger.open(url) as ledger:
        told.figures["entries"] = ledger.verify()
        reports: Counter[str] = Counter()
        reviews: Counter[str] = Counter()
        for entry in ledger.entries():
            if entry.kind is Kind.REPORT and isinstance(entry.record, Report):
                reports[entry.record.source.partition("?")[0]] += 1
            elif entry.kind is Kind.REVIEW:
                reviews[entry.id] += 1
        told.figures["incidents"] = sum(1 for _ in ledger.incidents())
    well = {paper.url(path) for paper in papers for path in paper.well}
    told.faults += [f"lost: {address} was given whole and well" for address in sorted(well) if not reports[address]]
    told.faults += [f"doubled: {address} has {many} entries" for address, many in sorted(reports.items()) if many > 1]
    acknowledged = [id for one in crew for id in one.acknowledged]
    told.faults += [f"lost: decision {id} was acknowledged" for id in acknowledged if not reviews[id]]
    told.faults += [f"doubled: decision {id}" for id, many in sorted(reviews.items()) if many > 1]
    told.faults += [words for one in crew for words in one.faults]
    for command in commands:
        if command.samples:
            told.figures[f"{command.name} MiB"] = [
                round(one.mib) for one in command.samples[:: max(1, len(command.samples) // 30)]
            ]
            told.figures[f"{command.name} files"] = [one.files for one in command.samples[:: max(1, len(command.samples) // 30)]]
    long = [one for one in commands if len(one.samples) >= 60]  # a smoke of seconds says nothing about growth
    told.faults += [f"{one.name} is not flat: {words}" for one in long if (words := grown(one.samples))]
    told.figures |= {
        "articles printed": sum(len(paper.articles) for paper in papers),
        "articles given whole and well": len(well),
        "articles in the ledger": sum(1 for address in reports if address.startswith("http://127.0.0.1:")),
        "decisions acknowledged": len(acknowledged),
        "answers to people by status": dict(sum((one.answers for one in crew), Counter())),
        "what the sites did": dict(sum((paper.did for paper in papers), Counter()).most_common()),
    }


def main(arguments: Sequence[str] | None = None) -> int:
    """Soak, say what was found, and end with 1 if something was wrong."""
    parser = argparse.ArgumentParser(prog="fuzz.soak")
    parser.add_argument("--minutes", type=float, default=60.0)
    parser.add_argument("--sites", type=int, default=12)
    parser.add_argument("--people", type=int, default=3)
    parser.add_argument("--trouble", type=float, default=0.25, help="how often a site misbehaves")
    parser.add_argument("--seed", type=int, default=20200213)
    parser.add_argument("--ledger", default="", help="another ledger than a SQLite file: an empty PostgreSQL database")
    parser.add_argument("--keep", type=Path, help="a folder for everything; else one that is removed at the end")
    asked = parser.parse_args(arguments)
    folder = asked.keep or Path(tempfile.mkdtemp(prefix="trucewatch-soak-"))
    folder.mkdir(parents=True, exist_ok=True)
    try:
        told = soak(
            folder.resolve(), asked.minutes * 60, sites=asked.sites, people=asked.people, seed=asked.seed, trouble=asked.trouble,
            url=asked.ledger,
        )  # fmt: skip
    finally:
        if not asked.keep:
            shutil.rmtree(folder, ignore_errors=True)
    print(json.dumps(told.figures, indent=1, ensure_ascii=False))
    print("\n".join(told.faults) or "nothing lost, nothing doubled, memory and open files flat")
    return 1 if told.faults else 0


if __name__ == "__main__":
    sys.exit(main())
