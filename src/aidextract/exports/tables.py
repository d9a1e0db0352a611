"""CSV and Parquet: flat rows."""

from __future__ import annotations

import csv
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any

from aidextract.export import COLUMNS, defused, record_rows
from aidextract.exports.writer import Record, TextWriter


class CsvWriter(TextWriter):
    """A row an item, an amount on one row of its event only. Subclasses give other rows of other columns."""

    columns: tuple[str, ...] = COLUMNS

    def rows(self, record: Record) -> Iterable[Mapping[str, Any]]:
        """The rows of one record, with the keys of `columns`."""
        return record_rows(record)

    def _start(self, path: Path) -> None:
        super()._start(path)
        self._rows = csv.DictWriter(self._file, self.columns, lineterminator="\n")
        self._rows.writeheader()

    def _write(self, record: Record) -> None:
        clean = defused if self.options.defuse else lambda value: value
        self._rows.writerows({name: clean(value) for name, value in row.items()} for row in self.rows(record))
