"""Whoever plants reports by the thousand gains no witness: copies are one origin, whatever is changed in them on the way."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import fields, is_dataclass, replace
from datetime import datetime, timedelta
from typing import TypeVar

import pytest

from trucewatch.ingest import RawItem, ingest
from trucewatch.ingest.item import Kind
from trucewatch.model import Claim, EventType, Grade, Incident, Report, State
from trucewatch.reader import load_reader
from trucewatch.reconcile import reconcile

Held = TypeVar("Held")

FIRST = datetime.fromisoformat("2020-02-13T08:00:00+00:00")
RAID = "Government jets bombed a school in Ariha on Thursday morning and killed {toll} children, {witness} told this paper."
REST = (
    " The bodies lay in the yard when help came, and the road to the north was cut. Nobody else has reached the town since the"
    " raid. A second wave of aircraft was heard at noon over the hills to the west, where families had fled the evening before."
)
WITNESSES = ("Samir Haddad", "Rami Kanaan", "Omar Saleh", "Yusuf Darwish", "Khaled Nasser", "a doctor", "two residents")
OWN_WORDS = (
    "Government jets bombed a school in Ariha on Thursday morning and killed 45 children.",
    "Forty-five children died on Thursday when government warplanes hit a school in Ariha.",
    "A government air strike on a school in Ariha killed 45 children on Thursday.",
)


def article(number: int, text: str, outlet: str) -> Report:
    published = (FIRST + timedelta(seconds=number)).isoformat()
    name = f"r{number:05}"
    (found,) = ingest([], items=[RawItem(name, text.encode(), Kind.TEXT, name, id=name, outlet=outlet, published=published)])
    assert isinstance(found, Report)
    return found


def raids(reports: list[Report], claims: list[Claim] | None = None) -> list[Incident]:
    """The air raids that these reports come to."""
    found = claims if claims is not None else [claim for report in reports for claim in load_reader().claims(report)]
    return [one for one in reconcile(reports, found) if one.type is EventType.ASSAULT]


def planted(count: int) -> tuple[list[Report], list[Claim]]:
    """One text in so many outlets that nobody knows, every other one with a word before it; each claim as it would be read."""
    text = RAID.format(toll=45, witness="a man who gave no name") + REST
    models = [article(0, text, "Outlet 0"), article(1, f"URGENT: {text}", "Outlet 1")]
    read = [load_reader().claims(model) for model in models]
    reports, claims = list(models), [claim for found in read for claim in found]
    for number in range(2, count):
        model = models[number % 2]
        assert model.outlet is not None
        outlet = replace(model.outlet, name=f"Outlet {number}")
        reports.append(replace(model, id=f"r{number:05}", outlet=outlet))
        claims += [replace(moved(claim, model.id, f"r{number:05}"), id=f"{claim.id}-{number}") for claim in read[number % 2]]
    return reports, claims


def moved(value: Held, old: str, new: str) -> Held:
    """The same record of another report."""
    if isinstance(value, str):
        return new if value == old else value  # type: ignore[return-value]
    if isinstance(value, tuple):
        return tuple(moved(one, old, new) for one in value)  # type: ignore[return-value]
    if is_dataclass(value) and not isinstance(value, type):
        inner: Iterator[tuple[str, object]] = ((one.name, getattr(value, one.name)) for one in fields(value) if one.init)
        return replace(value, **{name: moved(one, old, new) for name, one in inner})
    return value


@pytest.mark.parametrize("count", [2, 100, 10_000])
def test_planted_copies_do_not_raise_a_grade_however_many_they_are(count: int) -> None:
    (raid,) = raids(*planted(count))
    assert len(raid.accounts) == count
    assert (raid.origins, raid.state) == (1, State.ALLEGED)
    assert not [one for one in raid.grades if one.grade is Grade.CORROBORATED]
    assert f"in {count} reports" in raid.grades[0].reason


@pytest.mark.parametrize("changed", ["toll", "witness", "both"])
def test_copies_with_another_toll_or_witness_are_no_second_origin(changed: str) -> None:
    texts = [
        RAID.format(toll=45 + number * (changed != "witness"), witness=witness if changed != "toll" else "a man who gave no name")
        + REST
        for number, witness in enumerate(WITNESSES)
    ]
    (raid,) = raids([article(number, text, f"Outlet {number}") for number, text in enumerate(texts)])
    assert len(raid.accounts) == len(WITNESSES)
    assert (raid.origins, raid.state) == (1, State.ALLEGED)


def test_a_passage_alone_that_is_alike_keeps_whom_it_cites() -> None:
    own = (
        " The governor spoke to the press at noon and said that schools would stay shut for a week; the army did not answer.",
        " In the capital the council met until late in the evening and talked of bread, fuel and the price of seed this year.",
    )
    texts = [RAID.format(toll=45, witness=witness) + rest * 3 for witness, rest in zip(WITNESSES, own, strict=False)]
    (raid,) = raids([article(number, text, f"Outlet {number}") for number, text in enumerate(texts)])
    assert raid.origins == 2


def test_a_copy_beside_a_true_second_report_adds_nothing_to_the_two() -> None:
    text = RAID.format(toll=45, witness="a man who gave no name") + REST
    told = [text, OWN_WORDS[1], *[f"URGENT: {text}"] * 20]
    (raid,) = raids([article(number, one, f"Outlet {number}") for number, one in enumerate(told)])
    assert (len(raid.accounts), raid.origins, raid.state) == (22, 2, State.CORROBORATED)
