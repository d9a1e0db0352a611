"""The reader's small network in torch, for training. `aidextract.reader.network` is the same in numpy.

Nodes are mentions (items, sums, parties, dates, quantities). Three layers of attention among them, biased by their
distance, then: which anchors are events, in which status; which parties, dates and quantities belong to an anchor;
which anchors tell of one event.
"""

from __future__ import annotations

import torch
import torch.nn.functional as F
from network import WIDTH
from torch import Tensor, nn

from aidextract.reader.graph import BETWEEN, BREAKS, COUNTS, DISTANCES, HINTS, KINDS, RELATIONS

SPAN, HEADS, INNER, PAIR = 192, 6, 384, 128
OUTPUTS = {"party": 3, "date": 1, "quantity": 1, "anchor": 2}
"""Scores of a pair: donor, recipient, location; date; quantity; same event, same thing."""


class GraphLayer(nn.Module):
    """Pre-norm attention among the nodes of one graph, biased by how each pair stands to one another."""

    def __init__(self, drop: float) -> None:
        super().__init__()
        self.norm1, self.norm2 = nn.LayerNorm(SPAN), nn.LayerNorm(SPAN)
        self.qkv, self.out = nn.Linear(SPAN, 3 * SPAN), nn.Linear(SPAN, SPAN)
        self.up, self.down = nn.Linear(SPAN, INNER), nn.Linear(INNER, SPAN)
        self.distance = nn.Embedding(DISTANCES, HEADS)
        self.breaks = nn.Embedding(BREAKS, HEADS)
        self.relation = nn.Embedding(len(RELATIONS), HEADS)
        self.drop = nn.Dropout(drop)
        for e in (self.distance, self.breaks, self.relation):
            nn.init.zeros_(e.weight)
        for last in (self.out, self.down):  # a layer begins as none: one can be added to a trained reader
            nn.init.zeros_(last.weight), nn.init.zeros_(last.bias)

    def forward(self, x: Tensor, pairs: Tensor) -> Tensor:
        n = x.shape[0]
        q, k, v = (y.view(n, HEADS, -1).transpose(0, 1) for y in self.qkv(self.norm1(x)).chunk(3, -1))
        bias = self.distance(pairs[..., 0]) + self.breaks(pairs[..., 1]) + self.relation(pairs[..., 3])
        a = (q @ k.transpose(-1, -2) / (SPAN // HEADS) ** 0.5 + bias.permute(2, 0, 1)).softmax(-1)
        x = x + self.drop(self.out((a @ v).transpose(0, 1).reshape(n, SPAN)))
        return x + self.drop(self.down(F.gelu(self.up(self.norm2(x)), approximate="tanh")))


class PairScorer(nn.Module):
    """Scores of every anchor with every node of one kind."""

    def __init__(self, outputs: int, drop: float) -> None:
        super().__init__()
        self.a, self.b = nn.Linear(SPAN, PAIR), nn.Linear(SPAN, PAIR, bias=False)
        self.ab = nn.Linear(PAIR, PAIR, bias=False)
        self.distance, self.breaks = nn.Embedding(DISTANCES, PAIR), nn.Embedding(BREAKS, PAIR)
        self.between, self.relation = nn.Embedding(BETWEEN, PAIR), nn.Embedding(len(RELATIONS), PAIR)
        self.mix = nn.Linear(PAIR, PAIR)
        self.out = nn.Linear(PAIR, outputs)
        self.drop = nn.Dropout(drop)
        for e in (self.distance, self.breaks, self.between):
            nn.init.normal_(e.weight, std=0.1)
        nn.init.zeros_(self.relation.weight)

    def forward(self, anchors: Tensor, others: Tensor, pairs: Tensor) -> Tensor:
        """(anchors, span), (others, span), (anchors, others, 4) -> (anchors, others, outputs)"""
        a, b = self.a(anchors)[:, None], self.b(others)[None, :]
        x = a + b + self.ab(a * b) + self.distance(pairs[..., 0]) + self.breaks(pairs[..., 1])
        x = x + self.between(pairs[..., 2]) + self.relation(pairs[..., 3])
        x = self.drop(F.gelu(x, approximate="tanh"))
        return self.out(self.drop(F.gelu(self.mix(x), approximate="tanh")))


class Reader(nn.Module):
    """Node vectors by `forward`; `event`, `none` and `pairs` score them."""

    def __init__(self, drop: float = 0.15, layers: int = 3) -> None:
        super().__init__()
        self.span = nn.Linear(3 * WIDTH, SPAN)
        self.kind, self.count = nn.Embedding(len(KINDS), SPAN), nn.Embedding(COUNTS, SPAN)
        self.hint = nn.Embedding(len(HINTS), SPAN)
        nn.init.zeros_(self.hint.weight)
        self.norm = nn.LayerNorm(SPAN)
        self.layers = nn.ModuleList(GraphLayer(drop) for _ in range(layers))
        self.final = nn.LayerNorm(SPAN)
        self.event = nn.Linear(SPAN, 6)  # event, 4 statuses, aggregate
        self.none = nn.Linear(SPAN, 4)  # no date, no quantity, no donor, no recipient
        self.pairs = nn.ModuleDict({k: PairScorer(n, drop) for k, n in OUTPUTS.items()})
        self.drop = nn.Dropout(drop)

    def nodes(self, words: Tensor, features: Tensor) -> Tensor:
        """Word vectors (words, width) and node features (nodes, 5) -> node vectors (nodes, span)."""
        first, last = features[:, 0], features[:, 1]
        total = torch.cat([words.new_zeros(1, words.shape[1]), words.cumsum(0)])
        mean = (total[last + 1] - total[first]) / (last + 1 - first)[:, None]
        x = self.span(self.drop(torch.cat([words[first], words[last], mean], -1)))
        return self.norm(x + self.kind(features[:, 2]) + self.count(features[:, 3]) + self.hint(features[:, 4]))

    def forward(self, words: Tensor, features: Tensor, pairs: Tensor) -> Tensor:
        x = self.nodes(words, features)
        for layer in self.layers:
            x = layer(x, pairs)
        return self.final(x)
