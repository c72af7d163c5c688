"""The accounts of an incident side by side: their claims, how they compare, their origins, what they call whom."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from urllib.parse import urlencode

from trucewatch.model import Account, Comparison, Match, Relation, Span
from trucewatch.publish.titles import claim_title
from trucewatch.publish.tongue import say
from trucewatch.publish.words import capital, counted, full_sentence, incident_url, isolated, note, report_url, term
from trucewatch.web.incident.case import Case, Letter, Slip, account_outlet, named_letters, open_slip, voice_words
from trucewatch.web.marks import Layer
from trucewatch.web.parts import (
    Words,
    alone,
    claim_layers,
    in_sentence,
    meta_words,
)

MOST_COLUMNS = 4  # accounts that have a column of their own in the table of names
FEW_COMPARED = 24  # comparisons that all stand on the page
SOME_COMPARED = 4  # of more, how many of each class


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
class ComparedGroup:
    """The points of one class of comparison; of many some, with their number in words and where all of them stand."""

    name: str
    rows: tuple[ComparisonRow, ...]
    words: str
    all_href: str


@dataclass(frozen=True, slots=True)
class NamingRow:
    """Our label for a party, and what each account calls it; `wordings` stand instead where there are many accounts."""

    label: str
    names: tuple[tuple[Letter, tuple[Words, ...]], ...]
    wordings: tuple[tuple[Words, str], ...] = ()


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
        letter=case.letter(account.letter),
        outlet=account_outlet(account),
        href=report_url(account.report_id),
        meta=meta_words(report) if report else say("text not held"),
        origin=account.origin_reason,
        claims=tuple(claims),
    )


def comparison_row(case: Case, row: Comparison) -> ComparisonRow:
    """Two accounts on one point, the words on both sides marked by how they relate."""
    kind = note("relation", row.relation)
    a, b = case.letter(row.letter_a), case.letter(row.letter_b) if row.letter_b else None
    return ComparisonRow(
        glyph=term("glyph", row.relation),
        name=term("relation", row.relation),
        why=full_sentence(row.why),
        a=a,
        a_outlet=_outlet(case, row.letter_a),
        a_words=_compared(case, row.a, kind, row.letter_a),
        b=b,
        b_outlet=_outlet(case, row.letter_b or ""),
        b_words=_compared(case, row.b, kind, row.letter_b or "") if row.b else None,
        silent=say("Nothing on this in %(letter_b)s.", letter_b=row.letter_b)
        if row.letter_b
        else say("Nothing on this in the other accounts."),
    )


def _outlet(case: Case, letter: str) -> str:
    account = case.accounts.get(letter)
    return account_outlet(account) if account else ""


def _compared(case: Case, span: Span, kind: str, letter: str) -> Words:
    claim = case.claim_at(letter, span)
    return in_sentence(
        case.report(span.report_id), span, (Layer(span.start, span.end, kind),), claim_id=claim.id if claim else None
    )


def naming_rows(case: Case) -> tuple[NamingRow, ...]:
    """What the accounts that stand open call each party, every wording once."""
    names: dict[str, dict[str, dict[str, Words]]] = {}
    for account in case.shown:
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
            tuple((case.letter(a.letter), tuple(by.get(a.letter, {}).values())) for a in case.shown),
            _wordings(by) if len(case.shown) > MOST_COLUMNS else (),
        )
        for label, by in sorted(names.items())
    )


def _wordings(by_letter: Mapping[str, Mapping[str, Words]]) -> tuple[tuple[Words, str], ...]:
    """Each wording with the accounts that use it, the most used first: for more accounts than there is room for columns."""
    first: dict[str, Words] = {}
    letters: dict[str, list[str]] = {}
    for letter, words in by_letter.items():
        for text, quoted in words.items():
            first.setdefault(text, quoted)
            letters.setdefault(text, []).append(letter)
    ordered = sorted(letters, key=lambda text: (-len(letters[text]), text))
    return tuple((first[text], named_letters(letters[text])) for text in ordered)


def match_rows(case: Case, matches: Sequence[Match]) -> tuple[MatchRow, ...]:
    """Why claims were taken for one happening, pair by pair."""
    letter_of = {claim_id: account.letter for account in case.incident.accounts for claim_id in account.claim_ids}
    return tuple(
        MatchRow(
            say(
                "%(letter_of)s and %(letter_of2)s",
                letter_of=letter_of.get(match.claim_a, "?"),
                letter_of2=letter_of.get(match.claim_b, "?"),
            ),
            f"{match.score:.2f}",
            "; ".join(match.reasons),
        )
        for match in matches
    )


def closest_first(matches: Sequence[Match]) -> list[Match]:
    """The matches, the closest pair first."""
    return sorted(matches, key=lambda m: (-m.score, m.claim_a, m.claim_b))


def compared_groups(case: Case) -> tuple[ComparedGroup, ...]:
    """How the accounts compare: all of it where there is little, else some of each class, their number and where all stand."""
    by_class: dict[Relation, list[Comparison]] = {}
    for row in case.incident.comparisons:
        by_class.setdefault(row.relation, []).append(row)
    few = len(case.incident.comparisons) <= FEW_COMPARED
    shown = {relation: rows if few else rows[:SOME_COMPARED] for relation, rows in by_class.items()}
    case.papers.fetch(case.accounts[key] for rows in shown.values() for key in letters_of(rows) if key in case.accounts)
    return tuple(
        ComparedGroup(
            term("relation", relation),
            tuple(comparison_row(case, row) for row in rows),
            f"{capital(term('relation', relation))}: {counted(len(by_class[relation]), 'point')}" if not few else "",
            f"{incident_url(case.incident.id)}/compared?{urlencode({'class': relation.value})}"
            if len(rows) < len(by_class[relation])
            else "",
        )
        for relation, rows in shown.items()
    )


def letters_of(rows: Iterable[Comparison]) -> Iterator[str]:
    """The accounts that are compared."""
    for row in rows:
        yield row.letter_a
        if row.letter_b:
            yield row.letter_b
