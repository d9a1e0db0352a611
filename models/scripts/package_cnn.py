"""Makes the trained CNN the pipeline that ships: its name, version and licence, and nothing that only training needs.

    python package_cnn.py TRAINED_FOLDER OUT_FOLDER --version 0.1.0
"""

from __future__ import annotations

import argparse
import shutil
from pathlib import Path

import spacy


def main() -> None:
    ap = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    ap.add_argument("trained", type=Path)
    ap.add_argument("out", type=Path)
    ap.add_argument("--version", required=True)
    a = ap.parse_args()
    nlp = spacy.load(a.trained)
    nlp.meta.update(
        name=a.out.name.removeprefix("en_"),
        version=a.version,
        spacy_version=">=3.8.15,<3.9.0",
        description="Small CNN pipeline: tagger, morphologizer, parser, lemmatizer, NER",
        author="aidextract contributors",
        license="CC BY-SA 4.0",
    )
    # The folders and the log of the machine that trained it are nobody's business.
    nlp.config["paths"] = dict.fromkeys(nlp.config["paths"])
    shutil.rmtree(a.out, ignore_errors=True)
    nlp.to_disk(a.out)
    size = sum(f.stat().st_size for f in a.out.rglob("*") if f.is_file())
    print(f"{a.out}: {size / 1e6:.1f} MB, {', '.join(nlp.pipe_names)}")


if __name__ == "__main__":
    main()
