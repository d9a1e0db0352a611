"""Who gives to whom, as a Sankey diagram."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from aidextract.errors import InputError
from aidextract.pictures.picture import Picture, colours, plain, singles
from aidextract.pictures.sheet import MARGIN, WIDTH, Sheet, clipped, plural, short, text_width
from aidextract.records import Party
from aidextract.views.entries import Entry, read_entries

UNNAMED = "not named"
_LEFT, _RIGHT, _NODE = 232.0, WIDTH - 232.0, 12.0
_GAP, _LEAST = 7.0, 15.0  # between nodes; a node's room, so that its name fits beside it
_COLOURED = 8  # givers with a colour of their own


@dataclass(frozen=True, slots=True)
class _Node:
    name: str
    value: Fraction
    top: float
    height: float
    colour: str


def flows(results: object, *, by: str = "events", top: int = 12) -> Picture:
    """Who gives to whom: the `top` givers and receivers, and all others together.

    `by` is "events", or the ISO 4217 code of a currency, whose sums are shown then. An event of several givers or
    receivers is shared equally between them, so that it counts once. Running totals and cancelled aid are left
    out.

    >>> from aidextract import AidEvent, Party
    >>> event = AidEvent((Party("Japan"), Party("Norway")), (Party("Nepal"),))
    >>> [(row["donor"], row["recipient"], row["value"]) for row in flows([event]).rows]
    [('Japan', 'Nepal', 0.5), ('Norway', 'Nepal', 0.5)]
    """
    if top < 1:
        raise InputError(f"top must be at least 1, got {top!r}")
    entries, notes = singles(read_entries(results))
    given = [entry for entry in entries if entry.event.status != "cancelled"]
    if len(given) < len(entries):
        notes.append(f"Left out: {plural(len(entries) - len(given), 'cancelled event')}.")
    counted = given
    if by != "events":
        counted = [e for e in given if e.event.money and e.event.currency == by and e.event.money.amount > 0]
        if len(counted) < len(given):
            notes.append(f"Left out: {plural(len(given) - len(counted))} without a sum in {by}.")
    links = _links(counted, by)
    shown = _gathered(links, top)
    unit = "Number of aid events" if by == "events" else f"Sums in {by}"
    title = "Who gives to whom"
    subtitle = f"{unit} by donor (left) and recipient (right), {plural(len(counted))}"
    if any(len(e.event.donors) > 1 or len(e.event.recipients) > 1 for e in counted):
        notes.append("An event of several donors or recipients is shared equally between them.")
    sheet = Sheet(title, subtitle)
    if shown:
        _draw(sheet, shown, by)
    else:
        sheet.nothing("No events to show")
    rows = tuple(
        {"donor": donor, "recipient": recipient, "value": float(value), "unit": by}
        for (donor, recipient), value in links.items()
    )
    return Picture(title, sheet.finish(notes), rows, lambda go: _figure(go, shown, by))


# ------------------------------------------------------------------ numbers
Links = dict[tuple[str, str], Fraction]


def _links(entries: Sequence[Entry], by: str) -> Links:
    names = _names(entries)
    links: Links = {}
    for entry in entries:
        event = entry.event
        givers = [names[_key(p)] for p in event.donors] or [UNNAMED]
        takers = [names[_key(p)] for p in event.recipients] or [UNNAMED]
        whole = Fraction(1) if by == "events" or event.amount is None else Fraction(event.amount)
        for giver in givers:
            for taker in takers:
                share = whole / (len(givers) * len(takers))
                links[giver, taker] = links.get((giver, taker), Fraction(0)) + share
    return links


def _key(party: Party) -> str:
    return party.country or party.id or " ".join(party.name.casefold().split())


def _names(entries: Sequence[Entry]) -> dict[str, str]:
    """For each party the name it has most often."""
    seen: dict[str, Counter[str]] = {}
    for entry in entries:
        for party in (*entry.event.donors, *entry.event.recipients):
            seen.setdefault(_key(party), Counter())[" ".join(party.name.split()) or UNNAMED] += 1
    return {key: names.most_common(1)[0][0] for key, names in seen.items()}


def _gathered(links: Links, top: int) -> Links:
    """The largest of each side by name, the others as one."""
    sides = [_totals(links, 0), _totals(links, 1)]
    name: list[dict[str, str]] = []
    for totals in sides:
        named = sorted((n for n in totals if n != UNNAMED), key=lambda n: (-totals[n], n))
        kept = named if len(named) <= top + 1 else named[:top]  # "1 other" would be longer than its name
        rest = f"{len(named) - len(kept):,} others"
        name.append({n: n if n in kept or n == UNNAMED else rest for n in totals})
    out: Links = {}
    for (giver, taker), value in links.items():
        pair = name[0][giver], name[1][taker]
        out[pair] = out.get(pair, Fraction(0)) + value
    return out


def _totals(links: Links, side: int) -> dict[str, Fraction]:
    totals: dict[str, Fraction] = {}
    for pair, value in links.items():
        totals[pair[side]] = totals.get(pair[side], Fraction(0)) + value
    return totals


def _ordered(totals: dict[str, Fraction]) -> list[str]:
    return sorted(totals, key=lambda n: (n == UNNAMED, n.endswith(" others"), -totals[n], n))


# ------------------------------------------------------------------ drawing
def _draw(sheet: Sheet, links: Links, by: str) -> None:
    totals = [_totals(links, 0), _totals(links, 1)]
    order = [_ordered(side) for side in totals]
    count = max(map(len, order))
    height = min(640.0, 70.0 + 34 * (count - 1))
    scale = _scale(totals, height, by)
    sheet.text(_LEFT - 8, sheet.y + 8, "Donor", size=11.5, bold=True, colour="muted", anchor="end")
    sheet.text(_RIGHT + 8, sheet.y + 8, "Recipient", size=11.5, bold=True, colour="muted")
    sheet.y += 20
    palette = _palette(order[0])
    tall = max(_height(side, scale) for side in totals)
    left = _nodes(order[0], totals[0], sheet.y, tall, scale, palette)
    right = _nodes(order[1], totals[1], sheet.y, tall, scale, {})
    at_left = {n: node.top for n, node in left.items()}
    at_right = {n: node.top for n, node in right.items()}
    for taker in order[1]:
        for giver in order[0]:
            value = links.get((giver, taker))
            if value:
                thick = float(value) * scale
                tip = f"{giver} → {taker}: {_size(value, by)}"
                _ribbon(sheet, at_left[giver], at_right[taker], thick, palette[giver], tip)
                at_left[giver] += thick
                at_right[taker] += thick
    for side, nodes in enumerate((left, right)):
        for node in nodes.values():
            _node(sheet, node, side, by)
    sheet.y += tall + 6


def _scale(totals: Sequence[dict[str, Fraction]], height: float, by: str) -> float:
    """Pixels for one, so that the taller side just fits; by bisection, since small nodes have a least height."""
    low, high = 0.0, height / float(max(sum(side.values()) for side in totals))
    if by == "events":
        high = min(high, 40.0)  # a single event is no wall
    for _ in range(40):
        middle = (low + high) / 2
        if max(_height(side, middle) for side in totals) <= height:
            low = middle
        else:
            high = middle
    return high


def _height(side: dict[str, Fraction], scale: float) -> float:
    return sum(max(float(value) * scale, _LEAST) + _GAP for value in side.values()) - _GAP


def _nodes(
    order: Sequence[str], totals: dict[str, Fraction], top: float, tall: float, scale: float, palette: dict[str, str]
) -> dict[str, _Node]:
    spare = (tall - _height(totals, scale)) / max(1, len(order))  # the shorter side is spread over the height
    nodes = {}
    y = top + spare / 2
    for name in order:
        height = float(totals[name]) * scale
        room = max(height, _LEAST)
        nodes[name] = _Node(name, totals[name], y + (room - height) / 2, height, palette.get(name, "muted"))
        y += room + _GAP + spare
    return nodes


def _palette(order: Sequence[str]) -> dict[str, str]:
    named = [n for n in order if n != UNNAMED and not n.endswith(" others")]
    return dict.fromkeys(order, "rest") | {n: f"p{i}" for i, n in enumerate(named[:_COLOURED])}


def _ribbon(sheet: Sheet, y1: float, y2: float, thick: float, colour: str, tip: str) -> None:
    x1, x2 = _LEFT + _NODE, _RIGHT - _NODE
    middle = (x1 + x2) / 2
    thick = max(thick, 0.8)
    sheet.path(
        f"M{x1:.1f} {y1:.1f}C{middle:.1f} {y1:.1f} {middle:.1f} {y2:.1f} {x2:.1f} {y2:.1f}V{y2 + thick:.1f}"
        f"C{middle:.1f} {y2 + thick:.1f} {middle:.1f} {y1 + thick:.1f} {x1:.1f} {y1 + thick:.1f}Z",
        f"f-{colour} flow", tip,
    )  # fmt: skip


def _node(sheet: Sheet, node: _Node, side: int, by: str) -> None:
    x = _RIGHT - _NODE if side else _LEFT
    tip = f"{node.name}: {_size(node.value, by)}"
    sheet.rect(x, node.top, _NODE, max(node.height, 1), node.colour, tip)
    number = short(float(node.value) if by != "events" else round(float(node.value), 1))
    y = node.top + node.height / 2 + 4
    off = 8 + text_width(number, 12.6) + 7  # bold is a little wider
    name = clipped(node.name, _LEFT - MARGIN - off, 12)
    quiet = "muted" if node.name == UNNAMED or node.name.endswith(" others") else "ink"
    at, sign, anchor = (_RIGHT, 1, "start") if side else (_LEFT, -1, "end")
    sheet.text(at + sign * 8, y, number, size=12, bold=True, colour="muted", anchor=anchor)
    sheet.text(at + sign * off, y, name, size=12, colour=quiet, anchor=anchor, tip=tip)


def _size(value: Fraction, by: str) -> str:
    if by != "events":
        return f"{short(float(value))} {by}"
    return f"{short(round(float(value), 1))} event{'s' * (value != 1)}"


def _figure(go: Any, links: Links, by: str) -> Any:
    order = [_ordered(_totals(links, side)) for side in (0, 1)]
    place = [{n: i for i, n in enumerate(order[0])}, {n: i + len(order[0]) for i, n in enumerate(order[1])}]
    palette = _palette(order[0])
    pairs = list(links)
    grey = colours(["rest"])[0]
    return go.Figure(
        go.Sankey(
            node={
                "label": [plain(n) for side in order for n in side], "pad": 12, "thickness": 14,
                "color": [*colours([palette[n] for n in order[0]]), *[grey] * len(order[1])],
            },
            link={
                "source": [place[0][giver] for giver, _ in pairs], "target": [place[1][taker] for _, taker in pairs],
                "value": [float(links[pair]) for pair in pairs],
                "color": [f"rgba{(*_rgb(colours([palette[giver]])[0]), 0.42)}" for giver, _ in pairs],
            },
            valuesuffix=" events" if by == "events" else f" {by}",
        )
    )  # fmt: skip


def _rgb(colour: str) -> tuple[int, int, int]:
    return int(colour[1:3], 16), int(colour[3:5], 16), int(colour[5:7], 16)
