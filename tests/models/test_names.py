"""Other names in the place of those in a text."""

from __future__ import annotations

import random
import sys
from pathlib import Path
from types import SimpleNamespace

import pytest

from aidextract.encoder.pieces import WordPieces
from aidextract.mentions.collect import find_in_text
from aidextract.pipeline import find_model
from aidextract.records import Article

FOLDER = Path(__file__).resolve().parents[2] / "models" / "encoder"


@pytest.fixture(scope="module")
def pieces() -> WordPieces:
    return WordPieces.from_file(find_model("encoder") / "aid_encoder" / "tokenizer.json")


@pytest.fixture
def names(monkeypatch: pytest.MonkeyPatch) -> object:
    monkeypatch.syspath_prepend(FOLDER)
    import names

    yield names
    sys.modules.pop("names")


def made(text: str, pieces: WordPieces) -> SimpleNamespace:
    words = text.split()
    starts = [sum(len(w) + 1 for w in words[:i]) for i in range(len(words))]
    found = find_in_text(Article(text))
    gold = SimpleNamespace(donors=[], recipients=[])
    return SimpleNamespace(words=words, starts=starts, windows=pieces.windows(words), found=found, gold=gold)


def test_names_are_swapped_in_their_places(names: SimpleNamespace, pieces: WordPieces) -> None:
    texts = [made(t, pieces) for t in ("France gave French tents to Chad .", "Japan sold Japanese rice to Ghana .")]
    swapper = names.Names(texts, pieces, share=1.0)
    seen = set()
    for seed in range(30):
        (window,) = swapper.swapped(texts[0], random.Random(seed))
        (before,) = texts[0].windows
        assert len(window.ids) == len(before.ids)
        assert (window.first, window.case) == (before.first, before.case)
        read = [pieces.tokenizer.decode([window.ids[i]]) for i in window.first]
        assert read[1] == "gave"
        assert read[3:5] == ["tents", "to"]
        seen.add(tuple(read[i] for i in (0, 2, 5)))
    assert {("france", "french"), ("japan", "japanese")} <= {x[:2] for x in seen}
    assert not {x[:2] for x in seen} & {("france", "japanese"), ("japan", "french")}  # a state with its own demonym
    assert len({x[2] for x in seen}) > 1


def test_no_text_is_changed_without_a_share(names: SimpleNamespace, pieces: WordPieces) -> None:
    text = made("France gave tents to Chad .", pieces)
    swapper = names.Names([text], pieces, share=0.0)
    assert swapper.swapped(text, random.Random(0)) == text.windows
