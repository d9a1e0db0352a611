"""What all writers promise: a whole file or none, and no event lost without a word."""

from __future__ import annotations

import json
import sys
from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest

from aidextract import InputError
from aidextract.exports import FORMATS, format_of


@pytest.mark.parametrize("name", FORMATS)
def test_the_file_appears_when_it_is_whole(name: str, tmp_path: Path, record: dict[str, Any]) -> None:
    path = tmp_path / "out"
    path.write_text("old")
    with FORMATS[name]().open(path) as writer:
        writer.write(record)
        assert path.read_text() == "old"
    assert path.read_bytes() != b"old"
    assert {file.name for file in tmp_path.iterdir()} <= {"out", "out.skipped.jsonl"}


@pytest.mark.parametrize("name", FORMATS)
def test_after_an_error_the_old_file_stands(name: str, tmp_path: Path, record: dict[str, Any]) -> None:
    path = tmp_path / "out"
    path.write_text("old")
    with suppress(KeyboardInterrupt), FORMATS[name]().open(path) as writer:
        writer.write(record)
        raise KeyboardInterrupt
    assert path.read_text() == "old"
    assert [file.name for file in tmp_path.iterdir()] == ["out"]


@pytest.mark.parametrize("name", FORMATS)
def test_hostile_text_stops_no_writer(name: str, tmp_path: Path, hostile: dict[str, Any]) -> None:
    with FORMATS[name]().open(tmp_path / "out") as writer:
        writer.write(hostile)
    assert (tmp_path / "out").stat().st_size > 100


@pytest.mark.parametrize("name", FORMATS)
def test_the_same_records_give_the_same_bytes(name: str, tmp_path: Path, record: dict[str, Any]) -> None:
    for out in ("one", "two"):
        with FORMATS[name]().open(tmp_path / out) as writer:
            writer.write(record)
    assert (tmp_path / "one").read_bytes() == (tmp_path / "two").read_bytes()


@pytest.mark.parametrize("name", FORMATS)
def test_no_records_give_a_file_too(name: str, tmp_path: Path) -> None:
    FORMATS[name]().open(tmp_path / "out").close()
    assert (tmp_path / "out").exists()


@pytest.mark.parametrize("name", FORMATS)
@pytest.mark.skipif(sys.platform == "win32", reason="needs limits of the file size")
def test_a_full_disk_leaves_the_old_file_and_no_other(name: str, tmp_path: Path, record: dict[str, Any]) -> None:
    import resource

    path = tmp_path / "out"
    path.write_text("old")
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (1000, before[1]))
    try:
        with pytest.raises(OSError, match="File too large"), FORMATS[name]().open(path) as writer:
            writer.write(record)
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)
    assert path.read_text() == "old"
    assert [file.name for file in tmp_path.iterdir()] == ["out"]


def test_a_link_is_followed_and_stays_a_link(tmp_path: Path, record: dict[str, Any]) -> None:
    (tmp_path / "there").mkdir()
    link = tmp_path / "out.csv"
    link.symlink_to(tmp_path / "there" / "real.csv")
    with FORMATS["csv"]().open(link) as writer:
        writer.write(record)
    assert link.is_symlink()
    assert link.read_text() == (tmp_path / "there" / "real.csv").read_text() != ""


def test_what_is_skipped_is_counted_and_listed_with_its_reason(tmp_path: Path, record: dict[str, Any]) -> None:
    path = tmp_path / "out.xml"
    with FORMATS["iati"]().open(path) as writer:
        writer.write(record)
    lines = [json.loads(line) for line in (tmp_path / "out.xml.skipped.jsonl").read_text().splitlines()]
    assert [line["reason"] for line in lines] == [
        "no date: an activity needs one",
        "a running total: its parts would be counted twice",
        "neither donor nor recipient: an activity needs a participant",
    ]
    assert {line["article"] for line in lines} == {"k1"}
    assert [line["event_id"] for line in lines] == [record["events"][i]["id"] for i in (4, 5, 6)]
    assert writer.skipped.total() == 3

    with FORMATS["iati"]().open(path) as writer:  # now without: the list of the run before must not stay
        writer.write({**record, "events": record["events"][:1]})
    assert not (tmp_path / "out.xml.skipped.jsonl").exists()
    assert not writer.skipped


class TestFormatOf:
    @pytest.mark.parametrize(
        ("path", "to", "name"),
        [
            ("a.jsonl", None, "jsonl"), ("A.CSV", None, "csv"), ("x/a.parquet", None, "parquet"),
            ("a.xml", None, "iati"), ("a.fts.csv", None, "fts"), ("a.kiel.csv", None, "kiel"),
            ("a.txt", "kiel", "kiel"), ("a.csv", "fts", "fts"),
        ],
    )  # fmt: skip
    def test_by_the_ending_unless_it_is_said(self, path: str, to: str | None, name: str) -> None:
        assert format_of(path, to) == name

    def test_an_unknown_one_is_refused_with_what_is_known(self) -> None:
        with pytest.raises(InputError, match=r"events\.xlsx: the ending tells no format .*\.parquet.*--to"):
            format_of("events.xlsx")
        with pytest.raises(InputError, match="unknown format 'excel': one of jsonl, csv"):
            format_of("events.csv", "excel")
