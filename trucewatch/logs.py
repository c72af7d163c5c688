"""What services and commands say of themselves: words on a terminal, one JSON object a line where nobody reads along.

A line says what happened (`says`, in words), of what kind it is (`event`), and names its facts. Facts are figures, states, names
of feeds, ids and routes: never the text of a report, a query, a password or a token, and an address on the network only if
`log_addresses` asks for it. What is called like a secret is struck out even so.
"""

from __future__ import annotations

import logging
import re
import sys
from collections.abc import Mapping, MutableMapping
from typing import Any, TextIO, cast

import structlog
from structlog.typing import EventDict, WrappedLogger

from trucewatch.settings import Settings
from trucewatch.terminal import hand_notes_to, visible

SECRET = re.compile(r"(?i)passw|secret|token|cookie|authoriz|session|csrf|api.?key|credential|\bkey_id\b")
IN_ADDRESS = re.compile(r"(?<=://)[^\s?#]*(?=@)")  # name and password in a URL, also one with signs that should be escaped
IN_QUERY = re.compile(r"(?i)([?&][^=&\s]*(?:passw|secret|token|key|credential)[^=&\s]*=)[^&\s]+")
STRUCK = "***"
LIBRARIES = ("trucewatch", "uvicorn", "alembic")
LONGEST = 500  # characters of one value; a fault may quote what a site sent
FIELDS = ("at", "level", "service", "event", "says")  # of every line, in this order; docs/operations.md lists what else may come


LEVELS: Mapping[str, int] = {
    "debug": logging.DEBUG,
    "info": logging.INFO,
    "warning": logging.WARNING,
    "error": logging.ERROR,
}


class Log:
    """The lines of one service; `as_json` tells whether anybody reads along."""

    def __init__(self, inner: Any, *, as_json: bool, addresses: bool = False, least: int = logging.INFO) -> None:
        self._inner, self.as_json, self.addresses, self._least = inner, as_json, addresses, least

    def say(self, says: str, *, event: str, level: str = "info", quiet: bool = False, **facts: object) -> None:
        """A line: its words, its kind, its facts; where `quiet`, warnings and worse only."""
        self.tell(says, facts, event=event, level=level, quiet=quiet)

    def tell(self, says: str, facts: Mapping[str, object], *, event: str, level: str = "info", quiet: bool = False) -> None:
        """The same, with the facts in one."""
        if not quiet or LEVELS[level] >= logging.WARNING:
            self._inner.log(LEVELS[level], event, says=says, **facts)

    def take_over(self) -> None:
        """Where lines are JSON: what commands note and libraries log is written here too, from now on."""
        if not self.as_json:
            return
        hand_notes_to(lambda words, fault: self.say(words, event="note", level="error" if fault else "info"))
        for name in LIBRARIES:
            theirs = logging.getLogger(name)
            theirs.handlers, theirs.propagate = [_FromLibraries(self)], False
            theirs.setLevel(self._least if name == "trucewatch" else max(self._least, logging.WARNING))


def begin(service: str, settings: Settings, *, stream: TextIO | None = None) -> Log:
    """The log of a service; in form `auto` it is plain on a terminal and JSON elsewhere."""
    stream = stream or sys.stderr
    as_json = settings.log_format == "json" or (settings.log_format == "auto" and not stream.isatty())
    least = LEVELS[settings.log_level]
    finish: list[Any] = [_safe, _shortened]
    finish += [_in_order, structlog.processors.JSONRenderer(ensure_ascii=False)] if as_json else [_words]
    inner = structlog.wrap_logger(
        structlog.WriteLogger(cast(TextIO, _Lines(stream))),
        processors=[
            structlog.stdlib.add_log_level,
            _service(service),
            structlog.processors.TimeStamper(fmt="iso", utc=True, key="at"),
            *finish,
        ],
        wrapper_class=structlog.make_filtering_bound_logger(least),
        cache_logger_on_first_use=True,
    )
    return Log(inner, as_json=as_json, addresses=settings.log_addresses, least=least)


def end() -> None:
    """Notes are for the person again, and libraries log as they did."""
    hand_notes_to(None)
    for name in LIBRARIES:
        logging.getLogger(name).handlers, logging.getLogger(name).propagate = [], True


class _Lines:
    """A stream that is handed whole lines, and a closed one that loses them without a fault."""

    def __init__(self, stream: TextIO) -> None:
        self._stream = stream

    def write(self, text: str) -> None:
        try:
            self._stream.write(text)
            self._stream.flush()
        except (OSError, ValueError, UnicodeEncodeError):  # a full disk or a reader that is gone stops no service
            return

    def flush(self) -> None:
        return


class _FromLibraries(logging.Handler):
    """Lines of the standard logging module as lines of ours."""

    def __init__(self, log: Log) -> None:
        super().__init__()
        self._log = log

    def emit(self, record: logging.LogRecord) -> None:
        level = next((name for name, least in reversed(list(LEVELS.items())) if record.levelno >= least), "debug")
        kind = type(record.exc_info[1]).__name__ if record.exc_info and record.exc_info[1] else ""
        facts = {"logger": record.name} | ({"fault": kind, "where": _where(record)} if kind else {})
        self._log.tell(record.getMessage(), facts, event="library", level=level)


def _where(record: logging.LogRecord) -> str:
    """The last places of a fault, innermost last: file names and lines, no values."""
    trace, places = record.exc_info[2] if record.exc_info else None, []
    while trace is not None:
        code = trace.tb_frame.f_code
        places.append(f"{code.co_filename.rpartition('/')[2]}:{trace.tb_lineno}")
        trace = trace.tb_next
    return " > ".join(places[-8:])


def _service(service: str) -> Any:
    def named(_: WrappedLogger, __: str, fields: EventDict) -> EventDict:
        fields["service"] = service
        return fields

    return named


def safe(value: Any) -> Any:
    """A value without the password of an address, and without what is called like a secret, however deep it stands."""
    if isinstance(value, str):
        return IN_QUERY.sub(rf"\1{STRUCK}", IN_ADDRESS.sub(STRUCK, value))
    if isinstance(value, Mapping):
        return {key: STRUCK if SECRET.search(str(key)) else safe(one) for key, one in value.items()}
    if isinstance(value, list | tuple):
        return [safe(one) for one in value]
    return value


def _safe(_: WrappedLogger, __: str, fields: EventDict) -> EventDict:
    cleaned: MutableMapping[str, Any] = safe(fields)
    return cleaned


def _shortened(_: WrappedLogger, __: str, fields: EventDict) -> EventDict:
    return {name: f"{one[:LONGEST]}…" if isinstance(one, str) and len(one) > LONGEST else one for name, one in fields.items()}


def _in_order(_: WrappedLogger, __: str, fields: EventDict) -> EventDict:
    first = {name: fields.pop(name) for name in FIELDS if name in fields}
    return {**first, **fields}


def _words(_: WrappedLogger, __: str, fields: EventDict) -> str:
    """The words alone, as commands have always said them; nothing in them drives the terminal."""
    return visible(str(fields["says"]))
