"""The shape of records and rows: checked when a file is read, and printed as JSON Schema.

pydantic, which spaCy brings along, does both from the types below.
"""

from __future__ import annotations

import datetime as dt
import json
import re
from collections.abc import Callable, Iterator
from functools import cache
from typing import Annotated, Any, NotRequired

from pydantic import AfterValidator, Field, TypeAdapter, ValidationError
from typing_extensions import TypedDict  # pydantic needs this one before Python 3.12

from aidextract.errors import InputError
from aidextract.export import COLUMNS, json_line
from aidextract.exports import writer
from aidextract.exports.classify import flow_types
from aidextract.exports.tables import row_columns
from aidextract.records import STATUSES, Bound, PartyKind, Status

DIALECT = "https://json-schema.org/draft/2020-12/schema"
_HALF = re.compile(rb"(?i)\\ud[89a-f]")  # as JSON escapes one; pairs of them match too, which does no harm
_DAY = r"\d{4}-\d{2}-\d{2}"


def _real_days(value: str) -> str:
    for day in value.split("/"):
        dt.date.fromisoformat(day)
    return value


def _known_flow_type(value: str) -> str:
    if value not in flow_types():
        raise ValueError(f"one of {', '.join(flow_types())} is known")
    return value


Number = int | Annotated[float, Field(allow_inf_nan=False)]
Day = Annotated[str, Field(pattern=rf"^{_DAY}$"), AfterValidator(_real_days)]
Days = Annotated[str, Field(pattern=rf"^{_DAY}(/{_DAY})?$"), AfterValidator(_real_days)]
Country = Annotated[str, Field(pattern="^[A-Z]{2}$", description="ISO 3166-1 alpha-2")]
Currency = Annotated[str, Field(description="ISO 4217")]
FlowType = Annotated[
    str, Field(json_schema_extra={"enum": list(flow_types())}), AfterValidator(_known_flow_type)
]


class Party(TypedDict):
    """One who gives or receives."""

    name: str
    country: Annotated[Country | None, Field(description="where the party is a state as such")]
    id: Annotated[str | None, Field(description="of our lexicons, or an IATI organisation identifier")]
    kind: PartyKind | None
    based_in: NotRequired[Annotated[Country | None, Field(description="whose it is, where it is no state")]]


class Item(TypedDict):
    """Goods or services given."""

    item: str
    quantity: Annotated[Number | None, Field(description="the lower end of a range")]
    unit: str | None
    bound: Bound | None
    upper: Number | None


class Money(TypedDict):
    """A sum in one currency."""

    amount: Number
    currency: Currency | None
    bound: Bound
    upper: Number | None


class Evidence(TypedDict):
    """Where a slot's value stands in the text: `start` and `end` count its characters."""

    field: Annotated[str, Field(description="donors[0], items[1].quantity, amount, date ...")]
    text: str
    start: int
    end: int
    rule: str
    score: Annotated[float, Field(description="probability that the value is right")]


class Event(TypedDict):
    """One transfer, made or promised. What the text does not say is null."""

    id: Annotated[str, Field(description="the same whenever the same article is read again")]
    donors: list[Party]
    recipients: list[Party]
    items: list[Item]
    amount: Annotated[Number | None, Field(description="money given, or the worth of all items")]
    currency: Currency | None
    amount_bound: Bound | None
    amount_upper: Number | None
    alternatives: Annotated[list[Money], Field(description="the same money in other currencies, as the text says")]
    date: Annotated[Days | None, Field(description="YYYY-MM-DD, or START/END of two such days")]
    date_text: str | None
    status: Status
    location: str | None
    purpose: str | None
    aggregate: Annotated[bool, Field(description="a running total: leave it out of sums")]
    score: Annotated[float, Field(ge=0, le=1)]
    rule: str | None
    evidence: list[Evidence]
    sector: Annotated[str | None, Field(pattern=r"^\d{5}$", description="OECD DAC purpose code, where clear")]
    flow_type: FlowType | None
    quote: Annotated[str | None, Field(description="the sentence with most of the evidence")]


class Rejected(TypedDict):
    """What looked like aid and was not taken."""

    start: int
    end: int
    text: str
    reason: str
    rule: str


class Record(TypedDict):
    """An article with its events: a line of JSON Lines."""

    id: str | None
    published: Day | None
    title: str | None
    url: str | None
    source: str | None
    events: list[Event]
    rejected: list[Rejected]


@cache
def _records() -> TypeAdapter[Record]:
    return TypeAdapter(Record)


# ------------------------------------------------------------------ JSON Schema
def record_schema() -> dict[str, Any]:
    """The JSON Schema of a record. Further keys are allowed."""
    return {"$schema": DIALECT, **_records().json_schema()}


def row_schema() -> dict[str, Any]:
    """The JSON Schema of a flat row: of CSV as far as a reader gives numbers as numbers, and of Parquet."""
    return {
        "$schema": DIALECT,
        "title": "Row",
        "description": "One item of one event, or the money of an event without items.",
        "type": "object",
        "properties": {name: _column_schema(name) for name in COLUMNS},
        "required": list(COLUMNS),
        "additionalProperties": False,
    }


_ALWAYS = frozenset({"event_id", "event", "status", "aggregate", "score"})
_ENUMS = {"status": list(STATUSES)}


def _column_schema(name: str) -> dict[str, Any]:
    column = row_columns()[name]
    json_type = {"text": "string", "date": "string"}.get(column["type"], column["type"])
    schema: dict[str, Any] = {"type": json_type if name in _ALWAYS else [json_type, "null"]}
    if name in _ENUMS:
        schema["enum"] = _ENUMS[name]
    if column["type"] == "date":
        schema["format"] = "date"
    return {**schema, "description": column["meaning"]}


# ------------------------------------------------------------------ reading
def read_records(
    lines: Iterator[bytes], name: str, on_error: Callable[[InputError], None] | None = None
) -> Iterator[writer.Record]:
    """The records of a JSON Lines file, one at a time. Empty lines are passed by.

    A line that is no record raises `InputError` with the line's number and what is wrong; with `on_error` it is told
    there, and the next line is read.
    """
    for number, line in enumerate(lines, start=1):
        if not line.strip():
            continue
        try:
            record = json.loads(line)
            if _HALF.search(line):  # pydantic takes no half of a character
                record = json.loads(json_line(record))
            _records().validate_python(record)
        except (ValueError, RecursionError) as error:  # of json, of UTF-8 and of pydantic
            told = InputError(f"{name}, line {number}: {_reason(error)}")
            if on_error is None:
                raise told from error
            on_error(told)
        else:
            yield record


def _reason(error: Exception) -> str:
    if isinstance(error, ValidationError):
        first = error.errors()[0]
        place = ".".join(map(str, first["loc"])) or "the line"
        return f"no record of aidextract: {place}: {first['msg']}"
    return f"no JSON: {error}"


