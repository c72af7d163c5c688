"""A report as a file of the site, each with an ETag: the same report gives the same bytes."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Mapping, Sequence
from functools import lru_cache

from fastapi import Request, Response
from pydantic import TypeAdapter
from starlette.exceptions import HTTPException

from trucewatch.errors import UsageError
from trucewatch.model import Bulletin
from trucewatch.publish.bulletin.docx import to_docx
from trucewatch.publish.bulletin.html import html_of
from trucewatch.publish.bulletin.laying import sheet_of
from trucewatch.publish.bulletin.pdf import to_pdf
from trucewatch.publish.bulletin.plain import markdown_of
from trucewatch.publish.tongue import speaking

MEDIA: Mapping[str, str] = {
    "pdf": "application/pdf",
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "md": "text/markdown; charset=utf-8",
    "html": "text/html; charset=utf-8",
    "json": "application/json",
}
ENDINGS = tuple(MEDIA)
SHOWN = {"pdf": "inline", "json": "inline", "md": "inline"}  # an HTML file brings styles that the site's own pages may not
KEPT = 24  # files kept in memory: a report is asked for by many on the morning it appears


def answer(request: Request, bulletin: Bulletin, ending: str, name: str, *, marks: Sequence[str] = ()) -> Response:
    """The file; 304 where the asker holds it, 501 where the site lacks what writes it."""
    try:
        body = _made(bulletin, ending, str(request.base_url).rstrip("/"), tuple(marks))
    except UsageError as error:
        raise HTTPException(501, f"This site cannot write {ending.upper()} files: {error}.") from error
    headers = {
        "Content-Disposition": f'{SHOWN.get(ending, "attachment")}; filename="trucewatch-{name}.{ending}"',
        "ETag": f'"{hashlib.sha256(body).hexdigest()[:24]}"',
        "Cache-Control": "no-cache",
        "Vary": "Cookie, Accept-Language",
    }
    if headers["ETag"] in request.headers.get("if-none-match", ""):
        return Response(status_code=304, headers=headers)
    return Response(b"" if request.method == "HEAD" else body, media_type=MEDIA[ending], headers=headers)


@lru_cache(maxsize=KEPT)
def _made(bulletin: Bulletin, ending: str, base: str, marks: tuple[str, ...]) -> bytes:
    return WRITE[ending](bulletin, base, marks)


def _markdown(bulletin: Bulletin, base: str, marks: tuple[str, ...]) -> bytes:
    with speaking(bulletin.language):
        return markdown_of(sheet_of(bulletin, base=base, marks=marks)).encode("utf-8", "replace")


def _html(bulletin: Bulletin, base: str, marks: tuple[str, ...]) -> bytes:
    blind = frozenset(index for index, section in enumerate(bulletin.sections) if section.blind)
    with speaking(bulletin.language):
        return html_of(sheet_of(bulletin, base=base, marks=marks), blind).encode("utf-8", "replace")


def _json(bulletin: Bulletin, base: str, marks: tuple[str, ...]) -> bytes:
    """The record, and under `copy_marks` what must be known of this copy; its own `marks` are days."""
    told = {"copy_marks": marks} | TypeAdapter(Bulletin).dump_python(bulletin, mode="json")
    return (json.dumps(told, ensure_ascii=False, indent=1) + "\n").encode("utf-8", "replace")


WRITE: Mapping[str, Callable[[Bulletin, str, tuple[str, ...]], bytes]] = {
    "pdf": lambda bulletin, base, marks: to_pdf(bulletin, base=base, marks=marks),
    "docx": lambda bulletin, base, marks: to_docx(bulletin, base=base, marks=marks),
    "md": _markdown,
    "html": _html,
    "json": _json,
}
