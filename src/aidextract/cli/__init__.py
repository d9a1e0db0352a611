"""The command line: one module a command, each with an `add_command`.

Data goes to stdout, messages to stderr. Exit codes: 0 all went well, 1 something could not be read, 2 wrong usage,
3 (`run` alone) all is done, but some articles failed.
"""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Sequence

from aidextract import __version__
from aidextract.cli import evaluate, export, extract, report, review, run, schema
from aidextract.cli.common import complain
from aidextract.errors import AidextractError

COMMANDS = (extract, run, export, report, review, schema, evaluate)


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
        complain(str(error))
        return 1
    return code


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="aidextract", description="Aid events from English news text.")
    parser.add_argument("--version", action="version", version=f"aidextract {__version__}")
    commands = parser.add_subparsers(title="commands", required=True, metavar="COMMAND")
    for command in COMMANDS:
        command.add_command(commands)
    return parser
