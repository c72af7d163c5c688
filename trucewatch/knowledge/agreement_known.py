"""What an agreement file may name: parties, countries, zones, counting rules and posts."""

from __future__ import annotations

import re
import zoneinfo
from collections.abc import Iterable, Iterator
from functools import cache

from trucewatch.errors import KnowledgeError
from trucewatch.knowledge.counting_tables import counting_rules
from trucewatch.knowledge.parties import load_parties
from trucewatch.knowledge.posts import load_posts
from trucewatch.knowledge.toml_lines import Where
from trucewatch.knowledge.toml_records import Slip, nearest
from trucewatch.knowledge.zones import is_zone

INVENTED = re.compile("X[A-Z]{2}")  # ISO 3166-1 leaves XAA to XZZ to users, so that no state will ever have one


@cache
def party_codes() -> frozenset[str]:
    """Every code that a row of the parties has."""
    return frozenset(row.code for row in load_parties().parties)


def is_party(code: str) -> bool:
    """True for the code of a row, of a country, and of a side in a country ("SYR:CVL")."""
    return code in party_codes() or load_parties().label(code) != code


def codes_slips(codes: Iterable[str | None], where: Where, who: str = "") -> Iterator[Slip]:
    """Parties that no table knows, or that are named twice."""
    seen: set[str] = set()
    for number, code in enumerate(codes):
        if code is None:
            continue
        if not is_party(code):
            yield Slip((*where, number), f"{who}{where[-1]} names the party {code!r}, which no table of parties has")
        elif code in seen:
            yield Slip((*where, number), f"{who}{where[-1]} names {code} twice")
        seen.add(code)


def posts_slips(posts: Iterable[str | None], where: Where, who: str = "") -> Iterator[Slip]:
    """Posts that the registry does not have, and posts named twice; a registry that cannot be read refuses none."""
    seen: set[str] = set()
    for number, post in enumerate(posts):
        if post is None:
            continue
        known = _post_ids()
        if known is not None and post not in known:
            yield Slip((*where, number), f"{who}{post!r} is no post of the registry; {nearest(post, known)}")
        elif post in seen:
            yield Slip((*where, number), f"{who}{where[-1]} names {post} twice")
        seen.add(post)


def _post_ids() -> frozenset[str] | None:
    try:
        return frozenset(post.id for post in load_posts())
    except KnowledgeError:
        return None


def countries_slips(codes: Iterable[str | None], where: Where, who: str = "") -> Iterator[Slip]:
    """Codes of countries that are none; those that ISO 3166 leaves to users stand for invented ones."""
    for number, code in enumerate(codes):
        if code is not None and not INVENTED.fullmatch(code) and load_parties().country_row(code) is None:
            yield Slip((*where, number), f"{who}{code!r} is no country; countries are named by three letters, such as SYR")


def zone_slips(zone: str, where: Where, who: str = "") -> Iterator[Slip]:
    """A zone that the IANA table does not have."""
    if zone and not is_zone(zone):
        near = nearest(zone, zoneinfo.available_timezones())
        hint = near if near.startswith("did") else "zones are named as in Asia/Damascus"
        yield Slip(where, f"{who}{zone!r} is no IANA time zone; {hint}")


def counting_slips(rule: str, where: Where, who: str = "") -> Iterator[Slip]:
    """A counting rule that the table does not have."""
    if rule and rule not in counting_rules():
        yield Slip(where, f"{who}{rule!r} is no counting rule; {nearest(rule, counting_rules())}")


def empty_slips(words: str | None, where: Where, who: str = "") -> Iterator[Slip]:
    """Words that were left out."""
    if words is not None and not words.strip():
        yield Slip(where, f"{who}{next(part for part in reversed(where) if isinstance(part, str))} is empty")
