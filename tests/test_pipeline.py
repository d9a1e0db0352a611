"""The shipped pipelines: found, loaded once whoever asks, and errors that say what was wrong."""

from __future__ import annotations

import threading
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from aidextract import pipeline
from aidextract.errors import PipelineError
from aidextract.pipeline import FOLDERS, find_model, load_pipeline


def test_the_cnn_pipeline_has_the_layers_that_the_frames_need() -> None:
    nlp = load_pipeline("cnn")
    doc = nlp("Norway gave Peru forty hospital beds on Monday.")
    assert all(doc.has_annotation(layer) for layer in ("TAG", "DEP", "LEMMA", "ENT_IOB", "SENT_START"))
    assert [doc[i].lemma_ for i in (1, 5)] == ["give", "bed"]
    assert load_pipeline("cnn") is nlp


def test_threads_that_come_first_together_load_once(monkeypatch: pytest.MonkeyPatch) -> None:
    loaded: list[Any] = []
    begun, go = threading.Event(), threading.Event()

    def load(folder: Path, model: str) -> Any:
        begun.set()
        go.wait(10)
        loaded.append((folder, model))
        return object()

    monkeypatch.setattr(pipeline, "_loaded", {})
    monkeypatch.setattr(pipeline, "_load", load)
    with ThreadPoolExecutor(4) as pool:
        asked = [pool.submit(load_pipeline, "cnn") for _ in range(4)]
        assert begun.wait(10)
        go.set()
        assert len({id(future.result(10)) for future in asked}) == 1
    assert loaded == [(find_model("cnn"), "cnn")]


def test_a_failed_load_can_be_tried_again(monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*args: Any) -> Any:
        raise OSError("no room")

    monkeypatch.setattr(pipeline, "_loaded", {})
    monkeypatch.setattr(pipeline, "_load", fail)
    with pytest.raises(OSError, match="no room"):
        load_pipeline("cnn")
    monkeypatch.setattr(pipeline, "_load", lambda *args: "pipeline")
    assert load_pipeline("cnn") == "pipeline"


@pytest.mark.parametrize("model", ["", "CNN", "en_core_web_sm", "../cnn", None])
def test_an_unknown_name_is_refused_with_those_known(model: Any) -> None:
    with pytest.raises(PipelineError) as error:
        load_pipeline(model)
    assert str(error.value) == f"model must be one of 'encoder', 'cnn', got {model!r}"


@pytest.mark.parametrize("model", FOLDERS)
def test_a_package_without_the_files_says_where_they_were_looked_for(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, model: Any
) -> None:
    package = tmp_path / "src" / "aidextract"
    (package / "models" / FOLDERS[model]).mkdir(parents=True)  # a folder alone is no pipeline
    monkeypatch.setattr(pipeline, "files", lambda name: package)
    with pytest.raises(PipelineError) as error:
        find_model(model)
    for place in (package, tmp_path):
        assert str(place / "models" / FOLDERS[model]) in str(error.value)
    assert repr(model) in str(error.value)


def test_the_installed_package_comes_before_the_checkout(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    package = tmp_path / "src" / "aidextract"
    monkeypatch.setattr(pipeline, "files", lambda name: package)
    for root in (tmp_path, package):
        folder = root / "models" / FOLDERS["cnn"]
        folder.mkdir(parents=True)
        (folder / "meta.json").write_text("{}", encoding="utf-8")
        assert find_model("cnn") == folder


@pytest.mark.parametrize("faster", ["blis", "blas"])
def test_kernels_are_switched_only_where_that_helps(monkeypatch: pytest.MonkeyPatch, faster: str) -> None:
    class Node:
        ops = "as loaded"

    class Pipe:
        def __init__(self, node: Node | None) -> None:
            self.model = node and type("Model", (), {"walk": lambda self: [node]})()

    class Pipeline:
        pipeline = [("tagger", Pipe(node := Node())), ("sentencizer", Pipe(None)), ("merge", len)]

    seconds = {"blis": 1.0, "blas": 2.0} if faster == "blis" else {"blis": 2.0, "blas": 1.0}
    monkeypatch.setattr(pipeline, "_gemm_seconds", lambda ops: seconds["blis" if ops.use_blis else "blas"])
    pipeline._use_faster_kernels(Pipeline())  # type: ignore[arg-type]
    ops: Any = Pipeline.node.ops
    assert (ops == "as loaded") if faster == "blis" else (ops.use_blis is False)


def test_gemm_is_timed_with_the_kernels_given() -> None:
    class Ops:
        calls = 0

        def gemm(self, a: Any, b: Any) -> Any:
            self.calls += 1
            return np.dot(a, b)

    ops = Ops()
    assert 0 < pipeline._gemm_seconds(ops) < 10
    assert ops.calls > 1
