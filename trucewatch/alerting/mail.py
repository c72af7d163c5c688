"""Hand letters to a mail server: secured, within time, one recipient at a time, and what it answers in plain words."""

from __future__ import annotations

import smtplib
import socket
import ssl
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from enum import StrEnum
from threading import Timer

from trucewatch.alerting.letter import letter, plain
from trucewatch.alerting.outcome import WHOLE, Came, Message, Outcome

STEP = 30.0  # seconds that one answer of the server is waited for
PERMANENT = 500


class Security(StrEnum):
    """How the way to the server is secured; NONE only for a server on the same machine or an inner network."""

    STARTTLS = "starttls"
    TLS = "tls"
    NONE = "none"


@dataclass(frozen=True, slots=True)
class MailServer:
    """Where letters are handed in; `sender` is the address they come from, `site` where their links lead."""

    host: str
    port: int
    sender: str
    security: Security = Security.STARTTLS
    user: str = ""
    password: str = ""
    site: str = ""
    step: float = STEP
    whole: float = WHOLE.total_seconds()
    trust: ssl.SSLContext | None = None


class MailCarrier:
    """Takes messages to a mail server, each in a connection of its own."""

    def __init__(self, server: MailServer) -> None:
        self._server = server

    def deliver(self, message: Message) -> Outcome:
        """Try once. A server that hangs is hung up on; one that breaks off behind the text may have taken it: it is tried again.

        A server that did take it sees the same Message-ID again.
        """
        made = letter(message, sender=self._server.sender, site=self._server.site)
        try:
            with self._connected() as line:
                refused = line.send_message(made, from_addr=_address(self._server.sender), to_addrs=[message.to])
        except smtplib.SMTPRecipientsRefused as error:
            return _refused(*error.recipients[message.to])
        except (smtplib.SMTPSenderRefused, smtplib.SMTPDataError, smtplib.SMTPHeloError) as error:
            return _refused(error.smtp_code, error.smtp_error)
        except smtplib.SMTPAuthenticationError as error:  # whoever runs this can set it right: nothing is lost meanwhile
            return Outcome(Came.LATER, f"the mail server does not accept the user or password: {_said(error.smtp_error)}")
        except smtplib.SMTPNotSupportedError as error:
            return Outcome(Came.LATER, f"the mail server cannot do what is asked: {plain(str(error))}")
        except smtplib.SMTPServerDisconnected as error:
            return Outcome(Came.LATER, f"the mail server broke off: {plain(str(error))}")
        except TimeoutError:
            return Outcome(Came.LATER, "the mail server does not answer in time")
        except ssl.SSLError as error:
            return Outcome(Came.LATER, f"the way to the mail server cannot be secured: {plain(str(error))}")
        except (OSError, smtplib.SMTPException, UnicodeError) as error:
            return Outcome(Came.LATER, f"the mail server cannot be reached: {plain(str(error))}")
        if message.to in refused:
            return _refused(*refused[message.to])
        return Outcome(Came.SENT, f"accepted by {self._server.host}")

    @contextmanager
    def _connected(self) -> Iterator[smtplib.SMTP]:
        """A connection that is ready for a letter, and is cut off once the whole time is over, however it is filled."""
        server = self._server
        lines: list[smtplib.SMTP] = []
        over: list[bool] = []

        def cut() -> None:
            over.append(True)
            for sock in [line.sock for line in lines if line.sock is not None]:
                with suppress(OSError):
                    sock.shutdown(socket.SHUT_RDWR)

        clock = Timer(server.whole, cut)
        clock.daemon = True
        clock.start()
        try:
            trust = server.trust or ssl.create_default_context()
            line = _Secured(server, lines, trust) if server.security is Security.TLS else _Plain(server, lines)
            if server.security is Security.STARTTLS:
                line.starttls(context=trust)
            if server.user:
                line.login(server.user, server.password)
            yield line
        except (smtplib.SMTPServerDisconnected, OSError) as error:
            if over or isinstance(error.__context__, TimeoutError):  # smtplib tells a time that is over as a line that broke
                raise TimeoutError from error
            raise
        finally:
            clock.cancel()
            for one in lines:
                _hang_up(one)


class _Plain(smtplib.SMTP):
    """A connection that is known before the server says its first word, so that it can be cut off while it is waited for."""

    def __init__(self, server: MailServer, lines: list[smtplib.SMTP]) -> None:
        lines.append(self)
        super().__init__(server.host, server.port, timeout=server.step)


class _Secured(smtplib.SMTP_SSL):
    """The same, secured from its first byte on."""

    def __init__(self, server: MailServer, lines: list[smtplib.SMTP], trust: ssl.SSLContext) -> None:
        lines.append(self)
        super().__init__(server.host, server.port, timeout=server.step, context=trust)


def _hang_up(line: smtplib.SMTP) -> None:
    """Say goodbye without waiting long for the answer: the letter was accepted or refused before."""
    with suppress(OSError, smtplib.SMTPException):
        if line.sock is not None:
            line.sock.settimeout(1)
            line.putcmd("quit")
    line.close()


def _refused(code: int, said: bytes | str) -> Outcome:
    """4xx is for now, 5xx for good; anything else is no answer of a mail server, and tried again."""
    words = f"{code} {_said(said)}"
    if PERMANENT <= code < 600:
        return Outcome(Came.NEVER, f"refused: {words}")
    return Outcome(Came.LATER, f"not now: {words}")


def _said(words: bytes | str) -> str:
    return plain(words.decode("utf-8", "replace") if isinstance(words, bytes) else words)[:200]


def _address(sender: str) -> str:
    """ "Mission <alerts@mission.example>" as "alerts@mission.example"."""
    inside = sender.rpartition("<")[2].rstrip(">").strip()
    return inside or sender
