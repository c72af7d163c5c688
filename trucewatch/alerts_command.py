"""The commands `alerts rules`, `check` and `look`: what somebody asks to be told of, what would have been told, and what is."""

from __future__ import annotations

import json
import time
from datetime import UTC, date, datetime, timedelta
from typing import TYPE_CHECKING, Annotated

import typer

from trucewatch.errors import UsageError
from trucewatch.options import AsJson, LedgerUrl, Quiet, day, opened, settings_with
from trucewatch.terminal import note, put, tell

if TYPE_CHECKING:
    from trucewatch.alerting import Rule
    from trucewatch.catalogue import Catalogue
    from trucewatch.feeds import FeedHealth
    from trucewatch.ledger import Ledger

RulesFile = Annotated[str, typer.Option("--rules", metavar="FILE", help="The file of rules; else the setting alerts.")]
RuleId = Annotated[list[str] | None, typer.Option("--rule", metavar="ID", help="Only this rule; may be repeated.")]
LAST_MONTH = timedelta(days=30)
FIRST, LAST = date(2, 1, 1), date(9998, 12, 31)  # a year on either side: history and hours ahead are looked at too


def alerts_rules(
    rules: RulesFile = "",
    example: Annotated[bool, typer.Option("--example", help="The packaged file of rules, to begin with.")] = False,
    ledger: LedgerUrl = "",
    as_json: AsJson = False,
) -> None:
    """The rules in force: those of the file, checked, and those saved on the site."""
    from pydantic import TypeAdapter

    from trucewatch.alerting import Rule
    from trucewatch.alerting.configured import example_text

    if example:
        put([example_text()])
        return
    found = _rules(ledger, rules)
    if as_json:
        put([TypeAdapter(tuple[Rule, ...]).dump_json(found, indent=1).decode() + "\n"])
        return
    tell(
        f"{one.id}  {one.kind.value}  {one.title}{'  (paused)' if one.paused else ''}  "
        f"[{one.source or f'saved on the site by {one.owner}'}]\n"
        for one in found
    )
    if not found:
        note("no rules; trucewatch alerts rules --example prints some to begin with")


def alerts_check(
    since: Annotated[str, typer.Option("--since", metavar="DATE", help="From this day on; 30 days back if not given.")] = "",
    until: Annotated[str, typer.Option("--until", metavar="DATE", help="Up to this day; the last one known if not given.")] = "",
    rule: RuleId = None,
    by: Annotated[str, typer.Option("--by", help="recorded or told; chosen by how the ledger was filled if not given.")] = "",
    rules: RulesFile = "",
    ledger: LedgerUrl = "",
    as_json: AsJson = False,
) -> None:
    """A dry run: what each rule would have told of, how often it would have woken somebody, and at what hour. Sends nothing."""
    from trucewatch.alerting.configured import example_rules
    from trucewatch.alerting.replaying import SAYS, By, replay, way_of
    from trucewatch.alerting.rows import replay_lines, replay_row
    from trucewatch.catalogue import Catalogue
    from trucewatch.knowledge.parties import load_parties

    if by not in ("", *By):
        raise UsageError(f"{by!r} is neither recorded nor told")
    found = _rules(ledger, rules)
    if not found:
        note("no rules yet: the packaged examples are gone through (trucewatch alerts rules --example)")
        found = example_rules()
    if unknown := sorted({*(rule or ())} - {one.id for one in found}):
        raise UsageError(f"there is no rule {unknown[0]!r}; known are {', '.join(one.id for one in found)}")
    chosen = [one for one in found if not rule or one.id in rule]
    with opened(ledger) as book:
        catalogue = Catalogue(book)
        way = By(by) if by else way_of(book, catalogue)
        last = min(day(until) or _last_day(book, catalogue, way), LAST)
        first = day(since) or max(last, FIRST + LAST_MONTH) - LAST_MONTH
        first = max(first, FIRST)
        if first > last:
            raise UsageError(f"{first} lies behind {last}")
        label = load_parties().label
        done = [replay(one, book, catalogue, first=first, last=last, by=way, labels=label) for one in chosen]
        if as_json:
            put([json.dumps([replay_row(one) for one in done], ensure_ascii=False, indent=1) + "\n"])
        else:
            tell([f"{SAYS[way][:1].upper()}{SAYS[way][1:]}.\n\n", *(line for one in done for line in replay_lines(one))])


def alerts_look(
    rules: RulesFile = "",
    ledger: LedgerUrl = "",
    quiet: Quiet = False,
) -> None:
    """Look once what happened since the last look, and put what rules ask to be told of into the outbox: for cron."""
    from trucewatch.alerting.looking import look
    from trucewatch.alerting.store import Alerts, alerts_url
    from trucewatch.catalogue import Catalogue
    from trucewatch.knowledge.parties import load_parties
    from trucewatch.ledger import default_url

    url = settings_with(ledger=ledger).ledger or default_url()
    with opened(ledger) as book, Alerts.open(alerts_url(url)) as alerts:
        fresh = look(
            book,
            Catalogue(book),
            alerts,
            _rules(ledger, rules),
            clock=datetime.now(UTC),
            feeds=_feeds(url),
            labels=load_parties().label,
        )
    for one in fresh:
        note(f"{one.rule}: {one.title}", quiet=quiet)
    note(f"{len(fresh)} new", quiet=quiet)


def _rules(ledger: str, named: str) -> tuple[Rule, ...]:
    """Those of the file and those saved on the site; two of one id are a mistake."""
    from trucewatch.alerting.configured import rules_in_force
    from trucewatch.alerting.store import Alerts, alerts_url
    from trucewatch.ledger import default_url

    settings = settings_with(ledger=ledger)
    with Alerts.open(alerts_url(settings.ledger or default_url())) as alerts:
        return rules_in_force(named or settings.alerts, alerts.rules())


def _feeds(url: str) -> tuple[FeedHealth, ...]:
    from trucewatch.feeds import Feeds, feeds_url

    with Feeds.open(feeds_url(url)) as store:
        return store.health(time.time())


def _last_day(book: Ledger, catalogue: Catalogue, way: str) -> date:
    """Today, or the last day on which a report of a ledger that was filled in one go was published."""
    today = datetime.now(UTC).date()
    told = [one for one, _ in catalogue.at().report_days()]
    return min(told[-1], today) if way == "told" and told else today
