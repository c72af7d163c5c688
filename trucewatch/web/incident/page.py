"""The incident page: what is said and by whom, figures by account, accounts side by side, origins, clauses, naming."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from markupsafe import Markup

from trucewatch.ledger import Ledger
from trucewatch.model import (
    Agreement,
    Counted,
    Finding,
    FindingState,
    Incident,
    Report,
    State,
    Statement,
)
from trucewatch.model import Grade as StatementGrade
from trucewatch.publish.drawing.ground import GroundMap, ground_map
from trucewatch.publish.titles import incident_title
from trucewatch.publish.tongue import say
from trucewatch.publish.words import (
    agreement_url,
    capital,
    count_words,
    counted,
    full_sentence,
    incident_url,
    joined,
    number,
    range_of_figures,
    report_url,
    short_day,
    term,
    type_words,
)
from trucewatch.web.incident.accounts import (
    AccountCard,
    ComparedGroup,
    MatchRow,
    NamingRow,
    account_card,
    closest_first,
    compared_groups,
    match_rows,
    naming_rows,
)
from trucewatch.web.incident.arranging import Arranging
from trucewatch.web.incident.case import OPEN, Case, Letter, gather, named_letters
from trucewatch.web.incident.chronicle import Chronicle, HistoryRow, chronicle_of, instant_of, latest_rows
from trucewatch.web.incident.facts import facts_of, recorded
from trucewatch.web.incident.figures import FigureBlock, figure_blocks
from trucewatch.web.incident.grades import StatementRow, named_origins, statement_rows
from trucewatch.web.incident.origins import OriginRoot, origin_roots, origins_drawing, origins_words
from trucewatch.web.incident.witnesses import WitnessBlock, witness_block
from trucewatch.web.parts import (
    Fact,
    Frame,
    Grade,
    PlaceName,
    Room,
    Told,
    Words,
    actor_words,
    finding_grade,
    frame,
    in_sentences,
    incident_place,
    party_words,
    state_grade,
    told_by,
)

SAME = {  # a state and the grade of its first statement that says no more
    State.ALLEGED: StatementGrade.ALLEGED,
    State.CORROBORATED: StatementGrade.CORROBORATED,
    State.CONTESTED: StatementGrade.CONTESTED,
    State.NOT_ASSESSABLE: StatementGrade.NOT_ASSESSABLE,
}
MOST_PAIRS = 12  # pairs of claims taken together that stand on the page
MOST_WORDS = 12  # words behind one finding


@dataclass(frozen=True, slots=True)
class Verdict:
    """One line under the heading: a grade or a plain label, and a sentence."""

    grade: Grade | None
    label: str
    sentence: str


@dataclass(frozen=True, slots=True)
class PageLink:
    """A page of the accounts: "A–L", where it is, and whether it is this one."""

    words: str
    href: str
    here: bool


@dataclass(frozen=True, slots=True)
class ClauseRow:
    """One finding under one clause."""

    clause: str
    href: str
    obligation: str
    alleged_by: str
    against: str
    grade: Grade
    reasons: tuple[str, ...]
    words: tuple[Words, ...]
    more: str


@dataclass(frozen=True, slots=True)
class Cite:
    """How to cite the incident as it stood: the address of that state, the ledger's entry and its hash."""

    words: str
    href: str
    entry: str
    sha256: str


@dataclass(frozen=True, slots=True)
class IncidentPage:
    """What `incident.html` shows: the accounts side by side, and where they differ."""

    frame: Frame
    id: str
    kind: str
    title: str
    verdicts: tuple[Verdict, ...]
    facts: tuple[Fact, ...]
    told: Told
    place: PlaceName | None
    figures: tuple[FigureBlock, ...]
    accounts: tuple[AccountCard, ...]
    accounts_words: str
    accounts_pages: tuple[PageLink, ...]
    table: str
    comparisons: tuple[ComparedGroup, ...]
    statements: tuple[StatementRow, ...]
    origins: tuple[OriginRoot, ...]
    origins_words: str
    clauses: tuple[ClauseRow, ...]
    witnesses: WitnessBlock | None
    naming: tuple[NamingRow, ...]
    naming_letters: tuple[Letter, ...]
    matches: tuple[MatchRow, ...]
    more_matches: str
    joined_href: str
    compare_href: str | None
    graph: Markup
    ground: GroundMap | None
    history: tuple[HistoryRow, ...]
    history_words: str
    history_href: str
    zone: str
    cite: Cite
    arranging: Arranging | None


def incident_page(
    room: Room, ledger: Ledger, incident_id: str, accounts: int = 1, forms: Callable[[Case, int], Arranging] | None = None
) -> IncidentPage | None:
    """The page of one incident with one page of its accounts opened; None if there is none with this id.

    `forms` makes what a reviewer can do here, of the incident and the number of the last entry that the page knows.
    """
    incident = room.desk.incident(incident_id)
    if incident is None:
        return None
    chronicle = chronicle_of(room, ledger, incident_id)
    if chronicle is None:
        return None
    case = gather(room, incident, accounts, chronicle.on_claims(), chronicle.reviewed())
    history, groups = latest_rows(chronicle)
    roots = origin_roots(case)
    pairs, statements = closest_first(incident.matches), statement_rows(case)
    return IncidentPage(
        frame=frame(room, "incidents", incident_title(incident, room.labels)),
        id=incident.id,
        kind=type_words(incident.type, incident.mode),
        title=incident_title(incident, room.labels),
        verdicts=_verdicts(case, statements),
        facts=(*facts_of(case), *recorded(chronicle)),
        told=told_by(incident),
        place=incident_place(incident, room.native),
        figures=figure_blocks(case),
        accounts=tuple(account_card(case, account) for account in case.shown),
        accounts_words=_accounts_words(case),
        accounts_pages=_pages(case),
        table=case.table if case.crowded else "",
        comparisons=compared_groups(case),
        statements=statements,
        origins=roots,
        origins_words=say("%(origins_words)s Corroboration counts origins.", origins_words=origins_words(case, roots)),
        clauses=_clauses(case),
        witnesses=witness_block(case, ledger),
        naming=naming_rows(case),
        naming_letters=tuple(case.letter(account.letter) for account in case.shown),
        matches=match_rows(case, pairs[:MOST_PAIRS]),
        more_matches=say("All %(count)s", count=counted(len(pairs), "pair")) if len(pairs) > MOST_PAIRS else "",
        joined_href=f"{incident_url(incident.id)}/joined",
        compare_href=_compare_href(incident),
        graph=origins_drawing(roots),
        ground=ground_map(incident.place, place.how if (place := incident_place(incident, room.native)) else ""),
        history=history,
        history_words=say("All %(count)s", count=counted(groups, "entry", "entries"))
        if groups > len(history)
        else say("All of it"),
        history_href=f"{incident_url(incident.id)}/history",
        zone=chronicle.clock.where,
        cite=_cite(case, chronicle),
        arranging=forms(case, ledger.position(room.desk.moment)) if forms else None,
    )


def _cite(case: Case, chronicle: Chronicle) -> Cite:
    """The state that is shown, so that it can be found again whatever is recorded later."""
    last = chronicle.headings[-1]
    title = incident_title(case.incident, case.labels)
    stood = f"as it stood on {short_day(last.at.date())}, {last.at:%H:%M} UTC"
    words = say(
        "Trucewatch, %(id)s: %(title)s, %(stood)s. Ledger entry %(seq)s, SHA-256 %(hash)s.",
        id=case.incident.id,
        title=title,
        stood=stood,
        seq=last.seq,
        hash=last.hash,
    )
    return Cite(words, f"{incident_url(case.incident.id)}?asof={instant_of(last.at)}", number(last.seq), last.hash)


def _accounts_words(case: Case) -> str:
    many = len(case.incident.accounts)
    each = say("%(count)s, each in its own words. Nothing is averaged.", count=capital(count_words(many, "account")))
    if not case.crowded:
        return each
    first = (case.page - 1) * OPEN + 1
    return say(
        "%(each)s Open here: the %(count)s. to %(count2)s.",
        each=each,
        count=number(first),
        count2=number(first + len(case.shown) - 1),
    )


def _pages(case: Case) -> tuple[PageLink, ...]:
    """The pages of the accounts by their letters: the first, the last, and those around this one."""
    if not case.crowded:
        return ()
    wanted = sorted({1, case.pages, *range(max(1, case.page - 2), min(case.pages, case.page + 2) + 1)})
    address, accounts = incident_url(case.incident.id), case.incident.accounts
    return tuple(
        PageLink(
            f"{accounts[(at - 1) * OPEN].letter}–{accounts[min(at * OPEN, len(accounts)) - 1].letter}",
            f"{address}?accounts={at}#accounts",
            at == case.page,
        )
        for at in wanted
    )


def _bears(finding: Finding) -> bool:
    return finding.state is not FindingState.NOT_APPLICABLE


def _verdicts(case: Case, rows: Sequence[StatementRow]) -> tuple[Verdict, ...]:
    """The state of the whole, then each statement with its grade; where none is graded, what the accounts say."""
    incident = case.incident
    out = [Verdict(state_grade(incident.state), "", full_sentence(named_origins(case, incident.state_reason)))]
    counted = {figure.kind: _spread(case, index) for index, figure in enumerate(incident.figures)}
    if incident.grades:
        rest = rows[1:] if len(rows[0].grades) == 1 and SAME[incident.state] is rows[0].first else rows
        out += [_graded(row, _told(case, row, counted)) for row in rest]
    else:
        out += [Verdict(None, say("How many %(term)s", term=term("counted", kind)), spread) for kind, spread in counted.items()]
        out.append(Verdict(None, "By whom", _by_whom(case)))
    if incident.realis != "actual":
        out.append(Verdict(None, say("Whether done"), capital(term("realis", incident.realis)) + "."))
    return tuple(out)


def _graded(row: StatementRow, told: str) -> Verdict:
    """One statement in a line: who says what, and how far it is carried."""
    first, *beside = row.grades
    also = f" Also {joined(list(dict.fromkeys(one.grade.word.lower() for one in beside)))}." if beside else ""
    return Verdict(first.grade, "", f"{row.name}{f': {told}' if told else '.'} {first.reason}{also}")


def _told(case: Case, row: StatementRow, counted: Mapping[Counted, str]) -> str:
    """Who says what on a statement, account by account; of one party's number what is best carried."""
    if row.statement is Statement.BY_WHOM:
        return _by_whom(case)
    if row.measure and not row.of:
        return counted.get(row.measure, "")
    return f"{row.grades[0].said}." if row.grades[0].said else ""


def _spread(case: Case, index: int) -> str:
    """Who gives which numbers; an account that counts two groups apart gives both."""
    given: dict[str, dict[str, None]] = {}
    for letter, low, high, _ in case.incident.figures[index].by_account:
        given.setdefault(letter, {})[range_of_figures(low, high)] = None
    said: dict[str, list[str]] = {}
    for letter, values in given.items():
        said.setdefault(joined(list(values)), []).append(letter)
    return (
        joined(
            [
                say("%(values)s according to %(named_letters)s", values=values, named_letters=named_letters(letters))
                for values, letters in said.items()
            ],
            last="or",
        )
        + "."
    )


def _by_whom(case: Case) -> str:
    names: dict[str, list[str]] = {}
    silent: list[str] = []
    for account in case.incident.accounts[:OPEN]:
        if account.denies:
            continue
        actors = [actor_words(actor, case.labels) for claim in case.told(account) for actor in claim.actor]
        for name in dict.fromkeys(actors):
            names.setdefault(name, []).append(account.letter)
        if not actors:
            silent.append(account.letter)
    said = [
        say("%(name)s, according to %(named_letters)s", name=name, named_letters=named_letters(letters))
        for name, letters in names.items()
    ]
    mute = [f"{named_letters(silent)} {'names' if len(silent) == 1 else 'name'} nobody"] if silent else []
    some = [say("so far as the first %(count)s say", count=count_words(OPEN, "account"))] if case.crowded else []
    return "; ".join([*said, *mute, *some]) + "."


def _compare_href(incident: Incident) -> str | None:
    ids = list(dict.fromkeys(account.report_id for account in incident.accounts))
    if len(ids) < 2:
        return None
    a, b = (report_url(report_id).removeprefix("/reports/") for report_id in ids[:2])
    return f"/compare?a={a}&b={b}"


def _clauses(case: Case) -> tuple[ClauseRow, ...]:
    findings = sorted(
        filter(_bears, case.room.desk.findings_on(case.incident.id)), key=lambda f: (f.agreement_id, f.clause_id, f.id)
    )
    agreements = case.room.desk.agreements_named({finding.agreement_id for finding in findings})
    return tuple(_clause(case, finding, agreements.get(finding.agreement_id)) for finding in findings)


def _clause(case: Case, finding: Finding, agreement: Agreement | None) -> ClauseRow:
    clause = next((c for c in agreement.clauses if c.id == finding.clause_id), None) if agreement else None
    return ClauseRow(
        clause=finding.clause_id or finding.agreement_id,
        href=agreement_url(finding.agreement_id, finding.clause_id),
        obligation=clause.obligation if clause else say("the agreement as a whole; no clause is named"),
        alleged_by=joined(party_words(finding.alleged_by, case.labels)) or say("nobody named, as far as was read"),
        against=joined(party_words(finding.against, case.labels)),
        grade=finding_grade(finding.state),
        reasons=finding.reasons,
        words=in_sentences(lambda report_id: _held(case, report_id), finding.words[:MOST_WORDS]),
        more=say("and %(count)s", count=count_words(hidden, "more account"))
        if (hidden := len(finding.words) - MOST_WORDS) > 0
        else "",
    )


def _held(case: Case, report_id: str) -> Report | None:
    return case.report(report_id) or case.room.desk.report(report_id)
