"""Any text: nothing is raised, evidence stands where it says, and every way to ask gives the same, byte for byte."""

from __future__ import annotations

import json
import multiprocessing
import os
import random
import subprocess
import sys
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from aidextract import Article, Extraction, Options, extract, extract_many

ROOT = Path(__file__).resolve().parents[2]
NEWS = [
    "Last week France gave ANAMA more than 300 toolkits worth €400,000, the embassy said.",
    "BAKU, Sept. 9, 2022 (Agency) - Japan’s ambassador handed over 12 ambulances to Nepal’s Ministry of Health.",
    "By Ann Lee\r\n\r\nKenya will send 20 tons of maize\xa0to Malawi in March. “It is a gift,” the minister said.",
    "Oxfam and UNICEF pledged Rs 4.6 billion ($12 million) for flood relief in Sindh; Turkey did not send tents.",
    "It rained in Oslo on Thursday, and 3,000 people watched the 2-1 win.",
]
ODD = [
    "$", "€", "Rs ", "1,2,3", "\r\n", "\xa0", "\u200b", "\ufeff", "“", "’s", "((", "\x00", "\ud83d", "🚚", "اهد",
    "援助", "e\u0301", " million", "Sept. 31", "0/0/0", "1e999", "²", "½", "\u2028", "N" * 700, " " * 90,
]  # fmt: skip


@st.composite
def news(draw: st.DrawFn) -> str:
    """News with pieces of it gone, twice there, in another order, and odd signs between."""
    text = " ".join(draw(st.lists(st.sampled_from(NEWS), min_size=1, max_size=4)))
    for _ in range(draw(st.integers(0, 6))):
        at, to = sorted((draw(st.integers(0, len(text))), draw(st.integers(0, len(text)))))
        change = draw(st.sampled_from(["cut", "double", "insert", "capitals"]))
        if change == "cut":
            text = text[:at] + text[min(to, at + 12) :]
        elif change == "double":
            text = text[:to] + text[at:to][:80] + text[to:]
        elif change == "insert":
            text = text[:at] + draw(st.sampled_from(ODD)) + text[at:]
        else:
            text = text[:at] + text[at:to].upper() + text[to:]
    return text


def state(result: Extraction) -> str:
    """All that it says."""
    return repr((result.events, [e.evidence for e in result], result.rejected, result.error))


def check(result: Extraction) -> None:
    text = result.article.text
    for event in result:
        assert event.evidence
        fields = {e.field for e in event.evidence}
        for slot, filled in {"date": event.date, "amount": event.money, "location": event.location,
                             "purpose": event.purpose, "status": event.status}.items():  # fmt: skip
            assert not filled or slot in fields, (slot, text)
        for role in ("donors", "recipients"):
            assert all(f"{role}[{i}]" in fields for i in range(len(getattr(event, role))))
        for i, item in enumerate(event.items):
            assert f"items[{i}].item" in fields
            assert item.quantity is None or f"items[{i}].quantity" in fields
        for found in event.evidence:
            assert 0 <= found.start < found.end <= len(text)
            assert found.text == text[found.start : found.end]
    for refused in result.rejected:
        assert refused.text == text[refused.start : refused.end]


SLOW = settings(max_examples=40, deadline=None, suppress_health_check=list(HealthCheck))


@SLOW
@given(news(), st.sampled_from(["encoder", "cnn"]))
def test_mutated_news(text: str, model: str) -> None:
    check(extract(text, published="2022-09-09", options=Options(model=model)))  # type: ignore[arg-type]


@SLOW
@given(st.text(max_size=400))
def test_random_text(text: str) -> None:
    check(extract(text))


# ------------------------------------------------------------------ the same answer twice
@pytest.fixture(scope="module")
def articles() -> list[Article]:
    fixtures = [p.read_text("utf-8") for p in sorted((ROOT / "tests/fixtures/articles").glob("*.txt"))]
    return [Article(text, id=str(i)) for i, text in enumerate([*NEWS, *fixtures, "", "\r\n", *ODD])]


@pytest.fixture(scope="module")
def alone(articles: list[Article]) -> list[str]:
    return [state(extract(a)) for a in articles]


@pytest.mark.parametrize("batch", [1, 3, 100])
def test_any_batch_and_order(articles: list[Article], alone: list[str], batch: int) -> None:
    order = list(range(len(articles)))
    random.Random(batch).shuffle(order)
    results = extract_many([articles[i] for i in order], batch_size=batch)
    assert [state(r) for r in results] == [alone[i] for i in order]


def test_eight_threads(articles: list[Article], alone: list[str]) -> None:
    gate = threading.Barrier(8)

    def read(shift: int) -> list[str]:
        gate.wait()
        n = len(articles)
        found = {(i + shift) % n: state(extract(articles[(i + shift) % n])) for i in range(n)}
        return [found[i] for i in range(n)]

    with ThreadPoolExecutor(8) as pool:
        assert all(found == alone for found in pool.map(read, range(8)))


def _states(texts: list[Article]) -> list[str]:
    return [state(extract(a)) for a in texts]


@pytest.mark.skipif(not hasattr(os, "fork"), reason="this system cannot fork")
@pytest.mark.filterwarnings("ignore::DeprecationWarning")
def test_forked_processes(articles: list[Article], alone: list[str]) -> None:
    with multiprocessing.get_context("fork").Pool(2) as pool:
        assert pool.map(_states, [articles, articles[::-1]]) == [alone, alone[::-1]]


def test_spawned_processes(articles: list[Article], alone: list[str]) -> None:
    """Each loads a pipeline of its own; results come back whole."""
    with multiprocessing.get_context("spawn").Pool(1) as pool:
        assert [state(r) for r in pool.map(extract, articles)] == alone


def test_a_fresh_process(articles: list[Article], alone: list[str]) -> None:
    code = (
        "import json, sys; from aidextract import Article, extract\n"
        "for text in json.load(sys.stdin):\n"
        "    r = extract(text)\n"
        "    print(ascii(repr((r.events, [e.evidence for e in r], r.rejected, r.error))))"
    )
    environment = os.environ | {"PYTHONHASHSEED": "4711"}
    texts = json.dumps([a.text for a in articles])
    done = subprocess.run([sys.executable, "-c", code], input=texts, capture_output=True, text=True, env=environment)
    assert done.stdout.splitlines() == [ascii(s) for s in alone], done.stderr


# ------------------------------------------------------------------ what stands around the text
def events_of(text: str) -> list[str]:
    found = extract(text, published="2022-09-09")
    return [repr((e.donors, e.recipients, e.items, e.money, e.date, e.status)) for e in found]


@pytest.mark.parametrize("text", NEWS)
def test_another_typist(text: str) -> None:
    plain = text.replace("\r\n", "\n").replace("\xa0", " ").replace("’", "'").replace("“", '"').replace("”", '"')
    body = plain.removeprefix("By Ann Lee\n\n")
    wanted = events_of(body)
    for other in (body.replace("'", "’"), body.replace(" ", "\xa0"), body.replace(" ", "\u202f"), f"\n\n{body}\r\n\r\n",
                  f"By Ann Lee\n\n{body}", f"  \ufeff\n{body}"):  # fmt: skip
        assert events_of(other) == wanted, other


def test_no_date_from_the_publication_date_alone() -> None:
    for day in ("2022-09-09", "2001-01-01"):
        (event,) = extract("Japan gave Nepal 20 tents.", published=day)
        assert event.date is None


# ------------------------------------------------------------------ a long text
@pytest.mark.parametrize("gap", ["\n\n", " "])
def test_nothing_is_lost_at_the_seams(gap: str) -> None:
    """Twenty windows of the encoder: each gift is found once, or hardly any is not."""
    names = ["Kenya", "Peru", "Chad", "Fiji", "Laos", "Oman", "Togo", "Cuba", "Iran", "Mali"]
    gifts = [f"Japan gave {names[i % 10]} {i + 101} tents on Monday." for i in range(600)]
    result = extract(gap.join(gifts), published="2022-09-09")
    check(result)
    found = {int(item.quantity) for event in result for item in event.items if item.quantity}
    assert len(found & set(range(101, 701))) >= 0.99 * 600


@pytest.mark.parametrize("piece", ["(", "\"'“‘", "1,234.5 17 ", "$ US$ Rs. € £ $m $1 bn ", "and Japan gave ", " "])
def test_time_grows_with_length_only(piece: str) -> None:
    def seconds(size: int) -> float:
        text = (piece * size)[:size]
        start = time.process_time()
        extract(text)
        return time.process_time() - start

    seconds(1_000)
    assert seconds(8_000) < 8 * seconds(2_000) + 0.5  # linear: 4 times


def test_no_leak() -> None:
    statm = Path("/proc/self/statm")
    if not statm.exists():
        pytest.skip("this system does not tell a process's memory in /proc")

    def megabytes(calls: range) -> float:
        for i in calls:
            extract(f"Japan gave Town{i} {i + 2} tents worth ${i}.{i % 90 + 10} million.")
        return int(statm.read_text().split()[1]) * 4096 / 1e6

    before = megabytes(range(200))
    assert megabytes(range(200, 500)) - before < 20
