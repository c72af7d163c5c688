"""The form of a rule: its fields by kind, what was typed into them, and the rule that this makes."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum

from trucewatch.alerting import Rule, RuleKind
from trucewatch.alerting.configured import rule_of
from trucewatch.alerting.rule import (
    Direction,
    FiguresDiverge,
    GradeChange,
    NewIncident,
    SilentFeed,
    TrendBreak,
    UltimatumNear,
)
from trucewatch.model import Counted, State
from trucewatch.publish.tongue import gettext, marked
from trucewatch.publish.words import term

OWN = "r-"  # begins the fields of a rule; the others are those of the filter
LONGEST_ID = 40


class Sort(StrEnum):
    """How a field is typed in."""

    NUMBER = "number"
    TEXT = "text"
    TICK = "tick"
    ONE = "one"
    MANY = "many"


@dataclass(frozen=True, slots=True)
class Spec:
    """One field of a kind of rule."""

    name: str
    label: str
    sort: Sort = Sort.NUMBER
    options: tuple[str, ...] = ()
    words: str = ""  # the set of terms that the options are words of


KINDS: Mapping[RuleKind, str] = {
    RuleKind.NEW_INCIDENT: marked("A new incident"),
    RuleKind.GRADE_CHANGE: marked("A changed grade"),
    RuleKind.FIGURES_DIVERGE: marked("Figures that part"),
    RuleKind.ULTIMATUM_NEAR: marked("An ultimatum near its end"),
    RuleKind.TREND_BREAK: marked("A break of trend"),
    RuleKind.SILENT_FEED: marked("A silent feed or outlet"),
}
SPECS: Mapping[RuleKind, tuple[Spec, ...]] = {
    RuleKind.NEW_INCIDENT: (
        Spec("happened", marked("Only what is told as done, not as planned, threatened or denied"), Sort.TICK),
        Spec("late_days", marked("Told late if it ended more than so many days before")),
        Spec("leave_late", marked("Leave out what is told late"), Sort.TICK),
    ),
    RuleKind.GRADE_CHANGE: (
        Spec("to", marked("Now"), Sort.MANY, tuple(State), "state"),
        Spec("from", marked("Before (none: anything)"), Sort.MANY, tuple(State), "state"),
    ),
    RuleKind.FIGURES_DIVERGE: (
        Spec("counted", marked("What is counted"), Sort.ONE, tuple(Counted), "counted"),
        Spec("factor", marked("Apart by a factor of")),
        Spec("difference", marked("or by a difference of")),
        Spec("at_least", marked("The higher figure is at least")),
    ),
    RuleKind.ULTIMATUM_NEAR: (Spec("hours", marked("Hours before its end, with commas between"), Sort.TEXT),),
    RuleKind.TREND_BREAK: (
        Spec("days", marked("The last days")),
        Spec("history", marked("against so many days before them")),
        Spec("direction", marked("Which break"), Sort.ONE, tuple(Direction)),
        Spec("false_alarms", marked("False alarms in one look at a steady rate, at most"), Sort.TEXT),
        Spec("at_least", marked("Say nothing below so many incidents")),
    ),
    RuleKind.SILENT_FEED: (
        Spec("outlets", marked("Outlets, with commas between (none: all)"), Sort.TEXT),
        Spec("hours", marked("Hours without an answer or a report")),
        Spec("longer", marked("Times its longest usual pause"), Sort.TEXT),
    ),
}
DIRECTIONS = {
    Direction.RISE: marked("more than before"),
    Direction.FALL: marked("fewer than before"),
    Direction.BOTH: marked("both"),
}
DEFAULTS: Mapping[RuleKind, Mapping[str, str | tuple[str, ...]]] = {
    RuleKind.NEW_INCIDENT: {"happened": "yes", "late_days": "3"},
    RuleKind.GRADE_CHANGE: {"to": (State.CORROBORATED, State.CONTESTED)},
    RuleKind.FIGURES_DIVERGE: {"counted": Counted.KILLED, "factor": "2", "at_least": "6"},
    RuleKind.ULTIMATUM_NEAR: {"hours": "36, 6"},
    RuleKind.TREND_BREAK: {"days": "7", "history": "56", "direction": Direction.RISE, "false_alarms": "0.001", "at_least": "10"},
    RuleKind.SILENT_FEED: {"hours": "24", "longer": "2"},
}
COMMON = {
    "title": "",
    "mail": "",
    "digest": "at once",
    "digest_at": "07:00",
    "quiet_from": "22:00",
    "quiet_to": "06:00",
    "zone": "UTC",
}


@dataclass(frozen=True, slots=True)
class Option:
    """One value to choose."""

    value: str
    words: str
    chosen: bool


@dataclass(frozen=True, slots=True)
class Field:
    """One field as the page shows it."""

    name: str
    label: str
    sort: str
    value: str
    options: tuple[Option, ...] = ()


class Sheet:
    """What was typed of a rule: each field of ours with its values, the kind, and the rest as a filter."""

    def __init__(self, pairs: Sequence[tuple[str, str]]) -> None:
        self._own: dict[str, list[str]] = {}
        for name, value in pairs:
            if name.startswith(OWN):
                self._own.setdefault(name.removeprefix(OWN), []).append(value.strip()[:1000])
        kind = (self._own.get("kind") or [""])[-1]
        self.kind = RuleKind(kind) if kind in set(RuleKind) else RuleKind.NEW_INCIDENT
        self.typed = "title" in self._own  # the form was sent, so that an empty tick is a no

    def all(self, name: str) -> tuple[str, ...]:
        """The values of a field; those to begin with where nothing was sent yet."""
        if self.typed or name in self._own:
            return tuple(one for one in self._own.get(name, ()) if one)
        first = {**COMMON, **DEFAULTS[self.kind]}.get(name, "")
        return first if isinstance(first, tuple) else ((first,) if first else ())

    def one(self, name: str) -> str:
        """The last value of a field."""
        return self.all(name)[-1] if self.all(name) else ""

    def pairs(self) -> tuple[tuple[str, str], ...]:
        """The fields of the rule, to be sent on."""
        return tuple((f"{OWN}{name}", value) for name, values in sorted(self._own.items()) for value in values)

    def fields(self) -> tuple[Field, ...]:
        """The fields of this kind, with what was typed."""
        return tuple(self._field(one) for one in SPECS[self.kind])

    def _field(self, spec: Spec) -> Field:
        chosen = set(self.all(spec.name))
        options = tuple(Option(value, _word(spec, value), value in chosen) for value in spec.options)
        return Field(f"{OWN}{spec.name}", gettext(spec.label), spec.sort.value, self.one(spec.name), options)

    def rule(self, filter_: Mapping[str, object], *, owner: str, rule_id: str = "") -> Rule:
        """The rule that this makes; a ValueError says what is wrong."""
        title = self.one("title")
        row: dict[str, object] = {
            "id": rule_id or id_of(title, owner),
            "title": title,
            "kind": self.kind.value,
            "filter": dict(filter_),
            "mail": _listed(self.one("mail")),
            "webhooks": _listed(self.one("webhooks")),
            "digest": self.one("digest") or "at once",
            "digest_at": self.one("digest_at") or "07:00",
            "zone": self.one("zone") or "UTC",
            "wakes": bool(self.one("wakes")),
        }
        if self.one("quiet_from") and self.one("quiet_to"):
            row["quiet"] = [self.one("quiet_from"), self.one("quiet_to")]
        return rule_of(row | self._terms(), owner=owner)

    def _terms(self) -> dict[str, object]:
        found: dict[str, object] = {}
        for spec in SPECS[self.kind]:
            if spec.sort is Sort.TICK:
                found[spec.name] = bool(self.one(spec.name))
            elif spec.sort is Sort.MANY:
                found[spec.name] = list(self.all(spec.name))
            elif self.one(spec.name):
                found[spec.name] = self.one(spec.name)
        if self.kind is RuleKind.FIGURES_DIVERGE:
            return {"measures": [found]}
        for name in ("hours", "outlets"):
            if name in found and (self.kind is RuleKind.ULTIMATUM_NEAR or name == "outlets"):
                found[name] = _listed(str(found[name]))
        return found


def _word(spec: Spec, value: str) -> str:
    if spec.words:
        return term(spec.words, value)
    return gettext(DIRECTIONS[Direction(value)])


def _listed(text: str) -> list[str]:
    return [one for one in re.split(r"[,\s]+" if "@" in text or "://" in text else r"\s*,\s*", text.strip()) if one]


def id_of(title: str, owner: str) -> str:
    """An id from the title, with a few digits of title and owner, so that two people may choose one title."""
    plain = re.sub(r"[^a-z0-9]+", "-", title.lower()).strip("-")[:LONGEST_ID].strip("-")
    digits = hashlib.sha256(f"{owner}\n{title}".encode("utf-8", "surrogatepass")).hexdigest()[:6]
    return f"{plain}-{digits}" if plain else f"rule-{digits}"


def sheet_of(rule: Rule) -> Sheet:
    """The fields of a rule as the form has them."""
    terms = rule.terms
    own: list[tuple[str, str]] = [
        ("kind", rule.kind.value),
        ("title", rule.title),
        ("mail", ", ".join(one.to for one in rule.recipients if one.way == "mail")),
        ("webhooks", ", ".join(one.to for one in rule.recipients if one.way == "webhook")),
        ("digest", rule.digest.value),
        ("digest_at", f"{rule.digest_at:%H:%M}"),
        ("quiet_from", f"{rule.quiet.start:%H:%M}" if rule.quiet else ""),
        ("quiet_to", f"{rule.quiet.end:%H:%M}" if rule.quiet else ""),
        ("zone", rule.zone),
        ("wakes", "yes" if rule.wakes else ""),
    ]
    match terms:
        case NewIncident():
            own += [
                ("happened", _tick(terms.happened)),
                ("late_days", str(terms.late_days)),
                ("leave_late", _tick(terms.leave_late)),
            ]
        case GradeChange():
            own += [*(("to", one.value) for one in terms.to), *(("from", one.value) for one in terms.from_)]
        case FiguresDiverge():
            first = terms.measures[0]
            own += [("counted", first.counted.value), ("factor", f"{first.factor:g}" if first.factor else "")]
            own += [("difference", str(first.difference or "")), ("at_least", str(first.at_least))]
        case UltimatumNear():
            own += [("hours", ", ".join(map(str, terms.hours)))]
        case TrendBreak():
            own += [("days", str(terms.days)), ("history", str(terms.history)), ("direction", terms.direction.value)]
            own += [("false_alarms", f"{terms.false_alarms:g}"), ("at_least", str(terms.at_least))]
        case SilentFeed():
            own += [("outlets", ", ".join(terms.outlets)), ("hours", str(terms.hours)), ("longer", f"{terms.longer:g}")]
    return Sheet([(f"{OWN}{name}", value) for name, value in own])


def _tick(value: bool) -> str:
    return "yes" if value else ""


def paused(rule: Rule, *, is_paused: bool) -> Rule:
    """The same rule, paused or not."""
    return replace(rule, paused=is_paused)
