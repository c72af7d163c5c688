"""The figures of an incident's page: each measure by party and in all, with its tolls, its totals and its silence."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from fastapi.testclient import TestClient

from tests.web.paper import Paper
from trucewatch.model import AccountCount, BestRule, Counted, FigureRange, FigureSaid, Standing
from trucewatch.web.app import create_app

TODAY = date(2020, 2, 14)


def labels(code: str) -> str:
    """A label for the one party that is looked for."""
    return "Turkish armed forces" if code == "TUR:MIL" else code


def test_a_measure_stands_by_party_and_in_all_with_its_tolls_and_totals(desk: Paper) -> None:
    incident = desk.desk().incident("inc-saraqib")
    assert incident is not None
    killed = incident.figures[0]
    span_a, span_b = killed.by_account[0][3], killed.by_account[1][3]
    said = (
        FigureSaid(
            "A",
            8,
            8,
            span_a,
            "TUR:MIL",
            origin="The Observatory",
            day=date(2020, 2, 10),
            standing=Standing.REPLACED,
            why="B has 9",
        ),
        FigureSaid("B", 9, 9, span_b, "TUR:MIL", origin="The Observatory", day=date(2020, 2, 11)),
        FigureSaid(
            "B", 400, None, span_b, origin="The Observatory", standing=Standing.TOTAL, why="counts more than this happening"
        ),
    )
    count = AccountCount("B", "The Observatory", 9, 9)
    part = FigureRange(Counted.KILLED, 9, 9, (), "TUR:MIL", 9, "9", BestRule.ONE_ORIGIN, "one origin gives 9", said[:2], (count,))
    whole = replace(part, of=None, said=said, parts=(part,))
    paper = replace(
        desk, incident_records=tuple(replace(i, figures=(whole,)) if i.id == incident.id else i for i in desk.incident_records)
    )
    with TestClient(create_app(paper.ledger(), today=lambda: TODAY, labels=labels)) as client:
        page = client.get("/incidents/inc-saraqib").text
    assert page.index("Killed: Turkish armed forces") < page.index("All killed")
    assert "The Observatory: 8 on 10 Feb 2020 (A), then 9 on 11 Feb 2020 (B)" in page
    assert "replaced by a later figure of its origin: B has 9" in page
    assert "Totals mentioned, and not counted here" in page
    assert "low 9, best 9, high 9; side A 0, side B 9, civilians 0, unknown 0" in page


def test_accounts_without_the_measure_are_named_together_and_not_counted_as_zero(client: TestClient) -> None:
    page = client.get("/incidents/inc-saraqib").text
    wounded = page[page.index(">Wounded<") :]
    assert "each gives no figure here, which is not a zero" in wounded
