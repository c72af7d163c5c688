"""What a counting rule comes to, as lines for a terminal and rows for JSON."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from types import MappingProxyType

from trucewatch.knowledge.counting_tables import CountingRule
from trucewatch.publish.words import Labels, counted, joined, range_of_figures
from trucewatch.reconcile.counting import CountedEvent, CountLine, count_lines

JsonValue = object


def rule_row(rule: CountingRule) -> dict[str, JsonValue]:
    """One rule with all that is known of it."""
    return {
        "rule": rule.name,
        "unit": rule.unit.value,
        "modes": list(rule.modes),
        "words": rule.words,
        "source": rule.source,
        "deviation": rule.deviation,
    }


def rule_lines(rules: Sequence[CountingRule]) -> Iterator[str]:
    """Each rule: its name, what it counts, whose it is, and where ours departs from it."""
    for rule in rules:
        yield f"{rule.name:<13} {rule.words}\n"
        yield f"{'':<13} source: {rule.source}\n"
        if rule.deviation:
            yield f"{'':<13} departs: {rule.deviation}\n"


def count_row(rule: CountingRule, by: str, line: CountLine) -> dict[str, JsonValue]:
    """One line of a count; `high` null is open."""
    return {"rule": rule.name, by: line.key, "low": line.low, "high": line.high, "incidents": list(line.incident_ids)}


NOTHING_BESIDE: Mapping[str, str] = MappingProxyType({})


def counted_lines(
    rule: CountingRule, events: Sequence[CountedEvent], by: str, labels: Labels, beside: Mapping[str, str] = NOTHING_BESIDE
) -> Iterator[str]:
    """A heading that says how it is counted, the lines, each with what stands `beside` it, and the sum."""
    lines = count_lines(events, by)
    names = {line.key: _party_words(line.key, labels) if by == "party" else line.key for line in lines}
    yield f"{rule.name}: {rule.words}\n"
    wide = max([len(name) for name in names.values()], default=0) + 2
    for line in lines:
        incidents = counted(len(line.incident_ids), "incident")
        covered = f"; coverage: {beside[line.key]}" if line.key in beside else ""
        yield f"  {names[line.key]:<{wide}}{range_of_figures(line.low, line.high):>14}   from {incidents}{covered}\n"
    total = count_lines(events, by)
    low, high = sum(line.low for line in total), [line.high for line in total]
    most = None if None in high else sum(number or 0 for number in high)
    yield f"  {'in all':<{wide}}{range_of_figures(low, most):>14}\n"


def _party_words(key: str, labels: Labels) -> str:
    return joined([labels(code) for code in key.split(" and ")])
