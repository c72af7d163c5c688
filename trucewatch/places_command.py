"""The commands `places`: where a name lies and why there, and further places from dumps of open gazetteers."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from trucewatch.errors import UsageError
from trucewatch.options import AsJson
from trucewatch.terminal import OK, note, put, tell
from trucewatch.who_command import country_code

if TYPE_CHECKING:
    from trucewatch.knowledge.parties import PartyBook
    from trucewatch.knowledge.places import Gazetteer, PlaceEntry

UNKNOWN = 1
LONGEST = 200  # letters of a name

places_app = typer.Typer(help="The places that names in reports are looked up in.", no_args_is_help=True)

InCountry = Annotated[str, typer.Option("--country", metavar="ISO3", help="The country that the report is about, such as SYR.")]
Near = Annotated[str, typer.Option("--near", metavar="NAME", help="Another place told of beside it, or a country's ISO3 code.")]


@places_app.callback()
def places() -> None:
    """The places that names in reports are looked up in."""


@places_app.command("find")
def find_command(
    name: Annotated[str, typer.Argument(metavar="NAME", help="A place as a report words it, in any script.")],
    near: Near = "",
    country: InCountry = "",
    as_json: AsJson = False,
) -> None:
    """Where a name lies: every place of that name, which one is meant and why, or between which it stays open."""
    from trucewatch.knowledge.parties import load_parties
    from trucewatch.knowledge.places import load_gazetteer
    from trucewatch.publish.exports import write_rows
    from trucewatch.publish.places_found import find_places, place_lines, place_rows

    _check_name(name)
    book, gazetteer = load_parties(), load_gazetteer()
    home = country_code(country, book)
    beside = _beside(near, home, gazetteer, book)
    answer = find_places(name, gazetteer, country=home, near=beside)
    if as_json:
        put(write_rows(place_rows(answer, book), "json"))
    elif answer.ranked:
        tell(place_lines(answer, book))
    else:
        note(f"no place is known as {name!r}; `trucewatch places add` takes further ones from a dump")
    raise typer.Exit(OK if answer.ranked else UNKNOWN)


def _check_name(name: str) -> None:
    if not name.strip() or len(name) > LONGEST:
        raise UsageError(f"a name has 1 to {LONGEST} letters; this one has {len(name.strip())}")


def _beside(words: str, country: str | None, gazetteer: Gazetteer, book: PartyBook) -> PlaceEntry | None:
    """The place that the option names; it must be one, or it decides nothing."""
    from trucewatch.publish.places_found import find_places

    if not words:
        return None
    _check_name(words)
    if book.country_row(words.upper()) and (entry := gazetteer.get(f"iso:{words.upper()}")):
        return entry
    answer = find_places(words, gazetteer, country=country)
    if answer.settled is None:
        count = len(answer.meant)
        what = f"is open between {count} places; choose one with --country" if count else "is no place known"
        raise UsageError(f"--near {words!r} {what}")
    return answer.settled
