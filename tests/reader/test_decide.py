"""From scores to candidates. The scores are written by hand, so no trained network is needed."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import fields, replace
from decimal import Decimal
from typing import Any

import numpy as np
import pytest

from aidextract.reader.decide import Refusal, Thresholds, decide
from aidextract.reader.graph import Graph, Node
from aidextract.reader.network import Scores
from aidextract.records import (
    STATUSES,
    Candidate,
    DateMention,
    ItemMention,
    Mention,
    MoneyMention,
    PartyMention,
    QuantityMention,
)

YES, NO = 4.0, -4.0  # logits: 0.98, 0.02
STATUS = {name: i for i, name in enumerate(STATUSES)}


def make_graph(
    anchors: Sequence[Node], parties: Sequence[Node], dates: Sequence[Node], numbers: Sequence[Node]
) -> Graph:
    """One sentence; what else a graph holds is for the network, and empty here."""
    nodes = {"anchors": anchors, "parties": parties, "dates": dates, "quantities": numbers}
    empty: dict[str, Any] = {"ends": np.zeros(1000, dtype=np.int64), "relations": np.zeros((0, 0), dtype=np.int64)}
    return Graph(**{k: tuple(v) for k, v in nodes.items()}, **empty)


# What the shipped thresholds are is the tuning's business; here every score decides at even odds.
EVEN = {field.name: 0.5 for field in fields(Thresholds) if field.name != "notice"}


class Case:
    """A graph whose nodes stand one after another, and scores that say no to everything until told otherwise."""

    def __init__(
        self,
        anchors: Sequence[str],
        parties: Sequence[str] = (),
        dates: Sequence[str] = (),
        numbers: Sequence[str] = (),
    ) -> None:
        """Anchors "beds" or "$500" ("$" alone is vague); parties "Norway" or "Norway=3" with their entity; numbers
        "12" or "12each"."""
        self.place = 0
        things = [self._node(self._money(w) if w[0] == "$" else ItemMention(0, 0, w, "test")) for w in anchors]
        named = []
        for i, w in enumerate(parties):
            name, _, entity = w.partition("=")
            named.append(self._node(PartyMention(0, 0, name, "test", name), int(entity or i)))
        days = []
        for i, w in enumerate(dates):
            words, _, entity = w.partition("=")
            days.append(self._node(DateMention(0, 0, words, "test"), int(entity or i)))
        counts = [
            self._node(QuantityMention(0, 0, w, "test", Decimal(w.removesuffix("each")), each=w.endswith("each")))
            for w in numbers
        ]
        self.graph = make_graph(things, named, days, counts)
        n = len(things)
        full = lambda *shape: np.full(shape, NO, dtype=np.float32)  # noqa: E731
        self.scores = Scores(
            event=full(n) + YES - NO, status=full(n, 4), aggregate=full(n), no_date=full(n) - NO,
            no_quantity=full(n) - NO, no_party=full(n, 2) - NO, party=full(n, len(named), 3), date=full(n, len(days)),
            quantity=full(n, len(counts)), same_event=full(n, n), same_thing=full(n, n),
        )  # fmt: skip
        self.scores.status[:, STATUS["delivered"]] = 0

    def _node(self, mention: Mention, entity: int = -1) -> Node:
        start, self.place = self.place, self.place + 1
        return Node(replace(mention, start=10 * start, end=10 * start + 5), start, start + 1, 0, entity)

    @staticmethod
    def _money(words: str) -> MoneyMention:
        return MoneyMention(0, 0, words, "test", Decimal(words[1:]) if words[1:] else None, "USD")

    def together(self, *anchors: int, thing: bool = False, score: float = YES) -> Case:
        table = self.scores.same_thing if thing else self.scores.same_event
        for i in anchors:
            for j in anchors:
                table[i, j] = score
        return self

    def decide(self, **thresholds: float) -> list[Candidate]:
        candidates, self.refused = decide(self.graph, self.scores, Thresholds(**(EVEN | thresholds)))
        return candidates


def told(candidate: Candidate) -> list[str]:
    """ "item beds", "quantity 12 of beds" """
    return [
        f"{a.role} {a.mention.text}" + (f" of {candidate.arguments[a.of].mention.text}" if a.of is not None else "")
        for a in candidate.arguments
    ]


# ------------------------------------------------------------------ which anchors are events
def test_events_are_those_above_the_threshold_in_text_order() -> None:
    case = Case(["beds", "tents", "$500", "pumps"])
    case.scores.event[:] = [0.2, NO, 1.0, -1.0]
    assert [told(c) for c in case.decide()] == [["item beds"], ["money $500"]]
    assert [(r.mention.text, round(r.score, 2)) for r in case.refused] == [("pumps", 0.27)]
    assert [told(c) for c in case.decide(event=0.6)] == [["money $500"]]
    assert [r.mention.text for r in case.refused] == ["beds", "pumps"]
    assert case.decide(event=0.999) == []
    assert all(isinstance(r, Refusal) for r in case.refused)


def test_nothing() -> None:
    case = Case([], ["Norway"], ["May"], ["12"])
    assert case.decide() == []
    assert case.refused == []


def test_score_and_status_of_a_group() -> None:
    case = Case(["beds", "sheets"]).together(0, 1)
    case.scores.event[:] = [1.0, 3.0]
    case.scores.status[0, STATUS["pledged"]] = 1
    case.scores.status[1, STATUS["committed"]] = 9
    [candidate] = case.decide()
    assert candidate.status == "committed"
    assert candidate.score == pytest.approx(1 / (1 + np.exp(-3)), abs=1e-5)
    assert candidate.rule == "reader"


def test_a_running_total() -> None:
    case = Case(["beds", "tents"])
    case.scores.aggregate[1] = YES
    assert [c.aggregate for c in case.decide()] == [False, True]


# ------------------------------------------------------------------ which anchors are one event
@pytest.mark.parametrize(
    ("anchors", "joined", "groups"),
    [
        (["beds", "sheets", "tents"], [(0, 1)], [["item beds", "item sheets"], ["item tents"]]),
        (["beds", "tents", "sheets"], [(0, 2)], [["item beds", "item sheets"], ["item tents"]]),
        (["beds", "$500"], [(0, 1)], [["item beds", "money $500"]]),
        (["$500", "$900"], [(0, 1)], [["money $500"], ["money $900"]]),
        (["$500", "beds", "$900"], [(0, 1, 2)], [["item beds", "money $500"], ["money $900"]]),
        (["$500", "$500", "beds"], [(0, 1, 2)], [["item beds", "money $500"]]),
        (["$", "$500"], [(0, 1)], [["money $500"]]),
        (["$"], [], []),  # "millions of dollars" alone has no size
    ],
)  # fmt: skip
def test_groups(anchors: list[str], joined: list[tuple[int, ...]], groups: list[list[str]]) -> None:
    case = Case(anchors)
    for group in joined:
        case.together(*group)
    assert [told(c) for c in case.decide()] == groups


def test_a_group_needs_links_on_average() -> None:
    case = Case(["beds", "sheets", "tents"]).together(0, 1).together(1, 2)
    assert [told(c) for c in case.decide()] == [["item beds", "item sheets"], ["item tents"]]  # 0-2 is a clear no
    assert [told(c) for c in case.decide(same_event=0.4)] == [["item beds", "item sheets", "item tents"]]


def test_many_anchors_are_grouped_quickly_and_two_sums_never_meet() -> None:
    random = np.random.default_rng(5)
    case = Case([f"${random.integers(1, 4)}" if i % 2 else f"thing{i}" for i in range(120)])
    case.scores.same_event[:] = random.normal(1, 2, (120, 120))
    case.scores.same_event[:] = (case.scores.same_event + case.scores.same_event.T) / 2
    candidates = case.decide()
    assert sum(a.role == "item" for c in candidates for a in c.arguments) == 60
    assert all(sum(a.role == "money" for a in c.arguments) <= 1 for c in candidates)


# ------------------------------------------------------------------ things and numbers
def test_one_item_for_two_names_of_a_thing() -> None:
    case = Case(["beds", "furniture", "tents"]).together(0, 1, 2).together(0, 1, thing=True)
    case.scores.event[:] = [1, 2, 3]
    assert [told(c) for c in case.decide()] == [["item furniture", "item tents"]]


def test_the_same_words_again_are_one_item_unless_both_have_a_number() -> None:
    case = Case(["beds", "Beds"], numbers=["12", "30"]).together(0, 1)
    assert [told(c) for c in case.decide()] == [["item beds"]]
    case.scores.quantity[0, 0] = case.scores.quantity[1, 1] = YES
    assert len(told(case.decide()[0])) == 4


def test_of_two_names_the_numbered_one() -> None:
    case = Case(["beds", "furniture"], numbers=["12"]).together(0, 1).together(0, 1, thing=True)
    case.scores.event[:] = [1, 2]
    case.scores.quantity[0, 0] = YES
    assert [told(c) for c in case.decide()] == [["item beds", "quantity 12 of beds"]]


@pytest.mark.parametrize(
    ("numbers", "scores", "expected"),
    [
        (["12"], [[YES], [2.0]], ["item beds", "quantity 12 of beds", "item tents"]),
        (["12"], [[2.0], [YES]], ["item beds", "item tents", "quantity 12 of tents"]),
        (["12each"], [[YES], [2.0]],
         ["item beds", "quantity 12each of beds", "item tents", "quantity 12each of tents"]),
        (["12", "40"], [[YES, 1.0], [1.0, YES]],
         ["item beds", "quantity 12 of beds", "item tents", "quantity 40 of tents"]),
        (["12"], [[-1.0], [-2.0]], ["item beds", "item tents"]),
        ([], [[], []], ["item beds", "item tents"]),
    ],
)  # fmt: skip
def test_a_number_is_given_once_unless_to_each(numbers: list[str], scores: Any, expected: list[str]) -> None:
    case = Case(["beds", "tents"], numbers=numbers).together(0, 1)
    case.scores.quantity[:] = np.array(scores, dtype=np.float32).reshape(2, len(numbers))
    assert [told(c) for c in case.decide()] == [expected]


# ------------------------------------------------------------------ parties
DONOR, RECIPIENT, LOCATION = range(3)


@pytest.mark.parametrize(
    ("parties", "scores", "expected"),
    [
        pytest.param(
            ["Norway", "Peru"], {(0, DONOR): YES, (1, RECIPIENT): YES}, ["donor Norway", "recipient Peru"], id="two",
        ),
        pytest.param(
            ["Norway", "Peru"], {(0, DONOR): YES, (1, DONOR): 1}, ["donor Norway", "donor Peru"], id="two donors",
        ),
        pytest.param(
            ["Norway"], {(0, DONOR): 1, (0, RECIPIENT): 2}, ["recipient Norway"], id="to himself: recipient",
        ),
        pytest.param(["Norway"], {(0, DONOR): 2, (0, RECIPIENT): 1}, ["donor Norway"], id="to himself: donor"),
        pytest.param(
            ["Norway=0", "Norwegian=0"], {(0, DONOR): 2, (1, RECIPIENT): 1}, ["donor Norway"],
            id="nor under another name",
        ),
        pytest.param(
            ["Norway=0", "Norwegian=0"], {(0, DONOR): 1, (1, DONOR): 2}, ["donor Norwegian"], id="by the best mention",
        ),
        pytest.param(["Peru"], {(0, RECIPIENT): 1, (0, LOCATION): 2}, ["recipient Peru"], id="said once"),
        pytest.param(
            ["Clinic", "Peru"], {(0, RECIPIENT): 1, (1, LOCATION): 1}, ["recipient Clinic", "location Peru"],
            id="place",
        ),
        pytest.param(["Piura", "Peru"], {(0, LOCATION): 1, (1, LOCATION): 2}, ["location Peru"], id="one place"),
        pytest.param(["Norway"], {(0, DONOR): -1}, [], id="none"),
        pytest.param(
            ["Peru", "Norway"], {(0, RECIPIENT): YES, (1, DONOR): YES}, ["donor Norway", "recipient Peru"],
            id="donors first",
        ),
    ],
)  # fmt: skip
def test_parties(parties: list[str], scores: dict[tuple[int, int], float], expected: list[str]) -> None:
    case = Case(["beds"], parties)
    for (party, role), score in scores.items():
        case.scores.party[0, party, role] = score
    assert [told(c) for c in case.decide()] == [["item beds", *expected]]


def test_the_surer_of_two_readings_of_the_same_words() -> None:
    case = Case(["beds"], ["Ministry of Health of Peru", "Ministry of Health", "Peru"])
    whole, part, state = case.graph.parties
    nodes = (Node(whole.mention, 5, 10, 0, 0), Node(part.mention, 5, 8, 0, 1), Node(state.mention, 9, 10, 0, 2))
    case.graph = make_graph(case.graph.anchors, nodes, (), ())
    case.scores.party[0, :, RECIPIENT] = [2, 1, 1]
    assert [told(c) for c in case.decide()] == [["item beds", "recipient Ministry of Health of Peru"]]
    case.scores.party[0, :, RECIPIENT] = [1, 2, 1.5]
    assert [told(c) for c in case.decide()] == [["item beds", "recipient Ministry of Health", "recipient Peru"]]


def test_parties_of_a_group_are_those_of_its_anchors_on_average() -> None:
    case = Case(["beds", "sheets"], ["Norway", "Peru"]).together(0, 1)
    case.scores.party[:, 0, DONOR] = [YES, -1]
    case.scores.party[:, 1, DONOR] = [0.5, -3]
    assert told(case.decide()[0]) == ["item beds", "item sheets", "donor Norway"]


# ------------------------------------------------------------------ date
@pytest.mark.parametrize(
    ("dates", "scores", "expected"),
    [
        (["May", "June"], [1, 2], ["date June"]),
        (["May", "June"], [-1, -2], []),
        (["May=0", "June=1", "that month=0"], [1, 2, 3], ["date that month"]),
        ([], [], []),
    ],
)
def test_date(dates: list[str], scores: list[float], expected: list[str]) -> None:
    case = Case(["beds"], dates=dates)
    case.scores.date[0] = scores
    assert told(case.decide()[0]) == ["item beds", *expected]


def test_every_argument_names_its_rule_and_a_probability() -> None:
    case = Case(["beds", "$500"], ["Norway", "Clinic", "Peru"], ["May"], ["12"]).together(0, 1)
    case.scores.party[:, [0, 1, 2], [DONOR, RECIPIENT, LOCATION]] = YES
    case.scores.date[:], case.scores.quantity[:] = YES, YES
    [candidate] = case.decide()
    roles = ["item", "quantity", "money", "donor", "recipient", "location", "date"]
    assert [a.role for a in candidate.arguments] == roles
    assert [a.rule for a in candidate.arguments] == [f"reader/{role}" for role in roles]
    assert all(0.9 < a.score <= 1 for a in candidate.arguments)


def test_a_second_party_must_be_surer_where_the_thresholds_say_so() -> None:
    case = Case(["beds"], ["Norway", "Peru"])
    case.scores.party[0, :, 0] = [3, 1]
    assert [told(c) for c in case.decide()] == [["item beds", "donor Norway", "donor Peru"]]
    assert [told(c) for c in case.decide(second_donor=0.9)] == [["item beds", "donor Norway"]]


def test_an_event_without_any_party_must_be_surer_where_the_thresholds_say_so() -> None:
    case = Case(["beds"])
    case.scores.event[:] = 1
    assert [told(c) for c in case.decide()] == [["item beds"]]
    assert case.decide(bare=0.9) == []
    assert [r.mention.text for r in case.refused] == ["beds"]


def test_a_date_of_another_sentence_must_be_surer_where_the_thresholds_say_so() -> None:
    case = Case(["beds"], (), ["Monday"])
    case.scores.date[0] = [1]
    assert told(case.decide(far_date=0.9)[0]) == ["item beds", "date Monday"]
    case.graph.ends[case.graph.dates[0].start] = 1
    assert told(case.decide(far_date=0.9)[0]) == ["item beds"]
    assert told(case.decide(far_date=0.5)[0]) == ["item beds", "date Monday"]


def test_what_is_given_is_no_party() -> None:
    case = Case(["beds"], ["Peru"])
    case.scores.party[0, :, RECIPIENT] = [3]
    assert [told(c) for c in case.decide()] == [["item beds", "recipient Peru"]]
    [peru] = case.graph.parties
    [beds] = case.graph.anchors
    over = Mention(beds.mention.start, beds.mention.end, "beds", "test")
    case.graph = make_graph(case.graph.anchors, (replace(peru, mention=over),), (), ())
    assert [told(c) for c in case.decide()] == [["item beds"]]


def test_the_first_party_is_the_one_that_ranks_above_all_others() -> None:
    case = Case(["tents"], ["Ghana", "Togo"])
    case.scores.party[0, :, 0] = [0.3, -0.3]  # alone, both might do
    case.scores.no_party[:] = -3
    assert told(case.decide(rank=1.0)[0]) == ["item tents", "donor Ghana"]
    case.scores.no_party[:] = 3  # but nobody is likelier
    assert told(case.decide(rank=1.0)[0]) == ["item tents"]
    assert told(case.decide(rank=0.0)[0]) == ["item tents", "donor Ghana"]


def test_a_number_said_of_each_party_makes_an_event_for_each() -> None:
    """ "Norway and Peru gave Chad 12 beds each": the second giver may be less sure than in a gift of both together."""
    for number, events in (("12", [["Norway", "Chad"]]), ("12each", [["Norway", "Chad"], ["Peru", "Chad"]])):
        case = Case(["beds"], ["Norway", "Peru", "Chad"], (), [number])
        case.scores.party[0, :2, 0] = [3, 0]
        case.scores.party[0, 2, 1] = 3
        case.scores.quantity[0, 0] = YES
        case.scores.no_quantity[0] = NO
        found = case.decide(second_donor=0.9, every=0.3)
        assert [[a.mention.text for a in c.arguments if a.role in ("donor", "recipient")] for c in found] == events


def test_a_number_said_of_each_of_two_things_is_one_event() -> None:
    case = Case(["beds", "tents"], ["Norway", "Peru"], (), ["12each"]).together(0, 1)
    case.scores.party[:, :, 0] = YES
    case.scores.quantity[:] = YES
    case.scores.no_quantity[:] = NO
    (event,) = case.decide()
    assert [a.mention.text for a in event.arguments if a.role == "donor"] == ["Norway", "Peru"]
