"""A long text in parts that the reader can hold: its network compares every mention with every other."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from dataclasses import dataclass

from aidextract.records import Candidate, Mention, Mentions

MOST_MENTIONS = 240  # of one part; the longest of 750 news articles has 142


@dataclass(frozen=True, slots=True)
class Part:
    """Tokens `start:end` with what stands in them; `groups` numbers `mentions.parties` by party, as in the whole."""

    start: int
    end: int
    mentions: Mentions
    groups: tuple[int, ...]
    told: tuple[Candidate, ...]


def split_text(
    words: Sequence[str],
    starts: Sequence[int],
    sentences: Sequence[int],
    mentions: Mentions,
    groups: Sequence[int],
    told: Sequence[Candidate],
    most: int = MOST_MENTIONS,
) -> list[Part]:
    """The whole text as one part, or as parts of about equal numbers of mentions (`most` at most, but for a single
    sentence with more of them). `starts` are the words' first characters, `sentences` the sentences' first words."""
    kinds: tuple[Sequence[Mention], ...] = (
        mentions.parties, mentions.items, mentions.money, mentions.quantities, mentions.dates,
    )  # fmt: skip
    total = sum(map(len, kinds))
    if total <= most:
        return [Part(0, len(words), mentions, tuple(groups), tuple(told))]
    places = [[m.start for m in kind] for kind in kinds]
    first = sorted((min(a.mention.start for a in c.arguments), i) for i, c in enumerate(told) if c.arguments)
    every = sorted(p for kind in places for p in kind)
    cuts = _cuts(words, starts, sentences, every, total / -(-total // most))
    out, begin = [], 0
    for end in [*cuts, len(words)]:
        low = starts[begin] if begin else 0
        high = starts[end] if end < len(words) else every[-1] + 1
        spans = [slice(bisect_left(p, low), bisect_left(p, high)) for p in places]
        part = Mentions(
            mentions.parties[spans[0]], mentions.items[spans[1]], mentions.money[spans[2]],
            mentions.quantities[spans[3]], mentions.dates[spans[4]],
        )  # fmt: skip
        own = first[bisect_left(first, (low, -1)) : bisect_left(first, (high, -1))]
        out.append(Part(begin, end, part, tuple(groups[spans[0]]), tuple(told[i] for i in sorted(i for _, i in own))))
        begin = end
    return out


def _cuts(
    words: Sequence[str], starts: Sequence[int], sentences: Sequence[int], places: Sequence[int], size: float
) -> list[int]:
    """First words of all parts but the first: after the last paragraph in the second half of `size`, else at the last
    sentence, else (one endless sentence) in its midst."""
    out: list[int] = []
    begin = done = 0
    while len(places) - done > size * 1.2:
        reach = bisect_right(starts, places[done + int(size)]) - 1  # the word that is one too many
        half = bisect_right(starts, places[done + int(size / 2)]) - 1
        whole = sentences[bisect_right(sentences, max(begin, half)) : bisect_right(sentences, reach)]
        breaks = [s for s in whole if words[s - 1].count("\n") > 1]
        cut = (breaks or whole or [reach])[-1]
        if cut <= begin:
            break  # all that is left stands in one word
        out.append(cut)
        begin, done = cut, bisect_left(places, starts[cut])
    return out
