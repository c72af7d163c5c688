"""Tell a person, or a program, why each claim of a report was read, and why other happenings in it became none."""

from __future__ import annotations

from collections.abc import Iterator

from trucewatch.knowledge.lexicon import evidence_words
from trucewatch.model import Report, Span
from trucewatch.publish.claims import claim_row
from trucewatch.publish.summary import shorten
from trucewatch.publish.titles import claim_title
from trucewatch.publish.words import Labels, counted, day_words, term
from trucewatch.read.explaining import TOLD_WITH_IT, Aside, Explained, Explanation, Fired, Reason
from trucewatch.read.judging import LEAST_DOUBTED, LEAST_PLAIN

PARTS = {"v": "verb", "n": "noun", "a": "adjective"}
LEAST_TOLD = 0.1  # log-odds; smaller observations are told together
MOST_AGAINST = 2  # observations named of a happening that was left out as unlikely
PARTIES = frozenset({"actor", "recipient", "speaker", "through"})
UNKNOWN = dict.fromkeys(PARTIES, "no party known")
LONGEST = 160  # characters of a sentence that a value was taken over from


def explanation_lines(report: Report, found: Explained, labels: Labels) -> Iterator[str]:
    """A block for each claim, the strongest reasons first, then a line for each happening that became no claim."""
    day = f", {day_words(report.published.day)}" if report.published else ", no day of publication"
    yield f"{report.id}{day}: {counted(len(found.claims), 'claim')}\n"
    for number, explanation in enumerate(found.claims, 1):
        yield "\n"
        yield from _claim_lines(number, explanation, labels)
    if found.left_out:
        yield f"\nRead and left out (a chance of {LEAST_PLAIN:.2f} is needed, of {LEAST_DOUBTED:.2f} where there is a doubt):\n"
        yield from map(_left_out_line, found.left_out)
    if found.asides:
        yield "\nRead as part of something else:\n"
        yield from map(_aside_line, found.asides)


def why_rows(found: Explained) -> Iterator[dict[str, object]]:
    """The claims of a report, each with its `why`."""
    return map(why_row, found.claims)


def why_row(explanation: Explanation) -> dict[str, object]:
    """The claim as `claim_row` gives it, with a `why`: rows, reasons of every value, what was weighed, doubts."""
    return {
        **claim_row(explanation.claim),
        "why": {
            "sentence": explanation.number,
            "rows": [_fired_row(fired) for fired in explanation.fired],
            "values": [_reason_row(reason) for reason in explanation.reasons],
            "weighed": [
                {"observation": one.observation, "words": _told(one.observation), "log_odds": round(one.log_odds, 3)}
                for one in explanation.weighed
            ],
            "sum": round(explanation.log_odds, 3),
            "chance": explanation.claim.confidence,
            "doubts": [{"doubt": doubt, "words": _doubt(doubt)} for doubt in explanation.doubts],
        },
    }


def _claim_lines(number: int, explanation: Explanation, labels: Labels) -> Iterator[str]:
    claim = explanation.claim
    yield f"{number}  “{_flat(claim.quote.text)}”\n"
    yield f"   {claim_title(claim, labels)}; sentence {explanation.number}, {claim.id}\n"
    yield _line("type", f"{claim.type}{f'/{claim.mode}' if claim.mode else ''}: {_row_words(explanation.fired[0])}")
    yield from (_line("", f"with {_row_words(fired)}") for fired in explanation.fired[1:])
    for field in ("type", "mode"):
        yield from (_line("", f"{r.value}: {_because(r)}") for r in explanation.reasons if r.field == field)
    told = [reason for reason in explanation.reasons if reason.field not in ("type", "mode")]
    yield from (_reason_line(reason, labels) for reason in told)
    sources = {reason.number: reason.sentence for reason in told if reason.sentence is not None}
    yield from (_line("", f"sentence {n}: “{shorten(whole.text, LONGEST)}”") for n, whole in sorted(sources.items()))
    for doubt in explanation.doubts:
        yield _line("doubt", _doubt(doubt))
    yield from _weighed_lines(explanation)


def _row_words(fired: Fired) -> str:
    """ "“shelled” fires frames/ASSAULT.csv:43 (shell, verb)"."""
    needs = f", needs {fired.needs.replace(';', '; ')}" if fired.needs else ""
    return f"“{fired.word.text}” fires {fired.row} ({fired.lemma}, {PARTS[fired.pos]}{needs})"


def _reason_line(reason: Reason, labels: Labels) -> str:
    value = f"{reason.value} ({term('realis', reason.value)})" if reason.field == "realis" else reason.value
    if reason.field in PARTIES and reason.value:
        value = f"{reason.value} ({' or '.join(labels(code) for code in reason.value.split(' or '))})"
    return _line(reason.field, f"{value or UNKNOWN.get(reason.field, 'no day')}: {_because(reason)}")


def _because(reason: Reason) -> str:
    """The words and what there is to say of them; nothing where they simply stand with the claim."""
    if reason.words is None:
        return reason.how
    how = reason.how.removeprefix(TOLD_WITH_IT).removeprefix(", ")
    return f"“{_flat(reason.words.text)}”{f', {how}' if how else ''}"


def _weighed_lines(explanation: Explanation) -> Iterator[str]:
    told = [one for one in explanation.weighed if abs(one.log_odds) >= LEAST_TOLD]
    small = [one.log_odds for one in explanation.weighed if abs(one.log_odds) < LEAST_TOLD]
    for first, one in enumerate(told):
        yield _line("" if first else "weighed", f"{one.log_odds:+.2f}  {_told(one.observation)}")
    if small:
        yield _line("" if told else "weighed", f"{sum(small):+.2f}  in {counted(len(small), 'smaller observation')}")
    yield _line("", f"{explanation.log_odds:+.2f}  in all: a chance of {explanation.claim.confidence:.2f}, its confidence")


def _left_out_line(explanation: Explanation) -> str:
    claim = explanation.claim
    why = "; ".join(map(_doubt, explanation.doubts)) or f"too little speaks for it ({_most_against(explanation)})"
    kind = f"{claim.type}{f'/{claim.mode}' if claim.mode else ''}"
    where = f"sentence {explanation.number}, {claim.row}"
    return f"   {claim.confidence:.2f}  {kind} “{shorten(claim.quote.text)}”: {why}; {where}\n"


def _most_against(explanation: Explanation) -> str:
    against = [_told(one.observation) for one in explanation.weighed if one.log_odds < 0 and one.observation != "any claim"]
    return "; ".join(against[:MOST_AGAINST])


def _aside_line(aside: Aside) -> str:
    return f"   “{shorten(aside.words.text)}”: {aside.why}; sentence {aside.number}, {aside.fired.row}\n"


def _line(field: str, words: str) -> str:
    return f"   {field:<10} {words}\n"


def _flat(words: str) -> str:
    return " ".join(words.split())


def _told(observation: str) -> str:
    return evidence_words().get(observation, observation)


def _doubt(name: str) -> str:
    return _told(f"doubt: {name}")


def _fired_row(fired: Fired) -> dict[str, object]:
    return {"row": fired.row, "lemma": fired.lemma, "pos": fired.pos, "needs": fired.needs, "word": _span(fired.word)}


def _reason_row(reason: Reason) -> dict[str, object]:
    sentence = {"number": reason.number, **_span(reason.sentence)} if reason.sentence is not None else None
    words = _span(reason.words) if reason.words is not None else None
    return {"field": reason.field, "value": reason.value, "words": words, "how": reason.how, "taken_from": sentence}


def _span(span: Span) -> dict[str, object]:
    return {"start": span.start, "end": span.end, "text": span.text}
