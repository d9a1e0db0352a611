"""Which part of a text is the article: not the line that says who wrote it, nor a paragraph on something else at
either end ("In other news, ...").

What stands aside is read on its own. No word of it moves the reading of the rest, and no name or date of it takes part
in an event.
"""

from __future__ import annotations

import calendar
import re
from bisect import bisect_left
from collections import Counter
from collections.abc import Sequence
from functools import cache

from aidextract.lexicon import inflect, load_frames
from aidextract.mentions.dates import dateline_span
from aidextract.tables import read_tsv

FEWEST = 12  # words of a paragraph that can stand aside: of a shorter one nothing can be said
MOST_SHARED = 0.25  # of its words, with the rest. Neighbours in one article mostly share a third of theirs

_PARAGRAPH = re.compile(r"\S[^\n]*")
_BYLINE = re.compile(r"(?:By|BY)[ \t][^\n.!?]{3,120}")
_WORD = re.compile(r"[^\W\d_]{2,}")
_MONEY = re.compile(r"[$€£¥₹]|\b(?:USD|EUR|[mb]illion|lakh|crore)\b")
_STEM = 6  # letters: "visitors" and "visited" are one word
_TOP = 300  # characters in which a dateline ends
_NO_GOODS = frozenset({"infrastructure", "personnel", "services", "training"})


def find_body(text: str) -> tuple[int, int]:
    """First and last character (exclusive) of the article within the text.

    A paragraph stands aside where it has no word of giving, no sum and no goods (and the rest has), shares no name and
    hardly a word with the rest, and has no dateline.

    >>> text = "By Jane Doe, staff reporter\\n\\nTents came from Oslo."
    >>> text[slice(*find_body(text))]
    'Tents came from Oslo.'
    """
    places = [m.span() for m in _PARAGRAPH.finditer(text)]
    left, right = 0, len(places)
    while right - left > 1 and _BYLINE.fullmatch(text, *places[left]):
        left += 1
    found = [_WORD.findall(text, *place) for place in places]
    tells = [_tells(text[slice(*place)], words) for place, words in zip(places, found, strict=True)]
    keys = [_keys(words) for words in found]
    rest = Counter(key for own in keys[left:] for key in own)

    def is_aside(i: int) -> bool:
        if len(found[i]) < FEWEST or tells[i] or True not in tells[left:right]:
            return False
        start, end = places[i]
        shared = [key for key in keys[i] if rest[key] > 1]
        if len(shared) > MOST_SHARED * len(keys[i]) or any(key[0].isupper() for key in shared):
            return False
        return dateline_span(text[start : min(end, start + _TOP)]) is None

    while right - left > 1 and (is_aside(left) or _BYLINE.fullmatch(text, *places[left])):
        rest.subtract(keys[left])
        left += 1
    while right - left > 1 and is_aside(right - 1):
        right -= 1
        rest.subtract(keys[right])
    return places[left][0] if left else 0, places[right - 1][1] if right < len(places) else len(text)


def body_words(text: str, starts: Sequence[int]) -> tuple[int, int]:
    """The same in words, of which `starts` are the first characters: the first one, and the one after the last."""
    first, last = find_body(text)
    return bisect_left(starts, first), bisect_left(starts, last)


def _tells(text: str, words: list[str]) -> bool:
    """Whether something may be given there: a word of giving, a sum, or two kinds of goods."""
    own = {w.lower() for w in words}
    return _MONEY.search(text) is not None or not own.isdisjoint(_giving()) or len(own & _goods()) > 1


def _keys(words: list[str]) -> set[str]:
    """What two paragraphs on one matter share: stems of words, and names (capitalised after the first word)."""
    common = _common()
    stems = {w[:_STEM] for w in map(str.lower, words) if len(w) > 3 and w not in common}
    return stems | {w for w in words[1:] if w[0].isupper() and w.lower() not in common}


@cache
def _giving() -> frozenset[str]:
    found = load_frames().triggers.items()
    verbs = {form for form, all_ in found if any(len(p.words) == 1 and not p.weak and not p.idiom for p in all_)}
    return frozenset(verbs | {row["item"] for row in read_tsv("items.tsv") if row["vague"]})


@cache
def _goods() -> frozenset[str]:
    rows = read_tsv("items.tsv")
    nouns = {row["item"].lower() for row in rows if row["category"] not in _NO_GOODS and " " not in row["item"]}
    return frozenset(form for noun in nouns for form in inflect(noun, "NOUN"))


@cache
def _common() -> frozenset[str]:
    from spacy.lang.en.stop_words import STOP_WORDS

    times = (*calendar.day_name, *calendar.month_name, "week", "weekend", "month", "year", "years", "time", "news")
    return frozenset(STOP_WORDS) | {t.lower() for t in times}
