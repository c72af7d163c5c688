"""Run the exported network on one sentence: words in, scores out.

`model.onnx` holds the weights, and the whole network with what only the evaluation asks. `graph.onnx` is what reading runs: the
same numbers, bit for bit, without that and without computing shapes; its weights are those in `model.onnx`.
"""

from __future__ import annotations

import functools
import hashlib
import json
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import onnxruntime
from numpy.typing import NDArray

from trucewatch.errors import ModelError
from trucewatch.language.pieces import WordPieces

FILES = Path(__file__).parent / "files"
NAMES = ("model.onnx", "relations.onnx", "labels.json", "tokenizer.json")  # what the version is the hash of
GRAPH = "graph.onnx"  # a form of model.onnx, and bound to it by its hash
OUTPUTS = ("upos", "feats", "entity", "arcs", "relation_dependant", "relation_head")
Floats = NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class Labels:
    """What the network's outputs stand for, in their order."""

    upos: tuple[str, ...]
    feats: tuple[str, ...]
    deprels: tuple[str, ...]
    entity: tuple[str, ...]
    re3d: tuple[str, ...]
    feats_of_upos: NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class Scores:
    """The network's answer for a sentence; row 0 of each is the root, the words follow."""

    upos: Floats
    feats: Floats
    entity: Floats
    arcs: Floats
    dependant: Floats
    head: Floats


class Network:
    """The model's files, opened once; `scores` may be called from several threads."""

    def __init__(self, folder: Path = FILES, *, threads: int = 1) -> None:
        for name in (*NAMES, GRAPH):
            if not (folder / name).is_file():
                raise ModelError(f"{folder / name} is missing: install trucewatch from its wheel, or run training/export.py")
        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = threads
        options.inter_op_num_threads = 1
        options.log_severity_level = 3
        try:
            self._encode = _open(folder / GRAPH, options)
            self._relate = _open(folder / "relations.onnx", options)
            self.pieces = WordPieces(folder / "tokenizer.json")
            self.labels = _read_labels(folder / "labels.json")
        except Exception as error:  # each of the four readers raises its own kind, onnxruntime and tokenizers bare Exception
            raise ModelError(f"the language model in {folder} is damaged: {error}") from error
        self.version = model_version(folder)
        self._folder, self._options = folder, options
        lender = self._encode.get_modelmeta().custom_metadata_map.get("lender", "")
        if lender != _hashes(folder)[0]:
            raise ModelError(f"{folder / GRAPH} belongs to another {NAMES[0]}: run training/lean.py")

    def _feed(self, words: Sequence[str]) -> dict[str, NDArray[np.int64]]:
        pieces = self.pieces.of_sentence(words)
        return {"ids": pieces.ids[None], "shapes": pieces.shapes[None], "words": pieces.words[None]}

    def scores(self, words: Sequence[str]) -> Scores:
        """One sentence a call: int8 scales depend on what shares the call, so neighbours must not."""
        return Scores(*self._encode.run(list(OUTPUTS), self._feed(words)))

    def re3d(self, words: Sequence[str]) -> Floats:
        """Scores in re3d's own scheme, which marks pronouns and plain nouns too; for evaluation, not for reading."""
        out: Floats = self._whole.run(["re3d"], self._feed(words))[0]
        return out

    @functools.cached_property
    def _whole(self) -> onnxruntime.InferenceSession:
        return _open(self._folder / NAMES[0], self._options)

    def relations(self, scores: Scores, heads: NDArray[np.int64]) -> Floats:
        """Scores of all relations for every word under its head, words only."""
        pair = {"dependant": scores.dependant[1:], "head": scores.head[heads[1:]]}
        out: Floats = self._relate.run(None, pair)[0]
        return out


def _open(path: Path, options: onnxruntime.SessionOptions) -> onnxruntime.InferenceSession:
    return onnxruntime.InferenceSession(str(path), options, providers=["CPUExecutionProvider"])


def _read_labels(path: Path) -> Labels:
    raw = json.loads(path.read_text(encoding="utf-8"))
    pairs = np.zeros((len(raw["upos"]), len(raw["feats"])), np.bool_)
    for number, feats in enumerate(raw.pop("feats_of_upos")):
        pairs[number, feats] = True
    return Labels(**{name: tuple(values) for name, values in raw.items()}, feats_of_upos=pairs)


def model_version(folder: Path = FILES) -> str:
    """The first twelve hex digits of the hash of the model's files."""
    return _hashes(folder)[1][:12]


@functools.cache
def _hashes(folder: Path) -> tuple[str, str]:
    """The hash of the weights, and that of all files of the model, of which the weights are the first."""
    weights = hashlib.sha256((folder / NAMES[0]).read_bytes())
    whole = weights.copy()
    for name in NAMES[1:]:
        whole.update((folder / name).read_bytes())
    return weights.hexdigest(), whole.hexdigest()
