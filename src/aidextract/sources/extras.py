"""Optional packages, imported where they are needed."""

from __future__ import annotations

import importlib
from typing import Any

from aidextract.errors import AidextractError


class MissingExtra(AidextractError, ImportError):
    """A package is needed that only an extra brings along."""


def need(module: str, what: str, extra: str = "feed") -> Any:
    """The module, or an error that says how to get it."""
    try:
        return importlib.import_module(module)
    except ImportError as error:
        package = module.partition(".")[0]
        raise MissingExtra(f"{what} needs {package}: pip install 'aidextract[{extra}]' ({error})") from error
