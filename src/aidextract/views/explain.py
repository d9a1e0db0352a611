"""Why each slot holds what it holds, and what was considered and refused."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from aidextract.records import AidEvent, Evidence
from aidextract.views.article import reason_text, what_lines
from aidextract.views.markup import PAPER, escaped, themed

if TYPE_CHECKING:
    from aidextract.api import Extraction


@dataclass(frozen=True, slots=True)
class SlotReason:
    """A slot, its value, and why: the words `text[start:end]`, their sentence, the rule as a code and in words."""

    field: str  # as in `Evidence`: "donors[0]", "items[1].quantity"
    value: str
    words: str
    start: int
    end: int
    rule: str
    why: str
    sentence: str | None


@dataclass(frozen=True, slots=True)
class EventReasons:
    """An event in a line, what found it, its slots, and the main slots that the text leaves open."""

    headline: str
    found_by: str
    slots: tuple[SlotReason, ...]
    open: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Refused:
    """What looked like aid and was not taken."""

    words: str
    start: int
    end: int
    reason: str
    why: str
    sentence: str | None


@dataclass(frozen=True, slots=True, repr=False)
class Explanation:
    """Reasons to look through (`events`, `refused`) or to read: ``print(result.explain())``."""

    events: tuple[EventReasons, ...]
    refused: tuple[Refused, ...] = ()

    def __str__(self) -> str:
        return "\n".join(_lines(self))

    __repr__ = __str__

    def _repr_html_(self) -> str:
        style = (
            themed(".aidextract-why", PAPER)
            + ".aidextract-why{color:var(--ink);background:var(--paper);padding:12px 16px;white-space:pre-wrap;"
            "font:12.5px/1.5 ui-monospace,Menlo,Consolas,monospace}"
        )
        return f'<style>{style}</style><pre class="aidextract-why">{escaped(self)}</pre>'


# ------------------------------------------------------------------ making them
def explain_result(result: Extraction) -> Explanation:
    """Of all events of a result, and of what was refused."""
    text = result.article.text
    sentences = _sentences(text, [(r.start, r.end) for r in result.rejected])
    refused = (
        Refused(r.text, r.start, r.end, reason_text(r.reason), rule_text(r.rule), sentence)
        for r, sentence in zip(result.rejected, sentences, strict=True)
    )
    return Explanation(tuple(_reasons(event, text) for event in result), tuple(refused))


def explain_event(event: AidEvent, text: str | None = None) -> Explanation:
    """Of one event; without the text it was read from, the sentences are None."""
    return Explanation((_reasons(event, text),))


def _reasons(event: AidEvent, text: str | None) -> EventReasons:
    sentences = _sentences(text, [(e.start, e.end) for e in event.evidence])
    slots = (
        SlotReason(e.field, _value(event, e.field), e.text, e.start, e.end, e.rule, rule_text(e.rule), sentence)
        for e, sentence in zip(event.evidence, sentences, strict=True)
    )
    main = {"donor": event.donors, "recipient": event.recipients, "items": event.items, "amount": event.money,
            "date": event.date}  # fmt: skip
    given = event.items or event.money  # one of the two is enough
    open_ = tuple(name for name, value in main.items() if not value and not (name in ("items", "amount") and given))
    return EventReasons(headline(event), rule_text(event.rule or "not said"), tuple(slots), open_)


def headline(event: AidEvent) -> str:
    """An event in a line.

    >>> headline(AidEvent(purpose="clearance"))
    '(not named) → (not named): aid for clearance, delivered, score 1.00'
    """
    give, take = (" + ".join(p.name for p in side) or "(not named)" for side in (event.donors, event.recipients))
    what = ", ".join(what_lines(event)) or "aid"
    if event.purpose:
        what += f" for {event.purpose}"
    more = [event.status, *([str(event.date)] if event.date else []), *(["running total"] if event.aggregate else [])]
    return f"{give} → {take}: {', '.join([what, *more])}, score {event.score:.2f}"


_PLACE = re.compile(r"(donors|recipients|items)\[(\d+)\](?:\.(item|quantity))?")


def _value(event: AidEvent, field: str) -> str:
    """The value of a field of the evidence, in words; empty where the event has none such."""
    from aidextract.export import amount_text

    if m := _PLACE.fullmatch(field):
        holder: Sequence[object] = getattr(event, m[1])
        if int(m[2]) >= len(holder):
            return ""
        if m[1] != "items":
            party = getattr(event, m[1])[int(m[2])]
            known = [code for code in (party.country, party.id) if code]
            return f"{party.name} [{known[0]}]" if known else str(party.name)
        item = event.items[int(m[2])]
        if m[3] == "quantity":
            count = "" if item.quantity is None else amount_text(item.quantity, item.bound or "exact", item.upper)
            return f"{count} {item.unit or ''}".strip()
        return item.item
    if field == "amount" and event.money:
        return amount_text(event.money.amount, event.money.bound, event.money.upper)
    if field == "date":
        return str(event.date) if event.date else f"{event.date_text} (not resolved)"
    if field == "aggregate":
        return "running total" if event.aggregate else "single"
    return str(getattr(event, field, "") or "")


def _sentences(text: str | None, spans: Sequence[tuple[int, int]]) -> list[str | None]:
    if text is None:
        return [None] * len(spans)
    from aidextract.exports.quote import find_quotes

    inside = [[Evidence("", "", start, end, "")] if 0 <= start < end <= len(text) else [] for start, end in spans]
    return find_quotes(text, inside)


# ------------------------------------------------------------------ rules in words
_READER = re.compile(r"reader(?:/(\w+))?(?: (\d\.\d+))?")
_FRAME = re.compile(r"frame\.(\w+)(?:/([\w~]+))?(.*)")
_CUE = re.compile(r"cue\.([^.|]+)(?:\.(.+))?")


def rule_text(rule: str) -> str:
    """A rule's code in words; one that is not known stands for itself.

    >>> rule_text("reader/donor"), rule_text("frame.give|cue.not.never")
    ('learned reader', 'frame "give"; cue "never" of [not]')
    """
    return "; ".join(_part_text(part) for part in rule.split("|"))


def _part_text(rule: str) -> str:
    if m := _READER.fullmatch(rule):
        return "learned reader" + (f", sure to {float(m[2]):.0%}" if m[2] else "")
    if m := _CUE.fullmatch(rule):
        return f'cue "{m[2].replace("_", " ")}" of [{m[1]}]' if m[2] else f"a {m[1]}"
    if m := _FRAME.fullmatch(rule):
        place = m[2] or ""
        how = {"place": "a place near by", "before": "named before", "focus": "whom the text is about"}
        role, _, way = place.partition("~")
        words = f", {how.get(way, way)}" if way else ""
        part = f", its {role}{words}" if role else ""
        return f'frame "{m[1]}"{part}' + (" (pronoun)" if "pronoun" in m[3] else "")
    if rule == "article/country":
        return "the country that the article is about"
    if rule.startswith("purpose."):
        return f'a phrase with "{rule.removeprefix("purpose.")}"'
    return rule


# ------------------------------------------------------------------ to read
def _lines(explanation: Explanation) -> Iterator[str]:
    for number, event in enumerate(explanation.events, start=1):
        if number > 1:
            yield ""
        yield f"{number}  {event.headline}"
        yield f"   found by the {event.found_by}"
        for sentence, slots in _by_sentence(event.slots):
            if sentence is not None:
                yield f"   “{sentence}”"
            yield from _slot_lines(slots)
        if event.open:
            yield f"   the text leaves open: {', '.join(event.open)}"
    if explanation.refused:
        yield from ("", "Considered and refused") if explanation.events else ("Considered and refused",)
    for refused in explanation.refused:
        yield f"   “{_flat(refused.words)}”: {refused.reason} ({refused.why})"
        if refused.sentence is not None and refused.sentence != _flat(refused.words):
            yield f"      in “{refused.sentence}”"
    if not (explanation.events or explanation.refused):
        yield "Nothing in the text looks like aid."


def _by_sentence(slots: Iterable[SlotReason]) -> list[tuple[str | None, list[SlotReason]]]:
    groups: dict[str | None, list[SlotReason]] = {}
    for slot in slots:
        groups.setdefault(slot.sentence, []).append(slot)
    return sorted(groups.items(), key=lambda group: min(slot.start for slot in group[1]))


def _slot_lines(slots: Sequence[SlotReason]) -> Iterator[str]:
    rows = [(_name(s.field), _flat(s.value), f"“{_flat(s.words)}”", f"{s.start}–{s.end}", s.why) for s in slots]
    widths = [min(44, max(len(row[i]) for row in rows)) for i in range(4)]
    for row in rows:
        cells = [cell.ljust(width) for cell, width in zip(row, widths, strict=False)]
        yield f"      {cells[0]}  {cells[1]}  ← {cells[2]}  {cells[3]}  {row[4]}"


def _name(field: str) -> str:
    """ "donors[0]" → "donor", "items[1].quantity" → "quantity 2", so that it stands with "item 2"."""
    m = _PLACE.fullmatch(field)
    if m is None:
        return field
    number = f" {int(m[2]) + 1}" if int(m[2]) else ""
    return f"{m[3] or m[1].removesuffix('s')}{number}"


def _flat(text: str) -> str:
    return " ".join(text.split())
