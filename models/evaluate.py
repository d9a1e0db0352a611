"""One table of every pipeline on every test set, beside one another, with their speed.

    python models/evaluate.py --data FOLDER [--gold dev.jsonl] PIPELINE_FOLDER...

Texts are tokenised by the pipeline itself, as at run time. LAS and tags: spaCy's scorer on aligned tokens. Entities:
exact span and label, leading articles ignored; "place" is GPE, LOC and FAC together. Aid spans: the share of gold
parties and items of which a mention is found.
"""

from __future__ import annotations

import argparse
import json
import time
from pathlib import Path
from typing import Any

import spacy
from spacy.language import Language
from spacy.scorer import Scorer
from spacy.tokens import Doc, DocBin, Token
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
    """The pipeline's reading of each gold doc beside it, and the speed in words a second without tokenising."""
    made = [nlp.make_doc(d.text) for d in docs]
    start = time.perf_counter()
    out = list(nlp.pipe(made, batch_size=64))
    seconds = time.perf_counter() - start
    return [Example(p, d) for p, d in zip(out, docs, strict=True)], sum(map(len, out)) / seconds


def label(token: Token, attr: str) -> str:
    return getattr(token, attr + "_")


def label_or_head(token: Token, attr: str) -> str | Token:
    """What spaCy's scorer of trees asks for: the names "dep" and "head"."""
    return label(token, attr) if attr == "dep" else getattr(token, attr)


def syntax_scores(examples: list[Example]) -> dict[str, float]:
    tree = Scorer.score_deps(examples, "dep", getter=label_or_head)
    words = Scorer.score_deps(examples, "dep", getter=label_or_head, ignore_labels=("punct",))
    out = {"UAS": tree["dep_uas"], "LAS": tree["dep_las"], "LAS without punctuation": words["dep_las"]}
    for name, attr in (("UPOS", "pos"), ("XPOS", "tag"), ("lemma", "lemma")):
        out[name] = Scorer.score_token_attr(examples, attr, getter=label)[f"{attr}_acc"]
    return {k: 100 * v for k, v in out.items()}


def f_score(counts: list[int]) -> float:
    """Of right, wrong and missed answers, in percent."""
    right, wrong, missed = counts
    return 200 * right / max(1, 2 * right + wrong + missed)


def entity_scores(examples: list[Example], labels: set[str] | None) -> dict[str, float]:
    """F over all entities and for each label. Words that the corpus leaves open are passed over."""
    counts: dict[str, list[int]] = {}  # right, wrong, missed
    for ex in examples:
        known = {i for t in ex.reference if t.ent_iob for i in range(t.idx, t.idx + len(t))}
        gold = entities(ex.reference)
        for kind, start, end in entities(ex.predicted):
            if start in known and (labels is None or kind in labels):
                counts.setdefault(kind, [0, 0, 0])[0 if (kind, start, end) in gold else 1] += 1
        for kind, _, _ in gold - entities(ex.predicted):
            if labels is None or kind in labels:
                counts.setdefault(kind, [0, 0, 0])[2] += 1
    total = [sum(c[i] for c in counts.values()) for i in range(3)]
    return {"F": f_score(total), **{f"F {k}": f_score(c) for k, c in sorted(counts.items())}}


def entities(doc: Doc) -> set[tuple[str, int, int]]:
    """(label, start, end) in characters, without a leading article."""
    out = set()
    for e in doc.ents:
        start = e.start_char + (len(e[0].text_with_ws) if len(e) > 1 and e[0].lower_ in ("the", "a", "an") else 0)
        out.add((PLACES.get(e.label_, e.label_), start, e.end_char))
    return out


def aid_scores(nlp: Language, gold: list[dict[str, Any]]) -> dict[str, float]:
    """The share of gold parties and items of which a mention is found, in percent."""
    parties, items = [0, 0], [0, 0]  # found, all
    for d in gold:
        article = make_article(d["text"], d["published"], place_country=place_country)
        found = collect_mentions(nlp(d["text"]), article)
        mentioned = [{"name": m.name or m.text, "country": m.country} for m in found.parties]
        for e in d["events"]:
            for p in (e.get("donors") or []) + (e.get("recipients") or []):
                parties[1] += 1
                parties[0] += any(same_party(p, named) for named in mentioned)
            for i in e.get("items") or []:
                items[1] += 1
                items[0] += any(same_item(i, {"item": m.text}) for m in found.items)
    return {
        "party spans, recall": 100 * parties[0] / max(1, parties[1]),
        "item spans, recall": 100 * items[0] / max(1, items[1]),
    }


def table(folder: Path, data: Path, gold: Path | None) -> dict[str, dict[str, float]]:
    """The scores of one pipeline by test set."""
    nlp = spacy.load(folder)
    out: dict[str, dict[str, float]] = {}
    for name in SYNTAX_SETS:
        examples, rate = parse(nlp, read(data / f"{name}.spacy", nlp))
        out[name] = syntax_scores(examples) | {"words/s": rate}
    for name, labels in ENTITY_SETS.items():
        examples, _ = parse(nlp, read(data / f"{name}.spacy", nlp))
        out[name] = entity_scores(examples, labels)
    if gold:
        articles = [json.loads(line) for line in gold.read_text(encoding="utf-8").splitlines()]
        out["gold " + gold.stem] = aid_scores(nlp, articles)
    return out


def main() -> None:
    ap = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    ap.add_argument("pipelines", type=Path, nargs="+")
    ap.add_argument("--data", type=Path, required=True)
    ap.add_argument("--gold", type=Path)
    a = ap.parse_args()
    tables = [table(p, a.data, a.gold) for p in a.pipelines]
    print("| set | score | " + " | ".join(p.name for p in a.pipelines) + " |")
    print("|---|---|" + "---|" * len(tables))
    for s in tables[0]:
        for k in dict.fromkeys(k for t in tables for k in t[s]):
            figures = [f"{t[s][k]:.1f}" if k in t[s] else "-" for t in tables]
            print(f"| {s} | {k} | " + " | ".join(figures) + " |")


if __name__ == "__main__":
    main()
