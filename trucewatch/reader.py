"""Everything that reading needs, loaded once, and the reading of one report with it."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

from trucewatch.knowledge.lexicon import Lexicon, load_lexicon
from trucewatch.knowledge.parties import PartyBook, load_parties
from trucewatch.knowledge.places import Gazetteer, load_gazetteer
from trucewatch.language import LanguageModel
from trucewatch.language import load as load_language
from trucewatch.model import Claim, Report, Unread
from trucewatch.read import read_claims
from trucewatch.resolve import resolve_claims

Reading = tuple[Report, tuple[Claim, ...]]
LONGEST_REASON = 200  # characters of an error's own words; they may quote the report


@dataclass(frozen=True, slots=True)
class Reader:
    """Everything reading needs, loaded once."""

    language: LanguageModel
    lexicon: Lexicon
    parties: PartyBook
    gazetteer: Gazetteer

    def claims(self, report: Report) -> tuple[Claim, ...]:
        """All claims of one report, resolved."""
        sentences = self.language.parse(report.text, skip=report.not_evidence())
        return resolve_claims(read_claims(report, sentences, self.lexicon), report, self.parties, self.gazetteer)

    def read(self, report: Report) -> Reading | Unread:
        """The report with its claims, or why it could not be read; a fault in one report never costs the others."""
        try:
            return report, self.claims(report)
        except Exception as error:  # whatever a text brings to light in the rules stays with that text, on record
            return Unread(report.source, f"reading failed: {_words(error)}", report.raw_sha256)


def _words(error: Exception) -> str:
    return f"{type(error).__name__}: {error}"[:LONGEST_REASON]


@cache
def load_reader() -> Reader:
    """The reader with the packaged model and tables."""
    return Reader(load_language(), load_lexicon(), load_parties(), load_gazetteer())
