"""Fits what turns the reader's scores into probabilities, on articles that it was not trained on, and stores it.

    python calibrate.py --pipeline FOLDER --gold FILE... [--held-out 0.15]

Prints the expected calibration error before, and after by cross-validation (five parts, by article).
"""

from __future__ import annotations

import argparse
import zlib
from collections import defaultdict
from pathlib import Path

import numpy as np
import spacy

import aidextract.encoder.component  # noqa: F401  registers the factory
from aidextract.article import make_article, plain_text
from aidextract.confidence import KINDS, log_odds
from aidextract.evaluate import calibration_error, is_held_out, judged_scores, pair_events, read_gold
from aidextract.export import to_dict
from aidextract.extraction import read_doc, reader_of
from aidextract.gazetteer import place_country
from aidextract.options import Options

Row = tuple[str, float, float, bool]  # article, own and event's score, right


def fit(x: np.ndarray, y: np.ndarray, pull: float = 1.0) -> np.ndarray:
    """Weights of a logistic regression by Newton's method; `pull` draws the slopes to those of a sure reader (1, 0)."""
    prior = np.array([0.0, 1.0, 0.0])
    strength = np.array([0.01, pull, pull])

    def cost(w: np.ndarray) -> float:
        z = x @ w
        return float((np.logaddexp(0, z) - y * z).sum() + (strength * (w - prior) ** 2).sum() / 2)

    w = prior.copy()
    for _ in range(50):
        p = 1 / (1 + np.exp(-np.clip(x @ w, -30, 30)))
        gradient = x.T @ (p - y) + strength * (w - prior)
        hessian = (x * (p * (1 - p))[:, None]).T @ x + np.diag(strength)
        step = np.linalg.solve(hessian, gradient)
        while cost(w - step) > cost(w) and np.abs(step).max() > 1e-9:
            step /= 2  # a full step may overshoot
        w = w - step
    return w


def features(rows: list[Row], alone: bool) -> tuple[np.ndarray, np.ndarray]:
    x = np.array([[1.0, log_odds(own), 0.0 if alone else log_odds(event)] for _, own, event, _ in rows])
    return x, np.array([float(right) for *_, right in rows])


def main() -> None:
    ap = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    ap.add_argument("--pipeline", type=Path, required=True)
    ap.add_argument("--gold", type=Path, nargs="+", required=True)
    ap.add_argument("--held-out", type=float, default=0.15)
    a = ap.parse_args()
    docs = [d for path in a.gold for d in read_gold(path) if is_held_out(d["id"], a.held_out)]
    nlp = spacy.load(a.pipeline)
    network = reader_of(nlp)
    assert network is not None, f"{a.pipeline} has no reader"
    network.calibration.clear()  # raw scores
    rows: dict[str, list[Row]] = defaultdict(list)
    for d in docs:
        article = make_article(plain_text(d["text"]), d["published"], place_country=place_country)
        events, _ = read_doc(nlp(article.text), article, Options(), nlp)
        found = [to_dict(e) for e in events]
        for kind, own, event, right in judged_scores(d["events"], found, pair_events(d["events"], found)):
            rows[kind].append((d["id"], own, event, right))
    path = a.pipeline / "aid_encoder" / "heads.npz"
    weights = {k: v for k, v in np.load(path).items() if not k.startswith("reader.calibration.")}
    for kind in ("event", *KINDS):
        own = rows[kind]
        if not own:
            print(f"{kind:10} no values: its scores stay as they are")
            weights[f"reader.calibration.{kind}"] = np.array([0.0, 1.0, 0.0], weights["reader.event.bias"].dtype)
            continue
        x, y = features(own, kind == "event")
        crossed = np.zeros(len(own))
        part = np.array([zlib.crc32(id_.encode()) // 1000 % 5 for id_, *_ in own])
        for k in range(5):
            w = fit(x[part != k], y[part != k])
            crossed[part == k] = 1 / (1 + np.exp(-x[part == k] @ w))
        w = fit(x, y)
        before = calibration_error([(o, r) for _, o, _, r in own])
        after = calibration_error(list(zip(crossed, y > 0, strict=True)))
        print(f"{kind:10} {len(own):4} values, {y.mean():.2f} right, error {before:.3f} -> {after:.3f}", w.round(2))
        weights[f"reader.calibration.{kind}"] = w.astype(weights["reader.event.bias"].dtype)
    np.savez_compressed(path, **weights)


if __name__ == "__main__":
    main()
