"""Fetch from the network without trusting it: whom it speaks to, how long, how much, and where it is led."""

from __future__ import annotations

import ssl
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import replace
from time import monotonic
from types import TracebackType

import httpcore
import httpx

from trucewatch import __version__
from trucewatch.errors import OutsideError
from trucewatch.outside.addresses import Guard
from trucewatch.outside.answer import Answer, Limits
from trucewatch.outside.faults import Fault, Large, plain_faults
from trucewatch.outside.unpacking import Unpacking
from trucewatch.outside.wire import Line, Wire, resolve

PRODUCT = "Trucewatch"
FOR_GOOD = frozenset({301, 308})
REDIRECTS = frozenset({301, 302, 303, 307, 308})
LOWEST_FREE_PORT = 1024  # below it only those of the web: no mail server or database is ever spoken to
OWN_HEADERS = frozenset({"host", "user-agent", "accept-encoding", "content-length", "connection", "transfer-encoding"})


def agent_of(contact: str = "") -> str:
    """How every request names itself; `contact` is an address or page where whoever is asked can write to.

    agent_of("monitor@mission.example") == "Trucewatch/0.1.0 (monitor@mission.example)"
    """
    words = "".join(mark for mark in contact if " " <= mark <= "~" and mark not in "()\\").strip()
    return f"{PRODUCT}/{__version__}" + (f" ({words})" if words else "")


class Fetcher:
    """The only way out to the network; also a context manager.

    Addresses are http or https, without a password, on port 80, 443 or one above 1023. A name is looked up once, what it
    leads to is held against `guard`, and exactly the address that was held is connected to, again after every redirect and
    for every new connection. From https it is never led to http. Proxies of the environment are not used, no cookie is kept.
    May be used by several threads at once.
    """

    def __init__(
        self,
        *,
        guard: Guard | None = None,
        limits: Limits | None = None,
        contact: str = "",
        trust: ssl.SSLContext | None = None,
        resolver: Callable[[str, int], Sequence[str]] = resolve,
    ) -> None:
        self.guard, self.limits, self.agent = guard or Guard(), limits or Limits(), agent_of(contact)
        self._line = Line()
        wire = Wire(self.guard, self._line, resolver)
        trusted = trust or httpx.create_ssl_context()
        self._pool = httpcore.ConnectionPool(
            ssl_context=trusted, network_backend=wire, max_keepalive_connections=8, keepalive_expiry=30, max_connections=64
        )

    def get(
        self,
        url: str,
        *,
        headers: Mapping[str, str] | None = None,
        accept: Collection[str] = (),
        limits: Limits | None = None,
        beforehand: Callable[[str], None] = lambda url: None,
    ) -> Answer:
        """What stands at an address, whatever its status; an OutsideError where nothing comes of it.

        `headers` (such as If-None-Match) go along to the first host only. With `accept` (media types) another type of a good
        answer is a fault, told before its body is read; an answer that names no type passes. `beforehand` is called with every
        address that a redirect leads to, and may raise an OutsideError.
        """
        return self._journey("GET", url, headers or {}, b"", frozenset(accept), limits or self.limits, beforehand)

    def post(self, url: str, body: bytes, *, headers: Mapping[str, str] | None = None, limits: Limits | None = None) -> Answer:
        """Hand something to an address; it is never led elsewhere: a redirect is the answer."""
        return self._journey("POST", url, headers or {}, body, frozenset(), limits or self.limits)

    def close(self) -> None:
        """Hang up."""
        self._pool.close()

    def __enter__(self) -> Fetcher:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        self.close()

    def _journey(
        self,
        method: str,
        asked: str,
        headers: Mapping[str, str],
        body: bytes,
        accept: frozenset[str],
        limits: Limits,
        beforehand: Callable[[str], None] = lambda url: None,
    ) -> Answer:
        """From the address asked to the one that answers."""
        url, passed, moved = checked(asked), list[str](), True
        with self._line.until(monotonic() + limits.whole, asked):
            while True:
                own = headers if not passed or _host(url) == _host(checked(asked)) else {}
                answer = self._ask(method, asked, url, own, body, accept, limits)
                target = answer.headers.get("location", "")
                if method != "GET" or answer.status not in REDIRECTS or not target:
                    return replace(answer, passed=tuple(passed), moved=bool(passed) and moved)
                passed.append(str(url))
                moved = moved and answer.status in FOR_GOOD
                url = _led(asked, url, target, passed, limits)
                beforehand(str(url))

    def _ask(
        self,
        method: str,
        asked: str,
        url: httpx.URL,
        headers: Mapping[str, str],
        body: bytes,
        accept: frozenset[str],
        limits: Limits,
    ) -> Answer:
        """One request, one answer."""
        timeouts = {"connect": limits.connect, "read": limits.read, "write": limits.read, "pool": limits.whole}
        with (
            plain_faults(asked, self._line),
            self._pool.stream(
                method,
                httpcore.URL(scheme=url.raw_scheme, host=url.raw_host, port=url.port, target=url.raw_path),
                headers=_headers(url, self.agent, headers, body, method),
                content=body or None,
                extensions={"timeout": timeouts},
            ) as response,
        ):
            said = {name.decode("latin-1").lower(): value.decode("latin-1") for name, value in response.headers}
            answer = Answer(asked, str(url), response.status, said)
            if response.status in REDIRECTS and method == "GET":
                return answer
            _check_type(answer, accept)
            data, cut = _take(response, answer, limits)
        return Answer(asked, str(url), response.status, said, data, cut=cut)


def checked(words: str) -> httpx.URL:
    """An address that may be tried; an OutsideError where its form forbids it."""
    try:
        url = httpx.URL(words.strip())
        host = url.host  # one that begins with xn-- is read only here
    except (httpx.InvalidURL, UnicodeError, ValueError) as error:
        raise OutsideError(words, Fault.REFUSED, f"is no address: {error}") from error
    if url.scheme not in ("http", "https"):
        raise OutsideError(
            words, Fault.REFUSED, f"only http and https are fetched, not {url.scheme or 'an address without either'}"
        )
    if not host:
        raise OutsideError(words, Fault.REFUSED, "names no host")
    if url.userinfo:
        raise OutsideError(words, Fault.REFUSED, "an address with a name or password in it is not fetched")
    if url.port is not None and url.port < LOWEST_FREE_PORT and url.port not in (80, 443):
        raise OutsideError(words, Fault.REFUSED, f"port {url.port} is none of the web")
    return url.copy_with(fragment=None)


def _host(url: httpx.URL) -> tuple[str, str, int | None]:
    return url.scheme, url.host, url.port


def _led(asked: str, url: httpx.URL, target: str, passed: Sequence[str], limits: Limits) -> httpx.URL:
    """Where a redirect leads to, if that may be followed."""
    try:
        there = url.join(target)
    except (httpx.InvalidURL, UnicodeError, ValueError) as error:
        raise OutsideError(asked, Fault.REDIRECTS, f"is led to {target[:200]!r}, which is no address") from error
    try:
        led = checked(str(there))
    except OutsideError as error:
        raise OutsideError(asked, Fault.REFUSED, f"is led to {str(there)[:200]}: {error.reason}") from error
    if url.scheme == "https" and led.scheme == "http":
        raise OutsideError(asked, Fault.REDIRECTS, f"is led from https to {str(led)[:200]}, which is not secured")
    if str(led) in passed:
        raise OutsideError(asked, Fault.REDIRECTS, f"is led in a circle, back to {str(led)[:200]}")
    if len(passed) > limits.redirects:
        raise OutsideError(asked, Fault.REDIRECTS, f"is led on more than {limits.redirects} times, last to {str(led)[:200]}")
    return led


def _headers(url: httpx.URL, agent: str, own: Mapping[str, str], body: bytes, method: str) -> list[tuple[bytes, bytes]]:
    said = {
        "Host": url.netloc.decode("ascii"),
        "User-Agent": agent,
        "Accept-Encoding": "gzip, deflate",
        "Accept": "*/*",
    } | {name: value for name, value in own.items() if name.lower() not in OWN_HEADERS}
    if method != "GET":
        said["Content-Length"] = str(len(body))
    return [(name.encode("ascii"), value.encode("latin-1")) for name, value in said.items()]


def _check_type(answer: Answer, accept: frozenset[str]) -> None:
    if accept and answer.ok and answer.media_type and answer.media_type not in accept:
        raise OutsideError(answer.asked, Fault.TYPE, f"answers with {answer.media_type}, which is not read")


def _take(response: httpcore.Response, answer: Answer, limits: Limits) -> tuple[bytes, bool]:
    """The body, unpacked, within its limits; True with it if that is only its beginning."""
    unpacking = Unpacking(answer.headers.get("content-encoding", ""), limits.body)
    wire = 0
    for piece in response.iter_stream():
        wire += len(piece)
        try:
            if wire > limits.wire:
                raise Large(f"sends more than {limits.wire:,} bytes")
            unpacking.add(piece)
        except Large:
            if limits.cut:
                return unpacking.so_far(), True
            raise
    return unpacking.whole(), False
