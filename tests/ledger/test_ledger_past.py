"""Whatever is appended and withdrawn in whatever order, every past state stays what it was, and every record keeps its value."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from hypothesis.strategies import SearchStrategy

from tests.ledger.build import NOON, make_claim, make_incident, make_report, stamp
from trucewatch.ledger import Kind, Ledger, Record, Stamp, Withdrawal
from trucewatch.ledger.records import CLASSES, encode, escape, from_json, to_json, unescape
from trucewatch.model import (
    AccessEvent,
    Account,
    Actor,
    Agreement,
    Area,
    AsOf,
    Bulletin,
    Claim,
    Clause,
    Comparison,
    Counted,
    Edition,
    Figure,
    FigureRange,
    Finding,
    HardwareSighting,
    Incident,
    Interval,
    Limit,
    Line,
    Match,
    Observation,
    Place,
    Position,
    Post,
    Precision,
    Reading,
    Report,
    Review,
    Section,
    Span,
    Subject,
    Ultimatum,
    Unread,
    Watch,
    Wording,
)

IDS = ("a", "b", "c")
FEW = settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])

# what a person could do: put a version of one of three claims or incidents there, or withdraw it
change = st.tuples(
    st.sampled_from(["claim", "incident", "withdraw claim", "withdraw incident"]), st.sampled_from(IDS), st.integers(0, 2)
)
batch = st.tuples(st.lists(change, max_size=5), st.integers(-3, 10))


def record_of(what: str, id: str, version: int) -> Record:
    match what:
        case "claim":
            return make_claim(id, killed=version)
        case "incident":
            return make_incident(id, claims=("c1", f"c{version}"))
        case _:
            return Withdrawal(Kind(what.removeprefix("withdraw ")), id, f"reason {version}")


class Model:
    """What the ledger should say, in plain Python: the state after each entry, and when each was recorded."""

    def __init__(self) -> None:
        self.state: dict[tuple[str, str], Record] = {}
        self.after: list[dict[tuple[str, str], Record]] = [{}]
        self.recorded: list[datetime] = []

    def possible(self, changes: list[tuple[str, str, int]]) -> list[Record]:
        """The changes less the withdrawals of what was never there, which the ledger refuses."""
        there, records = set(self.state), []
        for what, id, version in changes:
            key = (what.removeprefix("withdraw "), id)
            if not what.startswith("withdraw") or key in there:
                records.append(record_of(what, id, version))
                there.add(key)
        return records

    def append(self, records: list[Record], at: datetime) -> int:
        added = 0
        for record in records:
            key = (
                (record.kind, record.id) if isinstance(record, Withdrawal) else (type(record).__name__.lower(), encode(record).id)
            )
            if self.state.get(key) != record:
                self.state[key] = record
                self.after.append(dict(self.state))
                self.recorded.append(at)
                added += 1
        return added

    def seq_at(self, at: datetime) -> int:
        return next((number for number, recorded in enumerate(self.recorded) if recorded > at), len(self.recorded))

    def standing(self, kind: str, seq: int) -> list[Record]:
        found = self.after[seq]
        return [found[key] for key in sorted(found) if key[0] == kind and not isinstance(found[key], Withdrawal)]


@FEW
@given(batches=st.lists(batch, max_size=6))
def test_every_past_state_can_be_rebuilt(
    new_url: Callable[[], str], batches: list[tuple[list[tuple[str, str, int]], int]]
) -> None:
    model, minute = Model(), 0
    with Ledger.open(new_url()) as ledger:
        for changes, step in batches:
            minute += step  # a clock may run backwards
            records = model.possible(changes)
            assert ledger.append(records, stamp(minute)) == model.append(records, stamp(minute).at)
        length = len(model.recorded)
        assert ledger.verify() == length == ledger.head()[0]
        for seq in range(length + 1):
            assert list(ledger.claims(as_of=seq)) == model.standing("claim", seq)
            assert list(ledger.incidents(as_of=seq)) == model.standing("incident", seq)
        for moment in sorted({*model.recorded, NOON - timedelta(days=1), NOON + timedelta(days=1)}):
            assert list(ledger.claims(as_of=moment)) == model.standing("claim", model.seq_at(moment))
            assert list(ledger.claims(as_of=moment - timedelta(microseconds=1))) == model.standing(
                "claim", model.seq_at(moment - timedelta(microseconds=1))
            )
        for id in IDS:
            found = model.state.get(("claim", id))
            assert ledger.get(Kind.CLAIM, id) == (None if isinstance(found, Withdrawal) else found)
        assert [entry.seq for entry in ledger.entries()] == list(range(1, length + 1))


@FEW
@given(batches=st.lists(st.lists(st.tuples(st.sampled_from(IDS), st.integers(0, 2)), max_size=5), max_size=5))
def test_the_same_history_gives_the_same_chain(new_url: Callable[[], str], batches: list[list[tuple[str, int]]]) -> None:
    heads = set()
    for _ in range(2):
        with Ledger.open(new_url()) as ledger:
            for records in batches:
                ledger.append([make_claim(id, killed=version) for id, version in records], stamp())
            heads.add(ledger.head())
    assert len(heads) == 1


# --- records of every kind, with any text a report can hold: NUL, lone surrogates, any script


def _whole(text: str) -> bool:
    """False if two lone surrogates stand side by side that JSON would join."""
    return text.encode("utf-16", "surrogatepass").decode("utf-16", "surrogatepass") == text


texts = st.text(st.characters(exclude_categories=())).filter(_whole)
floats = st.floats(allow_nan=False, allow_infinity=False)
maybe_text = st.none() | texts
days = st.dates()
tuples_of_text = st.lists(texts, max_size=3).map(tuple)


@st.composite
def spans(draw: st.DrawFn, report: str | None = None) -> Span:
    text, start = draw(texts), draw(st.integers(0, 10**9))
    return Span(draw(texts) if report is None else report, start, start + len(text), text)


@st.composite
def intervals(draw: st.DrawFn) -> Interval:
    first, last = sorted(draw(st.lists(days, min_size=2, max_size=2, unique=True)))
    return Interval(first, last, draw(st.sampled_from(Precision)), draw(st.none() | spans()), draw(st.booleans()))


@st.composite
def figures(draw: st.DrawFn) -> Figure:
    low, high = sorted(draw(st.tuples(st.integers(0, 10**30), st.integers(0, 10**30))))
    return Figure(draw(st.sampled_from(Counted)), low, draw(st.sampled_from((high, None))), draw(spans()), draw(maybe_text))


actors = st.builds(Actor, spans(), maybe_text, tuples_of_text, st.booleans(), maybe_text)
places = st.builds(Place, spans(), texts, latitude=st.none() | floats, longitude=st.none() | floats, candidates=tuples_of_text)
ids = st.text(st.characters(exclude_categories=()), min_size=1, max_size=40).filter(_whole)


@st.composite
def claims(draw: st.DrawFn) -> Claim:
    sample, report = make_claim(killed=1), draw(ids)
    return Claim(
        draw(ids),
        report,
        draw(spans(report)),
        draw(spans(report)),
        draw(texts),
        sample.type,
        sample.mode,
        sample.realis,
        actor=tuple(draw(st.lists(actors, max_size=2))),
        place=draw(st.none() | places),
        time=draw(st.none() | intervals()),
        figures=tuple(draw(st.lists(figures(), max_size=2))),
        deadline=draw(st.none() | intervals()),
        confidence=draw(st.floats(0, 1)),
    )


def _tuple(strategy: SearchStrategy[object]) -> SearchStrategy[tuple[object, ...]]:
    return st.lists(strategy, max_size=2).map(tuple)


by_account = st.tuples(texts, st.none() | st.integers(0), st.none() | st.integers(0), spans())
accounts = st.builds(Account, texts, ids, maybe_text, tuples_of_text, tuples_of_text, texts, texts)
incidents = st.builds(
    Incident,
    id=ids,
    mode=maybe_text,
    actor=tuples_of_text,
    recipient=tuples_of_text,
    place=st.none() | places,
    time=st.none() | intervals(),
    claim_ids=st.lists(ids, max_size=3).map(tuple),
    accounts=_tuple(accounts),
    figures=_tuple(st.builds(FigureRange, by_account=_tuple(by_account))),
    comparisons=_tuple(st.builds(Comparison, a=spans(), b=st.none() | spans(), why=texts)),
    matches=_tuple(st.builds(Match, texts, texts, floats, tuples_of_text)),
    state_reason=texts,
)
areas = st.builds(Area, id=texts, name=texts, ring=_tuple(st.tuples(floats, floats)), width_km=st.none() | floats)
clauses = st.builds(Clause, id=texts, obligation=texts, readings=_tuple(st.builds(Reading, texts, texts, texts)))
positions = st.builds(Position, st.floats(-90, 90), st.floats(-180, 180), floats, texts, st.none() | days)
watches = st.builds(Watch, hours=_tuple(st.tuples(st.times(), st.times())), since=st.none() | days)
lines = st.builds(Line, texts, texts, _tuple(st.builds(Subject, id=texts, words=texts)), texts, st.none(), st.none())


@st.composite
def bulletins(draw: st.DrawFn) -> Bulletin:
    first, last = sorted(draw(st.lists(days, min_size=2, max_size=2)))
    sections = draw(_tuple(st.builds(Section, title=texts, lines=_tuple(lines), tables=st.just(()), hole=texts)))
    as_of, edition = draw(st.builds(AsOf, st.integers(0), texts, texts)), draw(st.sampled_from(Edition))
    words = [draw(texts) for _ in range(5)]
    return Bulletin(edition, first, last, *words[:3], as_of, *words[3:], ((draw(texts), draw(texts)),), sections)  # type: ignore[call-arg, arg-type]


written = texts.filter(str.strip)
logged: dict[str, SearchStrategy[Any]] = {"id": ids, "post_id": ids, "report_id": ids, "line": spans()}
RECORDS: dict[Kind, SearchStrategy[Record]] = {
    Kind.REPORT: st.builds(Report, ids, texts, texts, texts, maybe_text, passages=st.just(()), bytes_map=st.just(())),
    Kind.CLAIM: claims(),
    Kind.INCIDENT: incidents,
    Kind.FINDING: st.builds(Finding, id=ids, incident_id=ids, agreement_id=ids, reasons=tuples_of_text, words=_tuple(spans())),
    Kind.ULTIMATUM: st.builds(
        Ultimatum, id=ids, demand=spans(), claim_ids=st.lists(ids, max_size=3).map(tuple), consequence=st.none()
    ),
    Kind.AGREEMENT: st.builds(Agreement, id=ids, areas=_tuple(areas), clauses=_tuple(clauses)),
    Kind.REVIEW: st.builds(Review, id=ids, subject=ids, reason=texts),
    Kind.UNREAD: st.builds(Unread, texts, texts, texts),
    Kind.POST: st.builds(Post, id=ids, name=texts, positions=_tuple(positions), watches=_tuple(watches), names=tuples_of_text),
    Kind.OBSERVATION: st.builds(
        Observation, **logged, count_low=st.none() | st.integers(0), direction=st.none() | floats, remark=texts
    ),
    Kind.LIMIT: st.builds(Limit, **logged, remark=texts),
    Kind.ACCESS: st.builds(AccessEvent, **logged, place=texts, reason_given=texts, minutes=st.none() | st.integers(0)),
    Kind.SIGHTING: st.builds(HardwareSighting, **logged, place=texts, kind=texts, latitude=st.none() | floats),
    Kind.BULLETIN: bulletins(),
    Kind.WORDING: st.builds(Wording, ids, written, written, written, texts, written, st.just("2020-02-13T05:00+00:00"), written),
    Kind.WITHDRAWAL: st.builds(
        Withdrawal, st.sampled_from(sorted(set(Kind) - {Kind.WITHDRAWAL})), ids, st.just("a reason"), tuples_of_text
    ),
}


def test_the_tests_know_every_kind() -> None:
    assert set(RECORDS) == set(Kind) == set(CLASSES)


@settings(max_examples=300, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(record=st.one_of(*RECORDS.values()))
def test_any_record_comes_back_from_its_json_in_the_same_bytes(record: Record) -> None:
    stored = encode(record)
    assert stored.payload.isascii()
    assert "\n" not in stored.payload
    again = from_json(stored.kind, stored.payload)
    assert again == record
    assert encode(again) == stored


@given(text=st.text(st.characters(exclude_categories=())).filter(_whole))
def test_any_text_can_be_kept_in_one_line_of_ascii(text: str) -> None:
    assert unescape(escape(text)) == text
    assert escape(text).isascii()
    assert "\n" not in escape(text)


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow])
@given(records=st.lists(st.one_of(*(RECORDS[kind] for kind in Kind if kind is not Kind.WITHDRAWAL)), max_size=4), author=ids)
def test_any_records_can_be_kept_by_both_engines(new_url: Callable[[], str], records: list[Record], author: str) -> None:
    written = Stamp(datetime(2020, 2, 13, tzinfo=UTC), author + "x", author, author, author, author)
    with Ledger.open(new_url()) as ledger, Ledger.open("sqlite://") as reference:
        assert ledger.append(records, written) == reference.append(records, written)
        assert ledger.append(records[-1:], written) == 0
        assert ledger.head() == reference.head()
        assert ledger.verify() == ledger.head()[0]
        assert [entry.record for entry in ledger.entries()] == [entry.record for entry in reference.entries()]


def test_a_record_from_before_a_field_was_added_is_not_recorded_again(ledger: Ledger, monkeypatch: pytest.MonkeyPatch) -> None:
    def without_the_field(kind: Kind, record: Record) -> str:
        return to_json(kind, record).replace('"bytes_map":[],', "")

    with monkeypatch.context() as years_ago:
        years_ago.setattr("trucewatch.ledger.records.to_json", without_the_field)
        assert ledger.append([make_report()], stamp()) == 1
    assert list(ledger.reports()) == [make_report()]
    assert ledger.append([make_report()], stamp()) == 0
    assert ledger.append([make_report(text="Another.")], stamp()) == 1
    assert ledger.verify() == 2
