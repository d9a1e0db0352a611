"""docs/how-to-export.md: every block runs as it stands, and prints what stands below it."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
BLOCK = re.compile(r"^```(sh|python)\n(.*?)^```$(?:\n^```(?:text|xml)\n(.*?)^```$)?", re.DOTALL | re.MULTILINE)


def test_every_block_runs_and_prints_what_is_shown(tmp_path: Path) -> None:
    for name in ("pyarrow", "duckdb", "lxml"):
        pytest.importorskip(name)
    (tmp_path / "docs").symlink_to(ROOT / "docs")
    (tmp_path / "aidextract").write_text(f'#!/bin/sh\nexec "{sys.executable}" -m aidextract "$@"\n')
    (tmp_path / "aidextract").chmod(0o755)
    search = {"PATH": f"{tmp_path}{os.pathsep}{os.environ['PATH']}", "PYTHONPATH": os.pathsep.join(sys.path)}
    blocks = BLOCK.findall((ROOT / "docs" / "how-to-export.md").read_text("utf-8"))
    assert len(blocks) == 11
    for language, code, shown in blocks:
        command = ["bash", "-ec", code] if language == "sh" else [sys.executable, "-c", code]
        done = subprocess.run(command, cwd=tmp_path, env={**os.environ, **search}, capture_output=True, text=True)
        assert done.returncode == 0, f"{code}\n{done.stderr}"
        assert not shown or done.stdout == shown, code
