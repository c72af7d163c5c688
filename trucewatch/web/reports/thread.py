"""Draw two reports as bars of paragraphs, with the passages that both tell joined; and a likeness as a dot on a line.

Everything drawn here stands in words below it as well. Colours come from the stylesheet's classes only.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from markupsafe import Markup, escape

LEFT, RIGHT, TOP, BOTTOM = 150.0, 1235.0, 34, 134
GAP = 2.5  # between two paragraphs
NEAR = 15.0  # numbers closer than this would lie on each other
STEPS = 5


@dataclass(frozen=True, slots=True)
class Bar:
    """A report as drawn: how it is called, how long it is in words, and where its paragraphs begin and end in its text."""

    name: str
    words: str
    paragraphs: tuple[tuple[int, int], ...]
    length: int


@dataclass(frozen=True, slots=True)
class Join:
    """A passage told in both: its number, the middles of its words in the two texts, and its class of line."""

    number: int
    a: int
    b: int
    kind: str


def thread(a: Bar, b: Bar, joins: Sequence[Join], only_a: Sequence[int], only_b: Sequence[int]) -> Markup:
    """The two bars on one scale; `only_a` and `only_b` are the places of what stands in one report only."""
    scale = (RIGHT - LEFT) / max(a.length, b.length, 1)
    title = f"{a.name} and {b.name} drawn as lines from first to last word: passages joined {len(joins)}, "
    title += f"only in the first {len(only_a)}, only in the second {len(only_b)}."
    out = [f'<svg viewBox="0 0 1240 168" role="img" aria-label="{escape(title)}">']
    for bar, y, letter in ((a, TOP, "A"), (b, BOTTOM, "B")):
        out.append(f'<text class="t-name" x="0" y="{y - 1}">{letter} {escape(_short(bar.name))}</text>')
        out.append(f'<text class="t-small" x="0" y="{y + 14}">{escape(bar.words)}</text>')
        out += [f'<path class="t-bar" d="M{_at(p, scale):.1f} {y}H{_bar_end(p, q, scale):.1f}"/>' for p, q in bar.paragraphs]
    out += [_line(join, scale) for join in joins]
    for places, y in ((only_a, TOP), (only_b, BOTTOM)):
        out += [f'<circle class="t-lone" cx="{_at(place, scale):.1f}" cy="{y}" r="4.5"/>' for place in places]
    out += _numbers([(join.number, _at(join.a, scale)) for join in joins], TOP - 11)
    out += _numbers([(join.number, _at(join.b, scale)) for join in joins], BOTTOM + 21)
    return Markup("".join([*out, "</svg>"]))


def _at(place: int, scale: float) -> float:
    return LEFT + place * scale


def _bar_end(start: int, end: int, scale: float) -> float:
    return max(_at(start, scale) + 1.5, _at(end, scale) - GAP)


def _short(name: str) -> str:
    return name if len(name) <= 18 else name[:19].rsplit(" ", 1)[0][:18]


def _line(join: Join, scale: float) -> str:
    a, b = _at(join.a, scale), _at(join.b, scale)
    curve = f"M{a:.1f} {TOP + 4}C{a:.1f} {TOP + 52} {b:.1f} {BOTTOM - 52} {b:.1f} {BOTTOM - 4}"
    dots = "".join(f'<circle class="t-dot is-{join.kind}" cx="{x:.1f}" cy="{y}" r="4.5"/>' for x, y in ((a, TOP), (b, BOTTOM)))
    return f'<path class="t-join is-{join.kind}" d="{curve}"/>{dots}'


def _numbers(places: Sequence[tuple[int, float]], y: int) -> Iterator[str]:
    """The numbers at their places, moved to the right where they would lie on each other."""
    last = 0.0
    for number, x in sorted(places, key=lambda place: (place[1], place[0])):
        last = max(x, last + NEAR)
        yield f'<text class="t-no" x="{last:.1f}" y="{y}">{number}</text>'


def likeness_line(value: float) -> Markup:
    """A dot on a line from 0 to 1 with a tick at each quarter."""
    ticks = "".join(f'<path class="d-tick" d="M{5 + 23.5 * step:.1f} 3v7"/>' for step in range(STEPS))
    dot = f'<circle class="d-best" cx="{5 + 94 * value:.1f}" cy="6.5" r="5"/>'
    return Markup(f'<svg viewBox="0 0 104 13" aria-hidden="true"><path class="d-rule" d="M5 6.5H99"/>{ticks}{dot}</svg>')
