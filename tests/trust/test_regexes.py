"""No pattern of ours takes more than its time on a text that is made to mislead it.

Sizes are the most that a pattern can meet: `article.plain_text` breaks longer gaps and longer runs without a blank.
"""

from __future__ import annotations

import json
import re
import subprocess
import sys
import time
from pathlib import Path

import pytest

from aidextract.article import LONGEST_GAP, LONGEST_RUN

ROOT = Path(__file__).resolve().parents[2]
MOST = 0.5  # seconds of this process; an exponential pattern would take years
MIXED = 2_000  # characters of words and blanks

_COLLECT = """
import json, sys
sys.path.insert(0, sys.argv[1])
import regexes
print(json.dumps(regexes.collect([open(name, encoding="utf-8").read() for name in sys.argv[2:]])))
"""


@pytest.fixture(scope="module")
def patterns() -> list[tuple[str, int]]:
    articles = sorted((ROOT / "tests/fixtures/articles").glob("*.txt"))
    command = [sys.executable, "-W", "ignore", "-c", _COLLECT, str(Path(__file__).parent), *map(str, articles)]
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    return [(pattern, flags) for pattern, flags in json.loads(done.stdout)]


def sized(pump: str) -> str:
    body = pump[-20:-1]
    size = LONGEST_GAP if not body.strip() else MIXED if any(c.isspace() for c in body) else LONGEST_RUN
    return pump[:size] + pump[-1]


def test_no_pattern_backtracks_catastrophically(patterns: list[tuple[str, int]]) -> None:
    sys.path.insert(0, str(Path(__file__).parent))
    from regexes import pumps

    assert len(patterns) > 200
    slow = []
    for pattern, flags in patterns:
        compiled = re.compile(pattern, flags)
        for pump in list(pumps(pattern, flags, MIXED))[:60]:
            start = time.process_time()
            compiled.search(sized(pump))
            if (took := time.process_time() - start) > MOST:
                slow.append(f"{took:.1f} s: {pattern[:200]!r} on {pump[:40]!r}")
                break
    assert slow == []
