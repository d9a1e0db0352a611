"""Flat rows: CSV, Parquet, and the tables of two trackers, OCHA's Financial Tracking Service and Kiel's."""

from __future__ import annotations

import csv
import datetime as dt
from collections.abc import Container, Iterable, Iterator, Mapping
from functools import cache
from importlib.util import find_spec
from pathlib import Path
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

from aidextract.errors import InputError
from aidextract.export import COLUMNS, defused, from_dict, record_rows, summary
from aidextract.exports.classify import general_type, sectors
from aidextract.exports.parties import Party, destinations, iso3, kind_of
from aidextract.exports.writer import RUNNING_TOTAL, ExportOptions, Record, TextWriter, Writer
from aidextract.gazetteer import countries
from aidextract.tables import read_tsv

if TYPE_CHECKING:
    import pyarrow as pa

Row = Mapping[str, Any]


@cache
def row_columns() -> Mapping[str, Mapping[str, str]]:
    """What `data/row_columns.tsv` says of each column of the flat rows: type, hxl, meaning."""
    return MappingProxyType({row["column"]: row for row in read_tsv("row_columns.tsv")})


# ------------------------------------------------------------------ our own rows
class CsvWriter(TextWriter):
    """A row an item, an amount on one row of its event only. Subclasses give other rows of other columns."""

    def columns(self) -> Mapping[str, str]:
        """The columns in order, each with its HXL tag."""
        return {name: row_columns()[name]["hxl"] for name in COLUMNS}

    def rows(self, record: Record) -> Iterable[Row]:
        """The rows of one record, with the keys of `columns`."""
        return record_rows(record)

    def _single(self, record: Record, statuses: Container[str], otherwise: str) -> Iterator[Mapping[str, Any]]:
        """The events of `record` that are no running totals, in one of `statuses`; the others are skipped, with why."""
        for event in record["events"]:
            if event["aggregate"]:
                self._skip(record, event, RUNNING_TOTAL)
            elif event["status"] not in statuses:
                self._skip(record, event, f"{event['status']}: {otherwise}")
            else:
                yield event

    def _start(self, path: Path) -> None:
        super()._start(path)
        tags = self.columns()
        self._rows = csv.DictWriter(self._file, list(tags), lineterminator="\n")
        self._rows.writeheader()
        if self.options.hxl and any(tags.values()):
            self._rows.writerow(tags)

    def _write(self, record: Record) -> None:
        for row in self.rows(record):
            self._rows.writerow({name: defused(value) for name, value in row.items()} if self.options.defuse else row)


class ParquetWriter(Writer):
    """The same rows, typed. Needs pyarrow, of the extra ``aidextract[feed]``."""

    ROWS_A_GROUP = 10_000
    """Held in memory until they are written: some 20 MB. Readers like groups of this size and above."""

    def __init__(self, options: ExportOptions = ExportOptions()) -> None:  # noqa: B008, frozen
        super().__init__(options)
        if find_spec("pyarrow") is None:  # now, not at the end of a long job
            raise InputError("Parquet needs pyarrow: pip install 'aidextract[feed]'")

    def _start(self, path: Path) -> None:
        import pyarrow.parquet as pq

        self._schema = _arrow_schema()
        self._parquet = pq.ParquetWriter(path, self._schema)
        self._held: list[Row] = []

    def _write(self, record: Record) -> None:
        self._held += map(_typed, record_rows(record))
        if len(self._held) >= self.ROWS_A_GROUP:
            self._flush()

    def _finish(self, whole: bool) -> None:
        try:
            if whole and self._held:
                self._flush()
        finally:
            self._parquet.close()

    def _flush(self) -> None:
        import pyarrow as pa

        self._parquet.write_table(pa.Table.from_pylist(self._held, schema=self._schema))
        self._held = []


def _arrow_schema() -> pa.Schema:
    import pyarrow as pa

    types = {
        "text": pa.string(), "number": pa.float64(), "integer": pa.int32(), "boolean": pa.bool_(), "date": pa.date32(),
    }  # fmt: skip
    return pa.schema([pa.field(name, types[row_columns()[name]["type"]]) for name in COLUMNS])


def _typed(row: Row) -> dict[str, Any]:
    return {name: _value(value, row_columns()[name]["type"]) for name, value in row.items()}


def _value(value: Any, type: str) -> Any:
    if value is None:
        return None
    if type == "date":
        return dt.date.fromisoformat(value)
    if type == "text":  # halves of characters have no form in UTF-8
        return value.encode("utf-8", "replace").decode("utf-8")
    return value


# ------------------------------------------------------------------ OCHA FTS
_FTS_STATUS = {"pledged": "pledge", "committed": "commitment", "delivered": "paid"}


class FtsWriter(CsvWriter):
    """A row a flow, in the 37 columns of OCHA's Financial Tracking Service; what news does not tell stays empty.

    `amountUSD` is filled where the text itself gives dollars: nothing is converted. Skipped, with the reason: running
    totals and what was cancelled, for which a flow file has no place.
    """

    def columns(self) -> Mapping[str, str]:
        return {row["column"]: row["hxl"] for row in read_tsv("fts_columns.tsv")}

    def rows(self, record: Record) -> Iterator[Row]:
        for event in self._single(record, _FTS_STATUS, "a flow file has no place for it"):
            yield _fts_row(record, event)


def _fts_row(record: Record, event: Mapping[str, Any]) -> Row:
    day = (event["date"] or "").partition("/")[0]
    dollars = _dollars(event)
    bodies = [party for party in event["recipients"] if not party["country"]]
    goals = destinations(event)
    text = summary(from_dict(event))
    return {
        "date": day or None,
        "budgetYear": day[:4] or None,
        "description": f"{text}. {event['quote']}" if event["quote"] else text,
        "amountUSD": dollars,
        "srcOrganization": _joined(map(_fts_donor, event["donors"])),
        "srcOrganizationTypes": _joined(kind_of(party).fts for party in event["donors"]),
        "srcLocations": _joined(iso3(filter(None, map(_seat, event["donors"])))),
        "destOrganization": _joined(party["name"] for party in bodies),
        "destOrganizationTypes": _joined(kind_of(party).fts for party in bodies),
        "destGlobalClusters": _cluster(event["sector"]),
        "destLocations": _joined(iso3(goals)),
        "contributionType": "in kind" if event["items"] else "financial" if event["amount"] is not None else None,
        "flowType": "Standard",
        "boundary": "incoming",
        "onBoundary": "single" if len(goals) <= 1 else "shared",
        "status": _FTS_STATUS[event["status"]],
        "firstReportedDate": record["published"],
        "originalAmount": event["amount"],
        "originalCurrency": event["currency"],
        "exchangeRate": round(event["amount"] / dollars, 6) if dollars and event["currency"] != "USD" else None,
        "id": event["id"],
        "refCode": record["id"],
    }


def _cluster(sector: str | None) -> str | None:
    known = sectors().get(sector or "")
    return known.cluster if known else None


def _seat(party: Party) -> str | None:
    return party["country"] or party.get("based_in")


def _fts_donor(party: Party) -> str:
    return f"{party['name']}, Government of" if party["country"] in countries() else str(party["name"])


def _dollars(event: Mapping[str, Any]) -> float | None:
    """The sum in US dollars, where it is one or the text gives it as one beside the other."""
    sums = [event, *event["alternatives"]]
    return next((sum["amount"] for sum in sums if sum["currency"] == "USD" and sum["amount"] is not None), None)


# ------------------------------------------------------------------ Kiel
_KIEL_MEASURE = {"pledged": "Commitment", "committed": "Allocation", "delivered": "Allocation"}
_KIEL_COLUMNS = (
    "activity_id", "donor", "announcement_date", "measure", "aid_type_general", "explanation",
    "item", "item_numb", "item_numb_deliv", "item_unit", "reporting_currency", "source_reported_value",
    "recipient", "status", "reported_date", "source",
)  # fmt: skip


class KielWriter(CsvWriter):
    """A row an item, in the manner of the Kiel Institute's Ukraine Support Tracker, its column names where it has them.

    A pledge is a commitment, all further steps an allocation. `announcement_date` is the event's first day; the day of
    the report stands in `reported_date`. Skipped, with the reason: running totals and what was cancelled.
    """

    def columns(self) -> Mapping[str, str]:
        return dict.fromkeys(_KIEL_COLUMNS, "")

    def rows(self, record: Record) -> Iterator[Row]:
        for event in self._single(record, _KIEL_MEASURE, "neither commitment nor allocation"):
            yield from _kiel_rows(record, event)


def _kiel_rows(record: Record, event: Mapping[str, Any]) -> Iterator[Row]:
    general = general_type(event)
    for row in record_rows({**record, "events": [event]}):
        yield {
            "activity_id": row["event_id"],
            "donor": row["donors"],
            "announcement_date": row["date_start"],
            "measure": _KIEL_MEASURE[row["status"]],
            "aid_type_general": general,
            "explanation": row["quote"],
            "item": row["item"],
            "item_numb": row["quantity"],
            "item_numb_deliv": row["quantity"] if row["status"] == "delivered" else None,
            "item_unit": row["unit"],
            "reporting_currency": row["currency"],
            "source_reported_value": row["amount"],
            "recipient": row["recipients"],
            "status": row["status"],
            "reported_date": row["published"],
            "source": row["url"] or row["source"] or row["article"],
        }


def _joined(names: Iterable[str | None]) -> str | None:
    """Each name once."""
    return "; ".join(dict.fromkeys(name for name in names if name)) or None
