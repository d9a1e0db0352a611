"""Words as the encoder reads them: word-piece ids, letter case, and windows that its positions can hold."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from tokenizers import Tokenizer

NEWLINE = "[unused1]"  # stands for a line break in the text
INNER = 7  # case id of a word's second and later pieces
OTHER = 6
MAX_PIECES_OF_WORD = 16  # a longer "word" is a link or noise: its first pieces do
WINDOW = 500  # pieces a window, of 512 positions
_STOPS = (".", "!", "?")
_CACHE = 50_000  # words kept with their pieces


def case_of(word: str) -> int:
    """0 lower, 1 Title, 2 UPPER, 3 miXed, 4 digits, 5 digits and letters, 6 none of these.

    The pieces are uncased; this number brings back what they lose ("WHO" and "who").

    >>> [case_of(w) for w in ("aid", "Kenya", "WHO", "iPhone", "300", "5m", "$")]
    [0, 1, 2, 3, 4, 5, 6]
    """
    letters = any(c.isalpha() for c in word)
    if any(c.isdigit() for c in word):
        return 5 if letters else 4
    if not letters:
        return OTHER
    if word.islower():
        return 0
    if word.isupper():
        return 2 if len(word) > 1 else 1
    return 1 if word[0].isupper() and (word[1:].islower() or "-" in word or "'" in word) else 3


@dataclass(frozen=True, slots=True)
class Window:
    """A run of words as one input of the encoder. `first[i]` is the piece that stands for word `start + i`."""

    start: int
    ids: list[int]
    case: list[int]
    first: list[int]


class WordPieces:
    """Cuts each word alone, and keeps the pieces of words seen."""

    def __init__(self, tokenizer: Tokenizer) -> None:
        tokenizer.no_padding()
        tokenizer.no_truncation()
        self.tokenizer = tokenizer
        ids = {t: tokenizer.token_to_id(t) for t in ("[CLS]", "[SEP]", "[UNK]", NEWLINE)}
        self.cls, self.sep, self.unk, self.newline = (int(i) for i in ids.values() if i is not None)
        self._cache: dict[str, tuple[list[int], list[int]]] = {}

    @classmethod
    def from_file(cls, path: Path) -> WordPieces:
        from tokenizers import Tokenizer

        return cls(Tokenizer.from_file(str(path)))

    def of(self, word: str) -> tuple[list[int], list[int]]:
        """Piece ids and case ids of one word. White space has none, unless it breaks the line."""
        found = self._cache.get(word)
        if found is not None:
            return found
        if not word or word.isspace():
            found = ([self.newline], [OTHER]) if "\n" in word else ([], [])
        else:
            ids = self.tokenizer.encode(word, add_special_tokens=False).ids[:MAX_PIECES_OF_WORD] or [self.unk]
            found = (ids, [case_of(word)] + [INNER] * (len(ids) - 1))
        if len(self._cache) < _CACHE:
            self._cache[word] = found
        return found

    def windows(
        self, words: Sequence[str], limit: int = WINDOW, body: tuple[int, int] | None = None
    ) -> list[Window]:
        """All words in windows of at most `limit` pieces and about equal size, cut after a line or sentence end.

        What stands before and after `body` (first word and the one after the last) has windows of its own, and blank
        lines around each of the three have no piece: neither shall move the rest.
        """
        cut = [self.of(w) for w in words]
        first_word, end_word = body or (0, len(words))
        ends: list[int] = []
        for low, high in ((0, first_word), (first_word, end_word), (end_word, len(words))):
            inner = [i for i in range(low, high) if words[i] and not words[i].isspace()]
            blank = [*range(low, inner[0]), *range(inner[-1] + 1, high)] if inner else range(low, high)
            for i in blank:
                cut[i] = ([], [])
            ends += [low + end for end in _cuts(words[low:high], [len(ids) for ids, _ in cut[low:high]], limit)]
        out, start = [], 0
        for end in ends:
            ids, case, first = [self.cls], [OTHER], []
            for i in range(start, end):
                a, b = cut[i]
                first.append(len(ids) if a else len(ids) - 1)
                ids += a
                case += b
            out.append(Window(start, [*ids, self.sep], [*case, OTHER], first))
            start = end
        return out


def _cuts(words: Sequence[str], sizes: Sequence[int], limit: int) -> list[int]:
    """Where the windows end. A good place is a line break, then a full stop, in the last third of a window."""
    total = sum(sizes)
    if total <= limit:
        return [len(words)] if words else []
    cuts: list[int] = []
    left, size, start, i = total, 0, 0, 0
    last_line = last_stop = 0
    while i < len(words):
        goal = left / -(-left // limit)  # windows of equal size, as few as fit
        if size and size + sizes[i] > min(limit, goal * 1.15):
            good = [c for c in (last_line, last_stop) if c - start > (i - start) * 0.6]
            end = good[0] if good else i
            left -= sum(sizes[start:end])
            cuts.append(end)
            start, size, i = end, 0, end
            last_line = last_stop = end
            continue
        size += sizes[i]
        if "\n" in words[i]:
            last_line = i + 1
        elif words[i] in _STOPS:
            last_stop = i + 1
        i += 1
    if start < len(words):
        cuts.append(len(words))
    return cuts
