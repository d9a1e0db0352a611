"""CSV, Parquet, FTS and Kiel, as their readers see them."""

from __future__ import annotations

import csv
import datetime as dt
import io
from pathlib import Path
from typing import Any

import pytest

from aidextract import InputError
from aidextract.export import COLUMNS, record_rows
from aidextract.exports import FORMATS, ExportOptions, tables
from aidextract.exports.tables import ParquetWriter, row_columns
from aidextract.tables import read_tsv

Rows = list[dict[str, str]]


def rows_of(path: Path) -> Rows:
    return list(csv.DictReader(io.StringIO(path.read_text("utf-8"), newline="")))


def written(name: str, record: dict[str, Any], path: Path, options: ExportOptions = ExportOptions()) -> Rows:  # noqa: B008
    with FORMATS[name](options).open(path) as writer:
        writer.write(record)
    return rows_of(path)


class TestCsv:
    def test_a_row_an_item_with_the_article_and_the_quote(self, record: dict[str, Any], tmp_path: Path) -> None:
        rows = written("csv", record, tmp_path / "x.csv")
        assert list(rows[0]) == list(COLUMNS)
        assert len(rows) == 10
        first, second = rows[:2]
        assert (first["article"], first["published"], first["source"]) == ("k1", "2023-06-16", "Example Times")
        assert first["url"] == "https://example.org/a?b=1&c=d e"
        assert (first["item"], first["quantity"], first["quantity_bound"]) == ("mine detectors", "250", "lower")
        assert (second["item"], second["quantity"], second["unit"]) == ("rope", "7.44", "tons")
        assert first["event_id"] == second["event_id"] == record["events"][0]["id"]
        assert first["quote"] == "Japan delivered 250 mine detectors and 7.44 tons of rope to CMAC."
        assert (first["sector"], first["flow_type"]) == ("15250", "ODA-like")

    def test_a_sum_over_the_column_counts_each_amount_once(self, record: dict[str, Any], tmp_path: Path) -> None:
        pd = pytest.importorskip("pandas")
        written("csv", record, tmp_path / "x.csv")
        frame = pd.read_csv(tmp_path / "x.csv")
        assert frame["amount"].sum() == 400_000 + 1_234_567.89 + 5 + 7 + 99 + 3
        assert frame.loc[~frame["aggregate"], "amount"].sum() == 1_634_582.89
        assert frame["event_id"].nunique() == 8

    def test_formulas_are_defused_and_numbers_stay_numbers(self, hostile: dict[str, Any], tmp_path: Path) -> None:
        (row,) = written("csv", hostile, tmp_path / "x.csv")
        assert [name for name, cell in row.items() if cell.startswith(tuple("=+-@\t\r"))] == ["quantity", "amount"]
        assert (row["article"], row["recipients"], row["item"]) == ("'=1+1", "'@SUM(A1)", "'-2+3")
        assert (float(row["quantity"]), float(row["amount"])) == (-5, -12.5)

    def test_cells_are_left_as_they_are_on_demand(self, hostile: dict[str, Any], tmp_path: Path) -> None:
        (row,) = written("csv", hostile, tmp_path / "x.csv", ExportOptions(defuse=False))
        assert (row["article"], row["item"]) == ("=1+1", "-2+3")

    def test_hxl_tags_stand_below_the_header_on_demand(self, record: dict[str, Any], tmp_path: Path) -> None:
        tags, first, *_ = written("csv", record, tmp_path / "x.csv", ExportOptions(hxl=True))
        assert (tags["donors"], tags["amount"]) == ("#org+name+funder", "#value+amount")
        assert all(tag == "" or tag.startswith("#") for tag in tags.values())
        assert first["donors"] == "Japan"


def test_the_table_of_columns_has_them_all() -> None:
    assert tuple(row_columns()) == COLUMNS
    assert {row["type"] for row in row_columns().values()} == {"text", "number", "integer", "boolean", "date"}
    assert all(row["meaning"] for row in row_columns().values())


class TestParquet:
    @pytest.fixture
    def path(self, record: dict[str, Any], tmp_path: Path) -> Path:
        pytest.importorskip("pyarrow")
        path = tmp_path / "x.parquet"
        with FORMATS["parquet"]().open(path) as writer:
            writer.write(record)
        return path

    def test_pandas_reads_the_rows_with_their_types(self, path: Path, record: dict[str, Any]) -> None:
        pd = pytest.importorskip("pandas")
        frame = pd.read_parquet(path)
        assert list(frame.columns) == list(COLUMNS)
        rows = list(record_rows(record))
        assert frame["item"].fillna("").tolist() == [row["item"] or "" for row in rows]
        assert frame["amount"].sum() == 1_634_681.89
        assert frame["date_start"][0] == dt.date(2023, 6, 5)
        assert frame["aggregate"].dtype == bool
        assert frame["event"].dtype == "int32"

    def test_duckdb_reads_them(self, path: Path) -> None:
        duckdb = pytest.importorskip("duckdb")
        query = f"select status, sum(amount), min(date_start) from '{path}' where not aggregate"
        assert duckdb.sql(f"{query} group by all order by all").fetchall()[:2] == [
            ("cancelled", 5.0, dt.date(2023, 6, 14)),
            ("committed", 400_000.0, dt.date(2023, 6, 14)),
        ]

    def test_hostile_text_comes_back(self, hostile: dict[str, Any], tmp_path: Path) -> None:
        duckdb = pytest.importorskip("duckdb")
        with FORMATS["parquet"]().open(tmp_path / "h.parquet") as writer:
            writer.write(hostile)
        (row,) = duckdb.sql(f"select article, item, amount from '{tmp_path / 'h.parquet'}'").fetchall()
        assert row == ("=1+1", "-2+3", -12.5)  # no spreadsheet opens Parquet: nothing is defused

    def test_rows_are_written_in_groups(
        self, record: dict[str, Any], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        pq = pytest.importorskip("pyarrow.parquet")
        monkeypatch.setattr(ParquetWriter, "ROWS_A_GROUP", 15)
        with FORMATS["parquet"]().open(tmp_path / "x.parquet") as writer:
            for _ in range(5):
                writer.write(record)
        file = pq.ParquetFile(tmp_path / "x.parquet")
        assert (file.metadata.num_rows, file.num_row_groups) == (50, 3)

    def test_without_pyarrow_it_is_said_at_once_what_to_install(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(tables, "find_spec", lambda name: None)
        with pytest.raises(InputError, match=r"pip install 'aidextract\[feed\]'"):
            FORMATS["parquet"]()


class TestFts:
    @pytest.fixture
    def rows(self, record: dict[str, Any], tmp_path: Path) -> Rows:
        return written("fts", record, tmp_path / "x.csv")

    def test_has_the_37_columns_and_a_row_a_flow(self, rows: Rows) -> None:
        assert len(rows[0]) == 37
        assert list(rows[0])[:4] == ["date", "budgetYear", "description", "amountUSD"]
        assert [row["status"] for row in rows] == ["paid", "commitment", "pledge", "paid", "paid", "paid"]

    def test_goods_are_in_kind_with_parties_places_and_cluster(self, rows: Rows) -> None:
        row = rows[0]
        assert (row["srcOrganization"], row["srcOrganizationTypes"]) == ("Japan, Government of", "Governments")
        assert (row["srcLocations"], row["destLocations"]) == ("JPN", "KHM")
        assert row["destOrganization"] == "Cambodian Mine Action Centre"
        assert (row["contributionType"], row["destGlobalClusters"]) == ("in kind", "Protection - Mine Action")
        assert (row["date"], row["budgetYear"], row["firstReportedDate"]) == ("2023-06-05", "2023", "2023-06-16")
        assert row["description"].startswith("250+ mine detectors, 7.44 tons rope from Japan to Cambodian")
        assert row["originalAmount"] == row["amountUSD"] == ""

    def test_dollars_are_the_texts_own(self, rows: Rows) -> None:
        euros, dollars, yen = rows[1], rows[2], rows[3]
        assert (euros["originalAmount"], euros["originalCurrency"]) == ("400000", "EUR")
        assert (euros["amountUSD"], euros["exchangeRate"]) == ("500000", "0.8")
        assert (dollars["amountUSD"], dollars["exchangeRate"]) == ("1234567.89", "")
        assert (yen["originalAmount"], yen["amountUSD"], yen["date"]) == ("7", "", "")
        assert (dollars["srcLocations"], dollars["destLocations"]) == ("KEN", "")
        assert euros["srcOrganization"] == "Japan, Government of; UNICEF"
        assert (euros["destOrganization"], euros["destLocations"]) == ("", "KEN")

    def test_carries_the_tags_of_ochas_own_files(self, record: dict[str, Any], tmp_path: Path) -> None:
        tags, *_ = written("fts", record, tmp_path / "x.csv", ExportOptions(hxl=True))
        assert (tags["amountUSD"], tags["destLocations"]) == ("#value+funding+total+usd", "#country+iso3+impl+list")
        assert all(tag.startswith("#") for tag in tags.values())


class TestKiel:
    def test_a_row_an_item_with_measure_and_general_type(self, record: dict[str, Any], tmp_path: Path) -> None:
        rows = written("kiel", record, tmp_path / "x.csv")
        assert [(row["donor"], row["measure"], row["item"], row["item_numb"]) for row in rows[:5]] == [
            ("Japan", "Allocation", "mine detectors", "250"),
            ("Japan", "Allocation", "rope", "7.44"),
            ("Japan; UNICEF", "Allocation", "tents", "300"),
            ("Japan; UNICEF", "Allocation", "blankets", ""),
            ("Equity Foundation", "Commitment", "", ""),
        ]
        assert (rows[0]["announcement_date"], rows[0]["item_numb_deliv"], rows[2]["item_numb_deliv"]) == (
            "2023-06-05", "250", "",
        )  # fmt: skip
        assert {row["aid_type_general"] for row in rows[:5]} == {"Humanitarian"}
        assert [row["source_reported_value"] for row in rows] == ["", "", "400000", "", "1234567.89", "7", "", "3"]
        assert rows[0]["source"] == "https://example.org/a?b=1&c=d e"

    def test_has_no_tags_and_so_no_row_of_them(self, record: dict[str, Any], tmp_path: Path) -> None:
        first, *_ = written("kiel", record, tmp_path / "x.csv", ExportOptions(hxl=True))
        assert first["donor"] == "Japan"

    def test_cancelled_aid_and_totals_are_listed_as_skipped(self, record: dict[str, Any], tmp_path: Path) -> None:
        with FORMATS["kiel"]().open(tmp_path / "x.csv") as writer:
            writer.write(record)
        assert dict(writer.skipped) == {
            "cancelled: neither commitment nor allocation": 1,
            "a running total: its parts would be counted twice": 1,
        }


def test_kinds_of_party_are_those_of_events() -> None:
    from typing import get_args

    from aidextract.records import PartyKind

    assert {row["kind"] for row in read_tsv("party_kinds.tsv")} <= set(get_args(PartyKind))
