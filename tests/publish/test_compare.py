"""The comparison of two reports as a person reads it in one screen, and as JSON with every offset."""

from __future__ import annotations

import json
from datetime import date
from functools import cache
from itertools import takewhile
from typing import Any

import pytest

from tests.eval.shared import shared
from trucewatch.ingest import ingest
from trucewatch.model import Claim, Relation, Report
from trucewatch.publish.compare import ReportComparison, compare_reports, comparison_lines, comparison_row, window
from trucewatch.publish.words import count_words
from trucewatch.reader import load_reader
from trucewatch.reconcile.comparing.alignment_parts import Point

DAY = date(2020, 2, 13)
DATED, UNDATED = "with a date", "without a date"


@cache
def read(path: str, day: date | None) -> tuple[Report, tuple[Claim, ...]]:
    (told,) = (item for item in ingest([path], published=day) if isinstance(item, Report))
    return told, load_reader().claims(told)


@pytest.fixture(scope="module", params=[DATED, UNDATED])
def seeds(request: pytest.FixtureRequest) -> ReportComparison:
    paths = sorted(str(path) for path in shared("seeds").glob("*.txt"))
    (a, claims_a), (b, claims_b) = (read(path, DAY if request.param == DATED else None) for path in paths)
    return compare_reports(a, claims_a, b, claims_b)


def point(found: ReportComparison, relation: Relation, words: str) -> Point:
    """The point of this class whose first side holds these words."""
    return next(one for one in found.aligned.points if one.relation is relation and words in one.a.span.text)


@pytest.mark.parametrize(
    ("relation", "a", "b"),
    [
        (Relation.PLANNED_DONE, "will send additional troops", "has dispatched more soldiers"),
        (Relation.FRAMED_DIFFERENTLY, "establishment of a ceasefire", "uphold and ensure"),
        (Relation.TWO_RENDERINGS, "will be hit", "will use force"),
        (Relation.DIFFERENT_NAMING, "NATO defense ministers meeting", "NATO summit"),
        (Relation.LIKE_MEASURES, "more than 1,000 troops", "at least 330 military vehicles"),
        (Relation.LIKE_MEASURES, "13 troops", "13 Turkish soldiers and a civilian"),
        (Relation.CONDITIONAL_FLAT, "if another Turkish soldier was hurt", "will hit all targets"),
        (Relation.AGREE, "by the end of the month", "by the end of February"),
        (Relation.AGREE, "observation posts that we have reinforced", "reinforce units and equipment"),
    ],
)
def test_the_seed_facts_stand_side_by_side(seeds: ReportComparison, relation: Relation, a: str, b: str) -> None:
    assert b in point(seeds, relation, a).b.span.text


def test_only_one_seed_counts_the_wounded(seeds: ReportComparison) -> None:
    figures = {one.figure.span.text for one in seeds.aligned.only_b if one.figure}
    assert "45 others" in figures
    assert not any(one.figure for one in seeds.aligned.only_a)


@pytest.mark.parametrize(
    ("side", "words"),
    [
        ("only_a", "Russia accused Turkey"),
        ("only_a", "one million Syrians"),
        ("only_b", "town of Saraqib"),
        ("only_b", "rocket launchers"),
    ],
)
def test_what_only_one_seed_carries_is_told(seeds: ReportComparison, side: str, words: str) -> None:
    assert any(words in one.side.span.text for one in getattr(seeds.aligned, side))


def test_the_screen_holds_what_a_newcomer_needs(seeds: ReportComparison) -> None:
    lines = "".join(comparison_lines(seeds)).splitlines()
    assert len(lines) <= 66
    assert max(map(len, lines)) <= 100
    assert "The two agree on two points, put two in other words and part on five." in " ".join(lines)
    assert not [line for line in lines if "…" in line]


def test_the_json_gives_every_word_with_its_place(seeds: ReportComparison) -> None:
    row: dict[str, Any] = json.loads(json.dumps(comparison_row(seeds)))
    texts = {"a": seeds.a.text, "b": seeds.b.text}
    for one in row["points"]:
        for side in ("a", "b"):
            for span in (one[side], *one[side]["marks"]):
                assert texts[side][span["start"] : span["end"]] == span["text"]
    assert set(row["similarity"]) == {"geography", "entities", "time", "narrative", "style", "tone", "overall"}
    assert all(value is None or 0 <= value <= 1 for value in row["similarity"].values())
    assert {one["relation"] for one in row["contradictions"]} == {one["relation"] for one in row["points"]} - {"agree"}


def of_words(name: str, text: str) -> tuple[Report, tuple[Claim, ...]]:
    told = Report(id=name, source=f"{name}.txt", text=text, raw_sha256="00" * 32, language="en")
    return told, load_reader().claims(told)


def test_people_on_their_way_and_people_displaced_since_a_day_are_not_one_number() -> None:
    a, claims_a = of_words("a", "A million Syrians are heading for the Turkish border, the minister said.")
    b, claims_b = of_words("b", "The United Nations said that more than 800,000 Syrians have been displaced since December.")
    (found,) = compare_reports(a, claims_a, b, claims_b).aligned.points
    assert found.relation is Relation.LIKE_MEASURES


def test_two_reports_on_different_things_have_nothing_in_common() -> None:
    a, claims_a = of_words("a", "Rebels shelled a village near Saraqib on 3 February 2020, killing two soldiers.")
    b, claims_b = of_words("b", "The two ministers signed a trade agreement in Vienna.")
    words = "".join(comparison_lines(compare_reports(a, claims_a, b, claims_b)))
    assert "The two tell of nothing in common, as far as was read." in words


def test_what_both_print_word_for_word_is_shown_once_and_counted() -> None:
    text = "Rebels shelled a village near Saraqib on 3 February 2020, killing two soldiers. The army sent 40 tanks to Saraqib."
    a, claims_a = of_words("a", text)
    b, claims_b = of_words("b", text + " It rained.")
    words = "".join(comparison_lines(compare_reports(a, claims_a, b, claims_b)))
    assert "of them in the same words) and part on none" in words
    assert words.count("Rebels shelled a village") == 1


@pytest.mark.parametrize(
    ("text", "first", "last", "width", "shown"),
    [
        ("The guards will go up the valley", 11, 18, 60, "The guards will go up the valley"),
        ("The guards will go up the valley, and then they will come down again", 11, 18, 40, "The guards will go up the valley"),
        ("The guards shelled the mill, the bridge and the old post by the river", 4, 66, 30, "guards shelled the mill"),
        ("After a long and quiet night in the hills, the guards were shelled", 54, 66, 30, "the guards were shelled"),
    ],
)
def test_as_many_whole_words_around_the_marks_as_fit_are_shown(text: str, first: int, last: int, width: int, shown: str) -> None:
    start, end = window(text, first, last, width)
    assert text[start:end].strip() == shown


def test_two_that_agree_on_the_dead_and_part_on_the_wounded_are_not_said_to_agree_on_nothing() -> None:
    a, claims_a = of_words("a", "Air strikes on Saraqib on 3 February 2020 killed five people and wounded two.")
    b, claims_b = of_words("b", "Five people were killed and seven wounded in air strikes on Saraqib on 3 February 2020.")
    words = " ".join("".join(comparison_lines(compare_reports(a, claims_a, b, claims_b))).split())
    assert "The two part on one point." in words
    assert "A gives 2 wounded, B 7 wounded; also: both give 5 killed" in words


def test_a_passage_with_two_numbers_that_only_one_gives_is_one_passage(seeds: ReportComparison) -> None:
    lines = "".join(comparison_lines(seeds)).splitlines()
    start = lines.index("Only in B") + 1
    listed = len(list(takewhile(str.strip, lines[start:])))
    assert f"and {count_words(listed, 'x').split()[0]} only in B" in " ".join(lines)
