"""Whatever an agreement file holds, it gives records or faults with lines inside the file, and never another exception."""

from __future__ import annotations

import json
import tempfile
from dataclasses import fields
from datetime import date, datetime, time
from pathlib import Path

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.knowledge.pacts import GOOD
from trucewatch.knowledge.agreement_files import AgreementFile, Loses
from trucewatch.knowledge.agreements import check_files
from trucewatch.ledger import Kind
from trucewatch.ledger.records import from_json, to_json
from trucewatch.model import (
    MODES,
    Act,
    Agreement,
    Area,
    AreaKind,
    Clause,
    ClauseKind,
    EventType,
    Form,
    Reading,
    Related,
    Score,
    Stage,
    Turn,
    Where,
)

letters = st.characters(codec="utf-8")
sensible = st.sampled_from(
    [
        *ClauseKind, *AreaKind, *EventType, *Form, *Stage, *Where, *MODES[EventType.ASSAULT], "TRY20", "TRY20-1", "TRY20-A", "TUR", "SYR",
        "SYR:REB", "SOC18", "UTC", "Asia/Damascus", "Europe", "../etc/passwd", "per-burst", "start", "debtor", "killed", "cites", "",
    ]
)  # fmt: skip
days = st.dates(date(2019, 1, 1), date(2021, 1, 1))
scalars = (
    sensible | st.text(letters, max_size=4) | st.integers() | st.floats() | st.booleans() | days | st.times() | st.datetimes(
        datetime(1000, 1, 1)
    )
)  # fmt: skip
points = st.lists(st.tuples(st.integers(-200, 200), st.integers(-100, 100)).map(list), max_size=6)
anything = st.recursive(
    scalars | points, lambda inner: st.lists(inner, max_size=3) | st.dictionaries(sensible, inner, max_size=2), max_leaves=4
)


def tables(record: type, **parts: st.SearchStrategy[object]) -> st.SearchStrategy[dict[str, object]]:
    """A table with some of the record's keys, mostly with values of some sense, and now and then one that it does not know."""
    own = {field.name: parts.get(field.name, anything | st.lists(sensible, max_size=3)) | anything for field in fields(record)}
    return st.fixed_dictionaries({}, optional={**own, "unknown": anything})


def some(record: type, **parts: st.SearchStrategy[object]) -> st.SearchStrategy[object]:
    return st.lists(tables(record, **parts), max_size=2)


acts = some(Act)
clauses = some(
    Clause, id=sensible, kind=st.sampled_from(ClauseKind), breaks=acts, keeps=acts, ends=acts, readings=some(Reading), scores=some(Score),
    start=days, end=days, deadline=days, obligation=st.just("x"), source=st.just("x"), debtor=st.lists(sensible, max_size=2),
)  # fmt: skip
documents = st.fixed_dictionaries(
    {"id": st.just("TRY20"), "signed": days, "effective": days, "title": st.just("x"), "bound": st.just(["TUR"]), "sources": st.just(["x"])},
    optional={
        "clauses": clauses, "areas": some(Area, ring=points, line=points, width_km=st.floats(), least_km=st.floats()),
        "lifecycle": some(Turn, on=days, stage=st.sampled_from(Stage), source=st.just("x")), "relations": some(Related),
        "ended": days, "retired": anything, "guarantor_of": anything,
    },
)  # fmt: skip


def toml(value: object) -> str:
    """A value as TOML writes it in one line."""
    match value:
        case bool():
            return str(value).lower()
        case str():
            return json.dumps(str(value), ensure_ascii=False).replace("\x7f", "\\u007f")
        case list():
            return f"[{', '.join(map(toml, value))}]"
        case dict():
            return f"{{ {', '.join(f'{toml(key)} = {toml(one)}' for key, one in value.items())} }}"
        case date() | time():
            return value.isoformat()
    return repr(value)


def check(data: bytes) -> AgreementFile:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "TRY20.toml"
        path.write_bytes(data)
        (file,) = check_files([path])
        (again,) = check_files([path])
    assert file == again
    lines = data.count(b"\n") + 1
    assert all(1 <= fault.line <= lines and fault.reason for fault in file.faults)
    assert list(file.faults) == sorted(file.faults, key=lambda fault: (fault.line, fault.reason))
    assert (file.agreement is None) == any(fault.loses is Loses.FILE for fault in file.faults)
    if file.agreement is not None:
        stored = to_json(Kind.AGREEMENT, file.agreement)
        assert from_json(Kind.AGREEMENT, stored) == file.agreement
    return file


FUZZ = settings(suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large])


@FUZZ
@given(document=documents)
def test_any_values_under_the_right_keys_give_records_or_faults(document: dict[str, object]) -> None:
    text = "".join(f"{toml(key)} = {toml(value)}\n" for key, value in document.items())
    check(text.encode())


@FUZZ
@given(document=tables(Agreement, clauses=clauses))
def test_any_keys_of_an_agreement_give_records_or_faults(document: dict[str, object]) -> None:
    text = "".join(f"{toml(key)} = {toml(value)}\n" for key, value in document.items())
    check(text.encode())


@FUZZ
@given(data=st.binary(max_size=60))
def test_any_bytes_are_read_or_refused(data: bytes) -> None:
    check(data)


@FUZZ
@given(start=st.integers(0, len(GOOD)), length=st.integers(0, 40), put=st.text(letters, max_size=10) | sensible)
def test_any_cut_into_a_good_file_leaves_records_or_faults(start: int, length: int, put: str) -> None:
    check((GOOD[:start] + str(put) + GOOD[start + length :]).encode())


LINES = GOOD.splitlines(keepends=True)


@FUZZ
@given(gone=st.sets(st.integers(0, len(LINES) - 1), max_size=6), twice=st.integers(0, len(LINES) - 1))
def test_lines_left_out_or_written_twice_leave_records_or_faults(gone: set[int], twice: int) -> None:
    kept = [line * (1 + (number == twice)) for number, line in enumerate(LINES) if number not in gone]
    check("".join(kept).encode())
