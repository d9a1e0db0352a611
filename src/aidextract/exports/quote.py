"""The sentence that bears an event, as a line of text for a reader who checks a figure."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections import Counter
from collections.abc import Iterable, Sequence

from aidextract.records import Evidence

_CORE = ("items", "amount", "status")
"""Evidence that makes a sentence tell of this transfer: a party or a date may be said once for several."""
LONGEST = 1000
"""Characters of a quote: longer than nearly any sentence of news, short enough for a cell."""

# A blank line; the next point of a list; or a full stop and its like with what closes behind it, before what can begin
# a sentence.
_END = re.compile(
    r"""(\n[ \t\r]*\n\s*|\n[ \t]*(?=[*•·‣▪–—-][ \t]))|"""
    r"""(?<=[.!?…])["'”’)\]]{0,3}\s+(?=["'“‘(\[]{0,2}[^\W_a-z])"""
)
_BULLET = re.compile(r"\A[*•·‣▪–—-][ \t]+")
# A stop that ends no sentence: an initial or "U.S.", a title, a month, a unit before its number.
_ABBREVIATED = re.compile(
    r"\b(?:[A-Z]|Mr|Mrs|Ms|Dr|Prof|Gen|Lt|Col|Maj|Capt|Sgt|Cdr|Adm|Brig|Gov|Sen|Rep|Amb|Hon|Rev|Fr|St|Sr|Jr|Mt|Rs|No|Nos|vs|cf|"
    r"approx|Jan|Feb|Mar|Apr|Jun|Jul|Aug|Sept|Sep|Oct|Nov|Dec)\.\Z"
)


def find_quotes(text: str, evidences: Iterable[Sequence[Evidence]]) -> list[str | None]:
    """For each event's evidence the sentence with most of it, the first of equals, blanks and line ends as one blank.

    Goods, sum and status count three times: they are what tells of the transfer.

    >>> text = "It rained. On Monday, Dr. Sarr said that Japan gave 20 tents. Nobody left."
    >>> find_quotes(text, [[Evidence("items[0].item", "tents", 55, 60, "frame.give")]])
    ['On Monday, Dr. Sarr said that Japan gave 20 tents.']

    None where there is no evidence.
    """
    all_evidence = list(evidences)
    starts = [0, *_sentence_starts(text)] if any(all_evidence) else []
    quotes: list[str | None] = []
    for evidence in all_evidence:
        if not evidence:
            quotes.append(None)
            continue
        held: Counter[int] = Counter()
        for found in evidence:
            held[bisect_right(starts, found.start) - 1] += 3 if found.field.startswith(_CORE) else 1
        best = max(sorted(held), key=held.__getitem__)
        start, end = starts[best], starts[best + 1] if best + 1 < len(starts) else len(text)
        if end - start > LONGEST:  # no sentence of prose: what stands around the first evidence in it
            first = min(found.start for found in evidence if start <= found.start < end)
            start = max(start, first - LONGEST // 4)
            end = min(end, start + LONGEST)
        quotes.append(_BULLET.sub("", " ".join(text[start:end].split()), count=1) or None)
    return quotes


def _sentence_starts(text: str) -> Iterable[int]:
    for end in _END.finditer(text):
        before = text[max(0, end.start() - 10) : end.start()]
        if end.group(1) or not _ABBREVIATED.search(before):
            yield end.end()
