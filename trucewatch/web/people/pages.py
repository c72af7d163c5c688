"""The pages about people: signing in, one's own account, and everybody's for an admin."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from trucewatch.people import Account, Read, Role, Scope
from trucewatch.people.audit import Noted
from trucewatch.people.roles import RANK, ROLE_OF
from trucewatch.people.sessions import Session
from trucewatch.people.tokens import Token
from trucewatch.publish.tongue import gettext
from trucewatch.publish.words import instant_words
from trucewatch.web.parts import Frame, Room, frame

MINUTE = 60


def mark(message: str) -> str:
    """Say that this is one of our own words, to be looked up in the language of the page when it is shown."""
    return message


_ = mark

MAY = {
    Role.VIEWER: _("reads what is closed to the public"),
    Role.CONTRIBUTOR: _("reads, and sends in reports and observations"),
    Role.REVIEWER: _("contributes, and decides in review"),
    Role.ADMIN: _("reviews, and decides who may do what"),
}
ROLE_WORDS = {
    Role.VIEWER: _("viewer"),
    Role.CONTRIBUTOR: _("contributor"),
    Role.REVIEWER: _("reviewer"),
    Role.ADMIN: _("admin"),
}
SCOPE_WORDS = {
    Scope.READ: _("read"),
    Scope.WRITE_CLAIMS: _("send in reports and observations"),
    Scope.REVIEW: _("decide in review"),
    Scope.ADMIN: _("decide who may do what"),
}
del _


@dataclass(frozen=True, slots=True)
class SignInPage:
    """What `sign_in.html` shows. `next` is the page to go on to, `draft` the key of what was typed before."""

    frame: Frame
    next: str = ""
    draft: str = ""
    name: str = ""
    message: str = ""
    kept: bool = False
    anyone: bool = True


def sign_in_page(
    room: Room, *, next_page: str, draft: str, needs: str, again: bool, anyone: bool, name: str = "", refused: str = ""
) -> SignInPage:
    """The sign-in form, with why it is shown."""
    message = refused
    if not message and again:
        message = gettext("Your browser sent no key along. Allow this site to keep a cookie, and sign in again.")
    if not message and needs in RANK:
        role = gettext(ROLE_WORDS[Role(needs)])
        message = gettext("This is for somebody who has signed in with the role {role} or a higher one.").format(role=role)
    title = gettext("Sign in")
    return SignInPage(frame(room, "", title), next_page, draft, name, message, bool(draft), anyone)


def refused_words(wait: int) -> str:
    """Why nobody was signed in; the same whether the name or the password was wrong."""
    if not wait:
        return gettext("This name and this password do not belong together.")
    minutes = -(-wait // MINUTE)
    return gettext("Too many tries. Wait {minutes} minutes, then try again.").format(minutes=minutes)


@dataclass(frozen=True, slots=True)
class SessionRow:
    """A browser one is signed in on."""

    browser: str
    started: str
    seen: str
    current: bool


@dataclass(frozen=True, slots=True)
class TokenRow:
    """A token: what it is for, and whether it still opens anything."""

    id: str
    label: str
    scopes: str
    expires: str
    used: str
    state: str
    over: bool


@dataclass(frozen=True, slots=True)
class AccountPage:
    """What `account.html` shows: who one is, where one is signed in, what acts in one's name."""

    frame: Frame
    name: str
    full_name: str
    role: str
    may: str
    sessions: tuple[SessionRow, ...]
    tokens: tuple[TokenRow, ...]
    scopes: tuple[tuple[str, str], ...]
    message: str = ""
    token: str = ""


def account_page(
    room: Room, account: Account, sessions: Sequence[Session], tokens: Sequence[Token], *, message: str = "", token: str = ""
) -> AccountPage:
    """One's own account; `token` is a new one, shown this once."""
    scopes = tuple((scope.value, gettext(SCOPE_WORDS[scope])) for scope in Scope if RANK[ROLE_OF[scope]] <= RANK[account.role])
    return AccountPage(
        frame(room, "account", gettext("Your account")),
        account.name,
        account.full_name,
        gettext(ROLE_WORDS[account.role]),
        gettext(MAY[account.role]),
        tuple(_session_row(one) for one in sessions),
        tuple(_token_row(one) for one in tokens),
        scopes,
        message,
        token,
    )


def _session_row(session: Session) -> SessionRow:
    browser = session.browser or gettext("a browser that gave no name")
    return SessionRow(browser, instant_words(session.started), instant_words(session.seen), session.current)


def _token_row(token: Token) -> TokenRow:
    state = gettext("revoked") if token.revoked else gettext("expired") if token.over else gettext("in use")
    used = instant_words(token.used) if token.used else gettext("never")
    expires = instant_words(token.expires) if token.expires else gettext("no end")
    scopes = ", ".join(gettext(SCOPE_WORDS[scope]) for scope in token.scopes)
    return TokenRow(token.id, token.label or token.id, scopes, expires, used, state, token.over)


@dataclass(frozen=True, slots=True)
class PersonRow:
    """An account in the list of an admin."""

    name: str
    full_name: str
    role: str
    role_words: str
    added: str
    seen: str
    active: bool
    own: bool


@dataclass(frozen=True, slots=True)
class ActRow:
    """A line of what happened to accounts."""

    at: str
    what: str
    account: str
    by: str
    detail: str
    address: str


@dataclass(frozen=True, slots=True)
class PeoplePage:
    """What `people.html` shows: everybody, and what happened to accounts lately."""

    frame: Frame
    people: tuple[PersonRow, ...]
    roles: tuple[tuple[str, str, str], ...]
    acts: tuple[ActRow, ...]
    message: str = ""
    name: str = ""
    full_name: str = ""


def people_page(
    room: Room,
    accounts: Sequence[Account],
    acts: Sequence[Noted],
    *,
    message: str = "",
    name: str = "",
    full_name: str = "",
) -> PeoplePage:
    """Every account, and the newest acts."""
    return PeoplePage(
        frame(room, "people", gettext("People")),
        tuple(_person_row(one, room.visitor.name) for one in accounts),
        tuple((role.value, gettext(ROLE_WORDS[role]), gettext(MAY[role])) for role in Role),
        tuple(ActRow(instant_words(one.at), one.what, one.account, one.by, one.detail, one.address) for one in acts),
        message,
        name,
        full_name,
    )


@dataclass(frozen=True, slots=True)
class ReadRow:
    """A line of who read what is kept from the public."""

    at: str
    account: str
    by_token: bool
    item: str
    asked: str
    address: str


@dataclass(frozen=True, slots=True)
class ReadsPage:
    """What `reads.html` shows: the newest readings, of an account or item if one is named; `way` asks for the same as a file."""

    frame: Frame
    rows: tuple[ReadRow, ...]
    account: str
    item: str
    way: str


def reads_page(room: Room, reads: Sequence[Read], *, account: str, item: str, way: str) -> ReadsPage:
    """The readings as they are shown."""
    rows = tuple(ReadRow(instant_words(one.at), one.account, one.by_token, one.item, one.asked, one.address) for one in reads)
    return ReadsPage(frame(room, "people", gettext("Who read what")), rows, account, item, way)


def _person_row(account: Account, own: str) -> PersonRow:
    seen = instant_words(account.seen) if account.seen else gettext("never")
    words = gettext(ROLE_WORDS[account.role])
    added = instant_words(account.added)
    return PersonRow(account.name, account.full_name, account.role.value, words, added, seen, account.active, account.name == own)
