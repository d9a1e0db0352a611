"""Stage one: the encoder learns tags, trees, lemmas, sentence starts and entities from the treebanks and NER corpora.

    python syntax_training.py --data FOLDER --minilm FOLDER --out FOLDER [--epochs 4] [--threads 1] [--steps N]

Resumes from OUT/last.pt where there is one. Prints scores on the development sets, and keeps them in OUT/log.jsonl.
"""

from __future__ import annotations

import argparse
import json
import random
import time
from pathlib import Path
from typing import Any

import numpy as np
import spacy
import torch
import torch.nn.functional as F
from data import BIO, UNSET, Sample, inventories, label_docs, read_docs
from network import Encoder, SyntaxHeads
from torch import Tensor, nn

from aidextract.encoder.pieces import WordPieces

SYNTAX = ("gum_train", "ewt_train", "ewt_dev")
NER = (
    "uner_ewt_dev",
    "uner_ewt_test",
    "re3d_train",
    "wikigold_train",
    "crossner_train",
    "crossner_test",
    "multiner_train",
)
OFTEN = {"re3d_train": 3}  # reports of conflict and aid: nearest to our texts, and few
WEIGHTS = {"tag": 0.4, "morph": 0.4, "lemma": 0.4, "sent": 0.4, "ner": 1.0, "arc": 1.0, "dep": 0.6}


def batches(samples: list[Sample], size: int, rng: random.Random) -> list[list[Sample]]:
    """Groups of like length, `size` pieces each with padding, in random order."""
    order = sorted(samples, key=lambda s: len(s.ids) + rng.uniform(0, 30))
    out: list[list[Sample]] = [[]]
    for s in order:
        if out[-1] and (len(out[-1]) + 1) * max(len(s.ids), len(out[-1][-1].ids)) > size:
            out.append([])
        out[-1].append(s)
    rng.shuffle(out)
    return out


def pad(arrays: list[np.ndarray], fill: int) -> Tensor:
    """The arrays as rows of one tensor, as wide as the longest."""
    n = max(len(a) for a in arrays)
    out = np.full((len(arrays), n), fill, dtype=np.int64)
    for i, a in enumerate(arrays):
        out[i, : len(a)] = a
    return torch.from_numpy(out)


def encode(encoder: Encoder, batch: list[Sample], piece_drop: float = 0.0, unk: int = 100) -> tuple[Tensor, Tensor]:
    """Word vectors (batch, words, width) in float32, and which of them are words.

    In training, `piece_drop` of the pieces are made unknown, and some texts lose their capitals.
    """
    ids, case = pad([s.ids for s in batch], 0), pad([s.case for s in batch], 6)
    mask = pad([np.ones(len(s.ids), dtype=np.int64) for s in batch], 0)
    if piece_drop:
        ids = torch.where((torch.rand(ids.shape) < piece_drop) & (ids > 999), torch.full_like(ids, unk), ids)
        case = torch.where(torch.rand((len(batch), 1)) < 0.03, torch.zeros_like(case), case)
    with torch.autocast("cpu", dtype=torch.bfloat16):
        hidden = encoder(ids, case, mask)
    first = pad([s.first for s in batch], 0)
    words = torch.gather(hidden.float(), 1, first[..., None].expand(-1, -1, hidden.shape[-1]))
    real = pad([np.ones(len(s.first), dtype=np.int64) for s in batch], 0).bool()
    return words, real


def syntax_losses(heads: SyntaxHeads, batch: list[Sample], words: Tensor, real: Tensor) -> dict[str, Tensor]:
    """The losses of a batch by task, for the tasks of which something is labelled."""
    losses: dict[str, Tensor] = {}

    def gold(k: str) -> Tensor:
        y = pad([s.labels.get(k, np.full(len(s.words), UNSET)) for s in batch], UNSET)
        return F.pad(y, (0, words.shape[1] - y.shape[1]), value=UNSET)

    for k, logits in heads.tags(words).items():
        y = gold(k)
        if (y != UNSET).any():
            losses[k] = F.cross_entropy(logits.flatten(0, 1), y.flatten(), ignore_index=UNSET)
    rows = [i for i, s in enumerate(batch) if "head" in s.labels]
    if rows:
        y = gold("head")[rows]
        w = words[rows]
        scores = heads.arcs(w).masked_fill(~real[rows][:, None, :], -1e4)
        losses["arc"] = F.cross_entropy(scores.flatten(0, 1), y.flatten(), ignore_index=UNSET)
        dep = gold("dep")[rows]
        known = (y != UNSET) & (dep != UNSET)
        b, i = known.nonzero(as_tuple=True)
        losses["dep"] = F.cross_entropy(heads.labels(w[b, i], w[b, y[b, i]]), dep[b, i])
    return losses


@torch.no_grad()
def evaluate(encoder: Encoder, heads: SyntaxHeads, samples: list[Sample]) -> dict[str, float]:
    """Accuracy of tags and trees, F of entities, on gold words."""
    encoder.eval(), heads.eval()
    right: dict[str, list[int]] = {k: [0, 0] for k in ("tag", "morph", "lemma", "uas", "las")}
    tp = fp = fn = 0
    sent = [0, 0, 0]
    for batch in batches(samples, 6000, random.Random(0)):
        words, real = encode(encoder, batch)
        tags = {k: v.argmax(-1).numpy() for k, v in heads.tags(words).items()}
        arcs = heads.arcs(words).masked_fill(~real[:, None, :], -1e4).argmax(-1)
        for r, s in enumerate(batch):
            n = len(s.words)
            for k in ("tag", "morph", "lemma"):
                if k in s.labels:
                    known = s.labels[k] != UNSET
                    right[k][0] += int((tags[k][r, :n] == s.labels[k])[known].sum())
                    right[k][1] += int(known.sum())
            if "head" in s.labels:
                h = arcs[r, :n]
                lab = heads.labels(words[r, :n], words[r, h]).argmax(-1).numpy()
                ok = h.numpy() == s.labels["head"]
                right["uas"][0] += int(ok.sum())
                right["las"][0] += int((ok & (lab == s.labels["dep"])).sum())
                right["uas"][1] += n
                right["las"][1] += n
                g, p = s.labels["sent"] == 1, tags["sent"][r, :n] == 1
                sent[0] += int((g & p).sum())
                sent[1] += int(p.sum())
                sent[2] += int(g.sum())
            if "ner" in s.labels:
                gold = spans([BIO[i] if i != UNSET else "?" for i in s.labels["ner"]])
                pred = spans([BIO[i] for i in tags["ner"][r, :n]])
                pred = {x for x in pred if all(s.labels["ner"][k] != UNSET for k in range(x[0], x[1]))}
                tp, fp, fn = tp + len(gold & pred), fp + len(pred - gold), fn + len(gold - pred)
    encoder.train(), heads.train()
    out = {k: round(100 * a / b, 2) for k, (a, b) in right.items() if b}
    if tp + fn:
        out["ner_f"] = round(200 * tp / (2 * tp + fp + fn), 2)
    if sent[2]:
        out["sent_f"] = round(200 * sent[0] / (sent[1] + sent[2]), 2)
    return out


def spans(tags: list[str]) -> set[tuple[int, int, str]]:
    """(start, end, label) of the entities in BIO tags."""
    out, start = set(), None
    for i, tag in enumerate([*tags, "O"]):
        if start is not None and not (tag.startswith("I-") and tag[2:] == tags[start][2:]):
            out.add((start, i, tags[start][2:]))
            start = None
        if start is None and tag[0] in "BI":
            start = i
    return out


def optimiser(encoder: nn.Module, heads: nn.Module, lr: float, head_lr: float) -> torch.optim.Optimizer:
    """AdamW with a rate for the encoder and one for the heads; only matrices decay, not biases and norms."""
    groups = []
    for module, rate in ((encoder, lr), (heads, head_lr)):
        matrices = [p for p in module.parameters() if p.ndim >= 2]
        plain = [p for p in module.parameters() if p.ndim < 2]
        groups += [
            {"params": matrices, "lr": rate, "weight_decay": 0.01},
            {"params": plain, "lr": rate, "weight_decay": 0.0},
        ]
    return torch.optim.AdamW(groups, betas=(0.9, 0.98), fused=True)


def log_scores(out: Path, step: int, began: float, scores: dict[str, Any]) -> None:
    """Prints the scores of a step, and keeps them in OUT/log.jsonl."""
    print(step, json.dumps(scores), flush=True)
    entry = {"step": step, "minutes": round((time.time() - began) / 60, 1), "scores": scores}
    with open(out / "log.jsonl", "a") as f:
        f.write(json.dumps(entry) + "\n")


def main() -> None:
    ap = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    ap.add_argument("--data", type=Path, required=True)
    ap.add_argument("--minilm", type=Path, required=True)
    ap.add_argument("--out", type=Path, required=True)
    ap.add_argument("--start", type=Path, help="a folder of an earlier stage one, to go on from its weights")
    ap.add_argument("--epochs", type=float, default=4)
    ap.add_argument("--end", type=float, default=0.3, help="share of the learning rate left at the end")
    ap.add_argument("--steps", type=int, default=0, help="stop after so many steps (smoke test)")
    ap.add_argument("--batch", type=int, default=1600)
    ap.add_argument("--lr", type=float, default=2e-4)
    ap.add_argument("--threads", type=int, default=1)
    ap.add_argument("--save-every", type=int, default=250)
    a = ap.parse_args()
    torch.set_num_threads(a.threads)
    torch.manual_seed(0)
    rng = random.Random(0)
    a.out.mkdir(parents=True, exist_ok=True)
    pieces, nlp = WordPieces.from_file(a.minilm / "tokenizer.json"), spacy.blank("en")
    docs = {
        name: read_docs(a.data / f"{name}.spacy", nlp) for name in SYNTAX + NER if (a.data / f"{name}.spacy").exists()
    }
    known = a.start and json.loads((a.start / "labels.json").read_text())
    inv = known or inventories([d for name in SYNTAX for d in docs.get(name, [])])
    (a.out / "labels.json").write_text(json.dumps(inv))
    train = [s for name, ds in docs.items() for s in label_docs(ds, pieces, inv, name) * OFTEN.get(name, 1)]
    dev = {
        n: label_docs(read_docs(a.data / f"{n}.spacy", nlp), pieces, inv, n)
        for n in ("gum_dev", "pud_news", "uner_pud_test", "re3d_test")
        if (a.data / f"{n}.spacy").exists()
    }
    encoder = Encoder()
    encoder.load_minilm(a.minilm)
    heads = SyntaxHeads({k: len(v) for k, v in inv.items()})
    opt = optimiser(encoder, heads, a.lr, 1e-3)
    per_epoch = len(batches(train, a.batch, rng))
    total = a.steps or int(per_epoch * a.epochs)
    warm = min(200, total // 5 + 1)
    schedule = torch.optim.lr_scheduler.LambdaLR(
        opt, lambda k: min((k + 1) / warm, 1 - (1 - a.end) * max(0, k - warm) / max(1, total - warm))
    )
    step, last = 0, a.out / "last.pt"
    if a.start:
        state = torch.load(a.start / "last.pt", weights_only=True)
        encoder.load_state_dict(state["encoder"]), heads.load_state_dict(state["heads"])
    if last.exists():
        state = torch.load(last, weights_only=True)
        encoder.load_state_dict(state["encoder"]), heads.load_state_dict(state["heads"])
        opt.load_state_dict(state["opt"]), schedule.load_state_dict(state["schedule"])
        step = state["step"]
    size = sum(len(s.ids) for s in train)
    print(f"{len(train)} documents, {size} pieces, {per_epoch} steps an epoch, {total} in all", flush=True)
    began, seen = time.time(), 0
    mean: dict[str, float] = {}

    def save() -> None:
        state = {
            "encoder": encoder.state_dict(),
            "heads": heads.state_dict(),
            "opt": opt.state_dict(),
            "schedule": schedule.state_dict(),
            "step": step,
        }
        torch.save(state, last.with_suffix(".tmp"))
        last.with_suffix(".tmp").replace(last)

    while step < total:
        for batch in batches(train, a.batch, rng):
            words, real = encode(encoder, batch, piece_drop=0.03)
            losses = syntax_losses(heads, batch, words, real)
            loss = sum((WEIGHTS[k] * v for k, v in losses.items()), torch.zeros(()))
            opt.zero_grad()
            loss.backward()
            nn.utils.clip_grad_norm_([*encoder.parameters(), *heads.parameters()], 1.0)
            opt.step()
            schedule.step()
            step += 1
            seen += sum(len(s.ids) for s in batch)
            for k, v in losses.items():
                mean[k] = 0.98 * mean.get(k, v.item()) + 0.02 * v.item()
            if step % 50 == 0:
                speed = seen / (time.time() - began)
                print(step, f"{speed:.0f} pieces/s", {k: round(v, 3) for k, v in mean.items()}, flush=True)
            if step % a.save_every == 0 or step == total:
                save()
            if step % (2 * a.save_every) == 0 or step == total:
                scores = {n: evaluate(encoder, heads, ds) for n, ds in dev.items()}
                log_scores(a.out, step, began, scores)
            if step >= total:
                break


if __name__ == "__main__":
    main()
