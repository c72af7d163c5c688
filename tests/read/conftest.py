"""Reports and hand-drawn trees for the reader's tests."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

import pytest

from trucewatch import language
from trucewatch.knowledge.lexicon import load_lexicon
from trucewatch.model import Basis, Claim, EventType, Precision, Published, Report, Sentence, Token
from trucewatch.read import read_claims

DAY = date(2020, 2, 13)


def make_report(text: str) -> Report:
    return Report(id="r1", source="test", text=text, raw_sha256="", published=Published(DAY, Precision.DAY, Basis.GIVEN))


def draw(lines: str) -> tuple[Report, tuple[Sentence, ...]]:
    """A report of one sentence from lines of `word lemma UPOS head relation [features]`."""
    rows = [line.split() for line in lines.strip().splitlines()]
    text = " ".join(row[0] for row in rows)
    tokens, at = [], 0
    for index, (word, lemma, upos, head, rel, *feats) in enumerate(rows, start=1):
        start = text.index(word, at)
        at = start + len(word)
        tokens.append(Token(index, start, at, word, lemma, upos, feats[0] if feats else "_", int(head), rel))
    return make_report(text), (Sentence(0, len(text), text, tuple(tokens), ()),)


@pytest.fixture(scope="session")
def model() -> language.LanguageModel:
    return language.load()


@pytest.fixture(scope="session")
def read(model: language.LanguageModel) -> Callable[[str], tuple[Claim, ...]]:
    """The claims of a text, through the shipped model."""

    def read_text(text: str) -> tuple[Claim, ...]:
        report = make_report(text)
        return read_claims(report, model.parse(text, skip=report.not_evidence()), load_lexicon())

    return read_text


@pytest.fixture(scope="session")
def read_drawn() -> Callable[[str], tuple[Claim, ...]]:
    """The claims of a hand-drawn tree."""

    def read_tree(lines: str) -> tuple[Claim, ...]:
        report, sentences = draw(lines)
        return read_claims(report, sentences, load_lexicon())

    return read_tree


@pytest.fixture(scope="session")
def told(model: language.LanguageModel) -> Callable[..., tuple[Claim, ...]]:
    """The claims of type ASSAULT of a text of some day."""

    def read_text(text: str, day: date = date(2016, 6, 20)) -> tuple[Claim, ...]:
        report = Report("r1", "test", text, "", published=Published(day, Precision.DAY, Basis.GIVEN))
        claims = read_claims(report, model.parse(text), load_lexicon())
        return tuple(claim for claim in claims if claim.type is EventType.ASSAULT)

    return read_text
