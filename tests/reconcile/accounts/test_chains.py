"""Chains of origin: outlet, agency, speaker, party; each step with its words, likely ones marked."""

from __future__ import annotations

import itertools
from dataclasses import replace

import pytest

from tests.telling import Said, claim, report
from trucewatch.model import Actor, Chain, Claim, EventType, Incident, Realis, Report, Span
from trucewatch.reconcile import reconcile

OBSERVATORY: Said = ("Syrian Observatory for Human Rights", "NGO")
MINISTRY: Said = ("Turkish Defence Ministry", "TUR:GOV")
SANA: Said = ("SANA", "SYR:MED")


def told(
    id: str,
    text: str,
    outlet: str,
    *sources: Said,
    words: str = "",
    day: str = "2020-02-04",
    realis: Realis = Realis.ACTUAL,
    by: Said | None = None,
) -> tuple[Report, Claim]:
    """A report of the shelling of Saraqib, with those through whom it came, nearest first."""
    made = report(id, day, text, outlet)
    found = claim(
        made,
        words or text.split(". ")[0].rstrip("."),
        EventType.ASSAULT,
        "heavy-weapons",
        by=[by] if by else [],
        to=[("people", "SYR:CVL")],
        at="Saraqib",
        on="2020-02-03",
        realis=realis,
        counts=[("killed", 9, 9, "SYR:CVL")] if realis is Realis.ACTUAL else [],
    )
    named = tuple(_actor(made, source) for source in sources)
    return made, replace(found, sources=named, speaker=named[0] if named else None)


def _actor(made: Report, source: Said) -> Actor:
    label, party = source
    span = made.quote(label) if label in made.text else Span(made.id, 0, 1, made.text[:1])
    return Actor(span, party=party or None, name=label)


def merged(*items: tuple[Report, Claim]) -> Incident:
    (incident,) = reconcile([item[0] for item in items], [item[1] for item in items])
    return incident


def steps(chain: Chain) -> list[str]:
    return [link.source for link in chain.links]


TEXTS = (
    "Nine people who queued for bread were killed when shells hit Saraqib",
    "Shells fell on Saraqib and left nine people dead beside a bakery",
    "In Saraqib nine people died under shell fire as they waited at a shop",
    "Saraqib came under fire, and nine people there lost their lives",
    "Nine people died in the shelling of Saraqib, most of them near its market",
    "A bakery in Saraqib was struck by shells, with nine people dead",
    "Nine people are dead in Saraqib after shells came down on a street",
    "Shell fire took the lives of nine people in the town of Saraqib",
    "Nine people perished as Saraqib was shelled from the south",
    "The shelling that hit Saraqib cost nine people their lives",
)


def test_ten_outlets_that_cite_one_observatory_are_one_origin() -> None:
    items = [told(f"r{n}", f"{text}, {OBSERVATORY[0]} said.", f"Outlet {n}", OBSERVATORY) for n, text in enumerate(TEXTS)]
    found = merged(*items)
    assert len(found.accounts) == 10
    assert found.origins == 1


def test_a_chain_of_three_leads_from_the_outlet_over_the_agency_to_the_observatory_and_its_head() -> None:
    text = f"{TEXTS[0]}, Rami Abdel Rahman told AFP."
    found = merged(told("a", text, "Hill Post", ("Rami Abdel Rahman", "NGO"), ("AFP", "FRA:MED")))
    (chain,) = found.accounts[0].chains
    assert steps(chain) == ["Agence France-Presse", "Rami Abdel Rahman", "Syrian Observatory for Human Rights"]
    assert chain.origin == "Syrian Observatory for Human Rights"
    assert [link.words.text for link in chain.links if link.words] == ["AFP", "Rami Abdel Rahman", "Rami Abdel Rahman"]
    assert found.accounts[0].origin_reason == (
        "cites AFP, which cites Rami Abdel Rahman, counted as Syrian Observatory for Human Rights"
    )


def test_an_agency_credited_at_the_end_stands_between_the_outlet_and_whom_it_cites() -> None:
    text = f"{TEXTS[0]}, {OBSERVATORY[0]} said. The market was full. -Reuters"
    found = merged(told("a", text, "Hill Post", OBSERVATORY))
    (chain,) = found.accounts[0].chains
    assert steps(chain) == ["Reuters", "Syrian Observatory for Human Rights"]
    assert chain.links[0].words is not None
    assert chain.links[0].words.start == text.rindex("Reuters")


def test_a_ministry_and_its_state_agency_are_one_origin() -> None:
    found = merged(
        told("a", f"{TEXTS[0]}, the {MINISTRY[0]} said.", "Hill Post", MINISTRY),
        told("b", f"{TEXTS[1]}, Anadolu Agency reported.", "River Times", ("Anadolu Agency", "TUR:MED")),
    )
    assert [account.origin for account in found.accounts] == ["Turkey", "Turkey"]
    assert {chain.side for account in found.accounts for chain in account.chains} == {"TUR"}
    assert found.accounts[1].origin_reason == "cites Anadolu Agency, state agency: the word of Turkey"


@pytest.mark.parametrize("outlet", ["SANA", "Syrian Arab News Agency", "Syrian army media office"])
def test_what_a_partys_own_medium_reports_is_that_partys_word(outlet: str) -> None:
    found = merged(
        told("a", f"{TEXTS[0]}.", outlet), told("b", f"{TEXTS[1]}, a minister said.", "Hill Post", ("a minister", "SYR:GOV"))
    )
    assert found.origins == 1
    assert found.accounts[0].chains[0].side == "SYR"


def test_a_partys_medium_that_cites_an_observatory_is_only_a_carrier() -> None:
    found = merged(told("a", f"{TEXTS[0]}, {OBSERVATORY[0]} said.", "Sputnik", OBSERVATORY))
    assert found.accounts[0].origin == OBSERVATORY[0]


def test_an_observatory_that_quotes_a_partys_statement_adds_no_origin() -> None:
    found = merged(
        told("a", f"{TEXTS[0]}, the {MINISTRY[0]} said.", "Hill Post", MINISTRY),
        told("b", f"{TEXTS[1]}, the {MINISTRY[0]} said, {OBSERVATORY[0]} reported.", "River Times", MINISTRY, OBSERVATORY),
    )
    assert found.origins == 1
    assert steps(found.accounts[1].chains[0]) == [OBSERVATORY[0], MINISTRY[0], "Turkey"]


def test_an_outlets_update_of_its_own_story_is_no_second_origin() -> None:
    found = merged(told("a", f"{TEXTS[0]}.", "Hill Post"), told("b", f"{TEXTS[1]}.", "Hill Post", day="2020-02-05"))
    assert len(found.accounts) == 2
    assert found.origins == 1


def test_an_outlet_under_two_of_its_names_is_one_origin() -> None:
    found = merged(told("a", f"{TEXTS[0]}.", "Al Arabiya"), told("b", f"{TEXTS[1]}.", "Al Arabiya English"))
    assert found.origins == 1


def test_a_partys_channel_bears_its_word() -> None:
    found = merged(told("a", f"{TEXTS[0]}.", "Telegram channel of Hezbollah"), told("b", f"{TEXTS[1]}.", "Al-Manar"))
    assert found.origins == 1
    assert found.accounts[0].origin_reason == "its own report, names no source; own channel: the word of Hezbollah"


def test_state_television_of_another_country_is_not_the_syrian() -> None:
    text = f"{TEXTS[0]}, Iranian state television said."
    found = merged(told("a", text, "Hill Post", ("Iranian state television", "IRN:MED")))
    assert (found.accounts[0].origin, found.accounts[0].chains[0].side) == ("Iran", "IRN")


def test_an_unnamed_source_is_the_word_of_the_state_agency_that_cites_it() -> None:
    text = f"{TEXTS[0]}, SANA quoted a military source as saying."
    found = merged(told("a", text, "Hill Post", ("a military source", ""), SANA))
    assert found.accounts[0].origin == "Syrian government side"


def test_an_unnamed_official_of_a_party_speaks_for_it() -> None:
    text = f"{TEXTS[0]}, a Turkish official said."
    found = merged(told("a", text, "Hill Post", ("a Turkish official", "TUR:GOV")))
    assert found.accounts[0].origin == "Turkey"


def test_a_minister_of_two_offices_speaks_for_his_side_where_no_day_is_known() -> None:
    text = f"{TEXTS[0]}, Hulusi Akar said."
    made, found = told("a", text, "Hill Post", ("Hulusi Akar", ""))
    akar = replace(found.sources[0], party=None, candidates=("TUR:GOV", "TUR:MIL"))
    assert merged((made, replace(found, sources=(akar,), speaker=akar))).accounts[0].origin == "Turkey"


def test_an_official_of_nobody_is_the_outlets_own_source() -> None:
    text = f"{TEXTS[0]}, an official said."
    found = merged(told("a", text, "Hill Post", ("an official", "")))
    assert (found.accounts[0].origin, found.accounts[0].origin_reason) == ("Hill Post", "its own report, from an official")


def test_a_report_without_any_source_is_its_outlets_own() -> None:
    found = merged(told("a", f"{TEXTS[0]}.", "Hill Post"))
    assert found.accounts[0].chains == (Chain((found.claim_ids[0],), "Hill Post"),)
    assert found.accounts[0].origin_reason == "its own report, names no source"


def test_an_outlet_that_prints_an_agency_is_told_to_be_a_possible_copy() -> None:
    found = merged(told("a", f"{TEXTS[0]}.", "Duvar English"))
    assert found.accounts[0].origin == "Duvar English"
    assert found.accounts[0].origin_reason.endswith("it prints reports of Reuters, so an unsigned copy is possible")


def test_a_report_that_names_its_own_outlet_is_its_own() -> None:
    found = merged(told("a", f"{TEXTS[0]}, a baker told the Guardian.", "The Guardian", ("the Guardian", "GBR:MED")))
    assert found.accounts[0].origin == "The Guardian"


def test_an_unsigned_report_that_shares_words_with_the_agency_it_prints_is_likely_from_there() -> None:
    wire = "Nine people who had queued for bread were killed when shells hit the town of Saraqib on Monday morning"
    reworded = (
        "Nine people who had queued for bread were killed when shelling struck the small northern city of Saraqib as night fell"
    )
    found = merged(
        told("a", f"{wire}.", "Reuters", words=wire), told("b", f"{reworded}.", "Duvar English", words=reworded, day="2020-02-05")
    )
    (chain,) = found.accounts[1].chains
    assert found.origins == 1
    assert (chain.links[0].source, chain.links[0].letter, chain.links[0].likely) == ("Reuters", "A", True)
    assert "(likely)" in found.accounts[1].origin_reason


def test_the_same_words_elsewhere_are_no_likely_copy_where_no_agency_is_printed() -> None:
    wire = "Nine people who had queued for bread were killed when shells hit the town of Saraqib on Monday morning"
    reworded = (
        "Nine people who had queued for bread were killed when shelling struck the small northern city of Saraqib as night fell"
    )
    found = merged(told("a", f"{wire}.", "Reuters", words=wire), told("b", f"{reworded}.", "Hill Post", words=reworded))
    assert not any(link.likely for account in found.accounts for chain in account.chains for link in chain.links)


def test_a_copy_leads_through_its_original_to_the_origin() -> None:
    text = f"{TEXTS[0]} that had stood there for a hundred years, {OBSERVATORY[0]} said."
    first = told("a", text, "Hill Post", OBSERVATORY, words=text)
    copy = told("b", text, "River Times", words=text, day="2020-02-05")
    found = merged(first, copy)
    assert steps(found.accounts[1].chains[0]) == ["Hill Post", OBSERVATORY[0]]
    assert found.accounts[1].chains[0].links[0].letter == "A"
    assert found.origins == 1


def test_two_sources_in_one_report_are_two_origins_of_two_claims() -> None:
    text = f"{TEXTS[0]}, {OBSERVATORY[0]} said. {TEXTS[1]}, SANA said."
    made, first = told("a", text, "Hill Post", OBSERVATORY, words=TEXTS[0])
    _, second = told("a", text, "Hill Post", SANA, words=TEXTS[1])
    (found,) = reconcile([made], [first, second])
    assert found.accounts[0].origins == (OBSERVATORY[0], "Syrian government side")
    assert found.origins == 2


def test_a_denial_beside_an_account_is_no_origin_of_it() -> None:
    text = f"{TEXTS[0]}, {OBSERVATORY[0]} said. The government denied that its shells had hit Saraqib."
    denial = "The government denied that its shells had hit Saraqib"
    made, first = told("a", text, "Hill Post", OBSERVATORY, words=TEXTS[0])
    _, second = told("a", text, "Hill Post", ("The government", "SYR:GOV"), words=denial, realis=Realis.NEGATED)
    (found,) = reconcile([made], [first, second])
    assert found.origins == 1
    assert [(chain.origin, chain.denies) for chain in found.accounts[0].chains] == [
        (OBSERVATORY[0], False),
        ("Syrian government side", True),
    ]


def test_a_report_that_only_denies_adds_no_origin() -> None:
    denial = "The government denied that its shells had hit Saraqib"
    found = merged(
        told("a", f"{TEXTS[0]}, {OBSERVATORY[0]} said.", "Hill Post", OBSERVATORY),
        told("b", f"{denial}.", "River Times", ("The government", "SYR:GOV"), words=denial, realis=Realis.NEGATED),
    )
    assert [account.denies for account in found.accounts] == [False, True]
    assert found.origins == 1


def test_a_copy_that_cites_somebody_else_keeps_whom_it_cites() -> None:
    words = "Nine people who queued for bread at a shop were killed when shells hit the town of Saraqib on Monday"
    found = merged(
        told("a", f"{words}, {OBSERVATORY[0]} said.", "Hill Post", OBSERVATORY, words=words),
        told(
            "b", f"{words}, the White Helmets said.", "River Times", ("the White Helmets", "NGO"), words=words, day="2020-02-05"
        ),
    )
    assert found.accounts[1].origin == "White Helmets"


def test_every_claim_is_in_exactly_one_chain_of_its_account() -> None:
    text = f"{TEXTS[0]}, {OBSERVATORY[0]} said. {TEXTS[1]}. {TEXTS[2]}, SANA said."
    made, first = told("a", text, "Hill Post", OBSERVATORY, words=TEXTS[0])
    others = [told("a", text, "Hill Post", words=TEXTS[1])[1], told("a", text, "Hill Post", SANA, words=TEXTS[2])[1]]
    (found,) = reconcile([made], [first, *others])
    account = found.accounts[0]
    held = [key for chain in account.chains for key in chain.claim_ids]
    assert sorted(held) == sorted(account.claim_ids)


MIXED = (
    told("a", f"{TEXTS[0]}, {OBSERVATORY[0]} said.", "Hill Post", OBSERVATORY),
    told("b", f"{TEXTS[1]}, the {MINISTRY[0]} said.", "River Times", MINISTRY, day="2020-02-05"),
    told("c", f"{TEXTS[2]}.", "Duvar English", day="2020-02-05"),
    told("d", f"{TEXTS[3]}. -Reuters", "Lake Herald"),
)


@pytest.mark.parametrize("order", list(itertools.permutations(range(4)))[::5])
def test_the_order_of_reports_changes_no_chain_and_no_grade(order: tuple[int, ...]) -> None:
    assert merged(*(MIXED[index] for index in order)) == merged(*MIXED)


@pytest.mark.parametrize("index", range(4))
@pytest.mark.parametrize("day", ["2020-02-02", "2020-02-04", "2020-02-09"])
def test_a_copy_never_raises_the_number_of_origins(index: int, day: str) -> None:
    made, found = MIXED[index]
    long = made.text + " " + "The wind had turned, the road was wet and lorries stood in a line that reached the bridge. " * 2
    base = [(replace(item, text=long), c) if item is made else (item, c) for item, c in MIXED]
    copy = report(f"copy-{index}", day, long, "Stone Gazette")
    span = copy.span(found.quote.start, found.quote.end)
    again = replace(found, id=f"copy-{found.id}", report_id=copy.id, quote=span, trigger=span, sources=(), speaker=None)
    assert merged(*base, (copy, again)).origins <= merged(*base).origins


@pytest.mark.parametrize(("country", "origin"), [("LBN", "Lebanon"), ("SYR", "Syrian government side")])
def test_bare_state_media_are_those_of_the_country_it_happened_in(country: str, origin: str) -> None:
    made, said = told("a", f"{TEXTS[0]}, state media said.", "Hill Post", ("state media", ""))
    assert said.place
    assert merged((made, replace(said, place=replace(said.place, country=country)))).accounts[0].origin == origin
