"""Two reports side by side: which passages are joined, under which class, and what is left in one of them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.telling import Count, claim, report
from trucewatch.model import Claim, EventType, Passage, Realis, Relation, Report, Role
from trucewatch.reconcile import reconcile
from trucewatch.reconcile.comparing.alignment import align
from trucewatch.reconcile.comparing.alignment_parts import Alignment, Point, Side
from trucewatch.reconcile.comparing.passages import ToldAs

ASSAULT, MOBILIZE, DISPLACE = EventType.ASSAULT, EventType.MOBILIZE, EventType.DISPLACE
REQUEST, THREATEN = EventType.REQUEST, EventType.THREATEN
STATE = [("The ministry", "TUR")]
VURAL = ("Minister Vural", "TUR:GOV")


def told(name: str, *sentences: str) -> Report:
    return report(name, "2020-03-03", "\n\n".join(sentences))


def aligned(a: Report, claims_a: Sequence[Claim], b: Report, claims_b: Sequence[Claim]) -> Alignment:
    incidents = reconcile((a, b), (*claims_a, *claims_b))
    return align(a, claims_a, b, claims_b, {key: incident.id for incident in incidents for key in incident.claim_ids})


FIRST = told(
    "first",
    "The ministry will send another company up the valley, Minister Vural said.",
    "The ministry has sent 900 guards there since last week.",
    '"Whoever breaks the truce will be punished," Minister Vural told the press.',
    "The ministry will shell the ridge if another guard is hurt, Minister Vural said.",
    "Our weather masts on the escarpment keep measuring the drizzle.",
    "A bakery burnt down in Kafr Nabl.",
)
SECOND = told(
    "second",
    "The ministry has dispatched another company to the valley.",
    "A convoy of 60 lorries of the ministry went there earlier.",
    '"Our men will use force against anybody who violates the truce," Minister Vural told the press.',
    "The ministry will shell the ridge, Minister Vural said.",
    "On the escarpment the weather masts measured more drizzle than ever.",
    "Farmers struck in Damascus.",
)
CLAIMS_FIRST = (
    claim(
        FIRST,
        "The ministry will send another company up the valley",
        MOBILIZE,
        "troops",
        by=STATE,
        realis=Realis.FUTURE,
        speaker=VURAL,
    ),
    claim(
        FIRST,
        "The ministry has sent 900 guards there since last week",
        MOBILIZE,
        "troops",
        by=STATE,
        counts=[("troops", 900, 900, None)],
    ),
    claim(
        FIRST,
        '"Whoever breaks the truce will be punished,"',
        THREATEN,
        "violence",
        by=STATE,
        realis=Realis.FUTURE,
        speaker=VURAL,
        direct=True,
    ),
    claim(
        FIRST,
        "The ministry will shell the ridge if another guard is hurt",
        THREATEN,
        "violence",
        by=STATE,
        realis=Realis.CONDITIONAL,
        speaker=VURAL,
    ),
    claim(FIRST, "A bakery burnt down in Kafr Nabl", ASSAULT, at="Kafr Nabl"),
)
CLAIMS_SECOND = (
    claim(SECOND, "The ministry has dispatched another company to the valley", MOBILIZE, "troops", by=STATE),
    claim(
        SECOND,
        "A convoy of 60 lorries of the ministry went there earlier",
        MOBILIZE,
        "weapons",
        by=STATE,
        counts=[("vehicles", 60, 60, None)],
    ),
    claim(
        SECOND,
        '"Our men will use force against anybody who violates the truce,"',
        THREATEN,
        "violence",
        by=STATE,
        realis=Realis.FUTURE,
        speaker=VURAL,
        direct=True,
    ),
    claim(
        SECOND,
        "The ministry will shell the ridge, Minister Vural said",
        THREATEN,
        "violence",
        by=STATE,
        realis=Realis.FUTURE,
        speaker=VURAL,
    ),
    claim(SECOND, "Farmers struck in Damascus", EventType.PROTEST, at="Damascus"),
)


@pytest.fixture(scope="module")
def both() -> Alignment:
    return aligned(FIRST, CLAIMS_FIRST, SECOND, CLAIMS_SECOND)


def beside(found: Alignment, words: str) -> Point:
    """The point whose first side begins with these words."""
    return next(point for point in found.points if point.a.span.text.strip('"').startswith(words))


@pytest.mark.parametrize(
    ("words", "other", "relation"),
    [
        ("The ministry will send", "The ministry has dispatched", Relation.PLANNED_DONE),
        ("The ministry has sent 900", "A convoy of 60 lorries", Relation.LIKE_MEASURES),
        ("Whoever breaks the truce", "Our men will use force", Relation.TWO_RENDERINGS),
        ("The ministry will shell", "The ministry will shell", Relation.CONDITIONAL_FLAT),
        ("Our weather masts", "On the escarpment", Relation.AGREE),
    ],
)
def test_a_passage_stands_beside_its_counterpart(both: Alignment, words: str, other: str, relation: Relation) -> None:
    point = beside(both, words)
    assert point.b.span.text.strip('"').startswith(other)
    assert point.relation is relation


def test_what_stands_in_one_report_only_is_left(both: Alignment) -> None:
    assert [one.side.span.text for one in both.only_a if one.figure is None] == ["A bakery burnt down in Kafr Nabl"]
    assert [one.side.span.text for one in both.only_b if one.figure is None] == ["Farmers struck in Damascus"]


def test_points_stand_in_the_order_of_the_first_report(both: Alignment) -> None:
    starts = [point.a.span.start for point in both.points]
    assert starts == sorted(starts)


@pytest.mark.parametrize(
    ("words", "marked_a", "marked_b"),
    [
        ("The ministry will send", {"will send"}, {"has dispatched"}),
        ("The ministry will shell", {"if another guard is hurt"}, set()),
    ],
)
def test_the_words_that_part_are_marked(both: Alignment, words: str, marked_a: set[str], marked_b: set[str]) -> None:
    trigger = {"will send": "send", "has dispatched": "dispatched"}
    a, b = ([_with_trigger(one, trigger) for one in claims] for claims in (CLAIMS_FIRST, CLAIMS_SECOND))
    point = beside(aligned(FIRST, a, SECOND, b), words)
    assert marked_a <= {mark.span.text for mark in point.a.marks}
    assert marked_b <= {mark.span.text for mark in point.b.marks}


def _with_trigger(one: Claim, triggers: dict[str, str]) -> Claim:
    held = next((verb for group, verb in triggers.items() if group in one.quote.text), None)
    text = FIRST if one.report_id == "first" else SECOND
    return replace(one, trigger=text.quote(held)) if held else one


def test_each_side_says_in_whose_voice_it_speaks(both: Alignment) -> None:
    plan, quote = beside(both, "The ministry will send"), beside(both, "Whoever breaks")
    assert (plan.a.voice, plan.a.speaker, plan.b.voice, plan.b.speaker) == (ToldAs.REPORTED, "Minister Vural", ToldAs.OWN, None)
    assert (quote.a.voice, quote.a.speaker) == (ToldAs.QUOTED, "Minister Vural")


def test_a_headline_speaks_as_a_headline() -> None:
    text = replace(FIRST, passages=(Passage(0, 74, Role.HEADLINE), Passage(74, len(FIRST.text), Role.BODY)))
    unsaid = replace(CLAIMS_FIRST[0], speaker=None)
    found = aligned(text, (unsaid, *CLAIMS_FIRST[1:]), SECOND, CLAIMS_SECOND)
    assert beside(found, "The ministry will send").a.voice is ToldAs.HEADLINE


def raid(one: Report, *counts: Count) -> Claim:
    """Rockets on Saraqib; each number rests on its own words."""
    made = claim(
        one, one.text[:-1], ASSAULT, "heavy-weapons", at="Saraqib", to=[("guards", "TUR:MIL")], on="2020-03-02", counts=counts
    )
    return replace(made, figures=tuple(replace(figure, span=one.quote(str(figure.low))) for figure in made.figures))


def test_a_number_that_one_of_two_joined_passages_adds_is_only_there() -> None:
    a, b = told("a", "Rockets killed 13 guards in Saraqib."), told("b", "Rockets killed 13 guards and hurt 45 in Saraqib.")
    killed, wounded = ("killed", 13, 13, "TUR:MIL"), ("wounded", 45, 45, None)
    found = aligned(a, [raid(a, killed)], b, [raid(b, killed, wounded)])
    (point,), (only,) = found.points, found.only_b
    assert point.relation is Relation.AGREE
    assert only.figure is not None
    assert only.figure.span.text == "45"


def test_a_number_that_the_other_report_gives_elsewhere_is_not_only_in_one() -> None:
    a, b = (
        told("a", "Rockets killed 13 guards in Saraqib.", "45 were hurt."),
        told("b", "Rockets killed 13 guards and hurt 45 in Saraqib."),
    )
    killed, wounded = ("killed", 13, 13, "TUR:MIL"), ("wounded", 45, 45, None)
    first = replace(raid(a, killed), quote=a.quote("Rockets killed 13 guards in Saraqib"))
    second = claim(a, "45 were hurt", ASSAULT, counts=[wounded])
    assert aligned(a, [first, second], b, [raid(b, killed, wounded)]).only_b == ()


def test_the_same_deed_elsewhere_on_another_day_is_not_joined() -> None:
    a, b = told("a", "Rockets fell on Saraqib on Monday."), told("b", "Shells hit Afrin in May.")
    found = aligned(
        a,
        [claim(a, a.text, ASSAULT, "heavy-weapons", at="Saraqib", on="2020-03-02")],
        b,
        [claim(b, b.text, ASSAULT, "heavy-weapons", at="Afrin", on="2020-05-02")],
    )
    assert found.points == ()
    assert len(found.only_a) == len(found.only_b) == 1


def test_a_report_is_not_aligned_with_itself() -> None:
    with pytest.raises(ValueError, match="itself"):
        align(FIRST, CLAIMS_FIRST, FIRST, CLAIMS_FIRST)


def test_reports_without_claims_have_nothing_in_common() -> None:
    found = align(told("a", "It rained."), (), told("b", "The sun shone."), ())
    assert found == Alignment((), (), ())


TEXT = "The army shelled the town and killed some. The president said he would send troops to keep the truce. All denied it."
WORDS = [sentence.strip() for sentence in TEXT.split(".") if sentence.strip()]
ACTS = [(ASSAULT, "heavy-weapons"), (MOBILIZE, "troops"), (THREATEN, "violence"), (REQUEST, "yield"), (DISPLACE, None)]


@st.composite
def claims_of(draw: st.DrawFn, one: Report) -> list[Claim]:
    out = []
    for _ in range(draw(st.integers(0, 4))):
        kind, mode = draw(st.sampled_from(ACTS))
        day = (date(2020, 3, 1) + timedelta(days=draw(st.integers(0, 2)))).isoformat()
        counts: list[Count] = [("killed", n, n, None) for n in draw(st.lists(st.integers(0, 40), max_size=2))]
        made = claim(
            one,
            draw(st.sampled_from(WORDS)),
            kind,
            mode,
            by=[("army", side) for side in draw(st.lists(st.sampled_from(["SYR:MIL", "TUR"]), max_size=1))],
            at=draw(st.none() | st.sampled_from(["Saraqib", "Kafr Nabl", "Idlib"])),
            on=draw(st.none() | st.just(day)),
            realis=draw(st.sampled_from(list(Realis))),
            speaker=draw(st.none() | st.just(VURAL)),
            counts=counts,
            direct=draw(st.booleans()),
        )
        out.append(made)
    return list({made.id: made for made in out}.values())


ONE, TWO = report("one", "2020-03-03", TEXT), report("two", "2020-03-03", TEXT)


def turned(found: Alignment) -> tuple[set[tuple[Relation, Side, Side, bool]], set[object], set[object]]:
    return (
        {(point.relation, point.b, point.a, point.likely) for point in found.points},
        set(found.only_b),
        set(found.only_a),
    )


@settings(max_examples=150, deadline=None)
@given(claims_of(ONE), claims_of(TWO))
def test_asking_the_other_way_round_only_swaps_the_letters(a: list[Claim], b: list[Claim]) -> None:
    there, back = aligned(ONE, a, TWO, b), aligned(TWO, b, ONE, a)
    assert turned(back) == ({(p.relation, p.a, p.b, p.likely) for p in there.points}, set(there.only_a), set(there.only_b))
    swapped = {p.why.replace("account A", "account X").replace("account B", "account A").replace("X", "B") for p in back.points}
    assert len(swapped) == len({p.why for p in there.points})


@settings(max_examples=100, deadline=None)
@given(claims_of(ONE), claims_of(TWO))
def test_every_claim_is_joined_left_or_told_again_and_every_passage_is_verbatim(a: list[Claim], b: list[Claim]) -> None:
    found = aligned(ONE, a, TWO, b)
    sides = [side for point in found.points for side in (point.a, point.b)]
    sides += [one.side for one in (*found.only_a, *found.only_b)]
    for side in sides:
        text = {"one": ONE, "two": TWO}[side.span.report_id].text
        assert text[side.span.start : side.span.end] == side.span.text
        assert all(side.span.start <= mark.span.start <= mark.span.end <= side.span.end for mark in side.marks)
    joined = [key for point in found.points for side in (point.a, point.b) for key in side.claim_ids]
    lone = [key for one in (*found.only_a, *found.only_b) if one.figure is None for key in one.side.claim_ids]
    assert not set(joined) & set(lone)
    assert len(lone) == len(set(lone))
