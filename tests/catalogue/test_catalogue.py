"""What the catalogue lists and counts, in the words of who asks."""

from __future__ import annotations

from datetime import date

import pytest

from tests.catalogue.makings import make_claim, make_finding, make_incident, make_place, make_report, stamp
from trucewatch.catalogue import Catalogue, Question
from trucewatch.errors import CursorError, LedgerError
from trucewatch.ledger import Kind, Ledger, Withdrawal
from trucewatch.model import Counted, EventType, FindingState, State

FEB_7, FEB_8, FEB_10 = date(2020, 2, 7), date(2020, 2, 8), date(2020, 2, 10)


@pytest.fixture
def catalogue(ledger: Ledger) -> Catalogue:
    """Three incidents: a shelling told by two outlets, an arrest without a day, and a threat at no place."""
    ledger.append(
        [
            make_report("r1", "Ten soldiers died at Saraqib.", outlet="Wire", day=FEB_7, title="Shelling"),
            make_report("r2", "At least eight killed, wire says.", outlet="Gazette", day=FEB_8),
            make_report("r3", "قصف مدفعي على سراقب", outlet="Gazette", day=FEB_10),
            make_claim("c1", "r1", "Ten soldiers died", confidence=0.9),
            make_claim("c2", "r2", "At least eight killed", confidence=0.4),
            make_claim("c3", "r3", "قصف مدفعي على سراقب"),
        ],
        stamp(),
    )
    ledger.append(
        [
            make_incident(
                "shelling",
                [("r1", "Wire"), ("r2", "Gazette")],
                claims=("c1", "c2"),
                day=FEB_7,
                place=make_place(),
                actor=("SYR:MIL",),
                recipient=("TUR:MIL",),
                killed=(8, 10),
                state=State.CORROBORATED,
                sources=("", "Wire"),
            ),
            make_incident("arrest", [("r3", "Gazette")], claims=("c3",), type=EventType.COERCE, actor=("HTS",)),
            make_incident("threat", [("r2", "Gazette")], day=FEB_8, last=FEB_10, type=EventType.THREATEN, actor=("TUR",)),
            make_finding("f1", "shelling", "3", against=("SYR",), alleged_by=("TUR",)),
            make_finding("f2", "threat", "1", state=FindingState.NOT_ASSESSABLE),
        ],
        stamp(5),
    )
    made = Catalogue(ledger)
    made.catch_up()
    return made


@pytest.mark.parametrize(
    ("question", "found"),
    [
        (Question(), {"shelling", "arrest", "threat"}),
        (Question(first=FEB_8), {"threat"}),
        (Question(last=FEB_7), {"shelling"}),
        (Question(first=date(2020, 2, 9), last=date(2020, 2, 9)), {"threat"}),
        (Question(type=EventType.COERCE), {"arrest"}),
        (Question(state=State.CORROBORATED), {"shelling"}),
        (Question(party="TUR"), {"shelling", "threat"}),
        (Question(party="TUR:MIL"), {"shelling"}),
        (Question(place="saraq"), {"shelling"}),
        (Question(country="SYR", admin1="Idlib"), {"shelling"}),
        (Question(box=(36, 35, 37, 36)), {"shelling"}),
        (Question(box=(170, 35, -170, 36)), set()),
        (Question(agreement="SOC18"), {"shelling", "threat"}),
        (Question(agreement="SOC18", clause="3"), {"shelling"}),
        (Question(clause="3", finding=FindingState.NOT_ASSESSABLE), set()),
        (Question(outlet="Gazette"), {"shelling", "arrest", "threat"}),
        (Question(outlet="Wire"), {"shelling"}),
        (Question(outlet="Wire", telling="first"), {"shelling"}),
        (Question(outlet="Wire", telling="alone"), set()),
        (Question(telling="alone"), {"arrest", "threat"}),
        (Question(counted=Counted.KILLED), {"shelling"}),
        (Question(counted=Counted.KILLED, at_least=10), {"shelling"}),
        (Question(at_least=11), set()),
        (Question(words="soldier TEN"), {"shelling"}),
        (Question(words="oldier"), set()),
        (Question(words="مدفعي"), {"arrest"}),
        (Question(words='" OR 1=1 --'), set()),
        (Question(words="'*:\\ \""), {"shelling", "arrest", "threat"}),
        (Question(review="open"), {"shelling", "arrest", "threat"}),
        (Question(ids=("threat", "nobody")), {"threat"}),
        (Question(ids=()), set()),
    ],
)
def test_an_incident_is_found_by_what_it_is(catalogue: Catalogue, question: Question, found: set[str]) -> None:
    shelf = catalogue.at()
    assert set(shelf.ids(question)) == found
    assert shelf.count(question) == len(found)


def test_the_latest_day_comes_first_and_what_has_no_day_last(catalogue: Catalogue) -> None:
    assert catalogue.at().ids(Question()) == ("threat", "shelling", "arrest")


def test_what_was_told_last_comes_first_where_that_is_asked(catalogue: Catalogue) -> None:
    page = catalogue.at().incidents(Question(), newest_told=True)
    assert [card.id for card in page.cards] == ["arrest", "threat", "shelling"]


def test_a_card_says_what_a_list_needs(catalogue: Catalogue) -> None:
    card = catalogue.at().incidents(Question(ids=("shelling",))).cards[0]
    assert (card.first, card.last, card.first_told) == (FEB_7, FEB_7, FEB_7)
    assert (card.outlets, card.reports, card.claims, card.origins) == (("Wire", "Gazette"), 2, 2, 2)
    assert card.figures == ((Counted.KILLED, 8, 10, None, None),)
    assert card.findings == (("SOC18", "3", FindingState.ALLEGED),)
    assert card.confidence == 0.9
    assert card.quote is not None
    assert (card.quote.text, card.quote.claim) == ("Ten soldiers died", "c1")
    assert card.recorded_at == card.changed_at == stamp(5).at


def test_pages_follow_each_other_without_a_gap(catalogue: Catalogue) -> None:
    shelf, found, after = catalogue.at(), [], ""
    while True:
        page = shelf.incidents(Question(), after=after, limit=1)
        found += [card.id for card in page.cards]
        if not page.next:
            break
        after = page.next
    assert found == ["threat", "shelling", "arrest"]


@pytest.mark.parametrize("cursor", ["x", "12", "-1-a", "99999999-a", "1'; DROP TABLE", "१-a"])
def test_a_cursor_of_nowhere_is_refused(catalogue: Catalogue, cursor: str) -> None:
    with pytest.raises(CursorError):
        catalogue.at().incidents(Question(), after=cursor)


@pytest.mark.parametrize(
    ("by", "rows"),
    [
        (["type"], {("ASSAULT",): 1, ("COERCE",): 1, ("THREATEN",): 1}),
        (["day"], {("",): 1, ("2020-02-07",): 1, ("2020-02-08",): 1}),
        (["week", "state"], {("", "alleged"): 1, ("2020-02-03", "alleged"): 1, ("2020-02-03", "corroborated"): 1}),
        (["month"], {("",): 1, ("2020-02",): 2}),
        (["outlet"], {("Gazette",): 3, ("Wire",): 1}),
        (["clause"], {("SOC18/1",): 1, ("SOC18/3",): 1}),
        (["party"], {("HTS",): 1, ("SYR:MIL",): 1, ("TUR",): 1, ("TUR:MIL",): 1}),
        (["review"], {("open",): 3}),
    ],
)
def test_incidents_are_counted_by_what_they_are(catalogue: Catalogue, by: list[str], rows: dict[tuple[str, ...], int]) -> None:
    assert dict(catalogue.at().tally(Question(), by)) == rows


@pytest.mark.parametrize("by", [[], ["nothing"], ["day", "day"], ["day", "week", "month"]])
def test_nothing_is_counted_by_what_is_no_dimension(catalogue: Catalogue, by: list[str]) -> None:
    with pytest.raises(ValueError, match="count by"):
        catalogue.at().tally(Question(), by)


def test_the_days_of_all_that_is_asked_for(catalogue: Catalogue) -> None:
    shelf = catalogue.at()
    assert shelf.days(Question()) == (FEB_7, FEB_10)
    assert shelf.days(Question(type=EventType.COERCE)) is None


def test_only_what_has_a_point_is_on_the_map(catalogue: Catalogue) -> None:
    shelf = catalogue.at()
    assert [point.id for point in shelf.points(Question())] == ["shelling"]
    assert shelf.points(Question(), box=(0, 0, 1, 1)) == ()


def test_reports_are_listed_by_day_outlet_and_words(catalogue: Catalogue) -> None:
    shelf = catalogue.at()
    assert [card.id for card in shelf.reports().cards] == ["r3", "r2", "r1"]
    assert [card.id for card in shelf.reports(outlet="Gazette", last=FEB_8).cards] == ["r2"]
    assert [card.id for card in shelf.reports(words="shelling sara").cards] == ["r1"]
    assert [(card.claims, card.incidents) for card in shelf.reports().cards] == [(1, 1), (1, 2), (1, 1)]
    assert shelf.report_days(outlet="Gazette") == ((FEB_8, 1), (FEB_10, 1))


def test_an_outlet_tells_alone_first_or_from_another(catalogue: Catalogue) -> None:
    gazette, wire = catalogue.at().outlets()
    assert (gazette.name, gazette.reports, gazette.incidents, gazette.alone, gazette.leading) == ("Gazette", 2, 3, 2, 0)
    assert gazette.copies == (("Wire", 1),)
    assert (wire.name, wire.incidents, wire.alone, wire.leading, wire.copies) == ("Wire", 1, 0, 1, ())
    assert catalogue.at().outlet("Nobody") is None


def test_findings_are_listed_and_counted_by_clause(catalogue: Catalogue) -> None:
    shelf = catalogue.at()
    assert [card.id for card in shelf.findings("SOC18").cards] == ["f2", "f1"]
    assert [card.id for card in shelf.findings("SOC18", clause="3", state="alleged").cards] == ["f1"]
    assert dict(shelf.finding_tally("SOC18", by=["clause", "week", "state"])) == {
        ("1", "2020-02-03", "not assessable"): 1,
        ("3", "2020-02-03", "alleged"): 1,
    }
    assert dict(shelf.finding_tally("SOC18", by=["against"])) == {("SYR",): 1}
    assert shelf.findings("nothing").cards == ()


def test_a_past_moment_is_asked_like_the_present(ledger: Ledger, catalogue: Catalogue) -> None:
    seen = ledger.head()[0]
    ledger.append([Withdrawal(Kind.INCIDENT, "threat", "its claims are gone"), make_claim("c1", "r1", "Ten men")], stamp(9))
    catalogue.catch_up()
    assert catalogue.at().count(Question()) == 2
    assert catalogue.at().ids(Question(words="soldiers")) == ()
    assert catalogue.at(seen).count(Question()) == 3
    assert catalogue.at(stamp(6).at).ids(Question(words="soldiers")) == ("shelling",)
    assert catalogue.at(6).count(Question()) == 0
    assert catalogue.at(0).moment is None
    with pytest.raises(LedgerError):
        catalogue.at(1000)


def test_an_outlet_is_not_alone_beside_a_report_that_names_no_outlet(ledger: Ledger) -> None:
    ledger.append([make_report("r1", outlet="Wire", day=FEB_7), make_report("r2", day=FEB_8), make_report("r3")], stamp())
    ledger.append(
        [make_incident("later", [("r1", "Wire"), ("r2", None)]), make_incident("undated", [("r1", "Wire"), ("r3", None)])],
        stamp(),
    )
    catalogue = Catalogue(ledger)
    catalogue.catch_up()
    (wire,) = catalogue.at().outlets()
    assert (wire.incidents, wire.alone) == (2, 0)
    assert wire.leading == 1, "of a report without a day nobody can say that it told later"
