"""The command `count`: the same incidents, counted by a rule that the user names."""

from __future__ import annotations

from enum import StrEnum
from typing import TYPE_CHECKING, Annotated

import typer

from trucewatch.errors import UsageError
from trucewatch.options import AsJson, LedgerUrl, opened
from trucewatch.terminal import note, put, tell

if TYPE_CHECKING:
    from trucewatch.knowledge.counting_tables import CountingRule


class CountBy(StrEnum):
    """What the lines of a count are."""

    DAY = "day"
    PLACE = "place"
    PARTY = "party"


def count_command(
    rule: Annotated[str, typer.Option("--rule", metavar="NAME", help="How to count; --rules lists the names.")] = "per-incident",
    by: Annotated[
        CountBy, typer.Option("--by", help="One line for each day, place or party said to have done it.")
    ] = CountBy.DAY,
    rules: Annotated[bool, typer.Option("--rules", help="List the rules, whose they are, and where ours depart.")] = False,
    ledger: LedgerUrl = "",
    as_json: AsJson = False,
) -> None:
    """Count the attacks of the ledger by a rule: per burst, per shelling, per day, with how well posts could look beside it."""
    from trucewatch.knowledge.counting_tables import counting_rules
    from trucewatch.knowledge.parties import load_parties
    from trucewatch.publish.counts import count_row, counted_lines, rule_lines, rule_row
    from trucewatch.publish.exports import write_rows
    from trucewatch.publish.watching import beside_counts, beside_row, watchers
    from trucewatch.reconcile.counting import count_events, count_lines

    if rules:
        known = tuple(counting_rules().values())
        put(write_rows([rule_row(one) for one in known], "json") if as_json else rule_lines(known))
        return
    chosen = _rule(rule)
    with opened(ledger) as book:
        incidents, watching = tuple(book.incidents()), watchers(book)
    events = count_events(incidents, chosen)
    lines = count_lines(events, by.value)
    covered = beside_counts(lines, incidents, watching, by.value)
    if as_json:
        rows = [{**count_row(chosen, by.value, line), "coverage": beside_row(covered[line.key])} for line in lines]
        put(write_rows(rows, "json"))
        return
    beside = {key: one.words for key, one in covered.items()}
    tell(counted_lines(chosen, events, by.value, load_parties().label, beside))
    if chosen.deviation:
        note(f"departs from its source: {chosen.deviation}")


def _rule(name: str) -> CountingRule:
    from trucewatch.knowledge.counting_tables import counting_rules

    if name not in counting_rules():
        raise UsageError(f"no counting rule {name!r}; known are {', '.join(counting_rules())}")
    return counting_rules()[name]
