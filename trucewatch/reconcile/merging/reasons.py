"""The link between two claims told in words: every observation with what it rests on."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from trucewatch.reconcile.facts import Facts, Number, PlaceFacts, days_apart
from trucewatch.reconcile.merging.evidence import RANKS, figure_rank
from trucewatch.reconcile.whereabouts import distance_km


def told_value(evidence: str, a: Facts, b: Facts) -> str:
    """What stands for `{}` in the words of an observation that was made on these two; empty if its words have no `{}`."""
    return VALUES[evidence](a, b) if evidence in VALUES else ""


def _sides(role: str) -> Callable[[Facts, Facts], str]:
    def shared(a: Facts, b: Facts) -> str:
        mine, yours = (facts.actor if role == "actor" else facts.recipient for facts in (a, b))
        return " and ".join(sorted(mine & yours))

    return shared


def _places(a: Facts, b: Facts) -> tuple[PlaceFacts, PlaceFacts]:
    assert a.place is not None, "observations on places are made where both have one"
    assert b.place is not None, "observations on places are made where both have one"
    return a.place, b.place


def _place_name(a: Facts, b: Facts) -> str:
    return _places(a, b)[0].name


def _distance(a: Facts, b: Facts) -> str:
    return f"{distance_km(*_places(a, b)):.0f}"


def _two_names(a: Facts, b: Facts) -> str:
    """The finer place first, as its report writes it."""
    inner, outer = sorted(_places(a, b), key=lambda place: (place.region, not place.exact, len(place.words)))
    return f"{inner.name} and {outer.name}"


def _days(a: Facts, b: Facts) -> str:
    gap = days_apart(a, b)
    return str((gap or 0) + 1)


def _figure(a: Facts, b: Facts) -> str:
    """The number and its measure where both give it, else the measure."""
    rank, x = min(
        ((figure_rank(x, y), x) for x in a.figures for y in b.figures if x.kind is y.kind and x.kind != "other"),
        key=lambda item: item[0],
    )
    return _number(x) if RANKS[rank] in ("same figure", "same small figure") else x.kind.value


def _number(figure: Number) -> str:
    return f"{figure.low if figure.low is not None else figure.high} {figure.kind.value}"


def _speaker(a: Facts, b: Facts) -> str:
    return a.speaker


def _rare_words(a: Facts, b: Facts) -> str:
    return ", ".join(sorted(a.rare & b.rare))


VALUES: Mapping[str, Callable[[Facts, Facts], str]] = {
    "same actor": _sides("actor"),
    "same party speaks": _sides("actor"),
    "shared actor": _sides("actor"),
    "same recipient": _sides("recipient"),
    "shared recipient": _sides("recipient"),
    "same place": _place_name,
    "place carried over": _place_name,
    "same region": _place_name,
    "near": _distance,
    "inside": _two_names,
    "like name": _two_names,
    "elsewhere": _two_names,
    "other place name": _two_names,
    "other days": _days,
    "other days, assumed": _days,
    "same figure": _figure,
    "same small figure": _figure,
    "figures agree": _figure,
    "figures close": _figure,
    "figures far apart": _figure,
    "same speaker": _speaker,
    "both quoted": _speaker,
    "same source": _speaker,
    "two rare words": _rare_words,
    "rare words": _rare_words,
}
