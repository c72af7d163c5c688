"""The command that shows the site, and what it needs of its settings: the door it answers at, and the one for figures."""

from __future__ import annotations

import socket
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from functools import partial
from typing import TYPE_CHECKING, Annotated

import typer

from trucewatch import __version__
from trucewatch.errors import TrucewatchError, UsageError
from trucewatch.options import LedgerUrl, Port, Quiet, settings_with
from trucewatch.settings import Settings, secret

if TYPE_CHECKING:
    from fastapi import FastAPI

    from trucewatch.health import Examiner, Figures
    from trucewatch.ledger import Ledger
    from trucewatch.logs import Log


def serve_command(
    ledger: LedgerUrl = "",
    port: Port = None,
    development: Annotated[bool, typer.Option("--development", help="Show the parts of the pages at /parts too.")] = False,
    read_only: Annotated[
        bool, typer.Option("--read-only", help="Only read, as from a standby of PostgreSQL: nobody signs in, nothing is written.")
    ] = False,
    quiet: Quiet = False,
) -> None:
    """The web site over the ledger, on this machine."""
    settings = settings_with(ledger=ledger, port=port)
    if read_only:
        _serve_reading(settings, from_flag=bool(ledger), quiet=quiet)
    else:
        serve(settings, quiet=quiet, development=development)


def _serve_reading(settings: Settings, *, from_flag: bool, quiet: bool) -> None:
    """The public site over a copy that is only read."""
    from trucewatch.health import Examiner
    from trucewatch.knowledge.places import load_gazetteer
    from trucewatch.ledger import Ledger, default_url
    from trucewatch.logs import begin
    from trucewatch.pipeline import clock

    if settings.reading == "closed":
        raise UsageError("--read-only shows the site to the public; reading = closed lets in nobody who has not signed in")
    log = begin("serve", settings)
    load_gazetteer()
    url = settings.ledger if from_flag or not settings.replica else settings.replica
    with Ledger.open(url or default_url(), reads_only=True) as ledger:
        look = Examiner(ledger, clock, most_behind=settings.standby_most_seconds)
        figures = _figures(look)
        site = _any_site(settings, look, figures, log, quiet=quiet)(ledger)
        _answer(site, ledger, settings, figures, log, quiet=quiet)


def serve(settings: Settings, *, quiet: bool, development: bool = False) -> None:
    """The site over a ledger that is written to, for visitors and reviewers."""
    import time

    from trucewatch.alerting.configured import rules_of
    from trucewatch.alerting.store import Alerts, alerts_url
    from trucewatch.feeds import Feeds, feeds_url
    from trucewatch.health import Examiner
    from trucewatch.knowledge.places import load_gazetteer
    from trucewatch.ledger import Ledger, default_url
    from trucewatch.logs import begin
    from trucewatch.people import Limits, People, people_url
    from trucewatch.pipeline import clock
    from trucewatch.upkeep import upkeep

    log = begin("serve", settings)
    load_gazetteer()  # a damaged shelf of places is told here, not by every page
    url = settings.ledger or default_url()
    limits = Limits(settings.session_idle_minutes * 60, settings.session_days * 86_400)
    with (
        Ledger.open(url) as ledger,
        People.open(people_url(url), limits=limits, reads_days=settings.reads_kept_days) as people,
        Feeds.open(feeds_url(url)) as feeds,
        Alerts.open(alerts_url(url)) as alerts,
        upkeep(url, settings) as kept,
    ):
        look = Examiner(ledger, clock, lambda: feeds.health(time.time()), alerts, kept, settings.disk_least_mb * 1_000_000)
        figures = _figures(look)
        site = _any_site(settings, look, figures, log, quiet=quiet)(
            ledger,
            people=people,
            closed=settings.reading == "closed",
            development=development,
            watched=lambda: feeds.health(time.time()),
            rules=lambda: rules_of(settings.alerts),
            alerts=alerts,
        )
        _answer(site, ledger, settings, figures, log, quiet=quiet)


def _figures(look: Examiner) -> Figures:
    """The figures of a site, with the versions in force."""
    from trucewatch.health import Figures
    from trucewatch.knowledge.places import knowledge_in_force
    from trucewatch.language import model_version

    return Figures(look.look, version=__version__, model=model_version(), knowledge=knowledge_in_force())


def _any_site(settings: Settings, look: Examiner, figures: Figures, log: Log, *, quiet: bool) -> partial[FastAPI]:
    """What makes a site, with all that one takes from the settings whether it is written to or only read."""
    from trucewatch.knowledge.parties import load_parties
    from trucewatch.pipeline import clock
    from trucewatch.web import create_app
    from trucewatch.web.policy import Policy
    from trucewatch.web.requests import RequestLog

    return partial(
        create_app,
        today=lambda: clock().date(),
        labels=load_parties().label,
        behind_https=settings.behind_https,
        policy=Policy(settings.public_blur_km, settings.public_delay_hours, clock),
        licence=settings.data_licence,
        witnesses=(figures,) if quiet else (figures, RequestLog(log)),
        examiner=look,
        figures=figures.page,
        figures_token=secret("metrics_token"),
    )


def _answer(site: FastAPI, ledger: Ledger, settings: Settings, figures: Figures, log: Log, *, quiet: bool) -> None:
    """Answer requests until somebody ends it."""
    import uvicorn

    from trucewatch.web.warming import warm

    with (
        _listening(settings.host, settings.port) as door,
        _figures_told(settings, figures),
        suppress(KeyboardInterrupt),
    ):
        log.take_over()
        address = f"http://{settings.host}:{door.getsockname()[1]}/"
        log.say(f"{address}  (Ctrl-C ends it)", event="listening", quiet=quiet, address=address)
        warm(ledger, lambda line: log.say(line, event="warmed", quiet=quiet))
        proxied = settings.behind_https
        told = None if log.as_json else uvicorn.config.LOGGING_CONFIG
        config = uvicorn.Config(
            site, log_level="warning", log_config=told, access_log=False, lifespan="off", proxy_headers=proxied
        )
        uvicorn.Server(config).run(sockets=[door])


def _listening(host: str, port: int) -> socket.socket:
    """The door the site answers at; where there can be none, the error says what to change."""
    try:
        family = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0][0]
        return socket.create_server((host, port), family=family)
    except (OSError, UnicodeError) as error:
        why = error.strerror if isinstance(error, OSError) else error
        raise TrucewatchError(
            f"the site cannot listen on {host}:{port} ({why}); choose with --port or TRUCEWATCH_HOST"
        ) from error


@contextmanager
def _figures_told(settings: Settings, figures: Figures) -> Iterator[None]:
    """The door of their own for figures, if the settings name one."""
    from prometheus_client import start_http_server

    if not settings.metrics_port:
        yield
        return
    try:
        server, thread = start_http_server(settings.metrics_port, settings.metrics_host, figures.registry)
    except OSError as error:
        where = f"{settings.metrics_host}:{settings.metrics_port}"
        raise TrucewatchError(f"figures cannot be told on {where} ({error.strerror}); choose another metrics_port") from error
    try:
        yield
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
