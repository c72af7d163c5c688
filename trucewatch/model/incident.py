"""An incident: claims of several reports that tell of one happening, its accounts, and where they part."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from trucewatch.model.claim import Interval, Place
from trucewatch.model.codes import Counted, EventType, Realis
from trucewatch.model.report import Span


class Relation(StrEnum):
    """How two accounts of one incident stand to each other."""

    AGREE = "agree"
    DIFFERENT_NUMBERS = "same measure, different numbers"
    LIKE_MEASURES = "measures that look alike"
    DIFFERENT_ACTOR = "different actor"
    PLANNED_DONE = "planned against done"
    CONDITIONAL_FLAT = "conditional against flat"
    TWO_RENDERINGS = "two renderings of one quote"
    DIFFERENT_NAMING = "different naming"
    FRAMED_DIFFERENTLY = "framed differently"
    DIFFERENT_PLACE = "different place"
    DIFFERENT_DAY = "different day"
    ONLY_IN_ONE = "only in one"


@dataclass(frozen=True, slots=True)
class Match:
    """Why two claims were taken for one happening: a score in 0..1 and its reasons in words."""

    claim_a: str
    claim_b: str
    score: float
    reasons: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Link:
    """One step from an account towards its origin: from whom the last one named has it, and why we say so.

    `letter` names the account of this incident that `source` stands for. `words` are those of a report that the step rests on; a
    `likely` step is inferred.
    """

    source: str
    reason: str
    words: Span | None = None
    likely: bool = False
    letter: str | None = None


@dataclass(frozen=True, slots=True)
class Chain:
    """Where some claims of one account come from, from the outlet outwards; without steps it is the outlet's own word.

    `side` is the code of the party whose word it is (`TUR`); None where the origin is no party's organ. `denies` marks a denial
    that stands in an account beside what it denies: whoever denies is no origin of it.
    """

    claim_ids: tuple[str, ...]
    origin: str
    links: tuple[Link, ...] = ()
    side: str | None = None
    denies: bool = False


@dataclass(frozen=True, slots=True)
class Account:
    """What one report says of an incident. `letter` is fixed within the incident; `origin` names its independent origin.

    `chains` says claim by claim where it comes from; `origin` is the one of them that other accounts share, else the first.
    """

    letter: str
    report_id: str
    outlet: str | None
    claim_ids: tuple[str, ...]
    speakers: tuple[str, ...]
    origin: str
    origin_reason: str
    chains: tuple[Chain, ...] = ()

    @property
    def origins(self) -> tuple[str, ...]:
        """Every origin that this account carries, its main one first; () if it only denies what others say."""
        told = (chain.origin for chain in self.chains if not chain.denies)
        return () if self.denies else tuple(dict.fromkeys((self.origin, *told)))

    @property
    def denies(self) -> bool:
        """True if it only denies what other accounts say."""
        return bool(self.chains) and all(chain.denies for chain in self.chains)


class Statement(StrEnum):
    """What an incident says, point by point: each is graded apart."""

    HAPPENED = "that it happened"
    BY_WHOM = "who did it"
    HOW_MANY = "how many"
    WHERE = "where"
    WHEN = "when"


class Grade(StrEnum):
    """How far one statement is carried; `grades.toml` gives the rule of each in words."""

    ALLEGED = "single origin"
    CORROBORATED = "corroborated"
    CONTESTED = "contested"
    ADMITTED = "admitted"
    DENIED = "denied"
    WITHDRAWN = "withdrawn"
    NOT_ASSESSABLE = "not assessable"


class Stake(StrEnum):
    """What whoever says it has to do with it: a word about one's own act or loss costs, one about the adversary's serves."""

    ITSELF = "of itself"
    ADVERSARY = "of its adversary"
    NO_PARTY = "no party to it"


@dataclass(frozen=True, slots=True)
class Backing:
    """An origin behind a statement, what it has at stake, the accounts that carry it and their words."""

    origin: str
    stake: Stake
    letters: tuple[str, ...]
    words: tuple[Span, ...] = ()


@dataclass(frozen=True, slots=True)
class Grading:
    """How far one statement is carried, and by whom; a statement may also be admitted, denied or withdrawn besides.

    `said` is what is stated ("13", "Syrian government side"), `reason` the rule as it applied here. `of` is the party counted,
    where the `measure` is graded for it alone.
    """

    statement: Statement
    grade: Grade
    said: str
    reason: str
    backing: tuple[Backing, ...] = ()
    measure: Counted | None = None
    of: str | None = None

    @property
    def origins(self) -> tuple[str, ...]:
        """Whose word it is."""
        return tuple(dict.fromkeys(one.origin for one in self.backing))

    @property
    def letters(self) -> tuple[str, ...]:
        """The accounts that carry it."""
        return tuple(dict.fromkeys(letter for one in self.backing for letter in one.letters))


class Standing(StrEnum):
    """How a printed figure stands in the figures of its incident; only what counts makes the range."""

    COUNTS = "counts"
    PART = "part of a larger figure"
    VAGUE = "said again, less exactly"
    REPLACED = "replaced by a later figure of its origin"
    TOTAL = "total of more than this happening"


class BestRule(StrEnum):
    """The rule that chose the best figure of a measure, or why there is none."""

    MOST_ORIGINS = "most independent origins"
    ONE_ORIGIN = "one origin"
    TIE = "origins tie"
    NO_NUMBER = "no number printed"


@dataclass(frozen=True, slots=True)
class FigureSaid:
    """One figure as one account prints it: whom it counts, whose word it is, the day it was told, and how it stands.

    `origin` and `day` make the toll over time: the figures of one origin in the order of their days. `why` says in words what a
    figure that does not count is: "account C has 14 from the same origin".
    """

    letter: str
    low: int | None
    high: int | None
    span: Span
    of: str | None = None
    approx: bool = False
    origin: str = ""
    day: date | None = None
    standing: Standing = Standing.COUNTS
    why: str = ""


@dataclass(frozen=True, slots=True)
class AccountCount:
    """What the figures that one account has from one origin come to, in the order of print.

    `ours` marks a sum that the account does not print itself; `whole` is False where other accounts count further parties apart;
    `stands` is False where a later figure of the same origin replaces it.
    """

    letter: str
    origin: str
    low: int | None
    high: int | None
    ours: bool = False
    whole: bool = True
    stands: bool = True


@dataclass(frozen=True, slots=True)
class FigureRange:
    """One measure over all accounts: lowest and highest number printed (None = open), and who says what.

    `of` is the party counted where only one is (None = everybody counted). `best` is the number that most independent origins
    give, None where they tie, never a mean; `best_words` says it as they do ("at least 40"), `rule` and `why` how it was chosen.
    `parts` are the same measure by party. `counts` are what each account comes to, in the order of print.
    `by_account` leaves out totals of more than this happening, which stand in `said` alone.
    """

    kind: Counted
    low: int | None
    high: int | None
    by_account: tuple[tuple[str, int | None, int | None, Span], ...]
    of: str | None = None
    best: int | None = None
    best_words: str = ""
    rule: BestRule = BestRule.NO_NUMBER
    why: str = ""
    said: tuple[FigureSaid, ...] = ()
    counts: tuple[AccountCount, ...] = ()
    parts: tuple[FigureRange, ...] = ()


@dataclass(frozen=True, slots=True)
class Comparison:
    """How two accounts stand to each other on one point, with the words on both sides (`b` is None when only one speaks)."""

    relation: Relation
    letter_a: str
    letter_b: str | None
    a: Span
    b: Span | None
    why: str


class State(StrEnum):
    """How far an incident is carried: by accusation only, by one origin, by several, or disputed."""

    ALLEGED = "alleged"
    CORROBORATED = "corroborated"
    CONTESTED = "contested"
    NOT_ASSESSABLE = "not assessable"


@dataclass(frozen=True, slots=True)
class Incident:
    """One happening as told by one or more reports. Every value is computed from its claims, never typed over.

    `perceived` is what posts logged it as (phenomena, or "access" or "hardware"); `exercise` is True if all took it for one.
    """

    id: str
    type: EventType
    mode: str | None
    realis: Realis
    actor: tuple[str, ...]
    recipient: tuple[str, ...]
    place: Place | None
    time: Interval | None
    claim_ids: tuple[str, ...]
    accounts: tuple[Account, ...]
    figures: tuple[FigureRange, ...]
    comparisons: tuple[Comparison, ...]
    matches: tuple[Match, ...]
    state: State
    state_reason: str
    grades: tuple[Grading, ...] = ()
    perceived: tuple[str, ...] = ()
    exercise: bool = False

    @property
    def origins(self) -> int:
        """How many independent origins carry it: ten outlets citing one observatory are one."""
        return len({origin for account in self.accounts for origin in account.origins})
