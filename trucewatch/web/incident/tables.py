"""All accounts of an incident in a table, all comparisons of one class, and all pairs of claims taken together: page by page."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TypeVar
from urllib.parse import urlencode

from trucewatch.model import Account, Incident, Relation
from trucewatch.publish.exports import Row
from trucewatch.publish.titles import incident_title
from trucewatch.publish.tongue import say
from trucewatch.publish.words import capital, count_words, counted, incident_url, number, range_of_figures, report_url, term
from trucewatch.web.incident.accounts import ComparisonRow, MatchRow, closest_first, comparison_row, letters_of, match_rows
from trucewatch.web.incident.case import Case, Letter, account_outlet, gather
from trucewatch.web.lists import Listing
from trucewatch.web.parts import Frame, Room, frame

Thing = TypeVar("Thing")

ROWS = 50  # accounts on a page of the table
PAIRS = 100
COMPARED = 20  # comparisons on a page: each shows two sentences
COLUMNS = ("letter", "outlet", "report", "url", "origin", "origin_reason", "figures", "speakers", "denies", "claims")
KEYS = {"letter": "by account", "outlet": "by outlet", "origin": "by origin"}


@dataclass(frozen=True, slots=True)
class AccountLine:
    """One account in the table: who, where its word comes from, and the numbers it gives with its own words."""

    letter: Letter
    outlet: str
    href: str
    origin: str
    reason: str
    numbers: tuple[tuple[str, str], ...]
    speakers: str


@dataclass(frozen=True, slots=True)
class TablePage:
    """What `incident_table.html` shows: one page of one table of an incident, and the way to its other pages and orders."""

    frame: Frame
    id: str
    href: str
    of: str
    title: str
    words: str
    accounts: tuple[AccountLine, ...]
    compared: tuple[ComparisonRow, ...]
    pairs: tuple[MatchRow, ...]
    orders: tuple[tuple[str, str, bool], ...]
    files: tuple[tuple[str, str], ...]
    earlier: str
    later: str
    where: str


def accounts_page(room: Room, incident_id: str, query: Mapping[str, str]) -> TablePage | None:
    """One page of the table of accounts, in the order asked."""
    incident = room.desk.incident(incident_id)
    if incident is None:
        return None
    case, by = gather(room, incident), query.get("by", "letter")
    by = by if by in KEYS else "letter"
    told = _numbers(incident)
    some, page = _cut(_ordered(incident, by), query, ROWS)
    lines = tuple(_line(case, account, told.get(account.letter, ())) for account in some)
    address = f"{incident_url(incident.id)}/accounts"
    words = f"{capital(count_words(len(incident.accounts), 'account'))}, {count_words(incident.origins, 'origin')}."
    made = _table(room, incident, "accounts", say("All accounts"), words, page, len(incident.accounts), ROWS, {"by": by})
    orders = tuple((words, f"{address}?by={key}", key == by) for key, words in KEYS.items())
    files = (("CSV", f"{address}.csv"), ("JSON", f"{address}.json"))
    return replace(made, accounts=lines, orders=orders, files=files)


def compared_page(room: Room, incident_id: str, query: Mapping[str, str]) -> TablePage | None:
    """One page of the comparisons of one class; of all classes where none is named."""
    incident = room.desk.incident(incident_id)
    if incident is None:
        return None
    case, wanted = gather(room, incident), query.get("class", "")
    rows = [row for row in incident.comparisons if wanted not in set(Relation) or row.relation == wanted]
    some, page = _cut(rows, query, COMPARED)
    case.papers.fetch(case.accounts[letter] for letter in letters_of(some) if letter in case.accounts)
    title = term("relation", wanted) if wanted in set(Relation) else say("Where they agree and where they part")
    made = _table(
        room,
        incident,
        "compared",
        title,
        f"{capital(counted(len(rows), 'point'))}.",
        page,
        len(rows),
        COMPARED,
        {"class": wanted},
    )
    return replace(made, compared=tuple(comparison_row(case, row) for row in some))


def joined_page(room: Room, incident_id: str, query: Mapping[str, str]) -> TablePage | None:
    """One page of the pairs of claims that were taken together, with the reasons."""
    incident = room.desk.incident(incident_id)
    if incident is None:
        return None
    some, page = _cut(closest_first(incident.matches), query, PAIRS)
    many = len(incident.matches)
    words = say("%(count)s of claims taken together.", count=capital(counted(many, "pair")))
    made = _table(room, incident, "joined", say("Why these are one incident"), words, page, many, PAIRS, {})
    return replace(made, pairs=match_rows(gather(room, incident), some))


def accounts_listing(room: Room, incident_id: str) -> Listing | None:
    """All accounts as a file; None if there is no such incident."""
    incident = room.desk.incident(incident_id)
    if incident is None:
        return None

    def rows() -> Iterator[Row]:
        told = _numbers(incident)
        for account in incident.accounts:
            yield {
                "letter": account.letter,
                "outlet": account.outlet,
                "report": account.report_id,
                "url": report_url(account.report_id),
                "origin": account.origin,
                "origin_reason": account.origin_reason,
                "figures": "; ".join(f"{value} ({quote})" for value, quote in told.get(account.letter, ())),
                "speakers": "; ".join(account.speakers),
                "denies": account.denies,
                "claims": " ".join(account.claim_ids),
            }

    title = say("Accounts of %(incident_title)s", incident_title=incident_title(incident, room.labels))
    path, many, as_of = f"{incident_url(incident.id)}/accounts", len(incident.accounts), room.desk.as_of()
    return Listing("accounts", title, path, COLUMNS, rows, count=many, as_of=as_of)


def _numbers(incident: Incident) -> dict[str, tuple[tuple[str, str], ...]]:
    """What numbers each account gives: "8 killed", and its own words."""
    told: dict[str, list[tuple[str, str]]] = {}
    for figure in incident.figures:
        for one in figure.said:
            value = f"{range_of_figures(one.low, one.high)} {term('counted', figure.kind)}"
            told.setdefault(one.letter, []).append((value, one.span.text))
    return {letter: tuple(dict.fromkeys(some)) for letter, some in told.items()}


def _ordered(incident: Incident, by: str) -> Sequence[Account]:
    if by == "letter":
        return incident.accounts
    return sorted(incident.accounts, key=lambda account: account.origin if by == "origin" else account_outlet(account))


def _cut(rows: Sequence[Thing], query: Mapping[str, str], size: int) -> tuple[Sequence[Thing], int]:
    """The rows of the page asked for; what is no page is the first, what is beyond the last is the last."""
    asked = query.get("page", "1")
    last = max(1, -(-len(rows) // size))
    page = min(max(int(asked), 1), last) if asked.isascii() and asked.isdigit() and len(asked) < 8 else 1
    return rows[(page - 1) * size : page * size], page


def _line(case: Case, account: Account, numbers: tuple[tuple[str, str], ...]) -> AccountLine:
    origin = account.origin
    return AccountLine(
        case.letter(account.letter),
        account_outlet(account),
        report_url(account.report_id),
        say("report %(origin)s", origin=origin) if origin == account.report_id and account.outlet is None else origin,
        account.origin_reason,
        numbers,
        ", ".join(account.speakers[:3]),
    )


def _table(
    room: Room, incident: Incident, kind: str, title: str, words: str, page: int, many: int, size: int, kept: Mapping[str, str]
) -> TablePage:
    address = f"{incident_url(incident.id)}/{kind}"
    held = {key: value for key, value in kept.items() if value and value != "letter"}

    def to(other: int) -> str:
        return f"{address}?{urlencode({**held, 'page': str(other)})}"

    first, last = (page - 1) * size + 1, min(page * size, many)
    of = incident_title(incident, room.labels)
    return TablePage(
        frame=frame(room, "incidents", f"{title}: {of}"),
        id=incident.id,
        href=incident_url(incident.id),
        of=of,
        title=title,
        words=words,
        accounts=(),
        compared=(),
        pairs=(),
        orders=(),
        files=(),
        earlier=to(page - 1) if page > 1 else "",
        later=to(page + 1) if last < many else "",
        where=say("%(count)s to %(count2)s of %(count3)s", count=number(first), count2=number(last), count3=number(many))
        if many > size
        else "",
    )
