"""A long text falls into parts at paragraphs or sentences, and nothing of it is lost or told twice."""

from __future__ import annotations

import pytest

from aidextract.extraction import Spans
from aidextract.reader.parts import Part, split_text
from aidextract.records import Argument, Candidate, ItemMention, Mention, Mentions, PartyMention


def split(words: list[str], sentences: list[int], most: int) -> list[Part]:
    """Every capitalised word is a party, every "tents" an item and a candidate; parties are numbered as they come."""
    starts = [sum(len(w) + 1 for w in words[:i]) for i in range(len(words))]
    stands = list(zip(starts, words, strict=True))
    parties = tuple(PartyMention(s, s + len(w), w, "party.org", name=w) for s, w in stands if w[0].isupper())
    items = tuple(ItemMention(s, s + len(w), w, "reader.item", head="tent") for s, w in stands if w == "tents")
    told = [Candidate((Argument("item", m, "item"),), "delivered", "frame.give") for m in items]
    return split_text(words, starts, sentences, Mentions(parties, items), range(len(parties)), told, most)


def test_an_article_is_one_part() -> None:
    words = "Norway gave tents .".split()
    [part] = split(words, [0], 240)
    assert (part.start, part.end, part.groups) == (0, 4, (0,))
    assert [m.text for m in part.mentions.items] == ["tents"]


@pytest.mark.parametrize("most", [4, 7, 20])
def test_a_long_text_is_cut_at_sentences_and_loses_nothing(most: int) -> None:
    words = "Norway gave Peru tents .".split() * 40
    parts = split(words, list(range(0, 200, 5)), most)
    assert [p.start for p in parts] == [0, *(p.end for p in parts[:-1])]
    assert parts[-1].end == len(words)
    assert len(parts) > 120 / most
    assert all(p.start % 5 == 0 for p in parts)
    assert sum((p.groups for p in parts), ()) == tuple(range(80))
    assert sum(len(p.mentions.items) for p in parts) == sum(len(p.told) for p in parts) == 40
    for p in parts:
        assert len(p.mentions.parties) + len(p.mentions.items) <= max(3, 1.2 * most)
        assert [c.arguments[0].mention for c in p.told] == list(p.mentions.items)


def test_the_last_paragraph_within_reach_is_the_better_place() -> None:
    words = ("Norway gave Peru tents . " * 2 + "¶ ").split() * 20
    words = [w.replace("¶", "\n\n") for w in words]
    sentences = [i for i in range(len(words)) if i % 11 in (0, 5)]
    assert [p.start % 11 for p in split(words, sentences, 20)] == [0] * 7


def test_an_endless_sentence_is_cut_all_the_same() -> None:
    parts = split(["tents", "and"] * 500, [0], 100)
    assert [len(p.mentions.items) for p in parts] == [100] * 5


def test_all_in_one_word_is_one_part() -> None:
    items = tuple(ItemMention(i, i + 1, "x", "reader.item") for i in range(500))
    assert len(split_text(["x" * 500], [0], [0], Mentions(items=items), [], [], 100)) == 1


def test_spans_know_what_overlaps_them() -> None:
    spans = Spans([Mention(10, 20, "", ""), Mention(12, 14, "", ""), Mention(30, 31, "", "")])
    found = [(s, e) for s, e in [(0, 10), (0, 11), (15, 16), (19, 40), (20, 30), (30, 31), (31, 50)]
             if spans.overlap(Mention(s, e, "", ""))]  # fmt: skip
    assert found == [(0, 11), (15, 16), (19, 40), (30, 31)]
    assert not Spans([]).overlap(Mention(0, 9, "", ""))
