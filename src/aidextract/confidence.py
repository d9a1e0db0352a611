"""Scores that mean something: of a hundred values with 0.8, about eighty are right.

A network is surer than it should be. What it says of an event and of each value is turned into probabilities by
logistic functions, fitted on articles it had not seen (`models/encoder/calibrate.py`); they travel with its weights.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import replace

from aidextract.records import AidEvent

Calibration = Mapping[str, Sequence[float]]
"""By kind of value ("event", "donor", "item", "amount" ...): constant, weight of the value's own log-odds, and of the
event's."""

KINDS = ("donor", "recipient", "item", "quantity", "amount", "currency", "date", "status")


def calibrate(events: Sequence[AidEvent], calibration: Calibration) -> list[AidEvent]:
    """The events with probabilities in the place of raw scores. A kind that was not fitted keeps what it has."""
    out = []
    for event in events:
        evidence = []
        for found in event.evidence:
            weights = calibration.get(kind_of(found.field))
            score = found.score if weights is None else probability(weights, found.score, event.score)
            evidence.append(replace(found, score=score))
        own = calibration.get("event")
        score = event.score if own is None else probability(own, event.score, event.score)
        out.append(replace(event, score=score, evidence=tuple(evidence)))
    return out


def kind_of(field: str) -> str:
    """The kind of value that a field of the evidence holds.

    >>> kind_of("donors[0]"), kind_of("items[1].quantity"), kind_of("items[0].item"), kind_of("date")
    ('donor', 'quantity', 'item', 'date')
    """
    name, _, rest = field.partition("[")
    return rest.partition("].")[2] or name.removesuffix("s") if rest else name


def probability(weights: Sequence[float], own: float, event: float) -> float:
    """The logistic function of two raw scores, rounded to four places."""
    constant, a, b = weights
    return round(1 / (1 + math.exp(-(constant + a * log_odds(own) + b * log_odds(event)))), 4)


def log_odds(p: float) -> float:
    """Cut at 0.001 and 0.999, beyond which a raw score tells nothing more."""
    p = min(max(p, 0.001), 0.999)
    return math.log(p / (1 - p))
