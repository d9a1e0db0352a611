"""``aidextract schema``: the JSON Schema of what comes out."""

from __future__ import annotations

import argparse
import json


def add_command(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Adds the command to the parser."""
    parser = commands.add_parser("schema", help="print the JSON Schema of the output")
    parser.add_argument(
        "of", nargs="?", choices=("records", "rows"), default="records",
        help="records: a line of JSON Lines; rows: a row of CSV or Parquet (default: %(default)s)",
    )  # fmt: skip
    parser.set_defaults(run=run)


def run(args: argparse.Namespace) -> int:
    from aidextract.exports.schema import record_schema, row_schema

    schema = record_schema() if args.of == "records" else row_schema()
    print(json.dumps(schema, ensure_ascii=False, indent=2))
    return 0
