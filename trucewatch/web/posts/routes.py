"""The addresses of posts."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import UTC, datetime, timedelta
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Request, Response
from fastapi.responses import FileResponse, HTMLResponse, JSONResponse, RedirectResponse

from trucewatch.ledger import Stamp
from trucewatch.model import LogRecord, Post, logged_instant
from trucewatch.people import Role, Visitor
from trucewatch.people.keys import new_key
from trucewatch.pipeline import clock, machine_stamp
from trucewatch.publish.words import capital
from trucewatch.web.lists import FeedEntry, Listing, add_files
from trucewatch.web.people.forms import filled, typed
from trucewatch.web.people.visiting import people_of, require, visitor_of
from trucewatch.web.posts.asked import FIELDS as LINE_FIELDS
from trucewatch.web.posts.asked import asked_lines
from trucewatch.web.posts.desk import PostDesk, post_desk
from trucewatch.web.posts.lines import COLUMNS as LINE_COLUMNS
from trucewatch.web.posts.lines import line_row
from trucewatch.web.posts.listing import COLUMNS, DAYS, FIELDS, post_url, posts_page, shown_day, stand_row
from trucewatch.web.posts.observe import observe_page, take
from trucewatch.web.posts.one import post_page
from trucewatch.web.site import Site, asked, found
from trucewatch.web.statics import FOLDER

READ = ["GET", "HEAD"]
Contributor = Annotated[Visitor, Depends(require(Role.CONTRIBUTOR))]
FILE_LINES = 1_000  # lines of a log in one file; `next` leads on


def routes(site: Site, now: Callable[[], datetime] = clock) -> APIRouter:
    """Posts, their logs, and the files of both."""
    router = APIRouter()
    add_files(router, "/posts", lambda request: _posts(site, request), what="The posts on a day", fields=FIELDS)
    add_files(
        router, "/posts/{post_id}", lambda request: _lines(site, request), what="The lines of a post's log", fields=LINE_FIELDS
    )

    @router.api_route("/posts", methods=READ, include_in_schema=False, response_class=HTMLResponse)
    def posts(request: Request) -> Response:
        return site.show(request, "posts.html", posts_page(site.room(request), post_desk(site, request), asked(request)))

    _form(router, site, now)

    @router.api_route("/posts/{post_id}", methods=READ, include_in_schema=False, response_class=HTMLResponse)
    def one(request: Request, post_id: str) -> Response:
        room, desk = site.room(request), post_desk(site, request)
        post = found(desk.post(post_id), "post", post_id)
        return site.show(request, "post.html", post_page(room, desk, post, asked(request), visitor_of(request)))

    return router


def _form(router: APIRouter, site: Site, now: Callable[[], datetime]) -> None:
    """The observation form: shown, taken, and kept at hand by the browser while there is no network."""

    def stamp(author: str) -> Stamp:
        made = machine_stamp(now())
        return Stamp(made.at, author, made.code, made.model, made.knowledge)

    @router.api_route("/posts/observe-worker.js", methods=READ, include_in_schema=False, response_class=FileResponse)
    def worker() -> Response:
        return FileResponse(FOLDER / "observe-worker.js", media_type="text/javascript", headers={"Cache-Control": "no-cache"})

    @router.api_route("/posts/{post_id}/observe", methods=READ, include_in_schema=False, response_class=HTMLResponse)
    def form(request: Request, post_id: str, visitor: Contributor, corrects: str = "", done: str = "") -> Response:
        room, desk = site.room(request), post_desk(site, request)
        post = found(desk.post(post_id), "post", post_id)
        kept = filled(request, request.url.path)
        page = observe_page(
            room, desk, post, visitor, kept.as_mapping(), now(), new_key(),
            errors={"": kept.why} if kept.why else None, corrects=kept.get("corrects") or corrects, done=done,
        )  # fmt: skip
        return site.show(request, "observe.html", page)

    @router.post("/posts/{post_id}/observe", include_in_schema=False)
    def send(request: Request, post_id: str, visitor: Contributor) -> Response:
        room, desk = site.room(request), PostDesk(site.ledger, site.ledger.position(None))
        post = found(desk.post(post_id), "post", post_id)
        fields = typed(request).as_mapping()
        key = fields.get("key", "")[:100] or new_key()
        sent = take(site.ledger, desk, post, fields, f"{post.id} {visitor.name} {key}", stamp(visitor.name), now())
        status = 503 if sent.tried else 422 if sent.errors else 200
        if not sent.errors:
            people_of(request).drafts.drop(visitor.name, request.url.path)
            site.following.ask()
        if "application/json" in request.headers.get("accept", ""):
            body = {"record": sent.record, "known": sent.known, "errors": dict(sent.errors)}
            return JSONResponse(body, status)
        if not sent.errors:
            way = f"{post_url(post.id)}/observe?done={sent.record}"
            return RedirectResponse(way, status_code=303)
        page = observe_page(
            room, desk, post, visitor, fields, now(), key, errors=sent.errors, corrects=fields.get("corrects", "")
        )
        return site.show(request, "observe.html", page, status=status)


def _posts(site: Site, request: Request) -> Listing:
    """The posts as a list for files."""
    room, desk = site.room(request), post_desk(site, request)
    day = shown_day(desk, asked(request), room.today(), [])
    held = desk.days(day - timedelta(days=DAYS - 1), day)
    posts = desk.posts()

    def row(post: Post) -> dict[str, Any]:
        mine = [one for (name, _), one in held.items() if name == post.id]
        return {**stand_row(post, day), "looked": sum(one.looked for one in mine), "lines": sum(one.lines for one in mine)}

    def entries() -> Iterable[FeedEntry]:
        for post in posts:
            for event in reversed(post.events):
                at = datetime(event.on.year, event.on.month, event.on.day, tzinfo=UTC)
                title = f"{post.name}: {event.status}"
                yield FeedEntry(f"posts/{post.id}/{event.on}/{event.status}", title, post_url(post.id), at, summary=event.source)

    return Listing(
        "posts",
        "Observation posts",
        "/posts",
        COLUMNS,
        lambda: ({name: row(post)[name] for name in COLUMNS} for post in posts),
        query=f"on={day.isoformat()}" if request.query_params.get("on") else "",
        count=len(posts),
        as_of=room.desk.as_of(),
        full=lambda: (row(post) for post in posts),
        entries=lambda: sorted(entries(), key=lambda entry: (entry.updated, entry.subject), reverse=True),
        version=f"{desk.seq} {day}",
    )


def _lines(site: Site, request: Request) -> Listing:
    """The lines of a post's log as a list for files."""
    room, desk = site.room(request), post_desk(site, request)
    post_id = request.path_params["post_id"]
    post = found(desk.post(post_id), "post", post_id)
    wanted = asked_lines(asked(request))
    sorts = (wanted.kind,) if wanted.kind else ()
    page = desk.lines(
        post.id, sorts=sorts, what=wanted.what, first=wanted.first, last=wanted.last, after=wanted.after, limit=FILE_LINES
    )
    tally = desk.book.tally(desk.seq, post=post.id, sorts=sorts, what=wanted.what, first=wanted.first, last=wanted.last)

    def rows() -> Iterable[dict[str, Any]]:
        records = desk.records(page.cards)
        went = desk.incidents_of([claim for record in records if (claim := getattr(record, "claim_id", None))])
        return (line_row(post, one, room.labels, went.get(getattr(one, "claim_id", None) or "")) for one in records)

    return Listing(
        post.id,
        f"Log of {post.name}",
        post_url(post.id),
        LINE_COLUMNS,
        rows,
        query=wanted.query(after=""),
        count=sum(row[3] for row in tally),
        as_of=room.desk.as_of(),
        next=wanted.query(after=page.next) if page.next else "",
        entries=lambda: (_entry(post, record, row) for record, row in zip(desk.records(page.cards[:50]), rows(), strict=False)),
        version=str(desk.seq),
    )


def _entry(post: Post, record: LogRecord, row: dict[str, Any]) -> FeedEntry:
    at = logged_instant(record.start)
    return FeedEntry(
        f"posts/{post.id}/{record.id}", capital(str(row["words"])), f"{post_url(post.id)}", at, summary=record.line.text
    )
