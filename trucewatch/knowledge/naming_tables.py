"""Names in dispute: words that outlets choose, what each does to the thing named, and the labels Trucewatch itself uses."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from typing import Literal

from pydantic import TypeAdapter, ValidationError

from trucewatch.errors import KnowledgeError
from trucewatch.knowledge.folding import fold
from trucewatch.knowledge.tables import FOLDER, read_table
from trucewatch.model import Named, Register

LABELS = "neutral_labels.toml"


@dataclass(frozen=True, slots=True)
class NamingRow:
    """A word or phrase that outlets choose for a party, place, act or the dead.

    Words of one `family` are one choice; two outlets name a thing differently if their words are of different families. `of` is
    what is named, where the words alone say it (a party code, a place id, a type and mode, `killed`); None where it is whoever
    the words stand beside. `theatre` (ISO3) limits the row to reports about these countries. `source` says who uses the words,
    or "general knowledge".
    """

    word: str
    also: tuple[str, ...]
    family: str
    register: Register
    named: Named
    of: str | None
    theatre: tuple[str, ...]
    source: str
    example: str

    @property
    def forms(self) -> tuple[str, ...]:
        """Every printing that the row stands for."""
        return (self.word, *self.also)

    def holds_in(self, theatre: str | None) -> bool:
        """True if a report about this country may be read by the row."""
        return not self.theatre or theatre in self.theatre


@dataclass(frozen=True, slots=True)
class RegisterRow:
    """What a register means; the rows stand in order, the mildest first."""

    register: Register
    meaning: str
    example: str


@dataclass(frozen=True, slots=True)
class VoiceCueRow:
    """Words that hand over to another voice: a verb of saying in the form printed, or words that name a source."""

    words: str
    place: Literal["verb", "source"]
    example: str


@dataclass(frozen=True, slots=True)
class NeutralLabel:
    """The label Trucewatch uses for one thing with names in dispute, by which rule, and which names it does not use itself."""

    code: str
    named: Named
    label: str
    rule: str
    not_used: tuple[str, ...]
    sources: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class LabelRule:
    """A rule by which a label is chosen; the first that fits decides."""

    id: str
    words: str


@dataclass(frozen=True, slots=True)
class LoadedWord:
    """A loaded word that may stand in one of our own files all the same, and why."""

    word: str
    file: str
    why: str


@dataclass(frozen=True, slots=True)
class LabelPolicy:
    """The whole policy: rules in order, labels, registers that our own voice never uses, and the exceptions."""

    rules: tuple[LabelRule, ...]
    label: tuple[NeutralLabel, ...]
    registers_not_used: tuple[Register, ...]
    words_not_used: tuple[str, ...]
    exception: tuple[LoadedWord, ...] = ()


@cache
def naming_rows() -> tuple[NamingRow, ...]:
    """The rows of `namings.csv`."""
    return read_table("namings.csv", NamingRow)


@cache
def namings_by_words() -> Mapping[str, tuple[NamingRow, ...]]:
    """The rows under each of their folded forms."""
    found: dict[str, list[NamingRow]] = {}
    for row in naming_rows():
        for form in dict.fromkeys(map(fold, row.forms)):
            found.setdefault(form, []).append(row)
    return {form: tuple(rows) for form, rows in found.items()}


@cache
def register_rows() -> tuple[RegisterRow, ...]:
    """The rows of `naming_registers.csv`, the mildest register first."""
    return read_table("naming_registers.csv", RegisterRow)


@cache
def register_order() -> Mapping[Register, int]:
    """The place of each register, the mildest first."""
    return {row.register: place for place, row in enumerate(register_rows())}


def naming_of(words: str) -> NamingRow | None:
    """The row of the most loaded word in a party's name ("regime" in "Assad regime forces"), the first of equals; else None."""
    folded, known = fold(words).split(), namings_by_words()
    pieces = (" ".join(folded[a:b]) for a in range(len(folded)) for b in range(len(folded), a, -1))
    rows = [row for piece in pieces for row in known.get(piece, ()) if row.named is Named.PARTY and not row.theatre]
    return max(rows, key=lambda row: register_order()[row.register], default=None)


@cache
def voice_cues() -> Mapping[str, VoiceCueRow]:
    """The rows of `voice_cues.csv` by their words."""
    return {row.words: row for row in read_table("voice_cues.csv", VoiceCueRow)}


@cache
def label_policy() -> LabelPolicy:
    """The policy in `neutral_labels.toml`; a KnowledgeError says what is wrong with it."""
    try:
        document = tomllib.loads((FOLDER / LABELS).read_text(encoding="utf-8"))
        return TypeAdapter(LabelPolicy).validate_python(document)
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise KnowledgeError(LABELS, 0, f"the policy cannot be read: {error}") from error
    except ValidationError as error:
        first = error.errors()[0]
        where = ".".join(str(part) for part in first["loc"])
        raise KnowledgeError(LABELS, 0, f"{where}: {first['msg']} (found {first['input']!r})") from error


@cache
def _labels() -> Mapping[tuple[Named, str], str]:
    return {(row.named, row.code): row.label for row in label_policy().label}


def neutral_label(named: Named, code: str) -> str | None:
    """The label of the policy for a thing; None if its names are in no dispute that the policy knows."""
    return _labels().get((named, code))
