"""Shards sent to a Dask cluster: the engine for more than one machine.

Dask brings the shards to its workers, and gives them to others where a worker goes. On a worker each shard is read by
a process of its own (see `workers`), so that an article that hangs or kills fails alone, and for the same reason, as it
does on one machine.
"""

from __future__ import annotations

import contextlib
import multiprocessing
import threading
import uuid
from collections import deque
from collections.abc import Generator, Iterator
from contextlib import ExitStack
from multiprocessing.connection import wait
from typing import Any

from aidextract import __version__
from aidextract.errors import AidextractError
from aidextract.feed.journal import FeedError
from aidextract.feed.settings import Settings
from aidextract.feed.shard import Result, Shard
from aidextract.feed.workers import Worker
from aidextract.sources.extras import need

_AHEAD = 4  # shards for each thread of the cluster that are sent and not yet written down
_IDLE_SECONDS = 60.0  # then a process on a worker gives its memory back
_CONNECT_SECONDS = 30.0


def read_shards(
    shards: Iterator[Shard], settings: Settings, scheduler: str | None, processes: int
) -> Generator[tuple[Shard, Result], None, None]:
    """The results in order, from the cluster at `scheduler`, or from one of `processes` workers on this machine.

    Raises `FeedError` where there is no such cluster or it is lost.
    """
    distributed = need("distributed", "the engine dask", extra="scale")
    dask = need("dask", "the engine dask", extra="scale")
    job = uuid.uuid4().hex
    with ExitStack() as stack:
        # A shard of pages is more than the 10 MB that Dask warns of; it goes to one worker only.
        stack.enter_context(dask.config.set({"distributed.admin.large-graph-warning-threshold": "1GB"}))
        client = stack.enter_context(_connected(distributed, scheduler, processes))
        waiting: deque[tuple[Shard, Any]] = deque()
        try:
            for shard in shards:
                key = f"aidextract-{job}-{shard.number}"
                future = client.submit(read_on_worker, shard, settings, __version__, key=key, pure=False)
                waiting.append((shard, future))
                while len(waiting) >= _AHEAD * _threads(client):
                    yield _first(waiting)
            while waiting:
                yield _first(waiting)
        finally:
            with contextlib.suppress(Exception):  # a lost cluster has nothing to call off
                client.cancel([future for _, future in waiting])


@contextlib.contextmanager
def _connected(distributed: Any, scheduler: str | None, processes: int) -> Iterator[Any]:
    """A client. Waits for a first worker, since without one nothing would ever come."""
    with ExitStack() as stack:
        if scheduler is None:
            scheduler = stack.enter_context(
                distributed.LocalCluster(n_workers=processes, threads_per_worker=1, dashboard_address=None)
            ).scheduler_address
        try:
            client = stack.enter_context(distributed.Client(scheduler, timeout=_CONNECT_SECONDS, set_as_default=False))
            client.wait_for_workers(1, timeout=_CONNECT_SECONDS)
        except (OSError, ValueError) as error:  # TimeoutError is an OSError
            raise FeedError(f"no Dask cluster with workers at {scheduler}: {error}") from None
        yield client


def _threads(client: Any) -> int:
    """Of the cluster as it is now, since workers come and go."""
    with _explained():
        threads: int = sum(client.nthreads().values())
    return max(1, threads)


def _first(waiting: deque[tuple[Shard, Any]]) -> tuple[Shard, Result]:
    shard, future = waiting[0]
    with _explained():
        result: Result = future.result()
    waiting.popleft()
    return shard, result


@contextlib.contextmanager
def _explained() -> Iterator[None]:
    """Dask's errors as ours: the scheduler is gone, the workers die again and again, or lack this package."""
    try:
        yield
    except AidextractError:
        raise
    except Exception as error:
        what = f"{type(error).__name__}: {error}"
        raise FeedError(f"the Dask cluster fails ({what}). What is done is kept: the same command goes on") from error


# ------------------------------------------------------------------ on a worker
_idle: list[tuple[Worker, threading.Timer]] = []  # processes with a model in them, of finished shards
_lock = threading.Lock()


def read_on_worker(shard: Shard, settings: Settings, version: str) -> Result:
    """Reads a shard in a process beside the worker, which is kept for the next one."""
    if version != __version__:
        raise FeedError(f"the workers have aidextract {__version__}, and {version} is needed")
    process = _take(settings)
    try:
        process.send(shard)
        while (result := process.poll()) is None:
            wait([process.connection], timeout=0.5)
    except BaseException:
        process.stop()
        raise
    _keep(process)
    return result


def _take(settings: Settings) -> Worker:
    with _lock:
        while _idle:
            process, timer = _idle.pop()
            timer.cancel()
            if process.settings == settings:
                return process
            process.stop()  # of another job
    # Dask's nannies start workers as daemons, which may have no children. These end with their parent, however it goes.
    multiprocessing.current_process().daemon = False
    return Worker(settings)


def _keep(process: Worker) -> None:
    timer = threading.Timer(_IDLE_SECONDS, _end_idle, [process])
    timer.daemon = True
    with _lock:
        _idle.append((process, timer))
    timer.start()


def _end_idle(process: Worker) -> None:
    with _lock:
        for entry in _idle:
            if entry[0] is process:
                _idle.remove(entry)
                process.stop()
                return
