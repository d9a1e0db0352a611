"""Docs built by hand: fast, exact, and deaf to retraining."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from spacy.tokens import Doc, Span
from spacy.vocab import Vocab

MakeDoc = Callable[..., Doc]
_TAGS = {
    "PROPN": "NNP",
    "VERB": "VBD",
    "NOUN": "NN",
    "ADJ": "JJ",
    "NUM": "CD",
    "DET": "DT",
    "ADP": "IN",
    "AUX": "VBD",
    "ADV": "RB",
}
_TIGHT_LEFT = frozenset({",", ".", ";", ":", ")", "'s", "n't", "%", "”"})
_TIGHT_RIGHT = frozenset({"(", "$", "€", "“"})


def build_doc(rows: str, *, entities: dict[str, str] | None = None) -> Doc:
    """A parsed Doc from one line a token: ``form pos dep head [lemma [tag]]``, heads counted from 0.

    A blank line starts a new sentence (heads go on counting). `entities` maps words to labels. Tags follow from the
    part of speech where they are not given; plural nouns and -ing and -ed forms are told by their endings.
    """
    words, pos, deps, heads, lemmas, tags, starts = [], [], [], [], [], [], []
    fresh = True
    for line in rows.strip().splitlines():
        cells = line.split()
        if not cells:
            fresh = True
            continue
        form, part, dep, head = cells[:4]
        words.append(form)
        pos.append(part)
        deps.append(dep)
        heads.append(int(head))
        lemmas.append(cells[4] if len(cells) > 4 else form.lower())
        tags.append(cells[5] if len(cells) > 5 else _tag(form, part))
        starts.append(fresh)
        fresh = False
    spaces = [
        i + 1 < len(words) and words[i + 1] not in _TIGHT_LEFT and word not in _TIGHT_RIGHT
        for i, word in enumerate(words)
    ]
    doc = Doc(
        Vocab(), words=words, spaces=spaces, pos=pos, deps=deps, heads=heads, lemmas=lemmas, tags=tags,
        sent_starts=None if any(head != i for i, head in enumerate(heads)) else starts,
    )  # fmt: skip
    if entities:
        doc.ents = [Span(doc, t.i, t.i + 1, label=entities[t.text]) for t in doc if t.text in entities]
    return doc


def _tag(form: str, part: str) -> str:
    if part == "NOUN" and form.endswith("s") and not form.endswith("ss"):
        return "NNS"
    if part == "VERB" and form.endswith("ing"):
        return "VBG"
    if part == "PART":
        return "POS" if form == "'s" else "TO"
    return _TAGS.get(part, part)


@pytest.fixture(scope="session")
def make_doc() -> MakeDoc:
    """`build_doc` for tests: ``make_doc("France PROPN nsubj 1\\ngave VERB root 1 give")``."""
    return build_doc
