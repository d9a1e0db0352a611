"""``aidextract evaluate``: figures on annotated articles and on public data."""

from __future__ import annotations

import argparse
import json
import sys
from typing import Any

from aidextract.api import extract_many
from aidextract.cli.common import complain, count, model_option, without_errors
from aidextract.options import Options
from aidextract.records import Article


def add_command(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Adds the command to the parser."""
    parser = commands.add_parser("evaluate", parents=[model_option()], help="measure on annotated articles")
    parser.add_argument("gold", nargs="*", metavar="GOLD.jsonl", help="JSON Lines with id, published, text, events")
    parser.add_argument(
        "--held-out", metavar="GOLD.jsonl", help="articles of which a part was held out of training: both parts"
    )
    parser.add_argument("--public", metavar="FOLDER", help="also the public data sets in this folder")
    parser.add_argument("--errors", type=count, default=0, metavar="N", help="print the first N wrong events of each")
    parser.add_argument("--json", action="store_true", help="print the figures as JSON")
    parser.set_defaults(run=run, usage=parser.error)


def run(args: argparse.Namespace) -> int:
    from aidextract import public
    from aidextract.evaluate import evaluate, is_held_out, read_gold

    if not (args.gold or args.held_out or args.public):
        args.usage("give GOLD.jsonl, --held-out or --public")
    options = Options(model=args.model)
    try:
        sets = {path: read_gold(path) for path in args.gold}
        if args.held_out:
            docs = read_gold(args.held_out)
            sets[f"{args.held_out}, held out"] = [d for d in docs if is_held_out(d["id"])]
            sets[f"{args.held_out}, trained on"] = [d for d in docs if not is_held_out(d["id"])]
    except OSError as error:
        complain(f"{error.filename}: {error.strerror or error}")
        return 1
    failed: list[str] = []
    figures: dict[str, Any] = {}
    for name, gold in sets.items():
        articles = (Article(doc["text"], doc.get("published"), id=doc["id"]) for doc in gold)
        results = list(extract_many(articles, options=options))
        for _ in without_errors(results, failed):
            pass
        report = evaluate(gold, {doc["id"]: result.to_dicts() for doc, result in zip(gold, results, strict=True)})
        figures[name] = report.to_dict()
        if args.errors:
            print("\n".join(report.errors[: args.errors]), end="\n\n", file=sys.stderr if args.json else sys.stdout)
        if not args.json:
            print(f"{name}: {len(gold)} articles\n{report}\n")
    if args.public:
        shares = public.measure(args.public, options)
        figures["public"] = {share.name: share.value for share in shares}
        if not args.json:
            print(*shares, sep="\n")
    if args.json:
        print(json.dumps(figures))
    return 1 if failed else 0
