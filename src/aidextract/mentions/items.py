"""Finds the phrases that may name goods or services, and the number that belongs to each.

Generous on purpose: what is given is decided in `frames.py`. A phrase comes without determiner, possessor, number
and unit: "more than 300 demining toolkits" → "demining toolkits", "20 tons of medicine" → "medicine".
"""

from __future__ import annotations

import re
from bisect import bisect_right
from typing import TYPE_CHECKING

from aidextract.lexicon import load_frames
from aidextract.records import ItemMention, MoneyMention, QuantityMention
from aidextract.syntax import Chunk, Parse, noun_chunks, read_parse

if TYPE_CHECKING:
    from collections.abc import Sequence

    from spacy.tokens import Doc

_NAMES = frozenset({"PERSON", "ORG", "GPE", "NORP", "LOC", "FAC", "EVENT", "DATE"})
_LEADING = frozenset(
    (
        "about additional all almost another any approximately around both certain different dozen dozens "
        "each enough entire every extra few first fourth further half hundred last latest least many million "
        "more much nearly new-found next numerous only other over own roughly same second several some such "
        "than third thousand total various whole "
    ).split()
)
_FILLER = (
    r"(?:more|additional|other|further|new|brand[- ]new|extra|of|each|worth|the|a|an|these|such|its|their|his|her|our|"
    r"metric|separate|different|full|whole|fresh|used|own|another|some|'s|’s|’|')"
)
_GAP = re.compile(
    rf"[\s-]*(?:{_FILLER}[\s-]+){{0,4}}|\s*(?:{_FILLER}\s+){{0,2}}[a-z-]{{3,14}}(?:\s[a-z]{{3,12}})?\s+of\s+(?:the\s+)?"
)
_BEHIND = re.compile(r"\s*(?:\(|,|:|–|—|-|x|×)\s*(?:about |some |over |more than )?$")


def find_items(
    doc: Doc | Parse,
    money: Sequence[MoneyMention] = (),
    quantities: Sequence[QuantityMention] = (),
    chunks: Sequence[Chunk] | None = None,
) -> list[ItemMention]:
    """Candidate goods, in order. Names of people, bodies and places are none, nor are times and abstract nouns.

    `chunks` saves finding the noun phrases again where the caller has them.
    """
    parse = read_parse(doc)
    words = load_frames().words
    conversions = [other for m in money for other in m.alternatives]
    spans = [(m.start, m.end) for m in (*money, *conversions, *quantities)]
    covered = _Coverage(spans)
    found = []
    for chunk in noun_chunks(parse) if chunks is None else chunks:
        lemma = singular(parse, chunk.root)
        listed = lemma in words["goods"] or lemma in words["crews"] or lemma in words["vague"]
        if parse.pos[chunk.root] == "PRON" or (not listed and (lemma in words["abstract"] or len(lemma) < 3)):
            continue
        if not listed and parse.pos[chunk.root] != "NOUN" and parse.entity[chunk.root] in _NAMES:
            continue
        if parse.entity[chunk.root] == "DATE" or covered.at(parse.start[chunk.root]):
            continue
        if lemma in words["measures"] and parse.lower[chunk.end : chunk.end + 1] == ["of"]:
            # "a consignment of rice", but "roofing sheets of 32 tons"
            if not (chunk.end + 1 < len(parse) and parse.pos[chunk.end + 1] == "NUM"):
                continue
        start = _first_word(parse, chunk, covered)
        if start < chunk.end:
            first, end = parse.start[start], parse.end[chunk.end - 1]
            found.append(ItemMention(first, end, parse.text[first:end], "item.chunk", lemma))
    return found


def singular(parse: Parse, token: int) -> str:
    """The noun's lemma; where the lemmatiser left a plural, its ending is cut."""
    lemma = parse.lemma[token]
    if lemma == parse.lower[token] and parse.tag[token] in ("NNS", "NNPS") and len(lemma) > 3:
        if lemma.endswith("ies"):
            return lemma[:-3] + "y"
        if lemma.endswith("s") and not lemma.endswith("ss"):
            return lemma[:-1]
    return lemma


class _Coverage:
    """Answers whether a character lies in one of the spans, going forward through the text."""

    def __init__(self, spans: list[tuple[int, int]]) -> None:
        self._spans = sorted(spans)
        self._next = 0

    def at(self, char: int) -> bool:
        while self._next and self._spans[self._next - 1][1] > char:
            self._next -= 1
        while self._next < len(self._spans) and self._spans[self._next][1] <= char:
            self._next += 1
        return self._next < len(self._spans) and self._spans[self._next][0] <= char


def _first_word(parse: Parse, chunk: Chunk, covered: _Coverage) -> int:
    """Where the name of the goods begins, behind possessor, determiner, number and unit."""
    start = chunk.start
    for i in range(chunk.start, chunk.root):
        if parse.tag[i] == "POS" or covered.at(parse.start[i]):
            start = i + 1
    while start < chunk.root:
        tight = (
            start + 1 < chunk.end
            and parse.lower[start + 1] in ("-", "–")
            and parse.end[start] == parse.start[start + 1]
        )
        kind = parse.pos[start]
        if tight and kind == "NUM":
            break  # "12-kVA generator"
        if kind in ("DET", "PRON", "NUM", "SYM", "PUNCT", "PART") or parse.lower[start] in _LEADING:
            start += 1
        else:
            break
    return start


def attach_quantities(items: Sequence[ItemMention], quantities: Sequence[QuantityMention], text: str) -> dict[int, int]:
    """Which quantity counts which item: position in `items` → position in `quantities`.

    A number right before the phrase, or before "of"; over a list it counts the first ("38 tonnes of beans and milk"),
    with "each" all of them. A number behind ("blankets (200)") counts where none stands before.
    """
    found: dict[int, int] = {}
    used: set[int] = set()
    position = 0
    starts = [quantity.start for quantity in quantities]
    order = sorted(range(len(items)), key=lambda k: items[k].start)
    for rank, k in enumerate(order):
        item = items[k]
        while position < len(quantities) and quantities[position].end <= item.start:
            position += 1
        for q in range(position - 1, max(position - 3, -1), -1):
            quantity = quantities[q]
            if q in used or item.start - quantity.end > 48:
                continue
            if _GAP.fullmatch(text[quantity.end : item.start]):
                found[k] = q
                used.add(q)
                break
        if k in found and quantities[found[k]].each:
            previous = item
            for other in order[rank + 1 : rank + 12]:
                between = text[previous.end : items[other].start]
                if not re.fullmatch(r"\s*(?:,|and|&|, and)\s*", between):
                    break
                found[other], previous = found[k], items[other]
    for k in order:
        if k in found:
            continue
        for q in range(bisect_right(starts, items[k].end), len(quantities)):
            quantity = quantities[q]
            if quantity.start - items[k].end >= 16:
                break
            if q in used:
                continue
            if _BEHIND.fullmatch(text[items[k].end : quantity.start]) and _closes(text, quantity.end):
                found[k] = q
                used.add(q)
                break
    return found


def _closes(text: str, end: int) -> bool:
    """Is the number behind a phrase a remark on it, not the count of what comes next?"""
    rest = text[end : end + 3].lstrip()
    return not rest or rest[0] in "),.;\n"
