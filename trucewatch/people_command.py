"""The commands `people add`, `list`, `role`, `password`, `token`, `revoke`, `remove`, `reads`: who may sign in, who read what."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Annotated

import typer

from trucewatch.errors import UsageError
from trucewatch.options import AsJson, LedgerUrl, settings_with
from trucewatch.terminal import note, put, tell

if TYPE_CHECKING:
    from trucewatch.people import People, Role, Scope

people_app = typer.Typer(help="People who may sign in to the site: accounts, roles, tokens.", no_args_is_help=True)

Name = Annotated[str, typer.Argument(metavar="NAME", help="The account's name.")]
RoleName = Annotated[str, typer.Option("--role", help="viewer, contributor, reviewer or admin.")]
FromStdin = Annotated[str, typer.Option("--password", metavar="-", help="- reads the password from stdin; else it is asked.")]


@people_app.command("add")
def people_add(
    name: Name,
    role: RoleName = "viewer",
    full_name: Annotated[str, typer.Option("--full-name", help="The name that others see.")] = "",
    password: FromStdin = "",
    ledger: LedgerUrl = "",
) -> None:
    """Add somebody; the password is asked, or read from stdin, and never an argument."""
    chosen = _role(role)
    with _people(ledger) as people:
        people.accounts.add(name, chosen, _password(password), full_name=full_name, by=ON_THE_MACHINE)
    note(f"{name} may sign in as {chosen}")


@people_app.command("list")
def people_list(ledger: LedgerUrl = "", as_json: AsJson = False) -> None:
    """Everybody, with role, tokens in use and when they were last seen."""
    with _people(ledger) as people:
        rows = [
            {
                "name": one.name,
                "full_name": one.full_name,
                "role": one.role.value,
                "active": one.active,
                "seen": one.seen.isoformat() if one.seen else None,
                "tokens": [token.id for token in people.tokens.of(one.name) if not token.over],
            }
            for one in people.accounts.all()
        ]
    if as_json:
        put([json.dumps(rows, ensure_ascii=False) + "\n"])
        return
    tell(f"{row['name']:<20}{row['role'] if row['active'] else 'removed':<14}{row['seen'] or 'never'}\n" for row in rows)
    if not rows:
        note("nobody may sign in yet: trucewatch people add NAME --role admin")


@people_app.command("role")
def people_role(name: Name, role: Annotated[str, typer.Argument(metavar="ROLE")], ledger: LedgerUrl = "") -> None:
    """Give somebody another role, from their next request on."""
    with _people(ledger) as people:
        people.accounts.set_role(name, _role(role), by="")
    note(f"{name} is {role} now")


@people_app.command("password")
def people_password(name: Name, password: FromStdin = "", ledger: LedgerUrl = "") -> None:
    """Set another password; every session of the account ends."""
    with _people(ledger) as people:
        people.accounts.set_password(name, _password(password), by=ON_THE_MACHINE)
    note(f"{name} has another password and is signed out everywhere")


@people_app.command("token")
def people_token(
    name: Name,
    scope: Annotated[list[str] | None, typer.Option("--scope", help="read, write:claims, review or admin; repeatable.")] = None,
    label: Annotated[str, typer.Option("--label", help="What it is for.")] = "",
    days: Annotated[int, typer.Option("--days", help="For how many days.", min=1, max=366)] = 90,
    ledger: LedgerUrl = "",
) -> None:
    """Make a token for programs and print it: it is shown this once."""
    with _people(ledger) as people:
        token = people.tokens.make(name, _scopes(scope or ["read"]), label=label, days=days, by=ON_THE_MACHINE)
    put([token + "\n"])


@people_app.command("revoke")
def people_revoke(
    name: Name,
    token: Annotated[str, typer.Option("--token", metavar="ID", help="Only this token, by its id.")] = "",
    ledger: LedgerUrl = "",
) -> None:
    """End every session and token of an account, or one token."""
    with _people(ledger) as people:
        if token:
            people.tokens.revoke(token, account=name, by=ON_THE_MACHINE)
        else:
            people.accounts.sign_out_everywhere(name, by=ON_THE_MACHINE, tokens=True)
    note(f"token {token} opens nothing any more" if token else f"{name} is signed out everywhere, tokens too")


@people_app.command("remove")
def people_remove(name: Name, ledger: LedgerUrl = "") -> None:
    """Remove an account; its name stays taken, for the ledger may name it."""
    with _people(ledger) as people:
        people.accounts.remove(name, by="")
    note(f"{name} cannot sign in any more")


@people_app.command("reads")
def people_reads(
    account: Annotated[str, typer.Option("--account", metavar="NAME", help="Only what this account read.")] = "",
    item: Annotated[str, typer.Option("--item", metavar="PATH", help="Only this page or file: /incidents/ID.")] = "",
    number: Annotated[int, typer.Option("--number", help="How many, the newest first.", min=1)] = 100,
    ledger: LedgerUrl = "",
    as_json: AsJson = False,
) -> None:
    """Who read what is kept from the public."""
    from trucewatch.people.reads import read_row

    with _people(ledger) as people:
        rows = [read_row(one) for one in people.reads.latest(number, account=account, item=item)]
    if as_json:
        put([json.dumps(rows, ensure_ascii=False) + "\n"])
        return
    tell(
        f"{str(row['at'])[:19]}  {row['account']:<16}{row['item']}{'?' if row['asked'] else ''}{row['asked']}  {row['address']}\n"
        for row in rows
    )
    if not rows:
        note("nothing is listed; readings are noted where reading is closed or something is kept from the public")


ON_THE_MACHINE = "(command)"


@contextmanager
def _people(ledger: str) -> Iterator[People]:
    from trucewatch.ledger import default_url
    from trucewatch.people import People, people_url

    with People.open(people_url(settings_with(ledger=ledger).ledger or default_url())) as people:
        yield people


def _role(word: str) -> Role:
    from trucewatch.people import Role

    try:
        return Role(word)
    except ValueError as error:
        raise UsageError(f"{word!r} is no role; choose from {', '.join(Role)}") from error


def _scopes(words: list[str]) -> set[Scope]:
    from trucewatch.people import Scope

    try:
        return {Scope(word) for word in words}
    except ValueError as error:
        raise UsageError(f"{', '.join(words)}: choose scopes from {', '.join(Scope)}") from error


def _password(given: str) -> str:
    if given == "-":
        return sys.stdin.readline().rstrip("\r\n")
    if given:
        raise UsageError("a password is never an argument, where everybody on this machine could read it: write --password -")
    if not sys.stdin.isatty():
        raise UsageError("there is no terminal to ask for the password on; pipe it in with --password -")
    return str(typer.prompt("Password", hide_input=True, confirmation_prompt=True, err=True))
