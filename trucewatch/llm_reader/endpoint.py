"""Ask an OpenAI-compatible endpoint one question, and take nothing for granted of what comes back."""

from __future__ import annotations

import http.client
import json
import os
import time
import urllib.error
import urllib.request
from collections.abc import Sequence
from dataclasses import dataclass
from typing import IO
from urllib.parse import urlsplit

from pydantic import TypeAdapter, ValidationError

from trucewatch.errors import TrucewatchError, UsageError

MOST_BYTES = 4 * 1024 * 1024  # of one answer; two hundred claims take about 100 KiB
PIECE = 64 * 1024
MOST_WORDS_OF_THEIRS = 200  # characters of an error message that is not ours


class EndpointError(TrucewatchError):
    """The endpoint gave no usable answer: why."""


@dataclass(frozen=True, slots=True)
class Endpoint:
    """Where the second reader is asked. The key itself stays in the environment, under the name `key_variable`."""

    url: str
    model: str
    key_variable: str = "TRUCEWATCH_LLM_KEY"
    timeout: int = 120

    def __post_init__(self) -> None:
        parts = urlsplit(self.url)
        if parts.scheme not in ("http", "https") or not parts.hostname:
            raise UsageError(f"llm_url: {self.url!r} is no address; write it as https://host/v1")
        if not self.model:
            raise UsageError("llm_model is not set; it is the name the endpoint knows the model by")

    @property
    def host(self) -> str:
        """Where report text is sent to."""
        return urlsplit(self.url).netloc.rpartition("@")[2]


@dataclass(frozen=True, slots=True)
class _Message:
    content: str | None


@dataclass(frozen=True, slots=True)
class _Choice:
    message: _Message
    finish_reason: str | None = None


@dataclass(frozen=True, slots=True)
class _Answer:
    choices: tuple[_Choice, ...]


class _StayHere(urllib.request.HTTPRedirectHandler):
    """Follows no redirect: neither the key nor the report goes to an address nobody named."""

    def redirect_request(
        self, req: urllib.request.Request, fp: IO[bytes], code: int, msg: str, headers: http.client.HTTPMessage, newurl: str
    ) -> None:
        """Leave it at the answer that wants to redirect."""


def ask(endpoint: Endpoint, messages: Sequence[dict[str, str]]) -> str:
    """What the model answers; an EndpointError says why there is no answer."""
    body = {
        "model": endpoint.model,
        "messages": list(messages),
        "temperature": 0,
        "response_format": {"type": "json_object"},
    }
    raw = _fetch(endpoint, json.dumps(body).encode())
    try:
        answer = TypeAdapter(_Answer).validate_json(raw)
    except ValidationError as error:
        raise EndpointError(f"{endpoint.host} answered in another form than the chat completions of OpenAI") from error
    if not answer.choices or not answer.choices[0].message.content:
        raise EndpointError(f"{endpoint.host} gave an empty answer")
    if answer.choices[0].finish_reason == "length":
        raise EndpointError(f"the answer of {endpoint.host} was cut off at its longest")
    return answer.choices[0].message.content


def _fetch(endpoint: Endpoint, body: bytes) -> bytes:
    headers = {"Content-Type": "application/json", "Accept": "application/json", "User-Agent": "trucewatch"}
    if key := os.environ.get(endpoint.key_variable, "").strip():
        headers["Authorization"] = f"Bearer {key}"
    request = urllib.request.Request(f"{endpoint.url.rstrip('/')}/chat/completions", body, headers)
    ends = time.monotonic() + endpoint.timeout
    try:
        with urllib.request.build_opener(_StayHere).open(request, timeout=endpoint.timeout) as response:
            return _read(response, endpoint, ends)
    except urllib.error.HTTPError as error:
        with error:
            raise EndpointError(_refusal(endpoint, error)) from error
    except TimeoutError as error:
        raise EndpointError(f"{endpoint.host} gave no answer within {endpoint.timeout} s") from error
    except (OSError, http.client.HTTPException, ValueError) as error:  # ValueError: a key or address that no header can carry
        if isinstance(getattr(error, "reason", None), TimeoutError):
            raise EndpointError(f"{endpoint.host} gave no answer within {endpoint.timeout} s") from error
        why = getattr(error, "reason", None) or type(error).__name__
        raise EndpointError(f"{endpoint.host} cannot be reached: {str(why)[:MOST_WORDS_OF_THEIRS]}") from None


def _read(response: http.client.HTTPResponse, endpoint: Endpoint, ends: float) -> bytes:
    """The whole body, unless it is too large or comes too slowly."""
    pieces: list[bytes] = []
    size = 0
    while piece := response.read1(PIECE):
        size += len(piece)
        pieces.append(piece)
        if size > MOST_BYTES:
            raise EndpointError(f"the answer of {endpoint.host} is larger than {MOST_BYTES // 2**20} MiB")
        if time.monotonic() > ends:
            raise EndpointError(f"{endpoint.host} gave no whole answer within {endpoint.timeout} s")
    if response.length:
        raise EndpointError(f"the answer of {endpoint.host} broke off")
    return b"".join(pieces)


def _refusal(endpoint: Endpoint, error: urllib.error.HTTPError) -> str:
    """What an HTTP error means for the user; what the endpoint says itself is cut short."""
    if error.code in (401, 403):
        return (
            f"{endpoint.host} refuses the key ({error.code}); it is taken from the environment variable {endpoint.key_variable}"
        )
    if 300 <= error.code < 400:
        return f"{endpoint.host} points elsewhere ({error.code}); put the final address into llm_url"
    try:
        said = error.read(MOST_WORDS_OF_THEIRS * 4).decode("utf-8", "replace")
    except (OSError, http.client.HTTPException):
        said = ""
    return f"{endpoint.host} answers {error.code}: {' '.join(said.split())[:MOST_WORDS_OF_THEIRS] or error.reason}"
