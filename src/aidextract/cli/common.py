"""What the commands share: messages, arguments, results with errors told apart."""

from __future__ import annotations

import argparse
import datetime as dt
import sys
from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING, get_args

from aidextract.options import Model, Options

if TYPE_CHECKING:
    from aidextract.api import Extraction


def model_option() -> argparse.ArgumentParser:
    """A parent parser with ``--model``."""
    parent = argparse.ArgumentParser(add_help=False)
    parent.add_argument(
        "--model", choices=get_args(Model), default=Options().model, help="pipeline (default: %(default)s)"
    )
    return parent


def date(value: str) -> dt.date:
    """An argument that is a date."""
    try:
        return dt.date.fromisoformat(value)
    except ValueError:
        raise argparse.ArgumentTypeError(f"a date as YYYY-MM-DD is needed, got {value!r}") from None


def count(value: str) -> int:
    """An argument that is a number of things."""
    if not value.isdecimal():
        raise argparse.ArgumentTypeError(f"a whole number is needed, got {value!r}")
    return int(value)


def complain(message: str) -> None:
    """A message for the user, on stderr."""
    print(f"aidextract: {message}", file=sys.stderr)


def without_errors(results: Iterable[Extraction], failed: list[str]) -> Iterator[Extraction]:
    """The results that could be made; the ids of the others go to `failed`, and a message to the user."""
    for result in results:
        if result.error is None:
            yield result
        else:
            failed.append(str(result.article.id))
            complain(f"{result.article.id}: {result.error}")
