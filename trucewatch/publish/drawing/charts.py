"""Draw the small figures of the pages as SVG: origins, figures on a line, days, and the run of a deadline.

Everything drawn here stands in words beside it as well. Colours come from the stylesheet's classes and tokens only.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date

from markupsafe import Markup, escape

from trucewatch.publish.tongue import say
from trucewatch.publish.words import number, short_day

MOST_STEMS = 12  # beyond this the glyph of origins is a blur; the words beside it still say the count
MOST_TICKS = 8
MOST_LETTERS = 15  # what fits above the line of a measure


def origins_glyph(accounts_by_origin: Sequence[int]) -> Markup:
    """Reports hanging from their origins: one filled dot an origin, one open dot a report."""
    groups = list(accounts_by_origin)[:MOST_STEMS]
    width = 10 + 11 * sum(groups)
    out = [f'<svg viewBox="0 0 {width} 20" width="{width}" height="20" aria-hidden="true">']
    left = 8
    for size in groups:
        xs = [left + 11 * index for index in range(size)]
        middle = sum(xs) / size
        for x in xs:
            out.append(
                f'<path d="M{middle:.1f} 5L{x} 15" stroke="currentColor"/><circle class="d-carrier" cx="{x}" cy="15.5" r="2.6"/>'
            )
        out.append(f'<circle cx="{middle:.1f}" cy="4.5" r="4" fill="currentColor"/>')
        left += 11 * size
    return Markup("".join([*out, "</svg>"]))


@dataclass(frozen=True, slots=True)
class Reading:
    """What one account gives on one measure: its letter and its bounds (None = open)."""

    letter: str
    low: int | None
    high: int | None


def figure_line(low: int | None, best: int | None, high: int | None, readings: Sequence[Reading]) -> Markup:
    """One measure on a line: end caps at low and high, a disc at best, the letters of the accounts above their values."""
    known = [value for reading in readings for value in (reading.low, reading.high) if value is not None]
    if not known:
        return Markup("")
    width, height, pad = 340, 66, 26
    first, last, step = _axis(min(known), max(known))
    span = max(last - first, 1)

    def at(value: int) -> float:
        return pad + (value - first) * (width - 2 * pad) / span

    title = f"{_summary(low, best, high)}: {_by_value(readings)}"
    out = [
        f'<svg viewBox="0 0 {width} {height}" role="img" aria-label="{escape(title)}">'
        f'<path class="d-rule" d="M14 40H{width - 14}"/>'
    ]
    for tick in range(first, last + 1, step):
        out.append(
            f'<path class="d-tick" d="M{at(tick):.1f} 37v6"/><text class="d-num" x="{at(tick):.1f}" y="57">{number(tick)}</text>'
        )
    left = at(low) if low is not None else 14.0
    right = at(high) if high is not None else width - 14.0
    if right > left:
        out.append(f'<path class="d-range" d="M{left:.1f} 40H{right:.1f}"/>')
    out += [f'<path class="d-cap" d="M{at(value):.1f} 33v14"/>' for value in {low, high} if value is not None]
    if best is not None:
        out.append(f'<circle class="d-best" cx="{at(best):.1f}" cy="40" r="5.5"/>')
    out += _letters(readings, at)
    return Markup("".join([*out, "</svg>"]))


def _summary(low: int | None, best: int | None, high: int | None) -> str:
    """The range in words, for who cannot see the line."""
    said = say("no best figure") if best is None else say("best %(count)s", count=number(best))
    return f"Low {'open' if low is None else number(low)}, {said}, high {'open' if high is None else number(high)}"


def _by_value(readings: Sequence[Reading]) -> str:
    """Each value with the accounts that give it."""
    letters: dict[str, dict[str, None]] = {}
    for reading in readings:
        letters.setdefault(_bounds(reading), {})[reading.letter] = None
    return "; ".join(f"{value} {_letters_words(list(of))}" for value, of in letters.items())


def _letters_words(letters: Sequence[str]) -> str:
    """The letters, or of more than stand above the line how many they are."""
    return ", ".join(letters) if len(letters) <= MOST_LETTERS else say("in %(count)s accounts", count=number(len(letters)))


def _axis(low: int, high: int) -> tuple[int, int, int]:
    room = max(1, (high - low) // 4)
    first, last = max(0, low - room), high + room
    step = 1
    most = min(MOST_TICKS, max(2, 280 // (8 * len(number(last)) + 8)))
    while (last - first) / step > most:
        step = _next_step(step)
    return first - first % step, last + (-last) % step, step


def _next_step(step: int) -> int:
    lead = int(str(step)[0])
    return step * 5 // 2 if lead == 2 else step * 2


def _bounds(reading: Reading) -> str:
    if reading.low == reading.high and reading.low is not None:
        return number(reading.low)
    low = "open" if reading.low is None else number(reading.low)
    return f"{low} to {'open' if reading.high is None else number(reading.high)}"


def _letters(readings: Sequence[Reading], at: Callable[[int], float]) -> list[str]:
    """The accounts above their values, side by side where they give one; those that find no room are a number at the end."""
    wanted = sorted({(at(value), r.letter) for r in readings if (value := r.low if r.low is not None else r.high) is not None})
    room = wanted if len(wanted) <= MOST_LETTERS else wanted[: MOST_LETTERS - 1]
    room += [(room[-1][0], f"+{len(wanted) - len(room)}")] if len(room) < len(wanted) else []
    boxes: list[tuple[float, str]] = []
    for index, (x, letter) in enumerate(room):
        same = [n for n, (other, _) in enumerate(room) if other == x]
        middle = x + 20 * (index - (same[0] + same[-1]) / 2)
        boxes.append((max(middle, boxes[-1][0] + 20 if boxes else 12.0), letter))
    for index in range(len(boxes) - 1, -1, -1):  # what stands too far right is moved back, and pushes what stands before it
        most = 328.0 if index == len(boxes) - 1 else boxes[index + 1][0] - 20
        boxes[index] = (min(boxes[index][0], most), boxes[index][1])
    return [
        f'<rect class="d-box" x="{x - 8.5:.1f}" y="6" width="17" height="17" rx="2"/>'
        f'<text class="d-letter" x="{x:.1f}" y="18.6">{escape(letter)}</text>'
        for x, letter in boxes
    ]


@dataclass(frozen=True, slots=True)
class Step:
    """A day in the run of a deadline: what happened, and how it is drawn (`start`, `again`, `end`)."""

    day: date
    words: str
    kind: str


SHORTEST_REACH = 7  # days


def deadline_line(steps: Sequence[Step], on: date) -> Markup:
    """The days of an ultimatum on a line: issued, said again, last day; what lies after `on` is blank.

    A day far from them is drawn no further off than the line is long, so that its steps stay apart.
    """
    begun, ended = min(step.day for step in steps).toordinal(), max(step.day for step in steps).toordinal()
    reach = max(ended - begun, SHORTEST_REACH)
    seen = min(max(on.toordinal(), begun - reach), ended + reach)
    first, last = min(begun, seen), max(ended, seen)
    width = 620
    span = max(last - first, 1)

    def at(day: date) -> float:
        return 26 + ((seen if day == on else day.toordinal()) - first) * (width - 96) / span

    edge = "end" if at(on) > width - 170 else "start"
    words = "; ".join(f"{short_day(step.day)} {step.words}" for step in steps)
    out = [f'<svg class="run" viewBox="0 0 {width} 124" role="img" aria-label="{escape(words)}; seen on {short_day(on)}">']
    begin, end = at(steps[0].day), at(steps[-1].day)
    known = min(end, max(at(on), begin))
    out.append(f'<path class="d-run" d="M{begin:.1f} 56H{known:.1f}"/>')
    if end > known:
        out.append(f'<path class="d-ahead" d="M{known:.1f} 56H{end:.1f}"/>')
    out.append(
        f'<path class="d-on" d="M{at(on):.1f} 34V120"/>'
        f'<text class="d-small is-{edge}" x="{at(on) + (-5 if edge == "end" else 5):.1f}" y="118">seen on {short_day(on)}</text>'
    )
    for index, step in enumerate(steps):
        x, above = at(step.day), index % 2 == 0
        y = 22 if above else 94
        side = "end" if x > width - 150 else "start"
        shape = (
            f'<path class="d-stop" d="M{x:.1f} 44v24"/>'
            if step.kind == "end"
            else f'<circle class="d-open" cx="{x:.1f}" cy="56" r="5"/>'
        )
        stem = f'<path class="d-tick" d="M{x:.1f} {48 if above else 64}V{28 if above else 84}"/>'
        out.append(
            f'{stem}{shape}<text class="d-step is-{side}" x="{x:.1f}" y="{y}">'
            f'<tspan class="d-strong">{short_day(step.day)}</tspan> {escape(step.words)}</text>'
        )
    return Markup("".join([*out, "</svg>"]))
