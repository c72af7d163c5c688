"""Train the entity heads on a finished encoder: `python -m training.heads --data DATA --run RUN --minilm FOLDER`.

The encoder is asked through its int8 file, one sentence a call, so that the heads learn from just what they will see.
"""

from __future__ import annotations

import argparse
import random
import tempfile
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import onnxruntime
import torch
from numpy.typing import NDArray
from torch import Tensor, nn

from training.data_entities import RE3D_TAGS, own_examples, public_names, re3d_examples
from training.data_mentions import gum_mentions, re3d_marked, re3d_names, tag_bit, with_other_names
from training.data_ud import treebank_examples
from training.encoder import LanguageNetwork
from training.examples import ENTITY_TAGS, Example, load_labels
from training.export import load_network, write_int8
from training.names import pool_of, vary
from training.word_heads import SEEN, WordHead, save_heads, word_features
from trucewatch.language.pieces import WordPieces
from trucewatch.language.segment import MAX_WORDS

EMPTY_ROWS = 2  # between sentences: as far as a head's window looks
WARM_UP_STEPS = 30
Labelled = tuple[Sequence[str], Sequence[int]]  # words, and for each the tags left open, as bits
Seen = tuple[NDArray[np.float16], list[int]]  # what the heads see of CLS and the words, and those bits, 0 for CLS


@dataclass(frozen=True, slots=True)
class Recipe:
    """How one head is trained; `mix` says how often each kind of data is drawn."""

    tags: int
    mix: dict[str, float]
    words: int
    rate: float
    batch_words: int
    keeps_linear: bool
    dropout: float
    input_dropout: float
    smoothing: float
    seeds: tuple[int, ...]


RECIPES = {
    "entity": Recipe(
        len(ENTITY_TAGS), {"names": 2, "names varied": 1, "gum": 2, "own": 1, "own varied": 1},
        600_000, 1e-3, 3000, keeps_linear=True, dropout=0.3, input_dropout=0.2, smoothing=0.0, seeds=(1,),
    ),
    "re3d": Recipe(
        len(RE3D_TAGS), {"gum mentions": 1.5, "re3d": 1.2, "re3d varied": 3.6},
        400_000, 1.5e-3, 1500, keeps_linear=False, dropout=0.4, input_dropout=0.3, smoothing=0.1, seeds=(1, 11, 12),
    ),
}  # fmt: skip


class Features(nn.Module):
    """The encoder for one sentence, down to what the heads see."""

    def __init__(self, network: LanguageNetwork) -> None:
        super().__init__()
        self.encoder = network.encoder

    def forward(self, ids: Tensor, shapes: Tensor, words: Tensor) -> Tensor:
        return word_features(self.encoder, ids, shapes, words)[1]


def labelled(data: Path, sentences: Path) -> dict[str, list[Labelled]]:
    """All that the heads learn from; what is varied comes twice or three times, since each variant is read only once."""
    draw = random.Random(5)
    names, own = public_names(data), own_examples(sentences, held_out=False)
    pool, marked = pool_of(data, own, names), re3d_marked(data)
    re3d_pool = re3d_names(marked, pool)
    gum = treebank_examples(data / "ud_gum_open/en_gum_open-ud-train.conllu.gz", entities=True)
    return {
        "names": _entities(names),
        "names varied": _entities([vary(e, pool, draw) for e in names]),
        "gum": _entities(gum),
        "own": _entities(own),
        "own varied": _entities([vary(e, pool, draw) for _ in range(2) for e in own]),
        "re3d": _re3d(re3d_examples(data, held_out=False)),
        "re3d varied": _re3d([with_other_names(m, re3d_pool, draw) for _ in range(3) for m in marked]),
        "gum mentions": list(gum_mentions(data)),
    }


def _entities(examples: Sequence[Example]) -> list[Labelled]:
    return [(e.words, e.allowed) for e in examples if e.allowed]


def _re3d(examples: Sequence[Example]) -> list[Labelled]:
    return [(e.words, [tag_bit(t) for t in e.re3d]) for e in examples if e.re3d]


def reader(network: LanguageNetwork, pieces: WordPieces) -> Callable[[Labelled], Seen]:
    """Turns a sentence into what the heads will see of it."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "features.onnx"
        write_int8(Features(network).eval(), path, ("seen",))
        session = onnxruntime.InferenceSession(str(path), providers=["CPUExecutionProvider"])

    def see(sentence: Labelled) -> Seen:
        words, allowed = sentence
        p = pieces.of_sentence(words)
        seen = session.run(None, {"ids": p.ids[None], "shapes": p.shapes[None], "words": p.words[None]})[0]
        return seen.astype(np.float16), [0, *allowed]

    return see


def open_loss(scores: Tensor, allowed: Tensor, *, smoothing: float) -> Tensor:
    """Minus log of the probability of the tags left open; `smoothing` spreads that share over all tags."""
    open_tags = (allowed[:, None] >> torch.arange(scores.shape[1])) & 1 == 1
    chances = scores.log_softmax(-1)
    kept = chances.masked_fill(~open_tags, -1e4).logsumexp(-1)
    kept = (1 - smoothing) * kept + smoothing * chances.mean(-1)
    said = (allowed != 0) & ~open_tags.all(-1)
    return -(kept * said).sum() / said.sum().clamp(min=1)


def to_rows(sentences: Sequence[Seen]) -> tuple[Tensor, Tensor, Tensor]:
    """Sentences under each other with empty rows between: what is seen, the tags left open, which rows are words."""
    empty = np.zeros((EMPTY_ROWS, SEEN), np.float16)
    seen = np.concatenate([rows for features, _ in sentences for rows in (features, empty)])
    allowed = [a for _, bits in sentences for a in (*bits, *[0] * EMPTY_ROWS)]
    real = [r for features, _ in sentences for r in (*[1.0] * len(features), *[0.0] * EMPTY_ROWS)]
    return torch.from_numpy(seen).float(), torch.tensor(allowed), torch.tensor(real)[:, None]


def train_head(recipe: Recipe, linear: nn.Linear, data: dict[str, list[Seen]], seed: int) -> WordHead:
    """One head; the rate falls in a line to nearly nothing."""
    torch.manual_seed(seed)
    draw = random.Random(seed)
    kept = linear if recipe.keeps_linear else None
    head = WordHead(recipe.tags, linear=kept, dropout=recipe.dropout, input_dropout=recipe.input_dropout)
    optimizer = torch.optim.AdamW(head.parameters(), lr=recipe.rate, weight_decay=0.05)
    queues: dict[str, list[Seen]] = {name: [] for name in recipe.mix}
    done = step = 0
    while done < recipe.words:
        (name,) = draw.choices(list(recipe.mix), list(recipe.mix.values()))
        sentences: list[Seen] = []
        while sum(len(s) for s, _ in sentences) < recipe.batch_words:
            if not queues[name]:
                queues[name] = draw.sample(data[name], len(data[name]))
            sentences.append(queues[name].pop())
        seen, allowed, real = to_rows(sentences)
        factor = min(1.0, (step + 1) / WARM_UP_STEPS) * (1 - 0.97 * done / recipe.words)
        optimizer.param_groups[0]["lr"] = recipe.rate * factor
        loss = open_loss(head(seen, real), allowed, smoothing=recipe.smoothing)
        optimizer.zero_grad()
        loss.backward()  # type: ignore[no-untyped-call]
        nn.utils.clip_grad_norm_(head.parameters(), 2.0)
        optimizer.step()
        done += sum(len(s) for s, _ in sentences)
        step += 1
    return head.eval()


def train(data: Path, run: Path, minilm: Path, sentences: Path) -> None:
    """Train the heads of both tag sets and write them beside the run's checkpoint."""
    network = load_network(run, load_labels(run / "labels.json"), weights="average")
    see = reader(network, WordPieces(minilm / "tokenizer.json"))
    seen = {name: [see(row) for row in rows if 0 < len(row[0]) <= MAX_WORDS] for name, rows in labelled(data, sentences).items()}
    heads = {}
    for name, recipe in RECIPES.items():
        linear = network.tags[name]
        assert isinstance(linear, nn.Linear)
        heads[name] = [train_head(recipe, linear, seen, seed) for seed in recipe.seeds]
        print(f"{name}: {len(heads[name])} trained", flush=True)
    save_heads(heads, run)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--run", type=Path, required=True, help="the folder with checkpoint.pt and labels.json")
    parser.add_argument("--minilm", type=Path, required=True)
    parser.add_argument("--sentences", type=Path, default=Path(__file__).parent / "sentences")
    parser.add_argument("--threads", type=int, default=2)
    options = parser.parse_args()
    torch.set_num_threads(options.threads)
    train(options.data, options.run, options.minilm, options.sentences)


if __name__ == "__main__":
    main()
