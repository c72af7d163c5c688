"""Run the exported network on one sentence: words in, scores out.

`model.onnx` holds the full model's weights, and the whole network with what only the evaluation asks. `graph.onnx` is what
reading runs: the same numbers, bit for bit, without that and without computing shapes; its weights are those in `model.onnx`.
`fast.onnx` is the fast model, of three layers, with the table of words in `model.onnx`.
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
OUTPUTS = ("upos", "feats", "entity", "arcs", "relation_dependant", "relation_head")
Floats = NDArray[np.float32]


FULL, FAST = "full", "fast"
LENDER = "model.onnx"  # whose weights the graphs borrow; they name its hash


@dataclass(frozen=True, slots=True)
class Parts:
    """The files of one model: what is run, and what its version is the hash of, the lender first."""

    graph: str
    relations: str
    hashed: tuple[str, ...]


MODELS = {
    FULL: Parts("graph.onnx", "relations.onnx", (LENDER, "relations.onnx", "labels.json", "tokenizer.json")),
    FAST: Parts(
        "fast.onnx", "fast_relations.onnx", (LENDER, "fast.onnx", "fast_relations.onnx", "labels.json", "tokenizer.json")
    ),
}


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

    def __init__(self, folder: Path = FILES, *, model: str = FULL, threads: int = 1) -> None:
        parts = MODELS[model]
        for name in (*parts.hashed, parts.graph):
            if not (folder / name).is_file():
                raise ModelError(f"{folder / name} is missing: install trucewatch from its wheel, or see training/README.md")
        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = threads
        options.inter_op_num_threads = 1
        options.log_severity_level = 3
        self._folder, self._options = folder, options
        try:
            self._encode = _open(folder / parts.graph, options)
            self._relate = _open(folder / parts.relations, options)
            self.pieces = WordPieces(folder / "tokenizer.json")
            self.labels = _read_labels(folder / "labels.json")
        except Exception as error:  # each of the four readers raises its own kind, onnxruntime and tokenizers bare Exception
            raise ModelError(f"the language model in {folder} is damaged: {error}") from error
        self.version = model_version(model, folder)
        lender = self._encode.get_modelmeta().custom_metadata_map.get("lender", "")
        if lender != _hashes(folder, model)[0]:
            raise ModelError(f"{folder / parts.graph} belongs to another {LENDER}: run training/fused.py")

    def _feed(self, words: Sequence[str]) -> dict[str, NDArray[np.int64]]:
        pieces = self.pieces.of_sentence(words)
        return {"ids": pieces.ids[None], "shapes": pieces.shapes[None], "words": pieces.words[None]}

    def scores(self, words: Sequence[str]) -> Scores:
        """One sentence a call: int8 scales depend on what shares the call, so neighbours must not."""
        return Scores(*self._encode.run(list(OUTPUTS), self._feed(words)))

    def re3d(self, words: Sequence[str]) -> Floats:
        """The full model's scores in re3d's scheme, which marks pronouns and plain nouns too; for evaluation, not for reading."""
        out: Floats = self._whole.run(["re3d"], self._feed(words))[0]
        return out

    @functools.cached_property
    def _whole(self) -> onnxruntime.InferenceSession:
        return _open(self._folder / LENDER, self._options)

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


def model_version(model: str = FULL, folder: Path = FILES) -> str:
    """The first twelve hex digits of the hash of the model's files, behind its name where it is not the full one."""
    digits = _hashes(folder, model)[1][:12]
    return digits if model == FULL else f"{model}-{digits}"


@functools.cache
def _hashes(folder: Path, model: str) -> tuple[str, str]:
    """The hash of the lender, and that of all files of the model."""
    lender, *others = MODELS[model].hashed
    weights = hashlib.sha256((folder / lender).read_bytes())
    whole = weights.copy()
    for name in others:
        whole.update((folder / name).read_bytes())
    return weights.hexdigest(), whole.hexdigest()
