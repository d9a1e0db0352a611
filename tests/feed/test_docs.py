"""docs/how-to-feed.md runs as it is written."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

TEXT = (Path(__file__).resolve().parents[2] / "docs/how-to-feed.md").read_text("utf-8")


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Where all blocks were run, in order."""
    path = tmp_path_factory.mktemp("docs")
    (path / "said").write_text("")
    for kind, block in re.findall(r"```(sh|python)\n(.*?)```", TEXT, re.DOTALL):
        if kind == "python":
            (path / "script.py").write_text(block)
            block = f"'{sys.executable}' script.py"
        shell = f"set -euo pipefail\naidextract() {{ '{sys.executable}' -m aidextract \"$@\"; }}\n{block}"
        environment = os.environ | {"PYTHONPATH": os.pathsep.join(sys.path)}
        done = subprocess.run(["bash", "-c", shell], cwd=path, env=environment, capture_output=True, text=True)
        assert done.returncode == 0, done.stderr
        with open(path / "said", "a") as said:
            said.write(done.stderr + done.stdout)
    return path


def test_says_what_the_page_shows(folder: Path) -> None:
    (shown,) = re.findall(r"```\n(\d+ articles .*?), [\d,]+ words/s\n```", TEXT)
    assert shown in (folder / "said").read_text()


def test_failures_and_formats(folder: Path) -> None:
    said = (folder / "said").read_text()
    assert '{"id": "broken.txt", "reason": "not UTF-8 (byte 4)"}' in said
    assert "Japan" in (folder / "named.csv").read_text()
    assert [json.loads(line)["id"] for line in (folder / "events.jsonl").read_text().splitlines()] == [
        "a1", "a2", "qatar.txt",
    ]  # fmt: skip
    assert said.endswith("3 2 1\nfailed: broken.txt\nread: a1\nread: a2\nread: qatar.txt\n")
