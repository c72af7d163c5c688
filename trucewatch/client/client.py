"""The client: one method for each address of the API; lists are read page by page as they are walked through."""

from __future__ import annotations

import time
from collections import OrderedDict
from collections.abc import Iterator, Mapping
from datetime import date, datetime
from types import TracebackType
from typing import Any, Self, TypeVar
from urllib.parse import quote

import httpx
from pydantic import TypeAdapter, ValidationError

from trucewatch import __version__
from trucewatch.client.answers import (
    DecisionTaken,
    Entrance,
    EntryItem,
    EntryList,
    FindingItem,
    FindingList,
    IncidentItem,
    IncidentList,
    IncidentRecord,
    OutletItem,
    ReportItem,
    ReportList,
    ReportRecord,
    TallyRow,
)
from trucewatch.client.errors import SiteError, error_of
from trucewatch.model import Agreement, Claim, Post, Review, Ultimatum

BASE = "/api/v1"
PAGE = 200
TRIES = 4  # for what may be asked again without doing anything twice
LONGEST_WAIT = 60.0  # seconds that a site may ask us to wait
KEPT = 200  # answers kept to be asked again by their ETag
AGAIN = frozenset({429, 502, 503, 504})

Answer = TypeVar("Answer")
Value = str | int | float | date | datetime | None


class Client:
    """A site's API. `token` is one of `trucewatch people token`; `asof` asks everything as it was known at a past moment."""

    def __init__(
        self,
        site: str,
        *,
        token: str | None = None,
        asof: datetime | date | str | None = None,
        timeout: float = 30.0,
        transport: httpx.BaseTransport | None = None,
    ) -> None:
        headers = {"User-Agent": f"trucewatch/{__version__}", "Accept": "application/json"}
        if token:
            headers["Authorization"] = f"Bearer {token}"
        self._http = httpx.Client(
            base_url=site.rstrip("/") + BASE, headers=headers, timeout=timeout, transport=transport, follow_redirects=True
        )
        self._asof = asof
        self._kept: OrderedDict[str, tuple[str, bytes]] = OrderedDict()

    def close(self) -> None:
        """Let go of the connections."""
        self._http.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        self.close()

    def about(self) -> Entrance:
        """Where everything is, and how far the ledger reaches."""
        return self._get("/", Entrance)

    def incidents(self, **asked: Value) -> Iterator[IncidentItem]:
        """The incidents asked for; the fields are those of the site's lists, `from_` and `to` the days."""
        for page in self._pages("/incidents", IncidentList, asked):
            yield from page.items

    def incident(self, incident_id: str) -> IncidentRecord:
        """One incident with all it rests on; of a merged one the incident that took its claims. `Gone` says why it is none."""
        return self._get(f"/incidents/{_path(incident_id)}", IncidentRecord)

    def history(self, incident_id: str) -> tuple[EntryItem, ...]:
        """Every entry on an incident, oldest first."""
        return self._get(f"/incidents/{_path(incident_id)}/history", tuple[EntryItem, ...])

    def reports(self, **asked: Value) -> Iterator[ReportItem]:
        """The reports asked for: by `outlet`, `from_`, `to`, `q`."""
        for page in self._pages("/reports", ReportList, asked):
            yield from page.items

    def report(self, report_id: str) -> ReportRecord:
        """One report without its text, and its claims."""
        return self._get(f"/reports/{_path(report_id)}", ReportRecord)

    def claim(self, claim_id: str) -> Claim:
        """One claim."""
        return self._get(f"/claims/{_path(claim_id)}", Claim)

    def outlets(self) -> tuple[OutletItem, ...]:
        """Every outlet."""
        return self._get("/outlets", tuple[OutletItem, ...])

    def outlet(self, name: str) -> OutletItem:
        """One outlet."""
        return self._get(f"/outlets/{_path(name)}", OutletItem)

    def findings(self, agreement: str, **asked: Value) -> Iterator[FindingItem]:
        """The findings under an agreement: by `clause`, `state`, `from_`, `to`."""
        for page in self._pages("/findings", FindingList, {"agreement": agreement, **asked}):
            yield from page.items

    def tally(self, by: str = "type", **asked: Value) -> tuple[TallyRow, ...]:
        """How many incidents, by one or two dimensions (`"month,state"`)."""
        return self._get("/tallies", tuple[TallyRow, ...], {"by": by, **asked})

    def finding_tally(self, agreement: str, by: str = "clause", **asked: Value) -> tuple[TallyRow, ...]:
        """How many findings under an agreement, by up to three dimensions."""
        return self._get("/finding-tallies", tuple[TallyRow, ...], {"agreement": agreement, "by": by, **asked})

    def ultimatums(self) -> tuple[Ultimatum, ...]:
        """Demands with a last day."""
        return self._get("/ultimatums", tuple[Ultimatum, ...])

    def agreements(self) -> tuple[Agreement, ...]:
        """The agreements of the ledger."""
        return self._get("/agreements", tuple[Agreement, ...])

    def agreement(self, agreement_id: str) -> Agreement:
        """One agreement."""
        return self._get(f"/agreements/{_path(agreement_id)}", Agreement)

    def posts(self) -> tuple[Post, ...]:
        """The observation posts known."""
        return self._get("/posts", tuple[Post, ...])

    def post(self, post_id: str) -> Post:
        """One observation post."""
        return self._get(f"/posts/{_path(post_id)}", Post)

    def reviews(self, subject: str) -> tuple[Review, ...]:
        """The decisions of people on one record."""
        return self._get("/reviews", tuple[Review, ...], {"subject": subject})

    def entries(self, after: int = 0) -> Iterator[EntryItem]:
        """The entries of the ledger behind one, in their order, up to its head."""
        while True:
            page = self._get("/entries", EntryList, {"after": after, "limit": PAGE})
            yield from page.items
            if page.next is None:
                return
            after = page.next

    def decide(self, decision: str, kind: str, subject: str, *, seen: int, reason: str = "", **more: object) -> DecisionTaken:
        """Decide on a record, having seen the ledger up to entry `seen`; `Overtaken` says what others changed since.

        Sent twice, it is recorded once, so it is sent again where no answer came.
        """
        body = {"decision": decision, "kind": kind, "subject": subject, "seen": seen, "reason": reason, **more}
        return self._read(self._asked("POST", "/reviews", json=body), DecisionTaken)

    def _pages(self, path: str, kind: type[Answer], asked: Mapping[str, Value]) -> Iterator[Answer]:
        after: str | None = ""
        while after is not None:
            page = self._get(path, kind, {"limit": PAGE, **asked, "after": after or None})
            yield page
            after = getattr(page, "next", None)

    def _get(self, path: str, kind: type[Answer], asked: Mapping[str, Value] | None = None) -> Answer:
        named = {"asof": self._asof, **(asked or {})}
        query = {name.rstrip("_"): _written(value) for name, value in named.items() if value is not None}
        address = str(httpx.URL(path, params=query))
        tag, body = self._kept.get(address, ("", b""))
        answer = self._asked("GET", address, headers={"If-None-Match": tag} if tag else {})
        if answer.status_code == httpx.codes.NOT_MODIFIED:
            self._kept.move_to_end(address)
            return TypeAdapter(kind).validate_json(body)
        self._keep(address, answer)
        return self._read(answer, kind)

    def _keep(self, address: str, answer: httpx.Response) -> None:
        if answer.is_success and (tag := answer.headers.get("etag")):
            self._kept[address] = (tag, answer.content)
            self._kept.move_to_end(address)
            if len(self._kept) > KEPT:
                self._kept.popitem(last=False)

    def _asked(self, method: str, path: str, **more: Any) -> httpx.Response:
        """The answer; a site that is busy or away for a moment is asked again, later each time."""
        for attempt in range(1, TRIES + 1):
            try:
                answer = self._http.request(method, path, **more)
            except httpx.TransportError as error:
                if attempt == TRIES:
                    raise SiteError(0, {"title": "The site cannot be reached", "detail": str(error)}) from error
                time.sleep(_pause(attempt, ""))
                continue
            if answer.status_code not in AGAIN or attempt == TRIES:
                return answer
            time.sleep(_pause(attempt, answer.headers.get("retry-after", "")))
        raise AssertionError("unreachable")

    def _read(self, answer: httpx.Response, kind: type[Answer]) -> Answer:
        if answer.is_success:
            try:
                return TypeAdapter(kind).validate_json(answer.content)
            except ValidationError as error:
                told = {"title": "The site answers in another form than this version reads", "detail": str(error)[:500]}
                raise SiteError(answer.status_code, told) from error
        try:
            body = answer.json()
        except ValueError:
            body = {"title": answer.reason_phrase, "detail": answer.text[:200]}
        raise error_of(answer.status_code, body if isinstance(body, dict) else {"title": answer.reason_phrase})


def _written(value: Value) -> str:
    return value.isoformat() if isinstance(value, date) else str(value)


def _path(name: str) -> str:
    return quote(name, safe="")


def _pause(attempt: int, asked: str) -> float:
    """Seconds to wait: what the site asked for, or a quarter, a half, one …"""
    wait = float(asked) if asked.replace(".", "", 1).isdecimal() else 0.25 * 2 ** (attempt - 1)
    return min(wait, LONGEST_WAIT)
