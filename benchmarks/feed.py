"""`aidextract run` on a stream of mostly other news: rates, the gate's gain, memory, and where the time goes.

    python benchmarks/feed.py                  # some ten minutes
    python benchmarks/feed.py --full           # with the memory of 200,000 articles: an hour more
    python benchmarks/feed.py --only rates     # rates, memory or stages

Other news: the texts of ../shared/training and the negatives of ../shared/public, where they are; each article counts
once. Aid: the project's own annotated articles, in a share that `--aid` sets. Memory: a made stream in which every
article brings new words, one in ten of aid, so that whatever is kept of a text shows. Every run is a process of
its own.
"""

from __future__ import annotations

import argparse
import json
import os
import platform
import random
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[1]
SHARED = ROOT.parent / "shared"
NEWS = ("gmb_dev", "gmb_test", "gum_news_dev", "gum_news_test", "pud_news", "re3d_train")  # not learned by the gate

LONGEST = 180  # words of an article of aid; then they have as many on average as the other items


# ------------------------------------------------------------------ streams
def other_news() -> list[str]:
    """Nothing of it has weights of the gate seen; some of it tells of aid all the same."""
    if not SHARED.is_dir():
        sys.exit(f"needs {SHARED}, which does not come with the project")
    import spacy
    from spacy.tokens import DocBin

    vocab = spacy.blank("en").vocab
    files = (SHARED / f"training/data/{name}.spacy" for name in NEWS)
    texts = [doc.text for file in files for doc in DocBin().from_disk(file).get_docs(vocab)]
    public = read_lines(SHARED / "public/plover_gsr.jsonl")
    return texts + [doc["text"] for doc in public if all(event["aid"] == "no" for event in doc["events"])]


def aid_news() -> list[str]:
    """As short as the other items, so that a share of articles is one of words too."""
    paths = [ROOT / "corpus/gold/train.jsonl", ROOT / "corpus/gold/dev.jsonl"]
    texts = [doc["text"] for path in paths for doc in read_lines(path) if doc["events"]]
    return [text for text in texts if len(text.split()) <= LONGEST]


def read_lines(path: Path) -> Iterator[dict[str, Any]]:
    return (json.loads(line) for line in path.read_text("utf-8").split("\n") if line)


def mixed(count: int, share: float) -> list[tuple[str, bool]]:
    """Texts, and whether they are of aid."""
    rng = random.Random(1)
    aid, other = aid_news(), other_news()
    n = round(count * share)
    texts = [(text, True) for text in rng.sample(aid, min(n, len(aid)))]
    texts += [(text, False) for text in rng.sample(other, min(count - n, len(other)))]
    rng.shuffle(texts)
    return texts


def made(count: int) -> Iterator[str]:
    rng = random.Random(2)

    def name() -> str:
        return "".join(rng.choices("bcdfghklmnprstvwaeiou", k=9)).title()

    for i in range(count):
        if i % 10 == 0:
            goods = f"{i} {name().lower()}s and blankets worth $2 million"
            yield f"{name()} sent {goods} to {name()} on Monday, {name()} said."
        else:
            yield f"{name()} scored for {name()} before half-time, and {name()} {name().lower()} the crowd of {name()}."


def write(texts: Iterator[str] | Sequence[str], path: Path) -> None:
    with open(path, "w", encoding="utf-8") as file:
        for i, text in enumerate(texts):
            file.write(json.dumps({"id": str(i), "text": text, "published": "2023-05-09"}) + "\n")


# ------------------------------------------------------------------ one run
_RUN = """
import json, resource, sys, time
from aidextract.feed import Settings, run_feed
if __name__ == "__main__":
    start = time.monotonic()
    path, gate, processes = sys.argv[1:]
    done = run_feed([path], path + ".csv", settings=Settings(gate=gate), processes=int(processes))
    parent, worker = (resource.getrusage(who).ru_maxrss for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))
    print(json.dumps([time.monotonic() - start, done.counts.articles, done.counts.words, done.counts.passed_by,
                      done.counts.events, parent, worker]))
"""


def run(path: Path, gate: str, processes: int) -> tuple[float, int, int, int, int, int, int]:
    with tempfile.TemporaryDirectory() as folder:
        script = Path(folder) / "run.py"
        script.write_text(_RUN)
        environment = os.environ | {"PYTHONPATH": os.pathsep.join([str(ROOT / "src"), *sys.path])}
        command = [sys.executable, str(script), str(path), gate, str(processes)]
        done = subprocess.run(command, capture_output=True, text=True, check=True, env=environment)
        return tuple(json.loads(done.stdout))  # type: ignore[return-value]


# ------------------------------------------------------------------ what is printed
def rates(folder: Path, count: int, share: float) -> None:
    path = folder / "mixed.jsonl"
    texts = mixed(count, share)
    write((text for text, _ in texts), path)
    words = [(len(text.split()), is_aid) for text, is_aid in texts]
    of_aid = sum(n for n, is_aid in words if is_aid) / sum(n for n, _ in words)
    print(f"\n{sum(is_aid for _, is_aid in words) / len(words):.1%} of articles are of aid, {of_aid:.1%} of words")
    print("gate       processes  articles  passed by  events  seconds  articles/s   words/s  times")
    base: dict[int, float] = {}
    for processes in (1, 2):
        for gate in ("off", "careful", "quick"):
            seconds, articles, words, passed, events, *_ = run(path, gate, processes)
            base.setdefault(processes, seconds)
            print(
                f"{gate:10}{processes:10}{articles:10,}{passed / articles:11.1%}{events:8,}{seconds:9.1f}"
                f"{articles / seconds:12,.1f}{words / seconds:10,.0f}{base[processes] / seconds:7.1f}"
            )
    print("times: faster than without the gate, by as many processes. Start of processes and models counts.")


def memory(folder: Path, counts: Sequence[int]) -> None:
    print(f"\n{'made stream':>12}{'parent MB':>11}{'worker MB':>11}{'articles/s':>12}")
    for count in counts:
        path = folder / f"made{count}.jsonl"
        write(made(count), path)
        seconds, articles, *_, parent, worker = run(path, "careful", 1)
        print(f"{count:12,}{parent / 1024:11,.0f}{worker / 1024:11,.0f}{articles / seconds:12,.1f}")


def stages(folder: Path, count: int, share: float) -> None:
    """One process, no journal: only where the time goes. HTML is measured on pages around the same texts."""
    from aidextract.api import _read, _to_article, _to_doc
    from aidextract.export import to_record
    from aidextract.exports import FORMATS
    from aidextract.feed import may_tell_of_aid
    from aidextract.options import Options
    from aidextract.pipeline import load_pipeline
    from aidextract.sources import Document, Failure, read_documents, to_article

    spent: Counter[str] = Counter()

    @contextmanager
    def timed(stage: str) -> Iterator[None]:
        start = time.perf_counter()
        yield
        spent[stage] += time.perf_counter() - start

    nlp, options = load_pipeline(), Options()
    list(nlp.pipe(["Japan gave Nepal 20 tents."]))
    pages = folder / "pages.jsonl"
    with open(pages, "w") as file:
        for i, (text, _) in enumerate(mixed(count, share)):
            body = "".join(f"<p>{part}</p>" for part in text.split("\n") if part.strip())
            head = f"<!doctype html><html><head><title>News {i}</title></head>"
            file.write(json.dumps({"html": f"{head}<body><article>{body}</article></body></html>"}) + "\n")
    documents = read_documents(pages)
    with FORMATS["csv"]().open(folder / "stages.csv") as writer:
        while True:
            with timed("read"):
                document = next(documents, None)
            if document is None:
                break
            assert isinstance(document, Document)
            with timed("HTML"):
                article = to_article(document)
            if isinstance(article, Failure):
                continue
            with timed("gate"):
                wanted = may_tell_of_aid(article.text)
            if not wanted:
                continue
            with timed("extraction"):
                article = _to_article(article, None, options)
            with timed("pipeline"):
                doc = nlp(_to_doc(article, nlp))
            with timed("extraction"):
                result = _read(doc, article, options, nlp)
            with timed("record, CSV"):
                writer.write(to_record(result))
    total = sum(spent.values())
    print(f"\nshare of time ({count:,} pages): " + ", ".join(f"{k} {v / total:.1%}" for k, v in spent.items()))


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--articles", type=int, default=1500, help="of the mixed stream")
    parser.add_argument("--aid", type=float, default=0.05, help="share of articles of aid")
    parser.add_argument("--full", action="store_true", help="memory at 200,000 articles too")
    parser.add_argument("--only", choices=("rates", "memory", "stages"))
    args = parser.parse_args()
    cores = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count()
    print(f"{platform.machine()}, {cores} cores, Python {platform.python_version()}, {platform.system()}")
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        if args.only in (None, "rates"):
            rates(folder, args.articles, args.aid)
        if args.only in (None, "memory"):
            memory(folder, (1_000, 20_000, *((200_000,) if args.full else ())))
        if args.only in (None, "stages"):
            stages(folder, min(args.articles, 600), args.aid)


if __name__ == "__main__":
    main()
