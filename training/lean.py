"""Write the fast model's `fast.onnx` and `fast_relations.onnx`: `python -m training.lean --pupil RUN`."""

from __future__ import annotations

import argparse
import math
import tempfile
from pathlib import Path

import torch
from torch import Tensor, nn
from torch.nn import functional

from training.encoder import Encoder, LanguageNetwork, Layer
from training.examples import load_labels
from training.export import load_network, write_int8, write_relations
from training.fused import READ, write_fused
from training.sizes import ATTENTION_HEADS, WIDTH

TAGS = ("upos", "feats", "entity")


class Flat(nn.Module):
    """The pupil for one sentence, as rows of pieces: no axis of sentences is carried along."""

    def __init__(self, network: LanguageNetwork) -> None:
        super().__init__()
        self.network = network

    def forward(self, ids: Tensor, shapes: Tensor, words: Tensor) -> tuple[Tensor, ...]:
        states = flat_states(self.network.encoder, ids[0], shapes[0])[words[0]]
        return *(self.network.tag(name, states) for name in TAGS), *tree_scores(self.network, states)


def tree_scores(network: LanguageNetwork, states: Tensor) -> tuple[Tensor, Tensor, Tensor]:
    """Scores of all arcs, and each word as dependant and as head of a relation."""
    return network.arcs(states[None])[0], network.relation_dependant(states), network.relation_head(states)


def flat_states(encoder: Encoder, ids: Tensor, shapes: Tensor) -> Tensor:
    """States of all pieces of one sentence after the last layer."""
    places = torch.arange(ids.shape[0])
    x: Tensor = encoder.norm(encoder.word(ids) + encoder.position(places) + encoder.shape(shapes) + encoder.kind)
    for layer in encoder.layers:
        assert isinstance(layer, Layer)
        x = _flat_layer(layer, x)
    return x


def _flat_layer(layer: Layer, x: Tensor) -> Tensor:
    size = WIDTH // ATTENTION_HEADS
    query, key, value = (
        part(x).reshape(-1, ATTENTION_HEADS, size).transpose(0, 1) for part in (layer.query, layer.key, layer.value)
    )
    seen = torch.softmax(query @ key.transpose(-1, -2) / math.sqrt(size), -1) @ value
    x = layer.mix_norm(x + layer.mix(seen.transpose(0, 1).reshape(-1, WIDTH)))
    out: Tensor = layer.out_norm(x + layer.narrow(functional.gelu(layer.widen(x))))
    return out


def write_fast(run: Path, out: Path) -> None:
    """The fast model's two files; its table of words is that of the full model."""
    network = load_network(run, load_labels(run / "labels.json"), weights="average")
    with tempfile.TemporaryDirectory() as folder:
        plain = Path(folder) / "plain.onnx"
        write_int8(Flat(network).eval(), plain, READ)
        write_fused(plain, out / "fast.onnx")
    write_relations(network, out / "fast_relations.onnx")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--pupil", type=Path, required=True, help="the run of training.distil")
    parser.add_argument("--out", type=Path, default=Path("trucewatch/language/files"), help="the folder with model.onnx")
    options = parser.parse_args()
    write_fast(options.pupil, options.out)


if __name__ == "__main__":
    main()
