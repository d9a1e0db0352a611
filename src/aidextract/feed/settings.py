"""Every knob of a feed that changes what comes out; each with its default and the reason for it."""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from aidextract.errors import InputError
from aidextract.feed.gate import THRESHOLDS, Care
from aidextract.options import Options
from aidextract.sources import Limits


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """How to read a feed. Raises `InputError` for a value that is not allowed."""

    options: Options = Options()
    """Of the extraction."""

    columns: Mapping[str, str] = field(default_factory=dict)
    """Names of columns or keys of tables, where they are unusual: see `aidextract.sources.read_articles`."""

    limits: Limits = Limits()
    """How large an article may be."""

    max_seconds: float = 120.0
    """One article may take so long; then its process is ended and the article is a failure. 120 seconds are some
    400,000 words: what takes longer is no article, or makes a parser hang."""

    gate: Care = "careful"
    """How surely an article has to be without aid to be passed by unread: see `aidextract.feed.gate`. "careful" loses
    some 1 of 1,000 articles of aid, "quick" some 9 and is faster still, "off" reads all."""

    part: tuple[int, int] = (1, 1)
    """Which part of how many this machine does: (2, 4) is every fourth shard from the second on."""

    shard_size: int = 64
    """Articles that are sent to a process and written down together. What an interruption costs at most, for each
    process; some seconds of work, so that sending and journal take no time beside it."""

    def __post_init__(self) -> None:
        i, n = self.part
        if not 1 <= i <= n:
            raise InputError(f"part must be (i, n) with i from 1 to n, got {self.part}")
        if self.gate not in (*THRESHOLDS, "off"):
            raise InputError(f"gate must be one of {', '.join(map(repr, (*THRESHOLDS, 'off')))}, got {self.gate!r}")
        if self.max_seconds <= 0 or self.shard_size < 1 or self.limits.max_bytes < 1:
            raise InputError("max_seconds, shard_size and max_bytes must be above 0")

    def to_dict(self) -> dict[str, Any]:
        """Plain values, to compare with those of an interrupted run."""
        return {**dataclasses.asdict(self), "columns": dict(self.columns), "part": list(self.part)}
