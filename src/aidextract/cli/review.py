"""``aidextract review``: a page on this computer to decide on the events of articles."""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

from aidextract.cli.common import complain, count, model_option
from aidextract.options import Options
from aidextract.records import Article

if TYPE_CHECKING:
    from aidextract.review import Store

FILE = "review.sqlite"


def add_command(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Adds the command to the parser."""
    parser = commands.add_parser(
        "review", parents=[model_option()], help="read articles in the browser and decide on their events"
    )
    parser.add_argument("articles", nargs="*", metavar="ARTICLES", help="files, folders, globs, - for standard input")
    parser.add_argument("--db", default=FILE, metavar="FILE", help="where decisions are kept (default: %(default)s)")
    parser.add_argument("--export", metavar="GOLD.jsonl", help="write what is done as gold and stop; - is stdout")
    parser.add_argument("--port", type=count, default=8765, metavar="N", help="default: %(default)s; 0 is any")
    parser.add_argument("--open", action="store_true", help="open the page in the web browser")
    parser.set_defaults(run=run)


def run(args: argparse.Namespace) -> int:
    from aidextract.review import Store, serve

    if not args.articles and not os.path.exists(args.db):
        complain(f"{args.db}: no such file. Give ARTICLES to begin a review")
        return 1
    store = Store(args.db)
    failed = _add(store, args.articles)
    if args.export:
        return 1 if not _export(store, args.export) or failed else 0

    def ready(address: str) -> None:
        summaries = store.summaries()
        done = sum(summary["done"] for summary in summaries)
        complain(f"{len(summaries)} articles, {done} of them done; decisions are kept in {args.db}")
        complain(f"open {address}  (Ctrl-C stops)")
        if args.open:
            import webbrowser

            webbrowser.open(address)

    serve(store, port=args.port, options=Options(model=args.model), ready=ready)
    return 1 if failed else 0


def _add(store: Store, names: list[str]) -> int:
    """How many could not be read."""
    from aidextract.sources import Failure, read_articles

    failed: list[str] = []

    def readable() -> Iterator[Article]:
        for found in read_articles(names):
            if isinstance(found, Failure):
                failed.append(found.id)
                complain(f"{found.id}: {found.reason}")
            else:
                yield found

    store.add_articles(readable())
    return len(failed)


def _export(store: Store, name: str) -> bool:
    from aidextract.review.store import gold_lines

    lines = list(gold_lines(store))
    if name == "-":
        sys.stdout.writelines(lines)
    else:
        try:
            Path(name).write_text("".join(lines), encoding="utf-8")
        except OSError as error:
            complain(f"{name}: {error.strerror or error}")
            return False
    complain(f"{name}: {len(lines)} article{'s' * (len(lines) != 1)} done, of {len(store.summaries())}")
    return True
