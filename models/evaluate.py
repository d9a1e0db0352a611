"""One table of every pipeline on every test set, beside one another, with their speed.

    python models/evaluate.py --data FOLDER [--gold dev.jsonl] PIPELINE_FOLDER...

Texts are tokenised by the pipeline itself, as at run time. LAS and tags: spaCy's scorer on aligned tokens. Entities: exact span
and label, leading articles ignored; "place" is GPE, LOC and FAC together. Aid spans: the share of gold parties and items
of which a mention is found.
"""

from __future__ import annotations

import argparse
import json
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import spacy
from spacy.language import Language
from spacy.scorer import Scorer
from spacy.tokens import Doc, DocBin
from spacy.training import Example

import aidextract.encoder.component  # noqa: F401  registers the factory
from aidextract.article import make_article
from aidextract.evaluate import same_item, same_party
from aidextract.gazetteer import place_country
from aidextract.mentions.collect import collect_mentions

PLACES = {"GPE": "place", "LOC": "place", "FAC": "place"}
SYNTAX_SETS = ("pud_news", "gum_test", "ewt_test")
ENTITY_SETS = {"uner_pud_test": {"PERSON", "ORG", "place"}, "re3d_test": None, "gum_news_test": None}


def read(path: Path, nlp: Language) -> list[Doc]:
    return list(DocBin().from_disk(path).get_docs(nlp.vocab))


def parse(nlp: Language, docs: list[Doc]) -> tuple[list[Example], float]:
    made = [nlp.make_doc(d.text) for d in docs]
    start = time.perf_counter()
    out = list(nlp.pipe(made, batch_size=64))
    seconds = time.perf_counter() - start
    return [Example(p, d) for p, d in zip(out, docs, strict=True)], sum(map(len, out)) / seconds


def syntax_scores(examples: list[Example]) -> dict[str, float]:
    tree: dict[str, Any] = dict(Scorer.score_deps(examples, "dep", getter=lambda t, a: getattr(t, a + "_" if a == "dep" else a),
                                ignore_labels=("punct",)))
    tree_all = Scorer.score_deps(examples, "dep", getter=lambda t, a: getattr(t, a + "_" if a == "dep" else a))
    out = {"UAS": tree_all["dep_uas"], "LAS": tree_all["dep_las"], "LAS without punctuation": tree["dep_las"]}
    for name, attr in (("UPOS", "pos"), ("XPOS", "tag"), ("lemma", "lemma")):
        out[name] = Scorer.score_token_attr(examples, attr, getter=lambda t, a: getattr(t, a + "_"))[f"{attr}_acc"]
    return {k: 100 * v for k, v in out.items()}


def entity_scores(examples: list[Example], labels: set[str] | None) -> dict[str, float]:
    counts: dict[str, list[int]] = {}
    for ex in examples:
        known = {i for t in ex.reference if t.ent_iob for i in range(t.idx, t.idx + len(t))}
        gold = entities(ex.reference)
        for kind, start, end in entities(ex.predicted):
            if start in known and (labels is None or kind in labels):
                counts.setdefault(kind, [0, 0, 0])[0 if (kind, start, end) in gold else 1] += 1
        for kind, start, end in gold - entities(ex.predicted):
            if labels is None or kind in labels:
                counts.setdefault(kind, [0, 0, 0])[2] += 1
    f = lambda c: 200 * c[0] / max(1, 2 * c[0] + c[1] + c[2])  # noqa: E731
    total = [sum(c[i] for c in counts.values()) for i in range(3)]
    return {"F": f(total), **{f"F {k}": f(c) for k, c in sorted(counts.items())}}


def entities(doc: Doc) -> set[tuple[str, int, int]]:
    out = set()
    for e in doc.ents:
        start = e.start_char + (len(e[0].text_with_ws) if len(e) > 1 and e[0].lower_ in ("the", "a", "an") else 0)
        out.add((PLACES.get(e.label_, e.label_), start, e.end_char))
    return out


def aid_scores(nlp: Language, gold: list[dict[str, Any]]) -> dict[str, float]:
    parties, items = [0, 0], [0, 0]
    for d in gold:
        article = make_article(d["text"], d["published"], place_country=place_country)
        found = collect_mentions(nlp(d["text"]), article)
        for e in d["events"]:
            for p in (e.get("donors") or []) + (e.get("recipients") or []):
                parties[1] += 1
                parties[0] += any(same_party(p, {"name": m.name or m.text, "country": m.country}) for m in found.parties)
            for i in e.get("items") or []:
                items[1] += 1
                items[0] += any(same_item(i, {"item": m.text}) for m in found.items)
    return {"party spans, recall": 100 * parties[0] / max(1, parties[1]), "item spans, recall": 100 * items[0] / max(1, items[1])}


def table(folder: Path, data: Path, gold: Path | None) -> dict[str, dict[str, float]]:
    nlp = spacy.load(folder)
    out: dict[str, dict[str, float]] = {}
    for name in SYNTAX_SETS:
        examples, rate = parse(nlp, read(data / f"{name}.spacy", nlp))
        out[name] = syntax_scores(examples) | {"words/s": rate}
    for name, labels in ENTITY_SETS.items():
        examples, _ = parse(nlp, read(data / f"{name}.spacy", nlp))
        out[name] = entity_scores(examples, labels)
    if gold:
        out["gold " + gold.stem] = aid_scores(nlp, [json.loads(line) for line in gold.read_text(encoding="utf-8").splitlines()])
    return out


def main() -> None:
    ap = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    ap.add_argument("pipelines", type=Path, nargs="+")
    ap.add_argument("--data", type=Path, required=True)
    ap.add_argument("--gold", type=Path)
    a = ap.parse_args()
    tables = [table(p, a.data, a.gold) for p in a.pipelines]
    shown: Callable[[dict[str, dict[str, float]], str, str], str] = lambda t, s, k: f"{t[s][k]:.1f}" if k in t[s] else "-"  # noqa: E731
    print("| set | score | " + " | ".join(p.name for p in a.pipelines) + " |")
    print("|---|---|" + "---|" * len(tables))
    for s in tables[0]:
        for k in dict.fromkeys(k for t in tables for k in t[s]):
            print(f"| {s} | {k} | " + " | ".join(shown(t, s, k) for t in tables) + " |")


if __name__ == "__main__":
    main()
