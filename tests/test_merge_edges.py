"""Retellings at the edges: each part of the question asked alone, both ways, with its counter-example beside it."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from typing import Any

import pytest

from aidextract.merge import is_retelling, merge, merge_events
from aidextract.records import AidEvent, DateRange, Evidence, Item, Money, Party

NEPAL = Party("Nepal", "NP", "NP", "country")
CHAD = Party("Chad", "TD", "TD", "country")
TRUST = Party("Bright Trust")
GUILD = Party("Harbour Guild")


def items(*rows: tuple[Any, ...]) -> tuple[Item, ...]:
    """("tents", 12) or ("rice", 3, "tons")"""
    return tuple(Item(name, None if not rest else Decimal(rest[0]), *rest[1:]) for name, *rest in rows)


def days(start: str, end: str = "") -> DateRange:
    return DateRange(dt.date.fromisoformat(start), dt.date.fromisoformat(end or start))


def sums(*rows: tuple[Any, ...]) -> tuple[Money, ...]:
    return tuple(Money(Decimal(amount), currency) for amount, currency in rows)


def goods(*rows: tuple[Any, ...], **slots: Any) -> AidEvent:
    return AidEvent(items=items(*rows), **slots)


def cash(amount: int, currency: str | None, *others: tuple[Any, ...], **slots: Any) -> AidEvent:
    return AidEvent(money=Money(Decimal(amount), currency), alternatives=sums(*others), **slots)


# ------------------------------------------------------------------ names of things
@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("box", "boxes", True),
        ("lorry", "lorries", True),
        ("toy", "toys", True),
        ("key", "keys", True),
        ("supply", "supplies", True),
        ("glass", "glasses", True),
        ("bus", "buses", True),
        ("virus", "viru", False),
        ("tent", "tents", True),
        ("stove", "stoves", True),
        ("Tent", "tents", True),
        ("tents for schools", "tents", True),
        ("tents with stoves", "tents", True),
        ("rice in bags", "rice", True),
        ("rice from Chad", "rice", True),
        ("aid to Chad", "aid", True),
        ("books on health", "books", True),
        ("jabs against measles", "jabs", True),
        ("beds at home", "beds", True),
        ("tools by hand", "tools", True),
        ("tents for schools", "schools", False),
        ("stoves", "tents with stoves", False),
        ("for tents", "tents", True),
        ("12", "12", True),
        ("12", "13", False),
        ("winter tents", "tents", True),
        ("winter tents", "summer tents", False),
        ("winter tents", "winter coats", False),
        ("large winter tents", "winter tents", True),
    ],
)
def test_names(one: str, other: str, same: bool) -> None:
    for a, b in ((one, other), (other, one)):
        assert is_retelling(goods((a,)), goods((b,))) == same
        assert len(merge_events([goods((a,)), goods((b,))])) == 2 - same


# ------------------------------------------------------------------ numbers, units, sums
@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        (goods(("tents", 12)), goods(("tents", 12)), True),
        (goods(("tents", 12)), goods(("tents", 13)), False),
        (goods(("tents", 0)), goods(("tents", 0)), True),
        (goods(("tents", 0)), goods(("tents", 5)), False),
        (goods(("tents", 12)), goods(("tents",)), True),
        (goods(("winter tents", 12)), goods(("family tents", 12)), True),
        (goods(("winter tents", 12)), goods(("family tents",)), False),
        (goods(("rice", 3, "tons")), goods(("rice", 60, "bags")), False),
        (goods(("rice", 3, "tons"), ("tents", 12)), goods(("rice", 60, "bags"), ("tents", 12)), True),
        (goods(("rice", 3, "tons"), ("tents", 12)), goods(("rice", 4, "tons"), ("tents", 12)), False),
        (goods(("rice", 3, "tons"), ("tents", 12)), goods(("brown rice", 4, "tons"), ("tents", 12)), True),
        (goods(("rice",), ("tents", 12)), goods(("rice", 4, "tons"), ("tents",)), True),
        (cash(9, "EUR"), cash(9, "EUR"), True),
        (cash(9, "EUR"), cash(9, None), True),
        (cash(9, None), cash(9, None), True),
        (cash(9, "EUR"), cash(9, "USD"), False),
        (cash(9, "EUR"), cash(8, "EUR"), False),
        (cash(9, "EUR", (10, "USD")), cash(10, "USD"), True),
        (cash(9, "EUR", (10, "USD")), cash(9, "USD"), False),
        (cash(9, "EUR", (10, "USD")), cash(8, "GBP", (10, "USD")), True),
        (cash(9, "EUR", (10, "USD")), cash(8, "GBP", (11, "USD")), False),
        (cash(9, "EUR", items=items(("tents",))), cash(9, "EUR", items=items(("coats",))), False),
        (cash(9, "EUR", items=items(("tents",))), cash(9, "EUR"), True),
        (cash(9, "EUR", items=items(("tents",))), goods(("tents",)), True),
        (cash(9, "EUR", items=items(("tents",))), goods(("coats",)), False),
        (cash(9, "EUR"), goods(("tents",)), False),
        (AidEvent(), AidEvent(), False),
        (AidEvent(), cash(9, "EUR"), False),
    ],
)
def test_sizes(one: AidEvent, other: AidEvent, same: bool) -> None:
    assert is_retelling(one, other) == is_retelling(other, one) == same
    assert len(merge_events([one, other])) == 2 - same


# ------------------------------------------------------------------ parties, days, status
@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ({"donors": (NEPAL,)}, {}, True),
        ({"donors": (NEPAL,)}, {"donors": (NEPAL,)}, True),
        ({"donors": (NEPAL,)}, {"donors": (CHAD,)}, False),
        ({"donors": (NEPAL, TRUST)}, {"donors": (GUILD, TRUST)}, True),
        ({"donors": (TRUST,)}, {"donors": (GUILD,)}, False),  # neither has a country
        ({"donors": (TRUST,), "recipients": (NEPAL,)}, {"recipients": (NEPAL,)}, True),
        ({"donors": (TRUST,), "recipients": (NEPAL,)}, {"donors": (TRUST,), "recipients": (CHAD,)}, False),
        ({"donors": (TRUST,)}, {"recipients": (TRUST,)}, False),
        ({"donors": (TRUST,)}, {"recipients": (GUILD,)}, True),
        ({"donors": (Party("Kathmandu", "NP"),)}, {"recipients": (NEPAL,)}, False),
        ({"date": days("2020-05-01")}, {}, True),
        ({"date": days("2020-05-01")}, {"date": days("2020-05-01")}, True),
        ({"date": days("2020-05-01")}, {"date": days("2020-05-02")}, False),
        ({"date": days("2020-05-01", "2020-05-03")}, {"date": days("2020-05-03", "2020-05-09")}, True),
        ({"date": days("2020-05-01", "2020-05-03")}, {"date": days("2020-05-04", "2020-05-09")}, False),
        ({"date": days("2020-05-01"), "status": "pledged"}, {"date": days("2020-05-09")}, True),
        ({"date": days("2020-05-01"), "status": "pledged"}, {"date": days("2020-05-09"), "status": "pledged"}, False),
        ({"status": "pledged"}, {"status": "committed"}, True),
        ({"status": "cancelled"}, {"status": "cancelled"}, True),
        ({"status": "cancelled"}, {"status": "pledged"}, False),
        ({"aggregate": True}, {"aggregate": True}, True),
        ({"aggregate": True}, {"aggregate": False}, False),
    ],
)
def test_circumstances(one: dict[str, Any], other: dict[str, Any], same: bool) -> None:
    for a, b in (
        (goods(("tents", 12), **one), goods(("tents", 12), **other)),
        (cash(9, "EUR", **one), cash(9, "EUR", **other)),
    ):
        assert is_retelling(a, b) == is_retelling(b, a) == same
        assert len(merge_events([a, b])) == 2 - same


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [  # days apart, one pledged: the same transfer only where the size is the same
        (goods(("tents", 12)), goods(("tents", 12)), True),
        (goods(("tents",)), goods(("tents", 12)), False),
        (goods(("tents",)), goods(("tents",)), False),
        (goods(("tents", 12), ("rice",)), goods(("rice",), ("tents", 12)), True),
        (cash(9, "EUR"), cash(9, "EUR"), True),
        (cash(9, "EUR", items=items(("tents",))), goods(("tents",)), False),
        (cash(9, "EUR", items=items(("tents", 12))), goods(("tents", 12)), True),
    ],
)
def test_pledge_and_delivery_on_different_days(one: AidEvent, other: AidEvent, same: bool) -> None:
    from dataclasses import replace

    a = replace(one, status="pledged", date=days("2020-05-01"))
    b = replace(other, date=days("2020-07-01"))
    assert is_retelling(a, b) == is_retelling(b, a) == same


# ------------------------------------------------------------------ what the merged event says
@pytest.mark.parametrize(
    ("first", "second", "expected"),
    [
        ([("tents",)], [("tents", 12)], [("tents", 12)]),
        ([("rice",)], [("rice", 3, "tons")], [("rice", 3, "tons")]),
        ([("rice", 3, "tons")], [("rice",)], [("rice", 3, "tons")]),
        ([("rice", 3, "tons")], [("rice", 60, "bags")], [("rice", 3, "tons"), ("rice", 60, "bags")]),
        ([("winter tents",), ("tents",)], [("tents", 12)], [("winter tents",), ("tents", 12)]),
        ([("tents",), ("winter tents",)], [("winter tents", 12)], [("tents",), ("winter tents", 12)]),
        ([("tents",)], [("coats",), ("tents", 12), ("beds", 4)], [("tents", 12), ("coats",), ("beds", 4)]),
        ([], [("tents", 12)], [("tents", 12)]),
        ([("tents", 12)], [], [("tents", 12)]),
    ],
)
def test_merged_items(first: list[Any], second: list[Any], expected: list[Any]) -> None:
    assert merge(goods(*first), goods(*second)).items == items(*expected)


SLOTS: dict[str, tuple[Any, Any]] = {
    "donors": ((NEPAL,), (NEPAL, TRUST)),
    "recipients": ((CHAD,), (CHAD, GUILD)),
    "location": ("Pokhara", "Kathmandu"),
    "purpose": ("the clinic", "the school"),
}


@pytest.mark.parametrize("slot", SLOTS)
def test_a_slot_comes_with_its_evidence(slot: str) -> None:
    field = f"{slot}[0]" if slot in ("donors", "recipients") else slot
    one, other = SLOTS[slot]
    said, told = Evidence(field, "a", 1, 2, "test"), Evidence(field, "b", 3, 4, "test")
    a, b = goods(("tents",), **{slot: one}, evidence=(said,)), goods(("tents",), **{slot: other}, evidence=(told,))
    bare = goods(("tents",))
    for first, second, value, proof in (
        (a, b, one, said),
        (b, a, other, told),
        (a, bare, one, said),
        (bare, b, other, told),
    ):
        merged = merge(first, second)
        assert (getattr(merged, slot), merged.evidence) == (value, (proof,))


def test_a_sum_comes_with_its_alternatives_and_evidence() -> None:
    said = (Evidence("amount", "9", 1, 2, "test"), Evidence("currency", "€", 0, 1, "test"))
    told = (Evidence("amount", "10", 5, 6, "test"), Evidence("currency", "$", 4, 5, "test"))
    euros, dollars = cash(9, "EUR", (10, "USD"), evidence=said), cash(10, "USD", evidence=told)
    for a, b in ((euros, dollars), (dollars, euros)):
        merged = merge(a, b)
        assert (merged.money, merged.alternatives, merged.evidence) == (a.money, a.alternatives, a.evidence)
    merged = merge(AidEvent(), euros)
    assert (merged.money, merged.alternatives, merged.evidence) == (euros.money, euros.alternatives, said)


@pytest.mark.parametrize(
    ("first", "second", "day"),
    [
        ({"date": days("2020-05-01"), "status": "pledged"}, {"date": days("2020-07-01"), "status": "committed"}, 2),
        ({"date": days("2020-07-01"), "status": "committed"}, {"date": days("2020-05-01"), "status": "pledged"}, 1),
        ({"date": days("2020-05-01"), "status": "committed"}, {"date": days("2020-07-01"), "status": "delivered"}, 2),
        ({"date": days("2020-05-01")}, {"date": days("2020-05-01", "2020-05-03")}, 1),
        ({"date": days("2020-05-01"), "status": "pledged"}, {"status": "delivered"}, 1),
        ({"status": "delivered"}, {"date": days("2020-07-01"), "status": "pledged"}, 2),
        ({"date_text": "soon", "status": "pledged"}, {"date_text": "lately", "status": "delivered"}, 1),
    ],
)
def test_the_day_of_the_status_that_stands(first: dict[str, Any], second: dict[str, Any], day: int) -> None:
    a = goods(
        ("tents", 12),
        **first,
        evidence=(Evidence("date", "a", 1, 2, "test"),) if len(first) > 1 or "date" in first else (),
    )
    b = goods(
        ("tents", 12),
        **second,
        evidence=(Evidence("date", "b", 3, 4, "test"),) if "date" in second or "date_text" in second else (),
    )
    merged, chosen = merge(a, b), (a, b)[day - 1]
    assert (merged.date, merged.date_text) == (chosen.date, chosen.date_text)
    assert [e for e in merged.evidence if e.field == "date"] == list(chosen.evidence)


@pytest.mark.parametrize(("one", "other"), [(0.2, 0.7), (0.7, 0.2), (0.0, 1.0)])
def test_the_better_score_stands(one: float, other: float) -> None:
    assert merge(goods(("tents",), score=one), goods(("tents",), score=other)).score == max(one, other)


def test_evidence_of_what_was_taken_only() -> None:
    def proof(field: str, at: int) -> Evidence:
        return Evidence(field, "", at, at, "test")

    a = goods(
        ("tents", 12),
        ("rice",),
        evidence=(proof("items[0].item", 0), proof("items[0].quantity", 1), proof("items[1].item", 2)),
    )
    b = goods(
        ("rice", 3, "tons"), ("tents", 12), ("beds", 4),
        evidence=(
            proof("items[0].item", 10), proof("items[0].quantity", 11), proof("items[1].item", 12),
            proof("items[1].quantity", 13), proof("items[2].item", 14), proof("items[2].quantity", 15),
        ),
    )  # fmt: skip
    merged = merge(a, b)
    assert merged.items == items(("tents", 12), ("rice", 3, "tons"), ("beds", 4))
    assert [(e.field, e.start) for e in merged.evidence] == [
        ("items[0].item", 0), ("items[0].quantity", 1), ("items[1].item", 2), ("items[1].quantity", 11),
        ("items[2].item", 14), ("items[2].quantity", 15),
    ]  # fmt: skip


# ------------------------------------------------------------------ several events
def test_the_earliest_of_several_takes_the_retelling() -> None:
    first, second = cash(9, "EUR", donors=(TRUST,)), cash(9, "EUR", donors=(GUILD,))
    merged = merge_events([first, second, cash(9, "EUR", location="Pokhara")])
    assert [(e.donors, e.location) for e in merged] == [((TRUST,), "Pokhara"), ((GUILD,), None)]


def test_what_is_merged_is_found_again_by_what_it_took() -> None:
    told = [
        cash(9, "EUR", donors=(TRUST,)),
        cash(9, "EUR", items=items(("tents", 12))),
        goods(("tents", 12), location="Pokhara"),
        goods(("beds", 4)),
        cash(7, "USD"),
    ]
    merged = merge_events(told)
    assert len(merged) == 3
    assert (merged[0].donors, merged[0].location, merged[0].items) == ((TRUST,), "Pokhara", items(("tents", 12)))
    assert merged[1:] == told[3:]


def test_a_generator_will_do() -> None:
    assert merge_events(e for e in [cash(9, "EUR"), cash(9, "EUR")]) == [cash(9, "EUR")]
