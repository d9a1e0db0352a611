"""Stage two: encoder, syntax and entity heads, and reader learn together, from annotated articles and treebanks.

    python reader_training.py --stage-one FOLDER --minilm FOLDER --data FOLDER --gold FILE... --out FOLDER
        [--held-out 0.15] [--epochs 20] [--threads 2] [--steps N]

Resumes from OUT/last.pt. Scores on the held-out articles are printed and kept in OUT/log.jsonl.

Several processes share the work where torch's environment names them (`torchrun --nproc-per-node 2
reader_training.py ...`): each reads its part of every batch, and their gradients are averaged.
"""

from __future__ import annotations

import argparse
import datetime as dt
import json
import os
import random
import time
from dataclasses import dataclass, field, replace
from decimal import Decimal
from pathlib import Path
from typing import Any

import numpy as np
import spacy
import torch
import torch.distributed as dist
import torch.nn.functional as F
from alignment import Aligned, align, date_matches, party_matches
from data import BIO, UNSET, Sample, label_docs, read_docs
from names import Names
from network import WIDTH, Encoder, SyntaxHeads
from reader_network import Reader
from syntax_training import NER, SYNTAX, WEIGHTS, batches, encode, evaluate, log_scores, optimiser, syntax_losses
from torch import Tensor, nn

from aidextract.article import make_article, plain_text
from aidextract.asides import body_words
from aidextract.decoding import AID_SPANS, bio_spans
from aidextract.encoder.component import AID_BIAS
from aidextract.encoder.pieces import OTHER, Window, WordPieces
from aidextract.evaluate import is_held_out, read_gold
from aidextract.extraction import find_told
from aidextract.gazetteer import place_country
from aidextract.mentions.collect import PARTY_LABELS, add_spans, add_told_items, find_in_text, trim
from aidextract.reader.graph import Graph, build_graph, node_features, pair_features
from aidextract.records import STATUSES, Article, Candidate, Mentions
from aidextract.references import group_parties

AID = ["O", "B-DONOR", "I-DONOR", "B-RECIPIENT", "I-RECIPIENT", "B-ITEM", "I-ITEM"]
NEWLINE_ID = 2  # "[unused1]", see aidextract.encoder.pieces
MASK = 103  # the piece that MiniLM learned to see through
LOSS = {  # weights
    "aid": 0.5,
    "event": 1.0,
    "status": 0.6,
    "aggregate": 0.3,
    "party": 4.0,
    "who": 0.7,
    "date": 0.6,
    "quantity": 0.5,
    "same": 1.0,
}


@dataclass
class Text:
    """One annotated article, ready for training."""

    doc: dict[str, Any]
    article: Article
    words: list[str]
    starts: list[int]
    windows: list[Window]
    found: Mentions  # by rules
    gold: Aligned
    tags: np.ndarray  # aid tags, UNSET where doubtful
    told: list[Candidate] = field(default_factory=list)  # what the frames make of it
    group_cache: dict[Any, list[int]] = field(default_factory=dict)


def prepare(doc: dict[str, Any], nlp: spacy.Language, pieces: WordPieces) -> Text:
    """An annotated article with its words, what the rules find in it, and the aid tags of its gold."""
    # The reference date is the gold file's; the country of the dateline settles signs, as at run time.
    text = plain_text(doc["text"])
    article = make_article(text, dt.date.fromisoformat(doc["published"]), place_country=place_country)
    tokens = nlp.tokenizer(article.text)
    words, starts = [t.text for t in tokens], [t.idx for t in tokens]
    found = find_in_text(article)
    quantities = [(q.start, q.end, float(q.value)) for q in found.quantities if q.value is not None]
    money = [(m.start, m.end, float(m.amount)) for m in found.money if m.amount is not None]
    gold = align(doc, quantities, money)
    stops = [s + len(w) for s, w in zip(starts, words, strict=True)]
    tags = np.zeros(len(words), dtype=np.int64)

    def paint(span: tuple[int, int], label: str | None) -> None:
        a, b = trim(article.text, *span)
        inside = [i for i in range(len(words)) if starts[i] < b and stops[i] > a and not words[i].isspace()]
        for k, i in enumerate(inside):
            tags[i] = UNSET if label is None else AID.index(("B-" if k == 0 else "I-") + label)

    for span in gold.doubtful:
        paint(span, None)
    items = [o.span for o in gold.items]
    for spans, label in ((gold.recipients, "RECIPIENT"), (gold.donors, "DONOR"), (items, "ITEM")):
        for span in sorted(spans, key=lambda s: s[1] - s[0]):
            paint(span, label)
    windows = pieces.windows(words, body=body_words(article.text, starts))
    return Text(doc, article, words, starts, windows, found, gold, tags)


def text_batches(texts: list[Text], size: int, rng: random.Random) -> list[list[Text]]:
    """Groups of like length, `size` pieces each with padding, in random order."""
    longest = {id(t): max((len(w.ids) for w in t.windows), default=1) for t in texts}
    out: list[list[Text]] = [[]]
    rows = width = 0
    for t in sorted(texts, key=lambda t: longest[id(t)] + rng.uniform(0, 40)):
        width = max(width, longest[id(t)])
        rows += len(t.windows)
        if out[-1] and rows * width > size:
            out.append([])
            rows, width = len(t.windows), longest[id(t)]
        out[-1].append(t)
    rng.shuffle(out)
    return out


def tell(texts: list[Text], nlp: spacy.Language) -> None:
    """The frames' candidates of each text, from the parse of an exported pipeline."""
    docs = nlp.pipe(t.article.text for t in texts)
    for text, doc in zip(texts, docs, strict=True):
        named = [(e.start_char, e.end_char, e.label_) for e in doc.ents if e.label_ in PARTY_LABELS]
        marked = [(s.start_char, s.end_char, s.label_) for s in doc.spans[AID_SPANS]]
        text.told = find_told(doc, add_spans(text.found, text.article.text, named, marked))


def encode_texts(
    encoder: Encoder, texts: list[Text], piece_drop: float = 0.0, windows: list[list[Window]] | None = None
) -> list[Tensor]:
    """Word vectors of each text; its windows (others for training, if given) are rows of one batch."""
    rows, owner = [], []
    for t, own in enumerate(windows or [text.windows for text in texts]):
        for w in own:
            rows.append(Sample(np.array(w.ids), np.array(w.case), np.array(w.first), []))
            owner.append(t)
    vectors, _ = encode(encoder, rows, piece_drop, MASK)
    out = []
    for t in range(len(texts)):
        own = [vectors[r][: len(rows[r].first)] for r, o in enumerate(owner) if o == t]
        out.append(torch.cat(own))
    return out


def beside(windows: list[Window], others: list[Sample], rng: random.Random) -> list[Window]:
    """The windows, some with a paragraph of another text before or after, so that neither place nor neighbours matter.

    Its pieces belong to no word of the article: they are only seen in passing.
    """
    out = []
    for w in windows:
        for before in (True, False):
            room = min(120, 505 - len(w.ids))
            if not others or room < 12 or rng.random() > 0.3:
                continue
            other = rng.choice(others)
            n = min(room, len(other.ids) - 2, rng.randint(10, 120))
            ids, case = other.ids[1 : 1 + n].tolist() + [NEWLINE_ID], other.case[1 : 1 + n].tolist() + [OTHER]
            at = 1 if before else len(w.ids) - 1
            if not before:
                ids, case = ids[-1:] + ids[:-1], case[-1:] + case[:-1]
            first = [f + len(ids) for f in w.first] if before else w.first
            w = replace(w, ids=w.ids[:at] + ids + w.ids[at:], case=w.case[:at] + case + w.case[at:], first=first)
        out.append(w)
    return out


def propose(text: Text, ner: Tensor, aid: Tensor, with_gold: bool, bias: float = AID_BIAS) -> Mentions:
    """Mentions as at run time; in training with the gold spans in a part of the cases, and with more wrong ones: on
    articles that it has seen, the tagger is right too often for the reader to learn what to refuse."""
    stops = [s + len(w) for s, w in zip(text.starts, text.words, strict=True)]

    def chars(spans: list[tuple[int, int, str]]) -> list[tuple[int, int, str]]:
        return [(text.starts[a], stops[b - 1], label) for a, b, label in spans]

    named = [s for s in chars(bio_spans([BIO[i] for i in ner.argmax(-1).tolist()])) if s[2] in PARTY_LABELS]
    aid = aid.clone()
    aid[:, 0] -= bias
    marked = chars(bio_spans([AID[i] for i in aid.argmax(-1).tolist()]))
    if with_gold:
        marked += [(*s, "DONOR") for s in text.gold.donors] + [(*s, "RECIPIENT") for s in text.gold.recipients]
        marked += [(*o.span, "ITEM") for o in text.gold.items]
    return add_told_items(add_spans(text.found, text.article.text, named, marked), text.told)


@dataclass
class Targets:
    """What the reader should say of each anchor. -1: not asked."""

    event: np.ndarray  # (anchors,) 1, 0, -1
    status: np.ndarray
    aggregate: np.ndarray
    party: np.ndarray  # (anchors, entities, 3)
    date: np.ndarray  # (anchors,) cluster, number of clusters = none, -1
    quantity: list[list[int] | None]  # nodes that are right; [] = none; None = not asked
    same: np.ndarray  # (anchors, anchors, 2)


def same_number(found: Decimal | None, wanted: float | None) -> bool:
    """Whether both are known and equal, up to rounding."""
    return found is not None and wanted is not None and abs(float(found) - wanted) <= 1e-6 * max(1, wanted)


def party_distance(text: Text, place: int, event: dict[str, Any]) -> int:
    """Characters from the nearest name of a giver, or else a taker, to the place behind it."""
    for key in ("donors", "recipients"):
        names = [name for party in event.get(key) or [] for name in party["names"]]
        found = [place - at for name in names if (at := text.article.text.rfind(name, 0, place)) >= 0]
        if found:
            return min(found)
    return place


def targets(text: Text, graph: Graph, n_entities: int) -> Targets:
    """The gold of a text, said of the anchors and entities of a graph. An anchor belongs to the event whose sum it is,
    or whose item it overlaps most; one that only touches an item or a doubtful place is not asked for."""
    gold, anchors = text.gold, graph.anchors
    n = len(anchors)
    claim: list[tuple[int, int] | None] = [None] * n  # (event, item or -1)
    event = np.zeros(n, dtype=np.int64)
    for k, node in enumerate(anchors):
        m = node.mention
        if hasattr(m, "amount"):
            equal = [e for e, ev in enumerate(gold.events) if same_number(m.amount, ev.get("amount"))]
            if equal:  # of several events with one sum, the one whose giver or taker stands nearest before
                claim[k] = (min(equal, key=lambda e: party_distance(text, m.start, gold.events[e])), -1)
        else:
            best = 0.0
            for o in gold.items:
                a, b = o.span
                shared = min(b, m.end) - max(a, m.start)
                if shared > 0:
                    fit = shared / (max(b, m.end) - min(a, m.start)) + (0.5 if abs(b - m.end) <= 1 else 0)
                    if fit > max(best, 0.35):
                        best, claim[k] = fit, (o.event, o.item)
            places = gold.doubtful + [o.span for o in gold.items]
            if claim[k] is None and any(a < m.end and m.start < b for a, b in places):
                event[k] = -1
        if claim[k] is not None:
            event[k] = -1 if gold.events[claim[k][0]].get("optional") else 1
    status, aggregate = np.full(n, -1), np.full(n, -1)
    party = np.full((n, n_entities, 3), -1.0, dtype=np.float32)
    date, quantity = np.full(n, -1), [None] * n
    same = np.full((n, n, 2), -1.0, dtype=np.float32)
    names: list[list[str]] = [[] for _ in range(n_entities)]
    country: list[str | None] = [None] * n_entities
    for node in graph.parties:
        names[node.entity].append(node.mention.text)
        country[node.entity] = country[node.entity] or node.mention.country
    who: dict[int, np.ndarray] = {}
    n_dates = len({d.entity for d in graph.dates})
    for k, c in enumerate(claim):
        if c is None or event[k] != 1:
            continue
        e, item = c
        ev = gold.events[e]
        if e not in who:
            table = np.zeros((n_entities, 3), dtype=np.float32)
            location = ev.get("location") or ""
            place = {"names": [x for x in (*location.split(", "), location) if x]}
            for i in range(n_entities):
                for r, key in enumerate(("donors", "recipients")):
                    table[i, r] = any(party_matches(p, names[i], country[i]) for p in ev.get(key) or [])
                table[i, 2] = bool(place["names"]) and party_matches(place, names[i], None)
            who[e] = table
        party[k] = who[e]
        status[k] = STATUSES.index(ev["status"])
        aggregate[k] = int(bool(ev.get("aggregate")))
        if ev.get("date"):
            right = [d.entity for d in graph.dates if date_matches(ev["date"], d.mention.value)]
            date[k] = right[0] if right else -1
        else:
            date[k] = n_dates
        if item >= 0:
            want = ev["items"][item].get("quantity")
            if want is None:
                quantity[k] = []
            else:
                right = [j for j, q in enumerate(graph.quantities) if same_number(q.mention.value, want)]
                quantity[k] = right or (None if want != 1 else [])
        for j, d in enumerate(claim):
            if d is not None and event[j] == 1 and j != k:
                same[k, j] = (float(d[0] == e), float(d == c))
    return Targets(event, status, aggregate, party, date, quantity, same)


def entity_scores(scores: Tensor, entities: list[int], n: int) -> Tensor:
    """(anchors, mentions, outputs) -> (anchors, entities, outputs): an entity's score is its best mention's."""
    index = torch.tensor(entities)[None, :, None].expand_as(scores)
    out = scores.new_full((scores.shape[0], n, scores.shape[2]), -1e4)
    return out.scatter_reduce(1, index, scores, "amax", include_self=True)


def read(reader: Reader, words: Tensor, graph: Graph) -> dict[str, Tensor] | None:
    """All scores of one article."""
    if not graph.anchors:
        return None
    x = reader(words, torch.from_numpy(node_features(graph.nodes)), torch.from_numpy(pair_features(graph)))
    anchors = x[graph.places("anchor")]
    out = {"event": reader.event(anchors), "none": reader.none(anchors)}
    for name in ("anchor", "party", "date", "quantity"):
        others = x[graph.places(name)]
        if len(others):
            out[name] = reader.pairs[name](anchors, others, torch.from_numpy(pair_features(graph, name)))
    return out


def one_of(scores: Tensor, none: Tensor, right: Tensor) -> Tensor:
    """How badly (anchors, entities) scores rank the right entities, or `none` where none is right, above all others."""
    right = torch.cat([right, (right.sum(1, keepdim=True) == 0).float()], 1)
    log = torch.cat([scores, none[:, None]], 1).log_softmax(-1)
    return -log.masked_fill(right == 0, -1e4).logsumexp(1).mean()


def reader_losses(out: dict[str, Tensor], graph: Graph, t: Targets, n_entities: int) -> dict[str, Tensor]:
    """The losses of one article by task, for the tasks of which something is asked."""
    losses: dict[str, Tensor] = {}
    bce = F.binary_cross_entropy_with_logits
    event = torch.from_numpy(t.event)
    asked = event >= 0
    if asked.any():
        losses["event"] = bce(out["event"][asked, 0], event[asked].float())
    yes = event == 1
    if yes.any():
        losses["status"] = F.cross_entropy(out["event"][yes, 1:5], torch.from_numpy(t.status)[yes])
        losses["aggregate"] = bce(out["event"][yes, 5], torch.from_numpy(t.aggregate)[yes].float())
        if "party" in out:
            scores = entity_scores(out["party"], [p.entity for p in graph.parties], n_entities)[yes]
            y = torch.from_numpy(t.party)[yes]
            losses["party"] = bce(scores, y, weight=torch.tensor([1.0, 1.0, 0.3]))
            losses["who"] = sum(one_of(scores[..., r], out["none"][yes, 2 + r], y[..., r]) for r in (0, 1)) / 2
        if "date" in out:
            clusters = [d.entity for d in graph.dates]
            n = max(clusters) + 1
            scores = torch.cat([entity_scores(out["date"], clusters, n)[..., 0], out["none"][:, :1]], 1)
            y = torch.from_numpy(np.where(t.date == len(set(clusters)), n, t.date))
            known = yes & (y >= 0)
            if known.any():
                losses["date"] = F.cross_entropy(scores[known], y[known])
        rows = [k for k, q in enumerate(t.quantity) if q is not None and yes[k]]
        if rows and "quantity" in out:
            scores = torch.cat([out["quantity"][..., 0], out["none"][:, 1:2]], 1).log_softmax(-1)
            parts = [scores[k, q].logsumexp(0) if q else scores[k, -1] for k in rows for q in (t.quantity[k],)]
            losses["quantity"] = -torch.stack(parts).mean()
        same = torch.from_numpy(t.same)
        known = same[..., 0] >= 0
        if known.any():
            s = (out["anchor"] + out["anchor"].transpose(0, 1)) / 2
            losses["same"] = bce(s[known], same[known])
    return losses


@torch.no_grad()
def evaluate_reader(
    encoder: Encoder, heads: SyntaxHeads, aid_head: nn.Module, reader: Reader, texts: list[Text]
) -> dict[str, float]:
    """Quick figures on proposed mentions, in percent: F of anchors, of donors and recipients on right anchors, of
    anchor pairs in one event; accuracy of the rest; the share of gold parties and items that were proposed."""
    for m in (encoder, heads, aid_head, reader):
        m.eval()
    c = {k: [0, 0, 0] for k in ("event", "donor", "recipient", "same")}
    hits = {k: [0, 0] for k in ("status", "date", "quantity", "aggregate")}
    reach = {k: [0, 0] for k in ("party", "item")}
    for i in range(0, len(texts), 8):
        part = texts[i : i + 8]
        for text, words in zip(part, encode_texts(encoder, part), strict=True):
            mentions = propose(text, heads.taggers["ner"](words), aid_head(words), with_gold=False)
            groups = group_parties(text.article.text, mentions.parties)
            graph = build_graph(text.words, text.starts, mentions, groups, text.told)
            n = max(groups, default=-1) + 1
            t = targets(text, graph, n)
            gold_items = {(o.event, o.item) for o in text.gold.items}
            found = set()
            for node in graph.anchors:
                m = node.mention
                if not hasattr(m, "amount"):
                    items = [o for o in text.gold.items if m.start < o.span[1] and o.span[0] < m.end]
                    found |= {(o.event, o.item) for o in items}
            reach["item"][0] += len(gold_items & found)
            reach["item"][1] += text.gold.wanted
            for ev in text.gold.events:
                for p in (ev.get("donors") or []) + (ev.get("recipients") or []):
                    reach["party"][1] += 1
                    reach["party"][0] += any(party_matches(p, [m.text], m.country) for m in mentions.parties)
            out = read(reader, words, graph)
            if out is None:
                continue
            yes = (out["event"][:, 0] > 0).numpy()
            for k in range(len(graph.anchors)):
                if t.event[k] >= 0:
                    add(c["event"], bool(yes[k]), t.event[k] == 1)
            right = t.event == 1
            status = out["event"][:, 1:5].argmax(-1).numpy()
            hits["status"][0] += int((status == t.status)[right].sum())
            hits["status"][1] += int(right.sum())
            hits["aggregate"][0] += int(((out["event"][:, 5] > 0).numpy() == t.aggregate)[right].sum())
            hits["aggregate"][1] += int(right.sum())
            if "party" in out:
                scores = entity_scores(out["party"], groups, n).numpy()
                for k in np.flatnonzero(right):
                    for r, name in enumerate(("donor", "recipient")):
                        for e in range(n):
                            add(c[name], scores[k, e, r] > 0, t.party[k, e, r] == 1)
            if "date" in out:
                clusters = [d.entity for d in graph.dates]
                m = max(clusters) + 1
                scores = torch.cat([entity_scores(out["date"], clusters, m)[..., 0], out["none"][:, :1]], 1)
                wanted = np.where(t.date == len(set(clusters)), m, t.date)
                known = right & (t.date >= 0)
                hits["date"][0] += int((scores.argmax(-1).numpy() == wanted)[known].sum())
                hits["date"][1] += int(known.sum())
            if "quantity" in out:
                scores = torch.cat([out["quantity"][..., 0], out["none"][:, 1:2]], 1).argmax(-1).tolist()
                for k in np.flatnonzero(right):
                    if t.quantity[k] is not None:
                        hits["quantity"][1] += 1
                        hits["quantity"][0] += scores[k] in (t.quantity[k] or [len(graph.quantities)])
            s = ((out["anchor"] + out["anchor"].transpose(0, 1)) / 2)[..., 0].numpy()
            for k, j in np.argwhere(t.same[..., 0] >= 0):
                if k < j:
                    add(c["same"], s[k, j] > 0, t.same[k, j, 0] == 1)
    for m in (encoder, heads, aid_head, reader):
        m.train()
    scores = {k: round(200 * v[0] / max(1, 2 * v[0] + v[1] + v[2]), 1) for k, v in c.items()}
    scores |= {k: round(100 * v[0] / max(1, v[1]), 1) for k, v in hits.items()}
    return scores | {f"reach_{k}": round(100 * v[0] / max(1, v[1]), 1) for k, v in reach.items()}


def add(counts: list[int], guess: bool, gold: bool) -> None:
    """Counts one answer as right, wrong or missed; nothing where both say no."""
    counts[0 if guess and gold else 1 if guess else 2] += int(guess or gold)


def average_gradients(parameters: list[nn.Parameter], processes: int) -> None:
    """Every process's gradients become the mean of all; one that has none counts as zero."""
    flat = torch.cat([torch.zeros_like(p).flatten() if p.grad is None else p.grad.flatten() for p in parameters])
    dist.all_reduce(flat)
    for p, g in zip(parameters, flat.div_(processes).split([p.numel() for p in parameters]), strict=True):
        p.grad = g.view_as(p)


def own_modules(labels: dict[str, list[str]]) -> nn.ModuleDict:
    """The heads, by the names under which they are stored."""
    sizes = {k: len(v) for k, v in labels.items() if k != "aid"}
    return nn.ModuleDict({"syntax": SyntaxHeads(sizes), "aid": nn.Linear(WIDTH, len(AID)), "reader": Reader()})


def main() -> None:
    ap = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    ap.add_argument("--stage-one", type=Path, required=True)
    ap.add_argument("--minilm", type=Path, required=True)
    ap.add_argument("--data", type=Path, required=True)
    ap.add_argument("--gold", type=Path, nargs="+", required=True)
    ap.add_argument("--out", type=Path, required=True)
    ap.add_argument("--start", type=Path, help="weights of an earlier stage two to go on from")
    ap.add_argument("--frames", type=Path, help="a pipeline whose parse the frames read: their candidates become hints")
    ap.add_argument("--held-out", type=float, default=0.15)
    ap.add_argument("--epochs", type=float, default=20, help="passes over the annotated articles")
    ap.add_argument("--mix", type=float, default=0.5, help="treebank batches for each batch of articles")
    ap.add_argument("--lr", type=float, default=1.5e-4)
    ap.add_argument("--head-lr", type=float, default=6e-4)
    ap.add_argument("--batch", type=int, default=2200, help="pieces of articles a step")
    ap.add_argument("--piece-drop", type=float, default=0.06, help="share of the pieces that are hidden")
    ap.add_argument("--threads", type=int, default=2)
    ap.add_argument("--steps", type=int, default=0)
    ap.add_argument("--eval-every", type=int, default=400)
    ap.add_argument("--seed", type=int, default=0)
    a = ap.parse_args()
    torch.set_num_threads(a.threads)
    torch.manual_seed(a.seed)
    rank, processes = int(os.environ.get("RANK", 0)), int(os.environ.get("WORLD_SIZE", 1))
    if processes > 1:
        dist.init_process_group("gloo")
    order = random.Random(a.seed)  # the same in all processes
    rng = random.Random(a.seed + rank)
    a.out.mkdir(parents=True, exist_ok=True)
    nlp, pieces = spacy.blank("en"), WordPieces.from_file(a.minilm / "tokenizer.json")
    inv = json.loads((a.stage_one / "labels.json").read_text())
    (a.out / "labels.json").write_text(json.dumps(inv))
    docs = [d for path in a.gold for d in read_gold(path)]
    train = [prepare(d, nlp, pieces) for d in docs if not is_held_out(d["id"], a.held_out)]
    held = [prepare(d, nlp, pieces) for d in docs if is_held_out(d["id"], a.held_out)]
    names = Names(train, pieces)
    if a.frames:
        tell(train + held, spacy.load(a.frames))
    aligned = [t.gold for t in train + held]
    items = f"{sum(g.found for g in aligned)} of {sum(g.wanted for g in aligned)} items found"
    print(f"{len(train)} articles, {len(held)} held out; {items}", flush=True)
    trees = [
        s
        for n in SYNTAX + NER
        if (a.data / f"{n}.spacy").exists()
        for s in label_docs(read_docs(a.data / f"{n}.spacy", nlp), pieces, inv, n)
    ]
    dev = {
        n: label_docs(read_docs(a.data / f"{n}.spacy", nlp), pieces, inv, n)
        for n in ("pud_news", "uner_pud_test")
        if (a.data / f"{n}.spacy").exists()
    }
    one = torch.load(a.stage_one / "last.pt", weights_only=True)
    encoder = Encoder(len(one["encoder"]["word.weight"]))
    own = own_modules(inv)
    heads, aid_head, reader = own["syntax"], own["aid"], own["reader"]
    encoder.load_state_dict(one["encoder"]), heads.load_state_dict(one["heads"])
    if a.start:
        two = torch.load(a.start / "last.pt", weights_only=True)
        encoder.load_state_dict(two["encoder"]), own.load_state_dict(two["own"], strict=False)  # hints may be new
    opt = optimiser(encoder, own, a.lr, a.head_lr)
    parameters = [*encoder.parameters(), *own.parameters()]
    per_epoch = len(text_batches(train, a.batch, order))
    total = a.steps or int(a.epochs * per_epoch)
    warm = min(150, total // 5 + 1)
    schedule = torch.optim.lr_scheduler.LambdaLR(opt, lambda k: min((k + 1) / warm, max(0.02, 1 - k / total)))
    step, last = 0, a.out / "last.pt"
    if last.exists():
        state = torch.load(last, weights_only=True)
        encoder.load_state_dict(state["encoder"]), own.load_state_dict(state["own"])
        opt.load_state_dict(state["opt"]), schedule.load_state_dict(state["schedule"])
        step = state["step"]
    print(f"{per_epoch} steps an epoch, {total} in all, from {step}", flush=True)
    began = time.time()
    mean: dict[str, float] = {}
    tree_queue: list[list[Sample]] = []
    while step < total:
        for batch in text_batches(train, a.batch, order):
            part = batch[rank::processes] or batch[:1]
            losses: dict[str, list[Tensor]] = {}
            windows = [beside(names.swapped(text, rng), trees, rng) for text in part]
            for text, words in zip(part, encode_texts(encoder, part, a.piece_drop, windows), strict=True):
                ner, aid = heads.taggers["ner"](words), aid_head(F.dropout(words, 0.1))
                tags = torch.from_numpy(text.tags)
                losses.setdefault("aid", []).append(F.cross_entropy(aid, tags, ignore_index=UNSET))
                bias = AID_BIAS + rng.uniform(0, 3)
                mentions = propose(text, ner.detach(), aid.detach(), rng.random() < 0.5, bias)
                key = tuple((m.start, m.end) for m in mentions.parties)
                if key not in text.group_cache:
                    if len(text.group_cache) > 20:
                        text.group_cache.clear()
                    text.group_cache[key] = group_parties(text.article.text, mentions.parties)
                groups = text.group_cache[key]
                graph = build_graph(text.words, text.starts, mentions, groups, text.told)
                out = read(reader, words, graph)
                if out is not None:
                    n = max(groups, default=-1) + 1
                    for k, v in reader_losses(out, graph, targets(text, graph, n), n).items():
                        losses.setdefault(k, []).append(v)
            loss = sum((LOSS[k] * torch.stack(v).sum() / len(part) for k, v in losses.items()), torch.zeros(()))
            opt.zero_grad()
            loss.backward()
            if trees and order.random() < a.mix:
                if not tree_queue:
                    tree_queue = batches(trees, 1600, rng)
                sentences = tree_queue.pop()
                words, real = encode(encoder, sentences, piece_drop=0.03)
                tree = syntax_losses(heads, sentences, words, real)
                (0.5 * sum((WEIGHTS[k] * v for k, v in tree.items()), torch.zeros(()))).backward()
            if processes > 1:
                average_gradients(parameters, processes)
            nn.utils.clip_grad_norm_(parameters, 1.0)
            opt.step()
            schedule.step()
            step += 1
            for k, v in losses.items():
                x = torch.stack(v).mean().item()
                mean[k] = 0.97 * mean.get(k, x) + 0.03 * x
            if step % 25 == 0 and rank == 0:
                minutes = (time.time() - began) / 60
                print(step, f"{minutes:.1f} min", {k: round(v, 3) for k, v in mean.items()}, flush=True)
            if rank == 0 and (step % a.eval_every == 0 or step == total):
                state = {
                    "encoder": encoder.state_dict(),
                    "own": own.state_dict(),
                    "opt": opt.state_dict(),
                    "schedule": schedule.state_dict(),
                    "step": step,
                }
                torch.save(state, last.with_suffix(".tmp"))
                last.with_suffix(".tmp").replace(last)
                scores: dict[str, Any] = {}
                if held:
                    scores["held"] = evaluate_reader(encoder, heads, aid_head, reader, held)
                if step == total or step % (3 * a.eval_every) == 0:
                    scores |= {n: evaluate(encoder, heads, ds) for n, ds in dev.items()}
                log_scores(a.out, step, began, scores)
            if step >= total:
                break


if __name__ == "__main__":
    main()
