"""Chooses the reader's thresholds on articles that it was not trained on, one after the other, and prints the curves.

    python tune.py --pipeline FOLDER --gold FILE... [--held-out 0.15]
"""

from __future__ import annotations

import argparse
from dataclasses import fields, replace
from pathlib import Path
from typing import Any

import spacy

import aidextract.encoder.component  # noqa: F401  registers the factory
from aidextract.article import make_article, plain_text
from aidextract.evaluate import Evaluation, evaluate, is_held_out, read_gold
from aidextract.export import to_dict
from aidextract.extraction import find_told, reader_of
from aidextract.gazetteer import place_country
from aidextract.mentions.collect import add_told_items, collect_mentions
from aidextract.merge import merge_events
from aidextract.reader.decide import Thresholds, decide
from aidextract.reader.graph import build_graph
from aidextract.references import group_parties
from aidextract.resolve import resolve_events

STEPS = (-0.1, -0.05, 0.0, 0.05, 0.1)
"""Tried around each threshold; a second round goes further."""


class Read:
    """Articles read once; only the decisions are made again for each setting."""

    def __init__(self, folder: Path, docs: list[dict[str, Any]]) -> None:
        nlp = spacy.load(folder)
        network = reader_of(nlp)
        assert network is not None, f"{folder} has no reader"
        self.docs, self.rows = docs, []
        for d in docs:
            article = make_article(plain_text(d["text"]), d["published"], place_country=place_country)
            doc = nlp(article.text)
            mentions = collect_mentions(doc, article)
            told = find_told(doc, mentions)
            mentions = add_told_items(mentions, told)
            groups = group_parties(article.text, mentions.parties)
            graph = build_graph([t.text for t in doc], [t.idx for t in doc], mentions, groups, told)
            scores = network(doc.tensor, graph) if graph.anchors else None
            self.rows.append((d["id"], article, mentions, groups, graph, scores))

    def score(self, thresholds: Thresholds) -> Evaluation:
        """How well the events decided with these thresholds agree with the gold."""
        found = {}
        for id_, article, mentions, groups, graph, scores in self.rows:
            candidates = decide(graph, scores, thresholds)[0] if scores is not None else []
            found[id_] = [to_dict(e) for e in merge_events(resolve_events(candidates, article, mentions, groups))]
        return evaluate(self.docs, found)


def main() -> None:
    ap = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    ap.add_argument("--pipeline", type=Path, required=True)
    ap.add_argument("--gold", type=Path, nargs="+", required=True)
    ap.add_argument("--held-out", type=float, default=0.15)
    ap.add_argument("--rounds", type=int, default=2)
    a = ap.parse_args()
    docs = [d for path in a.gold for d in read_gold(path) if is_held_out(d["id"], a.held_out)]
    read = Read(a.pipeline, docs)
    best = Thresholds()
    print(read.score(best))
    for _ in range(a.rounds):
        for name in [f.name for f in fields(Thresholds) if f.name != "notice"]:
            around = [round(getattr(best, name) + step, 2) for step in STEPS]
            curve = {x: read.score(replace(best, **{name: x})) for x in around if 0 < x < 1}
            top = max(curve, key=lambda x: curve[x].slots.f1 + 0.2 * curve[x].events.f1)
            figures = {x: (e.slots.f1, e.slots.precision, e.events.f1) for x, e in curve.items()}
            print(name, {x: tuple(round(f, 3) for f in fs) for x, fs in figures.items()})
            best = replace(best, **{name: top})
    print(best)
    print(read.score(best))


if __name__ == "__main__":
    main()
