"""The accounts of an incident side by side: their claims, how they compare, their origins, what they call whom."""

from __future__ import annotations

from dataclasses import dataclass

from trucewatch.model import Account, Comparison, Span
from trucewatch.publish.words import (
    claim_title,
    full_sentence,
    isolated,
    note,
    report_url,
    term,
)
from trucewatch.web.incident.case import Case, Letter, Slip, account_outlet, open_slip, voice_words
from trucewatch.web.marks import Layer
from trucewatch.web.parts import (
    Words,
    alone,
    claim_layers,
    in_sentence,
    meta_words,
)


@dataclass(frozen=True, slots=True)
class ClaimCard:
    """One claim of an account: its words in their sentence, and what was read out of them."""

    title: str
    slip: Slip
    href: str


@dataclass(frozen=True, slots=True)
class AccountCard:
    """One account: what one report says."""

    letter: Letter
    outlet: str
    href: str
    meta: str
    origin: str
    claims: tuple[ClaimCard, ...]


@dataclass(frozen=True, slots=True)
class ComparisonRow:
    """Two accounts on one point."""

    glyph: str
    name: str
    why: str
    a: Letter
    a_outlet: str
    a_words: Words
    b: Letter | None
    b_outlet: str
    b_words: Words | None
    silent: str


@dataclass(frozen=True, slots=True)
class NamingRow:
    """Our label for a party, and what each account calls it."""

    label: str
    names: tuple[tuple[Letter, tuple[Words, ...]], ...]


@dataclass(frozen=True, slots=True)
class MatchRow:
    """Why two claims were taken for one happening."""

    words: str
    score: str
    reasons: str


def account_card(case: Case, account: Account) -> AccountCard:
    """What one report says of the incident: its claims in the order they stand there."""
    report = case.report(account.report_id)
    claims = [
        ClaimCard(
            f"{claim_title(claim, case.labels)} · {isolated(voice_words(claim, report))}",
            open_slip(case, claim.quote, claim, claim_layers(claim)),
            report_url(claim.report_id, claim.id),
        )
        for claim in sorted(case.told(account), key=lambda claim: (claim.quote.start, claim.id))
    ]
    return AccountCard(
        letter=case.letters[account.letter],
        outlet=account_outlet(account, case.reports),
        href=report_url(account.report_id),
        meta=meta_words(report) if report else "text not held",
        origin=account.origin_reason,
        claims=tuple(claims),
    )


def comparison_row(case: Case, row: Comparison) -> ComparisonRow:
    """Two accounts on one point, the words on both sides marked by how they relate."""
    kind = note("relation", row.relation)
    outlets = {account.letter: account_outlet(account, case.reports) for account in case.incident.accounts}
    a, b = case.letters.get(row.letter_a, Letter(row.letter_a, row.letter_a)), None
    if row.letter_b:
        b = case.letters.get(row.letter_b, Letter(row.letter_b, row.letter_b))
    return ComparisonRow(
        glyph=term("glyph", row.relation),
        name=term("relation", row.relation),
        why=full_sentence(row.why),
        a=a,
        a_outlet=outlets.get(row.letter_a, ""),
        a_words=_compared(case, row.a, kind, row.letter_a),
        b=b,
        b_outlet=outlets.get(row.letter_b or "", ""),
        b_words=_compared(case, row.b, kind, row.letter_b or "") if row.b else None,
        silent=f"Nothing on this in {row.letter_b}." if row.letter_b else "Nothing on this in the other accounts.",
    )


def _compared(case: Case, span: Span, kind: str, letter: str) -> Words:
    claim = case.claim_at(letter, span)
    return in_sentence(
        case.report(span.report_id), span, (Layer(span.start, span.end, kind),), claim_id=claim.id if claim else None
    )


def naming_rows(case: Case) -> tuple[NamingRow, ...]:
    """What each account calls each party, every wording once."""
    names: dict[str, dict[str, dict[str, Words]]] = {}
    for account in case.incident.accounts:
        for claim in case.told(account):
            for actor in (*claim.actor, *claim.recipient):
                if actor.party is None:
                    continue
                words = alone(
                    case.report(claim.report_id),
                    actor.span,
                    (Layer(actor.span.start, actor.span.end, "name"),),
                    claim_id=claim.id,
                )
                names.setdefault(case.labels(actor.party), {}).setdefault(account.letter, {}).setdefault(actor.span.text, words)
    return tuple(
        NamingRow(
            label,
            tuple((case.letters[a.letter], tuple(by.get(a.letter, {}).values())) for a in case.incident.accounts),
        )
        for label, by in sorted(names.items())
    )


def match_rows(case: Case) -> tuple[MatchRow, ...]:
    """Why the claims were taken for one happening, the closest pair first."""
    letter_of = {claim_id: account.letter for account in case.incident.accounts for claim_id in account.claim_ids}
    return tuple(
        MatchRow(
            f"{letter_of.get(match.claim_a, '?')} and {letter_of.get(match.claim_b, '?')}",
            f"{match.score:.2f}",
            "; ".join(match.reasons),
        )
        for match in sorted(case.incident.matches, key=lambda m: (-m.score, m.claim_a, m.claim_b))
    )
