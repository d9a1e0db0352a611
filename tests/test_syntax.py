"""Grammar on Docs built by hand."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from spacy.tokens import Doc
from spacy.vocab import Vocab

from aidextract.syntax import (
    auxiliaries,
    conjuncts,
    first_conjunct,
    governing_clause,
    is_passive,
    noun_chunks,
    read_parse,
    subject_of,
    subtree_span,
)

MakeDoc = Callable[..., Doc]

SENT = """
Two NUM nummod 1
trucks NOUN nsubj:pass 5 truck
of ADP case 3
rice NOUN nmod 1
were AUX aux:pass 5 be
sent VERB root 5 send VBN
by ADP case 7
Japan PROPN obl:agent 5
to ADP case 9
Haiti PROPN obl 5
and CCONJ cc 11
Cuba PROPN conj 9
. PUNCT punct 5
"""
CONTROL = """
Japan PROPN nsubj 1
agreed VERB root 1 agree
to PART mark 3
send VERB xcomp 1 send VB
tents NOUN obj 3 tent
and CCONJ cc 6
give VERB conj 3 give VB
cash NOUN obj 6
"""


def chunks(doc: Doc) -> list[tuple[str, str]]:
    parse = read_parse(doc)
    return [(parse.words(c.start, c.end), c.case) for c in noun_chunks(parse)]


def test_noun_chunks_carry_their_preposition_through_a_list(make_doc: MakeDoc) -> None:
    assert chunks(make_doc(SENT)) == [
        ("Two trucks", ""), ("rice", "of"), ("Japan", "by"), ("Haiti", "to"), ("Cuba", "to"),
    ]  # fmt: skip


def test_two_objects_are_two_chunks(make_doc: MakeDoc) -> None:
    rows = """
    Oxfam PROPN nsubj 1
    gave VERB root 1 give
    the DET det 3
    clinic NOUN iobj 1
    20 NUM nummod 5
    beds NOUN obj 1 bed
    """
    assert chunks(make_doc(rows)) == [("Oxfam", ""), ("the clinic", ""), ("20 beds", "")]


def test_bare_objects_are_told_apart_by_the_parse(make_doc: MakeDoc) -> None:
    rows = """
    Oxfam PROPN nsubj 1
    gave VERB root 1 give
    Rivne PROPN iobj 1
    coats NOUN obj 1 coat
    """
    assert chunks(make_doc(rows)) == [("Oxfam", ""), ("Rivne", ""), ("coats", "")]


def test_a_possessor_belongs_to_its_chunk(make_doc: MakeDoc) -> None:
    rows = """
    Kenya PROPN nmod:poss 3
    's PART case 0
    oldest ADJ amod 3
    clinic NOUN root 3
    """
    assert chunks(make_doc(rows)) == [("Kenya's oldest clinic", "")]


def test_what_measures_a_number_is_no_preposition_of_the_phrase(make_doc: MakeDoc) -> None:
    rows = """
    sent VERB root 0 send
    over ADP advmod 2
    300 NUM nummod 3
    tents NOUN obj 0 tent
    to ADP case 5
    Chad PROPN obl 0
    """
    assert chunks(make_doc(rows)) == [("300 tents", ""), ("Chad", "to")]


def test_conjuncts_and_spans(make_doc: MakeDoc) -> None:
    parse = read_parse(make_doc(SENT))
    assert conjuncts(parse, 9) == [9, 11]
    assert first_conjunct(parse, 11) == 9
    assert subtree_span(parse, 1) == (0, 4)
    assert governing_clause(parse, 3) == 5


def test_passive(make_doc: MakeDoc) -> None:
    assert is_passive(read_parse(make_doc(SENT)), 5)
    assert not is_passive(read_parse(make_doc(CONTROL)), 1)
    bare = "tents NOUN root 0 tent\ndonated VERB acl 0 donate VBN\nby ADP case 3\nJapan PROPN obl 1"
    assert is_passive(read_parse(make_doc(bare)), 1)
    perfect = "Japan PROPN nsubj 2\nhas AUX aux 2 have\nsent VERB root 2 send VBN\ntents NOUN obj 2 tent"
    assert not is_passive(read_parse(make_doc(perfect)), 2)


def test_passive_by_word_order_where_the_parse_is_silent(make_doc: MakeDoc) -> None:
    rows = "tents NOUN dep 2 tent\nwere AUX dep 2 be\nsent VERB root 2 send VBN"
    assert is_passive(read_parse(make_doc(rows)), 2)


def test_subject_of_an_infinitive_and_of_a_conjunct_is_the_governors(make_doc: MakeDoc) -> None:
    parse = read_parse(make_doc(CONTROL))
    assert subject_of(parse, 1) == 0
    assert subject_of(parse, 3) == 0
    assert subject_of(parse, 6) == 0


def test_auxiliaries(make_doc: MakeDoc) -> None:
    rows = "Japan PROPN nsubj 4\nis AUX aux 4 be\nstill ADV advmod 4\nto PART mark 4\nsend VERB root 4 send VB"
    assert auxiliaries(read_parse(make_doc(rows)), 4) == ["is", "to"]


def test_token_at(make_doc: MakeDoc) -> None:
    parse = read_parse(make_doc(SENT))
    assert [parse.token_at(i) for i in (0, 3, 4, len(parse.text) - 1, len(parse.text))] == [0, 1, 1, 12, 13]


@pytest.mark.parametrize("text", ["", " ", "\n\n\n", "a", "🙂", "\u202e", "... — !!", "1 2 3"])
def test_odd_and_unparsed_text_raises_nothing(text: str) -> None:
    doc = Doc(Vocab(), words=text.split())
    parse = read_parse(doc)
    assert len(parse) == len(doc)
    assert isinstance(noun_chunks(parse), list)


def test_a_blank_line_ends_a_sentence() -> None:
    doc = Doc(Vocab(), words=["Aid", "arrives", "\n\n", "It", "rained"], spaces=[True, False, False, True, False])
    parse = read_parse(doc)
    assert parse.sent[0] == parse.sent[1] != parse.sent[3]


def test_white_space_is_no_word_whatever_the_tagger_says() -> None:
    doc = Doc(
        Vocab(), words=["Peru", "\n", "paid"], spaces=[False, False, False], pos=["PROPN", "PROPN", "VERB"],
        tags=["NNP", "NNP", "VBD"], deps=["nsubj", "obj", "root"], heads=[2, 2, 2], lemmas=["Peru", "\n", "pay"],
    )  # fmt: skip
    parse = read_parse(doc)
    assert parse.pos == ["PROPN", "SPACE", "VERB"]
    assert [(c.start, c.end) for c in noun_chunks(parse)] == [(0, 1)]
