"""The incident page: what is said and by whom, figures by account, accounts side by side, origins, clauses, naming."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from markupsafe import Markup

from trucewatch.model import (
    Account,
    Actor,
    Claim,
    Comparison,
    EventType,
    Figure,
    Finding,
    FindingState,
    Incident,
    Place,
    Report,
    Span,
)
from trucewatch.web.drawings import Reading, figure_line
from trucewatch.web.marks import Layer
from trucewatch.web.parts import (
    Fact,
    Frame,
    Grade,
    Native,
    PlaceName,
    Room,
    Told,
    Words,
    actor_words,
    alone,
    claim_layers,
    finding_grade,
    frame,
    in_sentence,
    meta_words,
    outlet_words,
    party_words,
    place_name,
    published_words,
    state_grade,
    told_by,
)
from trucewatch.web.words import (
    Labels,
    agreement_url,
    capital,
    claim_title,
    count_words,
    full_sentence,
    incident_title,
    interval_words,
    joined,
    note,
    number,
    range_of_figures,
    report_url,
    term,
    type_words,
)

HARM = frozenset({EventType.ASSAULT, EventType.COERCE, EventType.DISPLACE})  # types whose recipient is harmed, not addressed


@dataclass(frozen=True, slots=True)
class Letter:
    """An account's letter; always titled with whose account it is."""

    letter: str
    title: str


@dataclass(frozen=True, slots=True)
class Verdict:
    """One line under the heading: a grade or a plain label, and a sentence."""

    grade: Grade | None
    label: str
    sentence: str


@dataclass(frozen=True, slots=True)
class Said:
    """What one account says on one measure; no `value` where it says nothing, which is not a zero."""

    letter: Letter
    value: str
    quote: Words | None
    slip: Slip | None
    remark: str


@dataclass(frozen=True, slots=True)
class Slip:
    """The words a value rests on, opened: their sentence, their address, whose word it is, which row read them."""

    sentence: Words
    stands_in: str
    facts: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class FigureBlock:
    """One measure: lowest, best and highest number, drawn and said."""

    name: str
    low: str
    best: str | None
    high: str
    why: str
    line: Markup
    said: tuple[Said, ...]


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
class OriginRoot:
    """One origin and the accounts that carry it, each with the reason."""

    name: str
    carriers: tuple[tuple[Letter, str, str], ...]


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
    comparisons: tuple[ComparisonRow, ...]
    origins: tuple[OriginRoot, ...]
    origins_words: str
    clauses: tuple[ClauseRow, ...]
    naming: tuple[NamingRow, ...]
    naming_letters: tuple[Letter, ...]
    matches: tuple[MatchRow, ...]
    compare_href: str | None


@dataclass(frozen=True, slots=True)
class _Case:
    """An incident with everything it rests on, gathered once."""

    incident: Incident
    room: Room
    claims: Mapping[str, Claim]
    reports: Mapping[str, Report]
    letters: Mapping[str, Letter]

    @property
    def labels(self) -> Labels:
        return self.room.labels

    def report(self, report_id: str) -> Report | None:
        return self.reports.get(report_id)

    def told(self, account: Account) -> tuple[Claim, ...]:
        return tuple(self.claims[claim_id] for claim_id in account.claim_ids if claim_id in self.claims)

    def claim_at(self, letter: str, span: Span) -> Claim | None:
        """The claim of an account that a span belongs to: the one with that figure, else the one whose quote covers it."""
        account = next((a for a in self.incident.accounts if a.letter == letter), None)
        claims = self.told(account) if account else ()
        exact = [claim for claim in claims if any(figure.span == span for figure in claim.figures)]
        return next(iter(exact or [claim for claim in claims if claim.quote.overlaps(span)]), None)


def incident_page(room: Room, incident_id: str) -> IncidentPage | None:
    """The page of one incident; None if there is none with this id."""
    incident = room.desk.incident(incident_id)
    if incident is None:
        return None
    case = _gather(room, incident)
    origins = _origins(case)
    return IncidentPage(
        frame=frame(room, "incidents", incident_title(incident, room.labels)),
        id=incident.id,
        kind=type_words(incident.type, incident.mode),
        title=incident_title(incident, room.labels),
        verdicts=_verdicts(case),
        facts=_facts(case),
        told=told_by(incident),
        place=place_name(incident.place, room.native),
        figures=tuple(_figure(case, index) for index in range(len(incident.figures))),
        accounts=tuple(_account(case, account) for account in incident.accounts),
        accounts_words=f"{capital(count_words(len(incident.accounts), 'account'))}, each in its own words. Nothing is averaged.",
        comparisons=tuple(_comparison(case, comparison) for comparison in incident.comparisons),
        origins=origins,
        origins_words=f"{capital(count_words(len(incident.accounts), 'report'))}, {count_words(len(origins), 'origin')}. "
        "Corroboration counts origins.",
        clauses=tuple(_clause(case, f) for f in room.desk.findings() if f.incident_id == incident.id and _bears(f)),
        naming=_naming(case),
        naming_letters=tuple(case.letters[account.letter] for account in incident.accounts),
        matches=_matches(case),
        compare_href=_compare_href(incident),
    )


def _bears(finding: Finding) -> bool:
    return finding.state is not FindingState.NOT_APPLICABLE


def _gather(room: Room, incident: Incident) -> _Case:
    claims = {claim.id: claim for claim in room.desk.claims(incident.claim_ids)}
    ids = dict.fromkeys(account.report_id for account in incident.accounts)
    reports = {report.id: report for report_id in ids if (report := room.desk.report(report_id))}
    letters = {a.letter: Letter(a.letter, f"Account {a.letter}: {_outlet(a, reports)}") for a in incident.accounts}
    return _Case(incident, room, claims, reports, letters)


def _outlet(account: Account, reports: Mapping[str, Report]) -> str:
    report = reports.get(account.report_id)
    return account.outlet or (outlet_words(report) if report else f"report {account.report_id}")


# — heading —


def _verdicts(case: _Case) -> tuple[Verdict, ...]:
    incident = case.incident
    out = [Verdict(state_grade(incident.state), "", full_sentence(incident.state_reason))]
    out += [
        Verdict(None, f"How many {term('counted', f.kind)}", _spread(case, index)) for index, f in enumerate(incident.figures)
    ]
    out.append(Verdict(None, "By whom", _by_whom(case)))
    if incident.realis != "actual":
        out.append(Verdict(None, "Whether done", capital(term("realis", incident.realis)) + "."))
    return tuple(out)


def _spread(case: _Case, index: int) -> str:
    said: dict[str, list[str]] = {}
    for letter, low, high, _ in case.incident.figures[index].by_account:
        letters = said.setdefault(range_of_figures(low, high), [])
        if letter not in letters:
            letters.append(letter)
    return joined([f"{value} according to {joined(letters)}" for value, letters in said.items()], last="or") + "."


def _by_whom(case: _Case) -> str:
    names: dict[str, list[str]] = {}
    silent: list[str] = []
    for account in case.incident.accounts:
        actors = [actor_words(actor, case.labels) for claim in case.told(account) for actor in claim.actor]
        for name in dict.fromkeys(actors):
            names.setdefault(name, []).append(account.letter)
        if not actors:
            silent.append(account.letter)
    said = [f"{name}, according to {joined(letters)}" for name, letters in names.items()]
    mute = [f"{joined(silent)} {'names' if len(silent) == 1 else 'name'} nobody"] if silent else []
    return "; ".join([*said, *mute]) + "."


def _facts(case: _Case) -> tuple[Fact, ...]:
    incident, labels = case.incident, case.labels
    harmed = incident.type in HARM
    place = place_name(incident.place, case.room.native)
    out = [
        Fact("When", interval_words(incident.time), words=_time_words(case)),
        Fact(
            "Where",
            place.name if place else "no place said",
            place.native if place else None,
            place.how if place else "",
            _place_words(case),
        ),
        Fact(
            "Attributed to" if harmed else "Done by",
            joined(party_words(incident.actor, labels)) or "nobody named",
            words=_actor_spans(case, "actor"),
        ),
        Fact(
            "Harmed" if harmed else "Towards",
            joined(party_words(incident.recipient, labels)) or "nobody named",
            words=_actor_spans(case, "recipient"),
        ),
    ]
    speakers = tuple(dict.fromkeys(name for account in incident.accounts for name in account.speakers))
    if speakers:
        out.append(Fact("Whose word", joined(speakers), words=_speaker_spans(case)))
    days = sorted(report.published.day for report in case.reports.values() if report.published)
    if days:
        first = [r for r in case.reports.values() if r.published and r.published.day == days[0]]
        out.append(Fact("First told", published_words(first[0]), remark=joined(sorted({outlet_words(r) for r in first}))))
    return tuple(out)


def _spans(case: _Case, pick: object) -> tuple[tuple[str, Words], ...]:
    chosen = pick if callable(pick) else None
    out: dict[tuple[str, int, int], tuple[str, Words]] = {}
    for account in case.incident.accounts:
        for claim in case.told(account):
            for span in chosen(claim) if chosen else ():
                report = case.report(span.report_id)
                words = in_sentence(report, span, (Layer(span.start, span.end, "same"),), claim_id=claim.id)
                out.setdefault((account.letter, span.start, span.end), (account.letter, words))
    return tuple(out.values())


def _time_words(case: _Case) -> tuple[tuple[str, Words], ...]:
    def spans(claim: Claim) -> list[Span]:
        if claim.time and claim.time.span:
            return [claim.time.span]
        return [claim.time_words.span] if claim.time_words else []

    return _spans(case, spans)


def _place_words(case: _Case) -> tuple[tuple[str, Words], ...]:
    def spans(claim: Claim) -> list[Span]:
        place: Place | None = claim.place
        return [place.span] if place else []

    return _spans(case, spans)


def _actor_spans(case: _Case, side: str) -> tuple[tuple[str, Words], ...]:
    def spans(claim: Claim) -> list[Span]:
        actors: tuple[Actor, ...] = claim.actor if side == "actor" else claim.recipient
        return [actor.span for actor in actors]

    return _spans(case, spans)


def _speaker_spans(case: _Case) -> tuple[tuple[str, Words], ...]:
    def spans(claim: Claim) -> list[Span]:
        return [claim.speaker.span] if claim.speaker else []

    return _spans(case, spans)


# — figures —


def _figure(case: _Case, index: int) -> FigureBlock:
    figure = case.incident.figures[index]
    by_letter: dict[str, list[tuple[int | None, int | None, Span]]] = {}
    for letter, low, high, span in figure.by_account:
        by_letter.setdefault(letter, []).append((low, high, span))
    best, why = _best(case, by_letter)
    said = [_said(case, letter, low, high, span) for letter, values in by_letter.items() for low, high, span in values]
    said += [
        Said(case.letters[a.letter], "–", None, None, "gives no figure here, which is not a zero")
        for a in case.incident.accounts
        if a.letter not in by_letter
    ]
    readings = [Reading(letter, low, high) for letter, values in by_letter.items() for low, high, _ in values]
    return FigureBlock(
        name=capital(term("counted", figure.kind)),
        low="open" if figure.low is None else number(figure.low),
        best=None if best is None else number(best),
        high="open" if figure.high is None else number(figure.high),
        why=why,
        line=figure_line(figure.low, best, figure.high, readings),
        said=tuple(said),
    )


def _best(case: _Case, by_letter: Mapping[str, Sequence[tuple[int | None, int | None, Span]]]) -> tuple[int | None, str]:
    """The number that most independent origins give; None where they tie or give no exact number. Never a mean."""
    origin_of = {account.letter: account.origin for account in case.incident.accounts}
    voices: dict[int, set[str]] = {}
    for letter, values in by_letter.items():
        for low, high, _ in values:
            if low is not None and low == high:
                voices.setdefault(low, set()).add(origin_of.get(letter, letter))
    if not voices:
        return None, "no best figure: no account gives an exact number"
    most = max(len(origins) for origins in voices.values())
    leading = [value for value, origins in voices.items() if len(origins) == most]
    if len(leading) > 1:
        return None, "no best figure: " + ("one origin each" if most == 1 else f"{count_words(most, 'origin')} each")
    return leading[0], f"{count_words(most, 'origin')} {'gives' if most == 1 else 'give'} {number(leading[0])}"


def _said(case: _Case, letter: str, low: int | None, high: int | None, span: Span) -> Said:
    claim = case.claim_at(letter, span)
    report = case.report(span.report_id)
    mark = (Layer(span.start, span.end, "val"),)
    figure = next((f for f in claim.figures if f.span == span), None) if claim else None
    return Said(
        letter=case.letters.get(letter, Letter(letter, f"Account {letter}")),
        value=range_of_figures(low, high),
        quote=alone(report, span, mark, claim_id=claim.id if claim else None),
        slip=_slip(case, span, claim, mark),
        remark=_figure_remark(case, figure),
    )


def _figure_remark(case: _Case, figure: Figure | None) -> str:
    if figure is None:
        return ""
    of = (case.labels(figure.of),) if figure.of else ()
    approx = ("about",) if figure.approx else ()
    return " · ".join((*approx, *of))


def _slip(case: _Case, span: Span, claim: Claim | None, layers: Sequence[Layer]) -> Slip:
    report = case.report(span.report_id)
    sentence = in_sentence(report, span, layers, claim_id=claim.id if claim else None)
    where = f"{outlet_words(report)}, {published_words(report)}" if report else f"report {span.report_id}"
    return Slip(sentence, f"{where}, characters {sentence.offsets}", claim_facts(claim, case.labels) if claim else ())


def claim_facts(claim: Claim, labels: Labels, native: Native | None = None) -> tuple[tuple[str, str], ...]:
    """What was read out of one claim, in words; what stands elsewhere in the report says so."""
    speaker = claim.speaker.label if claim.speaker else "the reporter’s own voice"
    out = [
        ("Speaker", speaker + (", quoted directly" if claim.direct_quote else "")),
        ("Said as", term("realis", claim.realis)),
        ("By", _named(claim.actor, labels)),
        ("To", _named(claim.recipient, labels)),
        ("Where", (f"“{claim.place.span.text}”" + _carried(claim.place.inherited)) if claim.place else ""),
        ("When", _claim_time(claim)),
        ("Figures", "; ".join(_claim_figure(figure) for figure in claim.figures)),
        ("Last day", f"{interval_words(claim.deadline)}" if claim.deadline else ""),
        ("Read by", f"row {claim.row}, at “{claim.trigger.text}”, confidence {claim.confidence:.2f}"),
    ]
    return tuple((name, value) for name, value in out if value)


def _named(actors: Sequence[Actor], labels: Labels) -> str:
    return "; ".join(f"{actor_words(actor, labels)}, written “{actor.span.text}”{_carried(actor.inherited)}" for actor in actors)


def _carried(inherited: bool) -> str:
    return " (from elsewhere in the report)" if inherited else ""


def _claim_time(claim: Claim) -> str:
    if claim.time is None:
        return f"“{claim.time_words.span.text}”, no day worked out" if claim.time_words else ""
    words = f", written “{claim.time.span.text}”" if claim.time.span else ", the day of publication"
    return interval_words(claim.time) + words + _carried(claim.time.inherited)


def _claim_figure(figure: Figure) -> str:
    about = "about " if figure.approx else ""
    return f"{about}{range_of_figures(figure.low, figure.high)} {term('counted', figure.kind)}, written “{figure.span.text}”"


# — accounts and comparisons —


def _account(case: _Case, account: Account) -> AccountCard:
    report = case.report(account.report_id)
    claims = [
        ClaimCard(
            claim_title(claim, case.labels),
            _slip(case, claim.quote, claim, claim_layers(claim)),
            report_url(claim.report_id, claim.id),
        )
        for claim in sorted(case.told(account), key=lambda claim: (claim.quote.start, claim.id))
    ]
    return AccountCard(
        letter=case.letters[account.letter],
        outlet=_outlet(account, case.reports),
        href=report_url(account.report_id),
        meta=meta_words(report) if report else "text not held",
        origin=account.origin_reason,
        claims=tuple(claims),
    )


def _comparison(case: _Case, row: Comparison) -> ComparisonRow:
    kind = note("relation", row.relation)
    outlets = {account.letter: _outlet(account, case.reports) for account in case.incident.accounts}
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


def _compared(case: _Case, span: Span, kind: str, letter: str) -> Words:
    claim = case.claim_at(letter, span)
    return in_sentence(
        case.report(span.report_id), span, (Layer(span.start, span.end, kind),), claim_id=claim.id if claim else None
    )


def _compare_href(incident: Incident) -> str | None:
    ids = list(dict.fromkeys(account.report_id for account in incident.accounts))
    if len(ids) < 2:
        return None
    a, b = (report_url(report_id).removeprefix("/reports/") for report_id in ids[:2])
    return f"/compare?a={a}&b={b}"


# — origins, clauses, naming, matching —


def _origins(case: _Case) -> tuple[OriginRoot, ...]:
    roots: dict[str, list[tuple[Letter, str, str]]] = {}
    for account in case.incident.accounts:
        carrier = (case.letters[account.letter], _outlet(account, case.reports), account.origin_reason)
        roots.setdefault(account.origin, []).append(carrier)
    return tuple(OriginRoot(name, tuple(carriers)) for name, carriers in roots.items())


def _clause(case: _Case, finding: Finding) -> ClauseRow:
    agreements = {agreement.id: agreement for agreement in case.room.desk.agreements()}
    agreement = agreements.get(finding.agreement_id)
    clause = next((c for c in agreement.clauses if c.id == finding.clause_id), None) if agreement else None
    return ClauseRow(
        clause=finding.clause_id,
        href=agreement_url(finding.agreement_id, finding.clause_id),
        obligation=clause.obligation if clause else "",
        alleged_by=joined(party_words(finding.alleged_by, case.labels)) or "nobody yet",
        against=joined(party_words(finding.against, case.labels)),
        grade=finding_grade(finding.state),
        reasons=finding.reasons,
        words=tuple(in_sentence(_held(case, span), span, (Layer(span.start, span.end, "same"),)) for span in finding.words),
    )


def _held(case: _Case, span: Span) -> Report | None:
    return case.report(span.report_id) or case.room.desk.report(span.report_id)


def _naming(case: _Case) -> tuple[NamingRow, ...]:
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


def _matches(case: _Case) -> tuple[MatchRow, ...]:
    letter_of = {claim_id: account.letter for account in case.incident.accounts for claim_id in account.claim_ids}
    return tuple(
        MatchRow(
            f"{letter_of.get(match.claim_a, '?')} and {letter_of.get(match.claim_b, '?')}",
            f"{match.score:.2f}",
            "; ".join(match.reasons),
        )
        for match in sorted(case.incident.matches, key=lambda m: (-m.score, m.claim_a, m.claim_b))
    )
