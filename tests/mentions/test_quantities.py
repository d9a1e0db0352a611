"""Quantities of goods: the case file (negatives as many as positives), the table, and what holds for any text."""

from __future__ import annotations

import json
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from aidextract.mentions.money import find_money
from aidextract.mentions.quantities import KINDS, find_quantities, load_units, unit_kind
from aidextract.records import QuantityMention

GOLD = Path(__file__).parents[3] / "shared/gold/train.jsonl"
CASES = [
    json.loads(line)
    for line in (Path(__file__).parents[1] / "fixtures/cases/quantities.jsonl").read_text(encoding="utf-8").splitlines()
]


def as_case(mention: QuantityMention) -> dict[str, Any]:
    said: dict[str, Any] = {
        "text": mention.text,
        "value": None if mention.value is None else str(mention.value),
        "unit": mention.unit,
    }
    if mention.upper is not None:
        said["upper"] = str(mention.upper)
    if mention.bound != "exact":
        said["bound"] = mention.bound
    if mention.each:
        said["each"] = True
    return said


@pytest.mark.parametrize("case", CASES, ids=[case["label"] for case in CASES])
def test_case(case: dict[str, Any]) -> None:
    text = case["text"]
    found = find_quantities(text, find_money(text))
    assert [as_case(mention) for mention in found] == case["expected"]
    assert all(text[mention.start : mention.end] == mention.text for mention in found)


def test_negatives_are_as_many_as_positives() -> None:
    negatives = sum(not case["expected"] for case in CASES)
    assert negatives >= len(CASES) - negatives - 5


def test_money_is_left_out_with_its_conversions() -> None:
    text = "€90,000 (AZN 180,654) and 14 stoves"
    assert [q.text for q in find_quantities(text, find_money(text))] == ["14"]
    assert [q.text for q in find_quantities(text)] == ["90,000", "180,654", "14"]


@pytest.mark.parametrize("text", ["7 tons and 440 litres of oil", "440 kilograms and 7 tons", "7 tons and 12 tons"])
def test_only_a_smaller_unit_of_the_same_dimension_is_added(text: str) -> None:
    assert len(find_quantities(text)) == 2


@pytest.mark.parametrize(
    ("unit", "kind"),
    [
        ("tons", "measure"),
        ("bags", "container"),
        ("doses", "count"),
        ("lorries", "carrier"),
        ("MT", "measure"),
        (None, None),
        ("mT", None),
    ],
)
def test_unit_kind(unit: str | None, kind: str | None) -> None:
    assert unit_kind(unit) == kind


def test_table() -> None:
    units = load_units()
    assert {unit.kind for unit in units.values()} == set(KINDS)
    assert units["tons"].factor == units["tonnes"].factor == Decimal(1000)
    assert len({unit.name for unit in units.values()}) >= 100


@pytest.mark.skipif(not GOLD.exists(), reason="needs ../shared/gold/train.jsonl")
def test_finds_the_quantities_of_the_gold_articles() -> None:
    found = total = 0
    for line in GOLD.read_text(encoding="utf-8").splitlines():
        article = json.loads(line)
        text = article["text"]
        values = {q.value for q in find_quantities(text, find_money(text)) if q.value is not None}
        for event in article["events"]:
            for item in event["items"]:
                if item["quantity"] not in (None, 1):  # "one van" and "a van" are not told apart
                    total += 1
                    found += any(abs(float(value) - item["quantity"]) < 1e-6 * item["quantity"] for value in values)
    assert total > 500
    assert found / total >= 0.97
