"""Look what happened since the last look, rule by rule, and keep what is to be told."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime, time

from pydantic import TypeAdapter

from trucewatch.alerting.alert import Alert
from trucewatch.alerting.noticing import notice
from trucewatch.alerting.rule import Digest, Rule
from trucewatch.alerting.sight import LedgerSight
from trucewatch.alerting.store import Alerts
from trucewatch.catalogue import Catalogue
from trucewatch.catalogue.moving import moved_between
from trucewatch.feeds import FeedHealth
from trucewatch.ledger import Ledger
from trucewatch.publish.words import Labels

_TERMS: TypeAdapter[Rule] = TypeAdapter(Rule)


@dataclass(frozen=True, slots=True)
class Mark:
    """How far a rule was looked for: the last entry, the clock, and what the rule asked."""

    seq: int
    clock: datetime
    asked: str


def look(
    ledger: Ledger,
    catalogue: Catalogue,
    alerts: Alerts,
    rules: Iterable[Rule],
    *,
    clock: datetime,
    feeds: tuple[FeedHealth, ...] = (),
    labels: Labels = str,
) -> tuple[Alert, ...]:
    """What rules ask to be told of and was not told before; it is kept, and lies in the outbox, before this returns.

    Each rule goes on from its own last look. A rule that is new, or asks for something else than before, begins now: the past is
    shown by a dry run and wakes nobody. What a paused rule misses is missed. Killed in between, the next look begins where this
    one did.
    """
    shelf = catalogue.at()
    now = LedgerSight(ledger, shelf, clock, feeds)
    fresh: list[Alert] = []
    for rule in sorted(rules, key=lambda rule: rule.id):
        name, mark = f"look {rule.id}", Mark(shelf.seq, clock, _asked(rule))
        before = _read(alerts.mark(name))
        found: tuple[Alert, ...] = ()
        if before and before.asked == mark.asked and before.seq <= shelf.seq:
            then = min(before.clock, clock)  # a clock that was set back: what was recorded meanwhile is told all the same
            past = LedgerSight(ledger, shelf if before.seq == shelf.seq else catalogue.at(before.seq), then)
            found = notice(rule, past, now, moved_between(ledger, before.seq, shelf.seq), labels)
        fresh += alerts.add(found, [rule], marks=[(name, _written(mark))])
    return tuple(fresh)


def _asked(rule: Rule) -> str:
    """What a rule asks, whatever it is called and whoever is told."""
    bare = replace(rule, title="-", recipients=(), owner="", source="", paused=False, quiet=None, wakes=False)
    return hashlib.sha256(_TERMS.dump_json(replace(bare, digest=Digest.AT_ONCE, digest_at=time(7)))).hexdigest()[:16]


def _written(mark: Mark) -> str:
    return json.dumps({"seq": mark.seq, "clock": mark.clock.isoformat(), "asked": mark.asked})


def _read(text: str | None) -> Mark | None:
    if text is None:
        return None
    values = json.loads(text)
    return Mark(int(values["seq"]), datetime.fromisoformat(values["clock"]), str(values["asked"]))
