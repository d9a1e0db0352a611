"""The reader's network in numpy: held to loops that are too slow to be wrong in the same way.

`tests/models` holds it to the network that was trained, where torch is installed.
"""

from __future__ import annotations

import math
import random
from decimal import Decimal

import numpy as np
import pytest

from aidextract.encoder.heads import Floats
from aidextract.reader.graph import (
    BETWEEN,
    BREAKS,
    COUNTS,
    DISTANCES,
    HINTS,
    KINDS,
    RELATIONS,
    Graph,
    build_graph,
    pair_features,
)
from aidextract.reader.network import ReaderNetwork
from aidextract.records import (
    Argument,
    Candidate,
    DateMention,
    ItemMention,
    Mentions,
    MoneyMention,
    PartyMention,
    QuantityMention,
)

WIDTH, SPAN, INNER, PAIR, HEADS, LAYERS = 10, 12, 14, 8, 6, 2


def make_weights(seed: int) -> dict[str, Floats]:
    shapes: dict[str, tuple[int, ...]] = {}

    def layer(name: str, n_out: int, n_in: int, bias: bool = True) -> None:
        shapes[f"{name}.weight"] = (n_out, n_in)
        if bias:
            shapes[f"{name}.bias"] = (n_out,)

    layer("span", SPAN, 3 * WIDTH), layer("event", 6, SPAN), layer("none", 2, SPAN)
    shapes["kind.weight"], shapes["count.weight"] = (len(KINDS), SPAN), (COUNTS, SPAN)
    shapes["hint.weight"] = (len(HINTS), SPAN)
    for i in range(LAYERS):
        n = f"layers.{i}."
        layer(n + "qkv", 3 * SPAN, SPAN), layer(n + "out", SPAN, SPAN)
        layer(n + "up", INNER, SPAN), layer(n + "down", SPAN, INNER)
        shapes[n + "distance.weight"], shapes[n + "breaks.weight"] = (DISTANCES, HEADS), (BREAKS, HEADS)
        shapes[n + "relation.weight"] = (len(RELATIONS), HEADS)
    for name, outputs in (("party", 3), ("date", 1), ("quantity", 1), ("anchor", 2)):
        n = f"pairs.{name}."
        layer(n + "a", PAIR, SPAN), layer(n + "b", PAIR, SPAN, False), layer(n + "ab", PAIR, PAIR, False)
        layer(n + "mix", PAIR, PAIR), layer(n + "out", outputs, PAIR)
        shapes[n + "distance.weight"], shapes[n + "breaks.weight"] = (DISTANCES, PAIR), (BREAKS, PAIR)
        shapes[n + "between.weight"], shapes[n + "relation.weight"] = (BETWEEN, PAIR), (len(RELATIONS), PAIR)
    rng = np.random.default_rng(seed)
    for norm in ("norm", "final", *(f"layers.{i}.norm{k}" for i in range(LAYERS) for k in (1, 2))):
        shapes[f"{norm}.weight"] = shapes[f"{norm}.bias"] = (SPAN,)
    return {k: rng.normal(0, 0.4, s).astype(np.float32) for k, s in shapes.items()}


def make_graph(seed: int, words: int = 40, parties: int = 4) -> Graph:
    rng = random.Random(seed)

    def span() -> tuple[int, int, str, str]:
        a = rng.randrange(words - 3)
        return 5 * a, 5 * (a + rng.randint(1, 3)) - 1, "word", "ner.ORG"

    mentions = Mentions(
        parties=tuple(PartyMention(*span()) for _ in range(parties)),
        items=tuple(ItemMention(*span()) for _ in range(3)),
        money=(MoneyMention(*span(), Decimal(3)),),
        quantities=(QuantityMention(*span(), Decimal(2)),) if parties else (),
        dates=(DateMention(*span()), DateMention(*span())) if parties else (),
    )
    told = []
    if parties:
        roles = zip(("item", "donor", "quantity"), (mentions.items, mentions.parties, mentions.quantities), strict=True)
        told = [Candidate(tuple(Argument(r, found[0], "frame") for r, found in roles), "pledged", "frame")]
    places = [5 * i for i in range(words)]
    graph = build_graph(["word"] * words, places, mentions, [i // 2 for i in range(parties)], told)
    assert graph.relations.any() == bool(told)
    return graph


# ------------------------------------------------------------------ loops
def norm(w: dict[str, Floats], name: str, x: Floats) -> Floats:
    y = (x - x.mean()) / math.sqrt(float(x.var()) + 1e-5)
    return y * w[f"{name}.weight"] + w[f"{name}.bias"]


def affine(w: dict[str, Floats], name: str, x: Floats) -> Floats:
    return w[f"{name}.weight"] @ x + w.get(f"{name}.bias", np.float32(0))


def gelu(x: Floats) -> Floats:
    return np.array([0.5 * v * (1 + math.tanh(math.sqrt(2 / math.pi) * (v + 0.044715 * v**3))) for v in x.tolist()])


def slow_nodes(w: dict[str, Floats], words: Floats, graph: Graph) -> list[Floats]:
    times = [n.entity for n in graph.nodes]
    out = []
    for n in graph.nodes:
        inside = words[n.start : n.end]
        count = times.count(n.entity) if n.entity >= 0 else 1
        step = 0 if count < 2 else 1 if count == 2 else 2 if count < 5 else 3
        x = affine(w, "span", np.concatenate([inside[0], inside[-1], inside.mean(0)]))
        out.append(norm(w, "norm", x + w["kind.weight"][n.kind] + w["count.weight"][step] + w["hint.weight"][n.hint]))
    return out


def slow_layer(w: dict[str, Floats], name: str, nodes: list[Floats], graph: Graph) -> list[Floats]:
    pairs = pair_features(graph)
    size, out = SPAN // HEADS, []
    qkv = [affine(w, f"{name}.qkv", norm(w, f"{name}.norm1", x)).reshape(3, HEADS, size) for x in nodes]
    for i, x in enumerate(nodes):
        mixed = []
        for h in range(HEADS):
            logits = [
                float(qkv[i][0, h] @ qkv[j][1, h]) / math.sqrt(size)
                + float(w[f"{name}.distance.weight"][pairs[i, j, 0], h] + w[f"{name}.breaks.weight"][pairs[i, j, 1], h])
                + float(w[f"{name}.relation.weight"][pairs[i, j, 3], h])
                for j in range(len(nodes))
            ]
            total = sum(map(math.exp, logits))
            mixed.append(sum(math.exp(s) / total * qkv[j][2, h] for j, s in enumerate(logits)))
        x = x + affine(w, f"{name}.out", np.concatenate(mixed))
        out.append(x + affine(w, f"{name}.down", gelu(affine(w, f"{name}.up", norm(w, f"{name}.norm2", x)))))
    return out


@pytest.mark.parametrize("seed", range(3))
def test_scores_are_those_of_the_loops(seed: int) -> None:
    w, graph = make_weights(seed), make_graph(seed)
    words = np.random.default_rng(seed).normal(0, 1, (40, WIDTH)).astype(np.float32)
    nodes = slow_nodes(w, words, graph)
    for i in range(LAYERS):
        nodes = slow_layer(w, f"layers.{i}", nodes, graph)
    nodes = [norm(w, "final", x) for x in nodes]
    got = ReaderNetwork(w)(words, graph)
    n, close = len(graph.anchors), {"rtol": 2e-3, "atol": 2e-3}
    event = np.stack([affine(w, "event", x) for x in nodes[:n]])
    np.testing.assert_allclose(got.event, event[:, 0], **close)
    np.testing.assert_allclose(got.status, event[:, 1:5], **close)
    np.testing.assert_allclose(got.aggregate, event[:, 5], **close)
    pairs = pair_features(graph, "party")
    for k in range(n):
        for j in range(len(graph.parties)):
            a, b = affine(w, "pairs.party.a", nodes[k]), affine(w, "pairs.party.b", nodes[n + j])
            x = a + b + affine(w, "pairs.party.ab", a * b)
            for i, table in enumerate(("distance", "breaks", "between", "relation")):
                x = x + w[f"pairs.party.{table}.weight"][pairs[k, j, i]]
            wanted = affine(w, "pairs.party.out", gelu(affine(w, "pairs.party.mix", gelu(x))))
            np.testing.assert_allclose(got.party[k, j], wanted, **close)


def test_links_between_anchors_do_not_depend_on_their_order() -> None:
    scores = ReaderNetwork(make_weights(4))(np.ones((40, WIDTH), dtype=np.float32), make_graph(4))
    for link in (scores.same_event, scores.same_thing):
        np.testing.assert_allclose(link, link.T, rtol=1e-6)


def test_words_without_mentions_do_not_count() -> None:
    w, rng = make_weights(5), np.random.default_rng(5)
    words = rng.normal(0, 1, (40, WIDTH)).astype(np.float32)
    short, long = make_graph(5), make_graph(5)
    more = np.concatenate([words, rng.normal(0, 9, (30, WIDTH)).astype(np.float32)])
    one, two = ReaderNetwork(w)(words, short), ReaderNetwork(w)(more, long)
    np.testing.assert_allclose(one.event, two.event, rtol=1e-4, atol=1e-4)
    np.testing.assert_allclose(one.party, two.party, rtol=1e-4, atol=1e-4)


def test_a_graph_of_anchors_alone_has_empty_scores() -> None:
    graph = make_graph(6, parties=0)
    got = ReaderNetwork(make_weights(6))(np.ones((40, WIDTH), dtype=np.float32), graph)
    assert (got.party.shape, got.date.shape, got.quantity.shape) == ((4, 0, 3), (4, 0), (4, 0))
    assert np.isfinite(got.event).all()
