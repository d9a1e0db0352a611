"""One job from inputs to a file: shards, the journal, the asked format at the end."""

from __future__ import annotations

import hashlib
import json
import os
import shutil
import time
from collections.abc import Callable, Generator, Iterable, Iterator
from contextlib import closing
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

from aidextract import __version__
from aidextract.errors import InputError
from aidextract.feed import cluster, workers
from aidextract.feed.journal import FeedError, Journal, State
from aidextract.feed.settings import Settings
from aidextract.feed.shard import Counts, Result, Shard
from aidextract.sources import Document, Failure, read_documents
from aidextract.sources.extras import need
from aidextract.sources.reader import Meter

if TYPE_CHECKING:
    from aidextract.exports import ExportOptions

Engine = Literal["processes", "dask"]

SHARD_BYTES = 16_000_000  # pages are large: a shard of them is not to fill the memory


@dataclass(frozen=True, slots=True)
class Progress:
    """How far a job is. `total` bytes of input; 0 where it is not known (a pipe)."""

    counts: Counts
    done: int
    total: int
    seconds: float  # of this call
    words: int  # of this call, those before an interruption left out
    failed_path: Path | None = None  # where failures are listed, once the job is done and if there are any
    skipped: int = 0  # events that the format has no place for, listed in OUT's name with .skipped.jsonl

    @property
    def words_per_second(self) -> float:
        return self.words / self.seconds if self.seconds else 0.0


def run_feed(
    inputs: Iterable[str | os.PathLike[str]],
    out: str | os.PathLike[str],
    *,
    to: str | None = None,
    settings: Settings = Settings(),  # noqa: B008, frozen
    export: ExportOptions | None = None,
    processes: int | None = None,
    engine: Engine = "processes",
    scheduler: str | None = None,
    failed: str | os.PathLike[str] | None = None,
    restart: bool = False,
    on_progress: Callable[[Progress], None] = lambda progress: None,
) -> Progress:
    """Reads `inputs` (see `aidextract.sources.read_articles`) and writes their events to `out`, in the order of input.

    `to` is the format where the ending of `out` does not tell it. What cannot be read is listed in `failed`, JSON
    Lines of id and reason ("events.csv.failed.jsonl" beside "events.csv"); without failures there is no such file.
    `processes`: None for one a core. `engine`: "dask" sends the work to the Dask cluster at `scheduler`
    ("tcp://10.0.0.5:8786"), or starts one of `processes` workers here; what comes out is the same.
    `out` appears when all is done, whole. Until then a folder beside it ("events.csv.work") keeps what is done: after
    an interruption the same call goes on from there, with either engine; `restart` begins anew.

    >>> run_feed(["no-such-file.txt"], "/dev/null/events.csv")
    Traceback (most recent call last):
    aidextract.feed.journal.FeedError: /dev/null is no folder

    Raises `InputError` for an unknown format or engine, `MissingExtra` where Dask is not installed, `FeedError` where
    the job cannot go on as it is called, and `OSError` where the disk refuses (full, say): what is done is kept then
    too. Call it from a script only under ``if __name__ == "__main__":``, since the processes import the script.
    """
    from aidextract.exports import FORMATS, ExportOptions, format_of

    _check(engine, scheduler, processes)
    out, inputs = Path(out), [os.fspath(name) for name in inputs]
    failed = Path(failed) if failed is not None else out.with_name(out.name + ".failed.jsonl")
    writer = FORMATS[format_of(out, to)](export or ExportOptions())
    if not out.parent.is_dir():
        raise FeedError(f"{out.parent} is no folder")
    started = time.monotonic()
    folder = out.with_name(out.name + ".work")
    meter = Meter(inputs)
    own = [out, failed, folder, *_temporary(out)]
    documents = read_documents(inputs, columns=settings.columns, limits=settings.limits, without=own, meter=meter)
    job = {"version": __version__, "inputs": inputs, **settings.to_dict()}
    with closing(Journal(folder, job, restart=restart)) as journal:
        before = journal.state.counts.words

        def report() -> Progress:
            counts = journal.state.counts
            seconds = time.monotonic() - started
            return Progress(counts, journal.state.done, meter.total, seconds, counts.words - before)

        if not journal.state.written:
            if not journal.state.read:
                on_progress(report())
                shards = _after(_shards(documents, settings, meter), journal.state)
                own_shards = _own(shards, settings)
                with closing(_results(own_shards, settings, engine, scheduler, processes)) as results:
                    for shard, result in results:
                        journal.add(shard, result)
                        on_progress(report())
                journal.mark_read()
            journal.mark_written(_write(journal, writer, out, failed))
        listed = failed if journal.state.counts.failed else None
        progress = replace(report(), failed_path=listed, skipped=journal.state.skipped)
        journal.remove()
    return progress


def _check(engine: Engine, scheduler: str | None, processes: int | None) -> None:
    if engine not in ("processes", "dask"):
        raise InputError(f"engine must be 'processes' or 'dask', got {engine!r}")
    if scheduler is not None and engine != "dask":
        raise InputError("a scheduler is for the engine dask")
    if scheduler is not None and processes is not None:
        raise InputError("processes are for this machine: a scheduler has workers of its own")
    if engine == "dask":
        need("distributed", "the engine dask", extra="scale")


def _results(
    shards: Iterator[Shard], settings: Settings, engine: Engine, scheduler: str | None, processes: int | None
) -> Generator[tuple[Shard, Result], None, None]:
    if engine == "dask":
        return cluster.read_shards(shards, settings, scheduler, processes or cores())
    return workers.read_shards(shards, settings, processes or cores())


def cores() -> int:
    """Those that this process may use."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


# ------------------------------------------------------------------ shards
def _shards(documents: Iterable[Document | Failure], settings: Settings, meter: Meter) -> Iterator[Shard]:
    """The same shards whenever the same input is read, whatever part of it is ours."""
    digest = hashlib.blake2b(digest_size=16)
    held: list[Document | Failure] = []
    size = number = 0
    for document in documents:
        held.append(document)
        size += document.size if isinstance(document, Document) else 0
        digest.update(f"{document.id}\0{getattr(document, 'size', -1)}\n".encode("utf-8", "surrogatepass"))
        if len(held) == settings.shard_size or size >= SHARD_BYTES:
            yield Shard(number, held, digest.hexdigest(), meter.done)
            held, size, number = [], 0, number + 1
    if held:
        yield Shard(number, held, digest.hexdigest(), meter.done)


def _after(shards: Iterator[Shard], state: State) -> Iterator[Shard]:
    """Those that are not in the journal. Refuses an input that has changed since it was written."""
    if state.last < 0:
        return shards
    for shard in shards:
        if shard.number == state.last:
            if shard.digest != state.digest:
                break
            return shards
    raise FeedError("the inputs have changed since the interrupted run: begin anew with --restart")


def _own(shards: Iterator[Shard], settings: Settings) -> Iterator[Shard]:
    i, n = settings.part
    return (shard for shard in shards if shard.number % n == i - 1)


# ------------------------------------------------------------------ the end
def _temporary(out: Path) -> list[Path]:
    return [out.with_name(out.name + ending) for ending in (".part", ".skipped.jsonl", ".skipped.jsonl.part")]


def _write(journal: Journal, writer: Any, out: Path, failed: Path) -> int:
    """The asked format from the records. Each file appears whole; done again after an interruption, it is the same."""
    if journal.state.failed_end:
        part = failed.with_name(failed.name + ".part")
        shutil.copyfile(journal.failed_path, part)
        os.replace(part, failed)
    else:
        failed.unlink(missing_ok=True)  # of an earlier run
    with writer.open(out), open(journal.records_path, encoding="utf-8") as lines:
        for line in lines:
            writer.write(json.loads(line))
    return sum(writer.skipped.values())


