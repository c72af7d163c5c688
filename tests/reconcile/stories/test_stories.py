"""Which reports have one main happening: retellings, two raids of a day, follow-ups, totals, wrong days, empty and Arabic texts."""

from __future__ import annotations

import random
import time
from collections.abc import Sequence

from tests.telling import claim, report
from trucewatch.model import Claim, EventType, Report
from trucewatch.model.story import Story
from trucewatch.reconcile.stories.groups import stories

MONDAY, TUESDAY, THURSDAY = "2020-02-03", "2020-02-04", "2020-02-06"
Told = tuple[Report, list[Claim]]


def shelling(
    id: str,
    text: str,
    day: str | None = MONDAY,
    outlet: str | None = None,
    *,
    at: str = "Binnish",
    on: str = MONDAY,
    dead: int = 17,
) -> Told:
    """A report whose first sentence tells of a shelling."""
    told = report(id, day, text, outlet)
    first = claim(
        told,
        text.split(".")[0],
        EventType.ASSAULT,
        "heavy-weapons",
        at=at,
        on=on,
        counts=[("killed", dead, dead, "SYR:CVL")] if dead else [],
    )
    return told, [first]


def gathered(told: Sequence[Told]) -> tuple[Story, ...]:
    return stories([one for one, _ in told], [item for _, claims in told for item in claims])


def groups(found: Sequence[Story]) -> set[tuple[str, ...]]:
    return {story.report_ids for story in found}


BAKERY = shelling(
    "a",
    "Mortar rounds hit a bakery in Binnish on Monday and killed 17 people who had queued for bread. The civil defence dug until dark.",
    outlet="Levant Wire",
)
QUEUE = shelling(
    "b",
    "Seventeen people in a queue for bread died when shells fell on Binnish on Monday. Rescue workers gave the toll.",
    TUESDAY,
    "Hill Post",
)
MOSQUE = shelling(
    "c",
    "Artillery killed two shepherds near the mosque of Jarjanaz on Monday. Their flock was scattered.",
    MONDAY,
    "Hill Post",
    at="Jarjanaz",
    dead=2,
)


def test_one_happening_in_other_words_is_one_story() -> None:
    (found,) = gathered([BAKERY, QUEUE])
    assert found.report_ids == ("a", "b")
    assert (found.type, found.mode) == (EventType.ASSAULT, "heavy-weapons")
    assert found.main_claim == BAKERY[1][0].id


def test_a_link_tells_why() -> None:
    (found,) = gathered([BAKERY, QUEUE])
    (link,) = found.links
    assert (link.first, link.second) == ("a", "b")
    assert link.score > 0.5
    assert "the same number of dead (17)" in link.reasons


def test_two_raids_on_two_towns_are_two_stories() -> None:
    assert groups(gathered([BAKERY, QUEUE, MOSQUE])) == {("a", "b"), ("c",)}


def test_two_raids_on_one_town_in_one_week_are_two_stories() -> None:
    later = shelling(
        "d",
        "Rockets set a school in Binnish ablaze on Thursday and killed 4 teachers. Lessons had ended.",
        THURSDAY,
        "Levant Wire",
        on=THURSDAY,
        dead=4,
    )
    assert groups(gathered([BAKERY, QUEUE, later])) == {("a", "b"), ("d",)}


def test_a_follow_up_stands_apart_and_is_linked() -> None:
    told = report(
        "e",
        THURSDAY,
        "The Security Council met on Thursday to hear the envoy. He spoke of the shelling of Binnish on Monday that killed 17 people.",
        "Hill Post",
    )
    meeting = claim(told, "The Security Council met on Thursday", EventType.CONSULT, on=THURSDAY)
    past = claim(
        told,
        "the shelling of Binnish on Monday that killed 17 people",
        EventType.ASSAULT,
        "heavy-weapons",
        at="Binnish",
        on=MONDAY,
        counts=[("killed", 17, 17, None)],
    )
    first, second = gathered([BAKERY, QUEUE, (told, [meeting, past])])
    assert (first.report_ids, second.report_ids) == (("a", "b"), ("e",))
    (link,) = first.follow_ups
    assert (link.first, link.second) == ("a", "e")
    assert link.reasons[0] == "comes back to it: heavy-weapons at Binnish"


def test_a_monthly_total_is_not_the_day_it_counts() -> None:
    told = report(
        "f",
        "2020-02-29",
        "Shelling killed 212 people across Idlib in February. Binnish alone buried 17 of them, monitors counted.",
        "Hill Post",
    )
    total = claim(
        told, "Shelling killed 212 people across Idlib in February", EventType.ASSAULT, "heavy-weapons", at="Idlib", on="2020-02-01", until="2020-02-29",
        counts=[("killed", 212, 212, None)],
    )  # fmt: skip
    assert groups(gathered([BAKERY, (told, [total])])) == {("a",), ("f",)}


def test_a_misprinted_day_does_not_part_two_copies() -> None:
    text = BAKERY[0].text
    copy = shelling("g", text, "2018-02-03", "Hill Post")
    assert len(gathered([BAKERY, copy])) == 1


def test_a_report_without_a_day_finds_its_story() -> None:
    undated = shelling("h", BAKERY[0].text.replace("dug until dark", "dug until midnight"), None, "Hill Post")
    assert groups(gathered([BAKERY, undated, MOSQUE])) == {("a", "h"), ("c",)}


def test_empty_reports_are_stories_of_their_own() -> None:
    empty: list[Told] = [(report(f"empty-{n}", MONDAY, text), []) for n, text in enumerate(("", " ", "\n"))]
    found = gathered([BAKERY, *empty])
    assert len(found) == 4
    assert all(story.main_claim is None and story.type is None for story in found if story.report_ids != ("a",))


def test_arabic_reports_of_one_happening_are_one_story() -> None:
    text = "قصفت مدفعية مخبزا في بلدة بنش صباح الاثنين وقتل سبعة عشر مدنيا كانوا ينتظرون الخبز"
    told: list[Told] = [
        (report("a", MONDAY, text, "شبكة بلدي"), []),
        (report("b", MONDAY, text + " وقال الدفاع المدني إن العدد مرشح للارتفاع", "راديو الشمال"), []),
        (report("c", MONDAY, "اجتمع وزراء الخارجية في جنيف لبحث المساعدات الإنسانية عبر الحدود", "راديو الشمال"), []),
    ]
    assert groups(gathered(told)) == {("a", "b"), ("c",)}


def test_the_order_of_the_input_changes_nothing() -> None:
    told = [BAKERY, QUEUE, MOSQUE, *many(60)]
    found = gathered(told)
    for seed in range(3):
        mixed = random.Random(seed).sample(told, len(told))
        assert gathered(mixed) == found


def test_a_later_report_keeps_the_id_and_changes_no_other_story() -> None:
    before = gathered([BAKERY, MOSQUE, *many(60)])
    after = {story.id: story for story in gathered([BAKERY, MOSQUE, *many(60), QUEUE])}
    joined = next(story for story in before if story.report_ids == ("a",))
    assert after[joined.id].report_ids == ("a", "b")
    assert all(after[story.id] == story for story in before if story.id != joined.id)


def test_each_report_is_in_one_story_even_if_given_twice() -> None:
    found = gathered([BAKERY, BAKERY, QUEUE])
    assert [story.report_ids for story in found] == [("a", "b")]


def test_a_text_printed_twenty_thousand_times_is_one_story() -> None:
    text = BAKERY[0].text
    started = time.process_time()
    (found,) = stories([report(f"copy-{n:05d}", MONDAY, text) for n in range(20_000)], [])
    assert len(found.report_ids) == 20_000
    assert found.links[-1].reasons == ("the same text",)
    assert time.process_time() - started < 60


def test_five_thousand_short_reports_are_gathered_in_seconds() -> None:
    told = many(5_000)
    started = time.process_time()
    found = gathered(told)
    assert time.process_time() - started < 60  # 6 on an idle core
    truth = {one.id.partition("-")[0] for one, _ in told}
    assert 0.7 * len(truth) <= len(found) <= 1.2 * len(truth)  # some towns are hit twice in two days


def many(count: int) -> list[Told]:
    """Short reports of our own making, two or three of each happening, over a year."""
    draw = random.Random(7)
    towns = [
        a + b
        for a in ("Kafr", "Tel", "Dei", "Ain", "Khir")
        for b in "mara zeita jales roma nabi sahar latah batikh halaya shams".split()
    ]
    told: list[Told] = []
    while len(told) < count:
        number = len(told)
        town, dead = draw.choice(towns), draw.randint(2, 60)
        day = f"2020-{draw.randint(1, 12):02d}-{draw.randint(1, 28):02d}"
        what = draw.choice(("market", "clinic", "school", "bridge", "orchard", "well"))
        tellings = (
            f"Shells hit the {what} of {town} and killed {dead} people. Ambulances came from the province.",
            f"{dead} people were killed when the {what} in {town} came under fire. A monitor gave the toll.",
            f"At {town} a barrage on the {what} left {dead} dead. The army did not comment.",
        )
        for n in range(draw.choice((2, 3))):
            told.append(shelling(f"{number}-{n}", tellings[n], day, f"Outlet {n}", at=town, on=day, dead=dead))
    return told
