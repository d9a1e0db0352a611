"""Where the gold events of an article stand in its text: what the reader is trained on."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import Any

from aidextract.evaluate import overlap, same_date
from aidextract.records import DateRange

Span = tuple[int, int]  # characters
Number = tuple[int, int, float]  # start, end, value


@dataclass
class Occurrence:
    """A place where a gold item stands."""

    span: Span
    event: int
    item: int


@dataclass
class Aligned:
    """Gold of one article, with places. `wanted` counts its items, `found` those that stand somewhere in the text."""

    events: list[dict[str, Any]]
    items: list[Occurrence] = field(default_factory=list)  # taken as places of an event
    doubtful: list[Span] = field(default_factory=list)  # same words elsewhere: neither yes nor no
    donors: list[Span] = field(default_factory=list)
    recipients: list[Span] = field(default_factory=list)
    found: int = 0
    wanted: int = 0


def occurrences(text: str, form: str) -> list[Span]:
    """Whole-word places of a form, whatever its case and blanks."""
    parts = [re.escape(w) for w in form.split()]
    if not parts:
        return []
    pattern = r"(?<!\w)" + r"\s+".join(parts) + r"(?!\w)"
    return [m.span() for m in re.finditer(pattern, text, re.IGNORECASE)]


def loose_occurrences(text: str, form: str) -> list[Span]:
    """Places where the form's last word stands, in singular or plural, with those of its words that come before."""
    words = re.findall(r"\w+", form)
    if not words:
        return []
    stem = re.sub(r"(ies|y|s)$", "", words[-1]) or words[-1]
    out = []
    for m in re.finditer(rf"(?<!\w){re.escape(stem)}(?:ies|es|s|y)?(?!\w)", text, re.IGNORECASE):
        start = m.start()
        before = list(re.finditer(r"[\w’'-]+", text[max(0, start - 60) : start]))
        for w in reversed(before):
            if w.group().lower() not in {x.lower() for x in words[:-1]}:
                break
            start = max(0, m.start() - 60) + w.start()
        out.append((start, m.end()))
    return out


def align(doc: dict[str, Any], quantities: list[Number], money: list[Number]) -> Aligned:
    """Finds the gold parties and items of an article, given the numbers found in its text.

    A party stands wherever one of its names does. Of the places of an item, those that fit its event best are taken,
    and the others are doubtful.
    """
    text = doc["text"]
    out = Aligned(doc["events"])
    for event in doc["events"]:
        for key, spans in (("donors", out.donors), ("recipients", out.recipients)):
            for party in event.get(key) or []:
                for name in party["names"]:
                    spans += [s for s in occurrences(text, name) if s not in spans]
    for e, event in enumerate(doc["events"]):
        around = _context(text, event, money)
        for i, item in enumerate(event.get("items") or []):
            out.wanted += 1
            places: list[Span] = []
            for form in item["item"]:
                for s in occurrences(text, form):
                    if not any(a < s[1] and s[0] < b for a, b in places):
                        places.append(s)
            for form in item["item"] if not places else ():
                loose = loose_occurrences(text, form)
                places += [s for s in loose if not any(a < s[1] and s[0] < b for a, b in places)]
            if not places:
                continue
            out.found += 1
            scored = sorted(((_fit(s, item, around, quantities, text), -s[0], s) for s in places), reverse=True)
            best = scored[0][0]
            for score, _, s in scored:
                if score >= best - 0.5 and (score > 0 or len(scored) == 1 or s == scored[0][2]):
                    out.items.append(Occurrence(s, e, i))
                else:
                    out.doubtful.append(s)
    taken = [o.span for o in out.items]
    out.doubtful = [s for s in out.doubtful if s not in taken]
    return out


def _context(text: str, event: dict[str, Any], money: list[Number]) -> list[tuple[Span, float]]:
    """Places of the event's parties and sum, with their weight."""
    out = []
    for key in ("donors", "recipients"):
        for party in event.get(key) or []:
            for name in party["names"]:
                out += [(s, 1.0) for s in occurrences(text, name)]
    if event.get("amount") is not None:
        out += [((a, b), 2.0) for a, b, v in money if abs(v - event["amount"]) <= 1e-6 * max(1, v)]
    return out


def _fit(
    span: Span, item: dict[str, Any], around: list[tuple[Span, float]], quantities: list[Number], text: str
) -> float:
    """How likely this place of an item is the one where its event is told: its quantity is near, and in the same
    sentence stand the parties and the sum (`around`, with their weights)."""
    score = 0.0
    if item.get("quantity") is not None:
        for a, b, v in quantities:
            near = 0 <= span[0] - b < 40 or a <= span[1] <= b or 0 <= a - span[1] < 12
            if near and abs(v - item["quantity"]) <= 1e-6 * max(1, v):
                score += 4
                break
    start = max(text.rfind(". ", 0, span[0]), text.rfind("\n", 0, span[0]))
    end = min(x for x in (text.find(". ", span[1]), text.find("\n", span[1]), len(text)) if x >= 0)
    seen: dict[float, float] = {}
    for (a, b), w in around:
        if start <= a and b <= end + 1:
            seen[w] = seen.get(w, 0) + w
    return score + sum(min(v, 2.0) for v in seen.values())


def date_matches(gold: str, value: DateRange | None) -> bool:
    """Whether a date found in the text is the gold one."""
    return value is not None and same_date(gold, str(value))


def party_matches(gold: dict[str, Any], names: list[str], country: str | None) -> bool:
    """Whether one of an entity's surface forms, or its country, is the gold party."""
    if gold.get("country") and gold["country"] == country:
        return True
    return any(overlap(g, n) >= 0.67 for g in gold["names"] for n in names)


__all__ = ["Aligned", "Occurrence", "align", "date_matches", "party_matches"]
