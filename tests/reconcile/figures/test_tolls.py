"""Tolls over time and over origins: what replaces, what ranges, what is a part or a total, and how the best figure is chosen."""

from __future__ import annotations

import time
from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.eval.shared import shared
from tests.reconcile.figures.figure_stories import Story, incident_of, killed_of, told
from tests.telling import Count, claim, report
from trucewatch.ingest import ingest
from trucewatch.model import BestRule, Claim, Counted, EventType, FigureRange, FigureSaid, Report, Standing
from trucewatch.pipeline import load_reader
from trucewatch.publish.words import figures_text
from trucewatch.reconcile import reconcile
from trucewatch.reconcile.accounts.tellings import tellings
from trucewatch.reconcile.figures.ranges import Vote, best_figure, figure_ranges
from trucewatch.reconcile.figures.tolls import main_toll, series, superseded_reports

OBSERVATORY = ("The Syrian Observatory for Human Rights", "")
MINISTRY = ("The Turkish defence ministry", "TUR:GOV")


def dead(low: int | None, high: int | None = None, of: str | None = None, *, exact: bool = True) -> Count:
    return "killed", low, low if exact and high is None else high, of


def at_number(made: Claim, told_in: Report, words: str) -> Claim:
    """The claim with its figure set on the number itself, as the reader would have it."""
    return replace(made, figures=tuple(replace(figure, span=told_in.quote(words)) for figure in made.figures))


def standings(figure: FigureRange) -> list[tuple[str, int | None, Standing]]:
    return [(said.letter, said.low, said.standing) for said in figure.said]


def test_a_later_figure_of_the_same_origin_replaces_its_earlier_one() -> None:
    killed = killed_of(
        Story([dead(12)], day="2020-02-03", speaker=OBSERVATORY), Story([dead(14)], day="2020-02-04", speaker=OBSERVATORY)
    )
    assert (killed.low, killed.best, killed.high) == (14, 14, 14)
    assert standings(killed) == [("A", 12, Standing.REPLACED), ("B", 14, Standing.COUNTS)]
    assert killed.said[0].why == "account B has 14 from the same origin, 2020-02-04"


def test_a_toll_may_also_be_corrected_downwards() -> None:
    killed = killed_of(
        Story([dead(30)], day="2020-02-03", speaker=OBSERVATORY), Story([dead(21)], day="2020-02-05", speaker=OBSERVATORY)
    )
    assert (killed.low, killed.high) == (21, 21)


def test_the_series_of_an_origin_is_kept() -> None:
    killed = killed_of(
        Story([dead(12)], day="2020-02-03", speaker=OBSERVATORY),
        Story([dead(14)], day="2020-02-04", speaker=OBSERVATORY),
        Story([dead(9)], day="2020-02-04", speaker=MINISTRY),
    )
    by_origin = {origin: [(one.day and one.day.day, one.low) for one in said] for origin, said in series(killed.said).items()}
    assert sorted(by_origin.values()) == [[(3, 12), (4, 14)], [(4, 9)]]


def test_figures_of_other_origins_range() -> None:
    killed = killed_of(
        Story([dead(12)], day="2020-02-03", speaker=OBSERVATORY), Story([dead(9)], day="2020-02-05", speaker=MINISTRY)
    )
    assert (killed.low, killed.best, killed.high) == (9, None, 12)
    assert killed.rule is BestRule.TIE
    assert killed.why == "no best figure: one origin each for 9 and 12"


def test_two_figures_of_one_origin_on_one_day_range_since_nobody_knows_which_is_later() -> None:
    killed = killed_of(Story([dead(12)], speaker=OBSERVATORY), Story([dead(14)], speaker=OBSERVATORY))
    assert (killed.low, killed.best, killed.high) == (12, None, 14)
    assert killed.why == "no best figure: one origin gives 12 and 14"


def test_an_outlets_own_update_supersedes_also_on_one_day() -> None:
    reports, claims = told([Story([dead(12)], outlet="Levant Wire"), Story([dead(14)], outlet="Levant Wire")])
    (killed,) = figure_ranges(tellings(claims, {report.id: report for report in reports}), (), {"r0": "r1"})
    assert (killed.low, killed.high) == (14, 14)


def test_dozens_told_later_do_not_replace_a_number() -> None:
    killed = killed_of(
        Story([dead(31)], day="2020-02-03", speaker=OBSERVATORY),
        Story([("killed", 24, 99, None)], day="2020-02-04", speaker=OBSERVATORY, approx=True, words="Dozens fell at Saraqib"),
    )
    assert killed.best == 31


def test_the_best_figure_is_the_one_most_origins_give_and_says_so() -> None:
    killed = killed_of(Story([dead(12)], speaker=OBSERVATORY), Story([dead(12)], speaker=MINISTRY), Story([dead(20)]))
    assert (killed.low, killed.best, killed.high) == (12, 12, 20)
    assert killed.rule is BestRule.MOST_ORIGINS
    assert killed.why == "2 of 3 independent origins give 12"


def test_ten_outlets_citing_one_observatory_are_one_voice() -> None:
    many = [Story([dead(20)], speaker=OBSERVATORY) for _ in range(6)]
    killed = killed_of(*many, Story([dead(12)], speaker=MINISTRY), Story([dead(12)]))
    assert killed.best == 12


def test_at_least_is_open_to_the_right_and_keeps_its_words() -> None:
    killed = killed_of(Story([dead(40, None, exact=False)]), Story([dead(40, None, exact=False)]))
    assert (killed.low, killed.best, killed.high) == (40, 40, None)
    assert killed.best_words == "at least 40"


@pytest.mark.parametrize(
    ("bounds", "approx", "expected"),
    [
        ((13, 13), False, (13, "13")),
        ((13, None), False, (13, "at least 13")),
        ((13, 13), True, (13, "about 13")),
        ((None, 13), False, (None, "")),
        ((24, 99), True, (None, "")),
        ((30, 50), False, (None, "")),
    ],
)
def test_what_gives_a_number(bounds: tuple[int | None, int | None], approx: bool, expected: tuple[int | None, str]) -> None:
    assert best_figure([Vote("one", bounds, approx)])[:2] == expected


def test_thirteen_soldiers_and_a_civilian_are_counted_together_and_apart() -> None:
    killed = killed_of(Story([dead(13, of="TUR:MIL")]), Story([dead(13, of="TUR:MIL"), dead(1, of="TUR:CVL")]))
    assert (killed.low, killed.high) == (13, 14)
    assert [(part.of, part.low, part.best, part.high) for part in killed.parts] == [
        ("TUR:MIL", 13, 13, 13),
        ("TUR:CVL", 1, 1, 1),
    ]
    assert [(count.letter, count.whole, count.ours) for count in killed.counts] == [("A", False, False), ("B", True, True)]
    assert "account A counts only some of the parties" in killed.why


def test_where_nobody_counts_all_the_sum_is_ours() -> None:
    killed = killed_of(Story([dead(2, of="TUR:MIL")]), Story([dead(23, of="SYR:MIL")]))
    assert (killed.low, killed.best, killed.high) == (23, None, 25)
    assert killed.why == "no account counts all; the sum of the parties is ours"


def test_children_in_one_account_are_a_part_of_the_people_in_another() -> None:
    killed = killed_of(Story([dead(18)]), Story([dead(5)], words="Five children died at Saraqib"))
    assert (killed.low, killed.high) == (18, 18)
    assert standings(killed) == [("A", 18, Standing.COUNTS), ("B", 5, Standing.PART)]


@pytest.mark.parametrize(
    ("words", "number", "standing"),
    [
        ("In a war that has killed 9,000 people Saraqib was shelled", 9000, Standing.TOTAL),
        ("Shelling of Saraqib has gone on and 61 people have been killed since the ceasefire took effect", 61, Standing.TOTAL),
        ("Saraqib was shelled and 19 people killed and wounded", 19, Standing.TOTAL),
    ],
)
def test_a_total_of_more_than_this_happening_stays_out_of_the_range(words: str, number: int, standing: Standing) -> None:
    reports, claims = told([Story([dead(3)]), Story([dead(number)], words=words)])
    claims[1] = at_number(claims[1], reports[1], f"{number:,}")
    incident = next(i for i in reconcile(reports, claims) if len(i.accounts) == 2)
    killed = incident.figures[0]
    assert (killed.low, killed.high) == (3, 3)
    assert ("B", number, standing) in standings(killed)
    assert {letter for letter, _, _, _ in killed.by_account} == {"A"}


def test_a_running_toll_beside_the_days_own_number_is_a_total() -> None:
    words = "Two men died at Saraqib overnight, bringing the toll to 40"
    reports, claims = told([Story([dead(2), dead(40)], words=words)])
    figures = claims[0].figures
    spans = [reports[0].quote("Two men"), reports[0].quote("40")]
    claims[0] = replace(claims[0], figures=tuple(replace(f, span=span) for f, span in zip(figures, spans, strict=True)))
    (incident,) = reconcile(reports, claims)
    assert (incident.figures[0].low, incident.figures[0].high) == (2, 2)
    assert standings(incident.figures[0]) == [("A", 2, Standing.COUNTS), ("A", 40, Standing.TOTAL)]


def test_a_risen_toll_that_stands_alone_is_the_toll() -> None:
    reports, claims = told([Story([dead(40)], words="The toll of the shelling of Saraqib has risen to 40")])
    claims[0] = at_number(claims[0], reports[0], "40")
    (incident,) = reconcile(reports, claims)
    assert incident.figures[0].best == 40


def test_a_report_tells_first_what_it_mainly_tells_of() -> None:
    incident = incident_of(Story([dead(30, None, exact=False), dead(8)]))
    toll = main_toll("r0", (incident,))
    assert toll is not None
    assert (toll.number, toll.low, toll.high) == (30, 30, None)
    assert main_toll("r0", (incident,), Counted.WOUNDED) is None


NUMBERS = st.integers(1, 60)
STORIES = st.lists(
    st.builds(
        Story,
        counts=st.tuples(
            st.tuples(st.just("killed"), NUMBERS, st.none(), st.sampled_from([None, "TUR:MIL", "TUR:CVL"]))
            | NUMBERS.flatmap(lambda n: st.tuples(st.just("killed"), st.just(n), st.just(n), st.sampled_from([None, "TUR:MIL"])))
        ),
        day=st.sampled_from(["2020-02-03", "2020-02-04", "2020-02-05"]),
        speaker=st.sampled_from([None, OBSERVATORY, MINISTRY]),
    ),
    min_size=1,
    max_size=5,
)


def ranges(stories: list[Story], *, turned: bool = False) -> tuple[FigureRange, ...]:
    reports, claims = told(stories)
    known = {report.id: report for report in reports}
    return figure_ranges(tellings(claims[::-1] if turned else claims, known))


@settings(max_examples=60, deadline=None)
@given(STORIES)
def test_low_best_and_high_are_in_order_and_the_order_of_claims_changes_nothing(stories: list[Story]) -> None:
    for figure in (found := ranges(stories)):
        for one in (figure, *figure.parts):
            numbers = [n for n in (one.low, one.best, one.high) if n is not None]
            assert numbers == sorted(numbers)
    assert ranges(stories, turned=True) == found


@settings(max_examples=60, deadline=None)
@given(STORIES, st.integers(0, 4), st.sampled_from(["2020-02-05", "2020-02-09"]))
def test_saying_a_figure_again_from_the_same_origin_changes_nothing(stories: list[Story], which: int, day: str) -> None:
    again = replace(stories[-1], day=stories[-1].day, outlet=f"Outlet {len(stories) - 1}")
    before, after = ranges(stories), ranges([*stories, again])
    assert [(f.low, f.best, f.high, f.rule) for f in before] == [(f.low, f.best, f.high, f.rule) for f in after]


@settings(max_examples=60, deadline=None)
@given(STORIES, st.integers(1, 60))
def test_a_subset_never_raises_the_high(stories: list[Story], part: int) -> None:
    before = ranges([Story([dead(61)]), *stories])[0]
    after = ranges([Story([dead(61), dead(part)]), *stories])[0]
    assert (after.low, after.best, after.high) == (before.low, before.best, before.high)


@settings(max_examples=60, deadline=None)
@given(NUMBERS, NUMBERS)
def test_of_one_origin_only_the_latest_number_stands(first: int, last: int) -> None:
    early = Story([dead(first)], day="2020-02-03", speaker=OBSERVATORY)
    (killed,) = ranges([early, Story([dead(last)], day="2020-02-07", speaker=OBSERVATORY)])
    assert (killed.low, killed.best, killed.high) == (last, last, last)


@pytest.mark.shared
@pytest.mark.parametrize("dated", [True, False])
def test_the_seeds_count_thirteen_troops_and_thirteen_soldiers_and_a_civilian(dated: bool) -> None:
    day = date(2020, 2, 13) if dated else None
    reports = [item for item in ingest([shared("seeds")], published=day) if isinstance(item, Report)]
    claims = [claim for report in reports for claim in load_reader().claims(report)]
    dead = [figure for incident in reconcile(reports, claims) for figure in incident.figures if figure.kind is Counted.KILLED]
    said: list[FigureSaid] = [one for figure in dead for one in figure.said]
    assert {(one.low, one.of) for one in said} >= {(13, "TUR:MIL"), (1, "CVL")}
    assert max(figure.high or 0 for figure in dead) == 14


def test_a_number_that_its_account_once_calls_a_lower_bound_stays_one() -> None:
    killed = killed_of(Story([dead(40, None, exact=False), dead(40)]))
    assert (killed.low, killed.best, killed.high, killed.best_words) == (40, 40, None, "at least 40")


def test_people_are_everybody_and_not_the_civilians_of_the_sentence() -> None:
    killed = killed_of(
        Story([dead(14, of="SYR:CVL")], words="Fourteen people died at Saraqib"),
        Story([dead(12, of="SYR:CVL"), dead(2, of="SYR:REB")]),
    )
    assert (killed.low, killed.best, killed.high) == (14, 14, 14)
    assert [(part.of, part.low) for part in killed.parts] == [("SYR:REB", 2), ("SYR:CVL", 12)]


def test_thousands_of_accounts_are_ranged_in_seconds() -> None:
    sides = ("TUR:MIL", None)
    stories = [
        Story([dead(10 + n % 50, of=sides[n % 2])], day=f"2020-02-{4 + n % 20:02d}", speaker=OBSERVATORY if n % 3 else None)
        for n in range(4000)
    ]
    started = time.process_time()
    (killed,) = ranges(stories)
    assert time.process_time() - started < 10  # about 1.5 s; grown with the square of the accounts it was minutes
    assert (killed.kind, len(killed.counts)) == (Counted.KILLED, 4000)


def test_a_later_version_by_the_same_outlet_is_found_by_its_words() -> None:
    page = "Residents spoke of a long night in the cellars, and of rescuers who dug until dawn under fire from the hills above. "
    reports, claims = [], []
    for n, number in enumerate((11, 14)):
        words = f"Shells killed {number} at Saraqib"
        one = report(f"r{n}", f"2020-02-0{4 + n}", f"{words}. {page * 4}", "Levant Wire")
        reports.append(one)
        claims.append(
            claim(
                one,
                words,
                EventType.ASSAULT,
                "heavy-weapons",
                by=[("Shells", "SYR")],
                at="Saraqib",
                on="2020-02-03",
                counts=[dead(number)],
            )
        )
    superseded = superseded_reports(tellings(claims, {one.id: one for one in reports}))
    (incident,) = reconcile(reports, claims)
    assert superseded == {"r0": "r1"}
    assert (incident.figures[0].low, incident.figures[0].high) == (14, 14)


def test_where_only_a_total_of_more_is_told_the_happening_has_no_number() -> None:
    words = "Saraqib was shelled in a war that has killed 9,000 people"
    reports, claims = told([Story([dead(9000)], words=words)])
    claims[0] = at_number(claims[0], reports[0], "9,000")
    (incident,) = reconcile(reports, claims)
    killed = incident.figures[0]
    assert (killed.low, killed.best, killed.high, killed.by_account) == (None, None, None, ())
    assert killed.why == "no figure of this happening"
    assert figures_text(incident) == ()
    assert main_toll("r0", (incident,)) is None


def test_an_earlier_toll_named_beside_the_new_one_does_not_count() -> None:
    words = "Saraqib: 42 dead, the group said; on Thursday it had given a death toll of 17"
    reports, claims = told([Story([dead(42), dead(17)], words=words)])
    spans = [reports[0].quote("42"), reports[0].quote("17")]
    figures = tuple(replace(f, span=span) for f, span in zip(claims[0].figures, spans, strict=True))
    (incident,) = reconcile(reports, [replace(claims[0], figures=figures)])
    assert (incident.figures[0].low, incident.figures[0].high) == (42, 42)
    assert standings(incident.figures[0])[1] == ("A", 17, Standing.REPLACED)


def test_of_numbers_that_tie_the_one_that_bears_out_the_lower_bounds_is_best() -> None:
    stories = [Story([("wounded", 106, 106, None)], outlet="A"), Story([("wounded", 100, None, None)], outlet="B")]
    figure = incident_of(*stories).figures[0]
    assert (figure.low, figure.best, figure.high) == (100, 106, 106)
    assert figure.why == "2 of 2 independent origins can be right with 106"


def test_where_two_numbers_bear_out_as_many_there_is_no_best() -> None:
    counts = [(17, None), (19, 19), (27, 27)]
    figure = killed_of(*(Story([("killed", low, high, None)], outlet=f"Outlet {low}") for low, high in counts))
    assert figure.best is None
