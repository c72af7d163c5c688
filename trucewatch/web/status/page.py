"""How the installation is, in words: what is wrong first, then each part of it, as far as whoever asks may know.

The public is told whether the site answers as it should and whether feeds are heard; who has signed in, how much there is and
what was last done; an admin, the room on the disk, the backups and the versions in force too.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from trucewatch import __version__
from trucewatch.alerting.outcome import MessageState
from trucewatch.feeds import FeedState
from trucewatch.health import Condition, Fault
from trucewatch.journal import Line, What
from trucewatch.knowledge.places import knowledge_in_force
from trucewatch.language import model_version
from trucewatch.ledger.standby import Standby
from trucewatch.people import Role
from trucewatch.publish.tongue import gettext, marked, say
from trucewatch.publish.words import counted, instant_words, joined
from trucewatch.web.feeds.page import IN_SHORT
from trucewatch.web.parts import Frame, Room, frame

PATH = "/status"
GIB, MB = 2**30, 10**6

FAULTS = {
    Fault.LEDGER: (
        marked("The ledger cannot be read."),
        marked("No page can be shown until it can. The log of the site says why."),
    ),
    Fault.LISTS: (
        marked("The lists are far behind the ledger."),
        marked("Pages wait for them. They are brought up by themselves; after a large import that takes minutes."),
    ),
    Fault.DISK: (
        marked("The disk is nearly full."),
        marked(
            "Nothing new is taken in once it is full. Make room: old backups first, then raw bytes with trucewatch raw prune."
        ),
    ),
    Fault.STANDBY: (
        marked("The copy that is read here is far behind the ledger."),
        marked("Pages show what was known then. It catches up by itself once it follows the ledger again."),
    ),
    Fault.CHAIN: (
        marked("The last check of the chain failed."),
        marked("Take the ledger from the network, keep it as it is, and compare it with the last good backup."),
    ),
    Fault.FEEDS: (
        marked("Some feeds are not heard."),
        marked("What their outlets publish is not read here: their silence is no finding."),
    ),
    Fault.WATCH: (
        marked("Nobody watches the feeds at the moment."),
        marked("The last round is too long ago. Start trucewatch watch, or look at its log."),
    ),
    Fault.ROUND: (
        marked("The last round of the watch failed."),
        marked("It is begun again a minute later; its log says why."),
    ),
    Fault.RUN: (
        marked("The last run failed."),
        marked("What it recorded until then stands; run it again, and it goes on from there."),
    ),
    Fault.OUTBOX: (
        marked("Some alerts could not be delivered."),
        marked("They wait in the outbox for somebody to send them again."),
    ),
    Fault.BACKUP: (
        marked("The last backup failed."),
        marked("The one before it is the last that is known to be whole."),
    ),
    Fault.NO_BACKUP: (
        marked("No backup is known."),
        marked("Make one with trucewatch ledger backup; those made otherwise are not seen here."),
    ),
    Fault.OLD_BACKUP: (
        marked("The last backup is more than a week old."),
        marked("Whatever was recorded since stands on this machine alone."),
    ),
    Fault.UNTOLD: (
        marked("Something beside the ledger cannot be read."),
        marked("Nothing is said here of what cannot be read, well or not; the pages of the ledger need none of it."),
    ),
}
TOLD_TO_ALL = frozenset({Fault.LEDGER, Fault.LISTS, Fault.STANDBY, Fault.FEEDS})
TOLD_TO_ADMINS = frozenset({Fault.DISK, Fault.BACKUP, Fault.NO_BACKUP, Fault.OLD_BACKUP, Fault.CHAIN})
READY = {Fault.LEDGER: "ledger", Fault.LISTS: "lists", Fault.DISK: "disk"}
DONE = {
    What.RUN: marked("Last run"),
    What.ROUND: marked("Last round of the watch"),
    What.VERIFIED: marked("Last check of the chain"),
    What.BACKUP: marked("Last backup"),
}
FOR_ADMINS = (What.BACKUP, What.VERIFIED)
MESSAGES = {
    MessageState.WAITING: marked("waiting"),
    MessageState.SENDING: marked("being sent"),
    MessageState.SENT: marked("sent"),
    MessageState.DEAD: marked("given up"),
}


@dataclass(frozen=True, slots=True)
class Wrong:
    """Something that is wrong: what, and what that means or asks for."""

    what: str
    means: str


@dataclass(frozen=True, slots=True)
class Fact:
    """One line: what, how it stands, a further word; `href` leads to more."""

    name: str
    value: str
    more: str = ""
    href: str = ""


@dataclass(frozen=True, slots=True)
class Part:
    """A part of the installation with its lines; `key` is its anchor."""

    key: str
    title: str
    facts: tuple[Fact, ...]


@dataclass(frozen=True, slots=True)
class StatusPage:
    """What `status.html` shows; `limited` where whoever asks is told the least."""

    frame: Frame
    lede: str
    at: str
    at_iso: str
    wrong: tuple[Wrong, ...]
    parts: tuple[Part, ...]
    limited: bool


def status_page(room: Room, found: Condition) -> StatusPage:
    """The page."""
    knows, keeps = room.visitor.may(Role.VIEWER), room.visitor.may(Role.ADMIN)
    wrong = tuple(Wrong(gettext(FAULTS[one][0]), gettext(FAULTS[one][1])) for one in found.faults if _told(one, knows, keeps))
    parts = [_feeds(found, keeps), _ledger(found, knows), _done(found, keeps) if knows else None]
    parts += [_work(found, keeps) if knows else None, _disk(found) if keeps else None, _versions(keeps)]
    return StatusPage(
        frame(room, "status", gettext("Status")),
        _lede(found, len(wrong), knows=keeps),
        instant_words(found.at),
        found.at.isoformat(timespec="seconds"),
        wrong,
        tuple(part for part in parts if part is not None and part.facts),
        not knows,
    )


def ready_lines(found: Condition) -> str:
    """What keeps the site from being ready, a line each.

    Anybody may ask, so there are no figures in it but one: by how much a copy is behind, which every page of it says.
    """
    names = READY | ({Fault.STANDBY: _follows(found.standby)} if found.standby else {})
    return "".join(f"{'not ready' if fault in found.faults else 'ok'}: {name}\n" for fault, name in names.items())


def _follows(standby: Standby) -> str:
    behind = "nobody can tell how far behind" if standby.most is None else f"{standby.most} seconds behind"
    return f"standby, {behind}" + (", does not follow the ledger" if standby.seconds is None else "")


def _told(fault: Fault, knows: bool, keeps: bool) -> bool:
    return keeps or fault in TOLD_TO_ALL or (knows and fault not in TOLD_TO_ADMINS)


def _lede(found: Condition, wrong: int, *, knows: bool) -> str:
    if not found.ready:
        return say("The site does not answer as it should.")
    if wrong:
        return say("The site answers as it should; %(things)s asks for attention.", things=counted(wrong, "thing"))
    if not knows:
        return say("The site answers as it should.")  # what is wrong behind it is not told to everybody
    return say("The site answers as it should, and nothing that is known here is wrong.")


def _feeds(found: Condition, keeps: bool) -> Part:
    if "feeds" in found.untold:
        return Part("feeds", gettext("What comes in"), (_unread(found, gettext("Feeds"), "feeds", keeps),))
    states = found.feeds_by_state()
    told = joined(
        [say("%(count)s %(state)s", count=states[one], state=gettext(IN_SHORT[one])) for one in FeedState if states[one]]
    )
    heard = states[FeedState.OK]
    facts = [Fact(gettext("Feeds"), told or gettext("none is watched"), "", "/feeds")]
    if found.feeds:
        facts.append(Fact(gettext("Heard"), say("%(heard)s of %(all)s", heard=heard, all=len(found.feeds))))
    return Part("feeds", gettext("What comes in"), tuple(facts))


def _ledger(found: Condition, knows: bool) -> Part:
    lists = gettext("as far as the ledger") if found.behind == 0 else gettext("being brought up")
    facts = [Fact(gettext("Lists"), lists)]
    if knows:
        facts = list(_held(found)) + facts
        if found.behind:
            facts[-1] = Fact(
                gettext("Lists"), say("%(entries)s behind the ledger", entries=counted(found.behind, "entry", "entries"))
            )
    return Part("ledger", gettext("The ledger"), tuple(facts))


def _held(found: Condition) -> Iterator[Fact]:
    newest = say("the last at %(moment)s", moment=instant_words(found.newest)) if found.newest else ""
    yield Fact(gettext("Entries"), f"{found.seq:,}", newest, "/changes")
    yield Fact(gettext("Reports taken in"), f"{found.entries.get('report', 0):,}", gettext("counting every version"), "/reports")
    yield Fact(gettext("Could not be read"), f"{found.entries.get('unread', 0):,}")


def _done(found: Condition, keeps: bool) -> Part:
    if "journal" in found.untold:
        return Part("done", gettext("What was last done"), (_unread(found, gettext("Journal"), "journal", keeps),))
    lines = [(what, found.last.get(what)) for what in DONE if keeps or what not in FOR_ADMINS]
    facts = tuple(Fact(gettext(DONE[what]), _when(line), _came(line)) for what, line in lines)
    return Part("done", gettext("What was last done"), facts)


def _unread(found: Condition, name: str, what: str, keeps: bool) -> Fact:
    """A line on what cannot be read; why, is for admins: it names files."""
    return Fact(name, gettext("cannot be read"), found.untold[what] if keeps else "")


def _when(line: Line | None) -> str:
    return instant_words(line.at) if line else gettext("never, as far as is known here")


def _came(line: Line | None) -> str:
    if line is None:
        return ""
    if not line.well:
        return gettext("it failed")
    read, unread = line.told.get("read"), line.told.get("unread")
    if not isinstance(read, int) or not isinstance(unread, int):
        return ""
    return say("%(read)s read, %(unread)s could not be read", read=counted(read, "report"), unread=unread)


def _work(found: Condition, keeps: bool) -> Part:
    waiting = gettext("not counted yet") if found.waiting is None else counted(found.waiting, "question")
    told = joined(
        [
            say("%(count)s %(state)s", count=found.messages[one], state=gettext(MESSAGES[one]))
            for one in MESSAGES
            if found.messages.get(one)
        ]
    )
    facts = [Fact(gettext("Waiting for people"), waiting, "", "/review")]
    messages = gettext("Messages of alerts")
    unread = "alerts" in found.untold
    facts.append(_unread(found, messages, "alerts", keeps) if unread else Fact(messages, told or gettext("none"), "", "/outbox"))
    return Part("work", gettext("What waits"), tuple(facts))


def _disk(found: Condition) -> Part:
    if found.room is None:
        return Part(
            "disk",
            gettext("The disk"),
            (
                Fact(
                    gettext("Free"),
                    gettext("not known: the ledger is in a database server"),
                ),
            ),
        )
    free = say("%(free)s GiB of %(all)s GiB", free=f"{found.room.free / GIB:,.1f}", all=f"{found.room.whole / GIB:,.1f}")
    least = say("at least %(least)s MB are wanted", least=f"{found.least_free / MB:,.0f}") if found.least_free else ""
    return Part("disk", gettext("The disk"), (Fact(gettext("Free"), free, least),))


def _versions(keeps: bool) -> Part:
    facts = [Fact("Trucewatch", __version__)]
    if keeps:
        facts += [Fact(gettext("Language model"), model_version()), Fact(gettext("Knowledge"), knowledge_in_force())]
    return Part("versions", gettext("Versions in force"), tuple(facts))
