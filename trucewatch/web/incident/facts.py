"""The facts beside the heading of an incident, each with the words it rests on; its times in the clock of the place."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from trucewatch.model import Actor, Claim, EventType, Span
from trucewatch.publish.tongue import say
from trucewatch.publish.words import count_words, interval_words, joined, short_day
from trucewatch.web.incident.case import OPEN, Case
from trucewatch.web.incident.chronicle import Chronicle
from trucewatch.web.marks import Layer
from trucewatch.web.parts import Fact, Words, in_sentence, incident_place, outlet_words, party_words, published_words

HARM = frozenset({EventType.ASSAULT, EventType.COERCE, EventType.DISPLACE})  # types whose recipient is harmed, not addressed


def facts_of(case: Case) -> tuple[Fact, ...]:
    """When, where, by whom, to whom, on whose word, and when it was first told: each with its words."""
    incident, labels = case.incident, case.labels
    harmed = incident.type in HARM
    place = incident_place(incident, case.room.native)
    out = [
        Fact(say("When"), interval_words(incident.time), words=_time_words(case)),
        Fact(
            say("Where"),
            place.name if place else say("no place said"),
            place.native if place else None,
            place.how if place else "",
            _place_words(case),
        ),
        Fact(
            say("Attributed to") if harmed else say("Done by"),
            joined(party_words(incident.actor, labels)) or say("nobody named"),
            words=_actor_spans(case, "actor"),
        ),
        Fact(
            say("Harmed") if harmed else say("Towards"),
            joined(party_words(incident.recipient, labels)) or say("nobody named"),
            words=_actor_spans(case, "recipient"),
        ),
    ]
    speakers = list(dict.fromkeys(name for account in incident.accounts for name in account.speakers))
    if speakers:
        more = [f"{count_words(len(speakers) - OPEN, 'other')}"] if len(speakers) > OPEN else []
        out.append(Fact(say("Whose word"), joined([*speakers[:OPEN], *more]), words=_speaker_spans(case)))
    return (*out, *_first_told(case))


def _first_told(case: Case) -> tuple[Fact, ...]:
    """The day of the earliest report, and by whom; of many accounts the day alone."""
    if case.crowded:
        days = [one.day for figure in case.incident.figures for one in figure.said if one.day]
        return (Fact(say("First told"), short_day(min(days))),) if days else ()
    case.papers.fetch_reports(case.told_in)
    reports = [report for report in case.papers.reports.values() if report is not None and report.published]
    days = [report.published.day for report in reports if report.published]
    first = [report for report in reports if report.published and report.published.day == min(days)]
    named = joined(sorted({outlet_words(report) for report in first}))
    return (Fact(say("First told"), published_words(first[0]), remark=named),) if first else ()


def _spans(case: Case, pick: Callable[[Claim], Sequence[Span]]) -> tuple[tuple[str, Words], ...]:
    out: dict[tuple[str, int, int], tuple[str, Words]] = {}
    for account in case.incident.accounts[:OPEN]:
        for claim in case.told(account):
            for span in pick(claim):
                report = case.report(span.report_id)
                words = in_sentence(report, span, (Layer(span.start, span.end, "same"),), claim_id=claim.id)
                out.setdefault((account.letter, span.start, span.end), (account.letter, words))
    return tuple(out.values())


def _time_words(case: Case) -> tuple[tuple[str, Words], ...]:
    def spans(claim: Claim) -> list[Span]:
        if claim.time and claim.time.span:
            return [claim.time.span]
        return [claim.time_words.span] if claim.time_words else []

    return _spans(case, spans)


def _place_words(case: Case) -> tuple[tuple[str, Words], ...]:
    def spans(claim: Claim) -> list[Span]:
        return [claim.place.span] if claim.place else []

    return _spans(case, spans)


def _actor_spans(case: Case, side: str) -> tuple[tuple[str, Words], ...]:
    def spans(claim: Claim) -> list[Span]:
        actors: tuple[Actor, ...] = claim.actor if side == "actor" else claim.recipient
        return [actor.span for actor in actors]

    return _spans(case, spans)


def _speaker_spans(case: Case) -> tuple[tuple[str, Words], ...]:
    def spans(claim: Claim) -> list[Span]:
        return [claim.speaker.span] if claim.speaker else []

    return _spans(case, spans)


def recorded(chronicle: Chronicle) -> tuple[Fact, ...]:
    """When it came into the ledger and when it last changed, in its local time."""
    own, clock = chronicle.own, chronicle.clock
    first = Fact(
        say("Recorded"), clock.words(own[0].at), remark=clock.where if clock.where != clock.words(own[0].at)[-3:] else ""
    )
    if len(own) == 1:
        return (first,)
    return first, Fact(
        say("Changed"), clock.words(own[-1].at), remark=say("%(count)s in the ledger", count=count_words(len(own), "version"))
    )
