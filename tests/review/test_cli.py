"""`aidextract review` as it is called."""

from __future__ import annotations

import json
import socket
import sys
from pathlib import Path

import pytest

from aidextract import Article, Extraction
from aidextract.cli import main
from aidextract.review import Store

Read = pytest.CaptureFixture[str]


@pytest.fixture(autouse=True)
def _here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    Path("a.txt").write_text("Oman gave Samoa 30 boats.", "utf-8")
    Path("empty.txt").write_text("", "utf-8")


def test_without_articles_and_without_a_review_there_is_nothing_to_do(capsys: Read) -> None:
    assert main(["review"]) == 1
    assert "review.sqlite: no such file. Give ARTICLES" in capsys.readouterr().err
    assert not Path("review.sqlite").exists()


def test_what_cannot_be_read_is_named_and_the_rest_is_there(capsys: Read) -> None:
    assert main(["review", "a.txt", "empty.txt", "gone.txt", "--export", "-"]) == 1
    said = capsys.readouterr()
    assert said.out == ""
    assert "empty.txt: no text" in said.err
    assert "gone.txt: no such file" in said.err
    assert [row["id"] for row in Store("review.sqlite").summaries()] == ["a.txt"]


def test_gold_goes_to_stdout_too(capsys: Read) -> None:
    store, article = Store("own.sqlite"), Article("It rained.", id="a1")
    number = store.add_article(article)
    store.save_result(number, Extraction(article))
    store.set_done(number, True)
    assert main(["review", "--db", "own.sqlite", "--export", "-"]) == 0
    said = capsys.readouterr()
    assert json.loads(said.out)["id"] == "a1"
    assert said.err == "aidextract: -: 1 article done, of 1\n"


def test_a_port_that_is_taken(capsys: Read) -> None:
    pytest.importorskip("uvicorn")
    with socket.create_server(("127.0.0.1", 0)) as other:
        assert main(["review", "a.txt", "--port", str(other.getsockname()[1])]) == 1
    assert "give another with --port" in capsys.readouterr().err


def test_without_the_extra_it_says_how_to_get_it(capsys: Read, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "uvicorn", None)
    assert main(["review", "a.txt"]) == 1
    assert "review needs uvicorn: pip install 'aidextract[web]'" in capsys.readouterr().err
