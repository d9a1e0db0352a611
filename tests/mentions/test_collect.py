"""What the finders see and what a pipeline wrote, brought together. Docs are built by hand."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from typing import Any

import pytest
from spacy.tokens import Span

from aidextract.decoding import AID_SPANS
from aidextract.mentions.collect import add_spans, collect_mentions, find_in_text, trim
from aidextract.records import Article, Mentions, PartyMention


@pytest.mark.parametrize(
    ("span", "name"),
    [
        ("clinic", "clinic"),
        ("the clinic", "clinic"),
        ("The clinic's", "clinic"),
        ("their nurses’", "nurses"),
        ("a  clinic,", "clinic"),
        ("\n an agency.\n", "agency"),
        ("“the clinic”", "clinic"),
        ('"Hope"', "Hope"),
        ("the U.S.", "U.S."),
        ("U.S.'s", "U.S."),
        ("U.S.,", "U.S."),
        ("U.S.A.", "U.S.A."),
        ("Save Our Valley.", "Save Our Valley"),
        ("theatre", "theatre"),
        ("the", "the"),
        ("its", "its"),
        ("A-10 aircraft", "A-10 aircraft"),
        ("women's shelters", "women's shelters"),
        ("", ""),
        (" ", ""),
        ("’s", ""),
        ("...", ""),
    ],
)
def test_trim(span: str, name: str) -> None:
    text = f"xx{span}yy"
    start, end = trim(text, 2, 2 + len(span))
    assert text[start:end] == name
    assert 2 <= start <= end <= 2 + len(span)


def test_finders_need_no_pipeline() -> None:
    text = "Norway gave Peru 12 tons of rice worth $5,000 on Monday."
    found = find_in_text(Article(text, dt.date(2023, 5, 12)))
    assert [m.country for m in found.parties] == ["NO", "PE"]
    assert [(m.value, m.unit) for m in found.quantities] == [(Decimal(12), "tons")]
    assert [(m.amount, m.currency) for m in found.money] == [(Decimal(5000), "USD")]
    assert [str(m.value) for m in found.dates] == ["2023-05-08"]
    assert found.items == ()


def test_the_datelines_country_settles_the_currency() -> None:
    text = "They gave Rs 5,000."
    assert [find_in_text(Article(text, country=c)).money[0].currency for c in ("NP", "LK")] == ["NPR", "LKR"]


def test_what_the_pipeline_wrote_joins_what_the_finders_saw(make_doc: Any) -> None:
    doc = make_doc(
        """
        Norway PROPN nsubj 1
        gave VERB root 1
        the DET det 4
        Ayabaca PROPN compound 4
        Clinic PROPN iobj 1
        the DET det 7
        hospital NOUN compound 7
        beds NOUN obj 1
        """
    )
    doc.ents = [Span(doc, 0, 1, label="GPE"), Span(doc, 2, 5, label="ORG"), Span(doc, 7, 8, label="PRODUCT")]
    doc.spans[AID_SPANS] = [
        Span(doc, 0, 1, label="DONOR"), Span(doc, 2, 5, label="RECIPIENT"), Span(doc, 5, 8, label="ITEM"),
        Span(doc, 1, 2, label="DONOR"),
    ]  # fmt: skip
    found = collect_mentions(doc, Article(doc.text))
    assert [(m.text, m.rule, m.country) for m in found.parties] == [
        ("Norway", "party.country", "NO"),  # the gazetteer knows more of it than the recogniser
        ("gave", "reader.party", None),
        ("Ayabaca Clinic", "ner.ORG", None),
    ]
    assert [(m.text, m.head, m.rule) for m in found.items] == [("hospital beds", "beds", "reader.item")]
    for mention in (*found.parties, *found.items):
        assert doc.text[mention.start : mention.end] == mention.text


def test_a_doc_without_layers_gives_what_the_finders_see(make_doc: Any) -> None:
    doc = make_doc("Norway PROPN nsubj 1\ngave VERB root 1")
    assert collect_mentions(doc, Article(doc.text)) == find_in_text(Article(doc.text))


@pytest.mark.parametrize("words", ["12", "$5,000", "...", " ", "the ", "Its", "—"])
def test_spans_of_no_goods_are_dropped(words: str) -> None:
    assert add_spans(Mentions(), words, [], [(0, len(words), "ITEM")]).items == ()


@pytest.mark.parametrize(
    ("words", "goods"),
    [
        ("mine detectors and armoured excavators", ["mine detectors", "armoured excavators"]),
        ("tents and generators", ["tents", "generators"]),
        ("trauma and surgery kits", ["trauma and surgery kits"]),
        ("tents for schools and clinics", ["tents for schools and clinics"]),
        ("food and tents", ["food and tents"]),
        ("glass and dress", ["glass and dress"]),
    ],
)
def test_two_goods_marked_as_one_are_two(words: str, goods: list[str]) -> None:
    found = add_spans(Mentions(), words, [], [(0, len(words), "ITEM")]).items
    assert [m.text for m in found] == goods
    assert all(words[m.start : m.end] == m.text for m in found)


def test_mentions_are_sorted_and_none_is_doubled() -> None:
    text = "Hope and the\nHope  Union"
    known = PartyMention(0, 4, "Hope", "party.org", "Hope", id="hope")
    found = add_spans(
        Mentions(parties=(known,)),
        text,
        [(9, 24, "ORG"), (0, 4, "ORG"), (13, 24, "ORG")],
        [(9, 24, "DONOR"), (13, 24, "ITEM"), (9, 24, "ITEM")],
    )
    assert [(m.start, m.end, m.name, m.rule) for m in found.parties] == [
        (0, 4, "Hope", "party.org"), (13, 24, "Hope Union", "ner.ORG"),
    ]  # fmt: skip
    assert [(m.start, m.end, m.text) for m in found.items] == [(13, 24, "Hope  Union")]
