"""What an outlet calls a party, a place, an act or the dead: each use with its words, its register, and in whose voice."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from trucewatch.model.report import Span


class Named(StrEnum):
    """What kind of thing a name stands for."""

    PARTY = "party"
    PLACE = "place"
    ACT = "act"
    DEAD = "the dead"


class Voice(StrEnum):
    """Whose words they are: the outlet's, somebody's that it retells, or words that it sets in quotation marks."""

    OWN = "own"
    RETOLD = "retold"
    QUOTED = "quoted"


class Register(StrEnum):
    """What a name does to the thing named; what each means stands in `naming_registers.csv`, the mildest first."""

    NEUTRAL = "neutral"
    SIDE_NAME = "side's name"
    LEGAL = "legal"
    IDEOLOGICAL = "ideological"
    LEGITIMISING = "legitimising"
    HONOURING = "honouring"
    EUPHEMISM = "euphemism"
    DISTANCING = "distancing"
    DELEGITIMISING = "delegitimising"
    CONDEMNING = "condemning"
    CRIMINALISING = "criminalising"
    DEHUMANISING = "dehumanising"


@dataclass(frozen=True, slots=True)
class Naming:
    """One use of a name in one report.

    `of` is a party code (`SYR:GOV`), a place id, a type and mode (`ASSAULT/territory`) or `killed`. `family` is the choice of
    word ("regime", "rebels"), under which "Assad regime" and "the regime's" count as one choice. `speaker` is who is retold or
    quoted, as printed, where a claim says so. `outlet` is None where the report names none, `day` where it has no date.
    """

    span: Span
    named: Named
    of: str
    family: str
    register: Register
    voice: Voice
    speaker: str | None = None
    outlet: str | None = None
    day: date | None = None

    @property
    def words(self) -> str:
        """The words as printed, on one line."""
        return " ".join(self.span.text.split())

    @property
    def by(self) -> str:
        """The outlet, or the report where no outlet is known."""
        return self.outlet or f"report {self.span.report_id}"


@dataclass(frozen=True, slots=True)
class NamingCount:
    """How often one outlet uses one wording for one thing in one voice, in all or in one `period` ("2020-02", "2020-W07").

    `words` is the commonest printing of the wording; `first_day` and `last_day` are days of publication; the examples are its
    first uses, of different reports where there are several.
    """

    by: str
    named: Named
    of: str
    words: str
    family: str
    register: Register
    voice: Voice
    count: int
    reports: int
    first_day: date | None
    last_day: date | None
    examples: tuple[Span, ...]
    period: str | None = None


@dataclass(frozen=True, slots=True)
class NamingPair:
    """What two reports call one thing; `of` is a party's side, so that "army" and "regime" of one state stand together.

    `parts` is True where both name it in their own voice, by words of other families of which one at least takes a side;
    "rebels" here and "opposition" there are other words, and no more.
    """

    named: Named
    of: str
    a: tuple[NamingCount, ...]
    b: tuple[NamingCount, ...]
    parts: bool
