"""Every regular expression that the package compiles, and texts that are meant to make it backtrack.

The pumps come from the pattern itself: for each repeat in it, a text of its body over and over between what stands
before and something that fits nothing. The same is done for single characters that many patterns take.
"""

from __future__ import annotations

import importlib
import pkgutil
import re
import sys
import warnings
from collections.abc import Iterator
from typing import Any

with warnings.catch_warnings():
    warnings.simplefilter("ignore", DeprecationWarning)
    import sre_constants as sre
    import sre_parse

PLAIN = ("a", "A", " ", "1", "1,", "a ", "A.", "\n", "-", "(", "Aa ", "$1 ", "'", "and ")


def collect(texts: list[str]) -> list[tuple[str, int]]:
    """(pattern, flags) of all that our modules compile at import, on first use of their tables, and while they read
    `texts`. To be called in a fresh process, before anything of ours is imported."""
    found: dict[tuple[str, int], None] = {}
    compile_ = re._compile  # type: ignore[attr-defined]

    def spy(pattern: Any, flags: Any) -> Any:
        frame = sys._getframe(1)
        while frame.f_back and frame.f_code.co_filename.endswith(("re/__init__.py", "regexes.py")):
            frame = frame.f_back
        if "aidextract" in frame.f_code.co_filename and isinstance(pattern, str):
            found[pattern, int(flags)] = None
        return compile_(pattern, flags)

    re._compile = spy  # type: ignore[attr-defined]
    try:
        import aidextract

        for module in pkgutil.walk_packages(aidextract.__path__, "aidextract."):
            if not module.name.endswith("__main__"):
                try:
                    importlib.import_module(module.name)
                except ImportError:
                    continue  # an optional library is absent
        for text in texts:
            result = aidextract.extract(text)
            result.to_json(), result.to_csv(), str(result)
    finally:
        re._compile = compile_  # type: ignore[attr-defined]
    return list(found)


def pumps(pattern: str, flags: int, size: int) -> Iterator[str]:
    """Texts of about `size` characters."""
    tree = sre_parse.parse(pattern, flags)
    seen = set()
    for before, body in [("", p) for p in PLAIN] + list(_repeats(tree, "")):
        if body and (before, body) not in seen:
            seen.add((before, body))
            yield before[:200] + (body * (size // len(body) + 1))[:size] + "\x00"


def _repeats(tree: Any, before: str) -> Iterator[tuple[str, str]]:
    """(an example of what stands before, an example of the body) of every repeat without a small bound."""
    for op, value in tree:
        if op in (sre.MAX_REPEAT, sre.MIN_REPEAT, getattr(sre, "POSSESSIVE_REPEAT", None)):
            _, high, body = value
            if high > 8:
                yield from ((before, example) for example in dict.fromkeys(_example(body, k) for k in range(3)))
            yield from _repeats(body, before)
        elif op is sre.SUBPATTERN:
            yield from _repeats(value[-1], before)
        elif op is sre.BRANCH:
            for branch in value[1]:
                yield from _repeats(branch, before)
        elif op in (sre.ASSERT, sre.ASSERT_NOT):
            yield from _repeats(value[1], before)
        elif op is getattr(sre, "ATOMIC_GROUP", None):
            yield from _repeats(value, before)
        before += _example([(op, value)], 0)


def _example(tree: Any, k: int) -> str:
    """A text that the pattern takes, roughly; `k` picks among branches and classes."""
    out = ""
    for op, value in tree:
        if op is sre.LITERAL:
            out += chr(value)
        elif op is sre.NOT_LITERAL or op is sre.ANY:
            out += "a1 "[k % 3]
        elif op is sre.IN:
            out += _member(value, k)
        elif op is sre.SUBPATTERN:
            out += _example(value[-1], k)
        elif op is sre.BRANCH:
            out += _example(value[1][k % len(value[1])], k)
        elif op in (sre.MAX_REPEAT, sre.MIN_REPEAT, getattr(sre, "POSSESSIVE_REPEAT", None)):
            out += _example(value[2], k) * max(1, min(value[0], 3))
        elif op is getattr(sre, "ATOMIC_GROUP", None):
            out += _example(value, k)
    return out


_OF_CATEGORY = {
    sre.CATEGORY_DIGIT: "1", sre.CATEGORY_WORD: "a", sre.CATEGORY_SPACE: " ", sre.CATEGORY_NOT_DIGIT: "a",
    sre.CATEGORY_NOT_WORD: " ", sre.CATEGORY_NOT_SPACE: "a",
}  # fmt: skip


def _member(value: Any, k: int) -> str:
    """A character of a class; of a negated one, the first usual one that it holds."""
    op, what = value[k % len(value)] if value[0][0] is not sre.NEGATE else value[0]
    if op is sre.NEGATE:
        held = re.compile("|".join(re.escape(_member([v], 0)) for v in value[1:]) or "(?!)")
        return next((c for c in ("a", " ", "1", "A", "\n", "-")[k:] if not held.fullmatch(c)), "ß")
    if op is sre.LITERAL:
        return chr(what)
    if op is sre.RANGE:
        return chr(what[k % 2])
    return _OF_CATEGORY.get(what, "a")
