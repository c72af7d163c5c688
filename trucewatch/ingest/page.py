"""Read a web page: headline, body and captions in the page's order, link-only teasers kept apart, hidden words left out."""

from __future__ import annotations

import logging
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from trucewatch.ingest.blocks import Block, Page, Piece, cut_page
from trucewatch.ingest.build import Mark, build_report
from trucewatch.ingest.encodings import Decoded, RawPlaces, decode
from trucewatch.ingest.item import MAX_PAGE_BYTES, RawItem
from trucewatch.ingest.page_data import page_data
from trucewatch.ingest.plain import damage_of
from trucewatch.model import ByteRun, Report, Role, Unread

META_CHARSET = re.compile(rb"<(?:meta\b[^>]{0,200}?charset|\?xml[^>]{0,100}?encoding)\s*=\s*[\"']?\s*([\w.:-]+)", re.IGNORECASE)
MAX_TREE_CHARS = 2_000_000  # above, trafilatura can take over ten seconds; our own choice goes on alone
SITE_NAME = re.compile(r"\s+(?:[|–—·»-]|::)\s+[^|–—·»]{1,40}$")
NEAR = 3  # blocks: a caption this near the body belongs to it
FEWEST_WORDS = 4
LONGEST_BYLINE = 40  # words
BODY_TAGS = frozenset("p li blockquote td dd dt pre h2 h3 h4 q".split())


@dataclass(frozen=True, slots=True)
class Chosen:
    """A block that belongs to the report, with its role."""

    block: Block
    role: Role


def read_page(item: RawItem, *, given: date | None = None) -> Iterator[Report | Unread]:
    """The report on a page."""
    if len(item.data) > MAX_PAGE_BYTES:
        yield Unread(item.source, f"a page of more than {MAX_PAGE_BYTES // 2**20} MiB", item.sha256)
        return
    charset = META_CHARSET.search(item.data[:4096])
    decoded = decode(item.data, declared=item.encoding or (charset[1].decode("ascii") if charset else None))
    page = cut_page(decoded.text)
    data = page_data(page)
    chosen = choose_blocks(page, decoded.text)
    chosen = _with_headline(page, chosen, data.headline)
    text, marks = compose(chosen)
    headline = chosen[0].block.text if chosen and chosen[0].role is Role.HEADLINE else None
    yield from build_report(
        item,
        text,
        id=item.report_id,
        title=item.title or headline,
        outlet=item.outlet or data.outlet,
        published=item.published or data.published,
        modified=data.modified,
        url=item.url or data.url,
        encoding=decoded.encoding,
        bytes_map=tuple(runs_of(chosen, decoded)),
        known=marks,
        given=given,
    )
    yield from damage_of(item, decoded)


def compose(chosen: Sequence[Chosen]) -> tuple[str, tuple[Mark, ...]]:
    """The report's text, an empty line between blocks, and the passages."""
    marks, at = [], 0
    for one in chosen:
        marks.append((at, at + len(one.block.text), one.role))
        at += len(one.block.text) + 2
    return "\n\n".join(one.block.text for one in chosen), tuple(marks)


def runs_of(chosen: Sequence[Chosen], decoded: Decoded) -> Iterator[ByteRun]:
    """The raw bytes of every piece that stands in the source as it stands in the text."""
    places, start = RawPlaces(decoded), 0
    for one in chosen:
        end = start + len(one.block.text)
        at = start - one.block.blanks
        for piece in one.block.pieces:
            first, last = max(start, at), min(end, at + len(piece.text))
            if piece.source is not None and first < last:
                yield from places.runs(piece.source + first - at, piece.source + last - at, first)
            at += len(piece.text)
        start = end + 2


def choose_blocks(page: Page, source: str) -> list[Chosen]:
    """The blocks of the report: what trafilatura keeps, and the captions, bylines and links that stand among it."""
    kept = _kept_by_trafilatura(source)
    body = [number for number, block in enumerate(page.blocks) if _is_body(block, kept)] if kept else []
    body = body or _plain_choice(page)
    if not body:
        return []
    inside, first, last = frozenset(body), body[0], body[-1]
    roles = [(block, _role_of(block, number in inside)) for number, block in enumerate(page.blocks)]
    return [
        Chosen(block, role)
        for at, (block, role) in enumerate(roles)
        if role is not None and (at in inside or _belongs(block, role, at, first, last))
    ]


def _belongs(block: Block, role: Role, at: int, first: int, last: int) -> bool:
    """True for what trafilatura drops though it stands with the report: headline, captions, byline, links between paragraphs."""
    if role is Role.HEADLINE:
        return at <= first
    if role is Role.CAPTION:
        return block.in_article or (not block.aside and first - NEAR <= at <= last + NEAR)
    if role is Role.BYLINE:
        return not block.aside and first - NEAR <= at <= last + NEAR
    return not block.aside and first <= at < last


def _role_of(block: Block, kept: bool) -> Role | None:
    """The block's role; None for one that is neither kept nor known.

    A class name is a hint only: sites wrap whole articles in elements called "share" or "meta", so what trafilatura keeps
    as text and is not mostly links stays body.
    """
    if block.role in (Role.HEADLINE, Role.CAPTION):
        return block.role
    words = len(block.text.split())
    if block.link_only and words >= FEWEST_WORDS - 1:
        return Role.RELATED
    if block.role is Role.BYLINE and words <= LONGEST_BYLINE:
        return Role.BYLINE
    if kept:
        return Role.BODY
    return Role.RELATED if block.role is Role.RELATED else None


def _norm(words: str) -> str:
    return " ".join(words.split())


@dataclass(frozen=True, slots=True)
class _Kept:
    lines: frozenset[str]
    whole: str


def _is_body(block: Block, kept: _Kept) -> bool:
    words = _norm(block.text)
    return words in kept.lines or (len(words) >= 30 and words in kept.whole)


def _kept_by_trafilatura(source: str) -> _Kept | None:
    """The lines trafilatura finds to be the text; None where it finds none."""
    if len(source) > MAX_TREE_CHARS:
        return None
    # Imported here: it takes half a second, which only a reader of web pages should pay.
    import lxml.etree  # type: ignore[import-untyped]  # its stubs are no dependency of ours
    import trafilatura

    logging.getLogger("trafilatura").addHandler(logging.NullHandler())  # what it says is told by the Unread
    try:
        found = trafilatura.bare_extraction(source, favor_precision=True, include_comments=False, with_metadata=False)
    except (ValueError, TypeError, AttributeError, IndexError, RecursionError, lxml.etree.LxmlError):
        return None  # pages too broken for it; our own choice stands in
    lines = [_norm(line.removeprefix("- ")) for line in (getattr(found, "text", None) or "").split("\n")]
    lines = [line for line in lines if line]
    return _Kept(frozenset(lines), " ".join(lines)) if lines else None


def _plain_choice(page: Page) -> list[int]:
    """Without trafilatura: paragraphs in the article, or anywhere but menus and footers if there is no article."""
    fit = [
        number
        for number, block in enumerate(page.blocks)
        if not block.aside and block.role in (None, Role.BODY) and not block.link_only and len(block.text.split()) >= FEWEST_WORDS
    ]
    for narrower in (
        [number for number in fit if page.blocks[number].in_article and page.blocks[number].tag in BODY_TAGS],
        [number for number in fit if page.blocks[number].in_article],
        [number for number in fit if page.blocks[number].tag in BODY_TAGS],
    ):
        if narrower:
            return narrower
    return fit


def _with_headline(page: Page, chosen: list[Chosen], said: str | None) -> list[Chosen]:
    """The headline first, once: the page's h1, else what the metadata or the title say."""
    if not chosen:
        return []
    headings = [one for one in chosen if one.role is Role.HEADLINE]
    wanted = {_norm(words) for words in (said, page.title and SITE_NAME.sub("", page.title.text)) if words}
    best = next((one for one in headings if _norm(one.block.text) in wanted), headings[0] if headings else None)
    best = best or _headline_from(page, chosen, said)
    rest = [one for one in chosen if one is not best and one.role is not Role.HEADLINE]
    rest = [one for one in rest if best is None or one.role is not Role.BODY or _norm(one.block.text) != _norm(best.block.text)]
    return [best, *rest] if best else rest


def _headline_from(page: Page, chosen: Sequence[Chosen], said: str | None) -> Chosen | None:
    """A headline that only the metadata or the window title gives."""
    title = page.title
    if said is None and title is not None and title.text:
        return Chosen(_without_site(title), Role.HEADLINE)
    if said is None or not said.strip():
        return None
    words = _norm(said)
    if title is not None and title.text.startswith(words):
        return Chosen(_cut(title, len(words)), Role.HEADLINE)
    return Chosen(Block("title", Role.HEADLINE, False, False, [Piece(words, None)]), Role.HEADLINE)


def _without_site(title: Block) -> Block:
    found = SITE_NAME.search(title.text)
    return _cut(title, found.start()) if found and found.start() >= 15 else title


def _cut(block: Block, length: int) -> Block:
    """The block's first characters."""
    pieces, left = [], length
    for piece in block.pieces:
        if left > 0:
            pieces.append(Piece(piece.text[:left], piece.source))
            left -= len(piece.text)
    return Block(block.tag, block.role, block.in_article, block.aside, pieces)
