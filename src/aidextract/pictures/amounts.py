"""How much money, currency by currency and status by status."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from functools import lru_cache
from typing import Any

from aidextract.errors import InputError
from aidextract.pictures.picture import STATUS_NAMES, Picture, colours, plain, singles
from aidextract.pictures.sheet import MARGIN, WIDTH, Sheet, clipped, plural, short, text_width, ticks
from aidextract.views.entries import Entry, read_entries

OPEN = "not said"  # the currency of "5 million" without a sign
_GUTTER = 36.0
_PANEL = (WIDTH - 2 * MARGIN - _GUTTER) / 2
_NAME = 68.0  # room for the name of a status
_ROW = 22.0


@dataclass(slots=True)
class _Sums:
    """The money of one currency by status."""

    currency: str
    amounts: dict[str, Decimal] = field(default_factory=dict)
    events: dict[str, int] = field(default_factory=dict)
    least: set[str] = field(default_factory=set)  # statuses of which some sum is only a lower end

    @property
    def count(self) -> int:
        return sum(self.events.values())


def amounts(results: object, *, top: int = 6) -> Picture:
    """How much money in each of the `top` currencies (those of most events), by status. Each has an axis of its own.

    Currencies are never added together. An event's money counts once, under the currency that the text names first; for
    goods with a stated worth it is that worth. Running totals are left out. Of a range the lower end counts.
    """
    if top < 1:
        raise InputError(f"top must be at least 1, got {top!r}")
    entries, notes = singles(read_entries(results))
    sums = _sums(entries)
    shown, rest = sums[:top], sums[top:]
    if rest:
        words = ", ".join(f"{_total_text(one)} ({one.count:,})" for one in rest[:12])
        more = f" and {len(rest) - 12:,} more currencies" if len(rest) > 12 else ""
        notes.append(f"In other currencies, with their number of events: {words}{more}.")
    without = len(entries) - sum(one.count for one in sums)
    if without:
        notes.append(f"Without a sum of money: {plural(without)}.")
    title = "How much money"
    sheet = Sheet(title, "Sums by currency and status, each currency on its own scale: nothing is converted or added")
    if shown:
        sheet.legend((s, s) for s in STATUS_NAMES if any(s in one.amounts for one in shown))
        _draw(sheet, shown)
        if any(one.least for one in shown):
            notes.insert(0, "+ some sums are lower ends or round figures (“more than”, “about”, “up to”, a range).")
    else:
        sheet.nothing("No sums of money to show")
    rows = tuple(
        {"currency": one.currency, "status": status, "amount": float(one.amounts[status]), "events": one.events[status]}
        for one in sums for status in STATUS_NAMES if status in one.amounts
    )  # fmt: skip
    return Picture(title, sheet.finish(notes), rows, lambda go: _figure(go, shown))


def _sums(entries: Sequence[Entry]) -> list[_Sums]:
    sums: dict[str, _Sums] = {}
    for entry in entries:
        money, status = entry.event.money, entry.event.status
        if money is None:
            continue
        one = sums.setdefault(money.currency or OPEN, _Sums(money.currency or OPEN))
        one.amounts[status] = one.amounts.get(status, Decimal(0)) + money.amount
        one.events[status] = one.events.get(status, 0) + 1
        if money.bound != "exact":
            one.least.add(status)
    return sorted(sums.values(), key=lambda one: (one.currency == OPEN, -one.count, one.currency))


def _total_text(one: _Sums) -> str:
    """Of the gifts alone, where some are cancelled."""
    parts = [f"{short(float(one.amounts[s]))} {s}" for s in STATUS_NAMES if s in one.amounts]
    return f"{one.currency} {', '.join(parts)}"


@lru_cache(maxsize=1)
def _currency_names() -> dict[str, str]:
    from aidextract.tables import read_tsv

    return {row["code"]: row["name"] for row in read_tsv("currencies.tsv")}


def _currency_title(code: str) -> str:
    name = _currency_names().get(code, "")
    return "Currency not said" if code == OPEN else f"{name[:1].upper()}{name[1:]}" or code


def _draw(sheet: Sheet, shown: Sequence[_Sums]) -> None:
    used = [[s for s in STATUS_NAMES if s in one.amounts] for one in shown]
    top = sheet.y + 8
    for start in range(0, len(shown), 2):
        pair = range(start, min(start + 2, len(shown)))
        rows = max(len(used[i]) for i in pair)
        for column, i in enumerate(pair):
            _panel(sheet, MARGIN + column * (_PANEL + _GUTTER), top, shown[i], used[i])
        top += 26 + _ROW * rows + 38
    sheet.y = top - 14


def _panel(sheet: Sheet, x: float, top: float, one: _Sums, statuses: Sequence[str]) -> None:
    name = _currency_title(one.currency)
    sheet.text(x, top + 4, clipped(name, _PANEL - 110, 14), size=14, bold=True)
    sheet.text(x + _PANEL, top + 4, plural(one.count), size=11.5, colour="muted", anchor="end")
    sheet.line(x, top + 11, x + _PANEL, top + 11)
    marks = ticks(max(float(amount) for amount in one.amounts.values()), 3)
    left = x + _NAME
    values = [f"{short(float(one.amounts[s]))}{'+' * (s in one.least)}" for s in statuses]
    scale = (_PANEL - _NAME - 12 - max(text_width(v, 11.5) for v in values)) / marks[-1]
    bottom = top + 20 + _ROW * len(statuses)
    for mark in marks:
        sheet.line(left + mark * scale, top + 20, left + mark * scale, bottom)
        sheet.text(left + mark * scale, bottom + 13, short(mark), size=10.5, colour="muted", anchor="middle")
    unit = "" if one.currency == OPEN else one.currency
    sheet.text(x, bottom + 13, unit, size=10.5, colour="muted", bold=True)
    y = top + 22
    for status, value in zip(statuses, values, strict=True):
        width = float(one.amounts[status]) * scale
        sheet.text(x, y + 12, status, size=11.5)
        tip = f"{value} {unit} {status}, {plural(one.events[status])}"
        sheet.rect(left, y, max(width, 0.8), _ROW - 6, status, tip)
        sheet.text(left + width + 5, y + 12, value, size=11.5, bold=True, tip=tip)
        y += _ROW
    sheet.line(left, top + 20, left, bottom, "ink")


def _figure(go: Any, shown: Sequence[_Sums]) -> Any:
    if not shown:
        return go.Figure()
    from plotly.subplots import make_subplots

    lines = -(-len(shown) // 2)
    titles = [plain(_currency_title(one.currency)) for one in shown]
    figure = make_subplots(rows=lines, cols=2, subplot_titles=titles, vertical_spacing=0.25 / lines)
    for i, one in enumerate(shown):
        used = [s for s in STATUS_NAMES if s in one.amounts]
        figure.add_bar(
            x=[float(one.amounts[s]) for s in used], y=used, orientation="h", marker_color=colours(used),
            hovertext=[plural(one.events[s]) for s in used], showlegend=False, row=i // 2 + 1, col=i % 2 + 1,
        )  # fmt: skip
        figure.update_xaxes(title_text=plain(one.currency), row=i // 2 + 1, col=i % 2 + 1)
    figure.update_layout(height=140 + 190 * lines)
    return figure
