"""Dates in text: what is found, where, and which days it means. The cases stand in fixtures/cases/dates.jsonl."""

from __future__ import annotations

import datetime as dt
import json
import random
import time
from pathlib import Path
from typing import Any

import pytest

from aidextract.mentions.dates import dateline_place, dateline_span, find_dates, header_date

ROOT = Path(__file__).resolve().parents[2]
CASES = [json.loads(line) for line in (ROOT / "tests/fixtures/cases/dates.jsonl").read_text("utf-8").splitlines()]
SHARED = ROOT.parent / "shared"
FRIDAY = dt.date(2022, 9, 9)


def _param(case: dict[str, Any]) -> Any:
    marks = [pytest.mark.xfail(strict=True, reason=case["comment"])] if case.get("expect") == "fails" else []
    return pytest.param(case, id=case["label"], marks=marks)


def _read(text: str, published: str | None) -> list[list[str | None]]:
    day = dt.date.fromisoformat(published) if published else None
    return [[m.text, str(m.value) if m.value else None] for m in find_dates(text, day)]


@pytest.mark.parametrize("case", [_param(c) for c in CASES])
def test_case(case: dict[str, Any]) -> None:
    assert _read(case["text"], case["published"]) == (case["expected"] or [])


def test_cases_are_many_and_hold_negatives() -> None:
    assert len(CASES) >= 120
    assert len({c["label"] for c in CASES}) == len(CASES)
    assert sum(c["expected"] is None for c in CASES) >= 30


@pytest.mark.parametrize("case", [pytest.param(c, id=c["label"]) for c in CASES if c["expected"]])
def test_offsets_are_exact_and_in_order(case: dict[str, Any]) -> None:
    text = f"¶ “{case['text']}” — {case['text']}"
    mentions = find_dates(text, FRIDAY)
    assert all(text[m.start : m.end] == m.text for m in mentions)
    assert all(a.end <= b.start for a, b in zip(mentions, mentions[1:], strict=False))


@pytest.mark.parametrize("published", [None, dt.date.min, dt.date.max, dt.date(2024, 2, 29)])
def test_any_reference_date_will_do(published: dt.date | None) -> None:
    for case in CASES:
        for mention in find_dates(case["text"], published):
            assert mention.value is None or mention.value.start <= mention.value.end


def test_odd_texts_do_not_raise() -> None:
    pieces = [w for c in CASES for w in c["text"].split()] + [
        "\n\n",
        "\x00",
        "٣ مارس",
        "—",
        "🚚",
        "31/13/9999",
        "0000-00-00",
        "Sept.",
    ]
    pick = random.Random(7)
    for _ in range(1500):
        text = " ".join(pick.choice(pieces) for _ in range(pick.randint(1, 14)))
        for mention in find_dates(text, FRIDAY):
            assert text[mention.start : mention.end] == mention.text
    assert find_dates("", FRIDAY) == []


@pytest.mark.parametrize(
    "unit",
    [
        "last ",
        "the ",
        "1-",
        "two days before ",
        "since ",
        "May ",
        "A. ",
        "from 3 to 5 ",
        "2014-",
        "\n",
        "on the 5th of ",
    ],
)
def test_time_grows_with_length_only(unit: str) -> None:
    """Ten times the text may take some twenty times as long, no more; texts are long enough to be timed."""
    short, long = unit * 2000, unit * 20000

    def seconds(text: str) -> float:
        best = 9e9
        for _ in range(2):
            begin = time.process_time()
            find_dates(text, FRIDAY)
            best = min(best, time.process_time() - begin)
        return best

    assert seconds(long) < 20 * max(seconds(short), 0.02)


# ------------------------------------------------------------------ dateline
@pytest.mark.parametrize(
    ("text", "top", "place"),
    [
        ("OSAKA, Sept. 30 (Agency) - The port reopened.", "OSAKA, Sept. 30 (Agency) - ", "OSAKA"),
        ("PORT VILA -- Tents came.", "PORT VILA --", "PORT VILA"),
        ("APIA (Newswire): Tents came.", "APIA (Newswire): ", "APIA"),
        ("GITEGA, Burundi, 3 May 2019 – Tents came.", "GITEGA, Burundi, 3 May 2019 – ", "GITEGA, Burundi"),
        ("By a Reporter\n\nPOKHARA, Sept 12 - Tents came.", "By a Reporter\n\nPOKHARA, Sept 12 - ", "POKHARA"),
        ("Published: 9 September 2022\n\nTents came.", "Published: 9 September 2022", None),
        ("date 2022-09-09 By Newsdesk\n\nTents came.", "date 2022-09-09 By Newsdesk", None),
        ("9 Sep 2022 - Tents came.", "9 Sep 2022 - ", None),
        ("Feb 03, Kandy: Tents came.", "Feb 03, Kandy: ", "Kandy"),
        ("THURSDAY, SEPTEMBER 8, 2022\n\nTents came.", "THURSDAY, SEPTEMBER 8, 2022", None),
        ("APIA, (Wire / Reef News - 8th Sept, 2022) Tents came.", "APIA, (Wire / Reef News - 8th Sept, 2022) ", "APIA"),
        (
            "Tents come to Apia\nThe port \"is open\"\nAPIA, Sept 8. /REEF/. Tents came.",
            "Tents come to Apia\nThe port \"is open\"\nAPIA, Sept 8. /REEF/. ", "APIA",
        ),
    ],
)
def test_dateline(text: str, top: str, place: str | None) -> None:
    assert dateline_span(text) == (0, len(top))
    assert dateline_place(text) == place


@pytest.mark.parametrize(
    "text",
    [
        "",
        "Japan gave rice on Sept. 30.",
        "On 15 March 2022 the agency gave beds.",
        "Since 2006 it has given beds.",
        "Tents came.\nMore came.",
        "Tents came.\nMore came.\nApia, Sept 8, the port said.",
    ],
)
def test_no_dateline(text: str) -> None:
    assert dateline_span(text) is None
    assert dateline_place(text) is None
    assert header_date(text) is None


def test_dates_in_the_dateline_are_marked() -> None:
    mentions = find_dates("OSAKA, Sept. 8 (Agency) - Rice came on Sept. 5.", FRIDAY)
    assert [(m.text, m.rule) for m in mentions] == [("Sept. 8", "date.dateline"), ("Sept. 5", "date.calendar")]


def test_what_lies_ahead_is_marked() -> None:
    (mention,) = find_dates("It will give ten buses over the next three years.", FRIDAY)
    assert mention.rule == "date.span.future"


# ------------------------------------------------------------------ against annotated articles, where they are at hand
def _same(gold: str, guess: str) -> bool:
    """The same day, or intervals that share half of their union: how gold dates are scored."""
    (a, b), (c, d) = _ends(gold), _ends(guess)
    shared, union = (min(b, d) - max(a, c)).days + 1, (max(b, d) - min(a, c)).days + 1
    return shared > 0 and shared / union >= 0.5


def _ends(value: str) -> tuple[dt.date, dt.date]:
    start, _, end = value.partition("/")
    return dt.date.fromisoformat(start), dt.date.fromisoformat(end or start)


def _lines(path: Path) -> list[dict[str, Any]]:
    if not path.exists():
        pytest.skip(f"{path} is not here")
    return [json.loads(line) for line in path.read_text("utf-8").splitlines()]


def test_gold_dates_are_among_the_mentions() -> None:
    found, wanted, number = 0, 0, 0
    articles = _lines(SHARED / "gold/train.jsonl")
    for article in articles:
        mentions = find_dates(article["text"], dt.date.fromisoformat(article["published"]))
        number += len(mentions)
        assert all(article["text"][m.start : m.end] == m.text for m in mentions)
        values = {str(m.value) for m in mentions if m.value and m.rule != "date.dateline"}
        for gold in (e["date"] for e in article["events"] if e.get("date")):
            wanted += 1
            found += any(_same(gold, value) for value in values)
    assert found / wanted >= 0.96
    assert number / len(articles) < 4.5


def test_public_date_expressions() -> None:
    right, wanted = 0, 0
    for row in _lines(SHARED / "public/exprs_dev.jsonl"):
        dates = [e for e in row["exprs"] if e["type"] == "date"]
        if not dates:
            continue
        day = dt.date.fromisoformat(row["published"]) if row["published"] else None
        mentions = find_dates(row["text"], day)
        for date in dates:
            wanted += 1
            values = {str(m.value) for m in mentions if m.value and m.start < date["end"] and date["start"] < m.end}
            right += any(_same(want, value) for want in (date["value"], *date["also"]) for value in values)
    assert right / wanted >= 0.85


@pytest.mark.parametrize(
    ("said", "value"),
    [
        ("since March 2020", "2020-03-01/2020-09-12"),
        ("so far this year", "2020-01-01/2020-09-12"),
        ("from 1 to 11 September", "2020-09-01/2020-09-11"),
        ("today", "2020-09-11"),
    ],
)
def test_what_lasts_until_now_lasts_until_publication(said: str, value: str) -> None:
    text = f"LUSAKA, Sept. 11 (Agency) - The fund has paid for six wells {said}."
    assert str(find_dates(text, dt.date(2020, 9, 12))[-1].value) == value
