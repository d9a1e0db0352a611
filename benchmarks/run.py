"""How fast extraction is, in one run: ``python benchmarks/run.py [--model NAME] [--repeats N] [--words N]``.

For each shipped pipeline, in a process of its own on one core with one thread: import time, first call, words
per second of the bare pipeline and of `extract_many` on the same texts, their ratio, peak memory. Bare and full runs
alternate, so that a change in the machine's load meets both; the median counts. Words are what stands between blanks.
"""

from __future__ import annotations

import argparse
import json
import os
import platform
import statistics
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
ONE_THREAD = {f"{library}_NUM_THREADS": "1" for library in ("OMP", "OPENBLAS", "MKL", "BLIS", "VECLIB", "NUMEXPR")}


def main() -> int:
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--model", choices=("encoder", "cnn"), action="append", help="only this one (default: both)")
    parser.add_argument("--repeats", type=int, default=5, help="pairs of runs (default: %(default)s)")
    parser.add_argument("--words", type=int, default=15_000, help="words of text a run (default: %(default)s)")
    parser.add_argument("--child", action="store_true", help=argparse.SUPPRESS)
    args = parser.parse_args()
    models = args.model or ["encoder", "cnn"]
    if args.child:
        print(json.dumps(measure(models[0], args.repeats, args.words)))
        return 0

    print(f"{cpu_name()}, {os.cpu_count()} cores (one used), Python {platform.python_version()}, {platform.system()}")
    print(f"{'':9}{'import':>9}{'first call':>12}{'pipeline':>15}{'extract':>15}{'ratio':>8}{'peak memory':>13}")
    for model in models:
        command = [sys.executable, __file__, "--child", "--model", model]
        command += ["--repeats", str(args.repeats), "--words", str(args.words)]
        done = subprocess.run(command, env=os.environ | ONE_THREAD, stdout=subprocess.PIPE, text=True, check=True)
        found = json.loads(done.stdout)
        print(
            f"{model:9}{found['import_s']:7.2f} s{found['first_call_s']:10.2f} s"
            f"{found['pipeline_words_s']:9,.0f} w/s  {found['extract_words_s']:8,.0f} w/s"
            f"{found['ratio']:8.2f}{found['peak_mb']:10,.0f} MB"
        )
    print(f"{found['texts']} texts of {found['words']:,} words together; medians of {args.repeats} alternated pairs")
    return 0


def measure(model: str, repeats: int, words: int) -> dict[str, float]:
    """All figures of one pipeline; to be called once, in a fresh process, before anything of ours is imported."""
    if hasattr(os, "sched_setaffinity"):
        os.sched_setaffinity(0, {max(os.sched_getaffinity(0))})
    texts = load_texts(words)
    size = sum(len(text.split()) for text in texts)

    start = time.perf_counter()
    import aidextract

    import_s = time.perf_counter() - start
    options = aidextract.Options(model=model)
    start = time.perf_counter()
    aidextract.extract(texts[0], options=options)
    first_call_s = time.perf_counter() - start

    from aidextract.pipeline import load_pipeline

    nlp = load_pipeline(model)

    def bare() -> None:
        for _ in nlp.pipe(texts, batch_size=options.batch_size):
            pass

    def full() -> None:
        for result in aidextract.extract_many(texts, options=options):
            if result.error:
                raise result.error

    pairs = []
    for _ in range(repeats + 1):
        pairs.append((seconds(bare), seconds(full)))
    pairs = pairs[1:]  # the first fills the caches
    return {
        "import_s": import_s,
        "first_call_s": first_call_s,
        "pipeline_words_s": size / statistics.median(pipeline for pipeline, _ in pairs),
        "extract_words_s": size / statistics.median(whole for _, whole in pairs),
        "ratio": statistics.median(pipeline / whole for pipeline, whole in pairs),
        "peak_mb": peak_memory(),
        "texts": len(texts),
        "words": size,
    }


def seconds(work: Callable[[], None]) -> float:
    """Seconds of processor time: what other processes take does not count."""
    start = time.process_time()
    work()
    return time.process_time() - start


def load_texts(words: int) -> list[str]:
    """Articles of the repository up to that many words, repeated where there are fewer."""
    texts = [path.read_text("utf-8") for path in sorted((ROOT / "tests/fixtures/articles").glob("*.txt"))]
    for path in sorted((ROOT / "corpus").glob("*.jsonl")):
        with path.open(encoding="utf-8") as lines:
            texts += [json.loads(line)["text"] for line in lines if line.strip()]
    chosen: list[str] = []
    while words > 0:
        text = texts[len(chosen) % len(texts)]
        chosen.append(text)
        words -= max(1, len(text.split()))
    return chosen


def peak_memory() -> float:
    """The most memory that this process has held, in MB."""
    status = Path("/proc/self/status")
    if status.exists():  # Linux: getrusage there counts also what the parent held when it started this process
        line = next(line for line in status.read_text("utf-8").splitlines() if line.startswith("VmHWM"))
        return int(line.split()[1]) / 1024
    import resource

    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return peak / (1024**2 if sys.platform == "darwin" else 1024)  # bytes there, kilobytes elsewhere


def cpu_name() -> str:
    try:
        lines = Path("/proc/cpuinfo").read_text("utf-8").splitlines()
    except OSError:
        return platform.processor() or platform.machine()
    return next((line.partition(":")[2].strip() for line in lines if line.startswith("model name")), platform.machine())


if __name__ == "__main__":
    sys.exit(main())
