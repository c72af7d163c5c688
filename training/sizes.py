"""How wide and how deep the network is; what builds its graphs without its weights needs no more than this."""

from __future__ import annotations

WIDTH, ATTENTION_HEADS, INNER, LAYERS = 384, 12, 1536, 6
ARC_WIDTH, RELATION_WIDTH = 256, 192
MIDDLE = 4  # the layer whose output stands beside the last one's, for the heads trained later
HEAD_INNER, WINDOW = 128, 5
