"""MUC-4: does the stage of an incident show in realis, and a perpetrator's confidence in the speaker? Reported, without a bar.

The reports are printed in capitals; they are read in small letters, with capitals at the start of sentences and on names of parties
and places the product knows (`recased`). A template is tied to the claim of an attack or threat whose sentence has most of the
template's words for perpetrators and targets; templates without one are counted as not found.

Stage: accomplished is an ASSAULT told as actual; attempted one told as possible or negated; threatened a THREATEN, or an ASSAULT
told as future, conditional or possible. Confidence: reported as fact has no speaker; suspected or accused has a speaker or
is an ACCUSE; claimed or admitted has the perpetrator's own words as speaker.
"""

from __future__ import annotations

import re
from functools import cache
from typing import Any

from tests.eval.parts.common import Figure, Hits, Measured, Miss, Reading, read_text, rows_of
from trucewatch.knowledge.parties import load_parties
from trucewatch.knowledge.places import load_gazetteer
from trucewatch.model import Claim, EventType, Realis

SET = "muc4"
EACH = 4  # one report in four; `full` reads all
SLOTS = ("perp_individual_id", "perp_organization_id", "phys_tgt_id", "hum_tgt_name", "hum_tgt_description")
STAGES = ("ACCOMPLISHED", "ATTEMPTED", "THREATENED")
CONFIDENCES = ("REPORTED AS FACT", "SUSPECTED OR ACCUSED", "CLAIMED OR ADMITTED")
UNSURE = frozenset({Realis.FUTURE, Realis.CONDITIONAL, Realis.POSSIBLE})
TYPES = frozenset({EventType.ASSAULT, EventType.THREATEN, EventType.ACCUSE, EventType.COERCE})
HEADER = re.compile(r"^.*?\[TEXT\]\s*", re.DOTALL)


def measure(*, full: bool = False) -> Measured:
    """Stages and confidences over the reports, each apart, and what no claim was found for."""
    stages = {stage: Hits() for stage in STAGES}
    confidences = {confidence: Hits() for confidence in CONFIDENCES}
    found, misses = Hits(), list[Miss]()
    for name in sorted(documents())[:: 1 if full else EACH]:
        row, reading = documents()[name], None
        for template in row["templates"]:
            stage = template["incident_stage_of_execution"]
            if len(stage) != 1:
                continue
            reading = reading or read_doc(name)
            claim = tied_claim(template, reading)
            found.add(claim is not None, 1, 1)
            if claim is None:
                continue
            right = shows_stage(claim, stage[0])
            stages[stage[0]].add(right, 1, 1)
            if not right:
                misses.append(Miss(f"{stage[0]} read as {claim.type} {claim.realis}", f"{name} {claim.quote.text}"))
            confidence = confidence_of(template)
            if confidence is not None:
                confidences[confidence].add(shows_confidence(claim, confidence, template), 1, 1)
    return Measured(
        (
            Figure(SET, "templates tied to a claim", found.recall, found.wanted),
            *(Figure(SET, f"stage {stage.lower()}, realis fits", hits.recall, hits.wanted) for stage, hits in stages.items()),
            *(Figure(SET, f"{name.lower()}, speaker fits", hits.recall, hits.wanted) for name, hits in confidences.items()),
        ),
        tuple(misses),
    )


@cache
def documents() -> dict[str, dict[str, Any]]:
    """The rows of both parts of the set, by id."""
    return {row["id"]: row for part in ("train", "dev") for row in rows_of("muc4", f"{part}.jsonl.gz")}


@cache
def read_doc(name: str) -> Reading:
    """A report of the set, recased and read."""
    row = documents()[name]
    return read_text(name, recased(HEADER.sub("", row["text"])), row["date"])


def recased(text: str) -> str:
    """Capitals as in print: at the start of sentences, and on names of parties and places."""
    lower = re.sub(r"[A-Z][A-Z'-]+|\b[A-Z]\b", lambda word: _as_printed(word[0]), text)
    return re.sub(r"(^|[.!?]\s+|\n\s*|\"\s*)([a-z])", lambda start: start[1] + start[2].upper(), lower)


@cache
def _as_printed(word: str) -> str:
    small, name = word.lower(), word.capitalize()
    if len(word) < 4:
        return small
    known = load_parties().country(name) or load_parties().is_demonym(name) or load_gazetteer().spelt(name)
    return name if known and not load_parties().head(small) else small


def tied_claim(template: dict[str, Any], reading: Reading) -> Claim | None:
    """The claim whose sentence has most of the template's words for perpetrators and targets; None if none has one of a target."""
    words = [re.sub(r'\\?"', "", text).lower() for slot in SLOTS for text in _texts(template[slot])]
    scored = [
        (sum(word in reading.passage(claim).lower() for word in words), -number, claim)
        for number, claim in enumerate(reading.claims)
        if claim.type in TYPES
    ]
    best = max(scored, key=lambda item: item[:2], default=None)
    return best[2] if best is not None and best[0] > 0 else None


def _texts(slot: list[dict[str, Any]]) -> list[str]:
    return [other["text"] for filler in slot for other in filler["alternatives"] if "text" in other]


def shows_stage(claim: Claim, stage: str) -> bool:
    """True if a claim's type and realis tell this stage."""
    if stage == "THREATENED":
        return claim.type is EventType.THREATEN or claim.realis in UNSURE
    if stage == "ATTEMPTED":
        return claim.type is not EventType.THREATEN and claim.realis in (Realis.POSSIBLE, Realis.NEGATED)
    return claim.type is not EventType.THREATEN and claim.realis is Realis.ACTUAL


def confidence_of(template: dict[str, Any]) -> str | None:
    """The confidence in the perpetrator, if the template gives exactly one."""
    given = {
        confidence
        for filler in template["perp_organization_confidence"]
        for other in filler["alternatives"]
        for confidence in CONFIDENCES
        if str(other.get("value", "")).startswith(confidence)
    }
    return given.pop() if len(given) == 1 else None


def shows_confidence(claim: Claim, confidence: str, template: dict[str, Any]) -> bool:
    """True if a claim's speaker tells this confidence."""
    if confidence == "REPORTED AS FACT":
        return claim.speaker is None and claim.type is not EventType.ACCUSE
    if confidence == "SUSPECTED OR ACCUSED":
        return claim.speaker is not None or claim.type is EventType.ACCUSE
    said_by = claim.speaker.label.lower() if claim.speaker else ""
    names = [text.lower() for slot in SLOTS[:2] for text in _texts(template[slot])]
    return bool(said_by) and any(name in said_by or said_by in name for name in names)
