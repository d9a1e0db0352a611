"""Where the events of a review stand in the text: pieces of it, each with the marks that lie on it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from aidextract.review.gold import to_gold
from aidextract.views.article import role_of

_KEYS = {
    "donor": "donors", "recipient": "recipients", "item": "items", "quantity": "items", "amount": "amount",
    "date": "date", "trigger": "status", "location": "location", "purpose": "purpose",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Place:
    """A stretch of the text in a role of an event."""

    start: int
    end: int
    role: str
    event: int


def pieces(text: str, events: Sequence[dict[str, Any]]) -> list[dict[str, Any]]:
    """The text in order, cut wherever a mark begins or ends. A piece is its `text`, `marks` and `ends`.

    `marks` (each an event's number and a role) are those that lie on the piece, the shortest first; `ends` those that
    end with it. Cut here and not in the browser, which counts characters in another way. All pieces together are the
    text.

    >>> event = {"number": 7, "found": None, "value": {"donors": [{"names": ["Oman"]}]}}
    >>> pieces("From Oman.", [event])[1]
    {'text': 'Oman', 'marks': [[7, 'donor']], 'ends': [[7, 'donor']]}
    """
    places = list(dict.fromkeys(place for event in events for place in _places(text, event)))
    cuts = sorted({0, len(text), *(cut for place in places for cut in (place.start, place.end))})
    places.sort(key=lambda place: (place.end - place.start, place.start, place.event))
    starting: dict[int, list[Place]] = {}
    for place in places:
        starting.setdefault(place.start, []).append(place)
    on: list[Place] = []
    out = []
    for start, end in zip(cuts[:-1], cuts[1:], strict=True):
        on = [place for place in on if place.end > start] + starting.get(start, [])
        on.sort(key=lambda place: (place.end - place.start, place.start, place.event))
        out.append({
            "text": text[start:end],
            "marks": [[place.event, place.role] for place in on],
            "ends": [[place.event, place.role] for place in on if place.end == end],
        })  # fmt: skip
    return out


def _places(text: str, event: dict[str, Any]) -> Iterator[Place]:
    """By the evidence, as far as it still holds; where the reviewer says something else, by looking for the words."""
    number, found, value = event["number"], event["found"], event["value"]
    was = to_gold(found) if found else {}
    for evidence in found["evidence"] if found else ():
        role = role_of(evidence["field"])
        if role and 0 <= evidence["start"] < evidence["end"] <= len(text) and (
            role == "trigger" or was.get(_KEYS[role]) == value.get(_KEYS[role])
        ):  # fmt: skip
            yield Place(evidence["start"], evidence["end"], role, number)
    for role in ("donor", "recipient", "item", "location", "purpose"):
        key = _KEYS[role]
        if value.get(key) and value.get(key) != was.get(key):
            for forms in _forms(value[key]):
                at, form = next(((at, form) for form in forms if (at := text.find(form)) >= 0), (0, ""))
                if form:
                    yield Place(at, at + len(form), role, number)


def _forms(value: object) -> Iterable[list[str]]:
    if isinstance(value, str):
        return [[value]]
    return [entry.get("names") or entry["item"] for entry in value if isinstance(entry, dict)]  # type: ignore[attr-defined]
