"""One transfer told twice becomes one event."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import replace
from decimal import Decimal
from functools import lru_cache

from aidextract.records import AidEvent, Evidence, Item, Party, Status

_RANK: dict[Status, int] = {"pledged": 0, "committed": 1, "delivered": 2, "cancelled": 3}
_WORD = re.compile(r"[^\W\d_]+")
_MOST_PARTS = 40  # a longer list of like gifts is a table, whose sums are a matter of chance
_COMPLEMENT = re.compile(r"\s(?:for|with|in|from|to|on|against|at|by)\s")  # "tents for schools" are tents


def merge_events(events: Iterable[AidEvent]) -> list[AidEvent]:
    """Events in text order; a retelling is merged into the first telling, which takes what it lacks.

    Two events are one when they share a sum or a thing, none of their parties, sums, numbers or days speak against it,
    and both or neither are running totals, and both or neither are cancelled. A sum or number to which others of the
    same givers add up is a total: `aggregate`.
    """
    out, before = list(events), -1
    while len(out) != before:  # with what an event took, it may be the same as one that stood apart
        told, before, out = out, len(out), []
        holders: dict[object, set[int]] = {}  # of each sum and head word: a long text has thousands of events
        for event in told:
            near = sorted({i for key in _keys(event) for i in holders.get(key, ())})
            i = next((i for i in near if is_retelling(out[i], event)), len(out))
            if i == len(out):
                out.append(event)
            else:
                out[i] = merge(out[i], event)
            for key in _keys(out[i]):
                holders.setdefault(key, set()).add(i)
    return _with_totals(out)


def _keys(event: AidEvent) -> set[object]:
    """Two events with no key in common share neither a sum nor a thing."""
    sums = {m.amount for m in (event.money, *event.alternatives) if m}
    return sums | {_stems(item.item)[-1] for item in event.items}


def is_retelling(a: AidEvent, b: AidEvent) -> bool:
    """Whether both tell of one transfer."""
    if a.aggregate != b.aggregate or (a.status == "cancelled") != (b.status == "cancelled"):
        return False
    if not (_agree(a.donors, b.donors) and _agree(a.recipients, b.recipients)):
        return False
    if _in_common(a.donors, b.recipients) or _in_common(b.donors, a.recipients):
        return False  # one gives to the other: a chain, not a retelling
    if _days_apart(a, b) and not (a.status != b.status and _same_size(a, b)):
        return False  # tranches; but what is pledged in March and delivered in May is one
    if a.money and b.money and not _same_sum(a, b):
        return False
    if a.items and b.items:
        return _shared_item(a.items, b.items) and not _other_number(a.items, b.items)
    return a.money is not None and b.money is not None


def _agree(a: Sequence[Party], b: Sequence[Party]) -> bool:
    """One of the two is not said, or they have a party in common."""
    return not a or not b or _in_common(a, b)


def _in_common(a: Sequence[Party], b: Sequence[Party]) -> bool:
    return any(
        x.name == y.name or (x.country and x.country == y.country) or _is_said_shorter(x.name, y.name)
        for x in a
        for y in b
    )


def _is_said_shorter(a: str, b: str) -> bool:
    """One is the other's last word: "refugees" after "Oxmoor refugees"; of bodies that says too little."""
    short, long = sorted((a, b), key=len)
    return short.islower() and short.endswith("s") and long.endswith(f" {short}")


def _with_totals(events: Sequence[AidEvent]) -> list[AidEvent]:
    """Flags those to which two or more others, told one after another, add up: "20 lorries, ten of them from Peru and
    ten from Chile"."""
    alike: dict[object, list[int]] = {}
    for i, event in enumerate(events):
        kind, size = _size(event)
        if size and not event.aggregate:
            alike.setdefault(kind, []).append(i)
    totals = set()
    for members in alike.values():
        for i in members if 2 < len(members) <= _MOST_PARTS else ():
            parts = [_size(events[k])[1] for k in members if k != i and _is_part(events[k], events[i])]
            if _add_up(parts, _size(events[i])[1]):
                totals.add(i)
    return [_as_total(event) if i in totals else event for i, event in enumerate(events)]


def _as_total(event: AidEvent) -> AidEvent:
    """A running total; what tells it so is its sum or number."""
    sizes = [e for e in event.evidence if e.field == "amount" or e.field.endswith((".quantity", ".item"))]
    proof = [replace(e, field="aggregate", rule="merge/total") for e in sizes[:1]]
    return replace(event, aggregate=True, evidence=(*event.evidence, *proof))


def _size(event: AidEvent) -> tuple[object, Decimal]:
    """What is given and how much of it, where that is one sum or one counted thing."""
    if event.money and not event.items:
        return event.money.currency, event.money.amount
    if len(event.items) == 1 and not event.money:
        [item] = event.items
        return (_stems(item.item), item.unit), item.quantity or Decimal(0)
    return None, Decimal(0)


def _is_part(part: AidEvent, whole: AidEvent) -> bool:
    same_day = whole.date is not None and part.date == whole.date
    alike = same_day or _agree(part.recipients, whole.recipients)
    return alike and (not whole.donors or _in_common(part.donors, whole.donors))


def _add_up(parts: Sequence[Decimal], whole: Decimal) -> bool:
    """Whether some that stand side by side do."""
    for first in range(len(parts)):
        total = parts[first]
        for part in parts[first + 1 :]:
            total += part
            if total >= whole:
                break
        if total == whole and parts[first] < whole:
            return True
    return False


def _days_apart(a: AidEvent, b: AidEvent) -> bool:
    return bool(a.date and b.date and (a.date.start > b.date.end or b.date.start > a.date.end))


def _same_size(a: AidEvent, b: AidEvent) -> bool:
    """The same sum, or the same number of the same thing."""
    if a.money and b.money:
        return _same_sum(a, b)
    return any(
        x.quantity is not None and x.quantity == y.quantity and _same_thing(x, y) for x in a.items for y in b.items
    )


def _same_sum(a: AidEvent, b: AidEvent) -> bool:
    """Also where one tells the sum in a currency into which the other converts it, or leaves the currency open."""
    return any(
        x.amount == y.amount and (x.currency == y.currency or None in (x.currency, y.currency))
        for x in (a.money, *a.alternatives)
        for y in (b.money, *b.alternatives)
        if x and y
    )


def _shared_item(a: Sequence[Item], b: Sequence[Item]) -> bool:
    return any(_same_thing(x, y) for x in a for y in b)


def _other_number(a: Sequence[Item], b: Sequence[Item]) -> bool:
    """A thing of one name that is counted in one unit, with a number of its own on each side."""
    return any(
        None not in (x.quantity, y.quantity)
        and x.quantity != y.quantity
        and x.unit == y.unit
        and _stems(x.item) == _stems(y.item)
        for x in a
        for y in b
    )


def _same_thing(x: Item, y: Item) -> bool:
    """The same head word with the same number; or a number on one side at most, and no other qualities ("toolkits" and
    "demining toolkits", but not "medical" and "school equipment")."""
    own, other = _stems(x.item), _stems(y.item)
    if own[-1:] != other[-1:]:
        return False
    if x.quantity is not None and y.quantity is not None:
        return x.quantity == y.quantity
    return set(own) <= set(other) or set(other) <= set(own)


@lru_cache(maxsize=1 << 10)
def _stems(item: str) -> tuple[str, ...]:
    """The words of a thing down to its head, without the endings that number changes: "boxes" and "box" are alike."""
    name = item.lower()
    words = _WORD.findall(_COMPLEMENT.split(name, maxsplit=1)[0]) or _WORD.findall(name)
    return tuple(map(_stem, words)) or (name,)


def _stem(word: str) -> str:
    if word.endswith("ies"):
        return word[:-2]
    if word.endswith("y") and word[-2:-1] not in "aeiou":
        return word[:-1] + "i"
    return word if word.endswith(("ss", "us")) else word.removesuffix("s").removesuffix("e")


def merge(a: AidEvent, b: AidEvent) -> AidEvent:
    """`a` with what only `b` says, and the more advanced status of the two, with its day."""
    late = max((a, b), key=lambda e: _RANK[e.status])
    items = list(a.items)
    named: dict[int, int] = {}  # item of b -> the place where its name and number stand now
    counted: dict[int, int] = {}  # ... where its number alone does
    for j, item in enumerate(b.items):
        same = [i for i, x in enumerate(a.items) if _same_thing(x, item)]
        if not same:
            named[j] = len(items)
            items.append(item)
            continue
        i = min(same, key=lambda i: _stems(a.items[i].item) != _stems(item.item))
        if items[i].quantity is None and item.quantity is not None:
            items[i] = replace(item, item=items[i].item)
            counted[j] = i
    dated = b if b.date and (late is b or not a.date) or not (a.date or a.date_text) else a
    use = {
        "donors": not a.donors, "recipients": not a.recipients, "amount": a.money is None, "currency": a.money is None,
        "date": dated is b, "location": a.location is None, "purpose": a.purpose is None, "status": late is b,
    }  # fmt: skip
    gone = {f"items[{i}].quantity" for i in counted.values()} | {field for field in ("status", "date") if use[field]}
    evidence = [e for e in a.evidence if e.field not in gone]
    for e in b.evidence:
        if e.field.startswith("items["):
            evidence += _moved(e, named, counted)
        elif use.get(e.field.partition("[")[0], False):
            evidence.append(e)
    return replace(
        a,
        donors=a.donors or b.donors,
        recipients=a.recipients or b.recipients,
        items=tuple(items),
        money=a.money or b.money,
        alternatives=a.alternatives if a.money else b.alternatives,
        date=dated.date,
        date_text=dated.date_text,
        status=late.status,
        location=a.location or b.location,
        purpose=a.purpose or b.purpose,
        evidence=tuple(evidence),
        score=max(a.score, b.score),
    )


def _moved(evidence: Evidence, named: dict[int, int], counted: dict[int, int]) -> list[Evidence]:
    """Evidence of an item of the second event under its place in the merged one; none where the item was not taken."""
    number, _, rest = evidence.field.removeprefix("items[").partition("]")
    place = named.get(int(number)) if rest != ".quantity" else named.get(int(number), counted.get(int(number)))
    return [] if place is None else [replace(evidence, field=f"items[{place}]{rest}")]
