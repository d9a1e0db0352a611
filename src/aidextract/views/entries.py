"""Events with the article that tells them, from whatever holds them: results, saved dicts, a JSON Lines file."""

from __future__ import annotations

import json
import os
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from aidextract.errors import InputError
from aidextract.records import STATUSES, AidEvent, Article

if TYPE_CHECKING:
    from aidextract.api import Extraction


@dataclass(frozen=True, slots=True)
class Entry:
    """An event, its number in its article (from 1), and what is known of the article."""

    event: AidEvent
    number: int = 1
    article: str | None = None
    published: str | None = None  # YYYY-MM-DD
    title: str | None = None
    url: str | None = None
    source: str | None = None


def read_entries(results: object) -> list[Entry]:
    """The events of `results`, in order.

    `results` is an Extraction, an AidEvent, a dict that was saved (an article with its "events", or one event), the
    path of a JSON Lines file of such dicts, or an iterable of any of these.

    >>> [entry.event.status for entry in read_entries([AidEvent(status="pledged")])]
    ['pledged']

    Raises `InputError` for what is none of them, and says which.
    """
    return [entry for result in flattened(results) for entry in entries_of(result)]


def flattened(results: object) -> Iterator[Extraction | Mapping[str, Any]]:
    """The articles in `results`, each as an Extraction or as it was saved. An event alone is an article of its own."""
    from aidextract.api import Extraction

    if isinstance(results, Extraction | Mapping):
        yield results
    elif isinstance(results, AidEvent):
        yield Extraction(Article(""), (results,))
    elif isinstance(results, str | os.PathLike):
        with open(results, encoding="utf-8-sig") as file:
            yield from read_lines(file, os.fspath(results))
    elif isinstance(results, Iterable):
        for result in results:
            yield from flattened(result)
    else:
        raise InputError(
            "results must be Extractions, events, saved dicts or the path of a JSON Lines file, "
            f"got {type(results).__name__}"
        )


def entries_of(result: Extraction | Mapping[str, Any]) -> list[Entry]:
    """The events of one article."""
    if isinstance(result, Mapping):
        return _entries_of_dict(result)
    told = result.article
    published = str(told.published) if told.published else None
    return [
        Entry(event, number, told.id, published, told.title, told.url, told.source)
        for number, event in enumerate(result, start=1)
    ]


def _entries_of_dict(saved: Mapping[str, Any]) -> list[Entry]:
    """The events of one saved dict: an article with "events", or a single event (a line of `Extraction.to_jsonl`)."""
    from aidextract.export import from_dict

    events = saved.get("events", None if "status" not in saved else [saved])
    if not isinstance(events, list):
        keys = ", ".join(map(repr, list(saved)[:6])) or "none"
        raise InputError(f"a saved article has a list of 'events', an event has a 'status'; got the keys {keys}")
    told = [_text(saved.get(key)) for key in ("id", "published", "title", "url", "source")]
    told[0] = told[0] if told[0] is not None else _text(saved.get("article"))
    out = []
    for number, event in enumerate(events, start=1):
        try:
            out.append(Entry(_checked(from_dict(event)), number, *told))
        except (KeyError, TypeError, ValueError, AttributeError, ArithmeticError) as error:
            name = f" of {told[0]!r}" if told[0] is not None else ""
            raise InputError(f"event {number}{name} is not as `to_dict` writes it: {_what(error)}") from error
    return out


def _checked(event: AidEvent) -> AidEvent:
    """What a hand-made file might hold and no picture could bear."""
    if event.status not in STATUSES:
        raise ValueError(f"status must be one of {', '.join(STATUSES)}, got {event.status!r}")
    names = [*(party.name for party in (*event.donors, *event.recipients)), *(item.item for item in event.items)]
    if any(not isinstance(name, str) for name in names):
        raise ValueError(f"names must be strings, got {names}")
    numbers = [event.amount, *(item.quantity for item in event.items)]
    if any(number is not None and not number.is_finite() for number in numbers):
        raise ValueError("numbers must be finite")
    return event


def _what(error: Exception) -> str:
    return f"key {error} is missing" if isinstance(error, KeyError) else str(error)


def _text(value: object) -> str | None:
    return None if value is None else str(value)


def read_lines(
    lines: Iterable[str], name: str, complain: Callable[[str], None] | None = None
) -> Iterator[Mapping[str, Any]]:
    """What stands in JSON Lines. A line that cannot be read raises `InputError`, or goes to `complain`."""
    for number, line in enumerate(lines, start=1):
        if not line.strip():
            continue
        try:
            saved = json.loads(line)
            if not isinstance(saved, Mapping):
                raise InputError(f"a line must hold a JSON object, got {type(saved).__name__}")
            _entries_of_dict(saved)
        except (ValueError, RecursionError) as error:  # InputError and JSONDecodeError are ValueErrors
            message = f"{name}, line {number}: {error}"
            if complain is None:
                raise InputError(message) from error
            complain(message)
        else:
            yield saved
