"""Write the trained network as the files the runtime loads: `python -m training.export --run RUN --minilm FOLDER`."""

from __future__ import annotations

import argparse
import shutil
import tempfile
from pathlib import Path

import onnx
import torch
from onnxruntime.quantization import QuantType, quantize_dynamic
from torch import Tensor, nn

from training.encoder import LanguageNetwork
from training.examples import Labels, load_labels
from training.sizes import RELATION_WIDTH
from training.word_heads import Several, load_heads, word_features

OPSET = 17
MAX_BYTES = 26_000_000  # what the repository and the wheel can carry
OUTPUTS = ("upos", "feats", "entity", "re3d", "arcs", "relation_dependant", "relation_head")


class Exported(nn.Module):
    """The network for one sentence without padding; relations are scored by the runtime, once the tree is fixed."""

    def __init__(self, network: LanguageNetwork, heads: dict[str, Several]) -> None:
        super().__init__()
        self.network = network
        self.heads = nn.ModuleDict(heads)

    def forward(self, ids: Tensor, shapes: Tensor, words: Tensor) -> tuple[Tensor, ...]:
        states, seen = word_features(self.network.encoder, ids, shapes, words)
        names = ("upos", "feats", "entity", "re3d")
        tags = [self.heads[name](seen) if name in self.heads else self.network.tag(name, states)[0] for name in names]
        dependant, head = self.network.relation_dependant(states), self.network.relation_head(states)
        return (*tags, self.network.arcs(states)[0], dependant[0], head[0])


class Relations(nn.Module):
    """The scores of all relations between words and the heads that the tree gave them; the network's second, tiny half."""

    def __init__(self, network: LanguageNetwork) -> None:
        super().__init__()
        self.linear = network.relation

    def forward(self, dependant: Tensor, head: Tensor) -> Tensor:
        out: Tensor = self.linear(torch.cat([dependant * head, dependant, head], -1))
        return out


def load_network(run: Path, labels: Labels, *, weights: str) -> LanguageNetwork:
    """The network of a training run, with its `last` weights or their `average`."""
    saved = torch.load(run / "checkpoint.pt", weights_only=True)
    layers = len({name.split(".")[2] for name in saved["last"] if name.startswith("encoder.layers.")})
    sizes = (labels.upos, labels.feats, labels.deprels, labels.entity, labels.re3d)
    network = LanguageNetwork(*map(len, sizes), layers=layers)
    network.load_state_dict(saved["last"])
    if weights == "average":
        network.load_state_dict(saved["average"], strict=False)
    return network.eval()


def write_onnx(graph: nn.Module, path: Path, outputs: tuple[str, ...]) -> None:
    """The graph in float32, for any number of pieces and words; `graph` takes ids, shapes and words of one sentence."""
    ids = torch.randint(1000, 2000, (1, 21))
    words = torch.arange(15)[None, :].contiguous()
    axes = {"ids": {1: "pieces"}, "shapes": {1: "pieces"}, "words": {1: "words"}}
    axes |= {name: {0: "words"} | ({1: "words"} if name == "arcs" else {}) for name in outputs}
    with torch.no_grad():
        torch.onnx.export(
            graph,
            (ids, torch.ones_like(ids), words),
            str(path),
            input_names=["ids", "shapes", "words"],
            output_names=list(outputs),
            dynamic_axes=axes,
            opset_version=OPSET,
            dynamo=False,
        )


def write_relations(network: LanguageNetwork, path: Path) -> None:
    """The second half, in float32: it is small, and numpy would spread it over threads."""
    pair = torch.zeros(15, RELATION_WIDTH)
    axes = {name: {0: "words"} for name in ("dependant", "head", "relations")}
    with torch.no_grad():
        torch.onnx.export(
            Relations(network),
            (pair, pair.clone()),
            str(path),
            input_names=["dependant", "head"],
            output_names=["relations"],
            dynamic_axes=axes,
            opset_version=OPSET,
            dynamo=False,
        )


def write_int8(graph: nn.Module, path: Path, outputs: tuple[str, ...]) -> None:
    """The graph with weights in int8 per channel; convolutions stay in float32, being small."""
    with tempfile.TemporaryDirectory() as folder:
        plain = Path(folder) / "plain.onnx"
        write_onnx(graph, plain, outputs)
        windows = [node.name for node in onnx.load(plain).graph.node if node.op_type == "Conv"]
        options = {"MatMulConstBOnly": True}
        quantize_dynamic(
            plain, path, weight_type=QuantType.QInt8, per_channel=True, nodes_to_exclude=windows, extra_options=options
        )


def export(run: Path, minilm: Path, out: Path, *, weights: str) -> None:
    """Quantise to int8 per channel, and put the model's four files into `out`."""
    labels = load_labels(run / "labels.json")
    network = load_network(run, labels, weights=weights)
    out.mkdir(parents=True, exist_ok=True)
    write_int8(Exported(network, load_heads(run)).eval(), out / "model.onnx", OUTPUTS)
    onnx.checker.check_model(str(out / "model.onnx"))
    size = (out / "model.onnx").stat().st_size
    if size > MAX_BYTES:
        raise SystemExit(f"model.onnx has {size:,} bytes, more than {MAX_BYTES:,}")
    write_relations(network, out / "relations.onnx")
    labels.save(out / "labels.json")
    shutil.copyfile(minilm / "tokenizer.json", out / "tokenizer.json")
    print(f"{out}: model.onnx {size:,} bytes; now run training.fused for graph.onnx")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--run", type=Path, required=True)
    parser.add_argument("--minilm", type=Path, required=True)
    parser.add_argument("--out", type=Path, default=Path("trucewatch/language/files"))
    parser.add_argument("--weights", choices=("last", "average"), default="average")
    options = parser.parse_args()
    export(options.run, options.minilm, options.out, weights=options.weights)


if __name__ == "__main__":
    main()
