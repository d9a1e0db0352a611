"""What is decided stays, and leaves as gold."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from pydantic import ValidationError

from aidextract import AidextractError, Article, InputError, extract
from aidextract.evaluate import evaluate, read_gold
from aidextract.review import GoldEvent, Store
from aidextract.review.marks import pieces
from aidextract.review.store import gold_lines

TEXT = "Latvia gave Moldova 12 water pumps on Monday. Malta pledged €2 million to UNICEF. 🎉 Chad got nothing."


@pytest.fixture
def store(tmp_path: Path) -> Store:
    """Of one article that was read."""
    store = Store(tmp_path / "review.sqlite")
    number = store.add_article(Article(TEXT, id="m1", title="Pumps"))
    store.save_result(number, extract(Article(TEXT, id="m1"), published="2023-05-10"))
    return store


def test_decisions_are_in_the_file_at_once(store: Store) -> None:
    first, second = store.events(1)
    store.decide(1, first["number"], "accepted")
    store.decide(1, second["number"], "rejected")
    store.set_done(1, True)
    again = Store(store.path)
    assert [event["state"] for event in again.events(1)] == ["accepted", "rejected"]
    (document,) = again.gold()
    assert (document["id"], document["published"], document["title"], document["text"]) == (
        "m1", "2023-05-10", "Pumps", TEXT,
    )  # fmt: skip
    (event,) = document["events"]
    assert event == {
        "donors": [{"names": ["Latvia"], "country": "LV"}], "recipients": [{"names": ["Moldova"], "country": "MD"}],
        "items": [{"item": ["water pumps"], "quantity": 12, "unit": None}], "amount": None, "currency": None,
        "date": "2023-05-08", "status": "delivered",
    }  # fmt: skip


def test_the_scorer_agrees_with_what_was_accepted(store: Store, tmp_path: Path) -> None:
    for event in store.events(1):
        store.decide(1, event["number"], "accepted")
    store.set_done(1, True)
    (tmp_path / "gold.jsonl").write_text("".join(gold_lines(store)), "utf-8")
    gold = read_gold(tmp_path / "gold.jsonl")
    found = extract(TEXT, published="2023-05-10")
    assert len(found) == 2
    assert evaluate(gold, {"m1": found.to_dicts()}).exact_events == 1.0
    assert evaluate(gold, {"m1": found.to_dicts()[:1]}).exact_events == 0.5


def test_nothing_is_gold_before_the_article_is_done(store: Store) -> None:
    assert list(store.gold()) == []
    with pytest.raises(InputError, match="2 events are still open"):
        store.set_done(1, True)


def test_what_is_opened_again_is_not_done(store: Store) -> None:
    for event in store.events(1):
        store.decide(1, event["number"], "accepted")
    store.set_done(1, True)
    store.decide(1, store.events(1)[0]["number"], "open")
    assert list(store.gold()) == []


def test_undo_brings_back_what_was_found(store: Store) -> None:
    event = store.events(1)[0]
    store.decide(1, event["number"], "corrected", event["value"] | {"status": "pledged"})
    assert store.events(1)[0]["value"]["status"] == "pledged"
    store.decide(1, event["number"], "open")
    assert store.events(1)[0] == event


def test_an_added_event_can_be_removed(store: Store) -> None:
    value = store.events(1)[0]["value"]
    number = store.add_event(1, value)
    assert [event["state"] for event in store.events(1)] == ["open", "open", "added"]
    store.decide(1, number, "rejected")
    assert len(store.events(1)) == 2


def test_reading_again_changes_no_decision(store: Store) -> None:
    store.decide(1, store.events(1)[0]["number"], "rejected")
    before = store.events(1)
    store.save_result(1, extract("Oman gave Samoa $5."))
    assert store.events(1) == before


def test_the_same_article_twice_is_one_and_another_text_is_another(tmp_path: Path) -> None:
    store = Store(tmp_path / "a.sqlite")
    given = [Article("One.", id="a"), Article("One.", id="a"), Article("Two.", id="a"), Article("\ud800", id="b")]
    assert [store.add_article(article) for article in [*given, *given]] == [1, 1, 2, 3] * 2
    assert [row["id"] for row in store.summaries()] == ["a", "a (2)", "b"]


@pytest.mark.parametrize("content", [b"no database at all, but quite long" * 40, None])
def test_another_file_is_refused_and_left_alone(tmp_path: Path, content: bytes | None) -> None:
    path = tmp_path / "x.sqlite"
    if content:
        path.write_bytes(content)
    else:
        import sqlite3

        db = sqlite3.connect(path)
        db.execute("create table own (a)")
        db.commit()
        db.close()
    before = path.read_bytes()
    with pytest.raises(AidextractError, match=r"x\.sqlite"):
        Store(path)
    assert path.read_bytes() == before


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"date": "2023-02-30"}, "YYYY-MM-DD"),
        ({"date": "2023-05-02/2023-05-01"}, "first day"),
        ({"currency": "euro"}, "pattern"),
        ({"items": []}, "an item or an amount"),
        ({"donors": [{"names": []}]}, "at least 1"),
        ({"donors": [{"names": ["  "]}]}, "at least 1"),
        ({"amount": float("nan")}, "finite"),
        ({"status": "maybe"}, "pledged"),
        ({"note": "x"}, "Extra"),
    ],
)
def test_a_value_that_is_no_gold_is_refused(change: dict[str, object], said: str) -> None:
    value = {"items": [{"item": ["tents"]}], "status": "delivered"}
    assert GoldEvent.model_validate(value)
    with pytest.raises(ValidationError, match=said):
        GoldEvent.model_validate(value | change)


def test_our_own_gold_passes_and_stays_the_same() -> None:
    path = Path(__file__).resolve().parents[2] / "corpus/gold/dev.jsonl"
    for line in path.read_text("utf-8").splitlines():
        for event in json.loads(line)["events"]:
            assert GoldEvent.model_validate(event).to_dict() == {
                key: value for key, value in event.items() if value or key not in ("aggregate", "optional")
            }


class TestPieces:
    def test_together_they_are_the_text(self, store: Store) -> None:
        found = pieces(TEXT, store.events(1))
        assert "".join(piece["text"] for piece in found) == TEXT
        first, second = (event["number"] for event in store.events(1))
        marked = {(event, role): piece["text"] for piece in found for event, role in piece["marks"]}
        assert marked[first, "donor"] == "Latvia"
        assert marked[second, "amount"] == "€2 million"

    def test_a_corrected_slot_moves_its_mark(self, store: Store) -> None:
        event = store.events(1)[0]
        store.decide(1, event["number"], "corrected", event["value"] | {"donors": [{"names": ["Republic", "Chad"]}]})
        marked = [
            (piece["text"], role)
            for piece in pieces(TEXT, store.events(1))
            for number, role in piece["marks"]
            if number == event["number"]
        ]
        assert ("Chad", "donor") in marked
        assert ("Latvia", "donor") not in marked
        assert ("Moldova", "recipient") in marked

    def test_of_an_empty_text_there_are_none(self) -> None:
        assert pieces("", []) == []
