"""What the catalogue remembers of claims and agreements, so as not to read them for every entry."""

from __future__ import annotations

from collections.abc import Collection

from sqlalchemy import Connection

from trucewatch.catalogue.gathering import Course, Written, agreement_in, claims_before, known_agreements
from trucewatch.catalogue.making import Atlas, Said
from trucewatch.model import Agreement

MOST_SAID = 100_000  # claims remembered: some tens of megabytes


class Memory:
    """The claims and agreements of one ledger that were read already."""

    def __init__(self, atlas: Atlas) -> None:
        self._atlas = atlas
        self._agreements: dict[int, Agreement] = {}
        self._said: dict[str, Said] = {}

    def forget(self) -> None:
        """Read anew what claims say: another process has been at work since."""
        self._said = {}

    def agreements(self, connection: Connection, until: int) -> tuple[Agreement, ...]:
        """The agreements that stand at an entry."""
        known = known_agreements(connection, until)
        for seq in known.values():
            if seq not in self._agreements:
                self._agreements[seq] = agreement_in(connection, seq)
        return tuple(self._agreements[seq] for _, seq in sorted(known.items()))

    def areas(self, written: Written | None, agreements: Collection[Agreement]) -> frozenset[str]:
        """In which areas an incident certainly lies."""
        if written is None:
            return frozenset()
        return frozenset(area for one in agreements for area in self._atlas.areas(written.incident.place, one))

    def said(self, connection: Connection, keys: Collection[str], until: int) -> dict[str, Said]:
        """The claims that stood at an entry; the latest ones are remembered."""
        missing = set(keys) - self._said.keys()
        if len(self._said) > MOST_SAID:
            self._said = {}
            missing = set(keys)
        self._said |= claims_before(connection, missing, until)
        return {key: self._said[key] for key in keys if key in self._said}

    def remember(self, claims: dict[str, Course[Said]]) -> None:
        """What entries made of claims."""
        for key, course in claims.items():
            last = course.last
            if last is None:
                self._said.pop(key, None)
            else:
                self._said[key] = last
