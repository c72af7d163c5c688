"""The site's static files: compressed where the browser can read it, kept for good where their address names their version."""

from __future__ import annotations

import csv
import hashlib
import mimetypes
import os
import pathlib
from functools import cache

from starlette.responses import FileResponse, Response
from starlette.staticfiles import StaticFiles
from starlette.types import Scope

FOLDER = pathlib.Path(__file__).parent / "static"
VENDOR = "vendor"
KEPT = "public, max-age=31536000, immutable"
ASKED_AGAIN = "no-cache"  # kept, but asked for each time whether it changed (ETag)
COMPRESSED = ".br"
mimetypes.add_type("text/javascript", ".mjs")
mimetypes.add_type("text/javascript", ".js")
mimetypes.add_type("font/woff2", ".woff2")


class Statics(StaticFiles):
    """Serves the folder; a file that lies there compressed too is sent so to who accepts it."""

    def file_response(
        self, full_path: os.PathLike[str] | str, stat_result: os.stat_result, scope: Scope, status_code: int = 200
    ) -> Response:
        """The file, with how long it may be kept."""
        query, path = bytes(scope.get("query_string", b"")), pathlib.Path(full_path)
        lasting = VENDOR in path.parts or path.suffix == ".woff2" or query.startswith(b"v=")
        accepted = next((value for name, value in scope["headers"] if name == b"accept-encoding"), b"")
        small = path.with_name(path.name + COMPRESSED)
        sent = b"br" in accepted and VENDOR in path.parts and small.is_file() and path.suffix != COMPRESSED
        if sent:
            media = mimetypes.guess_type(path.name)[0] or "application/octet-stream"
            answer: Response = FileResponse(small, status_code, media_type=media, stat_result=small.stat())
            answer.headers["Content-Encoding"] = "br"
        else:
            answer = super().file_response(full_path, stat_result, scope, status_code)
        answer.headers["Cache-Control"] = KEPT if lasting else ASKED_AGAIN
        if VENDOR in path.parts:
            answer.headers["Vary"] = "Accept-Encoding"
        return answer


@cache
def static(name: str) -> str:
    """The address of a static file with its version, so that a browser can keep it: `static("overview.css")`."""
    digest = hashlib.sha256((FOLDER / name).read_bytes()).hexdigest()[:12]
    return f"/static/{name}?v={digest}"


@cache
def vendored(name: str) -> str:
    """The address of another project's file: `vendored("htmx.min.js")`; a KeyError names one that is not there."""
    return f"/static/{VENDOR}/{_vendored()[name]}"


@cache
def _vendored() -> dict[str, str]:
    with (FOLDER / VENDOR / "files.csv").open(newline="") as file:
        return {row["file"].rpartition("/")[2]: row["file"] for row in csv.DictReader(file)}
