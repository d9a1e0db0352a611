"""The encoder and its heads in torch, for training and export only: nothing of this runs in the library.

MiniLM-L6 (6 layers, 384 wide, uncased word pieces) with an added embedding for letter case. Heads on words (first
piece): tag, pos+morph, lemma rule, sentence start, arc and label scorers, entities (BIO), and the aid tags of our own
domain.
"""

from __future__ import annotations

import json
import math
import struct
from pathlib import Path

import numpy as np
import torch
import torch.nn.functional as F
from torch import Tensor, nn

CASES = 8  # see case_of and INNER in aidextract.encoder.pieces
WIDTH, LAYERS, HEADS, INNER = 384, 6, 12, 1536
ARC, LABEL = 160, 96  # widths of the arc and label scorers


class Layer(nn.Module):
    """One post-norm BERT layer."""

    def __init__(self, drop: float) -> None:
        super().__init__()
        self.drop = nn.Dropout(drop)
        self.q, self.k, self.v, self.o = (nn.Linear(WIDTH, WIDTH) for _ in range(4))
        self.norm1, self.norm2 = nn.LayerNorm(WIDTH, eps=1e-12), nn.LayerNorm(WIDTH, eps=1e-12)
        self.up, self.down = nn.Linear(WIDTH, INNER), nn.Linear(INNER, WIDTH)

    def forward(self, x: Tensor, mask: Tensor | None) -> Tensor:
        b, n, _ = x.shape

        def by_head(y: Tensor) -> Tensor:
            return y.view(b, n, HEADS, WIDTH // HEADS).transpose(1, 2)

        q, k, v = by_head(self.q(x)), by_head(self.k(x)), by_head(self.v(x))
        if mask is None:  # the exported form: one window a run, and the scale goes to the smaller side
            y = ((q / math.sqrt(WIDTH // HEADS)) @ k.transpose(-1, -2)).softmax(-1) @ v
        else:  # no dropout here: with it, torch takes a path that is five times slower on a CPU
            y = F.scaled_dot_product_attention(q, k, v, attn_mask=mask.to(q.dtype))
        x = self.norm1(x + self.drop(self.o(y.transpose(1, 2).reshape(b, n, WIDTH))))
        return self.norm2(x + self.drop(self.down(F.gelu(self.up(x)))))


class Encoder(nn.Module):
    """Piece ids, case ids and mask (batch, pieces) -> vectors (batch, pieces, 384). No mask: all pieces count."""

    def __init__(self, vocab: int = 30522, drop: float = 0.1) -> None:
        super().__init__()
        self.word = nn.Embedding(vocab, WIDTH)
        self.pos = nn.Embedding(512, WIDTH)
        self.kind = nn.Parameter(torch.zeros(WIDTH))
        self.case = nn.Embedding(CASES, WIDTH)
        nn.init.zeros_(self.case.weight)
        self.norm = nn.LayerNorm(WIDTH, eps=1e-12)
        self.drop = nn.Dropout(drop)
        self.layers = nn.ModuleList(Layer(drop) for _ in range(LAYERS))

    def forward(self, ids: Tensor, case: Tensor, mask: Tensor | None = None) -> Tensor:
        where = torch.arange(ids.shape[1], device=ids.device)
        x = self.word(ids) + self.pos(where)[None] + self.kind + self.case(case)
        x = self.drop(self.norm(x))
        bias = None if mask is None else (1.0 - mask[:, None, None, :].to(x.dtype)) * -10000.0
        for layer in self.layers:
            x = layer(x, bias)
        return x

    def load_minilm(self, folder: Path) -> None:
        """Take the pretrained weights (a Hugging Face BERT in safetensors form)."""
        w = read_safetensors(folder / "model.safetensors")
        e = "embeddings."
        self.word.weight.data = w[e + "word_embeddings.weight"]
        self.pos.weight.data = w[e + "position_embeddings.weight"]
        self.kind.data = w[e + "token_type_embeddings.weight"][0]
        copy(self.norm, w, e + "LayerNorm")
        for i, layer in enumerate(self.layers):
            p = f"encoder.layer.{i}."
            for mine, theirs in (
                ("q", "attention.self.query"), ("k", "attention.self.key"), ("v", "attention.self.value"),
                ("o", "attention.output.dense"), ("norm1", "attention.output.LayerNorm"),
                ("up", "intermediate.dense"), ("down", "output.dense"), ("norm2", "output.LayerNorm"),
            ):
                copy(getattr(layer, mine), w, p + theirs)


def copy(module: nn.Module, weights: dict[str, Tensor], name: str) -> None:
    """Gives a linear layer or a norm the weights stored under `name`."""
    module.weight.data = weights[name + ".weight"]  # type: ignore[assignment]
    module.bias.data = weights[name + ".bias"]  # type: ignore[assignment]


def read_safetensors(path: Path) -> dict[str, Tensor]:
    """Float32 tensors of a safetensors file (8 bytes of header length, JSON header, raw data)."""
    raw = path.read_bytes()
    (size,) = struct.unpack("<Q", raw[:8])
    out = {}
    for name, info in json.loads(raw[8 : 8 + size]).items():
        if name != "__metadata__" and info["dtype"] == "F32":
            a, b = info["data_offsets"]
            array = np.frombuffer(raw[8 + size + a : 8 + size + b], dtype=np.float32).reshape(info["shape"])
            out[name.removeprefix("bert.")] = torch.from_numpy(array.copy())
    return out


class SyntaxHeads(nn.Module):
    """Linear taggers, and a biaffine scorer for heads and labels."""

    def __init__(self, sizes: dict[str, int]) -> None:
        super().__init__()
        self.taggers = nn.ModuleDict({k: nn.Linear(WIDTH, v) for k, v in sizes.items() if k != "dep"})
        self.arc_dep, self.arc_head = nn.Linear(WIDTH, ARC), nn.Linear(WIDTH, ARC)
        self.lab_dep, self.lab_head = nn.Linear(WIDTH, LABEL), nn.Linear(WIDTH, LABEL)
        self.arc = nn.Parameter(torch.zeros(ARC + 1, ARC))
        self.lab = nn.Parameter(torch.zeros(sizes["dep"], LABEL + 1, LABEL + 1))
        nn.init.normal_(self.arc, std=0.02)
        nn.init.normal_(self.lab, std=0.02)
        self.drop = nn.Dropout(0.2)

    def tags(self, words: Tensor) -> dict[str, Tensor]:
        words = self.drop(words)
        return {k: head(words) for k, head in self.taggers.items()}

    def arcs(self, words: Tensor) -> Tensor:
        """(batch, n, width) -> (batch, dependent, head) scores. A root's head is the word itself."""
        d = self.drop(F.gelu(self.arc_dep(words), approximate="tanh"))
        h = self.drop(F.gelu(self.arc_head(words), approximate="tanh"))
        d = torch.cat([d, torch.ones_like(d[..., :1])], -1)
        return d @ self.arc @ h.transpose(-1, -2)

    def labels(self, words: Tensor, heads: Tensor) -> Tensor:
        """Label scores (m, labels) of m (dependent, head) pairs of word vectors."""
        d = self.drop(F.gelu(self.lab_dep(words), approximate="tanh"))
        h = self.drop(F.gelu(self.lab_head(heads), approximate="tanh"))
        d = torch.cat([d, torch.ones_like(d[..., :1])], -1)
        h = torch.cat([h, torch.ones_like(h[..., :1])], -1)
        return torch.einsum("mi,lij,mj->ml", d, self.lab, h)
