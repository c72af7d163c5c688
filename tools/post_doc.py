"""Fill the generated parts of docs/posts.md: what the commands on posts print of the packaged training log."""

from __future__ import annotations

import tempfile
from contextlib import chdir
from pathlib import Path

from typer.testing import CliRunner

from tools.pact_doc import with_block
from trucewatch import example
from trucewatch.cli import app
from trucewatch.ledger import Ledger

PAGE = Path(__file__).parents[1] / "docs" / "posts.md"
LOG = "vesna-2024-03.csv"
WIDEST = 170  # letters of a line that is shown
MOST_LINES = 14
SHOWN = {  # the block, and what is run for it
    "post-import": (f"post import {LOG}",),
    "post-log": ("post log --on 2024-03-21", "post log Koryn --from 2024-03-12 --to 2024-03-14"),
    "post-coverage": (
        "post coverage --place 40.02,-35.24 --km 4 --from 2024-03-15 --to 2024-03-18",
        "post coverage --area SOC18:M4-M5 --from 2020-02-13",
    ),
    "post-count": ("count --rule osce-like",),
}


def filled(page: str) -> str:
    """The page with every generated block anew; the commands run one after the other on one ledger."""
    with tempfile.TemporaryDirectory() as folder, chdir(folder):
        log = Path(example.__file__).parent / "posts" / LOG
        Path(LOG).write_bytes(log.read_bytes())
        url = f"sqlite:///{folder}/vesna.sqlite"
        environment = {"XDG_DATA_HOME": f"{folder}/data", "TRUCEWATCH_LEDGER": url}
        for name, commands in SHOWN.items():
            page = with_block(page, name, "".join(_run(words, environment) for words in commands))
        with Ledger.open(url) as ledger:
            fullest = max(ledger.incidents(), key=lambda incident: (len(incident.accounts), len(incident.perceived), incident.id))
        return with_block(page, "post-witness", _run(f"post witness {fullest.id}", environment))


def _run(words: str, environment: dict[str, str]) -> str:
    """A command and what it prints for a person, cut where it runs long."""
    lines = CliRunner().invoke(app, words.split(), env=environment).output.splitlines()
    kept = [line if len(line) <= WIDEST else f"{line[: WIDEST - 1].rstrip()}…" for line in lines[:MOST_LINES]]
    more = ["…"] if len(lines) > MOST_LINES else []
    return "\n".join(("```", f"$ trucewatch {words}", *kept, *more, "```")) + "\n"
