"""Draw tolls over time: each origin's numbers by day, as steps, for a number once given holds until its origin gives another."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from markupsafe import Markup, escape

from trucewatch.publish.words import number, short_day

WIDTH, TOP, FLOOR, LEFT, RIGHT = 340, 16, 104, 34, 44
DASHES = ("", "6 3", "2 3", "9 3 2 3", "1 4", "12 4")  # origins are told apart by their dashes, never by a colour


@dataclass(frozen=True, slots=True)
class Toll:
    """One origin, and the number it gave on each day, in order."""

    origin: str
    steps: tuple[tuple[date, int], ...]


def toll_lines(tolls: Sequence[Toll]) -> Markup:
    """The tolls on one sheet; empty where nobody changed a number."""
    steps = [step for toll in tolls for step in toll.steps]
    if not steps:
        return Markup("")
    first, last = min(day for day, _ in steps).toordinal(), max(day for day, _ in steps).toordinal()
    low, high = min(value for _, value in steps), max(value for _, value in steps)

    def at(day: date, value: int) -> tuple[float, float]:
        x = LEFT + (day.toordinal() - first) * (WIDTH - LEFT - RIGHT) / max(last - first, 1)
        return x, FLOOR - (value - low) * (FLOOR - TOP - 8) / max(high - low, 1)

    words = "; ".join(
        f"{toll.origin}: {', '.join(f'{number(value)} on {short_day(day)}' for day, value in toll.steps)}" for toll in tolls
    )
    out = [
        f'<svg class="tolls" viewBox="0 0 {WIDTH} {FLOOR + 34}" role="img" aria-label="{escape(f"Numbers over time. {words}")}">'
    ]
    out += _axis(first, last, low, high)
    for index, toll in enumerate(tolls):
        out += _steps(toll, [at(day, value) for day, value in toll.steps], DASHES[index % len(DASHES)])
    return Markup("".join([*out, "</svg>"]))


def _axis(first: int, last: int, low: int, high: int) -> list[str]:
    out = [f'<path class="d-rule" d="M{LEFT} {FLOOR + 10}H{WIDTH - 10}"/>']
    for value, y in {low: FLOOR, high: TOP + 8}.items():
        out.append(f'<text class="d-tollno" x="{LEFT - 8}" y="{y + 4}">{number(value)}</text>')
    ends = [(first, LEFT, "start")] + ([(last, WIDTH - RIGHT, "end")] if last > first else [])
    for ordinal, x, side in ends:
        words = short_day(date.fromordinal(ordinal))
        out.append(
            f'<path class="d-tick" d="M{x} {FLOOR + 10}v5"/>'
            f'<text class="d-tollday is-{side}" x="{x}" y="{FLOOR + 28}">{words}</text>'
        )
    return out


def _steps(toll: Toll, points: Sequence[tuple[float, float]], dashes: str) -> list[str]:
    path = f"M{points[0][0]:.1f} {points[0][1]:.1f}" + "".join(f"H{x:.1f}V{y:.1f}" for x, y in points[1:])
    pattern = f' stroke-dasharray="{dashes}"' if dashes else ""
    dots = [f'<circle class="d-best" cx="{x:.1f}" cy="{y:.1f}" r="3.6"/>' for x, y in points]
    return [f'<path class="d-toll" d="{path}H{WIDTH - 14}"{pattern}><title>{escape(toll.origin)}</title></path>', *dots]
