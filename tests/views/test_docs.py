"""The code of the how-to pages on notebooks and pictures runs as it stands."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]


@pytest.mark.parametrize(("page", "needs"), [("how-to-notebook.md", "pandas"), ("how-to-pictures.md", "plotly")])
def test_the_python_of_a_page_runs(page: str, needs: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    pytest.importorskip(needs)
    monkeypatch.chdir(tmp_path)
    blocks = re.findall(r"```python\n(.*?)```", (ROOT / "docs" / page).read_text("utf-8"), re.DOTALL)
    names: dict[str, object] = {}
    exec("\n".join(blocks), names)
    assert len(list(names["results"])) == 2  # type: ignore[call-overload]
    assert all(len(result) for result in names["results"])  # type: ignore[attr-defined]
