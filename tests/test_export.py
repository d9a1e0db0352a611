"""Results as dicts, rows, JSON, CSV, table, DataFrame."""

from __future__ import annotations

import csv
import datetime as dt
import io
import json
import sys
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from aidextract import AidEvent, Article, DateRange, Evidence, Extraction, InputError, Item, Money, Party
from aidextract.export import (
    COLUMNS,
    from_dict,
    item_text,
    to_csv,
    to_dataframe,
    to_dict,
    to_jsonl,
    to_record,
    to_rows,
    to_table,
)

KITS = AidEvent(
    donors=(Party("Japan", "JP", kind="country", based_in="JP"), Party("Nippon Foundation", kind="foundation")),
    recipients=(Party("Cambodian Mine Action Centre", id="KH-CMAC", kind="government"),),
    items=(
        Item("mine detectors", Decimal(250), None, "lower"),
        Item("fuel", Decimal("7.44"), "tons", "exact"),
        Item("training", Decimal(10), "weeks", "range", Decimal(15)),
    ),
    money=Money(Decimal("1200000000"), "JPY", "about"),
    alternatives=(Money(Decimal("8.6E+6"), "USD"),),
    date=DateRange(dt.date(2023, 6, 5), dt.date(2023, 6, 11)),
    date_text="Last week",
    location="Battambang",
    purpose="mine clearance",
    evidence=(Evidence("donors[0]", "Japan", 0, 5, "party.country"),),
    score=0.91,
    rule="frame.give",
)
TOTAL = AidEvent(
    recipients=(Party("Sudan", "SD"),),
    money=Money(Decimal("10.5"), "EUR", "range", Decimal("15")),
    status="pledged",
    aggregate=True,
)
DAY = dt.date(2023, 6, 16)
RESULT = Extraction(Article("Japan …", DAY, id="k1"), (KITS, TOTAL))
EMPTY = Extraction(Article(""))


class TestDict:
    def test_has_the_keys_of_the_annotation_guide(self) -> None:
        event = to_dict(KITS)
        assert event["donors"][0] == {
            "name": "Japan", "country": "JP", "id": None, "kind": "country", "based_in": "JP",
        }  # fmt: skip
        assert event["recipients"][0]["name"] == "Cambodian Mine Action Centre"
        assert event["items"][1] == {"item": "fuel", "quantity": 7.44, "unit": "tons", "bound": "exact", "upper": None}
        assert (event["amount"], event["currency"], event["amount_bound"]) == (1_200_000_000, "JPY", "about")
        assert event["date"] == "2023-06-05/2023-06-11"
        assert (event["status"], event["location"]) == ("delivered", "Battambang")
        assert (event["purpose"], event["aggregate"]) == ("mine clearance", False)

    def test_keeps_what_stands_beside_the_values(self) -> None:
        event = to_dict(KITS)
        assert event["evidence"] == [
            {"field": "donors[0]", "text": "Japan", "start": 0, "end": 5, "rule": "party.country", "score": 1.0}
        ]
        assert event["alternatives"] == [{"amount": 8_600_000, "currency": "USD", "bound": "exact", "upper": None}]
        assert (event["date_text"], event["score"], event["rule"]) == ("Last week", 0.91, "frame.give")

    def test_an_event_without_anything_has_the_same_keys(self) -> None:
        assert to_dict(AidEvent()).keys() == to_dict(KITS).keys()
        assert to_dict(AidEvent())["amount"] is None

    def test_whole_numbers_are_ints_and_all_of_it_is_json(self) -> None:
        event = to_dict(KITS)
        assert type(event["items"][0]["quantity"]) is int
        assert type(event["alternatives"][0]["amount"]) is int
        assert json.loads(json.dumps(event, allow_nan=False)) == event

    @pytest.mark.parametrize("event", [KITS, TOTAL, AidEvent(), AidEvent(date=DateRange(DAY, DAY), date_text="today")])
    def test_leads_back_to_the_event(self, event: AidEvent) -> None:
        assert from_dict(json.loads(json.dumps(to_dict(event)))) == event

    def test_is_what_the_event_gives_of_itself(self) -> None:
        assert KITS.to_dict() == to_dict(KITS) == RESULT.to_dicts()[0]


class TestRows:
    def test_one_row_an_item_and_money_once(self) -> None:
        rows = to_rows(RESULT)
        assert [(row["event"], row["item"], row["amount"]) for row in rows] == [
            (1, "mine detectors", 1_200_000_000),
            (1, "fuel", None),
            (1, "training", None),
            (2, None, 10.5),
        ]
        assert all(tuple(row) == COLUMNS for row in rows)

    def test_several_parties_are_joined_and_states_keep_their_codes(self) -> None:
        row = to_rows(RESULT)[0]
        assert row["donors"] == "Japan; Nippon Foundation"
        assert (row["donor_countries"], row["donors_based_in"], row["recipient_countries"]) == ("JP", "JP", None)

    def test_dates_are_split_into_first_and_last_day(self) -> None:
        row = to_rows(RESULT)[0]
        assert (row["published"], row["date_start"], row["date_end"]) == ("2023-06-16", "2023-06-05", "2023-06-11")


def test_jsonl_is_a_line_an_article() -> None:
    (line,) = to_jsonl(RESULT).splitlines()
    record = json.loads(line)
    assert record == to_record(RESULT)
    assert (record["id"], record["published"]) == ("k1", "2023-06-16")
    assert [event["status"] for event in record["events"]] == ["delivered", "pledged"]
    assert json.loads(to_jsonl(EMPTY))["events"] == []


def test_json_is_an_array_and_keeps_letters_as_they_are() -> None:
    result = Extraction(Article("…"), (AidEvent(donors=(Party("Türkiye", "TR"),)),))
    assert json.loads(result.to_json()) == result.to_dicts()
    assert "Türkiye" in result.to_json(indent=None)
    assert json.loads(EMPTY.to_json()) == []


class TestCsv:
    def test_reads_back_as_the_rows(self) -> None:
        back = list(csv.DictReader(io.StringIO(to_csv(RESULT))))
        assert tuple(back[0]) == COLUMNS
        assert [row["item"] for row in back] == ["mine detectors", "fuel", "training", ""]
        assert back[3]["aggregate"] == "True"

    def test_an_empty_result_is_the_header(self) -> None:
        assert to_csv(EMPTY) == ",".join(COLUMNS) + "\n"
        assert to_csv(EMPTY, header=False) == ""

    @pytest.mark.parametrize("name", ["=HYPERLINK(1)", "+1", "-1+1", "@SUM(A1)", "\t=1", "\r=1"])
    def test_what_a_spreadsheet_would_run_is_defused(self, name: str) -> None:
        text = to_csv(Extraction(Article("…"), (AidEvent(donors=(Party(name),)),)))
        assert next(csv.DictReader(io.StringIO(text, newline="")))["donors"] == "'" + name.replace("\r", " ")

    @settings(deadline=None)  # a busy machine is no failure
    @given(st.text(min_size=1))
    def test_no_cell_ever_begins_like_a_formula(self, name: str) -> None:
        event = AidEvent(items=(Item(name),), location=name)
        row = next(csv.DictReader(io.StringIO(to_csv(Extraction(Article("…"), (event,))), newline="")))
        assert not row["item"].startswith(("=", "+", "-", "@", "\t", "\r"))
        assert row["item"].removeprefix("'") == name.replace("\r", " ").removeprefix("'")


class TestTable:
    def test_shows_events_with_bounds_and_flags(self) -> None:
        table = to_table(RESULT, width=140)
        assert "250+ mine detectors" in table
        assert "7.44 tons fuel" in table
        assert "10-15 weeks training" in table
        assert "worth ~1,200,000,000 JPY" in table
        assert "10.5-15 EUR" in table
        assert "(running total)" in table

    @pytest.mark.parametrize("width", [60, 80, 100, 200])
    def test_keeps_to_the_width(self, width: int) -> None:
        assert max(map(len, to_table(RESULT, width=width).splitlines())) <= width

    def test_the_columns_stand_under_each_other(self) -> None:
        head, rule, *rows = to_table(RESULT, width=100).splitlines()
        starts = [i for i, c in enumerate(rule) if c == "-" and (i == 0 or rule[i - 1] == " ")]
        assert [head[start:].split()[0] for start in starts] == ["#", "donor", "recipient", "what", "date", "status"]
        for row in rows:
            assert all(row[start - 1 : start] in (" ", "") for start in starts[1:])

    def test_wide_letters_count_twice(self) -> None:
        def table(name: str) -> str:
            return to_table(Extraction(Article("…"), (AidEvent(donors=(Party(name),)),)), width=80)

        wide, narrow = table("日本赤十字社").splitlines()[2], table("abcdefghijkl").splitlines()[2]
        assert len(wide) == len(narrow) - 6

    def test_no_text_can_steer_the_terminal(self) -> None:
        event = AidEvent(donors=(Party("A\x1b[2J\x07B\u202eC"),))
        assert not set(to_table(Extraction(Article("…"), (event,)), width=80)) & set("\x1b\x07\u202e")

    def test_says_when_there_is_nothing(self) -> None:
        assert str(EMPTY) == "no aid events"
        assert str(Extraction(Article(""), error=InputError("too long"))) == "could not be read: too long"

    @settings(deadline=None)
    @given(st.text(), st.integers(min_value=1, max_value=120))
    def test_any_name_and_any_width_give_a_table(self, name: str, width: int) -> None:
        event = AidEvent(donors=(Party(name),), items=(Item(name, Decimal(3), name),), purpose=name)
        assert to_table(Extraction(Article(name), (event,)), width=width).startswith("#")


class TestDataFrame:
    def test_numbers_are_numbers_and_days_are_days(self) -> None:
        pytest.importorskip("pandas")
        frame = RESULT.to_dataframe()
        assert list(frame.columns) == list(COLUMNS)
        assert frame["amount"].sum() == 1_200_000_010.5
        assert (frame["date_end"] - frame["date_start"]).dt.days.tolist()[0] == 6
        assert frame["date_start"].isna().tolist() == [False, False, False, True]

    def test_an_empty_result_has_the_columns_and_types(self) -> None:
        pytest.importorskip("pandas")
        frame = to_dataframe(EMPTY)
        assert list(frame.columns) == list(COLUMNS)
        assert len(frame) == 0
        assert frame["amount"].dtype == "float64"
        assert frame["date_start"].dtype == "datetime64[s]"

    def test_a_year_long_ago_is_kept(self) -> None:
        pytest.importorskip("pandas")
        event = AidEvent(date=DateRange(dt.date(1066, 10, 14), dt.date(1066, 10, 14)))
        assert Extraction(Article("…"), (event,)).to_dataframe()["date_start"][0].year == 1066

    def test_without_pandas_the_error_says_what_to_install(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setitem(sys.modules, "pandas", None)
        with pytest.raises(ImportError, match=r"aidextract\[notebook\]"):
            RESULT.to_dataframe()


@pytest.mark.parametrize(
    ("item", "words"),
    [
        (Item("doses", Decimal(2000), "doses"), "2,000 doses"),
        (Item("vaccine", Decimal(2000), "doses"), "2,000 doses vaccine"),
        (Item("tents", Decimal(300), bound="lower"), "300+ tents"),
    ],
)
def test_a_thing_in_words_says_its_unit_once(item: Item, words: str) -> None:
    assert item_text(item) == words
