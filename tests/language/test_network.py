"""The network's scores hang on the sentence alone, bit for bit: not on order, neighbours, threads or the form of the graph."""

from __future__ import annotations

import shutil
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import numpy as np
import onnxruntime
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from trucewatch.errors import ModelError
from trucewatch.language.network import FAST, FILES, FULL, LENDER, MODELS, OUTPUTS, Network, Scores, model_version

SENTENCES = [
    "Shelling resumed .".split(),
    "Two soldiers and a civilian were killed by Syrian army fire near Saraqib on Monday .".split(),
    "The ministry denied that its howitzers had been moved , and that 330 of them stood at Maaret al - Numan .".split(),
    [*("the army shelled the town and the rebels fired rockets at the base ," * 12).split(), "."],
    ["Calm"],
    "ⴰⴱⵛⴷ xqzjw-qzxjvkwpyth 12:30 http://example.org/a?b=c".split(),
]
WORDS = st.lists(st.text(st.characters(codec=None, exclude_categories=["Cs"]), min_size=1, max_size=12), min_size=1, max_size=30)


@pytest.fixture(scope="module", params=[FULL, FAST])
def network(request: pytest.FixtureRequest) -> Network:
    return Network(model=request.param)


@pytest.fixture(scope="module")
def full() -> Network:
    return Network()


def values(scores: Scores) -> list[bytes]:
    return [getattr(scores, name).tobytes() for name in Scores.__slots__]


@pytest.fixture(scope="module")
def alone(network: Network) -> list[list[bytes]]:
    return [values(network.scores(words)) for words in SENTENCES]


@settings(max_examples=25, deadline=None)
@given(st.permutations(range(len(SENTENCES))))
def test_scores_are_the_same_in_any_order(network: Network, alone: list[list[bytes]], order: Sequence[int]) -> None:
    for number in order:
        assert values(network.scores(SENTENCES[number])) == alone[number]


def test_scores_are_the_same_when_several_threads_ask_at_once(network: Network, alone: list[list[bytes]]) -> None:
    many = [number for _ in range(8) for number in range(len(SENTENCES))]
    with ThreadPoolExecutor(4) as threads:
        for number, found in zip(many, threads.map(lambda k: values(network.scores(SENTENCES[k])), many), strict=True):
            assert found == alone[number]


@pytest.mark.parametrize("threads", [2, 3])
@pytest.mark.parametrize("model", [FULL, FAST])
def test_scores_are_the_same_on_several_threads_of_the_runtime(model: str, threads: int) -> None:
    one, several = Network(model=model), Network(model=model, threads=threads)
    assert [values(several.scores(words)) for words in SENTENCES] == [values(one.scores(words)) for words in SENTENCES]


@settings(max_examples=60, deadline=None)
@given(WORDS)
def test_the_graph_that_is_run_scores_as_the_whole_network_does(
    whole: onnxruntime.InferenceSession, full: Network, words: list[str]
) -> None:
    pieces = full.pieces.of_sentence(words)
    feed = {"ids": pieces.ids[None], "shapes": pieces.shapes[None], "words": pieces.words[None]}
    expected = whole.run(list(OUTPUTS), feed)
    for found, wanted in zip((getattr(full.scores(words), name) for name in Scores.__slots__), expected, strict=True):
        assert np.array_equal(found, wanted)


@pytest.fixture(scope="module")
def whole() -> onnxruntime.InferenceSession:
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = 1
    return onnxruntime.InferenceSession(str(FILES / LENDER), options, providers=["CPUExecutionProvider"])


@pytest.mark.parametrize("model", [FULL, FAST])
def test_a_graph_of_other_weights_is_a_model_error(tmp_path: Path, model: str) -> None:
    for name in (*MODELS[model].hashed, MODELS[model].graph, MODELS[model].relations):
        shutil.copyfile(FILES / name, tmp_path / name)
    with (tmp_path / LENDER).open("r+b") as file:
        file.seek(5_000_000)
        file.write(b"\1\2\3\4")
    with pytest.raises(ModelError, match="belongs to another"):
        Network(tmp_path, model=model)


def test_each_model_has_a_version_of_its_own_that_names_it() -> None:
    full, fast = model_version(FULL), model_version(FAST)
    assert (len(full), fast[:5], len(fast)) == (12, "fast-", 17)
    assert full == model_version() != fast[5:]
