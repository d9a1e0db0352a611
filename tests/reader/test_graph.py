"""Mentions as a graph: nodes in tokens, and features held to a slow reference that says what each means."""

from __future__ import annotations

import datetime as dt
import random
from decimal import Decimal

import numpy as np
import pytest

from aidextract.reader.graph import (
    BETWEEN,
    BREAKS,
    COUNTS,
    DISTANCES,
    KINDS,
    Node,
    build_graph,
    node_features,
    pair_features,
)
from aidextract.records import (
    DateMention,
    DateRange,
    ItemMention,
    Mention,
    Mentions,
    MoneyMention,
    PartyMention,
    QuantityMention,
)


# ------------------------------------------------------------------ pairs
def slow_distance(a: Node, b: Node) -> int:
    """9 where they overlap; behind, 1 more for each step of the tokens between that is reached; before, 1 less."""
    if a.start < b.end and b.start < a.end:
        return 9
    gap = b.start - a.end if b.start >= a.end else a.start - b.end
    size = 1 + sum(gap >= step for step in (1, 2, 3, 5, 8, 13, 24, 48))
    return 9 + size if b.start >= a.end else 9 - size


def slow_breaks(a: Node, b: Node, marks: list[bool]) -> int:
    low, high = sorted((a.start, b.start))
    count = min(4, sum(marks[low:high]))
    return 4 + count if b.start >= a.start else 4 - count


def slow_between(a: Node, b: Node, others: list[Node]) -> int:
    """How many others begin behind the first of the two and before the second."""
    inside = range(a.end, b.start) if b.start >= a.end else range(b.start + 1, a.start)
    return min(3, sum(n.start in inside for n in others))


def random_nodes(rng: random.Random, count: int, words: int) -> list[Node]:
    out = []
    for _ in range(count):
        start = rng.randrange(words)
        end = min(words, start + rng.randint(1, 5))
        out.append(Node(Mention(0, 1, "x", "item"), start, end, rng.randrange(len(KINDS)), rng.randint(-1, 5)))
    return out


@pytest.mark.parametrize("seed", range(25))
def test_pair_features_are_the_slow_ones(seed: int) -> None:
    rng = random.Random(seed)
    words = rng.choice([8, 60, 300])
    marks = [rng.random() < 0.08 for _ in range(words)]
    anchors, others = random_nodes(rng, rng.randint(1, 7), words), random_nodes(rng, rng.randint(1, 9), words)
    got = pair_features(anchors, others, np.cumsum([0, *marks]))
    assert got.shape == (len(anchors), len(others), 3)
    for i, a in enumerate(anchors):
        for j, b in enumerate(others):
            wanted = [slow_distance(a, b), slow_breaks(a, b, marks), slow_between(a, b, others)]
            assert got[i, j].tolist() == wanted, (a.start, a.end, b.start, b.end)
    assert (got >= 0).all()
    assert (got < [DISTANCES, BREAKS, BETWEEN]).all()


def test_pair_features_of_nothing() -> None:
    nodes = random_nodes(random.Random(0), 3, 9)
    assert pair_features(nodes, [], np.zeros(10, dtype=np.int64)).shape == (3, 0, 3)


def test_node_features_count_an_entity_in_steps() -> None:
    mention = Mention(0, 1, "x", "item")
    for times, step in ((1, 0), (2, 1), (3, 2), (4, 2), (5, 3), (30, 3)):
        nodes = [Node(mention, i, i + 2, 8, entity=4) for i in range(times)] + [Node(mention, 7, 8, 0)]
        got = node_features(nodes)
        assert got[0].tolist() == [0, 1, 8, step]
        assert got[-1].tolist() == [7, 7, 0, 0]  # an item belongs to no entity
        assert step < COUNTS
    assert node_features([]).shape == (0, 4)


# ------------------------------------------------------------------ the graph
WORDS = ["Chad", "got", "20", "tons", "of", "rice", ",", "worth", "$", "9m", ".", "It", "came", "in", "May", "."]
STARTS = [sum(len(w) + 1 for w in WORDS[:i]) for i in range(len(WORDS))]


def place(first: int, last: int) -> tuple[int, int]:
    """Characters of the words first..last."""
    return STARTS[first], STARTS[last] + len(WORDS[last])


def test_a_graph_has_its_nodes_in_tokens() -> None:
    may = DateRange(dt.date(2010, 5, 1), dt.date(2010, 5, 31))
    mentions = Mentions(
        parties=(PartyMention(*place(0, 0), "Chad", "party.country"), PartyMention(*place(11, 11), "It", "strange")),
        items=(ItemMention(*place(5, 5), "rice", "item"),),
        money=(
            MoneyMention(*place(8, 9), "$ 9m", "money", Decimal(9_000_000), "USD"),
            MoneyMention(*place(9, 9), "9m", "money"),
        ),
        quantities=(QuantityMention(*place(2, 3), "20 tons", "quantity", Decimal(20), unit="tons"),),
        dates=(DateMention(*place(14, 14), "May", "date.month", may), DateMention(*place(13, 14), "in May", "x", may)),
    )
    graph = build_graph(WORDS, STARTS, mentions, [3, 3])
    assert [(n.start, n.end, KINDS[n.kind], n.entity) for n in graph.nodes] == [
        (5, 6, "item", -1),
        (8, 10, "money", -1),
        (9, 10, "money.vague", -1),
        (0, 1, "party.country", 3),
        (11, 12, "party.other", 3),
        (14, 15, "date", 0),
        (13, 15, "date", 0),  # the same days: one entity
        (2, 4, "quantity.unit", -1),
    ]
    assert [len(g) for g in (graph.anchors, graph.parties, graph.dates, graph.quantities)] == [3, 2, 2, 1]
    assert graph.ends.tolist() == [0] * 11 + [1] * 5 + [2]


@pytest.mark.parametrize(("start", "end"), [(1, 3), (9, 22), (22, 24), (0, 500), (400, 500), (4, 5)])
def test_a_mention_that_cuts_words_still_has_a_node(start: int, end: int) -> None:
    graph = build_graph(WORDS, STARTS, Mentions(items=(ItemMention(start, end, "?", "item"),)), [])
    (node,) = graph.nodes
    assert 0 <= node.start < node.end <= len(WORDS)


@pytest.mark.parametrize(
    ("rule", "kind"),
    [
        ("party.demonym", "party.demonym"), ("ner.GPE", "party.GPE"), ("ner.PERSON", "party.PERSON"),
        ("reader.party", "party.reader"), ("party", "party.other"), ("ner.NEW", "party.other"),
    ],
)  # fmt: skip
def test_every_rule_has_a_kind(rule: str, kind: str) -> None:
    graph = build_graph(WORDS, STARTS, Mentions(parties=(PartyMention(*place(0, 0), "Chad", rule),)), [0])
    assert KINDS[graph.parties[0].kind] == kind
