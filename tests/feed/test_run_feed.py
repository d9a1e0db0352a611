"""A feed as its user sees it: what goes in comes out once, in order, whatever happens on the way."""

from __future__ import annotations

import errno
import json
import os
import random
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from aidextract import cli
from aidextract.errors import InputError
from aidextract.feed import Counts, FeedError, Progress, Settings, run_feed, workers
from aidextract.feed.shard import Result, Shard, read_shard
from aidextract.sources import Document, Limits

AID = "Latvia sent 12 pumps to Moldova on Monday, the ministry in Riga said."
OTHER = "The striker number {} scored twice before half-time."  # passed by, so that no model is loaded
SMALL = Settings(shard_size=4)


def write_news(path: Path, count: int, aid: tuple[int, ...] = (), bad: tuple[int, ...] = ()) -> Path:
    """Articles with the ids 0, 1 ...; some of them of aid, some without a text."""
    rows = []
    for i in range(count):
        text = AID if i in aid else "" if i in bad else OTHER.format(i)
        rows.append({"id": str(i), "text": text, "published": "2023-05-09", "url": f"https://wire.example/{i}"})
    path.write_text("".join(json.dumps(row) + "\n" for row in rows), "utf-8")
    return path


def read(path: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in path.read_text("utf-8").split("\n") if line]


def run(*arguments: object) -> int:
    return cli.main(["run", *map(str, arguments)])


@pytest.fixture(scope="module")
def done(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Progress]:
    """A job with everything in it, by two processes."""
    folder = tmp_path_factory.mktemp("job")
    news = write_news(folder / "news.jsonl", 30, aid=(3, 29), bad=(7, 8))
    steps: list[Progress] = []
    progress = run_feed(
        [news, folder / "none.txt"], folder / "events.jsonl", settings=SMALL, processes=2, on_progress=steps.append
    )
    assert [step.counts.articles for step in steps] == sorted(step.counts.articles for step in steps)
    assert steps[-1].done == steps[-1].total == news.stat().st_size
    return folder, progress


# ------------------------------------------------------------------ what comes out
def test_every_article_comes_out_once_and_in_order(done: tuple[Path, Progress]) -> None:
    folder, progress = done
    records = read(folder / "events.jsonl")
    assert [record["id"] for record in records] == [str(i) for i in range(30) if i not in (7, 8)]
    assert {record["id"]: len(record["events"]) for record in records if record["events"]} == {"3": 1, "29": 1}
    (event,) = records[3]["events"]
    assert [event["donors"][0]["name"], event["recipients"][0]["name"], event["date"]] == [
        "Latvia", "Moldova", "2023-05-08",
    ]  # fmt: skip
    assert (records[3]["url"], event["quote"]) == ("https://wire.example/3", AID)
    words = sum(len(OTHER.split()) for _ in range(26)) + 2 * len(AID.split())
    rejected = sum(len(record["rejected"]) for record in records)
    assert progress.counts == Counts(28, passed_by=26, events=2, rejected=rejected, failed=3, words=words)


def test_failures_stand_beside_with_id_and_reason(done: tuple[Path, Progress]) -> None:
    folder, progress = done
    assert progress.failed_path == folder / "events.jsonl.failed.jsonl"
    assert read(progress.failed_path) == [
        {"id": "7", "reason": "no text"},
        {"id": "8", "reason": "no text"},
        {"id": str(folder / "none.txt"), "reason": "no such file"},
    ]


def test_nothing_else_is_left(done: tuple[Path, Progress]) -> None:
    names = sorted(path.name for path in done[0].iterdir())
    assert names == ["events.jsonl", "events.jsonl.failed.jsonl", "news.jsonl"]


def test_the_command(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    news, out = write_news(tmp_path / "news.jsonl", 5, bad=(2,)), tmp_path / "events.csv"
    assert run(news, "-o", out, "--processes", "1") == 3
    captured = capsys.readouterr()
    assert captured.out == ""
    assert captured.err.startswith("4 articles (4 passed by unread), 0 events, 0 rejected, 1 failed (see ")
    assert captured.err.endswith(" words/s\n")
    assert out.read_text("utf-8").startswith("article,published,")
    assert read(tmp_path / "events.csv.failed.jsonl") == [{"id": "2", "reason": "no text"}]
    write_news(news, 5)
    assert run(news, "-o", out, "--processes", "1") == 0
    assert not (tmp_path / "events.csv.failed.jsonl").exists()


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["-o", "events.docx"], "the ending tells no format"),
        (["-o", "events.csv", "--to", "xls"], "unknown format 'xls'"),
        (["-o", "events.csv", "--columns", "txt=body"], "unknown field 'txt'"),
    ],
)
def test_wrong_usage(tmp_path: Path, arguments: list[str], message: str, capsys: pytest.CaptureFixture[str]) -> None:
    arguments[1] = str(tmp_path / arguments[1])
    assert run(tmp_path, *arguments) == 2
    assert message in capsys.readouterr().err
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    "arguments",
    [["--shard", "0/2"], ["--shard", "3/2"], ["--shard", "a"], ["--max-seconds", "nan"], ["--processes", "0"],
     ["--columns", "text"], ["--gate", "open"]],
)  # fmt: skip
def test_arguments_that_are_refused(tmp_path: Path, arguments: list[str]) -> None:
    with pytest.raises(SystemExit) as stopped:
        run(tmp_path, "-o", tmp_path / "events.csv", *arguments)
    assert stopped.value.code == 2


def test_settings_that_are_refused() -> None:
    for wrong in ({"gate": "open"}, {"part": (3, 2)}, {"max_seconds": 0}, {"shard_size": 0}):
        with pytest.raises(InputError):
            Settings(**wrong)  # type: ignore[arg-type]


def test_a_folder_that_is_not_there(tmp_path: Path) -> None:
    with pytest.raises(FeedError, match="is no folder"):
        run_feed([], tmp_path / "none" / "events.csv")


def test_own_files_are_no_input(tmp_path: Path) -> None:
    write_news(tmp_path / "news.jsonl", 3, bad=(1,))
    for _ in range(2):
        progress = run_feed([tmp_path], tmp_path / "events.csv", processes=1)
        assert progress.counts.articles == 2


def test_parts_make_the_whole(tmp_path: Path) -> None:
    news = write_news(tmp_path / "news.jsonl", 22)
    ids = []
    for i in (1, 2, 3):
        out = tmp_path / f"{i}.jsonl"
        run_feed([news], out, settings=Settings(shard_size=4, part=(i, 3)), processes=1)
        ids.append([int(record["id"]) for record in read(out)])
    assert ids[1] == [4, 5, 6, 7, 16, 17, 18, 19]
    assert sorted(sum(ids, [])) == list(range(22))


def test_log_line_where_there_is_no_terminal(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    from aidextract.cli.run import _Log

    log, now = _Log(), time.monotonic()
    progress = Progress(Counts(articles=1200, events=7), done=50, total=200, seconds=10, words=30_000)
    log(progress)
    assert capsys.readouterr().err == ""
    monkeypatch.setattr(time, "monotonic", lambda: now + 61)
    log(progress)
    assert capsys.readouterr().err.endswith(" 25%, 1,200 articles, 7 events, 0 failed, 3,000 words/s\n")


def test_bar_on_a_terminal(monkeypatch: pytest.MonkeyPatch) -> None:
    import io

    from aidextract.cli.run import _shown

    class Terminal(io.StringIO):
        def isatty(self) -> bool:
            return True

    terminal = Terminal()
    monkeypatch.setattr(sys, "stderr", terminal)
    with _shown() as show:
        for bytes_done in (0, 100):
            time.sleep(0.12)  # the bar is drawn ten times a second at most
            show(Progress(Counts(articles=bytes_done), bytes_done, 200, seconds=1, words=300))
    assert " 50% |" in terminal.getvalue()
    assert "100 articles, 0 events, 0 failed, 300 words/s" in terminal.getvalue()


# ------------------------------------------------------------------ articles that hang or kill
def test_an_article_that_takes_too_long_fails_alone(tmp_path: Path) -> None:
    news = write_news(tmp_path / "news.jsonl", 6)
    news.write_text(news.read_text().replace(OTHER.format(2), f"{AID} " * 1000))
    settings = Settings(shard_size=4, max_seconds=0.25)
    progress = run_feed([news], tmp_path / "events.jsonl", settings=settings, processes=1)
    assert [record["id"] for record in read(tmp_path / "events.jsonl")] == ["0", "1", "3", "4", "5"]
    assert progress.failed_path is not None
    assert read(progress.failed_path) == [{"id": "2", "reason": "took longer than 0.25 seconds (--max-seconds)"}]


@pytest.mark.parametrize("deaths", [1, 2])
def test_an_article_fails_that_its_process_dies_of_twice(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, deaths: int
) -> None:
    poll = workers.Worker.poll
    left = deaths

    def poll_and_kill(worker: workers.Worker) -> Result | None:
        nonlocal left
        result = poll(worker)
        if left and worker._at is not None and worker._at[0] == 2 and worker.shard is not None:
            left -= 1
            os.kill(worker._process.pid, signal.SIGKILL)  # type: ignore[arg-type]
        return result

    monkeypatch.setattr(workers.Worker, "poll", poll_and_kill)
    news = write_news(tmp_path / "news.jsonl", 4, aid=(2,))
    progress = run_feed([news], tmp_path / "events.jsonl", settings=SMALL, processes=1)
    assert left == 0
    if deaths == 1:
        assert (progress.counts.events, progress.counts.failed) == (1, 0)
    else:
        assert progress.failed_path is not None
        assert read(progress.failed_path) == [{"id": "2", "reason": "its process died (SIGKILL)"}]
        assert progress.counts.articles == 3


def test_what_is_wrong_with_the_set_up_stops_the_job(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    pages = tmp_path / "pages"
    pages.mkdir()
    (pages / "a.html").write_text("<html><body><p>Nothing.</p></body></html>")
    (tmp_path / "trafilatura.py").write_text("raise ImportError('not here')")
    monkeypatch.setenv("PYTHONPATH", f"{tmp_path}{os.pathsep}{os.environ.get('PYTHONPATH', '')}")
    done = subprocess.run(
        [sys.executable, "-m", "aidextract", "run", "pages", "-o", "events.csv"], cwd=tmp_path, capture_output=True,
        text=True, env=os.environ | {"PYTHONPATH": os.pathsep.join([str(tmp_path), *sys.path])},
    )  # fmt: skip
    assert done.returncode == 1
    assert done.stderr == "aidextract: HTML needs trafilatura: pip install 'aidextract[feed]' (not here)\n"
    assert not (tmp_path / "events.csv").exists()


def test_few_shards_are_held_at_a_time() -> None:
    taken = 0

    def shards() -> Iterator[Shard]:
        nonlocal taken
        for number in range(200):
            taken += 1
            yield Shard(number, [Document(str(number), OTHER.format(number))], "")

    most = 0
    for given, (shard, result) in enumerate(workers.read_shards(shards(), SMALL, 1)):
        assert shard.number == given
        assert result.counts.articles == 1
        most = max(most, taken - given)
    assert (taken, given) == (200, 199)
    assert most <= 12


# ------------------------------------------------------------------ memory
def test_what_is_read_leaves_nothing_behind() -> None:
    """New words and their lemmas are forgotten after each shard: over a long stream nothing grows."""
    from aidextract.pipeline import load_pipeline

    nlp = load_pipeline()
    rng = random.Random(5)
    settings = Settings(gate="off")  # made-up words have no weight there

    def shard(number: int) -> list[Document]:
        names = ["".join(rng.choices("bcdfghklmnprstvw", k=9)).title() for _ in range(40)]
        text = " ".join(f"{name} sent {i} {name.lower()}s to Moldova." for i, name in enumerate(names))
        return [Document(f"{number}.{i}", f"{text} {i}") for i in range(2)]

    read_shard(shard(0), settings)
    before = len(nlp.vocab.strings), sum(1 for _ in nlp.vocab)
    for number in range(1, 4):
        result = read_shard(shard(number), settings)
        assert result.counts.events > 10
    assert (len(nlp.vocab.strings), sum(1 for _ in nlp.vocab)) == before
    assert nlp.get_pipe("aid_encoder")._lemmas == {}  # type: ignore[attr-defined]
    (first,) = [read_shard([Document("a", AID)], Settings()).records for _ in range(1)]
    assert json.loads(first)["events"][0]["items"][0]["item"] == "pumps"


# ------------------------------------------------------------------ going on
_KILLED = """
import os, random, signal, sys
from aidextract.feed import Settings, job, journal, run_feed

left = int(sys.argv[3])

def before(function):
    def wrapped(*args, **kwargs):
        global left
        left -= 1
        if left == 0:
            if function is journal._write.__wrapped__ and args[1]:  # half of it gets to the disk
                args[0].write(args[1].encode()[: len(args[1]) // 2])
            os.kill(os.getpid(), signal.SIGKILL)
        return function(*args, **kwargs)
    wrapped.__wrapped__ = function
    return wrapped

journal._write = before(journal._write)
os.fsync, os.replace, os.unlink, os.rmdir = map(before, (os.fsync, os.replace, os.unlink, os.rmdir))
os.truncate, os.mkdir = before(os.truncate), before(os.mkdir)
if __name__ == "__main__":
    progress = run_feed([sys.argv[1]], sys.argv[2], settings=Settings(shard_size=4), processes=1)
    print(progress.counts.articles)
"""


def test_killed_twenty_times_it_comes_out_as_if_never_stopped(tmp_path: Path) -> None:
    news = write_news(tmp_path / "news.jsonl", 99, bad=tuple(range(0, 99, 9)))
    whole = tmp_path / "whole.jsonl"
    run_feed([news], whole, settings=SMALL, processes=1)
    script = tmp_path / "killed.py"
    script.write_text(_KILLED)
    rng = random.Random(20)
    out = tmp_path / "events.jsonl"
    kills = 0
    environment = os.environ | {"PYTHONPATH": os.pathsep.join(sys.path)}
    while kills < 40:
        command = [sys.executable, str(script), str(news), str(out), str(rng.randint(1, 14))]
        done = subprocess.run(command, env=environment, capture_output=True, text=True)
        if done.returncode == 0:
            break
        assert done.returncode == -signal.SIGKILL, done.stderr
        kills += 1
        if out.exists():  # whole or not at all
            assert out.read_bytes() == whole.read_bytes()
    assert kills >= 20
    assert done.stdout == "88\n"
    assert out.read_bytes() == whole.read_bytes()
    failed, expected = (tmp_path / f"{name}.jsonl.failed.jsonl" for name in ("events", "whole"))
    assert failed.read_bytes() == expected.read_bytes()
    assert not [path.name for path in tmp_path.iterdir() if "work" in path.name or "part" in path.name]


@pytest.mark.skipif(not Path("/proc/self/task").exists(), reason="looks for processes in /proc")
def test_no_process_outlives_a_killed_job(tmp_path: Path) -> None:
    fifo = tmp_path / "news"
    os.mkfifo(fifo)  # an input that does not end
    command = [sys.executable, "-m", "aidextract", "run", str(fifo), "-o", str(tmp_path / "e.csv"), "--processes", "2"]
    environment = os.environ | {"PYTHONPATH": os.pathsep.join(sys.path)}
    with subprocess.Popen(command, env=environment, stderr=subprocess.DEVNULL) as job, open(fifo, "w") as news:
        news.write((json.dumps({"text": OTHER}) + "\n") * 2000)
        news.flush()
        children: list[str] = []
        deadline = time.monotonic() + 60
        while len(children) < 3 and time.monotonic() < deadline:  # two workers, and multiprocessing's tracker
            time.sleep(0.05)
            children = Path(f"/proc/{job.pid}/task/{job.pid}/children").read_text().split()
        assert len(children) >= 2
        job.kill()
    deadline = time.monotonic() + 30
    while any(_is_alive(pid) for pid in children) and time.monotonic() < deadline:
        time.sleep(0.05)
    assert not any(_is_alive(pid) for pid in children)


def _is_alive(pid: str) -> bool:
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except (FileNotFoundError, ProcessLookupError):
        return False


def test_a_full_disk_stops_the_job_and_the_same_command_goes_on(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    news, out = write_news(tmp_path / "news.jsonl", 300), tmp_path / "events.jsonl"
    sync, left = os.fsync, 5

    def full(number: int) -> None:
        nonlocal left
        left -= 1
        if left < 0:
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
        sync(number)

    with monkeypatch.context() as patch:
        patch.setattr(os, "fsync", full)
        assert run(news, "-o", out, "--processes", "1") == 1
    assert "No space left on device. What is done is kept: the same command goes on" in capsys.readouterr().err
    assert not out.exists()
    assert run(news, "-o", out, "--processes", "1") == 0
    assert [record["id"] for record in read(out)] == [str(i) for i in range(300)]


@pytest.fixture
def stopped(tmp_path: Path) -> Path:
    """A job that was stopped after its first shards."""

    class Stop(Exception):
        pass

    def stop(progress: Progress) -> None:
        if progress.counts.articles >= 8:
            raise Stop

    write_news(tmp_path / "news.jsonl", 20)
    with pytest.raises(Stop):
        run_feed([tmp_path / "news.jsonl"], tmp_path / "e.jsonl", settings=SMALL, processes=1, on_progress=stop)
    assert len(read(tmp_path / "e.jsonl.work" / "records.jsonl")) == 8
    return tmp_path


def test_other_settings_are_another_job(stopped: Path) -> None:
    news, out = stopped / "news.jsonl", stopped / "e.jsonl"
    with pytest.raises(FeedError, match="unfinished run with other gate: repeat that command"):
        run_feed([news], out, settings=Settings(shard_size=4, gate="quick"), processes=1)
    progress = run_feed([news], out, settings=Settings(shard_size=4, gate="quick"), processes=1, restart=True)
    assert progress.counts.articles == len(read(out)) == 20


def test_other_input_is_another_job(stopped: Path) -> None:
    news, out = stopped / "news.jsonl", stopped / "e.jsonl"
    lines = news.read_text().splitlines(keepends=True)
    news.write_text("".join(lines[1:]))
    with pytest.raises(FeedError, match="the inputs have changed since the interrupted run"):
        run_feed([news], out, settings=SMALL, processes=1)
    news.write_text("".join(lines) + lines[0])  # what was read has not changed: more may have come
    assert run_feed([news], out, settings=SMALL, processes=1).counts.articles == 21


def test_one_process_at_a_job(stopped: Path) -> None:
    fcntl = pytest.importorskip("fcntl")
    with open(stopped / "e.jsonl.work" / "lock", "ab") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        with pytest.raises(FeedError, match="another process is at this job"):
            run_feed([stopped / "news.jsonl"], stopped / "e.jsonl", settings=SMALL)


def test_limits_reach_the_reader(tmp_path: Path) -> None:
    news = write_news(tmp_path / "news.jsonl", 3)
    progress = run_feed([news], tmp_path / "e.csv", settings=Settings(limits=Limits(max_bytes=10)), processes=1)
    assert (progress.counts.articles, progress.counts.failed) == (0, 3)


def test_import_is_light() -> None:
    code = (
        "import sys, aidextract.feed, aidextract.sources, aidextract.cli.run;"
        "print(sorted({'spacy', 'numpy', 'pyarrow', 'trafilatura', 'lxml', 'warcio', 'tqdm'} & set(sys.modules)))"
    )
    environment = os.environ | {"PYTHONPATH": os.pathsep.join(sys.path)}
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, env=environment)
    assert done.stdout == "[]\n"
