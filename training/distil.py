"""Teach a network of three layers what the shipped one says: `python -m training.distil --data DATA --teacher RUN --out OUT …`.

The teacher reads every sentence once a round, as damaged or varied in that round; the pupil then learns for some passes from
what it said (the states of the words, and every head's scores) and from the labels of the data sets.
"""

from __future__ import annotations

import argparse
import random
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor, nn
from torch.nn import functional

from training.batches import Batch, Numbered, group, to_batch
from training.data_ud import treebank_examples
from training.encoder import LanguageNetwork
from training.examples import Example, Labels, load_labels
from training.export import load_network
from training.own_happenings import read_passages
from training.sizes import MIDDLE, WIDTH, WINDOW
from training.train import AVERAGE_KEEP, BATCH_PIECES, CHECKPOINT_SECONDS, WARM_UP_STEPS, loss_at, sources, tree_scores
from training.word_heads import Several, load_heads
from trucewatch.knowledge.lexicon import read_frames
from trucewatch.language.pieces import WordPieces
from trucewatch.language.segment import split_sentences
from trucewatch.language.tokens import tokenize

FROM_LAYERS = (0, 1, 2)
PASSES = 3  # over what the teacher said, before it reads anew
COPIES = {"trees": 1, "names": 1, "re3d": 1, "own": 2, "unlabelled": 2}  # of each kind in a round
HIDDEN, GOLD = 1.0, 0.3  # beside the teacher's scores
Halves = NDArray[np.float16]


@dataclass(frozen=True, slots=True)
class Lesson:
    """A sentence and what the teacher says of CLS and its words: their last states, and chances of entities and re3d's tags."""

    example: Example
    states: Halves
    entity: Halves
    re3d: Halves


class Teacher:
    """The shipped network in floats, with its entity heads."""

    def __init__(self, run: Path, labels: Labels) -> None:
        self.network = load_network(run, labels, weights="average").requires_grad_(requires_grad=False)
        self._heads = load_heads(run)

    @torch.no_grad()
    def lessons(self, examples: Sequence[Example], batch: Batch) -> Iterator[Lesson]:
        """What it says of each sentence of the batch."""
        with torch.autocast("cpu", torch.bfloat16):
            states, seen = batch_features(self.network, batch)
            tags = [self._chances(name, states, seen, batch.real) for name in ("entity", "re3d")]
        parts = [part.half().numpy() for part in (states, *tags)]
        for row, example in enumerate(examples):
            yield Lesson(example, *(part[row, : len(example.words) + 1].copy() for part in parts))

    def _chances(self, name: str, states: Tensor, seen: Tensor, real: Tensor) -> Tensor:
        """Logarithms of the chances of the tags; empty rows part the sentences, so that no window looks past its own."""
        if name not in self._heads:
            return self.network.tag(name, states).float().log_softmax(-1)
        size, count, _ = seen.shape
        gap = WINDOW // 2
        rows = functional.pad(seen, (0, 0, 0, gap)).flatten(0, 1)
        kept = functional.pad(real[..., None].to(seen.dtype), (0, 0, 0, gap)).flatten(0, 1)
        heads: Several = self._heads[name]
        mean = torch.stack([head(rows, kept).float().log_softmax(-1) for head in heads.heads]).mean(0)
        return mean.view(size, count + gap, -1)[:, :count]


def batch_features(network: LanguageNetwork, batch: Batch) -> tuple[Tensor, Tensor]:
    """`word_heads.word_features` for a padded batch: states of the words, and what a `WordHead` sees of them."""
    layers = network.encoder.layer_states(batch.ids, batch.shapes, batch.mask)
    starts, count = batch.words, batch.real.sum(1, keepdim=True)
    last_piece = batch.mask.sum(1, keepdim=True) - 2
    is_last = torch.arange(starts.shape[1])[None] == count - 1
    ends = torch.where(is_last, last_piece, starts.roll(-1, 1) - 1).maximum(starts)

    def at(x: Tensor, places: Tensor) -> Tensor:
        return torch.gather(x, 1, places[:, :, None].expand(-1, -1, WIDTH))

    last = layers[-1].float()
    states, sums = at(last, starts), last.cumsum(1)
    means = (at(sums, ends) - at(sums, starts) + states) / (ends - starts + 1)[..., None]
    return states, torch.cat([states, means, at(layers[MIDDLE - 1].float(), starts)], -1)


def pupil_of(teacher: LanguageNetwork, labels: Labels, layers: Sequence[int]) -> LanguageNetwork:
    """A network with some of the teacher's layers, its embeddings and its heads; the tables of words and places stay fixed."""
    sizes = (labels.upos, labels.feats, labels.deprels, labels.entity, labels.re3d)
    pupil = LanguageNetwork(*map(len, sizes), layers=len(layers))
    state = {}
    for name, value in teacher.state_dict().items():
        parts = name.split(".")
        if parts[:2] != ["encoder", "layers"]:
            state[name] = value
        elif int(parts[2]) in layers:
            state[".".join(("encoder.layers", str(layers.index(int(parts[2]))), *parts[3:]))] = value
    pupil.load_state_dict(state)
    pupil.encoder.word.weight.requires_grad = False
    pupil.encoder.position.weight.requires_grad = False
    return pupil


def unlabelled(folder: Path) -> list[Example]:
    """Our own marked passages and the examples of the frames, as bare sentences."""
    texts = [passage.text for path in sorted(folder.glob("*.txt")) for passage in read_passages(path)]
    texts += [row.example for _, row in read_frames()]
    out = []
    for text in texts:
        for edges in split_sentences(text):
            words = tuple(text[a:b] for a, b in tokenize(text, *edges))
            if words:
                out.append(Example(words))
    return out


def divergence(scores: Tensor, taught: Tensor, real: Tensor) -> Tensor:
    """The mean divergence of the pupil's chances from the taught ones (both unnormalised logarithms) over the words."""
    wanted = taught.float().log_softmax(-1)
    each = (wanted.exp() * (wanted - scores.float().log_softmax(-1))).sum(-1)
    return (each * real).sum() / real.sum()


def padded(parts: Sequence[Halves], count: int) -> Tensor:
    """Rows of several sentences as one tensor."""
    out = np.zeros((len(parts), count, parts[0].shape[1]), np.float32)
    for row, part in enumerate(parts):
        out[row, : len(part)] = part
    return torch.from_numpy(out)


def loss_of_lesson(pupil: LanguageNetwork, teacher: LanguageNetwork, lessons: Sequence[Lesson], batch: Batch) -> Tensor:
    """What the pupil says otherwise than the teacher, and a share of what it says otherwise than the labels."""
    states = pupil.words(batch.ids, batch.shapes, batch.mask, batch.words)
    real = batch.real.float()
    words = real.clone()
    words[:, 0] = 0
    count = batch.real.shape[1]
    taught = padded([lesson.states for lesson in lessons], count)
    with torch.no_grad():
        arcs = teacher.arcs(taught).float().masked_fill(~batch.real[:, None, :], -1e4)
        heads = arcs.argmax(-1)
        heads = heads if batch.heads is None else torch.where(batch.heads >= 0, batch.heads, heads)
        relations = teacher.relations(taught, heads)
        tags = {name: teacher.tag(name, taught) for name in ("upos", "feats")}
    apart = (states.float() - taught).square().mean(-1) / taught[batch.real].var(0).mean()
    total = HIDDEN * (apart * real).sum() / real.sum()
    own = pupil.arcs(states).float().masked_fill(~batch.real[:, None, :], -1e4)
    total = total + divergence(own, arcs, words) + divergence(pupil.relations(states, heads), relations, words)
    for name, weight in (("upos", 0.5), ("feats", 0.4)):
        total = total + weight * divergence(pupil.tag(name, states), tags[name], words)
    for name, weight, said in (("entity", 2.0, [x.entity for x in lessons]), ("re3d", 0.5, [x.re3d for x in lessons])):
        total = total + weight * divergence(pupil.tag(name, states), padded(said, count), words)
    return total + GOLD * loss_at(pupil, states, batch)


@dataclass(frozen=True, slots=True)
class Run:
    """Everything fixed for one run."""

    data: Path
    teacher: Path
    minilm: Path
    out: Path
    minutes: float
    rate: float
    layers: tuple[int, ...]
    sentences: Path
    happenings: Path


def distil(run: Run) -> None:
    """Teach until the minutes are over; writes `checkpoint.pt` (averaged weights) and `labels.json` into `run.out`."""
    run.out.mkdir(parents=True, exist_ok=True)
    torch.manual_seed(3)
    draw = random.Random(3)
    pieces, labels = WordPieces(run.minilm / "tokenizer.json"), load_labels(run.teacher / "labels.json")
    labels.save(run.out / "labels.json")
    numbered, teacher = Numbered.of(labels), Teacher(run.teacher, labels)
    pupil = pupil_of(teacher.network, labels, run.layers)
    streams, bare = sources(run.data, run.sentences), unlabelled(run.happenings)
    dev = treebank_examples(run.data / "ud_ewt/en_ewt-ud-dev.conllu.gz", entities=False)[:500]
    dev_batches = [to_batch(g, pieces, numbered) for g in group(dev, pieces, size=3000, draw=draw)]
    trained = [p for p in pupil.parameters() if p.requires_grad]
    average = [p.detach().clone() for p in trained]
    optimizer = torch.optim.AdamW(trained, lr=run.rate, weight_decay=0.01, betas=(0.9, 0.98), fused=True)

    def save() -> None:
        names = [n for n, p in pupil.named_parameters() if p.requires_grad]
        torch.save({"last": pupil.state_dict(), "average": dict(zip(names, average, strict=True))}, run.out / "new.pt")
        (run.out / "new.pt").replace(run.out / "checkpoint.pt")

    def a_round() -> Iterator[list[Lesson]]:
        """What the teacher says of a fresh variant of everything, in batches, some passes long."""
        examples = [e for name, s in streams.items() for _ in range(COPIES[name]) for e in s.load()]
        examples += bare * COPIES["unlabelled"]
        told: dict[int, Lesson] = {}
        for some in group(examples, pieces, size=2 * BATCH_PIECES, draw=draw):
            told.update({id(x.example): x for x in teacher.lessons(some, to_batch(some, pieces, numbered))})
        for _ in range(PASSES):
            for some in group([x.example for x in told.values()], pieces, size=BATCH_PIECES, draw=draw):
                yield [told[id(example)] for example in some]

    def endless() -> Iterator[list[Lesson]]:
        while True:
            yield from a_round()

    begun = saved = time.monotonic()
    step = done = 0
    losses: list[float] = []
    pupil.train()
    for lessons in endless():
        share = (time.monotonic() - begun) / (60 * run.minutes)
        if share >= 1:
            break
        optimizer.param_groups[0]["lr"] = run.rate * min(1.0, (step + 1) / WARM_UP_STEPS) * (1 - 0.98 * share)
        batch = to_batch([lesson.example for lesson in lessons], pieces, numbered)
        with torch.autocast("cpu", torch.bfloat16):
            loss = loss_of_lesson(pupil, teacher.network, lessons, batch)
        loss.backward()  # type: ignore[no-untyped-call]
        nn.utils.clip_grad_norm_(trained, 2.0)
        optimizer.step()
        optimizer.zero_grad()
        step, done = step + 1, done + batch.pieces
        losses.append(float(loss.detach()))
        torch._foreach_lerp_(average, [p.detach() for p in trained], 1 - min(AVERAGE_KEEP, (step + 1) / (step + 10)))
        if time.monotonic() - saved > min(CHECKPOINT_SECONDS, 12 * run.minutes) or step == 20:
            save()
            saved = time.monotonic()
            print(
                f"{saved - begun:.0f} s, step {step}, {done / (saved - begun):.0f} pieces/s, "
                f"loss {sum(losses) / len(losses):.3f}; "
                f"EWT dev, last weights: {tree_scores(pupil, dev_batches)}",
                flush=True,
            )
            losses.clear()
    save()
    print(f"done: {step} steps, {done} pieces; last weights {tree_scores(pupil, dev_batches)}", flush=True)


def main() -> None:
    here = Path(__file__).parent
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--teacher", type=Path, required=True, help="the run of the full model, with its heads.pt")
    parser.add_argument("--minilm", type=Path, required=True)
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--sentences", type=Path, default=here / "sentences")
    parser.add_argument("--happenings", type=Path, default=here / "happenings")
    parser.add_argument("--minutes", type=float, default=60)
    parser.add_argument("--rate", type=float, default=5e-4, help="learning rate at the start")
    parser.add_argument(
        "--layers", default=",".join(map(str, FROM_LAYERS)), help="the teacher's layers that the pupil begins with"
    )
    parser.add_argument("--threads", type=int, default=2)
    o = parser.parse_args()
    torch.set_num_threads(o.threads)
    layers = tuple(map(int, o.layers.split(",")))
    distil(Run(o.data, o.teacher, o.minilm, o.out, o.minutes, o.rate, layers, o.sentences, o.happenings))


if __name__ == "__main__":
    main()
