"""Agreements of the user's own stand beside the packaged ones; their faults are told and stop nothing."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.knowledge.pacts import GOOD
from trucewatch.errors import UsageError
from trucewatch.knowledge.agreements import FOLDER, choose_agreements, load_agreements, shelved
from trucewatch.knowledge.own_agreements import own_folder
from trucewatch.knowledge.places import knowledge_in_force
from trucewatch.ledger import Ledger
from trucewatch.model import FindingState
from trucewatch.pipeline import run


@pytest.fixture
def own(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    folder = tmp_path / "agreements"
    folder.mkdir()
    monkeypatch.setenv("TRUCEWATCH_AGREEMENTS", str(folder))
    forget()
    yield folder
    forget()


def forget() -> None:
    shelved.cache_clear()
    knowledge_in_force.cache_clear()


def ids() -> set[str]:
    return {agreement.id for agreement in load_agreements()}


def test_an_agreement_of_ones_own_is_loaded_beside_the_packaged_ones(own: Path) -> None:
    packaged = ids()
    (own / "TRY20.toml").write_text(GOOD, encoding="utf-8")
    forget()
    assert ids() == packaged | {"TRY20"}
    assert [agreement.id for agreement in choose_agreements(("TRY20",))] == ["TRY20"]
    assert shelved().remarks == ()


def test_a_faulty_file_is_told_of_and_the_others_are_loaded(own: Path) -> None:
    packaged = ids()
    (own / "TRY20.toml").write_text(GOOD.replace('debtor = ["SYR"]', "debtor = []"), encoding="utf-8")
    (own / "BAD20.toml").write_text("id = ", encoding="utf-8")
    forget()
    assert ids() == packaged | {"TRY20"}
    (agreement,) = choose_agreements(("TRY20",))
    assert [clause.id for clause in agreement.clauses] == ["TRY20-1"]
    bad, good = shelved().remarks
    assert bad.startswith(f"{own / 'BAD20.toml'}:1: this is no TOML")
    assert bad.endswith("; the file is left out")
    assert good.endswith(": clause TRY20-2: there is no debtor: say who owes it; the clause is left out")


def test_of_many_faults_the_first_are_told(own: Path) -> None:
    (own / "TRY20.toml").write_text(GOOD.replace('"SYR"', '"SYRIA"').replace("source", "sauce"), encoding="utf-8")
    forget()
    assert len(shelved().remarks) == 4
    assert shelved().remarks[-1].endswith("more; trucewatch agreements check tells them all; the file is left out")


def test_ones_own_takes_the_place_of_a_packaged_agreement_and_that_is_said(own: Path) -> None:
    text = (FOLDER / "SOC18.toml").read_text(encoding="utf-8")
    (own / "SOC18.toml").write_text(text.replace('title = "', 'title = "My reading of the '), encoding="utf-8")
    forget()
    (agreement,) = choose_agreements(("SOC18",))
    assert agreement.title.startswith("My reading of the ")
    assert shelved().remarks == (f"{own / 'SOC18.toml'}: SOC18 is used in place of the packaged SOC18",)


def test_a_packaged_agreement_stays_where_ones_own_of_its_id_cannot_be_read(own: Path) -> None:
    (own / "SOC18.toml").write_text('id = "SOC18"\n', encoding="utf-8")
    forget()
    (agreement,) = choose_agreements(("SOC18",))
    assert agreement.clauses
    assert shelved().remarks


def test_the_version_of_knowledge_changes_with_every_change_of_ones_own(own: Path) -> None:
    without = knowledge_in_force()
    (own / "TRY20.toml").write_text(GOOD, encoding="utf-8")
    forget()
    with_it = knowledge_in_force()
    (own / "TRY20.toml").write_text(GOOD.replace("Nobody fires", "Nobody shoots"), encoding="utf-8")
    forget()
    assert with_it.startswith(without.split("+")[0] + "+")
    assert len({without, with_it, knowledge_in_force()}) == 3


def test_without_a_setting_ones_own_lie_in_the_data_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("TRUCEWATCH_AGREEMENTS", raising=False)
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path))
    assert own_folder() == tmp_path / "trucewatch" / "agreements"


def test_the_home_folder_can_be_named_by_its_sign(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TRUCEWATCH_AGREEMENTS", "~/pacts")
    assert own_folder() == Path.home() / "pacts"


def test_a_folder_that_the_settings_name_and_is_not_there_is_told_of(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TRUCEWATCH_AGREEMENTS", str(tmp_path / "nowhere"))
    forget()
    assert shelved().remarks == (f"{tmp_path / 'nowhere'}: there is no such folder, which the settings name for agreements",)
    assert "SOC18" in ids()
    monkeypatch.setenv("TRUCEWATCH_AGREEMENTS", "~nobody-of-this-name/pacts")
    with pytest.raises(UsageError, match="the setting agreements names '~nobody-of-this-name/pacts'"):
        own_folder()
    forget()


def test_what_points_nowhere_is_told_of_and_what_is_no_file_is_not_looked_at(own: Path) -> None:
    (own / "GONE20.toml").symlink_to(own / "nowhere")
    (own / "FOLDER.toml").mkdir()
    forget()
    (remark,) = shelved().remarks
    assert remark.startswith(f"{own / 'GONE20.toml'}:1: the file cannot be read")


SHELLING = (
    "Two soldiers killed near Ariha\nExample Herald\n3 March 2020\n\n"
    "Two Turkish soldiers were killed on Monday when Syrian government forces shelled their post near Ariha, the Turkish Defence Ministry said.\n"
)


def verdicts(ledger: Ledger) -> set[FindingState]:
    return {finding.state for finding in ledger.findings() if finding.clause_id == "TRY20-1"} - {FindingState.NOT_APPLICABLE}


def test_a_run_assesses_by_ones_own_agreements_and_again_when_they_change(own: Path, tmp_path: Path) -> None:
    letter = tmp_path / "herald.txt"
    letter.write_text(SHELLING, encoding="utf-8")
    (own / "TRY20.toml").write_text(GOOD, encoding="utf-8")
    (own / "BAD20.toml").write_text("id = ", encoding="utf-8")
    forget()
    with Ledger.open("sqlite://") as ledger:
        first = run([letter], ledger)
        assert first.remarks[0].startswith(f"{own / 'BAD20.toml'}:1: ")
        assert verdicts(ledger) == set()  # the clause is broken from the air only
        changed = GOOD.replace('modes = ["aerial"]', 'modes = ["heavy-weapons"]').replace('words = ["bomb"]\n', "")
        (own / "TRY20.toml").write_text(changed, encoding="utf-8")
        forget()
        assert run([letter], ledger).added > 0
        assert verdicts(ledger) == {FindingState.ALLEGED}


def test_a_folder_that_cannot_be_read_is_told_of_and_the_packaged_ones_are_loaded(
    own: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    packaged = ids()
    (own / "TRY20.toml").write_text(GOOD, encoding="utf-8")
    monkeypatch.setattr(os, "access", lambda path, mode: Path(path) != own)  # as for somebody else than its owner
    forget()
    assert ids() == packaged
    assert shelved().remarks == (f"{own}: the folder of one's own agreements cannot be read",)


def test_a_folder_that_leads_back_to_itself_is_told_of(own: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (own / "round").symlink_to(own / "round")
    monkeypatch.setenv("TRUCEWATCH_AGREEMENTS", str(own / "round"))
    forget()
    assert shelved().remarks == (f"{own / 'round'}: there is no such folder, which the settings name for agreements",)
