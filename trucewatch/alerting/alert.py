"""An alert: one thing that a rule asks to be told of, in neutral words, with what it rests on."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from datetime import datetime, timedelta

from trucewatch.alerting.rule import RuleKind

KEY_LENGTH = 32


def alert_key(rule: str, subject: str, *happened: str) -> str:
    """What makes an alert the same: the rule, what it is about, and what happened; the parts cannot run into each other."""
    parts = "".join(f"{len(part)}:{part}," for part in (rule, subject, *happened))
    return hashlib.sha256(parts.encode("utf-8", "surrogatepass")).hexdigest()[:KEY_LENGTH]


@dataclass(frozen=True, slots=True)
class Fact:
    """One thing known, by name: `killed`, `from 13 to 40`."""

    name: str
    value: str


@dataclass(frozen=True, slots=True)
class Rest:
    """What an alert rests on: a record of the ledger (`kind` and `id`), whose word it is, and the words, where there are any."""

    kind: str
    id: str
    by: str = ""
    words: str = ""


@dataclass(frozen=True, slots=True)
class Alert:
    """Something that a rule asks to be told of; one with a `key` that was told of already is not told again.

    `at` is the moment it was noticed for, in UTC, and `seq` the last entry of the ledger that was known then. `subject` is the
    id of an incident or ultimatum, or the name of a feed, outlet or count; `title` fits into the subject of a mail, `words` is
    one or more whole sentences, `href` an address of the site without its host. `late` marks what is told long after it
    happened, or noticed after it was due: it can wait for the morning.
    """

    key: str
    rule: str
    kind: RuleKind
    at: datetime
    seq: int
    subject: str
    title: str
    words: str
    href: str
    facts: tuple[Fact, ...] = ()
    rests_on: tuple[Rest, ...] = ()
    late: bool = False

    def __post_init__(self) -> None:
        if self.at.utcoffset() != timedelta(0):
            raise ValueError(f"the moment of an alert is in UTC, with its zone: {self.at.isoformat()}")
        if not self.title.strip() or not self.words.strip():
            raise ValueError("an alert says what it is about")
        if not self.href.startswith("/"):
            raise ValueError(f"{self.href!r} is no address of the site: it begins with /")
