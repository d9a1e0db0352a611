"""Windows of word pieces: every word once, never more than the encoder's positions hold."""

from __future__ import annotations

import random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tokenizers import Tokenizer, models, normalizers, pre_tokenizers

from aidextract.encoder.pieces import INNER, MAX_PIECES_OF_WORD, NEWLINE, OTHER, WINDOW, WordPieces, case_of

SPECIAL = ["[PAD]", "[UNK]", "[CLS]", "[SEP]", NEWLINE]
LETTERS = "abcdefghijklmnopqrstuvwxyz0123456789.!?"
POSITIONS = 512  # of the encoder


@pytest.fixture(scope="module")
def pieces() -> WordPieces:
    """A tokenizer that knows "aid" and single letters: a word of n letters has n pieces."""
    tokens = [*SPECIAL, *LETTERS, *(f"##{c}" for c in LETTERS), "aid"]
    made = Tokenizer(models.WordPiece({t: i for i, t in enumerate(tokens)}, unk_token="[UNK]"))
    made.normalizer, made.pre_tokenizer = normalizers.BertNormalizer(), pre_tokenizers.BertPreTokenizer()
    return WordPieces(made)


def check(pieces: WordPieces, words: list[str], limit: int) -> int:
    """Asserts all that must be true of the windows of any words; gives their number."""
    windows = pieces.windows(words, limit)
    at = 0
    real = [i for i, w in enumerate(words) if w and not w.isspace()]
    for window in windows:
        assert window.start == at
        assert window.first, "a window without words"
        at += len(window.first)
        assert len(window.ids) == len(window.case) <= limit + 2  # with the marks at both ends
        assert (window.ids[0], window.ids[-1]) == (pieces.cls, pieces.sep)
        assert sorted(window.first) == window.first
        assert 0 <= window.first[0]
        assert window.first[-1] < len(window.ids) - 1
        inside: list[int] = []
        for i, (word, first) in enumerate(zip(words[window.start : at], window.first, strict=True), window.start):
            own = pieces.of(word)[0] if real and real[0] <= i <= real[-1] else []  # no piece for blanks at the ends
            if own:  # blanks stand on the piece before them
                assert window.ids[first : first + len(own)] == own
            inside += own
        assert window.ids[1:-1] == inside
    assert at == len(words)
    return len(windows)


WORDS = st.lists(
    st.one_of(st.sampled_from([".", "!", "\n", "\n\n", " ", "", "aid"]), st.text(max_size=24)), max_size=300
)


@settings(max_examples=60, deadline=None)
@given(words=WORDS, limit=st.integers(40, 120))
def test_every_word_stands_in_one_window(pieces: WordPieces, words: list[str], limit: int) -> None:
    count = check(pieces, words, limit)
    assert (count == 0) == (not words)


@pytest.mark.parametrize("words", [2_000, 20_000])
@pytest.mark.parametrize("style", ["sentences", "lines", "no end", "long words"])
def test_long_texts(pieces: WordPieces, style: str, words: int) -> None:
    rng = random.Random(words)
    text = ["x" * (40 if style == "long words" else rng.randint(1, 9)) for _ in range(words)]
    if style in ("sentences", "lines"):
        for i in range(17, words, 23):
            text[i] = "." if style == "sentences" else "\n"
    count = check(pieces, text, WINDOW)
    size = sum(len(pieces.of(w)[0]) for w in text)
    # As few windows as hold the text, and some more where they were cut early, at a sentence's end.
    assert -(-size // WINDOW) <= count <= 2 * -(-size // WINDOW)


def test_the_standard_window_fits_the_encoder() -> None:
    assert WINDOW + 2 <= POSITIONS


def test_a_window_ends_after_a_sentence(pieces: WordPieces) -> None:
    text = ["aid"] * 24 + ["."] + ["aid"] * 29
    assert [w.start for w in pieces.windows(text, 40)] == [0, 25]
    text = ["aid"] * 20 + ["\n"] + ["aid"] * 4 + ["."] + ["aid"] * 24
    assert pieces.windows(text, 40)[1].start == 21  # the end of a line is better, though it comes sooner


def test_a_text_that_fits_is_one_window(pieces: WordPieces) -> None:
    (window,) = pieces.windows(["Aid", "came", "."], 40)
    assert window.case == [OTHER, 1, 0, INNER, INNER, INNER, OTHER, OTHER]
    assert window.first == [1, 2, 6]


def test_white_space_has_no_piece_unless_it_breaks_the_line(pieces: WordPieces) -> None:
    assert pieces.of("  ") == ([], [])
    assert pieces.of("") == ([], [])
    assert pieces.of(" \n ") == ([pieces.newline], [OTHER])


def test_a_long_word_keeps_its_first_pieces(pieces: WordPieces) -> None:
    ids, case = pieces.of("ab" * 40)
    assert len(ids) == len(case) == MAX_PIECES_OF_WORD
    assert case == [0] + [INNER] * (MAX_PIECES_OF_WORD - 1)


@pytest.mark.parametrize("word", ["\ufffd", "\u200b", "援助", "🚚", "\x00", "\u0301"])
def test_odd_words_have_a_piece(pieces: WordPieces, word: str) -> None:
    ids, case = pieces.of(word)
    assert len(ids) == len(case) >= 1


@given(st.text(max_size=20))
def test_the_case_of_a_word_is_a_known_number(word: str) -> None:
    assert 0 <= case_of(word) <= OTHER


# ------------------------------------------------------------------ what does not move the rest
BODY = ["Aid", "came", ".", "\n\n", "More", "aid", "came", "."]


@pytest.mark.parametrize("around", [(["\n\n"], []), ([], ["\n"]), ([" \n"], ["\n\n\n"])])
def test_blank_lines_around_a_text_have_no_piece(pieces: WordPieces, around: tuple[list[str], list[str]]) -> None:
    (alone,), (other,) = pieces.windows(BODY), pieces.windows([*around[0], *BODY, *around[1]])
    assert (alone.ids, alone.case) == (other.ids, other.case)
    assert other.first[len(around[0]) :][: len(BODY)] == alone.first


def test_what_stands_aside_has_windows_of_its_own(pieces: WordPieces) -> None:
    before, after = ["By", "Ann", "Lee", "\n\n"], ["\n", "It", "rained", "."]
    first, second, third = pieces.windows([*before, *BODY, *after], body=(4, 4 + len(BODY)))
    (alone,) = pieces.windows(BODY)
    assert (first.start, second.start, third.start) == (0, 4, 4 + len(BODY))
    assert (second.ids, second.case, second.first) == (alone.ids, alone.case, alone.first)
