"""Part the words of a threat: what is demanded, and what is to follow if it is not done."""

from __future__ import annotations

import re

from trucewatch.model import Claim, Span

SUFFERING = r"(?:\w+ ){0,3}?(?:fac|suffer|be |risk|see |it |they |we |he |she |bear|pay|expect)"
DOING = r"(?:(?:the )?[A-Z]\w+ )?(?:will|would)\b"
OR = re.compile(rf"[,;]?\s+\b(?:or (?:else )?|otherwise,? )(?:(?={SUFFERING})|(?={DOING}))")


def says_otherwise(claim: Claim) -> bool:
    """True for "leave by Friday or face consequences", which demands and threatens in one breath."""
    return OR.search(claim.quote.text) is not None


def demand_words(claim: Claim) -> Span:
    """The words of a demand without what is to follow: "leave by Friday"."""
    match = OR.search(claim.quote.text)
    return _part(claim.quote, 0, match.start()) if match and match.start() else claim.quote


def threatened_words(claim: Claim) -> Span:
    """The words of what is to follow without the demand: "face consequences", "it will use force"."""
    words = claim.quote
    if match := OR.search(words.text):
        return _part(words, match.end(), len(words.text))
    told = claim.condition
    if told is not None and words.start < told.start and told.end == words.end:
        kept = words.text[: told.start - words.start].rstrip(" ,;")
        return _part(words, 0, len(kept)) if kept else words
    return words


def _part(span: Span, start: int, end: int) -> Span:
    return Span(span.report_id, span.start + start, span.start + end, span.text[start:end])
