"""``aidextract run``: the events of many articles, into one file."""

from __future__ import annotations

import argparse
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

from aidextract.cli.common import complain, count, model_option
from aidextract.cli.export import export_options, format_arguments

if TYPE_CHECKING:
    from aidextract.feed import Progress

SOME_FAILED = 3
"""Exit code of a job that is done, but for some articles."""
LOG_SECONDS = 60.0  # between two lines where there is no terminal

_EPILOG = """\
INPUT: plain text, HTML, JSON, JSON Lines, CSV, TSV, Parquet, answers of the ReliefWeb API, WARC, each also gzipped;
told by content. Interrupted in whatever way, the same command goes on where it was.
Exit codes: 0 all is done; 3 all is done, but some articles failed (listed in OUT's name with .failed.jsonl);
1 stopped before the end: the same command goes on; 2 wrong usage.
"""


def add_command(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Adds the command to the parser."""
    parser = commands.add_parser(
        "run", parents=[format_arguments(), model_option()], help="read many articles into one file of events",
        epilog=_EPILOG, formatter_class=argparse.RawDescriptionHelpFormatter,
    )  # fmt: skip
    parser.add_argument("inputs", nargs="+", metavar="INPUT", help="file, folder, glob; - is standard input")
    parser.add_argument("--failed", metavar="FILE", help="where failures go (default: OUT's name with .failed.jsonl)")
    parser.add_argument(
        "--columns", type=_column, nargs="+", action="extend", default=[], metavar="FIELD=NAME",
        help="which column or key holds id, text, html, published, title, url, source (default: the usual names)",
    )  # fmt: skip
    parser.add_argument("--processes", type=_positive, metavar="N", help="default: one for each core")
    parser.add_argument(
        "--engine", choices=("processes", "dask"), default="processes",
        help="what does the work: processes of this machine, or Dask (default: %(default)s)",
    )  # fmt: skip
    parser.add_argument(
        "--scheduler", metavar="ADDRESS", help="of a Dask cluster, as tcp://10.0.0.5:8786 (default: start one here)"
    )
    parser.add_argument(
        "--shard", type=_part, default=(1, 1), metavar="I/N", help="do the I-th of N parts, for N machines"
    )
    parser.add_argument(
        "--gate", choices=("careful", "quick", "off"), default="careful",
        help="pass by, unread, what surely (careful) or likely (quick) tells of no aid (default: %(default)s)",
    )  # fmt: skip
    parser.add_argument("--max-bytes", type=_positive, metavar="N", help="largest article (default: 10 million)")
    parser.add_argument("--max-seconds", type=_seconds, metavar="S", help="longest time for an article (default: 120)")
    parser.add_argument("--restart", action="store_true", help="do not go on with an interrupted run: begin anew")
    parser.set_defaults(run=run)


def run(args: argparse.Namespace) -> int:
    from aidextract.errors import InputError
    from aidextract.feed import run_feed

    try:
        settings, export = _settings(args), export_options(args)
        with _shown() as on_progress:
            done = run_feed(
                args.inputs, args.out, to=args.to, settings=settings, export=export, processes=args.processes,
                engine=args.engine, scheduler=args.scheduler, failed=args.failed, restart=args.restart,
                on_progress=on_progress,
            )  # fmt: skip
    except InputError as error:
        complain(str(error))
        return 2
    except OSError as error:
        where = f"{error.filename}: " if error.filename else ""
        complain(f"{where}{error.strerror or error}. What is done is kept: the same command goes on")
        return 1
    except KeyboardInterrupt:
        complain("stopped. What is done is kept: the same command goes on")
        raise
    print(_summary(done), file=sys.stderr)
    return SOME_FAILED if done.counts.failed else 0


def _settings(args: argparse.Namespace) -> Any:
    from aidextract.feed import Settings
    from aidextract.options import Options
    from aidextract.sources import Limits

    given: dict[str, Any] = {"options": Options(model=args.model), "columns": dict(args.columns), "part": args.shard}
    if args.max_bytes is not None:
        given["limits"] = Limits(args.max_bytes)
    if args.max_seconds is not None:
        given["max_seconds"] = args.max_seconds
    return Settings(gate=args.gate, **given)


# ------------------------------------------------------------------ arguments
def _column(value: str) -> tuple[str, str]:
    field, equals, name = value.partition("=")
    if not equals or not name:
        raise argparse.ArgumentTypeError(f"FIELD=NAME is needed, got {value!r}")
    return field, name


def _part(value: str) -> tuple[int, int]:
    i, _, n = value.partition("/")
    if not (i.isdecimal() and n.isdecimal() and 1 <= int(i) <= int(n)):
        raise argparse.ArgumentTypeError(f"I/N with I from 1 to N is needed, got {value!r}")
    return int(i), int(n)


def _positive(value: str) -> int:
    number = count(value)
    if not number:
        raise argparse.ArgumentTypeError("a number above 0 is needed")
    return number


def _seconds(value: str) -> float:
    try:
        number = float(value)
    except ValueError:
        number = 0.0
    if not 0 < number < float("inf"):
        raise argparse.ArgumentTypeError(f"a number of seconds above 0 is needed, got {value!r}")
    return number


# ------------------------------------------------------------------ what is shown
@contextmanager
def _shown() -> Iterator[Callable[[Progress], None]]:
    """A bar on a terminal, a line now and then elsewhere."""
    if not sys.stderr.isatty():
        yield _Log()
        return
    from tqdm import tqdm

    form = "{percentage:3.0f}% |{bar}| {desc} [{elapsed}<{remaining}]"
    pipe = "{desc} [{elapsed}]"  # of unknown length
    with tqdm(total=None, bar_format=pipe, file=sys.stderr, dynamic_ncols=True, leave=False) as bar:

        def show(progress: Progress) -> None:
            if progress.total and bar.total is None:  # the first call
                bar.total, bar.bar_format = progress.total, form
                bar.initial = bar.n = progress.done  # what an interrupted run did says nothing of this one's rate
            bar.set_description_str(_state(progress), refresh=False)
            bar.update(progress.done - bar.n)

        yield show


class _Log:
    """A line a minute."""

    def __init__(self) -> None:
        self._next = time.monotonic() + LOG_SECONDS

    def __call__(self, progress: Progress) -> None:
        if time.monotonic() < self._next:
            return
        self._next = time.monotonic() + LOG_SECONDS
        share = f"{progress.done / progress.total:.0%}, " if progress.total else ""
        print(f"{time.strftime('%Y-%m-%d %H:%M:%S')} {share}{_state(progress)}", file=sys.stderr, flush=True)


def _state(progress: Progress) -> str:
    c = progress.counts
    return (
        f"{c.articles:,} articles, {c.events:,} events, {c.failed:,} failed, {progress.words_per_second:,.0f} words/s"
    )


def _summary(progress: Progress) -> str:
    c = progress.counts
    failed = f"{c.failed:,} failed" + (f" (see {progress.failed_path})" if progress.failed_path else "")
    skipped = f" ({progress.skipped:,} left out by the format)" if progress.skipped else ""
    return (
        f"{c.articles:,} articles ({c.passed_by:,} passed by unread), {c.events:,} events{skipped}, "
        f"{c.rejected:,} rejected, {failed}, {progress.words_per_second:,.0f} words/s"
    )
