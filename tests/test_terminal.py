"""What a command does when the terminal, the pipe or the disk behind it gives way, and what a hostile report cannot do to it."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from trucewatch import cli
from trucewatch.errors import TrucewatchError
from trucewatch.terminal import put_file, visible


def in_shell(words: str, home: Path, **env: str) -> subprocess.CompletedProcess[str]:
    line = words.replace("TRUCEWATCH", f"{sys.executable} -m trucewatch.cli")
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("TRUCEWATCH_", "PYTHONUNBUFFERED"))}
    kept |= {"XDG_DATA_HOME": str(home), "XDG_CONFIG_HOME": str(home), **env}
    return subprocess.run(["bash", "-o", "pipefail", "-c", line], capture_output=True, text=True, cwd=home, env=kept, check=False)


def test_a_reader_that_stops_early_is_no_failure(tmp_path: Path) -> None:
    done = in_shell("TRUCEWATCH agreements show SOC18 | (exec <&-; sleep 2)", tmp_path)
    assert (done.returncode, done.stderr) == (0, "")


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="needs /dev/full")
def test_a_full_disk_behind_stdout_is_one_line(tmp_path: Path) -> None:
    done = in_shell("TRUCEWATCH agreements list > /dev/full", tmp_path)
    assert (done.returncode, done.stderr) == (1, "trucewatch: stdout cannot be written: No space left on device\n")


@pytest.mark.parametrize(
    ("words", "code", "says"),
    [
        ("TRUCEWATCH agreements list >&-", 1, "stdout is closed"),
        ("TRUCEWATCH read - <&-", 3, "stdin"),
        ("TRUCEWATCH deadlines 2>&-", 0, ""),
        ("TRUCEWATCH serve --port 65536", 2, "65535"),
    ],
)
def test_a_closed_stream_or_a_port_that_does_not_exist_is_said_in_words(tmp_path: Path, words: str, code: int, says: str) -> None:
    done = in_shell(words, tmp_path)
    assert done.returncode == code, done.stderr
    assert says in done.stderr
    assert "Traceback" not in done.stderr


def test_a_port_that_does_not_exist_is_refused_in_the_settings_too(tmp_path: Path) -> None:
    done = in_shell("TRUCEWATCH serve", tmp_path, TRUCEWATCH_PORT="65536")
    assert (done.returncode, "TRUCEWATCH_PORT" in done.stderr) == (2, True)


def test_a_port_in_use_is_said_in_words(tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        done = in_shell(f"TRUCEWATCH serve --port {port}", tmp_path)
    assert done.returncode == 1
    assert done.stderr.startswith(f"trucewatch: the site cannot listen on 127.0.0.1:{port}")
    assert done.stderr.count("\n") == 1


def test_doctor_looks_at_the_ledger_that_the_settings_name(tmp_path: Path) -> None:
    done = in_shell("TRUCEWATCH doctor", tmp_path, TRUCEWATCH_LEDGER=f"sqlite:///{tmp_path}/elsewhere.sqlite")
    assert "elsewhere.sqlite" in done.stdout


def test_a_report_cannot_drive_the_terminal() -> None:
    assert visible("Idlib\x1b[2J\x07\x9b31m\r\n\tسراقب") == "Idlib\\x1b[2J\\x07\\x9b31m\\x0d\n\tسراقب"


def test_a_ctrl_c_that_meets_a_module_while_it_loads_ends_with_130(monkeypatch: pytest.MonkeyPatch) -> None:
    def loading() -> None:
        try:
            signal.raise_signal(signal.SIGINT)
        except KeyboardInterrupt:
            raise ImportError("a compiled module failed to load") from None

    monkeypatch.setattr(cli, "app", loading)
    monkeypatch.setattr(cli, "_interrupts", [])
    before = signal.getsignal(signal.SIGINT)
    try:
        with pytest.raises(SystemExit) as ended:
            cli.main()
    finally:
        signal.signal(signal.SIGINT, before)
    assert ended.value.code == 130


def test_a_device_stays_a_device_and_a_link_a_link(tmp_path: Path) -> None:
    pipe, other, link = tmp_path / "pipe", tmp_path / "other", tmp_path / "link"
    os.mkfifo(pipe)
    link.symlink_to(other)
    reader = os.open(pipe, os.O_RDONLY | os.O_NONBLOCK)
    put_file([b"one, ", b"two"], str(pipe))
    put_file([b"three"], str(link))
    assert (os.read(reader, 99), pipe.is_fifo(), link.is_symlink(), other.read_bytes()) == (b"one, two", True, True, b"three")
    os.close(reader)


def test_what_cannot_be_written_whole_leaves_the_file_as_it_was(tmp_path: Path) -> None:
    def breaking() -> Iterator[bytes]:
        yield b"begun"
        raise TrucewatchError("the ledger is gone")

    out = tmp_path / "out.csv"
    out.write_bytes(b"yesterday")
    with pytest.raises(TrucewatchError, match="the ledger is gone"):
        put_file(breaking(), str(out))
    with pytest.raises(TrucewatchError, match=r"missing/out\.csv cannot be written: No such file"):
        put_file([b"x"], str(tmp_path / "missing" / "out.csv"))
    assert [(one.name, one.read_bytes()) for one in tmp_path.iterdir()] == [("out.csv", b"yesterday")]


def test_no_output_is_written_over_a_ledger(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path / 'ledger.sqlite'}"
    done = in_shell(f"TRUCEWATCH export incidents --ledger {url} && TRUCEWATCH report --ledger {url} -o ledger.sqlite", tmp_path)
    assert done.returncode == 1
    assert "ledger.sqlite is a database, perhaps a ledger; it is not overwritten" in done.stderr
