"""A text and its date as given -> an Article: arguments checked, the date and the country of the dateline read where
they stand.

The text stays as it came, to the character; nothing here shifts an offset. What the stages read is `plain_text` of it:
of the same length, so that a place in the one is the same place in the other.

>>> make_article("KABUL, Sept. 9, 2022 (Agency) - Tents arrived.").published
datetime.date(2022, 9, 9)
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable

from aidextract.errors import InputError
from aidextract.mentions.dates import dateline_place, dateline_span, header_date
from aidextract.records import Article

__all__ = ["dateline_span", "make_article", "plain_text"]

_ISO_DATE = re.compile(r"\d{4}-\d{2}-\d{2}")

# One typist's blank, quote or line end for another's: none of them has a say in what a text tells.
_PLAIN = str.maketrans(
    {
        **dict.fromkeys(map(chr, range(0x2000, 0x200B)), " "),
        **dict.fromkeys("\xa0\u1680\u202f\u205f\u3000\ufeff", " "),
        **dict.fromkeys("‘’‛ʼ", "'"),
        **dict.fromkeys("“”„‟", '"'),
        **dict.fromkeys("\x0b\x0c\u2028\u2029", "\n"),
    }
)
_CRLF = re.compile(r"\r(\n?)")
_BLANK_LINE = re.compile(r"(?<=\n)[^\S\n]++(?=\n)")
LONGEST_GAP = 64  # blanks in a row
LONGEST_RUN = 500  # characters without a blank: above nearly any link
# What is longer is broken by a character that is neither blank nor letter, so that no pattern takes the square of it.
_LONG = re.compile(rf"\s{{{LONGEST_GAP + 1},}}+|\S{{{LONGEST_RUN + 1},}}+")
_BREAK = "\u200b"
_SURROGATE = re.compile("[\ud800-\udfff]")  # half a character, which spaCy cannot store


def plain_text(text: str) -> str:
    """The text as the stages read it: of the same length, with plain blanks, quotes and line ends.

    >>> plain_text("“Rs\\xa04.6 billion”\\r\\n \\r\\nMinister’s plan")
    '"Rs 4.6 billion" \\n\\n\\n\\nMinister\\'s plan'
    """
    plain = text.translate(_PLAIN)
    if not plain.isascii():
        plain = _SURROGATE.sub("\N{REPLACEMENT CHARACTER}", plain)
    if "\r" in plain:
        plain = _CRLF.sub(lambda m: " \n" if m[1] else "\n", plain)
    plain = _BLANK_LINE.sub(lambda m: "\n" * len(m[0]), plain)  # a line of blanks is an empty line
    return _LONG.sub(_broken, plain)


def _broken(run: re.Match[str]) -> str:
    """The middle of a gap filled, or a break at every so many characters of a run."""
    found = run[0]
    if found[0].isspace():
        keep = LONGEST_GAP // 2
        return found[:keep] + _BREAK * (len(found) - 2 * keep) + found[-keep:]
    pieces = (found[i : i + LONGEST_RUN - 1] for i in range(0, len(found), LONGEST_RUN))
    return _BREAK.join(pieces).ljust(len(found), _BREAK)


def make_article(
    text: str,
    published: dt.date | str | None = None,
    *,
    id: str | None = None,
    title: str | None = None,
    place_country: Callable[[str], str | None] | None = None,
) -> Article:
    """Check what a caller gives, and read what the top of the text tells.

    `published` is a date, a datetime (its day counts) or 'YYYY-MM-DD'. Where it is None, a header ("Published: 9
    September 2022")
    or dateline ("KABUL, Sept. 9, 2022 -") gives it; a dateline without a year gives nothing. `place_country` tells
    the ISO
    code of the country of a town ("Harare" -> "ZW"), or None; without it `country` stays None.

    Raises `InputError` where `text` is no str or `published` cannot be read.

    >>> make_article("HARARE - Maize came.", "2022-09-09", place_country={"Harare": "ZW"}.get).country
    'ZW'
    """
    if not isinstance(text, str):
        raise InputError(f"text must be a str, got {type(text).__name__}")
    for name, value in (("id", id), ("title", title)):
        if value is not None and not isinstance(value, str):
            raise InputError(f"{name} must be a str or None, got {type(value).__name__}")
    day = _as_day(published)
    plain = plain_text(text)
    if day is None:
        day = header_date(plain)
    return Article(text, day, id, title, _country(plain, place_country) if place_country else None)


def _as_day(published: object) -> dt.date | None:
    if published is None:
        return None
    if isinstance(published, dt.datetime):
        return published.date()
    if isinstance(published, dt.date):
        return published
    if isinstance(published, str) and _ISO_DATE.fullmatch(published.strip()):
        try:
            return dt.date.fromisoformat(published.strip())
        except ValueError:
            pass  # "2022-02-30": said below
    raise InputError(f"published must be a date or 'YYYY-MM-DD', got {published!r}")


_ABBREVIATED_STATE = re.compile(r"[A-Z][a-z]{1,5}\.|[A-Z]\.[A-Z]\.|(?:Calif|Tenn|Mich|Minn|Wash|Mass|Conn)\.?")


def _country(text: str, place_country: Callable[[str], str | None]) -> str | None:
    """The country of the dateline. What is named after the town settles it ("GEORGETOWN, Guyana"); two towns must
    agree."""
    place = dateline_place(text)
    if place is None:
        return None
    town, *within = (part.strip() for part in place.split(","))
    for part in within:
        if (code := _lookup(part, place_country)) is not None:
            return code
    if within and _ABBREVIATED_STATE.fullmatch(within[-1]):
        return None  # "SAN JOSE, Calif." is not in Costa Rica
    codes = {code for part in town.split("/") if (code := _lookup(part, place_country)) is not None}
    if not codes and ". " in town:  # "ASTANA. KAZINFORM -"
        codes = {code for code in [_lookup(town.split(". ")[0], place_country)] if code is not None}
    return codes.pop() if len(codes) == 1 else None


def _lookup(place: str, place_country: Callable[[str], str | None]) -> str | None:
    """As written, then "HARARE" as "Harare"; "PORT-AU-PRINCE" as "Port-au-Prince"."""
    place = place.strip(" '’.")
    forms = [place]
    if place.isupper():
        titled = re.sub(r"[^\W\d_]+", lambda m: m.group().capitalize(), place)
        forms += [
            titled,
            re.sub(r"(?<=[ -])(?:Au|De|Es|Of|La|Le|El|Al|Da|Do|Del|And)(?=[ -])", lambda m: m.group().lower(), titled),
        ]
    for form in forms:
        if form and (code := place_country(form)) is not None:
            return code
    return None
