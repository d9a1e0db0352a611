"""Other names in the place of those in a text, so that the reader learns who gives from how it is told, not by heart.

A name is swapped for one with as many word pieces, so that every place in the text stays where it is. "France",
"French" and "Paris" become name, demonym and capital of one other state; a word of another name, a word of some other.
"""

from __future__ import annotations

import random
from bisect import bisect_right
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from aidextract.encoder.pieces import Window, WordPieces, case_of
from aidextract.records import PartyMention

Form = tuple[str, int]  # how a state is named (country, demonym, capital), and in how many pieces
Place = tuple[int, int, list[int]]  # window, piece, the ids that stand there


class Names:
    """The names of many texts, to draw from."""

    def __init__(self, texts: Sequence[Any], pieces: WordPieces, share: float = 0.6) -> None:
        self.pieces, self.share = pieces, share
        self.common = {w for t in texts for w in t.words if w.islower()}
        self.states: dict[str, dict[Form, list[int]]] = defaultdict(dict)
        self.others: dict[tuple[int, int], list[list[int]]] = defaultdict(list)
        self.state_places: dict[int, dict[str, list[tuple[Form, Place]]]] = {}
        self.other_places: dict[int, dict[str, list[Place]]] = {}
        for text in texts:
            self._add(text)

    def _add(self, text: Any) -> None:
        states, others = self.state_places.setdefault(id(text), {}), self.other_places.setdefault(id(text), {})
        spans: list[tuple[int, int, PartyMention | None]] = [(m.start, m.end, m) for m in text.found.parties]
        known = {(a, b) for a, b, _ in spans}
        spans += [(a, b, None) for a, b in (*text.gold.donors, *text.gold.recipients) if (a, b) not in known]
        seen: set[int] = set()
        for start, end, m in spans:
            first = max(0, bisect_right(text.starts, start) - 1)
            inside = [i for i in range(first, len(text.words)) if start <= text.starts[i] < end]
            if m is not None and m.country:
                kind = m.rule.rpartition(".")[2]
                if len(inside) == 1 and inside[0] not in seen and kind in ("country", "demonym", "capital"):
                    place = self._place(text, inside[0])
                    form = (kind, len(place[2]))
                    self.states[m.country].setdefault(form, place[2])
                    states.setdefault(m.country, []).append((form, place))
                seen.update(inside)
                continue
            for i in inside:
                word = text.words[i]
                if i in seen or case_of(word) not in (1, 2) or word.lower() in self.common or len(word) < 3:
                    continue
                seen.add(i)
                place = self._place(text, i)
                if word not in others:
                    self.others[case_of(word), len(place[2])].append(place[2])
                others.setdefault(word, []).append(place)

    def _place(self, text: Any, word: int) -> Place:
        w = max(k for k, window in enumerate(text.windows) if window.start <= word)
        window = text.windows[w]
        return w, window.first[word - window.start], self.pieces.of(text.words[word])[0]

    def swapped(self, text: Any, rng: random.Random) -> list[Window]:
        """The text's windows, with other names in a part of the cases."""
        if rng.random() > self.share:
            return list(text.windows)
        ids = [list(w.ids) for w in text.windows]
        codes = sorted(self.states)
        for code, places in self.state_places[id(text)].items():
            needed = {form for form, _ in places}
            fitting = [c for c in codes if c != code and needed <= self.states[c].keys()]
            if fitting and rng.random() < 0.7:
                new = self.states[rng.choice(fitting)]
                for form, (w, at, old) in places:
                    ids[w][at : at + len(old)] = new[form]
        for word, places in self.other_places[id(text)].items():
            if rng.random() < 0.7:
                other = rng.choice(self.others[case_of(word), len(places[0][2])])
                for w, at, old in places:
                    ids[w][at : at + len(old)] = other
        return [replace(w, ids=own) for w, own in zip(text.windows, ids, strict=True)]
