"""Two reports side by side for a person at the terminal and as JSON: what both tell, where they part, what stands in one only.

The terminal shows one screen; what does not fit is counted, never cut off with dots, and stands in full in the JSON.
"""

from __future__ import annotations

import re
import textwrap
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from trucewatch.knowledge.parties import load_parties
from trucewatch.knowledge.tongues import tongues_of
from trucewatch.model import Claim, EventType, Incident, Named, NamingCount, NamingPair, Relation, Report, Role, Span
from trucewatch.publish.similarity import Measure, similarity
from trucewatch.publish.words import count_words, counted, figure_text, full_sentence, joined, short_day, term, type_words
from trucewatch.reconcile import reconcile
from trucewatch.reconcile.comparing.alignment import align
from trucewatch.reconcile.comparing.alignment_parts import Alignment, Lone, Point, Side
from trucewatch.reconcile.comparing.passages import ToldAs
from trucewatch.reconcile.comparing.phrasings import words_of
from trucewatch.reconcile.naming.uses import naming_pairs

WIDTH = 100  # columns of the terminal's screen
MOST_POINTS, MOST_LONE, MOST_NAMES = 12, 6, 5  # shown at the terminal
ROOM = 13  # columns for the quotation marks and the count of words left out
WHO = 18  # columns for whose words they are
OTHER_WORDS = frozenset({Relation.TWO_RENDERINGS, Relation.DIFFERENT_NAMING})
PART = frozenset(Relation) - OTHER_WORDS - {Relation.AGREE, Relation.ONLY_IN_ONE}
IN_FULL = frozenset({Relation.TWO_RENDERINGS, Relation.CONDITIONAL_FLAT})  # shown on two lines, for the words are the point
EDGES = "\"“”'’., "
BREAK = re.compile(r"(?<=[,;:–])\s|\s(?=(?:and|but|while|as|which|who|that|to|in|on|after|unless|if|for)\s)")


@dataclass(frozen=True, slots=True)
class ReportComparison:
    """Two reports side by side; A and B are the reports in the order asked."""

    a: Report
    b: Report
    shared: tuple[Incident, ...]
    aligned: Alignment
    naming: tuple[NamingPair, ...]
    likeness: tuple[Measure, ...]


def compare_reports(a: Report, claims_a: Sequence[Claim], b: Report, claims_b: Sequence[Claim]) -> ReportComparison:
    """Set two reports side by side, merged as if there were no others; a ValueError if both are one report."""
    claims = {claim.id: claim for claim in (*claims_a, *claims_b)}
    incidents = reconcile((a, b), tuple(claims.values()))
    shared = tuple(i for i in incidents if {claims[c].report_id for c in i.claim_ids} == {a.id, b.id})
    aligned = align(a, claims_a, b, claims_b, {claim_id: i.id for i in incidents for claim_id in i.claim_ids})
    naming = other_names(naming_pairs(a, b, tuple(claims.values())))
    return ReportComparison(a, b, shared, aligned, naming, similarity(a, claims_a, b, claims_b, aligned, naming))


def standing(points: Sequence[Point]) -> tuple[int, int, int]:
    """On how many points the two agree, put one thing in other words, and part."""
    agree = sum(point.relation is Relation.AGREE for point in points)
    other = sum(point.relation in OTHER_WORDS for point in points)
    return agree, other, len(points) - agree - other


def standfirst(aligned: Alignment, names: tuple[str, str] = ("A", "B")) -> str:
    """In one or two sentences: on how much the two agree and part, and how much only one tells."""
    agree, other, part = standing(aligned.points)
    lone = [len({row.side.span for row in one}) for one in (aligned.only_a, aligned.only_b)]
    left = [
        f"{count_words(n, 'passage')} {'stands' if n == 1 else 'stand'} only in {one}"
        for n, one in zip(lone, names, strict=True)
        if n
    ]
    if len(left) == 2:
        left[1] = f"{_bare(lone[1])} only in {names[1]}"
    rest = full_sentence(f"{joined(left)}; left out is not denied") if left else "Neither tells what the other leaves out."
    if not aligned.points:
        return f"The two tell of nothing in common, as far as was read. {rest}"
    said = [f"agree on {count_words(agree, 'point')}{_same_words(aligned.points)}"] if agree else []
    said += [f"put {_bare(other)} in other words"] if other else []
    said += [f"part on {_bare(part) if agree or other else count_words(part, 'point')}" if part else "part on none"]
    return f"The two {joined(said)}. {rest}"


def also_words(point: Point) -> list[str]:
    """What else the two passages of a point agree and part on, beside what the point is listed under."""
    return list(dict.fromkeys([*_agreed_beside(point), *_parted_beside(point)]))


def _agreed_beside(point: Point) -> list[str]:
    return [short_why(row.why) for row in point.also if row.relation is Relation.AGREE and point.relation is not Relation.AGREE]


def _parted_beside(point: Point) -> list[str]:
    return [term("relation", row.relation).lower() for row in point.also if row.relation is not Relation.AGREE]


def _same_words(points: Sequence[Point]) -> str:
    """How much of what they agree on stands in both word for word, as in two prints of one text."""
    same = sum(_in_the_same_words(point) for point in points)
    return f" ({_bare(same)} of them in the same words)" if same else ""


def _in_the_same_words(point: Point) -> bool:
    return point.relation is Relation.AGREE and point.why.endswith("in the same words")


def _bare(count: int) -> str:
    return count_words(count, "").strip().removesuffix(" s")


def short_why(why: str) -> str:
    """The reason without "account" before each letter: on these pages A and B are the two reports."""
    return re.sub(r"\baccounts? (?=[AB]\b)", "", why)


# JSON ---------------------------------------------------------------------------------------------------------------------------


def comparison_row(result: ReportComparison) -> dict[str, object]:
    """The comparison as one JSON object: every point, passage and mark with its offsets; `docs/commands.md` names the fields."""
    points = [_point_row(number, point) for number, point in enumerate(result.aligned.points, 1)]
    parting = {point.relation.value for point in result.aligned.points if point.relation is not Relation.AGREE}
    return {
        "a": result.a.id,
        "b": result.b.id,
        "reports": [_report_row(one) for one in (result.a, result.b)],
        "standfirst": standfirst(result.aligned),
        "shared": [{"incident": i.id, "type": i.type.value, "mode": i.mode, "claims": list(i.claim_ids)} for i in result.shared],
        "points": points,
        "contradictions": [row for row in points if row["relation"] in parting],
        "only_a": [_lone_row(one) for one in result.aligned.only_a],
        "only_b": [_lone_row(one) for one in result.aligned.only_b],
        "naming": [_naming_row(pair) for pair in result.naming],
        "similarity": {one.name: None if one.value is None else round(one.value, 3) for one in result.likeness},
        "similarity_remarks": {one.name: one.remark for one in result.likeness},
    }


def _report_row(report: Report) -> dict[str, object]:
    return {
        "id": report.id,
        "title": report.title,
        "outlet": report.outlet.name if report.outlet else None,
        "published": report.published.day.isoformat() if report.published else None,
    }


def _point_row(number: int, point: Point) -> dict[str, object]:
    return {
        "number": number,
        "relation": point.relation.value,
        "why": short_why(point.why),
        "likely": point.likely,
        "reasons": list(point.reasons),
        "a": _side_row(point.a),
        "b": _side_row(point.b),
        "also": [{"relation": row.relation.value, "why": short_why(row.why)} for row in point.also],
    }


def _side_row(side: Side) -> dict[str, object]:
    return {
        **_span_row(side.span),
        "where": side.paragraph.role.value if side.paragraph else None,
        "paragraph": side.paragraph.number or None if side.paragraph else None,
        "voice": side.voice.value if side.voice else None,
        "speaker": side.speaker,
        "marks": [{"kind": mark.kind, **_span_row(mark.span)} for mark in side.marks],
        "claims": list(side.claim_ids),
    }


def _span_row(span: Span) -> dict[str, object]:
    return {"text": span.text, "start": span.start, "end": span.end}


def _lone_row(one: Lone) -> dict[str, object]:
    figure = one.figure
    counted = {"kind": figure.kind.value, "low": figure.low, "high": figure.high, **_span_row(figure.span)} if figure else None
    return {**_side_row(one.side), "figure": counted}


def _naming_row(pair: NamingPair) -> dict[str, object]:
    sides = {
        side: [
            {"words": one.words, "voice": one.voice.value, "register": one.register.value, "count": one.count} for one in counts
        ]
        for side, counts in (("a", pair.a), ("b", pair.b))
    }
    return {"named": pair.named.value, "of": pair.of, "label": naming_label(pair), "parts": pair.parts, **sides}


# The terminal -------------------------------------------------------------------------------------------------------------------


def comparison_lines(result: ReportComparison) -> Iterator[str]:
    """The comparison as a person reads it at the terminal, in one screen."""
    for letter, report in (("A", result.a), ("B", result.b)):
        yield from _wrapped(f"{letter}  {_source_words(report)}: {report.title or 'without a title'}", 3)
    yield "\n"
    yield from _wrapped(standfirst(result.aligned), 0)
    yield from _point_lines(result.aligned.points)
    for letter, lone in (("A", result.aligned.only_a), ("B", result.aligned.only_b)):
        yield from _lone_lines(letter, lone)
    yield from _naming_lines(result.naming)
    yield from _likeness_lines(result.likeness)


def _wrapped(words: str, indent: int) -> Iterator[str]:
    lines = textwrap.wrap(words, WIDTH, subsequent_indent=" " * indent, break_long_words=False, break_on_hyphens=False)
    yield from (f"{line}\n" for line in lines)


def _source_words(report: Report) -> str:
    name = report.outlet.name if report.outlet else report.id
    return f"{name}, {short_day(report.published.day) if report.published else 'no date'}"


def _point_lines(points: Sequence[Point]) -> Iterator[str]:
    shown = _most_telling(points)
    for number, point in enumerate(points, 1):
        if point in shown:
            also = also_words(point)
            rest = f"; also: {joined(also)}" if also else ""
            yield "\n" if number == 1 else ""
            likely = "~" if point.likely else " "
            yield from _wrapped(f"{number:>2}{likely} {term('relation', point.relation)}: {short_why(point.why)}{rest}", 4)
            rows = 1 + (point.relation in IN_FULL)
            sides = (("A,B", point.a),) if _in_the_same_words(point) else (("A", point.a), ("B", point.b))
            yield from (_side_line(letter, side, rows) for letter, side in sides)
    if len(points) > len(shown):
        yield f"    and {count_words(len(points) - len(shown), 'more point')}; --json has all of them\n"
    if any(point.likely for point in shown):
        yield " ~  set side by side by what they say; not merged into one incident\n"


def _most_telling(points: Sequence[Point]) -> list[Point]:
    """As many as one screen holds: where they part first, then other words, then where they agree."""
    ranked = sorted(points, key=lambda point: (point.relation not in PART, point.relation not in OTHER_WORDS))
    return ranked[:MOST_POINTS]


def _side_line(letter: str, side: Side, rows: int) -> str:
    lead = f"    {letter:<3}{_short_name(voice_words(side)):<{WHO}} "
    lines = textwrap.wrap(
        quoted(side, rows * (WIDTH - len(lead))), WIDTH - len(lead), break_long_words=False, break_on_hyphens=False
    )
    return lead + f"\n{' ' * len(lead)}".join(lines) + "\n"


def _short_name(who: str) -> str:
    """A name that fits its column: of a person's long name the last, of a body's as many words as fit."""
    words = who.split()
    if len(who) <= WHO:
        return who
    return (
        words[-1][:WHO]
        if len(words) <= 3 and all(word[:1].isupper() for word in words)
        else who[: WHO + 1].rsplit(" ", 1)[0][:WHO]
    )


def voice_words(side: Side) -> str:
    """Whose words they are: a speaker's name (a quotation says "quoted" elsewhere), the report's own, a headline, a caption."""
    if side.speaker:
        return side.speaker
    if side.paragraph and side.paragraph.role in (Role.HEADLINE, Role.CAPTION):
        return side.paragraph.role.value
    return {ToldAs.QUOTED: "in quotation", ToldAs.REPORTED: "a source"}.get(
        side.voice or ToldAs.OWN, "own words" if side.voice else ""
    )


def quoted(side: Side, width: int) -> str:
    """The words in quotation marks, as many around the marked ones as fit; what is left out is counted, "+7 words"."""
    start, end = shown(side, width - ROOM)
    words = " ".join(side.span.text[start:end].split())
    left = left_out(side, start, end)
    around = ("‘", "’") if any(mark in words for mark in '"“”') else ("“", "”")
    return f"{around[0]}{words}{around[1]}" + (f" +{counted(left, 'word')}" if left > 0 else "")


def shown(side: Side, width: int) -> tuple[int, int]:
    """Which part of a passage to show, in its own offsets: around the marked words, without the quotation marks at its edges."""
    text = side.span.text
    marks = [mark for mark in side.marks if mark.kind != "same"] or list(side.marks)
    first = min((mark.span.start for mark in marks), default=side.span.start) - side.span.start
    last = max((mark.span.end for mark in marks), default=side.span.start) - side.span.start
    start, end = window(text, first, last, width)
    cut = text[start:end]
    bare = cut.strip(EDGES)
    if not bare:
        return start, end
    if bare.count('"') % 2 or bare.count("“") != bare.count("”"):
        return start, start + len(cut.rstrip())
    start += len(cut) - len(cut.lstrip(EDGES))
    return start, start + len(bare)


def left_out(side: Side, start: int, end: int) -> int:
    """How many words of a passage are not shown."""
    return len(words_of(side.span.text)) - len(words_of(side.span.text[start:end]))


def window(text: str, first: int, last: int, width: int) -> tuple[int, int]:
    """Where to begin and end, so that what stands from `first` to `last` is shown and whole words, clauses if possible, fit."""
    if len(text) <= width:
        return 0, len(text)
    start = 0
    if last > width:
        breaks = [match.end() for match in BREAK.finditer(text, 0, first)]
        near = [cut for cut in breaks if last - cut <= width]
        start = near[0] if near else max(0, text.rfind(" ", 0, first + 1) + 1)
    end = min(len(text), start + width)
    if end < len(text):
        breaks = [match.start() for match in BREAK.finditer(text, max(last, start + width // 2), end)]
        space = text.rfind(" ", start, end + 1)
        end = breaks[-1] if breaks else space if space > start else end
        end = _without_small_words(text, last if start < last <= end else start + 1, end)
    return start, end


def _without_small_words(text: str, start: int, end: int) -> int:
    """An end that leaves no "and", "of the" hanging."""
    words = list(words_of(text[start:end]))
    while words and "en" in tongues_of().get(words[-1].key, ()):
        words.pop()
    return start + words[-1].end if words else start


def _lone_lines(letter: str, lone: Sequence[Lone]) -> Iterator[str]:
    passages: dict[Span, list[Lone]] = {}
    for one in lone:
        passages.setdefault(one.side.span, []).append(one)
    if passages:
        yield f"\nOnly in {letter}\n"
    for group in list(passages.values())[:MOST_LONE]:
        figures = joined([figure_text(one.figure) for one in group if one.figure])
        lead = f"    {_short_name(voice_words(group[0].side)):<{WHO + 3}} {figures + ': ' if figures else ''}"
        yield f"{lead}{quoted(group[0].side, WIDTH - len(lead))}\n"
    if len(passages) > MOST_LONE:
        yield f"    and {count_words(len(passages) - MOST_LONE, 'more passage')}; --json has all of them\n"


def _naming_lines(naming: Sequence[NamingPair]) -> Iterator[str]:
    parting = [pair for pair in naming if pair.parts] or list(naming)
    if parting:
        yield "\nWhat they call whom, in their own voice (in brackets: retold or quoted from others)\n"
    for pair in parting[:MOST_NAMES]:
        yield from _wrapped(f"    {naming_label(pair)}: A {names_words(pair, 'a')}; B {names_words(pair, 'b')}", 6)


def naming_label(pair: NamingPair) -> str:
    """Our neutral label for what is named: a party's, a kind of act's, else the code itself."""
    if pair.named is Named.PARTY:
        return load_parties().label(pair.of)
    kind, _, mode = pair.of.partition("/")
    return type_words(EventType(kind), mode or None) if pair.named is Named.ACT and kind in set(EventType) else pair.of


def other_names(naming: Sequence[NamingPair]) -> tuple[NamingPair, ...]:
    """The pairs in which not all wordings are the same on both sides; "ceasefire" and "cease-fire" are."""
    return tuple(pair for pair in naming if _spellings(pair.a) != _spellings(pair.b))


def _spellings(counts: Sequence[NamingCount]) -> frozenset[str]:
    return frozenset(" ".join(word.key for word in words_of(one.words)) for one in counts)


def names_words(pair: NamingPair, side: str) -> str:
    """The wordings of one report, its own first: “Syrian forces” (“Syrian army”)."""
    counts = pair.a if side == "a" else pair.b
    own = list(dict.fromkeys(one.words for one in counts if one.voice.value == "own"))
    others = list(dict.fromkeys(one.words for one in counts if one.voice.value != "own" and one.words not in own))
    told = ", ".join(f"“{words}”" for words in own)
    rest = f"({', '.join(f'“{words}”' for words in others)})" if others else ""
    return " ".join(part for part in (told, rest) if part)


def _likeness_lines(likeness: Sequence[Measure]) -> Iterator[str]:
    values = [f"{one.name} {'–' if one.value is None else format(one.value, '.2f')}" for one in likeness]
    yield "\n"
    yield from _wrapped(f"How alike (0 nothing in common, 1 the same): {', '.join(values)}", 4)
