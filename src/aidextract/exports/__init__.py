"""Writers of the formats that trackers load: `FORMATS`, each a `Writer` of records.

    >>> from aidextract import extract
    >>> from aidextract.export import to_record
    >>> result = extract("Japan gave 20 tents to Nepal.")
    >>> with FORMATS["csv"]().open("/dev/null") as writer:
    ...     writer.write(to_record(result))
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import PurePath
from types import MappingProxyType

from aidextract.errors import InputError
from aidextract.exports.iati import IatiWriter
from aidextract.exports.jsonl import JsonlWriter
from aidextract.exports.tables import CsvWriter, FtsWriter, KielWriter, ParquetWriter
from aidextract.exports.writer import ExportOptions, Record, Writer

__all__ = ["FORMATS", "ExportOptions", "Record", "Writer", "format_of"]

FORMATS: Mapping[str, type[Writer]] = MappingProxyType(
    {
        "jsonl": JsonlWriter, "csv": CsvWriter, "parquet": ParquetWriter, "iati": IatiWriter, "fts": FtsWriter,
        "kiel": KielWriter,
    }  # fmt: skip
)
"""Format name to writer: ``FORMATS["csv"](ExportOptions(hxl=True))``."""

_ENDINGS = {
    ".jsonl": "jsonl", ".ndjson": "jsonl", ".csv": "csv", ".parquet": "parquet", ".xml": "iati",
    ".fts.csv": "fts", ".kiel.csv": "kiel",
}  # fmt: skip


def format_of(path: str | PurePath, to: str | None = None) -> str:
    """The format's name: `to` where it is given, else by the ending of the file.

    >>> format_of("events.parquet"), format_of("events.csv", to="fts"), format_of("events.kiel.csv")
    ('parquet', 'fts', 'kiel')

    Raises `InputError` for an unknown format or ending.
    """
    if to is not None:
        if to not in FORMATS:
            raise InputError(f"unknown format {to!r}: one of {', '.join(FORMATS)}")
        return to
    name = PurePath(path).name.lower()
    found = [ending for ending in _ENDINGS if name.endswith(ending)]
    if not found:
        raise InputError(f"{path}: the ending tells no format (known: {', '.join(_ENDINGS)}): say it with --to")
    return _ENDINGS[max(found, key=len)]
