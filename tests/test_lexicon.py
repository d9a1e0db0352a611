"""The data files are read whole, and a broken one is refused with place, what was got and what is known."""

from __future__ import annotations

import re

import pytest

from aidextract.errors import DataError
from aidextract.lexicon import inflect, load_cues, load_frames, parse_cues, parse_frames, read_phrase

FRAME = """
[give]
status = "delivered"
triggers = ["donate:VERB"]
roles.donor = ["nsubj"]
"""


@pytest.mark.parametrize(
    ("lemma", "pos", "forms"),
    [
        ("donate", "VERB", "donate donates donated donating"),
        ("ship", "VERB", "ship ships shipped shipping"),
        ("give", "VERB", "give gives gave given giving"),
        ("ferry", "VERB", "ferry ferries ferried ferrying"),
        ("pay", "VERB", "pay pays paid paying"),
        ("go", "VERB", "go goes went gone going"),
        ("get", "VERB", "get gets got gotten getting"),
        ("cut", "VERB", "cut cuts cutting"),
        ("dispatch", "VERB", "dispatch dispatches dispatched dispatching"),
        ("subsidy", "NOUN", "subsidy subsidies"),
        ("batch", "NOUN", "batch batches"),
        ("courtesy of", "PHRASE", "courtesy of"),
    ],
)
def test_inflection(lemma: str, pos: str, forms: str) -> None:
    expected = (lemma,) if pos == "PHRASE" else tuple(forms.split())
    assert inflect(lemma, pos) == expected


def test_there_are_the_triggers_that_the_project_promises() -> None:
    frames = load_frames()
    phrases = {p for found in frames.triggers.values() for p in found if not p.idiom}
    assert len(phrases) >= 150
    assert {p.pos for p in phrases} == {"VERB", "NOUN", "PHRASE"}
    assert {"give", "pledge", "commit", "receive", "cancel"} <= set(frames.frames)


def test_every_frame_and_cue_comes_with_its_proof() -> None:
    for record in (*load_frames().frames.values(), *load_cues().groups.values()):
        assert record.examples, record.id
        assert record.counter, record.id


def test_longer_triggers_come_first() -> None:
    found = load_frames().triggers["handed"]
    assert [len(p.words) for p in found] == sorted((len(p.words) for p in found), reverse=True)


def test_the_lexicon_is_read_only() -> None:
    with pytest.raises(TypeError):
        load_frames().frames["new"] = load_frames().frames["give"]  # type: ignore[index]


def test_a_sound_file_is_read() -> None:
    frames = parse_frames(FRAME, "mine.toml")
    assert frames.frames["give"].places("donor") == ("nsubj",)
    assert frames.frames["give"].places("item") == ()
    assert [p.owner for p in frames.triggers["donated"]] == ["give"]


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (FRAME.replace("triggers", "trigers"), "mine.toml, line 4, [give]: unknown key 'trigers'; known are status"),
        (
            FRAME.replace('"delivered"', '"done"'),
            "status must be one of pledged, committed, delivered, cancelled, got 'done'",
        ),
        (FRAME.replace("roles.donor", "roles.giver"), "unknown role 'giver'; known are donor, item, recipient"),
        (FRAME.replace("donate:VERB", "donate:VRB"), "'donate:VRB' must be 'words' or 'words:POS'"),
        (FRAME + FRAME.replace("[give]", "[grant]"), "trigger 'donate:VERB' stands already in [give]"),
        (FRAME + 'needs = ["love"]', "needs may hold donor, recipient, item, money, got 'love'"),
        (FRAME + "examples = [{ donor = 'France' }]", "an example is a sentence or a table with text"),
        (FRAME + "examples = [{ text = 'a', giver = 'b' }]", "unknown field of an example 'giver'"),
        ("[give", "mine.toml: "),
        ("give = 1", "expected a table [give], got 1"),
    ],
)
def test_a_broken_frames_file_is_refused(content: str, message: str) -> None:
    with pytest.raises(DataError, match=re.escape(message)):
        parse_frames(content, "mine.toml")


@pytest.mark.parametrize(
    ("content", "message"),
    [
        ('[no]\nassertion = "actual"\nscope = "verb"', "assertion must be one of negated, requested"),
        (
            '[no]\nassertion = "negated"\nscope = "far"',
            "scope must be one of verb, complement, clause, opening, sentence, got 'far'",
        ),
        ('[no]\nassertion = "negated"\nscope = "verb"\ncues = []', "mine.toml, line 4, [no]: unknown key 'cues'"),
    ],
)
def test_a_broken_cues_file_is_refused(content: str, message: str) -> None:
    with pytest.raises(DataError, match=re.escape(message)):
        parse_cues(content, "mine.toml")


def test_phrases() -> None:
    phrase = read_phrase("hand over:VERB", "give")
    assert (phrase.words, phrase.pos, phrase.owner, phrase.weak) == (("hand", "over"), "VERB", "give", False)
    assert read_phrase("no fewer than", "none").pos == ""
