"""Learns the weights of `src/aidextract/data/gate.tsv`: which sentences can tell of aid (`aidextract.feed.gate`).

    python models/gate.py label GMB.spacy ... > gmb.jsonl     # what the pipeline finds in other news: some minutes
    python models/gate.py train gmb.jsonl HELD_OUT.jsonl      # writes the table, prints what each threshold loses

Positive are the annotated articles of `corpus/` with an event, and other news in which the pipeline is very sure of
one; negative is other news in which it finds none. An article is as good as its best sentence (multiple-instance
learning), so that no sentence needs a label. Weights are pulled towards those that the lexicons would have alone.
"""

from __future__ import annotations

import argparse
import json
import random
import sys
from collections import Counter
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import numpy as np

from aidextract.feed.gate import BIAS, PAIRS, features_of, sentences_of, words_of

ROOT = Path(__file__).resolve().parents[1]
TABLE = ROOT / "src/aidextract/data/gate.tsv"
PRIOR = {
    "<strong>": 1.5, "<weak>": 0.5, "<goods>": 0.3, "<unit number>": 0.3, "<money number>": 0.5, "<number>": 0.2,
    "<strong goods>": 0.8, "<weak goods>": 0.6, "<strong money number>": 1.0, "<weak money number>": 1.0,
    "<number goods>": 0.5,
}  # fmt: skip
MONEY = 3.0  # on top for a sum: where one is given, the words around it may be any
SURE = 0.97  # score of an event in other news that counts as one
LEAST = 8  # articles that a word has to stand in
# What the pipeline finds nothing in may tell of aid all the same: with these words it is left out of the negatives.
DOUBTFUL = frozenset(
    {"aid", "assistance", "charity", "donate", "donated", "donation", "donations", "donor", "donors", "grant", "grants"}
    | {"humanitarian", "relief", "<strong goods>", "<strong money number>"}
)
EPOCHS, RATE, PULL = 8, 0.2, 5e-3
FOLDS = 3

Bag = list[np.ndarray[Any, np.dtype[np.int64]]]  # the features of each sentence of an article
Data = list[tuple[Bag, bool, float]]  # with label and weight


# ------------------------------------------------------------------ other news
def label(paths: Sequence[Path]) -> None:
    """Texts of DocBins, each with the scores of its events of which a party and what is given are known."""
    import spacy
    from spacy.tokens import DocBin

    from aidextract import extract_many

    vocab = spacy.blank("en").vocab
    texts = (doc.text for path in paths for doc in DocBin().from_disk(path).get_docs(vocab))
    for result in extract_many(texts):
        whole = [e.score for e in result if (e.donors or e.recipients) and (e.items or e.money)]
        print(json.dumps({"text": result.article.text, "events": len(result), "whole": whole}, ensure_ascii=False))


def read_lines(path: Path) -> Iterator[dict[str, Any]]:
    for line in path.read_text("utf-8").split("\n"):
        if line.strip():
            yield json.loads(line)


# ------------------------------------------------------------------ learning
class Features:
    def __init__(self, texts: Sequence[str]) -> None:
        seen: Counter[str] = Counter()
        for text in texts:
            seen.update({word for sentence in sentences_of(text) for word in words_of(sentence)})
        self.names = [*PRIOR, *sorted(word for word, count in seen.items() if count >= LEAST)]
        self._index = {name: i for i, name in enumerate(self.names)}

    def bag(self, text: str) -> Bag:
        bags = []
        for sentence in sentences_of(text):
            if words := words_of(sentence):
                found = [self._index[n] for n in (*words, *features_of(words)) if n in self._index]
                bags.append(np.array(sorted(found), dtype=np.int64))
        return bags or [np.array([], dtype=np.int64)]


def train(data: Data, names: Sequence[str]) -> tuple[np.ndarray[Any, np.dtype[np.float64]], float]:
    """Weights and bias: the mean of the later epochs."""
    prior = np.array([PRIOR.get(name, 0.0) for name in names])
    weights, squares, bias = prior.copy(), np.ones(len(prior)), -3.0
    sums, bias_sum, rng, data = np.zeros(len(prior)), 0.0, random.Random(0), list(data)
    for epoch in range(EPOCHS):
        rng.shuffle(data)
        for bag, positive, weight in data:
            scores = [weights[s].sum() + bias for s in bag]
            best = int(np.argmax(scores))
            slope = (1 / (1 + np.exp(-scores[best])) - positive) * weight
            s = bag[best]
            squares[s] += slope * slope
            weights[s] -= RATE * (slope / np.sqrt(squares[s]) + PULL * (weights[s] - prior[s]))
            bias -= 0.03 * RATE * slope
        if epoch >= EPOCHS // 2:
            sums, bias_sum = sums + weights, bias_sum + bias
    n = EPOCHS - EPOCHS // 2
    weights = sums / n
    weights[list(names).index("<money number>")] += MONEY
    return weights, bias_sum / n


def is_doubtful(text: str) -> bool:
    found = (words_of(sentence) for sentence in sentences_of(text))
    return any(not DOUBTFUL.isdisjoint((*words, *features_of(words))) for words in found)


def best_score(bag: Bag, model: tuple[Any, float]) -> float:
    return max(float(model[0][s].sum()) + model[1] for s in bag)


def run(other: Path, held_out: Path) -> None:
    paths = [ROOT / "corpus/gold/train.jsonl", *sorted((ROOT / "corpus").glob("articles_*.jsonl"))]
    docs = {d["text"]: d for path in paths for d in read_lines(path)}
    aid = [t for t, d in docs.items() if any(not e.get("optional") for e in d["events"])]
    news = list(read_lines(other))
    sure = [d["text"] for d in news if max(d["whole"], default=0) >= SURE]
    none = [d["text"] for d in news if not d["events"] and not is_doubtful(d["text"])]
    features = Features([*aid, *sure, *none])
    positive = [features.bag(text) for text in aid]
    rest: Data = [(features.bag(t), True, 5.0) for t in sure] + [(features.bag(t), False, 1.0) for t in none]
    print(f"{len(aid)} articles of aid, {len(sure)} of other news with it, {len(none)} without", file=sys.stderr)
    unseen = np.zeros(len(positive))
    for fold in range(FOLDS):
        model = train([(b, True, 3.0) for i, b in enumerate(positive) if i % FOLDS != fold] + rest, features.names)
        for i in range(fold, len(positive), FOLDS):
            unseen[i] = best_score(positive[i], model)
    model = train([(b, True, 3.0) for b in positive] + rest, features.names)
    seen = np.array([best_score(b, model) for b in positive])
    held = list(read_lines(held_out))
    scores = np.array([best_score(features.bag(d["text"]), model) for d in held])
    words = np.array([len(d["text"].split()) for d in held])
    is_sure = np.array([max(d["whole"], default=0) >= SURE for d in held])
    print("threshold  lost: learned from  unseen  other news, very sure  read: other news  its words")
    for t in np.arange(-4, 1.6, 0.5):
        print(
            f"{t:9}  {np.mean(seen < t):18.4f}  {np.mean(unseen < t):6.4f}  {np.mean(scores[is_sure] < t):21.3f}"
            f"  {np.mean(scores >= t):16.3f}  {words[scores >= t].sum() / words.sum():9.3f}"
        )
    write(dict(zip(features.names, model[0], strict=True)), model[1])


def write(weights: dict[str, float], bias: float) -> None:
    rows = [f"{name}\t{weight:.2f}" for name, weight in sorted(weights.items()) if abs(weight) >= 0.05]
    TABLE.write_text(
        "# Which sentences can tell of aid: weights of words, of pairs and of the classes of `aidextract.feed.gate`.\n"
        "# word    or pair, as `words_of` gives it; <strong goods> where words of both classes stand in the sentence.\n"
        "# weight  the sum over a sentence, with <bias>, is compared with a threshold.\n"
        "# Learned by models/gate.py, not to be edited. Source: the project's articles, and the pipeline's findings\n"
        "# in public-domain news of the Groningen Meaning Bank. Licence: MIT. Checked: 2026-11.\n"
        "word\tweight\n" + "\n".join([f"{BIAS}\t{bias:.2f}", *rows]) + "\n",
        "utf-8",
    )


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    commands = parser.add_subparsers(required=True, dest="command")
    commands.add_parser("label").add_argument("texts", type=Path, nargs="+")
    training = commands.add_parser("train")
    training.add_argument("other", type=Path)
    training.add_argument("held_out", type=Path)
    args = parser.parse_args()
    assert set(PRIOR) == {f"<{' '.join(pair)}>" for pair in PAIRS}
    if args.command == "label":
        label(args.texts)
    else:
        run(args.other, args.held_out)


if __name__ == "__main__":
    main()
