"""Train the event head on the finished encoder: `python -m training.event_head [--folds N] [--out FOLDER]`.

An experiment that did not earn its place (docs/reading.md): the product does without it.

The head looks at every word in its context and says which type of happening it carries, if any, or that it is background.
It sees what the shipped model computes anyway, through the int8 file, one sentence a call. It learns from our own marked
sentences, the examples of the frames, and the open part of the hand-marked reports; never from closed reports, public news sets
or anything whose licence forbids it. With `--folds` it is scored on reports held out in turn, before it is trained on all.
"""

from __future__ import annotations

import argparse
import random
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import onnx
import onnxruntime
import torch
from numpy.typing import NDArray
from onnxruntime.quantization import QuantType, quantize_dynamic
from torch import Tensor, nn

from tests.eval import claims as marked
from tests.eval.parses import parse, parse_text
from training.data_happenings import LABELS, Labelled, frame_examples, marked_reports, own_passages
from training.heads import Recipe, Seen, train_head
from training.word_heads import SEEN, Several, WordHead
from trucewatch.knowledge.lexicon import load_lexicon
from trucewatch.language.network import FILES, Network
from trucewatch.language.segment import MAX_WORDS
from trucewatch.model import Report
from trucewatch.read import read_claims

STATES = "/Concat_1_output_0"  # what the entity heads see, inside model.onnx
RECIPE = Recipe(
    len(LABELS), {"own": 2, "frames": 1, "reports": 3},
    1_000_000, 1e-3, 800, keeps_linear=False, dropout=0.4, input_dropout=0.3, smoothing=0.02, seeds=(1, 2),
)  # fmt: skip
OPEN = ("fakes_even", "guardian_dev", "fakes_open", "guardian_open")


def states_part() -> bytes:
    """What to put behind model.onnx so that it also gives its states out: ONNX files are messages that join end to end."""
    extra = onnx.ModelProto()
    extra.graph.output.append(onnx.helper.make_tensor_value_info(STATES, onnx.TensorProto.FLOAT, ["words", SEEN]))
    return bytes(extra.SerializeToString())


class Eye:
    """Turns words into what the head sees of them."""

    def __init__(self) -> None:
        raw = (FILES / "model.onnx").read_bytes() + states_part()
        self._session = onnxruntime.InferenceSession(raw, providers=["CPUExecutionProvider"])
        self._network = Network()

    def see(self, sentence: Labelled) -> Seen:
        words, allowed = sentence
        p = self._network.pieces.of_sentence(words)
        seen = self._session.run([STATES], {"ids": p.ids[None], "shapes": p.shapes[None], "words": p.words[None]})[0]
        return seen.astype(np.float16), [0, *allowed]


def open_reports() -> dict[str, list[Labelled]]:
    """The sentences of the hand-marked reports that may be learned from, by report."""
    found: dict[str, list[Labelled]] = {}
    for name in OPEN:
        gold = marked.gold_of(name)
        reports = marked.reports_of(name, {row["report"] for row in gold})
        found |= marked_reports(reports, gold, _fired(reports), parse)
    return found


def _fired(reports: Sequence[Report]) -> list[dict[str, object]]:
    """The reader's claims on these reports: type, and where the trigger stands."""
    lexicon = load_lexicon()
    return [
        {"report": report.id, "type": claim.type.value, "trigger_start": claim.trigger.start}
        for report in reports
        for claim in read_claims(report, parse(report), lexicon)
    ]


def train(data: dict[str, list[Seen]]) -> list[WordHead]:
    """The heads of all seeds."""
    return [train_head(RECIPE, nn.Linear(1, 1), data, seed) for seed in RECIPE.seeds]


def chances(heads: Sequence[WordHead], seen: Seen) -> NDArray[np.float32]:
    """The chance of every label for every word, the row of CLS left out."""
    with torch.no_grad():
        out: NDArray[np.float32] = Several(list(heads))(torch.from_numpy(seen[0]).float()).exp().numpy()[1:]
    return out


def hold_out(data: dict[str, list[Seen]], reports: dict[str, list[Seen]], folds: int) -> None:
    """Score the head on reports it did not learn from: words of claims found, their type right, and words made up."""
    names = sorted(reports)
    random.Random(1).shuffle(names)
    rows: list[tuple[NDArray[np.float32], int]] = []
    for fold in range(folds):
        kept = {name for k, name in enumerate(names) if k % folds != fold}
        heads = train({**data, "reports": [s for name in kept for s in reports[name]]})
        for name in set(names) - kept:
            for seen in reports[name]:
                rows += list(zip(chances(heads, seen), seen[1][1:], strict=True))
        print(f"fold {fold + 1} of {folds} trained", flush=True)
    for floor in (0.3, 0.5, 0.7):
        print(f"chance >= {floor}: " + _counts(rows, floor))


def _counts(rows: Sequence[tuple[NDArray[np.float32], int]], floor: float) -> str:
    sure = [(row, bits) for row, bits in rows if bits.bit_count() == 1]
    told = [(row, bits) for row, bits in sure if bits > 2]
    found = [(row, bits) for row, bits in told if row[2:].max() >= floor]
    right = [1 for row, bits in found if 1 << (2 + int(row[2:].argmax())) == bits]
    made_up = [1 for row, bits in sure if bits == 1 and row[2:].max() >= floor]
    return f"{len(found)} of {len(told)} words of claims found, {len(right)} with their type; {len(made_up)} words made up"


class Events(nn.Module):
    """The heads as one graph: states in, log-chances out."""

    def __init__(self, heads: Sequence[WordHead]) -> None:
        super().__init__()
        self.heads = Several(list(heads))

    def forward(self, seen: Tensor) -> Tensor:
        out: Tensor = self.heads(seen)
        return out


def export(heads: Sequence[WordHead], out: Path) -> None:
    """Write events.onnx, its labels inside, and the part that opens the states of model.onnx."""
    plain, path = out / "events.plain.onnx", out / "events.onnx"
    axes = {"seen": {0: "words"}, "events": {0: "words"}}
    with torch.no_grad():
        torch.onnx.export(
            Events(heads).eval(), (torch.zeros(15, SEEN),), str(plain),
            input_names=["seen"], output_names=["events"], dynamic_axes=axes, opset_version=17, dynamo=False,
        )  # fmt: skip
    windows = [node.name for node in onnx.load(plain).graph.node if node.op_type == "Conv"]
    quantize_dynamic(plain, path, weight_type=QuantType.QInt8, per_channel=True, nodes_to_exclude=windows)
    model = onnx.load(path)
    model.metadata_props.add(key="labels", value=" ".join(LABELS))
    onnx.save(model, path)
    plain.unlink()
    (out / "states.part").write_bytes(states_part())
    print(f"{path}: {path.stat().st_size:,} bytes")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--folds", type=int, default=0)
    parser.add_argument(
        "--out", type=Path, help="where to write the trained head; it is no part of the product, which does without"
    )
    parser.add_argument("--passages", type=Path, default=Path(__file__).parent / "happenings")
    options = parser.parse_args()
    eye = Eye()
    reports = {name: [eye.see(s) for s in rows if 0 < len(s[0]) <= MAX_WORDS] for name, rows in open_reports().items()}
    data = {
        "own": [eye.see(s) for s in own_passages(options.passages, parse_text) if 0 < len(s[0]) <= MAX_WORDS],
        "frames": [eye.see(s) for s in frame_examples(parse_text) if 0 < len(s[0]) <= MAX_WORDS],
    }
    print({name: len(rows) for name, rows in data.items()}, len(reports), "reports", flush=True)
    if options.folds:
        hold_out(data, reports, options.folds)
    if options.out:
        export(train({**data, "reports": [s for rows in reports.values() for s in rows]}), options.out)


if __name__ == "__main__":
    main()
