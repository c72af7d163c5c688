"""What outlets call parties, as rows and lines: our label beside their words, an address that opens to them."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from trucewatch.errors import UsageError
from trucewatch.knowledge.parties import load_parties
from trucewatch.model import Basis, Named, Naming, Outlet, Report
from trucewatch.publish.naming import choose_uses, count_row, in_context, naming_lines, naming_row, thing_words
from trucewatch.reconcile.naming.uses import count_namings, namings

HARBOUR = "Assad regime forces shelled the market. The regime denied it.\nSix martyrs were buried."
RIDGE = "The Syrian army left. Houthi militia fired on the port, the envoy said."


def make_report(name: str, text: str, outlet: str) -> Report:
    return Report(name, name, text, "0" * 64, outlet=Outlet(outlet, Basis.GIVEN))


REPORTS = {"h1": make_report("h1", HARBOUR, "Harbour Post"), "r1": make_report("r1", RIDGE, "Ridge Post")}
USES = namings(tuple(REPORTS.values()), ())
labels: Callable[[str], str] = load_parties().label


def test_a_row_has_the_words_their_address_and_our_label() -> None:
    row = naming_row(USES[0], labels)
    assert (row["outlet"], row["words"], row["of"], row["label"]) == (
        "Harbour Post",
        "Assad regime forces",
        "SYR:MIL",
        "Syrian armed forces",
    )
    assert HARBOUR[int(str(row["start"])) : int(str(row["end"]))] == row["words"]
    assert (row["register"], row["voice"], row["day"]) == ("delegitimising", "own", None)


def test_a_count_has_examples_that_open() -> None:
    row = next(count_row(count, labels) for count in count_namings(USES) if count.words == "Assad regime forces")
    assert row["examples"] == [{"report": "h1", "start": 0, "end": 19, "text": "Assad regime forces"}]


@pytest.mark.parametrize(
    ("named", "of", "words"),
    [
        (Named.PARTY, "SYR:MIL", "Syrian armed forces"),
        (Named.PARTY, "TUR:MIL", "Turkish armed forces"),
        (Named.PLACE, "wof:421193975", "Khankendi / Stepanakert"),
        (Named.PLACE, "iso:SYR", "Syria"),
        (Named.ACT, "ASSAULT/territory", "Capture of a place"),
        (Named.ACT, "COERCE/restrict", "Restriction"),
        (Named.DEAD, "killed", "people killed"),
    ],
)
def test_what_is_named_is_called_by_our_label(named: Named, of: str, words: str) -> None:
    assert thing_words(named, of, labels) == words


@pytest.mark.parametrize(
    ("outlet", "of", "words"),
    [
        ("ridge post", "", {"Syrian army", "Houthi militia"}),
        ("ridge", "", {"Syrian army", "Houthi militia"}),
        ("", "SYR", {"Assad regime forces", "regime", "Syrian army"}),
        ("", "SYR:MIL", {"Assad regime forces", "Syrian army"}),
        ("ridge", "HOUTHIS", {"Houthi militia"}),
    ],
)
def test_uses_are_chosen_by_outlet_and_by_side(outlet: str, of: str, words: set[str]) -> None:
    assert {use.words for use in choose_uses(USES, outlet=outlet, of=of)} == words


@pytest.mark.parametrize(("outlet", "of"), [("nobody", ""), ("", "XYZ")])
def test_what_nobody_names_is_a_mistake_that_lists_what_is_there(outlet: str, of: str) -> None:
    with pytest.raises(UsageError, match="Harbour Post" if outlet else "SYR:MIL"):
        choose_uses(USES, outlet=outlet, of=of)


def test_lines_tell_outlet_label_voice_and_an_example() -> None:
    told = "".join(naming_lines(count_namings(USES), REPORTS.get, labels))
    assert "Harbour Post\n" in told
    assert "  Syrian armed forces (SYR:MIL), 1 use\n    in its own voice: Assad regime forces 1 (delegitimising)\n" in told
    assert "      h1 0-19: [Assad regime forces] shelled the market. The regime denied it.\n" in told
    assert "    retelling somebody: Houthi militia 1 (delegitimising)\n" in told


def test_an_example_stays_in_its_line_and_stands_alone_without_its_report() -> None:
    use = next(use for use in USES if use.words == "martyrs")
    assert in_context(REPORTS["h1"], use.span) == "Six [martyrs] were buried."
    assert in_context(None, use.span) == "[martyrs]"


def test_a_use_by_a_report_without_an_outlet_goes_by_the_report() -> None:
    report = Report("x1", "x1", "The Assad regime left.", "0" * 64)
    uses: tuple[Naming, ...] = namings((report,), ())
    assert [(use.by, naming_row(use, labels)["outlet"]) for use in uses] == [("report x1", None)]
