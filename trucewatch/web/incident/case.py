"""An incident with everything it rests on, gathered once; and a value's words, opened: the slip."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from trucewatch.model import Account, Actor, Claim, Figure, Incident, Report, Span
from trucewatch.publish.words import (
    Labels,
    figure_text,
    interval_words,
    isolated,
    term,
)
from trucewatch.reconcile.comparing.passages import ToldAs, told_as
from trucewatch.web.marks import Layer
from trucewatch.web.parts import (
    Room,
    Words,
    actor_words,
    in_sentence,
    outlet_words,
    published_words,
)


@dataclass(frozen=True, slots=True)
class Letter:
    """An account's letter; always titled with whose account it is."""

    letter: str
    title: str


@dataclass(frozen=True, slots=True)
class Slip:
    """The words a value rests on, opened: their sentence, their address, whose word it is, which row read them."""

    sentence: Words
    stands_in: str
    facts: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Case:
    """An incident with everything it rests on, gathered once."""

    incident: Incident
    room: Room
    claims: Mapping[str, Claim]
    reports: Mapping[str, Report]
    letters: Mapping[str, Letter]

    @property
    def labels(self) -> Labels:
        """Our neutral labels for parties."""
        return self.room.labels

    def report(self, report_id: str) -> Report | None:
        """A report of this incident, if it is held."""
        return self.reports.get(report_id)

    def told(self, account: Account) -> tuple[Claim, ...]:
        """The claims of one account."""
        return tuple(self.claims[claim_id] for claim_id in account.claim_ids if claim_id in self.claims)

    def claim_at(self, letter: str, span: Span) -> Claim | None:
        """The claim of an account that a span belongs to: the one with that figure, else the one whose quote covers it."""
        account = next((a for a in self.incident.accounts if a.letter == letter), None)
        claims = self.told(account) if account else ()
        exact = [claim for claim in claims if any(figure.span == span for figure in claim.figures)]
        return next(iter(exact or [claim for claim in claims if claim.quote.overlaps(span)]), None)


def gather(room: Room, incident: Incident) -> Case:
    """Fetch the claims and reports that an incident rests on."""
    claims = {claim.id: claim for claim in room.desk.claims(incident.claim_ids)}
    ids = dict.fromkeys(account.report_id for account in incident.accounts)
    reports = {report.id: report for report_id in ids if (report := room.desk.report(report_id))}
    letters = {a.letter: Letter(a.letter, f"Account {a.letter}: {account_outlet(a, reports)}") for a in incident.accounts}
    return Case(incident, room, claims, reports, letters)


def account_outlet(account: Account, reports: Mapping[str, Report]) -> str:
    """Who an account is by: its outlet, or the report where none is known."""
    report = reports.get(account.report_id)
    return account.outlet or (outlet_words(report) if report else f"report {account.report_id}")


def open_slip(case: Case, span: Span, claim: Claim | None, layers: Sequence[Layer]) -> Slip:
    """The slip of one value: its words in their sentence, and what was read out of their claim."""
    report = case.report(span.report_id)
    sentence = in_sentence(report, span, layers, claim_id=claim.id if claim else None)
    where = f"{isolated(outlet_words(report))}, {published_words(report)}" if report else f"report {span.report_id}"
    return Slip(sentence, f"{where}, characters {sentence.offsets}", claim_facts(claim, case.labels, report) if claim else ())


VOICES = {
    ToldAs.OWN: "the reporter’s own voice",
    ToldAs.HEADLINE: "the headline",
    ToldAs.CAPTION: "a caption",
    ToldAs.QUOTED: "{}, quoted directly",
    ToldAs.REPORTED: "{}, in the reporter’s words",
}
LOGGED = "the log of {}"


def voice_words(claim: Claim, report: Report | None) -> str:
    """In whose voice a claim is told: the reporter's own, the headline's, a speaker's quoted or retold words, a post's log."""
    voice = LOGGED if claim.logged else VOICES[told_as(claim, report)]
    return voice.format(claim.speaker.label if claim.speaker else "")


def claim_facts(claim: Claim, labels: Labels, report: Report | None = None) -> tuple[tuple[str, str], ...]:
    """What was read out of one claim, in words; what stands elsewhere in the report says so."""
    out = [
        ("Speaker", voice_words(claim, report)),
        ("Said as", term("realis", claim.realis)),
        ("By", _named(claim.actor, labels)),
        ("To", _named(claim.recipient, labels)),
        ("Where", (f"“{claim.place.span.text}”" + _carried(claim.place.inherited)) if claim.place else ""),
        ("When", _claim_time(claim)),
        ("Figures", "; ".join(_claim_figure(figure) for figure in claim.figures)),
        ("Last day", f"{interval_words(claim.deadline)}" if claim.deadline else ""),
        ("Read by", f"row {claim.row}, at “{claim.trigger.text}”, confidence {claim.confidence:.2f}"),
    ]
    return tuple((name, value) for name, value in out if value)


def _named(actors: Sequence[Actor], labels: Labels) -> str:
    return "; ".join(f"{actor_words(actor, labels)}, written “{actor.span.text}”{_carried(actor.inherited)}" for actor in actors)


def _carried(inherited: bool) -> str:
    return " (from elsewhere in the report)" if inherited else ""


def _claim_time(claim: Claim) -> str:
    if claim.time is None:
        return f"“{claim.time_words.span.text}”, no day worked out" if claim.time_words else ""
    words = f", written “{claim.time.span.text}”" if claim.time.span else ", the day of publication"
    return interval_words(claim.time) + words + _carried(claim.time.inherited)


def _claim_figure(figure: Figure) -> str:
    about = "about " if figure.approx else ""
    return f"{about}{figure_text(figure)}, written “{figure.span.text}”"
