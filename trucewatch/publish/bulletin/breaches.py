"""What incidents mean under clauses: alleged, corroborated and contested breaches side by side, never in one number."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence

from trucewatch.knowledge.parties import load_parties
from trucewatch.model import (
    Agreement,
    BulletinTable,
    Clause,
    Finding,
    FindingState,
    Incident,
    Line,
    Section,
    SectionKey,
    State,
    Subject,
    SubjectKind,
)
from trucewatch.publish.bulletin.changing import blind_briefly
from trucewatch.publish.bulletin.matter import Matter, Told
from trucewatch.publish.bulletin.reasons import reason_words
from trucewatch.publish.bulletin.telling import inside, names_words, origin_words, subject_of
from trucewatch.publish.summary import shorten
from trucewatch.publish.titles import standing_note
from trucewatch.publish.tongue import marked, row_of, say, say_many, small_first
from trucewatch.publish.words import interval_words, isolated, joined, number, term, type_words

STATES = (
    FindingState.ALLEGED,
    FindingState.CORROBORATED,
    FindingState.CONTESTED,
    FindingState.COMPLIANCE,
    FindingState.NOT_ASSESSABLE,
)
MOST_REASONS = 2
MOST_ACTS = 4  # incidents that a line on a clause tells one by one
LONG = 90  # letters of an obligation in a heading
SAID: Mapping[FindingState, str] = {
    FindingState.ALLEGED: marked("Against %(against)s, according to %(by)s: %(what)s."),
    FindingState.CORROBORATED: marked("Against %(against)s, according to independent origins (%(by)s): %(what)s."),
    FindingState.CONTESTED: marked("Against %(against)s, according to %(by)s, while accounts contradict each other: %(what)s."),
    FindingState.COMPLIANCE: marked("Told as the clause being kept: %(what)s."),
}
GRADES: Mapping[FindingState, State] = {
    FindingState.ALLEGED: State.ALLEGED,
    FindingState.CORROBORATED: State.CORROBORATED,
    FindingState.CONTESTED: State.CONTESTED,
}
Found = tuple[Told, Finding]


def breaches(matter: Matter) -> Section:
    """Findings by agreement, clause and grade; what cannot be assessed is named and counted apart."""
    found = [(told, one) for told in matter.told for one in told.findings if one.state in STATES]
    found.sort(key=lambda item: (item[1].agreement_id, _place(matter, item[1]), STATES.index(item[1].state), item[0].number))
    title = say("Breaches alleged, corroborated and contested, by clause")
    if not found:
        blind = matter.looked.is_blind and not matter.told
        hole = blind_briefly() if blind else say("No incident of this report bears on a clause of an agreement held.")
        return Section(SectionKey.BREACHES, title, hole=hole, blind=blind)
    lines = [*_lines(matter, found), *_unassessed(found)]
    return Section(SectionKey.BREACHES, title, tuple(lines), (_table(found),))


def _place(matter: Matter, finding: Finding) -> int:
    """Where its clause stands in its agreement."""
    agreement = matter.agreements.get(finding.agreement_id)
    ids = [clause.id for clause in agreement.clauses] if agreement else []
    return ids.index(finding.clause_id) if finding.clause_id in ids else len(ids)


def clause_of(agreement: Agreement | None, clause_id: str) -> Clause | None:
    """A clause of an agreement; None where it has none of this id."""
    return next((clause for clause in agreement.clauses if clause.id == clause_id), None) if agreement else None


def heading(matter: Matter, finding: Finding) -> str:
    """ "SOC18-2 (avoid attacks on Idlib): alleged"."""
    clause = clause_of(matter.agreements.get(finding.agreement_id), finding.clause_id)
    name, state = finding.clause_id or finding.agreement_id, term("finding", finding.state)
    state = small_first(state)
    if clause is None:
        return say("%(clause)s: %(state)s", clause=name, state=state)
    return say("%(clause)s, %(state)s: %(what)s", clause=name, state=state, what=shorten(clause.obligation.rstrip("."), LONG))


def _lines(matter: Matter, found: Sequence[Found]) -> Iterator[Line]:
    """A line for each clause, grade, accused and accuser, with all the incidents of which that is said."""
    alike: dict[tuple[object, ...], list[Found]] = {}
    for told, one in found:
        if one.state is not FindingState.NOT_ASSESSABLE:
            key = (one.agreement_id, one.clause_id, one.state, one.against, one.alleged_by, _read_otherwise(one))
            alike.setdefault(key, []).append((told, one))
    for some in alike.values():
        yield _line(matter, some)


def _line(matter: Matter, some: Sequence[Found]) -> Line:
    label, finding = load_parties().label, some[0][1]
    values = {
        "by": names_words([_by(code, matter) for code in finding.alleged_by]) or say("whoever tells it"),
        "against": joined(list(dict.fromkeys(label(code) for code in finding.against))) or say("a side not named"),
        "what": _acts([told for told, _ in some]),
    }
    words = say(SAID[finding.state], **values)
    if differing := _read_otherwise(finding):
        words += " " + say("The clause is also read in a way by which it would be: %(states)s.", states=differing)
    subjects = (*(subject_of(told) for told, _ in some), _clause_subject(finding.agreement_id, finding.clause_id))
    return Line(_key(finding, differing), words, subjects, heading(matter, finding), GRADES.get(finding.state))


def _key(finding: Finding, differing: str) -> str:
    """The key of a line: the same for the same clause, grade, accused and accusers, whatever else was told since."""
    sides = ("+".join(finding.against), "+".join(finding.alleged_by), *(("otherwise",) if differing else ()))
    return "/".join(("breaches", finding.agreement_id, finding.clause_id, finding.state.name.lower(), *sides))


def _acts(told: Sequence[Told]) -> str:
    """What was done, in short: kind, place and days of few incidents; of many how many there are of each kind."""
    if len(told) <= MOST_ACTS:
        return row_of(_act(one.incident) for one in told)
    kinds = Counter(_kind(one.incident) for one in told)
    foremost = sorted(kinds.items(), key=lambda item: (-item[1], item[0]))
    return joined([say("%(what)s (%(number)s times)", what=what, number=number(many)) for what, many in foremost])


def _kind(incident: Incident) -> str:
    """What kind of happening it is, and where it was not said as done how it was said: "truce, said not to hold"."""
    kind, said = inside(type_words(incident.type, incident.mode)), standing_note(incident.type, incident.mode, incident.realis)
    return say("%(what)s, %(said)s", what=kind, said=said) if said else kind


def _act(incident: Incident) -> str:
    values = {"what": _kind(incident), "when": interval_words(incident.time)}
    if incident.place is None:
        return say("%(what)s (%(when)s)", **values)
    return say("%(what)s (%(place)s, %(when)s)", place=isolated(incident.place.name), **values)


def _by(code: str, matter: Matter) -> str:
    """Who alleges it: a party by its label, else an origin."""
    label = load_parties().label(code)
    return label if label != code else origin_words(code, matter.reports)


def _unassessed(found: Sequence[Found]) -> Iterator[Line]:
    by_clause: dict[tuple[str, str], list[Found]] = {}
    for told, one in found:
        if one.state is FindingState.NOT_ASSESSABLE:
            by_clause.setdefault((one.agreement_id, one.clause_id), []).append((told, one))
    for (agreement, clause), some in by_clause.items():
        words = say_many(
            "Whether %(number)s incident breaks %(clause)s cannot be assessed: %(why)s.",
            "Whether %(number)s incidents break %(clause)s cannot be assessed: %(why)s.",
            len(some),
            number=number(len(some)),
            clause=clause or agreement,
            why=_why(some),
        )
        subjects = (*(subject_of(told) for told, _ in some), _clause_subject(agreement, clause))
        yield Line(f"breaches/unassessed/{agreement}/{clause}", words, subjects, say("Cannot be assessed"), State.NOT_ASSESSABLE)


def _why(some: Sequence[Found]) -> str:
    reasons = Counter(one.reasons[0] for _, one in some if one.reasons)
    foremost = sorted(reasons.items(), key=lambda item: (-item[1], item[0]))[:MOST_REASONS]
    return row_of(dict.fromkeys(reason_words(reason) for reason, _ in foremost)) or say("no reason is kept")


def _table(found: Sequence[Found]) -> BulletinTable:
    many: dict[tuple[str, str], Counter[FindingState]] = {}
    for _, one in found:
        many.setdefault((one.agreement_id, one.clause_id), Counter())[one.state] += 1
    rows = tuple((clause or key, *(number(states[state]) for state in STATES)) for (key, clause), states in many.items())
    columns = (say("Clause"), *(term("finding", state) for state in STATES))
    title = say("Findings by clause; the columns are never added up")
    return BulletinTable("breaches/table", title, columns, rows, tuple(range(1, len(columns))))


def _clause_subject(agreement: str, clause: str) -> Subject:
    return Subject(SubjectKind.AGREEMENT, f"{agreement}/{clause}", clause or agreement)


def _read_otherwise(finding: Finding) -> str:
    """What other readings of the clause would make of it: "alleged or not applicable"; empty where all agree."""
    states = {way.state for way in finding.readings} - {finding.state}
    names = (term("finding", state) if state else say("not applicable") for state in states)
    return joined(sorted(name.lower() for name in names), last="or")
