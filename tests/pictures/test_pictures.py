"""Pictures: their sums, their SVG, and what they make of nothing, of much, and of text that means harm."""

from __future__ import annotations

import base64
import datetime as dt
import hashlib
import json
import random
import re
import subprocess
import sys
import xml.etree.ElementTree as ET
from collections.abc import Callable
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from aidextract import AidEvent, Article, DateRange, Extraction, InputError, Item, Money, Party
from aidextract.cli import main
from aidextract.export import to_record
from aidextract.pictures import Picture, amounts, flows, items, report, timeline
from aidextract.pictures.sheet import clipped, short, text_width, ticks, wrapped
from aidextract.pictures.timeline import _UNITS
from aidextract.records import STATUSES

ALL = [flows, timeline, amounts, items]
HOSTILE = '"><script>alert(1)</script><b onload=x>&\x00\ud800]]>\u202e' + "very long " * 40
SVG = "{http://www.w3.org/2000/svg}"
OMAN, PERU, SAMOA, NEPAL = Party("Oman", "OM"), Party("Peru", "PE"), Party("Samoa", "WS"), Party("Nepal", "NP")


def days(start: str, end: str | None = None) -> DateRange:
    return DateRange(dt.date.fromisoformat(start), dt.date.fromisoformat(end or start))


def euros(amount: int, currency: str | None = "EUR") -> Money:
    return Money(Decimal(amount), currency)


def many(count: int, seed: int = 7) -> list[AidEvent]:
    rng = random.Random(seed)
    parties = [Party(f"Country {i}", kind="country") for i in range(60)]
    first = dt.date(2021, 1, 1)
    out = []
    for _ in range(count):
        day = first + dt.timedelta(days=rng.randrange(900))
        end = day + dt.timedelta(days=rng.choice((0, 0, 0, 6, 30, 400)))
        goods = tuple(Item(f"good {rng.randrange(40)}", Decimal(rng.randrange(1, 900)), rng.choice((None, "tons")))
                      for _ in range(rng.randrange(3)))  # fmt: skip
        money = Money(Decimal(rng.randrange(1, 10**9)), rng.choice(("USD", "EUR", "JPY", None)))
        out.append(AidEvent(
            tuple(rng.sample(parties, rng.randrange(3))), tuple(rng.sample(parties, rng.randrange(3))), goods,
            money if rng.random() < 0.6 else None, date=DateRange(day, end) if rng.random() < 0.8 else None,
            status=rng.choice(STATUSES), aggregate=rng.random() < 0.1,
        ))  # fmt: skip
    return out


@pytest.fixture(scope="module")
def crowd() -> list[AidEvent]:
    return many(5000)


def drawn(picture: Picture) -> ET.Element:
    root = ET.fromstring(picture.svg)
    assert root.tag == f"{SVG}svg"
    return root


def words(picture: Picture) -> str:
    return " ".join(text.text or "" for text in drawn(picture).iter(f"{SVG}text") if not len(text)) + " ".join(
        title.tail or "" for title in drawn(picture).iter(f"{SVG}title")
    )


def tips(picture: Picture) -> list[str]:
    return [title.text or "" for title in drawn(picture).iter(f"{SVG}title")]


@pytest.mark.parametrize("make", ALL)
class TestAll:
    @pytest.mark.parametrize("count", [0, 1, 2, 26, 400])
    def test_is_xml_and_stays_on_its_sheet(self, make: Callable[..., Picture], count: int) -> None:
        picture = make(many(count))
        root = drawn(picture)
        width, height = map(float, root.attrib["viewBox"].split()[2:])
        for shape in root.iter(f"{SVG}rect"):
            box = {name: float(shape.get(name, 0)) for name in ("x", "y", "width", "height")}
            assert box["x"] >= 0
            assert box["x"] + box["width"] <= width + 0.01
            assert box["y"] + box["height"] <= height + 0.01
        assert "nan" not in picture.svg
        assert picture.title in words(picture)

    def test_five_thousand_events_are_quick_and_small(
        self, make: Callable[..., Picture], crowd: list[AidEvent]
    ) -> None:
        picture = make(crowd)
        drawn(picture)
        assert len(picture.svg) < 150_000

    def test_nothing_says_so(self, make: Callable[..., Picture]) -> None:
        picture = make([])
        assert picture.rows == ()
        assert re.search(r"No .*to show", words(picture))

    def test_hostile_text_stays_text(self, make: Callable[..., Picture]) -> None:
        event = AidEvent((Party(HOSTILE),), (Party(HOSTILE),), (Item(HOSTILE, Decimal(1), HOSTILE),),
                         Money(Decimal(5), HOSTILE), date=days("2023-01-01"))  # fmt: skip
        for count in (1, 30):
            picture = make([event] * count)
            picture.svg.encode("utf-8")
            kinds = {element.tag.removeprefix(SVG) for element in drawn(picture).iter()}
            assert kinds <= {"svg", "style", "rect", "text", "title", "line", "path", "circle"}
            assert "<script" not in picture.svg

    def test_running_totals_are_left_out_and_that_is_said(self, make: Callable[..., Picture]) -> None:
        event = AidEvent((OMAN,), (SAMOA,), (Item("rice"),), euros(5), date=days("2023-01-01"))
        total = AidEvent((OMAN,), (SAMOA,), (Item("rice"),), euros(900), date=days("2023-01-01"), aggregate=True)
        assert make([event, total]).rows == make([event]).rows
        assert "1 running total" in words(make([event, total]))

    def test_saved_dicts_give_the_same(self, make: Callable[..., Picture], tmp_path: Path) -> None:
        result = Extraction(Article("…", id="a"), tuple(many(40)))
        saved = json.loads(json.dumps(to_record(result)))
        (tmp_path / "e.jsonl").write_text(json.dumps(saved) + "\n", "utf-8")
        assert make(result).svg == make([saved]).svg == make(tmp_path / "e.jsonl").svg

    def test_is_saved_as_file(self, make: Callable[..., Picture], tmp_path: Path) -> None:
        picture = make(many(3))
        ET.parse(picture.save(tmp_path / "p.svg"))
        page = picture.save(str(tmp_path / "p.html")).read_text("utf-8")
        assert picture.svg in page
        with pytest.raises(InputError, match=r"\.svg or \.html"):
            picture.save(tmp_path / "p.png")

    @pytest.mark.parametrize("count", [0, 1, 40])
    def test_plotly(self, make: Callable[..., Picture], count: int) -> None:
        pytest.importorskip("plotly")
        hostile = AidEvent((Party("<a href='javascript:x'>y</a>"),), date=days("2023-01-01"))
        figure = make([*many(count), *([hostile] if count else [])]).to_plotly()
        assert "<a" not in figure.to_json().replace("\\u003c", "<")
        assert len(figure.data) >= min(count, 1)

    def test_without_plotly_the_error_names_the_extra(
        self, make: Callable[..., Picture], monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setitem(sys.modules, "plotly", None)
        monkeypatch.setitem(sys.modules, "plotly.graph_objects", None)
        with pytest.raises(ImportError, match=r"aidextract\[plot\]"):
            make([]).to_plotly()

    def test_light_and_dark(self, make: Callable[..., Picture]) -> None:
        assert "prefers-color-scheme:dark" in make([]).svg
        assert '[data-jp-theme-light="false"] .aidextract-picture' in make([])._repr_html_()


class TestFlows:
    def test_each_event_counts_once(self, crowd: list[AidEvent]) -> None:
        counted = [e for e in crowd if not e.aggregate and e.status != "cancelled"]
        assert sum(row["value"] for row in flows(crowd).rows) == pytest.approx(len(counted))

    def test_sums_of_one_currency_count_once(self, crowd: list[AidEvent]) -> None:
        told = [e for e in crowd if not e.aggregate and e.status != "cancelled" and e.currency == "USD"]
        picture = flows(crowd, by="USD")
        assert sum(row["value"] for row in picture.rows) == pytest.approx(float(sum(e.amount or 0 for e in told)))
        assert "without a sum in USD" in words(picture)

    def test_one_country_by_several_names_is_one(self) -> None:
        events = [AidEvent((Party(name, "GB"),), (SAMOA,)) for name in ("Britain", "United Kingdom", "United Kingdom")]
        assert flows(events).rows == (
            {"donor": "United Kingdom", "recipient": "Samoa", "value": 3.0, "unit": "events"},
        )

    def test_the_smaller_ones_are_gathered(self) -> None:
        events = [AidEvent((Party(f"Donor {i}"),), (SAMOA,)) for i in range(20)]
        assert "16 others" in words(flows(events, top=4))
        assert "20 others" not in words(flows(events, top=20))

    def test_who_is_not_named_is_shown_as_such(self) -> None:
        assert "not named → Samoa: 1 event" in tips(flows([AidEvent((), (SAMOA,))]))

    def test_cancelled_aid_does_not_flow(self) -> None:
        picture = flows([AidEvent((OMAN,), (SAMOA,), status="cancelled")])
        assert picture.rows == ()
        assert "1 cancelled event" in words(picture)

    def test_a_top_of_nothing_is_refused(self) -> None:
        for make in (flows, items, amounts):
            with pytest.raises(InputError, match="top"):
                make([], top=0)


class TestTimeline:
    def test_few_events_are_dots_and_bars(self) -> None:
        events = [AidEvent(date=days("2023-01-05")), AidEvent(date=days("2023-01-02", "2023-01-08"), status="pledged")]
        root = drawn(timeline(events))
        assert len(list(root.iter(f"{SVG}circle"))) == 1
        bars = [r for r in root.iter(f"{SVG}rect") if r.get("class") == "f-pledged" and len(r)]
        assert [float(bar.attrib["width"]) > 100 for bar in bars] == [True]

    def test_columns_and_longer_intervals_hold_every_event(self, crowd: list[AidEvent]) -> None:
        dated = [e for e in crowd if e.date and not e.aggregate]
        picture = timeline(crowd)
        text = words(picture)
        whole = int(re.search(r"within one month \(([\d,]+)\)", text)[1].replace(",", ""))  # type: ignore[index]
        longer = int(re.search(r"how many of ([\d,]+) run", text)[1].replace(",", ""))  # type: ignore[index]
        out = re.search(r"Not shown: ([\d,]+)", text)
        assert whole + longer + (int(out[1].replace(",", "")) if out else 0) == len(dated) == len(picture.rows)
        # The columns carry the whole ones, by status.
        counts = [re.fullmatch(r".*: ([\d,]+) events? (\w+)", tip) for tip in tips(picture)]
        assert sum(int(m[1].replace(",", "")) for m in counts if m) == whole

    def test_a_lone_event_long_ago_does_not_press_the_others(self) -> None:
        events = [AidEvent(date=days(f"2023-01-{1 + i % 28:02}")) for i in range(200)]
        picture = timeline([*events, AidEvent(date=days("1921-05-01"))])
        assert "by day" in words(picture)
        assert "Not shown: 1 event" in words(picture)

    def test_undated_events_are_counted_in_a_note(self) -> None:
        assert "1 event of which the text gives no date" in words(timeline([AidEvent()]))

    @settings(max_examples=40, deadline=None)
    @given(st.lists(st.tuples(st.dates(), st.dates()), min_size=1, max_size=40))
    def test_any_dates(self, spans: list[tuple[dt.date, dt.date]]) -> None:
        drawn(timeline([AidEvent(date=DateRange(*span)) for span in spans]))

    @given(st.dates(max_value=dt.date(9900, 1, 1)))
    def test_units_of_time_follow_each_other(self, day: dt.date) -> None:
        for unit in _UNITS:
            after = unit.after(day)
            assert unit.first(day) <= day < after
            assert unit.first(after) == after
            assert unit.first(after - dt.timedelta(days=1)) == unit.first(day)


class TestAmounts:
    def test_sums_by_currency_and_status(self) -> None:
        events = [
            AidEvent(money=euros(5)), AidEvent(money=euros(7)), AidEvent(money=euros(9), status="pledged"),
            AidEvent(items=(Item("a"), Item("b")), money=euros(100, "USD")), AidEvent(money=euros(1, None)), AidEvent(),
        ]  # fmt: skip
        assert [(r["currency"], r["status"], r["amount"], r["events"]) for r in amounts(events).rows] == [
            ("EUR", "pledged", 9, 1), ("EUR", "delivered", 12, 2), ("USD", "delivered", 100, 1),
            ("not said", "delivered", 1, 1),
        ]  # fmt: skip
        assert "Without a sum of money: 1 event" in words(amounts(events))

    def test_conversions_are_no_second_sum(self) -> None:
        event = AidEvent(money=euros(400), alternatives=(Money(Decimal(470), "USD"),))
        assert [row["currency"] for row in amounts([event]).rows] == ["EUR"]

    def test_currencies_beyond_the_top_are_listed(self) -> None:
        events = [AidEvent(money=euros(5, code)) for code in ("EUR", "EUR", "USD", "JPY")]
        assert "JPY 5 delivered (1), USD 5 delivered (1)" in words(amounts(events, top=1))

    def test_a_lower_end_is_marked(self) -> None:
        assert "5+" in words(amounts([AidEvent(money=Money(Decimal(5), "EUR", "lower"))]))


class TestItems:
    def test_an_event_counts_once_and_units_stay_apart(self) -> None:
        sizes = ((48, "tons"), (2, "tons"), (9, "bags"))
        flour = tuple(Item("flour", Decimal(number), unit) for number, unit in sizes)
        (row,) = items([AidEvent(items=flour)]).rows
        assert (row["item"], row["events"]) == ("flour", 1)
        assert row["quantities"] == {"tons": 50.0, "bags": 9.0}

    def test_singular_and_plural_are_one(self) -> None:
        names = ("tent", "Tents", "tents", "tents", "T-72 tank", "T-55 tanks")
        events = [AidEvent(items=(Item(name),)) for name in names]
        assert [(row["item"], row["events"]) for row in items(events).rows] == [
            ("tents", 4), ("T-55 tanks", 1), ("T-72 tank", 1),
        ]  # fmt: skip

    def test_money_alone_is_noted(self) -> None:
        assert "(money alone): 1 event" in words(items([AidEvent(money=euros(5))]))


class TestNumbersAndText:
    @pytest.mark.parametrize(("value", "text"), [(1.5e9, "1.5bn"), (0, "0"), (0.5, "0.5"), (9, "9"), (999_500, "1m"),
                                                 (2e12, "2tn"), (9e15, "9,000tn"), (48_250, "48,250")])  # fmt: skip
    def test_short(self, value: float, text: str) -> None:
        assert short(value) == text

    @given(st.floats(0.001, 1e18))
    def test_ticks_reach_the_top(self, top: float) -> None:
        marks = ticks(top)
        assert marks[0] == 0
        assert marks[-1] >= top * 0.999
        assert 2 <= len(marks) <= 8

    @given(st.text(max_size=80), st.floats(20, 200))
    def test_clipped_and_wrapped_fit(self, text: str, width: float) -> None:
        assert text_width(clipped(text, width, 12), 12) <= width
        assert all(text_width(line, 12) <= width for line in wrapped(text, width, 12))


class TestReport:
    def test_holds_pictures_and_every_event(self, crowd: list[AidEvent]) -> None:
        page = report(crowd[:300], title="May <b>")
        assert page.count("<svg") == 4
        assert page.count("<tr data-status=") == 300
        assert "<h1>May &lt;b&gt;</h1>" in page

    def test_fetches_nothing_and_runs_its_own_script_alone(self) -> None:
        page = report(many(5))
        (script,) = re.findall(r"<script>(.*?)</script>", page, re.DOTALL)
        digest = base64.b64encode(hashlib.sha256(script.encode()).digest()).decode()
        policy = re.search(r'Content-Security-Policy" content="([^"]+)"', page)
        assert policy
        assert f"'sha256-{digest}'" in policy[1].replace("&#x27;", "'")
        assert "innerHTML" not in script
        assert not re.search(r"<link|@import|url\(|<img|<iframe| src=", page)

    def test_hostile_text_stays_text(self) -> None:
        event = AidEvent((Party(HOSTILE),), (Party(HOSTILE),), (Item(HOSTILE),), location=HOSTILE, purpose=HOSTILE)
        saved = {"id": HOSTILE, "published": HOSTILE, "title": HOSTILE, "url": "javascript:alert(1)",
                 "source": HOSTILE, "events": [event.to_dict()], "rejected": []}  # fmt: skip
        page = report([saved], title=HOSTILE)
        page.encode("utf-8")
        assert page.count("<script") == 1
        assert "<b onload" not in page
        assert "href=" not in page

    def test_of_nothing(self) -> None:
        assert "No aid events." in report([])

    def test_command(self, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
        good = json.dumps(to_record(Extraction(Article("…", id="a"), tuple(many(3)))))
        (tmp_path / "e.jsonl").write_text(f"{good}\n{{broken\n{good}\n", "utf-8")
        assert main(["report", str(tmp_path / "e.jsonl"), "-o", str(tmp_path / "r.html")]) == 1
        assert "e.jsonl, line 2" in capsys.readouterr().err
        assert (tmp_path / "r.html").read_text("utf-8").count("<tr data-status=") == 6

    def test_command_reads_and_writes_the_standard_streams(self) -> None:
        line = json.dumps(to_record(Extraction(Article("…", id="ä"), tuple(many(2)))), ensure_ascii=False)
        command = [sys.executable, "-m", "aidextract", "report", "-"]
        done = subprocess.run(command, input=line.encode(), capture_output=True, check=True)
        assert done.stdout.startswith(b"<!DOCTYPE html>")
        assert done.stderr == b""

    def test_command_names_a_file_that_is_not_there(self, capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
        assert main(["report", str(tmp_path / "none.jsonl"), "-o", str(tmp_path / "r.html")]) == 1
        assert "none.jsonl: No such file" in capsys.readouterr().err
