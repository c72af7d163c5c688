"""The journey in order: ingest, read, resolve, reconcile, assess, into the ledger."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime
from functools import cache
from pathlib import Path
from typing import BinaryIO

from rapidfuzz import fuzz

from trucewatch import __version__
from trucewatch.assess import assess, ultimatums
from trucewatch.ingest import ingest, renamed
from trucewatch.knowledge.agreements import choose_agreements
from trucewatch.knowledge.lexicon import Lexicon, load_lexicon
from trucewatch.knowledge.parties import PartyBook, load_parties
from trucewatch.knowledge.places import Gazetteer, load_gazetteer
from trucewatch.knowledge.tables import knowledge_version
from trucewatch.language import LanguageModel
from trucewatch.language import load as load_language
from trucewatch.ledger import Kind, Ledger, Stamp, Withdrawal
from trucewatch.model import Agreement, Claim, Finding, Incident, Report, Ultimatum, Unread
from trucewatch.read import read_claims
from trucewatch.reconcile import reconcile
from trucewatch.resolve import resolve_claims

# Of 100. Over 3,000 random pairs of news reports the median is 40 and the 99th percentile 46; an edited figure or added
# paragraph leaves more than 80. Measure again if COMPARED moves.
EDITED_RATIO = 60
COMPARED = 5_000  # characters from the start
MACHINE = "machine"  # the author of every entry no person made


@dataclass(frozen=True, slots=True)
class Reader:
    """Everything reading needs, loaded once."""

    language: LanguageModel
    lexicon: Lexicon
    parties: PartyBook
    gazetteer: Gazetteer

    def claims(self, report: Report) -> tuple[Claim, ...]:
        """All claims of one report, resolved."""
        sentences = self.language.parse(report.text, skip=report.not_evidence())
        return resolve_claims(read_claims(report, sentences, self.lexicon), report, self.parties, self.gazetteer)


@dataclass(frozen=True, slots=True)
class RunSummary:
    """What one run did: inputs, and what the ledger gained."""

    read: int
    known: int
    unread: tuple[Unread, ...]
    added: int


@cache
def load_reader() -> Reader:
    """The reader with the packaged model and tables."""
    return Reader(load_language(), load_lexicon(), load_parties(), load_gazetteer())


def read(
    paths: Sequence[str | Path], *, published: date | None = None, stdin: BinaryIO | None = None
) -> Iterator[tuple[Report, tuple[Claim, ...]] | Unread]:
    """Each report with its claims, or what could not be read, in the order of the inputs."""
    for item in ingest(paths, published=published, stdin=stdin):
        yield item if isinstance(item, Unread) else (item, load_reader().claims(item))


def machine_stamp(now: datetime, reader: Reader, reason: str = "") -> Stamp:
    """Who wrote an entry, when, and with which versions."""
    return Stamp(
        at=now, author=MACHINE, code=__version__, model=reader.language.version, knowledge=knowledge_version(), reason=reason
    )


def clock() -> datetime:
    """This moment, in UTC."""
    return datetime.now(UTC)


def run(
    paths: Sequence[str | Path],
    ledger: Ledger,
    *,
    agreement_ids: tuple[str, ...] = (),
    published: date | None = None,
    stdin: BinaryIO | None = None,
    now: Callable[[], datetime] = clock,
    progress: Callable[[str], None] = lambda source: None,
) -> RunSummary:
    """The whole journey into the ledger.

    A report and its claims are written in one transaction; incidents and findings follow at the end, from all reports held.
    """
    agreements = choose_agreements(agreement_ids)
    reader = load_reader()
    read_count, known, unread, added = 0, 0, [], 0
    for item in ingest(paths, published=published, stdin=stdin):
        progress(item.source)
        if isinstance(item, Unread):
            unread.append(item)
            added += ledger.append([item], machine_stamp(now(), reader))
            continue
        report = own_id(ledger, item)
        gained = _write_report(ledger, report, reader.claims(report), machine_stamp(now(), reader))
        read_count += 1
        known += gained == 0
        added += gained
    added += refresh(ledger, agreements, reader.gazetteer, machine_stamp(now(), reader))
    return RunSummary(read_count, known, tuple(unread), added)


def own_id(ledger: Ledger, report: Report) -> Report:
    """The report, under another id if the ledger holds a different source under this one; an edited source keeps its id."""
    known = ledger.get(Kind.REPORT, report.id)
    if not isinstance(known, Report):
        return report
    if known.raw_sha256 == report.raw_sha256:
        return replace(report, source=known.source)  # the same bytes under another path say nothing new
    if same_source(known, report):
        return report
    return renamed(report, f"{report.id}-{report.raw_sha256[:8]}")


def same_source(known: Report, report: Report) -> bool:
    """True if both carry one address, or, where neither has one, the same words; under one source name, mostly the same."""
    if known.url or report.url:
        return known.url == report.url
    if known.text == report.text:
        return True
    return known.source == report.source and fuzz.ratio(known.text[:COMPARED], report.text[:COMPARED]) >= EDITED_RATIO


def _write_report(ledger: Ledger, report: Report, claims: Sequence[Claim], stamp: Stamp) -> int:
    """A report and what is claimed in it now; claims that an earlier reading found and this one does not are withdrawn."""
    fresh = {claim.id for claim in claims}
    stale = [claim for claim in ledger.claims(report=report.id) if claim.id not in fresh]
    withdrawals = [Withdrawal(Kind.CLAIM, claim.id, "a later reading of the report does not find it") for claim in stale]
    return ledger.append([report, *claims, *withdrawals], stamp)


def refresh(ledger: Ledger, agreements: Sequence[Agreement], gazetteer: Gazetteer, stamp: Stamp) -> int:
    """Merge and assess all claims of the ledger again, and write what changed; once more if another run wrote meanwhile."""
    added = 0
    while True:
        seen, _ = ledger.head()
        gained = _refresh_once(ledger, agreements, gazetteer, stamp)
        added += gained
        if ledger.head()[0] == seen + gained:
            return added


def _refresh_once(ledger: Ledger, agreements: Sequence[Agreement], gazetteer: Gazetteer, stamp: Stamp) -> int:
    reports, claims = tuple(ledger.reports()), tuple(ledger.claims())
    held = {agreement.id: agreement for agreement in (*ledger.agreements(), *agreements)}  # what a run names comes on top
    agreements = tuple(held[agreement_id] for agreement_id in sorted(held))
    incidents = reconcile(reports, claims)
    findings = assess(incidents, claims, agreements, reports=reports, places=gazetteer)
    demands = ultimatums(claims, reports)
    gone = [
        *_gone(Kind.INCIDENT, ledger.incidents(), incidents, "its claims now belong to another incident"),
        *_gone(Kind.FINDING, ledger.findings(), findings, "its incident or clause no longer gives it"),
        *_gone(Kind.ULTIMATUM, ledger.ultimatums(), demands, "its claims are now told elsewhere"),
    ]
    return ledger.append([*agreements, *incidents, *findings, *demands, *gone], stamp)


def _gone(
    kind: Kind,
    before: Iterable[Incident | Finding | Ultimatum],
    after: Iterable[Incident | Finding | Ultimatum],
    reason: str,
) -> list[Withdrawal]:
    kept = {record.id for record in after}
    return [Withdrawal(kind, record.id, reason) for record in before if record.id not in kept]
