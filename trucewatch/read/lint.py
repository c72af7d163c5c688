"""Check tables of frames: what a row says wrongly, which rows can never be chosen, which examples do not show their row."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from trucewatch.errors import KnowledgeError
from trucewatch.knowledge.lexicon import DEEDS_FIRST, FRAMES, Frame, Lexicon, Need, each_frame, frame_of_row, index_frames
from trucewatch.model import Report, Sentence
from trucewatch.read.phrases import open_scene
from trucewatch.read.tree import Tree, trees_of
from trucewatch.read.triggers import GENERAL, Trigger, find_triggers

Parse = Callable[[str], Sequence[Sentence]]


@dataclass(frozen=True, slots=True, order=True)
class Fault:
    """What is wrong with one row: its table, its line there, and the reason."""

    file: str
    line: int
    reason: str

    def __str__(self) -> str:
        return f"{self.file}:{self.line}: {self.reason}"


def lint_frames(parse: Parse, lexicon: Lexicon, folder: Path = FRAMES) -> tuple[Fault, ...]:
    """All faults of a folder of frame tables (`TYPE.csv`), by file and line; the lexicon gives every other table.

    A type without a file has no frames. A folder without any table is one fault, with line 0.
    """
    if not any((folder / f"{kind}.csv").exists() for kind in DEEDS_FIRST):
        return (Fault(folder.name, 0, "the folder holds no table of frames, such as ASSAULT.csv"),)
    frames, faults = _ready(folder, lexicon)
    faults += _strays(folder)
    faults += _shadows(frames, folder)
    named = {(fault.file, fault.line) for fault in faults}
    faults += [f for f in _silent_examples(frames, folder, parse, lexicon) if (f.file, f.line) not in named]
    return tuple(sorted(faults))


def _ready(folder: Path, lexicon: Lexicon) -> tuple[list[Frame], list[Fault]]:
    """The frames that can be made ready, deeds before words, and why others cannot."""
    frames: list[Frame] = []
    faults: list[Fault] = []
    for kind in DEEDS_FIRST:
        name = f"{folder.name}/{kind}.csv"
        if not (folder / f"{kind}.csv").exists():
            continue
        try:
            for line, row in each_frame(kind, folder):
                if isinstance(row, KnowledgeError):
                    faults.append(Fault(name, line, row.reason))
                    continue
                try:
                    frames.append(frame_of_row(row, line, lexicon.classes))
                except KnowledgeError as fault:
                    faults.append(Fault(name, line, fault.reason))
        except KnowledgeError as fault:  # of the whole table: it cannot be read, or has other columns
            faults.append(Fault(name, fault.line, fault.reason))
    return frames, faults


def _strays(folder: Path) -> list[Fault]:
    """Tables that nobody would read, since no event type has their name."""
    known = {f"{kind}.csv" for kind in DEEDS_FIRST}
    return [
        Fault(f"{folder.name}/{path.name}", 0, "no event type has this name")
        for path in folder.glob("*.csv")
        if path.name not in known
    ]


def _shadows(frames: Iterable[Frame], folder: Path) -> list[Fault]:
    """Rows that stand twice, ask for what they forbid, or come after a row that takes every word they could take."""
    faults: list[Fault] = []
    for those in index_frames(frames).values():
        for place, frame in enumerate(those):
            if self_denying(frame):
                faults.append(_fault(folder, frame, "asks for what it forbids, so that nothing can fire it"))
            above = next((other for other in those[:place] if shadows(other, frame)), None)
            if above is not None:
                same = set(above.needs) == set(frame.needs)
                reason = "stands already at" if same else "can never be chosen: its words always fire"
                faults.append(_fault(folder, frame, f"{frame.row.lemma!r} {reason} {_place(folder, above)}"))
    return faults


def shadows(first: Frame, second: Frame) -> bool:
    """True if the first frame, which is tried before the second, fits wherever the second fits."""
    return set(first.rest) <= set(second.rest) and all(
        any(_implies(asked, need) for asked in second.needs) for need in first.needs
    )


def self_denying(frame: Frame) -> bool:
    """True if a frame wants something that another of its needs rules out."""
    wanted = [need for need in frame.needs if not need.absent]
    barred = [replace(need, absent=False) for need in frame.needs if need.absent]
    return any(_implies(one, other) for one in wanted for other in barred)


def _implies(asked: Need, other: Need) -> bool:
    """True if the other need is met wherever the asked one is: "an object that is a road" is "an object"."""
    if asked.absent != other.absent:
        return False
    narrow, wide = (other, asked) if asked.absent else (asked, other)
    return all(
        any(relation == found and _covers(words, those) for found, words in wide.relations)
        for relation, those in narrow.relations
    )


def _covers(wide: frozenset[str], narrow: frozenset[str]) -> bool:
    """True if every noun of the narrow words is one of the wide; classes that names may belong to are compared by name.

    Spelling is passed over: a name such as "Teacher" is no teacher to a class of people, though it is to the bare word.
    """
    if not wide or not narrow:
        return not wide
    return {word for word in narrow if not word.isupper()} <= wide and narrow & GENERAL <= wide


def _silent_examples(frames: Sequence[Frame], folder: Path, parse: Parse, lexicon: Lexicon) -> list[Fault]:
    """Rows whose example does not fire them, with the row that its words fire instead."""
    ours = replace(lexicon, frames=index_frames(frames))
    faults = []
    for frame in frames:
        fired = list(fired_by(frame.row.example, parse(frame.row.example), ours))
        if all(trigger.frame is not frame for _, trigger in fired):
            rival = next((t.frame for tree, t in fired if tree.lemmas[t.node] == frame.head), None)
            told = f"fires {_place(folder, rival)} instead" if rival else "does not fire it"
            faults.append(_fault(folder, frame, f"the example of {frame.row.lemma!r} {told}: {frame.row.example}"))
    return faults


def fired_by(text: str, sentences: Sequence[Sentence], lexicon: Lexicon) -> Iterator[tuple[Tree, Trigger]]:
    """The triggers of a text that stands alone, each with its tree."""
    report = Report(id="example", source="example", text=text, raw_sha256="")
    trees = [tree for sentence in sentences for tree in trees_of(sentence, lexicon.classes)]
    scene = open_scene(report, trees, lexicon, lexicon.parties)
    for tree in trees:
        yield from ((tree, trigger) for trigger in find_triggers(scene, tree).values())


def _place(folder: Path, frame: Frame) -> str:
    return f"{folder.name}/{frame.row.type}.csv:{frame.line}"


def _fault(folder: Path, frame: Frame, reason: str) -> Fault:
    return Fault(f"{folder.name}/{frame.row.type}.csv", frame.line, reason)
