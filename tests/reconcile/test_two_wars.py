"""Two sets of short reports from theatres that the development data does not cover, with what a monitor would expect of them.

The reports of `wars/` are invented, after the pattern of what outlets printed on Lebanon in December 2024 and on Sudan in May and June
2023; no outlet wrote them. What was expected was written down before the product had seen them. What still fails is marked with
the class of the fault.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from pathlib import Path

import pytest

from trucewatch.ingest import ingest
from trucewatch.model import Claim, Counted, EventType, Grade, Incident, Report, Statement
from trucewatch.reader import load_reader
from trucewatch.reconcile import reconcile
from trucewatch.reconcile.copies.graph import copy_graph

FOLDER = Path(__file__).parent / "wars"


@dataclass(frozen=True)
class War:
    """The reports of one theatre, their claims by id, and the incidents they come to."""

    reports: tuple[Report, ...]
    claims: dict[str, Claim]
    incidents: tuple[Incident, ...]

    def incident(self, report: str, words: str) -> Incident:
        """The incident of the claim of this report that quotes these words."""
        found = {key for key, made in self.claims.items() if made.report_id == report and words in made.quote.text}
        return next(one for one in self.incidents if found & set(one.claim_ids))

    def told_by(self, incident: Incident) -> str:
        """The reports whose claims it holds."""
        return " ".join(sorted({self.claims[key].report_id for key in incident.claim_ids}))


@cache
def war(name: str) -> War:
    reports = tuple(one for one in ingest([str(FOLDER / f"{name}.jsonl")]) if isinstance(one, Report))
    claims = [claim for report in reports for claim in load_reader().claims(report)]
    return War(reports, {claim.id: claim for claim in claims}, reconcile(reports, claims))


def fails(*values: object, why: str) -> object:
    return pytest.param(*values, marks=pytest.mark.xfail(strict=True, reason=why))


@pytest.mark.parametrize(
    ("name", "report", "words", "reports"),
    [
        ("lebanon", "L01", "two towns", "L01 L02"),
        ("lebanon", "L01", "in a separate strike on Talloussa", "L01 L02 L03"),
        fails("lebanon", "L01", "in a strike on Haris", "L01 L02 L03 L04 L06", why="strikes across a country join one of them"),
        ("lebanon", "L14", "drone", "L13 L14"),
        fails("lebanon", "L13", "by mistake", "L13 L14", why="an admission without act or day stays apart from the act"),
        fails("lebanon", "L05", "two mortars", "L01 L02 L04 L05", why="a party's name of honour for itself is not known"),
        fails("lebanon", "L08", "warned", "L07 L08 L09", why="a speech that states is not read as a threat"),
        ("lebanon", "L10", "unless Hezbollah withdraws", "L10 L11"),
        ("lebanon", "L12", "31 people", "L12"),
        ("sudan", "S01", "Artillery", "S01 S02 S03 S04 S05 S06 S07"),
        ("sudan", "S11", "Nyala", "S11 S12"),
        ("sudan", "S11", "El Obeid", "S11"),
        ("sudan", "S15", "866 civilians", "S15"),
        ("sudan", "S15", "312 civilians", "S15"),
        fails("sudan", "S09", "warned", "S08 S09 S10", why="two renderings without a day or a speech verb are no threats"),
        ("sudan", "S14", "would storm", "S13 S14"),
    ],
)
def test_the_reports_of_one_happening_are_together(name: str, report: str, words: str, reports: str) -> None:
    assert war(name).told_by(war(name).incident(report, words)) == reports


@pytest.mark.parametrize(
    ("name", "report", "words", "kind", "expected"),
    [
        ("lebanon", "L01", "in a strike on Haris", Counted.KILLED, (5, None, 6)),
        ("lebanon", "L01", "in a separate strike on Talloussa", Counted.KILLED, (3, None, 4)),
        ("lebanon", "L14", "drone", Counted.KILLED, (1, 1, 1)),
        ("lebanon", "L12", "31 people", Counted.KILLED, (None, None, None)),
        ("sudan", "S01", "Artillery", Counted.KILLED, (17, None, 27)),
        ("sudan", "S01", "Artillery", Counted.WOUNDED, (100, 106, 106)),
        ("sudan", "S11", "Nyala", Counted.KILLED, (8, None, 9)),
        ("sudan", "S15", "866 civilians", Counted.KILLED, (None, None, None)),
    ],
)
def test_the_figures_are_those_of_the_happening(
    name: str, report: str, words: str, kind: Counted, expected: tuple[int | None, ...]
) -> None:
    figure = next(one for one in war(name).incident(report, words).figures if one.kind is kind)
    assert (figure.low, figure.best, figure.high) == expected


@pytest.mark.parametrize(
    ("name", "report", "words", "grade"),
    [
        ("lebanon", "L01", "in a strike on Haris", Grade.CORROBORATED),
        ("lebanon", "L13", "by mistake", Grade.ADMITTED),
        ("sudan", "S01", "Artillery", Grade.CORROBORATED),
        ("sudan", "S16", "shot down", Grade.ADMITTED),
        ("sudan", "S11", "El Obeid", Grade.ALLEGED),
    ],
)
def test_it_happened_is_carried_as_far_as(name: str, report: str, words: str, grade: Grade) -> None:
    grades = {one.grade for one in war(name).incident(report, words).grades if one.statement is Statement.HAPPENED}
    assert grade in grades


def test_the_army_denies_that_it_shelled_the_market() -> None:
    grades = war("sudan").incident("S01", "Artillery").grades
    assert Grade.DENIED in {one.grade for one in grades if one.statement is Statement.BY_WHOM}


def test_only_the_second_outlet_is_a_copy_of_the_wire() -> None:
    copies = [link for link in copy_graph(war("lebanon").reports).copies if link.words]
    assert [(link.earlier, link.later) for link in copies] == [("L01", "L02")]
    assert not [link for link in copy_graph(war("sudan").reports).copies if link.words]


def test_no_attack_is_laid_at_the_door_of_a_country_that_no_report_names() -> None:
    attacks = [one for one in war("sudan").incidents if one.type is EventType.ASSAULT]
    assert {code.partition(":")[0] for one in attacks for code in (*one.actor, *one.recipient)} == {"SDN"}
