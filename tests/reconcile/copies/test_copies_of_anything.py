"""Properties of the search for copies, and texts that nobody writes."""

from __future__ import annotations

import random
import time
from collections.abc import Sequence
from datetime import date, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from trucewatch.model import Basis, Outlet, Precision, Published, Report
from trucewatch.reconcile.copies.credits import Credits
from trucewatch.reconcile.copies.graph import copy_graph, earlier_tellings
from trucewatch.reconcile.copies.shared_words import Runs, covered, shared_passages
from trucewatch.reconcile.copies.wording import WORD, wording

WORDS = [f"word{n}" for n in range(5_000)]


def article(seed: int, size: int = 200) -> list[str]:
    return random.Random(seed).choices(WORDS, k=size)


def edited(words: Sequence[str], share: float, seed: int) -> list[str]:
    """The same words with a share of them replaced."""
    rng = random.Random(seed)
    return [f"edit{rng.random()}" if rng.random() < share else word for word in words]


def report(id: str, words: Sequence[str], outlet: str = "", day: int = 0) -> Report:
    published = Published(date(2020, 1, 1) + timedelta(days=day), Precision.DAY, Basis.METADATA) if day else None
    return Report(id, "s", " ".join(words), id, outlet=Outlet(outlet, Basis.METADATA) if outlet else None, published=published)


@st.composite
def newsrooms(draw: st.DrawFn) -> list[Report]:
    """Reports of a few outlets that copy, edit, cut and join a few texts, dated or not."""
    out = []
    for number in range(draw(st.integers(2, 9))):
        seed = draw(st.integers(1, 3))
        words = edited(article(seed, 60), draw(st.sampled_from([0, 0, 0.02, 0.1])), number)[: draw(st.sampled_from([25, 60]))]
        words += article(draw(st.integers(1, 3)), 60) if draw(st.booleans()) else []
        out.append(report(f"r{number}", words, draw(st.sampled_from(["", "A", "B", "Reuters"])), draw(st.integers(0, 3))))
    return out


@settings(max_examples=60, deadline=None)
@given(newsrooms(), st.randoms())
def test_the_order_of_reports_changes_nothing(reports: list[Report], rng: random.Random) -> None:
    mixed = [*reports, reports[0]]
    rng.shuffle(mixed)
    one, other = copy_graph(reports), copy_graph(mixed)
    assert one.copies == other.copies
    assert one.supersessions() == other.supersessions()
    assert [one.root(item.id) for item in reports] == [other.root(item.id) for item in reports]


@settings(max_examples=60, deadline=None)
@given(newsrooms())
def test_every_passage_stands_in_both_reports_and_every_family_has_one_root(reports: list[Report]) -> None:
    graph, known = copy_graph(reports), {item.id: item for item in reports}
    for copy in graph.copies:
        for passage in copy.passages:
            assert known[copy.earlier].text[passage.earlier.start : passage.earlier.end] == passage.earlier.text
            assert known[copy.later].text[passage.later.start : passage.later.end] == passage.later.text
    for item in reports:
        root = graph.root(item.id)
        assert graph.root(root) == root
        assert item.id in graph.family(item.id)
    gone = {found.report_id for found in graph.supersessions()}
    assert all(found.by not in gone for found in graph.supersessions())


@settings(max_examples=60, deadline=None)
@given(st.integers(0, 10**6), st.sampled_from([0.0, 0.01, 0.03, 0.05, 0.1]))
def test_a_copy_with_up_to_a_tenth_of_its_words_changed_is_found(seed: int, share: float) -> None:
    words = article(seed, 150)
    graph = copy_graph([report("a", words, "A", 1), report("b", edited(words, share, seed), "B", 2)])
    assert graph.root("b") == "a"
    assert graph.copies[0].share_later >= 1 - 7 * share - 0.1


@settings(max_examples=60, deadline=None)
@given(st.integers(0, 10**6))
def test_unrelated_reports_are_no_copies(seed: int) -> None:
    assert copy_graph([report("a", article(seed)), report("b", article(seed + 1))]).copies == ()


@given(st.text(max_size=300), st.text(max_size=300))
def test_what_is_shared_is_equal_on_both_sides(a: str, b: str) -> None:
    one, other = wording(a), wording(b)
    for tile in shared_passages(Runs.of(one.words), other.words, fewest=1):
        assert tile.words <= min(tile.a_end - tile.a, tile.b_end - tile.b)
        assert covered([tile], first=True) == covered([tile], first=False) == tile.words


@pytest.mark.parametrize(
    "text",
    ["", "   \n ", "?!… —", "\0\ud800", "مرحبا بالعالم " * 20, "停火协议在星期一生效" * 20, "e\u0301" * 2_000, "a" * 100_000],
    ids=["empty", "blank", "punctuation", "broken", "right-to-left", "no blanks", "accents", "one long word"],
)
def test_odd_texts_are_searched_as_any_other(text: str) -> None:
    graph = copy_graph([Report("a", "s", text, "1"), Report("b", "s", text, "2"), report("c", article(1))])
    assert {graph.root(key) for key in ("a", "b")} <= {"a", "b"}
    assert graph.root("c") == "c"


def test_a_text_in_arabic_is_known_again_without_its_short_vowels() -> None:
    bare = "قال المرصد السوري إن ثمانية جنود أتراك قتلوا يوم الاثنين في قصف على رتل عسكري قرب بلدة سراقب في ريف ادلب الشرقي"
    marked = bare.replace("قتلوا", "قُتِلوا").replace("قصف", "قَصْف")
    assert copy_graph([Report("a", "s", bare, "1"), Report("b", "s", marked, "2")]).copies != ()


def test_one_word_a_million_times_and_a_book_take_seconds() -> None:
    start = time.process_time()
    monotone = [Report(f"m{n}", "s", "bomb " * (1_000_000 - n), f"m{n}") for n in range(2)]
    book = " ".join(article(7, 150_000))
    copies = copy_graph([*monotone, Report("x", "s", book, "x"), Report("y", "s", book + " end", "y")]).copies
    assert {(copy.earlier, copy.later) for copy in copies} == {("m0", "m1"), ("x", "y")}
    assert time.process_time() - start < 60


def test_ten_thousand_copies_of_one_report_are_a_star_and_not_all_pairs() -> None:
    start, words = time.process_time(), article(3, 300)
    reports = [report(f"r{n:05}", words, f"Outlet {n % 400}", 1 + n % 20) for n in range(10_000)]
    graph = copy_graph(reports)
    assert len(graph.copies) == 9_999
    assert len({graph.root(item.id) for item in reports}) == 1
    assert time.process_time() - start < 20


def test_a_hundred_thousand_outlets_may_be_credited_at_no_more_cost() -> None:
    outlets = [report(f"r{n:06}", ["x"], f"Outlet {n}") for n in range(100_000)]
    credits = Credits(outlets)
    start = time.process_time()
    credited = [credits.whole(Report(f"c{n}", "s", f"BEIRUT (Outlet {n}) - Shells fell.", "c")) for n in range(1_000)]
    assert credited[7] == "Outlet 7"
    assert time.process_time() - start < 2


def test_the_accounts_of_an_incident_are_led_to_the_earliest_they_repeat() -> None:
    first, second = article(1, 40), article(2, 40)
    passages = [" ".join(words) for words in (first, second, edited(first, 0.05, 1), first, article(3, 40))]
    assert earlier_tellings(passages, [None] * 5, Credits([])) == (None, None, (0, True, False), (0, True, False), None)


def test_words_are_cut_where_scrapes_and_scripts_want_it() -> None:
    text = "The U.S. said Assad's 1,300 men don’t 停火 end.Next"
    assert [found.group() for found in WORD.finditer(text)] == [
        "The",
        "U.S.",
        "said",
        "Assad's",
        "1,300",
        "men",
        "don’t",
        "停",
        "火",
        "end",
        "Next",
    ]
    assert wording("Assad's 1,300 U.S. men").key == wording("assads 1300 US MEN").key
