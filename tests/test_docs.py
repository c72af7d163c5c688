"""The documentation cannot lie: commands, options, fields and settings stand in it as they are."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import fields
from pathlib import Path

import pytest
import typer.main
from typer.core import TyperCommand, TyperGroup, TyperOption

from trucewatch.alerting.rule import TERMS, RuleKind
from trucewatch.cli import app
from trucewatch.feeds.health import FeedState
from trucewatch.knowledge.counting_tables import CountingRule, counting_rules
from trucewatch.knowledge.parties import load_parties
from trucewatch.ledger import Ledger
from trucewatch.model import Grade, Relation
from trucewatch.pipeline import run
from trucewatch.publish.exchange.formats import EXCHANGES
from trucewatch.publish.exports import FORMATS
from trucewatch.publish.similarity import DEFINITIONS
from trucewatch.publish.summary import summary_lines
from trucewatch.settings import PREFIX, Settings

ROOT = Path(__file__).parents[1]
COMMANDS = (ROOT / "docs" / "commands.md").read_text(encoding="utf-8")


def all_commands() -> list[tuple[str, TyperCommand | TyperGroup]]:
    return sorted(walk(typer.main.get_command(app), ()), key=lambda pair: pair[0])


def walk(command: object, path: tuple[str, ...]) -> Iterator[tuple[str, TyperCommand | TyperGroup]]:
    if isinstance(command, TyperGroup):
        if path and command.invoke_without_command:
            yield " ".join(path), command
        for name, child in command.commands.items():
            yield from walk(child, (*path, name))
    elif isinstance(command, TyperCommand):
        yield " ".join(path), command


def section(name: str) -> str:
    parts = re.split(r"^## ", COMMANDS, flags=re.MULTILINE)
    return next((part for part in parts if f"`trucewatch {name}" in part.splitlines()[0]), "")


@pytest.mark.parametrize(("name", "command"), all_commands(), ids=[name for name, _ in all_commands()])
def test_every_command_and_option_is_documented(name: str, command: TyperCommand | TyperGroup) -> None:
    words = section(name)
    assert words, f"docs/commands.md has no section on `trucewatch {name}`"
    options = [max(p.opts, key=len) for p in command.params if isinstance(p, TyperOption)]
    assert [option for option in options if option not in words and option != "--help"] == []


def test_no_documented_command_is_gone() -> None:
    documented = set(re.findall(r"`trucewatch ([a-z]+(?: [a-z-]+)?)[^`]*`", COMMANDS))
    known = {name for name, _ in all_commands()}
    assert {name for name in documented if name not in known and name.split()[0] not in known} == set()


def test_every_setting_is_documented() -> None:
    for field in fields(Settings):
        assert f"| `{field.name}` | `{PREFIX}{field.name.upper()}` |" in COMMANDS


@pytest.mark.parametrize(
    "path", ["README.md", "CONTRIBUTING.md", *sorted(f"docs/{p.name}" for p in (ROOT / "docs").glob("*.md"))]
)
def test_every_file_named_in_the_docs_is_there(path: str) -> None:
    text = (ROOT / path).read_text(encoding="utf-8")
    named = set(re.findall(r"`((?:trucewatch|docs|tools|training|tests|requirements)/[\w./-]+\.\w+)`", text))
    links = {link for link in re.findall(r"\]\(([\w./-]+)\)", text) if "://" not in link}
    gone = {name for name in named if not (ROOT / name).exists()}
    gone |= {link for link in links if not ((ROOT / path).parent / link).exists()}
    assert gone == set()


def test_the_summary_in_the_readme_is_what_the_demo_prints(tmp_path: Path) -> None:
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    with Ledger.open(f"sqlite:///{tmp_path / 'demo.sqlite'}") as ledger:
        result = run([ROOT / "trucewatch" / "example" / "reports"], ledger)
        printed = "".join(summary_lines(ledger, read=result.read, unread=len(result.unread), labels=load_parties().label))
    assert printed in readme, "run: python tools/update_docs.py demo"


ACCOUNTS = (ROOT / "docs" / "accounts.md").read_text(encoding="utf-8")


@pytest.mark.parametrize("rule", counting_rules().values(), ids=lambda rule: rule.name)
def test_every_counting_rule_is_documented_as_it_is(rule: CountingRule) -> None:
    assert f"| `{rule.name}` | {rule.words} | {rule.source} | {rule.deviation or ''} |" in ACCOUNTS


@pytest.mark.parametrize("name", DEFINITIONS)
def test_every_likeness_is_documented_as_it_is_worked_out(name: str) -> None:
    assert f"| {name} | {DEFINITIONS[name]} |" in ACCOUNTS


@pytest.mark.parametrize("word", [*Relation, *Grade])
def test_every_relation_and_grade_is_documented(word: str) -> None:
    assert f"| {word} |" in ACCOUNTS


def page(name: str) -> str:
    return (ROOT / "docs" / name).read_text(encoding="utf-8")


def test_every_format_of_exports_is_documented() -> None:
    assert [name for name in (*FORMATS, *EXCHANGES) if f"`{name}`" not in page("exports.md")] == []


def test_every_kind_of_rule_and_its_settings_are_documented() -> None:
    rows = {row.split("|")[1].strip(" `"): row for row in page("alerts.md").splitlines() if row.startswith("| `")}
    assert set(rows) == set(RuleKind)
    for kind, terms in TERMS.items():
        named = [one.name.rstrip("_") for one in fields(terms) if one.name != "kind"]
        assert [name for name in named if f"`{name}`" not in rows[kind]] == []


def test_every_state_of_a_feed_is_documented() -> None:
    assert [state for state in FeedState if f"| {state} |" not in page("watching.md")] == []
