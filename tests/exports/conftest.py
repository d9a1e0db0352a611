"""Records made by hand, with one event for each thing that a format must decide."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from typing import Any

import pytest

from aidextract import AidEvent, Article, DateRange, Evidence, Extraction, Item, Money, Party
from aidextract.export import to_record

JAPAN = Party("Japan", "JP", "JP", "country")
KENYA = Party("Kenya", "KE", "KE", "country")
UNICEF = Party("UNICEF", None, "unicef", "multilateral")
CMAC = Party("Cambodian Mine Action Centre", None, "cmac", "government")
WEEK = DateRange(dt.date(2023, 6, 5), dt.date(2023, 6, 11))
DAY = DateRange(dt.date(2023, 6, 14), dt.date(2023, 6, 14))
TEXT = "It was hot. Japan delivered 250 mine detectors and 7.44 tons of rope to CMAC. Nobody spoke."
START = TEXT.index("Japan")

EVENTS = {
    "goods": AidEvent(
        donors=(JAPAN,),
        recipients=(CMAC,),
        items=(Item("mine detectors", Decimal(250), None, "lower"), Item("rope", Decimal("7.44"), "tons", "exact")),
        date=WEEK,
        location="Battambang",
        evidence=(
            Evidence("donors[0]", "Japan", START, START + 5, "reader/donor"),
            Evidence("status", "delivered", START + 6, START + 15, "reader"),
            Evidence("date", "hot", 7, 10, "reader/date"),
        ),
        score=0.91,
        rule="reader",
    ),
    "goods of known worth": AidEvent(
        donors=(JAPAN, UNICEF),
        recipients=(KENYA,),
        items=(Item("tents", Decimal(300)), Item("blankets")),
        money=Money(Decimal("400000"), "EUR", "about"),
        alternatives=(Money(Decimal("500000"), "USD"),),
        date=DAY,
        status="committed",
    ),
    "money": AidEvent(
        donors=(Party("Equity Foundation", None, None, "foundation", based_in="KE"),),
        recipients=(UNICEF,),
        money=Money(Decimal("1234567.89"), "USD", "range", Decimal(2_000_000)),
        date=DAY,
        status="pledged",
        purpose="malaria control",
    ),
    "cancelled": AidEvent(
        donors=(JAPAN,), recipients=(KENYA,), money=Money(Decimal(5), "USD"), date=DAY, status="cancelled"
    ),
    "no date": AidEvent(donors=(JAPAN,), recipients=(KENYA,), money=Money(Decimal(7), "JPY")),
    "total": AidEvent(donors=(JAPAN,), recipients=(KENYA,), money=Money(Decimal(99), "USD"), date=DAY, aggregate=True),
    "nobody": AidEvent(items=(Item("rice"),), date=DAY),
    "no currency": AidEvent(donors=(JAPAN,), money=Money(Decimal(3), None), date=DAY),
}  # fmt: skip


@pytest.fixture(scope="session")
def record() -> dict[str, Any]:
    """An article with all `EVENTS`, in their order."""
    article = Article(
        TEXT, dt.date(2023, 6, 16), id="k1", title="Detectors & rope", url="https://example.org/a?b=1&c=d e",
        source="Example Times",
    )  # fmt: skip
    return to_record(Extraction(article, tuple(EVENTS.values())))


@pytest.fixture(scope="session")
def hostile() -> dict[str, Any]:
    """Names and cells as somebody who means ill, or a broken page, would give them."""
    bad = "=HYPERLINK(\"x\")]]><b>&\x00\x07\x1b\ud800\ufffe\u2028\r\n'\"\t"
    event = AidEvent(
        donors=(Party(bad), Party("\x00")),
        recipients=(Party("@SUM(A1)"),),
        items=(Item("-2+3", Decimal(-5), bad),),
        money=Money(Decimal("-12.5"), "EUR"),
        date=DAY,
        location=bad,
        purpose=bad,
    )
    article = Article("+1", id="=1+1", title=bad, url="javascript:alert(1)", source=bad)
    return to_record(Extraction(article, (event,)))
