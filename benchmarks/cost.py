"""Does time grow with length only? On news, and on texts that mean harm: the time of each size, in one run.

    python benchmarks/cost.py [--size 1000000] [--model encoder|cnn] [--calls 100000]

For each kind of text the processor's seconds for an eighth, a quarter, a half and the whole of `--size` characters, and
the growth of the last doubling (2.0 is linear). With `--calls`, memory after so many calls on short texts: a leak would
show.
"""

from __future__ import annotations

import argparse
import gc
import sys
import time
from collections.abc import Callable
from pathlib import Path

from aidextract import Options, extract

ROOT = Path(__file__).resolve().parents[1]


def _filled(piece: str, size: int) -> str:
    return (piece * (size // len(piece) + 1))[:size]


def _news(size: int) -> str:
    folder = ROOT / "tests/fixtures/articles"
    return _filled("\n\n".join(p.read_text("utf-8") for p in sorted(folder.glob("*.txt"))) + "\n\n", size)


KINDS: dict[str, Callable[[int], str]] = {
    "news": _news,
    "opening brackets": lambda n: "(" * n,
    "nested brackets": lambda n: "(" * (n // 2) + ")" * (n // 2),
    "one sentence": lambda n: _filled("and Japan gave Nepal 20 tents worth $3 million ", n),
    "one word": lambda n: "a" * n,
    "one number": lambda n: "1" * n,
    "numbers": lambda n: _filled("1,234.5 17 ", n),
    "number words": lambda n: _filled("two hundred and ", n),
    "grouped digits": lambda n: _filled("123,", n),
    "nested quotes": lambda n: _filled("\"'“‘", n),
    "quotes in quotes": lambda n: _filled("\"he said 'Aid ", n),
    "look-alike sums": lambda n: _filled("$ US$ USD A$ Rs. Rs € £ $m $1 bn ", n),
    "sums in brackets": lambda n: _filled("$5 million (€4 million (", n),
    "dates": lambda n: _filled("on the 5th of May, 2014-15, ", n),
    "names": lambda n: _filled("Red Cross Society of the Republic of ", n),
    "capitals": lambda n: _filled("AID FOR NEPAL ", n),
    "blanks": lambda n: " " * n,
    "lines": lambda n: "\n" * n,
    "Windows lines": lambda n: _filled("\r\n \t", n),
    "dashes": lambda n: "-" * n,
    "dots": lambda n: _filled(". ", n),
    "combining marks": lambda n: "e" + "\u0301" * (n - 1),
    "half characters": lambda n: "\ud800" * n,
    "no-break spaces": lambda n: _filled("5\xa0million\xa0", n),
    "markup": lambda n: _filled("<a href='https://example.org/?q=", n),
}


def seconds(text: str, options: Options) -> float:
    start = time.process_time()  # of this process: others on the machine do not count
    extract(text, published="2022-09-09", options=options)
    return time.process_time() - start


def curve(kind: str, size: int, options: Options) -> list[float]:
    """Seconds at an eighth, a quarter, a half and the whole."""
    return [seconds(KINDS[kind](size // part), options) for part in (8, 4, 2, 1)]


def resident_mb() -> float:
    pages = int(Path("/proc/self/statm").read_text().split()[1])
    return pages * 4096 / 1e6


def memory(calls: int, options: Options) -> list[float]:
    """MB at ten moments; every text has a name and a number of its own, so that no cache may grow with them."""
    out = []
    for i in range(calls):
        extract(f"Japan gave Town{i} {i + 2} tents worth ${i}.{i % 90 + 10} million.", published="2022-09-09",
                options=options)  # fmt: skip
        if (i + 1) % max(1, calls // 10) == 0:
            gc.collect()
            out.append(resident_mb())
    return out


def main() -> int:
    ap = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    ap.add_argument("--size", type=int, default=1_000_000, help="characters of the longest (default: %(default)s)")
    ap.add_argument("--model", choices=("encoder", "cnn"), default="encoder")
    ap.add_argument("--kind", action="append", choices=tuple(KINDS), help="only this; may repeat")
    ap.add_argument("--calls", type=int, default=0, help="measure memory over so many calls instead")
    a = ap.parse_args()
    options = Options(model=a.model)
    extract("Japan gave Nepal 20 tents.", options=options)
    if a.calls:
        for i, mb in enumerate(memory(a.calls, options), start=1):
            print(f"{i * a.calls // 10:>9,} calls  {mb:7.0f} MB")
        return 0
    sizes = [a.size // part for part in (8, 4, 2, 1)]
    print(f"{'seconds for characters':24}" + "".join(f"{n:>12,}" for n in sizes) + f"{'growth':>9}{'µs/char':>9}")
    worst = 0.0
    for kind in a.kind or KINDS:
        times = curve(kind, a.size, options)
        growth = times[-1] / times[-2]
        worst = max(worst, growth)
        cells = "".join(f"{t:>12.2f}" for t in times)
        print(f"{kind:24}{cells}{growth:>9.2f}{times[-1] / a.size * 1e6:>9.1f}", flush=True)
    print(f"worst growth of a doubling: {worst:.2f}")
    return int(worst > 3)


if __name__ == "__main__":
    sys.exit(main())
