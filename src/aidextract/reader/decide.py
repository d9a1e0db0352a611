"""From the reader's scores to candidates: which anchors are events, and what belongs to each."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np

from aidextract.encoder.heads import Floats
from aidextract.reader.graph import Graph, Node
from aidextract.reader.network import Scores
from aidextract.records import STATUSES, Argument, Candidate, Mention, MoneyMention, QuantityMention, Role

RULE = "reader"
_Sized = MoneyMention | QuantityMention


@dataclass(frozen=True, slots=True)
class Thresholds:
    """Probabilities above which a score is taken. Chosen on held-out articles: `models/README.md` has the curves."""

    event: float = 0.75
    bare: float = 0.8  # of an event, where neither donor nor recipient is found
    notice: float = 0.1  # from here on it is worth a line among the rejected
    same_event: float = 0.35
    same_thing: float = 0.25
    donor: float = 0.3
    recipient: float = 0.55
    rank: float = 0.55  # weight of a party's rank among all, beside its own probability, for the first in a role
    second_donor: float = 0.95  # of every donor after the surest
    second_recipient: float = 0.95
    every: float = 0.3  # of every party after the first where a sum or number is said of each
    far_date: float = 0.7  # of a date that stands in another sentence than everything given
    location: float = 0.6
    aggregate: float = 0.6


@dataclass(frozen=True, slots=True)
class Refusal:
    """A thing or sum that might have been given, and its score below the threshold."""

    mention: Mention
    score: float


def decide(graph: Graph, scores: Scores, thresholds: Thresholds) -> tuple[list[Candidate], list[Refusal]]:
    """Candidates in text order, one for each group of anchors that tell of the same transfer; and what was refused."""
    p_event = _sigmoid(scores.event)
    taken = [k for k in range(len(graph.anchors)) if p_event[k] >= thresholds.event]
    groups = _group(graph.anchors, taken, _sigmoid(scores.same_event), thresholds.same_event)
    candidates, out = [], [k for k in range(len(graph.anchors)) if k not in taken]
    for group in groups:
        candidate = _candidate(graph, scores, p_event, group, thresholds)
        if _is_whole(candidate, thresholds):
            candidates += _split_each(candidate)
        else:
            out += group
    seen = [k for k in sorted(out) if p_event[k] >= thresholds.notice]
    return candidates, [Refusal(graph.anchors[k].mention, float(p_event[k])) for k in seen]


def _is_whole(candidate: Candidate, t: Thresholds) -> bool:
    """Something is given, of a size that is said where it is money, and by or to someone unless the reader is surer."""
    given = [a.mention for a in candidate.arguments if a.role in ("item", "money")]
    if all(isinstance(m, MoneyMention) and m.amount is None for m in given):
        return False
    return candidate.score >= t.bare or any(a.role in ("donor", "recipient") for a in candidate.arguments)


def _group(anchors: Sequence[Node], taken: list[int], same: Floats, least: float) -> list[list[int]]:
    """Groups of anchors by average link; two different sums never fall into one."""
    groups = [[k] for k in taken]
    sums = [_sum(anchors[k]) for k in taken]
    total = same[np.ix_(taken, taken)].astype(np.float64)
    size = np.ones(len(taken))
    apart = np.array([[x is not None and y is not None and x != y for y in sums] for x in sums], dtype=bool)
    once = np.triu(np.ones_like(apart))  # of each pair the half below, and none with itself
    for _ in range(len(taken) - 1):
        link = np.where(apart | once, -1.0, total / np.outer(size, size))
        i, j = divmod(int(link.argmax()), len(taken))
        if link[i, j] < least:
            break
        groups[j], groups[i] = sorted(groups[j] + groups[i]), []
        total[j], size[j] = total[j] + total[i], size[j] + size[i]
        total[:, j] += total[:, i]
        apart[j], apart[:, j] = apart[j] | apart[i], apart[:, j] | apart[:, i]
        apart[i], apart[:, i] = True, True
    return sorted((g for g in groups if g), key=lambda g: min(anchors[k].start for k in g))


def _sum(node: Node) -> object:
    return node.mention.amount if isinstance(node.mention, MoneyMention) else None


def _candidate(graph: Graph, scores: Scores, p_event: Floats, group: list[int], t: Thresholds) -> Candidate:
    anchors = graph.anchors
    arguments: list[Argument] = []
    items = _things(graph, scores, p_event, [k for k in group if not isinstance(anchors[k].mention, MoneyMention)], t)
    quantities = _quantities(graph, scores, items)
    for k in items:
        arguments.append(Argument("item", anchors[k].mention, f"{RULE}/item", float(p_event[k])))
        if k in quantities:
            j, p = quantities[k]
            arguments.append(
                Argument("quantity", graph.quantities[j].mention, f"{RULE}/quantity", p, of=len(arguments) - 1)
            )
    sums = [k for k in group if isinstance(anchors[k].mention, MoneyMention)]
    if sums:
        k = max(sums, key=lambda k: (anchors[k].mention.amount is not None, p_event[k]))  # type: ignore[attr-defined]
        arguments.append(Argument("money", anchors[k].mention, f"{RULE}/money", float(p_event[k])))
    given = [anchors[k] for k in items]
    if _is_each(arguments):
        t = replace(t, second_donor=t.every, second_recipient=t.every)
    parties = _parties(graph, scores, group, t)
    arguments += [a for a in parties if not any(_overlap(a.mention, n.mention) for n in given)]
    arguments += _date(graph, scores, group, t)
    status = _log_softmax(scores.status[group]).mean(0)
    return Candidate(
        tuple(arguments),
        STATUSES[int(status.argmax())],
        RULE,
        aggregate=bool(_sigmoid(scores.aggregate[group]).mean() >= t.aggregate),
        score=float(p_event[group].max()),
        status_score=float(np.exp(status.max() - np.logaddexp.reduce(status))),
    )


def _is_each(arguments: Sequence[Argument]) -> bool:
    """Whether the one sum, or the number of the one thing, is said of each of several parties."""
    things = [a for a in arguments if a.role == "item"]
    sizes = [a.mention for a in arguments if a.role in ("money", "quantity")]
    return len(things) < 2 and len(sizes) == 1 and isinstance(sizes[0], _Sized) and sizes[0].each


def _split_each(candidate: Candidate) -> list[Candidate]:
    """One candidate for each donor, or else each recipient, where the sum or number is said of each: "Peru and Chad
    gave $5 million each"."""
    if not _is_each(candidate.arguments):
        return [candidate]
    for role in ("donor", "recipient"):
        several = [a for a in candidate.arguments if a.role == role]
        if len(several) > 1:
            every = [tuple(a for a in candidate.arguments if a.role != role or a is one) for one in several]
            return [replace(candidate, arguments=arguments) for arguments in every]
    return [candidate]


def _overlap(a: Mention, b: Mention) -> bool:
    return a.start < b.end and b.start < a.end


def _things(graph: Graph, scores: Scores, p_event: Floats, items: list[int], t: Thresholds) -> list[int]:
    """One anchor for each thing: of several that name the same, the one with a number, then the surest."""
    same = _sigmoid(scores.same_thing)
    counted = scores.quantity.shape[1] > 0
    numbered = _sigmoid(scores.quantity.max(1) - scores.no_quantity) if counted else np.zeros_like(p_event)
    words = [n.mention.text.casefold() for n in graph.anchors]
    out: list[int] = []
    for k in sorted(items, key=lambda k: (numbered[k] <= 0.5, -p_event[k])):
        told = numbered[k] <= 0.5 and any(words[k] == words[j] for j in out)  # told again, without a number of its own
        if not told and all(same[k, j] < t.same_thing for j in out):
            out.append(k)
    return sorted(out, key=lambda k: graph.anchors[k].start)


def _quantities(graph: Graph, scores: Scores, items: list[int]) -> dict[int, tuple[int, float]]:
    """The number of each item; a number is given once, but for "each", to the item that is surest of it."""
    if not graph.quantities or not items:
        return {}
    logits = np.concatenate([scores.quantity[items], scores.no_quantity[items][:, None]], axis=1)
    p = np.exp(_log_softmax(logits))
    wishes = [(float(p[i, p[i].argmax()]), i, int(p[i].argmax())) for i in range(len(items))]
    out: dict[int, tuple[int, float]] = {}
    used: set[int] = set()
    for score, i, j in sorted(wishes, key=lambda w: (-w[0], w[1])):
        if j == len(graph.quantities):
            continue
        mention = graph.quantities[j].mention
        shared = isinstance(mention, QuantityMention) and mention.each
        if j in used and not shared:
            continue
        used.add(j)
        out[items[i]] = (j, score)
    return out


def _parties(graph: Graph, scores: Scores, group: list[int], t: Thresholds) -> list[Argument]:
    """Donors, recipients and the place, each party by its best mention."""
    if not graph.parties:
        return []
    logits = scores.party[group]  # (anchors, mentions, roles)
    entities = [n.entity for n in graph.parties]
    by_entity = {e: [i for i, x in enumerate(entities) if x == e] for e in dict.fromkeys(entities)}
    top = np.stack([logits[:, own].max(1) for own in by_entity.values()], axis=1)  # (anchors, parties, roles)
    alone = _sigmoid(top).mean(0)
    ranked = alone.copy()
    for r in (0, 1):  # against all others and nobody
        all_ = np.concatenate([top[..., r], scores.no_party[group, r : r + 1]], axis=1)
        ranked[:, r] = np.exp(_log_softmax(all_)).mean(0)[:-1]
    p = dict(zip(by_entity, (1 - t.rank) * alone + t.rank * ranked, strict=True))
    further = dict(zip(by_entity, alone, strict=True))
    least, more = (t.donor, t.recipient, t.location), (t.second_donor, t.second_recipient, 2.0)  # one place at most
    roles: tuple[Role, ...] = ("donor", "recipient", "location")
    chosen: list[tuple[Role, int, float]] = []
    for r, role in enumerate(roles):
        for e in sorted(p, key=lambda e: -p[e][r]):
            first = not any(c[0] == role for c in chosen)
            if (p[e][r] < least[r]) if first else (further[e][r] < more[r]):
                continue
            other = next((c for c in chosen if c[1] == e), None)
            if other is not None:  # nobody gives to himself
                if role == "location" or other[2] >= p[e][r]:
                    continue
                chosen.remove(other)
            chosen.append((role, e, float(p[e][r])))
    out = []
    spans: list[tuple[Role, Node]] = []
    for role, e, score in chosen:
        own = by_entity[e]
        best = own[int(logits[:, own, roles.index(role)].mean(0).argmax())]
        node = graph.parties[best]
        # Overlapping mentions are two readings of the same words: the surer one stands.
        if any(x == role and node.start < n.end and n.start < node.end for x, n in spans):
            continue
        spans.append((role, node))
        out.append(Argument(role, node.mention, f"{RULE}/{role}", score))
    order = {role: i for i, role in enumerate(roles)}
    return sorted(out, key=lambda a: (order[a.role], a.mention.start))


def _date(graph: Graph, scores: Scores, group: list[int], t: Thresholds) -> list[Argument]:
    if not graph.dates:
        return []
    clusters = sorted({n.entity for n in graph.dates})
    columns = [[i for i, n in enumerate(graph.dates) if n.entity == c] for c in clusters]
    best = np.stack([scores.date[group][:, own].max(1) for own in columns] + [scores.no_date[group]], axis=1)
    p = _log_softmax(best).mean(0)
    k = int(p.argmax())
    if k == len(clusters):
        return []
    i = max(columns[k], key=lambda i: float(scores.date[group, i].mean()))
    probability = float(np.exp(p[k]))
    near = {int(graph.ends[graph.anchors[a].start]) for a in group}
    if probability < t.far_date and all(int(graph.ends[graph.dates[j].start]) not in near for j in columns[k]):
        return []
    return [Argument("date", graph.dates[i].mention, f"{RULE}/date", probability)]


def _sigmoid(x: Floats) -> Floats:
    y: Floats = (1 / (1 + np.exp(-np.clip(x, -30, 30)))).astype(np.float32, copy=False)
    return y


def _log_softmax(x: Floats) -> Floats:
    x = x - x.max(-1, keepdims=True)
    y: Floats = x - np.log(np.exp(x).sum(-1, keepdims=True))
    return y
