"""Read a report with a language model behind an endpoint, through the same door as the rules."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from trucewatch.knowledge.lexicon import Lexicon
from trucewatch.llm_reader.answers import read_answer
from trucewatch.llm_reader.endpoint import Endpoint, EndpointError, ask
from trucewatch.llm_reader.grounding import Refused, grounded
from trucewatch.llm_reader.prompt import messages, stretches
from trucewatch.model import Claim, Report, Sentence

PATIENCE = 5  # failures in a row after which the endpoint is asked no more


@dataclass(frozen=True, slots=True)
class SecondReading:
    """The claims that hold, and a sentence on those that were refused ("" if none was)."""

    claims: tuple[Claim, ...]
    refused: str


class SecondReader:
    """A reader that asks an endpoint; it remembers only how often the endpoint has failed in a row."""

    def __init__(self, endpoint: Endpoint) -> None:
        self.endpoint = endpoint
        self.row = f"llm:{endpoint.model}"
        self._failures = 0

    def read_claims(self, report: Report, sentences: Sequence[Sentence], lexicon: Lexicon) -> tuple[Claim, ...]:
        """The claims of one report, in the order of its text; parties, places and days are left as mentions."""
        return self.read(report, sentences, lexicon).claims

    def read(self, report: Report, sentences: Sequence[Sentence], lexicon: Lexicon) -> SecondReading:
        """The claims, and what was refused; an EndpointError if the endpoint gives no usable answer."""
        if self._failures >= PATIENCE:
            raise EndpointError(f"{self.endpoint.host} was not asked: it failed {PATIENCE} times in a row")
        try:
            answers = [read_answer(ask(self.endpoint, messages(report, stretch))) for stretch in stretches(report)]
        except EndpointError:
            self._failures += 1
            raise
        self._failures = 0
        claims: dict[str, Claim] = {}
        refused = Counter(reason for answer in answers for reason in answer.refused)
        for answered in (claim for answer in answers for claim in answer.claims):
            try:
                claim = grounded(answered, report, sentences, lexicon, self.row)
            except Refused as reason:
                refused[str(reason)] += 1
                continue
            refused["told twice"] += claim.id in claims
            claims.setdefault(claim.id, claim)
        ordered = sorted(claims.values(), key=lambda claim: (claim.quote.start, claim.quote.end, claim.type, claim.id))
        return SecondReading(tuple(ordered), _told(len(claims), +refused))


def _told(kept: int, refused: Counter[str]) -> str:
    """How many claims were refused, and why."""
    if not refused:
        return ""
    reasons = "; ".join(f"{reason} ({count})" for reason, count in sorted(refused.items(), key=lambda item: (-item[1], item[0])))
    return f"{refused.total()} of {kept + refused.total()} claims of the language model refused: {reasons}"
