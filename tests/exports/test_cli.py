"""``aidextract export`` and ``aidextract schema``, and the way from a text to every format."""

from __future__ import annotations

import io
import json
import sys
from pathlib import Path
from typing import Any

import pytest

from aidextract import cli
from aidextract.export import json_line
from aidextract.exports import FORMATS

Capture = pytest.CaptureFixture[str]


@pytest.fixture
def saved(tmp_path: Path, record: dict[str, Any]) -> str:
    path = tmp_path / "events.jsonl"
    path.write_text(json_line(record) + "\n" + json_line({**record, "events": []}))
    return str(path)


def test_converts_and_says_what_it_did(saved: str, tmp_path: Path, capsys: Capture) -> None:
    out = tmp_path / "out.xml"
    assert cli.main(["export", saved, "-o", str(out), "--reporter-ref", "XI-1", "--reporter-name", "Us"]) == 0
    assert '<reporting-org ref="XI-1" type="90" secondary-reporter="1"><narrative>Us' in out.read_text()
    message = capsys.readouterr().err
    assert "out.xml: 5 events, 3 skipped, see" in message
    assert "1 no date: an activity needs one" in message


def test_options_reach_the_format(saved: str, tmp_path: Path) -> None:
    out = tmp_path / "out.tsv"
    assert cli.main(["export", saved, "-o", str(out), "--to", "csv", "--hxl", "--raw-cells"]) == 0
    assert out.read_text().splitlines()[1].startswith("#meta+article+id,")


def test_json_lines_go_through_unchanged(saved: str, tmp_path: Path) -> None:
    assert cli.main(["export", saved, "-o", str(tmp_path / "two.jsonl")]) == 0
    given = [json.loads(line) for line in Path(saved).read_text().splitlines() if line]
    assert [json.loads(line) for line in (tmp_path / "two.jsonl").read_text().splitlines()] == given


def test_several_files_and_standard_input_make_one(
    saved: str, record: dict[str, Any], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(json_line(record).encode())))
    assert cli.main(["export", saved, "-", saved, "-o", str(tmp_path / "all.jsonl")]) == 0
    assert len((tmp_path / "all.jsonl").read_text().splitlines()) == 5


def test_what_cannot_be_read_is_told_and_the_rest_converted(saved: str, tmp_path: Path, capsys: Capture) -> None:
    bad = tmp_path / "bad.jsonl"
    bad.write_text('{"id": "x"}\n' + Path(saved).read_text())
    assert cli.main(["export", str(bad), str(tmp_path / "none.jsonl"), "-o", str(tmp_path / "out.csv")]) == 1
    errors = capsys.readouterr().err.splitlines()
    assert "bad.jsonl, line 1: no record of aidextract: published: Field required" in errors[0]
    assert "none.jsonl: No such file or directory" in errors[1]
    assert len((tmp_path / "out.csv").read_text().splitlines()) == 11


@pytest.mark.parametrize(
    ("out", "message"),
    [("out.doc", "out.doc: the ending tells no format"), ("none/out.csv", "none/out.csv: No such file or directory")],
)
def test_a_wrong_target_is_told(out: str, message: str, saved: str, tmp_path: Path, capsys: Capture) -> None:
    assert cli.main(["export", saved, "-o", str(tmp_path / out)]) == 1
    assert message in capsys.readouterr().err


@pytest.mark.parametrize(("arguments", "key"), [([], "events"), (["records"], "rejected"), (["rows"], "event_id")])
def test_schema_is_printed(arguments: list[str], key: str, capsys: Capture) -> None:
    assert cli.main(["schema", *arguments]) == 0
    schema = json.loads(capsys.readouterr().out)
    assert key in schema["properties"]
    assert schema["$schema"].startswith("https://json-schema.org/")


def test_from_a_text_to_every_format(tmp_path: Path, capsys: Capture) -> None:
    pytest.importorskip("pyarrow")
    text = tmp_path / "article.txt"
    text.write_text("On Monday, Norway gave $3 million to UNICEF for clean water in Chad. It sent 40 tents to Nepal.")
    assert cli.main(["extract", str(text), "--published", "2024-05-08", "--format", "jsonl"]) == 0
    events = tmp_path / "events.jsonl"
    events.write_text(capsys.readouterr().out)
    (saved,) = map(json.loads, events.read_text().splitlines())
    water = saved["events"][0]
    assert (water["amount"], water["currency"], water["date"]) == (3_000_000, "USD", "2024-05-06")
    assert water["quote"] == "On Monday, Norway gave $3 million to UNICEF for clean water in Chad."
    assert water["flow_type"] == "ODA-like"
    for name in FORMATS:
        out = tmp_path / f"out.{name}"
        assert cli.main(["export", str(events), "-o", str(out), "--to", name]) == 0
        assert out.stat().st_size > 500
