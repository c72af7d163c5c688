"""The tables answer every question at every moment like the plain form, which reads all entries for it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from random import Random

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import event, select

from tests.catalogue.makings import make_claim, make_finding, make_incident, make_place, make_report, stamp
from tests.catalogue.plain import PlainShelf
from trucewatch.catalogue import Catalogue, Question, Shelf, asking, keeping, tallying
from trucewatch.catalogue.making import Atlas
from trucewatch.catalogue.tables import mark_table
from trucewatch.knowledge.agreements import load_agreements
from trucewatch.knowledge.places import load_gazetteer
from trucewatch.knowledge.posts import load_posts
from trucewatch.ledger import Kind, Ledger, Record, Withdrawal
from trucewatch.model import Counted, Decision, EventType, FindingState, Review, State

ATLAS = Atlas(load_gazetteer(), load_posts())
DAYS = (None, *(date(2020, 2, 1) + timedelta(days=number) for number in (0, 1, 9, 40)))
OUTLETS = (None, "Wire", "Gazette", 'The "Post"', "شهد")
WORDS = ("Two shells fell", "ten soldiers died", "قصف مدفعي على سراقب", "Обстрел села", "")
PLACES = (None, make_place(), make_place("Afrin", 36.5, 36.87, "Aleppo"), make_place("Nowhere", None, None, None))
AGREEMENTS = tuple(one for one in load_agreements() if one.id in ("SOC18", "MOS20"))
PARTIES = ("TUR", "TUR:MIL", "SYR:MIL", "HTS")
DIMENSIONS = (
    *(("day",), ("week", "state"), ("month", "type"), ("outlet",), ("party",), ("admin1",), ("country",), ("area",)),
    *(("clause",), ("agreement", "state"), ("finding",), ("review",), ("outlet", "month"), ("type", "state")),
)
ALONE = (
    *(Question(type=EventType.ASSAULT), Question(state=State.CONTESTED), Question(country="SYR"), Question(review="open")),
    *(Question(party="TUR"), Question(party="TUR:MIL"), Question(agreement="SOC18"), Question(clause="3", agreement="SOC18")),
    *(Question(clause="3"), Question(finding=FindingState.ALLEGED), Question(area="SOC18"), Question(area="SOC18/dmz")),
)
FINDING_DIMENSIONS = (("clause", "week", "state"), ("against",), ("month", "alleged_by"), ("type", "day"))


def some_records(drawn: Random) -> list[Record]:
    """A few records of any kind, some of them other versions of what is there already."""
    out: list[Record] = []
    for _ in range(drawn.randrange(1, 6)):
        number = drawn.randrange(4)
        report, incident = f"r{drawn.randrange(4)}", f"i{drawn.randrange(4)}"
        match drawn.randrange(7):
            case 0 | 1:
                out.append(make_report(report, drawn.choice(WORDS), outlet=drawn.choice(OUTLETS), day=drawn.choice(DAYS)))
            case 2:
                out.append(make_claim(f"c{number}", report, drawn.choice(WORDS[:-1]), confidence=drawn.choice((0.2, 0.9))))
            case 3 | 4:
                out.append(an_incident(drawn, incident))
            case 5:
                state = drawn.choice(list(FindingState))
                side = (drawn.choice(PARTIES),)
                out.append(make_finding(f"f{number}", incident, drawn.choice("13"), state=state, against=side, alleged_by=side))
            case _:
                decision = drawn.choice((Decision.ACCEPT, Decision.REJECT))
                out.append(
                    Review(f"v{drawn.randrange(10**9)}", incident, "a", "2020-02-14T08:00:00Z", decision, "seen", kind="incident")
                )
    return out


def an_incident(drawn: Random, id: str) -> Record:
    told = {f"r{drawn.randrange(4)}": drawn.choice(OUTLETS) for _ in range(drawn.randrange(1, 4))}
    day = drawn.choice(DAYS)
    return make_incident(
        id,
        list(told.items()),
        claims=tuple(sorted({f"c{drawn.randrange(4)}" for _ in range(2)})),
        day=day,
        last=day + timedelta(days=drawn.choice((0, 1, 2, 33))) if day else None,
        place=drawn.choice(PLACES),
        type=drawn.choice((EventType.ASSAULT, EventType.COERCE)),
        state=drawn.choice((State.ALLEGED, State.CONTESTED)),
        actor=(drawn.choice(PARTIES),),
        recipient=(drawn.choice(PARTIES),),
        killed=drawn.choice((None, (2, 5), (None, 8), (3, None))),
        sources=[drawn.choice(("", "Wire", "an agency")) for _ in told],
    )


def fill(ledger: Ledger, drawn: Random, *, begun: int = 0) -> None:
    """Some appends from a minute on, with withdrawals of what stands in between."""
    catalogue = Catalogue(ledger)
    for minute in range(begun, begun + drawn.randrange(3, 9)):
        records = some_records(drawn)
        if drawn.random() < 0.2:
            records.append(drawn.choice(AGREEMENTS))
        ledger.append(records, stamp(minute))
        kind, letter = drawn.choice(((Kind.INCIDENT, "i"), (Kind.CLAIM, "c"), (Kind.FINDING, "f"), (Kind.REPORT, "r")))
        key = f"{letter}{drawn.randrange(4)}"
        if drawn.random() < 0.4 and ledger.get(kind, key):
            ledger.append([Withdrawal(kind, key, "gone")], stamp(minute))
        if drawn.random() < 0.5:
            catalogue.catch_up()
    catalogue.catch_up()


def a_question(drawn: Random) -> Question:
    """A question that asks for one to three things."""
    days = sorted(day for day in (drawn.choice(DAYS), drawn.choice(DAYS)) if day)
    fields = {
        "first": days[0] if days else None,
        "last": days[-1] if days else None,
        "area": drawn.choice(("SOC18", "MOS20", "SOC18/none")),
        "box": drawn.choice(((36.0, 35.0, 37.0, 36.0), (170.0, 30.0, 37.0, 40.0))),
        "place": drawn.choice(("sara", "IDLIB", "é")),
        "admin1": "Idlib",
        "party": drawn.choice(PARTIES),
        "type": EventType.ASSAULT,
        "state": State.CONTESTED,
        "agreement": "SOC18",
        "clause": "3",
        "finding": drawn.choice(list(FindingState)),
        "outlet": drawn.choice(OUTLETS) or "",
        "telling": drawn.choice(("", "alone", "first")),
        "counted": Counted.KILLED,
        "at_least": drawn.choice((3, 6)),
        "words": drawn.choice(("shell", "ten sold", "سراقب", "обстр", '" OR *', "fell -two")),
        "review": drawn.choice(("open", "accepted")),
        "ids": ("i1", "i2", "x"),
    }
    chosen = drawn.sample(sorted(fields), drawn.randrange(4))
    return Question(**{name: fields[name] for name in chosen})  # type: ignore[arg-type]


def answers(shelf: Shelf, drawn: Random) -> dict[str, object]:
    """What a shelf answers to some questions."""
    out: dict[str, object] = {"seq": shelf.seq, "moment": shelf.moment, "outlets": shelf.outlets()}
    for number in range(4):
        asked = Question() if number == 0 else a_question(drawn)
        first = shelf.incidents(asked, limit=2, newest_told=number == 2)
        out[f"incidents {number} {asked}"] = first
        if first.next:
            out[f"next {number}"] = shelf.incidents(asked, limit=2, newest_told=number == 2, after=first.next)
        out[f"count {number}"] = shelf.count(asked), shelf.days(asked), shelf.points(asked), shelf.ids(asked)
        for by in drawn.sample(DIMENSIONS, len(DIMENSIONS) if number == 0 else 4):
            out[f"tally {number} {by}"] = shelf.tally(asked, by)
    for name in filter(None, OUTLETS):
        asked = Question(outlet=name)
        out[f"count of {name}"] = shelf.count(asked)
        out[f"outlet {name}"] = shelf.outlet(name), shelf.tally(asked, ("type",)), shelf.tally(asked, ("party",))
    for asked in ALONE:
        out[f"count of {asked}"] = shelf.count(asked), shelf.days(asked)
        for by in (("day", "state"), ("month", "type"), ("week",), ("state",), ("type",), ("type", "state")):
            out[f"by {by} of {asked}"] = shelf.tally(asked, by)
    outlet, words = drawn.choice(OUTLETS) or "", drawn.choice(("", "shell", "سراقب"))
    out["reports"] = (
        shelf.reports(outlet=outlet, words=words, first=drawn.choice(DAYS), limit=2),
        shelf.report_days(outlet=outlet),
    )
    for by in FINDING_DIMENSIONS:
        out[f"findings {by}"] = shelf.finding_tally("SOC18", by=by, first=drawn.choice(DAYS))
        out[f"all findings {by}"] = [shelf.finding_tally("SOC18", by=by, last=last) for last in (None, date(2021, 1, 1))]
    out["against"] = [shelf.findings("SOC18", against=one, limit=3) for one in ("TUR", "SYR", "SYR:MIL", "HTS", "x")]
    out["findings"] = shelf.findings("SOC18", limit=2), shelf.finding_tally("SOC18", by=["clause", "week", "state"])
    return out


@settings(max_examples=12, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(seed=st.integers(0, 10**9))
def test_the_tables_answer_like_the_plain_form(new_url: Callable[[], str], seed: int) -> None:
    drawn = Random(seed)
    with Ledger.open(new_url()) as ledger, pytest.MonkeyPatch.context() as patch:
        patch.setattr(asking, "FEW", drawn.choice((0, 1, 2_000)))
        patch.setattr(tallying, "MARKED", drawn.choice((1, 4, 9, 2_000)))
        patch.setattr(keeping, "AT_ONCE", drawn.choice((2, 7, 4_000)))
        fill(ledger, drawn)
        answers_like_the_plain_form(ledger, drawn)


def answers_like_the_plain_form(ledger: Ledger, drawn: Random) -> None:
    """The catalogue gives the plain form's answers now and at two moments of the past."""
    head = ledger.head()[0]
    for seq in (head, drawn.randrange(head + 1), drawn.randrange(head + 1)):
        asked = drawn.random()
        found = answers(Catalogue(ledger).at(seq), Random(asked))
        expected = answers(PlainShelf(ledger, seq, ATLAS), Random(asked))
        for name, answer in expected.items():
            assert found[name] == answer, (seq, head, name)


def test_what_was_kept_step_by_step_is_what_is_made_at_once(new_url: Callable[[], str]) -> None:
    drawn = Random(5)
    with Ledger.open(new_url()) as ledger:
        fill(ledger, drawn)
        before = answers(Catalogue(ledger).at(), Random(1))
        with ledger.engine.begin() as connection:
            connection.exec_driver_sql("UPDATE catalogue_state SET version = 'of yore'")
        assert answers(Catalogue(ledger).at(), Random(1)) == before


def test_counts_of_past_moments_start_from_a_mark(new_url: Callable[[], str]) -> None:
    drawn = Random(7)
    with Ledger.open(new_url()) as ledger, pytest.MonkeyPatch.context() as patch:
        patch.setattr(tallying, "MARKED", 3)
        fill(ledger, drawn)
        catalogue, head = Catalogue(ledger), ledger.head()[0]
        with ledger.engine.begin() as connection:
            marks = list(connection.scalars(select(mark_table.c.seq).order_by(mark_table.c.seq)))
            assert len(marks) > 2
            connection.exec_driver_sql("UPDATE catalogue_then SET many = many + 100 WHERE name = 'all'")
        for seq in range(1, head):
            plain = PlainShelf(ledger, seq, ATLAS).count(Question())
            assert catalogue.at(seq).count(Question()) - plain in (0, 100)
        assert catalogue.at(marks[1]).count(Question()) >= 100


def test_counts_of_the_same_days_are_asked_of_the_tables_once(new_url: Callable[[], str]) -> None:
    with Ledger.open(new_url()) as ledger:
        fill(ledger, Random(3))
        shelf, asked = Catalogue(ledger).at(), Question(first=DAYS[1], last=DAYS[4], party="TUR")
        said: list[str] = []
        event.listen(ledger.engine, "before_cursor_execute", lambda *told: said.append(told[2]))
        shelf.count(asked)
        for by in (("type",), ("state",), ("type", "week"), ("day", "state")):
            shelf.tally(asked, by)
        assert sum("count(*)" in words and "FROM catalogue_incident" in words for words in said) == 1


def test_a_report_that_was_withdrawn_and_comes_again_came_when_it_first_did(ledger: Ledger) -> None:
    catalogue = Catalogue(ledger)
    told: tuple[Record, ...] = (make_report("r1"), Withdrawal(Kind.REPORT, "r1", "gone"), make_report("r1"))
    for minute, record in enumerate(told):
        ledger.append([record], stamp(minute))
        catalogue.catch_up()
    assert [card.recorded_at for card in catalogue.at().reports().cards] == [stamp(0).at]


def test_nothing_new_is_nothing_taken_in(ledger: Ledger) -> None:
    catalogue = Catalogue(ledger)
    assert catalogue.catch_up() == 0
    ledger.append([make_report("r1")], stamp())
    assert catalogue.catch_up() == 1
    assert catalogue.catch_up() == 0
    assert Catalogue(ledger).catch_up() == 0


@pytest.mark.parametrize("words", ['"', "AND", "a OR b", "NEAR(", "x*", "'", ":*", "\\", "&|!", "\x00", "²", "\ud800"])
def test_no_words_are_an_error(ledger: Ledger, words: str) -> None:
    shelf = Catalogue(ledger).at()
    assert shelf.count(Question(words=words)) == 0
    assert shelf.reports(words=words).cards == ()
