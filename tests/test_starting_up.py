"""Commands that read nothing load nothing of what reading needs, so that they answer at once."""

from __future__ import annotations

import os
import subprocess
import sys

import pytest

READING = ("onnxruntime", "tokenizers", "trucewatch.pipeline", "openpyxl", "fastapi")


@pytest.mark.parametrize("command", ["--help", "agreements list", "agreements show SOC18", "post list", "deadlines"])
def test_a_command_that_reads_nothing_loads_no_reader(command: str) -> None:
    program = (
        f"import sys; sys.argv = ['trucewatch', *{command.split()!r}]\n"
        "from trucewatch.cli import main\n"
        "try: main()\n"
        "except SystemExit: pass\n"
        f"print(*sorted(set({READING!r}) & sys.modules.keys()), file=sys.stderr)"
    )
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True, env=quiet())
    assert done.stdout
    assert not set(READING) & set(done.stderr.split())


def quiet() -> dict[str, str]:
    """No ledger of the user's own is opened."""
    return {**os.environ, "TRUCEWATCH_LEDGER": "sqlite://"}
