"""Logs of posts in the ledger: nothing twice, nothing half, a corrected log in place of the earlier one."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from trucewatch import example
from trucewatch.ledger import Kind, Ledger, Stamp
from trucewatch.model import Observation, Phenomenon
from trucewatch.pipeline import run
from trucewatch.post_logs import LogSummary, import_logs, run_logs

TRAINING = Path(example.__file__).parent / "posts"
STAMP = Stamp(at=datetime(2024, 4, 1, tzinfo=UTC), author="machine", code="test", model="test", knowledge="test")
HEADER = "post,date,time,means,count,phenomenon,distance,direction\n"
FIRST = "TRN-01,2024-03-02,18:40,Heard,3,Explosion,2-5km,W\n"
SECOND = "TRN-01,2024-03-02,19:10,Heard,1,Burst,1km,W\n"
OTHER_DAY = "TRN-01,2024-03-03,09:10,Heard,1,Shot,1km,W\n"


@pytest.fixture
def ledger(tmp_path: Path) -> Iterator[Ledger]:
    with Ledger.open(f"sqlite:///{tmp_path / 'ledger.sqlite'}") as book:
        yield book


def take(ledger: Ledger, folder: Path, text: str, name: str = "log.csv") -> LogSummary:
    path = folder / name
    path.parent.mkdir(exist_ok=True)
    path.write_text(text, encoding="utf-8")
    return import_logs([(path, name)], ledger, lambda: STAMP)


def standing(ledger: Ledger) -> dict[str, set[str]]:
    """The ids of all that stands, by kind."""
    return {
        "reports": {one.id for one in ledger.reports()},
        "observations": {one.id for one in ledger.observations()},
        "limits": {one.id for one in ledger.limits()},
        "access": {one.id for one in ledger.access_events()},
        "sightings": {one.id for one in ledger.sightings()},
        "claims": {one.id for one in ledger.claims()},
    }


def test_every_line_of_the_training_log_is_read(ledger: Ledger) -> None:
    summary = import_logs([(TRAINING / "vesna-2024-03.csv", "vesna-2024-03.csv")], ledger, lambda: STAMP)
    assert not summary.unread
    assert sum(summary.lines.values()) == 200
    assert all(count >= 12 for count in summary.lines.values())
    assert {observation.phenomenon for observation in ledger.observations()} >= set(Phenomenon) - {Phenomenon.IMPACT}
    assert any(observation.exercise for observation in ledger.observations())


def test_the_training_log_as_workbook_and_json_adds_nothing(ledger: Ledger) -> None:
    import_logs([(TRAINING / "vesna-2024-03.csv", "vesna-2024-03.csv")], ledger, lambda: STAMP)
    others = [(path, path.name) for path in sorted(TRAINING.iterdir()) if path.suffix in (".xlsx", ".json")]
    summary = import_logs(others, ledger, lambda: STAMP)
    assert len(others) == 2
    assert not summary.unread
    assert summary.added == 0
    assert summary.known == summary.days > 0


def test_the_same_log_again_adds_nothing_under_whatever_name(ledger: Ledger, tmp_path: Path) -> None:
    take(ledger, tmp_path, HEADER + FIRST + SECOND)
    assert take(ledger, tmp_path, HEADER + FIRST + SECOND).added == 0
    assert take(ledger, tmp_path, HEADER + FIRST + SECOND, "copy.csv").added == 0


def test_a_corrected_log_takes_the_place_of_the_earlier_one(ledger: Ledger, tmp_path: Path) -> None:
    take(ledger, tmp_path, HEADER + FIRST + SECOND)
    take(ledger, tmp_path, HEADER + FIRST.replace(",3,", ",4,") + SECOND)
    assert sorted(observation.count_low or 0 for observation in ledger.observations()) == [1, 4]
    assert len(list(ledger.claims())) == 2
    assert len(list(ledger.reports())) == 1


def test_a_day_that_a_corrected_log_no_longer_has_is_withdrawn(ledger: Ledger, tmp_path: Path) -> None:
    take(ledger, tmp_path, HEADER + FIRST + OTHER_DAY)
    take(ledger, tmp_path, HEADER + FIRST)
    assert [observation.start for observation in ledger.observations()] == ["2024-03-02T18:40-01:00"]
    assert len(list(ledger.claims())) == 1


def test_a_post_that_a_corrected_log_no_longer_has_is_withdrawn(ledger: Ledger, tmp_path: Path) -> None:
    take(ledger, tmp_path, HEADER + FIRST + FIRST.replace("TRN-01", "TRN-02"))
    assert {observation.post_id for observation in ledger.observations()} == {"TRN-01", "TRN-02"}
    take(ledger, tmp_path, HEADER + FIRST)
    assert {observation.post_id for observation in ledger.observations()} == {"TRN-01"}
    assert {claim.logged.post_id for claim in ledger.claims() if claim.logged} == {"TRN-01"}


def test_a_file_that_cannot_be_read_withdraws_nothing(ledger: Ledger, tmp_path: Path) -> None:
    take(ledger, tmp_path, HEADER + FIRST)
    take(ledger, tmp_path, "")
    take(ledger, tmp_path, "no log at all")
    assert len(list(ledger.observations())) == 1


def test_a_log_of_another_name_withdraws_nothing(ledger: Ledger, tmp_path: Path) -> None:
    take(ledger, tmp_path, HEADER + FIRST, "a.csv")
    take(ledger, tmp_path, HEADER + OTHER_DAY, "a.csv.old.csv")
    assert len(list(ledger.observations())) == 2


def test_a_second_log_of_the_same_day_stands_beside_the_first(ledger: Ledger, tmp_path: Path) -> None:
    take(ledger, tmp_path, HEADER + FIRST, "morning.csv")
    take(ledger, tmp_path, HEADER + FIRST + SECOND, "evening.csv")
    assert len(list(ledger.observations())) == 2
    before = standing(ledger)
    assert take(ledger, tmp_path, HEADER + FIRST, "morning.csv").added == 0
    assert take(ledger, tmp_path, HEADER + FIRST + SECOND, "evening.csv").added == 0
    assert standing(ledger) == before


def test_a_faulty_line_is_kept_as_unread_and_the_rest_is_taken(ledger: Ledger, tmp_path: Path) -> None:
    summary = take(ledger, tmp_path, HEADER + FIRST + SECOND.replace(",W", ",400"))
    assert [item.source for item in summary.unread] == ["log.csv:3"]
    assert len(list(ledger.observations())) == 1


def test_the_posts_used_are_records_of_the_ledger(ledger: Ledger, tmp_path: Path) -> None:
    take(ledger, tmp_path, HEADER + FIRST)
    assert [post.id for post in ledger.posts()] == ["TRN-01"]


def test_a_run_takes_logs_by_their_header_and_reports_beside_them(ledger: Ledger, tmp_path: Path) -> None:
    (tmp_path / "in").mkdir()
    (tmp_path / "in" / "log.csv").write_text(HEADER + FIRST, encoding="utf-8")
    (tmp_path / "in" / "report.txt").write_text(
        "Koryn, 3 March 2024\n\nShells hit Saraqib on Sunday, residents said.\n", encoding="utf-8"
    )
    summary = run([tmp_path / "in"], ledger)
    assert (summary.read, summary.unread) == (2, ())
    assert len(list(ledger.observations())) == 1
    claim_id = next(ledger.observations()).claim_id
    assert claim_id
    assert len(list(ledger.incidents(claim=claim_id))) == 1
    assert run([tmp_path / "in"], ledger).added == 0


STOPS = "post,date,time,outcome,event location,by\n"


@pytest.mark.parametrize(
    ("where", "found"),
    [
        ("Saraqib", True),
        ("checkpoint at Saraqib", True),
        ("Idlib province", False),  # no place of a patrol
        ("Madrid", False),  # far from the post
        ("barrier at the old quarry", False),
    ],
)
def test_a_place_that_is_only_named_is_looked_up_near_the_post(where: str, found: bool, ledger: Ledger, tmp_path: Path) -> None:
    take(ledger, tmp_path, STOPS + f"IDL-05,2020-02-03,10:00,denied,{where},two armed men\n")
    (claim,) = ledger.claims()
    assert claim.place is not None
    assert claim.place.name == where
    assert (claim.place.latitude is not None) is found


def test_a_place_of_an_invented_valley_stays_a_name(ledger: Ledger, tmp_path: Path) -> None:
    take(ledger, tmp_path, STOPS + "TRN-01,2024-03-02,10:00,denied,Old Mill,two armed men\n")
    (claim,) = ledger.claims()
    assert claim.place is not None
    assert claim.place.middle is None


@pytest.mark.parametrize("where", ["Koryn", "at the post"])
def test_what_a_line_says_was_at_the_post_lies_around_it(where: str, ledger: Ledger, tmp_path: Path) -> None:
    take(ledger, tmp_path, STOPS + f"TRN-01,2024-03-02,10:00,denied,{where},two armed men\n")
    (claim,) = ledger.claims()
    assert claim.place is not None
    assert claim.place.ground is not None
    assert claim.place.ground.middle == (40.0, -35.3)
    assert claim.place.ground.km == 1.0


def test_two_posts_that_hear_one_explosion_tell_one_incident_and_are_no_copies(ledger: Ledger) -> None:
    run_logs([TRAINING / "vesna-2024-03.csv"], ledger, lambda: STAMP)
    both = [incident for incident in ledger.incidents() if len(incident.accounts) > 1]
    posts = {claim.id: claim.logged.post_id for claim in ledger.claims() if claim.logged}
    assert len(both) >= 25
    for incident in both:
        assert len({posts[key] for key in incident.claim_ids}) == len(incident.claim_ids)


def test_the_counts_of_two_posts_are_one_range_whatever_they_took_the_explosions_for(ledger: Ledger, tmp_path: Path) -> None:
    log = tmp_path / "volley.csv"
    log.write_text(
        "post,date,time,means,count,phenomenon,description,distance,direction\n"
        "TRN-01,2024-03-14,18:20,heard,7,explosion,undetermined,4-6km,ESE\n"
        "TRN-03,2024-03-14,18:20,saw,5,explosion,impact,5-7km,NW\n",
        encoding="utf-8",
    )
    run_logs([log], ledger, lambda: STAMP)
    (one,) = ledger.incidents()
    assert [(figure.kind.value, figure.low, figure.high) for figure in one.figures] == [("explosions", 5, 7)]


def test_every_claim_of_a_log_quotes_its_line(ledger: Ledger) -> None:
    import_logs([(TRAINING / "vesna-2024-03.csv", "vesna-2024-03.csv")], ledger, lambda: STAMP)
    reports = {report.id: report for report in ledger.reports()}
    for claim in ledger.claims():
        text = reports[claim.report_id].text
        for span in (claim.quote, claim.trigger):
            assert text[span.start : span.end] == span.text
        assert claim.quote.text in text.split("\n")


def test_what_was_fired_has_no_ground_finer_than_ten_kilometres(ledger: Ledger) -> None:
    import_logs([(TRAINING / "vesna-2024-03.csv", "vesna-2024-03.csv")], ledger, lambda: STAMP)
    fired = {Phenomenon.OUTGOING, Phenomenon.MUZZLE_FLASH, Phenomenon.BURST, Phenomenon.SHOT}
    seen = [record for record in ledger.observations() if record.phenomenon in fired and record.claim_id]
    assert seen
    for record in seen:
        claim = ledger.get(Kind.CLAIM, record.claim_id or "")
        place = getattr(claim, "place", None)
        assert place
        assert place.ground.km >= 10
        assert place.ground.middle == tuple(round(value, 1) for value in place.ground.middle)


KILLED_AFTER = 15
KILLED = """
import os, signal, sys
from pathlib import Path
from tests.test_post_logs import STAMP, TRAINING
from trucewatch.ledger import Ledger
from trucewatch.post_logs import import_logs
days = []
def progress(source):
    days.append(source)
    if len(days) > {after}:
        os.kill(os.getpid(), signal.SIGKILL)
with Ledger.open(sys.argv[1]) as book:
    import_logs([(TRAINING / "vesna-2024-03.csv", "vesna-2024-03.csv")], book, lambda: STAMP, progress=progress)
"""


def test_a_kill_in_the_middle_of_an_import_loses_and_doubles_nothing(ledger: Ledger, tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path / 'killed.sqlite'}"
    root = Path(__file__).parents[1]
    ended = subprocess.run(
        [sys.executable, "-c", KILLED.format(after=KILLED_AFTER), url],
        cwd=root,
        env={**os.environ, "PYTHONPATH": str(root)},
        check=False,
    )
    assert ended.returncode == -signal.SIGKILL
    files = [(TRAINING / "vesna-2024-03.csv", "vesna-2024-03.csv")]
    with Ledger.open(url) as killed:
        assert len(list(killed.reports())) == KILLED_AFTER
        killed.verify()
        import_logs(files, killed, lambda: STAMP)
        import_logs(files, ledger, lambda: STAMP)
        assert standing(killed) == standing(ledger)
        assert killed.head()[0] == ledger.head()[0]


def test_a_log_of_a_post_unknown_to_the_registry_is_named_line_by_line(ledger: Ledger, tmp_path: Path) -> None:
    summary = take(ledger, tmp_path, HEADER + FIRST.replace("TRN-01", "ZZZ-9") + SECOND)
    assert [item.source for item in summary.unread] == ["log.csv:2"]
    assert [type(record) for record in ledger.observations()] == [Observation]
