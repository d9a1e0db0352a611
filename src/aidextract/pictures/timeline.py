"""When aid was given or promised: an event a line where they are few, else columns by time."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from aidextract.pictures.picture import STATUS_NAMES, Picture, colours, plain, singles
from aidextract.pictures.sheet import MARGIN, WIDTH, Sheet, clipped, plural, short, ticks
from aidextract.records import AidEvent
from aidextract.views.entries import Entry, read_entries

FEW = 25  # events that have a line each
_LABEL = 290.0
_BINS = 60  # columns at most, for the middle of the events
_DAY = dt.timedelta(days=1)


def timeline(results: object) -> Picture:
    """When, by status. Up to 25 dated events have a line each: a dot for a day, a bar for an interval.

    More are counted by day, week, month, quarter or year. An event whose interval is longer than that stands in a
    second plot, which counts the intervals that run at each time: so none is moved to a day that the text does not
    tell. Running totals and events without a date are left out.
    """
    entries, notes = singles(read_entries(results))
    dated = [entry for entry in entries if entry.event.date]
    dated.sort(key=lambda entry: (_start(entry), _end(entry)))
    if len(dated) < len(entries):
        notes.append(f"Left out: {plural(len(entries) - len(dated))} of which the text gives no date.")
    title = "When"
    rows = tuple(
        {"start": str(_start(entry)), "end": str(_end(entry)), "status": entry.event.status, "what": _line(entry.event)}
        for entry in dated
    )
    draw = _draw_lines if len(dated) <= FEW else _draw_columns
    few = len(dated) <= FEW
    unit = "" if few else _unit_of(dated)
    about = "Aid events by their dates: a dot is a day, a bar an interval" if few else f"Number of aid events by {unit}"
    sheet = Sheet(title, f"{about}, {plural(len(dated))}{_span(dated)}")
    if dated:
        sheet.legend((s, s) for s in STATUS_NAMES if any(entry.event.status == s for entry in dated))
        notes = [*draw(sheet, dated), *notes]
    else:
        sheet.nothing("No dated events to show")
    return Picture(title, sheet.finish(notes), rows, lambda go: _figure(go, dated))


def _start(entry: Entry) -> dt.date:
    assert entry.event.date
    return entry.event.date.start


def _end(entry: Entry) -> dt.date:
    assert entry.event.date
    return max(entry.event.date.start, entry.event.date.end)


def _span(dated: Sequence[Entry]) -> str:
    if not dated:
        return ""
    first, last = min(map(_start, dated)), max(map(_end, dated))
    return f", {_day(first)}" if first == last else f", {_day(first)} to {_day(last)}"


def _day(day: dt.date) -> str:
    return f"{day.day} {_MONTHS[day.month - 1]} {day.year}"


_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "June", "July", "Aug", "Sept", "Oct", "Nov", "Dec")


def _parties(event: AidEvent) -> str:
    give, take = (" + ".join(p.name for p in side) or "not named" for side in (event.donors, event.recipients))
    return f"{give} → {take}"


def _line(event: AidEvent) -> str:
    from aidextract.views.article import what_lines

    return f"{_parties(event)}: {', '.join(what_lines(event)) or 'aid'}"


# ------------------------------------------------------------------ time
@dataclass(frozen=True, slots=True)
class _Unit:
    name: str
    days: int
    first: Callable[[dt.date], dt.date]
    """The first day of the unit that a day lies in."""

    def after(self, day: dt.date) -> dt.date:
        """The first day of the next one."""
        try:
            return self.first(self.first(day) + dt.timedelta(days=self.days + self.days // 10))
        except OverflowError:
            return dt.date.max

    def label(self, first: dt.date) -> str:
        match self.name:
            case "day":
                return _day(first)
            case "week":
                return f"week of {_day(first)}"
            case "month":
                return f"{_MONTHS[first.month - 1]} {first.year}"
            case "quarter":
                return f"{_MONTHS[first.month - 1]}–{_MONTHS[first.month + 1]} {first.year}"
            case "year":
                return str(first.year)
        return f"{first.year}s"


def _monday(day: dt.date) -> dt.date:
    return dt.date.fromordinal(max(1, day.toordinal() - day.weekday()))


_UNITS = (
    _Unit("day", 1, lambda day: day),
    _Unit("week", 7, _monday),
    _Unit("month", 31, lambda day: day.replace(day=1)),
    _Unit("quarter", 92, lambda day: day.replace(month=(day.month - 1) // 3 * 3 + 1, day=1)),
    _Unit("year", 366, lambda day: day.replace(month=1, day=1)),
    _Unit("decade", 3660, lambda day: dt.date(max(1, day.year // 10 * 10), 1, 1)),
)


def _middle(dated: Sequence[Entry]) -> tuple[dt.date, dt.date]:
    """Without the outermost hundredth on each side: one event of 1921 shall not press all others into a corner."""
    starts, ends = sorted(map(_start, dated)), sorted(map(_end, dated))
    out = len(dated) // 100
    return starts[out], max(starts[out], ends[len(ends) - 1 - out])


def _unit(dated: Sequence[Entry]) -> _Unit:
    first, last = _middle(dated)
    return next((u for u in _UNITS if (last - first).days / u.days <= _BINS), _UNITS[-1])


def _unit_of(dated: Sequence[Entry]) -> str:
    return _unit(dated).name


def _axis(
    sheet: Sheet, first: dt.date, last: dt.date, left: float, top: float, bottom: float
) -> Callable[[dt.date], float]:
    """Draws the lines of time from `first` to the day after `last`; gives the place of a day's beginning."""
    days = max(1, (last - first).days + 1)
    width = WIDTH - MARGIN - left

    def place(day: dt.date) -> float:
        return left + (day - first).days / days * width

    for day, name in _time_ticks(first, last):
        x = place(day)
        sheet.line(x, top, x, bottom)
        sheet.text(x, bottom + 14, name, size=11, colour="muted", anchor="middle" if x > left + 8 else "start")
    sheet.line(left, bottom, WIDTH - MARGIN, bottom, "ink")
    return place


def _time_ticks(first: dt.date, last: dt.date) -> list[tuple[dt.date, str]]:
    """At most eight round days with their names."""
    days = (last - first).days + 1
    if days <= 8:
        return [(first + _DAY * i, _day(first + _DAY * i).rpartition(" ")[0]) for i in range(days)]
    if days <= 70:
        step = 7 * -(-days // 56)
        start = _monday(first)
        all_ = [start + _DAY * i for i in range(0, days + 7, step)]
        return [(d, _day(d).rpartition(" ")[0]) for d in all_ if first <= d <= last]
    months = days / 30.4
    step = next((m for m in (1, 2, 3, 6, 12) if months / m <= 8), 12 * _round_years(months / 96))
    names = []
    year, month = first.year - first.year % max(1, step // 12), 1
    while year <= min(last.year, dt.MAXYEAR):
        if year >= 1 and first <= dt.date(year, month, 1) <= last:
            name = str(year) if step >= 12 else f"{_MONTHS[month - 1]} {year}"
            names.append((dt.date(year, month, 1), name))
        month += step
        year, month = year + (month - 1) // 12, (month - 1) % 12 + 1
    return names


def _round_years(least: float) -> int:
    return next((y for y in (1, 2, 5, 10, 20, 50, 100, 200, 500) if y >= least), 2000)


# ------------------------------------------------------------------ few events: a line each
def _draw_lines(sheet: Sheet, dated: Sequence[Entry]) -> list[str]:
    row = 34.0
    first, last = min(map(_start, dated)), max(map(_end, dated))
    around = dt.timedelta(days=max(1, (last - first).days // 30))
    first, last = _clamped(first, -around), _clamped(last, around)
    left, top = MARGIN + _LABEL, sheet.y
    bottom = top + row * len(dated) + 4
    place = _axis(sheet, first, last, left, top, bottom)
    sheet.text(left, bottom + 28, "Date", size=11, colour="muted", bold=True)
    y = top + 2
    for entry in dated:
        event = entry.event
        who, what = _parties(event), _line(event).partition(": ")[2]
        sheet.text(MARGIN, y + 14, clipped(who, _LABEL - 14, 12), size=12, tip=who)
        sheet.text(MARGIN, y + 28, clipped(what, _LABEL - 14, 11), size=11, colour="muted", tip=what)
        tip = f"{_line(event)} ({event.status}, {event.date})"
        start, end = place(_start(entry)), place(_end(entry) + _DAY) if _end(entry) < dt.date.max else WIDTH - MARGIN
        if _start(entry) == _end(entry):
            sheet.circle((start + end) / 2, y + 16, 6, event.status, tip)
        else:
            sheet.rect(start, y + 11, max(end - start, 5), 10, event.status, tip)
        y += row
        if entry is not dated[-1]:
            sheet.line(MARGIN, y, WIDTH - MARGIN, y)
    sheet.y = bottom + 36
    return []


def _clamped(day: dt.date, by: dt.timedelta) -> dt.date:
    try:
        return day + by
    except OverflowError:
        return dt.date.max if by > dt.timedelta() else dt.date.min


# ------------------------------------------------------------------ many: columns
def _draw_columns(sheet: Sheet, dated: Sequence[Entry]) -> list[str]:
    unit = _unit(dated)
    lowest, highest = _middle(dated)
    first, until = unit.first(lowest), unit.after(highest)
    whole, outside = [], 0
    running: list[Entry] = []
    for entry in dated:
        if _end(entry) < first or _start(entry) >= until:
            outside += 1
        elif unit.first(_start(entry)) == unit.first(_end(entry)):
            whole.append(entry)
        else:
            running.append(entry)
    bins = [first]
    while (after := unit.after(bins[-1])) < until and after > bins[-1]:
        bins.append(after)
    edges = [*bins, until]
    last = until - _DAY
    counts: Counter[tuple[dt.date, str]] = Counter((unit.first(_start(e)), e.event.status) for e in whole)
    heading = f"Events within one {unit.name} ({len(whole):,})"
    _stack(sheet, heading, edges, [{s: counts[b, s] for s in STATUS_NAMES} for b in bins], unit, first, last, 190)
    if running:
        during: list[dict[str, int]] = [
            Counter(str(e.event.status) for e in running if _start(e) < end and _end(e) >= begin)
            for begin, end in zip(edges[:-1], edges[1:], strict=True)
        ]
        heading = f"Longer intervals: how many of {len(running):,} run in each {unit.name}"
        sheet.y += 14
        _stack(sheet, heading, edges, during, unit, first, last, 110, ", running")
    if not outside:
        return []
    return [f"Not shown: {plural(outside)} before {_day(first)} or after {_day(last)}."]


def _stack(
    sheet: Sheet, heading: str, edges: Sequence[dt.date], counts: Sequence[dict[str, int]], unit: _Unit,
    first: dt.date, last: dt.date, height: float, verb: str = "",
) -> None:  # fmt: skip
    left = MARGIN + 34.0
    sheet.text(MARGIN, sheet.y, heading, size=12, bold=True)
    top = sheet.y + 14
    bottom = top + height
    marks = ticks(max(1, *(sum(count.values()) for count in counts)), 4)
    place = _axis(sheet, first, last, left, top, bottom)
    for mark in marks:
        y = bottom - height * mark / marks[-1]
        sheet.line(left, y, WIDTH - MARGIN, y)
        sheet.text(left - 6, y + 4, short(mark), size=11, colour="muted", anchor="end")
    for i, count in enumerate(counts):
        x1, x2 = place(edges[i]), min(place(edges[i + 1]), WIDTH - MARGIN)
        gap = min(2.0, (x2 - x1) * 0.15)
        y = bottom
        for status in reversed(STATUS_NAMES):  # what was done at the bottom, on the line
            part = height * count.get(status, 0) / marks[-1]
            if part:
                y -= part
                tip = f"{unit.label(edges[i])}: {plural(count[status])} {status}{verb}"
                sheet.rect(x1 + gap / 2, y, x2 - x1 - gap, part, status, tip)
    sheet.line(left, bottom, WIDTH - MARGIN, bottom, "ink")
    sheet.y = bottom + 30


def _figure(go: Any, dated: Sequence[Entry]) -> Any:
    """An event a bar, over the days that it may lie on."""
    figure = go.Figure()
    for status in STATUS_NAMES:
        own = [(i, entry) for i, entry in enumerate(dated) if entry.event.status == status]
        if own:
            figure.add_bar(
                name=status, orientation="h", marker_color=colours([status])[0], y=[i + 1 for i, _ in own],
                base=[str(_start(entry)) for _, entry in own],
                x=[((_end(entry) - _start(entry)).days + 1) * 86_400_000 for _, entry in own],  # plotly: milliseconds
                hovertext=[plain(f"{_line(entry.event)} ({entry.event.date})") for _, entry in own], hoverinfo="text",
            )  # fmt: skip
    figure.update_layout(
        barmode="overlay",
        xaxis={"type": "date", "title": "Date"},
        yaxis={"title": "Events, by date", "autorange": "reversed"},
    )
    return figure
