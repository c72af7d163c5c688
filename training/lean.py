"""Write the graph that reading runs: no shape is computed, no head is scored that reading does not ask, weights are borrowed.

`python -m training.lean --run RUN` writes `graph.onnx` beside `model.onnx`; with `--pupil RUN`, the fast model's `fast.onnx` and
`fast_relations.onnx`. A weight that stands in `model.onnx` is not written again: the graph says where it lies there.
"""

from __future__ import annotations

import argparse
import hashlib
import math
from pathlib import Path

import onnx
import torch
from onnx import TensorProto
from torch import Tensor, nn
from torch.nn import functional

from training.encoder import ATTENTION_HEADS, WIDTH, Encoder, LanguageNetwork, Layer
from training.examples import load_labels
from training.export import OUTPUTS, load_network, write_int8, write_relations
from training.word_heads import MIDDLE, Several, load_heads

LENDER = "model.onnx"
SMALLEST_LOAN = 1024  # bytes; what is smaller stands in the graph
READ = tuple(name for name in OUTPUTS if name != "re3d")
TAGS = ("upos", "feats", "entity")


class Lean(nn.Module):
    """The shipped network for one sentence; each number comes out as from `export.Exported`, bit for bit."""

    def __init__(self, network: LanguageNetwork, heads: dict[str, Several]) -> None:
        super().__init__()
        self.network = network
        self.heads = nn.ModuleDict({name: head for name, head in heads.items() if name in TAGS})

    def forward(self, ids: Tensor, shapes: Tensor, words: Tensor) -> tuple[Tensor, ...]:
        layers = self.network.encoder.layer_states(ids, shapes, None)
        last, starts = layers[-1][0], words[0]
        states = last[starts]
        ends = torch.cat([starts[1:] - 1, starts[:1] * 0 + ids.shape[1] - 2])
        sums = torch.cumsum(last, 0)
        means = (sums[ends] - sums[starts] + states) / (ends - starts + 1)[:, None].to(last.dtype)
        seen = torch.cat([states, means, layers[MIDDLE - 1][0][starts]], -1)
        tags = [self.heads[name](seen) if name in self.heads else self.network.tag(name, states) for name in TAGS]
        return *tags, *tree_scores(self.network, states)


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


def borrow(graph: Path, lender: Path) -> None:
    """Take out of a graph's file each weight that stands in the lender's, and say where it is there; name the lender's hash."""
    model, held = onnx.load(str(graph)), lender.read_bytes()
    model.metadata_props.add(key="lender", value=hashlib.sha256(held).hexdigest())
    for weight in model.graph.initializer:
        data = weight.raw_data
        at = held.find(data) if len(data) >= SMALLEST_LOAN else -1
        if at >= 0:
            weight.ClearField("raw_data")
            weight.data_location = TensorProto.EXTERNAL
            for key, value in (("location", lender.name), ("offset", at), ("length", len(data))):
                weight.external_data.add(key=key, value=str(value))
    graph.write_bytes(model.SerializeToString(deterministic=True))


def write_lean(run: Path, out: Path) -> None:
    """`graph.onnx` for the `model.onnx` that was written from this run."""
    network = load_network(run, load_labels(run / "labels.json"), weights="average")
    write_int8(Lean(network, load_heads(run)).eval(), out / "graph.onnx", READ)
    borrow(out / "graph.onnx", out / LENDER)
    print(f"{out / 'graph.onnx'}: {(out / 'graph.onnx').stat().st_size:,} bytes")


def write_fast(run: Path, out: Path) -> None:
    """The fast model's two files; its table of words is that of the full model."""
    network = load_network(run, load_labels(run / "labels.json"), weights="average")
    write_int8(Flat(network).eval(), out / "fast.onnx", READ)
    borrow(out / "fast.onnx", out / LENDER)
    write_relations(network, out / "fast_relations.onnx")
    print(f"{out / 'fast.onnx'}: {(out / 'fast.onnx').stat().st_size:,} bytes")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--run", type=Path, help="the run that model.onnx was written from")
    parser.add_argument("--pupil", type=Path, help="the run of training.distil")
    parser.add_argument("--out", type=Path, default=Path("trucewatch/language/files"), help="the folder with model.onnx")
    options = parser.parse_args()
    if options.run:
        write_lean(options.run, options.out)
    if options.pupil:
        write_fast(options.pupil, options.out)


if __name__ == "__main__":
    main()
