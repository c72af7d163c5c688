"""The entity heads that are trained once the encoder is fixed: what they see of a word, and how they score its tags."""

from __future__ import annotations

from pathlib import Path

import torch
from torch import Tensor, nn
from torch.nn import functional

from training.encoder import Encoder
from training.sizes import HEAD_INNER, MIDDLE, WIDTH, WINDOW

SEEN = 3 * WIDTH  # first piece, mean of the pieces, first piece in the middle
FILE = "heads.pt"  # beside the checkpoint whose encoder the heads were trained on


def word_features(encoder: Encoder, ids: Tensor, shapes: Tensor, words: Tensor) -> tuple[Tensor, Tensor]:
    """The states of one unpadded sentence's words as the other heads see them, and what a `WordHead` sees of them."""
    layers = encoder.layer_states(ids, shapes, None)
    last, starts = layers[-1], words[0]
    states = torch.gather(last, 1, words[:, :, None].expand(-1, -1, WIDTH))
    ends = torch.cat([starts[1:] - 1, starts[:1] * 0 + ids.shape[1] - 2])  # the last piece before SEP
    sums = torch.cumsum(last[0], 0)
    means = (sums[ends] - sums[starts] + states[0]) / (ends - starts + 1)[:, None].to(last.dtype)
    return states, torch.cat([states[0], means, layers[MIDDLE - 1][0][starts]], -1)


class WordHead(nn.Module):
    """Scores of tags from a word and the two words on each side of it; `linear` is the jointly trained head, and adds to them."""

    def __init__(self, tags: int, *, linear: nn.Linear | None, dropout: float, input_dropout: float) -> None:
        super().__init__()
        self.linear = nn.Linear(WIDTH, tags) if linear is not None else None
        if self.linear is not None and linear is not None:
            self.linear.load_state_dict(linear.state_dict())
        self.down = nn.Linear(SEEN, HEAD_INNER)
        self.window = nn.Conv1d(HEAD_INNER, HEAD_INNER, WINDOW, padding=WINDOW // 2)
        self.out = nn.Linear(2 * HEAD_INNER, tags)
        nn.init.zeros_(self.out.weight)
        nn.init.zeros_(self.out.bias)
        self.dropout = nn.Dropout(dropout)
        self.input_dropout = nn.Dropout(input_dropout)

    def forward(self, seen: Tensor, real: Tensor) -> Tensor:
        """`real` is 1 for words, 0 for the empty rows that part sentences, so that no window looks past its sentence."""
        word = self.dropout(functional.gelu(self.down(self.input_dropout(seen))) * real)
        around = self.dropout(functional.gelu(self.window(word.T[None])[0].T))
        scores: Tensor = self.out(torch.cat([word, around], -1))
        return scores if self.linear is None else scores + self.linear(self.input_dropout(seen[:, :WIDTH]))


class Several(nn.Module):
    """Heads that differ by seed: the mean of their log-probabilities."""

    def __init__(self, heads: list[WordHead]) -> None:
        super().__init__()
        self.heads = nn.ModuleList(heads)

    def forward(self, seen: Tensor) -> Tensor:
        real = seen[:, :1] * 0 + 1
        return torch.stack([head(seen, real).log_softmax(-1) for head in self.heads]).mean(0)


def save_heads(heads: dict[str, list[WordHead]], run: Path) -> None:
    torch.save({name: [head.state_dict() for head in several] for name, several in heads.items()}, run / FILE)


def load_heads(run: Path) -> dict[str, Several]:
    """The heads trained on this run's encoder, by tag set; none where there are none."""
    if not (run / FILE).is_file():
        return {}
    return {name: Several([_restored(s) for s in several]) for name, several in torch.load(run / FILE, weights_only=True).items()}


def _restored(state: dict[str, Tensor]) -> WordHead:
    tags = len(state["out.bias"])
    linear = nn.Linear(WIDTH, tags) if "linear.bias" in state else None
    head = WordHead(tags, linear=linear, dropout=0.0, input_dropout=0.0)
    head.load_state_dict(state)
    return head
