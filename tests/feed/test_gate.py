"""What is passed by, and what must not be."""

from __future__ import annotations

import json
import time
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from aidextract.feed.gate import PAIRS, THRESHOLDS, features_of, may_tell_of_aid, word_classes, words_of

ROOT = Path(__file__).resolve().parents[2]
SHARED = ROOT.parent / "shared"


def read(path: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in path.read_text("utf-8").split("\n") if line]


@pytest.mark.parametrize("name", ["train", "dev"])
def test_no_gold_event_is_lost(name: str) -> None:
    aid = [doc for doc in read(ROOT / f"corpus/gold/{name}.jsonl") if any(not e.get("optional") for e in doc["events"])]
    assert len(aid) > 30
    assert [doc["id"] for doc in aid if not may_tell_of_aid(doc["text"])] == []


def test_most_news_without_aid_is_passed_by() -> None:
    path = SHARED / "public/plover_gsr.jsonl"
    if not path.is_file():
        pytest.skip(f"needs {path}, which does not come with the project")
    none = [doc["text"] for doc in read(path) if all(event["aid"] == "no" for event in doc["events"])]
    passed = {care: sum(not may_tell_of_aid(text, care) for text in none) / len(none) for care in THRESHOLDS}  # type: ignore[arg-type]
    assert passed["careful"] > 0.85
    assert passed["quick"] > 0.95


@pytest.mark.parametrize(
    "text",
    [
        "Malta is flying two field hospitals to Beira.",
        "The Fund approved $15 million for Chad on Monday.",
        "The convoy, 30 lorries of flour and blankets from Ankara, crossed at dawn.",
        "Seoul suspended its rice aid.",
        "Nothing happened in parliament. The striker scored twice.\nA parish in Graz gave the school 40 desks.",
    ],
)
def test_aid_is_read(text: str) -> None:
    assert may_tell_of_aid(text)


@pytest.mark.parametrize(
    "text",
    [
        "The striker scored twice before half-time.",
        "Police arrested three men near the border on Sunday.",
        "Voters in the capital go to the polls next week.",
        "",
        " \n ",
    ],
)
def test_other_news_is_passed_by_unless_all_is_read(text: str) -> None:
    assert not may_tell_of_aid(text)
    assert may_tell_of_aid(text, "off")


def test_words_and_classes() -> None:
    words = words_of("The WFP gave Chad $5 million and 20 tons of Maize.")
    single = {word for word in words if " " not in word}
    assert single == {"the", "WFP", "gave", "$", "0", "million", "and", "tons", "of", "maize"}
    assert {"^ the", "the _", "_ gave", "gave _", "_ $", "$ 0", "0 million"} < words
    assert "_ _" not in words_of("Ban Ki Moon spoke.")
    assert features_of(words) == [
        "<weak>", "<goods>", "<unit number>", "<money number>", "<number>", "<weak goods>", "<weak money number>",
        "<number goods>",
    ]  # fmt: skip
    assert features_of({"gave"}) == ["<weak>"]
    assert {name for pair in PAIRS for name in pair} == {"strong", "weak", "goods", "unit", "money", "number"}
    assert word_classes()["donated"] == 1


@given(st.text())
def test_odd_text_raises_nothing(text: str) -> None:
    assert isinstance(may_tell_of_aid(text), bool)


@pytest.mark.parametrize("piece", ["a", "a ", ". ", '."', "1", "\n", "é", "gave $5 "])
def test_time_grows_with_the_length(piece: str) -> None:
    start = time.perf_counter()
    may_tell_of_aid(piece * 500_000, "quick")
    assert time.perf_counter() - start < 10
