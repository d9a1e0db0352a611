"""The component without its weights: what it refuses, and how white space joins tree, names and sentences."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
import spacy
from spacy.tokens import Doc
from spacy.vocab import Vocab

from aidextract.encoder.component import Encoder, _sentence_starts
from aidextract.encoder.heads import SyntaxHeads
from aidextract.errors import PipelineError
from aidextract.pipeline import find_model


def test_a_blank_component_says_what_it_lacks() -> None:
    nlp = spacy.blank("en")
    nlp.add_pipe("aid_encoder")
    with pytest.raises(PipelineError, match="no weights"):
        nlp("Aid came.")


def test_an_incomplete_folder_is_named(tmp_path: Path) -> None:
    (tmp_path / "labels.json").write_text("{}")
    with pytest.raises(PipelineError, match=r"encoder\.onnx, heads\.npz, tokenizer\.json"):
        Encoder(Vocab()).from_disk(tmp_path)


@pytest.mark.parametrize(
    ("name", "message"),
    [
        ("labels.json", "labels.json lacks aid, dep"),
        ("encoder.onnx", "damaged"),
        ("heads.npz", "damaged"),
        ("tokenizer.json", "damaged"),
    ],
)
def test_a_damaged_file_is_told(tmp_path: Path, name: str, message: str) -> None:
    folder = find_model("encoder") / "aid_encoder"
    for path in folder.iterdir():
        (tmp_path / path.name).symlink_to(path)
    (tmp_path / name).unlink()
    (tmp_path / name).write_text("{}")
    with pytest.raises(PipelineError, match=rf"{message}.*install the package again"):
        Encoder(Vocab()).from_disk(tmp_path)


# ------------------------------------------------------------------ white space
def with_random_heads(seed: int) -> Encoder:
    rng = np.random.default_rng(seed)
    shapes: dict[str, tuple[int, ...]] = {"arc": (5, 4), "lab": (3, 5, 5)}
    shapes |= {"taggers.tag.weight": (2, 8), "taggers.tag.bias": (2,)}
    for name in ("arc_dep", "arc_head", "lab_dep", "lab_head"):
        shapes |= {f"{name}.weight": (4, 8), f"{name}.bias": (4,)}
    component = Encoder(Vocab())
    component.heads = SyntaxHeads({k: rng.normal(0, 1, s).astype(np.float32) for k, s in shapes.items()})
    component._deps = np.array([11, 12, 13], dtype=np.uint64)
    component._root, component._dep = 1, 2
    return component


@pytest.mark.parametrize("seed", range(30))
def test_white_space_hangs_on_a_word_of_its_sentence(seed: int) -> None:
    rng = np.random.default_rng(seed)
    n = int(rng.integers(1, 30))
    space = rng.random(n) < 0.3
    cuts = sorted({0, n, *(int(c) for c in rng.integers(0, n, 3))})
    sentences = list(zip(cuts[:-1], cuts[1:], strict=True))
    component = with_random_heads(seed)
    heads, deps = component._trees(rng.normal(0, 1, (n, 8)).astype(np.float32), space, sentences)
    for start, end in sentences:
        own = heads[start:end]
        assert ((own >= start) & (own < end)).all()
        root = [i for i in range(start, end) if heads[i] == i]
        assert len(root) == 1
        assert deps[root[0]] == component._root
        has_words = not space[start:end].all()
        for i in range(start, end):
            if space[i] and has_words:
                assert not space[heads[i]]
                assert deps[i] == component._dep
            elif heads[i] != i and not space[i]:
                assert not space[heads[i]]


def test_white_space_neither_breaks_a_name_nor_belongs_to_its_edge() -> None:
    names = ["O", "B-ORG", "I-ORG", "B-GPE", "I-GPE"]
    best = np.array([1, 0, 2, 4, 0, 3, 0, 2])
    space = np.array([False, True, False, True, False, False, True, False])
    got = Encoder._labels(best, names, space)
    assert got == ["B-ORG", "I-ORG", "I-ORG", "O", "O", "B-GPE", "O", "I-ORG"]


def test_a_paragraph_ends_a_sentence() -> None:
    doc = Doc(spacy.blank("en").vocab, words=["Aid", "came", "\n\n", "\n", "It", "\n", "helped"])
    space = np.array([t.is_space for t in doc])
    said = np.array([False, False, True, False, False, False, False])
    assert _sentence_starts(doc, said, space).tolist() == [True, False, False, False, True, False, False]
