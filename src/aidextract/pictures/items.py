"""What is given most often."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from aidextract.errors import InputError
from aidextract.merge import _stem
from aidextract.pictures.picture import STATUS_NAMES, Picture, colours, plain, singles
from aidextract.pictures.sheet import MARGIN, WIDTH, Sheet, clipped, plural, short, ticks
from aidextract.views.entries import Entry, read_entries

_LEFT, _RIGHT = 210.0, 540.0
_ROW = 23.0


@dataclass(slots=True)
class _Good:
    names: Counter[str] = field(default_factory=Counter)
    events: Counter[str] = field(default_factory=Counter)  # by status, each event once
    amounts: dict[str, Decimal] = field(default_factory=dict)  # by unit: different units are never added
    counts: Counter[str] = field(default_factory=Counter)  # how often each unit
    least: set[str] = field(default_factory=set)  # units of which some number is only a lower end

    @property
    def name(self) -> str:
        return self.names.most_common(1)[0][0]


def items(results: object, *, top: int = 15) -> Picture:
    """The `top` goods and services by the number of events that give them, and how much of each, unit by unit.

    An event that names a thing twice counts once; singular and plural are one thing. Running totals are left out.
    """
    if top < 1:
        raise InputError(f"top must be at least 1, got {top!r}")
    entries, notes = singles(read_entries(results))
    goods = _goods(entries)
    shown = goods[:top]
    if len(goods) > top:
        notes.append(f"And {len(goods) - top:,} more kinds of goods and services, each in fewer events.")
    money = sum(not entry.event.items for entry in entries)
    if money:
        notes.append(f"Without goods or services (money alone): {plural(money)}.")
    title = "What is given"
    sheet = Sheet(title, "Goods and services by number of aid events and their status; beside it the quantities")
    if shown:
        _draw(sheet, shown)
        notes.insert(0, "Quantities in different units are not added; + where the text says “more than” or “about”.")
    else:
        sheet.nothing("No goods or services to show")
    rows = tuple(
        {"item": good.name, "events": good.events.total(), **{s: good.events[s] for s in STATUS_NAMES},
         "quantities": {unit: float(amount) for unit, amount in good.amounts.items()}}
        for good in goods
    )  # fmt: skip
    return Picture(title, sheet.finish(notes), rows, lambda go: _figure(go, shown))


def _goods(entries: Sequence[Entry]) -> list[_Good]:
    goods: dict[tuple[str, ...], _Good] = {}
    for entry in entries:
        seen = set()
        for item in entry.event.items:
            name = " ".join(item.item.split())
            if not name:
                continue
            key = tuple(_stem(word) for word in re.findall(r"\w+", name.casefold())) or (name,)
            good = goods.setdefault(key, _Good())
            good.names[name] += 1
            if key not in seen:
                good.events[entry.event.status] += 1
            seen.add(key)
            if item.quantity is not None:
                unit = item.unit or ""
                good.counts[unit] += 1
                good.amounts[unit] = good.amounts.get(unit, Decimal(0)) + item.quantity
                if item.bound not in (None, "exact"):
                    good.least.add(unit)
    return sorted(goods.values(), key=lambda good: (-good.events.total(), good.name))


def _quantities(good: _Good) -> str:
    parts = []
    for unit, amount in sorted(good.amounts.items(), key=lambda pair: -good.counts[pair[0]]):
        parts.append(f"{short(float(amount))}{'+' * (unit in good.least)} {unit or 'pieces'}")
    return ", ".join(parts)


def _draw(sheet: Sheet, goods: Sequence[_Good]) -> None:
    used = [s for s in STATUS_NAMES if any(good.events[s] for good in goods)]
    sheet.legend((s, s) for s in used)
    sheet.y += 10
    marks = ticks(max(good.events.total() for good in goods), 5)
    scale = (_RIGHT - _LEFT) / marks[-1]
    bottom = sheet.y + 16 + _ROW * len(goods)
    sheet.text(_RIGHT + 44, sheet.y + 4, "Quantities named", size=11, colour="muted", bold=True)
    sheet.text(_LEFT, sheet.y - 8, "Number of events", size=11, colour="muted", bold=True)
    for mark in marks:
        sheet.line(_LEFT + mark * scale, sheet.y + 12, _LEFT + mark * scale, bottom)
        sheet.text(_LEFT + mark * scale, sheet.y + 7, short(mark), size=11, colour="muted", anchor="middle")
    y = sheet.y + 18
    for good in goods:
        sheet.text(_LEFT - 8, y + 12, clipped(good.name, _LEFT - MARGIN - 10, 12), size=12, anchor="end", tip=good.name)
        x = _LEFT
        for status in used:
            width = good.events[status] * scale
            if width:
                sheet.rect(x, y, width, _ROW - 7, status, f"{good.name}: {plural(good.events[status])} {status}")
                x += width
        sheet.text(x + 5, y + 12, f"{good.events.total():,}", size=11.5, bold=True)
        words = _quantities(good)
        room = WIDTH - MARGIN - _RIGHT - 44
        sheet.text(_RIGHT + 44, y + 12, clipped(words, room, 11.5), size=11.5, colour="muted", tip=words)
        y += _ROW
    sheet.line(_LEFT, sheet.y + 12, _LEFT, bottom, "ink")
    sheet.y = bottom + 8


def _figure(go: Any, goods: Sequence[_Good]) -> Any:
    figure = go.Figure()
    for status in STATUS_NAMES:
        if any(good.events[status] for good in goods):
            figure.add_bar(
                name=status, orientation="h", marker_color=colours([status])[0],
                x=[good.events[status] for good in goods], y=[plain(good.name) for good in goods],
                hovertext=[plain(_quantities(good)) for good in goods],
            )  # fmt: skip
    figure.update_layout(barmode="stack", xaxis_title="Number of events", yaxis={"autorange": "reversed"})
    return figure
