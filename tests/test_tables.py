"""The reader of the data tables says where a table is broken."""

from __future__ import annotations

from pathlib import Path

import pytest

from aidextract.errors import DataError
from aidextract.tables import parse_tsv, read_tsv, read_tsv_file


def test_reads_rows_by_column() -> None:
    assert parse_tsv("# note\n\nid\tname\nx\t Ex \r\n", "t.tsv") == [{"id": "x", "name": "Ex"}]


@pytest.mark.parametrize(
    ("content", "said"),
    [
        ("id\tname\nx\n", "t.tsv, line 2: expected 2 columns (id, name), got 1"),
        ("id\tname\nx\ty\tz\n", "got 3"),
        ("id\tname\n# no\nx\ta\nx\tb\n", "t.tsv, line 4: id 'x' stands already in line 3"),
        ("id\tname\n\ta\n", "id is empty"),
        ("id\tid\n", "must be named and differ"),
        ("# only a note\n", "no header line"),
    ],
)
def test_a_broken_table_is_refused(content: str, said: str) -> None:
    with pytest.raises(DataError) as error:
        parse_tsv(content, "t.tsv")
    assert said in str(error.value)


def test_a_missing_table_is_named() -> None:
    with pytest.raises(DataError, match=r"nowhere\.tsv"):
        read_tsv("nowhere.tsv")


def test_reads_a_table_of_the_user(tmp_path: Path) -> None:
    path = tmp_path / "own.tsv"
    path.write_text("unit\tkind\nsack\tcontainer\n", encoding="utf-8")
    assert read_tsv_file(path) == [{"unit": "sack", "kind": "container"}]
