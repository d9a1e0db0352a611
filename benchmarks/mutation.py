"""How many small faults in the normalisers and in the merging of events would the tests notice?

    nice -n 10 python benchmarks/mutation.py [--sample 100] [--module money] [--list]

Each mutant is a module with one thing changed: a comparison, a sum, `and`, a condition, a number, a word, a returned
value. It is killed when a test of that module fails (or runs far too long). The run ends with a line a module and the
mutants that lived. Mutants are drawn by a fixed seed, so that a second run tries the same ones.

Our own, since mutmut rewrites functions only (half of these modules is tables and patterns) and cosmic-ray starts a
fresh Python a mutant, which costs more than the tests: here each mutant is a fork of one process that has spaCy,
dateparser and pytest loaded already.
"""

from __future__ import annotations

import argparse
import ast
import copy
import importlib.abc
import importlib.machinery
import importlib.util
import os
import random
import signal
import sys
import time
import types
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
PACKAGE = ROOT / "src/aidextract"
TESTS = {  # of each module, and those of the modules that call it first of all
    "mentions/numbers.py": ["mentions/test_numbers*.py", "mentions/test_quantities*.py"],
    "mentions/quantities.py": ["mentions/test_quantities*.py"],
    "mentions/money.py": ["mentions/test_money*.py"],
    "mentions/dates.py": ["mentions/test_dates*.py", "test_article.py"],
    "merge.py": ["test_merge*.py"],
}
SLOW = "not time_grows"  # tests of speed prove nothing of values
SEED = 7


@dataclass(frozen=True)
class Mutant:
    number: int
    line: int
    before: str
    after: str


# ------------------------------------------------------------------ what is changed
_OPERATORS: dict[type[ast.AST], type[ast.AST]] = {
    ast.Lt: ast.LtE, ast.LtE: ast.Lt, ast.Gt: ast.GtE, ast.GtE: ast.Gt, ast.Eq: ast.NotEq, ast.NotEq: ast.Eq,
    ast.Is: ast.IsNot, ast.IsNot: ast.Is, ast.In: ast.NotIn, ast.NotIn: ast.In, ast.And: ast.Or, ast.Or: ast.And,
    ast.Add: ast.Sub, ast.Sub: ast.Add, ast.Mult: ast.Add, ast.Div: ast.Mult, ast.FloorDiv: ast.Mult,
    ast.Mod: ast.Mult, ast.Pow: ast.Mult, ast.BitOr: ast.BitAnd, ast.BitAnd: ast.BitOr,
}  # fmt: skip


def changes(node: ast.AST) -> Iterator[ast.AST]:
    """The node with one thing changed, in every way that we know."""
    if isinstance(node, ast.Compare):
        for i, op in enumerate(node.ops):
            changed = copy.deepcopy(node)
            changed.ops[i] = _OPERATORS[type(op)]()  # type: ignore[call-overload]
            yield changed
    elif isinstance(node, ast.BinOp | ast.BoolOp | ast.AugAssign) and type(node.op) in _OPERATORS:
        changed = copy.deepcopy(node)
        changed.op = _OPERATORS[type(node.op)]()  # type: ignore[assignment]
        yield changed
    elif isinstance(node, ast.UnaryOp) and isinstance(node.op, ast.Not):
        yield copy.deepcopy(node.operand)
    elif isinstance(node, ast.If | ast.IfExp | ast.While):
        changed = copy.deepcopy(node)
        changed.test = ast.UnaryOp(ast.Not(), changed.test)
        yield changed
    elif isinstance(node, ast.Constant):
        value = node.value
        if isinstance(value, bool):
            yield ast.Constant(not value)
        elif isinstance(value, int):
            yield ast.Constant(value + 1)
        elif isinstance(value, str) and value:
            yield ast.Constant(f"XX{value}XX")
    elif isinstance(node, ast.Return) and node.value is not None and not _is_no(node.value):
        yield ast.Return(ast.Constant(None))
    elif isinstance(node, ast.Break | ast.Continue):
        yield ast.Continue() if isinstance(node, ast.Break) else ast.Break()


def _is_no(node: ast.AST) -> bool:
    """None or False, which are alike to who asks for truth; that False becomes True is tried as a constant."""
    return isinstance(node, ast.Constant) and (node.value is None or node.value is False)


def _skipped(tree: ast.Module) -> set[int]:
    """Nodes without a say in what is computed: docstrings, types, decorators, `__all__`, the words of errors; and the
    two numbers of `max(0, place - 40)`, how far a search looks back, where one character more finds the same."""
    out: set[int] = set()
    for node in ast.walk(tree):
        aside: list[ast.AST | None] = []
        if isinstance(node, ast.FunctionDef):
            aside = [*node.decorator_list, node.returns]
        elif isinstance(node, ast.ClassDef):
            aside = list(node.decorator_list)
        elif isinstance(node, ast.arg | ast.AnnAssign):
            aside = [node.annotation]
        elif isinstance(node, ast.Raise):
            aside = [node]
        elif isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant):
            aside = [node]
        elif isinstance(node, ast.Assign) and ast.unparse(node.targets[0]) == "__all__":
            aside = [node]
        elif isinstance(node, ast.If) and ast.unparse(node.test) == "TYPE_CHECKING":
            aside = [node]
        elif isinstance(node, ast.Call) and ast.unparse(node.func) in ("cast", "TypeVar"):
            aside = [node.args[0]]
        elif isinstance(node, ast.Call) and ast.unparse(node).startswith("max(0, ") and len(node.args) == 2:
            back = node.args[1]
            if isinstance(back, ast.BinOp) and isinstance(back.op, ast.Sub) and isinstance(back.right, ast.Constant):
                aside = [node.args[0], back.right]
        out |= {id(inner) for a in aside if a is not None for inner in ast.walk(a)}
    return out


@dataclass(frozen=True)
class Place:
    """Where a change goes: `parent.field`, or `parent.field[index]` of a list."""

    parent: ast.AST
    field: str
    index: int | None
    old: ast.AST
    new: ast.AST

    def apply(self) -> None:
        if self.index is None:
            setattr(self.parent, self.field, self.new)
        else:
            getattr(self.parent, self.field)[self.index] = self.new


def places(tree: ast.Module) -> Iterator[Place]:
    skipped = _skipped(tree)
    for node in ast.walk(tree):
        for name, value in ast.iter_fields(node):
            for i, child in enumerate(value if isinstance(value, list) else [value]):
                if isinstance(child, ast.AST) and id(child) not in skipped:
                    for new in changes(child):
                        yield Place(node, name, i if isinstance(value, list) else None, child, new)


def mutants(source: str) -> list[Mutant]:
    return [
        Mutant(i, getattr(p.old, "lineno", 0), _short(p.old), _short(p.new))
        for i, p in enumerate(places(ast.parse(source)))
    ]


def tree_of(source: str, number: int) -> ast.Module:
    """The module with the change of that number."""
    tree = ast.parse(source)
    place = next(islice(places(tree), number, None))
    ast.copy_location(place.new, place.old)
    place.apply()
    return ast.fix_missing_locations(tree)


def _short(node: ast.AST) -> str:
    return ast.unparse(node).splitlines()[0][:110]


# ------------------------------------------------------------------ does a test notice?
class _Importer(importlib.abc.MetaPathFinder, importlib.abc.Loader):
    """Gives the mutated module where the real one is asked for."""

    def __init__(self, name: str, path: Path, tree: ast.Module) -> None:
        self.name, self.path, self.tree = name, path, tree

    def find_spec(self, name: str, path: object, target: object = None) -> importlib.machinery.ModuleSpec | None:
        if name != self.name:
            return None
        return importlib.util.spec_from_file_location(name, self.path, loader=self)

    def create_module(self, spec: importlib.machinery.ModuleSpec) -> types.ModuleType | None:
        return None

    def exec_module(self, module: types.ModuleType) -> None:
        exec(compile(self.tree, str(self.path), "exec"), module.__dict__)


def is_killed(module: str, tree: ast.Module, limit: float) -> bool:
    pid = os.fork()
    if not pid:
        _run_tests(module, tree)
    end = time.monotonic() + limit
    while time.monotonic() < end:
        done, status = os.waitpid(pid, os.WNOHANG)
        if done:
            return status != 0
        time.sleep(0.02)
    os.kill(pid, signal.SIGKILL)
    os.waitpid(pid, 0)
    return True


def _run_tests(module: str, tree: ast.Module) -> None:
    """In the child: never returns."""
    code = 1
    try:
        nowhere = os.open(os.devnull, os.O_WRONLY)
        os.dup2(nowhere, 1)
        os.dup2(nowhere, 2)
        name = "aidextract." + module.removesuffix(".py").replace("/", ".")
        sys.meta_path.insert(0, _Importer(name, PACKAGE / module, tree))
        import pytest

        code = int(pytest.main(["-x", "-q", "-p", "no:cacheprovider", "-p", "no:doctest", "--override-ini=addopts=",
                                "--import-mode=importlib", "--assert=plain", "-k", SLOW,
                                *tests_of(module)]))  # fmt: skip
    finally:
        os._exit(min(code, 1))


def tests_of(module: str) -> list[str]:
    return [str(path) for pattern in TESTS[module] for path in sorted((ROOT / "tests").glob(pattern))]


def load_libraries() -> None:
    """What the tests need and no mutant touches; our own package stays unimported."""
    sys.path.insert(0, str(ROOT / "src"))
    os.chdir(ROOT)
    import dateparser
    import dateparser.search  # noqa: F401
    import hypothesis
    import price_parser  # noqa: F401
    import pytest  # noqa: F401
    import spacy  # noqa: F401

    dateparser.parse("2 May 2020")
    phases = (hypothesis.Phase.explicit, hypothesis.Phase.generate)  # no shrinking: that a test fails is enough
    hypothesis.settings.register_profile("mutation", phases=phases, database=None, derandomize=True, deadline=None)
    hypothesis.settings.load_profile("mutation")


def main() -> int:
    ap = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    ap.add_argument("--sample", type=int, default=100, help="mutants a module (default: %(default)s); 0: all")
    ap.add_argument("--module", action="append", default=[], help="only modules with this in their name; may repeat")
    ap.add_argument("--least", type=float, default=0.85, help="share that must be killed (default: %(default)s)")
    a = ap.parse_args()
    load_libraries()
    killed = tried = 0
    for module in TESTS:
        if a.module and not any(m in module for m in a.module):
            continue
        source = (PACKAGE / module).read_text("utf-8")
        every = mutants(source)
        drawn = random.Random(SEED).sample(every, min(a.sample or len(every), len(every)))
        start = time.monotonic()
        if is_killed(module, ast.parse(source), 300):
            print(f"{module}: its tests fail as it is", file=sys.stderr)
            return 1
        limit = 10 + 5 * (time.monotonic() - start)
        drawn.sort(key=lambda m: m.number)
        lived = [m for m in drawn if not is_killed(module, tree_of(source, m.number), limit)]
        killed, tried = killed + len(drawn) - len(lived), tried + len(drawn)
        share = 1 - len(lived) / len(drawn)
        print(f"{module}: {len(drawn) - len(lived)} of {len(drawn)} killed ({share:.0%}); {len(every)} possible")
        for m in lived:
            print(f"    line {m.line}: {m.before}  ->  {m.after}")
        sys.stdout.flush()
    print(f"all: {killed} of {tried} killed ({killed / tried:.1%})")
    return int(killed < a.least * tried)


if __name__ == "__main__":
    sys.exit(main())
