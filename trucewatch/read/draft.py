"""A claim in the making: what one happening of one sentence says, before the rest of the report is asked."""

from __future__ import annotations

from dataclasses import dataclass, field

from trucewatch.model import Counted, EventType, Figure, Realis
from trucewatch.read.happenings import Happening
from trucewatch.read.named import PlaceFound
from trucewatch.read.phrases import Mention
from trucewatch.read.times import TimeFound
from trucewatch.read.tree import Tree
from trucewatch.read.voices import Speaker

HARM = frozenset({Counted.KILLED, Counted.WOUNDED, Counted.MISSING})


@dataclass
class Draft:
    """One claim in the making."""

    tree: Tree
    number: int
    happening: Happening
    type: EventType
    mode: str | None
    realis: Realis
    nodes: list[int]
    actor: list[Mention] = field(default_factory=list)
    recipient: list[Mention] = field(default_factory=list)
    place: PlaceFound | None = None
    time: TimeFound | None = None
    time_inherited: bool = False
    time_of_saying: bool = False
    deadline: TimeFound | None = None
    condition: tuple[int, int] | None = None
    speaker: Speaker | None = None
    sources: tuple[Speaker, ...] = ()
    figures: tuple[Figure, ...] = ()
    start: int = 0
    end: int = 0
    direct: bool = False
    doubts: set[str] = field(default_factory=set)
    chance: float = 0.5
    weighed: dict[str, float] = field(default_factory=dict)

    @property
    def at(self) -> int:
        """Where in the text the trigger stands."""
        return self.tree.tokens[self.happening.leading.node].start

    @property
    def has_verb(self) -> bool:
        """True if a verb, not only a noun, tells of it."""
        return any(self.tree.is_verb(n) or self.tree.pos(n) == "ADJ" for n in self.happening.nodes)

    @property
    def harm(self) -> frozenset[tuple[Counted, int | None]]:
        """The dead, wounded and missing, each as one number, whether exact or a bound."""
        return frozenset((f.kind, f.low if f.low is not None else f.high) for f in self.figures if f.kind in HARM)

    @property
    def actor_codes(self) -> frozenset[str]:
        """The codes its actors may mean, sectors of a state left out."""
        return frozenset(side(code) for m in self.actor for code in m.codes)

    @property
    def recipient_codes(self) -> frozenset[str]:
        """The codes its recipients may mean, sectors of a state left out."""
        return frozenset(side(code) for m in self.recipient for code in m.codes)


@dataclass(frozen=True, slots=True)
class PassedOver:
    """A happening that is no claim of its own, with the reason."""

    tree: Tree
    happening: Happening
    why: str


def side(code: str) -> str:
    """A code by the side it stands for: `SYR:MIL` and `SYR:GOV` are `SYR`, `SYR:REB` stays."""
    state, _, sector = code.partition(":")
    return code if sector in ("REB", "RAD", "CVL", "OPP", "MED", "MEDICAL") else state
