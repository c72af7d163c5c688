"""Copies are known by the passages they share, whatever an outlet did to them; which came first is told, or said not to be known."""

from __future__ import annotations

import random
from datetime import date

import pytest

from tests.eval.shared import shared
from trucewatch.ingest import ingest
from trucewatch.model import Basis, Copy, CopyKind, Outlet, Passage, Precision, Published, Report, Role
from trucewatch.model.story import Story, StoryLink
from trucewatch.reconcile.copies.graph import CopyGraph, copy_graph

WIRE = (
    "Eight Turkish soldiers were killed on Monday when Syrian government forces shelled their convoy near the town of Saraqib, "
    "the Turkish Defence Ministry said. The convoy had been sent to reinforce the observation posts in Idlib, according to the "
    "ministry's spokesman. Turkey's artillery fired back at 46 targets, the defence minister told reporters in Ankara. The "
    "governor of Hatay said the wounded, among them a civilian contractor, had been brought across the border before nightfall."
)
OTHER = (
    "Ministers of the three guarantor states will meet in Tehran next week to discuss the ceasefire, an Iranian official said on "
    "Tuesday. The talks were put off twice in January because of the fighting around the motorway. No agenda has been published, "
    "and the opposition has not said whether it will send anybody."
)
BACKGROUND = (
    "The war has killed more than three hundred thousand people since protests were put down in 2011, and has driven half of the "
    "country's people from their homes, according to the United Nations."
)


def report(id: str, text: str, outlet: str | None = None, day: int | None = None, instant: str | None = None) -> Report:
    precision = Precision.INSTANT if instant else Precision.DAY
    return Report(
        id=id,
        source=f"{id}.txt",
        text=text,
        raw_sha256=id,
        outlet=Outlet(outlet, Basis.METADATA) if outlet else None,
        published=Published(date(2020, 2, day), precision, Basis.METADATA, instant) if day else None,
    )


def only(graph: CopyGraph) -> Copy:
    (copy,) = graph.copies
    return copy


def without_marks(text: str) -> str:
    return text.replace(",", "").replace("'", "")


def with_a_lead(text: str) -> str:
    return "Fears of a wider war grew on Monday after the bloodiest day for Turkey in the province so far. " + text


def cut_short(text: str) -> str:
    return ". ".join(text.split(". ")[:2]) + "."


@pytest.mark.parametrize(
    ("edit", "kind", "at_least"),
    [
        (without_marks, CopyKind.SAME_TEXT, 1.0),
        (str.upper, CopyKind.SAME_TEXT, 1.0),
        (with_a_lead, CopyKind.EDITED, 0.7),
        (cut_short, CopyKind.EDITED, 0.95),
        (lambda text: text.replace("46", "54").replace("Eight", "Seven"), CopyKind.EDITED, 0.9),
        (lambda text: ". ".join(reversed(text.split(". "))), CopyKind.EDITED, 0.7),
    ],
    ids=["commas and apostrophes lost", "capitals", "a lead added", "cut", "figures changed", "paragraphs moved"],
)
def test_a_wire_text_is_known_again(edit: object, kind: CopyKind, at_least: float) -> None:
    assert callable(edit)
    copy = only(copy_graph([report("a", WIRE, "Reuters", 3), report("b", edit(WIRE), "Gazette", 4)]))
    assert (copy.earlier, copy.later, copy.directed, copy.kind) == ("a", "b", True, kind)
    assert copy.share_later >= at_least


def test_another_headline_does_not_make_another_text() -> None:
    copies = []
    for id, headline in (("a", "Eight soldiers die near Saraqib"), ("b", "Ankara vows revenge for convoy")):
        text = f"{headline}\n{WIRE}"
        passages = (Passage(0, len(headline), Role.HEADLINE), Passage(len(headline), len(text), Role.BODY))
        copies.append(Report(id, "s", text, id, passages=passages))
    assert only(copy_graph(copies)).kind is CopyKind.SAME_TEXT


def test_passages_stand_word_for_word_on_both_sides_and_leave_out_what_is_no_evidence() -> None:
    teaser = "What is happening in Idlib? Five questions answered"
    first, rest = WIRE.split(". ", 1)
    text = f"{first}.\n{teaser}\n{rest}"
    at = text.index(teaser)
    passages = (
        Passage(0, at, Role.BODY),
        Passage(at, at + len(teaser), Role.RELATED),
        Passage(at + len(teaser), len(text), Role.BODY),
    )
    reports = {"a": report("a", with_a_lead(WIRE), "Reuters", 3), "b": Report("b", "s", text, "b", passages=passages)}
    copy = only(copy_graph(reports.values()))
    assert len(copy.passages) == 2
    for passage in copy.passages:
        for span in (passage.earlier, passage.later):
            assert reports[span.report_id].text[span.start : span.end] == span.text
            assert teaser not in span.text


def test_two_reports_of_one_day_in_their_own_words_are_no_copies() -> None:
    own = (
        "A Turkish convoy came under fire from government troops south of Saraqib, leaving eight soldiers dead. Ankara answered "
        "with shells and rockets, its defence minister said, and spoke of forty-six targets."
    )
    assert (
        copy_graph([report("a", WIRE, "Reuters", 3), report("b", own, "Gazette", 3), report("c", OTHER, "Gazette", 3)]).copies
        == ()
    )


@pytest.mark.parametrize(
    ("a", "b", "first", "reason"),
    [
        (report("a", WIRE, "Gazette", 4), report("b", WIRE, "Herald", 3), "b", "published on 2020-02-03"),
        (
            report("a", WIRE, "Gazette", 3, "2020-02-03T12:00:00+03:00"),
            report("b", WIRE, "Herald", 3, "2020-02-03T10:30:00+00:00"),
            "a",
            "2020-02-03T12:00+03:00",
        ),
        (report("a", WIRE + " (Reuters)", "Gazette", 3), report("b", WIRE, "Reuters", 3), "b", "Gazette credits Reuters"),
        (report("a", WIRE + " (Reuters)", "Gazette", 2), report("b", WIRE, "Reuters", 3), "b", "Gazette credits Reuters"),
        (report("a", WIRE, "Gazette", 3), report("b", WIRE, "Anadolu Agency", 3), "b", "Anadolu Agency is an agency"),
        (report("a", cut_short(WIRE), "Gazette", 3), report("b", WIRE, "Herald", 3), "b", "the one that was cut"),
        (report("a", WIRE, "Gazette", 3), report("b", cut_short(WIRE), "Gazette", 3), "b", "taken for the later version"),
    ],
    ids=["day", "instant", "credit", "credit against the date", "agency", "cut by another outlet", "grown in one outlet"],
)  # fmt: skip
def test_which_came_first_is_told_with_the_reason(a: Report, b: Report, first: str, reason: str) -> None:
    copy = only(copy_graph([a, b]))
    assert (copy.directed, copy.earlier) == (True, first)
    assert reason in copy.reason


def test_where_nothing_tells_which_came_first_that_is_said() -> None:
    copy = only(copy_graph([report("b", WIRE, "Gazette", 3), report("a", WIRE, "Herald", 3)]))
    assert (copy.directed, copy.earlier) == (False, "a")
    assert "which came first is not known" in copy.reason
    assert copy_graph([report("b", WIRE), report("a", WIRE)]).earlier("b") == ()


def test_copies_of_copies_lead_to_one_root() -> None:
    graph = copy_graph(
        [
            report("wire", WIRE, "Reuters", 3),
            report("first", with_a_lead(WIRE), "Gazette", 4),
            report("second", with_a_lead(without_marks(cut_short(WIRE))), "Herald", 5),
            report("other", OTHER, "Herald", 5),
        ]
    )
    assert {graph.root(key) for key in ("wire", "first", "second")} == {"wire"}
    assert graph.family("second") == ("first", "second", "wire")
    assert (graph.root("other"), graph.family("other"), graph.edges("other")) == ("other", ("other",), ())
    assert [copy.earlier for copy in graph.earlier("first")] == ["wire"]
    assert graph.later("wire")[0].later == "first"


def test_a_report_of_two_texts_belongs_to_both_and_joins_them_not() -> None:
    graph = copy_graph(
        [report("a", WIRE, "Reuters", 3), report("b", OTHER, "TASS", 3), report("c", WIRE + " " + OTHER, "Gazette", 4)]
    )
    assert {copy.earlier for copy in graph.earlier("c")} == {"a", "b"}
    assert graph.between("a", "b") is None
    assert graph.root("b") == "b"


def test_a_later_version_of_an_outlets_own_story_supersedes_the_earlier_ones() -> None:
    versions = [
        report("v1", cut_short(WIRE), "Gazette", 3, "2020-02-03T10:00:00+00:00"),
        report("v2", WIRE, "Gazette", 3, "2020-02-03T12:00:00+00:00"),
        report("v3", WIRE.replace("Eight", "Nine"), "Gazette", 3, "2020-02-03T15:00:00+00:00"),
    ]
    graph = copy_graph([*versions, report("copy", WIRE, "Herald", 4)])
    assert [(found.report_id, found.by) for found in graph.supersessions()] == [("v1", "v3"), ("v2", "v3")]
    superseded = graph.superseded_by("v1")
    assert superseded is not None
    assert "by the same outlet" in superseded.reason
    assert graph.superseded_by("copy") is None


def test_a_new_story_with_an_old_paragraph_supersedes_nothing() -> None:
    graph = copy_graph([report("a", WIRE + " " + BACKGROUND, "Gazette", 3), report("b", OTHER + " " + BACKGROUND, "Gazette", 9)])
    assert only(graph).kind is CopyKind.SHARED_PASSAGES
    assert graph.supersessions() == ()
    assert graph.root("b") == "b"


def test_what_an_outlet_prints_under_all_its_reports_is_no_copy() -> None:
    rng = random.Random(1)
    words = (WIRE + " " + OTHER).split()
    texts = [" ".join(rng.sample(words, 60)) + ". " + BACKGROUND for _ in range(4)]
    graph = copy_graph([report(f"r{n}", text, "Gazette", 1 + 5 * n) for n, text in enumerate(texts)])
    assert graph.copies == ()


def test_one_quotation_in_two_reports_is_told_as_that() -> None:
    said = '"If the regime does not pull back by the end of the month we will do what is necessary with our own hands," the president said.'
    copy = only(
        copy_graph([report("a", f"{said} {OTHER}", "Reuters", 3), report("b", f"In Ankara, {said} {BACKGROUND}", "Herald", 3)])
    )
    assert copy.kind is CopyKind.SAME_QUOTATION


def test_one_outlets_story_told_again_in_other_words_is_joined_but_no_copy() -> None:
    again = "Nine soldiers died in the shelling of a convoy, Ankara said, after one of the wounded died in hospital."
    reports = [report("a", WIRE, "Gazette", 3), report("b", again, "Gazette", 4), report("c", OTHER, "Gazette", 5)]
    links = (StoryLink("a", "c", 0.5, ("comes back to it: shelling at Saraqib",)),)
    graph = copy_graph(reports, stories=[Story("story-1", ("a", "b"), None, None, None, (), links)])
    assert {(copy.earlier, copy.later, copy.kind) for copy in graph.copies} == {
        ("a", "b", CopyKind.SAME_STORY),
        ("a", "c", CopyKind.SAME_STORY),
    }
    assert graph.root("b") == "b"


def test_an_outlets_own_version_is_found_among_many_copies_by_others() -> None:
    others = [report(f"o{n:02}", WIRE.replace("46", str(50 + n)), f"Outlet {n}", 3) for n in range(40)]
    mine = [report("m1", WIRE.replace("46", "47"), "Gazette", 3), report("m2", WIRE.replace("46", "49"), "Gazette", 4)]
    graph = copy_graph([*others, *mine])
    assert [(found.report_id, found.by) for found in graph.supersessions()] == [("m1", "m2")]


RENDERED = '"Whoever does not keep to the ceasefire will be hit, the radicals among them, and every precaution will be taken,"'


@pytest.mark.parametrize(
    ("quoted", "told"),
    [
        (f'"Our soldiers will use force against all who violate the cease-fire, including radical groups," Akar said in Brussels. {OTHER}', 1),
        (f'"Our soldiers will use force against all who violate the cease-fire, including radical groups," Lavrov said in Moscow. {OTHER}', 0),
        (f'"The talks with the Russian delegation were open and will go on in the coming days," Akar said in Brussels. {OTHER}', 0),
    ],
    ids=["one speaker", "another speaker", "another matter"],
)  # fmt: skip
def test_one_speech_in_two_renderings_is_one_quotation(quoted: str, told: int) -> None:
    graph = copy_graph(
        [report("a", f"{RENDERED} Akar told reporters. {BACKGROUND}", "Reuters", 13), report("b", quoted, "Herald", 13)]
    )
    assert [copy.kind for copy in graph.copies] == [CopyKind.SAME_QUOTATION] * told
    assert graph.root("b") == "b"


def test_the_seeds_quote_one_minister_in_two_renderings() -> None:
    reports = [item for item in ingest([shared("seeds")]) if isinstance(item, Report)]
    assert "akar" in only(copy_graph(reports)).reason
