"""``aidextract export``: a saved JSON Lines file in the format of another program."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Iterable, Iterator
from contextlib import closing
from typing import TYPE_CHECKING

from aidextract.cli.common import complain

if TYPE_CHECKING:
    from aidextract.errors import InputError
    from aidextract.exports import ExportOptions, Record, Writer


def add_command(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Adds the command to the parser."""
    parser = commands.add_parser("export", parents=[format_arguments()], help="convert saved events")
    parser.add_argument("inputs", nargs="+", metavar="EVENTS.jsonl", help="JSON Lines; - is standard input")
    parser.set_defaults(run=run)


def format_arguments() -> argparse.ArgumentParser:
    """A parent parser with where to write, in which format, and the options of the formats."""
    parent = argparse.ArgumentParser(add_help=False)
    parent.add_argument("-o", "--out", required=True, metavar="OUT", help="file to write; appears when whole")
    parent.add_argument(
        "--to", metavar="FORMAT", help="jsonl, csv, parquet, iati, fts or kiel (default: by the ending of OUT)"
    )
    parent.add_argument("--hxl", action="store_true", help="csv and fts: a row of HXL tags below the header")
    parent.add_argument(
        "--raw-cells", action="store_true", help="csv, fts, kiel: leave what a spreadsheet would run as a formula"
    )
    parent.add_argument("--reporter-ref", metavar="ID", help="iati: identifier of the organisation that publishes")
    parent.add_argument("--reporter-name", metavar="NAME", help="iati: its name")
    parent.add_argument("--reporter-type", metavar="CODE", help="iati: its type, of the list OrganisationType")
    return parent


def export_options(args: argparse.Namespace) -> ExportOptions:
    """The options that the arguments of `format_arguments` ask for."""
    from aidextract.exports import ExportOptions

    names = ("reporter_ref", "reporter_name", "reporter_type")
    given = {name: getattr(args, name) for name in names if getattr(args, name) is not None}
    return ExportOptions(hxl=args.hxl, defuse=not args.raw_cells, **given)


def run(args: argparse.Namespace) -> int:
    from aidextract.exports import FORMATS, format_of

    writer = FORMATS[format_of(args.out, args.to)](export_options(args))
    failed: list[str] = []
    events = 0
    try:
        with writer.open(args.out):
            for record in _records(args.inputs, failed):
                writer.write(record)
                events += len(record["events"])
    except OSError as error:
        complain(f"{args.out}: {error.strerror or error}")
        return 1
    complain(f"{args.out}: {events - writer.skipped.total():,} events{told_skipped(writer, args.out)}")
    return 1 if failed else 0


def told_skipped(writer: Writer, out: str) -> str:
    """What a message says of the events that the format has no place for; empty where there are none."""
    if not writer.skipped:
        return ""
    reasons = "; ".join(f"{count:,} {reason}" for reason, count in writer.skipped.most_common())
    return f", {writer.skipped.total():,} skipped, see {out}.skipped.jsonl ({reasons})"


def _records(names: Iterable[str], failed: list[str]) -> Iterator[Record]:
    from aidextract.exports.schema import read_records

    def tell(error: InputError) -> None:
        failed.append(str(error))
        complain(str(error))

    for name in names:
        if name == "-":
            yield from read_records(sys.stdin.buffer, name, tell)
            continue
        try:
            file = open(name, "rb")
        except OSError as error:
            failed.append(name)
            complain(f"{name}: {error.strerror or error}")
            continue
        with closing(file):
            yield from read_records(file, name, tell)
