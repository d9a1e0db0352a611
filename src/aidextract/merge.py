"""One transfer told twice becomes one event."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import replace

from aidextract.records import AidEvent, Evidence, Item, Party, Status

_RANK: dict[Status, int] = {"pledged": 0, "committed": 1, "delivered": 2, "cancelled": 3}
_WORD = re.compile(r"[^\W\d_]+")


def merge_events(events: Iterable[AidEvent]) -> list[AidEvent]:
    """Events in text order; a retelling is merged into the first telling, which takes what it lacks.

    Two events are one when they share a sum or a counted thing, none of their parties or sums speak against it, and
    both or neither are running totals.
    """
    out: list[AidEvent] = []
    for event in events:
        for i, other in enumerate(out):
            if is_retelling(other, event):
                out[i] = merge(other, event)
                break
        else:
            out.append(event)
    return out


def is_retelling(a: AidEvent, b: AidEvent) -> bool:
    """Whether both tell of one transfer."""
    if a.aggregate != b.aggregate or (a.status == "cancelled") != (b.status == "cancelled"):
        return False
    if not (_agree(a.donors, b.donors) and _agree(a.recipients, b.recipients)):
        return False
    if a.date and b.date and (a.date.start > b.date.end or b.date.start > a.date.end):
        return False
    if a.money and b.money:
        return (a.money.amount, a.money.currency) == (b.money.amount, b.money.currency) and (
            not a.items or not b.items or _shared_item(a.items, b.items)
        )
    if a.items and b.items:
        return _shared_item(a.items, b.items)
    return False


def _agree(a: Sequence[Party], b: Sequence[Party]) -> bool:
    """One of the two is not said, or they have a party in common."""
    return not a or not b or any(x.name == y.name or (x.country and x.country == y.country) for x in a for y in b)


def _shared_item(a: Sequence[Item], b: Sequence[Item]) -> bool:
    """A thing of the same head word with the same number, or with a number on one side alone."""
    return any(
        _head(x.item) == _head(y.item) and (x.quantity == y.quantity or None in (x.quantity, y.quantity))
        for x in a
        for y in b
    )


def _head(item: str) -> str:
    words = _WORD.findall(item.lower())
    return words[-1].removesuffix("s") if words else item.lower()


def merge(a: AidEvent, b: AidEvent) -> AidEvent:
    """`a` with what only `b` says, and the more advanced status of the two."""
    late = max((a, b), key=lambda e: _RANK[e.status])
    items, numbers = list(a.items), len(a.items)
    taken: dict[int, int] = {}  # item of b -> its place
    for j, item in enumerate(b.items):
        i = next((i for i, x in enumerate(items[:numbers]) if _shared_item((x,), (item,))), None)
        if i is None:
            taken[j] = len(items)
            items.append(item)
        elif items[i].quantity is None and item.quantity is not None:
            items[i] = replace(item, item=items[i].item)
            taken[j] = i
    use = {
        "donors": not a.donors, "recipients": not a.recipients, "amount": a.money is None, "currency": a.money is None,
        "date": a.date is None, "location": a.location is None, "purpose": a.purpose is None, "status": late is b,
    }  # fmt: skip
    evidence = [e for e in a.evidence if not (e.field == "status" and late is b) and not (e.field == "date" and use["date"] and b.date)]
    for e in b.evidence:
        if e.field.startswith("items["):
            evidence += _moved(e, taken)
        elif use.get(e.field.partition("[")[0], False):
            evidence.append(e)
    return replace(
        a,
        donors=a.donors or b.donors,
        recipients=a.recipients or b.recipients,
        items=tuple(items),
        money=a.money or b.money,
        alternatives=a.alternatives or b.alternatives,
        date=a.date or b.date,
        date_text=a.date_text if a.date else b.date_text or a.date_text,
        status=late.status,
        location=a.location or b.location,
        purpose=a.purpose or b.purpose,
        evidence=tuple(evidence),
        score=max(a.score, b.score),
    )


def _moved(evidence: Evidence, places: dict[int, int]) -> list[Evidence]:
    """Evidence of an item of the second event under its place in the merged one; none where the item was not taken."""
    number, _, rest = evidence.field.removeprefix("items[").partition("]")
    place = places.get(int(number))
    return [] if place is None else [replace(evidence, field=f"items[{place}]{rest}")]
