"""Inputs to documents, documents to articles."""

from __future__ import annotations

import glob
import gzip
import os
import re
import sys
import zlib
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from operator import itemgetter
from pathlib import Path
from typing import IO, Any

from aidextract.records import Article
from aidextract.sources.documents import Columns, Document, Failure, Limits, parse_published, too_large
from aidextract.sources.extras import MissingExtra
from aidextract.sources.html import read_page
from aidextract.sources.streams import look, unpacked_head
from aidextract.sources.tables import Item, header_of, read_csv, read_json, read_jsonl, read_parquet
from aidextract.sources.warc import read_warc

Inputs = str | os.PathLike[str] | Iterable[str | os.PathLike[str]]


# ------------------------------------------------------------------ the calls
def read_articles(
    inputs: Inputs, *, columns: Mapping[str, str] | None = None, limits: Limits = Limits()  # noqa: B008, frozen
) -> Iterator[Article | Failure]:
    """Articles of files, folders (with all below them, sorted), globs ("news/**/*.html") and "-" (standard input).

    `columns` names the columns or keys of tables where they are none of the usual names: ``{"text": "story"}``; with
    dots it reaches into JSON objects. Streamed, in order, with memory for one article at a time. What cannot be read
    is a `Failure` with id and reason in its place; nothing else stops.

    What brings no id of its own is named by its place, "monday/qatar.txt" or "feed.jsonl#3", counted from the given
    folder (of several inputs, from the one that holds them all): a folder that moves keeps its ids.

    >>> list(read_articles("no-such-file.txt"))
    [Failure(id='no-such-file.txt', reason='no such file')]

    Raises `InputError` for an unknown field in `columns`; while it is read, `MissingExtra` where a kind needs
    ``aidextract[feed]``.
    """
    documents = read_documents(inputs, columns=columns, limits=limits)
    return (found if isinstance(found, Failure) else to_article(found) for found in documents)


def read_documents(
    inputs: Inputs,
    *,
    columns: Mapping[str, str] | None = None,
    limits: Limits = Limits(),  # noqa: B008, frozen
    without: Collection[str | os.PathLike[str]] = (),
    meter: Meter | None = None,
) -> Iterator[Document | Failure]:
    """The same before HTML is read, which takes most of the time.

    `without`: files and folders to leave out of folders and globs; `meter` is told how far the reading is.
    """
    left_out = {os.path.realpath(path) for path in without}
    return _read_all(_names(inputs), Columns(columns), limits, left_out, meter or Meter())


class Meter:
    """How far the reading of `inputs` is: `done` of `total` bytes, which is 0 where it cannot be known (a pipe)."""

    def __init__(self, inputs: Inputs = ()) -> None:
        names = _names(inputs)
        self.done = 0
        self.total = 0 if "-" in names else sum(_size(path) for name in names for path in find_files(name))


def _names(inputs: Inputs) -> list[str]:
    return [os.fspath(name) for name in ([inputs] if isinstance(inputs, str | os.PathLike) else inputs)]


def _size(path: str) -> int:
    try:
        return os.path.getsize(path)
    except OSError:
        return 0


def to_document(
    row: Mapping[str, Any], *, columns: Mapping[str, str] | None = None, limits: Limits = Limits()  # noqa: B008, frozen
) -> Document | Failure:
    """The document of a row that another program has read, with the same names of columns as in a table.

    >>> to_document({"id": 7, "body": "Oman gave Samoa 30 boats.", "date": "2023-05-09"}).text
    'Oman gave Samoa 30 boats.'

    Raises `InputError` for an unknown field in `columns`.
    """
    return Columns(columns).document(row, "row without id", limits)


def to_article(document: Document) -> Article | Failure:
    """The article of a document: HTML is read, the date is parsed. What the source says stands before the page."""
    text, published = document.text, document.published
    title, url, source = document.title, document.url, document.source
    if document.html is not None:
        try:
            page = read_page(document.html, url)
        except MissingExtra:
            raise
        except Exception as error:  # whatever the parsers make of broken pages
            return Failure(document.id, f"the page cannot be read: {type(error).__name__}: {error}"[:500])
        text, title, url = page.text, title or page.title, url or page.url
        source, published = source or page.source, published or page.published
        if text is None:
            return Failure(document.id, "no article found in the page")
    if not text or not text.strip():
        return Failure(document.id, "no text")
    try:
        day = None if published is None else parse_published(published)
    except ValueError as error:
        return Failure(document.id, str(error))
    return Article(text, day, document.id, title, url=url, source=source)


# ------------------------------------------------------------------ inputs
def _read_all(
    names: list[str], columns: Columns, limits: Limits, without: Collection[str], meter: Meter
) -> Iterator[Item]:
    base = _base(names)
    for name in names:
        if name == "-":
            yield from _read_stream(sys.stdin.buffer, "-", columns, limits)
            continue
        empty = True
        for path in find_files(name, without):
            empty = False
            yield from _read_file(path, _place(path, base), columns, limits, meter)
        if empty:
            yield Failure(name, "no files in this folder" if os.path.isdir(name) else _missing(name))


def _base(names: Iterable[str]) -> str:
    """The folder that ids of files are counted from: the one that holds all inputs. "" where there is none."""
    folders = [name if os.path.isdir(name) else os.path.dirname(_without_magic(name)) for name in names if name != "-"]
    try:
        return os.path.commonpath([os.path.abspath(folder) for folder in folders])
    except ValueError:  # of none, or of two drives
        return ""


def _without_magic(name: str) -> str:
    """Of a glob what stands before its first sign."""
    if os.path.exists(name) or not glob.has_magic(name):
        return name
    return re.split(r"[*?\[]", name, maxsplit=1)[0]


def _place(path: str, base: str) -> str:
    return Path(os.path.relpath(path, base)).as_posix() if base else path


def _missing(name: str) -> str:
    return "no file matches" if glob.has_magic(name) else "no such file"


def find_files(name: str, without: Collection[str] = ()) -> Iterator[str]:
    """The file, or those of the folder or glob, sorted, hidden ones left out."""
    if os.path.isdir(name):
        yield from _walk(name, without)
    elif os.path.exists(name):
        yield name
    elif glob.has_magic(name):
        # By their real places, since `**` also follows a link to a folder above, round and round.
        found = {os.path.realpath(path): path for path in sorted(glob.glob(name, recursive=True), reverse=True)}
        for real, path in sorted(found.items(), key=itemgetter(1)):
            if real not in without and os.path.isfile(real):
                yield path


def _walk(folder: str, without: Collection[str]) -> Iterator[str]:
    for name in sorted(os.listdir(folder)):
        path = os.path.join(folder, name)
        if name.startswith(".") or os.path.realpath(path) in without:
            continue
        if os.path.isfile(path):
            yield path
        elif os.path.isdir(path) and not os.path.islink(path):  # a link to a folder above would never end
            yield from _walk(path, without)


def _read_file(path: str, place: str, columns: Columns, limits: Limits, meter: Meter) -> Iterator[Item]:
    before = meter.done
    try:
        with open(path, "rb") as stream:
            for item in _read_stream(stream, place, columns, limits):
                meter.done = before + _position(stream)
                yield item
    except OSError as error:
        yield Failure(place, error.strerror or str(error))
    meter.done = before + _size(path)


def _position(stream: IO[bytes]) -> int:
    try:
        return stream.tell()
    except (OSError, ValueError):  # a named pipe; closed by what has read to its end
        return 0


# ------------------------------------------------------------------ kinds
def _read_stream(stream: IO[bytes], name: str, columns: Columns, limits: Limits) -> Iterator[Item]:
    head, stream = look(stream)
    if head.startswith(b"\x1f\x8b"):
        if unpacked_head(head).startswith(b"WARC/"):
            yield from read_warc(stream, name, limits)
            return
        try:
            yield from _read_kind(*look(gzip.GzipFile(fileobj=stream)), name, columns, limits)  # type: ignore[arg-type]
        except (EOFError, gzip.BadGzipFile, zlib.error) as error:
            yield Failure(name, f"broken gzip: {error}")
        return
    yield from _read_kind(head, stream, name, columns, limits)


def _read_kind(head: bytes, stream: IO[bytes], name: str, columns: Columns, limits: Limits) -> Iterator[Item]:
    kind = kind_of(head, name, columns)
    if kind == "warc":
        yield from read_warc(stream, name, limits)
    elif kind == "parquet" and not stream.seekable():
        yield Failure(name, "Parquet cannot be read from a pipe: give the file")
    elif kind in _TABLES:
        yield from _TABLES[kind](stream, name, columns, limits)
    elif kind in ("html", "text"):
        content = stream.read(limits.max_bytes + 1)
        yield _from_content(content, kind, name, limits)
    else:
        yield Failure(name, f"{kind}: not a kind that can be read")


_TABLES: Mapping[str, Callable[[IO[bytes], str, Columns, Limits], Iterator[Item]]] = {
    "jsonl": read_jsonl, "json": read_json, "csv": read_csv, "parquet": read_parquet,
}  # fmt: skip


def _from_content(content: bytes, kind: str, name: str, limits: Limits) -> Item:
    if len(content) > limits.max_bytes:
        return Failure(name, too_large(limits))
    if kind == "html":
        return Document(name, html=content)
    try:
        wide = content.startswith((b"\xff\xfe", b"\xfe\xff"))
        return Document(name, content.decode("utf-16" if wide else "utf-8-sig"))
    except UnicodeDecodeError as error:
        return Failure(name, f"not UTF-8 (byte {error.start + 1})")


_MAGIC = {
    b"PAR1": "parquet", b"WARC/": "warc", b"%PDF": "PDF", b"PK\x03\x04": "ZIP or Office file", b"\x89PNG": "PNG",
    b"\xff\xd8\xff": "JPEG", b"GIF8": "GIF", b"\x28\xb5\x2f\xfd": "Zstandard", b"BZh": "bzip2", b"\xfd7zXZ": "XZ",
}  # fmt: skip
_HTML = re.compile(
    rb"(?:\s|\xef\xbb\xbf|<\?xml[^>]{0,200}>|<!--(?:[^-]|-(?!->)){0,5000}-->)*"
    rb"<(?:!doctype\s+html|html|head|body|meta|title|article|main|div|p|h1)\b",
    re.IGNORECASE,
)


def kind_of(head: bytes, name: str, columns: Columns) -> str:
    """What a stream holds, by its first bytes; a table's ending counts only where its header has no usual name."""
    for magic, kind in _MAGIC.items():
        if head.startswith(magic):
            return kind
    if b"\0" in head and not head.startswith((b"\xff\xfe", b"\xfe\xff")) and head.count(0) * 500 > len(head):
        return "binary data"
    start = head.removeprefix(b"\xef\xbb\xbf").lstrip()
    if start.startswith((b"{", b"[")) and (found := _json_kind(start)):
        return found
    if _HTML.match(head):
        return "html"
    cells = header_of(head)
    if Path(name.removesuffix(".gz")).suffix.lower() in (".csv", ".tsv") or len(cells) > 1 and columns.knows(cells):
        return "csv"
    return "text"


def _json_kind(start: bytes) -> str | None:
    """ "json" for an array or an object that is the whole file, "jsonl" for one a line, None for a text in brackets."""
    if start.startswith(b"["):
        return "json" if re.match(rb"\[\s*(?:[\]{]|\Z)", start) else None
    if not re.match(rb"\{\s*(?:\"|\}|\Z)", start):
        return None
    if re.search(rb'"data"\s*:\s*\[|"articles"\s*:\s*\[\s*\{|"results"\s*:\s*\[\s*\{', start[:4000]):
        return "json"  # an API's answer, which often stands in one line
    line, end, rest = start.partition(b"\n")
    if not end or line.rstrip().endswith(b"}") or rest.lstrip().startswith(b"{"):
        return "jsonl"
    return "json"


