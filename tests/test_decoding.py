"""Label sequences to spans: adjacent spans, breaks in a sequence, and what holds for any sequence."""

from __future__ import annotations

import itertools

import pytest

from aidextract.decoding import bio_spans


@pytest.mark.parametrize(
    ("labels", "spans"),
    [
        ("", []),
        ("O O", []),
        ("B-ORG", [(0, 1, "ORG")]),
        ("B-ORG I-ORG I-ORG", [(0, 3, "ORG")]),
        ("B-ORG B-ORG", [(0, 1, "ORG"), (1, 2, "ORG")]),
        ("B-ORG I-GPE", [(0, 1, "ORG"), (1, 2, "GPE")]),
        ("I-ORG I-ORG O I-ORG", [(0, 2, "ORG"), (3, 4, "ORG")]),
        ("B-ORG O I-ORG", [(0, 1, "ORG"), (2, 3, "ORG")]),
        ("O B-GPE I-GPE", [(1, 3, "GPE")]),
        ("I-GPE B-GPE", [(0, 1, "GPE"), (1, 2, "GPE")]),
    ],
)
def test_spans(labels: str, spans: list[tuple[int, int, str]]) -> None:
    assert bio_spans(labels.split()) == spans


def test_spans_cover_every_label_but_o_once() -> None:
    for labels in itertools.product(("O", "B-A", "I-A", "B-B", "I-B"), repeat=4):
        covered = [i for start, end, _ in bio_spans(labels) for i in range(start, end)]
        assert covered == [i for i, label in enumerate(labels) if label != "O"]
