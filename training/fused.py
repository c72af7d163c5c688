"""Write the graph that reading runs, in the runtime's own operators: each score is the exported network's, bit for bit.

`python -m training.fused` writes `graph.onnx` beside `model.onnx`; `training.lean` does the same with the fast model.
Query, key and value of a layer are one product, as are all heads that see a word's state, so that rows are scaled to int8
once; no shape is computed, and no head is scored that reading does not ask. A weight that stands in `model.onnx` is not
written again: the graph says where it lies there, and the runtime lays what one product asks side by side on opening it.
"""

from __future__ import annotations

import argparse
import hashlib
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import onnx
from numpy.typing import NDArray
from onnx import GraphProto, ModelProto, NodeProto, TensorProto, helper, numpy_helper

from training.sizes import ARC_WIDTH, ATTENTION_HEADS, HEAD_INNER, MIDDLE, RELATION_WIDTH, WIDTH, WINDOW

RUNTIME = "com.microsoft"
LENDER = "model.onnx"
SMALLEST_LOAN = 1024  # bytes; what is smaller stands in the graph
READ = ("upos", "feats", "entity", "arcs", "relation_dependant", "relation_head")
ENCODER, HEAD = "network.encoder", "heads.entity.heads"
UNIT = "unit"  # a column of ones beside the arcs' dependants, which their matrix asks for
SLOPE = 0.1
OPSET, IR = 17, 8


class Fused:
    """A graph in the making; the names of its nodes' outputs say what they hold."""

    def __init__(self, plain: ModelProto) -> None:
        self.plain = plain.graph
        self.weights = {weight.name: weight for weight in plain.graph.initializer}
        self.used: dict[str, TensorProto] = {}
        self.nodes: list[NodeProto] = []
        self._makers = {name: node for node in plain.graph.node for name in node.output}

    def node(self, kind: str, inputs: Sequence[str], output: str, *more: str, runtime: bool = False, **attributes: object) -> str:
        """One more node; gives its first output."""
        domain = RUNTIME if runtime else ""
        self.nodes.append(helper.make_node(kind, list(inputs), [output, *more], domain=domain, **attributes))
        return output

    def weight(self, name: str) -> str:
        """A weight of the plain graph."""
        self.used[name] = self.weights[name]
        return name

    def constant(self, name: str, value: NDArray[np.generic]) -> str:
        """A constant, written once."""
        self.used[name] = numpy_helper.from_array(value, name)
        return name

    def whole(self, name: str, *values: int) -> str:
        """Whole numbers, as shapes and places are told."""
        return self.constant(name, np.array(values, np.int64))

    def beside(self, names: Sequence[str], output: str) -> str:
        """Weights side by side, each column where it is told; the runtime does it once."""
        return names[0] if len(names) == 1 else self.node("Concat", names, output, axis=-1)

    def product(self, rows: str, parts: Sequence[str], output: str) -> str:
        """The rows, scaled to int8, times several weights side by side, each named by its bias or as a matrix without one."""
        found = [self._product(part) for part in parts]
        columns = zip(zip(*found, strict=True), ("weight", "scale", "bias"), strict=True)
        weights, scales, biases = (self.beside(names, f"{output}.{kind}") for names, kind in columns)
        return self.node("DynamicQuantizeMatMul", [rows, weights, scales, "", biases], output, runtime=True)

    def _product(self, part: str) -> tuple[str, str, str]:
        """The names of an int8 weight, of its scales and of its bias."""
        if part == UNIT:
            column = np.zeros((WIDTH, 1), np.int8)
            return self.constant("none", column), *(self.constant(f"{UNIT}.{x}", np.ones(1, np.float32)) for x in "sb")
        if f"{part}_quantized" in self.weights:
            return self.weight(f"{part}_quantized"), self.weight(f"{part}_scale"), ""
        name = self._multiplied(f"{part}.bias").removesuffix("_quantized")
        if numpy_helper.to_array(self.weights[f"{name}_zero_point"]).any():
            raise ValueError(f"{name} has zero points, which this graph leaves out")
        return self.weight(f"{name}_quantized"), self.weight(f"{name}_scale"), self.weight(f"{part}.bias")

    def _multiplied(self, bias: str) -> str:
        """The int8 weight of the product to which a bias is added."""
        added = next(node for node in self.plain.node if node.op_type == "Add" and bias in node.input)
        node = self._makers[next(name for name in added.input if name != bias)]
        while node.op_type != "MatMulInteger":
            node = self._makers[node.input[0]]
        return str(node.input[1])

    def normal(self, rows: str, named: str, output: str) -> str:
        """Rows brought to the same mean and spread."""
        weights = [self.weight(f"{named}.weight"), self.weight(f"{named}.bias")]
        return self.node("LayerNormalization", [rows, *weights], output, axis=-1, epsilon=1e-12)

    def embedded(self, table: str, output: str, rows: str | None = None, *, first: str | None = None) -> str:
        """Rows of a table in int8, by their numbers or the first so many, as numbers with a point."""
        held = self.weight(f"{ENCODER}.{table}.weight_quantized")
        taken = f"{output}.taken"
        if first:
            self.node("Slice", [held, self.whole("zero", 0), first, self.whole("zero", 0)], taken)
        else:
            self.node("Gather", [held, rows or ""], taken, axis=0)
        meaning = [self.weight(f"{ENCODER}.{table}.weight_{name}") for name in ("scale", "zero_point")]
        return self.node("DequantizeLinear", [taken, *meaning], output)


def fuse(plain: ModelProto) -> ModelProto:
    """The same network as the exported one, in the runtime's own operators."""
    graph = Fused(plain)
    layers = sum(name.endswith(".narrow.bias") for name in graph.weights)
    several = f"{HEAD}.0.down.bias" in graph.weights
    states = [_embeddings(graph)]
    for number in range(layers):
        states.append(_layer(graph, states[-1], number, skip=several))
    words = graph.node("Squeeze", ["words", graph.whole("zero", 0)], "starts")
    seen = graph.node("Gather", [states[-1], words], "seen", axis=0)
    linear = [f"{HEAD}.{n}.linear" for n in (0, 1)] if several else ["network.tags.entity"]
    _word_heads(graph, seen, linear, len(_values(graph, linear[0])))
    if several:
        _entities(graph, states, seen)
    return _model(graph, plain)


def _values(graph: Fused, part: str) -> NDArray[np.generic]:
    return numpy_helper.to_array(graph.weights[f"{part}.bias"])


def _embeddings(graph: Fused) -> str:
    """What a piece, its place and its shape say, one row a piece."""
    count = graph.node("Shape", ["ids"], "pieces", start=1)
    rows = graph.node("Add", [graph.embedded("word", "word", "ids"), graph.embedded("position", "place", first=count)], "placed")
    rows = graph.node("Add", [rows, graph.embedded("shape", "shape", "shapes")], "shaped")
    rows = graph.node("Add", [rows, graph.weight(f"{ENCODER}.kind")], "embedded")
    rows = graph.node("Reshape", [rows, graph.whole("rows", -1, WIDTH)], "embedded.rows")
    return graph.normal(rows, f"{ENCODER}.norm", "layer0")


def _layer(graph: Fused, rows: str, number: int, *, skip: bool) -> str:
    """One layer; `skip` for the sum that the runtime normalises in one step, with other last digits than in two."""
    named, here = f"{ENCODER}.layers.{number}", f"layer{number}"
    mixed = graph.product(_attention(graph, rows, named, here), [f"{named}.mix"], f"{here}.mixed")
    rows = graph.normal(graph.node("Sum", [rows, mixed], f"{here}.summed"), f"{named}.mix_norm", f"{here}.middle")
    wide = graph.node("Gelu", [graph.product(rows, [f"{named}.widen"], f"{here}.wide")], f"{here}.gelu", runtime=True)
    narrow, after = graph.product(wide, [f"{named}.narrow"], f"{here}.narrow"), f"layer{number + 1}"
    if skip:
        norm = [graph.weight(f"{named}.out_norm.{name}") for name in ("weight", "bias")]
        return graph.node("SkipLayerNormalization", [rows, narrow, *norm], after, runtime=True, epsilon=1e-12)
    return graph.normal(graph.node("Sum", [rows, narrow], f"{here}.both"), f"{named}.out_norm", after)


def _attention(graph: Fused, rows: str, named: str, here: str) -> str:
    """What each piece takes from the others: three thirds of one product, told apart by their heads."""
    asked = [f"{here}.{name}" for name in ("query", "key", "value")]
    size, heads = WIDTH // ATTENTION_HEADS, ATTENTION_HEADS
    one = graph.product(rows, [f"{named}.{name}" for name in ("query", "key", "value")], f"{here}.asked")
    one = graph.node("Reshape", [one, graph.whole("heads", -1, 3 * heads, size)], f"{here}.heads")
    graph.node("Split", [one, graph.whole("thirds", heads, heads, heads)], *asked, axis=1)
    alpha = float(np.float32(1) / np.sqrt(np.float32(size)))
    apart = {"runtime": True, "transBatchB": 1}
    scores = graph.node("FusedMatMul", asked[:2], f"{here}.scores", alpha=alpha, transB=1, transBatchA=1, **apart)
    shares = graph.node("Softmax", [scores], f"{here}.shares", axis=-1)
    taken = graph.node("FusedMatMul", [shares, asked[2]], f"{here}.taken", **apart)
    taken = graph.node("Transpose", [taken], f"{here}.turned", perm=[1, 0, 2])
    return graph.node("Reshape", [taken, graph.whole("rows", -1, WIDTH)], f"{here}.seen")


def _word_heads(graph: Fused, seen: str, linear: Sequence[str], tags: int) -> None:
    """All that is asked of a word's state, in one product: its tags, and the word as dependant and as head."""
    plain, trees = ["network.tags.upos", "network.tags.feats", *linear], ["arc_dependant", "arc_head", "relation_dependant"]
    widths = [len(_values(graph, part)) for part in plain]
    bent = [ARC_WIDTH + 1, ARC_WIDTH, RELATION_WIDTH, RELATION_WIDTH]
    parts = [f"network.{name}.linear" for name in (*trees, "relation_head")]
    one = graph.product(seen, [*plain, parts[0], UNIT, *parts[1:]], "asked")
    entities = ["entity"] if len(linear) == 1 else [f"entity{n}.linear" for n in range(len(linear))]
    graph.node("Split", [one, graph.whole("parts", *widths, sum(bent))], "upos", "feats", *entities, "straight", axis=1)
    rest = graph.node("LeakyRelu", ["straight"], "bent", alpha=SLOPE)
    graph.node("Split", [rest, graph.whole("words.parts", *bent)], *trees, "relation_head", axis=1)
    pairs = graph.product(trees[0], ["network.arc_matrix"], "pairs")
    graph.node("FusedMatMul", [pairs, trees[1]], "arcs", runtime=True, alpha=ARC_WIDTH**-0.5, transB=1)


def _entities(graph: Fused, states: Sequence[str], seen: str) -> None:
    """Scores of entities: the mean of two heads that see a word's pieces and the words around it."""
    middle = graph.node("Gather", [states[MIDDLE], "starts"], "seen.middle", axis=0)
    all_seen = graph.node("Concat", [seen, _means(graph, states[-1], seen), middle], "seen.all", axis=-1)
    all_seen = graph.node("Unsqueeze", [all_seen, graph.whole("zero", 0)], "seen.batch")
    down = graph.product(all_seen, [f"{HEAD}.{n}.down" for n in (0, 1)], "down")
    word = graph.node("Gelu", [down], "down.gelu", runtime=True)
    turned = graph.node("Transpose", [word], "down.turned", perm=[0, 2, 1])
    windows = [
        graph.node("Concat", [graph.weight(f"{HEAD}.{n}.window.{name}") for n in (0, 1)], f"window.{name}", axis=0)
        for name in ("weight", "bias")
    ]
    around = graph.node("Conv", [turned, *windows], "window", group=2, kernel_shape=[WINDOW], pads=[WINDOW // 2] * 2)
    around = graph.node("Transpose", [around], "window.turned", perm=[0, 2, 1])
    around = graph.node("Gelu", [around], "window.gelu", runtime=True)
    both = graph.node("Concat", [word, around], "both", axis=0)
    graph.node("Split", [both, graph.whole("halves", HEAD_INNER, HEAD_INNER)], "both0", "both1", axis=2)
    scores = [_head(graph, number) for number in (0, 1)]
    half = graph.constant("half", np.array(0.5, np.float32))
    graph.node("Mul", [graph.node("Add", scores, "entity.sum"), half], "entity")


def _head(graph: Fused, number: int) -> str:
    """The scores of one head, as logarithms of shares."""
    turned = graph.node("Transpose", [f"both{number}"], f"entity{number}.turned", perm=[1, 0, 2])
    rows = graph.node("Reshape", [turned, graph.whole("twice", -1, 2 * HEAD_INNER)], f"entity{number}.seen")
    out = graph.product(rows, [f"{HEAD}.{number}.out"], f"entity{number}.out")
    scores = graph.node("Add", [out, f"entity{number}.linear"], f"entity{number}.scores")
    return graph.node("LogSoftmax", [scores], f"entity{number}", axis=-1)


def _means(graph: Fused, last: str, seen: str) -> str:
    """The mean of each word's pieces: as far as the next word, or as the piece that ends the sentence."""
    one, most = graph.whole("one", 1), graph.whole("most", np.iinfo(np.int64).max)
    following = graph.node("Slice", ["starts", one, most, graph.whole("zero", 0)], "starts.after")
    following = graph.node("Concat", [following, graph.node("Sub", ["pieces", one], "end")], "next", axis=0)
    ends = graph.node("Sub", [following, one], "ends")
    sums = graph.node("CumSum", [last, graph.constant("axis", np.array(0, np.int64))], "sums")
    to, since = (graph.node("Gather", [sums, at], f"sums.{at}", axis=0) for at in (ends, "starts"))
    inside = graph.node("Add", [graph.node("Sub", [to, since], "sums.word"), seen], "sums.whole")
    count = graph.node("Sub", [following, "starts"], "count")
    count = graph.node("Cast", [count], "count.float", to=TensorProto.FLOAT)
    return graph.node("Div", [inside, graph.node("Unsqueeze", [count, one], "count.column")], "means")


def _model(graph: Fused, plain: ModelProto) -> ModelProto:
    """The finished graph, with the inputs and outputs that reading knows."""
    outputs = {value.name: value for value in plain.graph.output}
    made = GraphProto(name="reading", node=graph.nodes, input=plain.graph.input, output=[outputs[name] for name in READ])
    made.initializer.extend(weight for _, weight in sorted(graph.used.items()))
    opsets = [helper.make_opsetid("", OPSET), helper.make_opsetid(RUNTIME, 1)]
    return helper.make_model(made, opset_imports=opsets, ir_version=IR, producer_name="training.fused")


def borrow(model: ModelProto, lender: Path) -> None:
    """Take out of a graph each weight that stands in the lender, and say where it is there; name the lender's hash."""
    held = lender.read_bytes()
    model.metadata_props.add(key="lender", value=hashlib.sha256(held).hexdigest())
    for weight in model.graph.initializer:
        data = weight.raw_data
        at = held.find(data) if len(data) >= SMALLEST_LOAN else -1
        if at >= 0:
            weight.ClearField("raw_data")
            weight.data_location = TensorProto.EXTERNAL
            for key, value in (("location", lender.name), ("offset", at), ("length", len(data))):
                weight.external_data.add(key=key, value=str(value))


def write_fused(plain: Path, out: Path) -> None:
    """The fused form of an exported network, beside the lender of its weights."""
    model = fuse(onnx.load(str(plain)))
    borrow(model, out.with_name(LENDER))
    out.write_bytes(model.SerializeToString(deterministic=True))
    print(f"{out}: {out.stat().st_size:,} bytes")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--out", type=Path, default=Path("trucewatch/language/files"), help="the folder with model.onnx")
    folder = parser.parse_args().out
    write_fused(folder / LENDER, folder / "graph.onnx")


if __name__ == "__main__":
    main()
