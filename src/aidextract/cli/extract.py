"""``aidextract extract``: the events of a few articles, on stdout."""

from __future__ import annotations

import argparse
import datetime as dt
import json
import sys
from collections.abc import Iterable, Iterator, Sequence

from aidextract import export
from aidextract.api import Extraction, extract_many
from aidextract.cli.common import complain, date, model_option, without_errors
from aidextract.options import Options
from aidextract.records import Article

FORMATS = ("table", "json", "jsonl", "csv")


def add_command(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Adds the command to the parser."""
    parser = commands.add_parser("extract", parents=[model_option()], help="print the aid events of articles")
    parser.add_argument("files", nargs="+", metavar="FILE", help="a text in UTF-8; - is standard input")
    parser.add_argument(
        "--published", type=date, metavar="DATE", help="YYYY-MM-DD: relative dates count from it (default: the text's)"
    )
    parser.add_argument("--format", choices=FORMATS, default="table", help="default: %(default)s")
    parser.set_defaults(run=run)


def run(args: argparse.Namespace) -> int:
    failed: list[str] = []
    articles = _read_articles(args.files, args.published, failed)
    results = without_errors(extract_many(articles, options=Options(model=args.model)), failed)
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
            complain(f"{name}: {error.strerror or error}")
        except UnicodeDecodeError as error:
            failed.append(name)
            complain(f"{name}: not a UTF-8 text (byte {error.start + 1}: {error.reason})")


def _read_text(name: str) -> str:
    """All of a file, line ends as they are, so that the evidence's offsets count the file's own characters."""
    if name == "-":
        return sys.stdin.buffer.read().decode("utf-8-sig")
    with open(name, "rb") as file:
        return file.read().decode("utf-8-sig")


def _print_tables(results: Iterable[Extraction], *, with_names: bool) -> None:
    for position, result in enumerate(results):
        if with_names:
            print(f"{'' if position == 0 else chr(10)}== {result.article.id} ==")
        print(result)


def _print_json(results: Iterable[Extraction]) -> None:
    """An array with an object for each article."""
    print(json.dumps([export.to_record(result) for result in results], ensure_ascii=False, indent=2))


def _print_jsonl(results: Iterable[Extraction]) -> None:
    for result in results:
        print(result.to_jsonl(), end="")


def _print_csv(results: Iterable[Extraction]) -> None:
    for position, result in enumerate(results):
        print(export.to_csv(result, header=position == 0), end="")
