"""Numbers in figures and words, ranges, and what bounds them."""

from __future__ import annotations

import json
from decimal import Decimal
from pathlib import Path

import pytest

from aidextract.mentions.numbers import bound_after, bound_before, find_numbers, read_number


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("300", "300"),
        ("1,200", "1200"),
        ("1 200", "1200"),
        ("1\u202f234\u202f567.5", "1234567.5"),
        ("12,34,000", "1234000"),
        ("1.300.000", "1300000"),
        ("175, 000", "175000"),
        ("2.4 million", "2400000"),
        ("2,2 million", "2200000"),
        ("1.5bn", "1500000000"),
        ("300m", "300000000"),
        ("10k", "10000"),
        ("2.5 lakh", "250000"),
        ("3 crore 20 lakh", "32000000"),
        ("1.2 lakh crore", "1200000000000"),
        ("1MM", "1000000"),
        ("4 mln", "4000000"),
        ("1.3e6", "1300000"),
        (".08", "0.08"),
        ("2½", "2.5"),
        ("1 1/2", "1.5"),
        ("two dozen", "24"),
        ("a dozen", "12"),
        ("a pair of", "2"),
        ("half a dozen", "6"),
        ("half a million", "500000"),
        ("half-million", "500000"),
        ("a quarter of a million", "250000"),
        ("one and a half million", "1500000"),
        ("a million and a half", "1500000"),
        ("3 million and a half", "3500000"),
        ("forty-three thousand", "43000"),
        ("one hundred and twenty thousand", "120000"),
        ("a hundred thousand", "100000"),
        ("thirty thousand five hundred", "30500"),
        ("seven point five million", "7500000"),
        ("three hundred point zero five", "300.05"),
        ("forty point six", "40.6"),
        ("two billion and a quarter million", "2000250000"),
        ("two million and a half", "2500000"),
        ("3 hundred and 21", "321"),
        ("FIFTEEN", "15"),
        ("two thirds", "0.6667"),
        ("one out of four", "0.25"),
        ("minus five", "-5"),
        ("-5", "-5"),
    ],
)
def test_value(text: str, value: str) -> None:
    [number] = find_numbers(f"{text} x")
    assert number.value is not None
    assert round(number.value, 4) == Decimal(value)


@pytest.mark.parametrize(
    ("text", "low", "high"),
    [
        ("10 to 15", "10", "15"),
        ("10-15", "10", "15"),
        ("10–15", "10", "15"),
        ("between 10 and 15", "10", "15"),
        ("five to ten", "5", "10"),
        ("2-3 million", "2000000", "3000000"),
        ("two or three", "2", "3"),
        ("between two and three million", "2000000", "3000000"),
        ("800,000 to 1 million", "800000", "1000000"),
    ],
)
def test_range(text: str, low: str, high: str) -> None:
    [number] = find_numbers(text)
    assert (number.value, number.upper) == (Decimal(low), Decimal(high))


@pytest.mark.parametrize(
    "text",
    [
        "from 10 to 15",
        "10 and 15",
        "15-10",
        "1999-2003",
        "555-0199",
        "2022-23",
        "February 16 – 180",
        "in 2002 to 3 million",
    ],
)
def test_no_range(text: str) -> None:
    assert all(number.upper is None for number in find_numbers(text))


@pytest.mark.parametrize(
    "text",
    [
        "21st",
        "twenty-first",
        "the one",
        "no one",
        "few came",
        "an hour",
        "a",
        "dozen eggs",
        "someone",
        "tenth",
        "few",
        "",
    ],
)
def test_no_number(text: str) -> None:
    assert find_numbers(text) == []


@pytest.mark.parametrize(
    ("text", "raw"),
    [
        ("dozens of tents", "dozens"),
        ("tens of thousands of tents", "tens of thousands"),
        ("several hundred tents", "several hundred"),
        ("a few tents", "a few"),
        ("millions fled", "millions"),
    ],
)
def test_vague(text: str, raw: str) -> None:
    [number] = find_numbers(text)
    assert number.vague
    assert text[number.start : number.end] == raw


@pytest.mark.parametrize("text", ["G20", "COVID-19", "F-16", "R300"])
def test_glued(text: str) -> None:
    assert [number.glued for number in find_numbers(text)] == [True]


def test_a_day_and_a_number_are_two() -> None:
    assert [number.value for number in find_numbers("On March 5 300 tents came")] == [5, 300]


@pytest.mark.parametrize(
    ("text", "bound", "lead"),
    [
        ("more than ", "lower", "more than "),
        ("gave at least ", "lower", "at least "),
        ("no more than ", "upper", "no more than "),
        ("up to ", "upper", "up to "),
        ("some ", "about", "some "),
        ("nearly ", "about", "nearly "),
        ("handsome ", None, ""),
        ("more ", None, ""),
        ("", None, ""),
        ("turnover ", None, ""),
    ],
)
def test_bound_before(text: str, bound: str | None, lead: str) -> None:
    assert bound_before(f"{text}300", len(text)) == (bound, len(text) - len(lead))


@pytest.mark.parametrize(
    ("text", "bound"),
    [
        (" or more", "lower"),
        ("+", "lower"),
        ("-plus", "lower"),
        (" or so", "about"),
        (" or fewer", "upper"),
        (" or not", None),
    ],
)
def test_bound_after(text: str, bound: str | None) -> None:
    assert bound_after(f"300{text}", 3)[0] == bound


@pytest.mark.parametrize("text", ["300 tents", "two men", "tents", "", "5 and 6"])
def test_read_number_wants_a_number_alone(text: str) -> None:
    assert read_number(text) is None


@pytest.mark.parametrize(
    "text",
    [
        "9" * 300,
        "million " * 300,
        "5 million " * 300,
        "lakh crore " * 300,
        "one " * 300,
        "٣٤ ² ½",
        "1,111," * 300,
        "\x00 5e99 -",
    ],
)
def test_odd_text_never_raises(text: str) -> None:
    for number in find_numbers(text):
        assert 0 <= number.start < number.end <= len(text)


EXPRESSIONS = Path(__file__).parents[3] / "shared/public/exprs_dev.jsonl"


@pytest.mark.skipif(not EXPRESSIONS.exists(), reason="needs ../shared/public/exprs_dev.jsonl")
def test_public_expressions() -> None:
    right = total = 0
    for line in EXPRESSIONS.read_text(encoding="utf-8").splitlines():
        row = json.loads(line)
        if row["dataset"] == "recognizers_number":
            values = [float(n.value) for n in find_numbers(row["text"]) if n.value is not None]
            for wanted in row["exprs"]:
                total += 1
                right += any(abs(value - wanted["value"]) <= 1e-3 * abs(wanted["value"]) for value in values)
    assert total > 100
    assert right / total >= 0.92
