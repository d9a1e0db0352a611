"""From scores to candidates, on scores made by hand."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import numpy as np
import pytest

from aidextract.reader.decide import Thresholds, decide
from aidextract.reader.graph import Graph, build_graph
from aidextract.reader.network import Scores
from aidextract.records import (
    Candidate,
    DateMention,
    ItemMention,
    Mentions,
    MoneyMention,
    PartyMention,
    QuantityMention,
)

WORDS = [f"w{i:02}" for i in range(30)]
STARTS = [4 * i for i in range(30)]
YES, NO = 6.0, -6.0


def at(word: int, words: int = 1) -> tuple[int, int, str]:
    return 4 * word, 4 * (word + words) - 1, " ".join(WORDS[word : word + words])


def make_graph(
    *,
    items: tuple[int, ...] = (),
    money: tuple[tuple[int, int | None], ...] = (),
    parties: tuple[tuple[int, int, int], ...] = (),  # word, words, entity
    dates: tuple[int, ...] = (),
    quantities: tuple[tuple[int, bool], ...] = (),
) -> Graph:
    mentions = Mentions(
        items=tuple(ItemMention(*at(i), "item") for i in items),
        money=tuple(MoneyMention(*at(i), "money", None if v is None else Decimal(v)) for i, v in money),
        parties=tuple(PartyMention(*at(i, n), "ner.ORG") for i, n, _ in parties),
        dates=tuple(DateMention(*at(i), "date") for i in dates),
        quantities=tuple(QuantityMention(*at(i), "quantity", Decimal(2), each=e) for i, e in quantities),
    )
    return build_graph(WORDS, STARTS, mentions, [e for _, _, e in parties])


def make_scores(graph: Graph, **given: Any) -> Scores:
    """All anchors are events of their own, and nothing belongs to them, but for what is given."""
    n = len(graph.anchors)
    shapes = {
        "event": (n,), "status": (n, 4), "aggregate": (n,), "no_date": (n,), "no_quantity": (n,),
        "party": (n, len(graph.parties), 3), "date": (n, len(graph.dates)), "quantity": (n, len(graph.quantities)),
        "same_event": (n, n), "same_thing": (n, n),
    }  # fmt: skip
    sure = {"event", "no_date", "no_quantity"}
    arrays = {k: np.full(s, YES if k in sure else NO, dtype=np.float32) for k, s in shapes.items()}
    for name, changes in given.items():
        for where, value in changes.items():
            arrays[name][where] = value
    return Scores(**arrays)


def told(candidate: Candidate) -> list[tuple[str, str]]:
    return [(a.role, a.mention.text) for a in candidate.arguments]


def link(*pairs: tuple[int, int]) -> dict[tuple[int, int], float]:
    return {k: YES for i, j in pairs for k in ((i, j), (j, i))}


# ------------------------------------------------------------------ events
def test_each_anchor_alone_is_an_event_in_text_order() -> None:
    graph = make_graph(items=(9, 3), money=((6, 5),))
    candidates, refused = decide(graph, make_scores(graph), Thresholds())
    assert [told(c) for c in candidates] == [[("item", "w03")], [("money", "w06")], [("item", "w09")]]
    assert refused == []


def test_anchors_below_the_threshold_are_refused_with_their_score() -> None:
    graph = make_graph(items=(3, 5, 9))
    scores = make_scores(graph, event={0: -1.0, 1: NO})
    candidates, refused = decide(graph, scores, Thresholds())
    assert [told(c) for c in candidates] == [[("item", "w09")]]
    # The other is too unlikely to be worth a line.
    assert [(r.mention.text, round(r.score, 3)) for r in refused] == [("w03", 0.269)]


def test_linked_anchors_are_one_event() -> None:
    graph = make_graph(items=(3, 5), money=((9, 70),))
    candidates, _ = decide(graph, make_scores(graph, same_event=link((0, 1), (1, 2), (0, 2))), Thresholds())
    assert [told(c) for c in candidates] == [[("item", "w03"), ("item", "w05"), ("money", "w09")]]


def test_two_different_sums_are_never_one_event() -> None:
    everything = link(*((i, j) for i in range(4) for j in range(i)))
    graph = make_graph(items=(3,), money=((6, 70), (9, 80), (12, 70)))
    candidates, _ = decide(graph, make_scores(graph, same_event=everything), Thresholds())
    assert len(candidates) == 2
    for candidate in candidates:
        assert len([a for a in candidate.arguments if a.role == "money"]) == 1


def test_a_sum_with_a_number_stands_before_a_vague_one() -> None:
    graph = make_graph(money=((3, None), (9, 70)))
    candidates, _ = decide(graph, make_scores(graph, same_event=link((0, 1)), event={1: 1.0}), Thresholds())
    assert [told(c) for c in candidates] == [[("money", "w09")]]


def test_the_same_thing_named_twice_is_one_item_the_one_with_a_number() -> None:
    graph = make_graph(items=(3, 9), quantities=((8, False),))
    scores = make_scores(
        graph, same_event=link((0, 1)), same_thing=link((0, 1)), quantity={(1, 0): YES}, no_quantity={1: NO}
    )
    candidates, _ = decide(graph, scores, Thresholds())
    assert [told(c) for c in candidates] == [[("item", "w09"), ("quantity", "w08")]]


# ------------------------------------------------------------------ what belongs to them
@pytest.mark.parametrize("each", [False, True])
def test_a_number_is_given_once_unless_it_is_each_ones(each: bool) -> None:
    graph = make_graph(items=(3, 6), quantities=((1, each),))
    scores = make_scores(
        graph, same_event=link((0, 1)), quantity={(0, 0): 3.0, (1, 0): YES}, no_quantity={0: NO, 1: NO}
    )
    (candidate,) = decide(graph, scores, Thresholds())[0]
    numbered = [candidate.arguments[a.of].mention.text for a in candidate.arguments if a.of is not None]
    assert numbered == (["w03", "w06"] if each else ["w06"])


def test_a_party_is_told_by_its_best_mention_and_once() -> None:
    graph = make_graph(items=(3,), parties=((1, 1, 0), (7, 2, 0), (12, 1, 1)))
    scores = make_scores(graph, party={(0, 0, 0): 1.0, (0, 1, 0): YES, (0, 2, 1): YES})
    (candidate,) = decide(graph, scores, Thresholds())[0]
    assert told(candidate) == [("item", "w03"), ("donor", "w07 w08"), ("recipient", "w12")]


def test_nobody_gives_to_himself() -> None:
    graph = make_graph(items=(3,), parties=((1, 1, 0),))
    scores = make_scores(graph, party={(0, 0, 0): 2.0, (0, 0, 1): YES, (0, 0, 2): YES})
    (candidate,) = decide(graph, scores, Thresholds())[0]
    assert told(candidate) == [("item", "w03"), ("recipient", "w01")]


def test_an_event_has_one_place() -> None:
    graph = make_graph(items=(3,), parties=((1, 1, 0), (5, 1, 1)))
    scores = make_scores(graph, party={(0, 0, 2): 2.0, (0, 1, 2): YES})
    (candidate,) = decide(graph, scores, Thresholds())[0]
    assert told(candidate) == [("item", "w03"), ("location", "w05")]


def test_two_readings_of_the_same_words_are_one_donor() -> None:
    graph = make_graph(items=(9,), parties=((1, 3, 0), (2, 1, 1)))
    scores = make_scores(graph, party={(0, 0, 0): YES, (0, 1, 0): 2.0})
    (candidate,) = decide(graph, scores, Thresholds())[0]
    assert told(candidate) == [("item", "w09"), ("donor", "w01 w02 w03")]


def test_the_date_is_the_best_one_or_none() -> None:
    graph = make_graph(items=(3,), dates=(1, 9))
    (dated,) = decide(graph, make_scores(graph, date={(0, 1): YES}, no_date={0: 1.0}), Thresholds())[0]
    (undated,) = decide(graph, make_scores(graph, date={(0, 1): 5.0}), Thresholds())[0]
    assert told(dated)[1:] == [("date", "w09")]
    assert told(undated)[1:] == []


def test_status_and_running_total_are_the_groups() -> None:
    graph = make_graph(items=(3, 6))
    scores = make_scores(
        graph, same_event=link((0, 1)), status={(0, 1): 1.0, (1, 2): 9.0}, aggregate={0: YES, 1: YES}
    )
    (candidate,) = decide(graph, scores, Thresholds())[0]
    assert candidate.status == "delivered"
    assert candidate.aggregate
    assert 0.99 < candidate.score <= 1


def test_no_anchor_no_candidate() -> None:
    graph = make_graph(parties=((1, 1, 0),))
    assert decide(graph, make_scores(graph), Thresholds()) == ([], [])
