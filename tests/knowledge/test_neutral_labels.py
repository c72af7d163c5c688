"""The policy of neutral labels: what we call parties, places and acts ourselves, and that no text of ours takes a side."""

from __future__ import annotations

import ast
import csv
import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest

import trucewatch
from trucewatch.errors import KnowledgeError
from trucewatch.knowledge import naming_tables
from trucewatch.knowledge.folding import fold
from trucewatch.knowledge.naming_tables import NeutralLabel, label_policy, naming_rows, neutral_label
from trucewatch.knowledge.parties import load_parties
from trucewatch.knowledge.party_rows import SectorRow
from trucewatch.knowledge.places import load_gazetteer
from trucewatch.knowledge.tables import FOLDER, read_table
from trucewatch.model import EventType, Named
from trucewatch.publish.words import TERMS, TermRow, TypeRow, type_words

HOUSE = Path(trucewatch.__file__).parent
SPEAKING = ("reconcile", "assess", "publish", "web", "ledger")  # packages whose strings are shown to people
TAG = re.compile(r"<[^>]*>|\{[{%#].*?[}%#]\}", re.DOTALL)


def own_strings() -> Iterator[tuple[str, str]]:
    """Every text that is shown as ours: labels, words for codes, crosswalks, templates, strings in the code of the pages."""
    book = load_parties()
    yield from (("parties", party.label) for party in book.parties if party.label)
    yield from (("countries.csv", country.side) for country in book.countries if country.side)
    yield from (("sectors.csv", row.label) for row in read_table("sectors.csv", SectorRow))
    yield from (("terms.csv", row.term) for row in read_table("terms.csv", TermRow, TERMS))
    yield from (("types.csv", row.words) for row in read_table("types.csv", TypeRow, TERMS))
    for row in csv.DictReader((FOLDER / "crosswalk_acled.csv").read_text(encoding="utf-8").splitlines()):
        yield from (("crosswalk_acled.csv", row[column]) for column in ("sub_event", "outside"))
    for path in sorted((HOUSE / "web" / "templates").glob("*.html")):
        yield path.name, TAG.sub(" ", path.read_text(encoding="utf-8"))
    for package in SPEAKING:
        for path in sorted((HOUSE / package).rglob("*.py")):
            yield from ((f"{package}/{path.name}", words) for words in _strings(path))


def _strings(path: Path) -> Iterator[str]:
    """The strings of a module that are no docstrings, keys or patterns of one word."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    docs = {
        id(node.body[0].value)
        for node in ast.walk(tree)
        if isinstance(node, ast.Module | ast.ClassDef | ast.FunctionDef) and node.body and isinstance(node.body[0], ast.Expr)
    }
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in docs and " " in node.value:
            yield node.value


@cache
def own_texts() -> dict[str, str]:
    """The texts of `own_strings` by file, folded."""
    texts: dict[str, list[str]] = {}
    for file, text in own_strings():
        texts.setdefault(file, []).append(fold(text))
    return {file: " | ".join(found) for file, found in sorted(texts.items())}


def loaded_words() -> dict[str, str]:
    """Every word that our own voice does not use, folded, with its register."""
    policy = label_policy()
    words = {fold(word): "policy" for word in policy.words_not_used}
    for row in naming_rows():
        if row.register in policy.registers_not_used and not row.theatre:
            words |= {fold(form): row.register.value for form in row.forms}
    return words


@pytest.mark.parametrize("file", own_texts())
def test_no_text_of_ours_uses_a_loaded_word(file: str) -> None:
    policy, loaded = label_policy(), loaded_words()
    allowed = {fold(one.word) for one in policy.exception if one.file == file}
    pattern = re.compile(rf"\b(?:{'|'.join(map(re.escape, sorted(loaded, key=len, reverse=True)))})\b")
    used = set(pattern.findall(own_texts()[file]))
    assert used <= allowed, {word: loaded[word] for word in used - allowed}


def test_the_rule_would_be_seen_to_be_broken() -> None:
    assert {"regime", "terrorists", "verified", "fake", "martyrs", "liberated"} <= set(loaded_words())


@pytest.mark.parametrize("label", label_policy().label, ids=lambda label: label.code)
def test_a_label_is_the_one_shown(label: NeutralLabel) -> None:
    if label.named is Named.PARTY:
        assert load_parties().label(label.code) == label.label
    elif label.named is Named.ACT:
        kind, _, mode = label.code.partition("/")
        assert type_words(EventType(kind), mode or None) == label.label
    elif label.named is Named.PLACE:
        assert load_gazetteer().get(label.code) is not None
    assert neutral_label(label.named, label.code) == label.label


@pytest.mark.parametrize("label", label_policy().label, ids=lambda label: label.code)
def test_a_label_names_a_rule_and_its_sources(label: NeutralLabel) -> None:
    assert label.rule in {rule.id for rule in label_policy().rules}
    assert label.sources
    assert label.label not in label.not_used


@pytest.mark.parametrize("label", [one for one in label_policy().label if one.rule == "two names"], ids=lambda label: label.label)
def test_two_names_stand_in_the_order_of_the_alphabet(label: NeutralLabel) -> None:
    names = label.label.split(" / ")
    assert len(names) == 2
    assert names == sorted(names)


def test_every_place_with_names_in_dispute_has_a_label() -> None:
    named = {row.of for row in naming_rows() if row.named is Named.PLACE}
    assert named <= {label.code for label in label_policy().label}


def test_every_exception_is_used_and_says_why() -> None:
    for one in label_policy().exception:
        assert one.why
        assert re.search(rf"\b{re.escape(fold(one.word))}\b", own_texts()[one.file]), one


@pytest.mark.parametrize(("text", "says"), [("label = [", "cannot be read"), ("label = []", "rules"), ("rules = 3", "rules")])
def test_a_broken_policy_says_what_is_wrong(text: str, says: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / naming_tables.LABELS).write_text(text, encoding="utf-8")
    monkeypatch.setattr(naming_tables, "FOLDER", tmp_path)
    with pytest.raises(KnowledgeError, match=re.escape(says)):
        label_policy.__wrapped__()
