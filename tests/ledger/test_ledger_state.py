"""What goes into the ledger comes out of it, as it stands now and as it stood at any moment."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta, timezone

import pytest

from tests.ledger.build import (
    NOON,
    make_agreement,
    make_claim,
    make_finding,
    make_incident,
    make_report,
    make_review,
    make_ultimatum,
    make_unread,
    stamp,
)
from trucewatch.errors import LedgerError
from trucewatch.ledger import START, Kind, Ledger, Record, Stamp, Withdrawal
from trucewatch.model import Claim, Interval, Place, Precision, Span, content_id

ONE_OF_EACH: tuple[Record, ...] = (
    make_report(),
    make_claim(killed=2),
    make_incident(),
    make_agreement(),
    make_finding(),
    make_ultimatum(),
    make_review(),
    make_unread(),
)


def test_every_kind_of_record_comes_back_as_it_went_in(ledger: Ledger) -> None:
    assert ledger.append(ONE_OF_EACH, stamp()) == len(ONE_OF_EACH)
    found = [
        *ledger.reports(),
        *ledger.claims(),
        *ledger.incidents(),
        *ledger.agreements(),
        *ledger.findings(),
        *ledger.ultimatums(),
        *ledger.reviews(),
        *ledger.unread(),
    ]
    assert found == list(ONE_OF_EACH)


def test_the_ledger_is_still_there_when_it_is_opened_again(url: str) -> None:
    with Ledger.open(url) as first:
        first.append(ONE_OF_EACH, stamp())
        head = first.head()
    with Ledger.open(url) as again:
        assert again.head() == head
        assert again.verify() == len(ONE_OF_EACH)


def test_the_same_run_again_adds_nothing(ledger: Ledger) -> None:
    ledger.append(ONE_OF_EACH, stamp())
    head = ledger.head()
    assert ledger.append(ONE_OF_EACH, stamp(60)) == 0
    assert ledger.head() == head


def test_a_record_twice_in_one_batch_is_recorded_once(ledger: Ledger) -> None:
    assert ledger.append([make_claim(), make_claim()], stamp()) == 1


def test_only_what_changed_is_recorded_again(ledger: Ledger) -> None:
    ledger.append([make_claim("c1", killed=2), make_claim("c2", killed=5)], stamp())
    assert ledger.append([make_claim("c1", killed=3), make_claim("c2", killed=5)], stamp(1)) == 1
    assert [claim.figures[0].low for claim in ledger.claims()] == [3, 5]


def test_back_to_an_earlier_version_is_a_change_too(ledger: Ledger) -> None:
    for killed in (2, 3, 2):
        assert ledger.append([make_claim(killed=killed)], stamp()) == 1
    assert [entry.seq for entry in ledger.history(Kind.CLAIM, "c1")] == [1, 2, 3]


def test_records_come_in_the_order_of_their_ids_however_they_arrived(ledger: Ledger) -> None:
    for id in ("c-b", "c-B", "c-a", "c_a", "c10", "c9"):
        ledger.append([make_claim(id)], stamp())
    assert [claim.id for claim in ledger.claims()] == ["c-B", "c-a", "c-b", "c10", "c9", "c_a"]


def test_more_records_than_one_page_come_once_each(ledger: Ledger) -> None:
    ids = [f"c{number:04}" for number in range(1000)]
    ledger.append([make_claim(id) for id in reversed(ids)], stamp())
    assert [claim.id for claim in ledger.claims()] == ids


def test_reading_goes_on_with_its_own_moment_while_others_write(ledger: Ledger) -> None:
    ledger.append([make_claim(f"c{number:04}", killed=1) for number in range(500)], stamp())
    reading = ledger.claims()
    first = next(reading)
    ledger.append([make_claim(f"c{number:04}", killed=9) for number in range(600)], stamp(1))
    rest = list(reading)
    assert len([first, *rest]) == 500
    assert {claim.figures[0].low for claim in [first, *rest]} == {1}


def test_the_moment_is_that_of_the_call_not_of_the_first_record_read(ledger: Ledger) -> None:
    claims = ledger.claims()
    ledger.append([make_claim()], stamp())
    assert list(claims) == []


def test_an_empty_ledger_has_a_head(ledger: Ledger) -> None:
    assert ledger.head() == (0, START)
    assert ledger.verify() == 0
    assert ledger.append([], stamp()) == 0
    assert list(ledger.claims(as_of=0)) == []


def test_a_withdrawn_record_stands_no_more_but_stays_in_the_history(ledger: Ledger) -> None:
    ledger.append([make_incident("i1"), make_incident("i2")], stamp())
    merged = Withdrawal(Kind.INCIDENT, "i1", "the same shelling as i2", into=("i2",))
    assert ledger.append([merged], stamp(1, author="reviewer-1")) == 1
    assert [incident.id for incident in ledger.incidents()] == ["i2"]
    assert ledger.get(Kind.INCIDENT, "i1") is None
    assert ledger.get(Kind.INCIDENT, "i1", as_of=NOON) == make_incident("i1")
    first, last = ledger.history(Kind.INCIDENT, "i1")
    assert (first.record, last.record, last.kind, last.subject) == (make_incident("i1"), merged, Kind.WITHDRAWAL, Kind.INCIDENT)
    assert last.stamp.author == "reviewer-1"


def test_a_withdrawal_said_again_adds_nothing(ledger: Ledger) -> None:
    ledger.append([make_incident(), Withdrawal(Kind.INCIDENT, "i1", "read twice")], stamp())
    assert ledger.append([Withdrawal(Kind.INCIDENT, "i1", "read twice")], stamp(1)) == 0
    assert ledger.append([Withdrawal(Kind.INCIDENT, "i1", "another reason")], stamp(1)) == 1


def test_a_withdrawn_record_can_come_back(ledger: Ledger) -> None:
    ledger.append([make_incident()], stamp())
    ledger.append([Withdrawal(Kind.INCIDENT, "i1", "merged")], stamp(1))
    assert ledger.append([make_incident()], stamp(2, reason="the merge was wrong")) == 1
    assert [incident.id for incident in ledger.incidents()] == ["i1"]


def test_what_was_never_recorded_cannot_be_withdrawn(ledger: Ledger) -> None:
    with pytest.raises(LedgerError, match="no incident 'i9' to withdraw"):
        ledger.append([make_claim(), Withdrawal(Kind.INCIDENT, "i9", "merged")], stamp())
    assert ledger.head()[0] == 0


def test_one_id_under_two_kinds_is_two_records(ledger: Ledger) -> None:
    ledger.append([make_report("x"), make_claim("x"), Withdrawal(Kind.CLAIM, "x", "misread")], stamp())
    assert ledger.get(Kind.REPORT, "x") == make_report("x")
    assert ledger.get(Kind.CLAIM, "x") is None


def test_the_claims_of_a_report_and_the_incidents_of_a_claim_are_found(ledger: Ledger) -> None:
    ledger.append([make_claim("c1", report="r1"), make_claim("c2", report="r2"), make_claim("c3", report="r1")], stamp())
    ledger.append([make_incident("i1", claims=("c1", "c2")), make_incident("i2", claims=("c3",), report="r2")], stamp())
    ledger.append([make_finding("f1", incident="i2"), make_finding("f2", agreement="moscow"), make_review(subject="i2")], stamp())
    ledger.append([make_ultimatum("u1", claims=("c2",))], stamp())
    assert [claim.id for claim in ledger.claims(report="r1")] == ["c1", "c3"]
    assert [incident.id for incident in ledger.incidents(claim="c2")] == ["i1"]
    assert [incident.id for incident in ledger.incidents(report="r2")] == ["i2"]
    assert list(ledger.incidents(report="r2", claim="c1")) == []
    assert [finding.id for finding in ledger.findings(incident="i2")] == ["f1"]
    assert [finding.id for finding in ledger.findings(agreement="moscow")] == ["f2"]
    assert [review.id for review in ledger.reviews(subject="i2")] == ["v1"]
    assert [ultimatum.id for ultimatum in ledger.ultimatums(claim="c2")] == ["u1"]
    assert list(ledger.claims(report="r9")) == []


def test_a_claim_that_left_an_incident_is_found_there_only_in_the_past(ledger: Ledger) -> None:
    ledger.append([make_incident("i1", claims=("c1", "c2"))], stamp(0))
    ledger.append([make_incident("i1", claims=("c1",)), make_incident("i2", claims=("c2",))], stamp(1))
    assert [incident.id for incident in ledger.incidents(claim="c2")] == ["i2"]
    assert [incident.id for incident in ledger.incidents(claim="c2", as_of=1)] == ["i1"]


def test_the_state_of_a_past_instant_is_what_was_known_then(ledger: Ledger) -> None:
    for minute, killed in enumerate((13, 14, 15)):
        ledger.append([make_claim(killed=killed)], stamp(minute * 10))
    known = {
        minutes: [claim.figures[0].low for claim in ledger.claims(as_of=NOON + timedelta(minutes=minutes))]
        for minutes in (-1, 0, 5, 10, 19, 20, 9999)
    }
    assert known == {-1: [], 0: [13], 5: [13], 10: [14], 19: [14], 20: [15], 9999: [15]}


def test_an_instant_may_be_given_in_any_zone(ledger: Ledger) -> None:
    ledger.append([make_claim()], stamp())
    istanbul = timezone(timedelta(hours=3))
    assert list(ledger.claims(as_of=datetime(2020, 2, 13, 15, 0, tzinfo=istanbul))) == [make_claim()]
    assert list(ledger.claims(as_of=datetime(2020, 2, 13, 14, 59, tzinfo=istanbul))) == []


def test_a_slow_clock_does_not_change_what_was_known_before(ledger: Ledger) -> None:
    ledger.append([make_claim("c1")], stamp(10))
    seen = list(ledger.claims(as_of=NOON + timedelta(minutes=15)))
    ledger.append([make_claim("c2")], stamp(20))
    ledger.append([make_claim("c3")], stamp(5))
    assert list(ledger.claims(as_of=NOON + timedelta(minutes=15))) == seen
    assert [claim.id for claim in ledger.claims(as_of=NOON + timedelta(minutes=20))] == ["c1", "c2", "c3"]


def test_the_beginning_and_the_end_of_time_are_moments(ledger: Ledger) -> None:
    ledger.append([make_claim()], stamp())
    assert list(ledger.claims(as_of=datetime.min.replace(tzinfo=UTC))) == []
    assert list(ledger.claims(as_of=datetime.max.replace(tzinfo=UTC))) == [make_claim()]


@pytest.mark.parametrize("moment", [7, -1])
def test_a_number_that_no_entry_has_is_refused(ledger: Ledger, moment: int) -> None:
    ledger.append([make_claim()], stamp())
    with pytest.raises(LedgerError, match=f"no state as of entry {moment}"):
        ledger.claims(as_of=moment)


@pytest.mark.parametrize("moment", [datetime(2020, 2, 13), datetime.min.replace(tzinfo=timezone(timedelta(hours=3)))])
def test_a_moment_without_an_instant_is_refused(ledger: Ledger, moment: datetime) -> None:
    with pytest.raises(LedgerError, match=r"needs its zone|no instant in UTC"):
        ledger.claims(as_of=moment)


def test_an_entry_says_when_by_whom_and_with_what(ledger: Ledger) -> None:
    written = Stamp(NOON, "Zeynep \u015eahin\n\0", "0.1.0+abc", "m\u00f6del", "k;1", 'said "no" \\ \u0646\u0639\u0645')
    ledger.append([make_claim()], written)
    (entry,) = ledger.history(Kind.CLAIM, "c1")
    assert entry.stamp == written
    assert (entry.seq, entry.previous, entry.hash) == (1, START, ledger.head()[1])
    assert list(ledger.entries()) == [entry]
    assert list(ledger.entries(after=1)) == []


@pytest.mark.parametrize("at", [datetime(2020, 2, 13), datetime(2020, 2, 13, tzinfo=timezone(timedelta(hours=3)))])
def test_a_stamp_is_in_utc(at: datetime) -> None:
    with pytest.raises(ValueError, match="UTC"):
        Stamp(at, "machine", "", "", "")


def test_a_stamp_names_its_author() -> None:
    with pytest.raises(ValueError, match="author"):
        Stamp(NOON, " ", "", "", "")


def test_a_withdrawal_gives_a_reason() -> None:
    with pytest.raises(ValueError, match="needs a reason"):
        Withdrawal(Kind.CLAIM, "c1", " ")


def test_a_withdrawal_is_taken_back_by_the_record_itself() -> None:
    with pytest.raises(ValueError, match="append the record again"):
        Withdrawal(Kind.WITHDRAWAL, "c1", "wrong")


def test_an_input_that_could_not_be_read_has_an_id_from_its_content(ledger: Ledger) -> None:
    item = make_unread()
    ledger.append([item, replace(item, reason="encrypted")], stamp())
    assert ledger.get(Kind.UNREAD, content_id("unread", item.source, item.raw_sha256, item.reason)) == item
    assert len(list(ledger.unread())) == 2


def test_a_kind_that_does_not_exist_is_refused_by_name(ledger: Ledger) -> None:
    with pytest.raises(LedgerError, match=r"no 'rumour'.*report, claim"):
        ledger.get("rumour", "p1")


def test_both_engines_keep_the_same_bytes(new_url: Callable[[], str]) -> None:
    with Ledger.open(new_url()) as ledger, Ledger.open("sqlite://") as other:
        for one in (ledger, other):
            one.append(
                [
                    *ONE_OF_EACH,
                    make_report("r\u0644\ud800\0", 'nul \0, lone \udc80, "\u0627\u062f\u0644\u0628" \u2028 \U0001f54a'),
                ],
                stamp(),
            )
        assert ledger.head() == other.head()


@pytest.mark.parametrize(
    "text", ["", "\0", "a\0b", "\ud800", "\udfff tail", "\u0625\u062f\u0644\u0628", "\U0001f54a", "\\u0000", '"\n\r\u2028']
)
def test_any_text_keeps_its_characters(ledger: Ledger, text: str) -> None:
    report = make_report(f"id {text}", text)
    ledger.append([report, make_claim(report=f"id {text}", words=text)], stamp(reason=text))
    assert list(ledger.reports()) == [report]
    assert ledger.get(Kind.REPORT, f"id {text}") == report
    assert [claim.quote.text for claim in ledger.claims(report=f"id {text}")] == [text]
    assert ledger.verify() == 2


def test_a_character_split_in_two_is_refused_and_nothing_is_recorded(ledger: Ledger) -> None:
    with pytest.raises(LedgerError, match="would not come back the same"):
        ledger.append([make_claim(), make_report(text="\ud83d\udd4a")], stamp())
    assert ledger.head()[0] == 0


def test_the_first_and_the_last_year_are_dates(ledger: Ledger) -> None:
    claim = replace(make_claim(), time=Interval(date.min, date.max, Precision.UNKNOWN))
    ledger.append([claim], Stamp(datetime.min.replace(tzinfo=UTC), "machine", "", "", ""))
    assert list(ledger.claims()) == [claim]
    assert ledger.history(Kind.CLAIM, "c1")[0].stamp.at.year == 1


def test_a_report_of_thirty_million_characters_is_kept(ledger: Ledger) -> None:
    report = make_report(text="\u0628x" * 15_000_000)
    ledger.append([report], stamp())
    assert next(ledger.reports()).text == report.text
    assert ledger.append([report], stamp()) == 0


@pytest.mark.parametrize("id", ["", "x" * 2001, "\u0628" * 400])
def test_an_id_that_cannot_be_a_key_is_refused(ledger: Ledger, id: str) -> None:
    with pytest.raises(LedgerError, match="id of a claim must have 1 to 2000 characters"):
        ledger.append([make_claim(id)], stamp())


def test_the_longest_id_is_kept(ledger: Ledger) -> None:
    ledger.append([make_claim("x" * 2000)], stamp())
    assert ledger.get(Kind.CLAIM, "x" * 2000) is not None


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("type", "ASSAULT"),
        ("figures", []),
        ("row", 7),
        ("place", Span("r1", 0, 0, "")),
        ("speaker", "TUR"),
        ("trigger", None),
    ],
)
def test_a_record_whose_fields_are_not_what_its_class_says_is_refused(ledger: Ledger, field: str, value: object) -> None:
    wrong = replace(make_claim(), **{field: value})  # type: ignore[arg-type]
    with pytest.raises(LedgerError, match="claim 'c1' cannot be written"):
        ledger.append([make_report(), wrong], stamp())
    assert ledger.head()[0] == 0


@pytest.mark.parametrize("thing", ["a string", None, Span("r1", 0, 0, "")])
def test_what_is_no_record_is_refused(ledger: Ledger, thing: object) -> None:
    with pytest.raises(LedgerError, match=f"the ledger holds report, .*, not {type(thing).__name__}"):
        ledger.append([thing], stamp())  # type: ignore[list-item]


def test_a_figure_that_is_no_number_is_refused(ledger: Ledger) -> None:
    with pytest.raises(LedgerError, match="cannot be written"):
        ledger.append([replace(make_claim(), place=Place(make_claim().quote, "Saraqib", latitude=float("nan")))], stamp())


def test_an_error_in_the_records_leaves_the_ledger_as_it_was(ledger: Ledger) -> None:
    def records() -> object:
        yield make_claim("c1")
        raise RuntimeError("the reader failed")

    with pytest.raises(RuntimeError, match="the reader failed"):
        ledger.append(records(), stamp())  # type: ignore[arg-type]
    assert ledger.head()[0] == 0


def test_many_records_are_had_by_their_ids_at_once(url: str) -> None:
    with Ledger.open(url) as ledger:
        ledger.append([make_claim(f"c{n}") for n in range(900)], stamp())
        ledger.append([Withdrawal(Kind.CLAIM, "c7", "read again")], stamp(1))
        wanted = [f"c{n}" for n in range(5, 870)]
        found = [claim.id for claim in ledger.held(Claim, [*wanted, "unknown"])]
        assert found == sorted(set(wanted) - {"c7"})
        assert "c7" in {claim.id for claim in ledger.held(Claim, wanted, as_of=900)}


def test_records_that_name_any_of_many_are_found(url: str) -> None:
    with Ledger.open(url) as ledger:
        ledger.append([make_claim(f"c{n}", report=f"r{n % 3}") for n in range(9)], stamp())
        ledger.append([Withdrawal(Kind.CLAIM, "c4", "read again")], stamp(1))
        assert [claim.id for claim in ledger.naming(Claim, "report", {"r0", "r1"})] == ["c0", "c1", "c3", "c6", "c7"]
        assert list(ledger.naming(Claim, "report", set())) == []
