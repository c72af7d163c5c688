"""What is deployed, audited and licensed names commands, settings and files that there are, and every dependency is accounted for."""

from __future__ import annotations

import configparser
import re
import shlex
import sys
from collections.abc import Iterator
from dataclasses import fields
from pathlib import Path
from typing import Any

import pytest
import typer.main
import yaml
from typer.core import TyperGroup

from tools import audit, licences
from trucewatch.cli import app
from trucewatch.settings import PREFIX, Settings

ROOT = Path(__file__).parents[1]
DEPLOY = ROOT / "deploy"
DOCKERFILE = (DEPLOY / "Dockerfile").read_text(encoding="utf-8")
COMPOSE: dict[str, Any] = yaml.safe_load((DEPLOY / "compose.yaml").read_text(encoding="utf-8"))
OURS = ("site", "watch")
SERVICES = sorted((DEPLOY / "systemd").glob("*.service"))
SETTINGS = {f"{PREFIX}{field.name.upper()}" for field in fields(Settings)}
CALL = re.compile(r"/opt/trucewatch/bin/trucewatch ([^'\n]+)")


def is_command(words: list[str]) -> bool:
    """True if the words begin with a command, and its options are options of it."""
    found: Any = typer.main.get_command(app)
    while isinstance(found, TyperGroup) and words and words[0] in found.commands:
        found, words = found.commands[words[0]], words[1:]
    known = {name for option in found.params for name in option.opts}
    return not isinstance(found, TyperGroup) and {word for word in words if word.startswith("--")} <= known


def unit(path: Path) -> list[tuple[str, str]]:
    lines = [line for line in path.read_text(encoding="utf-8").splitlines() if "=" in line and not line.startswith("#")]
    return [(line.partition("=")[0], line.partition("=")[2]) for line in lines]


@pytest.mark.parametrize("path", SERVICES, ids=lambda path: path.stem)
def test_a_unit_calls_commands_that_there_are(path: Path) -> None:
    calls = CALL.findall("\n".join(value for name, value in unit(path) if name == "ExecStart"))
    assert calls
    assert [call for call in calls if not is_command(shlex.split(call.replace("$$", "$")))] == []


@pytest.mark.parametrize("path", SERVICES, ids=lambda path: path.stem)
def test_a_unit_has_least_rights(path: Path) -> None:
    said = unit(path)
    for line in (("User", "trucewatch"), ("NoNewPrivileges", "yes"), ("ProtectSystem", "strict"), ("CapabilityBoundingSet", "")):
        assert line in said
    assert ("PrivateTmp", "yes") in said


@pytest.mark.parametrize("path", sorted((DEPLOY / "systemd").glob("*.timer")), ids=lambda path: path.stem)
def test_a_timer_has_its_service(path: Path) -> None:
    assert path.with_suffix(".service") in SERVICES
    parsed = configparser.ConfigParser(strict=False)
    parsed.read(path, encoding="utf-8")
    assert parsed["Timer"]["OnCalendar"]


@pytest.mark.parametrize("name", OURS)
def test_a_service_calls_a_command_with_settings_that_there_are(name: str) -> None:
    service = COMPOSE["services"][name]
    assert is_command(service["command"])
    ours = {one for one in service["environment"] if one.startswith(PREFIX)} if "environment" in service else set()
    assert ours <= SETTINGS


@pytest.mark.parametrize("name", OURS)
def test_a_service_is_nobody_and_writes_nowhere_but_to_its_volume(name: str) -> None:
    service = COMPOSE["services"][name]
    assert service["read_only"] is True
    assert service["cap_drop"] == ["ALL"]
    assert "no-new-privileges:true" in service["security_opt"]
    assert service["volumes"] == ["data:/data"]
    assert service["secrets"] == ["pgpass"]


def test_no_secret_stands_in_the_files() -> None:
    everything = "\n".join(path.read_text(encoding="utf-8") for path in DEPLOY.rglob("*") if path.is_file())
    assert re.findall(r"(?i)(?:password|secret|token)[ \t]*[:=][ \t]*[^\s/\[$.]\w+", everything) == []
    assert all(COMPOSE["secrets"][name]["file"].startswith("./secrets/") for name in COMPOSE["secrets"])


def test_the_database_is_reached_by_no_one_outside() -> None:
    assert COMPOSE["networks"]["inside"] == {"internal": True}
    assert COMPOSE["services"]["database"]["networks"] == ["inside"]
    assert "ports" not in COMPOSE["services"]["database"]


def test_the_image_runs_as_nobody_and_is_asked_whether_it_lives_on_the_port_it_serves() -> None:
    assert re.search(r"^USER 10001:10001$", DOCKERFILE, re.MULTILINE)
    assert f"EXPOSE {Settings().port}" in DOCKERFILE
    assert f"http://127.0.0.1:{Settings().port}/healthz" in DOCKERFILE
    assert set(re.findall(rf"{PREFIX}\w+", DOCKERFILE)) <= SETTINGS


def test_what_the_image_copies_is_there_and_let_through() -> None:
    let_through = {line[1:] for line in (ROOT / ".dockerignore").read_text(encoding="utf-8").splitlines() if line.startswith("!")}
    copied = {word for line in re.findall(r"^COPY (?!--from)(.+) \S+$", DOCKERFILE, re.MULTILINE) for word in line.split()}
    assert copied == let_through
    assert all((ROOT / name).exists() for name in copied)


def test_every_licence_beside_ours_is_accepted() -> None:
    open_questions = [f"{one.package}: {one.said or 'says nothing'}" for one in licences.installed() if not one.spdx]
    assert open_questions == [], "look at each licence, then give it a row in tools/licences.csv"


def test_a_new_licence_is_not_accepted_by_accident() -> None:
    rows = licences.accepted()
    assert ("said", "AGPL-3.0-only") not in rows
    assert ("said", "") not in rows


def told(*packages: str) -> str:
    return f'{{"dependencies": [{", ".join(packages)}], "fixes": []}}'


GOOD = '{"name": "idna", "version": "3.1", "vulns": []}'
FLAWED = '{"name": "jinja2", "version": "2.0", "vulns": [{"id": "PYSEC-2019-217"}]}'
SKIPPED = '{"name": "numpy", "skip_reason": "Dependency not found on PyPI"}'


def cases() -> Iterator[tuple[str, int, str]]:
    yield told(GOOD), audit.CLEAN, "nothing is known"
    yield told(GOOD, FLAWED, SKIPPED), audit.FLAWED, "jinja2 2.0: PYSEC-2019-217"
    yield told(GOOD, SKIPPED), audit.UNCHECKED, "NOT CHECKED: 1 of its packages"
    yield told(), audit.UNCHECKED, "NOT CHECKED"
    yield "<html>", audit.UNCHECKED, "NOT CHECKED"


@pytest.mark.parametrize(("answer", "code", "words"), list(cases()))
def test_what_could_not_be_asked_about_is_never_called_clean(answer: str, code: int, words: str) -> None:
    got, said = audit.verdict("server.lock", audit.read(answer))
    assert got == code
    assert words in said


@pytest.mark.parametrize(("arguments", "code"), [([], audit.UNCHECKED), (["--or-say-so"], audit.CLEAN)])
def test_without_a_network_the_checks_go_on_and_the_audit_fails(
    arguments: list[str], code: int, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(audit, "PIP_AUDIT", Path(sys.executable).with_name("no-such-command"))
    assert audit.main(arguments) == code
    assert capsys.readouterr().err.count("NOT CHECKED") == len(audit.LOCKS)


def test_a_known_flaw_fails_the_checks_too(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(audit, "audit", lambda lock: audit.read(told(FLAWED)))
    assert audit.main(["--or-say-so"]) == audit.FLAWED
