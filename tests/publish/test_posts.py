"""A post's log as it is shown: numbers with their nouns, the name of the post, the wind, a day that ends at midnight."""

from __future__ import annotations

import pytest

from tests.ingest.logs.test_log_reading import HEADER, one
from trucewatch.publish.posts import log_lines


def shown(line: str, header: str = HEADER) -> str:
    return "".join(log_lines(one(line, header).records, {"TRN-01": "Tallow Farm"}, str))


@pytest.mark.parametrize(
    ("count", "kind", "words"),
    [
        ("7", "Explosion", "7 undetermined explosions"),
        ("1", "Explosion", "1 undetermined explosion"),
        ("multiple", "Burst", "multiple bursts of fire"),
        ("2", "Muzzle flash", "2 muzzle flashes"),
        ("2", "Aircraft", "2 aircraft"),
    ],
)
def test_as_many_as_were_counted(count: str, kind: str, words: str) -> None:
    assert f" {words}, heard" in shown(f"TRN-01,2024-03-02,18:40,Heard,{count},{kind},,,2km,WSW,")


def test_a_line_names_the_post_and_the_wind() -> None:
    told = shown("TRN-01,2024-03-02,18:40,Heard,3,Explosion,Undetermined,,2km,WSW,")
    assert "Tallow Farm " in told
    assert "towards WSW (247.5° ±11.25°)" in told


def test_a_quiet_day_that_ends_at_midnight() -> None:
    told = shown("TRN-01,2024-03-02,00:00,24:00,Heard,,yes", "post,date,time,end,means,phenomenon,nothing perceived")
    assert "00:00-24:00" in told
    assert "nothing to report" in told
