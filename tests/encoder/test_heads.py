"""Trees from scores: always a tree, one root, and the best head wherever that is one."""

from __future__ import annotations

import itertools

import numpy as np
import pytest

from aidextract.encoder.heads import SyntaxHeads, best_tree, gelu, linear

WIDTH, ARC, LABEL = 24, 10, 6


def roots(heads: list[int]) -> list[int]:
    return [i for i, head in enumerate(heads) if head == i]


def leads_to_root(heads: list[int], word: int) -> bool:
    for _ in heads:
        word = heads[word]
    return heads[word] == word


@pytest.mark.parametrize("seed", range(40))
def test_a_sentence_has_one_root_and_no_circle(seed: int) -> None:
    rng = np.random.default_rng(seed)
    for n in (*range(1, 9), 17, 40):
        scores = rng.normal(0, 1, (n, n)).astype(np.float32)
        if seed % 4 == 1:  # neighbours that want each other: circles everywhere
            for i in range(0, n - 1, 2):
                scores[i, i + 1] = scores[i + 1, i] = 9
        elif seed % 4 == 2:  # all want to be the root
            scores[np.arange(n), np.arange(n)] += 9
        elif seed % 4 == 3:  # one great circle
            scores[np.arange(n), (np.arange(n) + 1) % n] += 9
        heads = best_tree(scores).tolist()
        assert len(heads) == n
        assert len(roots(heads)) == 1
        assert all(leads_to_root(heads, i) for i in range(n))


def test_equal_scores_still_give_a_tree() -> None:
    heads = best_tree(np.zeros((12, 12), dtype=np.float32)).tolist()
    assert len(roots(heads)) == 1
    assert all(leads_to_root(heads, i) for i in range(12))


def test_the_best_heads_are_taken_where_they_make_a_tree() -> None:
    wanted = [1, 1, 3, 1, 3, 4]  # word 1 is the root
    scores = np.zeros((6, 6), dtype=np.float32)
    scores[np.arange(6), wanted] = 3
    assert best_tree(scores).tolist() == wanted


def test_the_root_is_the_word_that_scores_best_as_one() -> None:
    scores = np.zeros((4, 4), dtype=np.float32)
    scores[2, 2] = scores[0, 0] = 5
    scores[0, 0] += 1
    assert roots(best_tree(scores).tolist()) == [0]


def test_a_circle_is_opened_where_that_costs_least() -> None:
    scores = np.full((4, 4), -5, dtype=np.float32)
    scores[0, 0] = 5  # the root
    scores[1, 2] = scores[2, 1] = 4  # a circle
    scores[2, 0], scores[1, 0] = 3, 1
    scores[3, 2] = 2
    assert best_tree(scores).tolist() == [0, 2, 0, 2]


def test_trees_are_close_to_the_best_of_all() -> None:
    """Circles are opened greedily: nearly always, and on the whole, that gives the best of all trees."""
    rng = np.random.default_rng(5)
    exact = total = 0
    for _ in range(60):
        scores = rng.normal(0, 1, (4, 4)).astype(np.float32)
        root = int(scores.diagonal().argmax())
        best = max(
            sum(scores[i, h] for i, h in enumerate(heads) if i != root)
            for heads in itertools.product(range(4), repeat=4)
            if roots(list(heads)) == [root] and all(leads_to_root(list(heads), i) for i in range(4))
        )
        got = sum(float(scores[i, h]) for i, h in enumerate(best_tree(scores).tolist()) if i != root)
        assert got <= best + 1e-5
        exact += got > best - 1e-5
        total += 1
    assert exact / total >= 0.9


# ------------------------------------------------------------------ the heads as a whole
def make_heads(seed: int = 0) -> SyntaxHeads:
    rng = np.random.default_rng(seed)
    sizes = {"tag": 5, "sent": 2, "ner": 7}
    shapes: dict[str, tuple[int, ...]] = {"arc": (ARC + 1, ARC), "lab": (4, LABEL + 1, LABEL + 1)}
    for name, size in sizes.items():
        shapes |= {f"taggers.{name}.weight": (size, WIDTH), f"taggers.{name}.bias": (size,)}
    for name, size in (("arc_dep", ARC), ("arc_head", ARC), ("lab_dep", LABEL), ("lab_head", LABEL)):
        shapes |= {f"{name}.weight": (size, WIDTH), f"{name}.bias": (size,)}
    return SyntaxHeads({k: rng.normal(0, 0.4, s).astype(np.float32) for k, s in shapes.items()})


def test_one_product_for_all_taggers_is_the_same_as_one_each() -> None:
    heads, words = make_heads(), np.random.default_rng(1).normal(0, 1, (9, WIDTH)).astype(np.float32)
    scores = heads.scores(words)
    assert {k: v.shape for k, v in scores.items()} == {"tag": (9, 5), "sent": (9, 2), "ner": (9, 7)}
    for name, got in scores.items():
        np.testing.assert_allclose(got, linear(heads.weights, f"taggers.{name}", words), rtol=1e-5, atol=1e-5)


def test_trees_stay_in_their_sentences_and_labels_fit_the_arcs() -> None:
    heads, rng = make_heads(2), np.random.default_rng(3)
    words = rng.normal(0, 1, (20, WIDTH)).astype(np.float32)
    sentences = [(0, 7), (7, 8), (8, 20)]
    found, labels = heads.trees(words, sentences)
    for start, end in sentences:
        own = [int(h) - start for h in found[start:end]]
        assert all(0 <= h < end - start for h in own)
        assert len(roots(own)) == 1
    w = heads.weights
    for i, head in enumerate(found.tolist()):  # the label's scores, one word at a time
        left = np.append(gelu(linear(w, "lab_dep", words[i : i + 1]))[0], 1)
        right = np.append(gelu(linear(w, "lab_head", words[head : head + 1]))[0], 1)
        assert int(np.array([left @ table @ right for table in w["lab"]]).argmax()) == labels[i]
