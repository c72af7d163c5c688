"""The network: the MiniLM encoder, and on its words the heads for tags, features, arcs, relations and entities."""

from __future__ import annotations

import math
from pathlib import Path

import torch
from safetensors.torch import load_file
from torch import Tensor, nn
from torch.nn import functional

from training.sizes import ARC_WIDTH, ATTENTION_HEADS, INNER, LAYERS, RELATION_WIDTH, WIDTH
from trucewatch.language.pieces import SHAPES

HEAD_DROPOUT, TREE_DROPOUT = 0.2, 0.33
PRETRAINED_NAMES = {
    "query": "attention.self.query",
    "key": "attention.self.key",
    "value": "attention.self.value",
    "mix": "attention.output.dense",
    "mix_norm": "attention.output.LayerNorm",
    "widen": "intermediate.dense",
    "narrow": "output.dense",
    "out_norm": "output.LayerNorm",
}


class Layer(nn.Module):
    """One block of self-attention and feed-forward, as in BERT."""

    def __init__(self) -> None:
        super().__init__()
        self.query = nn.Linear(WIDTH, WIDTH)
        self.key = nn.Linear(WIDTH, WIDTH)
        self.value = nn.Linear(WIDTH, WIDTH)
        self.mix = nn.Linear(WIDTH, WIDTH)
        self.mix_norm = nn.LayerNorm(WIDTH, eps=1e-12)
        self.widen = nn.Linear(WIDTH, INNER)
        self.narrow = nn.Linear(INNER, WIDTH)
        self.out_norm = nn.LayerNorm(WIDTH, eps=1e-12)
        self.dropout = nn.Dropout(0.1)

    def forward(self, x: Tensor, mask: Tensor | None) -> Tensor:
        """`mask` is added to the attention scores; None for one sentence, of which no shape is computed: the graph stays lean."""
        batch, length = (x.shape[0], x.shape[1]) if mask is not None else (1, -1)
        split = (batch, length, ATTENTION_HEADS, WIDTH // ATTENTION_HEADS)
        query = self.query(x).reshape(split).transpose(1, 2)
        key = self.key(x).reshape(split).transpose(1, 2)
        value = self.value(x).reshape(split).transpose(1, 2)
        if mask is None:  # the exported form, spelt out so that the graph stays plain
            scores = query @ key.transpose(-1, -2) / math.sqrt(WIDTH // ATTENTION_HEADS)
            seen = torch.softmax(scores, -1) @ value
        else:
            seen = functional.scaled_dot_product_attention(query, key, value, attn_mask=mask)
        x = self.mix_norm(x + self.dropout(self.mix(seen.transpose(1, 2).reshape(batch, length, WIDTH))))
        out: Tensor = self.out_norm(x + self.dropout(self.narrow(functional.gelu(self.widen(x)))))
        return out


class Encoder(nn.Module):
    """MiniLM-L6, or fewer of its layers, with an embedding of each word's shape, because its vocabulary is lower-case."""

    def __init__(self, layers: int = LAYERS) -> None:
        super().__init__()
        self.word = nn.Embedding(30522, WIDTH)
        self.position = nn.Embedding(512, WIDTH)
        self.shape = nn.Embedding(SHAPES, WIDTH)
        self.kind = nn.Parameter(torch.zeros(WIDTH))
        self.norm = nn.LayerNorm(WIDTH, eps=1e-12)
        self.dropout = nn.Dropout(0.1)
        self.layers = nn.ModuleList([Layer() for _ in range(layers)])
        nn.init.zeros_(self.shape.weight)

    def load_pretrained(self, model_folder: Path) -> None:
        """Take the published weights; the shape embedding starts at nothing."""
        weights = load_file(str(model_folder / "model.safetensors"))
        state = self.state_dict()
        renamed = {
            "word.weight": weights["embeddings.word_embeddings.weight"],
            "position.weight": weights["embeddings.position_embeddings.weight"],
            "kind": weights["embeddings.token_type_embeddings.weight"][0],
            "norm.weight": weights["embeddings.LayerNorm.weight"],
            "norm.bias": weights["embeddings.LayerNorm.bias"],
        }
        for number in range(LAYERS):
            for ours, theirs in PRETRAINED_NAMES.items():
                for part in ("weight", "bias"):
                    renamed[f"layers.{number}.{ours}.{part}"] = weights[f"encoder.layer.{number}.{theirs}.{part}"]
        self.load_state_dict(state | renamed)
        self.word.weight.requires_grad = False
        self.position.weight.requires_grad = False

    def layer_states(self, ids: Tensor, shapes: Tensor, mask: Tensor | None) -> list[Tensor]:
        """States of all pieces after each layer; `mask` is 1 for pieces, 0 for padding."""
        places = torch.arange(ids.shape[1], device=ids.device)
        x: Tensor = self.dropout(self.norm(self.word(ids) + self.position(places) + self.shape(shapes) + self.kind))
        added = None if mask is None else (1 - mask)[:, None, None, :].to(x.dtype) * -1e4
        out = []
        for layer in self.layers:
            x = layer(x, added)
            out.append(x)
        return out

    def forward(self, ids: Tensor, shapes: Tensor, mask: Tensor | None) -> Tensor:
        """States of all pieces after the last layer."""
        return self.layer_states(ids, shapes, mask)[-1]


class Projection(nn.Module):
    """A word's state as a candidate dependant or head."""

    def __init__(self, width: int) -> None:
        super().__init__()
        self.linear = nn.Linear(WIDTH, width)
        self.dropout = nn.Dropout(TREE_DROPOUT)

    def forward(self, x: Tensor) -> Tensor:
        out: Tensor = self.dropout(functional.leaky_relu(self.linear(x), 0.1))
        return out


class LanguageNetwork(nn.Module):
    """All heads over one encoder; place 0 of every sentence is CLS, which stands for the root."""

    def __init__(self, upos: int, feats: int, deprels: int, entity: int, re3d: int, *, layers: int = LAYERS) -> None:
        super().__init__()
        self.encoder = Encoder(layers)
        self.dropout = nn.Dropout(HEAD_DROPOUT)
        sizes = {"upos": upos, "feats": feats, "entity": entity, "re3d": re3d}
        self.tags = nn.ModuleDict({name: nn.Linear(WIDTH, size) for name, size in sizes.items()})
        self.arc_dependant = Projection(ARC_WIDTH)
        self.arc_head = Projection(ARC_WIDTH)
        self.arc_matrix = nn.Parameter(torch.empty(ARC_WIDTH + 1, ARC_WIDTH))
        nn.init.xavier_uniform_(self.arc_matrix)
        self.relation_dependant = Projection(RELATION_WIDTH)
        self.relation_head = Projection(RELATION_WIDTH)
        self.relation = nn.Linear(3 * RELATION_WIDTH, deprels)

    def words(self, ids: Tensor, shapes: Tensor, mask: Tensor | None, words: Tensor) -> Tensor:
        """The state of each word: that of its first piece."""
        states = self.encoder(ids, shapes, mask)
        return torch.gather(states, 1, words[:, :, None].expand(-1, -1, WIDTH))

    def tag(self, name: str, states: Tensor) -> Tensor:
        """Scores of the tag set `name` for every word."""
        out: Tensor = self.tags[name](self.dropout(states))
        return out

    def arcs(self, states: Tensor) -> Tensor:
        """Scores[batch, dependant, head] of every possible arc."""
        dependant = self.arc_dependant(states)
        dependant = torch.cat([dependant, torch.ones_like(dependant[..., :1])], -1)
        scores: Tensor = (dependant @ self.arc_matrix) @ self.arc_head(states).transpose(1, 2) / ARC_WIDTH**0.5
        return scores

    def relations(self, states: Tensor, heads: Tensor) -> Tensor:
        """Scores of every relation for every word, given its head."""
        dependant = self.relation_dependant(states)
        head = self.relation_head(states)
        head = torch.gather(head, 1, heads[:, :, None].expand(-1, -1, RELATION_WIDTH))
        out: Tensor = self.relation(torch.cat([dependant * head, dependant, head], -1))
        return out
