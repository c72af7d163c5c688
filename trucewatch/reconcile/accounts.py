"""Set out who tells of an incident: one account per report, and which accounts go back to one origin."""

from __future__ import annotations

import string
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from trucewatch.knowledge.parties import fold, load_parties
from trucewatch.knowledge.reconcile_tables import vague_nouns
from trucewatch.knowledge.sides import side_of, takes_part
from trucewatch.model import Account, Actor, Claim, EventType, Realis, Report
from trucewatch.reconcile.copies import earlier_tellings
from trucewatch.reconcile.credits import Credits, passage_of
from trucewatch.reconcile.evidence import SPEECH
from trucewatch.reconcile.facts import published_day, source_name

STATEMENTS = SPEECH - {EventType.CONSULT, EventType.AGREE}
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
    """The origin of each account and its copies: the source cited, the agency credited, or the first report."""
    links = _copies(told, credits)
    roots = [_root(index, links) for index in range(len(told))]
    cited = [_cited(one) for one in told]
    shared = Counter(name for names in cited for name in {origin.name for origin in names})
    credited = [credits.credited(one.report, one.asserting) if one.report else None for one in told]
    out: list[Origin] = []
    for index in range(len(told)):
        family = [member for member, root in enumerate(roots) if root == roots[index]]
        origin = _family_origin(told, family, cited, shared, credited)
        if links[index] is None:
            out.append(origin)
        else:
            credit = f", and credits {credited[index]}" if credited[index] else ""
            out.append(Origin(origin.name, _copy_reason(told, index, links) + credit))
    return out


def _family_origin(
    told: Sequence[Telling],
    family: Sequence[int],
    cited: Sequence[Sequence[Origin]],
    shared: Counter[str],
    credited: Sequence[str | None],
) -> Origin:
    """What the first account of a family rests on; where it does not say, what a copy of it says."""
    for member in family:
        if cited[member]:
            return min(cited[member], key=lambda origin: (-shared[origin.name], cited[member].index(origin)))
    for member in family:
        if credit := credited[member]:
            return Origin(credit, f"credits {credit}" + ("" if member == family[0] else f" in account {told[member].letter}"))
    return _own(told[family[0]])


def _copies(told: Sequence[Telling], credits: Credits) -> tuple[tuple[int, bool] | None, ...]:
    """For each account the earlier one that it repeats, if any; true where the words of the incident itself are repeated."""
    passages = [passage_of(one.report, one.asserting) for one in told]
    return earlier_tellings(passages, [one.report for one in told], credits)


def _root(index: int, links: Sequence[tuple[int, bool] | None]) -> int:
    link = links[index]
    return index if link is None else _root(link[0], links)


def _copy_reason(told: Sequence[Telling], index: int, links: Sequence[tuple[int, bool] | None]) -> str:
    earlier, same_words = links[index] or (index, True)
    account = f"account {told[earlier].letter}" + (f" ({told[earlier].outlet})" if told[earlier].outlet else "")
    return f"nearly the same words as {account}" if same_words else f"its report is in large part the text of {account}"


def _cited(one: Telling) -> list[Origin]:
    """The sources that this account names, in the order of its text; nameless ones are no origin of their own."""
    speakers = [speaker for claim in one.asserting if (speaker := claim.speaker or _own_words(claim))]
    return list(dict.fromkeys(origin for speaker in speakers if (origin := speaker_origin(speaker))))


def _own_words(claim: Claim) -> Actor | None:
    """Whoever makes a statement is the source of it, also where the report does not put it as a quotation ("Ankara warned")."""
    return claim.actor[0] if claim.type in STATEMENTS and len(claim.actor) == 1 else None


def speaker_origin(speaker: Actor) -> Origin | None:
    """A known source under its first name, a party to the conflict under the party's, any other name as printed."""
    label = speaker.label
    if name := source_name(label):
        return Origin(name, f"cites {name}" if fold(name) == fold(label) else f"cites {label}, counted as {name}")
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
