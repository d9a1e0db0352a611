"""Sums of money: the case file (negatives as many as positives), the table, and what holds for any text."""

from __future__ import annotations

import json
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from aidextract.mentions.money import find_money, is_ambiguous, load_currencies, settle_currency
from aidextract.mentions.numbers import find_numbers
from aidextract.records import MoneyMention

SHARED = Path(__file__).parents[3] / "shared"
EXPRESSIONS = SHARED / "public/exprs_dev.jsonl"
GOLD = SHARED / "gold/train.jsonl"
CASES = [
    json.loads(line)
    for line in (Path(__file__).parents[1] / "fixtures/cases/money.jsonl").read_text(encoding="utf-8").splitlines()
]


def as_case(mention: MoneyMention) -> dict[str, Any]:
    said: dict[str, Any] = {
        "text": mention.text,
        "amount": None if mention.amount is None else str(mention.amount),
        "currency": mention.currency,
    }
    if mention.upper is not None:
        said["upper"] = str(mention.upper)
    if mention.bound != "exact":
        said["bound"] = mention.bound
    if mention.alternatives:
        said["alternatives"] = [[other.text, other.currency] for other in mention.alternatives]
    return said


@pytest.mark.parametrize("case", CASES, ids=[case["label"] for case in CASES])
def test_case(case: dict[str, Any]) -> None:
    found = find_money(case["text"], country=case["country"])
    assert [as_case(mention) for mention in found] == case["expected"]
    for mention in found:
        for part in (mention, *mention.alternatives):
            assert case["text"][part.start : part.end] == part.text


def test_negatives_are_as_many_as_positives() -> None:
    negatives = sum(not case["expected"] for case in CASES)
    assert negatives >= len(CASES) - negatives - 5


@pytest.mark.parametrize(
    ("text", "country", "before", "after"),
    [
        ("a cheque for Rs 500", "PK", "INR", "PKR"),
        ("a cheque for $500", "FJ", "USD", "FJD"),
        ("a cheque for US$500", "FJ", "USD", "USD"),
        ("a cheque for 5,000 francs", "RW", "CHF", "RWF"),
        ("a cheque for 5,000 Swiss francs", "RW", "CHF", "CHF"),
        ("5,000 kroner", "DK", "NOK", "DKK"),
        ("a cheque for €500", "AU", "EUR", "EUR"),
        ("C$14 million", "NI", "CAD", "NIO"),
        ("$2 million (US$900,000)", "BB", None, "BBD"),
        ("ninety grand.", "GB", None, "GBP"),
    ],
)
def test_a_country_known_later_settles_the_sign(text: str, country: str, before: str | None, after: str) -> None:
    [mention] = find_money(text)
    assert mention.currency == before
    settled = settle_currency(mention, country)
    assert settled.currency == after
    assert (settled.start, settled.end, settled.amount) == (mention.start, mention.end, mention.amount)
    # It must not matter whether the country was known at once.
    assert find_money(text, country=country) == [settled]


def test_an_unknown_country_changes_nothing() -> None:
    [mention] = find_money("Rs 500 for the school")
    assert settle_currency(mention, None) == mention
    assert settle_currency(mention, "QQ") == mention


def test_elided_sums_settle_with_the_sign_that_they_lean_on() -> None:
    first, second = find_money("The bank gave 4 million pesos, the mill 2 million.")
    assert second.text == "2 million"
    assert [settle_currency(m, "CO").currency for m in (first, second)] == ["COP", "COP"]


def test_an_adjective_holds_for_the_noun_later_in_the_text() -> None:
    first, second = find_money(
        "Kuwait lends 12 million Kuwaiti dinars, of them 2 million dinars at once.", country="IQ"
    )
    assert (first.currency, second.currency) == ("KWD", "KWD")
    assert settle_currency(second, "IQ").currency == "KWD"


def test_dollars_go_back_to_those_of_the_paper() -> None:
    first, second = find_money("She had 12 Canadian dollars and paid 2 dollars for tea.", country="AU")
    assert (first.currency, second.currency) == ("CAD", "AUD")


def test_a_conversion_is_in_another_currency() -> None:
    [mention] = find_money("The grant of US$1 million ($2.1m) is in.", country="FJ")
    assert [(m.currency) for m in (mention, *mention.alternatives)] == ["USD", "FJD"]


@pytest.mark.parametrize(
    ("text", "count"),
    [
        ("He gave 4 million pesos to 2 million people.", 1),
        ("$5 million for the 3 million, mostly children, who fled", 1),
        ("€90,000 came; Norway, 250,000; Chad, nothing.", 2),
        ("It rose from $3 million to $5 million.", 2),
        ("Aid of $3 million and $5 million to both", 2),
    ],
)
def test_what_is_a_sum_of_its_own(text: str, count: int) -> None:
    assert len(find_money(text)) == count


def test_numbers_found_before_are_used() -> None:
    text = "Rs 5 lakh, then 20 million yen"
    assert find_money(text, numbers=find_numbers(text)) == find_money(text)
    assert find_money(text, numbers=[]) == []


def test_is_ambiguous() -> None:
    assert is_ambiguous("$")
    assert is_ambiguous("pounds")
    assert not is_ambiguous("€")
    assert not is_ambiguous("Egyptian pounds")
    assert not is_ambiguous(None)


class TestTable:
    def test_holds_the_tenders_in_force(self) -> None:
        codes = set(load_currencies().countries)
        assert len(codes) >= 155
        assert {"USD", "EUR", "XAF", "XOF", "XPF", "XCD", "XDR", "ZWG", "SLE", "VES", "MRU", "STN"} <= codes
        assert all(len(code) == 3 and code.isupper() for code in codes)

    def test_every_default_is_a_sign_or_noun_of_its_currency(self) -> None:
        table = load_currencies()
        for claim, code in table.defaults.items():
            assert code in (table.before.get(claim) or table.after[claim.lower()])

    def test_one_currency_in_force_for_a_country(self) -> None:
        own = load_currencies().own
        assert (own["LK"], own["DE"], own["SN"], own["GL"]) == ("LKR", "EUR", "XOF", "DKK")

    # GHC is the old cedi, but papers write it for the new one.
    @pytest.mark.parametrize("code", sorted(set(load_currencies().countries) - {"GHC"}))
    def test_every_code_is_read_before_a_sum(self, code: str) -> None:
        [mention] = find_money(f"It was booked as {code} 2,500,000 that day.")
        assert (mention.amount, mention.currency) == (Decimal(2500000), code)


def close(mention: MoneyMention, amount: float) -> bool:
    return mention.amount is not None and abs(float(mention.amount) - amount) <= 0.006 * amount


@pytest.mark.skipif(not EXPRESSIONS.exists(), reason="needs ../shared/public/exprs_dev.jsonl")
def test_public_expressions() -> None:
    """Value and currency of the money rows that are not from shops; "34 cents" is 0.34 here, 34 there."""
    right = total = 0
    for line in EXPRESSIONS.read_text(encoding="utf-8").splitlines():
        row = json.loads(line)
        if row["dataset"] != "recognizers_money":
            continue
        found = [part for mention in find_money(row["text"]) for part in (mention, *mention.alternatives)]
        for wanted in row["exprs"]:
            amount = wanted["amount"] / (100 if wanted["unit"] in ("Cent", "Pence", "Sen") else 1)
            total += 1
            right += any(close(m, amount) and wanted["currency"] in (None, m.currency) for m in found)
    assert total > 80
    assert right / total >= 0.92


@pytest.mark.parametrize(
    ("text", "each"),
    [
        ("Two banks gave Tk 10 crore each.", True),
        ("Two banks gave $500 (£380) each.", True),
        ("Two banks gave $500 apiece.", True),
        ("Two banks gave $500. Each has 20 branches.", False),
        ("Each bank gave $500 to eachother's fund.", False),
    ],
)
def test_a_sum_may_be_said_of_each_party(text: str, each: bool) -> None:
    assert find_money(text)[0].each is each


@pytest.mark.skipif(not GOLD.exists(), reason="needs ../shared/gold/train.jsonl")
def test_finds_the_amounts_of_the_gold_articles() -> None:
    found = settled = total = 0
    for line in GOLD.read_text(encoding="utf-8").splitlines():
        article = json.loads(line)
        sums = [part for mention in find_money(article["text"]) for part in (mention, *mention.alternatives)]
        for mention in sums:
            assert article["text"][mention.start : mention.end] == mention.text
        for event in article["events"]:
            if event["amount"] is None:
                continue
            same = [mention for mention in sums if close(mention, event["amount"])]
            total += 1
            found += bool(same)
            # The rest needs the country of the paper or the donor.
            settled += any(m.currency == event["currency"] or is_ambiguous(m.sign) for m in same)
    assert total > 500
    assert found / total >= 0.97
    assert settled / found >= 0.98
