"""A backup holds the whole ledger and says so; it is checked without being restored, and restored only where nothing was before."""

from __future__ import annotations

import errno
import io
import pathlib
import tarfile
from collections.abc import Callable, Iterator
from datetime import UTC, datetime

import pyrage
import pytest

from tests.ledger.build import fill, make_claim, make_report, stamp
from trucewatch.backups import Opener, back_up, check, read_head, restore, seal_with_passphrase, seal_with_recipients
from trucewatch.backups.head import HEAD, TAIL
from trucewatch.backups.members import packed, read_members, write_member
from trucewatch.errors import BackupError, LedgerError
from trucewatch.journal import Journal, What, journal_url
from trucewatch.ledger import Ledger
from trucewatch.ledger.copying import ledger_lines
from trucewatch.people import People, Role, people_url
from trucewatch.raw import FolderStore

NOW = datetime(2026, 1, 2, 3, 4, tzinfo=UTC)
PASSPHRASE = "twelve letters or more"
PLAIN = Opener()


@pytest.fixture
def raw(tmp_path: pathlib.Path) -> FolderStore:
    store = FolderStore(tmp_path / "ledger.raw")
    store.keep(b"<p>Two shells fell near Saraqib.</p>")
    store.keep(b"\x00\xff")
    return store


@pytest.fixture
def filled(url: str) -> Iterator[Ledger]:
    with Ledger.open(url) as ledger:
        fill(ledger)
        yield ledger


def test_what_is_restored_is_the_same_ledger(
    filled: Ledger, url: str, new_url: Callable[[], str], raw: FolderStore, tmp_path: pathlib.Path
) -> None:
    head = back_up(filled, url, tmp_path / "b.tar", now=NOW, raw=raw)
    assert (head.seq, head.hash) == filled.head()
    assert head.counts == {
        "agreement": 1,
        "claim": 2,
        "finding": 1,
        "incident": 3,
        "report": 2,
        "review": 1,
        "ultimatum": 1,
        "unread": 1,
    }
    assert [(one.what, one.taken) for one in head.beside] == [("raw", False)]
    other = new_url()
    with Ledger.open(other) as restored:
        assert restore(tmp_path / "b.tar", PLAIN, restored, other, FolderStore(tmp_path / "other.raw")).entries == head.seq
        assert list(ledger_lines(restored)) == list(ledger_lines(filled))
        assert restored.verify(expect_head=filled.head()) == head.seq


@pytest.mark.postgres
def test_a_backup_of_one_database_is_restored_into_the_other(
    request: pytest.FixtureRequest, new_url: Callable[[], str], raw: FolderStore, tmp_path: pathlib.Path
) -> None:
    first, second = f"sqlite:///{tmp_path}/first.sqlite", f"sqlite:///{tmp_path}/second.sqlite"
    between = new_url()
    with Ledger.open(first) as a, Ledger.open(between) as b, Ledger.open(second) as c:
        fill(a)
        back_up(a, first, tmp_path / "a.tar", now=NOW, raw=raw)
        restore(tmp_path / "a.tar", PLAIN, b, between, raw)
        back_up(b, between, tmp_path / "b.tar", now=NOW, raw=raw)
        restore(tmp_path / "b.tar", PLAIN, c, second, raw)
        assert list(ledger_lines(a)) == list(ledger_lines(b)) == list(ledger_lines(c))
    assert (tmp_path / "a.tar").read_bytes() == (tmp_path / "b.tar").read_bytes()


def test_people_and_raw_bytes_come_along_where_all_is_asked_for(
    filled: Ledger, url: str, new_url: Callable[[], str], raw: FolderStore, tmp_path: pathlib.Path
) -> None:
    with People.open(people_url(url)) as people:
        people.accounts.add("shahd", Role.REVIEWER, "a password made for this test", full_name="شهد")
    head = back_up(filled, url, tmp_path / "b.tar", now=NOW, raw=raw, everything=True)
    assert {one.what for one in head.beside if one.taken} == {"people", "raw"}
    other, kept = new_url(), FolderStore(tmp_path / "other.raw")
    with Ledger.open(other) as restored:
        done = restore(tmp_path / "b.tar", PLAIN, restored, other, kept)
        assert done.beside["raw"] == 2
    assert {one.sha256 for one in kept.all()} == {one.sha256 for one in raw.all()}
    with People.open(people_url(other)) as people:
        assert people.sessions.sign_in("shahd", "a password made for this test")
        assert people.accounts.get("shahd") is not None
        people.accounts.add("another", Role.VIEWER, "a password made for this test")


def test_a_backup_is_restored_into_an_empty_ledger_alone(
    filled: Ledger, url: str, raw: FolderStore, tmp_path: pathlib.Path
) -> None:
    back_up(filled, url, tmp_path / "b.tar", now=NOW, raw=raw)
    with pytest.raises(LedgerError, match="is not empty"):
        restore(tmp_path / "b.tar", PLAIN, filled, url, raw)


def test_what_is_recorded_meanwhile_is_no_part_of_it(filled: Ledger, url: str, raw: FolderStore, tmp_path: pathlib.Path) -> None:
    before = filled.head()

    def while_somebody_writes(done: int, of: int) -> None:
        filled.append([make_claim(f"c{done}-{of}")], stamp(9))

    head = back_up(filled, url, tmp_path / "b.tar", now=NOW, raw=raw, progress=while_somebody_writes)
    assert filled.head()[0] > before[0]
    assert (head.seq, head.hash) == before == (check(tmp_path / "b.tar", PLAIN).head.seq, head.hash)


@pytest.fixture
def backup(raw: FolderStore, tmp_path: pathlib.Path) -> pathlib.Path:
    url = f"sqlite:///{tmp_path}/small.sqlite"
    with Ledger.open(url) as ledger:
        fill(ledger)
        back_up(ledger, url, tmp_path / "small.tar", now=NOW, raw=raw, everything=True)
    return tmp_path / "small.tar"


@pytest.mark.parametrize(("what", "many"), [(What.BEGUN, 2), (What.RAW_HELD, 1)])
def test_a_journal_that_says_nothing_of_raw_bytes_gives_way_to_the_one_restored(
    what: What, many: int, url: str, new_url: Callable[[], str], raw: FolderStore, tmp_path: pathlib.Path
) -> None:
    with Ledger.open(url) as ledger, Journal.open(journal_url(url)) as journal:
        fill(ledger)
        journal.begin(NOW)
        journal.write(What.RAW_HELD, at=NOW, subject="everything", reason="a court asks")
        back_up(ledger, url, tmp_path / "b.tar", now=NOW, raw=raw, everything=True)
    other = new_url()
    with Ledger.open(other) as restored, Journal.open(journal_url(other)) as journal:
        journal.write(what, at=NOW, subject="r1", reason="of its own")
        restore(tmp_path / "b.tar", PLAIN, restored, other, FolderStore(tmp_path / "other.raw"))
        assert len(journal.lines()) == many
        assert len(journal.lines(What.RAW_HELD)) == 1


def test_only_its_owner_may_read_it(backup: pathlib.Path) -> None:
    assert backup.stat().st_mode & 0o777 == 0o600


def test_a_backup_is_never_written_over_a_file(backup: pathlib.Path, raw: FolderStore, tmp_path: pathlib.Path) -> None:
    before = backup.read_bytes()
    with Ledger.open("sqlite://") as ledger, pytest.raises(BackupError, match="is there already"):
        back_up(ledger, "sqlite://", backup, now=NOW, raw=raw)
    assert backup.read_bytes() == before
    assert not list(tmp_path.glob(".*.part"))


def one_name_only(monkeypatch: pytest.MonkeyPatch) -> None:
    """As on exFAT and on many shares."""

    def refuse(source: object, target: object) -> None:
        raise PermissionError(errno.EPERM, "Operation not permitted")

    monkeypatch.setattr("trucewatch.backups.writing.os.link", refuse)


def test_a_backup_is_written_where_a_file_has_one_name_only(
    raw: FolderStore, tmp_path: pathlib.Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    one_name_only(monkeypatch)
    with Ledger.open("sqlite://") as ledger:
        fill(ledger)
        back_up(ledger, "sqlite://", tmp_path / "b.tar", now=NOW, raw=raw)
        assert check(tmp_path / "b.tar", PLAIN).entries == ledger.head()[0]
    assert [path.name for path in tmp_path.iterdir() if path.is_file()] == ["b.tar"]
    assert (tmp_path / "b.tar").stat().st_mode & 0o777 == 0o600


@pytest.mark.parametrize("one_name", [False, True])
def test_what_somebody_puts_there_meanwhile_is_not_replaced(
    one_name: bool, raw: FolderStore, tmp_path: pathlib.Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    if one_name:
        one_name_only(monkeypatch)

    def put_another(done: int, of: int) -> None:
        (tmp_path / "b.tar").write_bytes(b"of somebody else")

    with Ledger.open("sqlite://") as ledger:
        fill(ledger)
        with pytest.raises(BackupError, match="File exists"):
            back_up(ledger, "sqlite://", tmp_path / "b.tar", now=NOW, raw=raw, progress=put_another)
    assert (tmp_path / "b.tar").read_bytes() == b"of somebody else"
    assert not list(tmp_path.glob(".*.part"))


@pytest.mark.parametrize("one_name", [False, True])
def test_a_name_that_does_not_reach_the_disk_is_taken_back(
    one_name: bool, raw: FolderStore, tmp_path: pathlib.Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    if one_name:
        one_name_only(monkeypatch)

    def fail(folder: pathlib.Path) -> None:
        raise OSError(errno.EIO, "Input/output error")

    monkeypatch.setattr("trucewatch.backups.writing.settle", fail)
    with Ledger.open("sqlite://") as ledger, pytest.raises(BackupError, match="Input/output error"):
        back_up(ledger, "sqlite://", tmp_path / "b.tar", now=NOW, raw=raw)
    assert [path for path in tmp_path.iterdir() if path.is_file()] == []


def test_two_containers_that_write_one_name_into_one_share_leave_one_whole_backup(
    raw: FolderStore, tmp_path: pathlib.Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("os.getpid", lambda: 1)  # as in every container
    with Ledger.open("sqlite://") as ledger:
        fill(ledger)

        def meanwhile(done: int, of: int) -> None:
            back_up(ledger, "sqlite://", tmp_path / "b.tar", now=NOW, raw=raw)

        with pytest.raises(BackupError, match="File exists"):
            back_up(ledger, "sqlite://", tmp_path / "b.tar", now=NOW, raw=raw, progress=meanwhile)
        assert check(tmp_path / "b.tar", PLAIN).entries == ledger.head()[0]
    assert not list(tmp_path.glob(".*.part"))


def rewritten(backup: pathlib.Path, change: Callable[[list[tuple[str, bytes]]], None]) -> pathlib.Path:
    """The backup with its members changed by hand."""
    with backup.open("rb") as file:
        members = list(read_members(file))
    change(members)
    out = io.BytesIO()
    for name, data in members:
        write_member(out, name, data)
    out.write(b"\0" * 1024)
    backup.write_bytes(out.getvalue())
    return backup


def lose(name: str) -> Callable[[list[tuple[str, bytes]]], None]:
    def change(members: list[tuple[str, bytes]]) -> None:
        members[:] = [one for one in members if one[0] != name]

    return change


def put(name: str, make: Callable[[bytes], bytes]) -> Callable[[list[tuple[str, bytes]]], None]:
    def change(members: list[tuple[str, bytes]]) -> None:
        members[:] = [(one, make(data) if one == name else data) for one, data in members]

    return change


FAULTS = {
    "its end is missing": lose(TAIL),
    "its head is missing": lose(HEAD),
    "its raw bytes are missing": lose("raw-000001.jsonl.gz"),
    "a member is cut off": put("ledger-000001.jsonl.gz", lambda data: data[:-20]),
    "a member is another": put("ledger-000001.jsonl.gz", lambda data: packed(b'{"seq":1}\n')),
    "its head names another entry": put(HEAD, lambda data: data.replace(b'"seq": 12', b'"seq": 11')),
    "it is from a later program": put(HEAD, lambda data: data.replace(b'"version": 1', b'"version": 2')),
    "its head is none": put(HEAD, lambda data: b"[]"),
    "something else is in it": lambda members: members.insert(2, ("notes.txt", b"x")),
    "it holds something twice": lambda members: members.insert(1, members[1]),
}


@pytest.mark.parametrize("fault", FAULTS)
def test_a_backup_that_is_not_what_it_was_is_refused_and_nothing_restored(
    backup: pathlib.Path, tmp_path: pathlib.Path, fault: str
) -> None:
    rewritten(backup, FAULTS[fault])
    with pytest.raises((BackupError, LedgerError)):
        check(backup, PLAIN)
    url = f"sqlite:///{tmp_path}/target.sqlite"
    with Ledger.open(url) as ledger:
        with pytest.raises((BackupError, LedgerError)):
            restore(backup, PLAIN, ledger, url, FolderStore(tmp_path / "target.raw"))
        assert ledger.head()[0] == 0
        ledger.append([make_report()], stamp())
    with People.open(people_url(url)) as people:
        assert people.accounts.all() == ()


@pytest.mark.parametrize("many", [0, 10, 1_000, 4_000])
def test_a_file_that_is_cut_off_is_no_backup(backup: pathlib.Path, many: int) -> None:
    backup.write_bytes(backup.read_bytes()[:many])
    with pytest.raises(BackupError):
        check(backup, PLAIN)


def test_what_is_no_backup_is_said_to_be_none(tmp_path: pathlib.Path) -> None:
    (tmp_path / "x.tar").write_text("not an archive\n" * 100)
    with pytest.raises(BackupError, match="no backup"):
        check(tmp_path / "x.tar", PLAIN)
    with pytest.raises(BackupError, match="cannot be read"):
        check(tmp_path / "none.tar", PLAIN)


def test_a_member_that_is_no_file_is_refused(tmp_path: pathlib.Path) -> None:
    with tarfile.open(tmp_path / "x.tar", "w") as archive:
        link = tarfile.TarInfo(HEAD)
        link.type, link.linkname = tarfile.SYMTYPE, "/etc/passwd"
        archive.addfile(link)
    with pytest.raises(BackupError, match="nothing that a backup holds"):
        check(tmp_path / "x.tar", PLAIN)


def sealed_for(url: str, tmp_path: pathlib.Path, raw: FolderStore, **how: str) -> pathlib.Path:
    seal = seal_with_recipients([how["key"]]) if "key" in how else seal_with_passphrase(how["passphrase"])
    with Ledger.open(url) as ledger:
        fill(ledger)
        back_up(ledger, url, tmp_path / "sealed.tar", now=NOW, raw=raw, seal=seal)
    return tmp_path / "sealed.tar"


def test_a_passphrase_opens_what_it_sealed_and_nothing_of_it_can_be_read(tmp_path: pathlib.Path, raw: FolderStore) -> None:
    file = sealed_for(f"sqlite:///{tmp_path}/l.sqlite", tmp_path, raw, passphrase=PASSPHRASE)
    assert b"Saraqib" not in file.read_bytes()
    with file.open("rb") as archive:
        assert all(name.endswith(".age") for name, _ in read_members(archive))
    assert check(file, Opener(passphrase=PASSPHRASE)).entries == read_head(file, Opener(passphrase=PASSPHRASE)).seq == 12
    for opener in (PLAIN, Opener(passphrase="another one that is long")):
        with pytest.raises(BackupError, match="passphrase"):
            check(file, opener)


def test_a_key_opens_what_was_sealed_for_it(tmp_path: pathlib.Path, raw: FolderStore) -> None:
    identity, other = pyrage.x25519.Identity.generate(), pyrage.x25519.Identity.generate()
    file = sealed_for(f"sqlite:///{tmp_path}/l.sqlite", tmp_path, raw, key=str(identity.to_public()))
    for name, one in (("mine", identity), ("other", other)):
        (tmp_path / name).write_text(f"# made for this test\n{one}\n")
    assert check(file, Opener(identities=tmp_path / "mine")).entries == 12
    with pytest.raises(BackupError, match="sealed for another key"):
        check(file, Opener(identities=tmp_path / "other"))
    with pytest.raises(BackupError, match="--identity"):
        check(file, PLAIN)
    (tmp_path / "empty").touch()
    with pytest.raises(BackupError, match="holds no key"):
        check(file, Opener(identities=tmp_path / "empty"))


def test_a_short_passphrase_and_a_wrong_key_are_refused() -> None:
    with pytest.raises(BackupError, match="12 characters"):
        seal_with_passphrase("short")
    with pytest.raises(BackupError, match="begins with age1"):
        seal_with_recipients(["nonsense"])
