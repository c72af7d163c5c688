"""The options that commands share, and what they stand for: a day, the settings in force, the ledger, the endpoint."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, date, datetime
from enum import StrEnum
from typing import TYPE_CHECKING, Annotated

import typer

from trucewatch.errors import UsageError
from trucewatch.settings import HIGHEST_PORT, MOST_WORKERS, Settings, load_settings
from trucewatch.terminal import OK, PARTIAL, note

if TYPE_CHECKING:
    from trucewatch.ledger import Ledger
    from trucewatch.llm_reader import Endpoint
    from trucewatch.model import Incident, Unread


class ReaderName(StrEnum):
    """Who reads: the rules on this machine, or the language model behind the endpoint of the settings."""

    RULES = "rules"
    LLM = "llm"


class ModelName(StrEnum):
    """Which packaged model the rules read with: the full one, or the fast one of three layers."""

    FULL = "full"
    FAST = "fast"


Paths = Annotated[list[str], typer.Argument(metavar="PATH…", help="Files or folders; - is JSON Lines on stdin.")]
LedgerUrl = Annotated[str, typer.Option("--ledger", help="Ledger URL, such as sqlite:///file or postgresql+psycopg://…")]
PublishedOn = Annotated[str, typer.Option("--published", metavar="DATE", help="Publication day of reports that carry none.")]
AsJson = Annotated[bool, typer.Option("--json", help="One JSON array on stdout.")]
Quiet = Annotated[bool, typer.Option("--quiet", "-q", help="No progress and no notes on stderr.")]
AgreementIds = Annotated[list[str] | None, typer.Option("--agreement", help="Only this agreement; may be repeated.")]
Port = Annotated[int | None, typer.Option(help="Port; 8010 if not set.", min=0, max=HIGHEST_PORT)]
Workers = Annotated[
    int | None, typer.Option(help="Processes that read where there is much to read; 2 if not set.", min=1, max=MOST_WORKERS)
]
ReadBy = Annotated[
    ReaderName, typer.Option("--reader", help="rules, or llm: the endpoint in the settings; report text goes there.")
]
ReadWith = Annotated[
    ModelName | None, typer.Option("--model", help="full, or fast: a smaller model that errs somewhat more; full if not set.")
]
Explain = Annotated[bool, typer.Option("--explain", help="What made each claim, and what was read and left out, and why.")]
IncidentId = Annotated[str, typer.Argument(metavar="INCIDENT", help="An incident of the ledger.")]
OnDay = Annotated[str, typer.Option("--on", metavar="DATE", help="The day to look at; today if not given.")]


def day(words: str) -> date | None:
    """An ISO date from an option; None if it was not given."""
    if not words:
        return None
    try:
        return date.fromisoformat(words)
    except ValueError as error:
        raise UsageError(f"{words!r} is no date; write it as 2020-02-13") from error


def this_day(words: str) -> date:
    """The day from an option; today in UTC if it was not given."""
    return day(words) or datetime.now(UTC).date()


def settings_with(
    *, ledger: str = "", port: int | None = None, workers: int | None = None, model: ModelName | None = None
) -> Settings:
    """The settings in force, flags first."""
    settings, _ = load_settings()
    return replace(
        settings,
        ledger=ledger or settings.ledger,
        port=settings.port if port is None else port,
        workers=settings.workers if workers is None else workers,
        model=settings.model if model is None else model.value,
    )


def endpoint_of(reader: ReaderName, settings: Settings, *, quiet: bool) -> Endpoint | None:
    """The endpoint of the settings, if it is to read; whoever asked for it is told where the reports go."""
    from trucewatch.llm_reader import Endpoint

    if reader is ReaderName.RULES:
        return None
    if not settings.llm_url:
        raise UsageError("llm_url is not set; it is the address of the endpoint that reads, such as http://localhost:11434/v1")
    endpoint = Endpoint(settings.llm_url, settings.llm_model, settings.llm_key_variable, settings.llm_timeout)
    note(f"the text of every report is sent to {endpoint.host}", quiet=quiet)
    return endpoint


@contextmanager
def opened(url: str) -> Iterator[Ledger]:
    """The ledger the command works on."""
    from trucewatch.ledger import Ledger, default_url

    with Ledger.open(settings_with(ledger=url).ledger or default_url()) as ledger:
        yield ledger


def incident_of(book: Ledger, incident_id: str) -> Incident:
    """The incident of this id; a UsageError if the ledger has none."""
    from trucewatch.ledger import Kind
    from trucewatch.model import Incident

    incident = book.get(Kind.INCIDENT, incident_id)
    if not isinstance(incident, Incident):
        raise UsageError(f"the ledger has no incident {incident_id!r}")
    return incident


def list_unread(unread: Iterable[Unread]) -> int:
    """Name each input that could not be read; the exit code that follows."""
    count = 0
    for count, item in enumerate(unread, 1):  # noqa: B007
        note(f"unread: {item.source}: {item.reason}")
    return PARTIAL if count else OK
