"""Set out who tells of an incident: one account per report, and which accounts go back to one origin."""

from __future__ import annotations

import string
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from trucewatch.knowledge.parties import fold, load_parties
from trucewatch.knowledge.reconcile_tables import vague_nouns
from trucewatch.knowledge.sides import side_of, takes_part
from trucewatch.model import Account, Actor, Claim, Realis, Report
from trucewatch.reconcile.credits import Credits, copied, passage_shingles
from trucewatch.reconcile.facts import published_day, source_name

JOINTS = frozenset({"at", "in", "of", "from", "on", "with", "for", "near", "within", "inside", "close", "who"})


@dataclass(frozen=True, slots=True)
class Origin:
    """Where an account's word comes from, and why we say so."""

    name: str
    reason: str


@dataclass(frozen=True, slots=True)
class Telling:
    """One report's claims on an incident, before it has an origin."""

    letter: str
    report_id: str
    report: Report | None
    claims: tuple[Claim, ...]

    @property
    def outlet(self) -> str | None:
        """Who published it."""
        return self.report.outlet.name if self.report and self.report.outlet else None

    @property
    def asserting(self) -> tuple[Claim, ...]:
        """The claims that say it happened, or all where none does: a denial quoted beside them is not where they come from."""
        return tuple(claim for claim in self.claims if claim.realis is not Realis.NEGATED) or self.claims


def letter_of(index: int) -> str:
    """A, B, … Z, AA, AB, …"""
    letters = string.ascii_uppercase
    return letters[index] if index < 26 else letter_of(index // 26 - 1) + letters[index % 26]


def tellings(claims: Sequence[Claim], reports: Mapping[str, Report]) -> tuple[Telling, ...]:
    """The claims by report, lettered in order of publication."""
    ids = sorted({claim.report_id for claim in claims}, key=lambda key: (published_day(reports.get(key)), key))
    return tuple(
        Telling(
            letter_of(index),
            key,
            reports.get(key),
            tuple(sorted((c for c in claims if c.report_id == key), key=lambda c: (c.quote.start, c.quote.end, c.id))),
        )
        for index, key in enumerate(ids)
    )


def accounts(told: Sequence[Telling], credits: Credits) -> tuple[Account, ...]:
    """One account per report, with its origin."""
    return tuple(
        Account(
            letter=one.letter,
            report_id=one.report_id,
            outlet=one.outlet,
            claim_ids=tuple(claim.id for claim in one.claims),
            speakers=tuple(dict.fromkeys(claim.speaker.label for claim in one.claims if claim.speaker)),
            origin=origin.name,
            origin_reason=origin.reason,
        )
        for one, origin in zip(told, _origins(told, credits), strict=True)
    )


def _origins(told: Sequence[Telling], credits: Credits) -> list[Origin]:
    """The origin of each: of a copy that of what it copies; else the source cited, the agency credited, or its own report."""
    cited = [_cited(one) for one in told]
    shared = Counter(name for names in cited for name in {origin.name for origin in names})
    passages = [passage_shingles(one.report, one.asserting) for one in told]
    out: list[Origin] = []
    for index, one in enumerate(told):
        earlier = next((n for n in range(index) if copied(passages[n], passages[index])), None)
        credit = credits.credited(one.report) if one.report else None
        if earlier is not None:
            out.append(Origin(out[earlier].name, _copy_reason(told[earlier], credit)))
        elif cited[index]:
            out.append(min(cited[index], key=lambda origin: (-shared[origin.name], cited[index].index(origin))))
        elif credit:
            out.append(Origin(credit, f"credits {credit}"))
        else:
            out.append(_own(one))
    return out


def _copy_reason(earlier: Telling, credit: str | None) -> str:
    told = f"nearly the same words as account {earlier.letter}" + (f" ({earlier.outlet})" if earlier.outlet else "")
    return told + (f", and credits {credit}" if credit else "")


def _cited(one: Telling) -> list[Origin]:
    """The sources that this account names, in the order of its text; nameless ones are no origin of their own."""
    speakers = [claim.speaker for claim in one.asserting if claim.speaker]
    return list(dict.fromkeys(origin for speaker in speakers if (origin := speaker_origin(speaker))))


def speaker_origin(speaker: Actor) -> Origin | None:
    """A known source under its first name, a party to the conflict under the party's, any other name as printed."""
    label = speaker.label
    if name := source_name(label):
        return Origin(name, f"cites {name}" if fold(name) == fold(label) else f"cites {label}, who speaks for {name}")
    if speaker.party and takes_part(speaker.party):
        side = load_parties().label(side_of(speaker.party))
        return Origin(side, f"cites {label}: the word of {side}")
    return None if is_vague(label) else Origin(label.removeprefix("the ").removeprefix("The "), f"cites {label}")


def is_vague(label: str) -> bool:
    """True for a source that nobody can tell from another of its kind: "two officials in Hatay", "the presidents of both"."""
    if label.islower():
        return True
    words = fold(label).split()
    head = next((words[i - 1] for i in range(1, len(words)) if words[i] in JOINTS), words[-1] if words else "")
    return bool({head, head.removesuffix("s"), head.replace("men", "man")} & vague_nouns())


def _own(one: Telling) -> Origin:
    name = one.outlet or one.report_id
    sources = dict.fromkeys(claim.speaker.label for claim in one.asserting if claim.speaker)
    return Origin(name, f"its own report, from {', '.join(sources)}" if sources else "its own report, names no source")
