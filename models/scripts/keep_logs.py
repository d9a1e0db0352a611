"""Copies the scores that training wrote, step by step, from training/ to logs/, which is kept in the repository.

    python keep_logs.py [--training training] [--logs logs]
"""

from __future__ import annotations

import argparse
import shutil
from pathlib import Path


def main() -> None:
    ap = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    ap.add_argument("--training", type=Path, default=Path("training"))
    ap.add_argument("--logs", type=Path, default=Path("logs"))
    a = ap.parse_args()
    a.logs.mkdir(parents=True, exist_ok=True)
    for log in sorted(a.training.glob("*/log.jsonl")):
        target = a.logs / f"{log.parent.name}.jsonl"
        shutil.copyfile(log, target)
        print(target)


if __name__ == "__main__":
    main()
