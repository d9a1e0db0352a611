"""The errors: one base for all, and the built-in type that a caller would expect besides."""

from __future__ import annotations

import pytest

import aidextract
from aidextract import Options
from aidextract.errors import AidextractError, DataError, InputError, PipelineError


@pytest.mark.parametrize("error", [InputError, DataError, PipelineError])
def test_all_are_caught_by_the_base(error: type[Exception]) -> None:
    assert issubclass(error, AidextractError)
    assert getattr(aidextract, error.__name__) is error


def test_a_wrong_argument_is_a_value_error() -> None:
    with pytest.raises(ValueError, match="at least 1"):
        Options(batch_size=0)


@pytest.mark.parametrize(
    ("wrong", "message"),
    [
        ({"model": "big"}, "model must be one of 'encoder', 'cnn', got 'big'"),
        ({"finder": None}, "finder must be one of 'auto', 'reader', 'frames', got None"),
        ({"min_score": 70}, "min_score must be None or a number from 0 to 1, got 70"),
        ({"min_score": True}, "min_score must be None or a number from 0 to 1, got True"),
        ({"min_score": float("nan")}, "min_score must be None or a number from 0 to 1, got nan"),
        ({"max_chars": 1e6}, "max_chars must be a whole number of at least 1, got 1000000.0"),
        ({"batch_size": True}, "batch_size must be a whole number of at least 1, got True"),
        ({"aggregates": "no"}, "aggregates must be True or False, got 'no'"),
    ],
)
def test_a_wrong_option_says_what_was_got_and_what_is_allowed(wrong: dict[str, object], message: str) -> None:
    with pytest.raises(InputError) as caught:
        Options(**wrong)  # type: ignore[arg-type]
    assert str(caught.value) == message


def test_an_unhashable_option_is_refused_as_well() -> None:
    with pytest.raises(InputError, match="model must be one of"):
        Options(model=["cnn"])  # type: ignore[arg-type]


def test_options_are_immutable_and_keyword_only() -> None:
    with pytest.raises(AttributeError):
        Options().model = "cnn"  # type: ignore[misc]
    with pytest.raises(TypeError):
        Options("cnn")  # type: ignore[misc]
