"""The invented Vesna valley: where its posts and places lie, and how a line of its log is made."""

from __future__ import annotations

import math
from datetime import date, time

from trucewatch.knowledge.distance import Spot, kilometres, squeeze
from trucewatch.knowledge.posts import FOLDER, read_posts

QUIET = date(2024, 3, 17)
WINDS = "N NNE NE ENE E ESE SE SSE S SSW SW WSW W WNW NW NNW".split()
POSTS = {post.id: (post.positions[0].latitude, post.positions[0].longitude) for post in read_posts(FOLDER / "training.toml")}
PLACES = {"Upper Weir": (40.02, -35.26), "Brack": (39.98, -35.24), "Tallow Farm": (40.00, -35.17), "Sarn quarry": (39.99, -35.13)}
Row = dict[str, str]


def bearing(start: Spot, end: Spot) -> float:
    """Degrees from north, clockwise."""
    return math.degrees(math.atan2((end[1] - start[1]) * squeeze(start[0]), end[0] - start[0])) % 360


def heard_from(post: str, point: Spot) -> Row:
    """How far and in which direction a post puts a point: one of sixteen winds, a range of whole kilometres around it."""
    km = kilometres(POSTS[post], point)
    low = max(1, math.floor(km - 0.8))
    return {
        "Distance": f"{low}-{max(low + 1, math.ceil(km + 0.8))}km",
        "Direction": WINDS[round(bearing(POSTS[post], point) / 22.5) % 16],
    }


def line(post: str, day: date, at: time, **cells: str) -> Row:
    """A line of the log; names of columns that are no names in Python are written with `_`."""
    named = {key.replace("No_", "No.").replace("_", " "): words for key, words in cells.items()}
    return {"Post": post, "Date": day.isoformat(), "Time": f"{at:%H:%M}", **named}
