"""Set out who tells of an incident: one account per report, and which accounts go back to one origin."""

from __future__ import annotations

import string
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from trucewatch.model import Account, Claim, Realis, Report
from trucewatch.reconcile.accounts.origins import Teller, chain_words, chains_of
from trucewatch.reconcile.copies.credits import Credits, passage_of
from trucewatch.reconcile.copies.graph import earlier_tellings
from trucewatch.reconcile.facts import published_day


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
    def denies(self) -> bool:
        """True if it says only that it did not happen."""
        return all(claim.realis is Realis.NEGATED for claim in self.claims)

    @property
    def asserting(self) -> tuple[Claim, ...]:
        """The claims that say it happened, or all where none does: a denial quoted beside them is not where they come from."""
        return tuple(claim for claim in self.claims if claim.realis is not Realis.NEGATED) or self.claims


def letter_of(index: int) -> str:
    """A, B, … Z, AA, AB, …"""
    letters = string.ascii_uppercase
    return letters[index] if index < 26 else letter_of(index // 26 - 1) + letters[index % 26]


def tellings(claims: Sequence[Claim], reports: Mapping[str, Report]) -> tuple[Telling, ...]:
    """The claims by report, of a report that holds the logs of several posts by post; lettered in order of publication."""
    of_report: dict[tuple[str, str], list[Claim]] = {}
    for claim in claims:
        of_report.setdefault((claim.report_id, claim.logged.post_id if claim.logged else ""), []).append(claim)
    keys = sorted(of_report, key=lambda key: (published_day(reports.get(key[0])), key))
    return tuple(
        Telling(
            letter_of(index),
            key[0],
            reports.get(key[0]),
            tuple(sorted(of_report[key], key=lambda c: (c.quote.start, c.quote.end, c.id))),
        )
        for index, key in enumerate(keys)
    )


def accounts(told: Sequence[Telling], credits: Credits) -> tuple[Account, ...]:
    """One account per report, with the chains to its origins."""
    tellers = _tellers(told, credits)
    denied = not all(one.denies for one in told)
    return tuple(
        Account(
            letter=one.letter,
            report_id=one.report_id,
            outlet=one.outlet,
            claim_ids=tuple(claim.id for claim in one.claims),
            speakers=tuple(dict.fromkeys(claim.speaker.label for claim in one.claims if claim.speaker)),
            origin=chains[0].origin,
            origin_reason=chain_words(chains[0], one.asserting, one.outlet),
            chains=tuple(replace(chain, denies=True) for chain in chains) if denied and one.denies else chains,
        )
        for one, chains in zip(told, chains_of(tellers), strict=True)
    )


def _tellers(told: Sequence[Telling], credits: Credits) -> list[Teller]:
    """What origins are told from: for each account the agency it credits, and the earlier account that it repeats."""
    if told and told[0].claims[0].logged:  # what two posts perceived is alike without being copied
        return [Teller(one.letter, one.report, one.outlet, one.asserting) for one in told]
    passages = [passage_of(one.report, one.asserting) for one in told]
    repeats = earlier_tellings(passages, [one.report for one in told], credits)
    return [
        Teller(
            letter=one.letter,
            report=one.report,
            outlet=one.outlet,
            claims=one.asserting,
            denials=tuple(claim for claim in one.claims if claim not in one.asserting),
            credit=credits.credited(one.report, one.asserting) if one.report else None,
            byline=credits.whole(one.report) if one.report else None,
            copy_of=repeat.place if repeat else None,
            copy_same=repeat is not None and repeat.same_words,
            copy_whole=repeat is not None and repeat.whole,
            copy_reason=_copy_reason(told[repeat.place], same_words=repeat.same_words) if repeat else "",
            copy_words=one.asserting[0].quote if repeat else None,
        )
        for one, repeat in zip(told, repeats, strict=True)
    ]


def _copy_reason(earlier: Telling, *, same_words: bool) -> str:
    account = f"account {earlier.letter}" + (f" ({earlier.outlet})" if earlier.outlet else "")
    return f"nearly the same words as {account}" if same_words else f"its report is in large part the text of {account}"
