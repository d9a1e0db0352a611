"""What the text claims, on Docs built by hand."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from spacy.tokens import Doc

from aidextract.assertion import assess, find_cues
from aidextract.records import Argument, Candidate, ItemMention, Mention

MakeDoc = Callable[..., Doc]

NOT = """
Turkey PROPN nsubj 3
did AUX aux 3 do
not PART advmod 3 not RB
send VERB root 3 send VB
tents NOUN obj 3 tent
"""
NOT_ONLY = """
Turkey PROPN nsubj 3
not PART advmod 3 not RB
only ADV advmod 3
sent VERB root 3 send
tents NOUN obj 3 tent
"""
NO_TENTS = """
Peru PROPN nsubj 1
sent VERB root 1 send
no DET det 3
tents NOUN obj 1 tent
"""
CONTRAST = """
Peru PROPN nsubj 1
sent VERB root 1 send
tents NOUN obj 1 tent
to ADP case 4
Chad PROPN obl 1
, PUNCT punct 7
not PART advmod 7 not RB
Mali PROPN conj 4
"""
URGED = """
Oxfam PROPN nsubj 1
urged VERB root 1 urge
Japan PROPN obj 1
to PART mark 4
send VERB xcomp 1 send VB
tents NOUN obj 4 tent
"""
URGED_FLAT = URGED.replace("xcomp 1", "dep 1")
IF = """
If SCONJ mark 2
Japan PROPN nsubj 2
sent VERB advcl 6 send
tents NOUN obj 2 tent
, PUNCT punct 2
many ADJ nsubj 6
cheered VERB root 6 cheer
"""
COULD = """
Japan PROPN nsubj 2
could AUX aux 2
send VERB root 2 send VB
tents NOUN obj 2 tent
"""
CONTRACT = """
Russia PROPN nsubj 1
sent VERB root 1 send
helicopters NOUN obj 1 helicopter
under ADP case 5
a DET det 5
contract NOUN obl 1
"""
PURPOSE = """
Norway PROPN nsubj 1
sent VERB root 1 send
money NOUN obj 1
to PART mark 4
buy VERB advcl 1 buy VB
beds NOUN obj 4 bed
"""
PLAIN = "Japan PROPN nsubj 1\nsent VERB root 1 send\ntents NOUN obj 1 tent"


def candidate(doc: Doc, trigger: str = "", goods: str = "") -> Candidate:
    word = trigger or next(t.text for t in doc if t.lemma_ == "send")
    start = doc.text.index(word)
    arguments = ()
    if goods:
        place = doc.text.index(goods)
        arguments = (Argument("item", ItemMention(place, place + len(goods), goods, "test", goods), "test"),)
    return Candidate(arguments, "delivered", "frame.send", Mention(start, start + len(word), word, "frame.send"))


@pytest.mark.parametrize(
    ("label", "rows", "expected", "rule"),
    [
        ("not", NOT, "negated", "frame.send|cue.not.not"),
        ("not only", NOT_ONLY, "actual", "frame.send"),
        ("no tents", NO_TENTS, "negated", "frame.send|cue.none.no"),
        ("not another", CONTRAST, "actual", "frame.send"),
        ("urged", URGED, "requested", "frame.send|cue.appeal.urge"),
        ("urged, unparsed", URGED_FLAT, "requested", "frame.send|cue.appeal.urge"),
        ("if", IF, "hypothetical", "frame.send|cue.if.if"),
        ("could", COULD, "hypothetical", "frame.send|cue.modal.could"),
        ("contract", CONTRACT, "sale", "frame.send|cue.sale.under_a_contract"),
        ("a purpose is no sale", PURPOSE, "actual", "frame.send"),
        ("plain", PLAIN, "actual", "frame.send"),
    ],
)
def test_assertions(make_doc: MakeDoc, label: str, rows: str, expected: str, rule: str) -> None:
    doc = make_doc(rows)
    goods = "tents" if "tents" in doc.text else ""
    assessed = assess(doc, candidate(doc, goods=goods))
    assert (assessed.assertion, assessed.rule) == (expected, rule)


def test_a_cue_of_another_sentence_does_not_reach(make_doc: MakeDoc) -> None:
    rows = (
        "Oxfam PROPN nsubj 1\nappealed VERB root 1 appeal\n. PUNCT punct 1\n"
        "Japan PROPN nsubj 4\nsent VERB root 4 send\ntents NOUN obj 4 tent"
    )
    doc = make_doc(rows)
    assert assess(doc, candidate(doc)).assertion == "actual"


def test_a_candidate_without_a_trigger_is_judged_by_its_goods(make_doc: MakeDoc) -> None:
    doc = make_doc("Japan PROPN nsubj 1\nneeds VERB root 1 need VBZ\ntents NOUN obj 1 tent")
    goods = ItemMention(12, 17, "tents", "test", "tent")
    found = assess(doc, Candidate((Argument("item", goods, "reader"),), "delivered", "reader"))
    assert (found.assertion, found.rule) == ("requested", "reader|cue.appeal.need")


def test_pseudo_cues_are_no_cues(make_doc: MakeDoc) -> None:
    rows = "No DET det 3\nfewer ADJ amod 3\nthan ADP fixed 1\ntents NOUN root 3 tent"
    assert find_cues(make_doc(rows)) == []


def test_running_totals_are_flagged(make_doc: MakeDoc) -> None:
    rows = "So ADV advmod 1\nfar ADV advmod 3\nJapan PROPN nsubj 3\nsent VERB root 3 send\ntents NOUN obj 3 tent"
    doc = make_doc(rows)
    assert assess(doc, candidate(doc, goods="tents")).aggregate
    assert not assess(make_doc(PLAIN), candidate(make_doc(PLAIN), goods="tents")).aggregate
