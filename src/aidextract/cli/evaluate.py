"""``aidextract evaluate``: figures on annotated articles."""

from __future__ import annotations

import argparse
import json
import sys

from aidextract.api import extract_many
from aidextract.cli.common import complain, count, model_option, without_errors
from aidextract.options import Options
from aidextract.records import Article


def add_command(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Adds the command to the parser."""
    parser = commands.add_parser("evaluate", parents=[model_option()], help="measure on annotated articles")
    parser.add_argument("gold", metavar="GOLD.jsonl", help="JSON Lines with id, published, text, events")
    parser.add_argument("--errors", type=count, default=0, metavar="N", help="print the first N wrong events")
    parser.add_argument("--json", action="store_true", help="print the figures as JSON")
    parser.set_defaults(run=run)


def run(args: argparse.Namespace) -> int:
    from aidextract.evaluate import evaluate, read_gold

    try:
        gold = read_gold(args.gold)
    except OSError as error:
        complain(f"{args.gold}: {error.strerror or error}")
        return 1
    articles = (Article(doc["text"], doc.get("published"), id=doc["id"]) for doc in gold)
    results = list(extract_many(articles, options=Options(model=args.model)))
    failed: list[str] = []
    for _ in without_errors(results, failed):
        pass
    report = evaluate(gold, {doc["id"]: result.to_dicts() for doc, result in zip(gold, results, strict=True)})
    if args.errors:
        print("\n".join(report.errors[: args.errors]), end="\n\n", file=sys.stderr if args.json else sys.stdout)
    print(json.dumps(report.to_dict()) if args.json else report)
    return 1 if failed else 0
