"""The engine dask: what comes out is what the processes of one machine give, whatever happens to a worker."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from aidextract import cli
from aidextract.errors import InputError
from aidextract.feed import FeedError, Progress, Settings, cluster, run_feed
from aidextract.feed.shard import Shard
from aidextract.sources import Document

SMALL = Settings(shard_size=4)
AID = "Norway sent {} stoves to Kosovo on Monday, the ministry in Oslo said."
OTHER = "Goalkeeper number {} saved two shots before half-time."


@pytest.fixture
def distributed() -> Any:
    return pytest.importorskip("distributed", reason="needs Dask: pip install 'aidextract[scale]'")


@pytest.fixture(scope="module")
def news(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Some of aid, so that the model is at work, and one that fails."""
    path = tmp_path_factory.mktemp("news") / "news.jsonl"
    texts = [(AID if i % 3 == 0 else OTHER).format(i) for i in range(120)]
    texts[50] = " "
    path.write_text("".join(json.dumps({"id": str(i), "text": text}) + "\n" for i, text in enumerate(texts)))
    return path


@pytest.fixture
def no_idle_processes() -> Iterator[None]:
    yield
    while cluster._idle:
        process, timer = cluster._idle.pop()
        timer.cancel()
        process.stop()


def test_a_worker_killed_on_the_way_loses_nothing(distributed: Any, news: Path, tmp_path: Path) -> None:
    run_feed([news], tmp_path / "one.jsonl", settings=SMALL, processes=1)
    with (
        distributed.LocalCluster(n_workers=2, threads_per_worker=1, dashboard_address=None) as local,
        distributed.Client(local, set_as_default=False) as client,
    ):
        assert {type(worker).__name__ for worker in local.workers.values()} == {"Nanny"}
        pids = client.run(os.getpid)
        killed: list[int] = []

        def kill(progress: Progress) -> None:
            busy = [worker for worker, keys in client.processing().items() if keys]
            if not killed and progress.counts.articles >= 8 and busy:
                os.kill(pids[busy[0]], signal.SIGKILL)
                killed.append(pids[busy[0]])

        out = tmp_path / "dask.jsonl"
        progress = run_feed(
            [news], out, settings=SMALL, engine="dask", scheduler=local.scheduler_address, on_progress=kill
        )
        assert len(killed) == 1
        assert killed[0] not in client.run(os.getpid).values()
    assert (progress.counts.articles, progress.counts.events, progress.counts.failed) == (119, 40, 1)
    for name in ("{}.jsonl", "{}.jsonl.failed.jsonl"):
        assert (tmp_path / name.format("dask")).read_bytes() == (tmp_path / name.format("one")).read_bytes()


def test_the_command_starts_a_cluster_and_goes_on_where_processes_stopped(
    distributed: Any, tmp_path: Path, news: Path
) -> None:
    class Stop(Exception):
        pass

    def stop(progress: Progress) -> None:
        if progress.counts.articles:
            raise Stop

    path, out = tmp_path / "other.jsonl", tmp_path / "events.jsonl"
    path.write_text("".join(json.dumps({"id": str(i), "text": OTHER.format(i)}) + "\n" for i in range(200)))
    with pytest.raises(Stop):
        run_feed([path], out, processes=1, on_progress=stop)
    assert (tmp_path / "events.jsonl.work").is_dir()
    done = subprocess.run(
        [sys.executable, "-m", "aidextract", "run", path, "-o", out, "--engine", "dask", "--processes", "1"],
        capture_output=True, text=True, env=os.environ | {"PYTHONPATH": os.pathsep.join(sys.path)},
    )  # fmt: skip
    assert (done.returncode, done.stdout) == (0, "")
    assert done.stderr.startswith("200 articles (200 passed by unread), 0 events, 0 rejected, 0 failed, ")
    assert [json.loads(line)["id"] for line in out.read_text().splitlines()] == [str(i) for i in range(200)]


def test_on_a_worker_an_article_that_takes_too_long_fails_alone(no_idle_processes: None) -> None:
    long = Document("long", f"{AID.format(5)} " * 1000)
    shard = Shard(0, [Document("a", OTHER.format(1)), long, Document("b", OTHER.format(2))], "")
    settings = Settings(max_seconds=0.25)
    result = cluster.read_on_worker(shard, settings, cluster.__version__)
    assert json.loads(result.failed) == {"id": "long", "reason": "took longer than 0.25 seconds (--max-seconds)"}
    assert [json.loads(line)["id"] for line in result.records.splitlines()] == ["a", "b"]


def test_processes_on_a_worker_are_kept_for_the_job(
    monkeypatch: pytest.MonkeyPatch, no_idle_processes: None
) -> None:
    shard = Shard(0, [Document("a", OTHER.format(1))], "")

    def read(settings: Settings = SMALL) -> Any:
        assert cluster.read_on_worker(shard, settings, cluster.__version__).counts.articles == 1
        ((process, timer),) = cluster._idle
        return process, timer

    first, _ = read()
    assert read()[0] is first
    second, _ = read(Settings(gate="quick"))
    assert not first._process.is_alive()
    monkeypatch.setattr(cluster, "_IDLE_SECONDS", 0.05)
    last, timer = read(Settings(gate="quick"))
    assert last is second
    timer.join(10)
    assert (cluster._idle, last._process.is_alive()) == ([], False)


def test_workers_of_another_version_are_refused() -> None:
    with pytest.raises(FeedError, match="the workers have aidextract .*, and 0.0.0 is needed"):
        cluster.read_on_worker(Shard(0, [], ""), SMALL, "0.0.0")


def test_no_cluster_there(
    distributed: Any, news: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(cluster, "_CONNECT_SECONDS", 0.2)
    for address in ("tcp://127.0.0.1:9", "nonsense://127.0.0.1:9"):
        with pytest.raises(FeedError, match=f"no Dask cluster with workers at {address}"):
            run_feed([news], tmp_path / "events.csv", engine="dask", scheduler=address)


def test_without_dask_the_extra_is_named(
    news: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setitem(sys.modules, "distributed", None)
    assert cli.main(["run", str(news), "-o", str(tmp_path / "events.csv"), "--engine", "dask"]) == 1
    assert "the engine dask needs distributed: pip install 'aidextract[scale]'" in capsys.readouterr().err
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({"engine": "spark"}, "engine must be"),
        ({"scheduler": "tcp://127.0.0.1:9"}, "a scheduler is for the engine dask"),
        ({"engine": "dask", "scheduler": "tcp://127.0.0.1:9", "processes": 2}, "workers of its own"),
    ],
)
def test_wrong_usage(options: dict[str, Any], message: str, tmp_path: Path) -> None:
    with pytest.raises(InputError, match=message):
        run_feed([], tmp_path / "events.csv", **options)
