"""The scripts of docs/how-to-scale.md run as they are written, where their engines are installed."""

from __future__ import annotations

import csv
import json
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from aidextract import cli

TEXT = (Path(__file__).resolve().parents[2] / "docs/how-to-scale.md").read_text("utf-8")
SCRIPTS = dict(re.findall(r"```python\n# (\S+)\n(.*?)```", TEXT, re.DOTALL))


@pytest.mark.parametrize(
    ("engine", "script", "events", "failed"),
    [
        ("pyspark", "read_with_spark.py", "events/part-*.txt", "failed/part-*.txt"),
        ("ray", "read_with_ray.py", "events.jsonl", "failed.jsonl"),
    ],
)
def test_gives_the_rows_of_the_command(
    engine: str, script: str, events: str, failed: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    pytest.importorskip(engine, reason=f"needs {engine}")
    pa = pytest.importorskip("pyarrow")
    parquet = pytest.importorskip("pyarrow.parquet")
    if engine == "pyspark" and not shutil.which("java"):
        pytest.skip("Spark needs Java")
    monkeypatch.chdir(tmp_path)
    texts = [f"Oman sent {i} boats to Samoa on Monday.\N{LINE SEPARATOR}Player {i} scored." for i in range(2, 80)]
    rows = [{"id": str(i), "text": text, "published": "2023-05-09" if i % 3 else None} for i, text in enumerate(texts)]
    rows[7]["text"] = None
    parquet.write_table(pa.Table.from_pylist(rows), "news.parquet")
    Path(script).write_text(SCRIPTS[script].replace("repartition(16)", "repartition(2)"))
    environment = {"PYTHONPATH": os.pathsep.join(sys.path), "PYSPARK_PYTHON": sys.executable}
    subprocess.run([sys.executable, script], check=True, env=os.environ | environment)
    written = [str(path) for path in sorted(tmp_path.glob(events))]
    assert cli.main(["export", *written, "-o", "engine.csv"]) == 0
    assert cli.main(["run", "news.parquet", "-o", "command.csv", "--processes", "1"]) == 3
    ours, theirs = (sorted(csv.reader(open(name, encoding="utf-8"))) for name in ("command.csv", "engine.csv"))  # noqa: SIM115
    assert ours == theirs
    assert len(ours) == 78
    lines = [line for path in tmp_path.glob(failed) for line in path.read_text("utf-8").splitlines()]
    assert [json.loads(line) for line in lines] == [{"id": "7", "reason": "no text"}]
