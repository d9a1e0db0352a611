"""Writes a trained model as a spaCy pipeline: int8 ONNX encoder, heads as float16 arrays, labels, tokenizer.

    python export.py --weights FOLDER --minilm FOLDER --out FOLDER [--float]
"""

from __future__ import annotations

import argparse
import json
import shutil
import tempfile
from pathlib import Path

import numpy as np
import spacy
import torch
from network import Encoder
from onnxruntime.quantization import QuantType, quantize_dynamic
from reader_training import AID, own_modules

from aidextract.encoder.component import Encoder as Component


def export_encoder(encoder: Encoder, path: Path, *, quantise: bool) -> None:
    """Writes the encoder for one window of any length, without a mask; its weights as int8 if `quantise`."""
    encoder.eval()
    example = torch.ones((1, 16), dtype=torch.int64)
    axes = {k: {1: "pieces"} for k in ("ids", "case", "hidden")}
    with tempfile.TemporaryDirectory() as folder:
        full = Path(folder) / "full.onnx"
        torch.onnx.export(encoder, (example, example * 0), str(full), input_names=["ids", "case"],
                          output_names=["hidden"], dynamic_axes=axes, opset_version=17, dynamo=False)
        if quantise:
            quantize_dynamic(str(full), str(path), weight_type=QuantType.QInt8, per_channel=True)
        else:
            shutil.copy(full, path)


def main() -> None:
    ap = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    ap.add_argument("--weights", type=Path, required=True)
    ap.add_argument("--minilm", type=Path, required=True)
    ap.add_argument("--out", type=Path, required=True)
    ap.add_argument("--name", default="aidextract")
    ap.add_argument("--version", default="0.1.0")
    ap.add_argument("--float", action="store_true", help="keep float32, to compare")
    a = ap.parse_args()
    state = torch.load(a.weights / "last.pt", weights_only=True)
    encoder = Encoder(len(state["encoder"]["word.weight"]))
    encoder.load_state_dict(state["encoder"])
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder)
        export_encoder(encoder, path / "encoder.onnx", quantise=not a.float)
        labels = json.loads((a.weights / "labels.json").read_text()) | {"aid": AID}
        modules = own_modules(labels)
        modules.load_state_dict(state["own"], strict=False)  # a stage without hints has no weights for them
        own = modules.state_dict()
        kind = np.float32 if a.float else np.float16
        np.savez_compressed(path / "heads.npz", **{k: v.numpy().astype(kind) for k, v in own.items()})
        (path / "labels.json").write_text(json.dumps(labels, ensure_ascii=False))
        shutil.copy(a.minilm / "tokenizer.json", path / "tokenizer.json")
        nlp = spacy.blank("en")
        component = nlp.add_pipe("aid_encoder")
        assert isinstance(component, Component)
        component.from_disk(path)
    nlp.meta.update(name=a.name, version=a.version, spacy_version=">=3.8.15,<3.9.0", license="CC BY-SA 4.0",
                    description="MiniLM encoder with heads for syntax, entities and aid events; no torch at run time",
                    author="aidextract contributors")
    nlp.to_disk(a.out)
    print(a.out, sum(f.stat().st_size for f in a.out.rglob("*") if f.is_file()) // 1000, "kB")


if __name__ == "__main__":
    main()
