"""Make a drawing of the pages stand alone: with its colours, its signs and its size, for paper and for files."""

from __future__ import annotations

import pathlib
import re
from functools import cache

from markupsafe import Markup

HERE = pathlib.Path(__file__).parent
HEAD = re.compile(r"<svg([^>]*)>")
SIZE = re.compile(r'viewBox="0 0 ([\d.]+) ([\d.]+)"')
SIGN = re.compile(r'<symbol id="([^"]+)".*?</symbol>', re.DOTALL)
WANTED = re.compile(r'<use [^>]*href="#([^"]+)"')
LINK = re.compile(r"</?a(?: [^>]*)?>")
TITLE = re.compile(r"<title>.*?</title>", re.DOTALL)
MAP = re.compile(r'<svg[^>]*class="map')  # a map lies on its ground; the other drawings lie on the page
NAME = re.compile(r'aria-label="([^"]*)"')


@cache
def signs() -> Markup:
    """Every sign of the pages as symbols, once for a page: a drawing points to them by their names."""
    return Markup((HERE / "signs.svg").read_text(encoding="utf-8").strip())


@cache
def _sign(name: str) -> str:
    found = (one for one in SIGN.finditer(signs()) if one[1] == name)
    return next((one[0] for one in found), "")


@cache
def _style() -> str:
    rules = (HERE / "paper.css").read_text(encoding="utf-8").splitlines()
    return "\n".join(rule for rule in rules if not rule.startswith("/*"))


def printed(drawing: Markup) -> str:
    """The drawing as a file of its own; links, which paper cannot follow, are gone, their shapes stay. Empty stays empty."""
    if not drawing:
        return ""
    body = TITLE.sub("", LINK.sub("", str(drawing)))
    wanted = sorted(set(WANTED.findall(body)))
    kept = "".join(_sign(name) for name in wanted)
    wide, high = size_of(drawing)
    given = SIZE.search(body)
    box = given[0] if given else f'viewBox="0 0 {wide:g} {high:g}"'
    head = f'<svg xmlns="http://www.w3.org/2000/svg" {box} width="{wide:g}" height="{high:g}">'
    style = f"<style>{_style()}</style>" + (f"<defs>{kept}</defs>" if kept else "")
    if MAP.search(body):
        style += f'<rect class="m-abroad" width="{wide:g}" height="{high:g}"/>'
    return HEAD.sub(lambda _: head + style, body, count=1)


def size_of(drawing: Markup) -> tuple[float, float]:
    """Width and height of a drawing in pixels; of one that names neither, those of a sheet."""
    found = SIZE.search(drawing)
    return (float(found[1]), float(found[2])) if found else (880.0, 640.0)


def name_of(drawing: Markup) -> str:
    """What a drawing shows, in words, for who cannot see it."""
    found = NAME.search(drawing)
    return Markup(found[1]).unescape() if found else ""


def sign(name: str, colour: str) -> str:
    """One sign as a drawing of its own, in one colour."""
    inner = re.sub(r"^<symbol[^>]*>|</symbol>$", "", _sign(name))
    return f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 16 16" color="{colour}">{inner}</svg>'
