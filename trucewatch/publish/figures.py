"""The figures of an incident as rows: ranges with their parties, who says what, and two data sets' readings of the dead."""

from __future__ import annotations

from dataclasses import asdict

from trucewatch.model import Counted, FigureRange, Incident
from trucewatch.reconcile.figures.readings import acled_reading, ucdp_reading

JsonValue = object
FLAT = (Counted.KILLED, Counted.WOUNDED, Counted.MISSING)  # measures with columns of their own


def figure_range_row(figure: FigureRange) -> dict[str, JsonValue]:
    """One measure of an incident: lowest, best and highest, the rule that chose, its parties, and who says what.

    A null bound is open; `by` leaves out totals of more than this happening, which `said` has with their standing.
    """
    return {
        "kind": figure.kind.value,
        "of": figure.of,
        "low": figure.low,
        "best": figure.best,
        "best_words": figure.best_words,
        "high": figure.high,
        "rule": figure.rule.value,
        "why": figure.why,
        "by": [
            {"account": letter, "low": low, "high": high, "words": span.text} for letter, low, high, span in figure.by_account
        ],
        "said": [
            {
                "account": one.letter,
                "low": one.low,
                "high": one.high,
                "of": one.of,
                "approx": one.approx,
                "origin": one.origin,
                "day": one.day.isoformat() if one.day else None,
                "standing": one.standing.value,
                "why": one.why,
                "words": one.span.text,
                "start": one.span.start,
                "end": one.span.end,
            }
            for one in figure.said
        ],
        "accounts": [
            {
                "account": count.letter,
                "origin": count.origin,
                "low": count.low,
                "high": count.high,
                "sum_is_ours": count.ours,
                "counts_all": count.whole,
                "stands": count.stands,
            }
            for count in figure.counts
        ],
        "parts": [figure_range_row(part) for part in figure.parts],
    }


def flat_figures(incident: Incident) -> dict[str, JsonValue]:
    """Columns for a table: low, best and high of the dead, wounded and missing; the dead as UCDP and ACLED would code them."""
    by_kind = {figure.kind: figure for figure in incident.figures}
    out: dict[str, JsonValue] = {}
    for kind in FLAT:
        figure = by_kind.get(kind)
        for name in ("low", "best", "high"):
            out[f"{kind.value}_{name}"] = getattr(figure, name) if figure else None
    ucdp, acled = ucdp_reading(incident), acled_reading(incident)
    out["ucdp"] = asdict(ucdp) if ucdp else None
    out["acled"] = {
        "fatalities": acled.fatalities,
        "by_day": {day.isoformat(): count for day, count in acled.by_day},
        "why": list(acled.why),
        "deviations": list(acled.deviations),
    }
    return out
