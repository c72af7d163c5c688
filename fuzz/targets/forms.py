"""Targets: what is sent from the site's pages: forms filled in anyhow by whoever has signed in, and bodies that no form makes."""

from __future__ import annotations

import logging
import random
import re
from collections.abc import Callable, Mapping, MutableMapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Protocol, cast
from urllib.parse import quote_from_bytes, urlencode

from argon2 import PasswordHasher
from fastapi import FastAPI
from fastapi.testclient import TestClient

from fuzz.faults import held
from fuzz.mutation import mutate
from fuzz.target import Target
from tests.alerting.noticed import make_alert, make_rule
from tests.web.review.paper_queue import queue_ledger
from trucewatch.alerting.store import Alerts
from trucewatch.ledger import Ledger
from trucewatch.model import Claim, Decision
from trucewatch.model.review import ReviewField
from trucewatch.people import NOBODY, People, Role, Scope, SignedIn, keys
from trucewatch.people.keys import form_token, new_key
from trucewatch.web.app import create_app

TODAY = date(2020, 2, 14)
PASSWORD = "correct horse battery staple"
PEOPLE = {"ada": Role.ADMIN, "mira": Role.REVIEWER, "cleo": Role.CONTRIBUTOR, "vera": Role.VIEWER}
STRANGER = "-"
STRANGERS_KEY = "k" * 43  # of a browser on which nobody has signed in
MOST_ENTRIES = 250  # then the site is made anew: a ledger that grows makes each case slower
MOST_CASES = 400  # likewise: accounts, drafts and keys of forms that were sent
SECONDS_A_CASE = 60  # that go by from case to case, so that tries of a password are held off and let through again
SENT_TWICE = 4  # one case in so many is sent a second time
LED_ON = 3  # of one answer in so many the page that it leads to is looked at: a page takes longer than most forms
LEFT_OUT = (
    "content-length",
    "transfer-encoding",
    "connection",
    "host",
    "cookie",
)  # a server settles these before the site is asked
PATHS = (
    "/sign-in", "/sign-out", "/account/password", "/account/sign-out-everywhere", "/account/tokens", "/account/tokens/1/revoke", "/people/add",
    "/people/cleo/role", "/people/vera/sign-out", "/people/vera/remove", "/presence", "/posts/TRN-01/observe", "/alerts/rules",
    "/alerts/rules/mine", "/alerts/rules/mine/pause", "/alerts/rules/mine/remove", "/outbox/again", "/daily/wording", "/daily/issue",
    "/review/undo", "/review/@question", "/review/@question2", "/review/@question3", "/review/@question4", "/incidents/@incident/split",
    "/incidents/@other/split", "/incidents/@incident/join", "/incidents/@incident/correct", "/incidents/@incident/answer",
)  # fmt: skip
FORM_WORDS: tuple[str, ...] = (
    *Decision, *ReviewField, *Role, *Scope, "@incident", "@other", "@claim", "@claim2", "@review", "@seen", "@question", "@message", "incident", "claim",
    "comparison", "figure:0", "figure:new", "figure:²", "killed 7 of TUR:MIL", "2020-02-03", "2020-02-30", "9999-12-31", "0001-01-01", "TUR:MIL",
    "wof:890432567", "ASSAULT/aerial", "new_incident", "trend_break", "ultimatum_near", "silent_feed", "figures_diverge", "grade_change",
    "observation", "nothing", "limit", "access", "weekly", "custom", "ar", "Europe/Istanbul", "SOC18", "24:00", "18:42", "about 3", "2-4 km", "NE",
    "heard", "explosion", "ana@mission.example", "//elsewhere.example/", "/sign-out", "\\\\x", "²", "-1", "1e9", "9999999999", "yes", "", "back",
)  # fmt: skip
FIELD_NAMES = (
    "decision", "reason", "seen", "claim", "other", "field", "new", "old", "review", "kind", "subject", "of", "name", "password", "role", "scope", "days",
    "label", "new.1", "subject.1", "field.1", "old.1", "filter.group", "filter.words", "filter.area", "r-kind", "r-title", "r-hours", "r-mail",
    "r-digest", "r-zone", "r-false_alarms", "type", "from", "date", "to", "edition", "zone", "lang", "line", "act", "time", "end", "end_date", "key",
    "corrects", "why", "count", "minutes", "message", "paused", "_back", "_once", "_form", "_why", "next", "draft", "left", "password-new",
)  # fmt: skip
BODY_WORDS = (
    "&", "=", "%", "+", ";", "%00", "%FF", "_csrf=@csrf", "--edge\r\n", "--edge--\r\n", 'Content-Disposition: form-data; name="reason"\r\n\r\n',
    'Content-Disposition: form-data; name="f"; filename="x.csv"\r\n', "multipart/form-data; boundary=edge", "application/json",
    "application/x-www-form-urlencoded", "charset=utf-16", "boundary=", "Origin: https://elsewhere.example\n", "Sec-Fetch-Site: cross-site\n",
    "Accept: application/json\n", "X-CSRF-Token: @csrf\n", "Authorization: Bearer x\n", "Accept-Language: ar\n", '{"decision":"accept"}',
    *PATHS,
)  # fmt: skip
SITE = "http://testserver"
HERE = re.compile(r"/(?!/)[^\s\\]*")


class Answer(Protocol):
    """What is asked of an answer."""

    @property
    def text(self) -> str:
        """What it says."""

    @property
    def status_code(self) -> int:
        """How it went."""

    @property
    def headers(self) -> MutableMapping[str, str]:
        """What goes before it."""

    def json(self) -> dict[str, list[dict[str, str]]]:
        """What it says to a program."""


@dataclass
class Desk:
    """A site over reports that were merged and assessed, with people, alerts, and a clock that goes on a minute a case."""

    app: FastAPI
    ledger: Ledger
    people: People
    message: str
    seconds: list[int]
    cases: int = 0
    names: Mapping[str, str] = field(default_factory=dict)
    named_at: int = -1
    signed_in: dict[str, str] = field(default_factory=dict)
    client: TestClient = field(init=False)

    def __post_init__(self) -> None:
        self.client = TestClient(self.app, raise_server_exceptions=True, follow_redirects=False)
        self.client.__enter__()  # one loop for all cases: to start one for each takes longer than most of them

    def close(self) -> None:
        """Let go of everything."""
        self.client.__exit__(None, None, None)
        self.ledger.close()
        self.people.close()

    @property
    def worn(self) -> bool:
        """True if a new one is due."""
        return self.cases >= MOST_CASES or self.ledger.head()[0] >= MOST_ENTRIES

    def key_of(self, name: str) -> str:
        """The key of somebody's browser, signed in again where the session is over."""
        if name not in PEOPLE:
            return STRANGERS_KEY
        if self.people.sessions.visitor(self.signed_in.get(name, "")) is None:
            found = self.people.sessions.sign_in(name, PASSWORD)
            if not isinstance(found, SignedIn):  # removed, held off, or with another password by now
                return STRANGERS_KEY
            self.signed_in[name] = found.key
        return self.signed_in[name]

    def filled_in(self, words: str) -> str:
        """The words with the names of what is there now in the place of @incident, @claim, @question and the like."""
        if "@" not in words:
            return words
        if self.named_at != self.ledger.head()[0]:
            self.names, self.named_at = names_in(self), self.ledger.head()[0]
        return re.sub(r"@[a-z]+\d?", lambda found: self.names.get(found.group(), found.group()), words)

    def send(self, path: str, body: bytes, headers: Sequence[tuple[bytes, bytes]], key: str) -> Answer:
        """POST it from the browser of this key."""
        self.client.cookies.clear()
        sent = [*headers, (b"Cookie", f"trucewatch={key}".encode())]
        answer = cast(Answer, self.client.post(path, content=body, headers=sent))
        held(self.app.state.following.wait(), "what follows from a decision is never worked out")
        held(not _failed, f"what follows from a decision was not worked out: {_failed[:1]}")
        return answer

    def look(self, path: str, key: str) -> Answer:
        """GET it with the same browser."""
        self.client.cookies.clear()
        return cast(Answer, self.client.get(path, headers={"Cookie": f"trucewatch={key}"}))


def names_in(desk: Desk) -> dict[str, str]:
    """What stands in the ledger and waits in the queue, under the names that cases use."""
    incidents = [one.id for one in desk.ledger.incidents()]
    claims = [claim.id for claim in desk.ledger.claims() if isinstance(claim, Claim)]
    reviews = [one.id for one in desk.ledger.reviews()]
    queue = desk.look("/review.json", desk.key_of("mira"))
    rows = queue.json()["review"] if queue.status_code == 200 else []  # she may have been removed, or may read no more
    waiting = [row["url"].rpartition("/")[2] for row in rows]
    listed = {"incident": incidents, "claim": claims, "review": reviews[::-1], "question": waiting}
    found = {f"@{name}{at or ''}": one for name, some in listed.items() for at, one in zip((0, 2, 3, 4), some, strict=False)}
    return found | {"@other": incidents[-1], "@seen": str(desk.ledger.head()[0]), "@message": desk.message}


def make_desk() -> Desk:
    """A new one; passwords are hashed quickly, as it is not their strength that is tried."""
    keys.hasher = PasswordHasher(time_cost=1, memory_cost=8, parallelism=1)
    seconds = [1_600_000_000]
    ledger, alerts = queue_ledger(), Alerts.open("sqlite://")
    people = People.open("sqlite://", now=lambda: seconds[0])
    for name, role in PEOPLE.items():
        people.accounts.add(name, role, PASSWORD)
    rule = make_rule("mine", owner="ada")
    alerts.save(rule)
    alerts.add([make_alert("inc-1", rule="mine")], [rule])
    message = next(one.id for one in alerts.outbox.messages())
    app = create_app(ledger, today=lambda: TODAY, labels=str, people=people, alerts=alerts)
    return Desk(app, ledger, people, message, seconds)


class _Listening(logging.Handler):
    """Hears what the thread beside the requests could not do."""

    def emit(self, record: logging.LogRecord) -> None:
        _failed.append(self.format(record))


_kept: list[Desk] = []
_failed: list[str] = []
logging.getLogger("trucewatch.web.following").addHandler(_Listening())


def desk_in_use() -> None:
    """The desk, made anew where it is worn, with a page shown once: what it loads is no part of a case."""
    if not _kept or _kept[0].worn or _failed:
        _failed.clear()
        for old in _kept:
            old.close()
        _kept[:] = [make_desk()]
        _kept[0].look("/review", _kept[0].key_of("mira"))


def next_case() -> Desk:
    """The desk, a minute later."""
    if not _kept:
        desk_in_use()
    _kept[0].cases += 1
    _kept[0].seconds[0] += SECONDS_A_CASE
    return _kept[0]


def form_of(data: bytes) -> tuple[str, str, list[tuple[str, str]]]:
    """Who sends, where to, and the fields: a first line "mira /incidents/@incident/join", then "name=value" line by line."""
    first, *lines = data.decode("utf-8", "replace").split("\n")
    who, _, path = first.partition(" ")
    return who, path, [(name, value.replace("\\n", "\n")) for name, _, value in (line.partition("=") for line in lines if line)]


def address(desk: Desk, path: str) -> str:
    """A path that a browser can ask for."""
    words, _, query = desk.filled_in(path).partition("?")
    asked = quote_from_bytes(query.encode(), safe="=&%+:,.-_~/")
    return "/" + quote_from_bytes(words.lstrip("/").encode(), safe="/%:~,.-_") + (f"?{asked}" if asked else "")


def forms(data: bytes) -> None:
    """A form is taken or refused; sent without its token nothing is done, sent twice it is done once."""
    who, path, given = form_of(data)
    site = next_case()
    way, key, before = address(site, path), site.key_of(who), site.ledger.head()[0]
    fields = [(name, site.filled_in(value)) for name, value in given]
    fields += [(name, new_key()) for name in ("_once", "key") if name not in dict(fields)]
    if len(data) % SENT_TWICE == 0:
        check(site, _sent(site, way, fields, key), key)
        held(site.ledger.head()[0] == before, "a form without its token changed the ledger")
    fields.append(("_csrf", form_token(key)))
    visitor = site.people.sessions.visitor(key) or NOBODY
    check(site, _sent(site, way, fields, key), key)
    held(site.ledger.head()[0] == before or visitor.may(Role.CONTRIBUTOR), "somebody who may not changed the ledger")
    after = site.ledger.head()[0]
    if after != before:
        site.ledger.verify()
    if len(data) % SENT_TWICE == 1 and all(value.strip() for name, value in fields if name in ("_once", "key")):
        check(site, _sent(site, way, fields, key), key)
        held(site.ledger.head()[0] == after, "the same form sent twice was recorded twice")


def _sent(site: Desk, way: str, fields: Sequence[tuple[str, str]], key: str) -> Answer:
    body = urlencode(fields, errors="replace").encode()
    kind = [(b"Content-Type", b"application/x-www-form-urlencoded"), (b"Sec-Fetch-Site", b"same-origin")]
    return site.send(way, body, kind, key)


def check(site: Desk, answer: Answer, key: str) -> None:
    """An answer that is no fault of the site, and leads to a page of it."""
    held(answer.status_code < 500, f"answers {answer.status_code}: {answer.text[:300]}")
    led = answer.headers.get("location", "").removeprefix(SITE)
    if led:
        held(HERE.fullmatch(led), f"leads away: {led!r}")
        if len(led) % LED_ON == 0:
            held(site.look(led, key).status_code < 500, f"leads to {led!r}, which cannot be shown")


def bodies(data: bytes) -> None:
    """Whatever is sent as whatever, it is taken or refused, and without a token of the session nothing is done.

    The first line says who and where to, the lines up to an empty one are headers, the first the type; the rest is what is sent.
    """
    head, _, body = data.partition(b"\n\n")
    first, *lines = head.decode("utf-8", "replace").split("\n")
    who, _, path = first.partition(" ")
    site = next_case()
    way, key, before = address(site, path), site.key_of(who), site.ledger.head()[0]
    token = form_token(key)
    headers = [
        (name.strip().encode("latin-1", "replace"), _plain(value.strip().replace("@csrf", token)))
        for name, _, value in (line.partition(":") for line in ("Content-Type: " + "".join(lines[:1]), *lines[1:20]))
        if re.fullmatch(r"[A-Za-z-]+", name.strip()) and name.strip().lower() not in LEFT_OUT
    ]
    sent = site.filled_in(body.decode("latin-1").replace("@csrf", token)).encode("latin-1", "replace")
    check(site, site.send(way, sent, headers, key), key)
    known = token.encode() in sent or any(token.encode() in value for _, value in headers)
    held(site.ledger.head()[0] == before or known, "what carries no token changed the ledger")
    site.ledger.verify()


def _plain(value: str) -> bytes:
    """A header as a server lets it through: no line breaks, no signs that steer."""
    return re.sub(rb"[\x00-\x08\x0a-\x1f\x7f]", b" ", value.encode("latin-1", "replace"))


def change_form(data: bytes, draw: random.Random, target: Target) -> bytes:
    """Another sender, another address, a field more, less or with another value; or bytes changed."""
    if draw.random() < 0.3:
        return mutate(data, draw, words=target.words, others=target.cases(), longest=target.longest)
    first, *lines = data.decode("utf-8", "replace").split("\n")
    who, _, path = first.partition(" ")
    for _ in range(1 + draw.randrange(3)):
        change: Callable[[list[str], random.Random], None] = draw.choice((_add, _add, _other_value, _other_value, _drop, _twice))
        change(lines, draw)
    if draw.random() < 0.2:
        who = draw.choice((*PEOPLE, STRANGER))
    if draw.random() < 0.15:
        path = draw.choice(PATHS)
    return "\n".join((f"{who} {path}", *lines)).encode()


def _value(draw: random.Random) -> str:
    word = draw.choice(FORM_WORDS)
    if draw.random() < 0.3:
        changed = mutate(word.encode(), draw, words=FORM_WORDS, others=(), longest=400)
        return changed.decode("utf-8", "replace").replace("\n", "\\n")
    return word


def _add(lines: list[str], draw: random.Random) -> None:
    lines.append(f"{draw.choice(FIELD_NAMES)}={_value(draw)}")


def _other_value(lines: list[str], draw: random.Random) -> None:
    if lines:
        at = draw.randrange(len(lines))
        lines[at] = f"{lines[at].partition('=')[0]}={_value(draw)}"


def _drop(lines: list[str], draw: random.Random) -> None:
    if lines:
        del lines[draw.randrange(len(lines))]


def _twice(lines: list[str], draw: random.Random) -> None:
    if lines:
        lines.append(draw.choice(lines))


TARGETS = (
    Target("forms", forms, (*FORM_WORDS, *FIELD_NAMES, *PATHS), change_form, longest=1500, share=3, ready=desk_in_use),
    Target("bodies", bodies, (*BODY_WORDS, *FORM_WORDS), longest=2000, share=2, ready=desk_in_use),
)
