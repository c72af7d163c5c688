"""A ledger as a plain list in memory, and a desk that does in random order what people and programs do with a real one."""

from __future__ import annotations

import itertools
import tempfile
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

from tests.catalogue.plain import PlainShelf
from tests.publish.bulletin.days_told import bulletin
from tests.telling import claim, report
from trucewatch.catalogue import Catalogue, Question
from trucewatch.catalogue.making import Atlas
from trucewatch.errors import LedgerError, ReviewError
from trucewatch.knowledge.agreements import choose_agreements
from trucewatch.knowledge.places import load_gazetteer
from trucewatch.knowledge.posts import load_posts
from trucewatch.ledger import Kind, Ledger, Record, Stamp, Withdrawal
from trucewatch.ledger.copying import ledger_lines, take_lines
from trucewatch.ledger.records import to_json
from trucewatch.model import Bulletin, Claim, Decision, EventType, Incident, Report, Review
from trucewatch.publish.bulletin.issuing import issue, revisions
from trucewatch.refreshing import refresh
from trucewatch.reviewing.deciding import Decided, decide
from trucewatch.reviewing.drafts import Draft

NOON = datetime(2020, 2, 14, 12, tzinfo=UTC)
MACHINE = Stamp(NOON, "machine", "0", "0", "0")
PEOPLE = ("amal", "boris", "chen")
WORKED_OUT = (Kind.INCIDENT, Kind.FINDING, Kind.ULTIMATUM)
BY = (("day",), ("type", "state"), ("party",), ("outlet",), ("review",))
ATLAS = Atlas(load_gazetteer(), load_posts())
TOLD = (
    ("hill", "2020-02-04", "Government jets bombed Saraqib on Monday and killed five people.", "Saraqib", "2020-02-03", "aerial", 5),
    ("river", "2020-02-04", "Warplanes bombed the town of Saraqib on Monday; nine people died.", "Saraqib", "2020-02-03", "aerial", 9),
    ("shore", "2020-02-05", "Jets struck Saraqib on Monday, killing five people.", "Saraqib", "2020-02-03", "aerial", 5),
    ("mill", "2020-02-06", "Rebels shelled a post near Taftanaz on Wednesday, two died.", "Taftanaz", "2020-02-05", "heavy-weapons", 2),
    ("ford", "2020-02-06", "Shells fell on Taftanaz on Wednesday and killed two.", "Taftanaz", "2020-02-05", "heavy-weapons", 2),
    ("lake", "2020-02-06", "Guns fired on Saraqib on Tuesday.", "Saraqib", "2020-02-04", "heavy-weapons", None),
)  # fmt: skip


def told(number: int) -> tuple[Report, Claim]:
    """A report, and what it claims."""
    id, day, text, place, on, mode, dead = TOLD[number]
    said = report(id, day, text, id.title())
    counts = [("killed", dead, dead, None)] if dead else []
    return said, claim(said, text.rstrip("."), EventType.ASSAULT, mode, by=[], at=place, on=on, counts=counts)


@dataclass
class Model:
    """What the ledger must hold: every entry as (kind, subject, id, payload, instant), in order."""

    entries: list[tuple[Kind, Kind, str, str, datetime]] = field(default_factory=list)

    def standing(self, until: int) -> dict[tuple[Kind, str], str]:
        """The records that stand after so many entries."""
        found: dict[tuple[Kind, str], str] = {}
        for kind, subject, id, payload, _ in self.entries[:until]:
            found.pop((subject, id), None)
            if kind is not Kind.WITHDRAWAL:
                found[subject, id] = payload
        return found

    def at(self, moment: datetime) -> int:
        """How many entries belong to a moment: those up to the first that was recorded later."""
        return sum(1 for _ in itertools.takewhile(lambda entry: entry[4] <= moment, self.entries))


class LedgerInAnyOrder(RuleBasedStateMachine):
    """`new_url` gives the place of one new ledger after the other."""

    new_url: Callable[[], str]

    def __init__(self) -> None:
        super().__init__()
        self.ledger = Ledger.open(self.new_url())
        self.model, self.at, self.noted = Model(), NOON, (0, "")
        self.issued: dict[str, Bulletin] = {}
        self.spare: list[Ledger] = []

    @initialize()
    def first_reports(self) -> None:
        """Two accounts of one attack, merged."""
        self._append([*told(0), *told(1)])
        self.run()

    def _stamp(self, author: str = "machine") -> Stamp:
        self.at += timedelta(minutes=1)
        return replace(MACHINE, at=self.at, author=author)

    def _append(self, records: list[Record]) -> None:
        before = self.model.standing(len(self.model.entries))
        for record in records:
            kind = Kind.REPORT if isinstance(record, Report) else Kind.CLAIM
            if not isinstance(record, Withdrawal):
                payload = to_json(kind, record)
                if before.get((kind, record.id)) != payload:  # type: ignore[union-attr]
                    self.model.entries.append((kind, kind, record.id, payload, self.at + timedelta(minutes=1)))  # type: ignore[union-attr]
        added = self.ledger.append(records, self._stamp())
        assert self.ledger.head()[0] == len(self.model.entries), "an entry too much or too few"
        assert added <= len(records)

    def _follow(self) -> None:
        """Take what the ledger gained into the model, each entry held against what stood before it."""
        for entry in self.ledger.entries(after=len(self.model.entries)):
            before = self.model.standing(len(self.model.entries))
            payload = to_json(entry.kind, entry.record)
            assert entry.seq == len(self.model.entries) + 1
            if entry.kind is Kind.WITHDRAWAL:
                assert (entry.subject, entry.id) in before, "what does not stand was withdrawn"
            else:
                assert before.get((entry.subject, entry.id)) != payload, "the same was said twice"
            self.model.entries.append((entry.kind, entry.subject, entry.id, payload, entry.stamp.at))

    @rule(number=st.integers(0, len(TOLD) - 1))
    def tell(self, number: int) -> None:
        """A report comes in, perhaps again."""
        self._append(list(told(number)))

    @rule(number=st.integers(0, len(TOLD) - 1))
    def withdraw_claim(self, number: int) -> None:
        """A claim is withdrawn, if it stands; what does not stand cannot be."""
        id = told(number)[1].id
        if (Kind.CLAIM, id) in self.model.standing(len(self.model.entries)):
            self.ledger.append([Withdrawal(Kind.CLAIM, id, "not said")], self._stamp())
            self._follow()
        else:
            head = self.ledger.head()
            try:
                self.ledger.append([Withdrawal(Kind.CLAIM, id, "not said")], self._stamp())
            except LedgerError:
                assert self.ledger.head() == head
            else:
                raise AssertionError("what does not stand was withdrawn")

    @rule()
    def run(self) -> None:
        """Merge and assess."""
        refresh(self.ledger, choose_agreements(("SOC18",)), load_gazetteer(), self._stamp())
        self._follow()

    def _decide(self, by: str, draft: Draft, seen: int) -> None:
        head = self.ledger.head()
        try:
            outcome = decide(self.ledger, draft, seen=seen, gazetteer=load_gazetteer(), stamp=self._stamp(by))
        except ReviewError:
            assert self.ledger.head() == head, "a decision that was refused left something behind"
            return
        if not isinstance(outcome, Decided) or outcome.again:
            assert self.ledger.head() == head
        else:
            assert self.ledger.get(Kind.REVIEW, outcome.review.id) == outcome.review
        self._follow()

    @precondition(lambda self: any(True for _ in self.ledger.incidents()))
    @rule(
        by=st.sampled_from(PEOPLE),
        decision=st.sampled_from([Decision.ACCEPT, Decision.REJECT, Decision.UNCLEAR, Decision.NOTE, Decision.UNDO, Decision.AGREE]),
        which=st.integers(0, 9),
        late=st.booleans(),
    )  # fmt: skip
    def judge(self, by: str, decision: Decision, which: int, late: bool) -> None:
        """Somebody decides on an incident, perhaps as they saw it a while ago."""
        incident = self._incident(which)
        seen = self.ledger.head()[0] - (3 if late else 0)
        self._decide(by, Draft(decision, "incident", incident.id, "the words say so"), max(seen, 0))

    @precondition(lambda self: sum(1 for _ in self.ledger.incidents()) > 1)
    @rule(by=st.sampled_from(PEOPLE), first=st.integers(0, 9), second=st.integers(0, 9))
    def merge(self, by: str, first: int, second: int) -> None:
        """Somebody says that two incidents are one."""
        one, other = self._incident(first), self._incident(second)
        self._decide(by, Draft(Decision.SAME, "incident", one.id, "one attack", others=(other.id,)), self.ledger.head()[0])

    @precondition(lambda self: any(len(one.claim_ids) > 1 for one in self.ledger.incidents()))
    @rule(by=st.sampled_from(PEOPLE), which=st.integers(0, 9))
    def split(self, by: str, which: int) -> None:
        """Somebody says that a claim belongs to another happening."""
        several = [one for one in self.ledger.incidents() if len(one.claim_ids) > 1]
        incident = several[which % len(several)]
        draft = Draft(Decision.NOT_SAME, "incident", incident.id, "another day", others=(incident.claim_ids[-1],))
        self._decide(by, draft, self.ledger.head()[0])

    @precondition(lambda self: any(True for _ in self.ledger.reviews()))
    @rule(by=st.sampled_from(PEOPLE), which=st.integers(0, 9))
    def take_back(self, by: str, which: int) -> None:
        """Somebody takes a decision back."""
        known = sorted(self.ledger.reviews(), key=lambda one: one.id)
        said = known[which % len(known)]
        self._decide(
            by, Draft(Decision.UNDO, said.kind, said.subject, "on second thoughts", undoes=said.id), self.ledger.head()[0]
        )

    @rule(day=st.integers(3, 6))
    def issue_report(self, day: int) -> None:
        """A daily report is issued; those issued before stay the bytes they were."""
        on = date(2020, 2, day)
        made = issue(self.ledger, lambda seq: bulletin(self.ledger, on, at=seq), self._stamp("amal")).bulletin
        self._follow()
        self.issued[made.name] = made

    @rule()
    def lists_follow(self) -> None:
        """The catalogue is brought up to the last entry."""
        Catalogue(self.ledger).catch_up()

    @rule()
    def open_again(self) -> None:
        """The ledger is closed and opened, as by another program."""
        url = self.ledger.engine.url.render_as_string(hide_password=False)
        self.ledger.close()
        self.ledger = Ledger.open(url)

    @rule()
    def go_on_with_a_copy(self) -> None:
        """The ledger is taken elsewhere, and everything goes on there."""
        copy = Ledger.open(self.new_url())
        copied = take_lines(copy, list(ledger_lines(self.ledger)))
        assert copied.head == self.ledger.head()
        self.ledger.close()
        self.ledger = copy

    @rule()
    def note_head(self) -> None:
        """Somebody writes down number and hash of the last entry."""
        self.noted = self.ledger.head()

    @rule(share=st.floats(0, 1))
    def look_back(self, share: float) -> None:
        """A past moment, by number and by clock, is what it was; lists and counts of it are those of a plain recomputation."""
        seq = round(share * len(self.model.entries))
        expected = self.model.standing(seq)
        for kind, records in ((Kind.CLAIM, self.ledger.claims(as_of=seq)), (Kind.INCIDENT, self.ledger.incidents(as_of=seq))):
            found = {one.id: to_json(kind, one) for one in records}
            assert found == {id: payload for (what, id), payload in expected.items() if what is kind}
        moment = self.model.entries[seq - 1][4] if seq else NOON - timedelta(days=1)
        assert self.ledger.position(moment) == self.model.at(moment)
        self._same_lists(seq)

    @rule()
    def look_now(self) -> None:
        """The chain holds, what was noted still stands, and lists and counts are those of a plain recomputation."""
        assert self.ledger.verify(expect_head=self.noted if self.noted[0] else None) == len(self.model.entries)
        self._same_lists(len(self.model.entries))

    def _same_lists(self, seq: int) -> None:
        shelf, plain = Catalogue(self.ledger).at(seq), PlainShelf(self.ledger, seq, ATLAS)
        everything = Question()
        assert shelf.count(everything) == plain.count(everything)
        assert shelf.incidents(everything) == plain.incidents(everything)
        for by in BY:
            assert shelf.tally(everything, by) == plain.tally(everything, by), by

    @rule()
    def all_over_again(self) -> None:
        """A ledger that is told all reports, claims and reviews at once comes to the same incidents and findings."""
        self.run()
        with Ledger.open(self.new_url()) as other:
            other.append([*self.ledger.reports(), *self.ledger.claims(), *self.ledger.reviews()], MACHINE)
            refresh(other, choose_agreements(("SOC18",)), load_gazetteer(), MACHINE)
            assert worked_out(other) == worked_out(self.ledger)

    @invariant()
    def the_ledger_is_as_the_model_says(self) -> None:
        """Every entry, and nothing else."""
        assert self.ledger.head()[0] == len(self.model.entries)

    @invariant()
    def issued_reports_stay(self) -> None:
        """What was issued is found as it was, every revision of it."""
        found = {one.name: one for last in self.ledger.bulletins() for one in revisions(self.ledger, last.number)}
        assert all(found[name] == made for name, made in self.issued.items())

    def _incident(self, which: int) -> Incident:
        known = sorted(self.ledger.incidents(), key=lambda one: one.id)
        return known[which % len(known)]

    def teardown(self) -> None:
        """At the end everything is as the model says, entry by entry."""
        found = [(one.kind, one.subject, one.id, to_json(one.kind, one.record)) for one in self.ledger.entries()]
        assert found == [entry[:4] for entry in self.model.entries]
        self.ledger.verify()
        self.ledger.close()


def worked_out(ledger: Ledger) -> dict[tuple[Kind, str], str]:
    """Everything that stands and was worked out from claims."""
    records = ((Kind.INCIDENT, ledger.incidents()), (Kind.FINDING, ledger.findings()), (Kind.ULTIMATUM, ledger.ultimatums()))
    return {(kind, one.id): to_json(kind, one) for kind, some in records for one in some}


def files_in(folder: Path) -> Callable[[], str]:
    """A place for one ledger after the other in a folder."""
    return lambda: f"sqlite:///{Path(tempfile.mkdtemp(dir=folder)) / 'ledger.sqlite'}"


__all__ = ["LedgerInAnyOrder", "Review", "files_in"]
