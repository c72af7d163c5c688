"""Origins, not outlets: copies, cited bodies, a party's word, nameless sources, credits."""

from __future__ import annotations

import pytest

from tests.telling import Said, claim, report
from trucewatch.model import Actor, Claim, EventType, Incident, Report, Span, State
from trucewatch.reconcile import reconcile
from trucewatch.reconcile.accounts.tellings import letter_of
from trucewatch.reconcile.accounts.whose_word import identify, is_vague

LONG = "Shells fell on the market of Saraqib on Monday and killed nine people who had queued for bread since the early morning."
OTHER = "Nine people died at a bakery queue when Saraqib came under fire."
OBSERVATORY: Said = ("Syrian Observatory for Human Rights", "NGO")


def shelling(
    id: str, text: str, outlet: str, *, day: str = "2020-02-03", speaker: Said | None = None, words: str = ""
) -> tuple[Report, Claim]:
    told = report(id, day, text, outlet)
    return told, claim(
        told,
        words or text.split(". ")[0].rstrip("."),
        EventType.ASSAULT,
        "heavy-weapons",
        to=[("people", "SYR:CVL")],
        at="Saraqib",
        on="2020-02-03",
        speaker=speaker,
        counts=[("killed", 9, 9, "SYR:CVL")],
    )


def merged(*told: tuple[Report, Claim]) -> Incident:
    (incident,) = reconcile([item[0] for item in told], [item[1] for item in told])
    return incident


def test_two_outlets_with_their_own_words_are_two_origins() -> None:
    found = merged(shelling("a", LONG, "One"), shelling("b", OTHER, "Two"))
    assert found.origins == 2
    assert found.state is State.CORROBORATED
    assert found.state_reason == "carried by 2 independent origins: One, Two"


def test_a_wire_copy_is_not_a_second_witness() -> None:
    found = merged(shelling("a", LONG, "One"), shelling("b", LONG.replace("on Monday ", ""), "Two", day="2020-02-04"))
    assert found.origins == 1
    assert found.state is State.ALLEGED
    assert found.accounts[1].origin_reason == "nearly the same words as account A (One)"


def test_ten_outlets_that_cite_one_observatory_are_one_origin() -> None:
    texts = [
        f"{number} queued when Saraqib was hit and nine people died there."
        for number in "Dozens Scores Many Some Families".split()
    ]
    found = merged(*(shelling(f"r{n}", text, f"Outlet {n}", speaker=OBSERVATORY) for n, text in enumerate(texts)))
    assert len(found.accounts) == 5
    assert found.origins == 1
    assert found.state_reason == "one origin only: Syrian Observatory for Human Rights, in 5 reports"


@pytest.mark.parametrize("name", ["SOHR", "the Observatory", "Rami Abdel Rahman", "المرصد السوري لحقوق الإنسان"])
def test_an_observatory_and_its_head_are_one_origin(name: str) -> None:
    found = merged(shelling("a", LONG, "One", speaker=OBSERVATORY), shelling("b", OTHER, "Two", speaker=(name, "NGO")))
    assert found.origins == 1


def test_two_officials_of_one_side_are_the_word_of_that_side() -> None:
    minister: Said = ("Hulusi Akar", "TUR:GOV")
    ministry: Said = ("the Turkish Defence Ministry", "TUR:MIL")
    found = merged(shelling("a", LONG, "One", speaker=minister), shelling("b", OTHER, "Two", speaker=ministry))
    assert found.origins == 1
    assert found.accounts[0].origin_reason == "cites Hulusi Akar: the word of Turkey"


def test_nameless_sources_are_the_outlets_own() -> None:
    found = merged(
        shelling("a", LONG, "One", speaker=("two officials in Hatay", "")), shelling("b", OTHER, "Two", speaker=("officials", ""))
    )
    assert found.origins == 2
    assert found.accounts[0].origin_reason == "its own report, from two officials in Hatay"


@pytest.mark.parametrize(
    "credit",
    ["(Reuters)", "Reuters reported.", "A guard told Reuters so.", "More followed. -Reuters", "By our desk, with Reuters."],
)
def test_a_credited_agency_is_the_origin(credit: str) -> None:
    found = merged(shelling("a", f"{OTHER} {credit}", "One"))
    assert (found.accounts[0].origin, found.accounts[0].origin_reason) == ("Reuters", "credits Reuters")


def test_an_outlet_of_the_same_run_can_be_credited() -> None:
    found = merged(shelling("a", LONG, "Hill Post"), shelling("b", f"{OTHER} Hill Post reported it first.", "Two"))
    assert found.origins == 1


def test_an_outlet_does_not_credit_itself() -> None:
    assert merged(shelling("a", f"{OTHER} A guard told Reuters so.", "Reuters")).accounts[0].origin == "Reuters"
    assert "its own report" in merged(shelling("a", f"{OTHER} A guard told Reuters so.", "Reuters")).accounts[0].origin_reason


def test_a_name_in_no_table_beside_a_known_body_is_no_second_origin() -> None:
    text = "Nine people died at a bakery queue in Saraqib. The governor gave the same toll."
    told = report("b", "2020-02-03", text, "Two")
    both = [
        claim(
            told,
            words,
            EventType.ASSAULT,
            "heavy-weapons",
            to=[("people", "SYR:CVL")],
            at="Saraqib",
            on="2020-02-03",
            speaker=who,
            counts=[("killed", 9, 9, None)],
        )
        for words, who in [
            ("Nine people died at a bakery queue in Saraqib", ("Governor Khalid", "")),
            ("The governor gave the same toll", OBSERVATORY),
        ]
    ]
    first = shelling("a", LONG, "One", speaker=OBSERVATORY)
    (found,) = reconcile([first[0], told], [first[1], *both])
    assert found.accounts[1].origins == (OBSERVATORY[0],)
    assert found.origins == 1


def test_reports_without_outlet_stand_for_themselves() -> None:
    told = report("leaflet-7", "2020-02-03", OTHER)
    (found,) = reconcile([told], [claim(told, "Nine people died", EventType.ASSAULT)])
    assert found.accounts[0].origin == "leaflet-7"


@pytest.mark.parametrize(
    ("label", "vague"),
    [
        ("two officials in Hatay", True),
        ("A source at Damascus police", True),
        ("aid workers", True),
        ("witnesses", True),
        ("a woman who fled", True),
        ("Syrian Observatory for Human Rights", False),
        ("Zahran Alloush", False),
        ("Syria's foreign ministry", False),
    ],
)
def test_a_source_nobody_can_tell_apart_is_vague(label: str, vague: bool) -> None:
    assert is_vague(label) is vague


def test_a_neutral_body_is_named_as_printed() -> None:
    span = Span("r", 0, 18, "the United Nations")
    origin = identify(Actor(span, party="UN"))
    assert origin is not None
    assert origin.name == "United Nations"


@pytest.mark.parametrize(("index", "letter"), [(0, "A"), (25, "Z"), (26, "AA"), (27, "AB"), (52, "BA")])
def test_accounts_are_lettered_without_end(index: int, letter: str) -> None:
    assert letter_of(index) == letter


SHARED_TEXT = (
    "The governor said that the road would stay shut until the mines along it were cleared. Engineers had found eleven of them by noon. "
    "Families who had left in the morning waited at the crossing with their animals and what they could carry on two lorries."
)


def test_two_reports_that_are_largely_one_text_are_one_origin_even_in_a_short_sentence() -> None:
    first = shelling("a", f"Shells fell on Saraqib. {SHARED_TEXT}", "One", words="Shells fell on Saraqib")
    second = shelling("b", f"Saraqib came under shell fire. {SHARED_TEXT}", "Two", words="Saraqib came under shell fire")
    found = merged(first, second)
    assert found.origins == 1
    assert found.accounts[1].origin_reason == "its report is in large part the text of account A (One)"


@pytest.mark.parametrize("name", ["the UK-based Syrian Observatory", "Director of the Observatory", "opposition-linked SOHR"])
def test_a_known_source_is_known_with_words_around_it(name: str) -> None:
    origin = identify(Actor(Span("r", 0, len(name), name), party="NGO"))
    assert origin is not None
    assert origin.name == "Syrian Observatory for Human Rights"


def test_an_agency_named_for_something_else_is_not_credited() -> None:
    far = "Nine people died when Saraqib came under fire. " + "The harvest was poor that year, and bread was dear. " * 20
    found = merged(shelling("a", far + "A farmer told Reuters that he had sold his herd. " + "It rained. " * 30, "One"))
    assert found.accounts[0].origin == "One"


def test_a_copy_that_credits_the_agency_names_the_origin_of_both() -> None:
    found = merged(shelling("a", LONG, "One"), shelling("b", LONG + " -Reuters", "Two", day="2020-02-04"))
    assert [account.origin for account in found.accounts] == ["Reuters", "Reuters"]
    assert found.accounts[0].origin_reason == "credits Reuters in account B"


def test_a_statement_that_two_outlets_tell_goes_back_to_whoever_made_it() -> None:
    texts = [
        "Ankara warned that it would push the army back.",
        "A threat came from Erdoğan, who said he would drive the army out.",
    ]
    made = []
    for number, text in enumerate(texts):
        told = report(f"r{number}", "2020-02-12", text, f"Outlet {number}")
        made.append(
            (
                told,
                claim(
                    told,
                    text.rstrip("."),
                    EventType.THREATEN,
                    "violence",
                    by=[("Ankara", "TUR")],
                    to=[("the army", "SYR:MIL")],
                    at="Idlib",
                    on="2020-02-12",
                    speaker=("Erdoğan", "TUR:GOV") if number else None,
                ),
            )
        )
    found = merged(*made)
    assert found.origins == 1
    assert found.accounts[0].origin_reason == "cites Ankara: the word of Turkey"
