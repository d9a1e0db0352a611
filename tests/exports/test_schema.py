"""What is written keeps to the schema that `aidextract schema` prints."""

from __future__ import annotations

import copy
import json
from typing import Any

import pytest

from aidextract import InputError
from aidextract.export import from_dict, record_rows
from aidextract.exports.schema import Event, Item, Money, Party, read_records, record_schema, row_schema

jsonschema = pytest.importorskip("jsonschema")


@pytest.fixture(scope="session")
def records() -> Any:
    schema = record_schema()
    jsonschema.Draft202012Validator.check_schema(schema)
    return jsonschema.Draft202012Validator(schema)


@pytest.fixture(scope="session")
def rows() -> Any:
    schema = row_schema()
    jsonschema.Draft202012Validator.check_schema(schema)
    return jsonschema.Draft202012Validator(schema, format_checker=jsonschema.FormatChecker())


def test_records_and_rows_are_valid(records: Any, rows: Any, record: dict[str, Any], hostile: dict[str, Any]) -> None:
    for one in (record, hostile):
        records.validate(one)
        for row in record_rows(one):
            rows.validate(row)


BROKEN: list[tuple[list[str | int], object]] = [
    (["published"], "yesterday"),
    (["id"], 7),
    (["events", 0, "status"], "sent"),
    (["events", 0, "date"], "in June"),
    (["events", 0, "donors", 0, "name"], None),
    (["events", 0, "donors", 0, "country"], "JPN"),
    (["events", 0, "items", 0, "quantity"], "many"),
    (["events", 0, "sector"], "152"),
    (["events", 0, "flow_type"], "public"),
    (["events", 0, "score"], 2),
    (["events", 0, "evidence", 0], {"field": "amount"}),
    (["events"], None),
]


@pytest.mark.parametrize(("place", "value"), BROKEN)
def test_what_is_broken_is_refused_by_schema_and_reader(
    place: list[Any], value: object, records: Any, record: dict[str, Any]
) -> None:
    broken = copy.deepcopy(record)
    slot: Any = broken
    for key in place[:-1]:
        slot = slot[key]
    slot[place[-1]] = value
    assert not records.is_valid(broken)
    with pytest.raises(InputError, match=rf"x\.jsonl, line 2: no record of aidextract: {'.'.join(map(str, place))}"):
        list(read_records(iter([b"\n", json.dumps(broken).encode()]), "x.jsonl"))


def test_a_row_with_another_column_or_type_is_refused(rows: Any, record: dict[str, Any]) -> None:
    row = next(record_rows(record))
    assert not rows.is_valid({**row, "colour": "red"})
    assert not rows.is_valid({**row, "amount": "five"})
    assert not rows.is_valid({**row, "date_start": "5 June"})
    assert not rows.is_valid({name: value for name, value in row.items() if name != "amount"})


def test_the_schema_has_all_keys(record: dict[str, Any]) -> None:
    whole = record["events"][1]
    assert set(Event.__annotations__) == set(whole)
    assert set(Party.__annotations__) >= set(whole["donors"][0])
    assert set(Item.__annotations__) == set(whole["items"][0])
    assert set(Money.__annotations__) == set(whole["alternatives"][0])


class TestReading:
    def test_a_key_of_another_version_stops_no_format(self, record: dict[str, Any]) -> None:
        event = record["events"][1]
        other = {**event, "donors": [{**event["donors"][0], "shoe_size": 44}], "mood": "good"}
        (back,) = read_records(iter([json.dumps({**record, "events": [other]}).encode()]), "x")
        assert from_dict(back["events"][0]).donors[0].name == "Japan"

    def test_numbers_and_further_keys_stay_as_they_are(self, record: dict[str, Any]) -> None:
        given = {**record, "text": "kept"}
        (back,) = read_records(iter([json.dumps(given).encode()]), "x")
        assert back == given
        assert type(back["events"][0]["items"][0]["quantity"]) is int

    def test_a_bad_line_does_not_stop_the_others(self, record: dict[str, Any]) -> None:
        good = json.dumps(record).encode()
        told: list[InputError] = []
        lines = [good, b"\xff\n", b"{", b"[]", b"[" * 100_000, b"NaN", b" \n", good]
        assert len(list(read_records(iter(lines), "x", told.append))) == 2
        assert [str(error).partition(":")[0] for error in told] == [f"x, line {number}" for number in range(2, 7)]

    def test_half_a_character_is_no_reason_to_lose_a_line(self, record: dict[str, Any]) -> None:
        (back,) = read_records(iter([json.dumps({**record, "title": "a\ud83d b"}).encode()]), "x")
        assert back["title"] == "a? b"
