"""The fuzzing room itself: every target holds on its corpus and on some changes of it; faults are caught, kept and made smaller."""

from __future__ import annotations

import random
import time
from pathlib import Path

import pytest

from fuzz.engines import changed
from fuzz.faults import Broken, Finding, What
from fuzz.keeping import all_kept, keep, shrunk
from fuzz.mutation import mutate
from fuzz.target import CORPUS, Target
from fuzz.targets import TARGETS, target_named
from fuzz.trying import try_case

LARGEST_CORPUS = 300_000  # bytes of all cases together
SLOW = {"reading": 4, "comparing": 2, "pages": 15, "api-decisions": 15, "ledger-copy": 15, "forms": 15, "bodies": 15}
CHANGES = 40
PATIENCE = 20.0  # of the smoke: the first case of a target loads what it needs


@pytest.mark.parametrize("name", TARGETS)
def test_a_target_holds_on_its_corpus_and_on_some_changes_of_it(name: str) -> None:
    target = target_named(name)
    draw, corpus = random.Random(name), target.cases()
    assert corpus
    cases = [b"", *corpus, *(changed(target, draw.choice(corpus), draw, corpus) for _ in range(SLOW.get(name, CHANGES)))]
    for case in cases:
        finding = try_case(target, case, patience=PATIENCE)
        assert finding is None, f"{case!r}\n{finding.words}"


def test_the_corpora_stay_small() -> None:
    assert sum(path.stat().st_size for path in CORPUS.rglob("*") if path.is_file()) < LARGEST_CORPUS


def test_every_corpus_belongs_to_a_target() -> None:
    assert {path.name for path in CORPUS.iterdir()} == set(TARGETS)


def spin(data: bytes) -> None:
    while data.startswith(b"round"):
        time.process_time()


def promise(data: bytes) -> None:
    if b"shell" in data:
        raise Broken("no shells")


@pytest.mark.parametrize(
    ("run", "case", "what"),
    [
        (spin, b"round and round", What.HANG),
        (promise, b"a shell", What.BROKEN),
        (lambda data: data.decode("ascii"), b"\xff", What.CRASH),
        (lambda data: None, b"well", None),
    ],
)
def test_a_case_that_goes_wrong_is_a_finding(run: object, case: bytes, what: What | None) -> None:
    finding = try_case(Target("t", run, seconds=0.2), case)  # type: ignore[arg-type]
    assert (finding and finding.what) == what


def test_what_a_case_needs_is_made_before_its_time_begins() -> None:
    made: list[float] = []

    def make() -> None:
        end = time.process_time() + 0.4
        while (now := time.process_time()) < end:
            made[:] = [now]

    assert try_case(Target("t", lambda data: None, seconds=0.2, ready=make), b"well") is None
    assert made


def test_the_smallest_case_of_a_fault_is_kept_once(tmp_path: Path) -> None:
    fault = Finding(What.CRASH, "ValueError", "trucewatch/x.py:1 f", "a story")
    assert keep(tmp_path, "dates", fault, b"four")
    assert not keep(tmp_path, "dates", fault, b"longer than four")
    assert not keep(tmp_path, "dates", fault, b"few")
    (one,) = all_kept(tmp_path)
    assert (one.target, one.case) == ("dates", b"few")
    assert "a story" in one.story


def test_what_a_fault_does_not_need_is_cut_away() -> None:
    assert shrunk(b"Two shells fell near the bridge", lambda case: b"shell" in case, tries=500) == b"shell"


def test_changes_are_the_same_for_one_seed_and_never_too_long() -> None:
    def some(seed: int) -> list[bytes]:
        draw = random.Random(seed)
        return [mutate(b"Two shells fell.", draw, words=["at noon"], others=[b"other"], longest=50) for _ in range(300)]

    assert some(1) == some(1) != some(2)
    assert max(map(len, some(3))) <= 50
