"""Hold an answered claim to the report: every value must stand in it word for word, or the claim is refused."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence

from trucewatch.knowledge.lexicon import Lexicon, Number
from trucewatch.llm_reader.answers import AnsweredClaim, AnsweredFigure
from trucewatch.model import Actor, Claim, Figure, Place, Report, Sentence, Span, TimeWords, content_id

CONFIDENCE = 0.5  # nobody has measured how often a given model reads rightly
LONGEST_QUOTE = 600  # characters; a claim is one passage, not the report
MARKS = frozenset("\"“”„«»‘’'")
GROUPED = re.compile(r"\d{1,3}(?:[,.\u00a0\u202f\u2009'’]\d{3})+")
SPACED = re.compile(r"(?<!\d)\d{1,3}(?: \d{3})+(?!\d)")
NUMBER = re.compile(rf"{GROUPED.pattern}|\d+(?:\.\d+)?|[^\W\d_]+")
MOST_WORDS = 40  # of a figure


class Refused(Exception):
    """A claim that is not taken: why."""


def grounded(answer: AnsweredClaim, report: Report, sentences: Sequence[Sentence], lexicon: Lexicon, row: str) -> Claim:
    """The claim with a span for every value; Refused if one cannot be found in the report."""
    quote = _quote(answer.quote, report)
    here = _Passage(report, quote, sentences)
    trigger = here.trigger()
    place = here.find(answer.place, "a place") if answer.place else None
    speaker = here.find(answer.speaker, "a speaker") if answer.speaker else None
    time = here.find(answer.time, "a time") if answer.time else None
    deadline = here.find(answer.deadline, "a deadline") if answer.deadline else None
    return Claim(
        id=content_id("claim", report.id, quote.start, quote.end, trigger.start, answer.type, place.text if place else ""),
        report_id=report.id,
        quote=quote,
        trigger=trigger,
        row=row,
        type=answer.type,
        mode=answer.mode,
        realis=answer.realis,
        actor=tuple(here.actor(words, "an actor") for words in answer.actor),
        recipient=tuple(here.actor(words, "a recipient") for words in answer.recipient),
        place=Place(place, place.text, inherited=here.is_elsewhere(place)) if place else None,
        time_words=TimeWords(time, here.is_elsewhere(time)) if time else None,
        speaker=Actor(speaker, inherited=here.is_elsewhere(speaker)) if speaker else None,
        direct_quote=answer.direct_quote and here.is_quoted(),
        figures=tuple(_figure(figure, here, lexicon.numbers) for figure in answer.figures),
        deadline_words=TimeWords(deadline, here.is_elsewhere(deadline)) if deadline else None,
        confidence=CONFIDENCE,
    )


def _quote(words: str, report: Report) -> Span:
    words = words.strip()
    if len(words) > LONGEST_QUOTE:
        raise Refused(f"a quote of more than {LONGEST_QUOTE} characters")
    found = next(_places(words, report), None)
    if found is None:
        raise Refused("a quote that does not stand in the report")
    return report.span(found, found + len(words))


def _places(words: str, report: Report) -> Iterator[int]:
    """Where these words stand in what is evidence."""
    barred = report.not_evidence()
    at = report.text.find(words) if words else -1
    while at >= 0:
        if not any(start < at + len(words) and at < end for start, end in barred):
            yield at
        at = report.text.find(words, at + 1)


class _Passage:
    """A quote and what stands around it."""

    def __init__(self, report: Report, quote: Span, sentences: Sequence[Sentence]) -> None:
        self._report, self._quote = report, quote
        self._sentences = [s for s in sentences if s.start < quote.end and quote.start < s.end]

    def find(self, words: str, name: str) -> Span:
        """These words inside the quote, else nearest before it, else nearest behind it."""
        words = words.strip()
        quote = self._quote
        places = sorted(
            _places(words, self._report),
            key=lambda at: (not quote.start <= at <= quote.end - len(words), at > quote.start, abs(at - quote.start)),
        )
        if not places:
            raise Refused(f"{name} that does not stand in the report")
        return self._report.span(places[0], places[0] + len(words))

    def actor(self, words: str, name: str) -> Actor:
        """Somebody named in these words."""
        span = self.find(words, name)
        return Actor(span, inherited=self.is_elsewhere(span))

    def is_elsewhere(self, span: Span) -> bool:
        """True if the words stand in another sentence than the quote, so that the value is carried over."""
        return not any(s.start <= span.start and span.end <= s.end for s in self._sentences) and not span.overlaps(self._quote)

    def is_quoted(self) -> bool:
        """True if quotation marks stand at or in the quote."""
        return not MARKS.isdisjoint(self._report.text[max(0, self._quote.start - 2) : self._quote.end + 2])

    def trigger(self) -> Span:
        """The first verb of the quote, else its first word."""
        inside = [t for s in self._sentences for t in s.tokens if self._quote.start <= t.start and t.end <= self._quote.end]
        if not inside:
            raise Refused("a quote without a whole word")
        token = next((token for token in inside if token.upos == "VERB"), inside[0])
        return self._report.span(token.start, token.end)


def _figure(answer: AnsweredFigure, here: _Passage, numbers: Mapping[str, Number]) -> Figure:
    span = here.find(answer.words, "a figure")
    bounds = {bound for bound in (answer.low, answer.high) if bound is not None}
    if not bounds or not bounds <= set(numbers_in(span.text, numbers)):
        raise Refused("a figure that its words do not give")
    if answer.low is not None and answer.high is not None and answer.low > answer.high:
        raise Refused("a figure whose bounds are the wrong way round")
    return Figure(answer.kind, answer.low, answer.high, span, approx=answer.approx)


def numbers_in(words: str, numbers: Mapping[str, Number]) -> Iterator[int]:
    """Every number these words can be read as: as printed, as a word, as a bound of one ("dozens"), and times what follows."""
    plain: list[float] = []
    factors: list[int] = []
    for token in NUMBER.findall(words.lower())[:MOST_WORDS]:
        number = numbers.get(token)
        if GROUPED.fullmatch(token):
            plain.append(int(re.sub(r"\D", "", token)))
        elif token[0].isdigit():
            plain.append(float(token[:15]))
        elif number is not None:
            plain += [bound for bound in (number.low, number.high) if bound is not None]
            factors += [number.low or 1] if number.role == "magnitude" or token == "dozen" else []
    plain += [int(found.replace(" ", "")) for found in SPACED.findall(words)]
    times = [1, *factors, *(one * other for one in factors for other in factors)]
    products = {value * factor for value in plain for factor in times}
    sums = {large + small for large in products for small in plain if large >= 20 and large % 10 == 0 and small < large}
    yield from (int(value) for value in products | sums if value == int(value))
