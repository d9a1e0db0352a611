"""Phrases of goods and the numbers that belong to them."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal

import pytest
from spacy.tokens import Doc

from aidextract.mentions.items import attach_quantities, find_items
from aidextract.records import ItemMention, QuantityMention

MakeDoc = Callable[..., Doc]


def number(text: str, words: str, *, each: bool = False) -> QuantityMention:
    start = text.index(words)
    return QuantityMention(start, start + len(words), words, "test", value=Decimal(1), each=each)


def item(text: str, words: str) -> ItemMention:
    start = text.index(words)
    return ItemMention(start, start + len(words), words, "test", words.split()[-1])


CASES = [
    (
        "number and unit belong to the quantity",
        "20 NUM nummod 1\ntons NOUN root 1 ton\nof ADP case 3\nmedicine NOUN nmod 1",
        ["20 tons"],
        ["medicine"],
    ),
    (
        "adjectives stay, bounds go",
        "more ADJ advmod 2\nthan ADP fixed 0\n300 NUM nummod 4\ndemining NOUN compound 4\ntoolkits NOUN root 4 toolkit",
        ["300"],
        ["demining toolkits"],
    ),
    ("a possessor goes", "Japan PROPN nmod:poss 2\n's PART case 0\ntents NOUN root 2 tent", [], ["tents"]),
    (
        "a list is split",
        "tents NOUN root 0 tent\nand CCONJ cc 2\nblankets NOUN conj 0 blanket",
        [],
        ["tents", "blankets"],
    ),
    (
        "persons and abstract nouns are none",
        "the DET det 1\nminister NOUN nsubj 2\nspoke VERB root 2\nat ADP case 5\nthe DET det 5\nmeeting NOUN obl 2",
        [],
        [],
    ),
    ("crews are services", "80 NUM nummod 1\nrescuers NOUN root 1 rescuer", ["80"], ["rescuers"]),
    (
        "a measure before of is none",
        "a DET det 1\nconsignment NOUN root 1\nof ADP case 3\nrice NOUN nmod 1",
        [],
        ["rice"],
    ),
]


@pytest.mark.parametrize(("label", "rows", "numbers", "expected"), CASES, ids=[c[0] for c in CASES])
def test_items(make_doc: MakeDoc, label: str, rows: str, numbers: list[str], expected: list[str]) -> None:
    doc = make_doc(rows)
    found = find_items(doc, (), [number(doc.text, words) for words in numbers])
    assert [m.text for m in found] == expected
    assert all(doc.text[m.start : m.end] == m.text for m in found)


def test_names_are_no_items(make_doc: MakeDoc) -> None:
    doc = make_doc("Unitaid PROPN nsubj 1\nrejoiced VERB root 1", entities={"Unitaid": "ORG"})
    assert find_items(doc) == []


@pytest.mark.parametrize(
    ("text", "items", "numbers", "expected"),
    [
        ("20 tons of rice", ["rice"], ["20 tons"], {0: 0}),
        ("300 demining toolkits", ["demining toolkits"], ["300"], {0: 0}),
        ("38 tonnes of beans, milk and soap", ["beans", "milk", "soap"], ["38 tonnes"], {0: 0}),
        ("48 tons each of flour and wheat", ["flour", "wheat"], ["48 tons each"], {0: 0, 1: 0}),
        ("10 boats and 30 pumps", ["boats", "pumps"], ["10", "30"], {0: 0, 1: 1}),
        ("blankets (200) and tents (50)", ["blankets", "tents"], ["200", "50"], {0: 0, 1: 1}),
        ("a fleet of 12 new buses", ["buses"], ["12"], {0: 0}),
        ("two truckloads of used blankets", ["used blankets"], ["two truckloads"], {0: 0}),
        ("60 people saw the tents", ["tents"], ["60"], {}),
        ("tents for 1,500 families", ["tents"], ["1,500"], {}),
    ],
)
def test_attached_quantities(text: str, items: list[str], numbers: list[str], expected: dict[int, int]) -> None:
    quantities = [number(text, words, each="each" in words) for words in numbers]
    assert attach_quantities([item(text, words) for words in items], quantities, text) == expected
