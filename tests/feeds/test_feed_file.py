"""The file of feeds: what is wrong in it is told by feed and field."""

from __future__ import annotations

from pathlib import Path

import pytest

from trucewatch.errors import FeedError
from trucewatch.feeds import FeedKind, read_feeds

GOOD = '[[feed]]\nname = "levant-wire"\nurl = "https://levantwire.example/rss"\n'


def written(folder: Path, words: str) -> Path:
    path = folder / "feeds.toml"
    path.write_text(words, encoding="utf-8")
    return path


def test_a_feed_needs_a_name_and_an_address_only(tmp_path: Path) -> None:
    (feed,) = read_feeds(written(tmp_path, GOOD))
    assert (feed.name, feed.kind, feed.every_minutes, feed.silent_after_hours) == ("levant-wire", FeedKind.AUTO, 30, 72)


def test_everything_about_a_feed_can_be_said(tmp_path: Path) -> None:
    more = 'outlet = "Levant Wire"\nkind = "sitemap"\nevery_minutes = 60\nlanguage = "ar"\nagreements = ["SOC18"]\nonly = ["/syria/"]\n'
    (feed,) = read_feeds(written(tmp_path, GOOD + more + "reach_days = 3\nsilent_after_hours = 24\ndelay_seconds = 5\n"))
    assert (feed.outlet, feed.kind, feed.only, feed.delay_seconds) == ("Levant Wire", FeedKind.SITEMAP, ("/syria/",), 5.0)


@pytest.mark.parametrize(
    ("words", "says"),
    [
        ("", "names no feed"),
        ("feed = 3", "names no feed"),
        ("[[feeds]]\nname='a'", "unknown feeds"),
        ("[[feed]", "feeds.toml"),
        ('[[feed]]\nname = "a"\n', "feed 1 (a): url: Field required"),
        ('[[feed]]\nurl = "https://a.example/"\n', "feed 1: name: Field required"),
        (GOOD.replace("levant-wire", "Levant Wire"), "small letters"),
        (GOOD.replace("https://levantwire.example/rss", "ftp://a.example/"), "only http and https"),
        (GOOD.replace("https://", "https://me:secret@"), "name or password"),
        (GOOD + "every_minutes = 1\n", "every_minutes: Input should be greater than or equal to 5"),
        (GOOD + 'kind = "xml"\n', "kind: Input should be 'auto', 'rss'"),
        (GOOD + 'language = "arabic language"\n', "no language tag"),
        (GOOD + "evry = 3\n", "known are name, url"),
        (GOOD + GOOD.replace(".example/rss", ".example/2"), "feed 2: name: 'levant-wire' stands in this file twice"),
        (GOOD + GOOD.replace("levant-wire", "other"), "feed 2: url:"),
        (GOOD + "delay_seconds = 0\n", "delay_seconds"),
    ],
)
def test_what_is_wrong_is_told(tmp_path: Path, words: str, says: str) -> None:
    with pytest.raises(FeedError) as found:
        read_feeds(written(tmp_path, words))
    assert says in str(found.value)


def test_a_missing_file_says_what_to_write(tmp_path: Path) -> None:
    with pytest.raises(FeedError, match=r"does not exist; write the feeds there"):
        read_feeds(tmp_path / "none.toml")
