"""JSON, JSON Lines, CSV and Parquet: one document a record."""

from __future__ import annotations

import csv
import io
import json
import re
from collections.abc import Iterator, Mapping
from typing import IO, Any

from aidextract.sources.documents import Columns, Document, Failure, Limits, too_large
from aidextract.sources.extras import need
from aidextract.sources.streams import read_lines

Item = Document | Failure

WHOLE_JSON = 256_000_000  # bytes of a JSON file that is one object, which is read at once
_CHUNK = 1 << 20
_LISTS = ("data", "articles", "results", "items", "documents")  # where an API's answer has its articles


# ------------------------------------------------------------------ JSON Lines
def read_jsonl(stream: IO[bytes], name: str, columns: Columns, limits: Limits) -> Iterator[Item]:
    """One object a line. A broken line is one failure."""
    for number, line in read_lines(stream, 2 * limits.max_bytes):  # the article itself is measured once it is read
        place = f"{name}#{number}"
        if line is None:
            yield Failure(place, too_large(limits))
        elif line.strip():
            yield _from_line(line, place, columns, limits)


def _from_line(line: bytes, place: str, columns: Columns, limits: Limits) -> Item:
    try:
        value = json.loads(line.decode("utf-8-sig"))
    except UnicodeDecodeError as error:
        return Failure(place, f"not UTF-8 (byte {error.start + 1} of the line)")
    except (ValueError, RecursionError) as error:
        return Failure(place, f"not JSON: {error}")
    return from_object(value, place, columns, limits)


def from_object(value: object, place: str, columns: Columns, limits: Limits) -> Item:
    """The document of a JSON value."""
    if not isinstance(value, Mapping):
        return Failure(place, f"a JSON object is needed, got {type(value).__name__}")
    if isinstance(value.get("fields"), Mapping) and not columns.knows(value):
        return _from_reliefweb(value, place, columns, limits)
    return columns.document(value, place, limits)


# ------------------------------------------------------------------ JSON
def read_json(stream: IO[bytes], name: str, columns: Columns, limits: Limits) -> Iterator[Item]:
    """One object, an API's answer with a list of them, or an array, which may be of any length."""
    text = io.TextIOWrapper(stream, "utf-8-sig", errors="surrogateescape", newline="")
    start = ""
    while not start and (start := text.read(_CHUNK)):
        start = start.lstrip()
    if start.startswith("["):
        yield from _read_array(text, start, name, columns, limits)
        return
    whole = start + text.read(WHOLE_JSON - len(start))
    if text.read(1):
        yield Failure(name, f"a JSON object of more than {WHOLE_JSON:,} bytes: give JSON Lines or an array")
        return
    try:
        value = json.loads(whole)
    except (ValueError, RecursionError) as error:
        yield Failure(name, f"not JSON: {error}")
        return
    listed = next((value[key] for key in _LISTS if isinstance(value.get(key), list)), None)
    if listed is None or columns.knows(value):
        yield from_object(value, name, columns, limits)
        return
    for number, entry in enumerate(listed, start=1):
        yield from_object(entry, f"{name}#{number}", columns, limits)


def _read_array(text: IO[str], buffer: str, name: str, columns: Columns, limits: Limits) -> Iterator[Item]:
    """Element by element, so that memory does not grow with the array."""
    decoder, position, number, at_end = json.JSONDecoder(), 1, 0, False
    while True:
        position = _BETWEEN.match(buffer, position).end()  # type: ignore[union-attr]  # matches the empty string too
        if buffer[position : position + 1] == "]":
            return
        try:
            value, end = decoder.raw_decode(buffer, position)
            if end == len(buffer) and not at_end:  # a number may go on
                raise ValueError
        except (ValueError, RecursionError) as error:
            if at_end or len(buffer) - position > 4 * limits.max_bytes:
                what = too_large(limits) if not at_end else f"not JSON: {error}"
                yield Failure(f"{name}#{number + 1}", f"{what}; the rest of the array was not read")
                return
            more = text.read(max(_CHUNK, len(buffer) - position))  # twice as much each time: linear in all
            at_end = not more
            buffer, position = buffer[position:] + more, 0
            continue
        number, position = number + 1, end
        yield from_object(value, f"{name}#{number}", columns, limits)
        if position > _CHUNK:
            buffer, position = buffer[position:], 0


_BETWEEN = re.compile(r"[\s,]*")


# ------------------------------------------------------------------ ReliefWeb
def _from_reliefweb(entry: Mapping[str, Any], place: str, columns: Columns, limits: Limits) -> Item:
    """An entry of https://api.reliefweb.int answers. Its body is Markdown, whose marks are taken out."""
    fields = dict(entry["fields"])
    body = fields.get("body")
    if isinstance(body, str):
        fields["text"] = _without_markdown(body)
    fields.setdefault("url", fields.get("url_alias") or entry.get("href"))
    fields["id"] = entry.get("id") or fields.get("id")
    found = columns.document(fields, place, limits)
    if isinstance(found, Failure) and body is None:
        return Failure(found.id, "no body in this ReliefWeb answer: ask the API for it (fields[include][]=body)")
    return found


_MARKDOWN = (
    (re.compile(r"!?\[([^\[\]\n]*)\]\([^()\s]*\)"), r"\1"),  # links and images
    (re.compile(r"^[ \t]*(?:#{1,6}|>|[*+-])[ \t]+", re.MULTILINE), ""),  # headings, quotes, bullets
    (re.compile(r"\*\*|__(?=\w)|(?<=\w)__|(?<![\w*])\*(?=\w)|(?<=[\w.,])\*(?![\w*])"), ""),
    (re.compile(r"\\([\\*_\[\]#.()!-])"), r"\1"),
)


def _without_markdown(text: str) -> str:
    for mark, plain in _MARKDOWN:
        text = mark.sub(plain, text)
    return text


# ------------------------------------------------------------------ CSV
def delimiter_of(line: str) -> str:
    """Of a table's first line: the commonest of those that tables use."""
    return max(",\t;|", key=line.count)


def header_of(head: bytes) -> list[str]:
    """The cells of the first line, as if it were a table's header."""
    line = head.decode("utf-8-sig", "replace").partition("\n")[0]
    if len(line) > 10_000:
        return []
    try:
        return next(csv.reader([line], delimiter=delimiter_of(line)), [])
    except csv.Error:
        return []


def read_csv(stream: IO[bytes], name: str, columns: Columns, limits: Limits) -> Iterator[Item]:
    """One row an article, with a header. Cells may hold line ends."""
    head = stream.readline(100_000)
    text = io.TextIOWrapper(stream, "utf-8", errors="surrogateescape", newline="")
    first = head.decode("utf-8", "surrogateescape").removeprefix("\ufeff")
    delimiter = delimiter_of(first)
    header = next(csv.reader([first], delimiter=delimiter), [])
    if not columns.knows(header):
        yield columns.document(dict.fromkeys(header), name, limits)
        return
    # The reader's own limit is for the whole process: the highest, and the article is measured once it is read.
    csv.field_size_limit(2**31 - 1)
    rows = csv.reader(_bounded(text, 2 * limits.max_bytes), delimiter=delimiter)
    number = 0
    while True:
        number += 1
        place = f"{name}#{number}"
        try:
            row = next(rows)
        except StopIteration:
            return
        except _TooLong:
            yield Failure(place, too_large(limits))
            rows = csv.reader(_bounded(text, 2 * limits.max_bytes), delimiter=delimiter)
            continue
        except csv.Error as error:
            yield Failure(place, f"not CSV: {error}")
            continue
        if not row:
            continue
        if len(row) > len(header):
            yield Failure(place, f"{len(row)} cells in a table of {len(header)} columns")
            continue
        yield columns.document(dict(zip(header, row, strict=False)), place, limits)


class _TooLong(Exception):
    pass


def _bounded(text: IO[str], limit: int) -> Iterator[str]:
    while line := text.readline(limit + 1):
        if len(line) > limit and not line.endswith("\n"):
            while line and not line.endswith("\n"):
                line = text.readline(_CHUNK)
            raise _TooLong
        yield line


# ------------------------------------------------------------------ Parquet
def read_parquet(stream: IO[bytes], name: str, columns: Columns, limits: Limits) -> Iterator[Item]:
    """One row an article, a few at a time. Needs a stream that can be wound."""
    parquet = need("pyarrow.parquet", "Parquet")
    try:
        table = parquet.ParquetFile(stream)
        names = table.schema_arrow.names
        if not columns.knows(names):
            yield columns.document(dict.fromkeys(names), name, limits)
            return
        number = 0
        for batch in table.iter_batches(batch_size=64, columns=columns.wanted(names)):
            for row in batch.to_pylist():
                number += 1
                yield columns.document(row, f"{name}#{number}", limits)
    except (OSError, ValueError) as error:  # pyarrow's own errors are children of these
        yield Failure(name, f"broken Parquet: {error}")


