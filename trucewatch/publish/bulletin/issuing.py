"""Issue a report: freeze it as it stands, give it the next number or revision, and record it in the ledger."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime

from trucewatch.errors import UsageError
from trucewatch.ledger import Kind, Ledger, Stamp
from trucewatch.ledger.chain import instant
from trucewatch.model import AsOf, Bulletin, Line, Wording, wording_id
from trucewatch.publish.bulletin.gathering import generated

TRIES = 50  # how often another writer may be quicker
NO_STATE = AsOf(0, "", "")

Made = Callable[[int], Bulletin]  # the report as the ledger stood at an entry


@dataclass(frozen=True, slots=True)
class Issued:
    """A report as it stands issued; `again` is True where the same was issued already and nothing was recorded."""

    bulletin: Bulletin
    again: bool


def issue(ledger: Ledger, made: Made, stamp: Stamp) -> Issued:
    """Record a report under the next number, or as the next revision of its own; what says the same is not issued twice.

    Two who issue at once get two numbers, or one and the same report: whoever is later looks again. A UsageError where others
    keep writing all the time.
    """
    for _ in range(TRIES):
        head = ledger.head()[0]
        bulletin = made(head)
        standing = {one.id: one for one in ledger.bulletins(as_of=head)}
        last = standing.get(bulletin.id)
        if last is not None and content_of(last) == content_of(bulletin):
            return Issued(last, again=True)
        number = last.number if last else max((one.number for one in standing.values()), default=0) + 1
        revision = last.revision + 1 if last else 0
        numbered = replace(bulletin, number=number, revision=revision, issued_by=stamp.author, issued_at=instant(stamp.at))
        if ledger.append_at([numbered], stamp, head=head) is not None:
            return Issued(numbered, again=False)
    raise UsageError("others are writing to the ledger all the time; nothing was issued, try again")


def content_of(bulletin: Bulletin) -> Bulletin:
    """The report without what only says when, by whom and from which state of the ledger it was made."""
    facts = bulletin.facts[1:]  # the first tells the moment
    return replace(bulletin, as_of=NO_STATE, facts=facts, number=0, revision=0, issued_by="", issued_at="")


def revisions(ledger: Ledger, number: int) -> tuple[Bulletin, ...]:
    """Every revision of a report that was issued under this number, the first one first; () where there is none."""
    found = next((one for one in ledger.bulletins() if one.number == number), None)
    if found is None:
        return ()
    return tuple(entry.record for entry in ledger.history(Kind.BULLETIN, found.id) if isinstance(entry.record, Bulletin))


def named(ledger: Ledger, name: str) -> Bulletin:
    """The report of a name, "12" for its last revision or "12.1"; a UsageError where there is none."""
    number, _, revision = name.partition(".")
    if not (number.isascii() and number.isdigit() and (not revision or (revision.isascii() and revision.isdigit()))):
        raise UsageError(f"{name!r} is no number of a report; write it as 12 or 12.1")
    if len(name) > 18 or not (found := revisions(ledger, int(number))):
        raise UsageError(f"no report {number[:18]} was issued")
    if not revision:
        return found[-1]
    chosen = next((one for one in found if one.revision == int(revision)), None)
    if chosen is None:
        raise UsageError(f"report {number} has no revision {revision}, only 0 to {found[-1].revision}")
    return chosen


def line_of(bulletin: Bulletin, key: str) -> Line:
    """A sentence of a report by its key; a UsageError that tells where keys are found."""
    found = next((line for section in bulletin.sections for line in section.lines if line.key == key), None)
    if found is None:
        raise UsageError(f"the report has no sentence {key!r}; `trucewatch report --format json` lists them with their keys")
    return found


def wording_of(bulletin: Bulletin, key: str, new: str, *, by: str, at: datetime, reason: str) -> Wording:
    """An edit of a sentence as it is generated now; empty `new` takes an edit back. A UsageError where nothing would change."""
    line, words = line_of(bulletin, key), " ".join(new.split())
    if not by.strip() or not reason.strip():
        raise UsageError("an edit of wording needs a name (--by) and a reason (--reason)")
    edited = line.edited is not None and not line.edited.overtaken
    if words == line.words or (not words and not edited):
        raise UsageError("the sentence reads so already; nothing was recorded")
    drafted = Wording("-", bulletin.id, key, generated(line), words, by, instant(at), reason)
    return replace(drafted, id=wording_id(drafted))
