"""The measures of stories count what they say, whatever part of a set they are given."""

from __future__ import annotations

import gzip
import json
from collections.abc import Mapping
from pathlib import Path

import pytest

from tests.eval import stories
from tests.eval.shared import SHARED

OUTLETS = {"a": "one", "b": "two", "c": "two", "d": "three"}


def write(path: Path, *rows: Mapping[str, object]) -> None:
    path.parent.mkdir(exist_ok=True)
    path.write_bytes(gzip.compress("".join(json.dumps(row) + "\n" for row in rows).encode()))


@pytest.fixture
def part(tmp_path: Path) -> Path:
    """Four articles: two of one incident, a follow-up of it, and one of none."""
    write(tmp_path / "fakes/articles.jsonl.gz", *({"id": key, "outlet": outlet} for key, outlet in OUTLETS.items()))
    told = [{"id": key, "role": role} for key, role in (("a", "report"), ("b", "partial"), ("d", "follow_up"))]
    write(tmp_path / "fakes/clusters.jsonl.gz", {"incident": "raid", "articles": told})
    return tmp_path


def test_follow_ups_are_left_out_and_articles_of_no_cluster_are_alone(part: Path) -> None:
    assert {key: set(inside) for key, inside in stories.clusters(part).items()} == {"a": {"raid"}, "b": {"raid"}, "c": {"c"}}
    assert stories.clusters(part, with_follow_ups=True)["d"] == {"d"}


def test_copies_of_one_outlet_are_one_cluster_if_asked_for(part: Path) -> None:
    write(part / "fakes/same_outlet_groups.jsonl.gz", {"group": "copy", "ids": ["b", "c"]})
    assert stories.clusters(part, with_copies=True)["c"] == {"copy"}
    assert stories.clusters(part)["c"] == {"c"}


def test_pairs_of_one_outlet_do_not_count() -> None:
    gold = {key: frozenset({"raid"}) for key in "abc"} | {"d": frozenset({"d"})}
    found = {"a": "x", "b": "x", "c": "y", "d": "x"}
    figures = stories.pair_scores(gold, found, OUTLETS)
    assert figures["n"] == 2  # a and b, a and c; b and c are of one outlet
    assert figures["precision"] == pytest.approx(1 / 3)
    assert figures["recall"] == 0.5


@pytest.mark.skipif(SHARED.is_dir() is False, reason="needs the development data: ../shared is absent")
@pytest.mark.shared
def test_everything_in_its_place_scores_one(part: Path) -> None:
    perfect = stories.fakes_figures({"a": "1", "b": "1", "c": "2", "d": "3"}, part)
    assert {name: figures["f1"] for name, figures in perfect.items()} == dict.fromkeys(perfect, 1.0)
