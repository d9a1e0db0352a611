"""JSON Lines: a record a line, all that is known of each event."""

from __future__ import annotations

import json

from aidextract.exports.writer import Record, TextWriter


class JsonlWriter(TextWriter):
    """An article a line, also one without events, so that it can be seen that it was read."""

    def _write(self, record: Record) -> None:
        self._file.write(json.dumps(record, ensure_ascii=False) + "\n")
