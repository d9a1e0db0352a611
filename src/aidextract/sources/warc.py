"""WARC and WARC.GZ: pages of a crawl, and the plain texts of WET files."""

from __future__ import annotations

from collections.abc import Iterator
from typing import IO, Any

from aidextract.sources.documents import Document, Failure, Limits, too_large
from aidextract.sources.extras import need

_PAGES = ("text/html", "application/xhtml+xml")


def read_warc(stream: IO[bytes], name: str, limits: Limits) -> Iterator[Document | Failure]:
    """The HTML pages that were answered with 200, and converted texts. All other records are passed by."""
    iterator = need("warcio.archiveiterator", "WARC").ArchiveIterator(stream)
    number = 0
    while True:
        try:
            record = next(iterator, None)
            if record is None:
                return
            number += 1
            found = _from_record(record, f"{name}#{number}", limits)
        except Exception as error:  # whatever the parser makes of broken bytes; the rest cannot be found then
            yield Failure(f"{name}#{number + 1}", f"broken WARC, the rest of it was not read: {_words(error)}")
            return
        if found is not None:
            yield found


def _from_record(record: Any, place: str, limits: Limits) -> Document | Failure | None:
    headers = record.rec_headers
    is_page = (
        record.rec_type == "response" and record.http_headers is not None
        and record.http_headers.get_statuscode() == "200"
        and (record.http_headers.get_header("Content-Type") or "").partition(";")[0].strip().lower() in _PAGES
    )  # fmt: skip
    if not is_page and record.rec_type != "conversion":
        return None
    name = (headers.get_header("WARC-Record-ID") or place).strip("<>").removeprefix("urn:uuid:")
    url = headers.get_header("WARC-Target-URI")
    try:
        content = _read(record.content_stream(), limits.max_bytes + 1)
    except Exception as error:  # a body that is not packed as its header says
        return Failure(name, f"the page's body is broken: {_words(error)}")
    if len(content) > limits.max_bytes:
        return Failure(name, too_large(limits))
    if is_page:
        return Document(name, html=content, url=url)
    try:
        return Document(name, content.decode("utf-8"), url=url)
    except UnicodeDecodeError as error:
        return Failure(name, f"not UTF-8 (byte {error.start + 1})")


def _read(stream: Any, size: int) -> bytes:
    """Up to `size` bytes, unpacked piece by piece: a small record may hold a huge page."""
    parts: list[bytes] = []
    while size > 0 and (part := stream.read(min(size, 1 << 16))):
        parts.append(part)
        size -= len(part)
    return b"".join(parts)


def _words(error: Exception) -> str:
    return " ".join(f"{type(error).__name__}: {error}".split())[:300]
