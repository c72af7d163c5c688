"""Where the claims that are merged in windows come from: part by part, each part small enough to be held."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Protocol

from trucewatch.model import Bond, Claim, Report
from trucewatch.reconcile.facts import NO_BONDS, Facts, facts_of

Part = tuple[str, ...]
Told = tuple[Facts, tuple[str, ...]]  # a claim, and marks besides those of merging under which it is to be looked up


class Source(Protocol):
    """Claims in parts. It is handed to other processes: what it holds must be small, and openable there."""

    def parts(self) -> Iterable[Part]:
        """What names each part; together they hold every claim once."""
        ...

    def told(self, part: Part) -> Sequence[Told]:
        """The claims of one part, in any order."""
        ...


@dataclass(frozen=True)
class AtHand:
    """Claims that are held in memory, `a_part` reports in each part."""

    reports: Mapping[str, Report]
    claims: Sequence[Claim]
    bonds: Mapping[str, Bond] = field(default_factory=lambda: NO_BONDS)
    a_part: int = 500

    def parts(self) -> Iterable[Part]:
        """The ids of reports."""
        ids = sorted({claim.report_id for claim in self.claims})
        return [tuple(ids[at : at + self.a_part]) for at in range(0, len(ids), self.a_part)]

    def told(self, part: Part) -> Sequence[Told]:
        """The claims of these reports."""
        within = frozenset(part)
        claims = [claim for claim in self.claims if claim.report_id in within]
        return [(facts, ()) for facts in facts_of(claims, self.reports, self.bonds)]
