"""Writes docs/api.md from the signatures and docstrings of what is public: ``python docs/make_api.py``."""

from __future__ import annotations

import ast
import inspect
import re
import sys
from importlib import import_module
from pathlib import Path

MODULES = {
    "aidextract": "What most users need.",
    "aidextract.sources": "Articles from files, folders, tables, pages and archives.",
    "aidextract.feed": "Many articles, over all cores, to be gone on with after an interruption.",
    "aidextract.export": "Results as plain values and rows.",
    "aidextract.exports": "Files for other programs.",
    "aidextract.pictures": "Pictures of many results, and the report.",
    "aidextract.evaluate": "Agreement with gold.",
    "aidextract.review": "The page to decide on events.",
    "aidextract.pipeline": "The shipped spaCy pipelines.",
}
PUBLIC = {
    "aidextract.export": ("to_dict", "from_dict", "to_record", "to_rows", "record_rows", "summary", "defused"),
    "aidextract.evaluate": ("evaluate", "read_gold", "Evaluation", "Score"),
    "aidextract.pipeline": ("load_pipeline", "find_model"),
}
"""Of modules without `__all__`."""


def make() -> str:
    """The page."""
    parts = [
        "# API reference",
        "Made from the docstrings by `python docs/make_api.py`. The examples are run by the tests.",
    ]
    for name, about in MODULES.items():
        module = import_module(name)
        names = PUBLIC.get(name) or tuple(n for n in module.__all__ if not (n == "Article" and name != "aidextract"))
        parts += [f"## {name}", about]
        for public in sorted(names, key=str.lower):
            parts += _entry(public, getattr(module, public))
    return "\n\n".join(parts) + "\n"


def _entry(name: str, thing: object) -> list[str]:
    if not (inspect.isclass(thing) or inspect.isfunction(thing)):
        return [f"### {name}", "```python\n" + f"{name}: {type(thing).__name__}" + "\n```"]
    source = Path(inspect.getsourcefile(thing) or "").read_text("utf-8")
    node = next(
        n for n in ast.parse(source).body
        if isinstance(n, ast.ClassDef | ast.FunctionDef) and n.name == thing.__name__
    )  # fmt: skip
    if isinstance(node, ast.FunctionDef):
        return [f"### {name}", _fenced(_signature(node)), *_text(ast.get_docstring(node))]
    bases = ", ".join(ast.unparse(base) for base in node.bases)
    parts = [f"### {name}", _fenced(f"class {name}({bases})" if bases else f"class {name}")]
    parts += _text(ast.get_docstring(node))
    if fields := _fields(node, source.splitlines()):
        parts.append("\n".join(fields))
    computed = []
    for method in node.body:
        if isinstance(method, ast.FunctionDef) and not method.name.startswith("_") and not _is_overload(method):
            doc = ast.get_docstring(method)
            if any(isinstance(d, ast.Name) and d.id == "property" for d in method.decorator_list):
                about = f": {doc.splitlines()[0]}" if doc else ""
                returns = ast.unparse(method.returns) if method.returns else ""
                computed.append(f"- `{method.name}: {returns}` (computed){about}")
            else:
                parts += [f"**{name}.{method.name}**", _fenced(_signature(method)), *_text(doc)]
    if computed:
        parts.append("\n".join(computed))
    return parts


def _signature(node: ast.FunctionDef) -> str:
    returns = f" -> {ast.unparse(node.returns)}" if node.returns else ""
    arguments = re.sub(r"^(self|cls)(, )?", "", ast.unparse(node.args))
    line = f"{node.name}({arguments}){returns}"
    if len(line) <= 100:
        return line
    # A line an argument: split at the commas outside of brackets.
    pieces, depth, piece = [], 0, ""
    for c in arguments:
        depth += (c in "([{") - (c in ")]}")
        if c == "," and depth == 0:
            pieces.append(piece.strip())
            piece = ""
        else:
            piece += c
    return f"{node.name}(\n" + "".join(f"    {p},\n" for p in [*pieces, piece.strip()]) + f"){returns}"


def _fields(node: ast.ClassDef, lines: list[str]) -> list[str]:
    """The fields of a record, each with the text below it or the comment behind it."""
    out = []
    for field, after in zip(node.body, [*node.body[1:], None], strict=True):
        if not (isinstance(field, ast.AnnAssign) and isinstance(field.target, ast.Name)):
            continue
        if field.target.id.startswith("_") or field.target.id == "model_config":
            continue
        about = ""
        if isinstance(after, ast.Expr) and isinstance(after.value, ast.Constant) and isinstance(after.value.value, str):
            about = " ".join(after.value.value.split())
        elif "  # " in (line := lines[(field.end_lineno or field.lineno) - 1]):
            about = line.rpartition("  # ")[2]
        default = f" = {ast.unparse(field.value)}" if field.value else ""
        if default.startswith((" = field(", " = Field(")):
            default = ""
        said = f"`{field.target.id}: {ast.unparse(field.annotation)}{default}`"
        out.append(f"- {said}" + (f": {about}" if about and about != "fmt: skip" else ""))
    return out


def _is_overload(node: ast.FunctionDef) -> bool:
    return any(isinstance(d, ast.Name) and d.id == "overload" for d in node.decorator_list)


def _text(doc: str | None) -> list[str]:
    """A docstring as Markdown: its examples fenced, double backticks single."""
    out, lines = [], (doc or "").replace("``", "`").splitlines()
    example = False
    for line in lines:
        starts = line.lstrip().startswith(">>> ")
        if starts and not example:
            out.append("```pycon")
            example = True
        elif example and not line.strip():
            out.append("```")
            example = False
        out.append(line.strip() if starts else line)
    if example:
        out.append("```")
    return ["\n".join(out)] if out else []


def _fenced(code: str) -> str:
    return f"```text\n{code}\n```"


if __name__ == "__main__":
    path = Path(__file__).with_name("api.md")
    path.write_text(make(), encoding="utf-8")
    print(f"{path}: {len(path.read_text('utf-8').splitlines())} lines", file=sys.stderr)
