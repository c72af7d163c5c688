"""The dry run of rules from the command line, at the ends of the calendar too."""

from __future__ import annotations

from pathlib import Path

import pytest
from typer.testing import CliRunner

from trucewatch.cli import app
from trucewatch.errors import UsageError


@pytest.mark.parametrize(
    ("since", "until", "refused"),
    [
        ("", "0001-01-01", True),
        ("0001-01-01", "0001-01-02", True),
        ("9999-12-30", "9999-12-31", True),
        ("0001-01-01", "0002-02-01", False),
        ("9998-12-01", "9999-12-31", False),
        ("", "9999-12-31", False),
    ],
)
@pytest.mark.parametrize("by", ["recorded", "told"])
def test_a_dry_run_at_the_ends_of_the_calendar_is_run_or_refused_in_words(
    tmp_path: Path, since: str, until: str, refused: bool, by: str
) -> None:
    ledger = f"sqlite:///{tmp_path / 'ledger.sqlite'}"
    done = CliRunner().invoke(app, ["alerts", "check", "--since", since, "--until", until, "--by", by, "--ledger", ledger])
    assert (done.exit_code != 0) is refused, done.output
    assert not refused or (isinstance(done.exception, UsageError) and "lies behind" in str(done.exception))
