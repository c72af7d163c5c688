"""One article has many addresses; a site's front page is no article's."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from trucewatch.knowledge.addresses import TABLE, AddressRow, names_an_article, plain_address
from trucewatch.knowledge.tables import read_table

STORY = "levantwire.example/2020/02/13/raid-on-saraqib"


@pytest.mark.parametrize("row", read_table(TABLE, AddressRow), ids=lambda row: f"{row.where} {row.mark}")
def test_a_mark_of_the_table_is_left_out_of_its_example(row: AddressRow) -> None:
    assert plain_address(row.example) == row.plain


@pytest.mark.parametrize(
    "url",
    [
        f"https://www.{STORY}/",
        f"http://{STORY}#comments",
        "HTTPS://WWW.LevantWire.Example:443/2020/02/13/raid-on-saraqib?utm_campaign=x",
        f"https://{STORY.replace('/2020', '//2020')}/amp",
        f"https://{STORY.replace('raid-on', 'raid%2Don')}",
    ],
)
def test_an_article_is_known_however_it_is_reached(url: str) -> None:
    assert plain_address(url) == STORY


def test_the_order_of_parameters_tells_nothing_but_their_values_do() -> None:
    assert plain_address("https://a.example/x?b=2&a=1") == plain_address("https://a.example/x?a=1&b=2")
    assert plain_address("https://a.example/x?a=1") != plain_address("https://a.example/x?a=2")


@pytest.mark.parametrize(
    "url",
    [
        None,
        "",
        "https://levantwire.example/",
        "https://levantwire.example",
        "http://[::1",
        "not an address",
        "http://a.example:99999/x-y-z",
    ],
)
def test_a_front_page_or_no_address_names_no_article(url: str | None) -> None:
    assert plain_address(url) is None


def test_a_section_is_told_from_an_article() -> None:
    assert names_an_article(STORY)
    assert names_an_article("a.example/story?id=7")
    assert names_an_article("a.example/news/51483296")
    assert not names_an_article("a.example/world/middle-east")


@given(st.text(max_size=200))
def test_any_words_are_an_address_or_none(words: str) -> None:
    plain = plain_address(words)
    assert plain is None or plain_address("https://" + plain) is not None
