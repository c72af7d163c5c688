"""The figures of an incident: lowest, best and highest number of each measure, and which account says what."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from markupsafe import Markup

from trucewatch.model import Figure, Span
from trucewatch.publish.words import (
    capital,
    count_words,
    number,
    range_of_figures,
    term,
)
from trucewatch.web.case import Case, Letter, Slip, open_slip
from trucewatch.web.drawings import Reading, figure_line
from trucewatch.web.marks import Layer
from trucewatch.web.parts import (
    Words,
    alone,
)


@dataclass(frozen=True, slots=True)
class Said:
    """What one account says on one measure; no `value` where it says nothing, which is not a zero."""

    letter: Letter
    value: str
    quote: Words | None
    slip: Slip | None
    remark: str


@dataclass(frozen=True, slots=True)
class FigureBlock:
    """One measure: lowest, best and highest number, drawn and said."""

    name: str
    low: str
    best: str | None
    high: str
    why: str
    line: Markup
    said: tuple[Said, ...]


def figure_block(case: Case, index: int) -> FigureBlock:
    """One measure of the incident over all accounts; an account that gives no number is named, not counted as zero."""
    figure = case.incident.figures[index]
    by_letter: dict[str, list[tuple[int | None, int | None, Span]]] = {}
    for letter, low, high, span in figure.by_account:
        by_letter.setdefault(letter, []).append((low, high, span))
    best, why = _best(case, by_letter)
    said = [_said(case, letter, low, high, span) for letter, values in by_letter.items() for low, high, span in values]
    said += [
        Said(case.letters[a.letter], "–", None, None, "gives no figure here, which is not a zero")
        for a in case.incident.accounts
        if a.letter not in by_letter
    ]
    readings = [Reading(letter, low, high) for letter, values in by_letter.items() for low, high, _ in values]
    return FigureBlock(
        name=capital(term("counted", figure.kind)),
        low="open" if figure.low is None else number(figure.low),
        best=None if best is None else number(best),
        high="open" if figure.high is None else number(figure.high),
        why=why,
        line=figure_line(figure.low, best, figure.high, readings),
        said=tuple(said),
    )


def _best(case: Case, by_letter: Mapping[str, Sequence[tuple[int | None, int | None, Span]]]) -> tuple[int | None, str]:
    """The number that most independent origins give; None where they tie or give no exact number. Never a mean."""
    origin_of = {account.letter: account.origin for account in case.incident.accounts}
    voices: dict[int, set[str]] = {}
    for letter, values in by_letter.items():
        for low, high, _ in values:
            if low is not None and low == high:
                voices.setdefault(low, set()).add(origin_of.get(letter, letter))
    if not voices:
        return None, "no best figure: no account gives an exact number"
    most = max(len(origins) for origins in voices.values())
    leading = [value for value, origins in voices.items() if len(origins) == most]
    if len(leading) > 1:
        return None, "no best figure: " + ("one origin each" if most == 1 else f"{count_words(most, 'origin')} each")
    return leading[0], f"{count_words(most, 'origin')} {'gives' if most == 1 else 'give'} {number(leading[0])}"


def _said(case: Case, letter: str, low: int | None, high: int | None, span: Span) -> Said:
    claim = case.claim_at(letter, span)
    report = case.report(span.report_id)
    mark = (Layer(span.start, span.end, "val"),)
    figure = next((f for f in claim.figures if f.span == span), None) if claim else None
    return Said(
        letter=case.letters.get(letter, Letter(letter, f"Account {letter}")),
        value=range_of_figures(low, high),
        quote=alone(report, span, mark, claim_id=claim.id if claim else None),
        slip=open_slip(case, span, claim, mark),
        remark=_figure_remark(case, figure),
    )


def _figure_remark(case: Case, figure: Figure | None) -> str:
    if figure is None:
        return ""
    of = (case.labels(figure.of),) if figure.of else ()
    approx = ("about",) if figure.approx else ()
    return " · ".join((*approx, *of))
