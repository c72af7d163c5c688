"""One thing under two names in a war of words, from the text of two reports to one incident with both accounts."""

from __future__ import annotations

from datetime import date

import pytest

from trucewatch.model import Basis, Outlet, Precision, Published, Report
from trucewatch.reader import load_reader
from trucewatch.reconcile import reconcile


def make_report(name: str, text: str) -> Report:
    published = Published(date(2016, 6, 5), Precision.DAY, Basis.GIVEN)
    return Report(name, name, text, "0" * 64, outlet=Outlet(f"Outlet {name}", Basis.GIVEN), published=published)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (
            "Syrian regime forces captured the town of Saraqib from rebels on Saturday.",
            "The Syrian army liberated the town of Saraqib from terrorists on Saturday.",
        ),
        (
            "Syrian government forces captured the town of Saraqib from rebels on Saturday.",
            "The Syrian army cleansed the town of Saraqib of gunmen on Saturday.",
        ),
        (
            "Six soldiers were killed in Saraqib on Saturday when rebels shelled their post.",
            "Six soldiers were martyred in Saraqib on Saturday when terrorists shelled their post.",
        ),
        (
            "ISIL fighters shelled the town of Kobani on Saturday, killing five civilians.",
            "Daesh shelled the town of Ayn al-Arab on Saturday, killing five civilians.",
        ),
        (
            "Turkish troops killed six Kurdish fighters near Tell Rifaat on Saturday.",
            "Turkish forces neutralized six YPG/PKK terrorists near Tell Rifaat on Saturday.",
        ),
        (
            "The Houthis shelled the port of Mocha on Saturday, killing three soldiers.",
            "The Houthi coup militia shelled the port of Mocha on Saturday, killing three soldiers.",
        ),
        (
            "Shells fell on Stepanakert on Saturday, killing two civilians.",
            "Shells fell on Khankendi on Saturday, killing two civilians.",
        ),
    ],
)
def test_two_names_of_one_thing_make_one_incident(one: str, other: str) -> None:
    reports = (make_report("a", one), make_report("b", other))
    claims = tuple(claim for report in reports for claim in load_reader().claims(report))
    told = [{account.report_id for account in incident.accounts} for incident in reconcile(reports, claims)]
    assert {"a", "b"} in told, claims
