"""JSON Lines: a record a line, all that is known of each event."""

from __future__ import annotations

from aidextract.export import json_line
from aidextract.exports.writer import Record, TextWriter


class JsonlWriter(TextWriter):
    """An article a line, also one without events, so that it can be seen that it was read."""

    def _write(self, record: Record) -> None:
        self._file.write(json_line(record))
