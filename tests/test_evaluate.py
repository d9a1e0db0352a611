"""The evaluation: by hand-made cases, and against the reference scorer where it is at hand."""

from __future__ import annotations

import importlib.util
import json
import random
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

from aidextract.errors import InputError
from aidextract.evaluate import SLOTS, Evaluation, evaluate, pair_events, read_gold

GOLD = Path(__file__).resolve().parents[1].parent / "shared" / "gold"


def gold_event(**changes: Any) -> dict[str, Any]:
    event = {
        "donors": [{"names": ["Japan"], "country": "JP"}],
        "recipients": [{"names": ["Mine Action Centre", "CMAC"]}],
        "items": [{"item": ["mine detectors", "detectors"], "quantity": 250, "unit": None}],
        "amount": None,
        "currency": None,
        "date": "2023-06-05/2023-06-11",
        "status": "delivered",
    }
    return event | changes


def found_event(**changes: Any) -> dict[str, Any]:
    event = {
        "donors": [{"name": "Tokyo", "country": "JP"}],
        "recipients": [{"name": "CMAC", "country": None}],
        "items": [{"item": "detectors", "quantity": 250, "unit": None}],
        "amount": None,
        "currency": None,
        "date": "2023-06-05/2023-06-11",
        "status": "delivered",
    }
    return event | changes


def judge(gold: list[dict[str, Any]], found: list[dict[str, Any]]) -> Evaluation:
    return evaluate([{"id": "a", "events": gold}], {"a": found})


def test_the_same_in_other_words_is_exact() -> None:
    report = judge([gold_event()], [found_event()])
    assert (report.slots.f1, report.events.f1, report.exact_events) == (1.0, 1.0, 1.0)
    assert report.errors == ()


@pytest.mark.parametrize(
    ("slot", "change"),
    [
        ("donor", {"donors": [{"name": "Norway", "country": "NO"}]}),
        ("recipient", {"recipients": [{"name": "HALO Trust"}]}),
        ("quantity", {"items": [{"item": "mine detectors", "quantity": 25}]}),
        ("date", {"date": "2023-06-11/2023-06-30"}),
        ("status", {"status": "pledged"}),
    ],
)
def test_one_wrong_value_costs_its_slot_alone(slot: str, change: dict[str, Any]) -> None:
    report = judge([gold_event()], [found_event(**change)])
    assert [name for name in SLOTS if report.by_slot[name].f1 < 1 and report.by_slot[name].gold] == [slot]
    assert report.events.f1 == 1.0
    assert report.exact_events == (1.0 if slot == "status" else 0.0)
    assert report.errors[0].startswith(f"a {slot}\n")


def test_a_value_where_gold_has_none_is_a_false_positive() -> None:
    report = judge([gold_event(date=None)], [found_event()])
    assert (report.by_slot["date"].precision, report.by_slot["date"].gold) == (0.0, 0)


def test_a_van_and_one_van_are_alike() -> None:
    gold = gold_event(items=[{"item": ["van"], "quantity": None}])
    report = judge([gold], [found_event(items=[{"item": "van", "quantity": 1}])])
    assert report.exact_events == 1.0


def test_a_missed_and_an_extra_event_cost_all_their_slots() -> None:
    other = found_event(donors=[{"name": "Norway"}], items=[{"item": "tents", "quantity": 3}])
    report = judge([gold_event()], [other])
    assert report.events.f1 == 0.0
    assert len(report.errors) == 2
    assert "got  -" in report.errors[0]
    assert "gold -" in report.errors[1]


def test_events_are_paired_for_the_most_slots_whatever_their_order() -> None:
    gold = [gold_event(), gold_event(items=[{"item": ["mine detectors"], "quantity": 30}], date="2023-01-01")]
    found = [
        found_event(items=[{"item": "mine detectors", "quantity": 30}], date="2023-01-01"),
        found_event(),
    ]
    assert pair_events(gold, found) == [(0, 1), (1, 0)]


@pytest.mark.parametrize("mark", ["aggregate", "optional"])
def test_marked_events_count_neither_way(mark: str) -> None:
    for found in ([found_event()], [found_event(), found_event(amount=5, currency="USD", items=[])]):
        report = judge([gold_event(), gold_event(amount=5, currency="USD", items=[], **{mark: True})], found)
        assert (report.events.f1, report.exact_events) == (1.0, 1.0)


def test_the_aggregate_flag_is_judged_by_itself() -> None:
    gold = gold_event(aggregate=True)
    assert judge([gold], [found_event(aggregate=True)]).aggregate_flag == 1.0
    assert judge([gold], [found_event()]).aggregate_flag == 0.0
    assert judge([gold], []).aggregate_flag is None


def test_documents_without_events_are_told_apart() -> None:
    gold = [{"id": "a", "events": []}, {"id": "b", "events": []}, {"id": "c", "events": [gold_event()]}]
    report = evaluate(gold, {"a": [found_event()], "c": [found_event()]})
    assert (report.empty_left_empty, report.empty_documents) == (0.5, 2)
    assert evaluate([], {}).empty_left_empty is None


def test_the_report_prints_every_slot_and_is_json() -> None:
    report = judge([gold_event()], [found_event()])
    assert all(name in str(report) for name in ("slots", "events", "right in every slot", *SLOTS))
    assert json.loads(json.dumps(report.to_dict()))["by_slot"]["donor"]["f1"] == 1.0


class TestReadGold:
    def test_reads_documents_and_skips_blank_lines(self, tmp_path: Path) -> None:
        path = tmp_path / "gold.jsonl"
        path.write_text('{"id": "a", "text": "x", "events": []}\n\n', "utf-8")
        assert [document["id"] for document in read_gold(path)] == ["a"]

    @pytest.mark.parametrize(
        ("line", "message"),
        [
            ("{", "gold.jsonl:2: not JSON"),
            ("[1]", "gold.jsonl:2: a gold document needs id, text and events; id, text, events missing"),
            ('{"id": "b", "text": "x"}', "gold.jsonl:2: a gold document needs id, text and events; events missing"),
        ],
    )
    def test_says_where_it_is_broken(self, tmp_path: Path, line: str, message: str) -> None:
        path = tmp_path / "gold.jsonl"
        path.write_text('{"id": "a", "text": "x", "events": []}\n' + line + "\n", "utf-8")
        with pytest.raises(InputError) as caught:
            read_gold(path)
        assert message in str(caught.value)

    def test_says_when_it_is_no_text(self, tmp_path: Path) -> None:
        path = tmp_path / "gold.jsonl"
        path.write_bytes(b"\xff\xfe\x00")
        with pytest.raises(InputError, match="not a UTF-8 text"):
            read_gold(path)


# ------------------------------------------------------------------ against the reference scorer
@pytest.fixture(scope="module")
def reference() -> ModuleType:
    path = GOLD / "score.py"
    if not path.exists():
        pytest.skip("the reference scorer is not beside this checkout")
    spec = importlib.util.spec_from_file_location("reference_score", path)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def disturbed(documents: list[dict[str, Any]], seed: int) -> dict[str, list[dict[str, Any]]]:
    """Gold events turned into predictions, and then spoilt in many ways."""
    rng = random.Random(seed)
    all_events = [event for document in documents for event in document["events"]]
    return {document["id"]: _disturbed_events(document["events"], all_events, rng) for document in documents}


def _disturbed_events(
    gold: list[dict[str, Any]], others: list[dict[str, Any]], rng: random.Random
) -> list[dict[str, Any]]:
    events = []
    for event in [*gold, *rng.sample(others, k=rng.choice((0, 0, 1, 2)))]:
        if rng.random() < 0.2:
            continue
        source = rng.choice(others)  # lends the values that are wrong
        slots = {key: (source if rng.random() < 0.2 else event).get(key) for key in KEYS}
        slots["donors"] = [_party(party, rng) for party in slots["donors"] or []]
        slots["recipients"] = [_party(party, rng) for party in slots["recipients"] or []]
        slots["items"] = [item | {"item": rng.choice(item["item"])} for item in slots["items"] or []]
        slots["aggregate"] = bool(slots["aggregate"]) != (rng.random() < 0.1)
        events += [slots] * rng.choice((1, 1, 1, 2))
    rng.shuffle(events)
    return events


KEYS = ("donors", "recipients", "items", "amount", "currency", "date", "status", "aggregate")


def _party(party: dict[str, Any], rng: random.Random) -> dict[str, Any]:
    return {"name": rng.choice(party["names"]), "country": party.get("country") if rng.random() < 0.8 else None}


@pytest.mark.parametrize("seed", range(4))
def test_agrees_with_the_reference_scorer(reference: ModuleType, seed: int) -> None:
    documents = read_gold(GOLD / "train.jsonl")[seed::5]
    predicted = disturbed(documents, seed)
    ours = evaluate(documents, predicted)
    theirs, errors = reference.score(documents, predicted)
    for name, score in {"slots": ours.slots, "events": ours.events, **ours.by_slot}.items():
        assert (score.precision, score.recall, score.f1, score.gold) == tuple(
            theirs[name][key] for key in ("p", "r", "f1", "gold")
        ), name
    assert ours.exact_events == theirs["exact_events"]
    assert ours.aggregate_flag == theirs["aggregate_flag"]
    assert ours.empty_left_empty == theirs["empty_docs_clean"]
    assert len(ours.errors) == len(errors)
    assert 0.2 < ours.slots.f1 < 0.95  # spoilt enough to tell two scorers apart
