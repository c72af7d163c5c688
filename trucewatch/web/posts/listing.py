"""The page of all posts: the map, the table, and over some weeks which day somebody looked."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from urllib.parse import quote

from markupsafe import Markup

from trucewatch.model import Post
from trucewatch.publish.tongue import in_source, say
from trucewatch.publish.words import capital, count_words, counted, day_words, joined, range_words, short_day
from trucewatch.web.lists import FileLink, file_links
from trucewatch.web.parts import Frame, Room, Strong, frame
from trucewatch.web.posts.asked import day_in
from trucewatch.web.posts.desk import PostDesk
from trucewatch.web.posts.drawing import Hut, draw_posts
from trucewatch.web.posts.states import HUTS, Stand, stand_of
from trucewatch.web.posts.strip import Cell, strip_of

DAYS = 28  # the strip holds four weeks
FIELDS = {"on": "the last day shown, as 2024-03-31"}


@dataclass(frozen=True, slots=True)
class PostRow:
    """One post in the table."""

    id: str
    href: str
    name: str
    operator: str
    stand: Stand
    cells: tuple[Cell, ...]
    told: str
    where: str


@dataclass(frozen=True, slots=True)
class Network:
    """The posts of one country, with their map; `unplaced` are those without a position."""

    title: str
    plate: Markup | None
    rows: tuple[PostRow, ...]
    unplaced: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class PostsPage:
    """What `posts.html` shows."""

    frame: Frame
    lede: tuple[Strong, ...]
    on: str
    on_iso: str
    span: str
    problems: tuple[str, ...]
    heads: tuple[str, ...]
    networks: tuple[Network, ...]
    huts: tuple[tuple[str, str], ...]
    files: tuple[FileLink, ...]


def posts_page(room: Room, desk: PostDesk, query: Mapping[str, str]) -> PostsPage:
    """All posts as they stood on a day, and the weeks before it; without a day the last one that any log tells of."""
    problems: list[str] = []
    day, today = shown_day(desk, query, room.today(), problems), room.today()
    first = day - timedelta(days=DAYS - 1)
    posts = desk.posts()
    held = desk.days(first, day)
    rows = {post.id: _row(room, post, strip_of(post, held, first, day, today), day) for post in posts}
    return PostsPage(
        frame=frame(room, "posts", say("Observation posts")),
        lede=_lede(posts, rows, range_words(first, day)),
        on=day_words(day),
        on_iso=day.isoformat(),
        span=range_words(first, day),
        problems=tuple(problems),
        heads=tuple(_head(first + timedelta(days=n), n) for n in range(DAYS)),
        networks=tuple(_network(country, some, rows) for country, some in _by_country(posts)),
        huts=HUTS,
        files=file_links("/posts", f"on={day.isoformat()}" if query.get("on") else ""),
    )


def shown_day(desk: PostDesk, query: Mapping[str, str], today: date, problems: list[str]) -> date:
    """The day asked for; else the last day of any log, no later than today; today where there is no log."""
    asked = day_in(query.get("on", ""), problems)
    span = desk.span()
    return asked or (min(span[1], today) if span else today)


def post_url(post_id: str) -> str:
    """The address of a post's page."""
    return f"/posts/{quote(post_id, safe='', errors='replace')}"


def _row(room: Room, post: Post, cells: tuple[Cell, ...], day: date) -> PostRow:
    looked = sum(cell.kind == "seen" for cell in cells)
    lines = sum(int(cell.number) for cell in cells if cell.number)
    told = (
        say("looked on %(looked)s of %(len)s days, %(count)s", looked=looked, len=len(cells), count=counted(lines, "line"))
        if looked
        else say("no day on which it is known to have looked")
    )
    position = post.position_on(day)
    where = f"known to {position.precision_km:g} km" if position else say("no position known closely enough")
    return PostRow(post.id, post_url(post.id), post.name, room.labels(post.operator), stand_of(post, day), cells, told, where)


def _head(day: date, index: int) -> str:
    return str(day.day) if index == 0 or day.weekday() == 0 else ""


def _by_country(posts: Sequence[Post]) -> tuple[tuple[str, tuple[Post, ...]], ...]:
    found: dict[str, list[Post]] = {}
    for post in posts:
        found.setdefault(post.country, []).append(post)
    return tuple((country, tuple(found[country])) for country in sorted(found))


def _network(country: str, posts: Sequence[Post], rows: Mapping[str, PostRow]) -> Network:
    operators = joined(list(dict.fromkeys(rows[post.id].operator for post in posts)))
    placed = [(post, spot) for post in posts if (spot := post.positions[-1] if post.positions else None)]
    huts = [
        Hut(
            spot.latitude,
            spot.longitude,
            spot.precision_km,
            rows[post.id].stand.code,
            post.name,
            rows[post.id].stand.words,
            rows[post.id].href,
        )
        for post, spot in placed
    ]
    title = say("%(count)s of %(operators)s", count=capital(count_words(len(posts), "post")), operators=operators)
    return Network(
        title=title,
        plate=draw_posts(tuple(huts), say("Map of the posts of %(operators)s", operators=operators)),
        rows=tuple(rows[post.id] for post in posts),
        unplaced=tuple(post.name for post in posts if not post.positions),
    )


@in_source
def _lede(posts: Sequence[Post], rows: Mapping[str, PostRow], span: str) -> tuple[Strong, ...]:
    if not posts:
        return (Strong(say("No post is known here, so nobody is known to have looked.")),)
    looked = [row for row in rows.values() if any(cell.kind == "seen" for cell in row.cells)]
    every = sum(all(cell.kind == "seen" for cell in row.cells) for row in looked)
    out = [Strong(capital(count_words(len(posts), "post")), True), Strong(f" {'is' if len(posts) == 1 else 'are'} known. ")]
    if not looked:
        return (
            *out,
            Strong(
                say(
                    "Of none a log is held that tells that somebody looked in %(span)s; that shows nothing of what happened.",
                    span=span,
                )
            ),
        )
    some = f" logged that somebody looked in {span}, "
    whole = say("none of them on every day.") if not every else say("%(count)s on every day.", count=count_words(every, "post"))
    return (*out, Strong(capital(count_words(len(looked), "post")), True), Strong(some + whole))


def stand_row(post: Post, day: date) -> dict[str, object]:
    """A post on a day, for files; its position is rounded to a hundredth of a degree."""
    stand, spot = stand_of(post, day), post.position_on(day)
    return {
        "id": post.id,
        "name": post.name,
        "operator": post.operator,
        "mandate": post.mandate,
        "country": post.country,
        "agreement": post.agreement,
        "zone": post.zone,
        "on": day.isoformat(),
        "stands": stand.words,
        "according_to": stand.according or None,
        "unsure": stand.unsure,
        "longitude": round(spot.longitude, 2) if spot else None,
        "latitude": round(spot.latitude, 2) if spot else None,
        "precision_km": spot.precision_km if spot else None,
        "life": "; ".join(f"{short_day(event.on)} {event.status} ({event.source})" for event in post.events),
    }


COLUMNS = tuple(
    "id name operator mandate country agreement zone on stands according_to unsure longitude latitude precision_km looked "
    "lines".split()
)
