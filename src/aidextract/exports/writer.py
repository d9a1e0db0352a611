"""What all writers share: one file, whole or not at all, and a list of what has no place in it."""

from __future__ import annotations

import os
from abc import ABC, abstractmethod
from collections import Counter
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import IO, Any, Self

from aidextract.export import json_line

Record = Mapping[str, Any]
"""An article with its events, as `aidextract.export.to_record` gives it."""
RUNNING_TOTAL = "a running total: its parts would be counted twice"
"""Why formats without a mark for it skip an event with `aggregate`."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ExportOptions:
    """Every knob of the formats. A format passes by what does not concern it."""

    hxl: bool = False  # a second row of HXL tags in csv and fts; off, since to many readers it makes numbers text
    defuse: bool = True  # an apostrophe before what a spreadsheet would run as a formula
    # Who publishes the IATI file: every registered publisher has an identifier of its own (https://org-id.guide).
    reporter_ref: str = "aidextract"
    reporter_name: str = "aidextract"
    reporter_type: str = "90"  # code list OrganisationType; 90: other


class Writer(ABC):
    """Writes records to a file, one at a time. Use: ``with FORMATS["csv"]().open("events.csv") as writer: ...``

    The file appears at `close`, under a temporary name ("events.csv.part") until then; after an error inside ``with``
    nothing appears. A pipe or a terminal is written to as it is. Memory does not grow with the number of records.

    Events that the format has no place for are counted in `skipped`, by reason, and listed in a file beside the other
    ("events.csv.skipped.jsonl": article, event id, reason); without any there is no such file.
    """

    # Raises `InputError` where the format needs an extra that is not installed.
    def __init__(self, options: ExportOptions = ExportOptions()) -> None:  # noqa: B008, frozen
        self.options = options
        self.skipped: Counter[str] = Counter()

    # -------------------------------------------------------------- what a format does
    @abstractmethod
    def _start(self, path: Path) -> None:
        """Opens the file and writes what stands before the first record."""

    @abstractmethod
    def _write(self, record: Record) -> None:
        """Writes one record."""

    @abstractmethod
    def _finish(self, whole: bool) -> None:
        """Closes the file; `whole` says whether what stands behind the last record is wanted."""

    # -------------------------------------------------------------- what a caller does
    def open(self, path: str | Path) -> Self:
        """Begins a file. Raises `OSError` where it cannot be written."""
        self._target = Path(os.path.realpath(path))
        self._listed: IO[str] | None = None
        self.skipped.clear()
        is_file = self._target.is_file() or not self._target.exists()
        self._path = _with_ending(self._target, ".part") if is_file else self._target
        self._start(self._path)
        return self

    def write(self, record: Record) -> None:
        """Adds an article with its events."""
        self._write(record)

    def close(self) -> None:
        """Ends the file and gives it its name; a disk that is full at last leaves no file behind either."""
        try:
            self._finish(True)
            if self._listed:
                self._listed.close()
        except BaseException:
            self.abort()
            raise
        if self._listed:
            os.replace(self._listed.name, self._skipped_path)
        elif self._path != self._target:
            self._skipped_path.unlink(missing_ok=True)  # of an earlier run
        if self._path != self._target:
            os.replace(self._path, self._target)

    def abort(self) -> None:
        """Leaves no file behind."""
        with suppress(OSError):  # what is left in a buffer is not wanted
            self._finish(False)
        if self._listed:
            with suppress(OSError):
                self._listed.close()
            Path(self._listed.name).unlink(missing_ok=True)
        if self._path != self._target:
            self._path.unlink(missing_ok=True)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        if kind is None:
            self.close()
        else:
            self.abort()

    # -------------------------------------------------------------- for the formats
    def _skip(self, record: Record, event: Mapping[str, Any], reason: str) -> None:
        self.skipped[reason] += 1
        if self._path == self._target:  # a pipe: nothing stands beside it
            return
        if self._listed is None:
            self._listed = open_text(_with_ending(self._skipped_path, ".part"))
        line = {"article": record["id"], "event_id": event["id"], "reason": reason, "quote": event["quote"]}
        self._listed.write(json_line(line))

    @property
    def _skipped_path(self) -> Path:
        return _with_ending(self._target, ".skipped.jsonl")


class TextWriter(Writer):
    """A writer of UTF-8 text."""

    def _start(self, path: Path) -> None:
        self._file = open_text(path)

    def _finish(self, whole: bool) -> None:
        self._file.close()


def open_text(path: Path) -> IO[str]:
    """Half a character, for which UTF-8 has no form, becomes a question mark."""
    return open(path, "w", encoding="utf-8", errors="replace", newline="")


def _with_ending(path: Path, ending: str) -> Path:
    return path.with_name(path.name + ending)
