"""A cheap look before the model: articles that cannot tell of aid are passed by unread.

The words and pairs of words of each sentence have weights (`data/gate.tsv`); so has what the lexicons know of them:
verbs and nouns of giving, goods, units, money, numbers, and which of these stand together. The best sentence decides.
A word list alone does not do: hardly an article is without "give", "bring" or "send".

Takes some 0.3 ms for an article of 300 words; the model takes some two hundred times that. How the weights came about
and how much each `Care` loses: `models/gate.py`, `docs/how-to-feed.md`.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from functools import cache
from typing import Literal

from aidextract.lexicon import inflect, load_frames
from aidextract.tables import read_tsv

Care = Literal["careful", "quick", "off"]
THRESHOLDS: dict[str, float] = {"careful": -1.6, "quick": 0.5}
"""A sentence has to score so much. Chosen on articles that the weights had not seen."""

BIAS = "<bias>"
PAIRS = (
    ("strong",), ("weak",), ("goods",), ("unit", "number"), ("money", "number"), ("number",),
    ("strong", "goods"), ("weak", "goods"), ("strong", "money", "number"), ("weak", "money", "number"),
    ("number", "goods"),
)  # fmt: skip
"""Classes of words that have a weight where all of them stand in one sentence."""
_CLASSES = ("strong", "weak", "goods", "unit", "money", "number")
_NUMBERS = (
    "two three four five six seven eight nine ten eleven twelve dozen dozens hundred hundreds thousand thousands "
    "million millions billion billions trillion lakh crore 0"
).split()

_START, _NAME = "^", "_"

_SENTENCE_END = re.compile(r"(?<=[.!?;])['\"”)]{0,3}\s+|\n+")
_TOKEN = re.compile(r"[^\W\d_]+|\d+|[$€£¥]")


def may_tell_of_aid(text: str, care: Care = "careful") -> bool:
    """Whether the model has to read the article.

    >>> may_tell_of_aid("Estonia is sending 40 generators to Odesa."), may_tell_of_aid("The striker scored twice.")
    (True, False)
    """
    return care == "off" or any(score >= THRESHOLDS[care] for score in _scores(text))


def words_of(sentence: str) -> set[str]:
    """What is looked at: words, and pairs of neighbours such as "handed over" and "$ 0".

    Numbers and signs of money are one word each; names of places and people are none but "_" in a pair, since news of
    one year would be learned by them. "UNHCR" is a word.
    """
    classes = word_classes()
    found = set()
    last = _START
    for token in _TOKEN.findall(sentence):
        if token.islower():
            word = token
        elif token[0].isdigit():
            word = "0"
        elif token in "$€£¥":
            word = "$"
        elif (lower := token.lower()) in classes:
            word = lower
        else:
            word = _NAME
            if token.isupper() and len(token) > 1:
                found.add(token)
        if word != _NAME:
            found.add(word)
        if word != _NAME or last != _NAME:
            found.add(f"{last} {word}")
        last = word
    return found


def features_of(words: set[str]) -> list[str]:
    """Names of the `PAIRS` that stand in a sentence of these words."""
    classes = word_classes()
    bits = 0
    for word in words:
        bits |= classes.get(word, 0)
    return [name for name, mask in _MASKS if bits & mask == mask]


def sentences_of(text: str) -> list[str]:
    """Roughly: a wrong cut costs little."""
    return _SENTENCE_END.split(text)


_MASKS = tuple((f"<{' '.join(pair)}>", sum(1 << _CLASSES.index(name) for name in pair)) for pair in PAIRS)


def _scores(text: str) -> Iterator[float]:
    weights = _weights()
    for sentence in sentences_of(text):
        words = words_of(sentence)
        if words:
            yield weights[BIAS] + sum(weights.get(name, 0.0) for name in (*words, *features_of(words)))


@cache
def _weights() -> dict[str, float]:
    return {row["word"]: float(row["weight"]) for row in read_tsv("gate.tsv")}


@cache
def word_classes() -> dict[str, int]:
    """Word to the classes of the lexicons that it is of, a bit each."""
    found: dict[str, int] = {}

    def add(name: str, words: Iterable[str]) -> None:
        for word in words:
            if word:
                found[word] = found.get(word, 0) | 1 << _CLASSES.index(name)

    for form, phrases in load_frames().triggers.items():
        for phrase in phrases:
            if not phrase.idiom:
                add("weak" if phrase.weak or len(phrase.words) > 1 else "strong", {form})
    heads = {row["item"].lower().split()[-1] for row in read_tsv("items.tsv")}
    add("goods", {form for head in heads for form in inflect(head, "NOUN")})
    units = {f"{row['unit']}|{row['aliases']}".lower() for row in read_tsv("units.tsv")}
    units = {unit.strip() for names in units for unit in names.split("|")}
    add("unit", {form for unit in units if unit.isalpha() and len(unit) > 1 for form in inflect(unit, "NOUN")})
    nouns = {noun.split()[-1] for row in read_tsv("currencies.tsv") for noun in row["nouns"].lower().split("|") if noun}
    add("money", {noun for noun in nouns if noun.isalpha() and len(noun) > 2} | {"$"})
    add("number", _NUMBERS)
    return found
