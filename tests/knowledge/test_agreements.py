"""The packaged agreements load and hang together; a faulty file is refused with its name and line."""

from __future__ import annotations

import calendar
import re
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.knowledge.pacts import read_agreement
from trucewatch.errors import KnowledgeError, UsageError
from trucewatch.knowledge.agreements import FOLDER, choose_agreements, load_agreements
from trucewatch.knowledge.parties import load_parties
from trucewatch.model import Agreement, AreaKind

PATHS = sorted(FOLDER.glob("*.toml"))
OWN_NAMES = {"HTS", "OSCE", "IGAD"}  # their code is their name
GOOD = (FOLDER / "SOC18.toml").read_text(encoding="utf-8")


@pytest.mark.parametrize("path", PATHS, ids=lambda path: path.stem)
def test_every_packaged_agreement_loads(path: Path) -> None:
    agreement = read_agreement(path)
    assert agreement.id == path.stem
    assert agreement.signed <= agreement.effective
    assert agreement.clauses
    assert agreement.sources


@pytest.mark.parametrize("path", PATHS, ids=lambda path: path.stem)
def test_every_party_of_an_agreement_is_known(path: Path) -> None:
    agreement = read_agreement(path)
    named = {*agreement.signatories, *agreement.bound, *(code for pair in agreement.guarantor_of for code in pair)}
    for clause in agreement.clauses:
        named |= {*clause.debtor, *clause.guarantor, *clause.beneficiary, *clause.carve_out}
        named |= {code for act in (*clause.breaks, *clause.keeps, *clause.ends) for code in (*act.by, *act.to)}
    assert [code for code in sorted(named) if load_parties().label(code) == code and code not in OWN_NAMES] == []


@pytest.mark.parametrize("path", PATHS, ids=lambda path: path.stem)
def test_every_clause_has_its_source_and_stands_inside_its_agreement(path: Path) -> None:
    agreement = read_agreement(path)
    for clause in agreement.clauses:
        assert clause.id.startswith(f"{agreement.id}-")
        assert clause.source
        assert set(clause.debtor) <= set(agreement.bound)
        assert clause.start is None or clause.start >= agreement.signed
        assert not (clause.start and clause.deadline) or clause.start <= clause.deadline


@pytest.mark.parametrize("path", PATHS, ids=lambda path: path.stem)
def test_an_area_says_how_it_is_known(path: Path) -> None:
    for area in read_agreement(path).areas:
        assert area.source
        assert area.kind is not AreaKind.ADMIN or area.names or area.countries
        assert not set(area.names) & set(area.partly)


def test_agreements_come_oldest_first() -> None:
    ids = [agreement.id for agreement in load_agreements()]
    assert ids.index("SOC18") < ids.index("MOS20")
    assert [agreement.signed for agreement in load_agreements()] == sorted(agreement.signed for agreement in load_agreements())


def test_an_unknown_agreement_is_refused_with_those_known() -> None:
    with pytest.raises(UsageError, match=r"no agreement X99; known are .*SOC18, .*MOS20"):
        choose_agreements(("SOC18", "X99"))


def _twice(text: str) -> str:
    return text.replace('id = "SOC18-2"', 'id = "SOC18-1"')


@pytest.mark.parametrize(
    ("fault", "words", "told"),
    [
        (lambda text: text.replace("signed = 2018-09-17", "signed = never"), "signed = never", "SOC18.toml"),
        (lambda text: text.replace("signed = 2018-09-17", 'signed = "someday"'), 'signed = "someday"', "signed"),
        (lambda text: text.replace('kind = "prohibition"', 'kind = "wish"'), 'kind = "wish"', "kind"),
        (lambda text: text.replace('area = "IDLIB-DEZ"', 'area = "ATLANTIS"', 1), 'area = "ATLANTIS"', "ATLANTIS"),
        (_twice, 'id = "SOC18-1"', "used twice"),
    ],
    ids=["broken TOML", "no date", "unknown kind", "unknown area", "clause id used twice"],
)
def test_a_fault_names_file_and_line(tmp_path: Path, fault: Callable[[str], str], words: str, told: str) -> None:
    path = tmp_path / "SOC18.toml"
    path.write_text(fault(GOOD), encoding="utf-8")
    with pytest.raises(KnowledgeError, match=told) as caught:
        read_agreement(path)
    assert caught.value.file == "SOC18.toml"
    lines = path.read_text(encoding="utf-8").splitlines()
    assert words in lines[caught.value.line - 1]


def test_a_file_that_is_no_text_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "X.toml"
    path.write_bytes(b"\xff\xfe\x00")
    with pytest.raises(KnowledgeError, match="cannot be read as UTF-8"):
        read_agreement(path)


def test_a_missing_folder_holds_no_agreement(tmp_path: Path) -> None:
    found: tuple[Agreement, ...] = load_agreements(tmp_path)
    assert found == ()


def test_a_file_cut_off_in_a_string_is_faulty_in_its_last_line(tmp_path: Path) -> None:
    (tmp_path / "CUT20.toml").write_text('id = "CUT20"\ntitle = "A protocol that en')
    with pytest.raises(KnowledgeError, match=r"CUT20\.toml:2: "):
        read_agreement(tmp_path / "CUT20.toml")


@pytest.mark.parametrize(
    ("right", "wrong"),
    [("deadline = 2018-10-10", "deadlne = 2018-10-10"), ("title =", "titel ="), ("width_km = 20.0", "widht_km = 20.0")],
)
def test_a_mistyped_key_is_named_with_its_line(tmp_path: Path, right: str, wrong: str) -> None:
    file = tmp_path / "SOC18.toml"
    file.write_text(GOOD.replace(right, wrong), encoding="utf-8")
    line = next(n for n, words in enumerate(file.read_text(encoding="utf-8").splitlines(), 1) if words.startswith(wrong))
    with pytest.raises(KnowledgeError, match=f"SOC18.toml:{line}: {wrong.split()[0]} is no field of"):
        read_agreement(file)


SAID = re.compile(r"(?i)\b(statements? of|speech|declarations? of)")
MONTH = re.compile(rf"\b({'|'.join(calendar.month_name[1:])}) \d{{4}}")
WHILE = re.compile(r"\b\d{4} to |\b\d{4} and \d{4}|, from ")


@pytest.mark.parametrize("path", PATHS, ids=lambda path: path.stem)
def test_a_reading_taken_from_a_course_of_statements_is_marked_unsure(path: Path) -> None:
    for clause in read_agreement(path).clauses:
        for reading in clause.readings:
            dated = MONTH.search(reading.source) and not WHILE.search(reading.source)
            assert reading.unsure or dated or not SAID.search(reading.source), f"{clause.id}: {reading.source}"


@pytest.mark.parametrize("path", PATHS, ids=lambda path: path.stem)
def test_what_was_not_found_is_no_source(path: Path) -> None:
    for clause in read_agreement(path).clauses:
        for score in clause.scores:
            assert score.unsure or "found" not in score.source, f"{clause.id}: {score.source}"
