"""What an interrupted job goes on from: the records of finished shards, and a journal of how far they are sound.

A shard counts once its line stands in the journal, whole. Whatever stands in the other files behind the place that the
line names was written by a shard that did not count, and is cut off.
"""

from __future__ import annotations

import json
import os
import shutil
from dataclasses import asdict, dataclass, field, replace
from pathlib import Path
from typing import IO, Any

from aidextract.errors import AidextractError
from aidextract.feed.shard import Counts, Result, Shard


class FeedError(AidextractError):
    """A job that cannot go on as it is called."""


@dataclass(frozen=True, slots=True)
class State:
    """How far a job is: a line of the journal."""

    last: int = -1  # number of the last finished shard
    digest: str = ""  # of all documents up to its end
    done: int = 0  # bytes of the input
    records_end: int = 0  # bytes of the files that count
    failed_end: int = 0
    counts: Counts = field(default_factory=Counts)
    read: bool = False  # all shards are finished
    written: bool = False  # the asked file stands at its place
    skipped: int = 0  # events that its format has no place for


class Journal:
    """The folder of a job. One process at a time; raises `FeedError` where another has it, or it is another job's."""

    def __init__(self, folder: Path, job: dict[str, Any], *, restart: bool = False) -> None:
        self.folder = folder
        self.records_path, self.failed_path = folder / "records.jsonl", folder / "failed.jsonl"
        self.state = State()
        if restart and folder.is_dir():
            shutil.rmtree(folder)
        folder.mkdir(exist_ok=True)
        self._lock = open(folder / "lock", "ab")  # noqa: SIM115
        try:
            self._take()
            sound = self._read(job)
            self._journal = _open_at(folder / "journal.jsonl", sound)
            if not sound:
                self._append(job)
            if not self.state.written:
                self._records = _open_at(self.records_path, self.state.records_end)
                self._failed = _open_at(self.failed_path, self.state.failed_end)
        except BaseException:
            self._lock.close()
            raise

    def _take(self) -> None:
        try:
            import fcntl
        except ImportError:  # Windows: two jobs on one output are then the user's own affair
            return
        try:
            fcntl.flock(self._lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            raise FeedError(f"{self.folder}: another process is at this job") from None

    def _read(self, job: dict[str, Any]) -> int:
        """Takes over the last whole line; returns where the whole lines end."""
        path = self.folder / "journal.jsonl"
        content = path.read_bytes() if path.exists() else b""
        sound = content.rfind(b"\n") + 1
        lines = content[:sound].splitlines()
        if not lines:
            return 0
        known = json.loads(lines[0])
        if known != json.loads(json.dumps(job)):
            differing = sorted(key for key in known.keys() | job.keys() if known.get(key) != _plain(job.get(key)))
            raise FeedError(
                f"{self.folder} holds an unfinished run with other {', '.join(differing)}: repeat that command to "
                "finish it, or begin anew with --restart"
            )
        if len(lines) > 1:
            last = json.loads(lines[-1])
            self.state = State(**last | {"counts": Counts(**last["counts"])})
        return sound

    # -------------------------------------------------------------- going on
    def add(self, shard: Shard, result: Result) -> None:
        """Keeps a shard for good."""
        self.state = replace(
            self.state,
            last=shard.number,
            digest=shard.digest,
            done=shard.done,
            records_end=_write(self._records, result.records),
            failed_end=_write(self._failed, result.failed),
            counts=self.state.counts + result.counts,
        )
        self._append(asdict(self.state))

    def mark_read(self) -> None:
        self.state = replace(self.state, read=True)
        self._append(asdict(self.state))

    def mark_written(self, skipped: int) -> None:
        self.state = replace(self.state, written=True, skipped=skipped)
        self._append(asdict(self.state))

    def _append(self, line: dict[str, Any]) -> None:
        _write(self._journal, json.dumps(line) + "\n")

    # -------------------------------------------------------------- the end
    def close(self) -> None:
        for file in (self._journal, *((self._records, self._failed) if hasattr(self, "_records") else ()), self._lock):
            file.close()

    def remove(self) -> None:
        """The journal goes last: as long as it is there, it says that all is done."""
        for path in (self.records_path, self.failed_path, self.folder / "journal.jsonl"):
            path.unlink(missing_ok=True)
        shutil.rmtree(self.folder, ignore_errors=True)


def _open_at(path: Path, end: int) -> IO[bytes]:
    """To write on from there; what stood behind it is gone."""
    file = open(path, "ab", buffering=0)  # noqa: SIM115
    if file.tell() < end:
        file.close()
        raise FeedError(f"{path} is shorter than its journal says: begin anew with --restart")
    file.truncate(end)
    return file


def _write(file: IO[bytes], text: str) -> int:
    """Writes all of it to the disk; returns where it ends."""
    data = memoryview(text.encode())
    while data:
        data = data[file.write(data) :]
    if text:
        os.fsync(file.fileno())
    return os.fstat(file.fileno()).st_size


def _plain(value: Any) -> Any:
    return json.loads(json.dumps(value))
