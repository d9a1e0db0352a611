"""From spaCy DocBins to arrays: word pieces with case ids, and the labels of each task.

A word's label is -100 where its corpus says nothing about it.
"""

from __future__ import annotations

import collections
from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
import spacy
from spacy.tokens import Doc, DocBin

from aidextract.encoder.lemmas import lemma_rule
from aidextract.encoder.pieces import WordPieces

UNSET = -100
ENTITIES = ("PERSON", "ORG", "GPE", "LOC", "FAC", "NORP", "EVENT", "PRODUCT", "DATE")
BIO = ["O"] + [f"{p}-{e}" for e in ENTITIES for p in "BI"]


@dataclass
class Sample:
    """One document: pieces, the first piece of each word, labels by task."""

    ids: np.ndarray
    case: np.ndarray
    first: np.ndarray  # piece index of each word
    words: list[str]
    labels: dict[str, np.ndarray] = field(default_factory=dict)
    source: str = ""


def sample(words: list[str], pieces: WordPieces, source: str = "") -> Sample:
    """The words as one window."""
    (window,) = pieces.windows(words, limit=10**9)
    return Sample(np.array(window.ids), np.array(window.case), np.array(window.first), words, source=source)


# ------------------------------------------------------------------ label inventories
def inventories(docs: Iterable[Doc]) -> dict[str, list[str]]:
    """The labels of each task, those of the trees by falling frequency and without the rarest."""
    count: dict[str, collections.Counter[str]] = {k: collections.Counter() for k in ("tag", "morph", "lemma", "dep")}
    for doc in docs:
        if not doc.has_annotation("DEP"):
            continue
        for t in doc:
            if t.is_space or not t.tag_:
                continue
            count["tag"][t.tag_] += 1
            count["morph"][f"{t.pos_}/{t.morph}"] += 1
            count["lemma"][lemma_rule(t.text, t.lemma_)] += 1
            count["dep"][t.dep_] += 1
    least = {"tag": 2, "morph": 3, "lemma": 3, "dep": 2}
    out = {k: [w for w, n in c.most_common() if n >= least[k]] for k, c in count.items()}
    out["ner"] = BIO
    out["sent"] = ["inside", "start"]
    return out


def label_docs(
    docs: Iterable[Doc], pieces: WordPieces, inv: dict[str, list[str]], source: str, limit: int = 500
) -> list[Sample]:
    """A Sample for each doc, or several where it has more than `limit` pieces: heads across a cut are unset."""
    index = {k: {w: i for i, w in enumerate(v)} for k, v in inv.items()}
    out = []
    for doc in docs:
        for part in parts(doc, pieces, limit):
            words = [t.text for t in part]
            s = sample(words, pieces, source)
            n, base = len(words), part[0].i
            if doc.has_annotation("DEP"):
                s.labels["tag"] = np.array([index["tag"].get(t.tag_, UNSET) for t in part])
                s.labels["morph"] = np.array([index["morph"].get(f"{t.pos_}/{t.morph}", UNSET) for t in part])
                s.labels["lemma"] = np.array([index["lemma"].get(lemma_rule(t.text, t.lemma_), UNSET) for t in part])
                s.labels["sent"] = np.array([int(bool(t.is_sent_start)) for t in part])
                s.labels["head"] = np.array([t.head.i - base for t in part])
                s.labels["dep"] = np.array([index["dep"].get(t.dep_, UNSET) for t in part])
                bad = (s.labels["head"] < 0) | (s.labels["head"] >= n)
                s.labels["head"][bad] = UNSET
            ner = np.full(n, UNSET)
            for k, t in enumerate(part):
                if t.ent_iob == 2:
                    ner[k] = 0
                elif t.ent_iob in (1, 3) and t.ent_type_ in ENTITIES:
                    prefix = "B" if t.ent_iob == 3 or k == 0 else "I"
                    ner[k] = index["ner"][f"{prefix}-{t.ent_type_}"]
            if (ner != UNSET).any():
                s.labels["ner"] = ner
            out.append(s)
    return out


def parts(doc: Doc, pieces: WordPieces, limit: int) -> Iterable[list]:
    """The doc's tokens in runs of at most `limit` pieces."""
    part: list = []
    size = 0
    for t in doc:
        n = len(pieces.of(t.text)[0])
        if size + n > limit:
            yield part
            part, size = [], 0
        part.append(t)
        size += n
    if part:
        yield part


def read_docs(path: Path, nlp: spacy.Language) -> list[Doc]:
    return list(DocBin().from_disk(path).get_docs(nlp.vocab))
