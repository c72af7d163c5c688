"""The commands `places`: where a name lies and why there, and further places from dumps of open gazetteers."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from trucewatch.errors import SourceError, UsageError
from trucewatch.options import AsJson, Quiet
from trucewatch.terminal import OK, PARTIAL, note, put, tell
from trucewatch.who_command import country_code

if TYPE_CHECKING:
    from trucewatch.knowledge.added_places import AddedShelf
    from trucewatch.knowledge.parties import PartyBook
    from trucewatch.knowledge.place_dumps import PlaceFault
    from trucewatch.knowledge.places import Gazetteer, PlaceEntry
    from trucewatch.publish.exports import Row

UNKNOWN = FAILURE = 1
MOST_FAULTS = 20  # of one dump that are listed
LONGEST = 200  # letters of a name

places_app = typer.Typer(help="The places that names in reports are looked up in.", no_args_is_help=True)

InCountry = Annotated[str, typer.Option("--country", metavar="ISO3", help="The country that the report is about, such as SYR.")]
OnlyCountry = Annotated[
    str, typer.Option("--country", metavar="ISO3", help="Only its places; rows that name no country are taken to lie there.")
]
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
    """Where a name lies, and why there and not elsewhere."""
    from trucewatch.knowledge.parties import load_parties
    from trucewatch.knowledge.places import load_gazetteer
    from trucewatch.publish.exports import write_rows
    from trucewatch.publish.places_found import find_places, place_lines, place_rows, unknown_lines

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
        tell(unknown_lines(name, gazetteer, book))
        note("`trucewatch places add` takes further places from a dump")
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


@places_app.command("add")
def add_command(
    dumps: Annotated[list[Path], typer.Argument(metavar="FILE…", help="Dumps of Who's On First or GeoNames.")],
    country: OnlyCountry = "",
    as_json: AsJson = False,
    quiet: Quiet = False,
) -> None:
    """Take the places of dumps into the gazetteer."""
    from trucewatch.knowledge.added_places import add_dump, shelf_name
    from trucewatch.knowledge.parties import load_parties
    from trucewatch.knowledge.places import gazetteer_without, load_gazetteer
    from trucewatch.publish.exports import write_rows

    home = country_code(country, load_parties())
    rows: list[Row] = []
    all_faults = 0
    for dump in dumps:
        faults = Faults()
        try:
            shelf, replaces = add_dump(dump, gazetteer_without(shelf_name(dump)), country=home, tell=faults)
        except SourceError as error:
            note(f"not added: {error}")
            all_faults += 1
            continue
        faults.close()
        all_faults += faults.count
        rows.append({**_shelf_row(shelf), "replaces": replaces, "faults": faults.count})
        note(f"{shelf.name}: {shelf.places:,} places{' in place of those before' if replaces else ''}", quiet=quiet)
        load_gazetteer.cache_clear()
    if as_json:
        put(write_rows(rows, "json"))
    raise typer.Exit(FAILURE if not rows else PARTIAL if all_faults else OK)


class Faults:
    """Lists the first faults of a dump on stderr and counts them all."""

    def __init__(self) -> None:
        self.count = 0

    def __call__(self, fault: PlaceFault) -> None:
        """One more fault."""
        self.count += 1
        if self.count <= MOST_FAULTS:
            note(f"left out: {fault}")

    def close(self) -> None:
        """Say how many were not listed."""
        if self.count > MOST_FAULTS:
            note(f"left out: {self.count - MOST_FAULTS:,} more rows")


@places_app.command("added")
def added_command(as_json: AsJson = False) -> None:
    """The dumps that were added, and whose they are."""
    from trucewatch.knowledge.added_places import added
    from trucewatch.publish.exports import write_rows

    shelves = added()
    if as_json:
        put(write_rows(map(_shelf_row, shelves), "json"))
        return
    tell(_shelf_lines(shelves))
    if not shelves:
        note("no dump was added")


@places_app.command("remove")
def remove_command(
    name: Annotated[str, typer.Argument(metavar="NAME", help="As `places added` names it.")], quiet: Quiet = False
) -> None:
    """Take the places of an added dump out again."""
    from trucewatch.knowledge.added_places import remove

    shelf = remove(name)
    note(f"{shelf.name}: {shelf.places:,} places removed", quiet=quiet)


def _shelf_lines(shelves: Iterable[AddedShelf]) -> Iterator[str]:
    return (
        f"{shelf.name:<24} {'damaged' if shelf.damaged else f'{shelf.places:,} places'}; {shelf.about}\n" for shelf in shelves
    )


def _shelf_row(shelf: AddedShelf) -> Row:
    return {"name": shelf.name, "places": shelf.places, "about": shelf.about, "damaged": shelf.damaged, "file": str(shelf.path)}
