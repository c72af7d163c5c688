"""The journey as a whole: what goes in comes out once, whatever the order, the repetition or the mistake."""

from __future__ import annotations

import json
import random
import shutil
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from trucewatch import example
from trucewatch.catalogue import Catalogue, Question
from trucewatch.ingest import renamed
from trucewatch.ledger import Kind, Ledger, Stamp
from trucewatch.model import Claim, Counted, EventType, Incident, Realis, Relation, Report, State, Unread
from trucewatch.pipeline import read, run
from trucewatch.versions import own_id

DISPATCHES = Path(example.__file__).parent / "reports"
MONDAY = datetime(2020, 3, 9, 12, tzinfo=UTC)


def monday() -> datetime:
    return MONDAY


@pytest.fixture
def ledger(tmp_path: Path) -> Iterator[Ledger]:
    with Ledger.open(f"sqlite:///{tmp_path / 'ledger.sqlite'}") as book:
        yield book


@pytest.fixture(scope="module")
def journey(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Ledger]:
    """The packaged example, run once."""
    with Ledger.open(f"sqlite:///{tmp_path_factory.mktemp('journey') / 'ledger.sqlite'}") as book:
        run([DISPATCHES], book, now=monday)
        yield book


def spans_of(claim: Claim) -> Iterator[tuple[str, int, int, str]]:
    actors = [*claim.actor, *claim.recipient, *([claim.speaker] if claim.speaker else [])]
    held = [claim.quote, claim.trigger, *(a.span for a in actors), *(f.span for f in claim.figures)]
    held += [claim.place.span] if claim.place else []
    held += [i.span for i in (claim.time, claim.deadline) if i and i.span]
    for span in held:
        yield span.report_id, span.start, span.end, span.text


def test_every_value_of_every_claim_stands_in_its_report_word_for_word(journey: Ledger) -> None:
    texts = {report.id: report.text for report in journey.reports()}
    claims = list(journey.claims())
    assert claims
    assert [s for claim in claims for s in spans_of(claim) if texts[s[0]][s[1] : s[2]] != s[3]] == []


def test_the_lists_of_the_site_are_ready_after_a_run(journey: Ledger) -> None:
    assert Catalogue(journey).catch_up() == 0
    assert Catalogue(journey).at().count(Question()) == len(list(journey.incidents())) > 0


def test_every_claim_belongs_to_exactly_one_incident(journey: Ledger) -> None:
    told = [claim_id for incident in journey.incidents() for claim_id in incident.claim_ids]
    assert sorted(told) == sorted(claim.id for claim in journey.claims())


def test_no_claim_rests_on_words_that_are_not_evidence(journey: Ledger) -> None:
    reports = {report.id: report for report in journey.reports()}
    for claim in journey.claims():
        assert not any(
            claim.quote.start < end and start < claim.quote.end for start, end in reports[claim.report_id].not_evidence()
        )


def test_running_the_same_dispatches_again_adds_nothing(journey: Ledger) -> None:
    before = journey.head()
    again = run([DISPATCHES], journey, now=lambda: datetime(2021, 1, 1, tzinfo=UTC))
    assert (again.added, again.known, journey.head()) == (0, again.read, before)


def test_the_order_of_the_inputs_changes_nothing_that_is_concluded(ledger: Ledger, journey: Ledger) -> None:
    paths = sorted(DISPATCHES.iterdir())
    random.Random(20).shuffle(paths)
    for path in paths:
        run([path], ledger, now=monday)
    assert sorted(ledger.incidents(), key=lambda i: i.id) == sorted(journey.incidents(), key=lambda i: i.id)
    assert sorted(ledger.findings(), key=lambda f: f.id) == sorted(journey.findings(), key=lambda f: f.id)
    assert sorted(ledger.ultimatums(), key=lambda u: u.id) == sorted(journey.ultimatums(), key=lambda u: u.id)


def test_the_chain_holds_and_the_past_can_be_rebuilt(ledger: Ledger) -> None:
    first, second = sorted(DISPATCHES.glob("0[13]*"))
    run([first], ledger, now=monday)
    seq, _ = ledger.head()
    before = list(ledger.incidents())
    run([second], ledger, now=monday)
    assert ledger.verify() == ledger.head()[0]
    assert list(ledger.incidents(as_of=seq)) == before
    assert list(ledger.incidents()) != before


def test_naming_one_agreement_leaves_what_was_found_under_another(ledger: Ledger) -> None:
    run([DISPATCHES], ledger, agreement_ids=("SOC18",), now=monday)
    assert {agreement.id for agreement in ledger.agreements()} == {"SOC18"}
    before = set(ledger.findings())
    run([DISPATCHES], ledger, agreement_ids=("MOS20",), now=monday)
    assert before <= set(ledger.findings())
    assert {finding.agreement_id for finding in ledger.findings()} == {"SOC18", "MOS20"}


def test_what_cannot_be_read_is_kept_with_its_place_and_the_rest_goes_on(ledger: Ledger, tmp_path: Path) -> None:
    folder = tmp_path / "in"
    shutil.copytree(DISPATCHES, folder)
    (folder / "broken.pdf").write_bytes(b"%PDF-1.7\n1 0 obj <<")
    (folder / "empty.txt").write_bytes(b"")
    summary = run([folder], ledger, now=monday)
    assert summary.read == len(list(DISPATCHES.iterdir()))
    assert {Path(item.source).name for item in summary.unread} == {"broken.pdf", "empty.txt"}
    assert len(list(ledger.unread())) == 2


def test_an_edited_report_is_a_version_of_itself_and_its_old_claims_are_withdrawn(ledger: Ledger, tmp_path: Path) -> None:
    path = tmp_path / "story.txt"
    path.write_text("Rebels shelled the town of Ariha on Sunday, killing two soldiers.")
    run([path], ledger, now=monday)
    (old,) = [c for c in ledger.claims() if c.figures]
    path.write_text("Rebels shelled the town of Ariha on Sunday, killing three soldiers.")
    run([path], ledger, now=monday)
    assert len(list(ledger.reports())) == 1
    assert [f.low for c in ledger.claims() for f in c.figures] == [3]
    assert ledger.get(Kind.CLAIM, old.id) is None
    assert isinstance(ledger.get(Kind.CLAIM, old.id, as_of=2), Claim | None)


def test_two_files_of_one_name_are_two_reports(ledger: Ledger, tmp_path: Path) -> None:
    for folder, words in (("a", "Rebels shelled Ariha on Sunday."), ("b", "Russian jets bombed Jisr al-Shughur on Sunday.")):
        (tmp_path / folder).mkdir()
        (tmp_path / folder / "story.txt").write_text(words)
        run([tmp_path / folder / "story.txt"], ledger, now=monday)
    reports = list(ledger.reports())
    assert len(reports) == 2
    assert {report.id for report in reports} >= {"story"}
    assert {claim.report_id for claim in ledger.claims()} == {report.id for report in reports}


def test_a_renamed_report_takes_its_own_spans_with_it() -> None:
    (item,) = [i for i in read([DISPATCHES / "01-levant-wire.txt"]) if not isinstance(i, Unread)]
    report = renamed(item[0], "other")
    assert report.published is not None
    assert report.published.span is None or report.published.span.report_id == "other"
    assert report.outlet is None or report.outlet.span is None or report.outlet.span.report_id == "other"


def test_one_address_keeps_its_id(ledger: Ledger) -> None:
    old = Report(id="x", source="a.jsonl#1", text="One.", raw_sha256="1", url="https://example.org/x")
    new = Report(id="x", source="b.jsonl#9", text="Two.", raw_sha256="2", url="https://example.org/x")
    ledger.append([old], Stamp(at=MONDAY, author="machine", code="0", model="0", knowledge="0"))
    assert own_id(ledger, new).report.id == "x"


def find(journey: Ledger, **wanted: object) -> list[Incident]:
    return [i for i in journey.incidents() if all(getattr(i, name) == value for name, value in wanted.items())]


def test_the_shelling_of_3_february_is_one_incident_of_three_reports_and_two_origins(journey: Ledger) -> None:
    (shelling,) = [
        i
        for i in journey.incidents()
        if i.place
        and i.place.name == "Saraqib"
        and "TUR:MIL" in i.recipient
        and {a.report_id[:2] for a in i.accounts} >= {"01", "02", "03"}
    ]
    assert len(shelling.accounts) == 3
    assert shelling.origins == 2
    (killed,) = [f for f in shelling.figures if f.kind.value == "killed"]
    assert {(low, high) for _, low, high, _ in killed.by_account} >= {(8, 8)}


def test_the_ultimatum_runs_out_at_the_end_of_february(journey: Ledger) -> None:
    demands = list(journey.ultimatums())
    assert any(u.deadline.isoformat() == "2020-02-29" and "TUR" in {p.split(":")[0] for p in u.issuer} for u in demands)


def parting(journey: Ledger, relation: Relation) -> list[Incident]:
    return [i for i in journey.incidents() if any(item.relation is relation for item in i.comparisons)]


def killed(incident: Incident) -> tuple[int | None, int | None]:
    (count,) = [figure for figure in incident.figures if figure.kind is Counted.KILLED]
    return count.low, count.high


def test_seven_soldiers_and_a_contractor_stand_beside_eight_soldiers(journey: Ledger) -> None:
    (shelling,) = [i for i in parting(journey, Relation.LIKE_MEASURES) if i.place and i.place.name == "Saraqib"]
    assert killed(shelling) == (8, 8), "both come to eight people"
    (count,) = [figure for figure in shelling.figures if figure.kind is Counted.KILLED]
    assert {low for _, low, _, _ in count.by_account} == {8, 7, 1}
    (soldiers,) = [part for part in count.parts if part.of == "TUR:MIL"]
    assert (soldiers.low, soldiers.high) == (7, 8)


def test_five_or_six_died_at_taftanaz_and_the_denial_stands_beside_it(journey: Ledger) -> None:
    (shelling,) = [i for i in journey.incidents() if i.place and "Taftanaz" in i.place.name]
    assert killed(shelling) == (5, 6)
    assert shelling.state is State.CONTESTED
    told = {claim.id: claim for claim in journey.claims()}
    assert Realis.NEGATED in {told[key].realis for key in shelling.claim_ids}


def test_one_quotation_is_rendered_twice(journey: Ledger) -> None:
    (threat,) = parting(journey, Relation.TWO_RENDERINGS)
    assert (threat.type, threat.realis) == (EventType.THREATEN, Realis.CONDITIONAL)
    assert {account.report_id[:2] for account in threat.accounts} == {"04", "05"}


def test_more_troops_are_planned_in_one_report_and_sent_in_the_next(journey: Ledger) -> None:
    (moved,) = [i for i in parting(journey, Relation.PLANNED_DONE) if i.type is EventType.MOBILIZE]
    assert {account.report_id[:2] for account in moved.accounts} == {"04", "05"}


def test_the_ultimatum_is_told_with_what_is_to_follow(journey: Ledger) -> None:
    (ultimatum,) = journey.ultimatums()
    assert ultimatum.consequence is not None
    assert ultimatum.consequence.text.startswith('"If the regime does not pull back')


def test_the_side_that_shoots_back_is_not_the_side_that_shot_first(journey: Ledger) -> None:
    doers = {i.actor for i in journey.incidents() if i.place and i.place.name == "Saraqib"}
    assert {code.split(":")[0] for codes in doers for code in codes} == {"SYR", "TUR"}
    assert all(len(codes) == 1 for codes in doers)


def test_nobody_counted_in_the_example_is_of_the_wrong_country(journey: Ledger) -> None:
    counted = {figure.of for claim in journey.claims() for figure in claim.figures if figure.of}
    assert counted <= {"TUR:MIL", "TUR", "SYR:CVL", "SYR:REB", "CVL"}


def test_the_agreements_are_in_the_ledger(journey: Ledger) -> None:
    assert {agreement.id for agreement in journey.agreements()} >= {"SOC18", "MOS20"}


def test_the_read_command_and_the_run_agree(journey: Ledger) -> None:
    claims = [claim for item in read([DISPATCHES]) if not isinstance(item, Unread) for claim in item[1]]
    assert sorted(claims, key=lambda c: c.id) == sorted(journey.claims(), key=lambda c: c.id)
    assert json.dumps(sorted(c.id for c in claims))


def test_the_ledger_is_the_same_whatever_the_number_of_workers(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for folder, words in (("a", "Rebels shelled Ariha on Sunday."), ("b", "Russian jets bombed Jisr al-Shughur on Sunday.")):
        shutil.copytree(DISPATCHES, tmp_path / "in" / folder)
        (tmp_path / "in" / folder / "story.txt").write_text(words)
    (tmp_path / "in" / "empty.txt").write_bytes(b"")
    monkeypatch.setattr("trucewatch.reading.MUCH", 100)
    held = []
    for workers in (1, 2):
        with Ledger.open(f"sqlite:///{tmp_path / str(workers)}.sqlite") as book:
            run([tmp_path / "in"], book, now=monday, workers=workers)
            book.verify()
            held.append((book.head(), list(book.reports()), list(book.claims()), list(book.incidents())))
    assert held[0] == held[1]
