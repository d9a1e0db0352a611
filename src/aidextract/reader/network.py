"""The reader's small network in numpy: scores of nodes and of pairs of nodes.

The same as `models/encoder/reader_network.py`, which trains it; a test holds the two together.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from aidextract.encoder.heads import Floats, Ints, Weights, gelu, linear
from aidextract.reader.graph import Graph, node_features, pair_features

_ATTENTION_HEADS = 6


@dataclass(frozen=True, slots=True)
class Scores:
    """Logits. `n` anchors; parties, dates and quantities as in the graph."""

    event: Floats  # (n,)
    status: Floats  # (n, 4), in the order of records.STATUSES
    aggregate: Floats  # (n,)
    no_date: Floats  # (n,)
    no_quantity: Floats  # (n,)
    no_party: Floats  # (n, 2): no donor, no recipient
    party: Floats  # (n, parties, 3): donor, recipient, location
    date: Floats  # (n, dates)
    quantity: Floats  # (n, quantities)
    same_event: Floats  # (n, n), symmetric
    same_thing: Floats  # (n, n), symmetric


class ReaderNetwork:
    """Scores the graph of one article over its word vectors."""

    def __init__(self, weights: Weights) -> None:
        self.weights = weights
        prefix = "calibration."
        self.calibration = {k.removeprefix(prefix): v.tolist() for k, v in weights.items() if k.startswith(prefix)}
        """For `aidextract.confidence`; empty where none was fitted."""
        self._layers = len({k.split(".")[1] for k in weights if k.startswith("layers.")})

    def __call__(self, words: Floats, graph: Graph) -> Scores:
        w, n = self.weights, len(graph.anchors)
        x = self._nodes(words, node_features(graph.nodes))
        pairs = pair_features(graph)
        for i in range(self._layers):
            x = self._attend(x, pairs, f"layers.{i}")
        x = _norm(w, "final", x)
        event, none = linear(w, "event", x[:n]), linear(w, "none", x[:n])
        found = {kind: self._pairs(kind, x, graph) for kind in ("anchor", "party", "date", "quantity")}
        anchor = (found["anchor"] + found["anchor"].transpose(1, 0, 2)) / 2
        return Scores(
            event[:, 0], event[:, 1:5], event[:, 5], none[:, 0], none[:, 1], none[:, 2:],
            found["party"], found["date"][..., 0], found["quantity"][..., 0], anchor[..., 0], anchor[..., 1],
        )  # fmt: skip

    def _nodes(self, words: Floats, features: Ints) -> Floats:
        w = self.weights
        first, last = features[:, 0], features[:, 1]
        total = np.concatenate([np.zeros((1, words.shape[1]), dtype=words.dtype), words.cumsum(0)])
        mean = (total[last + 1] - total[first]) / (last + 1 - first)[:, None].astype(words.dtype)
        x = linear(w, "span", np.concatenate([words[first], words[last], mean], axis=1))
        for i, table in enumerate(("kind", "count", "hint")):
            x = x + w[f"{table}.weight"][features[:, i + 2]]
        return _norm(w, "norm", x)

    def _attend(self, x: Floats, pairs: Ints, name: str) -> Floats:
        w, (n, width) = self.weights, x.shape
        size = width // _ATTENTION_HEADS
        qkv = linear(w, f"{name}.qkv", _norm(w, f"{name}.norm1", x))
        q, k, v = (y.reshape(n, _ATTENTION_HEADS, size).transpose(1, 0, 2) for y in np.split(qkv, 3, axis=1))
        bias = w[f"{name}.distance.weight"][pairs[..., 0]] + w[f"{name}.breaks.weight"][pairs[..., 1]]
        bias = bias + w[f"{name}.relation.weight"][pairs[..., 3]]
        logits = q @ k.transpose(0, 2, 1) / np.float32(size**0.5) + bias.transpose(2, 0, 1)
        logits = np.exp(logits - logits.max(-1, keepdims=True))
        mixed = (logits / logits.sum(-1, keepdims=True)) @ v
        x = x + linear(w, f"{name}.out", mixed.transpose(1, 0, 2).reshape(n, width))
        y: Floats = x + linear(w, f"{name}.down", gelu(linear(w, f"{name}.up", _norm(w, f"{name}.norm2", x))))
        return y

    def _pairs(self, kind: str, x: Floats, graph: Graph) -> Floats:
        w, name = self.weights, f"pairs.{kind}"
        anchors, others = x[graph.places("anchor")], x[graph.places(kind)]
        if not len(anchors) or not len(others):
            return np.zeros((len(anchors), len(others), len(w[f"{name}.out.bias"])), dtype=np.float32)
        left, right = linear(w, f"{name}.a", anchors)[:, None], linear(w, f"{name}.b", others)[None, :]
        features = pair_features(graph, kind)
        y = left + right + linear(w, f"{name}.ab", left * right)
        for i, table in enumerate(("distance", "breaks", "between", "relation")):
            y = y + w[f"{name}.{table}.weight"][features[..., i]]
        return linear(w, f"{name}.out", gelu(linear(w, f"{name}.mix", gelu(y))))


def _norm(weights: Weights, name: str, x: Floats) -> Floats:
    mean = x.mean(-1, keepdims=True)
    centred = x - mean
    scale = np.sqrt((centred * centred).mean(-1, keepdims=True) + 1e-5)
    y: Floats = centred / scale * weights[f"{name}.weight"] + weights[f"{name}.bias"]
    return y
