"""What aid is for, on Docs built by hand."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from spacy.tokens import Doc

from aidextract.purpose import find_purpose
from aidextract.records import Argument, Candidate, ItemMention, Mention, MoneyMention, PartyMention
from aidextract.syntax import read_parse

MakeDoc = Callable[..., Doc]

GAVE = """
Oman PROPN nsubj 1
gave VERB root 1 give
Samoa PROPN iobj 1
$ SYM nmod 4
5 NUM obj 1
million NUM flat 4
"""
TENTS = """
Oman PROPN nsubj 1
sent VERB root 1 send
Samoa PROPN iobj 1
40 NUM nummod 4
pumps NOUN obj 1 pump NNS
"""


def transfer(doc: Doc, thing: str, recipient: str = "Samoa", trigger: str = "") -> Candidate:
    """A candidate of the first "$ 5 million" or other words `thing` in the text, given to the first `recipient`."""

    def at(words: str) -> tuple[int, int, str, str]:
        start = doc.text.index(words)
        return start, start + len(words), words, "test"

    what = (
        Argument("money", MoneyMention(*at(thing)), "test")
        if thing.startswith("$")
        else Argument("item", ItemMention(*at(thing)), "test")
    )
    arguments = [what, Argument("recipient", PartyMention(*at(recipient)), "test")] if recipient else [what]
    told = Mention(*at(trigger or doc[1].text))
    return Candidate(tuple(arguments), "delivered", "frame.give", told)


def purpose(doc: Doc, thing: str = "$5 million", recipient: str = "Samoa") -> tuple[str, str] | None:
    found = find_purpose(read_parse(doc), transfer(doc, thing, recipient))
    if found is None:
        return None
    assert found.role == "purpose"
    assert found.mention.rule == found.rule
    assert doc.text[found.mention.start : found.mention.end] == found.mention.text
    return found.mention.text, found.rule


@pytest.mark.parametrize(
    ("rest", "expected", "rule"),
    [
        ("for ADP case 8\nmine NOUN compound 8\nclearance NOUN obl 1\n. PUNCT punct 1",
         "mine clearance", "purpose.for"),
        (
            "for ADP case 8\nthe DET det 8\nrepair NOUN obl 1\nof ADP case 10\nroads NOUN nmod 8 road NNS\n"
            "on ADP case 12\nMonday PROPN obl 1",
            "repair of roads", "purpose.for",
        ),
        ("to PART mark 7\nsupport VERB advcl 1 support VB\nmine PRON obj 7 mine PRP\n"
         "clearance VERB xcomp 7 clearance VBP",
         "mine clearance", "purpose.to"),
        ("towards ADP case 8\na DET det 8\ndam NOUN nmod 5", "dam", "purpose.towards"),
        ("to PART mark 7\nrebuild VERB advcl 1 rebuild VB\na DET det 9\nbridge NOUN obj 7\n, PUNCT punct 1",
         "rebuild a bridge", "purpose.to"),
        ("to PART mark 7\nhelp VERB advcl 1 help VB\nfight VERB xcomp 7 fight VB\nmalaria NOUN obj 8",
         "fight malaria", "purpose.to"),
        ("to PART mark 7\nfund VERB advcl 1 fund VB\ngirls NOUN nmod:poss 10 girl NNS\n' PART case 8 ' POS\n"
         "education NOUN obj 7", "girls ' education", "purpose.to"),
        ("for ADP mark 7\nvaccinating VERB acl 5 vaccinate VBG\ncattle NOUN obj 7",
         "vaccinating cattle", "purpose.for"),
        ("earmarked VERB acl 5 earmark VBN\nfor ADP case 9\nschool NOUN compound 9\nmeals NOUN obl 6 meal NNS",
         "school meals", "purpose.mark"),
        ("aimed VERB acl 5 aim VBN\nat ADP case 8\ncholera NOUN obl 6", "cholera", "purpose.mark"),
        (", PUNCT punct 5\nwhich PRON nsubj 9 which WDT\nwill AUX aux 9 will MD\ngo VERB acl:relcl 5 go VB\n"
         "towards ADP case 11\nirrigation NOUN obl 9", "irrigation", "purpose.mark"),
        ("for ADP case 7\nroads NOUN obl 1 road NNS\n, PUNCT punct 9\nwells NOUN conj 7 well NNS\nand CCONJ cc 11\n"
         "dykes NOUN conj 7 dyke NNS", "roads, wells and dykes", "purpose.for"),
        ("in ADP case 8\nflood NOUN compound 8\nrelief NOUN nmod 5", "flood relief", "purpose.compound"),
    ],
)  # fmt: skip
def test_what_money_is_for(make_doc: MakeDoc, rest: str, expected: str, rule: str) -> None:
    assert purpose(make_doc(GAVE + rest)) == (expected, rule)


@pytest.mark.parametrize(
    ("rest", "entities"),
    [
        ("for ADP case 7\nfamilies NOUN obl 1 family NNS", {}),
        ("for ADP case 8\n300 NUM nummod 8\nfamilies NOUN obl 1 family NNS", {}),
        ("for ADP case 8\nthree NUM nummod 8\nyears NOUN obl 1 year NNS", {}),
        ("for ADP case 9\nthe DET det 9\nfirst ADJ amod 9\ntime NOUN obl 1", {}),
        ("for ADP case 7\nTonga PROPN obl 1", {"Tonga": "GPE"}),
        ("for ADP case 8\nCrisis PROPN compound 8\nCell NOUN obl 1", {}),
        ("for ADP case 7\nRamadan PROPN obl 1", {"Ramadan": "DATE"}),
        ("for ADP case 7\nfree ADJ advmod 1", {}),
        ("to ADP case 7\nTonga PROPN obl 1", {"Tonga": "GPE"}),
        ("to PART mark 7\nshow VERB advcl 1 show VB\nsolidarity NOUN obj 7", {}),
        ("to PART mark 7\nsupport VERB advcl 1 support VB\nrefugees NOUN obj 7 refugee NNS", {}),
        ("in ADP case 7\naid NOUN nmod 5", {}),
        ("in ADP case 8\nemergency NOUN compound 8\nrelief NOUN nmod 5", {}),
        ("after ADP case 8\na DET det 8\nrequest NOUN obl 1\nfor ADP case 10\nmedicine NOUN nmod 8", {}),
        (", PUNCT punct 1\nBelize PROPN nsubj 8\nsaid VERB parataxis 1 say\nfor ADP case 10\nclarity NOUN obl 8", {}),
        ("and CCONJ cc 8\nTonga PROPN conj 2\n$ SYM nmod 9\n3 NUM conj 5\nmillion NUM flat 9\nfor ADP case 12\n"
         "wells NOUN obl 1 well NNS", {"Tonga": "GPE"}),
        # As a learned lemmatiser leaves plurals: "countrie", "villagers", "children".
        ("for ADP case 8\nfour NUM nummod 8\ncountries NOUN obl 1 countrie NNS", {}),
        ("for ADP case 7\nvillagers NOUN obl 1 villagers NNS", {}),
        ("for ADP case 7\nchildren NOUN obl 1 children NNS", {}),
        ("for ADP case 8\nthree NUM nummod 8\ncharities NOUN obl 1 charitie NNS", {}),
        ("for ADP case 9\nthe DET det 9\nsame ADJ amod 9\nbridge NOUN obl 1", {}),
        ("for ADP case 8\n80 NUM nummod 8\nprojects NOUN obl 1 project NNS", {}),
        ("in ADP case 8\nyen NOUN compound 8\nloans NOUN nmod 5 loan NNS", {}),
        (", PUNCT punct 1\nin ADP case 8\nwhat PRON obl 1\nused VERB acl:relcl 8 use VBD\nto PART mark 13\n"
         "be AUX cop 13 be VB\na DET det 13\nlaundry NOUN xcomp 9", {}),
        ("and CCONJ cc 8\nTonga PROPN nsubj 8\nwent VERB conj 1 go VBD\nto ADP case 10\ncourt NOUN obl 8",
         {"Tonga": "GPE"}),
        ("for ADP case 8\nthe DET det 8\nhim PRON obl 1", {}),
        ("for ADP case 6", {}),
        ("to PART mark 6", {}),
    ],
)  # fmt: skip
def test_no_purpose(make_doc: MakeDoc, rest: str, entities: dict[str, str]) -> None:
    assert purpose(make_doc(GAVE + rest, entities=entities)) is None


def test_goods_have_a_purpose_too(make_doc: MakeDoc) -> None:
    doc = make_doc(TENTS + "to PART mark 6\ndrain VERB acl 4 drain VB\nfields NOUN obj 6 field NNS")
    assert purpose(doc, "pumps") is None  # no verb of the list
    doc = make_doc(TENTS + "to PART mark 6\nirrigate VERB acl 4 irrigate VB\nfields NOUN obj 6 field NNS")
    assert purpose(doc, "pumps") == ("irrigate fields", "purpose.to")


def test_a_number_is_a_purpose_of_money_alone(make_doc: MakeDoc) -> None:
    rest = "for ADP case {0}\n30 NUM nummod {0}\nroofs NOUN obl 1 roof NNS"
    assert purpose(make_doc(TENTS + rest.format(7)), "pumps") is None  # how much the goods are good for
    assert purpose(make_doc(GAVE + rest.format(8))) == ("30 roofs", "purpose.for")


def test_goods_of_another_end_the_search(make_doc: MakeDoc) -> None:
    rest = (
        ", PUNCT punct 1\nChile PROPN conj 0\n20 NUM nummod 8\nlamps NOUN conj 4\nfor ADP case 10\nsurgery NOUN nmod 8"
    )
    assert purpose(make_doc(TENTS + rest), "pumps") is None


def test_a_receiver_is_no_purpose(make_doc: MakeDoc) -> None:
    rest = "for ADP case 8\nthe DET det 8\nrefinery NOUN obl 1"
    assert purpose(make_doc(GAVE + rest), recipient="refinery") is None
    assert purpose(make_doc(GAVE + rest), recipient="") is None  # a body that stands already would be the receiver
    assert purpose(make_doc(GAVE + rest)) == ("refinery", "purpose.for")


NEXT = """
. PUNCT punct 1

The DET det 8
{subject} NOUN nsubj:pass 11
will AUX aux 11 will MD
be AUX aux:pass 11 be VB
used VERB root 11 use VBN
to PART mark 13
drill VERB advcl 11 drill VB
wells NOUN obj 13 well NNS
. PUNCT punct 11
"""


def test_the_next_sentence_tells_it(make_doc: MakeDoc) -> None:
    assert purpose(make_doc(GAVE + NEXT.strip("\n").format(subject="money"))) == ("drill wells", "purpose.mark")
    assert purpose(make_doc(GAVE + NEXT.strip("\n").format(subject="harbour"))) is None


def test_odd_text_never_raises(make_doc: MakeDoc) -> None:
    doc = make_doc("for ADP root 0\nto PART dep 0\n( PUNCT dep 0\n) PUNCT dep 0\nfor ADP dep 0")
    for start in range(len(doc.text)):
        mention = MoneyMention(start, start + 1, doc.text[start], "test")
        assert find_purpose(read_parse(doc), Candidate((Argument("money", mention, "test"),), "pledged", "x")) is None
    assert find_purpose(read_parse(doc), Candidate((), "pledged", "x")) is None
    assert find_purpose(read_parse(Doc(doc.vocab)), Candidate((), "pledged", "x")) is None


def test_no_longer_than_a_headline(make_doc: MakeDoc) -> None:
    chain = "".join(f"of ADP case {9 + 2 * k}\nmills NOUN nmod 7 mill NNS\n" for k in range(40))
    found = purpose(make_doc(GAVE + "for ADP case 7\nrepair NOUN obl 1\n" + chain))
    assert found is not None
    assert 1 < len(found[0].split()) <= 10
