"""Everything that reading needs, loaded once, and the reading of one report with it."""

from __future__ import annotations

import dataclasses
from dataclasses import dataclass
from functools import cache
from typing import TypeVar, cast

from trucewatch.ingest.tongue import is_foreign
from trucewatch.knowledge.lexicon import Lexicon, load_lexicon
from trucewatch.knowledge.name_forms import NameForms, load_name_forms
from trucewatch.knowledge.parties import PartyBook, load_parties
from trucewatch.knowledge.places import Gazetteer, load_gazetteer
from trucewatch.knowledge.tongues import tongue_names
from trucewatch.language import LanguageModel, recased
from trucewatch.language import load as load_language
from trucewatch.model import Claim, Report, Span, Unread
from trucewatch.read import read_claims
from trucewatch.resolve import resolve_claims

Reading = tuple[Report, tuple[Claim, ...]]
Value = TypeVar("Value")
READ = frozenset({"en", None})  # None: too little of it to tell, such as "Rebels shelled Ariha."
LONGEST_REASON = 200  # characters of an error's own words; they may quote the report


@dataclass(frozen=True, slots=True)
class Reader:
    """Everything reading needs, loaded once."""

    language: LanguageModel
    lexicon: Lexicon
    parties: PartyBook
    gazetteer: Gazetteer
    name_forms: NameForms

    def claims(self, report: Report) -> tuple[Claim, ...]:
        """All claims of one report, resolved. Sentences in another language than English make none."""
        told = dataclasses.replace(report, text=recased(report.text, self.name_forms))
        parsed = self.language.parse(told.text, skip=told.not_evidence())
        sentences = tuple(sentence for sentence in parsed if not is_foreign(sentence.text))
        claims = resolve_claims(read_claims(told, sentences, self.lexicon), told, self.parties, self.gazetteer)
        return claims if told.text == report.text else as_printed(claims, report.text)

    def read(self, report: Report) -> Reading | Unread:
        """The report with its claims, or why it could not be read; a fault in one report never costs the others."""
        if report.language not in READ:
            name = tongue_names().get(report.language or "", report.language)
            return Unread(report.source, f"written in {name}, which is not read", report.raw_sha256)
        try:
            return report, self.claims(report)
        except Exception as error:  # whatever a text brings to light in the rules stays with that text, on record
            return Unread(report.source, f"reading failed: {_words(error)}", report.raw_sha256)


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


@cache
def load_reader() -> Reader:
    """The reader with the packaged model and tables."""
    return Reader(load_language(), load_lexicon(), load_parties(), load_gazetteer(), load_name_forms())
