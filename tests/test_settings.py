"""Settings come from flag, environment, project file, user file, default, in this order, and each knows its origin."""

from __future__ import annotations

from pathlib import Path

import pytest

from trucewatch.errors import UsageError
from trucewatch.settings import load_settings


@pytest.fixture(autouse=True)
def _own_home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path / "config"))


def test_without_any_file_all_values_are_the_defaults(tmp_path: Path) -> None:
    settings, origins = load_settings(env={}, folder=tmp_path)
    assert (settings.ledger, settings.host) == ("", "127.0.0.1")
    assert {setting.origin for setting in origins} == {"default"}


def test_the_environment_wins_over_the_project_file_and_that_over_the_user_file(tmp_path: Path) -> None:
    user = tmp_path / "config" / "trucewatch"
    user.mkdir(parents=True)
    (user / "config.toml").write_text('ledger = "sqlite:///user"\nport = 1\nhost = "0.0.0.0"\n')
    (tmp_path / "trucewatch.toml").write_text('ledger = "sqlite:///project"\nport = 2\n')
    settings, origins = load_settings(env={"TRUCEWATCH_PORT": "3"}, folder=tmp_path)
    assert (settings.host, settings.ledger, settings.port) == ("0.0.0.0", "sqlite:///project", 3)
    assert {s.name: Path(s.origin).name for s in origins if s.origin != "default"} == {
        "host": "config.toml",
        "ledger": "trucewatch.toml",
        "port": "TRUCEWATCH_PORT",
    }


@pytest.mark.parametrize(
    ("words", "says"), [('port = "many"', "port"), ("colour = 1", "known are ledger"), ("port =", "trucewatch.toml")]
)
def test_a_wrong_file_is_named_with_what_is_wrong(tmp_path: Path, words: str, says: str) -> None:
    (tmp_path / "trucewatch.toml").write_text(words)
    with pytest.raises(UsageError, match=says):
        load_settings(env={}, folder=tmp_path)


def test_no_number_of_workers_is_taken_that_no_machine_would_survive(tmp_path: Path) -> None:
    for count in ("0", "65"):
        with pytest.raises(UsageError, match="TRUCEWATCH_WORKERS"):
            load_settings(env={"TRUCEWATCH_WORKERS": count}, folder=tmp_path)
