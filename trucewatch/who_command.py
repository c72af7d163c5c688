"""The command `who`: whom a name means on a day, and in reports about a country."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from trucewatch.errors import UsageError
from trucewatch.options import AsJson, day
from trucewatch.terminal import OK, put, tell

if TYPE_CHECKING:
    from trucewatch.knowledge.parties import PartyBook

UNKNOWN = 1
LONGEST = 300  # letters; no name of the tables has a third of it

AnyDay = Annotated[str, typer.Option("--on", metavar="DATE", help="The day to look at; any day if not given.")]
InCountry = Annotated[str, typer.Option("--country", metavar="ISO3", help="The country that the report is about, such as SYR.")]


def who_command(
    name: Annotated[str, typer.Argument(metavar="NAME", help="A party, person, office or people, as a report words it.")],
    on: AnyDay = "",
    country: InCountry = "",
    as_json: AsJson = False,
) -> None:
    """Whom a name means, on a day and in reports about a country."""
    from trucewatch.knowledge.parties import load_parties
    from trucewatch.knowledge.party_search import explain_name
    from trucewatch.publish.exports import write_rows
    from trucewatch.publish.who import unknown_lines, who_lines, who_row

    if not name.strip() or len(name) > LONGEST:
        raise UsageError(f"a name has 1 to {LONGEST} letters; this one has {len(name.strip())}")
    book = load_parties()
    answer = explain_name(name, day(on), country_code(country, book), book)
    if as_json:
        put(write_rows([who_row(answer, book)], "json"))
    else:
        tell(who_lines(answer, book) if answer.matches else unknown_lines(answer, book))
    raise typer.Exit(OK if answer.matches else UNKNOWN)


def country_code(words: str, book: PartyBook) -> str | None:
    """The ISO3 code in an option; None if it was not given."""
    from trucewatch.publish.who import known_countries

    if not words:
        return None
    if book.country_row(words.upper()):
        return words.upper()
    meant = " or ".join(known_countries(words, book))
    raise UsageError(f"{words!r} is no ISO3 code of a country; {f'write {meant}' if meant else 'Syria, for one, is SYR'}")
