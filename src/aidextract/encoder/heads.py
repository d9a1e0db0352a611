"""The heads on the encoder's word vectors, in numpy: tags, trees, entities, aid spans."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.floating[Any]]
"""float32 throughout."""
Ints = NDArray[np.int64]
Weights = Mapping[str, Floats]
BLOCK = 2048
"""Words of a long text that are scored at a time: their scores for all labels take 20 kB a word."""


def gelu(x: Floats) -> Floats:
    """The tanh form, as the heads were trained."""
    y: Floats = 0.5 * x * (1.0 + np.tanh(0.7978845608 * (x + 0.044715 * x * x * x)))
    return y


def linear(weights: Weights, name: str, x: Floats) -> Floats:
    """x @ W + b, where the stored W is (out, in) and the bias may be absent."""
    y: Floats = x @ weights[f"{name}.weight"].T
    bias = weights.get(f"{name}.bias")
    return y if bias is None else y + bias


class SyntaxHeads:
    """Scores of every word's labels, and the tree of a sentence."""

    def __init__(self, weights: Weights) -> None:
        self.weights = weights
        self.names = [k.split(".")[1] for k in weights if k.startswith("taggers.") and k.endswith(".weight")]
        # One product for all taggers is twice as fast as one each.
        self._matrix = np.concatenate([weights[f"taggers.{k}.weight"] for k in self.names]).T.copy()
        self._bias = np.concatenate([weights[f"taggers.{k}.bias"] for k in self.names])
        self._ends = np.cumsum([len(weights[f"taggers.{k}.bias"]) for k in self.names])
        labels = weights["lab"]
        self._n_labels = labels.shape[0]
        self._label = labels.transpose(1, 0, 2).reshape(labels.shape[1], -1).copy()

    def scores(self, words: Floats) -> dict[str, Floats]:
        """Of each tagger: (words, labels)."""
        parts = np.split(words @ self._matrix + self._bias, self._ends[:-1], axis=1)
        return dict(zip(self.names, parts, strict=True))

    def trees(self, words: Floats, sentences: list[tuple[int, int]]) -> tuple[Ints, Ints]:
        """Head (index of the word; a root's own) and label (index) of each word; arcs stay inside their sentence."""
        heads, labels = np.arange(len(words)), np.zeros(len(words), dtype=np.int64)
        i = 0
        while i < len(sentences):
            start, j = sentences[i][0], i + 1
            while j < len(sentences) and sentences[j][1] - start <= BLOCK:
                j += 1
            end = sentences[j - 1][1]
            h, labels[start:end] = self._trees(words[start:end], [(a - start, b - start) for a, b in sentences[i:j]])
            heads[start:end] = start + h
            i = j
        return heads, labels

    def _trees(self, words: Floats, sentences: list[tuple[int, int]]) -> tuple[Ints, Ints]:
        w = self.weights
        dep, head = gelu(linear(w, "arc_dep", words)), gelu(linear(w, "arc_head", words))
        dep = np.concatenate([dep, np.ones((len(dep), 1), dtype=dep.dtype)], axis=1) @ w["arc"]
        heads = np.arange(len(words))
        for start, end in sentences:
            heads[start:end] = start + best_tree(dep[start:end] @ head[start:end].T)
        dep, head = gelu(linear(w, "lab_dep", words)), gelu(linear(w, "lab_head", words))
        one = np.ones((len(dep), 1), dtype=dep.dtype)
        left = np.concatenate([dep, one], axis=1) @ self._label
        right = np.concatenate([head, one], axis=1)[heads]
        scores = left.reshape(len(words), self._n_labels, -1) @ right[:, :, None]
        return heads, scores[..., 0].argmax(1)


def best_tree(scores: Floats) -> Ints:
    """Heads of one sentence from (dependent, head) scores; the diagonal is the score of being the root.

    The best head of each word is taken; where that gives a circle, it is opened where that costs least.
    """
    n = len(scores)
    if n == 1:
        return np.zeros(1, dtype=np.int64)
    root = int(scores.diagonal().argmax())
    arcs = scores.copy()
    np.fill_diagonal(arcs, -np.inf)
    arcs[root] = -np.inf
    arcs[root, root] = 0.0
    heads = arcs.argmax(1)
    return _open_circles(arcs, heads, root)


def _circle(heads: Ints) -> list[int]:
    """The words of one circle, if any. The root points to itself."""
    state = [0] * len(heads)
    for start in range(len(heads)):
        path, i = [], start
        while state[i] == 0:
            state[i] = 1
            path.append(i)
            i = int(heads[i])
        if state[i] == 1 and heads[i] != i:
            return path[path.index(i) :]
        for j in path:
            state[j] = 2
    return []


def _open_circles(arcs: Floats, heads: Ints, root: int) -> Ints:
    """Circles are hung, one after the other, on a word that leads to the root, where that costs least."""
    while circle := _circle(heads):
        inside = np.array(circle)
        reach = _reaches(heads, root)
        outside = np.array([j for j in range(len(heads)) if reach[j]], dtype=np.int64)
        kept = arcs[inside, heads[inside]]
        change = arcs[np.ix_(inside, outside)] - kept[:, None]
        i, j = np.unravel_index(int(change.argmax()), change.shape)
        heads[inside[i]] = outside[j]
    return heads


def _reaches(heads: Ints, root: int) -> list[bool]:
    """Which words lead to the root."""
    known: dict[int, bool] = {root: True}
    for start in range(len(heads)):
        path, i = [], start
        while i not in known and i not in path:
            path.append(i)
            i = int(heads[i])
        good = known.get(i, False)
        for j in path:
            known[j] = good
    return [known[i] for i in range(len(heads))]
