"""Triggers on Docs built by hand: particles that stand apart, tags that err."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from spacy.tokens import Doc

from aidextract.mentions.triggers import find_triggers

MakeDoc = Callable[..., Doc]

CASES = [
    ("a plain verb", "France PROPN nsubj 1\ndonated VERB root 1 donate\ntents NOUN obj 1 tent", [("donate", "give")]),
    (
        "a particle behind the object",
        (
            "She PRON nsubj 1\nhanded VERB root 1 hand\nthe DET det 3\nkeys NOUN obj 1 key\n"
            "over ADP compound:prt 1\n. PUNCT punct 1"
        ),
        [("hand over", "give")],
    ),
    (
        "words far apart",
        (
            "They PRON nsubj 1\nput VERB root 1 put\nfive NUM nummod 3\nboats NOUN obj 1 boat\n"
            "at ADP case 6\nthe DET det 6\ndisposal NOUN obl 1\nof ADP case 8\nTonga PROPN nmod 6"
        ),
        [("put at the disposal of", "give")],
    ),
    (
        "a verb taken for an adjective",
        "Tents NOUN root 0 tent\ndonated ADJ amod 0 donated\nby ADP case 3\nOman PROPN nmod 0",
        [("donate", "give")],
    ),
    ("a noun is what the tagger says", "The DET det 1\ndonation NOUN root 1", [("donation", "gift_noun")]),
    ("a noun that only tells what kind", "The DET det 2\ngrant NOUN compound 2\nsystem NOUN root 2", []),
    ("supplies are no verb", "medical ADJ amod 1\nsupplies NOUN root 1 supply NNS", []),
    ("a name is no trigger", "General PROPN compound 1\nGrant PROPN root 1", []),
    (
        "a compound noun",
        "a DET det 1\nline NOUN root 1\nof ADP case 3\ncredit NOUN nmod 1",
        [("line of credit", "grant_noun")],
    ),
    (
        "a fixed phrase",
        "books NOUN root 0 book\ncourtesy NOUN dep 0\nof ADP case 3\nRotary PROPN nmod 1",
        [("courtesy of", "courtesy")],
    ),
    (
        "a preposition is no particle",
        "They PRON nsubj 1\nflew VERB root 1 fly\nin ADP case 3\nMarch PROPN obl 1",
        [("fly", "send")],
    ),
]


@pytest.mark.parametrize(("label", "rows", "expected"), CASES, ids=[c[0] for c in CASES])
def test_triggers(make_doc: MakeDoc, label: str, rows: str, expected: list[tuple[str, str]]) -> None:
    assert [(t.lemma, t.frame) for t in find_triggers(make_doc(rows))] == expected


def test_offsets_are_characters_of_the_text(make_doc: MakeDoc) -> None:
    doc = make_doc("France PROPN nsubj 1\nhanded VERB root 1 hand\nover ADP compound:prt 1\ntents NOUN obj 1 tent")
    [trigger] = find_triggers(doc)
    assert doc.text[trigger.start : trigger.end] == "handed over"
    assert (trigger.head, trigger.tokens, trigger.last) == (1, (1, 2), 2)
