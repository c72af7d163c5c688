"""The names kept in tables are those that are found by looking through every text, at any moment and however they came."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import date, timedelta
from random import Random
from threading import Event

import pytest
from sqlalchemy import select, update

from tests.catalogue.makings import make_claim, make_report, stamp
from trucewatch.catalogue import names as names_module
from trucewatch.catalogue.names import Cited, Names
from trucewatch.catalogue.naming import NameCount, count_table, state_table
from trucewatch.ledger import Kind, Ledger, Withdrawal
from trucewatch.ledger.doors import reading, writing
from trucewatch.model import Actor, Claim, NamingCount, Report, Span
from trucewatch.reconcile.naming.uses import count_namings, namings

TEXTS = (
    "Assad regime forces shelled the market. The terrorists left. Assad regime forces left.",
    "Syrian army units shelled the market. Shells fell on Stepanakert.",
    "The Syrian Army shelled Saraqib. Rebels left; the syrian army stayed. The regime said so.",
    "Nobody is named here.",
)
OUTLETS = ("Harbour Post", "Ridge Post", None)


def as_told(one: NameCount) -> tuple[object, ...]:
    uses = tuple((use.report, use.start, use.end, use.text) for use in one.uses)
    return (
        *(one.outlet, one.period, one.named, one.of, one.words, one.family, one.register, one.voice, one.many, one.reports),
        *(one.first, one.last, uses),
    )


def as_counted(one: NamingCount) -> tuple[object, ...]:
    uses = tuple((span.report_id, span.start, span.end, span.text) for span in one.examples)
    return (
        *(one.by, one.period, one.named, one.of, one.words, one.family, one.register, one.voice, one.count, one.reports),
        *(one.first_day, one.last_day, uses),
    )


def looked_through(ledger: Ledger, seq: int, by: str | None = None) -> set[tuple[object, ...]]:
    uses = namings(tuple(ledger.reports(as_of=seq)), tuple(ledger.claims(as_of=seq)))
    return {as_counted(count) for count in count_namings(uses, by=by)}


def told(counts: Iterable[NameCount]) -> set[tuple[object, ...]]:
    return {as_told(count) for count in counts}


def quoting(id: str, report: str, text: str, speaker: str, party: str | None) -> Claim:
    start = text.index(speaker)
    span = Span(report, start, start + len(speaker), speaker)
    return replace(make_claim(id, report, text), speaker=Actor(span, party))


def changed(ledger: Ledger, draw: Random, minute: int) -> None:
    """Some reports and claims come, are rewritten or withdrawn, each recording at its own instant."""
    records: list[Report | Claim] = []
    for _ in range(draw.randrange(1, 4)):
        key, text = f"r{draw.randrange(6)}", draw.choice(TEXTS)
        day = draw.choice((None, date(2020, 2, 1) + timedelta(days=draw.randrange(60))))
        records = [one for one in records if one.id != key]
        records.append(make_report(key, text, outlet=draw.choice(OUTLETS), day=day))
    held = next(one for one in records if isinstance(one, Report))
    if draw.random() < 0.5:
        records.append(quoting(f"c-{held.id}", held.id, held.text, held.text.split()[0], draw.choice(("SYR:MIL", None))))
    ledger.append(records, stamp(minute))
    for kind in (Kind.CLAIM, Kind.REPORT):
        ids = [e.id for e in ledger.entries() if e.subject is kind and ledger.get(kind, e.id) is not None]
        if ids and draw.random() < 0.3:
            ledger.append([Withdrawal(kind, draw.choice(sorted(set(ids))), "gone")], stamp(minute + 1))


@pytest.mark.parametrize("seed", range(3))
def test_at_every_moment_the_counts_are_those_of_all_texts(ledger: Ledger, seed: int) -> None:
    names, draw, moments = Names(ledger), Random(seed), []
    for minute in range(0, 24, 2):
        changed(ledger, draw, minute)
        moments.append(ledger.head()[0])
        if draw.random() < 0.7:
            assert names.catch_up() == 0
            assert told(names.counts(moments[-1])) == looked_through(ledger, moments[-1])
    names.catch_up()
    anew = Names(ledger)
    with writing(ledger.engine) as connection:
        connection.execute(update(state_table).values(version="of long ago"))
    anew.catch_up()
    for seq in moments:
        for by in (None, "month", "week"):
            assert told(anew.counts(seq, by=by or "")) == looked_through(ledger, seq, by)
        sums = anew.sums(seq)
        uses = namings(tuple(ledger.reports(as_of=seq)), tuple(ledger.claims(as_of=seq)))
        assert (sums.many, sums.reports) == (len(uses), len({use.span.report_id for use in uses}))
        assert {name for name, _ in sums.outlets} == {use.by for use in uses}


def test_one_outlet_and_a_state_with_its_organs_can_be_asked(ledger: Ledger) -> None:
    ledger.append([make_report("a", TEXTS[0], outlet="Harbour Post"), make_report("b", TEXTS[2], outlet="Ridge Post")], stamp())
    names = Names(ledger)
    names.catch_up()
    seq = ledger.head()[0]
    assert {one.of for one in names.counts(seq, of="SYR")} >= {"SYR:MIL"}
    assert {one.outlet for one in names.counts(seq, of="SYR", outlet="Ridge Post")} == {"Ridge Post"}
    things = {thing.side: (thing.many, thing.loaded) for thing in names.things(seq, outlet="Harbour Post")}
    assert things["SYR"] == (2, 2)
    assert names.counts(seq, outlet="Nobody") == ()


def test_whom_an_outlet_cites_is_counted_by_claim_and_report(ledger: Ledger) -> None:
    text = "The ministry said shells fell."
    ledger.append(
        [
            *(make_report(key, text, outlet="Harbour Post") for key in ("a", "b")),
            quoting("c1", "a", text, "The ministry", "SYR:GOV"),
            quoting("c2", "a", text, "ministry", "SYR:GOV"),
            quoting("c3", "b", text, "The ministry", "SYR:GOV"),
            quoting("c4", "b", text, "shells", None),
        ],
        stamp(),
    )
    names, before = Names(ledger), ledger.head()[0]
    names.catch_up()
    assert names.cited(before, "Harbour Post") == (Cited("SYR:GOV", "The ministry", 3, 2),)
    ledger.append([Withdrawal(Kind.CLAIM, "c3", "gone")], stamp(1))
    names.catch_up()
    assert names.cited(ledger.head()[0], "Harbour Post") == (Cited("SYR:GOV", "The ministry", 2, 1),)
    assert names.cited(before, "Harbour Post") == (Cited("SYR:GOV", "The ministry", 3, 2),)


def test_a_claim_that_comes_later_leaves_what_it_does_not_change(ledger: Ledger) -> None:
    ledger.append([make_report("a", TEXTS[0], outlet="Harbour Post")], stamp())
    names = Names(ledger)
    names.catch_up()
    with reading(ledger.engine) as connection:
        before = list(connection.execute(select(count_table)))
    ledger.append([make_report("b", TEXTS[3], outlet="Harbour Post")], stamp(1))
    names.catch_up()
    with reading(ledger.engine) as connection:
        assert list(connection.execute(select(count_table))) == before
    assert names.behind() == 0


def test_two_processes_take_the_same_entries_in_once(ledger: Ledger) -> None:
    first, second = Names(ledger), Names(ledger)
    ledger.append([make_report("a", TEXTS[0], outlet="Harbour Post")], stamp())
    first.catch_up()
    second.catch_up()
    seq = ledger.head()[0]
    assert told(second.counts(seq)) == looked_through(ledger, seq) != set()


def test_hostile_names_and_ids_are_kept_as_they_are(ledger: Ledger) -> None:
    outlet = "Post\n<script>\x00'; DROP TABLE --\ud800"
    ledger.append([make_report("a'b\"%", TEXTS[0], outlet=outlet)], stamp())
    names = Names(ledger)
    names.catch_up()
    assert {one.outlet for one in names.counts(ledger.head()[0], outlet=outlet)} == {outlet}


def test_a_page_does_not_wait_for_names_that_are_far_behind(ledger: Ledger, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(names_module, "AT_ONCE", 2)
    names, going = Names(ledger), Event()
    ledger.append([make_report(f"r{number}", TEXTS[0], outlet="Harbour Post") for number in range(5)], stamp())
    step = names._step
    monkeypatch.setattr(names, "_step", lambda: going.wait(10) and step())
    assert names.keep_up() == 5, "it is said how many are left, and nothing was waited for"
    assert names.keep_up() == 5
    going.set()
    assert names._filler is not None
    names._filler.join(20)
    assert names.keep_up() == 0
    ledger.append([make_report("last", TEXTS[2], outlet="Ridge Post")], stamp(1))
    assert names.keep_up() == 0, "what is little is taken in at once"
