"""From mentions to candidates, on Docs and mentions made by hand."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal

import pytest
from spacy.tokens import Doc
from spacy.vocab import Vocab

from aidextract.frames import find_candidates
from aidextract.mentions.items import find_items
from aidextract.records import Candidate, Mentions, MoneyMention, PartyMention, QuantityMention

MakeDoc = Callable[..., Doc]


def spans(text: str, words: list[str]) -> list[tuple[int, int, str]]:
    return [(text.index(w), text.index(w) + len(w), w) for w in words]


def mentions(doc: Doc, parties: str = "", money: str = "", quantities: str = "") -> Mentions:
    """Mentions by their words, separated by "|"."""
    text = doc.text
    split = lambda cells: [c for c in cells.split("|") if c]  # noqa: E731
    sums = tuple(MoneyMention(a, b, w, "test", Decimal(1), "USD") for a, b, w in spans(text, split(money)))
    numbers = tuple(QuantityMention(a, b, w, "test", Decimal(1)) for a, b, w in spans(text, split(quantities)))
    return Mentions(
        parties=tuple(PartyMention(a, b, w, "test", name=w) for a, b, w in spans(text, split(parties))),
        items=tuple(find_items(doc, sums, numbers)),
        money=sums,
        quantities=numbers,
    )


def brief(candidate: Candidate) -> dict[str, str]:
    out: dict[str, str] = {}
    for argument in candidate.arguments:
        out[argument.role] = (
            f"{out[argument.role]}+{argument.mention.text}" if argument.role in out else argument.mention.text
        )
    return out


ACTIVE = """
France PROPN nsubj 1
handed VERB root 1 hand
over ADP compound:prt 1
300 NUM nummod 4
toolkits NOUN obj 1 toolkit
to ADP case 6
ANAMA PROPN obl 1
"""
PASSIVE = """
Two NUM nummod 1
ambulances NOUN nsubj:pass 3 ambulance
were AUX aux:pass 3 be
donated VERB root 3 donate VBN
to ADP case 5
Malawi PROPN obl 3
by ADP case 7
Rotary PROPN obl:agent 3
"""
DATIVE = """
Oxfam PROPN nsubj 1
gave VERB root 1 give
Haiti PROPN iobj 1
20 NUM nummod 4
filters NOUN obj 1 filter
"""
FLAT = """
Oxfam PROPN dep 1
gave VERB root 1 give
Haiti PROPN dep 1
20 NUM dep 1
filters NOUN dep 1 filter
"""
RECEIVE = """
Grenada PROPN nsubj 1
received VERB root 1 receive
$ SYM obj 1
2 NUM nummod 2
million NUM flat 3
from ADP case 6
Taiwan PROPN obl 1
"""
FUTURE = """
Japan PROPN nsubj 2
will AUX aux 2
send VERB root 2 send VB
tents NOUN obj 2 tent
to ADP case 5
Peru PROPN obl 2
"""
NOUN = """
Mongolia PROPN nmod:poss 2
's PART case 0
donation NOUN nsubj 8
of ADP case 5
60 NUM nummod 5
yurts NOUN nmod 2 yurt
to ADP case 7
Nepal PROPN nmod 2
pleased VERB root 8 please
them PRON obj 8
"""
GAP = """
Japan PROPN nsubj 1
gave VERB root 1 give
$ SYM obj 1
3 NUM nummod 2
million NUM flat 3
and CCONJ cc 6
Norway PROPN conj 1
$ SYM obj 6
2 NUM nummod 7
million NUM flat 8
to ADP case 11
UNICEF PROPN obl 1
"""


@pytest.mark.parametrize(
    ("label", "rows", "given", "expected", "status"),
    [
        (
            "active",
            ACTIVE,
            ("France|ANAMA", "", "300"),
            [{"donor": "France", "recipient": "ANAMA", "item": "toolkits", "quantity": "300"}],
            "delivered",
        ),
        (
            "passive",
            PASSIVE,
            ("Malawi|Rotary", "", "Two"),
            [{"donor": "Rotary", "recipient": "Malawi", "item": "ambulances", "quantity": "Two"}],
            "delivered",
        ),
        (
            "two objects",
            DATIVE,
            ("Oxfam|Haiti", "", "20"),
            [{"donor": "Oxfam", "recipient": "Haiti", "item": "filters", "quantity": "20"}],
            "delivered",
        ),
        (
            "no parse to speak of",
            FLAT,
            ("Oxfam|Haiti", "", "20"),
            [{"donor": "Oxfam", "recipient": "Haiti", "item": "filters", "quantity": "20"}],
            "delivered",
        ),
        (
            "the receiver's view",
            RECEIVE,
            ("Grenada|Taiwan", "$2 million", ""),
            [{"donor": "Taiwan", "recipient": "Grenada", "money": "$2 million"}],
            "delivered",
        ),
        (
            "future",
            FUTURE,
            ("Japan|Peru", "", ""),
            [{"donor": "Japan", "recipient": "Peru", "item": "tents"}],
            "pledged",
        ),
        (
            "a noun",
            NOUN,
            ("Mongolia|Nepal", "", "60"),
            [{"donor": "Mongolia", "recipient": "Nepal", "item": "yurts", "quantity": "60"}],
            "delivered",
        ),
        (
            "each giver with a sum",
            GAP,
            ("Japan|Norway|UNICEF", "$3 million|$2 million", ""),
            [
                {"donor": "Japan", "recipient": "UNICEF", "money": "$3 million"},
                {"donor": "Norway", "recipient": "UNICEF", "money": "$2 million"},
            ],
            "delivered",
        ),
    ],
)
def test_candidates(
    make_doc: MakeDoc, label: str, rows: str, given: tuple[str, str, str], expected: list[dict[str, str]], status: str
) -> None:
    doc = make_doc(rows)
    found = find_candidates(doc, mentions(doc, *given))
    assert [brief(c) for c in found] == expected
    assert {c.status for c in found} == {status}


def test_every_argument_says_its_rule(make_doc: MakeDoc) -> None:
    doc = make_doc(ACTIVE)
    [candidate] = find_candidates(doc, mentions(doc, "France|ANAMA", "", "300"))
    assert candidate.rule == "frame.give"
    assert candidate.trigger is not None
    assert candidate.trigger.text == "handed over"
    assert [(a.role, a.rule) for a in candidate.arguments] == [
        ("donor", "frame.give/donor"),
        ("recipient", "frame.give/recipient"),
        ("item", "frame.give/item"),
        ("quantity", "frame.give/item/quantity"),
    ]
    quantity = candidate.arguments[3]
    assert quantity.of is not None
    assert candidate.arguments[quantity.of].role == "item"


def test_cash_on_top_of_goods_is_a_second_candidate(make_doc: MakeDoc) -> None:
    rows = """
    Peru PROPN nsubj 1
    sent VERB root 1 send
    tents NOUN obj 1 tent
    and CCONJ cc 4
    $ SYM conj 2
    5,000 NUM nummod 4
    to ADP case 7
    Chile PROPN obl 1
    """
    doc = make_doc(rows)
    found = [brief(c) for c in find_candidates(doc, mentions(doc, "Peru|Chile", "$5,000"))]
    assert found == [
        {"donor": "Peru", "recipient": "Chile", "item": "tents"},
        {"donor": "Peru", "recipient": "Chile", "money": "$5,000"},
    ]


def test_worth_belongs_to_the_goods(make_doc: MakeDoc) -> None:
    rows = """
    Peru PROPN nsubj 1
    sent VERB root 1 send
    tents NOUN obj 1 tent
    worth ADJ amod 2
    $ SYM obj 3
    5,000 NUM nummod 4
    to ADP case 7
    Chile PROPN obl 1
    """
    doc = make_doc(rows)
    [candidate] = find_candidates(doc, mentions(doc, "Peru|Chile", "$5,000"))
    assert brief(candidate) == {"donor": "Peru", "recipient": "Chile", "item": "tents", "money": "$5,000"}


def test_what_is_no_aid_gives_no_candidate(make_doc: MakeDoc) -> None:
    rows = (
        "Chile PROPN nsubj 1\ngave VERB root 1 give\na DET det 3\nwarning NOUN obj 1\nto ADP case 5\nPeru PROPN obl 1"
    )
    doc = make_doc(rows)
    assert find_candidates(doc, mentions(doc, "Chile|Peru")) == []


def test_nothing_without_a_party(make_doc: MakeDoc) -> None:
    doc = make_doc("Tents NOUN nsubj:pass 2 tent\nwere AUX aux:pass 2 be\nsent VERB root 2 send VBN")
    assert find_candidates(doc, mentions(doc)) == []


@pytest.mark.parametrize("text", ["", "a", "gave", "gave gave gave", "donated to by from", "🙂 donated 🙂", "* * *"])
def test_odd_text_raises_nothing(text: str) -> None:
    doc = Doc(Vocab(), words=text.split())
    assert find_candidates(doc, Mentions()) == []
