"""Numbers in running text: figures, words, scales, ranges, and what bounds them.

Works on characters, since tokens split "1.5bn" and "10–15" in ways that help nobody. `find_numbers` finds every
number once; money and quantities then look to its left and right.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from decimal import Decimal

from aidextract.records import Bound

_UNITS = {
    word: value
    for value, word in enumerate(
        "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen "
        "seventeen eighteen nineteen".split()
    )
} | {"nought": 0, "naught": 0, "nil": 0}
_TENS = {
    word: 10 * value
    for value, word in enumerate("twenty thirty forty fifty sixty seventy eighty ninety".split(), start=2)
} | {"fourty": 40}
_SCALES = {
    "thousand": 3, "lakh": 5, "lac": 5, "million": 6, "crore": 7, "billion": 9, "milliard": 9, "trillion": 12,
}  # fmt: skip
_SCALES |= {f"{word}s": power for word, power in _SCALES.items()}
# Only behind figures: nobody writes "two bn".
_SHORT_SCALES = {
    "mn": 6, "mln": 6, "mio": 6, "mil": 6, "bn": 9, "bln": 9, "tn": 12, "trn": 12, "tln": 12, "cr": 7,
}  # fmt: skip
_LETTER_SCALES = {"k": 3, "K": 3, "m": 6, "M": 6, "b": 9, "B": 9, "T": 12, "G": 9}
_SOFT = frozenset("mbTG")  # "300m" may be metres, "20T" tonnes: `soft` says that the reader has to settle it
_DOZEN = frozenset("dozen doz dzs dozs dz".split())
_FRACTIONS = {"½": "0.5", "¼": "0.25", "¾": "0.75", "⅓": "0.3333", "⅔": "0.6667"}
_PARTS = {"half": "0.5", "quarter": "0.25", "third": "0.3333", "fourth": "0.25", "fifth": "0.2"}
_VAGUE_PLURALS = frozenset(
    "dozens hundreds thousands lakhs lacs millions crores billions trillions tens scores".split()
)
_STARTERS = {*_UNITS, *_TENS, "a", "an", "another", "half", "several", "quarter", "few"} | _VAGUE_PLURALS
_START_FORMS = frozenset(form for word in _STARTERS for form in (word, word.capitalize(), word.upper()))

_SPACE = " \u00a0\u202f\u2009"
_PLAIN_SEPARATORS = str.maketrans({"’": "'"} | dict.fromkeys(_SPACE, " "))
_TOKEN = re.compile(r"\d+|[A-Za-z]+")
_FIGURE = re.compile(
    r"(?P<grouped>\d{1,3}(?:,\d{3}){1,6}(?!\d)(?:\.\d+)?"  # 1,200,000
    r"|\d{1,2}(?:,\d{2}){1,5},\d{3}(?!\d)(?:\.\d+)?"  # 12,34,567: lakhs
    r"|\d{1,3}(?: ?, ?000){1,5}(?!\d))"  # 175, 000: bad typing, but 000 is no number of its own
    # As other languages write: 1.300.000, 1.300,50, 1 300 000,50, 1'300'000.50
    r"|(?P<foreign>[1-9]\d{0,2}(?:(?:\.\d{3}){2,4}(?!\d|[.,]\d)|(?:\.\d{3}){1,4},\d{1,2}(?!\d|[.,]\d)"
    rf"|(?:[{_SPACE}]\d{{3}}){{1,4}},\d\d(?!\d|[.,]\d)|(?:['’]\d{{3}}){{1,4}}(?!['’]?\d)(?:\.\d\d(?!\d))?)"
    # 2,2 million: the comma is decimal only where a scale or unit follows, or where it says ",00"
    r"|\d{1,3},(?:00(?![\d,])|\d{1,2}(?=(?:[mk]|bn)\b|"
    r"\s?(?:%|(?:million|billion|thousand|crore|lakh|mln|mn|bn|tonnes|tons)\b))))"
    rf"|(?P<spaced>[1-9]\d{{0,2}}(?:[{_SPACE}]\d{{3}}){{1,4}}(?!\d|[,/:]\d)(?:\.\d+)?)"  # 1 200 000
    r"|(?P<plain>\d+\.\d+(?!\.?\d)|\d+|\.\d+)"
)
_LONG_SCALE = re.compile(
    r"[\s\u00a0-]{0,2}(hundred|thousand|lakh|lac|million|crore|billion|milliard|trillion|mln|mn|mio|mil|bn|bln|tn|trn|tln|"
    r"cr|dozen|doz|dzs|dozs)(s?)(?![^\W\d_])",
    re.IGNORECASE,
)
_INTEGER = re.compile(r"(?P<plain>\d+)")  # within a dotted chain: 192.168.1.2, 11.07.2003
_LETTER_SCALE = re.compile(r"(MM|mm|[KkMmBbTG]| [MB](?![.\-’'/]))(?![^\W_])")
_POWER = re.compile(r"(?:e|x10\^|×10\^)([+-]?\d{1,2})(?![\w.])", re.IGNORECASE)  # 1.3e6
_FRACTION = re.compile(r"[ ]?([½¼¾⅓⅔])|[ -]([1-9])/([1-9])(?!\d)")
_AND_PART = re.compile(
    r"\s+and\s+(?:a|one|an|three)[\s-](half|quarter|third|fourth|fifth)s?(?![^\W\d_])", re.IGNORECASE
)
_WORD = re.compile(r"(\s+|-|\s-\s)?(and\s+)?([A-Za-z]+)")
_OF_SCALE = re.compile(
    r"\s+of\s+(?:a\s+|an\s+)?(dozen|hundred|thousand|million|billion|lakh|crore|trillion)(s?)\b", re.IGNORECASE
)
_SHARE = re.compile(r"\s+(over|out of)\s+(?=\d|[A-Za-z])", re.IGNORECASE)
_MINUS = re.compile(r"(?:(?:^|[\s(])[-−]|\b(?:minus|negative)\s+)$", re.IGNORECASE)
_DENOMINATORS = {
    word: value
    for value, word in enumerate(
        "half third quarter fifth sixth seventh eighth ninth tenth eleventh twelfth".split(), start=2
    )
} | {"fourth": 4, "twentieth": 20, "hundredth": 100, "thousandth": 1000, "halve": 2}
_DENOMINATOR = re.compile(
    r"[\s-]+(?:(twenty|thirty|forty|fifty)[\s-])?(half|halve|third|quarter|fourth|fifth|sixth|seventh|eighth|ninth|tenth|eleventh|"
    r"twelfth|twentieth|hundredth|thousandth)(s?)\b(?!-)",
    re.IGNORECASE,
)
_PRONOUN_ONE = re.compile(r"\b(?:this|that|which|the|each|any|every|no|another)\s$", re.IGNORECASE)
_ORDINAL = re.compile(
    r"(?:[\s-](?:first|second|third|fourth|fifth|sixth|seventh|eighth|ninth|tenth|[a-z]+teenth|[a-z]+tieth|hundredth|"
    r"thousandth|millionth))\b|-?(?:st|nd|rd|th)\b",
    re.IGNORECASE,
)
_HYPHEN = re.compile(r"\s?[-–—‑]\s?(?=[\d.A-Za-z])")
_RANGE_WORD = re.compile(r"\s+(to|or|and)\s+", re.IGNORECASE)
_MONTHS = (
    "January|February|March|April|May|June|July|August|September|October|November|December|"
    "Jan|Feb|Mar|Apr|Jun|Jul|Aug|Sept|Sep|Oct|Nov|Dec"
)
_MONTH_BEFORE = re.compile(rf"(?:{_MONTHS})\.?\s$")
_BETWEEN = re.compile(r"\b(between|from)\s+(?:[A-Za-z]{0,4}\$|[£€¥₹₦]|[A-Z]{3}\s?)?\s*$", re.IGNORECASE)

_ADDED_FIGURE = re.compile(r"\s+(?:and\s+)?(\d{1,3}(?:\.\d+)?)(?![\d,.])")
_FIRST_OR_SECOND = re.compile(r"\s(?:first|second)\b", re.IGNORECASE)
_MIXED = re.compile(r"\s+and\s+(?=[A-Za-z])", re.IGNORECASE)
_OF = re.compile(r"\s+of\b", re.IGNORECASE)
_VAGUE_SCALE = re.compile(r"\s+(dozen|hundred|thousand|million|billion|lakh|crore|trillion)(s?)\b", re.IGNORECASE)
_CHAINED = re.compile(r"[-–/:.]\d")
_POINT = re.compile(r"\s+point((?:\s+(?:" + "|".join(_UNITS) + r"))+)\b")
_PART_OF = re.compile(
    r"(?:[\s-]+(?:of\s+)?(an?)\b)?(?:[\s-]+(dozen|hundred|thousand|million|billion|trillion|lakh|crore)\b)?",
    re.IGNORECASE,
)

_BOUND_PHRASES: tuple[tuple[Bound, str], ...] = (
    (
        "lower",
        "more than|over|at least|upwards of|upward of|no fewer than|no less than|not less than|in excess of|above|"
        "exceeding|a minimum of|well over|just over|slightly more than|a little over|well above|beyond|slightly over|"
        "greater than",
    ),
    (
        "upper",
        "up to|at most|no more than|not more than|under|less than|fewer than|below|as much as|as many as|"
        "a maximum of|maximum of|not exceeding|well under",
    ),
    (
        "about",
        "about|around|some|roughly|approximately|approx|approx.|nearly|almost|close to|an estimated|estimated|circa|"
        "ca.|ca|c.|~|≈|in the region of|of the order of|on the order of|just under|just short of|virtually|"
        "a little under|somewhere around|at around|an approximate",
    ),
)
_BOUNDS: dict[str, Bound] = {phrase: bound for bound, phrases in _BOUND_PHRASES for phrase in phrases.split("|")}
_BOUND_BEFORE = re.compile(
    r"(?:(?<=\W)|^)(" + "|".join(re.escape(p) for p in sorted(_BOUNDS, key=len, reverse=True)) + r")\s*$", re.IGNORECASE
)
_BOUND_LAST = frozenset(phrase.split()[-1] for phrase in _BOUNDS)
_LAST_WORD = re.compile(r"(?:[A-Za-z]+\.?|[~≈])\s{0,2}$")
_BOUND_AFTER = re.compile(r"\+|-plus\b|\s+plus\b|\s+or\s+(more|so|less|fewer|thereabouts)\b", re.IGNORECASE)
_LONGEST_BOUND = max(map(len, _BOUNDS)) + 3


@dataclass(frozen=True, slots=True)
class NumberSpan:
    """A number of the text. ``text[start:end]`` holds its words and scale, without what bounds it."""

    start: int
    end: int
    value: Decimal | None  # None for a vague one ("dozens", "several")
    upper: Decimal | None = None  # upper end of a range; `value` is the lower one
    scale: int = 0  # power of ten of its last scale word: 6 for "2.4 million"
    figures: bool = True  # False: in words
    glued: bool = False  # follows a letter or number at once: G20, R300, 11.07.2003
    soft: bool = False  # its scale is the letter m, b or T, which may be metres or tonnes instead
    bare: Decimal | None = None  # without the soft scale
    ratio: bool = False  # "two thirds", "one out of three": a share of something

    @property
    def vague(self) -> bool:
        return self.value is None


def find_numbers(text: str) -> list[NumberSpan]:
    """Every number in text order, none inside another; ordinals ("21st", "twenty-first") and fractions are left out.

    Years, dates and serial numbers are numbers too here: what a number counts is for others to say.

    >>> [(n.value, n.upper) for n in find_numbers("half a million doses in 10 to 15 lorries")]
    [(Decimal('500000'), None), (Decimal('10'), Decimal('15'))]
    """
    return list(_scan(text))


def read_number(text: str) -> Decimal | None:
    """The value of a text that is one number and nothing else, or None.

    >>> read_number("1.2 lakh crore")
    Decimal('1200000000000')
    """
    found = find_numbers(text.strip())
    return found[0].value if len(found) == 1 and found[0].end - found[0].start == len(text.strip()) else None


def read_foreign(figure: str, decimal_separator: str | None = None) -> Decimal | None:
    """The value of a figure with the separators of other languages, as price-parser reads it.

    >>> read_foreign("1’250’000.50"), read_foreign("2,5"), read_foreign("1.250", decimal_separator=",")
    (Decimal('1250000.50'), Decimal('2.5'), Decimal('1250'))
    """
    from price_parser import Price  # loaded only by the rare text that needs it

    figure = figure.translate(_PLAIN_SEPARATORS)
    amount: Decimal | None = Price.fromstring(figure, decimal_separator=decimal_separator).amount
    return amount


def bound_before(text: str, start: int) -> tuple[Bound | None, int]:
    """What bounds a number that starts at `start`, and where those words begin ("more than", "up to")."""
    window = text[max(0, start - _LONGEST_BOUND) : start]
    last = _LAST_WORD.search(window)
    if last is None or last.group().strip().lower() not in _BOUND_LAST:
        return None, start
    found = _BOUND_BEFORE.search(window)
    if found is None:
        return None, start
    return _BOUNDS[found.group(1).lower()], start - len(window) + found.start(1)


def bound_after(text: str, end: int) -> tuple[Bound | None, int]:
    """As `bound_before`, for "300 or more", "300+", "300 or so", and where those words end."""
    found = _BOUND_AFTER.match(text, end)
    if found is None:
        return None, end
    word = (found.group(1) or "more").lower()
    bound: Bound = "lower" if word == "more" else "upper" if word in ("less", "fewer") else "about"
    return bound, found.end()


def plain(value: Decimal) -> Decimal:
    """5E+5 as 500000, 2400000.0 as 2400000: what a reader would write."""
    value = value.normalize()
    exponent = value.as_tuple().exponent
    return Decimal(int(value)) if isinstance(exponent, int) and exponent > 0 else value


def _scan(text: str) -> Iterator[NumberSpan]:
    done = 0
    for token in _TOKEN.finditer(text):
        start = token.start()
        if start < done:
            continue
        word = token.group()
        if word[0].isdigit():
            number = _read_figure(text, start, done)
            done = max(done, token.end())
        elif word in _START_FORMS and not (
            start and (text[start - 1].isalnum() or text[start - 1] in "-'’_") and done != start - 1
        ):
            number = _read_words(text, start)
        else:
            continue
        if number is None:
            continue
        if number.value is not None and not number.glued:
            if not number.ratio:
                number = _widen_range(text, number)
            if number.upper is None:
                number = _read_share(text, number)
        done = max(done, number.end)
        if number.scale or not number.figures:
            number = replace(
                number,
                value=None if number.value is None else plain(number.value),
                upper=None if number.upper is None else plain(number.upper),
            )
        yield number


# ------------------------------------------------------------------ figures
def _read_figure(text: str, start: int, floor: int) -> NumberSpan | None:
    glued = False
    if start:
        before = text[start - 1]
        earlier = text[start - 2] if start > 1 else " "
        if before == "." and not (earlier.isalnum() or earlier in ".)") and start - 1 >= floor:
            start -= 1
        elif before.isalnum() or before in "_#@+":
            glued = True
        elif before in "-–.,/:" and (earlier.isalnum()):
            # "F-16", "11.07.2003", "5/17", "10:30"; but "$3–5" and "and,12" read on
            glued = not (before == "," and not earlier.isdigit())
    chained = glued and text[start - 1] == "." and text[start - 2].isdigit()
    found = (_INTEGER if chained else _FIGURE).match(text, start)
    if found is None:
        return None
    end, shape, digits = found.end(), found.lastgroup, found.group()
    if " " in digits and shape != "grouped" and _MONTH_BEFORE.search(text, max(0, start - 11), start):
        end = start + digits.index(" ")  # "on March 5 300 tents": a day and a number
        digits, shape = digits[: digits.index(" ")], "plain"
    if shape in ("grouped", "spaced"):
        digits = re.sub(rf"[,{_SPACE}]", "", digits)
    elif shape == "foreign":
        digits = str(read_foreign(digits) or "")
    if not digits or len(digits) > 24 or not digits.isascii():
        return None
    value = Decimal(digits)
    fraction = _FRACTION.match(text, end)
    if fraction:
        end = fraction.end()
        value += (
            Decimal(_FRACTIONS[fraction.group(1)])
            if fraction.group(1)
            else Decimal(fraction.group(2)) / Decimal(fraction.group(3))
        )
    elif text[end : end + 1] in ("/", ".") and text[end + 1 : end + 2].isdigit():
        glued = True  # 5/17/2018, 11.07.2003
    if _ORDINAL.match(text, end) and text[end : end + 1] not in " \n\t":
        return None
    return _add_scale(text, start, end, value, glued)


def _add_scale(text: str, start: int, end: int, value: Decimal, glued: bool) -> NumberSpan:
    bare, scale, soft = value, 0, False
    exponent = _POWER.match(text, end)
    if exponent:
        return NumberSpan(start, exponent.end(), value.scaleb(int(exponent.group(1))), glued=glued)
    part = _AND_PART.match(text, end)
    if part:
        value += Decimal(_PARTS[part.group(1).lower()]) * (3 if " three" in part.group().lower() else 1)
        end = part.end()
    letter = _LETTER_SCALE.match(text, end)
    if letter:
        sign = letter.group(1).strip()
        scale = 6 if len(sign) == 2 else _LETTER_SCALES[sign]
        # "mm" is millimetres except where money says otherwise
        return NumberSpan(
            start,
            letter.end(),
            value.scaleb(scale),
            scale=scale,
            glued=glued,
            soft=sign in _SOFT or sign == "mm" or len(sign) < len(letter.group()),
            bare=bare,
        )
    total, current, whole = Decimal(0), value, 0  # `whole`: the scale of the part already in `total`
    while (found := _LONG_SCALE.match(text, end)) and scale < 15:
        power = _power(found.group(1))
        end = found.end()
        if power is None:
            current *= 12
            break
        current = current.scaleb(power)
        scale += power  # "lakh crore", "hundred thousand"
        if _LONG_SCALE.match(text, end):
            continue
        more = _ADDED_FIGURE.match(text, end)  # "3 crore 20 lakh", "3 hundred and 21"
        if more is None:
            break
        lesser = _LONG_SCALE.match(text, more.end())
        lesser_power = (_power(lesser.group(1)) or 99) if lesser else 0
        if lesser is None and scale == 2:
            value = total + current + Decimal(more.group(1))
            return NumberSpan(start, more.end(), value, scale=max(scale, whole), glued=glued)
        # Of millions only the next thousand times less: "5 million 300 thousand", but not "of the 5 million 3 thousand"
        small = scale in (6, 9) and (lesser_power != scale - 3 or len(more.group(1)) < 3)
        if lesser is None or lesser_power >= scale or small or whole:
            break
        total, current, end, whole, scale = current, Decimal(more.group(1)), more.end(), scale, 0
    part = _AND_PART.match(text, end) if scale else None
    if part:
        current += Decimal(_PARTS[part.group(1).lower()]).scaleb(scale)
        end = part.end()
    return NumberSpan(start, end, total + current, scale=max(scale, whole), glued=glued, soft=soft, bare=bare)


def _power(word: str) -> int | None:
    """Of a scale word; None for a dozen."""
    word = word.lower()
    return None if word in _DOZEN else 2 if word == "hundred" else _SCALES.get(word) or _SHORT_SCALES[word]


# ------------------------------------------------------------------ words
def _read_words(text: str, start: int) -> NumberSpan | None:
    """A small state machine over the words: "one hundred and twenty thousand", "a dozen", "half a million"."""
    found = _WORD.match(text, start)
    if found is None:
        return None
    first, end = found.group(3).lower(), found.end()
    if first in _VAGUE_PLURALS or first in ("several", "few"):
        return _read_vague(text, start, end, first)
    if first in ("half", "quarter"):
        return _read_part(text, start, end, Decimal(_PARTS[first]))
    if first in ("a", "an", "another"):
        return _read_article(text, start, end)
    return _read_cardinal(text, start, start, None)


def _read_cardinal(text: str, start: int, pos: int, current: Decimal | None) -> NumberSpan | None:
    total, end, last, scale, limit = Decimal(0), pos, "", 0, 99
    while True:
        found = _WORD.match(text, end)
        if found is None:
            break
        word, joined = found.group(3).lower(), bool(found.group(2))
        if joined and last not in ("hundred", "scale"):
            break
        if word in _UNITS and (current is None or last == "hundred" or (last == "tens" and 0 < _UNITS[word] < 10)):
            if last == "scale" and joined and word == "one":
                break  # "two million and one half" is read below
            current, last = (current or 0) + Decimal(_UNITS[word]), "unit"
        elif word in _TENS and (current is None or last == "hundred"):
            current, last = (current or 0) + Decimal(_TENS[word]), "tens"
        elif word == "hundred" and current is not None and 0 < current < 100 and not joined:
            current, last = current * 100, "hundred"
            scale = max(scale, 2)
        elif word in _SCALES and not joined and (current is not None or last == "scale") and scale < 15:
            power = _SCALES[word]
            if current is None:  # "lakh crore"
                total, scale = total.scaleb(power), scale + power
            elif power >= limit:
                break
            else:
                total, current, scale = total + current.scaleb(power), None, max(scale, power) if scale > 2 else power
            limit, last = power, "scale"
        elif word in _DOZEN and current is not None and not joined:
            current, end, last = current * 12, found.end(), "dozen"
            break
        else:
            break
        end = found.end()
    if last == "":
        return None
    part = _AND_PART.match(text, end)
    if part and last != "dozen":
        extra = Decimal(_PARTS[part.group(1).lower()]) * (3 if " three" in part.group().lower() else 1)
        end = part.end()
        if last == "scale":
            own = _LONG_SCALE.match(text, end)  # "one billion and a quarter million": the part has a scale of its own
            power = _SCALES.get(own.group(1).lower(), 99) if own else 99
            if own and power < limit:
                limit, end = power, own.end()
            total += extra.scaleb(limit)
        else:
            current = (current or Decimal(0)) + extra
            more = _LONG_SCALE.match(text, end)
            if more and more.group(1).lower() in _SCALES:
                scale, end = _SCALES[more.group(1).lower()], more.end()
                current = current.scaleb(scale)
    elif last in ("unit", "tens", "hundred") and (more := _POINT.match(text, end)):
        end = more.end()
        current = Decimal(f"{current or 0}." + "".join(str(_UNITS[w]) for w in more.group(1).split() if _UNITS[w] < 10))
        more = _LONG_SCALE.match(text, end)
        if more and more.group(1).lower() in _SCALES:
            scale, end = _SCALES[more.group(1).lower()], more.end()
            current = current.scaleb(scale)
    value = total + (current or 0)
    below = _DENOMINATOR.match(text, end)
    if below and (below.group(3) or (value == 1 and below.group(2).lower() not in ("half", "halve"))):
        parts = _DENOMINATORS[below.group(2).lower()] + (_TENS[below.group(1).lower()] if below.group(1) else 0)
        if parts == 4 and last == "unit" and value > 100 and value % 100 == 3:  # "one hundred and three quarters"
            value = (value - 3) * 4 + 3
        return NumberSpan(start, below.end(), value / parts, figures=False, ratio=True)
    if _ORDINAL.match(text, end) and not _FIRST_OR_SECOND.match(text, end):
        return None  # "twenty-first"
    mixed = _MIXED.match(text, end)
    if mixed:
        share = _read_words(text, mixed.end())
        if share and share.ratio and share.value is not None:
            return NumberSpan(start, share.end, value + share.value, figures=False, ratio=True)
    if value == 1 and end - start == 3 and _PRONOUN_ONE.search(text, max(0, start - 9), start):
        return None  # "the one"
    return NumberSpan(start, end, value, scale=scale if scale > 2 else 0, figures=False)


def _read_article(text: str, start: int, end: int) -> NumberSpan | None:
    found = _WORD.match(text, end)
    if found is None or found.group(2) or found.start(3) == end:
        return None
    word, after = found.group(3).lower(), found.end()
    if word in ("hundred", "thousand", "million", "billion", "trillion", "lakh", "crore"):
        return _read_cardinal(text, start, end, Decimal(1))
    if word == "dozen":
        return NumberSpan(start, after, Decimal(12), figures=False)
    if word == "score" and text.startswith(" of ", after):
        return NumberSpan(start, after, Decimal(20), figures=False)
    if word in ("pair", "couple"):
        of = _OF.match(text, after)
        return NumberSpan(start, of.end(), Decimal(2), figures=False) if of else None
    if word in ("half", "quarter"):
        return _read_part(text, start, after, Decimal(_PARTS[word]))
    if word in ("few", "handful"):
        return _read_vague(text, start, after, word)
    return None


def _read_part(text: str, start: int, end: int, part: Decimal) -> NumberSpan | None:
    """ "half a million", "half-million", "a quarter of a million", "half a ton" (0.5)."""
    found = _PART_OF.match(text, end)
    if found is None or not (found.group(1) or found.group(2)):
        return None
    word = (found.group(2) or "").lower()
    if not word and part != Decimal("0.5"):
        return None
    if word in ("dozen", "hundred"):
        return NumberSpan(start, found.end(), part * (12 if word == "dozen" else 100), figures=False)
    scale = _SCALES.get(word, 0)
    return NumberSpan(start, found.end(), part.scaleb(scale), scale=scale, figures=False)


def _read_vague(text: str, start: int, end: int, first: str) -> NumberSpan | None:
    """ "dozens", "tens of thousands", "several hundred", "a few million": a number with no value."""
    scale = _SCALES.get(first, 0)
    if first in ("several", "few", "handful"):
        found = _VAGUE_SCALE.match(text, end)
        if first == "few" and found is None and text[start : start + 1].lower() != "a":
            return None  # "few people came"
    elif first in ("tens", "scores"):
        found = _OF_SCALE.match(text, end)
        if found is None and (first == "tens" or not text.startswith(" of", end)):
            return None
    else:
        found = _OF_SCALE.match(text, end)
    if found:
        end, scale = found.end(), _SCALES.get(found.group(1).lower(), 0)
    return NumberSpan(start, end, None, scale=scale, figures=False)


def _read_share(text: str, number: NumberSpan) -> NumberSpan:
    """ "one over three", "two out of five": a ratio; and a minus sign, where one stands before."""
    value, end = number.value, number.end
    if value is None:
        return number
    share = _SHARE.match(text, end)
    if share and not number.scale and not number.ratio:
        token = _TOKEN.match(text, share.end())
        below: NumberSpan | None = None
        if token and token.group()[0].isdigit():
            below = _read_figure(text, token.start(), token.start())
        elif token and token.group() in _START_FORMS:
            below = _read_words(text, token.start())
        if below and below.value and (share.group(1).lower() == "over" or below.value > value):
            number = replace(number, end=below.end, value=value / below.value, ratio=True)
    if number.value is not None and _MINUS.search(text, max(0, number.start - 10), number.start):
        number = replace(number, value=-number.value)
    return number


# ------------------------------------------------------------------ ranges
def _widen_range(text: str, low: NumberSpan) -> NumberSpan:
    """ "10 to 15", "10–15", "2-3 million", "between five and ten", "two or three"; else `low` as it was."""
    gap = _HYPHEN.match(text, low.end)
    word = ""
    if gap is None:
        gap = _RANGE_WORD.match(text, low.end)
        if gap is None:
            return low
        word = gap.group(1).lower()
    spot = gap.end()
    if spot >= len(text):
        return low
    if text[spot].isdigit():
        high = _read_figure(text, spot, spot) if low.figures else None
        if high and word == "" and text[spot - 1] in "-–—‑":
            # the hyphen is ours: look at what follows instead ("555-0199", "2003-07-11", "10-15-20")
            if _CHAINED.match(text, high.end):
                return low
        elif high and high.glued and word:
            return low
    elif not low.figures or word:
        starter = _TOKEN.match(text, spot)
        high = _read_words(text, spot) if starter and starter.group() in _START_FORMS else None
    else:
        high = None
    if high is None or high.value is None or low.value is None:
        return low
    lead = _BETWEEN.search(text, max(0, low.start - 18), low.start)
    said = lead.group(1).lower() if lead else ""
    if (word == "and" and said != "between") or (word == "to" and said == "from") or (not word and not low.figures):
        return low
    value = low.value
    raw = text[low.start : low.end]
    if high.scale >= 3 and not low.scale and len(raw) == 4 and raw[:2] in ("19", "20"):
        return low  # "from 212 million in 2002 to 389 million"
    if high.scale >= 3 and not low.scale and value < high.value.scaleb(-high.scale):
        value = value.scaleb(high.scale)
    spaced = not word and text[low.end].isspace()  # a dash between spaces is punctuation more often than a range
    if spaced and (high.value > 3 * value or _MONTH_BEFORE.search(text, max(0, low.start - 11), low.start)):
        return low
    if value >= high.value or (word == "or" and high.value > 2 * value):
        return low
    if not word and low.figures and not low.scale and not high.scale:
        raw_low, raw_high = text[low.start : low.end], text[spot : high.end]
        year = len(raw_low) == 4 and raw_low.isdigit() and raw_low[:2] in ("19", "20")
        if year or (raw_high.isdigit() and len(raw_high) - len(raw_low) > 2):
            return low  # "1999-2003", "1-800"
    if low.soft and not high.soft:
        return low
    return NumberSpan(
        low.start,
        high.end,
        value,
        upper=high.value,
        scale=high.scale,
        figures=low.figures,
        soft=high.soft,
        bare=low.bare,
    )
