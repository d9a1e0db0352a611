"""What can go wrong in a call, said so that the caller knows what was given and what is allowed."""

from __future__ import annotations


class AidextractError(Exception):
    """Base of every error that this package raises on purpose."""


class InputError(AidextractError, ValueError):
    """An argument of a public call has a wrong type or a value that cannot be read."""


class DataError(AidextractError):
    """A data file of the package is broken: the message names file, line, what was got, what is known."""


class PipelineError(AidextractError):
    """A spaCy pipeline cannot be loaded, or lacks a layer that is needed."""
