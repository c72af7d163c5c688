"""How the site says that something went wrong: what happened, what it means, one way on."""

from __future__ import annotations

from dataclasses import dataclass
from http import HTTPStatus

from fastapi import FastAPI, Request, Response
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse, PlainTextResponse
from starlette.exceptions import HTTPException

from trucewatch.errors import TrucewatchError
from trucewatch.publish.tongue import marked, say, speak
from trucewatch.web.headers import SAFE_HEADERS
from trucewatch.web.parts import Frame, Message, frame
from trucewatch.web.people.doorkeeper import sign_in_first
from trucewatch.web.people.visiting import SignInNeeded
from trucewatch.web.site import FILES, Site, language_of


@dataclass(frozen=True, slots=True)
class ErrorPage:
    """What `error.html` shows: what happened, what it means, one way on."""

    frame: Frame
    message: Message
    status: int


MEANS = {
    400: marked("Nothing was chosen, so nothing is shown: a wrong question should not look like an empty answer."),
    404: marked("It may never have been there, or the address may be mistyped. Entries of the ledger are not deleted."),
    403: marked("It is for somebody else, or it did not come from a page of this site."),
    405: marked("This page can only be read."),
    503: marked("It is not kept here yet: somebody has to open it once where the ledger is written. All else is shown."),
    413: marked("Send it in parts, or as a file on the machine that keeps the ledger."),
}


def add_errors(app: FastAPI, site: Site) -> None:
    """Answer every error in words."""

    @app.exception_handler(HTTPException)
    def refused(request: Request, error: HTTPException) -> Response:
        if request.url.path.startswith("/api/"):  # a line break in the address: the API is not found under it
            title = HTTPStatus(error.status_code).phrase
            told = {"type": "/api/v1/problems#not-found", "title": title, "status": error.status_code, "detail": title}
            return JSONResponse(told, error.status_code, error.headers, "application/problem+json")
        speak(language_of(request))
        what = say("There is no such page.") if error.detail == "Not Found" else str(error.detail)
        means = say(MEANS.get(error.status_code, marked("The page cannot be shown.")))
        return _answer(site, request, Message(what, means, say("All incidents"), "/"), error.status_code)

    @app.exception_handler(SignInNeeded)
    def unknown(request: Request, error: SignInNeeded) -> Response:
        speak(language_of(request))
        return sign_in_first(request, error)

    @app.exception_handler(RequestValidationError)
    def misread(request: Request, error: RequestValidationError) -> Response:
        speak(language_of(request))
        message = Message(say("The address could not be understood."), say(MEANS[400]), say("All incidents"), "/")
        return _answer(site, request, message, 400)

    @app.exception_handler(TrucewatchError)
    def unreadable(request: Request, error: TrucewatchError) -> Response:
        speak(language_of(request))
        what = say("The ledger could not be read: %(error)s", error=error)
        means = say("Nothing can be said about what it holds. This is not an empty ledger.")
        return _answer(site, request, Message(what, means, say("Try again"), str(request.url.path)), 503)

    @app.exception_handler(Exception)
    def broken(request: Request, error: Exception) -> Response:
        speak(language_of(request))
        message = Message(
            say("This page could not be made."), say("The fault is ours; the ledger is as it was."), say("All incidents"), "/"
        )
        answer = _answer(site, request, message, 500)
        answer.headers.update(SAFE_HEADERS)  # this handler stands outside the middleware
        return answer


def _frame_or_none(site: Site, request: Request) -> Frame:
    """The frame of an error page; without its moment if the ledger itself is what fails."""
    try:
        return frame(site.room(request), "", say("Not shown"))
    except Exception:
        return Frame("", say("Not shown"), None, None)


def _answer(site: Site, request: Request, message: Message, status: int) -> Response:
    if request.url.path.endswith(FILES) or request.url.path.startswith("/texts/"):
        return PlainTextResponse(f"{message.what}\n{message.means}\n".encode("utf-8", "replace"), status_code=status)
    return site.show(request, "error.html", ErrorPage(_frame_or_none(site, request), message, status), status)
