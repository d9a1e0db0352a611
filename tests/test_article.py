"""A text and its date -> Article: arguments, header dates, the dateline's country."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest

from aidextract.article import dateline_span, make_article, plain_text
from aidextract.errors import InputError

COUNTRIES = {
    "Harare": "ZW", "Port Vila": "VU", "Suva": "FJ", "Aden": "YE", "Guyana": "GY", "Georgetown": None,
    "Geneva": "CH", "Bamako": "ML",
    "Port-au-Prince": "HT", "San Jose": "CR", "Santo Domingo": "DO", "Dar es Salaam": "TZ", "Astana": "KZ",
    "St. Vincent": "VC",
}  # fmt: skip


def test_text_is_kept_to_the_character() -> None:
    text = "  date 2022-09-09 By Newsdesk\r\n\r\nTents\u00a0came.\n"
    article = make_article(text)
    assert article.text == text
    assert article.published == dt.date(2022, 9, 9)


@pytest.mark.parametrize(
    ("published", "day"),
    [
        (dt.date(2022, 9, 9), dt.date(2022, 9, 9)),
        (dt.datetime(2022, 9, 9, 23, 59), dt.date(2022, 9, 9)),
        ("2022-09-09", dt.date(2022, 9, 9)),
        (" 2022-09-09\n", dt.date(2022, 9, 9)),
        (None, None),
    ],
)
def test_published(published: Any, day: dt.date | None) -> None:
    assert make_article("Tents came.", published).published == day


def test_published_outranks_the_header() -> None:
    assert make_article("Published: 1 May 2020\n\nTents came.", "2022-09-09").published == dt.date(2022, 9, 9)


@pytest.mark.parametrize(
    "published",
    ["last week", "2022-13-01", "2022-02-30", "09/09/2022", "2022-W36-5", "", 20220909, 1.5, ["2022-09-09"]],
)
def test_a_date_that_cannot_be_read_says_what_was_given(published: Any) -> None:
    with pytest.raises(InputError) as error:
        make_article("Tents came.", published)
    assert str(error.value) == f"published must be a date or 'YYYY-MM-DD', got {published!r}"


@pytest.mark.parametrize(("text", "name"), [(b"Tents", "bytes"), (None, "NoneType"), (7, "int"), (["Tents"], "list")])
def test_a_text_that_is_none(text: Any, name: str) -> None:
    with pytest.raises(InputError, match=f"^text must be a str, got {name}$"):
        make_article(text)


def test_id_and_title_are_words() -> None:
    article = make_article("Tents came.", id="a1", title="Tents")
    assert (article.id, article.title) == ("a1", "Tents")
    with pytest.raises(InputError, match="id must be a str or None, got int"):
        make_article("Tents came.", id=1)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("date 2022-09-09 By Newsdesk\n\nTents came.", "2022-09-09"),
        ("Published: 9 September 2022\n\nTents came.", "2022-09-09"),
        ("Updated on September 9th, 2022, 14:30\nTents came.", "2022-09-09"),
        ("Relief for the valley\n9 September 2022\n\nTents came.", "2022-09-09"),
        ("By A. Writer\n\nKABUL, Sept. 9, 2022 (Agency) - Tents came.", "2022-09-09"),
        ("9 Sep 2022 - Tents came.", "2022-09-09"),
        ("KABUL, 9th September, 2022 (Agency) -- Tents came.", "2022-09-09"),
        ("Osh / Info, 30.01.2020\n\nTents came.", "2020-01-30"),
        ("Published: Fri, 09 Sep 2022 10:30 GMT\n\nTents came.", "2022-09-09"),
        ("Published Fri Sep 9 10:30:00 2022\n\nTents came.", "2022-09-09"),
        ("9th of September, 2022\n\nTents came.", "2022-09-09"),
        ("Sep 9 2022 | 10:14 AM\n\nTents came.", "2022-09-09"),
        ("Posted on Sep 9, '22\n\nTents came.", "2022-09-09"),
        ("Last modified: 2022, September 9\n\nTents came.", "2022-09-09"),
        ("By A. Writer | Sep-09-2022\n\nTents came.", "2022-09-09"),
        ("09-Sep-22\n\nTents came.", "2022-09-09"),
        ("KABUL, 09-Sep-22 (Agency) - Tents came.", "2022-09-09"),
        ("Published 9 Sept. 2022, 10h30\n\nTents came.", "2022-09-09"),
        ("Published: issue 9, May 2022\n\nTents came.", None),
        ("Published: 45 May 2022, 10:30\n\nTents came.", None),
        ("KABUL, Sept. 9 (Agency) - Tents came.", None),
        ("Our 12 best reads of May 21\n\nTents came.", None),
        ("12 tents, 21 mattresses in May\n\nTents came.", None),
        ("Tents came on 9 September 2022.", None),
        ("On 9 September 2022 tents came.\nMore came.", None),
        ("", None),
    ],
)
def test_date_at_the_top(text: str, day: str | None) -> None:
    assert make_article(text).published == (dt.date.fromisoformat(day) if day else None)


@pytest.mark.parametrize(
    ("text", "country"),
    [
        ("HARARE – Maize came.", "ZW"),
        ("PORT VILA -- Maize came.", "VU"),
        ("SUVA (PACNEWS): Maize came.", "FJ"),
        ("ADEN, Oct 24 (Saba) - Maize came.", "YE"),
        ("Aden, 24 October: Maize came.", "YE"),
        ("GEORGETOWN, Guyana - Maize came.", "GY"),
        ("GEORGETOWN - Maize came.", None),
        ("PORT-AU-PRINCE, Aug. 20 — Maize came.", "HT"),
        ("DAR ES SALAAM - Maize came.", "TZ"),
        ("SAN JOSE, Calif. - Maize came.", None),
        ("GENEVA/BAMAKO - Maize came.", None),
        ("GENEVA/NOWHERE - Maize came.", "CH"),
        ("ASTANA. NEWSROOM - Maize came.", "KZ"),
        ("KINGSTOWN, St. Vincent, Agency – Maize came.", "VC"),
        ("By A REPORTER, SUVA\n\nMaize came.", "FJ"),
        ("Feb 03, Harare: Maize came.", "ZW"),
        ("Harare got maize.", None),
        ("COLUMN — From where I sit.", None),
    ],
)
def test_country_of_the_dateline(text: str, country: str | None) -> None:
    assert make_article(text, place_country=COUNTRIES.get).country == country


def test_without_a_gazetteer_no_country() -> None:
    assert make_article("HARARE – Maize came.").country is None


def test_dateline_span_is_exported() -> None:
    text = "OSAKA, Sept. 30 (Agency) - Rice came."
    span = dateline_span(text)
    assert span is not None
    assert text[slice(*span)] == "OSAKA, Sept. 30 (Agency) - "


# ------------------------------------------------------------------ what the stages read
@pytest.mark.parametrize(
    ("given", "plain"),
    [
        ("“Aid,” said Oxfam’s chief.", '"Aid," said Oxfam\'s chief.'),
        ("‘Aid’ in „Bonn‟", "'Aid' in \"Bonn\""),
        ("Rs\xa04.6\u202fbillion\u3000came", "Rs 4.6 billion came"),
        ("Aid.\r\nMore.\r\n\r\nMost.", "Aid. \nMore. \n\n\nMost."),
        ("Aid.\rMore.\n \t\nMost.", "Aid.\nMore.\n\n\n\nMost."),
        ("Aid.\u2029More.\x0bMost.", "Aid.\nMore.\nMost."),
        ("\ufeffAid \ud800came.", " Aid \ufffdcame."),
        ("  Aid\tcame.  ", "  Aid\tcame.  "),
        ("Aid" + " " * 100 + "came.", "Aid" + " " * 32 + "\u200b" * 36 + " " * 32 + "came."),
        ("x" * 500 + "\n" * 64 + "y", "x" * 500 + "\n" * 64 + "y"),
        ("x" * 1000, "x" * 499 + "\u200b" + "x" * 499 + "\u200b"),
        ("x" * 1001, "x" * 499 + "\u200b" + "x" * 499 + "\u200bx"),
        ("", ""),
    ],
)
def test_plain_text(given: str, plain: str) -> None:
    assert plain_text(given) == plain
    assert len(given) == len(plain)


def test_the_date_at_the_top_may_stand_between_any_blanks() -> None:
    assert make_article("Published:\xa09\u202fSeptember\xa02022\r\n\r\nTents came.").published == dt.date(2022, 9, 9)
