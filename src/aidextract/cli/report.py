"""``aidextract report``: one page with pictures and a table, from saved events."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from aidextract.cli.common import complain


def add_command(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Adds the command to the parser."""
    parser = commands.add_parser("report", help="make one page with pictures and a table of saved events")
    parser.add_argument("files", nargs="+", metavar="EVENTS.jsonl", help="saved results; - is standard input")
    parser.add_argument("-o", "--output", default="-", metavar="FILE.html", help="default: standard output")
    parser.add_argument("--title", default="Aid events", help="heading of the page (default: %(default)s)")
    parser.set_defaults(run=run)


def run(args: argparse.Namespace) -> int:
    from aidextract.pictures.report import report

    failed: list[str] = []
    articles = [article for name in args.files for article in _read(name, failed)]
    page = report(articles, title=args.title)
    if args.output == "-":
        sys.stdout.write(page)
    else:
        try:
            Path(args.output).write_text(page, encoding="utf-8")
        except OSError as error:
            complain(f"{args.output}: {error.strerror or error}")
            return 1
    return 1 if failed else 0


def _read(name: str, failed: list[str]) -> Iterator[Mapping[str, Any]]:
    """The saved articles of a file; what cannot be read is told and left out."""
    from aidextract.views.entries import read_lines

    def refuse(message: str) -> None:
        failed.append(message)
        complain(message)

    try:
        if name == "-":
            yield from read_lines(sys.stdin.buffer.read().decode("utf-8-sig").split("\n"), "-", refuse)
        else:
            with open(name, encoding="utf-8-sig") as file:
                yield from read_lines(file, name, refuse)
    except OSError as error:
        refuse(f"{name}: {error.strerror or error}")
    except UnicodeDecodeError as error:
        refuse(f"{name}: not a UTF-8 text (byte {error.start + 1}: {error.reason})")
