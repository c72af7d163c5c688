"""What a page says about itself: times with their zone, outlet, headline and address (JSON-LD, OpenGraph, meta tags)."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from trucewatch.ingest.blocks import Page

PUBLISHED = (
    "article:published_time og:published_time datepublished date pubdate publishdate publish-date publication_date dc.date "
    "dc.date.issued dcterms.created dcterms.issued dcterms.date sailthru.date parsely-pub-date cxenseparse:recs:publishtime"
).split()
MODIFIED = "article:modified_time og:updated_time datemodified last-modified dcterms.modified lastmod".split()
ARTICLE = ("article", "report", "newsarticle", "posting", "webpage")
MAX_NESTING = 8  # of JSON-LD; @graph and mainEntity need three


@dataclass(frozen=True, slots=True)
class PageData:
    """Metadata as printed; None where the page says nothing."""

    headline: str | None = None
    outlet: str | None = None
    published: str | None = None
    modified: str | None = None
    url: str | None = None


def page_data(page: Page) -> PageData:
    """JSON-LD first, as it alone has the time of day with its zone on most sites, then meta tags, then time elements."""
    said = list(_linked_data(page.json_ld))
    meta = _meta(page)
    times = [tag.attributes for tag in page.tags if tag.name == "time" and tag.attributes.get("datetime")]
    own = [time["datetime"] for time in times if "pubdate" in time or time.get("itemprop", "").lower() == "datepublished"]
    links = [tag.attributes.get("href") for tag in page.tags if tag.attributes.get("rel", "").lower() == "canonical"]
    return PageData(
        headline=_first([_words(one.get("headline")) for one in said], [meta.get("og:title"), meta.get("twitter:title")]),
        outlet=_first([_words(one.get("publisher")) for one in said], [meta.get("og:site_name"), meta.get("application-name")]),
        published=_first([_words(one.get("datePublished")) for one in said], [meta.get(name) for name in PUBLISHED], own),
        modified=_first([_words(one.get("dateModified")) for one in said], [meta.get(name) for name in MODIFIED]),
        url=next((link for link in [*links, meta.get("og:url")] if link and link.startswith(("http://", "https://"))), None),
    )


def _first(*groups: Sequence[str | None]) -> str | None:
    return next((words.strip() for group in groups for words in group if words and words.strip()), None)


def _meta(page: Page) -> dict[str, str]:
    out: dict[str, str] = {}
    for tag in page.tags:
        if tag.name == "meta":
            for key in ("property", "name", "itemprop"):
                if name := tag.attributes.get(key, "").lower():
                    out.setdefault(name, tag.attributes.get("content", ""))
    return out


def _linked_data(scripts: Sequence[str]) -> Iterator[dict[str, object]]:
    """Objects that tell of an article, those of an article type before others that have a date."""
    found = [one for script in scripts for one in _objects(_parsed(script), MAX_NESTING)]
    articles = [one for one in found if any(kind in str(one.get("@type", "")).lower() for kind in ARTICLE)]
    yield from sorted(articles, key=lambda one: "article" not in str(one.get("@type", "")).lower())


def _parsed(script: str) -> object:
    try:
        return json.loads(script.strip().removeprefix("<![CDATA[").removesuffix("]]>"), strict=False)
    except (ValueError, RecursionError):
        return None  # broken JSON-LD is common; the meta tags and the text remain


def _objects(value: object, depth: int) -> Iterator[dict[str, object]]:
    if isinstance(value, dict):
        yield value
    if depth and isinstance(value, dict | list):
        for inner in value.values() if isinstance(value, dict) else value:
            if isinstance(inner, dict | list):
                yield from _objects(inner, depth - 1)


def _words(value: object) -> str | None:
    if isinstance(value, list):
        value = value[0] if value else None
    if isinstance(value, dict):
        value = value.get("name")
    return value if isinstance(value, str) else None
