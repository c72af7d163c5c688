"""The words that reading rests on: frames of predicates, classes of nouns, numbers, cues of time, of saying and of realis."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path
from typing import Literal

from trucewatch.errors import KnowledgeError
from trucewatch.knowledge.parties import PartyBook, load_parties
from trucewatch.knowledge.tables import FOLDER, each_row, read_table
from trucewatch.model import MODES, Counted, EventType, Realis

FRAMES = FOLDER / "frames"  # one table for each event type
RELATIONS = frozenset(
    "subj obj iobj csubj by on upon at before against into to toward through from of for with between among about over across "
    "off in inside poss comp speaker as that if".split()
)
OF_A_NEED = RELATIONS | frozenset("self aux wished content xcomp ccomp neg modal any up under obl amod case cop".split())

GIVING_WORD = frozenset({"say", "deny", "think", "fear", "plan"})  # kinds of verbs whose subject tells what happened

DEEDS_FIRST = tuple(  # of two rows that ask for equally much, the one of the earlier type holds
    map(
        EventType,
        "ASSAULT COERCE RETREAT DISPLACE MOBILIZE ACCUSE REJECT THREATEN REQUEST CONSULT AGREE SUPPORT CONCEDE COOPERATE AID "
        "PROTEST SANCTION".split(),
    )
)


@dataclass(frozen=True, slots=True)
class FrameRow:
    """One sense of a predicate: the words, what must stand beside them, and who is who in it.

    `lemma` is the head word, then the words that must hang on it ("open fire"); an auxiliary ("must") holds for its verb, and
    "imperative" stands for any verb that gives an order. `needs` are tests that all must hold, each
    a relation, or `relation:CLASS|word`, with `|` between alternatives and `!` for must-not. `actor` and `recipient` list
    relations in order of trust; empty is the kind's default, "-" is nobody. `flip` is the type under negation; `realis` what the
    words say of themselves ("the truce collapsed" is a truce negated).
    """

    lemma: str
    pos: Literal["v", "n", "a"]
    needs: str
    type: EventType
    mode: str | None
    kind: Literal["act", "effect", "fate", "mutual", "speech", "means"]
    actor: str
    recipient: str
    flip: EventType | None
    example: str
    realis: Realis | None = None

    def __post_init__(self) -> None:
        if not self.lemma or self.lemma != self.lemma.lower():
            raise ValueError(f"a lemma stands in lower case, found {self.lemma!r}")
        if not self.example:
            raise ValueError(f"{self.lemma!r} has no example")
        if self.mode is not None and self.mode not in MODES.get(self.type, frozenset()):
            raise ValueError(f"{self.mode!r} is no mode of {self.type}")


@dataclass(frozen=True, slots=True)
class Need:
    """One test of a frame: some of `relations` leads to a noun phrase whose head is in `words` (any noun phrase if empty)."""

    relations: tuple[tuple[str, frozenset[str]], ...]
    absent: bool


@dataclass(frozen=True, slots=True)
class Frame:
    """A frame row made ready: the line of its type's file where it stands, its words, needs and relations."""

    line: int
    head: str
    rest: tuple[str, ...]
    row: FrameRow
    needs: tuple[Need, ...]
    actor: tuple[str, ...]
    recipient: tuple[str, ...]

    @property
    def name(self) -> str:
        """The frame's address, as a claim carries it."""
        return f"{frame_file(self.row.type)}:{self.line}"


@dataclass(frozen=True, slots=True)
class WordClassRow:
    """A class of nouns that frames ask for, and what a number before them counts."""

    name: str
    counted: Counted | None
    words: tuple[str, ...]
    example: str


@dataclass(frozen=True, slots=True)
class SpeechRow:
    """A verb of saying: whose subject gives his word for what hangs on it.

    Of "ask" and the kinds after it the subject is a voice too, but gives no word that what hangs on it happened: the council that
    asks for aid, the panel that blames, the crowd that chants, the survey that shows, the envoy who doubts, the court that rules.
    """

    verb: str
    kind: Literal["say", "deny", "think", "fear", "plan", "ask", "blame", "speak", "find", "hold", "act"]
    example: str


@dataclass(frozen=True, slots=True)
class NumberRow:
    """A number word: a value, a magnitude that multiplies, or a vague word that gives no figure."""

    word: str
    role: Literal["value", "magnitude", "vague"]
    low: int | None
    high: int | None
    approx: bool
    example: str


@dataclass(frozen=True, slots=True)
class QualifierRow:
    """Words before a number that open a bound or make it approximate."""

    words: str
    bound: Literal["floor", "ceiling", "about"]
    example: str


@dataclass(frozen=True, slots=True)
class EffectRow:
    """A word that tells what became of the people counted beside it."""

    word: str
    pos: Literal["v", "n", "a"]
    counted: Counted
    example: str


@dataclass(frozen=True, slots=True)
class WeaponRow:
    """Words that tell by what means an assault was made; the first row that matches decides."""

    pattern: str
    mode: str
    example: str


@dataclass(frozen=True, slots=True)
class RealisRow:
    """A cue that an act did not simply happen, and by which relation it stands to the act's word.

    A "governor" says it of what hangs on it; "denied" holds where the word itself is denied: "there is no sign of a withdrawal".
    """

    cue: str
    relation: Literal["aux", "advmod", "mark", "governor", "denied"]
    realis: Realis
    example: str


@dataclass(frozen=True, slots=True)
class SeparatorRow:
    """A word between two acts that keeps them two happenings."""

    word: str
    example: str


@dataclass(frozen=True, slots=True)
class ClaimEvidenceRow:
    """An observation on a happening that was read, and how much it counts for (or, below zero, against) a ledger entry.

    `weight` is in log-odds, fitted on hand-marked reports; `words` is how the reason is told.
    """

    evidence: str
    weight: float
    words: str
    example: str


@dataclass(frozen=True, slots=True)
class PatternRow:
    """A time expression or deadline as a pattern; the first row that matches at a place wins."""

    name: str
    pattern: str
    example: str


@dataclass(frozen=True, slots=True)
class Number:
    """What a number word is worth."""

    role: str
    low: int | None
    high: int | None
    approx: bool


@dataclass(frozen=True)
class Lexicon:
    """All tables of the reader, indexed by the word one meets in a text."""

    frames: Mapping[tuple[str, str], tuple[Frame, ...]]
    classes: Mapping[str, frozenset[str]]
    counted: Mapping[str, Counted]
    speech: Mapping[str, str]
    voicing: Mapping[str, str]
    numbers: Mapping[str, Number]
    qualifiers: Mapping[tuple[str, ...], str]
    effects: Mapping[tuple[str, str], Counted]
    weapons: tuple[tuple[re.Pattern[str], str], ...]
    realis: Mapping[tuple[str, str], Realis]
    separators: frozenset[str]
    times: re.Pattern[str]
    deadlines: re.Pattern[str]
    parties: PartyBook
    claim_evidence: Mapping[str, float]

    def is_a(self, lemma: str, name: str) -> bool:
        """True if a noun belongs to a class of `words.csv`."""
        return lemma in self.classes.get(name, frozenset())


@cache
def load_lexicon() -> Lexicon:
    """The packaged tables, read and checked once."""
    words = load_words()
    return replace(words, frames=index_frames(frame_of_row(row, line, words.classes) for line, row in read_frames()))


@cache
def load_words() -> Lexicon:
    """The packaged tables but the frames, for whoever brings his own or checks them."""
    words = read_table("words.csv", WordClassRow)
    return Lexicon(
        frames={},
        classes={row.name: frozenset(row.words) for row in words},
        counted=_count_nouns(words),
        speech={row.verb: row.kind for row in read_table("speech.csv", SpeechRow) if row.kind in GIVING_WORD},
        voicing={row.verb: row.kind for row in read_table("speech.csv", SpeechRow)},
        numbers={row.word: Number(row.role, row.low, row.high, row.approx) for row in read_table("numbers.csv", NumberRow)},
        qualifiers={tuple(row.words.split()): row.bound for row in read_table("qualifiers.csv", QualifierRow)},
        effects={(row.word, row.pos): row.counted for row in read_table("effects.csv", EffectRow)},
        weapons=tuple((re.compile(row.pattern, re.IGNORECASE), row.mode) for row in read_table("weapons.csv", WeaponRow)),
        realis={(row.cue, row.relation): row.realis for row in read_table("realis.csv", RealisRow)},
        separators=frozenset(row.word for row in read_table("separators.csv", SeparatorRow)),
        times=_one_of(read_table("times.csv", PatternRow)),
        deadlines=_one_of(read_table("deadlines.csv", PatternRow)),
        parties=load_parties(),
        claim_evidence={row.evidence: row.weight for row in read_table("claim_evidence.csv", ClaimEvidenceRow)},
    )


@cache
def evidence_words() -> Mapping[str, str]:
    """How each observation of `claim_evidence.csv` is told to a person."""
    return {row.evidence: row.words for row in read_table("claim_evidence.csv", ClaimEvidenceRow)}


def frame_file(kind: EventType) -> str:
    """The table that holds the frames of one event type."""
    return f"frames/{kind}.csv"


@cache
def read_frames() -> tuple[tuple[int, FrameRow], ...]:
    """Every packaged frame row with its line, deeds before words; the first faulty row is raised."""
    found: list[tuple[int, FrameRow]] = []
    for kind in DEEDS_FIRST:
        for line, row in each_frame(kind):
            if isinstance(row, KnowledgeError):
                raise row
            found.append((line, row))
    return tuple(found)


def each_frame(kind: EventType, folder: Path = FRAMES) -> Iterator[tuple[int, FrameRow | KnowledgeError]]:
    """The frames of one type with their lines, a fault in place of a row that is wrong or of another type than its file's."""
    name = f"{folder.name}/{kind}.csv"
    for line, row in each_row(name, FrameRow, folder.parent):
        if isinstance(row, FrameRow) and row.type is not kind:
            yield line, KnowledgeError(name, line, f"a frame of {row.type} belongs into {row.type}.csv")
        else:
            yield line, row


def frame_of_row(row: FrameRow, line: int, classes: Mapping[str, frozenset[str]]) -> Frame:
    """The row made ready; a KnowledgeError names the line if a need or relation is unknown."""
    head, *rest = row.lemma.split()
    at = (frame_file(row.type), line)
    needs = tuple(_parse_need(need, at, classes) for need in row.needs.split(";") if need)
    return Frame(line, head, tuple(rest), row, needs, _relations(row.actor, at), _relations(row.recipient, at))


def index_frames(frames: Iterable[Frame]) -> dict[tuple[str, str], tuple[Frame, ...]]:
    """Frames by head word and part of speech, the most demanding first: more words, then more needs, then as they come."""
    found: dict[tuple[str, str], list[Frame]] = {}
    for frame in frames:
        found.setdefault((frame.head, frame.row.pos), []).append(frame)
    return {key: tuple(sorted(those, key=lambda f: (-len(f.rest), -len(f.needs)))) for key, those in found.items()}


def _parse_need(text: str, at: tuple[str, int], classes: Mapping[str, frozenset[str]]) -> Need:
    """`obj:WEAPON|fire` wants an object of that class or word; `at|on` wants either relation; `on|of:TRUCE` mixes them."""
    absent, body = text.startswith("!"), text.lstrip("!")
    relations: list[tuple[str, frozenset[str]]] = []
    for part in body.split("|"):
        relation, _, word = part.partition(":")
        if relation in OF_A_NEED and (word or ":" not in part):
            relations.append((relation, _class_or_word(word, at, classes) if word else frozenset()))
        elif relations and relations[-1][1]:
            last, words = relations[-1]
            relations[-1] = (last, words | _class_or_word(part, at, classes))
        else:
            raise KnowledgeError(*at, f"needs: {part!r} is no relation; known are {', '.join(sorted(OF_A_NEED))}")
    return Need(tuple(relations), absent)


def _class_or_word(name: str, at: tuple[str, int], classes: Mapping[str, frozenset[str]]) -> frozenset[str]:
    if not name.isupper():
        return frozenset({name})
    if name not in classes:
        raise KnowledgeError(*at, f"needs: words.csv has no class {name!r}")
    return frozenset({name}) | classes[name]


def _relations(text: str, at: tuple[str, int]) -> tuple[str, ...]:
    names = tuple(text.split("|")) if text else ()
    if unknown := [name for name in names if name not in RELATIONS and name != "-"]:
        raise KnowledgeError(*at, f"{unknown[0]!r} is no relation; known are {', '.join(sorted(RELATIONS))}")
    return names


def _count_nouns(rows: tuple[WordClassRow, ...]) -> dict[str, Counted]:
    """What a number before a noun counts; the first class that has the noun decides."""
    counted: dict[str, Counted] = {}
    for row in rows:
        if row.counted is not None:
            for word in row.words:
                counted.setdefault(word, row.counted)
    return counted


def _one_of(rows: tuple[PatternRow, ...]) -> re.Pattern[str]:
    return re.compile(r"\b(?=\w)(?:" + "|".join(f"(?:{row.pattern})" for row in rows) + ")", re.IGNORECASE)
