"""An incident with everything it rests on, gathered once; and a value's words, opened: the slip."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from trucewatch.knowledge.places import load_gazetteer
from trucewatch.model import Account, Actor, Claim, Figure, Incident, Report, Review, Span
from trucewatch.publish.tongue import say
from trucewatch.publish.words import (
    Labels,
    counted,
    figure_text,
    incident_url,
    interval_words,
    isolated,
    joined,
    term,
)
from trucewatch.reconcile.comparing.passages import ToldAs, told_as
from trucewatch.reviewing.correcting import corrected
from trucewatch.web.marks import Layer
from trucewatch.web.parts import (
    Room,
    Words,
    actor_words,
    in_sentence,
    outlet_words,
    published_words,
)

OPEN = 12  # accounts that stand open on one page; all of them are in the table of accounts
MOST_NAMED = 6  # letters that a sentence names; more are counted


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


@dataclass(frozen=True)
class Papers:
    """The claims and reports that a page asked for: read when first wanted, many at once where that is known.

    `reviews` are those of the claims, by claim.
    """

    room: Room
    reviews: Mapping[str, Sequence[Review]] = field(default_factory=dict)
    claims: dict[str, Claim] = field(default_factory=dict)
    reports: dict[str, Report | None] = field(default_factory=dict)

    def fetch(self, accounts: Iterable[Account]) -> None:
        """Read what these accounts rest on, together."""
        accounts = tuple(accounts)
        claims = [key for account in accounts for key in account.claim_ids if key not in self.claims]
        self.claims.update((claim.id, self._as_it_counts(claim)) for claim in self.room.desk.claims(claims))
        self.fetch_reports(account.report_id for account in accounts)

    def _as_it_counts(self, claim: Claim) -> Claim:
        """The claim with what people corrected in it; as it was read where nobody did."""
        decided = self.reviews.get(claim.id, ())
        return corrected(claim, decided, load_gazetteer()).claim if decided else claim

    def fetch_reports(self, ids: Iterable[str]) -> None:
        """Read these reports, together."""
        wanted = [key for key in dict.fromkeys(ids) if key not in self.reports]
        if wanted:
            found = self.room.desk.reports_named(wanted)
            self.reports.update((key, found.get(key)) for key in wanted)


@dataclass(frozen=True, slots=True)
class Case:
    """An incident and, as far as the page shows it, what it rests on.

    `shown` are the accounts that stand open on this page; `reviewed` says by claim who decided what on it.
    """

    incident: Incident
    room: Room
    papers: Papers
    letters: Mapping[str, Letter]
    accounts: Mapping[str, Account]
    told_in: frozenset[str]
    shown: tuple[Account, ...]
    page: int = 1
    reviewed: Mapping[str, str] = field(default_factory=dict)

    @property
    def labels(self) -> Labels:
        """Our neutral labels for parties."""
        return self.room.labels

    @property
    def pages(self) -> int:
        """On how many pages its accounts stand."""
        return max(1, -(-len(self.incident.accounts) // OPEN))

    @property
    def crowded(self) -> bool:
        """True if it has more accounts than stand open on one page."""
        return self.pages > 1

    @property
    def table(self) -> str:
        """Where all of its accounts stand in a table."""
        return f"{incident_url(self.incident.id)}/accounts"

    def report(self, report_id: str) -> Report | None:
        """A report of this incident, if it is held."""
        if report_id not in self.told_in:
            return None
        self.papers.fetch_reports((report_id,))
        return self.papers.reports[report_id]

    def told(self, account: Account) -> tuple[Claim, ...]:
        """The claims of one account."""
        if any(claim_id not in self.papers.claims for claim_id in account.claim_ids):
            self.papers.fetch((account,))
        return tuple(self.papers.claims[claim_id] for claim_id in account.claim_ids if claim_id in self.papers.claims)

    def claim_at(self, letter: str, span: Span) -> Claim | None:
        """The claim of an account that a span belongs to: the one with that figure, else the one whose quote covers it."""
        account = self.accounts.get(letter)
        claims = self.told(account) if account else ()
        exact = [claim for claim in claims if any(figure.span == span for figure in claim.figures)]
        return next(iter(exact or [claim for claim in claims if claim.quote.overlaps(span)]), None)

    def letter(self, letter: str) -> Letter:
        """An account's letter with its title."""
        return self.letters.get(letter, Letter(letter, say("Account %(letter)s", letter=letter)))


def gather(
    room: Room,
    incident: Incident,
    page: int = 1,
    reviews: Mapping[str, Sequence[Review]] | None = None,
    reviewed: Mapping[str, str] | None = None,
) -> Case:
    """The incident with the accounts of one page of them opened; a page beyond the last is the last."""
    page = min(max(page, 1), max(1, -(-len(incident.accounts) // OPEN)))
    shown = incident.accounts[(page - 1) * OPEN : page * OPEN]
    papers = Papers(room, reviews or {})
    papers.fetch(dict.fromkeys((*shown, *incident.accounts[:OPEN])))
    letters = {
        a.letter: Letter(
            a.letter, say("Account %(letter)s: %(account_outlet)s", letter=a.letter, account_outlet=account_outlet(a))
        )
        for a in incident.accounts
    }
    told_in = frozenset(account.report_id for account in incident.accounts)
    return Case(incident, room, papers, letters, {a.letter: a for a in incident.accounts}, told_in, shown, page, reviewed or {})


def named_letters(letters: Sequence[str]) -> str:
    """ "A and B", "A, B, C and 397 more accounts"."""
    if len(letters) <= MOST_NAMED:
        return joined(letters)
    return say("%(names)s and %(count)s", names=", ".join(letters[:3]), count=counted(len(letters) - 3, "more account"))


def account_outlet(account: Account) -> str:
    """Who an account is by: its outlet, or the report where none is known."""
    return account.outlet or say("report %(report_id)s", report_id=account.report_id)


def open_slip(case: Case, span: Span, claim: Claim | None, layers: Sequence[Layer]) -> Slip:
    """The slip of one value: its words in their sentence, and what was read out of their claim."""
    report = case.report(span.report_id)
    sentence = in_sentence(report, span, layers, claim_id=claim.id if claim else None)
    where = (
        f"{isolated(outlet_words(report))}, {published_words(report)}"
        if report
        else say("report %(report_id)s", report_id=span.report_id)
    )
    return Slip(
        sentence,
        say("%(where)s, characters %(offsets)s", where=where, offsets=sentence.offsets),
        (*claim_facts(claim, case.labels, report), *_reviewed(case, claim)) if claim else (),
    )


def _reviewed(case: Case, claim: Claim) -> tuple[tuple[str, str], ...]:
    words = case.reviewed.get(claim.id, "")
    return ((say("Reviewed"), words),) if words else ()


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
        (say("Speaker"), voice_words(claim, report)),
        (say("Said as"), term("realis", claim.realis)),
        (say("By"), _named(claim.actor, labels)),
        (say("To"), _named(claim.recipient, labels)),
        (say("Where"), (f"“{claim.place.span.text}”" + _carried(claim.place.inherited)) if claim.place else ""),
        (say("When"), _claim_time(claim)),
        (say("Figures"), "; ".join(_claim_figure(figure) for figure in claim.figures)),
        (say("Last day"), f"{interval_words(claim.deadline)}" if claim.deadline else ""),
        (say("Read by"), f"row {claim.row}, at “{claim.trigger.text}”, confidence {claim.confidence:.2f}"),
    ]
    return tuple((name, value) for name, value in out if value)


def _named(actors: Sequence[Actor], labels: Labels) -> str:
    return "; ".join(
        say(
            "%(actor_words)s, written “%(text)s”%(carried)s",
            actor_words=actor_words(actor, labels),
            text=actor.span.text,
            carried=_carried(actor.inherited),
        )
        for actor in actors
    )


def _carried(inherited: bool) -> str:
    return " (from elsewhere in the report)" if inherited else ""


def _claim_time(claim: Claim) -> str:
    if claim.time is None:
        return say("“%(text)s”, no day worked out", text=claim.time_words.span.text) if claim.time_words else ""
    words = f", written “{claim.time.span.text}”" if claim.time.span else ", the day of publication"
    return interval_words(claim.time) + words + _carried(claim.time.inherited)


def _claim_figure(figure: Figure) -> str:
    about = "about " if figure.approx else ""
    return say(
        "%(about)s%(figure_text)s, written “%(text)s”", about=about, figure_text=figure_text(figure), text=figure.span.text
    )
