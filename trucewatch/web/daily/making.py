"""Where the site's reports come from: previews made of the records of a moment, and the issued ones; the policy holds on both.

A public site that delays shows an issued report once it is as old as the policy asks. One that blurs gives nobody outside the
issued words, which name places: it makes the report anew from the same entry of the ledger, with every place as coarse as
elsewhere and without what people wrote, and says so.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from functools import cached_property
from typing import Any, cast

from starlette.exceptions import HTTPException

from trucewatch.ledger import Ledger
from trucewatch.model import Bulletin, Wording
from trucewatch.publish.bulletin.gathering import gather
from trucewatch.publish.bulletin.matter import matter_of
from trucewatch.publish.tongue import say
from trucewatch.web.daily.archive import Archive, Issued
from trucewatch.web.daily.asking import Asked
from trucewatch.web.parts import Room
from trucewatch.web.site import Site


class Unworded:
    """A ledger without the wordings that people wrote: they may name what the policy blurs."""

    def __init__(self, ledger: Ledger) -> None:
        self._ledger = ledger

    def wordings(self, **_: object) -> Iterator[Wording]:
        """None."""
        return iter(())

    def __getattr__(self, name: str) -> Any:
        """Everything else, as the ledger has it."""
        return getattr(self._ledger, name)


class Press:
    """Makes and fetches the reports of one site."""

    def __init__(self, site: Site) -> None:
        self.site = site

    @cached_property
    def archive(self) -> Archive:
        """What was issued."""
        return Archive(self.site.book)

    @property
    def blurs(self) -> bool:
        """True if whoever asks sees no place finer than the cells of the policy."""
        return self.site.policy.holds and bool(self.site.policy.blur_km)

    def until(self, room: Room) -> int:
        """The last entry that whoever asks may know at the moment asked for."""
        return self.site.ledger.position(room.desk.moment)

    def preview(self, room: Room, asked: Asked) -> Bulletin:
        """The report of a period as the records stood at the moment asked for."""
        return self.made(self.until(room), asked)

    def issued(self, one: Issued) -> Bulletin:
        """A report as it was issued; where the policy blurs, made anew from the same state of the ledger."""
        if not self.blurs:
            bulletin = self.archive.bulletin(one)
            if bulletin is None:
                raise HTTPException(404, f"Report {one.permalink} is not in this ledger any more.")
            return bulletin
        asked = Asked(one.edition, one.first, one.last, one.agreement, one.zone, one.language)
        made = self.made(one.as_of, asked)
        return replace(made, number=one.number, revision=one.revision, issued_by=one.issued_by, issued_at=one.issued_at)

    def made(self, seq: int, asked: Asked) -> Bulletin:
        """The report of a period as the ledger stood at an entry, as far as whoever asks may see it."""
        self.site.catalogue.catch_up()
        shelf = self.site.shown(self.site.catalogue.at(seq))
        ledger = cast(Ledger, Unworded(self.site.ledger)) if self.blurs else self.site.ledger
        known = {one.id for one in ledger.agreements(as_of=seq)}
        if asked.agreement and asked.agreement not in known:
            raise HTTPException(404, f"There is no agreement “{asked.agreement[:80]}” in this ledger.")
        matter = matter_of(
            ledger,
            shelf,
            edition=asked.edition,
            first=asked.first,
            last=asked.last,
            agreement=asked.agreement,
            zone=asked.zone,
        )
        return gather(matter, language=asked.language)

    def marks(self, one: Issued | None = None) -> tuple[str, ...]:
        """What must be known of the copy that whoever asks is given."""
        if not self.blurs:
            return ()
        km = self.site.policy.blur_km
        if one is None:
            return (say("Public copy: places are given no finer than %(km)s km.", km=km),)
        return (
            say(
                "Public copy: made anew from the state of the ledger that the report was issued from, "
                "with places no finer than %(km)s km and without wordings that people wrote.",
                km=km,
            ),
        )
