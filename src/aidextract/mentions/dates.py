"""Find dates and periods in a text, and say which days they mean.

The text is cut into tokens, each token gets a one-letter class (``W`` weekday, ``M`` month, ``N`` number ...), and
the grammar
is small patterns over the string of letters: "on Thursday, 9 September 2022" reads ``pW,NMY``. Most tokens are ``x``,
so that a
text without dates costs one pass; the grammar is tried only where a run of known words holds a word that can carry a
date.

>>> import datetime as dt
>>> [(m.text, str(m.value)) for m in find_dates("Tents came on Thursday, blankets last week.", dt.date(2022, 9, 9))]
[('Thursday', '2022-09-08'), ('last week', '2022-08-29/2022-09-04')]

A reading is a day or an interval of days, both ends included,
or None where
a relative word has nothing to count from. Relative words count from the publication date, or from the dateline's
own date where that lies up to four days before it ("KATHMANDU, May 20: ... signed today", printed on the 21st).
"""

from __future__ import annotations

import calendar
import datetime as dt
import re
import threading
from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import cache, lru_cache
from typing import Any, Literal

from aidextract.records import DateMention, DateRange

Tense = Literal["past", "future"]

# ------------------------------------------------------------------ words
# fmt: off
_MONTHS = (
    "january", "february", "march", "april", "may", "june", "july", "august", "september", "october", "november",
    "december",
)
_MONTH = {name: i for i, name in enumerate(_MONTHS, 1)} | {
    "jan": 1, "feb": 2, "febr": 2, "mar": 3, "apr": 4, "jun": 6, "jul": 7, "aug": 8, "sep": 9, "sept": 9, "oct": 10,
    "nov": 11, "dec": 12,
}
_DAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
_WEEKDAY = {name: i for i, name in enumerate(_DAYS)} | {
    "mon": 0, "tue": 1, "tues": 1, "wed": 2, "weds": 2, "thu": 3, "thur": 3, "thurs": 3, "fri": 4, "sat": 5, "sun": 6,
}
_ONES = (
    "one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen "
    "eighteen "
    "nineteen"
).split()
_CARDINAL = {w: i for i, w in enumerate(_ONES, 1)} | {
    "twenty": 20, "thirty": 30, "forty": 40, "fifty": 50, "sixty": 60, "seventy": 70, "eighty": 80, "ninety": 90,
    "hundred": 100,
}
_ORDINAL = {
    w: i
    for i, w in enumerate(
        "first second third fourth fifth sixth seventh eighth ninth tenth eleventh twelfth thirteenth fourteenth "
        "fifteenth "
        "sixteenth seventeenth eighteenth nineteenth twentieth".split(), 1)
} | {"thirtieth": 30}
_UNITS = ("day", "week", "month", "year", "fortnight", "decade")
_AWAY = {"L": -1, "T": 0, "F": 1}  # units from this one: the last, this, the next
_SEASON = {"spring": 3, "summer": 6, "autumn": 9, "fall": 9, "winter": 12}  # first month, northern
_DECADE = {"twenties": 1920, "thirties": 1930, "forties": 1940, "fifties": 1950, "sixties": 1960, "seventies": 1970,
           "eighties": 1980, "nineties": 1990}
_RELATIVE = {"yesterday": -1, "today": 0, "tonight": 0, "tomorrow": 1}
_PART = {
    "early": 0, "beginning": 0, "start": 0, "mid": 1, "middle": 1, "late": 2, "end": 2, "close": 2,
}

_CLASS: dict[str, str] = (
    dict.fromkeys(_MONTHS, "M")
    | {m: "n" for m in _MONTH if m not in _MONTHS}
    | dict.fromkeys(_DAYS, "W")
    | {w: "w" for w in _WEEKDAY if w not in _DAYS}
    | {w: "N" if v < 32 else "G" for w, v in _CARDINAL.items()}
    | {"twenty": "2", "thirty": "2", "couple": "c", "half": "h"}
    | dict.fromkeys(_ORDINAL, "O")
    | dict.fromkeys(_UNITS, "u")
    | {u + "s": "U" for u in _UNITS}
    | {"quarter": "q", "quarters": "q", "weekend": "v", "midweek": "x"}
    | dict.fromkeys(_SEASON, "S")
    | dict.fromkeys(_DECADE, "d")
    | dict.fromkeys(_RELATIVE, "R")
    | dict.fromkeys(("morning", "afternoon", "evening", "night", "noon", "dawn", "dusk", "midnight"), "D")
    | dict.fromkeys(("last", "past", "previous", "preceding"), "L")
    | dict.fromkeys(("next", "coming", "following", "upcoming"), "F")
    | dict.fromkeys(("this", "current"), "T")
    | dict.fromkeys(_PART, "P")
    | dict.fromkeys(("in", "during", "within", "throughout"), "i")
    | dict.fromkeys(("to", "till", "until", "through", "thru"), ">")
    | dict.fromkeys(("on", "by", "dated", "at", "for"), "p")
    | dict.fromkeys(("-", "–", "—", "‑", "~"), "-")
    | {
        "the": "t", "of": "o", "since": "s", "from": "f", "between": "b", "and": "&", "ago": "g", "later": "l",
        "earlier": "e",
        "before": "B", "after": "E", "same": "=", "very": "=", "that": "X", "a": "a", "an": "a", "over": "V",
        "now": "r",
        "date": "r", "/": "/", "century": "y",
        "fy": "Z", "cy": "Z", "fiscal": "Z", "financial": "Z", ",": ",", ".": ".", "or": "|", "academic": "Z",
        "calendar": "Z",
    }
)
_HOLIDAY_STARTS = frozenset(
    "christmas xmas easter good holy maundy palm boxing new valentine valentine's anzac australia waitangi canada "
    "bastille "
    "thanksgiving halloween epiphany juneteenth armistice remembrance ash pentecost ascension orthodox all may "
    "labour labor "
    "international world africa mandela human saint st earth martin memorial veterans veterans' women's "
    "children's".split()
)
_HOLIDAY_PLAIN = frozenset(
    "christmas xmas halloween anzac earth labor labour boxing valentine's bastille juneteenth".split()
)

# fmt: on

_ANY_MONTH = "|".join(sorted(_MONTH, key=len, reverse=True))
# What the grammar cannot put together from its parts: 09-Sep-22, 9.Sep.2022, 9Sep2022; Sep-09-2022
_DAY_AHEAD = r"\d{1,2}(?:-MON-\d\d|/MON/\d\d|\.MON\.(?:\d{4}|\d\d)|MON\d{4})(?!\w)".replace("MON", f"(?i:{_ANY_MONTH})")
_WRITTEN = re.compile(rf"{_DAY_AHEAD}|(?i:{_ANY_MONTH})-\d{{1,2}}-\d{{4}}")
_TOKEN = re.compile(
    rf"""{_DAY_AHEAD}|""" + r"""[$€£¥₦₹₱₨]\s?\d[\d.,]*                                     # a sum
      | \d{4}[-/.]\d{1,2}[-/.]\d{1,2}(?!\d) | \d{1,2}([-/.])\d{1,2}\1(?:\d{4}|\d\d)(?![\d%])   # numeric dates
      | \d{1,3}(?:,\d{3})+(?:\.\d+)?(?!\d) | \d+\.\d+              # plain numbers
      | (?:1[6-9]|20)\d\d[-–/]\d\d?(?!\d) | \d{1,2}/\d{1,2}(?![\d/]) | \d{1,2}:\d\d(?::\d\d)?
      | \d{1,2}[-/](?:19|20)\d\d(?!\d) | \d+[^\W\d_]*
      | [QqHh][1-4](?!\w) | [^\W\d_]+(?:['’][^\W\d_]+|-\d{1,2}-\d{4}(?!\w))?['’]?
      | \n\s*\n | [^\w\s]""",
    re.VERBOSE,
)
_TENS = "twenty thirty forty fifty sixty seventy eighty ninety".split()
_YEAR_WORDS = re.compile(
    rf"""(two\sthousand|(?:seventeen|eighteen|nineteen|twenty)(?:\shundred)?)
         (?:\s(?:and\s)?({"|".join(_ONES[9:])}|(?:(?:{"|".join(_TENS)})[\s-])?(?:{"|".join(_ONES[:9])})|{"|".join(_TENS)})\b)?
         (?![\s-](?:hundred|thousand|million|{"|".join(_ONES)}|{"|".join(_TENS)})\b)""",
    re.VERBOSE | re.IGNORECASE,
)
_CORE = re.compile(r"[WwMnkzYKdQIjJRHSuUvqDOs]")
_RUN = re.compile(r"[^x]+")
_NUMERIC = re.compile(r"\d+")
_ORDINAL_DIGITS = re.compile(r"(\d{1,2})(?:st|nd|rd|th)", re.I)
_POSSESSIVE = re.compile(r"['’]s?$")


def _year_in_words(match: re.Match[str]) -> int | None:
    """ "two thousand and fifteen", "nineteen ninety-six"; None where it is rather a number ("nineteen")."""
    head, tail = match[1].lower(), (match[2] or "").lower()
    rest = sum(_CARDINAL[w] for w in re.split(r"[\s-]", tail)) if tail else 0
    if head.startswith("two"):
        return 2000 + rest
    if "hundred" not in head and not 10 <= rest <= 99:
        return None
    return 100 * _CARDINAL[head.split()[0]] + rest


@lru_cache(maxsize=1 << 16)
def _classify(word: str) -> str:
    """The letter of a token. Case matters where a month or day is also a plain word ("may", "sun")."""
    first = word[0]
    if first.isdigit():
        return _classify_number(word)
    if "-" in word[1:]:
        return "I" if _numeric_date(word) is not None else "x"  # "COVID-19-2021"
    low = word.lower()
    tag = _CLASS.get(low)
    if tag is None and len(low) > 2 and low[-1] in "s'’":
        tag = _CLASS.get(_POSSESSIVE.sub("", low)) if "'" in low or "’" in low else None
        tag = tag if tag in ("M", "W", "R", "u", "U", "S", "v", "n") else None
    if tag is None:
        start = low.replace("’", "'")
        if start in _HOLIDAY_STARTS and (first.isupper() or start in _HOLIDAY_PLAIN):
            return "C"
        return "Q" if re.fullmatch(r"[QqHh][1-4]", word) and low not in ("h3", "h4") else _classify_glued(low)
    if low in ("may", "march", "may's", "march's", "mar"):
        return "k" if first.isupper() else "z"
    if tag in "nw" and not first.isupper():
        return "x" if low in ("sun", "sat", "wed", "mar", "dec", "fri", "sep") else tag
    if tag == "W" and low.endswith("s") and "'" not in low and "’" not in low and low not in _WEEKDAY:
        return "x"
    return tag


def _classify_number(word: str) -> str:
    if word.isdecimal():
        if len(word) == 4 and "1600" <= word <= "2100":
            return "Y"
        if len(word) == 8 and _numeric_date(word) is not None:
            return "I"
        return "N" if len(word) <= 2 and 1 <= int(word) <= 31 else "G" if len(word) <= 3 and int(word) else "x"
    if _ORDINAL_DIGITS.fullmatch(word):
        return "O" if 1 <= int(_NUMERIC.match(word)[0]) <= 31 else "x"  # type: ignore[index]
    if len(word) == 5 and word[4] == "s" and word[:4].isdecimal() and word[3] == "0" and "1600" <= word[:4] <= "2090":
        return "d"
    if _numeric_date(word) is not None:
        return "I"
    if re.fullmatch(r"\d{4}[-–/]\d\d?", word):
        return "K"
    if re.fullmatch(r"\d{1,2}[-/]\d{4}", word):
        return "J" if 1 <= int(re.split("[-/]", word)[0]) <= 12 else "x"
    return "j" if re.fullmatch(r"\d{1,2}/\d{1,2}", word) else "x"


def _classify_glued(low: str) -> str:
    return "Z" if low == "fy" else "x"


def _numeric_date(word: str, month_first: bool = False) -> dt.date | None:
    """ISO, or day first unless that is impossible ("9/8/2022" is 9 August, "8/25/2022" is 25 August); "09-Sep-22"."""
    if _WRITTEN.fullmatch(word):
        return _read_written(word)
    if len(word) == 8 and word.isdecimal():
        word = f"{word[:4]}-{word[4:6]}-{word[6:]}"
        if not "1900" <= word[:4] <= "2099":
            return None
    parts = re.split(r"[-/.]", word)
    if len(parts) != 3 or not all(p.isdecimal() for p in parts):
        return None
    if len(parts[0]) == 4:
        return _day(int(parts[0]), int(parts[1]), int(parts[2]))
    day, month, year = (int(p) for p in parts)
    if len(parts[2]) == 2:
        year += 2000 if year < 40 else 1900
    if month_first:
        day, month = month, day
    return _day(year, month, day) or _day(year, day, month)


# ------------------------------------------------------------------ forms that only dateparser knows
@cache
def _parser() -> tuple[Any, threading.Lock]:
    """dateparser, loaded only by the rare text that needs it. Half a date is none, and no word is made one."""
    from dateparser.date import DateDataParser

    settings = {
        "STRICT_PARSING": True,
        "REQUIRE_PARTS": ["day", "month", "year"],
        "DATE_ORDER": "DMY",
        "PARSERS": ["absolute-time"],  # "29m" is no 29 minutes ago
    }
    return DateDataParser(languages=["en"], settings=settings), threading.Lock()  # it keeps state between calls


@lru_cache(maxsize=256)
def _read_written(text: str) -> dt.date | None:
    """The day of a text that is one calendar date and perhaps a time: "09-Sep-22", "Fri Sep 9 10:30:00 2022"."""
    parser, lock = _parser()
    with lock:
        found = parser.get_date_data(text).date_obj
    return found.date() if found is not None and 1900 <= found.year <= 2099 else None


# ------------------------------------------------------------------ the calendar
def _day(year: int, month: int, day: int) -> dt.date | None:
    if not (1 <= month <= 12 and 1 <= year <= 9999 and 1 <= day <= calendar.monthrange(year, month)[1]):
        return None
    return dt.date(year, month, day)


def _one(day: dt.date | None) -> DateRange | None:
    return None if day is None else DateRange(day, day)


def _shift(day: dt.date, days: int) -> dt.date:
    """`day` plus `days`, held inside the calendar that `datetime` knows."""
    return dt.date.fromordinal(min(max(day.toordinal() + days, 1), dt.date.max.toordinal()))


def _shift_months(day: dt.date, months: int) -> dt.date:
    index = min(max(day.year * 12 + day.month - 1 + months, 12), 9999 * 12 + 11)
    year, month = divmod(index, 12)
    return dt.date(year, month + 1, min(day.day, calendar.monthrange(year, month + 1)[1]))


def _shift_units(day: dt.date, count: int, unit: str) -> dt.date:
    if unit in ("day", "week", "fortnight"):
        return _shift(day, count * {"day": 1, "week": 7, "fortnight": 14}[unit])
    return _shift_months(day, count * {"month": 1, "quarter": 3, "year": 12, "decade": 120}[unit])


def _month(year: int, month: int) -> DateRange:
    """A month; months below 1 and above 12 belong to the years beside."""
    index = min(max(year * 12 + month - 1, 12), 9999 * 12 + 11)
    year, month = divmod(index, 12)
    return DateRange(dt.date(year, month + 1, 1), dt.date(year, month + 1, calendar.monthrange(year, month + 1)[1]))


def _months(year: int, first: int, count: int) -> DateRange:
    return DateRange(_month(year, first).start, _month(year, first + count - 1).end)


def _year(year: int) -> DateRange:
    return DateRange(dt.date(min(max(year, 1), 9999), 1, 1), dt.date(min(max(year, 1), 9999), 12, 31))


def _around(day: dt.date, unit: str) -> DateRange:
    """The calendar unit that holds `day`: its week from Monday, month, quarter, year, decade."""
    if unit == "day":
        return DateRange(day, day)
    if unit in ("week", "fortnight"):
        monday = _shift(day, -day.weekday())
        return DateRange(monday, _shift(monday, 6 if unit == "week" else 13))
    if unit == "month":
        return _month(day.year, day.month)
    if unit == "quarter":
        return _months(day.year, (day.month - 1) // 3 * 3 + 1, 3)
    if unit == "year":
        return _year(day.year)
    return DateRange(_year(day.year // 10 * 10).start, _year(day.year // 10 * 10 + 9).end)


def _third(span: DateRange, part: int) -> DateRange:
    """Early, mid or late: the thirds of a period (of whole months where it is a year)."""
    days = (span.end - span.start).days + 1
    if days < 3:
        return span
    if 365 <= days <= 366 and span.start.month == 1:
        return _months(span.start.year, 1 + 4 * part, 4)
    if 28 <= days <= 31 and span.start.day == 1:
        return DateRange(span.start.replace(day=1 + 10 * part), span.start.replace(day=(10, 20, days)[part]))
    return DateRange(_shift(span.start, days * part // 3), _shift(span.start, days * (part + 1) // 3 - 1))


def _easter(year: int) -> dt.date:
    """Western Easter Sunday (the anonymous Gregorian computus, Meeus 1991)."""
    a, b, c = year % 19, year // 100, year % 100
    d, e = b // 4, b % 4
    g = (8 * b + 13) // 25
    h = (19 * a + b - d - g + 15) % 30
    i, k = c // 4, c % 4
    ell = (32 + 2 * e + 2 * i - h - k) % 7
    m = (a + 11 * h + 22 * ell) // 451
    month, day = divmod(h + ell - 7 * m + 114, 31)
    return dt.date(year, month, day + 1)


def _nth_weekday(year: int, month: int, weekday: int, nth: int) -> dt.date:
    """The nth such weekday of a month; the last one for -1."""
    if nth < 0:
        last = _month(year, month).end
        return _shift(last, -((last.weekday() - weekday) % 7))
    first = dt.date(year, month, 1)
    return _shift(first, (weekday - first.weekday()) % 7 + 7 * (nth - 1))


# Days that mean the same wherever the paper is printed, or that only one country calls so. "Independence Day" and
# "National
# Day" are not here: the text has to say whose. (month, day), days from Easter Sunday, or (month, weekday, nth).
# fmt: off
_HOLIDAYS: dict[str, tuple[int, int] | int | tuple[int, int, int]] = {
    "christmas eve": (12, 24), "christmas day": (12, 25), "christmas": (12, 25), "xmas": (12, 25),
    "boxing day": (12, 26),
    "new year's eve": (12, 31), "new year's day": (1, 1), "new year's": (1, 1), "new year": (1, 1), "epiphany": (1, 6),
    "orthodox christmas": (1, 7), "valentine's day": (2, 14), "international women's day": (3, 8),
    "women's day": (3, 8),
    "st patrick's day": (3, 17), "saint patrick's day": (3, 17), "earth day": (4, 22), "may day": (5, 1),
    "labour day": (5, 1),
    "international workers' day": (5, 1), "international labour day": (5, 1), "africa day": (5, 25),
    "juneteenth": (6, 19),
    "international children's day": (6, 1), "world environment day": (6, 5), "world refugee day": (6, 20),
    "canada day": (7, 1),
    "bastille day": (7, 14), "mandela day": (7, 18), "world humanitarian day": (8, 19), "world food day": (10, 16),
    "halloween": (10, 31), "all saints' day": (11, 1), "armistice day": (11, 11), "remembrance day": (11, 11),
    "veterans day": (11, 11), "world aids day": (12, 1), "human rights day": (12, 10), "australia day": (1, 26),
    "waitangi day": (2, 6), "anzac day": (4, 25), "ash wednesday": -46, "palm sunday": -7, "holy thursday": -3,
    "maundy thursday": -3, "good friday": -2, "holy friday": -2, "holy saturday": -1, "easter sunday": 0, "easter": 0,
    "easter monday": 1, "ascension day": 39, "pentecost": 49, "thanksgiving day": (11, 3, 4),
    "thanksgiving": (11, 3, 4),
    "labor day": (9, 0, 1), "memorial day": (5, 0, -1), "martin luther king day": (1, 0, 3),
}


# fmt: on


def _holiday(name: str, year: int) -> dt.date:
    rule = _HOLIDAYS[name]
    if isinstance(rule, int):
        return _shift(_easter(year), rule)
    if len(rule) == 3:
        return _nth_weekday(year, *rule)
    return dt.date(year, *rule)


@cache
def _holiday_pattern() -> re.Pattern[str]:
    names = sorted(_HOLIDAYS, key=len, reverse=True)
    alternatives = "|".join(re.escape(n).replace(r"\ ", r"\s").replace("'", "['’]") for n in names)
    return re.compile(rf"(?:{alternatives})(?![^\W\d_])", re.IGNORECASE)


# ------------------------------------------------------------------ tense
_FUTURE_WORDS = frozenset(
    "will shall let's won't shan't would should due scheduled expected expects plans intends hopes wants soon "
    "forthcoming upcoming opens "
    "reopens expires departs resumes".split()
)
# past forms that are not written like the infinitive ("put", "set", "come" leave the question open) and do not end in
# -ed
_PAST_WORDS = frozenset(
    "was were had did has have wasn't weren't hadn't didn't hasn't haven't said told gave given sent came went "
    "gone took taken "
    "left flew flown brought made held met paid began begun got saw seen rose risen fell fallen won lent wrote "
    "written drove "
    "driven found sold bought spoke spoken stood kept led known knew shown grew grown drew drawn sailed threw "
    "thrown swept spent "
    "struck rang broke broken chose chosen fought sought taught thought caught heard built lost meant sat slept "
    "wore woke swore "
    "sang sank shook shot bore laid felt dealt hung ran strode tore became withdrew undertook forgave lit fed "
    "fled".split()
)
_NOT_VERBS = frozenset(
    "hundred united need indeed armed red seed feed breed speed kindred sacred hatred bed shed".split()
)
_SENTENCE_END = frozenset(".!?;•")


_DEEPEST = 4
"""How far expressions may stand in one another: "early in the last week of the month before last Christmas"."""

_FAR_AHEAD = 270
"""Days ahead beyond which a date without a year is the past one even beside "will": "the quake of July 23", written
in August."""


# ------------------------------------------------------------------ readings
_CENTURY_WORDS = frozenset(("two", "seventeen", "eighteen", "nineteen", "twenty"))
_CENTURY_CUES = ("wo thousand", "eventeen ", "ighteen ", "ineteen ", "wenty ")


@dataclass(slots=True)
class _Reading:
    """What the tokens from some start up to `end` say."""

    end: int
    value: DateRange | None
    rule: str
    in_year: Callable[[int], DateRange | None] | None = None  # a calendar date without year, read in a given year
    year: int | None = None  # the year that the text itself gives
    open: bool = False  # a point of time that a range may end with: "now", "date"
    within: int | None = None  # the token at which a date within it stands for itself too


_MO = r"(?:[Mk]|n\.?)"
_D1 = r"(?:2-?[NO]|[NO2])"
_COUNT = r"(?:2-?N|G-?N|[NG2a]|aco|co)"
_PARTS = r"(?:t?P-?(?:o|(?=[tTLFMnkYSu-]))?)"
_Handler = Callable[["_Reader", re.Match[str]], _Reading | None]


class _Reader:
    """One text with its tokens, the day that relative words count from, and the last date read (for "the same day")."""

    def __init__(self, text: str, base: dt.date | None) -> None:
        self.text = text
        self.base = base
        self.anchor: DateRange | None = None  # the last day, week or month read
        self.anchor_year: DateRange | None = None  # the last reading of up to a year
        self.anchor_token = -100  # the token after it
        self.last_token = -100  # the token after the last mention of any kind
        self._month_first: bool | None = None
        self.depth = 0
        self.settled = False  # inside "since ...", where no future tense counts
        self.spans: list[tuple[int, int]] = []
        self.words: list[str] = []
        tags: list[str] = []
        taken = 0
        years_in_words = any(
            w in text for w in _CENTURY_CUES
        )  # years in words are rare: one cheap look for the whole text
        for match in _TOKEN.finditer(text):
            word = match.group()
            span = match.span()
            if span[0] < taken:
                continue
            tag = _classify(word) if not word.isspace() else "x"
            if tag in "Ck" and (found := _holiday_pattern().match(text, span[0])):
                tag, span, word = "H", found.span(), found.group()
                taken = span[1]
            elif tag == "C":
                tag = "x"
            elif years_in_words and tag in "N2" and word.lower() in _CENTURY_WORDS:
                if (found := _YEAR_WORDS.match(text, span[0])) and (year := _year_in_words(found)):
                    tag, span, word = "Y", found.span(), str(year)
                    taken = span[1]
            self.spans.append(span)
            self.words.append(word)
            tags.append(tag)
        self.tags = "".join(tags)

    # -------------------------------------------------------------- small helpers
    def low(self, i: int) -> str:
        return self.words[i].lower() if 0 <= i < len(self.words) else ""

    def number(self, start: int, end: int) -> int:
        """The number that tokens start:end write: "5th", "twenty-five", "a", "a couple of"."""
        total = 0
        for i in range(start, end):
            word = self.low(i)
            if digits := _NUMERIC.match(word):
                total += int(digits[0])
            else:
                total += _CARDINAL.get(word) or _ORDINAL.get(word) or {"a": 1, "an": 1, "couple": 2}.get(word, 0)
                if word == "couple":
                    return 2
        return total

    def unit(self, i: int) -> str:
        word = _POSSESSIVE.sub("", self.low(i))
        return word if word in _UNITS or word == "quarter" else word.removesuffix("s")

    def month(self, i: int) -> int:
        return _MONTH[_POSSESSIVE.sub("", self.low(i))]

    def weekday(self, i: int) -> int:
        return _WEEKDAY[_POSSESSIVE.sub("", self.low(i))]

    def tense(self, start: int, end: int) -> Tense | None:
        """Future or past, by the verb nearest before the date in its sentence, else by the first one after it."""
        if self.settled:
            return "past"
        if self.low(start - 2 if self.low(start - 1) == "on" else start - 1) in ("which", "who", "that"):
            return verdict if (verdict := self._verb(end)) != "stop" else None  # "..., which on Thursday approved"
        i, quoted = -1, False
        for i in range(start - 1, max(-2, start - 16), -1):
            if i >= 0 and self.words[i] in '"“”':
                # what somebody is quoted with has its own tense
                if not quoted and (self.words[i] == "“" or not self._closes(i)):
                    return None
                quoted = not quoted
                continue
            if quoted:
                continue
            verdict = self._verb(i)
            if verdict == "stop":
                break
            if verdict:
                return verdict
        else:
            return None
        if start - i > 4:
            return None
        # the date opens its sentence: "On Monday the ships will leave"
        for i in range(end, min(len(self.words), end + 16)):
            verdict = self._verb(i)
            if verdict == "stop":
                break
            if verdict:
                return verdict
        return None

    def awaited(self, start: int, end: int) -> bool:
        """Still to come: by its verb, or, where none tells, by the word before it ("the rest by Friday")."""
        tense = self.tense(start, end)
        return tense == "future" or (tense is None and self.low(start - 1) in ("by", "until", "till"))

    def _verb(self, i: int) -> Literal["past", "future", "stop"] | None:
        if i < 0:
            return "stop"
        word = self.low(i)
        if word in _SENTENCE_END:
            # "Sept. 9", "Dr. Bello", "U.S. aid": no sentence ends there
            abbreviated = word == "." and i > 0 and (self.tags[i - 1] in "nw" or len(self.words[i - 1]) <= 2)
            return None if abbreviated else "stop"
        if word.isspace():
            return "stop"
        if word in _FUTURE_WORDS or word.endswith(("'ll", "’ll")):
            return "future"
        before = self.low(i - 1)
        if word == "to" and (before in ("is", "are", "going", "was", "were") or self.low(i - 2) in ("is", "are")):
            return "future"
        if word == "be" and before == "to" and self._is_participle(i + 1):
            # "40 tents to be handed over in May"; but "needed to be repaired", "turned out to be broken"
            return None if self._verb(i - 2) == "past" or self._verb(i - 3) == "past" else "future"
        if word in ("has", "have") and before in ("will", "to", "would"):
            return None
        if word in _PAST_WORDS:
            after = self.low(i + 1)
            return "future" if word in ("was", "were") and after == "to" else "past" if before != "be" else None
        if word.endswith("ed") and len(word) > 3 and before not in ("be", "being") and word not in _NOT_VERBS:
            if self.low(i - 2) == "be":  # "be formally opened"
                return None
            return "past"
        return None

    def _is_participle(self, i: int) -> bool:
        word = self.low(i)
        return word in _PAST_WORDS or (word.endswith("ed") and len(word) > 3 and word not in _NOT_VERBS)

    def month_first(self) -> bool:
        """Whether this text writes 9/25 for 25 September: it does where one of its dates can't be read day first, or
        where both
        ends of a range share the first number ("10/1/2018 - 10/7/2018")."""
        if self._month_first is None:
            self._month_first = bool(_MONTH_FIRST.search(self.text)) and not _DAY_FIRST.search(self.text)
        return self._month_first

    def _closes(self, i: int) -> bool:
        at = self.spans[i][0]
        return at > 0 and not self.text[at - 1].isspace()

    def near(self, candidates: Callable[[int], dt.date | None], start: int, end: int) -> dt.date | None:
        """The year-less day meant: the last on or before the base, the next one under a future tense.

        A day up to two months ahead, with no verb that says past, is ahead: of a day ten months back one gives the
        year.
        """
        if self.base is None:
            return None
        days = [d for y in range(self.base.year - 4, self.base.year + 5) if 0 < y <= 9999 and (d := candidates(y))]
        behind = [d for d in days if d <= self.base]
        ahead = [d for d in days if d >= self.base]
        if not behind or not ahead:
            return ahead[0] if ahead else behind[-1] if behind else None
        if ahead[0] == self.base:
            return self.base
        tense = self.tense(start, end)
        soon = (ahead[0] - self.base).days
        if (tense == "future" and soon <= _FAR_AHEAD) or (tense is None and soon <= 60):
            return ahead[0]
        return behind[-1]

    # -------------------------------------------------------------- grammar
    def read(self, i: int) -> _Reading | None:
        """The longest expression that starts at token i."""
        tag = self.tags[i]
        if tag == "s":
            return self._since(i)
        if tag in "bf":
            first = self.period(i + 1, ranged=True)
            if first is None:
                return None
            both = self._range(i + 1, first, connectors="&->" if tag == "b" else "->")
            if both is not None and (tag == "b" or both.end != first.end):
                return both
            return None
        if tag == "V" or (tag == "p" and self.low(i) == "for") or tag == "i":
            return self._lookback(i)
        reading = self.period(i)
        if reading is None:
            return None
        return self._range(i, reading, connectors="->") or reading

    def _since(self, i: int) -> _Reading | None:
        self.settled = True
        within, reading = None, self.period(i + 1, ranged=True)
        if reading is None:
            within, reading = self.dated_clause(i + 1)
        self.settled = False
        if reading is None or reading.open:
            return None
        if reading.value is None or self.base is None:
            return _Reading(reading.end, None, "date.since", within=within)
        if reading.value.start > self.base:
            return None
        return _Reading(reading.end, DateRange(reading.value.start, self.base), "date.since", within=within)

    def _range(self, i: int, first: _Reading, connectors: str) -> _Reading | None:
        """`first` with "to B" after it, B read in the same year where it gives none."""
        j = first.end
        if j >= len(self.tags) or self.tags[j] not in connectors:
            return None
        second = self.period(j + 1, ranged=True)
        if second is None or second.rule == "date.number":
            return None
        a, b = first.value, second.value
        if first.year is None and second.year is not None and first.in_year is not None:
            a = first.in_year(second.year)
            if a and b and a.start > b.end:
                a = first.in_year(second.year - 1)
        elif first.year is not None and second.year is None and second.in_year is not None and a is not None:
            b = second.in_year(first.year)
            if b and a.start > b.end:
                b = second.in_year(first.year + 1)
        elif a and b and a.start > b.end and second.in_year is not None:
            # "from November to March": the later bound may lie ahead, or the first one a year back
            if first.in_year is not None and self.base and b.start <= self.base:
                a = first.in_year(b.end.year)
                a = first.in_year(b.end.year - 1) if a is None or a.start > b.end else a
            else:
                b = second.in_year(a.start.year + 1)
        elif a and b and first.in_year is not None and second.in_year is not None and (b.end - a.start).days > 366:
            b = second.in_year(a.start.year)
        if a is None or b is None:
            return _Reading(second.end, None, "date.range") if self.base is None or second.open else None
        if a.start > b.end:
            return None
        return _Reading(second.end, DateRange(a.start, b.end), "date.range", year=second.year)

    def _lookback(self, i: int) -> _Reading | None:
        """ "over the past five years", "over 30 years" (of what has been done), "in the last two weeks"."""
        j = i + 1
        m = _LOOKBACK.match(self.tags, j)
        # "in the coming days" says nothing that can be counted
        if m and (self.tags[m.start(3)] == "U" if m.group(2) else self.tags[j] == "t" and self.tags[m.start(3)] == "u"):
            count, unit = self._count_unit(m)
            following = self.tags[m.start(1)] == "F"
            if self.base is None:
                return _Reading(m.end(), None, "date.span")
            if following:
                return _Reading(m.end(), self._ahead(count, unit), "date.span.future")
            return _Reading(m.end(), DateRange(_shift_units(self.base, -count, unit), self.base), "date.span")
        if self.low(i) == "in" and (m := _IN_TIME.match(self.tags, j)):
            timed = self.low(m.end()) == "time" and self.words[m.end() - 1][-1] in "'’"
            if not timed and (
                self.tense(i, m.end()) != "future" or self.tags[m.end() : m.end() + 1] in ("o", "g", "-")
            ):
                return None
            end = m.end() + timed
            if self.base is None:
                return _Reading(end, None, "date.ahead")
            return _Reading(
                end, _one(_shift_units(self.base, self.number(*m.span(1)), self.unit(m.start(2)))), "date.ahead"
            )
        if self.tags[i] == "V" and (m := _OVER.match(self.tags, j)):
            count, unit = self.number(*m.span(1)), self.unit(m.start(2))
            if not self._perfect(i, m.end()):
                return None
            if self.base is None:
                return _Reading(m.end(), None, "date.span")
            return _Reading(m.end(), DateRange(_shift_units(self.base, -count, unit), self.base), "date.span")
        return None

    def _perfect(self, start: int, end: int) -> bool:
        """Whether the clause speaks of what has been done up to now ("has given 800 buses over 30 years")."""
        first = start - 1
        while first > max(-1, start - 14) and self.low(first) not in _SENTENCE_END:
            first -= 1
        around = {self.low(i) for i in range(first + 1, start)}
        if start - first <= 2:  # "Over 30 years Japan has given ..."
            around |= {self.low(i) for i in range(end, min(len(self.words), end + 10))}
        return not around.isdisjoint(("has", "have")) and around.isdisjoint(_REPAYMENT)

    def attributive(self, start: int, end: int) -> bool:
        """Whether the date only names a thing ("after the October 7 attack"): the story is not at that day then."""
        if self.low(start - 1) not in ("the", "a", "an") or end >= len(self.words) or self.tags[start] not in "WMkn":
            return False
        after = self.words[end]
        return after[0].islower() and after not in _CLOSERS

    def dated_event(self, i: int) -> _Reading | None:
        """The date of what is named from token i on: "(two days after) the quake of May 12", "the dam burst on May
        1"."""
        for j in range(i + 1, min(len(self.tags), i + 9)):
            if self.low(j) in _SENTENCE_END:
                return None
            if self.tags[j] in "WMknNOt2" and self.low(j - 1) in ("of", "on", ","):
                reading = self.period(j)
                if reading is not None:
                    return reading if reading.rule == "date.calendar" else None
        return None

    def dated_clause(self, i: int) -> tuple[int | None, _Reading | None]:
        """The date that ends a short clause, and where it begins: "(since) its launch in March 2006", "(since) the war
        began in 2022"."""
        for j in range(i + 1, min(len(self.tags), i + 9)):
            if not self.words[j - 1][0].isalnum():
                break
            if self.tags[j] in "WMknNOt2Y" and self.low(j - 1) in ("of", "on", "in"):
                reading = self.period(j)
                dated = reading is not None and reading.rule in ("date.calendar", "date.month", "date.year")
                return (j, reading) if dated else (None, None)
        return None, None

    def closed(self, i: int) -> bool:
        """Whether "the day before" ends here, with no noun or clause that it goes with ("the day before the vote")."""
        return i >= len(self.words) or self.low(i) in _CLOSERS or not self.words[i][0].isalnum()

    def _ahead(self, count: int, unit: str) -> DateRange | None:
        if self.base is None:
            return None
        if unit in ("quarter",):
            first = _around(_shift_units(self.base, 1, unit), unit).start
            return DateRange(first, _shift(_shift_units(first, count, unit), -1))
        return DateRange(_shift(self.base, 1), _shift_units(self.base, count, unit))

    def _count_unit(self, m: re.Match[str]) -> tuple[int, str]:
        count = self.number(*m.span(2)) if m.group(2) else 1
        return count, self.unit(m.start(3))

    def period(self, i: int, *, ranged: bool = False) -> _Reading | None:
        """A day or period, with "early", "mid", "the end of" before it."""
        if i >= len(self.tags) or self.depth >= _DEEPEST:
            return None
        self.depth += 1
        try:
            return self._period(i, ranged)
        finally:
            self.depth -= 1

    def _period(self, i: int, ranged: bool) -> _Reading | None:
        if (m := _PART_RE.match(self.tags, i)) and (part := self._part(i, m)) is not None:
            return part
        for pattern, handler in _atoms():
            if (m := pattern.match(self.tags, i)) and (reading := handler(self, m)) is not None:
                return reading
        if ranged:
            if self.tags[i] == "Y" and self.words[i].isdecimal():
                year = int(self.words[i])
                return _Reading(i + 1, _year(year), "date.year", year=year)
            if (m := _THE_PERIOD.match(self.tags, i)) is not None:
                return self._named(m)
            if self.tags[i] in "Mk":
                return _bare_month(self, i, i + 1, required=False)
            if self.tags[i] == "r":
                return _Reading(i + 1, _one(self.base), "date.now", open=True)
        return None

    def _part(self, i: int, m: re.Match[str]) -> _Reading | None:
        j = m.end()
        position = next(k for k in range(i, j) if self.tags[k] == "P")
        loose = self.low(position) not in ("early", "mid", "late")
        if loose and self.tags[j - 1] == "P" and self.tags[j : j + 1] not in tuple("MnkY"):
            return None  # "to end two months later"
        reading = self.period(j, ranged=True)
        if reading is None and (named := _OF_THE.match(self.tags, j)):
            reading = self._named(named)
        if reading is None or reading.rule.startswith(("date.range", "date.span")):
            return None
        if loose and reading.rule == "date.month":
            return reading  # "the end of June" is said of any day of a week or two: the guideline's gold takes June
        # "late Tuesday", "early today": still that day
        part = _PART[self.low(position)]
        value = _third(reading.value, part) if reading.value else None
        keep = reading.in_year
        in_year = None if keep is None else lambda y: _third(v, part) if (v := keep(y)) else None
        return _Reading(reading.end, value, "date.part", in_year, reading.year)

    def _named(self, m: re.Match[str]) -> _Reading:
        """ "the year", "the month": the one that holds the base, or that the text is at."""
        at = self.base
        return _Reading(m.end(), _around(at, self.unit(m.end() - 1)) if at else None, "date.unit")


_REPAYMENT = frozenset(
    "will would shall repay repayable repaid payable repayment spread period loan interest next programme program "
    "contract agreement deal plan project".split()
)
_CLOSERS = frozenset("and but had when with in on at from to by which who was were said landed arrived came it".split())
_LOOKBACK = re.compile(rf"t?([LF])({_COUNT})?([uUq])(?![o])")
_MONTH_FIRST = re.compile(
    r"(?<![\d/])(?:0?[1-9]|1[0-2])/(?:1[3-9]|2\d|3[01])(?![\d%])|(?<![\d/])(\d\d?)/\d\d?(?:/\d{2,4})?\s?(?:-|–|to)\s?\1/\d"
)
_DAY_FIRST = re.compile(r"(?<![\d/])(?:1[3-9]|2\d|3[01])/(?:0?[1-9]|1[0-2])(?![\d%])")
_IN_TIME = re.compile(rf"({_COUNT})([uU])")
_OVER = re.compile(r"((?:2-?N|[NG2]))(U)")
_PART_RE = re.compile(_PARTS)
_THE_PERIOD = re.compile(r"tu(?![BE=lu])")
_OF_THE = re.compile(r"tu")

# words after a number which make it a count: "in July 12 tons came"
_MAGNITUDES = frozenset(
    "million billion trillion percent per lakh crore tons tonnes kg people families households thousand mln bn "
    "cents dollars".split()
)


# ------------------------------------------------------------------ atoms: one handler for a pattern
def _calendar_day(r: _Reader, m: re.Match[str]) -> _Reading | None:
    """ "Thursday, 9 September 2022", "Sept. 9-12", "12 and 13 July"."""
    month = r.month(m.start("month"))
    first = r.number(*m.span("first"))
    last = r.number(*m.span("last")) if m.group("last") else None
    year = r.number(*m.span("year")) if m.group("year") else None
    end = m.end()
    if year is not None and year < 100:
        year += 1900 if year >= 40 else 2000
    if year is None and m.end("month") < m.start("first") + 1 and not m.group("tail"):
        # month first: the number may count something ("in July 12 tons", "May 10 million")
        after = r.low(end)
        if (
            after in _MAGNITUDES
            or after == "%"
            or (r.low(m.start() - 1) == "in" and after.isalpha() and len(after) > 3)
        ):
            return None
    if r.tags[m.start("month")] in "k" and r.words[m.start("month")].lower() == "mar" and year is None and last:
        return None
    if last is not None and last <= first:
        return None
    at = m.start("first")
    if not r.words[at][0].isdigit() and m.end("first") - at == 1 and r.low(at) in _CARDINAL and year is None:
        return None  # "since March two more came", "one of September's"

    def in_year(y: int) -> DateRange | None:
        start = _day(y, month, first)
        stop = _day(y, month, last) if last is not None else start
        return DateRange(start, stop) if start and stop else None

    if year is not None:
        value = in_year(year)
        return None if value is None else _Reading(end, value, "date.calendar", year=year)
    if in_year(2000) is None:
        return None
    if month == 2 and first == 29 and r.base is None:
        return _Reading(end, None, "date.calendar", in_year)
    start = r.near(lambda y: v.start if (v := in_year(y)) else None, m.start(), end)
    if m.group("weekday") and r.base is not None:
        # the weekday settles the year
        weekday, base = r.weekday(m.start("weekday")), r.base
        days = [v.start for y in (base.year - 1, base.year, base.year + 1) if (v := in_year(y))]
        days = [d for d in days if d.weekday() == weekday]
        if days and (start is None or start.weekday() != weekday):
            start = min(days, key=lambda d: abs((d - base).days))
    return _Reading(end, in_year(start.year) if start else None, "date.calendar", in_year)


def _numeric(r: _Reader, m: re.Match[str]) -> _Reading | None:
    day = _numeric_date(r.words[m.end() - 1], r.month_first())
    return _Reading(m.end(), _one(day), "date.numeric", year=day.year) if day else None


_BEFORE_NUMERIC = frozenset("on from to dated by until till since between before after".split())


def _numeric_short(r: _Reader, m: re.Match[str]) -> _Reading | None:
    """ "on 22/04": only after a word that asks for a date; 24/7 and 9/11 are none."""
    i = m.end() - 1
    if i == m.start() and r.low(i - 1) not in _BEFORE_NUMERIC:
        if not (r.low(i - 1) in (",", "and", "or", "-", "–") and i > 1 and r.tags[i - 2] == "j"):
            return None
    a, b = (int(x) for x in r.words[i].split("/"))
    day, month = (b, a) if r.month_first() and a <= 12 else (a, b) if b <= 12 else (b, a)
    if month > 12 or (a, b) == (24, 7):
        return None

    def in_year(y: int) -> DateRange | None:
        return _one(_day(y, month, day))

    start = r.near(lambda y: _day(y, month, day), i, m.end())
    return _Reading(m.end(), _one(start), "date.numeric", in_year)


def _month_numeric(r: _Reader, m: re.Match[str]) -> _Reading | None:
    """ "12/2015"."""
    month, year = (int(x) for x in re.split("[-/]", r.words[m.start()]))
    return _Reading(m.end(), _month(year, month), "date.month", year=year)


def _month_of_year(r: _Reader, m: re.Match[str]) -> _Reading | None:
    year = r.number(*m.span("year"))
    if r.low(m.end()) in _MAGNITUDES:
        return None
    return _Reading(m.end(), _month(year, r.month(m.start())), "date.month", year=year)


def _month_relative_year(r: _Reader, m: re.Match[str]) -> _Reading | None:
    """ "May last year", "March of this year", "June next year"."""
    if r.unit(m.end() - 1) != "year":
        return None
    if r.base is None:
        return _Reading(m.end(), None, "date.month")
    year = r.base.year + _AWAY[m.group("which")]
    first = m.start("month")
    if m.group("day"):
        day = _day(year, r.month(first), r.number(*m.span("day")))
        return _Reading(m.end(), _one(day), "date.calendar", year=year) if day else None
    return _Reading(m.end(), _month(year, r.month(first)), "date.month", year=year)


def _month_that_year(r: _Reader, m: re.Match[str]) -> _Reading | None:
    """ "in October of that year": the year of the date before it."""
    if r.unit(m.end() - 1) != "year":
        return None
    at = r.anchor_year
    return _Reading(m.end(), _month(at.start.year, r.month(m.start("month"))) if at else None, "date.month")


def _relative_month(r: _Reader, m: re.Match[str]) -> _Reading | None:
    """ "last September", "next March", "this May"."""
    month = r.month(m.start("month"))
    if r.base is None:
        return _Reading(m.end(), None, "date.month")
    which = m.group("which")
    if r.low(m.start("which")) in ("following", "previous") and (at := r.anchor_year):
        year = at.end.year + (month <= at.end.month) if which == "F" else at.start.year - (month >= at.start.month)
    elif which == "L":
        year = r.base.year - (month >= r.base.month)
    elif which == "F":
        year = r.base.year + (month <= r.base.month)
    else:
        year = r.base.year
    return _Reading(m.end(), _month(year, month), "date.month", year=year)


_BEFORE_MONTH = frozenset(
    "in since of by until till from during before after between through to this last next early late mid end and "
    "for around "
    "throughout".split()
)


def _bare_month(r: _Reader, i: int, end: int, *, required: bool) -> _Reading | None:
    """ "in March": the last one begun. May and March, June and April need a word before them that asks for a month."""
    word = r.words[i]
    before = r.low(i - 1)
    ambiguous = r.tags[i] == "k" or _POSSESSIVE.sub("", word.lower()) in ("april", "june", "august")
    if r.tags[i] != "n" and not word[0].isupper():
        return None if r.tags[i] == "z" or before not in _BEFORE_MONTH else _month_value(r, i, end)
    asked = before in _BEFORE_MONTH or (before in ("-", "–", "mid") and i > 1)
    asked = asked or bool(re.match(r"[->]P?-?[Mkn]", r.tags[end : end + 4]))  # "Nov-Feb 2017", "May to March"
    if r.tags[i] == "n" and not asked:
        return None
    if ambiguous and required and (not asked or before in ("and", "for", "to", "of")):
        # "April and May": the month before it asks; "June Bell", "the Women's March"
        back = r.tags[i - 2] if i > 1 else "x"
        paired = before in ("and", "to", "of") and back in "MknPO" and r.last_token == i - 1
        if not paired and not (before == "for" and r.tense(i, end) == "future"):
            return None
    if word.isupper() and len(word) > 3 and before.isupper():
        return None
    after = r.words[end] if end < len(r.words) else ""
    if ambiguous and after[:1].isupper() and after.lower() not in _BEFORE_MONTH and not asked:
        return None
    return _month_value(r, i, end)


def _month_value(r: _Reader, i: int, end: int) -> _Reading:
    month = r.month(i)
    if r.base is None:
        return _Reading(end, None, "date.month", lambda y: _month(y, month))
    year = r.base.year - (month > r.base.month)
    if month != r.base.month and r.awaited(i, end):
        ahead = (month - r.base.month) % 12
        year = r.base.year + (month < r.base.month) if ahead <= 9 else year
    return _Reading(end, _month(year, month), "date.month", lambda y: _month(y, month))


def _plain_month(r: _Reader, m: re.Match[str]) -> _Reading | None:
    return _bare_month(r, m.start(), m.end(), required=True)


_AFTER_ORDINAL = frozenset(
    "and to with for a the but when by at in as it he she they we after this respectively".split()
)


def _day_of_month(r: _Reader, m: re.Match[str]) -> _Reading | None:
    """ "on the 5th", "the first of the month", "the 21st of this month", "Monday the 14th"."""
    day = r.number(*m.span("day"))
    end = m.end()
    after = r.words[end] if end < len(r.words) else "."
    if r.base is None:
        known = bool(m.group("unit") or m.group("weekday")) or r.low(m.start() - 1) == "on"
        return _Reading(end, None, "date.ordinal") if known else None
    if m.group("unit"):
        if r.unit(m.start("unit")) != "month":
            return None
        which = r.tags[m.start("unit") - 1]
        at = _shift_months(r.base.replace(day=1), {"L": -1, "F": 1}.get(which, 0))
        found = _day(at.year, at.month, day)
        return _Reading(end, _one(found), "date.ordinal") if found else None
    if not m.group("weekday"):
        before, i = r.low(m.start() - 1), m.start()
        paired = before == "and" and i > 1 and r.tags[i - 2] == "O"
        of = before == "of" and not after[0].isalnum()
        if not paired and not of and before not in ("on", "since", "from", "by", "until", "around") or r.tags[i] != "t":
            return None
        if after[0].isalnum() and after.lower() not in _AFTER_ORDINAL:
            return None
        if r.low(end - 1) in _ORDINAL:  # "on the second, ..." counts something
            return None
        if r.anchor and i - r.anchor_token <= 8 and r.anchor.start.replace(day=1) == r.anchor.end.replace(day=1):
            # "at the beginning of October, on the 3rd"
            found = _day(r.anchor.start.year, r.anchor.start.month, day)
            if found and found <= r.base:
                return _Reading(end, _one(found), "date.ordinal")
    days = []
    for offset in range(-13, 13):
        at = _shift_months(r.base.replace(day=1), offset)
        if found := _day(at.year, at.month, day):
            days.append(found)
    if m.group("weekday"):
        if r.low(end - 1) in _ORDINAL and after[0].isalpha() and after.lower() not in _CLOSERS:
            return None  # "on Saturday, the third such gift"
        weekday = r.weekday(m.start("weekday"))
        days = [d for d in days if d.weekday() == weekday]
        base = r.base
        days = [min(days, key=lambda d: abs((d - base).days))] if days else []
        return _Reading(end, _one(days[0]), "date.calendar") if days else None
    behind = [d for d in days if d <= r.base]
    ahead = [d for d in days if d >= r.base]
    if r.tense(m.start(), end) == "future" and ahead:
        return _Reading(end, _one(ahead[0]), "date.ordinal")
    return _Reading(end, _one(behind[-1]), "date.ordinal") if behind else None


def _weekday(r: _Reader, m: re.Match[str]) -> _Reading | None:
    """ "Thursday", "last Friday", "next Tuesday", "Friday last week", "Thursday week", "Monday night"."""
    i = m.start("weekday")
    if r.tags[i] == "w":
        # an abbreviation counts only where it cannot be a name or a verb: "on Thurs", "Tue."
        if not m.group("which") and r.low(m.start() - 1) not in ("on", "since", "until", "by", "from"):
            return None
        if r.low(i) in ("sun", "mon", "fri") and i + 1 < len(r.words) and r.words[i + 1][:1].isupper():
            return None
    if r.base is None:
        return _Reading(m.end(), None, "date.weekday")
    weekday, base = r.weekday(i), r.base
    monday = _shift(base, -base.weekday())
    which = m.group("which") or ""
    if m.group("week"):
        if r.unit(m.start("week")) not in ("week", "month", "year"):
            return None
        if r.unit(m.start("week")) != "week":
            return _Reading(i + 1, _one(_shift(base, -((base.weekday() - weekday) % 7))), "date.weekday")
        weeks = _AWAY[m.group("weekwhich")]
        return _Reading(m.end(), _one(_shift(monday, 7 * weeks + weekday)), "date.weekday")
    ahead = _shift(base, (weekday - base.weekday()) % 7)
    behind = _shift(base, -((base.weekday() - weekday) % 7))
    after = m.end()
    if not which and r.low(after) == "before" and r.low(after + 1) == "last" and r.tags[after + 2 : after + 3] != "u":
        return _Reading(after + 2, _one(_shift(behind, -7)), "date.weekday")
    if m.group("after"):  # "Thursday week"
        if (
            r.unit(m.start("after")) != "week"
            or r.tags[m.start("after")] != "u"
            or r.low(m.start("after")).endswith("s")
        ):
            return _Reading(i + 1, _one(behind), "date.weekday")
        return _Reading(m.end(), _one(_shift(ahead, 7)), "date.weekday")
    word = r.low(m.start("which")) if which else ""
    if which == "L":
        day = _shift(base, -((base.weekday() - weekday - 1) % 7 + 1))
    elif word == "following" and r.anchor:
        day = _shift(r.anchor.start, (weekday - r.anchor.start.weekday() - 1) % 7 + 1)
    elif not which and r.tags[m.start()] == "t" and r.anchor and r.anchor.start == r.anchor.end:
        day = _shift(r.anchor.start, (weekday - r.anchor.start.weekday()) % 7)  # "... on the Friday"
        day = day if day <= base else behind
    elif word in ("next", "following"):
        day = _shift(monday, 7 + weekday)
    elif which == "F":
        day = _shift(base, (weekday - base.weekday() - 1) % 7 + 1)
    else:
        day = ahead if r.awaited(m.start(), m.end()) else behind
    return _Reading(m.end(), _one(day), "date.weekday")


def _week_weekday(r: _Reader, m: re.Match[str]) -> _Reading | None:
    """ "last week Monday", "next week on Tuesday"."""
    if r.unit(m.start("week")) != "week":
        return None
    if r.base is None:
        return _Reading(m.end(), None, "date.weekday")
    weeks = _AWAY[m.group("which")]
    day = _shift(r.base, -r.base.weekday() + 7 * weeks + r.weekday(m.start("weekday")))
    return _Reading(m.end(), _one(day), "date.weekday")


def _relative_day(r: _Reader, m: re.Match[str]) -> _Reading | None:
    """ "yesterday", "today", "tomorrow Friday"."""
    offset = _RELATIVE[_POSSESSIVE.sub("", r.low(m.start("day")))]
    if m.group("around"):  # the day before yesterday
        offset += -1 if r.low(m.start("around")) == "before" else 1
        count = r.number(*m.span("count")) if m.group("count") else 1
        offset += (1 - count) if r.low(m.start("around")) == "before" else (count - 1)
    return _Reading(m.end(), _one(_shift(r.base, offset)) if r.base else None, "date.day")


def _day_part(r: _Reader, m: re.Match[str]) -> _Reading | None:
    """ "this morning", "last night"; "the night before last"."""
    which = m.group("which")
    if which == "F":
        return None
    if which == "L" and r.low(m.start("which")) != "last":
        return None
    offset = 0 if which == "T" else -1
    return _Reading(m.end(), _one(_shift(r.base, offset)) if r.base else None, "date.day")


def _ago(r: _Reader, m: re.Match[str]) -> _Reading | None:
    """ "three days ago", "a fortnight ago"; months and years ago give the whole month or year, since nobody counts
    days there."""
    count, unit = r.number(*m.span("count")), r.unit(m.start("unit"))
    if r.base is None:
        return _Reading(m.end(), None, "date.ago")
    if m.group("count2"):
        moved = _shift_units(r.base, -count, unit)
        return _Reading(m.end(), _counted(moved, -r.number(*m.span("count2")), r.unit(m.start("unit2"))), "date.ago")
    if count == 1 and unit == "year":  # "a year ago" is about that month, "three years ago" that year
        return _Reading(m.end(), _around(_shift_months(r.base, -12), "month"), "date.ago")
    return _Reading(m.end(), _counted(r.base, -count, unit), "date.ago")


def _counted(day: dt.date, count: int, unit: str) -> DateRange:
    moved = _shift_units(day, count, unit)
    return _around(moved, unit) if unit in ("month", "year", "decade", "quarter") else DateRange(moved, moved)


def _in_time(r: _Reader, m: re.Match[str]) -> _Reading | None:
    """ "two weeks from now", "in two weeks' time"."""
    if r.base is None:
        return _Reading(m.end(), None, "date.ahead")
    return _Reading(m.end(), _counted(r.base, r.number(*m.span("count")), r.unit(m.start("unit"))), "date.ahead")


def _anaphoric(r: _Reader, m: re.Match[str]) -> _Reading | None:
    """ "two days later", "a week earlier": counted from the date that stands before."""
    last = r.tags[m.end() - 1]
    if r.low(m.start() - 1) == "the" or (last in "BE" and not r.closed(m.end())):
        return None
    if last == "p" and (r.low(m.end() - 1) != "on" or r.low(m.end()) not in (",", ".", ";")):
        return None
    count, unit = r.number(*m.span("count")), r.unit(m.start("unit"))
    at = r.anchor_year if unit in ("year", "month") else r.anchor
    return _Reading(
        m.end(), _counted(at.start, -count if last in "eB" else count, unit) if at else None, "date.anaphoric"
    )


def _anaphoric_day(r: _Reader, m: re.Match[str]) -> _Reading | None:
    """ "the same day", "the next day", "that weekend", "the previous month"."""
    unit = r.unit(m.start("unit")) if r.tags[m.start("unit")] != "D" else "day"
    which = m.group("which")
    anchor = r.anchor_year if unit in ("year", "month") else r.anchor
    if anchor is None and unit in ("year", "month") and m.group("which") in "=X" and r.base:
        anchor = _around(r.base, "day")
    at = anchor.start if anchor else None
    word = r.low(m.start("which"))
    if which == "X" and r.tags[m.start()] != "X":
        return None
    if which in "=X":
        if word == "very" and unit != "day":
            return None
        return _Reading(m.end(), _around(at, unit) if at else None, "date.anaphoric")
    if unit != "day" and word in ("last", "past", "next", "coming", "upcoming"):
        return None
    if word in ("past", "coming", "upcoming", "last"):
        return None
    step = -1 if which == "L" else 1
    return _Reading(m.end(), _counted(at, step, unit) if at else None, "date.anaphoric")


def _before_last(r: _Reader, m: re.Match[str]) -> _Reading | None:
    """ "the week before last", "the night before last", "the week after next"."""
    if r.low(m.end() - 1) not in ("last", "next"):
        return None
    if r.base is None:
        return _Reading(m.end(), None, "date.unit")
    unit = "day" if r.tags[m.start("unit")] == "D" else r.unit(m.start("unit"))
    return _Reading(m.end(), _around(_shift_units(r.base, -2 if m.group("back") else 2, unit), unit), "date.unit")


def _day_before(r: _Reader, m: re.Match[str]) -> _Reading | None:
    """ "the day before": of the date before it, or "two days before Christmas" of the date after it."""
    unit = r.unit(m.start("unit")) if r.tags[m.start("unit")] not in "D" else "day"
    count = r.number(*m.span("count")) if m.group("count") else 1
    step = count * (-1 if r.tags[m.end() - 1] == "B" else 1)
    if r.tags[m.end() - 1] == "f" and (after := r.period(m.end())) is not None:
        # "two weeks from January 15", but not "for two weeks from May to June"
        if after.end < len(r.tags) and r.tags[after.end] in "->" or r.low(m.start() - 1) in ("for", "over", "within"):
            return None
    after = r.period(m.end(), ranged=True)
    if after is not None and not after.open:
        value = after.value
        if value is None:
            return _Reading(after.end, None, "date.counted")
        origin = value.start if step < 0 else value.end
        if value.start == value.end:
            return _Reading(after.end, _one(_shift_units(origin, step, unit)), "date.counted")
        return _Reading(after.end, _counted(origin, step, unit), "date.counted")
    if r.tags[m.end() - 1] == "f":
        return None
    if (dated := r.dated_event(m.end())) is not None and unit in ("day", "week"):
        value = dated.value
        moved = _counted(value.start if step < 0 else value.end, step, unit) if value else None
        return _Reading(m.end(), moved, "date.counted")  # the event's own date stays a mention of its own
    if not m.group("the") or not r.closed(m.end()):
        return None
    return _Reading(m.end(), _counted(r.anchor.start, step, unit) if r.anchor else None, "date.anaphoric")


def _span_of_units(r: _Reader, m: re.Match[str]) -> _Reading | None:
    """ "the past five years", "the next three days"."""
    count = r.number(*m.span("count"))
    unit = r.unit(m.start("unit"))
    if r.tags[m.start("unit")] == "u" or r.low(m.start("count")) in ("a", "an"):
        return None  # "Pier 13 last week"
    if r.base is None:
        return _Reading(m.end(), None, "date.span")
    if r.tags[m.start("which")] == "F":
        return _Reading(m.end(), r._ahead(count, unit), "date.span.future")
    if unit == "quarter":
        first = _around(r.base, unit).start
        return _Reading(m.end(), DateRange(_shift_units(first, -count, unit), _shift(first, -1)), "date.span")
    return _Reading(m.end(), DateRange(_shift_units(r.base, -count, unit), r.base), "date.span")


def _calendar_unit(r: _Reader, m: re.Match[str]) -> _Reading | None:
    """ "last week", "this month", "next year", "earlier this year", "the past year"."""
    unit = r.unit(m.start("unit"))
    which, word = m.group("which"), r.low(m.start("which"))
    if unit == "day":
        return None
    if which == "T" and unit == "decade" and word == "current":
        return None
    if r.base is None:
        return _Reading(m.end(), None, "date.unit")
    base = r.base
    if which == "L" and word == "past":
        return _Reading(m.end(), DateRange(_shift_units(base, -1, unit), base), "date.span")
    holding = _around(base, unit)
    if which == "T":
        ahead = m.group("when") and r.low(m.start("when")) == "later"
        if ahead:
            return _Reading(m.end(), DateRange(base, holding.end), "date.unit")
        if m.group("when"):
            return _Reading(m.end(), DateRange(holding.start, base), "date.unit")
        if r.tense(m.start(), m.end()) == "future":
            return _Reading(m.end(), DateRange(base, holding.end) if unit != "year" else holding, "date.unit")
        if unit in ("week", "year"):
            return _Reading(m.end(), DateRange(holding.start, base), "date.unit")
        return _Reading(m.end(), holding, "date.unit")
    moved = _around(_shift_units(holding.start, -1 if which == "L" else 1, unit), unit)
    if m.group("when"):
        moved = _third(moved, 0 if r.low(m.start("when")) == "earlier" else 2)
    return _Reading(m.end(), moved, "date.unit")


def _fiscal(r: _Reader, m: re.Match[str]) -> _Reading | None:
    """ "fiscal 2023", "FY 2023-24", "the current financial year".

    Budget years begin in January, April, July or October. Without a country the calendar year (for one number) and
    July to June
    (for two) are the readings that overlap most with each of them.
    """
    if m.group("span"):
        return _year_span(r, m.start("span"), m.end())
    if m.group("year"):
        year = r.number(*m.span("year"))
        return _Reading(m.end(), _year(year), "date.fiscal", year=year)
    if not m.group("which"):
        return None
    if r.base is None:
        return _Reading(m.end(), None, "date.fiscal")
    return _Reading(m.end(), _year(r.base.year + _AWAY[m.group("which")]), "date.fiscal")


def _year_span(r: _Reader, i: int, end: int) -> _Reading | None:
    first, tail = re.split(r"[-–/]", r.words[i])
    year = int(first)
    if len(tail) == 2 and int(tail) == (year + 1) % 100:
        return _Reading(end, DateRange(dt.date(year, 7, 1), dt.date(year + 1, 6, 30)), "date.fiscal", year=year)
    if "/" not in r.words[i] and 1 <= int(tail) <= 12 and int(tail) <= year % 100:
        return _Reading(end, _month(year, int(tail)), "date.month", year=year)
    last = year // 100 * 100 + int(tail)
    if len(tail) == 2 and last > year:
        return _Reading(end, DateRange(_year(year).start, _year(last).end), "date.range", year=last)
    return None


def _plain_year_span(r: _Reader, m: re.Match[str]) -> _Reading | None:
    return _year_span(r, m.start(), m.end())


_BEFORE_YEAR = frozenset(
    "in since of by until till from during before after between through to early late mid end throughout for around "
    "(".split()
)


def _plain_year(r: _Reader, m: re.Match[str]) -> _Reading | None:
    """ "in 2014": a year needs a word before it that asks for one; "Resolution 1970" and "2073 boxes" are none."""
    i = m.start()
    before = r.low(i - 1)
    after = r.low(i + 1)
    if after in _MAGNITUDES or after in ("%", "hours"):
        return None
    if i and r.tags[i - 1] in "-/" and r.low(i - 2).isalpha() and r.tags[i - 2] not in "MnkP":
        return None
    listed = before in ("and", ",", "or") and i > 1 and r.tags[i - 2] == "Y"
    if not listed and before not in _BEFORE_YEAR and not (before == "the" and after.isalpha()):
        return None
    if before in ("to", "by", "for", "the", "(", "of", "around", "over") and r.low(i - 2) != "back":
        if not "1950" <= r.words[i] <= "2060":
            return None
    year = int(r.words[i])
    return _Reading(m.end(), _year(year), "date.year", year=year)


def _years(r: _Reader, m: re.Match[str]) -> _Reading | None:
    """ "1999-2000", "2014 to 2018", "between 2014 and 2018"."""
    first, last = int(r.words[m.start()]), int(r.words[m.end() - 1])
    if not 0 < last - first <= 200 or r.low(m.end()) in _MAGNITUDES:
        return None
    return _Reading(m.end(), DateRange(_year(first).start, _year(last).end), "date.range", year=last)


def _decade(r: _Reader, m: re.Match[str]) -> _Reading | None:
    word = r.low(m.end() - 1)
    if word in _DECADE:
        if r.tags[m.start()] != "t" and r.low(m.start() - 1) not in ("in", "the", "early", "mid", "late", "-"):
            return None
        first = _DECADE[word]
        if r.low(m.start() - 1) in ("his", "her", "their"):
            return None
    else:
        first = int(word[:4])
    return _Reading(m.end(), DateRange(_year(first).start, _year(first + 9).end), "date.decade", year=first)


def _quarter(r: _Reader, m: re.Match[str]) -> _Reading | None:
    """ "the third quarter of 2022", "Q3 2022", "the first half of last year", "the second half of October"."""
    half = False
    if m.group("short"):
        word = r.low(m.start("short"))
        half, nth = word[0] == "h", int(word[1])
        if half and not (m.group("of") or m.group("year") or m.group("front")):
            return None
    else:
        half = r.tags[m.start("kind")] == "h"
        ordinal = m.group("nth")
        nth = r.number(*m.span("nth")) if ordinal == "O" else (2 if half else 4)
        if half and not m.group("of"):
            return None
    if nth > (2 if half else 4):
        return None
    end = m.end()
    if m.group("of") or m.group("year") or m.group("front"):
        if m.group("front"):
            year = r.number(*m.span("front"))
        elif m.group("year"):
            year = r.number(*m.span("year"))
        else:
            whole = r.period(m.end("of"), ranged=True)
            if whole is None:
                return None
            if whole.value is None:
                return _Reading(whole.end, None, "date.quarter")
            days = (whole.value.end - whole.value.start).days + 1
            if half and days < 360 and days > 1 and whole.value.start.day == 1 and days <= 31:
                middle = whole.value.start.replace(day=15)
                part = (
                    DateRange(whole.value.start, middle) if nth == 1 else DateRange(_shift(middle, 1), whole.value.end)
                )
                return _Reading(whole.end, part, "date.quarter", year=whole.year)
            if days < 200 and not (whole.rule == "date.unit" and whole.value.start.month == 1):
                return None
            year, end = whole.value.start.year, whole.end
        return _Reading(
            end, _months(year, 6 * nth - 5, 6) if half else _months(year, 3 * nth - 2, 3), "date.quarter", year=year
        )
    if r.base is None:
        return _Reading(end, None, "date.quarter")
    year = r.base.year - (_months(r.base.year, 3 * nth - 2, 3).start > r.base)
    return _Reading(end, _months(year, 3 * nth - 2, 3), "date.quarter", lambda y: _months(y, 3 * nth - 2, 3))


def _part_of(r: _Reader, m: re.Match[str]) -> _Reading | None:
    """ "the first week of March", "the last four months of 2021", "the last day of September", "the week of April
    10"."""
    unit, which = r.unit(m.start("unit")), m.group("nth")
    count = r.number(*m.span("count")) if m.group("count") else 1
    if which is None and (unit != "week" or m.group("count")):
        return None
    whole = r.period(m.end(), ranged=True)
    if whole is None and (named := _OF_THE.match(r.tags, m.end())):
        whole = r._named(named)
    if whole is None or unit in ("decade", "year", "fortnight"):
        return None
    if whole.value is None:
        return _Reading(whole.end, None, "date.week")
    span = whole.value
    if which is None:
        return _Reading(whole.end, _around(span.start, "week"), "date.week") if span.start == span.end else None
    if (span.end - span.start).days < 20 or whole.rule == "date.since":
        return None
    if which == "L":
        start = _shift(_shift_units(_shift(span.end, 1), -count, unit), 0)
        return _Reading(whole.end, DateRange(max(start, span.start), span.end), "date.week", year=whole.year)
    nth = r.number(*m.span("nth"))
    if m.group("count") and nth != 1:
        return None
    first = span.start
    if unit == "week" and (span.end - span.start).days > 300:  # of a year: the ISO weeks
        first = dt.date.fromisocalendar(span.start.year, 1, 1)
    start = _shift_units(first, nth - 1, unit)
    end = _shift(_shift_units(start, count, unit), -1)
    if start > span.end:
        return None
    rule = "date.calendar" if unit == "day" and count == 1 else "date.week"
    return _Reading(whole.end, DateRange(start, min(end, span.end)), rule, year=whole.year)


def _ending(r: _Reader, m: re.Match[str]) -> _Reading | None:
    """ "the week ending 12 March", "the week beginning May 5", "the three years to 2024"."""
    count = r.number(*m.span("count")) if m.group("count") else 1
    unit, j = r.unit(m.start("unit")), m.end()
    word = r.low(j)
    if r.tags[j : j + 1] == ">" and word == "to":
        j += 1
        forward = False
    else:
        if word in ("that", "which"):
            j += 1
            word = r.low(j)
        if word not in ("ending", "ended", "beginning", "commencing", "starting", "began", "starts", "ends"):
            return None
        forward = word[0] in "bcs"
        j += 1
        j += r.low(j) in ("on", "from")
    last = r.period(j, ranged=True)
    if last is None or last.open:
        return None
    if last.value is None:
        return _Reading(last.end, None, "date.week")
    if forward:
        start = last.value.start
        return _Reading(last.end, DateRange(start, _shift(_shift_units(start, count, unit), -1)), "date.week")
    if unit == "day" and not m.group("count"):
        return None
    start = _shift_units(_shift(last.value.end, 1), -count, unit)
    return _Reading(last.end, DateRange(min(start, last.value.end), last.value.end), "date.week")


def _numbered_week(r: _Reader, m: re.Match[str]) -> _Reading | None:
    """ "week 27 of last year", "week 10, 2021": the ISO week."""
    week = r.number(*m.span("week"))
    whole = r.period(m.end(), ranged=True)
    if whole is None or r.low(m.start("unit")) != "week":
        return None
    if whole.value is None:
        return _Reading(whole.end, None, "date.week")
    year = whole.value.start.year
    if (whole.value.end - whole.value.start).days < 200 and whole.rule != "date.unit" or not 1 <= week <= 52:
        return None
    start = dt.date.fromisocalendar(year, week, 1)
    return _Reading(whole.end, DateRange(start, _shift(start, 6)), "date.week", year=year)


def _century(r: _Reader, m: re.Match[str]) -> _Reading | None:
    nth = r.number(*m.span("nth"))
    if not 10 <= nth <= 21:
        return None
    return _Reading(m.end(), DateRange(_year(100 * nth - 100).start, _year(100 * nth - 1).end), "date.century")


def _season_relative_year(r: _Reader, m: re.Match[str]) -> _Reading | None:
    """ "spring of last year", "the winter of this year"."""
    if r.unit(m.start("unit")) != "year":
        return None
    if r.base is None:
        return _Reading(m.end(), None, "date.season")
    year = r.base.year + _AWAY[m.group("which")]
    first = _SEASON[_POSSESSIVE.sub("", r.low(m.start("season")))]
    return _Reading(m.end(), _months(year, first, 3), "date.season", year=year)


def _season(r: _Reader, m: re.Match[str]) -> _Reading | None:
    """ "last winter", "this summer", "spring 2019", "in the autumn". Winter belongs to the year in which it begins."""
    i = m.start("season")
    word = _POSSESSIVE.sub("", r.low(i))
    first = _SEASON[word]
    which = m.group("which")
    if m.group("year"):
        year = r.number(*m.span("year"))
        return _Reading(m.end(), _months(year, first, 3), "date.season", year=year)
    before = r.low(m.start() - 1)
    if which is None:
        the = r.tags[m.start()] == "t"
        if before not in ("in", "since", "during", "until", "by", "from", "before", "over") or (
            word == "fall" and not the
        ):
            return None
        after = r.low(m.end())
        if word in ("spring", "fall") and not the and before != "in":
            return None
        if after.isalpha() and not the and after not in ("and", "when", "the", "but", "this", "a", "as"):
            return None
    if r.base is None:
        return _Reading(m.end(), None, "date.season")
    base = r.base
    seasons = [_months(y, first, 3) for y in range(base.year - 2, base.year + 3)]
    begun = [s for s in seasons if s.start <= base]
    ahead = [s for s in seasons if s.end >= base]
    if which == "F":
        value = next(s for s in seasons if s.start > base)
    elif which == "L":
        value = next(s for s in reversed(seasons) if s.end < base)
    elif r.tense(m.start(), m.end()) == "future":
        value = ahead[0]
    elif which == "T":
        same = [s for s in seasons if s.start <= base <= s.end]
        value = same[0] if same else next((s for s in begun[-1:] if s.start.year == base.year), begun[-1])
    else:
        value = begun[-1]
    return _Reading(m.end(), value, "date.season")


def _weekend(r: _Reader, m: re.Match[str]) -> _Reading | None:
    """ "at the weekend": the last one begun; "this weekend" before Saturday, in no past tense: the coming one."""
    which = m.group("which")
    if r.base is None:
        return _Reading(m.end(), None, "date.weekend")
    if which in ("X", "="):
        if r.anchor is None:
            return _Reading(m.end(), None, "date.weekend")
        saturday = _shift(r.anchor.start, 5 - r.anchor.start.weekday())
        return _Reading(m.end(), DateRange(saturday, _shift(saturday, 1)), "date.weekend")
    base = r.base
    begun = _shift(base, -((base.weekday() - 5) % 7))
    if which == "L":
        start = _shift(begun, -7) if base.weekday() >= 5 else begun
    elif which == "F":
        start = _shift(begun, 7)
    else:
        if which is None and r.tags[m.start()] != "t":
            return None
        tense = r.tense(m.start(), m.end())
        waiting = r.low(m.start() - 1) in ("for", "before", "by", "until") or (which == "T" and base.weekday() >= 2)
        ahead = tense == "future" or (waiting and (tense is None or which == "T"))
        start = begun if base.weekday() >= 5 or not ahead else _shift(begun, 7)
    return _Reading(m.end(), DateRange(start, _shift(start, 1)), "date.weekend")


# names that are also adjectives ("Christmas party", "Easter Road"): they need a word before them that asks for a time
_LOOSE_HOLIDAYS = frozenset(
    ("new year", "new year's", "easter", "pentecost", "epiphany", "thanksgiving", "halloween", "christmas")
)
_BEFORE_HOLIDAY = frozenset("in at by since until till before after over around on for to".split())


def _holiday_day(r: _Reader, m: re.Match[str]) -> _Reading | None:
    i = m.start("holiday")
    name = re.sub(r"\s", " ", r.low(i)).replace("’", "'")
    if m.group("year"):
        year = r.number(*m.span("year"))
        return _Reading(m.end(), _one(_holiday(name, year)), "date.holiday", year=year)
    if r.tags[i + 1 : i + 2] != "v" and name in _LOOSE_HOLIDAYS:
        after = r.words[i + 1] if i + 1 < len(r.words) else ""
        before = r.low(m.start() - 1)
        asked = before in _BEFORE_HOLIDAY or m.group("which")
        if not asked or after[:1].isupper() or after.lower() in ("party", "gifts", "gift", "presents", "tree"):
            return None
    if r.base is None:
        return _Reading(m.end(), None, "date.holiday")
    if m.group("which") == "L":
        day = next(d for y in range(r.base.year, r.base.year - 3, -1) if (d := _holiday(name, y)) < r.base)
    elif m.group("which") == "F":
        day = next(d for y in range(r.base.year, r.base.year + 3) if (d := _holiday(name, y)) > r.base)
    else:
        near = r.near(lambda y: _holiday(name, y), m.start(), m.end())
        if near is None:
            return None
        day = near
        deadline = (
            r.low(m.start() - 1) in ("by", "until", "till", "before") and r.tags[max(0, m.start() - 2)] not in "uU"
        )
        if deadline and (r.base - day).days > 45:
            day = next(d for y in range(r.base.year, r.base.year + 3) if (d := _holiday(name, y)) > r.base)
    return _Reading(m.end(), _one(day), "date.holiday", lambda y: _one(_holiday(name, y)))


def _holiday_weekend(r: _Reader, m: re.Match[str]) -> _Reading | None:
    """ "Easter weekend", "the Labor Day weekend": with the Monday or Friday that makes it long."""
    day = _holiday_day(r, m)
    if day is None or day.value is None:
        return None if day is None else _Reading(m.end(), None, "date.weekend")
    at = day.value.start
    weekday = at.weekday()
    saturday = _shift(at, {0: -2, 6: -1}.get(weekday, 5 - weekday))
    first = at if weekday == 4 else saturday
    last = at if weekday == 0 else _shift(saturday, 1)
    return _Reading(m.end(), DateRange(first, last), "date.weekend")


def _end_of_named(r: _Reader, m: re.Match[str]) -> _Reading | None:
    """ "earlier in the week", "later in the month"."""
    if r.base is None:
        return _Reading(m.end(), None, "date.unit")
    holding = _around(r.base, r.unit(m.start("unit")))
    later = r.low(m.start("when")) == "later"
    value = DateRange(r.base, holding.end) if later else DateRange(holding.start, r.base)
    return _Reading(m.end(), value, "date.unit")


@cache
def _atoms() -> tuple[tuple[re.Pattern[str], _Handler], ...]:
    """Patterns over the letters, the more telling first. Compiled at the first text, not at import."""
    weekday = r"(?:(?P<weekday>[Ww])\.?,?)?"
    days = rf"(?P<first>{_D1})(?:[->&]t?(?P<last>{_D1}))?"
    table: list[tuple[str, _Handler]] = [
        (rf"{weekday}t?{days}o?(?P<month>[Mknz])(?P<tail>(?:(?<=n)\.)?)(?:[,oi]?T?(?P<year>Y|(?<=o)G))", _calendar_day),
        (rf"(?:[Ww]\.?,?)?(?P<month>[Mkn])(?:(?<=n)\.)?(?P<day>{_D1}),?o?(?P<which>[LTF])u", _month_relative_year),
        (rf"t?(?P<day>{_D1})o?(?P<month>[Mkn])(?:(?<=n)\.)?,?o?(?P<which>[LTF])u", _month_relative_year),
        (rf"{weekday}t?{days}o?(?P<month>[Mkn])(?P<tail>)(?P<year>(?!))?", _calendar_day),
        (rf"{weekday}(?P<month>[Mknz])(?:(?<=n)\.)?t?{days}(?P<tail>,?o?i?)(?P<year>Y)", _calendar_day),
        (rf"{weekday}(?P<month>[Mkn])(?:(?<=n)\.)?t?{days}(?P<tail>)(?P<year>(?!))?", _calendar_day),
        (r"(?P<weekday>(?!))?(?P<first>N)(?P<last>(?!))?[-/](?P<month>[Mknz])(?P<tail>[-/])(?P<year>Y)", _calendar_day),
        (r"(?P<weekday>(?!))?(?P<year>Y)[-/](?P<month>[Mknz])(?P<tail>[-/])(?P<first>N)(?P<last>(?!))?", _calendar_day),
        (
            r"(?P<weekday>(?!))?(?P<month>[Mkn])/(?P<tail>)(?P<first>N)(?P<last>(?!))?(?P<year>(?!))?(?![-/])",
            _calendar_day,
        ),
        (r"(?:[Ww]\.?,?)?I", _numeric),
        (r"J", _month_numeric),
        (r"(?:[TLF]?W\.?,?)?j", _numeric_short),
        (rf"(?P<weekday>[Ww])\.?,?t(?P<day>{_D1})(?P<unit>(?!))?(?P<which>(?!))?", _day_of_month),
        (r"(?P<weekday>[Ww])\.?,?(?P<day>O)(?P<unit>(?!))?(?P<which>(?!))?(?![uUqho])", _day_of_month),
        (rf"(?P<weekday>(?!))?t?(?P<day>{_D1})(?:o(?P<which>[tTLF])|(?P<bare>(?=[TLF])).)(?P<unit>u)", _day_of_month),
        (rf"(?P<weekday>(?!))?t(?P<day>{_D1})(?P<unit>(?!))?(?P<which>(?!))?(?![MnkU])", _day_of_month),
        (r"(?P<month>[Mkn])(?:(?<=n)\.)?(?P<day>(?!))?[,o]?(?P<which>[LTF])(?P<unit>u)", _month_relative_year),
        (r"(?:[Mk]|n\.?)[,o/]?i?(?P<year>Y)", _month_of_year),
        (r"(?P<month>[Mkn])(?:(?<=n)\.)?o?(?:X|t=)u", _month_that_year),
        (r"t?(?P<which>[LFT])(?P<month>[Mkn])(?:(?<=n)\.)?", _relative_month),
        (r"[Mkn]", _plain_month),
        (r"t?(?P<which>[LFT])(?P<week>u)[-p]?(?P<weekday>W)D?", _week_weekday),
        (r"(?P<which>(?!))?(?P<weekday>W)(?P<after>(?!))?[,i]?o?t?(?P<weekwhich>[LFT])(?P<week>u)", _weekday),
        (r"(?P<which>(?!))?(?P<weekday>W)(?P<after>u)(?P<week>(?!))?(?P<weekwhich>(?!))?", _weekday),
        (r"t?(?P<which>[LFT])?(?P<weekday>W)(?P<after>(?!))?(?P<week>(?!))?(?P<weekwhich>(?!))?D?", _weekday),
        (r"(?P<which>[LFT])?(?P<weekday>w)(?P<after>(?!))?(?P<week>(?!))?(?P<weekwhich>(?!))?", _weekday),
        (rf"(?:t|(?P<count>{_COUNT}))[uU](?P<around>[BE])(?P<day>R)D?", _relative_day),
        (r"(?P<count>(?!))?(?P<around>(?!))?(?P<day>R)(?:,?W|D)?", _relative_day),
        (r"(?P<which>[LT])D", _day_part),
        (rf"(?P<count>{_COUNT})(?P<unit>[uU])(?:&(?P<count2>{_COUNT})(?P<unit2>[uU]))?g", _ago),
        (rf"(?P<count>{_COUNT})(?P<unit>[uU])fr", _in_time),
        (r"t(?P<unit>[uD])(?:(?P<back>B)L|EF)(?![uUWMnkvSqN])", _before_last),
        (rf"(?P<the>(?!))?(?P<count>{_COUNT})(?P<unit>[uU])[BEf]", _day_before),
        (rf"(?P<count>{_COUNT})(?P<unit>[uU])[elBEp]", _anaphoric),
        (r"(?P<the>t)(?P<count>(?!))?(?P<unit>[uD])[BE]", _day_before),
        (r"t=?(?P<which>[=FL])(?P<unit>[uD])", _anaphoric_day),
        (r"(?P<which>X)(?P<unit>u)", _anaphoric_day),
        (rf"t?(?P<nth>(?:2-?)?O|L)?(?P<count>{_COUNT})?(?P<unit>[uU])o", _part_of),
        (rf"t(?P<count>{_COUNT})?(?P<unit>[uU])(?=[xP>X])", _ending),
        (rf"(?P<count>{_COUNT})(?P<unit>[uU])(?=[xP])", _ending),
        (r"t?(?P<nth>O)y", _century),
        (r"t?(?P<unit>u)(?P<week>[NG])[,o]", _numbered_week),
        (rf"t?(?P<which>[LF])(?P<count>{_COUNT})(?P<unit>[uUq])", _span_of_units),
        (rf"t?(?P<count>{_COUNT})(?P<which>[LF])(?P<unit>[uUq])", _span_of_units),
        (r"(?P<when>[el])it(?P<unit>u)", _end_of_named),
        (r"t?(?P<which>[LFT])?Z[uU]?(?P<span>K)?(?P<year>Y)?", _fiscal),
        (r"(?P<span>K)Z?(?P<which>(?!))?(?P<year>(?!))?Zu", _fiscal),
        (r"(?P<when>[el])?t?(?P<which>[LFT])(?P<unit>u|q(?!oY))", _calendar_unit),  # "the last quarter of 2020": below
        (
            r"(?P<front>Y)-?(?P<short>Q)(?P<kind>(?!))?(?P<nth>(?!))?(?P<of>(?!))?(?P<year>(?!))?",
            _quarter,
        ),
        (r"(?P<front>(?!))?(?P<short>Q)(?P<kind>(?!))?(?P<nth>(?!))?o?(?P<of>(?=[TLFt]))?(?P<year>Y)?", _quarter),
        (r"(?P<front>(?!))?(?P<short>(?!))?t?(?P<nth>[OL])(?P<kind>[qh])(?P<of>o)?(?P<year>(?!))?", _quarter),
        (r"t?(?P<which>[LFTX=])?v", _weekend),
        (r"t?(?P<season>S)o?(?P<which>[LFT])(?P<unit>u)", _season_relative_year),
        (r"t?(?P<which>[LFT])?(?P<season>S)(?:o?(?P<year>Y))?", _season),
        (r"t?(?P<which>[LFT])?(?P<holiday>H)v(?P<year>Y)?", _holiday_weekend),
        (r"t?(?P<which>[LFT])?(?P<holiday>H)(?:[,o]?(?P<year>Y))?", _holiday_day),
        (r"t?d", _decade),
        (r"Y[->]Y", _years),
        (r"K", _plain_year_span),
        (r"Y", _plain_year),
    ]
    return tuple((re.compile(pattern), handler) for pattern, handler in table)


# ------------------------------------------------------------------ dateline and header
_UP = "A-ZÀ-ÖØ-ÞĀĂĄĆČĎĐĒĖĘĚĞĢĪĮİĶĹĻĽŁŃŅŇŌŐŒŔŘŚŞŠŢŤŪŮŰŲŹŻŽȘȚ"
_WORD = rf"[{_UP}][\w.'’‘`\-]*"
_PLACE = rf"{_WORD}(?:(?:[ /]|\sde\s|\sde\sla\s|\ses\s|\sof\s){_WORD}){{0,4}}"
_CAPS_WORD = rf"[{_UP}][{_UP}.'’‘`\-]+"
_CAPS_PLACE = rf"{_CAPS_WORD}(?:[ /]{_CAPS_WORD}){{0,5}}"


@cache
def _dateline_patterns() -> tuple[re.Pattern[str], re.Pattern[str]]:
    """With a date ("TOKYO, Sept. 30 (Kyodo) - "), and without ("PORT VILA -- ", "SUVA (PACNEWS): ")."""
    month = _ANY_MONTH
    day = r"\d{1,2}(?:st|nd|rd|th)?"
    weekday = r"(?:(?:Mon|Tue|Wed|Thu|Fri|Sat|Sun)[a-z]{0,6}\.?,?\s)?"
    date = (
        rf"(?i:{weekday}(?:(?:{month})\.?\s{day}(?:,?\s\d{{4}})?|{day}\s(?:{month})\.?(?:,?\s\d{{4}})?)"
        rf"|\d{{1,2}}[-./](?:{month})[-./](?:\d{{4}}|\d\d)|\d{{1,2}}[./]\d{{1,2}}[./]\d{{4}}|\d{{4}}-\d\d-\d\d)"
    )
    more = rf"(?:,\s[{_UP}][^\n,()—–:]{{1,29}})"
    agency = (
        rf"(?P<agency>\s?[,|]?\s?(?:\([^)\n]{{1,60}}\)"
        rf"|/[^/\n]{{1,40}}/|[{_UP}][\w.\-]*(?:[ /-][{_UP}0-9][\w.\-]*){{0,3}}))?"
    )
    stop = r"(?:\s?(?:-{2,3}|—|–)\s?|\s?-\s|:\s|\.\s(?!\d{4}\b)|\s?\|\s?|[ \t]*(?:\n|$)|(?<=\))\s)"
    bracket = r"\((?:[^()\n\d]{1,50}\s-\s)?"  # "(Wire / Reef News - 8 Sept, 2022)"
    dated = (
        rf"(?:(?P<place>{_PLACE})(?P<more>{more}{{0,2}}?)\s?[,.|/·–\-]?\s?)?(?:{bracket})?{date}\)?"
        rf"(?:,|\.(?=\s?/))?{agency}\s?{stop}"
    )
    plain = (
        rf"(?P<place>{_CAPS_PLACE})(?P<more>{more}{{0,2}})\.?"
        rf"(?:\s?\([^)\n]{{1,40}}\)|\s[{_UP}]{{3,12}}\b)?\s?(?:-{{2,3}}|—|–|\s-\s|-\s|:\s|\.\s)"
    )
    return re.compile(dated), re.compile(plain)


_NO_PLACE = frozenset(
    "On In At Since By From After Before Until During The This Last Next As For When Between Late Early Mid Monday "
    "Tuesday Wednesday Thursday Friday Saturday Sunday".split()
)
_HEADER_WORDS = re.compile(r"\b(?:dated?|published|updated|posted|released?|by|issued|last modified)\b", re.I)
_HEADER_LINES = 4


@lru_cache(maxsize=64)
def _top(text: str) -> tuple[int, str | None]:
    """Where the header and dateline end (0: there is none), and the place of the dateline."""
    dated, plain = _dateline_patterns()
    position, found, place = 0, 0, None
    for _ in range(_HEADER_LINES):
        while position < len(text) and text[position].isspace():
            position += 1
        if position >= len(text):
            break
        match = dated.match(text, position)
        if match and (match["place"] or "").split(" ")[0].capitalize() not in _NO_PLACE:
            position = found = match.end()
            if match["place"] or "\n" not in match.group()[-2:]:
                # "Feb 3, Colombo: " has the place behind
                place = (
                    match["place"] + (match["more"] or "") if match["place"] else (match["agency"] or "").strip(" ,|")
                )
                return found, place.strip(" -") or None
            continue
        if match := plain.match(text, position):
            return match.end(), (match["place"] + match["more"]).strip(" -")
        end = text.find("\n", position, position + 120)
        line = text[position : end if end >= 0 else position + 120]
        if end < 0 or len(line) > 90 or (line.rstrip()[-1:] in '.!?"”' and not _HEADER_WORDS.match(line)):
            later = _dateline_below(text, position)
            return (later.end(), later["place"]) if later else (found, place)
        if _HEADER_WORDS.search(line[:40]) or _line_day(line) is not None:
            found = end
            if line[:3].lower() == "by " and "," in line:  # "By A REPORTER, SUVA"
                place = line.rsplit(",", 1)[1].strip()
        position = end + 1
    return found, place


def _dateline_below(text: str, position: int) -> re.Match[str] | None:
    """The dateline with place and day under a headline and the sentence or two that sum the report up."""
    dated, _ = _dateline_patterns()
    for _ in range(_HEADER_LINES):
        end = text.find("\n", position, position + 300)
        if end < 0:
            return None
        position = end + 1
        match = dated.match(text, position)
        if match and (match["place"] or "").isupper() and match["agency"]:
            return match
    return None


def dateline_span(text: str) -> tuple[int, int] | None:
    """Where the header and dateline at the top of `text` stand: "Published: 9 May 2022", "TOKYO, Sept. 30 (Kyodo) - ".

    Dates in there say when the paper wrote, not when anything was given.

    >>> dateline_span("TOKYO, Sept. 30 (Kyodo) - The Cabinet met.")
    (0, 26)
    >>> dateline_span("Japan gave rice on Sept. 30.") is None
    True
    """
    end, _ = _top(text)
    return (0, end) if end else None


def dateline_place(text: str) -> str | None:
    """The place of the dateline as written, with what follows it there.

    >>> dateline_place("GEORGETOWN, Guyana - Rice came.")
    'GEORGETOWN, Guyana'
    """
    return _top(text)[1]


_LEAD = re.compile(rf"\s*(?:(?:{_HEADER_WORDS.pattern}|on|at)\b[\s:]*){{0,3}}", re.IGNORECASE)
_DAY_PARTS = re.compile(rf"(?i:\b(?:{_ANY_MONTH})(?![^\W\d_]))")
_LONGEST_DATE = 48


def _line_day(line: str) -> dt.date | None:
    """The first calendar day in a line of a header, or the day of a part of it that is nothing but a date."""
    if not _NUMERIC.search(line):
        return None
    if (day := _first_day(line, None)) is not None:
        return day
    for part in re.split(r"[|·•\n]", line):
        part = part[_LEAD.match(part).end() :].strip()  # type: ignore[union-attr]  # it matches the empty text too
        if len(part) <= _LONGEST_DATE and len(_NUMERIC.findall(part)) > 1 and _DAY_PARTS.search(part):
            if (day := _read_written(part)) is not None:
                return day
    return None


def header_date(text: str) -> dt.date | None:
    """The day that the header or dateline gives, with its year; None where it gives none.

    >>> header_date("KABUL, Sept. 9, 2022 (Agency) - Tents came.")
    datetime.date(2022, 9, 9)
    >>> header_date("KABUL, Sept. 9 (Agency) - Tents came.") is None
    True
    """
    if (span := dateline_span(text)) is None:
        return None
    return _line_day(text[: span[1]])


def _first_day(top: str, published: dt.date | None) -> dt.date | None:
    """The first calendar day in a header."""
    for mention in _find(_Reader(top, published), 0):
        value = mention.value
        if value and value.start == value.end and mention.rule in ("date.calendar", "date.numeric"):
            return value.start
    return None


_MAX_LAG = 4
"""Days from dateline to print within which "today" is the dateline's day; a weekly paper's are further apart and say
less."""


def _reference(text: str, published: dt.date | None) -> dt.date | None:
    """The day that relative words count from: the dateline's, where it is just before publication."""
    if published is None or (span := dateline_span(text)) is None:
        return published
    day = _first_day(text[: span[1]], published)
    return day if day is not None and 0 <= (published - day).days <= _MAX_LAG else published


# ------------------------------------------------------------------ the finder
def find_dates(text: str, published: dt.date | None) -> list[DateMention]:
    """The dates and periods of `text` in order, without overlap; `text[m.start:m.end] == m.text` for each.

    Without `published` only absolute dates have a value; relative ones keep their words with value None. Mentions in
    the
    dateline have the rule ``date.dateline``. Periods that lie ahead ("over the next three years") have
    ``date.span.future``.

    >>> find_dates("It may reach 1,200 homes in 10-15 areas over three years.", dt.date(2022, 9, 9))
    []
    """
    if published is not None and not 1000 <= published.year <= 9000:
        published = None  # a placeholder; and there is room on both sides of every other day
    span = dateline_span(text)
    day = _reference(text, published)
    return [_to_publication(m, day, published) for m in _find(_Reader(text, day), span[1] if span else 0)]


def _to_publication(m: DateMention, day: dt.date | None, published: dt.date | None) -> DateMention:
    """What lasts until now ("since May", "so far this year") lasts until publication, not the dateline's day only."""
    value = m.value
    if day is None or published is None or value is None or not value.start < value.end == day < published:
        return m
    return m if m.rule in _SAID_IN_FULL else replace(m, value=DateRange(value.start, published))


def _find(reader: _Reader, dateline_end: int) -> list[DateMention]:
    mentions: list[DateMention] = []
    tags, spans, text = reader.tags, reader.spans, reader.text
    i = 0
    for run in _RUN.finditer(tags):
        i, stop = max(i, run.start()), run.end()
        if not _CORE.search(tags, i, stop):
            continue
        while i < stop:
            reading = reader.read(i)
            if reading is None or reading.open:
                i += 1
                continue
            start, end = spans[i][0], spans[reading.end - 1][1]
            end -= len(m.group()) if (m := _POSSESSIVE.search(text, start, end)) and m.end() == end else 0
            rule = "date.dateline" if start < dateline_end else reading.rule
            mentions.append(DateMention(start, end, text[start:end], rule, reading.value))
            bound = reader.low(i - 1) in ("by", "until", "till", "before")
            if reading.value and rule not in _NO_ANCHOR and not bound and not reader.attributive(i, reading.end):
                length = (reading.value.end - reading.value.start).days
                if length <= 31:
                    reader.anchor, reader.anchor_token = reading.value, reading.end
                if length <= 366:
                    reader.anchor_year = reading.value
            reader.last_token = reading.end
            i = reading.within or reading.end
    return mentions


_SAID_IN_FULL = frozenset(("date.calendar", "date.numeric", "date.range", "date.dateline"))
_NO_ANCHOR = frozenset(("date.dateline", "date.since", "date.span", "date.span.future"))
