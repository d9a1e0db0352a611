"""The annotated articles in corpus/ keep the gold format, and the check that says so finds what is wrong."""

from __future__ import annotations

import importlib.util
import json
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

ROOT = Path(__file__).resolve().parents[1]
CORPUS = ROOT / "corpus"


@pytest.fixture(scope="module")
def check() -> ModuleType:
    path = ROOT / "models" / "scripts" / "check_corpus.py"
    spec = importlib.util.spec_from_file_location("check_corpus", path)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def test_corpus_keeps_the_gold_format(check: ModuleType) -> None:
    files = sorted(CORPUS.glob("*.jsonl"))
    assert files, "corpus/ has no articles"
    assert check.check_files(files) == []


def test_corpus_shares_no_text_with_the_gold_articles(check: ModuleType) -> None:
    gold = sorted((CORPUS / "gold").glob("*.jsonl"))
    assert gold, "corpus/gold has no articles"
    assert [p for p in check.check_files(sorted(CORPUS.glob("*.jsonl")), gold) if "shares" in p] == []


# ------------------------------------------------------------------ the check itself
def article(**changes: Any) -> dict[str, Any]:
    """A right document of one event; `changes` go into the event, or into the document where it has the key."""
    text = "LOMÉ - Swiss engineers brought 12 diesel pumps and generators worth 90,000 euros to the Ogou dispensary."
    event = {
        "donors": [{"names": ["Switzerland", "Swiss"], "country": "CH"}],
        "recipients": [{"names": ["Ogou dispensary"]}],
        "items": [{"item": ["diesel pumps"], "quantity": 12, "unit": None}, {"item": ["diesel generators"]}],
        "amount": 90000, "currency": "EUR", "date": "2018-05-01/2018-05-31", "status": "delivered", "location": "Togo",
    }  # fmt: skip
    doc = {"id": "x1", "published": "2018-06-02", "title": "", "text": text, "events": [event]}
    for key, value in changes.items():
        (doc if key in doc else event)[key] = value
    return doc


def test_a_right_document_passes(check: ModuleType) -> None:
    assert list(check.check_document(article())) == []


@pytest.mark.parametrize(
    ("changes", "problem"),
    [
        ({"status": "given"}, "status"),
        ({"currency": "EURO"}, "currency"),
        ({"currency": None}, "go together"),
        ({"amount": -5}, "amount"),
        ({"amount": True}, "amount"),
        ({"date": "2018-02-30"}, "date"),
        ({"date": "May 2018"}, "date"),
        ({"date": "2018-05-31/2018-05-01"}, "interval"),
        ({"published": "2018-6-2"}, "published"),
        ({"published": None}, "published"),
        ({"text": " "}, "text"),
        ({"events": None}, "events"),
        ({"donors": [{"names": ["Norway"], "country": "NO"}]}, "in the text"),
        ({"donors": [{"names": ["Switzerland"], "country": "XX"}]}, "country"),
        ({"donors": [{"names": []}]}, "names"),
        ({"donors": ["Switzerland"]}, "names"),
        ({"recipients": [{"name": "Ogou dispensary", "names": ["Ogou dispensary"]}]}, "unknown name"),
        ({"items": [{"item": ["water tankers"]}]}, "in the text"),
        ({"items": [{"item": "pumps"}]}, "list of forms"),
        ({"items": [{"item": ["pumps"], "quantity": "12"}]}, "quantity"),
        ({"items": [{"item": ["pumps"], "quantity": 12, "unit": ""}]}, "unit"),
        ({"items": [], "amount": None, "currency": None}, "neither"),
        ({"location": 5}, "location"),
        ({"aggregate": "yes"}, "aggregate"),
        ({"place": "Ogou"}, "unknown place"),
    ],
)
def test_each_fault_is_found(check: ModuleType, changes: dict[str, Any], problem: str) -> None:
    problems = list(check.check_document(article(**changes)))
    assert any(problem in p for p in problems), problems


def test_faults_between_documents_are_found(check: ModuleType, tmp_path: Path) -> None:
    first, second = tmp_path / "a.jsonl", tmp_path / "b.jsonl"
    run = "the lorries crossed the river by night and nobody in town heard them"  # 13 words
    first.write_text(json.dumps(article()) + "\n" + json.dumps(article(id="x2", text=f"Ha: {run}.", events=[])) + "\n")
    second.write_text(json.dumps(article(id="x2", text=f"{run.upper()}!", events=[])) + "\n{\n")
    problems = check.check_files([first, second])
    assert [p.split(": ", 1)[0] for p in problems] == ["b.jsonl:1 x2", "b.jsonl:1 x2", "b.jsonl:2 None"]
    for problem, said in zip(problems, ("stands in a.jsonl:2", "shares", "no JSON"), strict=True):
        assert said in problem
    assert check.check_files([first]) == []


def test_a_run_of_eleven_words_may_recur(check: ModuleType) -> None:
    words = [f"w{i}" for i in range(check.RUN)]
    assert len(check.word_runs(" ".join(words))) == 1
    assert check.word_runs(" ".join(words[:-1])) == []
