"""Tell a person, or a program, whom a name means on a day: the party, its names and ties then, and the rows they come from."""

from __future__ import annotations

import textwrap
import unicodedata
from collections.abc import Iterable, Iterator
from datetime import date
from typing import get_args

from rapidfuzz import fuzz, process

from trucewatch.knowledge.folding import fold
from trucewatch.knowledge.parties import THEIR_OWN, PartyBook, in_force
from trucewatch.knowledge.party_rows import CountryRow, OfficeRow, PartyHead, PartyRow, PloverSector, Tie
from trucewatch.knowledge.party_search import NameMatch, PartyAnswer
from trucewatch.publish.exports import Row
from trucewatch.publish.words import day_words, isolated, joined, term

FIELD, WIDTH = 11, 108  # columns of the field's name; of the words beside it
MOST_NEAREST = 5
ALIKE = 72  # of 100: below it "Nusrat" already finds names of other people
SECTORS = frozenset(get_args(PloverSector))


def who_lines(answer: PartyAnswer, book: PartyBook) -> Iterator[str]:
    """The answer as a block: what is meant, or between whom it stays open, each line with the source of its row."""
    yield f"“{shown(answer.words)}”{_setting(answer, book)}: {_meaning(answer, book)}\n"
    for match in answer.chosen:
        yield from _match_lines(match, answer, book)
    yield from _field("that day", _that_day(answer))
    if answer.code:
        yield from _field("names", *(f"{shown(row.name)}{_dates(row)} ({row.source})" for row in _names_in_time(answer)))
        yield from _field("ties", *(_tie_words(tie, answer) for tie in ties_of(answer, book)))
        yield from _field("loaded", _loaded_words(answer))
        yield from _field("also", _spellings(answer))
    dropped = [match for match in answer.matches if match not in answer.chosen]
    yield from _field("not meant", *(_dropped_words(match, answer, book) for match in dropped))
    yield from _field("why", answer.reason)


def unknown_lines(answer: PartyAnswer, book: PartyBook) -> Iterator[str]:
    """What there is to say of words that no row has: what they would need, or which names are spelled nearly so."""
    if needs_theatre(answer.words, book):
        head = book.head(answer.words)
        means = head and term("sector", head.sector)
        yield (
            f"“{shown(answer.words)}” means the {means} of the country a report is about: say which with --country, "
            "such as --country SYR\n"
        )
        return
    yield f"“{shown(answer.words)}”: {answer.reason}\n"
    near = nearest_names(answer.words, book)
    yield from _field(
        "nearest", *(f"{shown(name)}: {' or '.join(_labelled(code, book) for code in codes)}" for name, codes in near)
    )


def who_row(answer: PartyAnswer, book: PartyBook) -> Row:
    """The same for a program."""
    return {
        "words": answer.words,
        "on": _iso(answer.on),
        "country": answer.theatre,
        "code": answer.code,
        "codes": list(answer.codes),
        "label": answer.label,
        "name": answer.name,
        "name_then": answer.name_then,
        "loaded": answer.loaded,
        "why": answer.reason,
        "needs_country": not answer.matches and needs_theatre(answer.words, book),
        "matches": [{"meant": match in answer.chosen, **_match_row(match, book)} for match in answer.matches],
        "names": [_party_row(row) for row in _names_in_time(answer)],
        "ties": [_tie_row(tie) for tie in ties_of(answer, book)],
        "nearest": [] if answer.matches else [name for name, _ in nearest_names(answer.words, book)],
    }


def needs_theatre(words: str, book: PartyBook) -> bool:
    """True for "the regime": a word that means the side of whichever country a report is about."""
    head = book.head(words)
    return head is not None and head.bare and head.sector in THEIR_OWN


def nearest_names(words: str, book: PartyBook) -> tuple[tuple[str, tuple[str, ...]], ...]:
    """Known names spelled nearly so, the nearest first, each with the codes it leads to."""
    known: dict[str, str] = {}
    rows = (*((p.names, p) for p in book.parties), *(((o.name, *o.also), o) for o in book.offices))
    names = (*(name for of_row, _ in rows for name in of_row), *(name for c in book.countries for name in (c.name, *c.also)))
    for name in names:
        known.setdefault(fold(name), name)
    found = process.extract(fold(words), list(known), scorer=fuzz.token_sort_ratio, score_cutoff=ALIKE, limit=None)
    ranked = sorted(found, key=lambda one: (-one[1], one[0]))
    pairs = ((known[key], book.lookup(known[key])) for key, _, _ in ranked)
    return tuple([(name, codes) for name, codes in pairs if codes][:MOST_NEAREST])


def ties_of(answer: PartyAnswer, book: PartyBook) -> tuple[Tie, ...]:
    """The ties of the party on the day asked for, those under the name it then had among them; () while the name is open."""
    if not answer.code:
        return ()
    names = {match.name for match in answer.chosen} | ({answer.name_then} if answer.name_then else set())
    found = (tie for tie in book.ties if tie.tie != "successor of" and names & {tie.party, tie.to} and in_force(tie, answer.on))
    return tuple(sorted(found, key=lambda tie: (tie.since or date.min, tie.party, tie.tie, tie.to)))


def shown(name: str) -> str:
    """A name as a line of Latin letters can hold it: one that runs from right to left is set apart."""
    return isolated(name) if any(unicodedata.bidirectional(letter) in ("R", "AL") for letter in name) else name


def _setting(answer: PartyAnswer, book: PartyBook) -> str:
    day = f" on {day_words(answer.on)}" if answer.on else ""
    country = book.country_row(answer.theatre or "")
    return f"{day}{f', in a report about {country.name}' if country else ''}"


def _meaning(answer: PartyAnswer, book: PartyBook) -> str:
    if answer.code:
        own, label = answer.name or "", answer.label or answer.code
        return f"{'' if own.casefold() in label.casefold() else f'{shown(own)}, '}{label} [{answer.code}]"
    return f"open between {joined([_labelled(code, book) for code in answer.codes])}"


def _labelled(code: str, book: PartyBook) -> str:
    return f"{book.label(code)} [{code}]"


def _match_lines(match: NameMatch, answer: PartyAnswer, book: PartyBook) -> Iterator[str]:
    country = book.country_row(match.country or "")
    sector = _sector(match)
    facts = [
        term("party", match.row.kind) if isinstance(match.row, PartyRow) else "",
        f"{term('sector', sector)} (PLOVER {sector})" if sector else "",
        country.name if country else "",
    ]
    code = "" if answer.code else f" [{match.code}]"
    yield from _field("by", f"{match.how}: {_row_words(match)}{code}")
    yield from _field("is", "; ".join(fact for fact in facts if fact))
    if isinstance(match.row, PartyRow):
        ids = [f"UCDP actor {match.row.ucdp}" if match.row.ucdp else "", f"Wikidata {match.row.wikidata or ''}"]
        yield from _field("ids", "; ".join(one for one in ids if not one.endswith(" ")))


def _sector(match: NameMatch) -> str:
    """PLOVER's sector: the row's, or the one behind the colon of the code."""
    own = match.row.sector if isinstance(match.row, PartyRow) else None
    behind = match.code.partition(":")[2]
    return behind if behind in SECTORS else own or ""


def _row_words(match: NameMatch) -> str:
    row = match.row
    if isinstance(row, PartyHead):
        return f"a word for the {term('sector', row.sector)}"
    office = f", {row.office}" if isinstance(row, OfficeRow) else ""
    return f"{shown(match.name)}{office}{'' if isinstance(row, CountryRow) else _dates(row)} ({row.source})"


def _dropped_words(match: NameMatch, answer: PartyAnswer, book: PartyBook) -> str:
    abroad = answer.theatre is not None and not match.here and any(one.here for one in answer.chosen)
    reason = f"not at home in {answer.theatre}" if abroad else "" if match.in_force else "not on that day"
    return f"{_row_words(match)} [{match.code}]{f': {reason}' if reason else ''}"


def _that_day(answer: PartyAnswer) -> str:
    """What the party was called on the day, where the name asked for was not in use."""
    if answer.on is None or not answer.code or any(match.in_force for match in answer.chosen):
        return ""
    if any(isinstance(match.row, OfficeRow) for match in answer.chosen):
        return "nobody is known in that office"
    then = next((row for row in _names_in_time(answer) if row.name == answer.name_then), None)
    return f"{shown(then.name)}{_dates(then)}" if then else "no name is known that it then had"


def _names_in_time(answer: PartyAnswer) -> tuple[PartyRow, ...]:
    """Every name the party went by, the earliest first."""
    own = [match.row for match in answer.chosen if isinstance(match.row, PartyRow)] if answer.code else []
    rows = {row.name: row for row in (*answer.before, *own, *answer.after)}.values() if own else ()
    return tuple(sorted(rows, key=lambda row: (row.since or date.min, row.name)))


def _dates(row: PartyRow | OfficeRow | Tie) -> str:
    """ ", since 28 July 2016 until 28 January 2017"; the day behind "until" is the first on which it no longer holds."""
    since = f" since {day_words(row.since)}" if row.since else ""
    until = f" until {day_words(row.until)}" if row.until else ""
    return f",{since}{until}" if since or until else ""


def _tie_words(tie: Tie, answer: PartyAnswer) -> str:
    ours = tie.party in {match.name for match in answer.chosen} | {answer.name_then}
    words = f"{tie.tie} {shown(tie.to)}" if ours else f"{shown(tie.party)}: {tie.tie} {shown(tie.to)}"
    return f"{words}{_dates(tie) or ', days not known'} ({tie.source})"


def _loaded_words(answer: PartyAnswer) -> str:
    if answer.loaded:
        return f"the words take a side; the neutral label is “{answer.label}”, and the words printed stay in the claim"
    rows = [match.row for match in answer.chosen if isinstance(match.row, PartyRow)]
    names = dict.fromkeys(shown(name) for row in rows for name in row.loaded)
    return f"no; but these are: {'; '.join(names)}" if names else "no"


def _spellings(answer: PartyAnswer) -> str:
    return "; ".join(dict.fromkeys(shown(name) for match in answer.chosen for name in _names_of(match.row)))


def _names_of(row: PartyRow | OfficeRow | CountryRow | PartyHead) -> tuple[str, ...]:
    if isinstance(row, PartyHead):
        return ()
    return (*row.also, *row.demonyms, *row.capitals) if isinstance(row, CountryRow) else row.also


def _field(name: str, *words: str) -> Iterator[str]:
    """A field with its lines, folded; nothing where there is nothing to say."""
    for number, line in enumerate(one for one in words if one):
        folded = textwrap.wrap(line, WIDTH, subsequent_indent="  ", break_long_words=False, break_on_hyphens=False)
        for part, piece in enumerate(folded):
            yield f"   {'' if number or part else name:<{FIELD}}{piece}\n"


def _iso(day: date | None) -> str | None:
    return day.isoformat() if day else None


def _match_row(match: NameMatch, book: PartyBook) -> Row:
    row = match.row
    common = {"how": match.how, "code": match.code, "label": book.label(match.code), "name": match.name, "country": match.country}
    beside: Row = {"in_force": match.in_force, "at_home": match.here, "sector": _sector(match) or None}
    if isinstance(row, PartyHead):
        return {**common, **beside, "word": row.word}
    if isinstance(row, CountryRow):
        return {**common, **beside, "also": list(_names_of(row)), "source": row.source}
    if isinstance(row, OfficeRow):
        return {**common, **beside, "office": row.office, **_span(row), "also": list(row.also), "source": row.source}
    return {**common, **beside, **_party_row(row)}


def _party_row(row: PartyRow) -> Row:
    names: Row = {"name": row.name, "kind": row.kind, **_span(row), "also": list(row.also), "loaded_names": list(row.loaded)}
    return {**names, "ucdp": row.ucdp, "wikidata": row.wikidata, "source": row.source}


def _tie_row(tie: Tie) -> Row:
    return {"party": tie.party, "tie": tie.tie, "to": tie.to, **_span(tie), "source": tie.source}


def _span(row: PartyRow | OfficeRow | Tie) -> Row:
    return {"since": _iso(row.since), "until": _iso(row.until)}


def known_countries(words: str, book: PartyBook) -> Iterable[str]:
    """The codes a country's name or short code may stand for."""
    by_short = (row.code for row in book.countries if row.iso2 == words.upper())
    return dict.fromkeys(code for code in (*by_short, book.country(words)) if code)
