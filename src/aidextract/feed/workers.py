"""Worker processes, each with a model of its own, that shards are sent to.

Not `concurrent.futures`, because one article must be able to fail alone: a process that hangs in an article or dies of
it is replaced, and the shard is read again without that article.
"""

from __future__ import annotations

import contextlib
import math
import multiprocessing
import os
import signal
import threading
import time
from collections import deque
from collections.abc import Generator, Iterator
from multiprocessing.connection import Connection, wait
from typing import Any

from aidextract.errors import AidextractError
from aidextract.feed.settings import Settings
from aidextract.feed.shard import Result, Shard, read_shard

_AHEAD = 8  # finished shards for each process that may wait for a slower one before them
_TRIES = 2  # a process that dies may have been ended by someone else: the same article is tried once more
_THREADS = ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS")


def read_shards(
    shards: Iterator[Shard], settings: Settings, processes: int
) -> Generator[tuple[Shard, Result], None, None]:
    """The results in order. Few shards are held at a time, so that memory does not grow with the stream."""
    workers = [Worker(settings) for _ in range(processes)]
    results: dict[int, tuple[Shard, Result]] = {}
    order: deque[int] = deque()  # of the shards sent and not yet given out
    ready: deque[Shard] = deque()
    more = True
    try:
        while True:
            for worker in workers:
                if worker.shard is None and (ready or more) and len(order) < _AHEAD * processes:
                    shard = ready.popleft() if ready else next(shards, None)
                    if shard is None:
                        more = False
                        break
                    order.append(shard.number)
                    worker.send(shard)
            busy = [worker for worker in workers if worker.shard is not None]
            ahead = more and len(busy) == processes and len(ready) < processes
            if ahead:  # read while the workers work
                shard = next(shards, None)
                more = shard is not None
                ready.extend([shard] if shard else [])
            while order and order[0] in results:
                yield results.pop(order.popleft())
            if not busy:
                if not (ready or more):
                    return
                continue
            wait([worker.connection for worker in busy], timeout=0 if ahead else 0.5)
            for worker in busy:
                shard = worker.shard
                result = worker.poll()
                if result is not None and shard is not None:
                    results[shard.number] = shard, result
    finally:
        for worker in workers:
            worker.stop()


class Worker:
    """One process and the shard that it reads. Ends what hangs, replaces what has died, at each `poll`."""

    def __init__(self, settings: Settings) -> None:
        self.settings = settings
        self.shard: Shard | None = None
        self._refused: dict[int, str] = {}
        self._deaths: dict[int, int] = {}
        self._start()

    def _start(self) -> None:
        context = multiprocessing.get_context("spawn")  # a fork would copy the parent's threads and locks
        self.connection, theirs = context.Pipe()
        self._process = context.Process(target=_work, args=(theirs, self.settings), daemon=True)
        with _one_thread_each():
            self._process.start()
        theirs.close()
        self._at: tuple[int, float] | None = None  # the article that it is in, and since when

    def send(self, shard: Shard) -> None:
        self.shard = shard
        self._refused, self._deaths = {}, {}
        self._send()

    def _send(self) -> None:
        assert self.shard is not None
        with contextlib.suppress(OSError):  # it has died: `poll` finds that out
            self.connection.send((self.shard.documents, self._refused))

    def poll(self) -> Result | None:
        """The result, once it is there. Replaces the process where it hangs or has died."""
        try:
            while self.connection.poll():
                message = self.connection.recv()
                if isinstance(message, Result):
                    self.shard = self._at = None
                    return message
                if isinstance(message, BaseException):
                    raise message
                self._at = message
        except (EOFError, OSError):
            self._process.join()
            self._replace(f"its process died ({_exit_words(self._process.exitcode)})", _TRIES)
            return None
        if self._at is not None and time.monotonic() - self._at[1] > self.settings.max_seconds:
            self._replace(f"took longer than {self.settings.max_seconds:g} seconds (--max-seconds)", 1)
        return None

    def _replace(self, reason: str, tries: int) -> None:
        position = self._at[0] if self._at else -1  # -1: before the first article
        self._deaths[position] = self._deaths.get(position, 0) + 1
        self.stop()
        if self._deaths[position] >= tries:
            if position < 0:
                raise AidextractError(f"a worker process cannot start: {reason}")
            self._refused[position] = reason
        self._start()
        self._send()

    def stop(self) -> None:
        self._process.kill()
        self._process.join()
        self.connection.close()


@contextlib.contextmanager
def _one_thread_each() -> Iterator[None]:
    """Numeric libraries read these at their import: as many threads as processes are enough."""
    before = {name: os.environ.get(name) for name in _THREADS}
    os.environ.update(dict.fromkeys(_THREADS, "1"))
    try:
        yield
    finally:
        for name, value in before.items():
            if value is None:
                os.environ.pop(name, None)
            else:
                os.environ[name] = value


def _exit_words(code: int | None) -> str:
    if code is not None and code < 0:
        with contextlib.suppress(ValueError):
            return signal.Signals(-code).name
    return f"exit code {code}"


# ------------------------------------------------------------------ in the process
def _work(connection: Connection[Any, Any], settings: Settings) -> None:
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C reaches all; the parent ends us
    threading.Thread(target=_end_with_parent, daemon=True).start()

    def tell(position: int, loads: bool) -> None:
        """Which article it is in, and since when: never, while it loads the model, which is not the article's fault."""
        connection.send((position, math.inf if loads else time.monotonic()))

    try:
        while True:
            documents, refused = connection.recv()
            connection.send(read_shard(documents, settings, refused, tell))
    except (EOFError, BrokenPipeError, ConnectionResetError):
        return
    except AidextractError as error:
        connection.send(error)


def _end_with_parent() -> None:
    """A parent that was killed tells nobody: what waits for it would wait for ever."""
    parent = multiprocessing.parent_process()
    if parent is not None:
        parent.join()
        os._exit(1)
