"""Byte streams that can be looked into before they are read, and lines of bounded length."""

from __future__ import annotations

import io
import zlib
from collections.abc import Iterator
from typing import IO

HEAD = 1 << 16  # bytes that tell what kind a stream is of
_CHUNK = 1 << 20


class _Rejoined(io.RawIOBase):
    """What was read of a pipe, and the rest of it."""

    def __init__(self, head: bytes, rest: IO[bytes]) -> None:
        self._head, self._rest = head, rest

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: memoryview) -> int:  # type: ignore[override]
        data = self._head[: len(buffer)] or self._rest.read(len(buffer))
        self._head = self._head[len(data) :]
        buffer[: len(data)] = data
        return len(data)


def look(stream: IO[bytes]) -> tuple[bytes, IO[bytes]]:
    """The head of a stream, and the stream from its beginning, also where it cannot be wound back."""
    head = stream.read(HEAD)
    try:
        stream.seek(0)
    except OSError:  # a pipe, or what is unpacked from one
        return head, io.BufferedReader(_Rejoined(head, stream), HEAD)
    return head, stream


def unpacked_head(head: bytes) -> bytes:
    """The beginning of what is gzipped; nothing where it is no gzip after all."""
    try:
        return zlib.decompressobj(31).decompress(head, HEAD)
    except zlib.error:
        return b""


def read_lines(stream: IO[bytes], limit: int) -> Iterator[tuple[int, bytes | None]]:
    """Lines with their numbers from 1; None in the place of one that is longer than `limit` bytes."""
    number = 0
    while line := stream.readline(limit + 1):
        number += 1
        if len(line) <= limit or line.endswith(b"\n"):
            yield number, line
            continue
        while line and not line.endswith(b"\n"):
            line = stream.readline(_CHUNK)
        yield number, None
