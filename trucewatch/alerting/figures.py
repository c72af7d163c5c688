"""Notice figures of independent origins that part: by a factor or a difference, measure by measure."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass

from trucewatch.alerting.alert import Alert, Fact, Rest, alert_key
from trucewatch.alerting.incidents import kin_before, known_now
from trucewatch.alerting.rule import Divergence, FiguresDiverge, Rule
from trucewatch.alerting.sight import Sight
from trucewatch.alerting.told import Known, incident_url
from trucewatch.model import AccountCount, FigureRange, Incident
from trucewatch.publish.words import Labels, range_of_figures, term


@dataclass(frozen=True, slots=True)
class Parted:
    """Two accounts from different origins whose figures part: at most `low.high` against at least `high.low`."""

    asked: Divergence
    figures: FigureRange
    low: AccountCount
    high: AccountCount

    @property
    def numbers(self) -> tuple[int, int]:
        """The two numbers that are nearest to each other: the highest of the one, the lowest of the other."""
        return self.low.high or 0, self.high.low or 0


def parted(incident: Incident, measures: Sequence[Divergence]) -> tuple[Parted, ...]:
    """Where the figures of an incident part as asked, one for each measure: the two accounts furthest apart.

    Only what makes the range counts: a total of more than this happening, a part of a larger figure, or what an origin took back
    does not. "At least 330" does not part from 400; two accounts of one origin do not part.
    """
    return tuple(found for one in measures if (found := _furthest(incident, one)))


def _furthest(incident: Incident, asked: Divergence) -> Parted | None:
    found = [
        Parted(asked, figures, low, high)
        for figures in incident.figures
        if figures.kind is asked.counted
        for low in figures.counts
        for high in figures.counts
        if _part(asked, low, high)
    ]
    return max(found, key=lambda one: (one.numbers[1] - one.numbers[0], one.low.letter, one.high.letter), default=None)


def _part(asked: Divergence, low: AccountCount, high: AccountCount) -> bool:
    if low.origin == high.origin or low.high is None or high.low is None:
        return False
    return low.stands and low.whole and high.stands and high.whole and asked.parts(low.high, high.low)


def notice_figures(rule: Rule, before: Sight, now: Sight, moved: Collection[str], labels: Labels) -> Iterator[Alert]:
    """An alert for each measure of an incident whose figures part now, where neither it nor its kin had them part before."""
    terms = rule.terms
    assert isinstance(terms, FiguresDiverge)
    found = [(one, parts) for one in known_now(rule, now, moved, labels) if (parts := parted(one.incident, terms.measures))]
    kin = kin_before([known for known, _ in found], before)
    for known, parts in found:
        told = {part.asked.counted for one in kin[known.incident.id] for part in parted(one, terms.measures)}
        yield from (_alert(rule, now, known, part) for part in parts if part.asked.counted not in told)


def _alert(rule: Rule, now: Sight, known: Known, part: Parted) -> Alert:
    measure = term("counted", part.asked.counted).lower()
    low, high = (range_of_figures(one.low, one.high) for one in (part.low, part.high))
    by = [_by(known.incident, one) for one in (part.low, part.high)]
    said = f"{low} {measure} according to {by[0]}, {high} according to {by[1]}"
    facts = (
        Fact("measure", part.asked.counted.value),
        Fact("low", f"{low}, {by[0]}"),
        Fact("high", f"{high}, {by[1]}"),
        Fact("asked", _asked(part.asked)),
    )
    return Alert(
        key=alert_key(rule.id, known.incident.id, "diverge", part.asked.counted.value),
        rule=rule.id,
        kind=rule.kind,
        at=now.clock,
        seq=now.seq,
        subject=known.incident.id,
        title=f"Figures part: {low} and {high} {measure}. {known.heading()}",
        words=f"{known.heading()}: {said}. The rule asks to be told of {_asked(part.asked)}. {known.carried()}",
        href=incident_url(known.incident.id),
        facts=(*facts, *known.facts()),
        rests_on=(*_words(known.incident, part), *known.rests_on()),
    )


def _by(incident: Incident, count: AccountCount) -> str:
    """Who says it: the outlet, and whose word it carries where that is another's."""
    account = next((one for one in incident.accounts if one.letter == count.letter), None)
    outlet = (account.outlet if account else None) or f"account {count.letter}"
    return outlet if count.origin in ("", outlet) else f"{outlet} (from {count.origin})"


def _asked(asked: Divergence) -> str:
    factor = f"a factor of {asked.factor:g}" if asked.factor is not None else ""
    difference = f"a difference of {asked.difference}" if asked.difference is not None else ""
    least = f" from {asked.at_least} on" if asked.at_least > 1 else ""
    return " or ".join(one for one in (factor, difference) if one) + least


def _words(incident: Incident, part: Parted) -> Iterator[Rest]:
    outlets = {one.letter: one.outlet or "" for one in incident.accounts}
    for said in part.figures.said:
        if said.letter in (part.low.letter, part.high.letter):
            yield Rest("report", said.span.report_id, outlets.get(said.letter, ""), said.span.text)
