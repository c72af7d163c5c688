"""What one run found, in the lines a person reads at the terminal."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from trucewatch.ledger import Ledger
from trucewatch.model import Incident, Relation
from trucewatch.publish.titles import incident_title
from trucewatch.publish.words import Labels, figures_text, joined

PARTING = frozenset(Relation) - {Relation.AGREE, Relation.ONLY_IN_ONE}
WORDS_LIMIT = 100


def summary_lines(ledger: Ledger, *, read: int, unread: int, labels: Labels) -> Iterator[str]:
    """Reports, claims, incidents, accounts that part, findings, and ultimatums with their dates."""
    incidents = tuple(ledger.incidents())
    told_twice = [incident for incident in incidents if len(incident.accounts) > 1]
    yield f"{read} reports read, {unread} could not be read\n"
    yield f"{sum(1 for _ in ledger.claims())} claims, each with its words\n"
    yield f"{len(incidents)} incidents, {len(told_twice)} of them told by more than one report\n"
    parting = [incident for incident in told_twice if any(c.relation in PARTING for c in incident.comparisons)]
    yield f"\nWhere accounts part ({len(parting)} incidents):\n"
    for incident in sorted(parting, key=_by_day):
        yield from _parting_lines(incident, labels)
    findings = tuple(ledger.findings())
    by_state = {state: sum(1 for f in findings if f.state == state) for state in dict.fromkeys(f.state for f in findings)}
    touched, known = len({finding.agreement_id for finding in findings}), sum(1 for _ in ledger.agreements())
    yield f"\n{len(findings)} findings under {touched} of the {known} agreements held"
    yield f": {', '.join(f'{count} {state.value}' for state, count in sorted(by_state.items()))}\n" if findings else "\n"
    demands = sorted(ledger.ultimatums(), key=lambda u: (u.deadline, u.id))
    yield f"\nUltimatums ({len(demands)}):\n"
    for demand in demands:
        issuer = joined([labels(code) for code in _named(demand.issuer)]) or "issuer not named"
        yield f"  until {demand.deadline}, {issuer}: “{shorten(demand.demand.text)}”\n"


def _named(codes: Sequence[str]) -> list[str]:
    """The codes without a state of which a part is named too: "TUR" beside "TUR:GOV" says nothing more."""
    return [code for code in codes if not any(other.startswith(f"{code}:") for other in codes)]


def _by_day(incident: Incident) -> tuple[str, str]:
    return (incident.time.start.isoformat() if incident.time else "", incident.id)


def _parting_lines(incident: Incident, labels: Labels) -> Iterator[str]:
    when = incident.time.start.isoformat() if incident.time else "day not told"
    figures = ", ".join(figures_text(incident))
    told = f"{len(incident.accounts)} reports, {incident.origins} origin{'' if incident.origins == 1 else 's'}"
    yield f"  {when}  {incident_title(incident, labels)}{f': {figures}' if figures else ''} ({told})\n"
    seen: set[str] = set()
    for comparison in incident.comparisons:
        if comparison.relation in PARTING and comparison.why not in seen:
            seen.add(comparison.why)
            yield f"      {comparison.relation.value}: {comparison.why}\n"


def shorten(words: str, limit: int = WORDS_LIMIT) -> str:
    """The words, cut at a word's end with a mark if they are long; only for the terminal."""
    flat = " ".join(words.split())
    return flat if len(flat) <= limit else flat[:limit].rsplit(" ", 1)[0] + " …"
