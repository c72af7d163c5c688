"""Read and check the registry of observation posts: one TOML document per network of posts, in `posts/ID.toml`."""

from __future__ import annotations

import pathlib
import re
from collections.abc import Iterator, Sequence
from functools import cache
from typing import Any

from platformdirs import user_data_path

from trucewatch.errors import KnowledgeError, UsageError
from trucewatch.knowledge.log_tables import plain
from trucewatch.knowledge.toml_lines import Lines, Where
from trucewatch.knowledge.toml_records import Slip, make_record, read_toml
from trucewatch.knowledge.zones import is_zone
from trucewatch.model import Post

FOLDER = pathlib.Path(__file__).parent / "posts"
ID = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,39}")
FURTHEST_KM = 500.0  # how far a post perceives, or its place may be off, at most; more is a slip in the unit
LEAST_PRECISION_KM = 1.0  # no position is kept finer than this: a ledger of a ceasefire is no map of targets


def own_folder() -> pathlib.Path:
    """Where a user's own networks of posts lie."""
    return user_data_path("trucewatch") / "posts"


def load_posts() -> tuple[Post, ...]:
    """All posts known, by id."""
    return shelved_posts()[0]


@cache
def shelved_posts(packaged: pathlib.Path = FOLDER, own: pathlib.Path | None = None) -> tuple[tuple[Post, ...], tuple[str, ...]]:
    """All posts known, by id, and what is wrong with files of the user's own, which are then left out.

    A post of the user's own takes the place of a packaged one of the same id; of two of their own with one id the first file's is
    used. A fault in a packaged file is raised.
    """
    found = {post.id: post for path in sorted(packaged.glob("*.toml")) for post in read_posts(path)}
    faults: list[str] = []
    taken: dict[str, str] = {}  # the ids in the files before, and which file has them
    for path in sorted((own or own_folder()).glob("*.toml")):
        try:
            posts = read_posts(path)
        except KnowledgeError as error:
            faults.append(str(error))
            continue
        twice = [post.id for post in posts if post.id in taken]
        faults += [f"{path.name}: post id {id} is that of {taken[id]} already; ids are never reused" for id in twice]
        found |= {post.id: post for post in posts if post.id not in taken}
        taken |= {post.id: path.name for post in posts if post.id not in taken}
    return tuple(found[key] for key in sorted(found)), tuple(faults)


def choose_post(name: str, posts: Sequence[Post] = ()) -> Post:
    """The one post of this id or name; a UsageError that lists the known ones if there is none, or several."""
    known = posts or load_posts()
    found = posts_called(name, known)
    if len(found) != 1:
        what = "is open between " + ", ".join(post.id for post in found) if found else "is no post known"
        raise UsageError(f"{name!r} {what}; known are {', '.join(post.id for post in known)}")
    return found[0]


def posts_called(name: str, posts: Sequence[Post]) -> tuple[Post, ...]:
    """The posts of this id, or else of this name."""
    wanted = plain(name)
    by_id = tuple(post for post in posts if plain(post.id) == wanted)
    return by_id or tuple(post for post in posts if wanted in map(plain, (post.name, *post.names)))


def read_posts(path: pathlib.Path) -> tuple[Post, ...]:
    """The posts of one file; the first fault is raised, a KnowledgeError with its line."""
    posts, faults = check_posts(path)
    if faults:
        raise faults[0]
    return posts


def check_posts(path: pathlib.Path) -> tuple[tuple[Post, ...], tuple[KnowledgeError, ...]]:
    """The posts of one file, and every fault in it with its line; use the posts only where there is none.

    What stands above the first `[[posts]]` (operator, mandate, country, zone, watches and so on) holds for every post that does
    not say it itself.
    """
    text, document = read_toml(path)
    tables = document.pop("posts", None)
    if not isinstance(tables, list) or not tables or not all(isinstance(table, dict) for table in tables):
        raise KnowledgeError(path.name, 1, "a file of posts needs at least one [[posts]]")
    posts: list[Post] = []
    slips: list[Slip] = []
    for number, table in enumerate(tables):
        where: Where = ("posts", number)
        post, found = make_record(Post, {**document, **table}, where)
        if not found:
            found = tuple(_slips(post, where))
            if post.id in {other.id for other in posts}:
                found = (*found, Slip((*where, "id"), f"post id {post.id} is used twice; ids are never reused"))
        found = tuple(_where_it_stands(slip, document, table) for slip in found)
        posts.append(post)
        slips += [slip for slip in found if slip not in slips]
    if not slips:
        return tuple(posts), ()
    lines = Lines(text)
    faults = sorted((lines.at(slip.where), slip.reason) for slip in slips)
    return tuple(posts), tuple(KnowledgeError(path.name, line, reason) for line, reason in faults)


def _where_it_stands(slip: Slip, shared: dict[str, Any], table: dict[str, Any]) -> Slip:
    """A slip in what holds for all posts is told where that stands."""
    inside = slip.where[2:]
    return Slip(inside, slip.reason) if inside and inside[0] in shared.keys() - table.keys() else slip


def _slips(post: Post, where: Where) -> Iterator[Slip]:
    """What a record cannot refuse at birth: an unknown zone, a position too fine, a life that runs backwards."""
    if not post.id.strip():
        yield Slip((*where, "id"), "an id is needed")
    elif not ID.fullmatch(post.id):
        yield Slip(
            (*where, "id"), f"the id {post.id[:40]!r} must be up to 40 letters, digits, points and hyphens, such as IDL-09"
        )
    if not post.name.strip():
        yield Slip((*where, "name"), "a name is needed")
    if not is_zone(post.zone):
        yield Slip((*where, "zone"), f"{post.zone!r} is no time zone; write it as Asia/Damascus")
    for number, position in enumerate(post.positions):
        if not position.precision_km >= LEAST_PRECISION_KM:
            reason = f"a position is kept no finer than {LEAST_PRECISION_KM:g} km, not {position.precision_km:g}"
            yield Slip((*where, "positions", number, "precision_km"), reason)
        if position.precision_km > FURTHEST_KM:
            reason = f"a position known to {position.precision_km:g} km is none; leave it out above {FURTHEST_KM:g}"
            yield Slip((*where, "positions", number, "precision_km"), reason)
        if not position.source.strip():
            yield Slip((*where, "positions", number), "a position needs its source")
    for number, (before, after) in enumerate(zip(post.events, post.events[1:], strict=False), 1):
        if after.on < before.on:
            yield Slip((*where, "events", number), f"events stand in order of time; {after.on} comes after {before.on}")
    for number, watch in enumerate(post.watches):
        here = (*where, "watches", number)
        if not watch.range_km > 0:
            yield Slip((*here, "range_km"), f"with a range of {watch.range_km:g} km nothing is perceived")
        if watch.range_km > FURTHEST_KM:
            yield Slip((*here, "range_km"), f"no post perceives {watch.range_km:g} km far; at most {FURTHEST_KM:g}")
        if any(not 0 <= edge <= 360 for sector in watch.sectors for edge in sector):
            yield Slip((*here, "sectors"), "sectors are degrees from north, 0 to 360")
        if watch.since and watch.until and watch.until < watch.since:
            yield Slip((*here, "until"), f"until {watch.until} lies before since {watch.since}")
