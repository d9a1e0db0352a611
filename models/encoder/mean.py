"""The mean of the weights of several trainings that went on from one another: reads better than the last alone.

    python mean.py OUT FOLDER=WEIGHT FOLDER=WEIGHT...

A layer that an earlier one does not have yet is the mean of those that have it.
"""

from __future__ import annotations

import shutil
import sys
from pathlib import Path
from typing import Any

import torch


def mean(states: list[tuple[dict[str, Any], float]]) -> dict[str, Any]:
    """Of state dicts with their weights; what is no float is the first one's."""
    out = dict(states[0][0])
    for name, value in out.items():
        if value.is_floating_point():
            having = [(state[name].float(), share) for state, share in states if name in state]
            out[name] = sum(v * share for v, share in having) / sum(share for _, share in having)
    return out


def main() -> None:
    out, *given = sys.argv[1:]
    folders = [(Path(folder), float(share)) for folder, _, share in (g.rpartition("=") for g in given)]
    states = [(torch.load(folder / "last.pt", weights_only=True), share) for folder, share in folders]
    Path(out).mkdir(parents=True, exist_ok=True)
    parts = {part: mean([(state[part], share) for state, share in states]) for part in ("encoder", "own")}
    torch.save(parts, Path(out) / "last.pt")
    shutil.copy(folders[0][0] / "labels.json", out)


if __name__ == "__main__":
    main()
