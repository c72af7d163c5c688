"""A head that was noted earlier, given to `trucewatch ledger verify`."""

from __future__ import annotations

from pathlib import Path

import pytest
from typer.testing import CliRunner

from trucewatch.cli import app
from trucewatch.ledger import Ledger


@pytest.mark.parametrize("noted", ["²:abc", "abc", "3", ":abc", "-1:abc"])
def test_what_is_no_noted_head_is_refused_in_words(tmp_path: Path, noted: str) -> None:
    url = f"sqlite:///{tmp_path}/ledger.sqlite"
    Ledger.open(url).close()
    done = CliRunner().invoke(app, ["ledger", "verify", "--ledger", url, "--expect-head", noted])
    assert done.exit_code != 0
    assert "no noted head; write it as SEQ:HASH" in str(done.exception)
