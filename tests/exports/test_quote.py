"""The sentence that bears an event."""

from __future__ import annotations

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from aidextract import Evidence
from aidextract.exports.quote import LONGEST, find_quotes


def evidence(text: str, word: str) -> Evidence:
    start = text.index(word)
    return Evidence("items[0].item" if word == "tents" else "date", word, start, start + len(word), "test")


def quote(text: str, *words: str) -> str | None:
    (found,) = find_quotes(text, [[evidence(text, word) for word in words]])
    return found


@pytest.mark.parametrize(
    ("text", "words", "sentence"),
    [
        ("It rained. Oman sent 20 tents. Good.", ["tents"], "Oman sent 20 tents."),
        ("Oman sent 20 tents", ["tents"], "Oman sent 20 tents"),
        ("Oman spoke. It sent 20 tents to Kenya.", ["Oman", "tents", "Kenya"], "It sent 20 tents to Kenya."),
        ("He came. U.S. Ambassador J. Doe gave Dr. Sow Rs. 20 on Sept. 3. All left.", ["gave"],
         "U.S. Ambassador J. Doe gave Dr. Sow Rs. 20 on Sept. 3."),
        ("“We are glad.” Oman sent 20 tents.", ["tents"], "Oman sent 20 tents."),
        ("Tents for Kenya\n\nOman sent\n20 tents.\n\nMore", ["sent"], "Oman sent 20 tents."),
        ("It rained. On Monday Mr.\nSow gave 20 tents. Fine.", ["tents"], "On Monday Mr. Sow gave 20 tents."),
        ("Gifts:\n* Oman: 20 tents, sent to Kenya\n* Mali: rice.", ["tents"], "Oman: 20 tents, sent to Kenya"),
        ("To Kenya on Monday, by Oman:\n- 20 tents\n- rice", ["Kenya", "Monday", "tents"], "20 tents"),
        ("Oman sent $2.5 million. Then it left.", ["million"], "Oman sent $2.5 million."),
    ],
)  # fmt: skip
def test_is_the_one_with_most_of_the_evidence(text: str, words: list[str], sentence: str) -> None:
    assert quote(text, *words) == sentence


def test_without_evidence_there_is_none() -> None:
    assert find_quotes("Oman sent tents.", [[], []]) == [None, None]


def test_no_sentence_of_prose_is_cut_around_the_evidence() -> None:
    found = quote("x " * 5000 + "tents " + "y " * 5000, "tents")
    assert found is not None
    assert "tents" in found
    assert len(found) <= LONGEST


def test_takes_time_by_the_length_of_the_text() -> None:
    started = time.process_time()
    for text in (". " * 100_000, "." * 200_000 + " " * 200_000, "\n \t" * 100_000, ".\" '" * 80_000):
        find_quotes(text, [[Evidence("item", text[0], 0, 1, "t")]])
    assert time.process_time() - started < 3


@given(st.text(min_size=1), st.data())
def test_any_text_gives_a_line_of_itself(text: str, data: st.DataObject) -> None:
    start = data.draw(st.integers(0, len(text) - 1))
    (found,) = find_quotes(text, [[Evidence("item", text[start], start, start + 1, "t")]])
    assert found is None or found in " ".join(text.split())
