"""What changed since a day or an entry: everything once, in order, in words, deletions too."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from itertools import islice

import pytest
from typer.testing import CliRunner

from tests.publish.bulletin.papers import paper
from tests.web.incident.shelling import shelling
from trucewatch.cli import app
from trucewatch.knowledge.places import load_gazetteer
from trucewatch.ledger import Kind, Ledger, Stamp, Withdrawal
from trucewatch.model import Decision, Incident, Review
from trucewatch.publish.exports import to_csv
from trucewatch.publish.revisions import (
    COLUMNS,
    KINDS,
    Revision,
    Wanted,
    What,
    change_words,
    flat_row,
    revision_words,
    revisions,
)
from trucewatch.publish.since import after_of, until_of
from trucewatch.reviewing.deciding import Draft, decide

EVENING = datetime(2020, 2, 13, 20, tzinfo=UTC)


def decided(ledger: Ledger, draft: Draft, minute: int = 0) -> list[Revision]:
    """What a decision, and all that follows from it, did to the records."""
    seen = ledger.head()[0]
    stamp = Stamp(EVENING + timedelta(minutes=minute), "osei", "test", "", "")
    decide(ledger, draft, seen=seen, gazetteer=load_gazetteer(), stamp=stamp)
    return list(revisions(ledger, Wanted(after=seen), str))


def of_incidents(found: list[Revision]) -> dict[str, What]:
    return {one.id: one.what for one in found if one.kind is Kind.INCIDENT}


def joint_and_alone(ledger: Ledger) -> tuple[Incident, Incident]:
    alone, joint = sorted(ledger.incidents(), key=lambda one: len(one.accounts))
    return joint, alone


@pytest.fixture
def ledger() -> Iterator[Ledger]:
    with shelling() as found:
        yield found


def test_what_was_read_is_added_and_a_claim_is_not_told_apart_from_its_incident(ledger: Ledger) -> None:
    found = list(revisions(ledger, Wanted(), str))
    assert {(one.kind, one.what) for one in found} == {(Kind.REPORT, What.ADDED), (Kind.INCIDENT, What.ADDED)}
    assert [one.seq for one in found] == sorted(one.seq for one in found)


def test_a_merger_names_the_incident_that_took_the_accounts_and_who_decided_why(ledger: Ledger) -> None:
    joint, alone = joint_and_alone(ledger)
    found = decided(ledger, Draft(Decision.SAME, "incident", joint.id, "One post, two days.", others=(alone.id,)))
    gone, kept = sorted((joint.id, alone.id), key=lambda name: name in {one.id for one in ledger.incidents()})
    assert of_incidents(found) == {gone: What.MERGED, kept: What.CHANGED}
    merged = next(one for one in found if one.what is What.MERGED)
    assert merged.into == (kept,)
    changed = next(one for one in found if one.what is What.CHANGED)
    assert any(change.name.startswith("Account") and change.new for change in changed.changes)
    assert changed.reason == "Follows from the decision of osei."
    told = next(one for one in found if one.what is What.DECIDED)
    assert (told.author, told.reason) == ("osei", "One post, two days.")
    assert changed.decision == told.id


def test_what_a_merger_took_stands_again_once_it_is_taken_back(ledger: Ledger) -> None:
    joint, alone = joint_and_alone(ledger)
    first = decided(ledger, Draft(Decision.SAME, "incident", joint.id, "One post.", others=(alone.id,)))
    review = next(one for one in first if one.what is What.DECIDED)
    gone = next(one.id for one in first if one.what is What.MERGED)
    found = decided(ledger, Draft(Decision.UNDO, "incident", joint.id, "Two posts after all.", undoes=review.id), 5)
    assert of_incidents(found)[gone] is What.RESTORED


def test_a_split_names_what_was_made_of_the_accounts_that_left(ledger: Ledger) -> None:
    joint, _ = joint_and_alone(ledger)
    found = decided(ledger, Draft(Decision.NOT_SAME, "incident", joint.id, "Two posts.", others=joint.claim_ids[1:]))
    told = of_incidents(found)
    assert told.pop(joint.id) is What.SPLIT
    assert list(told.values()) == [What.ADDED]
    assert next(one for one in found if one.what is What.SPLIT).into == (joint.id, *told)


def test_what_is_withdrawn_keeps_its_title_and_its_reason(ledger: Ledger) -> None:
    _, alone = joint_and_alone(ledger)
    title = next(one.title for one in revisions(ledger, Wanted(), str) if one.id == alone.id)
    found = decided(ledger, Draft(Decision.REJECT, "claim", alone.claim_ids[0], "A page of fiction."))
    gone = next(one for one in found if one.kind is Kind.INCIDENT)
    assert (gone.what, gone.title, gone.reason) == (What.WITHDRAWN, title, "Rejected by osei: A page of fiction.")
    assert revision_words(gone) == f"Incident withdrawn: {title}"


def test_whoever_asks_for_what_came_behind_the_last_number_gets_every_change_once(ledger: Ledger) -> None:
    joint, alone = joint_and_alone(ledger)
    decided(ledger, Draft(Decision.SAME, "incident", joint.id, "One post.", others=(alone.id,)))
    whole = list(revisions(ledger, Wanted(), str))
    for size in (1, 2, 3, 5):
        got: list[Revision] = []
        while some := list(islice(revisions(ledger, Wanted(after=got[-1].seq if got else 0), str), size)):
            got += some
        assert got == whole
    backwards = list(revisions(ledger, Wanted(newest_first=True), str))
    assert backwards == whole[::-1]


def test_a_filter_takes_nothing_from_what_is_left_and_adds_nothing(ledger: Ledger) -> None:
    joint, alone = joint_and_alone(ledger)
    decided(ledger, Draft(Decision.SAME, "incident", joint.id, "One post.", others=(alone.id,)))
    whole = list(revisions(ledger, Wanted(), str))
    parts = [one for kind in KINDS for one in revisions(ledger, Wanted(kinds=(kind,)), str)]
    assert sorted(parts, key=lambda one: one.seq) == whole
    parts = [one for what in What for one in revisions(ledger, Wanted(whats=(what,)), str)]
    assert sorted(parts, key=lambda one: one.seq) == whole


@pytest.mark.parametrize(
    ("since", "seen"),
    [
        ("2020-02-13", False),
        ("2020-02-14", True),
        ("2020-02-13T16:40:00Z", True),
        ("2020-02-13T16:39:59+00:00", False),
        ("", False),
    ],
)
def test_a_day_begins_at_its_start_and_an_instant_behind_itself(ledger: Ledger, since: str, seen: bool) -> None:
    assert after_of(ledger, since) == (ledger.head()[0] if seen else 0)


def test_an_entry_number_was_seen_as_since_and_is_told_as_until(ledger: Ledger) -> None:
    assert (after_of(ledger, "3"), until_of(ledger, "3")) == (3, 3)
    assert after_of(ledger, "999999") == ledger.head()[0]
    assert until_of(ledger, "2020-02-13") == ledger.head()[0]
    assert until_of(ledger, "2020-02-12") == 0


@pytest.mark.parametrize("since", ["yesterday", "2020-02-30", "-3", "٣", "0001-01-01x"])
def test_what_is_no_moment_is_refused(ledger: Ledger, since: str) -> None:
    with pytest.raises(ValueError, match=r"."):
        after_of(ledger, since)


def test_the_first_day_there_is_stands_for_the_whole_ledger(ledger: Ledger) -> None:
    assert after_of(ledger, "0001-01-01") == 0
    assert until_of(ledger, "9999-12-31") == ledger.head()[0]


def test_hostile_words_stay_words_in_a_spreadsheet(ledger: Ledger) -> None:
    review = Review("r-1", "=cmd()", "mal", "2020-02-13T20:00:00+00:00", Decision.NOTE, "=1+1", "report")
    ledger.append([review], Stamp(EVENING, "mal", "test", "", ""))
    row = flat_row(next(iter(revisions(ledger, Wanted(kinds=(Kind.REVIEW,)), str))))
    assert "'=1+1." in "".join(to_csv([row], COLUMNS))


def test_a_report_that_was_withdrawn_is_told_and_comes_back_as_restored(ledger: Ledger) -> None:
    report = next(ledger.reports())
    seen = ledger.head()[0]
    ledger.append([Withdrawal(Kind.REPORT, report.id, "published by mistake")], Stamp(EVENING, "osei", "test", "", ""))
    ledger.append([report], Stamp(EVENING + timedelta(hours=1), "osei", "test", "", ""))
    found = list(revisions(ledger, Wanted(after=seen), str))
    assert [one.what for one in found] == [What.WITHDRAWN, What.RESTORED]
    assert found[0].title == found[1].title
    assert found[0].reason == "Published by mistake."


def test_a_daily_report_is_told_when_it_is_issued_and_when_it_is_revised(ledger: Ledger) -> None:
    seen, first = ledger.head()[0], paper(number=12, issued_by="osei", issued_at="2020-02-13T20:00:00+00:00")
    for revision in (first, replace(first, revision=1, as_of=replace(first.as_of, seq=41))):
        ledger.append([revision], Stamp(EVENING, "osei", "test", "", "", "the morning report"))
    issued, revised = revisions(ledger, Wanted(after=seen, kinds=(Kind.BULLETIN,)), str)
    assert (issued.what, issued.title, issued.href) == (What.ADDED, "13 February 2020, number 12", "/daily/12.0")
    assert (revised.what, revised.href) == (What.CHANGED, "/daily/12.1")
    assert [change_words(one) for one in revised.changes] == ["Revision: 12 → 12.1", "As of entry: 40 → 41"]


def test_old_and_new_values_stand_side_by_side(ledger: Ledger) -> None:
    joint, alone = joint_and_alone(ledger)
    found = decided(ledger, Draft(Decision.SAME, "incident", joint.id, "One post.", others=(alone.id,)))
    changed = next(one for one in found if one.what is What.CHANGED)
    words = [change_words(change) for change in changed.changes]
    assert any("→" in line for line in words), words


def test_the_command_tells_people_and_programs_the_same(tmp_path: object) -> None:
    url = f"sqlite:///{tmp_path}/changes.sqlite"
    with shelling() as source, Ledger.open(url) as copy:
        for entry in source.entries():
            copy.append([entry.record], entry.stamp)
        last = copy.head()[0]
    told = CliRunner().invoke(app, ["changes", "--ledger", url, "--since", "2020-02-13"])
    assert told.exit_code == 0, told.output
    assert "Incident added: " in told.stdout
    assert f"--since {last}" in told.stderr
    lines = CliRunner().invoke(app, ["changes", "--ledger", url, "--format", "jsonl", "--kind", "incident", "--limit", "1"])
    assert [json.loads(line)["kind"] for line in lines.stdout.splitlines()] == ["incident"]
    nothing = CliRunner().invoke(app, ["changes", "--ledger", url, "--since", str(last), "--json"])
    assert json.loads(nothing.stdout) == []
    assert CliRunner().invoke(app, ["changes", "--ledger", url, "--since", "yesterday"]).exit_code != 0
