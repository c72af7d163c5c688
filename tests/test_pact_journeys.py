"""Two wars read from the first dispatch to the list of last days: what a monitor wrote down beforehand that the ledger would hold.

The dispatches in `pact_journeys` are our own sentences on public facts, in invented outlets: Lebanon from November 2024 to February
2025 and Idlib in February and March 2020, there with an invented log of two posts. What stays wrong is marked with where.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path

import pytest

from trucewatch.assess.witnessing import witness
from trucewatch.ledger import Ledger
from trucewatch.model import Finding, FindingState, Incident, Ultimatum, UltimatumState, Witnessed
from trucewatch.pipeline import run
from trucewatch.publish.deadlines import Due, due_on, foremost, in_turn
from trucewatch.publish.tables import held_for_deadlines
from trucewatch.publish.violations import violation_table
from trucewatch.publish.watching import watchers

FOLDER = Path(__file__).parent / "pact_journeys"
BREACH = {FindingState.ALLEGED, FindingState.CORROBORATED, FindingState.CONTESTED}
ALLEGED, CORROBORATED, COMPLIANCE = FindingState.ALLEGED, FindingState.CORROBORATED, FindingState.COMPLIANCE
Opened = Callable[[str], Ledger]


@pytest.fixture(scope="module")
def book(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Opened]:
    held: dict[str, Ledger] = {}

    def opened(war: str) -> Ledger:
        if war not in held:
            held[war] = Ledger.open(f"sqlite:///{tmp_path_factory.mktemp(war) / 'book.sqlite'}")
            run([FOLDER / war], held[war])
        return held[war]

    yield opened
    for one in held.values():
        one.close()


def found(ledger: Ledger, words: str) -> dict[str, Finding]:
    """The findings on the incidents of which a passage holds these words, by clause, else by agreement."""
    told = {claim.id for claim in ledger.claims() if words in claim.quote.text}
    incidents = {one.id for one in ledger.incidents() if told & set(one.claim_ids)}
    return {one.clause_id or one.agreement_id: one for one in ledger.findings() if one.incident_id in incidents}


def incident(ledger: Ledger, words: str) -> Incident:
    told = {claim.id for claim in ledger.claims() if words in claim.quote.text}
    return next(one for one in ledger.incidents() if told & set(one.claim_ids))


def listed(ledger: Ledger, day: str) -> tuple[Due, ...]:
    on, held = date.fromisoformat(day), held_for_deadlines(ledger)
    return in_turn(foremost(held, due_on(held, on), on))


def state(ledger: Ledger, ultimatum: Ultimatum, day: str) -> UltimatumState:
    return next(due.state for due in due_on(held_for_deadlines(ledger), date.fromisoformat(day)) if due.id == ultimatum.id)


# — Lebanon —


@pytest.mark.parametrize(
    ("words", "clause", "state", "against"),
    [
        ("strikes on the southern Lebanese villages of Haris", "LBN24-2B", CORROBORATED, "ISR:MIL"),
        ("army on Thursday accused Israel", "LBN24-2B", ALLEGED, "ISR"),
        ("military accused Hezbollah", "LBN24-2A", ALLEGED, "HEZBOLLAH"),
        ("Fadlallah accused Israel", "LBN24-2B", ALLEGED, "ISR"),
        ("Berri accused Israel", "LBN24", ALLEGED, "ISR"),
        ("accused the Lebanese army of failing", "LBN24-7", ALLEGED, "LBN:MIL"),
        ("opened fire on Sunday on crowds", "LBN24-2B", ALLEGED, "ISR:MIL"),
        ("drone strike on a car in Aita", "LBN24-2B", ALLEGED, "ISR:MIL"),
        ("tanks shelled the border village of Markaba", "LBN24-2B", ALLEGED, "ISR:MIL"),
        pytest.param(
            "fired two mortar shells",
            "LBN24-2A",
            ALLEGED,
            "HEZBOLLAH",
            marks=pytest.mark.xfail(strict=True, reason="reader: dated by the day on which the truce began, 'since … last week'"),
        ),
        pytest.param(
            "presence was an occupation",
            "LBN24",
            ALLEGED,
            "ISR",
            marks=pytest.mark.xfail(strict=True, reason="reader: an accusation behind another clause loses whom it accuses"),
        ),
    ],
)
def test_who_is_said_to_have_broken_what_in_lebanon(
    book: Opened, words: str, clause: str, state: FindingState, against: str
) -> None:
    finding = found(book("lebanon"), words)[clause]
    assert (finding.state, finding.against) == (state, (against,))


def test_what_fell_before_the_hour_of_the_truce_broke_nothing(book: Opened) -> None:
    assert not {one.state for one in found(book("lebanon"), "bombed the southern suburbs").values()} & BREACH


@pytest.mark.parametrize(
    ("words", "clause"),
    [
        ("withdrew from the coastal town of Naqoura", "LBN24-12"),
        ("withdrew from villages across southern Lebanon", "LBN24-12"),
        pytest.param(
            "army deployed at five positions",
            "LBN24-11",
            marks=pytest.mark.xfail(strict=True, reason="resolver: Khiam is taken for El Khiam in Mount Lebanon"),
        ),
    ],
)
def test_what_was_done_as_agreed(book: Opened, words: str, clause: str) -> None:
    assert found(book("lebanon"), words)[clause].state is COMPLIANCE


def test_the_days_that_run_out_in_lebanon_stand_first_and_no_other_war_among_them(book: Opened) -> None:
    assert [(due.last.isoformat(), due.clause) for due in listed(book("lebanon"), "2025-02-17")] == [
        ("2025-02-18", "LBN24-12"),
        ("2025-02-18", None),
        ("2025-01-26", None),
    ]


def test_one_town_left_is_not_the_whole_withdrawal(book: Opened) -> None:
    states = {day: {due.clause: due.state for due in listed(book("lebanon"), day)} for day in ("2025-01-10", "2025-02-20")}
    assert states["2025-01-10"]["LBN24-12"] is UltimatumState.OPEN
    assert states["2025-02-20"]["LBN24-12"] is UltimatumState.UNMET


def test_each_side_gives_the_other_a_last_day(book: Opened) -> None:
    ledger = book("lebanon")
    made = sorted(ledger.ultimatums(), key=lambda one: one.deadline)
    assert [(one.issuer, one.addressee, one.deadline.isoformat()) for one in made] == [
        (("ISR:GOV",), ("HEZBOLLAH",), "2025-01-26"),
        (("HEZBOLLAH",), ("ISR",), "2025-02-18"),
    ]
    assert state(ledger, made[0], "2025-01-10") is UltimatumState.OPEN
    assert state(ledger, made[0], "2025-01-27") is UltimatumState.EXPIRED


# — Idlib —


def test_the_ultimatum_on_idlib_is_one_however_often_it_is_told(book: Opened) -> None:
    ledger = book("idlib")
    (one,) = ledger.ultimatums()
    assert (one.issuer, one.addressee, one.deadline, one.instrument) == (("TUR:GOV",), ("SYR:GOV",), date(2020, 2, 29), "ULT20")
    assert [(change.kind.value, change.on.isoformat()) for change in one.changes] == [("sharpened", "2020-02-15")]
    days = ("2020-02-07", "2020-02-14", "2020-03-02")
    assert [state(ledger, one, day).value for day in days] == ["open", "open", "carried out"]


@pytest.mark.xfail(
    strict=True,
    reason="reader: 'determined to push them behind the posts by' and 'a matter of time unless' are read as no demand",
)
def test_what_was_said_again_on_12_and_19_february_is_kept(book: Opened) -> None:
    (one,) = book("idlib").ultimatums()
    assert {date(2020, 2, 12), date(2020, 2, 19)} <= set(one.restated_on)


@pytest.mark.parametrize(
    ("words", "clause", "state", "against"),
    [
        ("Shelling by Syrian government forces killed seven", "CF20A-1", ALLEGED, "SYR:MIL"),
        ("shelled a Turkish base", "SOC18-1", ALLEGED, "SYR:MIL"),
        ("The Kremlin on Wednesday accused Turkey", "SOC18-5", ALLEGED, "TUR"),
        ("33 Turkish soldiers were killed", "CF20A-1", CORROBORATED, "SYR:GOV"),
        ("Lavrov accused Ankara", "SOC18-5", ALLEGED, "TUR"),
        ("fired shells at the outskirts of Saraqib on Sunday", "MOS20-1", ALLEGED, "SYR:MIL"),
        ("violating the ceasefire three times", "MOS20-1", ALLEGED, "SYR:REB"),
        ("encircled the Turkish observation posts", "SOC18-1", ALLEGED, "SYR:MIL"),
        pytest.param(
            "Regime shelling",
            "CF20A-1",
            ALLEGED,
            "SYR:GOV",
            marks=pytest.mark.xfail(
                strict=True, reason="reader: 'regime' in a report that names no Syrian is taken for Turkey's"
            ),
        ),
    ],
)
def test_who_is_said_to_have_broken_what_in_idlib(
    book: Opened, words: str, clause: str, state: FindingState, against: str
) -> None:
    finding = found(book("idlib"), words)[clause]
    assert (finding.state, finding.against) == (state, (against,))


def test_the_truce_of_january_is_not_broken_after_that_of_march(book: Opened) -> None:
    ledger = book("idlib")
    first = {one.id: one.time.start for one in ledger.incidents() if one.time}
    late = [one for one in ledger.findings() if one.incident_id in first and first[one.incident_id] >= date(2020, 3, 7)]
    assert late
    assert "CF20A-1" not in {one.clause_id for one in late}


def test_the_posts_that_were_encircled_are_a_breach_that_lasts(book: Opened) -> None:
    (one,) = (row for row in violation_table(book("idlib")) if row["clause"] == "SOC18-1")
    assert (one["by"], one["opened_earliest"], one["closed_latest"]) == (["SYR"], "2020-02-06", None)


@pytest.mark.xfail(strict=True, reason="resolver: the M4 'in Idlib' is taken for all of the road")
def test_the_patrol_that_was_driven_is_counted(book: Opened) -> None:
    assert found(book("idlib"), "held their first joint patrol")["MOS20-3"].state is COMPLIANCE


def test_the_days_of_the_protocol_stand_first_on_8_march(book: Opened) -> None:
    assert [due.clause for due in listed(book("idlib"), "2020-03-08") if due.days_left >= 0] == ["MOS20-2", "MOS20-3"]


def test_the_posts_that_heard_the_shelling_of_saraqib_bear_it_out(book: Opened) -> None:
    ledger = book("idlib")
    known = watchers(ledger)
    told = witness(incident(ledger, "Shelling by Syrian government forces killed seven"), known.posts, known.logs)
    assert told.verdict is Witnessed.BORNE_OUT
    assert "Tell Tuqan" in {view.name for view in told.views if view.logged}


@pytest.mark.xfail(
    strict=True, reason="no watch of the real posts is registered, and shells count as heard within 10 km as a rule"
)
def test_two_quiet_posts_are_told_beside_a_shelling_14_km_off(book: Opened) -> None:
    ledger = book("idlib")
    known = watchers(ledger)
    told = witness(incident(ledger, "fired shells at the outskirts of Saraqib on Sunday"), known.posts, known.logs)
    assert told.verdict in (Witnessed.NOT_LOGGED, Witnessed.NOT_KNOWN)


def test_what_two_posts_heard_at_one_minute_is_one_incident_and_quiet_days_are_kept(book: Opened) -> None:
    ledger = book("idlib")
    logged = {claim.id for claim in ledger.claims() if claim.logged}
    heard = [
        one for one in ledger.incidents() if one.time and one.time.start == date(2020, 2, 28) and logged & set(one.claim_ids)
    ]
    assert [len(one.claim_ids) for one in heard] == [2]
    assert len(tuple(ledger.access_events())) == 2
    assert sum(one.count_high == 0 for one in ledger.observations()) == 6
