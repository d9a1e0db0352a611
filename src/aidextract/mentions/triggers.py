"""Finds the words that may tell of a transfer: "donated", "handed the keys over", "line of credit".

Whether one is a transfer is decided in `frames.py`, which sees what stands around it.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from aidextract.lexicon import Frames, Phrase, inflect, load_frames
from aidextract.syntax import NOMINAL, VERBAL, Parse, read_parse

if TYPE_CHECKING:
    from spacy.tokens import Doc

_GAP = 10  # words that may stand inside "put ... at the disposal of"; longer ones are two clauses
_PARTICLES = frozenset({"over", "in", "up", "off", "out", "on", "away", "aside", "back", "down", "through"})
_SPLITTING = frozenset({"into", "with", "available"})
_DETERMINED = frozenset(
    {"the", "a", "an", "this", "that", "its", "his", "her", "their", "our", "of", "no", "any", "’s", "'s"}
)
_PREFIXED = frozenset(
    {"to", "will", "would", "can", "could", "may", "might", "shall", "should", "must", "'ll", "n't", "not"}
)


@dataclass(frozen=True, slots=True)
class Trigger:
    """A word, or several, that evokes a transfer. `head` is the token that carries it; `tokens` are all its words."""

    head: int
    tokens: tuple[int, ...]
    frame: str
    lemma: str
    verbal: bool
    weak: bool
    start: int  # characters
    end: int

    @property
    def last(self) -> int:
        """The last of its tokens."""
        return self.tokens[-1]


def find_triggers(doc: Doc | Parse) -> list[Trigger]:
    """The triggers of a text in order; where two share a word, the longer one.

    The part of speech counts only where the form leaves a doubt: "donated" is a verb whatever the tagger says,
    "supplies" and "grant" are what it says.
    """
    parse, lexicon = read_parse(doc), load_frames()
    found: list[Trigger] = []
    taken: set[int] = set()
    for i, form in enumerate(parse.lower):
        phrases = lexicon.triggers.get(form)
        if phrases is None or i in taken:
            continue
        for phrase in phrases:
            tokens = _match(parse, phrase, i)
            if tokens is not None and taken.isdisjoint(tokens):
                taken.update(tokens)
                if not phrase.idiom:
                    found.append(_trigger(parse, phrase, tokens, lexicon))
                break
    return found


def _trigger(parse: Parse, phrase: Phrase, tokens: tuple[int, ...], lexicon: Frames) -> Trigger:
    head = tokens[-1] if phrase.pos == "NOUN" and phrase.words[-1] != "credit" else tokens[0]
    lemma = " ".join(phrase.words)
    verbal = phrase.pos == "VERB"
    first, last = tokens[0], tokens[-1]
    # A verb and its particle may stand apart: the evidence is the verb alone then.
    if last - first > len(tokens) + 1:
        last = first
    return Trigger(head, tokens, phrase.owner, lemma, verbal, phrase.weak, parse.start[first], parse.end[last])


def _match(parse: Parse, phrase: Phrase, i: int) -> tuple[int, ...] | None:
    if phrase.pos == "VERB" and not _is_verb(parse, i, phrase.words[0]):
        return None
    if phrase.pos == "NOUN" and len(phrase.words) == 1:
        return (i,) if parse.pos[i] == "NOUN" and not _is_modifier(parse, i) else None
    words = phrase.words[1:]
    if not words:
        return (i,)
    size, lower = len(parse), parse.lower
    # In a row, with room for one adverb: "took formal delivery of", "a soft loan".
    row: list[int] = []
    position = i + 1
    for word in words:
        if position + 1 < size and not _same(parse, position, word) and parse.pos[position] in ("ADV", "ADJ", "PRON"):
            position += 1
        if position >= size or not _same(parse, position, word):
            row = []
            break
        row.append(position)
        position += 1
    if row:
        if len(words) == 1 and words[0] in ("in", "on", "up", "over", "off") and _governs(parse, row[0]):
            return None
        return (i, *row)
    if phrase.pos != "VERB" or phrase.idiom or (len(words) == 1 and words[0] not in _PARTICLES | _SPLITTING):
        return None
    for start in range(i + 2, min(i + 2 + _GAP, size - len(words) + 1)):
        if (
            parse.sent[start] != parse.sent[i]
            or lower[start] in (";", ":")
            or (parse.pos[start] == "VERB" and start > i + 2 and parse.tag[start] in ("VBD", "VBZ", "VBP"))
        ):
            return None
        if all(_same(parse, start + k, word) for k, word in enumerate(words)):
            if len(words) == 1 and words[0] in _PARTICLES and _governs(parse, start):
                return None
            return (i, *range(start, start + len(words)))
    return None


def _same(parse: Parse, i: int, word: str) -> bool:
    return parse.lower[i] == word or (parse.lemma[i] == word and parse.pos[i] != "PROPN")


def _governs(parse: Parse, i: int) -> bool:
    """True where "in", "over", "on" is a preposition with a noun phrase of place or time behind it."""
    if parse.lower[i - 1] in ("-", "–"):
        return True  # "top-up"
    if parse.dep[i] == "compound:prt":
        return False
    if i + 1 >= len(parse) or parse.sent[i + 1] != parse.sent[i]:
        return False
    after = parse.pos[i + 1]
    if parse.dep[i] == "case" and parse.head[i] > i:
        # "flew in 40 tonnes", "handed over 300 kits": the parser takes the particle for a preposition.
        return not (after in ("NUM", "SYM") or parse.lower[i + 1] in ("a", "an", "some", "dozens", "tons", "tonnes"))
    return after in ("PROPN",) and parse.lower[i] in ("in", "on")


def _is_verb(parse: Parse, i: int, lemma: str) -> bool:
    """Does the form stand here as a verb? The tagger is asked, and overruled where the form itself settles it."""
    form, pos = parse.lower[i], parse.pos[i]
    if pos in VERBAL:
        # "donated blankets", "funded programmes": participles used as adjectives tell of no transfer of their own,
        # but for the taggers' habit of seeing them in "tents donated by Japan".
        return not (parse.dep[i] == "amod" and i + 1 < len(parse) and parse.pos[i + 1] in NOMINAL)
    small = parse.text[parse.start[i]].islower()
    if pos == "PROPN" and not small and i:
        return False
    before = parse.lower[i - 1] if i else ""
    if form in inflect(lemma, "VERB")[:2]:
        if form != lemma and pos == "NOUN" and i + 1 < len(parse) and parse.pos[i + 1] in ("DET", "NUM", "SYM"):
            return before not in _DETERMINED  # "Brunei's envoy presents a cheque", taken for a noun
        if pos in NOMINAL or pos == "ADJ":
            return before in _PREFIXED and before != "to"
        return False
    if pos in ("ADP", "SCONJ", "DET", "NUM") or (pos == "PROPN" and not small):
        return False
    if form.endswith("ing") or before in _DETERMINED:
        return False
    return not (i + 1 < len(parse) and parse.pos[i + 1] in NOMINAL and pos == "ADJ" and parse.dep[i] == "amod")


def _is_modifier(parse: Parse, i: int) -> bool:
    """ "grant system", "aid agency": the noun only tells what kind."""
    following = i + 1
    return (
        following < len(parse)
        and parse.pos[following] in NOMINAL
        and (parse.dep[i] == "compound" or parse.head[i] == following)
    )
