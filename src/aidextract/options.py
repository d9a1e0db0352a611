"""Every knob of the extraction, its default, and the reason for it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, get_args

from aidextract.errors import InputError

Model = Literal["encoder", "cnn"]
Finder = Literal["auto", "reader", "frames"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Options:
    """How to extract. Immutable: derive another with ``dataclasses.replace``.

    >>> Options(min_score=0.8).aggregates
    True

    Raises `InputError` for a value that is not allowed, and says which are.
    """

    model: Model = "encoder"
    """The shipped pipeline. "encoder" is a small transformer and the more accurate, "cnn" the faster.
    Has no effect where a call is given its own `nlp`."""

    finder: Finder = "auto"
    """What proposes the transfers: "reader" (learned, needs the encoder's vectors), "frames" (the lexicon's triggers
    and their grammar). "auto" takes the reader where the pipeline has the vectors for it, and the frames elsewhere."""

    min_score: float | None = None
    """Report only events whose score (0 to 1) is at least this. None reports all that the finder itself believes,
    which is the balance of precision and recall that it was tuned for."""

    aggregates: bool = True
    """Whether running totals ("in all, 35,000 tons since March") are reported, always with `aggregate` set. On, since
    the flag is enough to keep them out of a sum, and what is never reported cannot be looked at."""

    max_chars: int = 5_000_000
    """A longer text is refused. Far above any article (200,000 words are some 1.2 million characters); it stands in
    the way of a whole archive given as one text, which would fill the memory."""

    batch_size: int = 32
    """Articles that go through the pipeline together in `extract_many`: enough to fill the pipeline's own
    batches, few enough that the first results come soon."""

    def __post_init__(self) -> None:
        for name, allowed in (("model", get_args(Model)), ("finder", get_args(Finder))):
            if (value := getattr(self, name)) not in allowed:
                raise InputError(f"{name} must be one of {', '.join(map(repr, allowed))}, got {value!r}")
        if self.min_score is not None and not (_is_number(self.min_score) and 0 <= self.min_score <= 1):
            raise InputError(f"min_score must be None or a number from 0 to 1, got {self.min_score!r}")
        for name in ("max_chars", "batch_size"):
            value = getattr(self, name)
            if type(value) is not int or value < 1:
                raise InputError(f"{name} must be a whole number of at least 1, got {value!r}")
        if type(self.aggregates) is not bool:
            raise InputError(f"aggregates must be True or False, got {self.aggregates!r}")


def _is_number(value: object) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool)
