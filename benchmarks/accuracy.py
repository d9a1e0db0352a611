"""Every figure on accuracy that the README names, in one run.

    python benchmarks/accuracy.py [--model encoder|cnn] [--finder auto|reader|frames] [--shared FOLDER]

Gold articles: `corpus/gold` (the held-out part of train is what the reader was not trained on). Public data, where
`--shared` has it: money expressions without the shop prices, PLOVER's sentences that tell of no aid, AidData's records
of one transfer.
"""

from __future__ import annotations

import argparse
import json
import math
import zlib
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from aidextract import Options, extract_many
from aidextract.evaluate import evaluate
from aidextract.mentions.money import find_money
from aidextract.records import AidEvent, Article

ROOT = Path(__file__).resolve().parents[1]
HELD_OUT = 0.15  # as in models/encoder/reader_training.py


def read(path: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines() if line.strip()]


def events_of(docs: Iterable[dict[str, Any]], options: Options) -> list[list[AidEvent]]:
    import datetime as dt

    articles = [
        Article(d["text"], dt.date.fromisoformat(d["published"]) if d.get("published") else None) for d in docs
    ]
    return [list(result) for result in extract_many(articles, options=options)]


def gold(name: str, docs: list[dict[str, Any]], options: Options) -> None:
    found = events_of(docs, options)
    print(f"\n{name}: {len(docs)} articles")
    print(evaluate(docs, {d["id"]: [e.to_dict() for e in es] for d, es in zip(docs, found, strict=True)}))


def money(docs: list[dict[str, Any]]) -> None:
    """Value and currency of each sum. A row counts where every sum of it is read so."""
    right = total = 0
    for d in docs:
        wanted = [x for x in d["exprs"] if x["type"] == "money"]
        if d["dataset"] == "price_parser" or not wanted:
            continue
        found = [(float(m.amount), m.currency) for m in find_money(d["text"]) if m.amount is not None]
        total += 1
        right += all(
            any(math.isclose(a, x["amount"], rel_tol=1e-6) and x["currency"] in (None, c) for a, c in found)
            for x in wanted
            if x["amount"] is not None
        )
    print(f"\nmoney expressions, value and currency: {right} of {total} = {right / total:.3f}")


def plover(docs: list[dict[str, Any]], options: Options) -> None:
    found = events_of(docs, options)
    groups: dict[str, list[bool]] = {}
    for d, events in zip(docs, found, strict=True):
        groups.setdefault(d["events"][0]["aid"], []).append(bool(events))
    for aid, taken in sorted(groups.items()):
        print(f"PLOVER sentences, aid {aid}: {sum(taken)} of {len(taken)} give an event")


def aiddata(docs: list[dict[str, Any]], options: Options) -> None:
    docs = [d for d in docs if d.get("single")]
    one = recipient = sums = with_sum = 0
    for d, events in zip(docs, events_of(docs, options), strict=True):
        record = d["events"][0]["record"]
        inside = d["events"][0]["in_text"]
        one += len([e for e in events if not e.aggregate]) == 1
        places = {p.get("country") for p in record["recipients"]}
        recipient += any(p.country in places for e in events for p in e.recipients)
        if record["amount"] is not None and inside.get("amount"):
            with_sum += 1
            sums += any(
                e.amount is not None
                and abs(float(e.amount) - record["amount"]) <= 0.01 * record["amount"]
                and e.currency == record["currency"]
                for e in events
            )
    n = len(docs)
    print(f"AidData, {n} rows: recipient {recipient / n:.3f}, amount and currency {sums / max(1, with_sum):.3f} of"
          f" {with_sum}, exactly one event {one / n:.3f}")  # fmt: skip


def main() -> None:
    ap = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    ap.add_argument("--model", choices=("encoder", "cnn"), default="encoder")
    ap.add_argument("--finder", choices=("auto", "reader", "frames"), default="auto")
    ap.add_argument("--shared", type=Path, default=ROOT.parent / "shared", help="has gold/seed.jsonl, public/")
    ap.add_argument("--train", action="store_true", help="also the articles that the reader was trained on")
    a = ap.parse_args()
    options = Options(model=a.model, finder=a.finder)
    train = read(ROOT / "corpus/gold/train.jsonl")
    held = [d for d in train if zlib.crc32(d["id"].encode()) % 1000 < 1000 * HELD_OUT]
    gold("held-out part of train", held, options)
    gold("dev", read(ROOT / "corpus/gold/dev.jsonl"), options)
    if a.train:
        gold("trained-on part of train", [d for d in train if d not in held], options)
    if (a.shared / "gold/seed.jsonl").is_file():
        gold("seed", read(a.shared / "gold/seed.jsonl"), options)
    public = a.shared / "public"
    if not public.is_dir():
        print(f"\nno {public}: the figures on public data are left out")
        return
    money(read(public / "exprs_dev.jsonl"))
    plover(read(public / "plover_gsr.jsonl"), options)
    aiddata(read(public / "aiddata_dev.jsonl"), options)


if __name__ == "__main__":
    main()
