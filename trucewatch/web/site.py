"""What every room of the site is given: who asks and of which moment, and how a page becomes an answer."""

from __future__ import annotations

import pathlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from functools import cache, cached_property, partial
from typing import Any, Protocol, TypeVar, cast

from fastapi import Request, Response
from fastapi.responses import HTMLResponse
from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup
from starlette.exceptions import HTTPException

from trucewatch.alerting import Rule
from trucewatch.alerting.store import Alerts
from trucewatch.catalogue import Catalogue, Question, Shelf
from trucewatch.errors import LedgerError
from trucewatch.feeds import FeedHealth
from trucewatch.health import Examiner
from trucewatch.ledger import Ledger
from trucewatch.ledger.standby import Standby, standby_of
from trucewatch.publish.drawing.printed import signs
from trucewatch.publish.tongue import HOME, chosen_language, gettext, is_source, languages, ngettext, pgettext, speak
from trucewatch.publish.words import Labels
from trucewatch.web.desk import Desk
from trucewatch.web.following import Following, brought_up
from trucewatch.web.marks import visible
from trucewatch.web.moments import FIELD, asked_moment, kept_in
from trucewatch.web.parts import Native, Room, gazetteer_name
from trucewatch.web.people.forms import hidden
from trucewatch.web.people.visiting import visitor_of, way_back
from trucewatch.web.policy import Grid, Policy, PublicLedger, Shown

HERE = pathlib.Path(__file__).parent
LONGEST_QUERY = 4000
FILES = (".csv", ".json", ".jsonl", ".geojson", ".atom", ".parquet", ".zip")
LANGUAGE = "lang"
YEAR = 365 * 24 * 3600

Page = TypeVar("Page")
Source = TypeVar("Source")


class Handler(Protocol):
    """A function that answers requests."""

    def __call__(self, *args: Any, **kwargs: Any) -> Response:
        """The answer."""
        ...


@dataclass(frozen=True)
class Site:
    """The ledger behind the pages, today, our words for parties and places, and the templates.

    `feeds` says how the feeds that are watched stand now; `alerts` holds rules, what they told of and the outbox, if
    there are any; `rules` reads the rules of the file; `licence` is that under which data go out, empty where none is given.
    `examiner` looks at the installation itself.
    """

    book: Ledger
    today: Callable[[], date]
    labels: Labels
    native: Native = gazetteer_name
    env: Environment = field(default_factory=lambda: templates())
    policy: Policy = field(default_factory=Policy)
    feeds: Callable[[], tuple[FeedHealth, ...]] = tuple
    alerts: Alerts | None = None
    rules: Callable[[], tuple[Rule, ...]] = tuple
    licence: str = ""
    examiner: Examiner | None = None

    @property
    def ledger(self) -> Ledger:
        """The ledger, as far as whoever asks may see it."""
        if not self.policy.holds:
            return self.book
        return cast(Ledger, PublicLedger(self.book, until=self.policy.until(self.book), grid=self._grid))

    @property
    def _grid(self) -> Grid | None:
        return Grid(self.policy.blur_km) if self.policy.blur_km else None

    def shown(self, source: Source) -> Source:
        """Something that pages read from, as far as whoever asks may see it."""
        return cast(Source, Shown(source, self._grid)) if self.policy.holds and self._grid else source

    def held_back(self) -> int:
        """How many incidents whoever asks may not see yet; none where the ledger itself is what fails."""
        try:
            until = self.policy.until(self.book) if self.policy.holds else None
            if until is None:
                return 0
            now = self.catalogue.keep_up()
            return self.catalogue.at(now).count(Question()) - self.catalogue.at(min(until, now)).count(Question())
        except LedgerError:
            return 0

    def standby(self) -> Standby | None:
        """How the copy for reading that the pages are made from follows the ledger; None where it is the ledger itself."""
        try:
            return None if self.book.writable else standby_of(self.book.engine)
        except LedgerError:
            return None

    def room(self, request: Request) -> Room:
        """What the pages of this request are built with, all of one state; a moment that cannot be understood is refused."""
        try:
            moment = asked_moment(request.query_params.get(FIELD, ""))
        except ValueError as error:
            raise HTTPException(400, str(error)) from error
        language = language_of(request)
        speak(language)
        now = self.catalogue.keep_up()  # what is recorded while the page is made belongs to the next one
        stand = self.ledger.position(moment) if self.policy.holds or self.catalogue.behind else moment or now
        stand = min(stand, now) if isinstance(stand, int) else stand
        return Room(
            self.shown(Desk(self.ledger, moment=stand)),
            self.today,
            self.labels,
            self.native,
            visitor_of(request),
            language=language,
            past=moment is not None,
            shelf=cache(lambda: self._shelf(stand)),
        )

    @cached_property
    def catalogue(self) -> Catalogue:
        """Lists and counts of what the ledger holds."""
        return Catalogue(self.book)

    @cached_property
    def following(self) -> Following:
        """What follows from decisions and observations, worked out beside the requests."""
        return Following(lambda: brought_up(self.book))

    def _shelf(self, moment: datetime | int) -> Shelf:
        return self.shown(self.catalogue.at(moment))

    def show(self, request: Request, template: str, page: object, status: int = 200) -> HTMLResponse:
        """The page as HTML; its links stay in the moment that was asked for."""
        html = self.env.get_template(template).render(
            page=page,
            hidden=partial(hidden, request),
            way_back=way_back(request),
            asked={name: value for name, value in request.query_params.items() if name != FIELD},
            held_back=self.held_back(),
            unlisted=self.catalogue.behind,
            standby=self.standby(),
            delay_hours=self.policy.delay_hours,
        )
        if asked := request.query_params.get(FIELD, "").strip():
            html = kept_in(html, asked)
        answer = HTMLResponse(html.encode("utf-8", "replace"), status_code=status, headers={"Vary": "Cookie, Accept-Language"})
        if (chosen := request.query_params.get(LANGUAGE, "")) in languages():
            answer.set_cookie(LANGUAGE, chosen, max_age=YEAR, httponly=True, samesite="lax")
        return answer


def language_of(request: Request) -> str:
    """The language of the page's own words; files of data are always in English."""
    if request.url.path.endswith(FILES) or request.url.path.startswith("/api/"):
        return HOME
    return chosen_language(
        request.query_params.get(LANGUAGE, ""), request.cookies.get(LANGUAGE, ""), request.headers.get("accept-language", "")
    )


def templates() -> Environment:
    """The templates, always escaping; what cannot be shown in a text is made visible on its way out."""
    env = Environment(
        loader=FileSystemLoader(HERE / "templates"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        finalize=_shown,
        extensions=["jinja2.ext.i18n"],
    )
    env.globals.update(is_source=is_source, signs=signs)
    env.install_gettext_callables(gettext, ngettext, newstyle=True, pgettext=pgettext)  # type: ignore[attr-defined]
    return env


def _shown(value: Any) -> Any:
    return visible(value) if isinstance(value, str) and not isinstance(value, Markup) else value


def asked(request: Request) -> dict[str, str]:
    """The query of a request; values too long to mean anything are left out."""
    return {key: value for key, value in request.query_params.items() if len(value) <= LONGEST_QUERY}


def found(page: Page | None, kind: str, record_id: str) -> Page:
    """The page, or a 404 that names what is not there."""
    if page is None:
        raise HTTPException(404, f"There is no {kind} “{record_id[:80]}” in this ledger.")
    return page


def named(name: str) -> dict[str, str]:
    """The header that gives a file its name."""
    return {"Content-Disposition": f'inline; filename="{name}"'}


def parameters(fields: Mapping[str, str]) -> dict[str, object]:
    """What an address can be asked, as OpenAPI describes it."""
    kind = {"in": "query", "required": False, "schema": {"type": "string"}}
    return {"parameters": [{"name": name, "description": words, **kind} for name, words in fields.items()]}
