"""All that README, docs and notebooks show is run: blocks in the order of their page, in a folder of its own.

Python blocks of a page share their names. A block right behind another, fenced as text or xml, is what that prints.
docs/how-to-feed.md, whose workers start this program anew, is run by tests/feed/test_docs.py; docs/how-to-scale.md,
which needs clusters, by tests/feed/test_scale_docs.py where there is an engine.
"""

from __future__ import annotations

import contextlib
import importlib.util
import io
import json
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).resolve().parents[1]
BLOCK = re.compile(r"^```(sh|python)\n(.*?)^```$(?:\n^```(?:text|xml)\n(.*?)^```$)?", re.DOTALL | re.MULTILINE)
LINK = re.compile(r"\]\(([^)#:\s]+)(?:#[^)]*)?\)")
ELSEWHERE = ("how-to-feed.md", "how-to-scale.md")
NEEDS = {
    "how-to-notebook.md": ("pandas",),
    "how-to-pictures.md": ("plotly",),
    "how-to-export.md": ("pyarrow", "duckdb", "lxml"),
    "how-to-review.md": ("fastapi", "uvicorn"),
    "README.md": ("pandas",),
    "2-a-month-of-articles.ipynb": ("pandas",),
}
PAGES = [ROOT / "README.md", *sorted((ROOT / "docs").glob("*.md"))]
NOTEBOOKS = sorted((ROOT / "examples").glob("*.ipynb"))
ARTICLE = "On 9 May 2023 Latvia sent 12 pumps to Moldova. Qatar pledged $2 million to UNICEF."

# Commands of the pages that stand for something else here: ours is this checkout's; nothing is fetched; what the two
# commands of the README do is what runs these tests; a server is told to stop once it has said that it serves.
SHELL = f"""set -euo pipefail
aidextract() {{
  if [ "$1" = review ] && [[ "$*" != *--export* ]]; then
    '{sys.executable}' -m aidextract "$@" --port 0 2> server.log & server=$!
    until grep -q '^aidextract: open http' server.log; do kill -0 $server; sleep 0.1; done
    kill $server; wait $server || true
  else '{sys.executable}' -m aidextract "$@"; fi
}}
curl() {{ cat article.txt; }}
make() {{ grep -q "^$1:" '{ROOT}/Makefile'; }}
"""


def short(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


def need(name: str) -> None:
    for module in NEEDS.get(name, ()):
        pytest.importorskip(module)


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Where a page runs: with the files that the README speaks of."""
    (tmp_path / "docs").symlink_to(ROOT / "docs")
    (tmp_path / "article.txt").write_text(ARTICLE, "utf-8")
    shutil.copy(ROOT / "docs/examples/events.jsonl", tmp_path)
    with open(ROOT / "corpus/gold/dev.jsonl", encoding="utf-8") as gold:
        (tmp_path / "gold.jsonl").write_text(gold.readline(), "utf-8")
    monkeypatch.chdir(tmp_path)
    return tmp_path


@pytest.mark.parametrize("page", [p for p in PAGES if p.name not in ELSEWHERE], ids=short)
def test_every_block_runs_and_prints_what_is_shown(page: Path, folder: Path) -> None:
    need(page.name)
    names: dict[str, Any] = {"__name__": "docs"}
    if page == ROOT / "README.md":
        names |= {"text": ARTICLE, "articles": [ARTICLE]}
    for language, code, shown in BLOCK.findall(page.read_text("utf-8")):
        printed = run_shell(code, folder) if language == "sh" else run_python(code, names)
        assert not shown or printed == shown, code


def run_python(code: str, names: dict[str, Any]) -> str:
    with contextlib.redirect_stdout(io.StringIO()) as printed:
        exec(code, names)
    return printed.getvalue()


def run_shell(code: str, folder: Path) -> str:
    environment = os.environ | {"PYTHONPATH": os.pathsep.join(sys.path)}
    done = subprocess.run(
        ["bash", "-c", SHELL + code], cwd=folder, env=environment, capture_output=True, text=True, timeout=120
    )
    assert done.returncode == 0, f"{code}\n{done.stderr}"
    return done.stdout


def test_no_block_is_left_out() -> None:
    """A fence is a language that is run, or what a block before it shows, or (README, feed) a sample without one."""
    for page in PAGES:
        text = page.read_text("utf-8")
        languages = re.findall(r"^```(\w*)$", text, re.MULTILINE)[::2]
        assert set(languages) <= {"sh", "python", "text", "xml", "pycon", ""}, page
        if page.name not in ("api.md", *ELSEWHERE):
            runs = BLOCK.findall(text)
            assert len(runs) == sum(language in ("sh", "python") for language in languages), page
            shown = sum(language in ("text", "xml") for language in languages)
            assert sum(bool(block[2]) for block in runs) == shown, page


@pytest.mark.parametrize("notebook", NOTEBOOKS, ids=short)
def test_notebooks_run(notebook: Path, tmp_path: Path) -> None:
    """The code cells in order in a fresh process; the last expression of each is shown as a notebook does."""
    need(notebook.name)
    shutil.copy(ROOT / "examples/june.jsonl", tmp_path)
    cells = [c for c in json.loads(notebook.read_text("utf-8"))["cells"] if c["cell_type"] == "code"]
    assert all(cell["outputs"] == [] and cell["execution_count"] is None for cell in cells), "save it without outputs"
    (tmp_path / "cells.json").write_text(json.dumps(["".join(cell["source"]) for cell in cells]), "utf-8")
    environment = os.environ | {"PYTHONPATH": os.pathsep.join(sys.path)}
    done = subprocess.run(
        [sys.executable, "-c", RUN_CELLS], cwd=tmp_path, env=environment, capture_output=True, text=True, timeout=120
    )
    assert done.returncode == 0, done.stderr
    for words in SHOWN[notebook.name]:
        assert words in done.stdout


RUN_CELLS = """
import ast, json
names = {"__name__": "__main__"}
for code in json.load(open("cells.json", encoding="utf-8")):
    tree = ast.parse(code)
    last = tree.body.pop() if isinstance(tree.body[-1], ast.Expr) else None
    exec(compile(tree, "cell", "exec"), names)
    if last is not None:
        value = eval(compile(ast.Expression(last.value), "cell", "eval"), names)
        show = getattr(value, "_repr_html_", None)
        print(show() if show else "" if value is None else repr(value))
"""
SHOWN = {
    "1-first-steps.ipynb": ("Oman → Samoa Red Cross", "90000 USD 2023-06-12 delivered", "learned reader"),
    "2-a-month-of-articles.ipynb": ("20 articles", "<svg", "KSrelief"),
    "3-your-own-names-and-words.ipynb": (
        "[('blue-heron', 'ngo', 'NZ')]", "by rule: ['frame.give']", "('rain catchers', '14030')",
        "units.tsv: columns must be",
    ),
}  # fmt: skip


@pytest.mark.parametrize("page", [*PAGES, *NOTEBOOKS], ids=short)
def test_links_lead_somewhere(page: Path) -> None:
    text = re.sub(r"^```.*?^```$", "", page.read_text("utf-8"), flags=re.DOTALL | re.MULTILINE)
    assert [link for link in LINK.findall(text) if not (page.parent / link).exists()] == []


def test_the_index_knows_every_page_and_notebook() -> None:
    index = (ROOT / "docs/README.md").read_text("utf-8")
    links = {(ROOT / "docs" / link).resolve() for link in LINK.findall(index)}
    assert {path for path in (ROOT / "docs").glob("*.md") if path.name != "README.md"} <= links
    assert set(NOTEBOOKS) <= links


def test_the_reference_is_current() -> None:
    spec = importlib.util.spec_from_file_location("make_api", ROOT / "docs/make_api.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    assert (ROOT / "docs/api.md").read_text("utf-8") == module.make(), "run: python docs/make_api.py"
