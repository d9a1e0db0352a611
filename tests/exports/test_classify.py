"""Sector and flow type by rule: given where clear, else not."""

from __future__ import annotations

from typing import Any

import pytest

from aidextract.exports.classify import _one_each, classify, general_type, is_humanitarian


def event(
    items: str = "", purpose: str | None = None, donor: str | None = "country", recipient: str | None = None
) -> dict[str, Any]:
    """With items, split by |, and kinds of parties."""
    return {
        "donors": [{"name": "A", "country": None, "id": None, "kind": donor}],
        "recipients": [{"name": "B", "country": None, "id": None, "kind": recipient}],
        "items": [{"item": item} for item in items.split("|") if item],
        "purpose": purpose,
    }


@pytest.mark.parametrize(
    ("items", "purpose", "sector"),
    [
        ("demining toolkits", None, "15250"),
        ("bags of rice|cooking oil", None, "72040"),
        ("tents|rice", None, "72010"),  # relief of two kinds is relief
        ("tents|school desks", None, None),  # of two sectors
        ("trucks", None, None),  # for what?
        ("trucks|mine detectors", None, "15250"),
        ("generators", "hospitals in Mariupol", "12230"),  # the purpose counts before the goods
        ("", "schools and roads", None),
        ("", "school meals", "11250"),  # the longest words win
        ("", "the things that matter", None),
        ("Covid vaccines", None, "12264"),
        ("", "debt relief", "60020"),
        ("", "", None),
        ("aid", None, None),
        ("humanitarian aid", None, "72010"),
    ],
)
def test_sector(items: str, purpose: str | None, sector: str | None) -> None:
    assert classify(event(items, purpose))["sector"] == sector


@pytest.mark.parametrize(
    ("items", "purpose", "donor", "recipient", "flow_type"),
    [
        ("tents", None, "country", None, "ODA-like"),
        ("tents", None, "multilateral", None, "ODA-like"),
        ("tents", None, "foundation", None, "private"),
        ("tents", None, None, None, None),  # of an unknown kind
        ("howitzers|tents", None, "country", None, "military"),
        ("drones", "air defence", "person", None, "military"),
        ("trucks", None, "country", "armed forces", "military"),
        ("mine detectors", None, "country", "armed forces", "ODA-like"),
        ("ISO tanks", None, "country", None, "ODA-like"),
        ("prosthetic arms", None, "ngo", None, "private"),
    ],
)
def test_flow_type(items: str, purpose: str | None, donor: str | None, recipient: str | None, flow_type: str) -> None:
    assert classify(event(items, purpose, donor, recipient))["flow_type"] == flow_type


def test_donors_of_two_kinds_and_none_leave_it_open() -> None:
    mixed = event("tents")
    mixed["donors"].append({"name": "C", "country": None, "id": None, "kind": "ngo"})
    assert classify(mixed)["flow_type"] is None
    assert classify({**mixed, "donors": []})["flow_type"] is None


@pytest.mark.parametrize(
    ("items", "purpose", "general"),
    [
        ("howitzers", None, "Military"),
        ("tents", None, "Humanitarian"),
        ("", "budget support", "Financial"),
        ("concessional loan", None, "Financial"),
        ("", "roads", None),
        ("", None, None),
    ],
)
def test_general_type(items: str, purpose: str | None, general: str | None) -> None:
    given = event(items, purpose)
    assert general_type({**given, **classify(given)}) == general


def test_what_is_humanitarian() -> None:
    assert [is_humanitarian(code) for code in ("72010", "73010", "74020", "12220", None)] == [True] * 3 + [False] * 2


@pytest.mark.parametrize("column", ["categories", "words"])
def test_no_word_stands_for_two_sectors(column: str) -> None:
    assert _one_each("sectors.tsv", "code", column)  # a DataError otherwise
    assert _one_each("flow_types.tsv", "flow_type", column)


def test_categories_are_those_of_the_goods() -> None:
    from aidextract.gazetteer import goods

    known = {good.category for good in goods().values()}
    assert _one_each("sectors.tsv", "code", "categories").keys() <= known
    assert _one_each("flow_types.tsv", "flow_type", "categories").keys() <= known
