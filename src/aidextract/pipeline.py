"""Loads the trained spaCy pipelines that ship with the package, each once."""

from __future__ import annotations

import threading
import time
from importlib.resources import files
from pathlib import Path
from typing import TYPE_CHECKING, Literal

from aidextract.errors import PipelineError

if TYPE_CHECKING:
    from spacy.language import Language

Model = Literal["encoder", "cnn"]
FOLDERS: dict[str, str] = {"encoder": "en_aidextract", "cnn": "en_aidextract_cnn"}

_lock = threading.Lock()
_loaded: dict[str, Language] = {}


def load_pipeline(model: Model = "encoder") -> Language:
    """The shipped pipeline, loaded at the first call and kept. Safe to call from several threads.

    >>> load_pipeline("encoder").pipe_names
    ['aid_encoder']

    Raises `PipelineError` for an unknown name, or where the package came without the model's files.
    """
    if model not in FOLDERS:
        raise PipelineError(f"model must be one of {', '.join(map(repr, FOLDERS))}, got {model!r}")
    with _lock:
        if model not in _loaded:
            _loaded[model] = _load(find_model(model), model)
        return _loaded[model]


def find_model(model: Model) -> Path:
    """The pipeline's folder: in the installed package, else in the checkout that the package is imported from."""
    package = Path(str(files("aidextract")))
    places = [package / "models" / FOLDERS[model], package.parents[1] / "models" / FOLDERS[model]]
    for place in places:
        if (place / "meta.json").is_file():
            return place
    raise PipelineError(f"no {model!r} pipeline in {' or '.join(map(str, places))}: install the package again")


def _load(folder: Path, model: Model) -> Language:
    import spacy

    import aidextract.encoder.component  # noqa: F401  registers the factory

    _check_version(folder)
    nlp = spacy.load(folder)
    if model == "cnn":
        _use_faster_kernels(nlp)
    return nlp


def _check_version(folder: Path) -> None:
    """Model and library are released together: a model of another version was trained on other features."""
    import json

    from aidextract import __version__

    try:
        version = json.loads((folder / "meta.json").read_text("utf-8")).get("version")
    except (ValueError, AttributeError) as error:
        raise PipelineError(f"{folder / 'meta.json'} is damaged ({error}): install the package again") from error
    if version != __version__:
        raise PipelineError(
            f"{folder} is of version {version}, the library of {__version__}: install the package again, so that both "
            "are of one version"
        )


def _use_faster_kernels(nlp: Language) -> None:
    """BLIS falls back to slow kernels on processors that it does not know; numpy's BLAS is then up to 3 times faster.

    Two products of typical size decide, and only this pipeline's own layers are switched.
    """
    from thinc.api import NumpyOps

    blis, blas = NumpyOps(use_blis=True), NumpyOps(use_blis=False)
    if _gemm_seconds(blas) < 0.9 * _gemm_seconds(blis):
        for _, pipe in nlp.pipeline:
            for node in getattr(pipe, "model", None) and pipe.model.walk() or ():  # type: ignore[attr-defined]
                node.ops = blas


def _gemm_seconds(ops: object) -> float:
    import numpy as np

    a, b = np.ones((512, 384), dtype="f"), np.ones((384, 288), dtype="f")
    best = float("inf")
    for _ in range(3):
        start = time.perf_counter()
        ops.gemm(a, b)  # type: ignore[attr-defined]
        best = min(best, time.perf_counter() - start)
    return best
