"""Many articles in, one file of events out: `run_feed`, behind ``aidextract run``.

    inputs -> documents -> shards -> worker processes -> records in order, with a journal -> the asked format

Read in the parent: files, tables, WARC records. Done in the workers: HTML, the gate, the model. Killed at any point,
the same call goes on from the last shard in the journal, and the output is as if it had never stopped.
"""

from __future__ import annotations

from aidextract.feed.gate import may_tell_of_aid
from aidextract.feed.job import Progress, run_feed
from aidextract.feed.journal import FeedError
from aidextract.feed.settings import Settings
from aidextract.feed.shard import Counts, Result, read_shard

__all__ = ["Counts", "FeedError", "Progress", "Result", "Settings", "may_tell_of_aid", "read_shard", "run_feed"]
