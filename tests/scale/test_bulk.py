"""What was read in bulk and taken into a ledger is what `run` would have put there; nothing is read twice without a reason."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable
from dataclasses import replace
from pathlib import Path

import pytest

from tests.scale.bulk_helpers import DAY, Here, entries, many_lines, read_quickly, run_into, take_into, write_inputs
from trucewatch.errors import BulkError
from trucewatch.ingest.pieces import Bounds
from trucewatch.ledger import Ledger, Record, Stamp
from trucewatch.scale import plan, running, stamps, taking
from trucewatch.scale.folder import Folder
from trucewatch.scale.lock import FolderLock
from trucewatch.scale.running import LOST, NEW, Tally, Wish, read_bulk
from trucewatch.scale.shard import FORMAT, Choices, Versions

pytest.importorskip("pyarrow")
QUICK = Here(read=read_quickly)


@pytest.fixture(scope="module")
def inputs(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write_inputs(tmp_path_factory.mktemp("bulk") / "inputs")


@pytest.fixture(scope="module")
def as_run(inputs: Path, tmp_path_factory: pytest.TempPathFactory) -> list[tuple[object, ...]]:
    """The ledger's entries after `run` over the inputs."""
    return run_into(f"sqlite:///{tmp_path_factory.mktemp('run')}/run.sqlite", inputs)


def wish(*paths: Path, shard: int = 3, check: bool = False) -> Wish:
    return Wish([str(path) for path in paths], Choices(published=DAY), Bounds(shard, shard * 2_500), check)


@pytest.mark.parametrize("shard", [1, 3, 400])
def test_an_import_makes_the_entries_that_run_makes(
    inputs: Path, as_run: list[tuple[object, ...]], tmp_path: Path, shard: int
) -> None:
    backwards = Here(turn=lambda tasks: tasks[::-1])
    done = read_bulk(wish(inputs, shard=shard), tmp_path / "out", backwards)
    taken = take_into(f"sqlite:///{tmp_path}/bulk.sqlite", tmp_path / "out")
    assert entries(f"sqlite:///{tmp_path}/bulk.sqlite") == as_run
    assert done.planned == done.read
    assert taken.added == len(as_run)


def test_an_import_again_adds_nothing(inputs: Path, as_run: list[tuple[object, ...]], tmp_path: Path) -> None:
    read_bulk(wish(inputs), tmp_path / "out", Here())
    url = f"sqlite:///{tmp_path}/bulk.sqlite"
    first = take_into(url, tmp_path / "out")
    again = take_into(url, tmp_path / "out")
    assert (again.added, again.known, again.reports) == (0, first.reports, first.reports)
    assert entries(url) == as_run


def test_an_import_that_was_cut_off_goes_on_and_doubles_nothing(
    inputs: Path, as_run: list[tuple[object, ...]], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    read_bulk(wish(inputs), tmp_path / "out", Here())
    url = f"sqlite:///{tmp_path}/bulk.sqlite"
    monkeypatch.setattr(taking, "TOGETHER", 4)
    for lasting in (1, 3):
        with monkeypatch.context() as broken:
            broken.setattr(Ledger, "append", failing_after(lasting))
            with pytest.raises(OSError, match="cut off"):
                take_into(url, tmp_path / "out")
    assert 0 < len(entries(url)) < len(as_run)
    take_into(url, tmp_path / "out")
    assert entries(url) == as_run


def failing_after(many: int) -> Callable[[Ledger, Iterable[Record], Stamp], int]:
    kept, left = Ledger.append, [many]

    def append(self: Ledger, records: Iterable[Record], stamp: Stamp) -> int:
        left[0] -= 1
        if left[0] < 0:
            raise OSError("cut off")
        return kept(self, records, stamp)

    return append


def test_a_reading_of_another_version_is_taken_as_it_is_and_that_is_said(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    read_bulk(wish(many_lines(tmp_path / "a.jsonl", 4)), tmp_path / "out", QUICK)
    url = f"sqlite:///{tmp_path}/bulk.sqlite"
    assert take_into(url, tmp_path / "out").remark == ""
    monkeypatch.setattr(taking, "versions_in_force", lambda choices: Versions("a", "b", "c"))
    assert take_into(url, tmp_path / "out").remark.startswith("it was read with another code and model and knowledge")


def test_an_import_into_the_ledger_of_a_run_adds_nothing(inputs: Path, tmp_path: Path) -> None:
    read_bulk(wish(inputs), tmp_path / "out", Here())
    url = f"sqlite:///{tmp_path}/run.sqlite"
    run_into(url, inputs)
    assert take_into(url, tmp_path / "out").added == 0


def test_what_was_read_is_not_read_again(tmp_path: Path) -> None:
    path = many_lines(tmp_path / "a.jsonl", 20)
    first = read_bulk(wish(path), tmp_path / "out", QUICK)
    again = read_bulk(wish(path), tmp_path / "out", QUICK)
    assert (first.read, first.why[NEW]) == (first.planned, first.planned)
    assert (again.read, again.kept, dict(again.why)) == (0, first.planned, {})
    assert again.reports == first.reports == 20


def test_a_changed_line_has_its_shard_read_again_and_no_other(tmp_path: Path) -> None:
    path = many_lines(tmp_path / "a.jsonl", 20)
    read_bulk(wish(path), tmp_path / "out", QUICK)
    path.write_bytes(path.read_bytes().replace(b"Shell 7 fell", b"Shell 8 fell"))
    again = read_bulk(wish(path), tmp_path / "out", QUICK)
    assert (again.read, again.kept) == (1, again.planned - 1)


@pytest.mark.parametrize(
    ("field", "why"),
    [("code", "code changed"), ("model", "model changed"), ("knowledge", "knowledge changed")],
)
def test_another_version_has_all_read_again_and_says_why(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, field: str, why: str
) -> None:
    path = many_lines(tmp_path / "a.jsonl", 8)
    first = read_bulk(wish(path), tmp_path / "out", QUICK)
    other: Versions = replace(stamps.versions_in_force(Choices()), **{field: "another"})
    monkeypatch.setattr(running, "versions_in_force", lambda choices: other)
    monkeypatch.setattr("trucewatch.scale.reading.versions_in_force", lambda choices: other)
    again = read_bulk(wish(path), tmp_path / "out", QUICK)
    assert dict(again.why) == {why: first.planned}
    monkeypatch.undo()
    assert read_bulk(wish(path), tmp_path / "out", QUICK).kept == first.planned  # what was read before is still there


def test_another_day_for_undated_reports_has_all_read_again(tmp_path: Path) -> None:
    path = many_lines(tmp_path / "a.jsonl", 8)
    read_bulk(wish(path), tmp_path / "out", QUICK)
    again = read_bulk(replace(wish(path), choices=Choices()), tmp_path / "out", QUICK)
    assert dict(again.why) == {"options changed": again.planned}


def test_a_worker_of_another_version_reads_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(running, "versions_in_force", lambda choices: Versions("a", "b", "c"))
    with pytest.raises(BulkError, match="the plan says"):
        read_bulk(wish(many_lines(tmp_path / "a.jsonl", 8)), tmp_path / "out", QUICK)


def test_a_lost_part_is_read_again(tmp_path: Path) -> None:
    path = many_lines(tmp_path / "a.jsonl", 8)
    read_bulk(wish(path), tmp_path / "out", QUICK)
    next((tmp_path / "out" / "parts").glob("*.parquet")).unlink()
    assert dict(read_bulk(wish(path), tmp_path / "out", QUICK).why) == {LOST: 1}


def test_a_damaged_part_stops_an_import_and_check_makes_it_anew(tmp_path: Path) -> None:
    path = many_lines(tmp_path / "a.jsonl", 8)
    read_bulk(wish(path), tmp_path / "out", QUICK)
    part = next((tmp_path / "out" / "parts").glob("*.parquet"))
    data = bytearray(part.read_bytes())
    data[len(data) // 2] ^= 1
    part.write_bytes(bytes(data))
    with pytest.raises(BulkError, match="run the reading again with --check"):
        take_into(f"sqlite:///{tmp_path}/bulk.sqlite", tmp_path / "out")
    assert entries(f"sqlite:///{tmp_path}/bulk.sqlite") == []
    assert read_bulk(wish(path), tmp_path / "out", QUICK).read == 0
    assert read_bulk(wish(path, check=True), tmp_path / "out", QUICK).read == 1
    assert take_into(f"sqlite:///{tmp_path}/bulk.sqlite", tmp_path / "out").reports == 8


def test_parts_are_the_same_bytes_whatever_the_order(tmp_path: Path) -> None:
    path = many_lines(tmp_path / "a.jsonl", 20)
    read_bulk(wish(path), tmp_path / "one", QUICK)
    read_bulk(wish(path), tmp_path / "two", Here(turn=lambda tasks: tasks[::-1], read=read_quickly))
    one, two = ({file.name: file.read_bytes() for file in (tmp_path / out / "parts").iterdir()} for out in ("one", "two"))
    assert one == two


def test_what_cannot_be_read_is_named_with_its_place(inputs: Path, tmp_path: Path) -> None:
    done = read_bulk(wish(inputs, inputs / "nowhere.txt"), tmp_path / "out", QUICK)
    take_into(f"sqlite:///{tmp_path}/bulk.sqlite", tmp_path / "out")
    unread = [str(record) for kind, _, record, _ in entries(f"sqlite:///{tmp_path}/bulk.sqlite") if kind == "unread"]
    assert done.unread == len(unread)
    for place in ("nowhere.txt", "inputs/lines.jsonl#2", "inputs/table.csv#5", "inputs/crawl.warc.gz#8", "inputs/empty.txt"):
        assert any(place in words for words in unread), place


@pytest.mark.parametrize(("name", "line"), [("bulk.json", ""), ("manifest.jsonl", "")])
def test_a_folder_of_another_version_is_left_alone(tmp_path: Path, name: str, line: str) -> None:
    path = many_lines(tmp_path / "a.jsonl", 4)
    read_bulk(wish(path), tmp_path / "out", QUICK)
    file = tmp_path / "out" / name
    file.write_text(file.read_text().replace(f'"format":{FORMAT}', f'"format":{FORMAT + 1}'))
    with pytest.raises(BulkError, match=f"another version of Trucewatch .format {FORMAT + 1}, this one reads {FORMAT}"):
        take_into(f"sqlite:///{tmp_path}/bulk.sqlite", tmp_path / "out")
    if name == "bulk.json":
        with pytest.raises(BulkError, match="another version"):
            read_bulk(wish(path), tmp_path / "out", QUICK)


@pytest.mark.parametrize("data", ["", "{", "[]", '{"format": 1}', '{"format": 1, "versions": 7}', "\0"])
def test_a_damaged_head_is_told(tmp_path: Path, data: str) -> None:
    (tmp_path / "out").mkdir()
    (tmp_path / "out" / "bulk.json").write_text(data)
    with pytest.raises(BulkError, match=r"bulk\.json"):
        read_bulk(wish(many_lines(tmp_path / "a.jsonl", 4)), tmp_path / "out", QUICK)


def test_a_damaged_row_has_its_shard_read_again(tmp_path: Path) -> None:
    path = many_lines(tmp_path / "a.jsonl", 20)
    read_bulk(wish(path), tmp_path / "out", QUICK)
    rows = sorted((tmp_path / "out" / "rows").iterdir())
    rows[0].write_text("{")
    rows[1].write_text(json.dumps(json.loads(rows[1].read_text()) | {"format": 7}))
    assert read_bulk(wish(path), tmp_path / "out", QUICK).read == 2


def test_a_folder_with_other_things_is_not_written_into(tmp_path: Path) -> None:
    (tmp_path / "out").mkdir()
    (tmp_path / "out" / "thesis.txt").write_text("mine")
    with pytest.raises(BulkError, match=r"holds other things, such as thesis\.txt"):
        read_bulk(wish(many_lines(tmp_path / "a.jsonl", 4)), tmp_path / "out", QUICK)


@pytest.mark.parametrize("out", ["", "out", "deep/out"])
def test_a_folder_inside_an_input_is_not_written_into(tmp_path: Path, out: str) -> None:
    many_lines(tmp_path / "a.jsonl", 4)
    with pytest.raises(BulkError, match=r"lies in the input .*: what is written would be read; choose a folder outside"):
        read_bulk(wish(tmp_path), tmp_path / out, QUICK)
    assert [path.name for path in tmp_path.iterdir()] == ["a.jsonl"]


def test_a_reading_that_did_not_end_is_not_imported(tmp_path: Path) -> None:
    path = many_lines(tmp_path / "a.jsonl", 8)
    with pytest.raises(BulkError, match="is no folder of a reading in bulk"):
        take_into(f"sqlite:///{tmp_path}/bulk.sqlite", tmp_path)
    read_bulk(wish(path), tmp_path / "out", QUICK)
    (tmp_path / "out" / "manifest.jsonl").unlink()
    with pytest.raises(BulkError, match="the reading did not end: run it again to go on"):
        take_into(f"sqlite:///{tmp_path}/bulk.sqlite", tmp_path / "out")


@pytest.mark.parametrize("at", ["at its beginning", "at its end"])
def test_a_reading_killed_while_it_says_what_it_is_is_not_imported(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, at: str
) -> None:
    path = many_lines(tmp_path / "a.jsonl", 8)
    read_bulk(wish(path), tmp_path / "out", QUICK)
    kept, told = Folder.write, [0]

    def write(self: Folder, name: str, data: bytes) -> None:
        told[0] += name in {"bulk.json", "manifest.jsonl"}
        if told[0] == (1 if at == "at its beginning" else 3):
            raise KeyboardInterrupt
        kept(self, name, data)

    monkeypatch.setattr(Folder, "write", write)
    with pytest.raises(KeyboardInterrupt):
        read_bulk(wish(many_lines(path, 12)), tmp_path / "out", QUICK)
    monkeypatch.undo()
    with pytest.raises(BulkError, match="the reading did not end: run it again to go on"):
        take_into(f"sqlite:///{tmp_path}/bulk.sqlite", tmp_path / "out")
    assert read_bulk(wish(path), tmp_path / "out", QUICK).reports == 12
    taken = take_into(f"sqlite:///{tmp_path}/bulk.sqlite", tmp_path / "out")
    assert (taken.reports, taken.failed) == (12, 0)


def test_a_folder_that_is_being_read_into_is_not_imported(tmp_path: Path) -> None:
    read_bulk(wish(many_lines(tmp_path / "a.jsonl", 8)), tmp_path / "out", QUICK)
    with FolderLock(tmp_path / "out" / "lock"), pytest.raises(BulkError, match="is being read into, or taken from, by process"):
        take_into(f"sqlite:///{tmp_path}/bulk.sqlite", tmp_path / "out")
    assert entries(f"sqlite:///{tmp_path}/bulk.sqlite") == []
    assert take_into(f"sqlite:///{tmp_path}/bulk.sqlite", tmp_path / "out").reports == 8


def test_a_reading_is_resumed_from_another_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(plan, "WORTH_KEEPING", 1)
    (tmp_path / "in").mkdir()
    (tmp_path / "deep").mkdir()
    many_lines(tmp_path / "in" / "a.jsonl", 20)
    monkeypatch.chdir(tmp_path)
    first = read_bulk(wish(Path("in")), tmp_path / "out", QUICK)
    next((tmp_path / "out" / "parts").glob("*.parquet")).unlink()
    monkeypatch.chdir(tmp_path / "deep")
    again = read_bulk(wish(Path("../in")), tmp_path / "out", QUICK)
    assert (again.failed, again.kept, again.read) == ([], first.planned - 1, 1)


def test_a_file_that_changes_while_it_is_read_costs_its_shards_and_is_named(tmp_path: Path) -> None:
    path = many_lines(tmp_path / "a.jsonl", 8)
    other = many_lines(tmp_path / "b.jsonl", 8, seed=1)

    def meddle(tasks: list[object]) -> list[object]:
        path.write_bytes(path.read_bytes().replace(b"Shell 7 fell", b"Shell 8 fell"))
        return tasks

    done = read_bulk(wish(path, other), tmp_path / "out", Here(turn=meddle, read=read_quickly))  # type: ignore[arg-type]
    assert len(done.failed) == 1
    assert "a.jsonl: is not what it was when the plan was made" in done.failed[0]
    assert done.read == done.planned - 1
    assert take_into(f"sqlite:///{tmp_path}/bulk.sqlite", tmp_path / "out").failed == 1
    assert read_bulk(wish(path, other), tmp_path / "out", QUICK).failed == []


def test_a_disk_that_fills_up_ends_the_reading_and_what_is_done_stays(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = many_lines(tmp_path / "a.jsonl", 20)
    kept = Folder.write
    room = [5]

    def write(self: Folder, name: str, data: bytes) -> None:
        room[0] -= name.startswith("parts")
        if room[0] < 0:
            raise self.cannot(OSError(28, "No space left on device"))
        kept(self, name, data)

    monkeypatch.setattr(Folder, "write", write)
    with pytest.raises(BulkError, match="No space left on device; what is done stays, run it again to go on"):
        read_bulk(wish(path), tmp_path / "out", QUICK)
    monkeypatch.undo()
    again = read_bulk(wish(path), tmp_path / "out", QUICK)
    assert (again.kept, again.reports) == (5, 20)
    assert list((tmp_path / "out" / "parts").glob(".*")) == []


def test_the_tally_is_told_as_it_grows(tmp_path: Path) -> None:
    seen: list[int] = []

    def told(tally: Tally) -> None:
        seen.append(tally.done)

    read_bulk(wish(many_lines(tmp_path / "a.jsonl", 20)), tmp_path / "out", QUICK, told=told)
    assert seen[-1] == max(seen) == 7


def test_more_files_leave_most_shards_as_they_are(tmp_path: Path) -> None:
    for number in range(60):
        (tmp_path / "in").mkdir(exist_ok=True)
        (tmp_path / "in" / f"{number:03}.txt").write_text(f"Shell {number} fell.")
    first = read_bulk(wish(tmp_path / "in", shard=8), tmp_path / "out", QUICK)
    (tmp_path / "in" / "000b.txt").write_text("Another shell fell.")
    again = read_bulk(wish(tmp_path / "in", shard=8), tmp_path / "out", QUICK)
    assert first.planned > 5
    assert again.kept > again.read
