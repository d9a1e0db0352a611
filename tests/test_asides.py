"""Which part of a text is the article."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from aidextract import extract
from aidextract.asides import body_words, find_body

ARTICLE = (
    "Norway has handed over 40 generators to the hospital of Kharkiv, the regional governor said on Monday.\n\n"
    "The generators, worth 3 million kroner, will keep the wards of Kharkiv warm, the governor said."
)
ASIDE = "The chess club lost its opening game on Saturday by a narrow margin. Fans hope for better luck next autumn."
OTHER = "Light snow is expected in the hills, with four degrees below zero. In the valleys it stays dry until noon."


def body(text: str) -> str:
    return text[slice(*find_body(text))]


@pytest.mark.parametrize("line", ["By Ann Lee", "BY ANN LEE, Staff Reporter", "By Ann Lee\n\nBy Our Correspondent"])
def test_a_byline_stands_aside(line: str) -> None:
    assert body(f"{line}\n\n{ARTICLE}") == ARTICLE


@pytest.mark.parametrize("line", ["By noon the trucks had come. They stayed", "by Ann Lee", "Byron Lee", "By"])
def test_what_is_no_byline(line: str) -> None:
    assert body(f"{line}\n\n{ARTICLE}") == f"{line}\n\n{ARTICLE}"


def test_a_paragraph_on_something_else_stands_aside_at_either_end() -> None:
    assert body(f"{ASIDE}\n\n{ARTICLE}\n\n{OTHER}") == ARTICLE
    assert body(f"By Ann Lee\n\n{ASIDE}\n\n{ARTICLE}") == ARTICLE


@pytest.mark.parametrize(
    "paragraph",
    [
        "A week before, Latvia had donated six buses to the schools of another town some way down the same river.",
        "Nobody knows yet what else comes: 2 million are still missing for the winter, and the frost is early now.",
        "Blankets, tents and stoves came over the bridge at night, and the drivers slept on the road until morning.",
        "In Kharkiv the underground is full at night, and children do their homework between platforms and stairs.",
        "OSLO, 9 May (Agency) - Spring comes late, and the farmers of the far north wait for the ice on fjords to go.",
        "It rained all day.",
    ],
    ids=["giving", "sum", "goods", "shared name", "dateline", "short"],
)
def test_what_may_belong_to_the_article_stays(paragraph: str) -> None:
    text = f"{paragraph}\n\n{ARTICLE}"
    assert body(text) == text


def test_nothing_stands_aside_where_nothing_is_given() -> None:
    text = f"{ASIDE}\n\n{OTHER}"
    assert body(text) == text


def test_an_aside_moves_no_event() -> None:
    events = extract(ARTICLE).events
    moved = extract(f"{ASIDE}\n\n{ARTICLE}").events
    assert [(e.donors, e.recipients, e.items, e.money, e.date, e.score) for e in moved] == [
        (e.donors, e.recipients, e.items, e.money, e.date, e.score) for e in events
    ]
    assert events


def test_words_of_the_body() -> None:
    assert body_words("By Ann Lee\n\nAid came.", [0, 3, 7, 10, 12, 16, 20]) == (4, 7)


@given(st.text(alphabet=st.sampled_from("By Aid\n.$ĳ Ünited 5"), max_size=300))
def test_a_body_is_within_any_text(text: str) -> None:
    start, end = find_body(text)
    assert 0 <= start <= end <= len(text)
    assert bool(body(text).strip()) == bool(text.strip())
