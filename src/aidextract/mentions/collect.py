"""All mentions of one article: what the finders see in the text, and what the pipeline wrote on the Doc."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING, TypeVar

from aidextract.asides import find_body
from aidextract.decoding import AID_SPANS
from aidextract.mentions.dates import find_dates
from aidextract.mentions.money import find_money
from aidextract.mentions.numbers import find_numbers
from aidextract.mentions.parties import find_gazetteer_parties, states_of
from aidextract.mentions.quantities import find_quantities
from aidextract.records import Article, Candidate, ItemMention, Mention, Mentions, PartyMention

if TYPE_CHECKING:
    from collections.abc import Iterable

    from spacy.tokens import Doc

_M = TypeVar("_M", bound=Mention)
PARTY_LABELS = frozenset({"PERSON", "ORG", "GPE", "LOC", "FAC", "NORP"})
_DETERMINERS = "the|a|an|its|their|his|her|our|this|that|these|those"
_PLURAL = r"(?:[\w-]+ ){0,4}[\w-]{2,}[^\Ws]s"
_TWO_GOODS = re.compile(rf"(?!.*\b(?:for|of|in|with|to|from|on) )({_PLURAL}) and ({_PLURAL})")
_DETERMINER = re.compile(rf"(?:{_DETERMINERS})\s+", re.IGNORECASE)
_TAIL = re.compile(r"(?:['’]s|(?<!\b[A-Z])\.|[\s(\[,;:\"“”'’–-])+\Z")  # the point of "U.S." is part of the name
_LEAD = re.compile(r"['’]s\s+")  # the tagger cut a name at its possessive
_LOOSE_WORD = re.compile(r"\s(?:in|on|at|of|for|to|from|with|by|and|or|the|a|an)\Z")
_NOT_ITEM = re.compile(rf"(?:{_DETERMINERS}|[\W\d_]*)\Z", re.IGNORECASE)


def collect_mentions(doc: Doc, article: Article) -> Mentions:
    """Money, quantities, dates and parties of the whole text, and the items that the pipeline marked."""
    named = [(e.start_char, e.end_char, e.label_) for e in doc.ents if e.label_ in PARTY_LABELS]
    marked = [(s.start_char, s.end_char, s.label_) for s in doc.spans.get(AID_SPANS, ())]
    return add_spans(find_in_text(article), article.text, named, marked)


def find_in_text(article: Article) -> Mentions:
    """What needs no pipeline."""
    text = article.text
    numbers = find_numbers(text)
    money = tuple(find_money(text, country=article.country, numbers=numbers))
    return Mentions(
        parties=tuple(find_gazetteer_parties(text)),
        money=money,
        quantities=tuple(find_quantities(text, money, numbers=numbers)),
        dates=tuple(find_dates(text, article.published)),
    )


def add_spans(
    found: Mentions, text: str, named: Iterable[tuple[int, int, str]], marked: Iterable[tuple[int, int, str]]
) -> Mentions:
    """The mentions with entities (`named`) and aid spans (`marked`) added: (start, end, label) in characters."""
    marked = _joined(text, marked)
    first, last = find_body(text)  # nobody who stands aside gives or receives
    parties = {(m.start, m.end): m for m in _between(found.parties, first, last)}
    items: dict[tuple[int, int], ItemMention] = {}
    for spans, rule in ((named, "ner.{}"), (marked, "reader.{}")):
        for start, end, label in spans:
            start, end = trim(text, start, end)
            if start >= end or not first <= start < last:
                continue
            if label == "ITEM":
                for a, b in _goods(text, start, end):
                    if not _NOT_ITEM.match(text, a, b):
                        words = text[a:b]
                        items[a, b] = ItemMention(a, b, words, "reader.item", head=words.split()[-1].lower())
            elif (start, end) not in parties and not _is_list(text, start, end, found.parties):
                words = text[start:end]
                name = " ".join(words.split())
                rule_id = rule.format(label) if rule.startswith("ner") else "reader.party"
                # "the Namibian government" is Namibia. A lone word is the gazetteer's to judge: "Jordan" may be a man.
                states = states_of(name) if " " in name else frozenset()
                country = next(iter(states)) if len(states) == 1 else None
                parties[start, end] = PartyMention(start, end, words, rule_id, name=name, country=country)
    by_place = lambda kv: kv[0]  # noqa: E731
    return Mentions(
        parties=tuple(m for _, m in sorted(parties.items(), key=by_place)),
        items=tuple(m for _, m in sorted(items.items(), key=by_place)),
        money=_between(found.money, first, last),
        quantities=_between(found.quantities, first, last),
        dates=_between(found.dates, first, last),
    )


def _between(kind: tuple[_M, ...], first: int, last: int) -> tuple[_M, ...]:
    return tuple(m for m in kind if first <= m.start < last)


def _is_list(text: str, start: int, end: int, parties: tuple[PartyMention, ...]) -> bool:
    """ "Luxembourg and Liechtenstein" are two states, not a party with a long name."""
    states = [m for m in parties if m.country and start <= m.start and m.end <= end]
    return len(states) > 1 and (states[0].start, states[-1].end) == (start, end)


def _goods(text: str, start: int, end: int) -> list[tuple[int, int]]:
    """ "mine detectors and armoured excavators" are two; "trauma and surgery kits", "tents for schools and clinics" are
    one."""
    both = _TWO_GOODS.fullmatch(text, start, end)
    return [(start, both.end(1)), (both.start(2), end)] if both else [(start, end)]


def _joined(text: str, spans: Iterable[tuple[int, int, str]]) -> list[tuple[int, int, str]]:
    """Items with no word or comma between them are one: the tagger broke "self-propelled howitzers"."""
    out: list[tuple[int, int, str]] = []
    for start, end, label in sorted(spans):
        if label == "ITEM" and out and out[-1][2] == label and not text[out[-1][1] : start].strip(" -‐‑"):
            out[-1] = (out[-1][0], max(end, out[-1][1]), label)
        else:
            out.append((start, end, label))
    return out


def add_told_items(mentions: Mentions, told: Iterable[Candidate]) -> Mentions:
    """The goods of the frames' candidates too, where none were marked."""
    items = list(mentions.items)
    for candidate in told:
        for argument in candidate.arguments:
            m = argument.mention
            if isinstance(m, ItemMention) and not any(i.start < m.end and m.start < i.end for i in items):
                items.append(m)
    if len(items) == len(mentions.items):
        return mentions
    return replace(mentions, items=tuple(sorted(items, key=lambda m: m.start)))


def trim(text: str, start: int, end: int) -> tuple[int, int]:
    """The span without blanks, quotes, a determiner before it, or a possessive, punctuation and preposition after it.

    >>> trim("the agency's", 0, 12), trim("Abaco in", 0, 8)
    ((4, 10), (0, 5))
    """
    while start < end and (text[start].isspace() or text[start] in "\"“”‘"):
        start += 1
    if (lead := _DETERMINER.match(text, start, end)) and lead.end() < end:
        start = lead.end()
    if (lead := _LEAD.match(text, start, end)) and lead.end() < end:
        start = lead.end()
    while tail := _TAIL.search(text[start:end]) or _LOOSE_WORD.search(text[start:end]):
        end = start + tail.start()
    if start < end and text[end - 1] == ")" and "(" not in text[start:end]:
        end -= 1
    return start, end
