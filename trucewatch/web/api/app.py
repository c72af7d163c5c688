"""The API put together: one application of its own under /api/v1, with its description and its errors."""

from __future__ import annotations

from fastapi import FastAPI, Request, Response

from trucewatch import __version__
from trucewatch.web.api import lists, records, writing
from trucewatch.web.api.asking import NotModified
from trucewatch.web.api.problems import KINDS, Problem, add_problems
from trucewatch.web.site import Site

ABOUT = """What a ceasefire ledger holds, for programs: incidents with their accounts and the exact words they rest on, findings
under agreements, demands, posts, and every change.

Lists give `next`, a cursor (ask again with `after`), also as a `Link` header. Every answer has an `ETag`; `asof` asks what was
known at a past moment. Addresses of records are permanent: an incident that was merged answers 301, one that no longer stands
410 with the reason. Errors are problem details (RFC 9457). Nothing here is more than alleged unless `state` says so; positions
are those of named places, no finer than about 1 km. Texts of reports are not given, only the short spans that claims rest on."""


def create_api(site: Site) -> FastAPI:
    """The API over a site; it is mounted at /api/v1."""
    api = FastAPI(
        title="Trucewatch API",
        version=__version__,
        description=ABOUT,
        docs_url=None,
        redoc_url=None,
        openapi_url="/openapi.json",
        redirect_slashes=False,
    )
    for part in (lists, records, writing):
        api.include_router(part.routes(site))
    add_problems(api)
    _describe_problems(api)

    @api.exception_handler(NotModified)
    def held(request: Request, error: NotModified) -> Response:
        return Response(status_code=304, headers={"ETag": error.tag})

    return api


def _describe_problems(api: FastAPI) -> None:
    """Put the kinds of problem into the description of the API, and leave out FastAPI's own form of errors."""
    made = api.openapi

    def described() -> dict[str, object]:
        known = made()
        schemas = known.setdefault("components", {}).setdefault("schemas", {})
        schemas["Problem"] = {
            "type": "object",
            "description": Problem.__doc__,
            "required": ["type", "title", "status"],
            "properties": {
                "type": {"type": "string", "description": " ".join(f"`{kind}`: {words}" for kind, words in KINDS.items())},
                "title": {"type": "string"},
                "status": {"type": "integer"},
                "detail": {"type": "string"},
            },
        }
        for form in ("HTTPValidationError", "ValidationError"):
            schemas.pop(form, None)
        _without_zone(schemas)
        for path in known.get("paths", {}).values():
            for answer in path.values():
                answer["responses"].pop("422", None)
        return known

    api.openapi = described  # type: ignore[method-assign]


def _without_zone(schema: object) -> None:
    """Say of hours of the day that they have no zone: the format "time" of JSON Schema asks for one."""
    if isinstance(schema, dict):
        if schema.get("format") == "time":
            schema["pattern"] = r"^\d{2}:\d{2}(:\d{2})?"
            del schema["format"]
        for part in schema.values():
            _without_zone(part)
    elif isinstance(schema, list):
        for part in schema:
            _without_zone(part)
