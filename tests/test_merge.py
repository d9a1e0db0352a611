"""When two events are one transfer told twice, and what the merged one says. Plain records, no text."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from decimal import Decimal
from typing import Any

import pytest

from aidextract.merge import is_retelling, merge, merge_events
from aidextract.records import AidEvent, DateRange, Evidence, Item, Money, Party

NORWAY = Party("Norway", "NO", "NO", "country")
PERU = Party("Peru", "PE", "PE", "country")
CLINIC = Party("Ayabaca clinic")
SCHOOL = Party("Ayabaca school")


def day(text: str) -> DateRange:
    start, _, end = text.partition("/")
    return DateRange(dt.date.fromisoformat(start), dt.date.fromisoformat(end or start))


def things(text: str) -> tuple[Item, ...]:
    """ "12 beds, 3 tons:flour, syringes" """
    out = []
    for part in text.split(", ") if text else ():
        number, _, name = part.partition(" ")
        if not number.isdigit():
            number, name = "", part
        unit, _, name = name.rpartition(":")
        out.append(Item(name, Decimal(number) if number else None, unit or None))
    return tuple(out)


def money(text: str) -> Money:
    amount, _, currency = text.partition(" ")
    return Money(Decimal(amount), currency or None)


def event(items: str = "", **slots: Any) -> AidEvent:
    """`money`, `alternatives` ("5000 EUR") and `date` as text; `donors` and `recipients` as one party or several."""
    for role in ("donors", "recipients"):
        if isinstance(slots.get(role), Party):
            slots[role] = (slots[role],)
    if "money" in slots:
        slots["money"] = money(slots["money"])
    if "alternatives" in slots:
        slots["alternatives"] = tuple(map(money, slots["alternatives"]))
    if "date" in slots:
        slots["date_text"] = slots["date"]
        slots["date"] = day(slots["date"])
    return AidEvent(items=things(items), **slots)


SAME = {
    "sum": (event(money="5000 EUR"), event(money="5000 EUR")),
    "sum; one says the goods it is worth": (event("9 stoves", money="5000 EUR"), event(money="5000 EUR")),
    "sum, of which one tells the conversion": (
        event(money="4600000 LKR", alternatives=["12000 USD"]), event(money="12000 USD"),
    ),
    "sum, whose currency one leaves open": (event(money="5000"), event(money="5000 EUR")),
    "thing and number": (event("12 beds"), event("12 beds")),
    "thing, numbered once": (event("12 beds"), event("beds")),
    "thing, never numbered": (event("ultrasound scanners"), event("scanners")),
    "thing under a shorter name": (event("12 folding hospital beds"), event("beds")),
    "thing under another name with the number": (event("12 folding beds"), event("12 camp beds")),
    "thing in singular and plural": (event("1 water supply"), event("water supplies")),
    "box and boxes": (event("tool box"), event("tool boxes")),
    "thing with whom it is for": (event("40 tents for flooded families"), event("40 tents")),
    "one thing of several": (event("12 beds, 3 tons:flour"), event("flour")),
    "a party on one side only": (event("12 beds", donors=NORWAY), event("12 beds", recipients=CLINIC)),
    "a state under two names": (
        event("12 beds", donors=Party("Turkey", "TR")), event("12 beds", donors=Party("Türkiye", "TR")),
    ),
    "one of several donors": (event("12 beds", donors=(NORWAY, PERU)), event("12 beds", donors=PERU)),
    "overlapping days": (event("12 beds", date="2023-05-01/2023-05-31"), event("12 beds", date="2023-05-09")),
    "pledge and delivery": (event("12 beds", status="pledged"), event("12 beds")),
    "pledge and delivery of a sum": (event(money="5000 EUR", status="pledged"), event(money="5000 EUR")),
    "pledge and delivery, each with its day": (
        event("12 beds", status="pledged", date="2023-03-01"), event("12 beds", date="2023-05-09"),
    ),
    "sum approved and paid out, each with its day": (
        event(money="5000 EUR", status="committed", date="2023-03-01"), event(money="5000 EUR", date="2023-05-09"),
    ),
    "running total told twice": (event(money="5000 EUR", aggregate=True), event(money="5000 EUR", aggregate=True)),
    "stop told twice": (event(money="5000 EUR", status="cancelled"), event(money="5000 EUR", status="cancelled")),
}  # fmt: skip

APART = {
    "different sums": (event(money="5000 EUR"), event(money="6000 EUR")),
    "the same figure in two currencies": (event(money="5000 EUR"), event(money="5000 USD")),
    "different sums of the same goods": (event("beds", money="5000 EUR"), event("beds", money="6000 EUR")),
    "different goods of the same worth": (event("9 stoves", money="5000 EUR"), event("4 pumps", money="5000 EUR")),
    "different numbers": (event("12 beds"), event("15 beds")),
    "a pledge and a part of it": (event("12 beds", status="pledged"), event("4 beds")),
    "one number differs, one thing is shared": (event("12 beds, sheets"), event("15 beds, sheets")),
    "different things": (event("12 beds"), event("12 tents")),
    "different qualities of a vague thing": (event("medical equipment"), event("school equipment")),
    "cash on top of goods": (event("12 beds"), event(money="5000 EUR")),
    "other donor": (event("12 beds", donors=NORWAY), event("12 beds", donors=PERU)),
    "other recipient": (event(money="5000 EUR", recipients=CLINIC), event(money="5000 EUR", recipients=SCHOOL)),
    "a chain: one's recipient gives": (
        event("12 beds", donors=NORWAY, recipients=PERU), event("12 beds", donors=PERU, recipients=CLINIC),
    ),
    "a chain told in halves": (event("12 beds", donors=NORWAY), event("12 beds", recipients=NORWAY)),
    "tranches": (event(money="5000 EUR", date="2023-03-01"), event(money="5000 EUR", date="2023-05-09")),
    "pledge and delivery of uncounted things, days apart": (
        event("beds", status="pledged", date="2023-03-01"), event("beds", date="2023-05-09"),
    ),
    "running total and one of its parts": (event(money="5000 EUR", aggregate=True), event(money="5000 EUR")),
    "given and stopped": (event(money="5000 EUR"), event(money="5000 EUR", status="cancelled")),
    "nothing told but the parties": (event(donors=NORWAY), event(donors=NORWAY)),
}  # fmt: skip


@pytest.mark.parametrize(("a", "b"), SAME.values(), ids=SAME)
def test_one_transfer(a: AidEvent, b: AidEvent) -> None:
    assert is_retelling(a, b)
    assert is_retelling(b, a)
    assert len(merge_events([a, b])) == 1


@pytest.mark.parametrize(("a", "b"), APART.values(), ids=APART)
def test_two_transfers(a: AidEvent, b: AidEvent) -> None:
    assert not is_retelling(a, b)
    assert not is_retelling(b, a)
    assert merge_events([a, b]) == [a, b]


@pytest.mark.parametrize("status", ["pledged", "committed", "delivered"])
@pytest.mark.parametrize("other", ["pledged", "committed", "delivered"])
def test_the_more_advanced_status_stands(status: Any, other: Any) -> None:
    merged = merge(event("12 beds", status=status), event("12 beds", status=other))
    assert merged.status == max(status, other, key=["pledged", "committed", "delivered"].index)


def test_the_first_telling_takes_what_it_lacks_and_keeps_what_it_has() -> None:
    first = event("12 beds", donors=NORWAY, location="Piura", score=0.6)
    second = event(
        "12 beds, sheets", donors=(NORWAY, PERU), recipients=CLINIC, money="5000 EUR", alternatives=["5400 USD"],
        date="2023-05-09", location="Ayabaca", purpose="the new ward", score=0.9,
    )  # fmt: skip
    assert merge(first, second) == event(
        "12 beds, sheets", donors=NORWAY, recipients=CLINIC, money="5000 EUR", alternatives=["5400 USD"],
        date="2023-05-09", location="Piura", purpose="the new ward", score=0.9,
    )  # fmt: skip


@pytest.mark.parametrize(
    ("first", "second", "expected"),
    [
        ("beds", "12 beds", "12 beds"),
        ("12 beds", "beds", "12 beds"),
        ("flour", "3 tons:wheat flour", "3 tons:flour"),
        ("water tanks, oil tanks", "5 oil tanks", "water tanks, 5 oil tanks"),
        ("12 beds", "12 beds, 3 tons:flour", "12 beds, 3 tons:flour"),
        ("12 beds, sheets", "sheets, flour, 12 beds", "12 beds, sheets, flour"),
    ],
)
def test_items(first: str, second: str, expected: str) -> None:
    assert merge(event(first), event(second)).items == things(expected)


@pytest.mark.parametrize(
    ("first", "second", "expected"),
    [
        ({}, {"date": "2023-05-09"}, "2023-05-09"),
        ({"date": "2023-05-09"}, {}, "2023-05-09"),
        ({"date": "2023-05-01/2023-05-31"}, {"date": "2023-05-09"}, "2023-05-01/2023-05-31"),
        ({"date": "2023-03-01", "status": "pledged"}, {"date": "2023-05-09"}, "2023-05-09"),
        ({"date": "2023-05-09"}, {"date": "2023-03-01", "status": "pledged"}, "2023-05-09"),
        ({"date": "2023-03-01", "status": "pledged"}, {}, "2023-03-01"),
        ({"date_text": "recently"}, {"date": "2023-05-09"}, "2023-05-09"),
        ({"date": "2023-05-09"}, {"date_text": "recently"}, "2023-05-09"),
        ({"date_text": "recently"}, {"date_text": "soon", "status": "pledged"}, "recently"),
        ({}, {"date_text": "recently"}, "recently"),
    ],
)
def test_day_and_its_words_go_together(first: dict[str, Any], second: dict[str, Any], expected: str) -> None:
    a = event("12 beds", **first, evidence=evidence("date:1") if first.keys() - {"status"} else ())
    b = event("12 beds", **second, evidence=evidence("date:2") if second.keys() - {"status"} else ())
    merged = merge(a, b)
    assert merged.date_text == expected
    assert merged.date == (day(expected) if expected[0].isdigit() else None)
    source = 1 if a.date_text == expected else 2
    assert merged.evidence == evidence(f"date:{source}")


# ------------------------------------------------------------------ evidence
def evidence(text: str) -> tuple[Evidence, ...]:
    """ "donors[0]:1 date:2" """
    parts = [part.split(":") for part in text.split()]
    return tuple(Evidence(field, "", int(place), int(place), "test") for field, place in parts)


@pytest.mark.parametrize(
    ("first", "second", "expected"),
    [
        pytest.param(
            event("12 beds", donors=NORWAY, evidence=evidence("donors[0]:1 items[0].quantity:2 status:3")),
            event("12 beds", donors=NORWAY, evidence=evidence("donors[0]:4 items[0].quantity:5 status:6")),
            "donors[0]:1 items[0].quantity:2 status:3",
            id="the first telling's, where both say it",
        ),
        pytest.param(
            event("beds", evidence=evidence("items[0].item:1")),
            event("12 beds", evidence=evidence("items[0].item:3 items[0].quantity:4")),
            "items[0].item:1 items[0].quantity:4",
            id="a number comes without the second name",
        ),
        pytest.param(
            event("beds", evidence=evidence("items[0].item:1 items[0].quantity:2")),
            event("12 beds", evidence=evidence("items[0].item:3 items[0].quantity:4")),
            "items[0].item:1 items[0].quantity:4",
            id="a number takes the place of vague words",
        ),
        pytest.param(
            event("12 beds", evidence=evidence("items[0].item:1")),
            event("flour, beds, sheets", evidence=evidence("items[0].item:2 items[1].item:3 items[2].item:4")),
            "items[0].item:1 items[1].item:2 items[2].item:4",
            id="further things under their new places",
        ),
        pytest.param(
            event("12 beds", status="pledged", evidence=evidence("items[0].item:1 status:2")),
            event("12 beds", evidence=evidence("items[0].item:3 status:4")),
            "items[0].item:1 status:4",
            id="the status that stands",
        ),
        pytest.param(
            event("12 beds", evidence=evidence("items[0].item:1 status:2")),
            event("12 beds", status="pledged", evidence=evidence("items[0].item:3 status:4")),
            "items[0].item:1 status:2",
            id="not the earlier status",
        ),
        pytest.param(
            event("9 stoves", evidence=evidence("items[0].item:1")),
            event("9 stoves", money="5000 EUR", evidence=evidence("items[0].item:2 amount:3 currency:3")),
            "items[0].item:1 amount:3 currency:3",
            id="amount and currency",
        ),
    ],
)  # fmt: skip
def test_evidence_follows_what_was_merged(first: AidEvent, second: AidEvent, expected: str) -> None:
    assert merge(first, second).evidence == evidence(expected)


# ------------------------------------------------------------------ several events
def test_a_headline_a_lead_and_a_quote_are_one() -> None:
    headline = event("beds", donors=NORWAY, status="pledged")
    lead = event("12 beds", donors=NORWAY, recipients=CLINIC)
    other = event(money="5000 EUR", donors=PERU, recipients=CLINIC)
    quote = event("12 hospital beds", recipients=CLINIC, date="2023-05-09")
    merged = merge_events([headline, lead, other, quote])
    assert merged == [event("12 beds", donors=NORWAY, recipients=CLINIC, date="2023-05-09"), other]


def test_equal_gifts_to_different_recipients_stay_apart_and_keep_their_order() -> None:
    gifts = [event(money="5000 EUR", recipients=Party(f"School {name}")) for name in "CAB"]
    assert merge_events(gifts) == gifts


def test_what_one_takes_may_show_that_another_is_the_same() -> None:
    sum_, goods, both = event(money="5000 EUR"), event("9 stoves"), event("9 stoves", money="5000 EUR")
    assert merge_events([sum_, goods, both]) == [both]
    assert merge_events([sum_, goods]) == [sum_, goods]


def test_merging_again_changes_nothing() -> None:
    events = [e for pair in (*SAME.values(), *APART.values()) for e in pair]
    once = merge_events(events)
    assert len(once) < len(events)
    assert merge_events(once) == once


def test_no_party_is_on_both_sides_of_a_merged_event() -> None:
    for events in (*SAME.values(), *APART.values()):
        for merged in merge_events(events):
            assert not {p.name for p in merged.donors} & {p.name for p in merged.recipients}


def test_nothing() -> None:
    assert merge_events([]) == []


# ------------------------------------------------------------------ totals
TOTALS = {
    "goods of two givers": [event("20 beds"), event("12 beds", donors=PERU), event("8 beds", donors=NORWAY)],
    "a sum, told after its parts": [
        event(money="5 EUR", donors=PERU, recipients=CLINIC), event(money="7 EUR", donors=PERU, recipients=SCHOOL),
        event(money="12 EUR", donors=PERU),
    ],
    "another gift beside": [
        event(money="12 EUR", donors=PERU), event(money="5 EUR", donors=PERU, date="2020-01-02"),
        event(money="7 EUR", donors=PERU, date="2020-01-05"), event(money="90 EUR", donors=PERU, date="2020-01-08"),
    ],
    "of one day, whoever receives": [
        event(money="12 EUR", recipients=CLINIC, date="2020-01-02"),
        event(money="5 EUR", recipients=CLINIC, date="2020-01-02", donors=PERU),
        event(money="7 EUR", recipients=SCHOOL, date="2020-01-02"),
    ],
}  # fmt: skip
NO_TOTALS = {
    "one part only": [event(money="12 EUR", donors=PERU), event(money="12 EUR", donors=NORWAY)],
    "they do not add up": [
        event(money="13 EUR"), event(money="5 EUR", donors=PERU), event(money="7 EUR", donors=NORWAY),
    ],
    "of another currency": [
        event(money="12 EUR"), event(money="5 USD", donors=PERU), event(money="7 EUR", donors=PERU),
    ],
    "of other givers": [
        event(money="12 EUR", donors=NORWAY), event(money="5 EUR", donors=PERU, date="2020-01-02"),
        event(money="7 EUR", donors=PERU, date="2020-01-05"),
    ],
    "other goods": [event("20 beds"), event("12 tents", donors=PERU), event("8 tents", donors=NORWAY)],
    "no numbers": [event("beds"), event("tents", donors=PERU), event("beds", donors=NORWAY, status="cancelled")],
}  # fmt: skip


@pytest.mark.parametrize("events", TOTALS.values(), ids=TOTALS)
def test_what_others_add_up_to_is_a_total(events: list[AidEvent]) -> None:
    merged = merge_events(events)
    [whole] = [e for e in events if (e.amount, e.quantity) in ((12, None), (None, 20))]
    assert merged == [replace(e, aggregate=e is whole) for e in events]


@pytest.mark.parametrize("events", NO_TOTALS.values(), ids=NO_TOTALS)
def test_what_they_do_not_add_up_to_is_none(events: list[AidEvent]) -> None:
    assert not any(e.aggregate for e in merge_events(events))


def test_people_said_shorter_are_the_same() -> None:
    a = event("beds, lamps", donors=PERU, recipients=Party("Oxmoor refugees"))
    assert is_retelling(a, event("beds, lamps", donors=PERU, recipients=Party("refugees")))
    assert not is_retelling(a, event("beds, lamps", donors=PERU, recipients=Party("families")))
    assert not is_retelling(
        event("beds", donors=PERU, recipients=CLINIC), event("beds", donors=PERU, recipients=Party("clinic"))
    )
