"""Mentions of one article as a graph of nodes, with the features that the reader's small network sees.

Training and run time build it with this one piece of code, so that both see the same. Tokens are given as their
texts and character offsets: no parse is needed.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from aidextract.records import STATUSES, Candidate, DateMention, Mention, Mentions, PartyMention

Ints = NDArray[np.int64]

KINDS = (
    "item", "money", "money.vague", "quantity", "quantity.unit", "date", "date.vague", "date.dateline",
    "party.country", "party.demonym", "party.capital", "party.org", "party.PERSON", "party.ORG", "party.GPE",
    "party.LOC", "party.FAC", "party.NORP", "party.place", "party.reader", "party.other",
)  # fmt: skip
"""What a node is: the first part of the vector that the network adds for it."""
COUNTS = 4  # times that an entity is mentioned: 1, 2, 3 or 4, more
DISTANCES = 19  # signed token distance in steps that grow (`_STEPS`); 9 is an overlap
BREAKS = 9  # sentence ends between, signed, cut at 4
BETWEEN = 4  # other nodes of the same kind between, cut at 3
_STEPS = np.array([0, 1, 2, 3, 5, 8, 13, 24, 48])
_ENDS = frozenset({".", "!", "?", ";", "•", "…"})


RELATIONS = ("", "donor", "recipient", "item", "money", "quantity", "date", "same")
"""What is known of two nodes: nothing, the role that the second has by the frames in a transfer of the first, or that
both name the same party or day."""
HINTS = ("", *STATUSES, "negated", "requested", "hypothetical", "sale", "talk")
"""What the frames and cues say of an anchor: nothing, the status of a transfer that they see, or why it is none."""


@dataclass(frozen=True, slots=True)
class Node:
    """A mention in tokens. `entity` groups those of one party, one day, or one sum; `hint` is an index of `HINTS`."""

    mention: Mention
    start: int
    end: int
    kind: int
    entity: int = -1
    hint: int = 0


@dataclass(frozen=True, slots=True)
class Graph:
    """Nodes by what they can be: anchors make events (items, then sums), the others fill their roles."""

    anchors: tuple[Node, ...]
    parties: tuple[Node, ...]
    dates: tuple[Node, ...]
    quantities: tuple[Node, ...]
    ends: Ints  # sentence ends and line breaks before each token
    relations: Ints  # (nodes, nodes), indices of `RELATIONS`

    @property
    def nodes(self) -> tuple[Node, ...]:
        return self.anchors + self.parties + self.dates + self.quantities

    def places(self, kind: str) -> slice:
        """Where the nodes of a kind ("anchor", "party", "date", "quantity") stand among `nodes`."""
        sizes = [len(self.anchors), len(self.parties), len(self.dates), len(self.quantities)]
        i = ("anchor", "party", "date", "quantity").index(kind)
        return slice(sum(sizes[:i]), sum(sizes[: i + 1]))


def build_graph(
    words: Sequence[str],
    starts: Sequence[int],
    mentions: Mentions,
    entities: Sequence[int],
    told: Sequence[Candidate] = (),
) -> Graph:
    """`starts` are the words' first characters; `entities` numbers `mentions.parties` by party; `told` is what the
    frames made of the text, refused candidates too."""
    stops = [s + len(w) for s, w in zip(starts, words, strict=True)]
    hints = _hints(told)

    def node(mention: Mention, kind: str, entity: int = -1) -> Node:
        start = max(0, bisect_right(starts, mention.start) - 1)
        end = max(start + 1, bisect_left(stops, mention.end) + 1)
        hint = next((h for a, b, h in hints if a < mention.end and mention.start < b), 0) if kind[0] in "im" else 0
        return Node(mention, start, min(end, len(words)), KINDS.index(kind), entity, hint)

    anchors = [node(m, "item") for m in mentions.items]
    anchors += [node(m, "money" if m.amount is not None else "money.vague") for m in mentions.money]
    parties = [node(m, _party_kind(m), e) for m, e in zip(mentions.parties, entities, strict=True)]
    days: dict[str, int] = {}
    dates = [node(m, _date_kind(m), days.setdefault(str(m.value or m.text), len(days))) for m in mentions.dates]
    quantities = [node(m, "quantity.unit" if m.unit else "quantity") for m in mentions.quantities]
    marks = [0, *(int(w in _ENDS or "\n" in w) for w in words)]
    nodes = anchors + parties + dates + quantities
    return Graph(
        tuple(anchors), tuple(parties), tuple(dates), tuple(quantities),
        np.array(marks, dtype=np.int64).cumsum(), _relations(nodes, len(anchors), told),
    )  # fmt: skip


def _hints(told: Sequence[Candidate]) -> list[tuple[int, int, int]]:
    """(start, end, hint) of the things of each candidate; what is actual stands before what is refused."""
    out = []
    for c in sorted(told, key=lambda c: c.assertion != "actual"):
        hint = HINTS.index(c.status if c.assertion == "actual" else c.assertion)
        out += [(a.mention.start, a.mention.end, hint) for a in c.arguments if a.role in ("item", "money")]
    return out


def _relations(nodes: Sequence[Node], n_anchors: int, told: Sequence[Candidate]) -> Ints:
    out = _same_entity(nodes)
    for c in told:
        if c.assertion != "actual":
            continue
        held: list[tuple[int, int]] = []  # node, role
        for a in c.arguments:
            if a.role in RELATIONS:
                m = a.mention
                held += [
                    (i, RELATIONS.index(a.role))
                    for i, n in enumerate(nodes)
                    if n.mention.start < m.end and m.start < n.mention.end and _fits(a.role, n.kind)
                ]
        for i, _ in held:
            if i < n_anchors:
                for j, role in held:
                    if i != j:
                        out[i, j] = role
    return out


def _same_entity(nodes: Sequence[Node]) -> Ints:
    kinds = np.array([KINDS[n.kind].partition(".")[0] == "party" for n in nodes], dtype=bool)
    entities = np.array([n.entity for n in nodes], dtype=np.int64)
    same = (entities[:, None] == entities) & (entities >= 0) & (kinds[:, None] == kinds)
    return np.where(same, RELATIONS.index("same"), 0)


def _fits(role: str, kind: int) -> bool:
    name = KINDS[kind].partition(".")[0]
    return name == ("party" if role in ("donor", "recipient") else role)


def _party_kind(mention: PartyMention) -> str:
    parts = mention.rule.split(".")
    kind = "party.reader" if parts[0] == "reader" else f"party.{parts[1]}" if len(parts) > 1 else "party.other"
    return kind if kind in KINDS else "party.other"


def _date_kind(mention: DateMention) -> str:
    return mention.rule if mention.rule == "date.dateline" else "date" if mention.value else "date.vague"


# ------------------------------------------------------------------ features
def node_features(nodes: Sequence[Node]) -> Ints:
    """(nodes, 5): start, last token, kind, how often its entity is mentioned, hint."""
    times: dict[int, int] = {}
    for n in nodes:
        times[n.entity] = times.get(n.entity, 0) + 1
    rows = [(n.start, n.end - 1, n.kind, 0 if n.entity < 0 else _step(times[n.entity]), n.hint) for n in nodes]
    return np.array(rows, dtype=np.int64).reshape(-1, 5)


def _step(times: int) -> int:
    return 0 if times < 2 else 1 if times == 2 else 2 if times < 5 else 3


def pair_features(graph: Graph, others: str | None = None) -> Ints:
    """(nodes, nodes, 4) of all nodes, or (anchors, others, 4) with the nodes of one kind.

    Signed distance, sentence ends between, others between, relation: all as indices of embeddings.
    """
    rows = slice(None) if others is None else graph.places("anchor")
    columns = slice(None) if others is None else graph.places(others)
    nodes = graph.nodes
    a0, a1 = _bounds(nodes[rows])
    b0, b1 = _bounds(nodes[columns])
    after = b0[None, :] >= a1[:, None]
    gap = np.where(after, b0[None, :] - a1[:, None], a0[:, None] - b1[None, :])
    size = np.searchsorted(_STEPS, np.maximum(gap, 0), side="right")  # 1 .. 9
    distance = np.where(after, 9 + size, 9 - size)
    distance = np.where((b0[None, :] < a1[:, None]) & (a0[:, None] < b1[None, :]), 9, distance)  # they overlap
    stops = np.clip(graph.ends[b0][None, :] - graph.ends[a0][:, None], -4, 4) + 4
    order = np.sort(b0)
    first = np.searchsorted(order, np.where(after, a1[:, None], b0[None, :] + 1), side="left")
    between = np.searchsorted(order, np.where(after, b0[None, :], a0[:, None]), side="left") - first
    return np.stack([distance, stops, np.clip(between, 0, BETWEEN - 1), graph.relations[rows, columns]], axis=-1)


def _bounds(nodes: Sequence[Node]) -> tuple[Ints, Ints]:
    return np.array([n.start for n in nodes], dtype=np.int64), np.array([n.end for n in nodes], dtype=np.int64)
