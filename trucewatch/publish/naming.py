"""What outlets call parties, places, acts and the dead, as rows for files and as lines for a person at the terminal."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import groupby

from trucewatch.errors import UsageError
from trucewatch.knowledge.naming_tables import neutral_label
from trucewatch.knowledge.places import load_gazetteer
from trucewatch.knowledge.sides import side_of
from trucewatch.model import EventType, Named, Naming, NamingCount, Register, Report, Span, Voice
from trucewatch.publish.exports import Row
from trucewatch.publish.words import Labels, counted, type_words

VOICES = {Voice.OWN: "in its own voice", Voice.RETOLD: "retelling somebody", Voice.QUOTED: "in quotation marks"}
AROUND = 60  # characters shown before and after an example


def thing_words(named: Named, of: str, labels: Labels) -> str:
    """Our label for what is named: "Syrian government side", "Khankendi / Stepanakert", "Capture of a place", "the dead"."""
    if label := neutral_label(named, of):
        return label
    if named is Named.PARTY:
        return labels(of)
    if named is Named.PLACE:
        entry = load_gazetteer().get(of)
        return entry.name if entry else of
    kind, _, mode = of.partition("/")
    return type_words(EventType(kind), mode or None) if named is Named.ACT else of


def naming_row(use: Naming, labels: Labels) -> Row:
    """One use of a name, with its address in the report."""
    return {
        "report": use.span.report_id,
        "outlet": use.outlet,
        "day": use.day.isoformat() if use.day else None,
        "start": use.span.start,
        "end": use.span.end,
        "words": use.span.text,
        "named": use.named.value,
        "of": use.of,
        "label": thing_words(use.named, use.of, labels),
        "family": use.family,
        "register": use.register.value,
        "voice": use.voice.value,
        "speaker": use.speaker,
    }


def count_row(count: NamingCount, labels: Labels) -> Row:
    """How often one outlet uses one wording, with examples that can be opened."""
    return {
        "outlet": count.by,
        "period": count.period,
        "named": count.named.value,
        "of": count.of,
        "label": thing_words(count.named, count.of, labels),
        "words": count.words,
        "family": count.family,
        "register": count.register.value,
        "voice": count.voice.value,
        "count": count.count,
        "reports": count.reports,
        "first_day": count.first_day.isoformat() if count.first_day else None,
        "last_day": count.last_day.isoformat() if count.last_day else None,
        "examples": [_span_row(span) for span in count.examples],
    }


def _span_row(span: Span) -> Row:
    return {"report": span.report_id, "start": span.start, "end": span.end, "text": span.text}


def choose_uses(uses: Iterable[Naming], *, outlet: str = "", of: str = "") -> tuple[Naming, ...]:
    """The uses by one outlet and for one thing; a state stands for all its organs. What nobody names is a UsageError."""
    held = tuple(uses)
    outlets = sorted({use.by for use in held})
    meant = [name for name in outlets if name.casefold() == outlet.casefold()] or [
        name for name in outlets if outlet.casefold() in name.casefold()
    ]
    if outlet and not meant:
        raise UsageError(f"no outlet {outlet!r}; known are {', '.join(outlets) or 'none'}")
    if of and not any(is_of(use, of) for use in held):
        codes = ", ".join(sorted({use.of for use in held if use.named is Named.PARTY}))
        raise UsageError(f"nothing is called {of!r} here by its code; named are {codes or 'no parties'}")
    return tuple(use for use in held if (not outlet or use.by in meant) and (not of or is_of(use, of)))


def is_of(use: Naming, of: str) -> bool:
    """True if a use names this code; `SYR` is met by `SYR:MIL` and `SYR:GOV`, which stand on its side, not by `SYR:REB`."""
    return use.of == of or (use.named is Named.PARTY and side_of(use.of) == of)


def naming_lines(counts: Sequence[NamingCount], reports: Callable[[str], Report | None], labels: Labels) -> Iterator[str]:
    """The counts as a person reads them: by outlet and thing, its own words first, an example under each loaded word."""
    for outlet, of_outlet in groupby(counts, key=lambda count: (count.by, count.period)):
        yield f"\n{outlet[0]}{f', {outlet[1]}' if outlet[1] else ''}\n"
        for (named, of), of_thing in groupby(of_outlet, key=lambda count: (count.named, count.of)):
            rows = list(of_thing)
            total = sum(row.count for row in rows)
            yield f"  {thing_words(named, of, labels)} ({of}), {counted(total, 'use')}\n"
            for voice, said in groupby(rows, key=lambda count: count.voice):
                yield from _voice_lines(voice, list(said), reports)


def _voice_lines(voice: Voice, rows: Sequence[NamingCount], reports: Callable[[str], Report | None]) -> Iterator[str]:
    wordings = (f"{row.words} {row.count}" + _register(row) for row in rows)
    yield f"    {VOICES[voice]}: {'; '.join(wordings)}\n"
    example = next((row.examples[0] for row in rows if row.register is not Register.NEUTRAL), None)
    if example is not None:
        yield f"      {example.report_id} {example.start}-{example.end}: {in_context(reports(example.report_id), example)}\n"


def _register(row: NamingCount) -> str:
    return "" if row.register is Register.NEUTRAL else f" ({row.register})"


def in_context(report: Report | None, span: Span) -> str:
    """The words in square brackets with some of the text around them; alone where the report is not held."""
    if report is None or report.text[span.start : span.end] != span.text:
        return f"[{' '.join(span.text.split())}]"
    before = report.text[max(0, span.start - AROUND) : span.start].rpartition("\n")[2]
    after = report.text[span.end : span.end + AROUND].partition("\n")[0]
    cut_before, cut_after = span.start > AROUND, span.end + AROUND < len(report.text)
    head = before.partition(" ")[2] if cut_before and len(before) == AROUND else before
    tail = after.rpartition(" ")[0] if cut_after and len(after) == AROUND else after
    return f"{head}[{span.text}]{tail}"
