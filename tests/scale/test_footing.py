"""A worker that lacks something may read as soon as it has it."""

from __future__ import annotations

from pathlib import Path

import pytest

from trucewatch.scale import footing
from trucewatch.scale.footing import MARK, Footing, Unfit, check
from trucewatch.scale.shard import Choices, Shard, Task, Versions

pytest.importorskip("pyarrow")
VERSIONS = Versions("code", "model", "knowledge")


def test_a_worker_that_saw_the_folder_late_reads_nonetheless(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(footing, "versions_in_force", lambda choices: VERSIONS)
    stands, task = Footing(str(tmp_path), "mark", VERSIONS, Choices()), Task(Shard(0, ()), str(tmp_path), VERSIONS)
    with pytest.raises(Unfit, match="does not see the output folder"):
        check(task, stands)
    (tmp_path / MARK).write_text("mark", encoding="ascii")
    check(task, stands)
    monkeypatch.setattr(footing, "lacks", lambda footing: "is asked again")
    check(task, stands)
