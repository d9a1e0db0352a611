"""Probabilities of events and values, and how far they are from what is right."""

from __future__ import annotations

from decimal import Decimal

import pytest

from aidextract.confidence import calibrate, kind_of, probability
from aidextract.evaluate import calibration_error, judged_scores
from aidextract.records import AidEvent, Evidence, Item, Money, Party


def made(event: float, **scores: float) -> AidEvent:
    fields = {"donor": "donors[0]", "item": "items[0].item", "quantity": "items[0].quantity"}
    evidence = tuple(Evidence(fields.get(k, k), "", 0, 0, "reader", p) for k, p in scores.items())
    return AidEvent(
        donors=(Party("Japan", "JP"),),
        items=(Item("tents", Decimal(20)),),
        money=Money(Decimal(5), "USD"),
        evidence=evidence,
        score=event,
    )


def test_own_and_event_scores_are_weighed() -> None:
    (event,) = calibrate([made(0.9, donor=0.5, status=0.8)], {"event": [0, 0.5, 0], "donor": [1, 0, 1]})
    assert event.score == 0.75  # odds of 9, their square root 3
    assert {e.field: e.score for e in event.evidence} == {"donors[0]": pytest.approx(0.9607, abs=1e-4), "status": 0.8}


def test_without_a_calibration_scores_stay() -> None:
    event = made(0.9, donor=0.5)
    assert calibrate([event], {}) == [event]


@pytest.mark.parametrize("own", [0.0, 1.0, 0.5])
def test_certainty_is_never_claimed(own: float) -> None:
    assert 0 < probability([0, 1, 0], own, 1.0) < 1


@pytest.mark.parametrize(("field", "kind"), [("recipients[3]", "recipient"), ("amount", "amount")])
def test_kind_of(field: str, kind: str) -> None:
    assert kind_of(field) == kind


def test_values_are_judged_by_their_pair() -> None:
    japan = {"names": ["Japan"], "country": "JP"}
    gold = {"donors": [japan], "items": [{"item": ["tents"], "quantity": 30}], "amount": 5}
    guess = made(0.9, donor=0.8, item=0.7, quantity=0.6, amount=0.5).to_dict()
    assert judged_scores([gold], [guess], [(0, 0)]) == [
        ("event", 0.9, 0.9, True),
        ("donor", 0.8, 0.9, True),
        ("item", 0.7, 0.9, True),
        ("quantity", 0.6, 0.9, False),
        ("amount", 0.5, 0.9, True),
    ]
    assert {right for *_, right in judged_scores([], [guess], [])} == {False}
    assert judged_scores([gold | {"optional": True}], [guess], [(0, 0)]) == []


def test_calibration_error() -> None:
    assert calibration_error([]) == 0
    assert calibration_error([(0.75, True), (0.75, True), (0.75, True), (0.75, False)]) == 0
    assert calibration_error([(1.0, False), (0.0, False)]) == 0.5
