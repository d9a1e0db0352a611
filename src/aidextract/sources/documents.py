"""The records of this package, and how the fields of a table or a JSON object become one."""

from __future__ import annotations

import datetime as dt
import email.utils
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any

from aidextract.errors import InputError

FIELDS: Mapping[str, tuple[str, ...]] = MappingProxyType({
    "id": ("id", "article_id", "doc_id", "uid", "guid", "uuid"),
    "text": ("text", "body", "content", "article", "maintext", "full_text", "fulltext", "article_text", "plain_text"),
    "html": ("html", "raw_html", "body_html", "body-html", "content_html"),
    "published": (
        "published", "date", "published_at", "publishedat", "publication_date", "pub_date", "pubdate", "publish_date",
        "date_published", "datepublished", "published_date", "date_publish", "datetime",
    ),
    "title": ("title", "headline", "heading"),
    "url": ("url", "link", "source_url", "permalink", "canonical_url"),
    "source": ("source", "source_name", "publisher", "outlet", "site", "sitename", "site_name", "domain"),
})  # fmt: skip
"""Fields of an article, each with the names of columns and keys that are taken for it (in small letters)."""


@dataclass(frozen=True, slots=True)
class Limits:
    """How large an article may be. What is larger becomes a `Failure`."""

    max_bytes: int = 10_000_000
    """Of the page or text as it comes, unpacked. The largest news pages have some 5 MB, most of it scripts."""


@dataclass(frozen=True, slots=True)
class Document:
    """An article as it was found: `text`, or a page that is still HTML. `published` as the source writes it."""

    id: str
    text: str | None = None
    html: bytes | None = None
    published: str | dt.date | float | None = None
    title: str | None = None
    url: str | None = None
    source: str | None = None

    @property
    def size(self) -> int:
        """About how many bytes it takes."""
        return len(self.text or "") + len(self.html or b"")


@dataclass(frozen=True, slots=True)
class Failure:
    """What could not be read, and why, in words for a user."""

    id: str
    reason: str


# ------------------------------------------------------------------ fields to a document
class Columns:
    """Which column or key holds which field: the user's own names first, then those of `FIELDS`.

    A name with dots reaches into JSON objects ("fields.body"). Raises `InputError` for a field that there is none of.
    """

    def __init__(self, names: Mapping[str, str] | None = None) -> None:
        for field in names or {}:
            if field not in FIELDS:
                raise InputError(f"columns: unknown field {field!r}: one of {', '.join(FIELDS)}")
        self._own = dict(names or {})

    def document(self, row: Mapping[Any, Any], place: str, limits: Limits) -> Document | Failure:
        """The document of a row; `place` is its id where it brings none."""
        small = {str(key).strip().lower(): value for key, value in row.items()}
        found = {field: self._value(field, row, small) for field in FIELDS}
        name = _plain(found["id"]) or place
        if _is_broken(name):
            name = place
        text, html = found["text"], found["html"]
        if text is None and html is None:
            if self._has_any(row, small):
                return Failure(name, "no text")
            keys = ", ".join(map(str, list(row)[:20])) or "nothing"
            return Failure(name, f"no column for the text (there are: {keys}): name it, with --columns text=NAME")
        if isinstance(text, bytes):
            text = text.decode("utf-8", "surrogateescape")
        if html is not None and not isinstance(html, str | bytes):
            return Failure(name, f"html must be a string, got {type(html).__name__}")
        if text is not None and not isinstance(text, str):
            return Failure(name, f"text must be a string, got {type(text).__name__}")
        if html is not None:
            page = html.encode("utf-8", "surrogateescape") if isinstance(html, str) else html
            text = None
        elif text is not None and _is_broken(text):
            return Failure(name, "text is not UTF-8")
        if len(page if html is not None else text or "") > limits.max_bytes:
            return Failure(name, too_large(limits))
        return Document(
            name, text, page if html is not None else None, _as_published(found["published"]),
            _plain(found["title"]), _plain(found["url"]), _plain(found["source"]),
        )  # fmt: skip

    def knows(self, names: Iterable[str]) -> bool:
        """Whether a table with these columns has a text."""
        own = {name for field, name in self._own.items() if field in ("text", "html")}
        return any(name in own or name.strip().lower() in _TEXTS for name in names)

    def wanted(self, names: Iterable[str]) -> list[str]:
        """The columns that are read."""
        own = set(self._own.values())
        return [name for name in names if name in own or name.strip().lower() in _ALL]

    def _value(self, field: str, row: Mapping[Any, Any], small: Mapping[str, Any]) -> Any:
        if field in self._own:
            return _reach(row, self._own[field])
        if field in ("text", "html") and self._own.keys() & {"text", "html"}:
            return None  # the user has said which of the two
        return next((small[name] for name in FIELDS[field] if not _is_empty(small.get(name))), None)

    def _has_any(self, row: Mapping[Any, Any], small: Mapping[str, Any]) -> bool:
        own = [self._own[field] for field in ("text", "html") if field in self._own]
        return any(_reach(row, name, default=...) is not ... for name in own) if own else bool(_TEXTS & small.keys())


_TEXTS = frozenset(FIELDS["text"] + FIELDS["html"])
_ALL = frozenset(name for names in FIELDS.values() for name in names)


def _reach(row: Mapping[Any, Any], name: str, default: Any = None) -> Any:
    if name in row:
        return default if default is None and _is_empty(row[name]) else row[name]
    value: Any = row
    for part in name.split("."):
        if not isinstance(value, Mapping) or part not in value:
            return default
        value = value[part]
    return value


def _is_empty(value: object) -> bool:
    return value is None or value != value or (isinstance(value, str | bytes) and not value.strip())


def _is_broken(text: str) -> bool:
    """Whether bytes that were no UTF-8 stand in it (as `surrogateescape` keeps them)."""
    return _BYTES.search(text) is not None


_BYTES = re.compile("[\udc80-\udcff]")


def _plain(value: Any) -> str | None:
    """One line of text; of an object its name, of a list all of them."""
    if isinstance(value, Mapping):
        value = value.get("name") or value.get("title") or value.get("id")
    if isinstance(value, list | tuple):
        value = "; ".join(filter(None, map(_plain, value)))
    if value is None or value != value or isinstance(value, bytes):
        return None
    return _SURROGATE.sub("\N{REPLACEMENT CHARACTER}", str(value)).strip() or None


_SURROGATE = re.compile("[\ud800-\udfff]")


def _as_published(value: Any) -> str | dt.date | float | None:
    if isinstance(value, Mapping):  # ReliefWeb and its like
        value = value.get("original") or value.get("created")
    if value is None or value != value:
        return None
    return value if isinstance(value, dt.date | int | float) else str(value).strip() or None


def too_large(limits: Limits) -> str:
    """The reason of a failure."""
    return f"larger than {limits.max_bytes:,} bytes (--max-bytes)"


# ------------------------------------------------------------------ dates
_DAY = re.compile(r"(?:19|20)\d{6}")
_FORMATS = (
    "%Y%m%d", "%Y%m%d%H%M%S", "%Y%m%dT%H%M%SZ", "%Y/%m/%d", "%d %B %Y", "%d %b %Y", "%B %d, %Y", "%b %d, %Y",
    "%b. %d, %Y", "%Y-%m-%d %H:%M:%S %Z", "%Y-%m-%d %H:%M:%S %z",
)  # fmt: skip


def parse_published(value: str | dt.date | float) -> dt.date:
    """The day, as the source's own clock has it.

    ISO 8601, the dates of e-mail and RSS, "9 September 2022", "20220909", seconds or milliseconds since 1970. What
    could be two days, as "03/04/2022", is refused with a `ValueError`.

    >>> parse_published("2022-09-09T23:30:00+02:00"), parse_published("Fri, 09 Sep 2022 08:00:00 GMT")
    (datetime.date(2022, 9, 9), datetime.date(2022, 9, 9))
    """
    if isinstance(value, dt.datetime):
        return value.date()
    if isinstance(value, dt.date):
        return value
    text = str(value)
    if re.fullmatch(r"\d{10}|\d{13}", text) or isinstance(value, int | float) and not _DAY.fullmatch(text):
        return _from_epoch(float(value))
    try:
        return dt.datetime.fromisoformat(text).date()
    except ValueError:
        pass
    for form in _FORMATS:
        try:
            return dt.datetime.strptime(text, form).date()
        except ValueError:
            pass
    try:
        return email.utils.parsedate_to_datetime(text).date()
    except (ValueError, TypeError, IndexError):
        pass
    raise ValueError(f"published {text[:40]!r} cannot be read: a date as YYYY-MM-DD is needed")


def _from_epoch(value: float) -> dt.date:
    try:
        return dt.datetime.fromtimestamp(value / 1000 if abs(value) > 1e11 else value, dt.UTC).date()
    except (ValueError, OverflowError, OSError):
        raise ValueError(f"published {value!r} cannot be read: a date as YYYY-MM-DD is needed") from None
