"""From scores to structure: label sequences to spans."""

from __future__ import annotations

from collections.abc import Sequence

AID_SPANS = "aid"
"""Key of the span group that the encoder writes on a Doc: DONOR, RECIPIENT, ITEM."""


def bio_spans(labels: Sequence[str]) -> list[tuple[int, int, str]]:
    """(start, end, label) of each span. An I without its B begins one.

    >>> bio_spans(["O", "B-ORG", "I-ORG", "B-GPE", "O", "I-ORG"])
    [(1, 3, 'ORG'), (3, 4, 'GPE'), (5, 6, 'ORG')]
    """
    out: list[tuple[int, int, str]] = []
    start, kind = -1, ""
    for i, label in enumerate([*labels, "O"]):
        if kind and label != f"I-{kind}":
            out.append((start, i, kind))
            kind = ""
        if not kind and label != "O":
            start, kind = i, label[2:]
    return out
