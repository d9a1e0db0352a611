"""Every number word, scale and separator, and what is next to one but none: value, scale and nature of each."""

from __future__ import annotations

import pytest

from aidextract.mentions.numbers import NumberSpan, bound_after, bound_before, find_numbers


def said(text: str, number: NumberSpan) -> str:
    """ "10–15 million = 10000000..15000000 e6"; e6: its scale; soft: "m" may be metres; words: not in figures."""
    value = "?" if number.value is None else f"{round(number.value, 4):f}"
    value = value.rstrip("0").rstrip(".") if "." in value else value
    value += f"..{number.upper:f}" if number.upper is not None else ""
    marks = [name for name in ("glued", "soft", "ratio") if getattr(number, name)]
    marks += ["words"] if not number.figures else []
    scale = [f"e{number.scale}"] if number.scale else []
    return " ".join([f"{text[number.start : number.end]} = {value}", *scale, *marks])


# fmt: off
CASES = [
    ("nought", "nought = 0 words"),
    ("naught", "naught = 0 words"),
    ("nil", "nil = 0 words"),
    ("zero", "zero = 0 words"),
    ("forty", "forty = 40 words"),
    ("fourty", "fourty = 40 words"),
    ("ninety-nine", "ninety-nine = 99 words"),
    ("two fifths", "two fifths = 0.4 ratio words"),
    ("three fourths", "three fourths = 0.75 ratio words"),
    ("one half", "one = 1 words"),
    ("two halves", "two halves = 1 ratio words"),
    ("three twentieths", "three twentieths = 0.15 ratio words"),
    ("seven hundredths", "seven hundredths = 0.07 ratio words"),
    ("four thousandths", "four thousandths = 0.004 ratio words"),
    ("two twenty-fifths", "two twenty-fifths = 0.08 ratio words"),
    ("one hundred and three quarters", "one hundred and three quarters = 100.75 ratio words"),
    ("three hundred and three quarters", "three hundred and three quarters = 300.75 ratio words"),
    ("five trillion", "five trillion = 5000000000000 e12 words"),
    ("3 trillion", "3 trillion = 3000000000000 e12"),
    ("3 trillions", "3 trillions = 3000000000000 e12"),
    ("2 milliard", "2 milliard = 2000000000 e9"),
    ("4 mn", "4 mn = 4000000 e6"),
    ("4 mio", "4 mio = 4000000 e6"),
    ("4 mil", "4 mil = 4000000 e6"),
    ("4 mm", "4 = 4"),
    ("4mm", "4mm = 4000000 e6 soft"),
    ("4MM", "4MM = 4000000 e6"),
    ("4 bn", "4 bn = 4000000000 e9"),
    ("4 bln", "4 bln = 4000000000 e9"),
    ("4 tn", "4 tn = 4000000000000 e12"),
    ("4 trn", "4 trn = 4000000000000 e12"),
    ("4 tln", "4 tln = 4000000000000 e12"),
    ("4 cr", "4 cr = 40000000 e7"),
    ("4 lac", "4 lac = 400000 e5"),
    ("4 lacs", "4 lacs = 400000 e5"),
    ("4 lakh", "4 lakh = 400000 e5"),
    ("4k", "4k = 4000 e3"),
    ("4K", "4K = 4000 e3"),
    ("4m", "4m = 4000000 e6 soft"),
    ("4M", "4M = 4000000 e6"),
    ("4b", "4b = 4000000000 e9 soft"),
    ("4B", "4B = 4000000000 e9"),
    ("4T", "4T = 4000000000000 e12 soft"),
    ("4G", "4G = 4000000000 e9 soft"),
    ("4 M", "4 M = 4000000 e6 soft"),
    ("4 B", "4 B = 4000000000 e9 soft"),
    ("4 M-class", "4 = 4"),
    ("3 dozen", "3 dozen = 36"),
    ("3 doz", "3 doz = 36"),
    ("3 dzs", "3 dzs = 36"),
    ("three dozen", "three dozen = 36 words"),
    ("two dozen dozen", "two dozen = 24 words"),
    ("2¼", "2¼ = 2.25"),
    ("2¾", "2¾ = 2.75"),
    ("2⅓", "2⅓ = 2.3333"),
    ("2⅔", "2⅔ = 2.6667"),
    ("2 3/4", "2 3/4 = 2.75"),
    ("2 3/45", "2 = 2; 3 = 3 glued; 45 = 45 glued"),
    ("2 and a half", "2 and a half = 2.5"),
    ("2 and a quarter", "2 and a quarter = 2.25"),
    ("2 and three quarters", "2 and three quarters = 2.75"),
    ("2 and a fifth", "2 and a fifth = 2.2"),
    ("2 and a fourth", "2 and a fourth = 2.25"),
    ("2 million and a quarter", "2 million and a quarter = 2250000 e6"),
    ("two and three quarters", "two and three quarters = 2.75 words"),
    ("two and three quarter million", "two and three quarter million = 2750000 e6 words"),
    ("quarter of a million", "quarter of a million = 250000 e6 words"),
    ("quarter million", "quarter million = 250000 e6 words"),
    ("a quarter of a million", "a quarter of a million = 250000 e6 words"),
    ("a half million", "a half million = 500000 e6 words"),
    ("zero hundred", "zero = 0 words"),
    ("x .5", ".5 = 0.5"),
    ("1 .5", "1 = 1; .5 = 0.5"),
    ("half dozen", "half dozen = 6 words"),
    ("half a hundred", "half a hundred = 50 words"),
    ("a quarter of a ton", ""),
    ("half a ton", "half a = 0.5 words"),
    ("half of it", ""),
    ("dozens", "dozens = ? words"),
    ("hundreds of thousands", "hundreds of thousands = ? e3 words"),
    ("tens of tents", ""),
    ("tens of thousands", "tens of thousands = ? e3 words"),
    ("scores of men", "scores = ? words"),
    ("scores there", ""),
    ("scores of millions", "scores of millions = ? e6 words"),
    ("several dozen", "several dozen = ? words"),
    ("several thousand", "several thousand = ? e3 words"),
    ("few people", ""),
    ("a few people", "a few = ? words"),
    ("a few hundred", "a few hundred = ? words"),
    ("a handful of men", "a handful = ? words"),
    ("a score of men", "a score = 20 words"),
    ("a score there", ""),
    ("a couple of men", "a couple of = 2 words"),
    ("a couple there", ""),
    ("a pair of shoes", "a pair of = 2 words"),
    ("an hundred", "an hundred = 100 words"),
    ("a thousand", "a thousand = 1000 e3 words"),
    ("a lakh", "a lakh = 100000 e5 words"),
    ("a crore", "a crore = 10000000 e7 words"),
    ("a million and one half", "a million and one half = 1500000 e6 words"),
    ("a trillion", "a trillion = 1000000000000 e12 words"),
    ("million", ""),
    ("thousand", ""),
    ("zero point two", "zero point two = 0.2 words"),
    ("forty point six million", "forty point six million = 40600000 e6 words"),
    ("two point five zero one", "two point five zero one = 2.501 words"),
    ("1.3e6", "1.3e6 = 1300000"),
    ("2x10^3", "2x10^3 = 2000"),
    ("5e-2", "5e-2 = 0.05"),
    ("5e-2.3", "5 = 5; 2.3 = 2.3 glued"),
    ("5e+2", "5e+2 = 500"),
    ("1,200", "1,200 = 1200"),
    ("12,34,567", "12,34,567 = 1234567"),
    ("12,34,567.5", "12,34,567.5 = 1234567.5"),
    ("1,234,5678", "1,234 = 1234; 5678 = 5678 glued"),
    ("175, 000", "175, 000 = 175000"),
    ("175 ,000", "175 ,000 = 175000"),
    ("1 200 000", "1 200 000 = 1200000"),
    ("1.300.000", "1.300.000 = 1300000"),
    ("1.300,50", "1.300,50 = 1300.5"),
    ("1 300 000,50", "1 300 000,50 = 1300000.5"),
    ("1'300'000.50", "1'300'000.50 = 1300000.5"),
    ("1’300’000", "1’300’000 = 1300000"),
    ("2,5 million", "2,5 million = 2500000 e6"),
    ("2,50%", "2,50 = 2.5"),
    ("2,5k", "2,5k = 2500 e3"),
    ("7,00", "7,00 = 7"),
    ("7,000", "7,000 = 7000"),
    ("1.2.3", "1 = 1 glued; 2 = 2 glued; 3 = 3 glued"),
    (".5", ".5 = 0.5"),
    ("a.5", "5 = 5 glued"),
    ("0.5", "0.5 = 0.5"),
    ("11.07.2003", "11 = 11 glued; 07 = 7 glued; 2003 = 2003 glued"),
    ("5/17/2018", "5 = 5 glued; 17 = 17 glued; 2018 = 2018 glued"),
    ("10:30", "10 = 10; 30 = 30 glued"),
    ("F-16", "16 = 16 glued"),
    ("and,12", "12 = 12"),
    ("R300", "300 = 300 glued"),
    ("#5", "5 = 5 glued"),
    ("@5", "5 = 5 glued"),
    ("+5", "5 = 5 glued"),
    ("_5", "5 = 5 glued"),
    ("$3–5", "3–5 = 3..5"),
    ("on March 5 300 tents", "5 = 5; 300 = 300"),
    ("on May 5 300 tents", "5 = 5; 300 = 300"),
    ("on mill 5 300 tents", "5 300 = 5300"),
    ("on Dec. 5 300 tents", "5 = 5; 300 = 300"),
    ("21st", ""),
    ("2nd", ""),
    ("5 th", "5 = 5"),
    ("twenty-first", ""),
    ("fifteen fifteenth", ""),
    ("five hundred thousandth", ""),
    ("one hundredth", "one hundredth = 0.01 ratio words"),
    ("two million", "two million = 2000000 e6 words"),
    ("two million five", "two million five = 2000005 e6 words"),
    ("two million five hundred thousand", "two million five hundred thousand = 2500000 e6 words"),
    ("two thousand million", "two thousand million = 2000000000 e9 words"),
    ("two thousand thousand", "two thousand thousand = 2000000 e6 words"),
    ("two lakh crore", "two lakh crore = 2000000000000 e12 words"),
    ("one thousand trillion", "one thousand trillion = 1000000000000000 e15 words"),
    ("thirty five", "thirty five = 35 words"),
    ("thirty-five", "thirty-five = 35 words"),
    ("thirty zero", "thirty = 30 words; zero = 0 words"),
    ("thirty ten", "thirty = 30 words; ten = 10 words"),
    ("thirty eleven", "thirty = 30 words; eleven = 11 words"),
    ("thirty and five", "thirty = 30 words; five = 5 words"),
    ("two hundred five", "two hundred five = 205 words"),
    ("two hundred fifty", "two hundred fifty = 250 words"),
    ("two hundred and fifty-one", "two hundred and fifty-one = 251 words"),
    ("two hundred hundred", "two hundred = 200 words"),
    ("hundred", ""),
    ("a hundred and one", "a hundred and one = 101 words"),
    ("one hundred hundred", "one hundred = 100 words"),
    ("one thousand and one", "one thousand = 1000 e3 words; one = 1 words"),
    ("one thousand and one half", "one thousand and one half = 1500 e3 words"),
    ("one thousand and twenty", "one thousand and twenty = 1020 e3 words"),
    ("sixty hundred", "sixty hundred = 6000 words"),
    ("ninety-nine hundred", "ninety-nine hundred = 9900 words"),
    ("the one", ""),
    ("this one", ""),
    ("which one", ""),
    ("another one", ""),
    ("the ones", ""),
    ("at one", "one = 1 words"),
    ("the twenty-one", "twenty-one = 21 words"),
    ("3 crore 20 lakh", "3 crore 20 lakh = 32000000 e7"),
    ("3 crore 20 lakh 5 thousand", "3 crore 20 lakh = 32000000 e7; 5 thousand = 5000 e3"),
    ("3 hundred and 21", "3 hundred and 21 = 321 e2"),
    ("3 hundred 21", "3 hundred 21 = 321 e2"),
    ("3 thousand 21", "3 thousand = 3000 e3; 21 = 21"),
    ("3 thousand 5 hundred", "3 thousand 5 hundred = 3500 e3"),
    ("5 million 300 thousand", "5 million 300 thousand = 5300000 e6"),
    ("4 million and 390 thousand", "4 million and 390 thousand = 4390000 e6"),
    ("of the 5 million 3 thousand", "5 million = 5000000 e6; 3 thousand = 3000 e3"),
    ("another crore", "another crore = 10000000 e7 words"),
    ("another hundred", "another hundred = 100 words"),
    ("another 300", "300 = 300"),
    ("3 lakh 20 crore", "3 lakh = 300000 e5; 20 crore = 200000000 e7"),
    ("3 hundred thousand", "3 hundred thousand = 300000 e5"),
    ("1 lakh crore", "1 lakh crore = 1000000000000 e12"),
    ("10 to 15", "10 to 15 = 10..15"),
    ("10 or 15", "10 or 15 = 10..15"),
    ("10 or 21", "10 = 10; 21 = 21"),
    ("10 and 15", "10 = 10; 15 = 15"),
    ("between 10 and 15", "10 and 15 = 10..15"),
    ("from 10 to 15", "10 = 10; 15 = 15"),
    ("between $10 and 15", "10 and 15 = 10..15"),
    ("10-15", "10-15 = 10..15"),
    ("10 - 15", "10 - 15 = 10..15"),
    ("10 - 31", "10 = 10; 31 = 31"),
    ("10—15", "10—15 = 10..15"),
    ("10 – 15 million", "10 – 15 million = 10000000..15000000 e6"),
    ("10–15 million", "10–15 million = 10000000..15000000 e6"),
    ("10 million to 15 million", "10 million to 15 million = 10000000..15000000 e6"),
    ("10 million to 15", "10 million = 10000000 e6; 15 = 15"),
    ("15 to 10", "15 = 15; 10 = 10"),
    ("10 to 10", "10 = 10; 10 = 10"),
    ("between five and ten", "five and ten = 5..10 words"),
    ("five to ten", "five to ten = 5..10 words"),
    ("five-ten", "five = 5 words; ten = 10 words"),
    ("five or ten", "five or ten = 5..10 words"),
    ("five or eleven", "five = 5 words; eleven = 11 words"),
    ("1999-2003", "1999 = 1999; 2003 = 2003 glued"),
    ("1999 to 5 million", "1999 = 1999; 5 million = 5000000 e6"),
    ("2002 to 389 million", "2002 = 2002; 389 million = 389000000 e6"),
    ("1800 to 389 million", "1800 to 389 million = 1800..389000000 e6"),
    ("555-0199", "555 = 555; 0199 = 199 glued"),
    ("10-15-20", "10 = 10; 15 = 15 glued; 20 = 20 glued"),
    ("10-15.5", "10-15.5 = 10..15.5"),
    ("10-15/2", "10 = 10; 15 = 15 glued; 2 = 2 glued"),
    ("10-15:30", "10 = 10; 15 = 15 glued; 30 = 30 glued"),
    ("May 10 - 15", "10 = 10; 15 = 15"),
    ("3m to 5m", "3m to 5m = 3000000..5000000 e6 soft"),
    ("3m to 5", "3m = 3000000 e6 soft; 5 = 5"),
    ("3m to 5,000,000", "3m = 3000000 e6 soft; 5,000,000 = 5000000"),
    ("3 to 5m", "3 to 5m = 3000000..5000000 e6 soft"),
    ("2 to several", "2 = 2; several = ? words"),
    ("two to 5", "two = 2 words; 5 = 5"),
    ("5 to ten", "5 to ten = 5..10"),
    ("one out of three", "one out of three = 0.3333 ratio words"),
    ("one out of four men", "one out of four = 0.25 ratio words"),
    ("five out of two", "five = 5 words; two = 2 words"),
    ("one over three", "one over three = 0.3333 ratio words"),
    ("3 out of 5", "3 out of 5 = 0.6 ratio"),
    ("3 out of five", "3 out of five = 0.6 ratio"),
    ("3 out of tents", "3 = 3"),
    ("minus five", "five = -5 words"),
    ("minus 5", "5 = -5"),
    ("-5", "5 = -5"),
    ("negative 5", "5 = -5"),
    ("(-5", "5 = -5"),
    ("a-5", "5 = 5 glued"),
    ("−5", "5 = -5"),
    ("12345678901234567890123456", ""),
    ("٣٤", ""),
    ("5.", "5 = 5"),
    ("5,", "5 = 5"),
    ("1,200.50", "1,200.50 = 1200.5"),
]
# fmt: on


@pytest.mark.parametrize(("text", "expected"), CASES)
def test_numbers(text: str, expected: str) -> None:
    whole = f"Then {text} x"
    found = find_numbers(whole)
    assert "; ".join(said(whole, n) for n in found) == expected
    for number in found:
        assert number.vague == (number.value is None)


BOUNDS = {
    "lower": [
        "more than", "over", "at least", "upwards of", "no fewer than", "no less than", "not less than", "in excess of",
        "above", "exceeding", "a minimum of", "well over", "just over", "slightly more than", "beyond", "greater than",
    ],
    "upper": [
        "up to", "at most", "no more than", "not more than", "under", "less than", "fewer than", "below", "as much as",
        "as many as", "a maximum of", "maximum of", "not exceeding", "well under",
    ],
    "about": [
        "about", "around", "some", "roughly", "approximately", "approx", "approx.", "nearly", "almost", "close to",
        "an estimated", "circa", "ca.", "c.", "~", "≈", "in the region of", "on the order of", "just under",
        "just short of", "a little under", "somewhere around", "an approximate",
    ],
}  # fmt: skip


@pytest.mark.parametrize(("bound", "words"), [(bound, words) for bound, many in BOUNDS.items() for words in many])
def test_what_bounds_a_number_before_it(bound: str, words: str) -> None:
    for text in (f"They gave {words} 300 tents", f"{words.capitalize()} 300 tents"):
        start = text.index("300")
        assert bound_before(text, start) == (bound, text.lower().index(words))


@pytest.mark.parametrize("text", ["They gave 300", "awesome 300", "they moreover 300", "Over the 300", "about, 300"])
def test_what_bounds_none(text: str) -> None:
    assert bound_before(text, text.index("300")) == (None, text.index("300"))


@pytest.mark.parametrize(
    ("after", "bound", "words"),
    [
        ("+ tents", "lower", "+"),
        ("-plus tents", "lower", "-plus"),
        (" plus tents", "lower", " plus"),
        (" or more tents", "lower", " or more"),
        (" or so", "about", " or so"),
        (" or thereabouts", "about", " or thereabouts"),
        (" or less", "upper", " or less"),
        (" or fewer", "upper", " or fewer"),
        (" or tents", None, ""),
        (" pluses", None, ""),
        (" and more", None, ""),
    ],
)
def test_what_bounds_a_number_behind_it(after: str, bound: str | None, words: str) -> None:
    assert bound_after(f"300{after}", 3) == (bound, 3 + len(words))


_UNITS = (
    "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen "
    "eighteen nineteen"
).split()
_TENS = "twenty thirty forty fifty sixty seventy eighty ninety".split()


def in_words(value: int) -> str:
    """72,305 as "seventy-two thousand three hundred and five"."""
    for size, name in ((10**12, "trillion"), (10**9, "billion"), (10**6, "million"), (1000, "thousand")):
        if value >= size:
            rest = value % size
            joint = " and " if 0 < rest < 100 and rest != 1 else " "
            return f"{in_words(value // size)} {name}" + (joint + in_words(rest) if rest else "")
    if value >= 100:
        return f"{_UNITS[value // 100]} hundred" + (f" and {in_words(value % 100)}" if value % 100 else "")
    if value < 20:
        return _UNITS[value]
    return _TENS[value // 10 - 2] + (f"-{_UNITS[value % 10]}" if value % 10 else "")


@pytest.mark.parametrize(
    "value",
    [*range(2, 100), 100, 101, 110, 119, 120, 199, 200, 345, 999, 1000, 1100, 2019, 14_000, 72_305, 100_000, 999_999,
     1_000_000, 3_400_000, 12_000_020, 999_000_000, 2_000_000_000, 5_100_000_000, 7_000_000_000_000],
)  # fmt: skip
def test_every_number_in_words(value: int) -> None:
    for words in (in_words(value), in_words(value).capitalize()):
        text = f"{words} tents"
        [number] = find_numbers(text)
        assert (number.value, number.start, number.end) == (value, 0, len(words))
        assert not number.figures
