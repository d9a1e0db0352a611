"""The command line, with a stand-in for the extraction: one event for each line that begins with "gift"."""

from __future__ import annotations

import csv
import io
import json
import re
import subprocess
import sys
from collections.abc import Iterable, Iterator
from pathlib import Path

import pytest

from aidextract import AidEvent, Article, Extraction, InputError, Item, Options, __version__, cli, public

seen: list[Options] = []


def fake_extract_many(articles: Iterable[Article], *, options: Options) -> Iterator[Extraction]:
    seen.append(options)
    for article in articles:
        if "unreadable" in article.text:
            yield Extraction(article, error=InputError("this text cannot be read"))
        elif "stop here" in article.text:
            raise KeyboardInterrupt
        else:
            gifts = [line.removeprefix("gift ") for line in article.text.splitlines() if line.startswith("gift")]
            yield Extraction(article, tuple(AidEvent(items=(Item(gift),)) for gift in gifts))


@pytest.fixture(autouse=True)
def _stand_in(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(cli.extract, "extract_many", fake_extract_many)
    monkeypatch.setattr(cli.evaluate, "extract_many", fake_extract_many)
    monkeypatch.setattr(public, "extract_many", fake_extract_many)
    seen.clear()


@pytest.fixture
def one(tmp_path: Path) -> str:
    path = tmp_path / "one.txt"
    path.write_text("gift tents\ngift rice\n", "utf-8")
    return str(path)


@pytest.fixture
def two(tmp_path: Path) -> str:
    path = tmp_path / "two.txt"
    path.write_text("\ufeffgift Türkiye's =seeds\nrain", "utf-8")
    return str(path)


class TestExtract:
    def test_a_table_is_the_default(self, one: str, capsys: pytest.CaptureFixture[str]) -> None:
        assert cli.main(["extract", one]) == 0
        out, err = capsys.readouterr()
        assert [line.split()[2:4] for line in out.splitlines()[2:]] == [["-", "tents"], ["-", "rice"]]
        assert err == ""
        assert "one.txt" not in out

    def test_several_tables_have_a_heading_each_in_order(
        self, one: str, two: str, capsys: pytest.CaptureFixture[str]
    ) -> None:
        assert cli.main(["extract", two, one]) == 0
        out = capsys.readouterr().out
        assert [line for line in out.splitlines() if line.startswith("==")] == [f"== {two} ==", f"== {one} =="]

    def test_jsonl_has_a_line_a_file_with_its_name_and_events(
        self, one: str, two: str, capsys: pytest.CaptureFixture[str]
    ) -> None:
        assert cli.main(["extract", one, two, "--format", "jsonl", "--published", "2023-06-16"]) == 0
        lines = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
        assert [(Path(line["id"]).name, [event["items"][0]["item"] for event in line["events"]]) for line in lines] == [
            ("one.txt", ["tents", "rice"]),
            ("two.txt", ["Türkiye's =seeds"]),
        ]
        assert {line["published"] for line in lines} == {"2023-06-16"}

    def test_json_is_one_array_with_an_object_a_file(
        self, one: str, two: str, capsys: pytest.CaptureFixture[str]
    ) -> None:
        assert cli.main(["extract", one, two, "--format", "json"]) == 0
        documents = json.loads(capsys.readouterr().out)
        assert [(Path(document["id"]).name, len(document["events"])) for document in documents] == [
            ("one.txt", 2),
            ("two.txt", 1),
        ]

    def test_csv_of_several_files_has_one_header(self, one: str, two: str, capsys: pytest.CaptureFixture[str]) -> None:
        assert cli.main(["extract", one, two, "--format", "csv"]) == 0
        rows = list(csv.DictReader(io.StringIO(capsys.readouterr().out)))
        assert [row["item"] for row in rows] == ["tents", "rice", "Türkiye's =seeds"]

    def test_standard_input(self, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
        monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(b"gift blankets"), encoding="ascii"))
        assert cli.main(["extract", "-", "--format", "jsonl"]) == 0
        assert json.loads(capsys.readouterr().out)["id"] == "-"

    def test_line_ends_are_kept_so_that_offsets_count_the_files_characters(
        self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        texts: list[str] = []

        def keep(articles: Iterable[Article], *, options: Options) -> Iterator[Extraction]:
            for article in articles:
                texts.append(article.text)
                yield Extraction(article)

        monkeypatch.setattr(cli.extract, "extract_many", keep)
        path = tmp_path / "dos.txt"
        path.write_bytes(b"a\r\nb")
        assert cli.main(["extract", str(path)]) == 0
        assert texts == ["a\r\nb"]

    def test_the_model_is_passed_on(self, one: str) -> None:
        cli.main(["extract", one, "--model", "cnn"])
        assert seen == [Options(model="cnn")]

    def test_a_file_that_cannot_be_read_does_not_stop_the_others(
        self, one: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
    ) -> None:
        bad = tmp_path / "latin.txt"
        bad.write_bytes("Côte d'Ivoire".encode("latin-1"))
        odd = tmp_path / "odd.txt"
        odd.write_text("unreadable")
        assert cli.main(["extract", str(tmp_path / "none.txt"), str(bad), str(odd), one, "--format", "jsonl"]) == 1
        out, err = capsys.readouterr()
        assert [len(json.loads(line)["events"]) for line in out.splitlines()] == [2]
        assert [line.partition("txt: ")[2] for line in err.splitlines()] == [
            "No such file or directory",
            "not a UTF-8 text (byte 2: invalid continuation byte)",
            "this text cannot be read",
        ]


class TestUsage:
    @pytest.mark.parametrize(
        ("arguments", "message"),
        [
            ([], "required: COMMAND"),
            (["extract"], "required: FILE"),
            (["extract", "-", "--format", "xml"], "invalid choice: 'xml'"),
            (["extract", "-", "--model", "big"], "invalid choice: 'big'"),
            (["extract", "-", "--published", "last week"], "a date as YYYY-MM-DD is needed, got 'last week'"),
            (["evaluate", "gold.jsonl", "--errors", "-3"], "a whole number is needed, got '-3'"),
        ],
    )
    def test_a_wrong_call_exits_with_2_and_says_why(
        self, arguments: list[str], message: str, capsys: pytest.CaptureFixture[str]
    ) -> None:
        with pytest.raises(SystemExit) as caught:
            cli.main(arguments)
        assert caught.value.code == 2
        out, err = capsys.readouterr()
        assert message in err
        assert out == ""

    def test_version(self, capsys: pytest.CaptureFixture[str]) -> None:
        with pytest.raises(SystemExit) as caught:
            cli.main(["--version"])
        assert caught.value.code == 0
        assert capsys.readouterr().out == f"aidextract {__version__}\n"

    def test_ctrl_c_is_quiet(self, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
        path = tmp_path / "long.txt"
        path.write_text("stop here")
        assert cli.main(["extract", str(path)]) == 130
        assert capsys.readouterr() == ("", "")

    def test_a_reader_that_leaves_early_is_no_error(self, one: str) -> None:
        # As in "aidextract extract … | head": the pipe is closed before anything is printed.
        code = (
            "import sys; from aidextract import Extraction, cli\n"
            "cli.extract.extract_many = lambda articles, options: (Extraction(a) for a in list(articles) * 100_000)\n"
            "sys.exit(cli.main(sys.argv[1:]))"
        )
        command = [sys.executable, "-c", code, "extract", one]
        with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE) as process:
            assert process.stdout is not None
            assert process.stderr is not None
            process.stdout.close()
            assert process.stderr.read() == b""
            assert process.wait(timeout=60) == 141


class TestEvaluate:
    @pytest.fixture
    def gold(self, tmp_path: Path) -> str:
        event = {"donors": [], "recipients": [], "items": [{"item": ["tents"]}], "status": "delivered"}
        documents = [
            {"id": "a", "published": "2023-06-16", "text": "gift tents\ngift rice", "events": [event]},
            {"id": "b", "published": "2023-06-16", "text": "rain", "events": []},
        ]
        path = tmp_path / "gold.jsonl"
        path.write_text("".join(json.dumps(document) + "\n" for document in documents), "utf-8")
        return str(path)

    def test_prints_slots_events_and_empty_documents(self, gold: str, capsys: pytest.CaptureFixture[str]) -> None:
        assert cli.main(["evaluate", gold]) == 0
        lines = capsys.readouterr().out.splitlines()
        assert lines[0] == f"{gold}: 2 articles"
        assert lines[3].split() == ["events", "0.500", "1.000", "0.667", "1"]
        assert "documents without events left so   1.000 (of 1)" in lines

    def test_errors_and_json(self, gold: str, capsys: pytest.CaptureFixture[str]) -> None:
        assert cli.main(["evaluate", gold, "--errors", "1", "--json"]) == 0
        out, err = capsys.readouterr()
        assert json.loads(out)[gold]["exact_events"] == 1.0
        assert "got  ? -> ?: [rice], no money, no date, delivered" in err
        assert cli.main(["evaluate", gold, "--errors", "1"]) == 0
        assert "[rice]" in capsys.readouterr().out

    def test_held_out_articles_are_told_apart(self, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
        rows = [{"id": f"t{n}", "text": "gift rice", "events": []} for n in range(60)]
        path = tmp_path / "train.jsonl"
        path.write_text("".join(json.dumps(row) + "\n" for row in rows), "utf-8")
        assert cli.main(["evaluate", "--held-out", str(path)]) == 0
        sizes = [int(x) for x in re.findall(r": (\d+) articles", capsys.readouterr().out)]
        assert sum(sizes) == 60
        assert 0 < sizes[0] < 25

    def test_public_data(self, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
        day = {"type": "date", "value": "2019-01-01", "also": []}
        six = {"type": "money", "amount": 6, "currency": None}
        files = {
            "exprs_dev.jsonl": [
                {"id": "1", "dataset": "x", "text": "on 1 January 2019", "exprs": [day]},
                {"id": "2", "dataset": "x", "text": "paid $5", "exprs": [six]},
            ],
            "plover_gsr.jsonl": [
                {"id": "3", "text": "gift rice", "events": [{"aid": "yes"}]},
                {"id": "4", "text": "rain", "events": [{"aid": "no"}]},
            ],
            "aiddata_dev.jsonl": [
                {
                    "id": "5",
                    "text": "gift rice",
                    "single": True,
                    "events": [{"record": {"recipients": [{"country": "ML"}], "amount": None}, "in_text": {}}],
                }
            ],
        }
        for name, rows in files.items():
            (tmp_path / name).write_text("".join(json.dumps(row) + "\n" for row in rows), "utf-8")
        assert cli.main(["evaluate", "--public", str(tmp_path), "--json"]) == 0
        figures = json.loads(capsys.readouterr().out)["public"]
        assert figures["expressions: dates"] == 1.0
        assert figures["expressions: sums, amount and currency"] == 0.0
        assert figures["PLOVER: aid sentences that give an event"] == 1.0
        assert figures["PLOVER: other sentences that give an event"] == 0.0
        assert figures["AidData: recipient state"] == 0.0
        assert figures["AidData: exactly one event"] == 1.0
        (tmp_path / "plover_gsr.jsonl").unlink()
        assert cli.main(["evaluate", "--public", str(tmp_path)]) == 1
        assert "plover_gsr.jsonl" in capsys.readouterr().err

    def test_nothing_to_measure_is_wrong_usage(self, capsys: pytest.CaptureFixture[str]) -> None:
        with pytest.raises(SystemExit) as caught:
            cli.main(["evaluate"])
        assert caught.value.code == 2

    def test_a_gold_file_that_cannot_be_read_exits_with_1(
        self, tmp_path: Path, capsys: pytest.CaptureFixture[str]
    ) -> None:
        path = tmp_path / "bad.jsonl"
        path.write_text("{}\n")
        assert cli.main(["evaluate", str(path)]) == 1
        assert cli.main(["evaluate", str(tmp_path / "none.jsonl")]) == 1
        first, second = capsys.readouterr().err.splitlines()
        assert first.endswith("bad.jsonl:1: a gold document needs id, text and events; id, text, events missing")
        assert second.endswith("none.jsonl: No such file or directory")
