"""Whose words a stretch of a report is: the outlet's own, somebody's that it retells, or words in quotation marks."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache

from trucewatch.knowledge.naming_tables import voice_cues
from trucewatch.model import Actor, Claim, Report, Voice

QUOTED = re.compile(
    r"“[^“”]{1,2000}(?:”|$)|\"[^\"]{1,2000}(?:\"|$)|«[^«»]{1,2000}»|‘[^‘’\n]{1,80}’|(?<![\w’'])'[^'\n]{2,80}'(?!\w)", re.MULTILINE
)
SENTENCE_END = re.compile(r"(?:(?<=[a-z\d)][.!?])|(?<=[.!?][\"”’']))\s+(?=[\"“‘'(]?[A-Z\d])|\n+")
SHORT_FORM = re.compile(r"\b(?:[A-Z]|[A-Z][a-z]{1,3})\.$")  # "Feb.", "Gen.", "U."
NAMED_AFTER = 60  # characters in which ", the ministry said" and "according to the ministry" name who speaks
COLON_SOURCE = re.compile(r":\s*[\w.-]+(?:\s[\w-]+)?$")  # a headline that ends in its source: "20 killed: monitor"
PRONOUN = re.compile(r"\b(?:it|he|she|they)\s+$", re.IGNORECASE)
CLAUSE = re.compile(r"\b(?:who|which|that)\b")
AT_THE_END = re.compile(r"^(?:\s+\w+){0,2}\W*$")  # what may follow "a monitor said" at the end of a sentence: "on Sunday"
WHO_SAYS = 4  # words before such a "said" that name who speaks


@dataclass(frozen=True, slots=True)
class Heard:
    """A voice, and the speaker as a claim names him."""

    voice: Voice
    speaker: str | None = None


class Listener:
    """Tells for any stretch of one report whose words it is."""

    def __init__(self, report: Report, claims: Sequence[Claim]) -> None:
        self._text = report.text
        self._quotes = [found.span() for found in QUOTED.finditer(report.text)]
        self._sentences = _sentences(report.text)
        self._claims = sorted(claims, key=lambda claim: (claim.quote.end - claim.quote.start, claim.quote.start, claim.id))

    def voice_of(self, start: int, end: int) -> Heard:
        """The voice at `start..end`: quotation marks first, then the claims that hold it, then the words of saying beside it."""
        holding = [claim for claim in self._claims if claim.quote.start <= start and end <= claim.quote.end]
        speaking = next((claim for claim in holding if claim.speaker is not None), None)
        if any(a < end and start < b for a, b in self._quotes):
            return Heard(Voice.QUOTED, speaking.speaker.label if speaking and speaking.speaker else None)
        if any(_names_speaker(claim, start, end) for claim in self._claims):
            return Heard(Voice.OWN)
        if speaking is not None and speaking.speaker is not None:
            return (
                Heard(Voice.OWN)
                if _is_before_speech(speaking, speaking.speaker, start)
                else Heard(Voice.RETOLD, speaking.speaker.label)
            )
        if holding:
            return Heard(Voice.OWN)
        return Heard(Voice.RETOLD if self._is_retold(start, end) else Voice.OWN)

    def _is_retold(self, start: int, end: int) -> bool:
        """True where the words of the sentence say that another voice has it."""
        at = bisect_right(self._sentences, start) - 1
        first = self._sentences[at] if at >= 0 else 0
        last = self._sentences[at + 1] if at + 1 < len(self._sentences) else len(self._text)
        before, after = self._text[first:start], self._text[end:last].rstrip()
        return _verb_before(before) or _source_after(after) or _verb_after(after) or bool(COLON_SOURCE.search(after))


def _sentences(text: str) -> list[int]:
    """Where sentences begin."""
    begins = [0]
    for found in SENTENCE_END.finditer(text):
        if "\n" in found.group() or not SHORT_FORM.search(text[max(0, found.start() - 6) : found.start()]):
            begins.append(found.end())
    return begins


def _names_speaker(claim: Claim, start: int, end: int) -> bool:
    """True if the words name who speaks: a "regime spokesman" is called so by the outlet."""
    speaker = claim.speaker
    if speaker is None or speaker.inherited:
        return False
    inside = claim.quote.start <= speaker.span.start and speaker.span.end <= claim.quote.end
    return speaker.span.start <= start and end <= speaker.span.end and (not inside or not claim.direct_quote or _by_itself(claim))


def _by_itself(claim: Claim) -> bool:
    return claim.speaker is not None and claim.quote.text[:1] in '"“«'


def _is_before_speech(claim: Claim, speaker: Actor, start: int) -> bool:
    """True before the word of saying of a speaker who is also the doer: "The regime accused ..." calls him so itself."""
    own = any(actor.span == speaker.span or actor.span.overlaps(speaker.span) for actor in claim.actor)
    return own and claim.quote.start <= speaker.span.start < claim.trigger.start and start < claim.trigger.start


@cache
def _cues(place: str) -> re.Pattern[str]:
    words = sorted((row.words for row in voice_cues().values() if row.place == place), key=lambda w: (-len(w), w))
    return re.compile(rf"\b(?:{'|'.join(map(re.escape, words))})\b")


def _verb_before(before: str) -> bool:
    """True after a word of saying, or after a source that a comma closes: "According to the ministry, the ..."."""
    verbs = [found for found in _cues("verb").finditer(before) if not _passive(before, found.start())]
    if verbs:
        return True
    source = next(iter(reversed(list(re.finditer(_cues("source").pattern, before, re.IGNORECASE)))), None)
    return source is not None and "," in before[source.end() :]


def _passive(text: str, at: int) -> bool:
    """True for "is said to", "was told": nobody is named who says it."""
    return bool(re.search(r"\b(?:is|are|was|were|been|be)\s+(?:also\s+|reportedly\s+)?$", text[:at]))


def _source_after(after: str) -> bool:
    return bool(_cues("source").search(after))


def _verb_after(after: str) -> bool:
    """True before ", the ministry said" or before "a monitor said on Sunday" at the end of the sentence."""
    for found in _cues("verb").finditer(after):
        comma = after.rfind(",", 0, found.start())
        if comma >= 0 and found.start() - comma <= NAMED_AFTER and not CLAUSE.search(after[comma : found.start()]):
            return True
        before = after[: found.start()]
        if AT_THE_END.match(after[found.end() :]) and (len(before.split()) > WHO_SAYS or PRONOUN.search(before)):
            return True
    return False
