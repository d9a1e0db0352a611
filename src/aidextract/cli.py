"""The command line: ``aidextract extract`` and ``aidextract evaluate``.

Data goes to stdout, messages to stderr. Exit codes: 0 all went well, 1 something could not be read, 2 wrong usage.
"""

from __future__ import annotations

import argparse
import datetime as dt
import json
import os
import sys
from collections.abc import Iterable, Iterator, Sequence
from typing import Any, get_args

from aidextract import __version__, export
from aidextract.api import Extraction, extract_many
from aidextract.errors import AidextractError
from aidextract.options import Model, Options
from aidextract.records import Article

FORMATS = ("table", "json", "jsonl", "csv")


def main(argv: Sequence[str] | None = None) -> int:
    """Run the command and return its exit code."""
    args = _parser().parse_args(argv)
    if hasattr(sys.stdout, "reconfigure"):
        sys.stdout.reconfigure(errors="backslashreplace")  # a terminal that lacks a letter is no reason to stop
    try:
        code: int = args.run(args)
        sys.stdout.flush()
    except KeyboardInterrupt:
        return 130  # 128 + SIGINT, as shells report it
    except BrokenPipeError:
        # The reader ("| head") has gone. What is buffered must not be flushed at exit, which would complain.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 141  # 128 + SIGPIPE
    except AidextractError as error:
        _complain(str(error))
        return 1
    return code


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="aidextract", description="Aid events from English news text.")
    parser.add_argument("--version", action="version", version=f"aidextract {__version__}")
    commands = parser.add_subparsers(title="commands", required=True, metavar="COMMAND")

    common = argparse.ArgumentParser(add_help=False)
    common.add_argument(
        "--model", choices=get_args(Model), default=Options().model, help="pipeline (default: %(default)s)"
    )

    extract = commands.add_parser("extract", parents=[common], help="print the aid events of articles")
    extract.add_argument("files", nargs="+", metavar="FILE", help="a text in UTF-8; - is standard input")
    extract.add_argument(
        "--published", type=_date, metavar="DATE", help="YYYY-MM-DD: relative dates count from it (default: the text's)"
    )
    extract.add_argument("--format", choices=FORMATS, default="table", help="default: %(default)s")
    extract.set_defaults(run=_extract)

    evaluate = commands.add_parser("evaluate", parents=[common], help="measure the extraction on annotated articles")
    evaluate.add_argument("gold", metavar="GOLD.jsonl", help="JSON Lines with id, published, text, events")
    evaluate.add_argument("--errors", type=_count, default=0, metavar="N", help="print the first N wrong events")
    evaluate.add_argument("--json", action="store_true", help="print the figures as JSON")
    evaluate.set_defaults(run=_evaluate)
    return parser


def _date(value: str) -> dt.date:
    try:
        return dt.date.fromisoformat(value)
    except ValueError:
        raise argparse.ArgumentTypeError(f"a date as YYYY-MM-DD is needed, got {value!r}") from None


def _count(value: str) -> int:
    if not value.isdecimal():
        raise argparse.ArgumentTypeError(f"a whole number is needed, got {value!r}")
    return int(value)


def _complain(message: str) -> None:
    print(f"aidextract: {message}", file=sys.stderr)


# ------------------------------------------------------------------ extract
def _extract(args: argparse.Namespace) -> int:
    failed: list[str] = []
    articles = _read_articles(args.files, args.published, failed)
    results = _without_errors(extract_many(articles, options=Options(model=args.model)), failed)
    if args.format == "table":
        _print_tables(results, with_names=len(args.files) > 1)
    else:
        {"json": _print_json, "jsonl": _print_jsonl, "csv": _print_csv}[args.format](results)
    return 1 if failed else 0


def _read_articles(names: Sequence[str], published: dt.date | None, failed: list[str]) -> Iterator[Article]:
    for name in names:
        try:
            yield Article(_read_text(name), published, id=name)
        except OSError as error:
            failed.append(name)
            _complain(f"{name}: {error.strerror or error}")
        except UnicodeDecodeError as error:
            failed.append(name)
            _complain(f"{name}: not a UTF-8 text (byte {error.start + 1}: {error.reason})")


def _read_text(name: str) -> str:
    """All of a file, line ends as they are, so that the evidence's offsets count the file's own characters."""
    if name == "-":
        return sys.stdin.buffer.read().decode("utf-8-sig")
    with open(name, "rb") as file:
        return file.read().decode("utf-8-sig")


def _without_errors(results: Iterable[Extraction], failed: list[str]) -> Iterator[Extraction]:
    for result in results:
        if result.error is None:
            yield result
        else:
            failed.append(str(result.article.id))
            _complain(f"{result.article.id}: {result.error}")


def _print_tables(results: Iterable[Extraction], *, with_names: bool) -> None:
    for position, result in enumerate(results):
        if with_names:
            print(f"{'' if position == 0 else chr(10)}== {result.article.id} ==")
        print(result)


def _print_json(results: Iterable[Extraction]) -> None:
    """An array with an object for each article."""
    print(json.dumps([_document(result) for result in results], ensure_ascii=False, indent=2))


def _document(result: Extraction) -> dict[str, Any]:
    published = result.article.published
    return {
        "id": result.article.id,
        "published": str(published) if published else None,
        "events": result.to_dicts(),
    }


def _print_jsonl(results: Iterable[Extraction]) -> None:
    for result in results:
        print(result.to_jsonl(), end="")


def _print_csv(results: Iterable[Extraction]) -> None:
    for position, result in enumerate(results):
        print(export.to_csv(result, header=position == 0), end="")


# ------------------------------------------------------------------ evaluate
def _evaluate(args: argparse.Namespace) -> int:
    from aidextract.evaluate import evaluate, read_gold

    try:
        gold = read_gold(args.gold)
    except OSError as error:
        _complain(f"{args.gold}: {error.strerror or error}")
        return 1
    articles = (Article(doc["text"], doc.get("published"), id=doc["id"]) for doc in gold)
    results = list(extract_many(articles, options=Options(model=args.model)))
    failed: list[str] = []
    for _ in _without_errors(results, failed):
        pass
    report = evaluate(gold, {doc["id"]: result.to_dicts() for doc, result in zip(gold, results, strict=True)})
    if args.errors:
        print("\n".join(report.errors[: args.errors]), end="\n\n", file=sys.stderr if args.json else sys.stdout)
    print(json.dumps(report.to_dict()) if args.json else report)
    return 1 if failed else 0
