"""Everything that reading needs, loaded once, and the reading of one report with it."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from typing import NamedTuple, TypeVar, cast

from trucewatch.ingest.tongue import is_foreign
from trucewatch.knowledge.lexicon import Lexicon, load_lexicon
from trucewatch.knowledge.name_forms import NameForms, load_name_forms
from trucewatch.knowledge.parties import PartyBook, load_parties
from trucewatch.knowledge.places import Gazetteer, load_gazetteer
from trucewatch.knowledge.tongues import tongue_names
from trucewatch.language import FULL, LanguageModel, recased
from trucewatch.language import load as load_language
from trucewatch.llm_reader import Endpoint, EndpointError, SecondReader
from trucewatch.model import Claim, Report, Sentence, Span, Unread
from trucewatch.read import read_claims
from trucewatch.read.explaining import Explained, explain, settled
from trucewatch.resolve import resolve_claims

Value = TypeVar("Value")
READ = frozenset({"en", None})  # None: too little of it to tell, such as "Rebels shelled Ariha."
LONGEST_REASON = 200  # characters of an error's own words; they may quote the report


class Reading(NamedTuple):
    """A report, its claims, and what the user should know about how it was read ("" if nothing)."""

    report: Report
    claims: tuple[Claim, ...]
    remark: str = ""


@dataclass(frozen=True, slots=True)
class Reader:
    """Everything reading needs, loaded once; with a `second` reader, that one is asked instead of the rules."""

    language: LanguageModel
    lexicon: Lexicon
    parties: PartyBook
    gazetteer: Gazetteer
    name_forms: NameForms
    second: SecondReader | None = None

    def claims(self, report: Report) -> tuple[Claim, ...]:
        """All claims of one report, resolved. Sentences in another language than English make none."""
        return self._reading(report).claims

    def read(self, report: Report) -> Reading | Unread:
        """The report with its claims, or why it could not be read; a fault in one report never costs the others."""
        return self._attempt(report, self._reading)

    def explain(self, report: Report) -> Explained | Unread:
        """What the rules read in one report, with what made each claim, and what was left out and why."""
        return self._attempt(report, self._explained)

    def _attempt(self, report: Report, reading: Callable[[Report], Value]) -> Value | Unread:
        if report.language not in READ:
            name = tongue_names().get(report.language or "", report.language)
            return Unread(report.source, f"written in {name}, which is not read", report.raw_sha256)
        try:
            return reading(report)
        except EndpointError as error:
            return Unread(report.source, str(error), report.raw_sha256)
        except Exception as error:  # whatever a text brings to light in the rules stays with that text, on record
            return Unread(report.source, f"reading failed: {_words(error)}", report.raw_sha256)

    def _reading(self, report: Report) -> Reading:
        if self.second is not None:
            sentences = self._sentences(report)
            found = self.second.read(report, sentences, self.lexicon)
            return Reading(report, resolve_claims(found.claims, report, self.parties, self.gazetteer, sentences), found.refused)
        told = dataclasses.replace(report, text=recased(report.text, self.name_forms))
        sentences = self._sentences(told)
        drafts = read_claims(told, sentences, self.lexicon)
        claims = resolve_claims(drafts, told, self.parties, self.gazetteer, sentences)
        return Reading(report, claims if told.text == report.text else as_printed(claims, report.text))

    def _explained(self, report: Report) -> Explained:
        told = dataclasses.replace(report, text=recased(report.text, self.name_forms))
        sentences = self._sentences(told)
        found = explain(told, sentences, self.lexicon)
        claims = resolve_claims([one.claim for one in found.claims], told, self.parties, self.gazetteer, sentences)
        pairs = zip(found.claims, claims, strict=True)
        with_values = tuple(settled(one, claim, told, sentences, self.parties) for one, claim in pairs)
        return as_printed(dataclasses.replace(found, claims=with_values), report.text)

    def _sentences(self, report: Report) -> tuple[Sentence, ...]:
        parsed = self.language.parse(report.text, skip=report.not_evidence())
        return tuple(sentence for sentence in parsed if not is_foreign(sentence.text))


def as_printed(value: Value, text: str) -> Value:
    """The same record with every span in it as the text has it; for what was read from the same text in other letters."""
    if isinstance(value, Span):
        return cast(Value, dataclasses.replace(value, text=text[value.start : value.end]))
    if isinstance(value, tuple):
        return cast(Value, tuple(as_printed(part, text) for part in value))
    if dataclasses.is_dataclass(value) and not isinstance(value, type):
        parts = {field.name: as_printed(getattr(value, field.name), text) for field in dataclasses.fields(value)}
        return dataclasses.replace(value, **parts)
    return value


def _words(error: Exception) -> str:
    return f"{type(error).__name__}: {error}"[:LONGEST_REASON]


def load_reader(endpoint: Endpoint | None = None, model: str = FULL) -> Reader:
    """The reader with a packaged model and the tables, loaded once; with an endpoint, its claims come from there."""
    return _loaded(endpoint, model)


@cache
def _loaded(endpoint: Endpoint | None, model: str) -> Reader:
    second = None if endpoint is None else SecondReader(endpoint)
    language = load_language(model=model)
    return Reader(language, load_lexicon(), load_parties(), load_gazetteer(), load_name_forms(), second)
