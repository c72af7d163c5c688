"""Cut a web page into blocks of visible words, each character with its place in the source. No tree: depth costs nothing."""

from __future__ import annotations

import html
import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field

from trucewatch.knowledge.ingest_tables import page_classes
from trucewatch.model import Role

# One alternative eats each kind of stretch; none looks back, and quoted values end at "<", so time is linear in length.
TOKEN = re.compile(
    r"<!--.*?(?:-->|\Z)|<!\[CDATA\[.*?(?:\]\]>|\Z)"
    r"|<(?P<close>/)?(?P<name>[a-zA-Z][\w:-]*)(?P<attributes>(?:[^<>\"']|\"[^\"<]*\"|'[^'<]*')*+)>"
    r"|<(?P<bad>[/a-zA-Z!?])[^<>]*>?"
    r"|(?P<text><|[^<]+)",
    re.DOTALL,
)
ATTRIBUTE = re.compile(r"([^\s=\"'/<>]+)(?:\s*=\s*(?:\"([^\"]*)\"|'([^']*)'|([^\s\"'<>]+)))?")
WORDS = re.compile(r"&(?:#\d{1,7}|#[xX][0-9a-fA-F]{1,6}|[a-zA-Z]\w{1,31});?|\s+|[^\s&]+(?: [^\s&]+)*|&")
HIDDEN_STYLE = re.compile(r"display\s*:\s*none|visibility\s*:\s*hidden", re.IGNORECASE)
VOID = frozenset("area base br col embed hr img input link meta param source track wbr".split())
RAW = frozenset("script style textarea title xmp noembed noframes iframe".split())  # hold text that no tag but their own ends
UNSEEN = frozenset(
    "script style noscript template svg math iframe object select option button textarea datalist xmp canvas audio video "
    "dialog noembed noframes".split()
)
INLINE = frozenset(
    "a abbr acronym b bdi bdo big cite code data del dfn em font i ins kbd label mark q rp rt ruby s samp small span strike "
    "strong sub sup time tt u var wbr img".split()
)
ASIDE = frozenset("nav aside footer menu".split())
OPENS_AFRESH = {  # an opened one ends the one still open
    "p": frozenset(("p",)),
    "li": frozenset(("p", "li")),
    "td": frozenset(("p", "td", "th")),
    "tr": frozenset(("p", "td", "th", "tr")),
}
CLOSES_P = frozenset(
    "div h1 h2 h3 h4 h5 h6 ul ol table section article aside nav footer header figure blockquote pre hr form main".split()
)


@dataclass(frozen=True, slots=True)
class Piece:
    """Words of a block and where they stand in the source; None for what stands there in another form (an entity)."""

    text: str
    source: int | None


@dataclass(slots=True)
class Block:
    """A stretch of words with no block boundary in it: a paragraph, a heading, a line."""

    tag: str
    role: Role | None
    in_article: bool
    aside: bool
    pieces: list[Piece] = field(default_factory=list)
    linked: int = 0  # characters that stand in links

    @property
    def text(self) -> str:
        """The words, blanks collapsed."""
        return "".join(piece.text for piece in self.pieces).strip()

    @property
    def blanks(self) -> int:
        """How many blanks at its beginning are no part of its text: those within a title, or written as entities."""
        words = "".join(piece.text for piece in self.pieces)
        return len(words) - len(words.lstrip())

    @property
    def link_only(self) -> bool:
        """True if (nearly) all of it is a link: a teaser, a menu item."""
        size = sum(len(piece.text) for piece in self.pieces)
        return size > 0 and self.linked >= 0.9 * size


@dataclass(frozen=True, slots=True)
class Tag:
    """An opened element with its attributes."""

    name: str
    attributes: dict[str, str]


@dataclass(frozen=True, slots=True)
class _Open:
    name: str
    unseen: bool
    aside: bool
    role: Role | None
    in_article: bool
    link: bool


@dataclass(slots=True)
class Page:
    """A page taken apart: its blocks, its meta, link and time tags, the JSON-LD scripts, and its title."""

    blocks: list[Block] = field(default_factory=list)
    tags: list[Tag] = field(default_factory=list)
    json_ld: list[str] = field(default_factory=list)
    title: Block | None = None


def cut_page(source: str) -> Page:
    """The page's blocks and tags; scripts, styles and hidden elements hold no words."""
    return _Cutter(source).page


class _Cutter:
    def __init__(self, source: str) -> None:
        self.page = Page()
        self._stack: list[_Open] = [_Open("", False, False, None, False, False)]
        self._count: Counter[str] = Counter()
        self._block: Block | None = None
        at = 0
        while found := TOKEN.match(source, at):
            at = found.end()
            if found["text"]:
                self._words(found["text"], found.start())
            elif found["name"] and found["close"]:
                self._close(found["name"].lower())
            elif found["name"]:
                at = self._open(found["name"].lower(), found["attributes"], source, at)
        self._end_block()

    def _open(self, name: str, attributes: str, source: str, at: int) -> int:
        """Enter an element; the place after it if it is one that holds raw text."""
        values = _attributes(attributes)
        if name in ("meta", "link", "time"):
            self.page.tags.append(Tag(name, values))
        if name in RAW:
            return self._raw(name, values, source, at)
        self._implied_ends(name)
        if name not in INLINE:
            self._end_block()
        if name not in VOID and not attributes.endswith("/"):
            self._push(name, values)
        return at

    def _implied_ends(self, name: str) -> None:
        ended = OPENS_AFRESH.get(name, frozenset(("p",)) if name in CLOSES_P else frozenset())
        while len(self._stack) > 1 and self._stack[-1].name in ended:
            self._end_block()
            self._count[self._stack.pop().name] -= 1

    def _push(self, name: str, values: dict[str, str]) -> None:
        above = self._stack[-1]
        hidden = "hidden" in values or values.get("aria-hidden") == "true" or bool(HIDDEN_STYLE.search(values.get("style", "")))
        role = None if above.in_article is False and name in ("body", "html", "article", "main") else _role(name, values)
        self._stack.append(
            _Open(
                name,
                above.unseen or name in UNSEEN or hidden or name == "head",
                above.aside or name in ASIDE or (name == "header" and not above.in_article),
                role or above.role,
                above.in_article or name in ("article", "main"),
                above.link or name == "a",
            )
        )
        self._count[name] += 1

    def _raw(self, name: str, values: dict[str, str], source: str, at: int) -> int:
        """Step over an element whose content is not markup, keeping what is data about the page."""
        found = re.compile(rf"</{name}\s*>", re.IGNORECASE).search(source, at)
        end, after = (found.start(), found.end()) if found else (len(source), len(source))
        if name == "script" and "ld+json" in values.get("type", "").lower():
            self.page.json_ld.append(source[at:end])
        if name == "title" and self.page.title is None and len(self._stack) < 8:
            self.page.title = Block("title", Role.HEADLINE, False, False, list(_pieces(source[at:end], at)))
        return after

    def _close(self, name: str) -> None:
        if name not in INLINE or name == "br":
            self._end_block()
        if not self._count[name]:
            return
        while (closed := self._stack.pop().name) != name:
            self._count[closed] -= 1
        self._count[name] -= 1

    def _words(self, words: str, start: int) -> None:
        here = self._stack[-1]
        if here.unseen or (self._block is None and not words.strip()):
            return
        if self._block is None:
            tag = next((one.name for one in reversed(self._stack[-6:]) if one.name not in INLINE), "")
            self._block = Block(tag, here.role, here.in_article, here.aside)
        elif here.role is not None and self._block.role is None and not self._block.text:
            self._block.role = here.role
        for piece in _pieces(words, start):
            if piece.text == " " and (not self._block.pieces or self._block.pieces[-1].text.endswith(" ")):
                continue
            self._block.pieces.append(piece)
            self._block.linked += len(piece.text) if here.link else 0

    def _end_block(self) -> None:
        if self._block is not None and self._block.text:
            if self._block.pieces[-1].text == " ":
                self._block.pieces.pop()
            self.page.blocks.append(self._block)
        self._block = None


def _attributes(words: str) -> dict[str, str]:
    """Attributes by lower-case name, values unescaped."""
    found = ATTRIBUTE.findall(words[:20_000])
    return {name.lower(): html.unescape(double or single or bare) for name, double, single, bare in found}


def _role(name: str, values: dict[str, str]) -> Role | None:
    if name == "figcaption":
        return Role.CAPTION
    if name in ("address", "time"):
        return Role.BYLINE
    if name == "h1":
        return Role.HEADLINE
    said = f"{values.get('class', '')} {values.get('id', '')} {values.get('itemprop', '')} {values.get('rel', '')}"[:1000]
    if not said.strip():
        return None
    said = re.sub(r"[_]|(?<=[a-z])(?=[A-Z])", "-", said)
    return next((cue.role for cue in page_classes() if cue.pattern.search(said)), None)


def _pieces(words: str, start: int) -> Iterator[Piece]:
    """Blanks collapsed to one space, entities read; the rest with its place."""
    for found in WORDS.finditer(words):
        part = found.group()
        if part.isspace():
            yield Piece(" ", start + found.start() if part == " " else None)
        elif part.startswith("&") and len(part) > 1:
            text = re.sub(r"\s+|\0", " ", html.unescape(part))
            yield Piece(text, start + found.start() if text == part else None)
        else:
            yield Piece(part, start + found.start())
