"""What the model may answer, and the check of its form: a claim in the wrong form is refused by itself, the others stay."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Annotated

from pydantic import ConfigDict, Field, TypeAdapter, ValidationError, with_config

from trucewatch.llm_reader.endpoint import EndpointError
from trucewatch.model.codes import MODES, Counted, EventType, Realis

MOST_CLAIMS = 200  # of one answer; a report of 1,000 words tells about 30
FENCE = re.compile(r"\A\s*```(?:json)?\s*(.*?)\s*```\s*\Z", re.DOTALL)
Words = Annotated[str, Field(min_length=1, max_length=1_000)]
Count = Annotated[int, Field(ge=0, le=10**12)]


@with_config(ConfigDict(extra="ignore"))
@dataclass(frozen=True, slots=True)
class AnsweredFigure:
    """A number as the model gives it, with the words it stands in."""

    kind: Counted
    words: Words
    low: Count | None = None
    high: Count | None = None
    approx: bool = False


@with_config(ConfigDict(extra="ignore"))
@dataclass(frozen=True, slots=True)
class AnsweredClaim:
    """A claim as the model gives it: words that should stand in the report, and codes."""

    quote: Words
    type: EventType
    realis: Realis
    mode: Annotated[str, Field(max_length=30)] | None = None
    actor: tuple[Words, ...] = ()
    recipient: tuple[Words, ...] = ()
    place: Words | None = None
    time: Words | None = None
    speaker: Words | None = None
    direct_quote: bool = False
    figures: tuple[AnsweredFigure, ...] = ()
    deadline: Words | None = None

    def __post_init__(self) -> None:
        if self.mode is not None and self.mode not in MODES.get(self.type, frozenset()):
            raise ValueError(f"{self.mode} is no mode of {self.type}")


@with_config(ConfigDict(extra="ignore"))
@dataclass(frozen=True, slots=True)
class _Whole:
    claims: tuple[object, ...]


@dataclass(frozen=True, slots=True)
class Answer:
    """The claims whose form is right, and why each of the others was refused."""

    claims: tuple[AnsweredClaim, ...]
    refused: tuple[str, ...]


def read_answer(content: str) -> Answer:
    """The claims in an answer; an EndpointError if it is no JSON object with `claims` in it."""
    fenced = FENCE.match(content)
    try:
        whole = TypeAdapter(_Whole).validate_json(fenced.group(1) if fenced else content)
    except ValidationError as error:
        raise EndpointError(f"the answer is no JSON object with claims: {error.errors()[0]['msg'][:100]}") from error
    claims: list[AnsweredClaim] = []
    refused: list[str] = []
    for raw in whole.claims[:MOST_CLAIMS]:
        try:
            claims.append(TypeAdapter(AnsweredClaim).validate_python(raw))
        except ValidationError as error:
            refused.append(f"a wrong {_where(error)}")
    refused += [f"more than {MOST_CLAIMS} claims in one answer"] * (len(whole.claims) - MOST_CLAIMS)
    return Answer(tuple(claims), tuple(refused))


def _where(error: ValidationError) -> str:
    """The field that is wrong; a mode that the type does not have is found only with the whole claim."""
    first = error.errors()[0]
    return ".".join(str(part) for part in first["loc"] if isinstance(part, str)) or (
        "mode" if first["type"] == "value_error" else "form"
    )
