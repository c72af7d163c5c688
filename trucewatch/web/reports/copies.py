"""What a report has from others and who has it from this one, as the accounts of its incidents and the words of both say."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from urllib.parse import urlencode

from trucewatch.model import Account, Copy, Incident, Link, Report
from trucewatch.publish.tongue import say
from trucewatch.publish.words import capital, count_words, counted, report_url
from trucewatch.reconcile.copies.graph import copy_graph
from trucewatch.web.parts import Room, meta_words, outlet_words

COMPARED = 6  # other reports whose whole text is looked at: those that tell of most of the same incidents
LONGEST = 60_000  # characters of a text that is looked at
LISTED = 12


@dataclass(frozen=True, slots=True)
class CopyRow:
    """Another report, and what it has to do with this one."""

    outlet: str
    title: str
    language: str | None
    meta: str
    href: str
    compare: str
    why: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Copies:
    """From whom a report has what it tells, who has it from this one, and who else tells of the same."""

    sources: tuple[str, ...]
    earlier: tuple[CopyRow, ...]
    later: tuple[CopyRow, ...]
    beside: tuple[CopyRow, ...]


def copies_of(room: Room, report: Report, incidents: Sequence[Incident]) -> Copies:
    """What stands in the accounts of these incidents, and which of their other reports share whole passages with this one."""
    mine = [(incident, account) for incident in incidents for account in incident.accounts if account.report_id == report.id]
    sources: Counter[str] = Counter()
    earlier: dict[str, Counter[str]] = {}
    later: dict[str, Counter[str]] = {}
    for incident, account in mine:
        letters = {other.letter: other.report_id for other in incident.accounts}
        _from_others(account, letters, sources, earlier)
        _from_this(incident, account, later)
    beside = Counter(a.report_id for incident in incidents for a in incident.accounts if a.report_id != report.id)
    near = [key for key, _ in sorted(beside.items(), key=lambda item: (-item[1], item[0]))]
    held = room.desk.reports_named(list(dict.fromkeys([*earlier, *later, *near[:LISTED]]))[: 3 * LISTED])
    for copy in _shared(report, [held[key] for key in near[:COMPARED] if key in held]):
        _note(copy, report.id, earlier, later)
    rest = [key for key in near if key not in earlier and key not in later][:LISTED]
    return Copies(
        tuple(f"{name} ({counted(many, 'incident')})" for name, many in sources.most_common(LISTED)),
        _rows(report, earlier, held),
        _rows(report, later, held),
        _rows(report, {key: Counter({f"tells of {count_words(beside[key], 'incident')} of these too": 1}) for key in rest}, held),
    )


def _from_others(account: Account, letters: Mapping[str, str], sources: Counter[str], earlier: dict[str, Counter[str]]) -> None:
    for link in _first_links(account):
        other = letters.get(link.letter or "")
        if other and other != account.report_id:
            earlier.setdefault(other, Counter())[_reason(link)] += 1
        elif link.source != account.outlet:
            sources[link.source] += 1


def _from_this(incident: Incident, account: Account, later: dict[str, Counter[str]]) -> None:
    for other in incident.accounts:
        if other.report_id != account.report_id:
            for link in _first_links(other):
                if link.letter == account.letter:
                    later.setdefault(other.report_id, Counter())[_reason(link)] += 1


def _first_links(account: Account) -> Iterable[Link]:
    return {chain.links[0] for chain in account.chains if chain.links and not chain.denies}


def _reason(link: Link) -> str:
    return link.reason + (" (likely)" if link.likely else "")


def _shared(report: Report, others: Sequence[Report]) -> Iterable[Copy]:
    short = [other for other in others if len(other.text) <= LONGEST]
    return copy_graph([report, *short]).edges(report.id) if short and len(report.text) <= LONGEST else ()


def _note(copy: Copy, report_id: str, earlier: dict[str, Counter[str]], later: dict[str, Counter[str]]) -> None:
    share = copy.share_earlier if copy.earlier == report_id else copy.share_later
    first = "" if copy.directed else "; nobody can tell which came first"
    words = say(
        "%(value)s: %(round)s in 100 of this report’s own words%(first)s",
        value=copy.kind.value,
        round=round(100 * share),
        first=first,
    )
    side = later if copy.earlier == report_id else earlier
    side.setdefault(copy.other(report_id), Counter())[words] += 1


def _rows(report: Report, found: Mapping[str, Counter[str]], held: Mapping[str, Report]) -> tuple[CopyRow, ...]:
    known = [key for key in found if key in held][:LISTED]
    return tuple(_row(report, held[key], found[key]) for key in known)


def _row(report: Report, other: Report, why: Counter[str]) -> CopyRow:
    return CopyRow(
        outlet_words(other),
        other.title or say("Report %(id)s", id=other.id),
        other.language if other.title else None,
        meta_words(other),
        report_url(other.id),
        f"/compare?{urlencode({'a': report.id, 'b': other.id}, errors='replace')}",
        tuple(capital(words) + (f", {counted(many, 'time')}" if many > 1 else "") for words, many in why.most_common(4)),
    )
