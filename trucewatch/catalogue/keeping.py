"""Bring the tables of the catalogue up with the entries of the ledger: some entries at a time, each time all of it or nothing."""

from __future__ import annotations

import hashlib
from collections.abc import Collection, Iterator
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from sqlalchemy import Connection, Table, bindparam, delete, func, insert, select, text, update

from trucewatch.catalogue.cards import IncidentCard
from trucewatch.catalogue.gathering import (
    Course,
    Gathering,
    Written,
    agreement_in,
    claims_before,
    findings_before,
    first_recorded,
    gather,
    incidents_before,
    incidents_on,
    known_agreements,
    reviews_on,
    tellers_before,
)
from trucewatch.catalogue.keys import ordinal
from trucewatch.catalogue.making import (
    Atlas,
    Said,
    Telling,
    finding_card,
    incident_card,
    incident_words,
    party_keys,
    place_text,
    printed_most,
    tellings,
)
from trucewatch.catalogue.reviewed import review_state_of
from trucewatch.catalogue.stored import finding_of, incident_of
from trucewatch.catalogue.tables import (
    LAST,
    area_table,
    card_table,
    figure_table,
    finding_table,
    incident_table,
    metadata,
    outlet_table,
    party_table,
    report_table,
    report_word_table,
    side_table,
    source_table,
    state_table,
    word_table,
)
from trucewatch.catalogue.tallying import Tallies
from trucewatch.ledger import Kind
from trucewatch.ledger.records import escape
from trucewatch.ledger.schema import entry_table
from trucewatch.ledger.state import chunks
from trucewatch.model import Agreement, EventType, Finding, Review

AT_ONCE = 4_000  # entries taken in by one transaction: about two seconds in which nobody else can write


@dataclass(slots=True)
class Standing:
    """The row of an incident that stands: its number, what it was made of, its first day and type."""

    row: int
    mark: int
    day: date | None
    type: str
    recorded_at: datetime | None = None


@dataclass(slots=True)
class Pen:
    """What is to be written: new rows, and the entries at which standing ones end."""

    rows: dict[Table, list[dict[str, Any]]] = field(default_factory=dict)
    ends: dict[Table, list[dict[str, Any]]] = field(default_factory=dict)
    texts: dict[Table, dict[int, str]] = field(default_factory=dict)

    def add(self, table: Table, **values: object) -> None:
        """A new row."""
        self.rows.setdefault(table, []).append(values)

    def end(self, table: Table, row: int, seq: int) -> None:
        """A row that stood before ends."""
        self.ends.setdefault(table, []).append({"of": row, "at": seq})

    def write(self, connection: Connection) -> None:
        """Write all of it."""
        for table, ended in self.ends.items():
            connection.execute(update(table).where(table.c.row == bindparam("of")).values(until=bindparam("at")), ended)
        for table, rows in self.rows.items():
            connection.execute(insert(table), rows)
        for table, docs in self.texts.items():
            _write_words(connection, table, docs)


def _write_words(connection: Connection, table: Table, docs: dict[int, str]) -> None:
    rows = [{"doc": doc, "words": docs[doc]} for doc in sorted(docs)]
    if connection.dialect.name == "sqlite":
        connection.execute(text(f"INSERT INTO {table.name} (rowid, words) VALUES (:doc, :words)"), rows)
        return
    statement = text(
        f"INSERT INTO {table.name} (doc, words) VALUES (:doc, array_to_tsvector(array_remove(string_to_array(:words, ' '), '')))"
    )
    connection.execute(statement, rows)


class Keeper:
    """Keeps the tables of one ledger; what it has read once it knows for the next time."""

    def __init__(self, atlas: Atlas) -> None:
        self._atlas = atlas
        self._agreements: dict[int, Agreement] = {}
        self._said: dict[str, Said] = {}

    def forget(self) -> None:
        """Read anew what claims say: another process has been at work since."""
        self._said = {}

    def clear(self, connection: Connection) -> None:
        """Forget all that is kept."""
        for table in metadata.sorted_tables:
            if table in (word_table, report_word_table) and connection.dialect.name == "sqlite":
                connection.execute(text(f"INSERT INTO {table.name} ({table.name}) VALUES ('delete-all')"))
            else:
                connection.execute(delete(table))

    def take(self, connection: Connection, after: int, until: int) -> int:
        """Take some entries behind `after` in; the number of the last one."""
        found = gather(connection, after, min(until, after + AT_ONCE))
        step = _Step(connection, self, found)
        step.take()
        return found.until

    def agreements(self, connection: Connection, until: int) -> tuple[Agreement, ...]:
        """The agreements that stand at an entry."""
        known = known_agreements(connection, until)
        for seq in known.values():
            if seq not in self._agreements:
                self._agreements[seq] = agreement_in(connection, seq)
        return tuple(self._agreements[seq] for _, seq in sorted(known.items()))

    def areas(self, written: Written | None, agreements: Collection[Agreement]) -> frozenset[str]:
        """In which areas an incident certainly lies."""
        if written is None:
            return frozenset()
        return frozenset(area for one in agreements for area in self._atlas.areas(written.incident.place, one))

    def said(self, connection: Connection, keys: Collection[str], until: int) -> dict[str, Said]:
        """The claims that stood at an entry; the latest ones are remembered."""
        missing = set(keys) - self._said.keys()
        if len(self._said) > 100_000:
            self._said = {}
            missing = set(keys)
        self._said |= claims_before(connection, missing, until)
        return {key: self._said[key] for key in keys if key in self._said}

    def remember(self, claims: dict[str, Course[Said]]) -> None:
        """What entries made of claims."""
        for key, course in claims.items():
            last = course.last
            if last is None:
                self._said.pop(key, None)
            else:
                self._said[key] = last


class _Step:
    """One transaction."""

    def __init__(self, connection: Connection, keeper: Keeper, found: Gathering) -> None:
        self.connection, self.keeper, self.found, self.pen = connection, keeper, found, Pen()
        self.forms: dict[str, list[tuple[int, date | None, str]]] = {}  # of each incident: from which entry, first day and type
        self.standing: dict[str, Standing] = {}
        self.moved: dict[str, list[tuple[int, str]]] = {}  # of each incident: changes of what it may rest on

    def take(self) -> None:
        """All that the entries change, table by table, then the counts."""
        found, tallies = self.found, Tallies(self.connection)
        self._reports()
        self._touch()
        affected = (
            set(found.touched)
            | self.moved.keys()
            | {escape(one.incident_id) for c in found.findings.values() for one in c.values if one}
        )
        before = findings_before(self.connection, found.findings, found.after)
        affected |= {escape(one.incident_id) for one in before.values()}
        all_areas = set(found.agreements) if found.agreements else set()
        if all_areas:
            affected |= _all_standing(self.connection)
        tallies.less(affected, set(found.findings), {key for key, _ in found.forms}, found.after)
        self._incidents()
        self._findings(before)
        self._areas(redraw=affected if all_areas else set())
        self.pen.write(self.connection)
        self.keeper.remember(found.claims)
        tallies.more(affected, set(found.findings), {key for key, _ in found.forms}, found.until)
        tallies.write()

    def _next(self, table: Table) -> Iterator[int]:
        number = int(self.connection.scalar(select(func.max(table.c.row))) or 0)
        while True:
            number += 1
            yield number

    def _reports(self) -> None:
        number = self._next(report_table)
        stands: dict[str, Any] = {}
        keys = {key for key, _ in self.found.forms}
        for some in chunks(sorted(keys)):
            query = select(report_table.c.report, report_table.c.row).where(
                report_table.c.report.in_(some), report_table.c.until == LAST
            )
            stands |= {row.report: row.row for row in self.connection.execute(query)}
        fresh: dict[str, dict[str, Any]] = {}
        first = first_recorded(self.connection, Kind.REPORT, stands.keys() | {k for k, n in _many(self.found.forms) if n > 1})
        for key, form in self.found.forms:
            if key in fresh:
                fresh.pop(key)["until"] = form.seq
            elif key in stands:
                self.pen.end(report_table, stands.pop(key), form.seq)
            if form.teller is not None:
                row = next(number)
                values = {
                    "row": row,
                    "report": key,
                    "since": form.seq,
                    "until": LAST,
                    "outlet": escape(form.outlet),
                    "day": ordinal(form.teller.day),
                    "card": form.card_recorded(first.get(key)),
                }
                fresh[key] = values
                self.pen.rows.setdefault(report_table, []).append(values)
                self.pen.texts.setdefault(report_word_table, {})[row] = " ".join(form.words)

    def _touch(self) -> None:
        """Which incidents a review speaks of, and which are linked with a changed claim or report."""
        found = self.found
        for what, courses in (("claim", found.claims), ("report", found.tellers)):
            seqs = {key: tuple(course.seqs) for key, course in courses.items()}
            for key, incidents in incidents_on(self.connection, what, seqs, found.until).items():
                for incident in incidents:
                    self.moved.setdefault(incident, []).extend((seq, key) for seq in seqs[key])
        for seq, review in found.reviews:
            found.touched.setdefault(escape(review.subject), set()).add(seq)

    def _rest_on_moved(self) -> None:
        """Incidents that rested on a claim or report when it changed may have changed with it."""
        for key, moves in self.moved.items():
            course = self.found.incidents.get(key)
            held: dict[int, frozenset[str]] = {}
            for seq, name in moves if course else ():
                written = course.at(seq) if course else None
                if written is None:
                    continue
                if id(written) not in held:
                    incident = written.incident
                    named = (*incident.claim_ids, *(account.report_id for account in incident.accounts))
                    held[id(written)] = frozenset(map(escape, named))
                if name in held[id(written)]:
                    self.found.touched.setdefault(key, set()).add(seq)

    def _incidents(self) -> None:
        found, connection = self.found, self.connection
        for key, written in incidents_before(connection, found.touched.keys() | self.moved.keys(), found.after).items():
            found.incidents.setdefault(key, Course()).before = written
        self._rest_on_moved()
        keys = {key for key in found.touched if key in found.incidents}
        self.standing = _standing(connection, keys)
        recorded = first_recorded(connection, Kind.INCIDENT, keys)
        told = [value for key in keys for value in (found.incidents[key].before, *found.incidents[key].values) if value]
        claims = {escape(key) for one in told for key in one.incident.claim_ids}
        reports = {escape(account.report_id) for one in told for account in one.incident.accounts}
        for key, said in self.keeper.said(connection, claims, found.after).items():
            found.claims.setdefault(key, Course()).before = said
        for key, teller in tellers_before(connection, reports).items():
            found.tellers.setdefault(key, Course()).before = teller
        reviews = reviews_on(connection, keys, found.after)
        number = self._next(incident_table)
        known = _known_docs(connection)
        for key in sorted(keys):
            self._incident(key, number, recorded, reviews.get(key, []), known)

    def _incident(
        self, key: str, number: Iterator[int], recorded: dict[str, datetime], reviews: list[Review], known: Any
    ) -> None:
        found, course, stands = self.found, self.found.incidents[key], self.standing.get(key)
        self.forms[key] = []
        fresh: dict[str, Any] | None = None
        mark = stands.mark if stands else None
        for seq in sorted(found.touched[key]):
            written = course.at(seq)
            if written is None:
                if fresh is not None:
                    fresh["until"] = seq
                elif stands is not None:
                    self.pen.end(incident_table, stands.row, seq)
                fresh, stands, mark = None, None, None
                self.forms[key].append((seq, None, ""))
                continue
            own = [*reviews, *(one for at, one in found.reviews if at <= seq and escape(one.subject) == key)]
            form = self._form(written, seq, recorded[key], own)
            if form.mark == mark:
                continue
            if fresh is not None:
                fresh["until"] = seq
            elif stands is not None:
                self.pen.end(incident_table, stands.row, seq)
            fresh, stands, mark = self._write(key, next(number), seq, form, known), None, form.mark
            self.forms[key].append((seq, form.card.first, form.card.type.value))

    def _form(self, written: Written, seq: int, recorded_at: datetime, reviews: Collection[Review]) -> _Form:
        incident, found = written.incident, self.found
        claims = {key: said for key in incident.claim_ids if (said := _at(found.claims, key, seq))}
        tellers = {a.report_id: one for a in incident.accounts if (one := _at(found.tellers, a.report_id, seq))}
        card = incident_card(
            incident,
            claims,
            tellers,
            recorded_at=recorded_at,
            changed_at=written.at,
            review=review_state_of(tuple(reviews)),
        )
        told = incident_words(incident, claims), place_text(incident.place), tellings(incident, tellers)
        stored = incident_of.dump(card)
        return _Form(card, *told, stored, _number(repr((stored, *told))))

    def _write(self, key: str, row: int, seq: int, form: _Form, known: Any) -> dict[str, Any]:
        card, pen, place = form.card, self.pen, form.card.place
        doc = _number(" ".join(form.words))
        if not known(doc):
            pen.texts.setdefault(word_table, {})[doc] = " ".join(form.words)
        values = {
            "row": row,
            "incident": key,
            "since": seq,
            "until": LAST,
            "first_day": ordinal(card.first),
            "last_day": ordinal(card.last),
            "told_day": ordinal(card.first_told),
            "type": card.type.value,
            "state": card.state.value,
            "review": card.review,
            "country": escape((place.country if place else None) or ""),
            "admin1": escape((place.admin1 if place else None) or ""),
            "place": form.place,
            "latitude": place.latitude if place else None,
            "longitude": place.longitude if place else None,
            "exact": place.exact.value if place and place.exact else "",
            "doc": doc,
            "mark": form.mark,
        }
        pen.rows.setdefault(incident_table, []).append(values)
        pen.add(card_table, row=row, card=form.stored)
        named = {*card.actors, *card.recipients}
        for party in party_keys(named):
            pen.add(party_table, party=escape(party), row=row, named=int(party in named))
        for one in form.tellings:
            pen.add(outlet_table, outlet=escape(one.outlet), row=row, alone=int(one.alone), leads=int(one.leading))
            for source in one.sources:
                pen.add(source_table, outlet=escape(one.outlet), row=row, source=escape(source))
        for kind, most in printed_most(card.figures).items():
            pen.add(figure_table, kind=kind, most=most, row=row)
        return values

    def _findings(self, before: dict[str, Finding]) -> None:
        """Rows of the findings that changed, and of those whose incident got another day or type."""
        found, connection = self.found, self.connection
        moved = {key for key, forms in self.forms.items() if forms and self._has_moved(key)}
        stands: dict[str, int] = {}
        for column, keys in ((finding_table.c.incident, moved), (finding_table.c.finding, set(found.findings))):
            for some in chunks(sorted(keys)):
                query = select(finding_table.c.finding, finding_table.c.row).where(
                    column.in_(some), finding_table.c.until == LAST
                )
                stands |= {row.finding: row.row for row in connection.execute(query)}
        for key, finding in {**findings_before(connection, stands.keys() - before.keys(), found.after), **before}.items():
            found.findings.setdefault(key, Course()).before = finding
        about = {escape(v.incident_id) for c in found.findings.values() for v in (c.before, *c.values) if v}
        others = _standing(connection, about - self.standing.keys() - self.forms.keys())
        number = self._next(finding_table)
        for key, course in sorted(found.findings.items()):
            self._finding(key, course, number, stands.get(key), self.standing | others)

    def _has_moved(self, key: str) -> bool:
        stands = self.standing.get(key)
        was = (stands.day, stands.type) if stands else (None, "")
        return any((day, kind) != was for _, day, kind in self.forms[key])

    def _finding(
        self, key: str, course: Course[Finding], number: Iterator[int], row: int | None, standing: dict[str, Standing]
    ) -> None:
        told = {escape(v.incident_id) for v in (course.before, *course.values) if v}
        seqs = {*course.seqs, *(seq for incident in told for seq, _, _ in self.forms.get(incident, ()))}
        fresh: dict[str, Any] | None = None
        last = self._finding_form(course.before, self.found.after, standing) if row is not None else None
        for seq in sorted(seqs):
            finding = course.at(seq)
            form = self._finding_form(finding, seq, standing)
            if form == last:
                continue
            if fresh is not None:
                fresh["until"] = seq
            elif row is not None:
                self.pen.end(finding_table, row, seq)
            fresh, row, last = None, None, form
            if finding is not None:
                fresh = self._write_finding(key, finding, next(number), seq, form)

    def _finding_form(
        self, finding: Finding | None, seq: int, standing: dict[str, Standing]
    ) -> tuple[Finding, date | None, str] | None:
        if finding is None:
            return None
        key = escape(finding.incident_id)
        stands = standing.get(key)
        form = (stands.day, stands.type) if stands else (None, "")
        for at, day, kind in self.forms.get(key, ()):
            if at <= seq:
                form = day, kind
        return finding, *form

    def _write_finding(
        self, key: str, finding: Finding, row: int, seq: int, form: tuple[Finding, date | None, str] | None
    ) -> dict[str, Any]:
        assert form is not None
        card = finding_card(finding, form[1], _type(form[2]))
        values = {
            "row": row,
            "finding": key,
            "incident": escape(finding.incident_id),
            "since": seq,
            "until": LAST,
            "agreement": escape(finding.agreement_id),
            "clause": escape(finding.clause_id),
            "state": finding.state.value,
            "day": ordinal(form[1]),
            "type": form[2],
            "card": finding_of.dump(card),
        }
        self.pen.rows.setdefault(finding_table, []).append(values)
        for side, parties in (("against", finding.against), ("alleged_by", finding.alleged_by)):
            for party in sorted(set(parties)):
                self.pen.add(side_table, row=row, side=side, party=escape(party))
        return values

    def _areas(self, redraw: set[str]) -> None:
        """The areas of the incidents that changed; of all that stand where an agreement did."""
        found, connection = self.found, self.connection
        old = self.keeper.agreements(connection, found.after)
        new = self.keeper.agreements(connection, found.until) if found.agreements else old
        keys = sorted(redraw | set(self.forms))
        for some in chunks(keys):
            held = {key: found.incidents[key] for key in some if key in found.incidents}
            for key, written in incidents_before(connection, set(some) - held.keys(), found.after).items():
                held[key] = Course(written)
            rows = select(area_table).where(area_table.c.incident.in_(some), area_table.c.until == LAST)
            drawn: dict[str, dict[str, int]] = {}
            for row in connection.execute(rows):
                drawn.setdefault(row.incident, {})[row.area] = row.since
            for key, course in held.items():
                self._area(key, course, drawn.get(key, {}), old, new)

    def _area(
        self, key: str, course: Course[Written], drawn: dict[str, int], old: Collection[Agreement], new: Collection[Agreement]
    ) -> None:
        until, now = self.found.until, dict(drawn)
        fresh: dict[str, dict[str, Any]] = {}
        for seq in sorted({*course.seqs, *((until,) if self.found.agreements else ())}):
            last_one = self.found.agreements and seq == until
            wanted = {escape(area) for area in self.keeper.areas(course.at(seq), new if last_one else old)}
            for area in sorted(now.keys() - wanted):
                now.pop(area)
                if area in fresh:
                    fresh.pop(area)["until"] = seq
                else:
                    mine = area_table.c.incident == key, area_table.c.area == area, area_table.c.until == LAST
                    self.connection.execute(update(area_table).where(*mine).values(until=seq))
            for area in sorted(wanted - now.keys()):
                now[area] = seq
                fresh[area] = {"incident": key, "area": area, "since": seq, "until": LAST}
                self.pen.rows.setdefault(area_table, []).append(fresh[area])


@dataclass(frozen=True, slots=True)
class _Form:
    """What an incident's rows are made of; `mark` is a number that another form has not."""

    card: IncidentCard
    words: tuple[str, ...]
    place: str
    tellings: tuple[Telling, ...]
    stored: str
    mark: int


def _type(value: str) -> EventType | None:
    return EventType(value) if value else None


def _number(words: str) -> int:
    return int.from_bytes(hashlib.blake2b(words.encode("utf-8", "surrogatepass"), digest_size=8).digest()) % LAST


def _at(courses: dict[str, Course[Any]], key: str, seq: int) -> Any:
    course = courses.get(escape(key))
    return course.at(seq) if course else None


def _many(forms: Collection[tuple[str, object]]) -> Iterator[tuple[str, int]]:
    counts: dict[str, int] = {}
    for key, _ in forms:
        counts[key] = counts.get(key, 0) + 1
    yield from counts.items()


def _known_docs(connection: Connection) -> Any:
    seen: set[int] = set()
    query = select(incident_table.c.row).where(incident_table.c.doc == bindparam("doc")).limit(1)

    def known(doc: int) -> bool:
        if doc in seen:
            return True
        seen.add(doc)
        return connection.execute(query, {"doc": doc}).first() is not None

    return known


def _standing(connection: Connection, keys: Collection[str]) -> dict[str, Standing]:
    out: dict[str, Standing] = {}
    c = incident_table.c
    for some in chunks(sorted(keys)):
        query = select(c.incident, c.row, c.mark, c.first_day, c.type).where(c.incident.in_(some), c.until == LAST)
        for row in connection.execute(query):
            day = date.fromordinal(row.first_day) if row.first_day else None
            out[row.incident] = Standing(row.row, row.mark, day, row.type)
    return out


def _all_standing(connection: Connection) -> set[str]:
    return set(connection.scalars(select(incident_table.c.incident).where(incident_table.c.until == LAST)))


def covered(connection: Connection, version: str) -> int | None:
    """The number of the last entry that the tables reach to; None if they were never made, or by another version."""
    row = connection.execute(select(state_table)).first()
    return int(row.seq) if row is not None and row.version == version else None


def head_of(connection: Connection) -> int:
    """The number of the last entry of the ledger."""
    return int(connection.scalar(select(func.max(entry_table.c.seq))) or 0)
