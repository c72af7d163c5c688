"""What a monitor is shown of why a claim was read, and what a program gets of it."""

from __future__ import annotations

from datetime import date

import pytest

from trucewatch.knowledge.lexicon import evidence_words
from trucewatch.knowledge.parties import load_parties
from trucewatch.model import Basis, Precision, Published, Report
from trucewatch.publish.explanations import explanation_lines, why_row, why_rows
from trucewatch.read.explaining import Explained
from trucewatch.reader import load_reader

TEXT = (
    "Shelling kills three in Binnish\n"
    "Syrian government forces shelled the town of Binnish on Monday, killing three rebel fighters, the observatory said. "
    "Seven people were wounded. The army sent tanks to retake the town."
)


def report_of(text: str) -> Report:
    published = Published(date(2020, 2, 11), Precision.DAY, Basis.GIVEN)
    return Report(id="r1", source="r1.txt", text=text, raw_sha256="", published=published)


def explained(text: str) -> Explained:
    found = load_reader().explain(report_of(text))
    assert isinstance(found, Explained)
    return found


@pytest.fixture(scope="module")
def found() -> Explained:
    return explained(TEXT)


@pytest.fixture(scope="module")
def printed(found: Explained) -> str:
    return "".join(explanation_lines(report_of(TEXT), found, load_parties().label))


def test_the_claims_explained_are_those_that_read_gives(found: Explained) -> None:
    assert tuple(one.claim for one in found.claims) == load_reader().claims(report_of(TEXT))


@pytest.mark.parametrize(
    "words",
    [
        "r1, 11 February 2020: ",
        "“shelled” fires frames/ASSAULT.csv:",
        "realis     actual (said to have happened): no word says otherwise",
        "actor      SYR:MIL (Syrian armed forces): “Syrian government forces”\n",
        "recipient  SYR:REB (armed opposition in Syria): “rebel fighters”, its party known from the rest of the report",
        "place      Binnish, Idlib, SYR: “Binnish”\n",
        "time       2020-02-10: “on Monday”\n",
        "figures    3 killed of SYR:REB: “three rebel fighters”\n",
        "place      Binnish, Idlib, SYR: “Binnish”, taken over from sentence 2",
        "sentence 2: “Syrian government forces shelled the town of Binnish on Monday",
        "a headline that the text tells again",
        "Read and left out (a chance of 0.25 is needed, of 0.75 where there is a doubt):",
        "“to retake the town”: what something else is done for; sentence 4, frames/ASSAULT.csv:",
    ],
)
def test_a_monitor_sees_row_words_party_source_and_doubt(printed: str, words: str) -> None:
    assert words in printed


def test_the_confidence_stands_under_what_was_weighed(printed: str, found: Explained) -> None:
    assert all(f"in all: a chance of {one.claim.confidence:.2f}, its confidence" in printed for one in found.claims)


def test_every_observation_is_told_in_words(found: Explained) -> None:
    names = {weighed.observation for one in (*found.claims, *found.left_out) for weighed in one.weighed}
    assert names <= evidence_words().keys()


def test_a_program_gets_the_claim_and_under_why_what_made_it(found: Explained) -> None:
    row = why_row(found.claims[-1])
    why = row["why"]
    assert isinstance(why, dict)
    assert row["confidence"] == why["chance"]
    assert why["rows"][0]["row"] == row["row"]
    assert why["sum"] == pytest.approx(sum(one["log_odds"] for one in why["weighed"]), abs=0.05)
    taken = {value["field"]: value["taken_from"]["number"] for value in why["values"] if value["taken_from"]}
    assert taken["place"] == 2  # "the town" is Binnish, named just before


def test_words_and_sentences_are_shown_as_printed_where_a_report_is_in_capitals() -> None:
    loud = "REBELS SHELLED THE TOWN OF BINNISH ON MONDAY. SEVEN PEOPLE WERE WOUNDED."
    for row in why_rows(explained(loud)):
        why = row["why"]
        assert isinstance(why, dict)
        assert all(loud[v["words"]["start"] : v["words"]["end"]] == v["words"]["text"] for v in why["values"] if v["words"])
