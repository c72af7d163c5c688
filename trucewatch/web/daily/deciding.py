"""What a reviewer sends: another wording of a sentence, and a report that is to be issued."""

from __future__ import annotations

from datetime import datetime

from trucewatch.errors import UsageError
from trucewatch.ledger import Stamp
from trucewatch.pipeline import machine_stamp
from trucewatch.publish.bulletin.gathering import generated
from trucewatch.publish.bulletin.issuing import issue, wording_of
from trucewatch.publish.tongue import say
from trucewatch.web.daily.asking import PATH, PREVIEW, Asked
from trucewatch.web.daily.making import Press
from trucewatch.web.daily.wording import line_of
from trucewatch.web.parts import Room
from trucewatch.web.people.forms import Refused, Typed

LONGEST = 4_000  # letters of a sentence


def stamp_of(name: str, now: datetime) -> Stamp:
    """Who decides, and when."""
    made = machine_stamp(now)
    return Stamp(made.at, name, made.code, made.model, made.knowledge)


def change_wording(press: Press, room: Room, asked: Asked, fields: Typed, name: str, now: datetime) -> str:
    """Record another wording of a sentence, or take one back; where to go on. Refused with why where that cannot be."""
    bulletin = press.preview(room, asked)
    found = line_of(bulletin, fields["line"])
    if found is None:
        raise Refused(say("This sentence is not in the report any more: what it rests on has changed."))
    line, new = found[1], "" if fields["act"] == "back" else fields["new"]
    if not fields["reason"].strip():
        raise Refused(say("An edit of wording asks for a reason: why are the generated words not good enough?"))
    if fields["old"] != generated(line):
        raise Refused(say("The generated words have changed since you opened the page. Look at them, and write again."))
    if len(new) > LONGEST:
        raise Refused(say("A sentence has at most %(count)s letters.", count=LONGEST))
    try:
        wording = wording_of(bulletin, line.key, new, by=name, at=now, reason=fields["reason"].strip())
    except UsageError as error:
        raise Refused(say("This cannot be recorded: %(error)s.", error=str(error))) from error
    press.site.book.append([wording], stamp_of(name, now))
    return f"{PREVIEW}?{asked.query()}"


def issue_report(press: Press, asked: Asked, name: str, now: datetime) -> str:
    """Issue the report of a period as it stands now; the address of what was issued."""
    found = issue(press.site.book, lambda seq: press.made(seq, asked), stamp_of(name, now))
    if found.again:
        raise Refused(say("Nothing has changed since this report was issued last; no revision was made."))
    return f"{PATH}/{found.bulletin.number}.{found.bulletin.revision}"
