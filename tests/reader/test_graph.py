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
    HINTS,
    KINDS,
    RELATIONS,
    Graph,
    Node,
    build_graph,
    node_features,
    pair_features,
)
from aidextract.records import (
    Argument,
    Candidate,
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


def random_nodes(rng: random.Random, count: int, words: int) -> tuple[Node, ...]:
    out = []
    for _ in range(count):
        start = rng.randrange(words)
        end = min(words, start + rng.randint(1, 5))
        out.append(Node(Mention(0, 1, "x", "item"), start, end, rng.randrange(len(KINDS)), rng.randint(-1, 5)))
    return tuple(out)


@pytest.mark.parametrize("kind", [None, "anchor", "party", "date", "quantity"])
@pytest.mark.parametrize("seed", range(12))
def test_pair_features_are_the_slow_ones(seed: int, kind: str | None) -> None:
    rng = random.Random(seed)
    words = rng.choice([8, 60, 300])
    marks = [rng.random() < 0.08 for _ in range(words)]
    groups = [random_nodes(rng, rng.randint(least, 6), words) for least in (1, 0, 0, 0)]
    size = sum(map(len, groups))
    relations = np.random.default_rng(seed).integers(0, len(RELATIONS), (size, size))
    graph = Graph(*groups, np.cumsum([0, *marks]), relations)
    got = pair_features(graph, kind)
    rows = list(graph.nodes if kind is None else graph.anchors)
    columns = {None: graph.nodes, "anchor": graph.anchors, "party": graph.parties, "date": graph.dates}.get(
        kind, graph.quantities
    )
    at = 0 if kind is None else sum(map(len, groups[: ("anchor", "party", "date", "quantity").index(kind)]))
    assert got.shape == (len(rows), len(columns), 4)
    for i, a in enumerate(rows):
        for j, b in enumerate(columns):
            wanted = [slow_distance(a, b), slow_breaks(a, b, marks), slow_between(a, b, list(columns))]
            assert got[i, j].tolist() == [*wanted, relations[i, at + j]], (a.start, a.end, b.start, b.end)
    assert (got >= 0).all()
    assert (got < [DISTANCES, BREAKS, BETWEEN, len(RELATIONS)]).all()


def test_node_features_count_an_entity_in_steps() -> None:
    mention = Mention(0, 1, "x", "item")
    for times, step in ((1, 0), (2, 1), (3, 2), (4, 2), (5, 3), (30, 3)):
        nodes = [Node(mention, i, i + 2, 8, entity=4) for i in range(times)] + [Node(mention, 7, 8, 0, hint=3)]
        got = node_features(nodes)
        assert got[0].tolist() == [0, 1, 8, step, 0]
        assert got[-1].tolist() == [7, 7, 0, 0, 3]  # an item belongs to no entity
        assert step < COUNTS
    assert node_features([]).shape == (0, 5)


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


# ------------------------------------------------------------------ what the frames say
RICE = ItemMention(*place(5, 5), "rice", "item")
CHAD = PartyMention(*place(0, 0), "Chad", "party.country")
TONS = QuantityMention(*place(2, 3), "20 tons", "quantity", Decimal(20), unit="tons")
SEEN = Mentions(parties=(CHAD,), items=(RICE,), quantities=(TONS,))
ARGUMENTS = (
    Argument("recipient", CHAD, "frame.give/recipient"),
    Argument("item", ItemMention(*place(4, 5), "of rice", "item"), "frame.give/item"),  # found anew: other ends
    Argument("quantity", TONS, "frame.give/quantity", of=1),
)


def test_what_the_frames_see_is_a_hint_and_relations() -> None:
    graph = build_graph(WORDS, STARTS, SEEN, [0], [Candidate(ARGUMENTS, "committed", "frame.give")])
    item, party, quantity = graph.nodes
    assert [HINTS[n.hint] for n in (item, party, quantity)] == ["committed", "", ""]
    named = [[RELATIONS[r] for r in row] for row in graph.relations.tolist()]
    assert named == [["", "recipient", "quantity"], ["", "same", ""], ["", "", ""]]  # only anchors have roles to fill


def test_what_the_cues_refuse_is_a_hint_without_relations() -> None:
    refused = Candidate(ARGUMENTS, "delivered", "frame.give", assertion="requested")
    graph = build_graph(WORDS, STARTS, SEEN, [0], [refused])
    assert HINTS[graph.anchors[0].hint] == "requested"
    assert not graph.relations[0].any()
    actual = Candidate(ARGUMENTS, "delivered", "frame.give")
    both = build_graph(WORDS, STARTS, SEEN, [0], [refused, actual])
    assert HINTS[both.anchors[0].hint] == "delivered"  # said once as a fact is enough


def test_without_frames_nothing_is_hinted() -> None:
    graph = build_graph(WORDS, STARTS, SEEN, [0])
    assert [n.hint for n in graph.nodes] == [0, 0, 0]
    assert not graph.relations[0].any()


def test_mentions_of_one_party_or_day_are_tied_together() -> None:
    parties = tuple(PartyMention(5 * i, 5 * i + 4, WORDS[i], "party.country") for i in (0, 1, 3))
    days = tuple(DateMention(5 * i, 5 * i + 4, "then", "date") for i in (2, 4))
    graph = build_graph(WORDS, STARTS, Mentions(parties=parties, dates=days), [0, 1, 0])
    assert [[RELATIONS[r] for r in row] for row in graph.relations.tolist()] == [
        ["same", "", "same", "", ""],
        ["", "same", "", "", ""],
        ["same", "", "same", "", ""],
        ["", "", "", "same", "same"],  # party 0 and day 0 have a number in common, and nothing else
        ["", "", "", "same", "same"],
    ]
