"""The article with its marks, the reasons, the DataFrame: also where the text means harm."""

from __future__ import annotations

import datetime as dt
import json
import re
import sys
from decimal import Decimal
from html.parser import HTMLParser
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from aidextract import (
    AidEvent,
    Article,
    DateRange,
    Evidence,
    Extraction,
    InputError,
    Item,
    Money,
    Party,
    Rejected,
    events_to_dataframe,
)
from aidextract.export import COLUMNS, to_record
from aidextract.views.article import find_marks, to_html
from aidextract.views.entries import read_entries
from aidextract.views.explain import rule_text
from aidextract.views.markup import web_address

TEXT = "On Monday Oman sent 40 tents worth $9,000 to Samoa. Peru did not send boats."


def evidence(field: str, words: str, rule: str = "reader") -> Evidence:
    start = TEXT.index(words)
    return Evidence(field, words, start, start + len(words), rule)


TENTS = AidEvent(
    donors=(Party("Oman", "OM"),),
    recipients=(Party("Samoa", "WS"),),
    items=(Item("tents", Decimal(40), None, "exact"),),
    money=Money(Decimal(9000), "USD"),
    date=DateRange(dt.date(2023, 6, 12), dt.date(2023, 6, 12)),
    evidence=(
        evidence("donors[0]", "Oman", "reader/donor"),
        evidence("recipients[0]", "Samoa", "frame.send/recipient~place"),
        evidence("items[0].item", "tents worth $9,000"),
        evidence("items[0].quantity", "40"),
        evidence("amount", "$9,000"),
        evidence("currency", "$9,000"),
        evidence("date", "On Monday"),
        evidence("status", "sent"),
    ),
    score=0.91,
    rule="frame.send",
)
BOATS = Rejected(TEXT.index("boats"), TEXT.index("boats") + 5, "boats", "negated", "frame.send|cue.not.not")
RESULT = Extraction(Article(TEXT, dt.date(2023, 6, 16), id="s1", title="Tents", url="https://example.org/s1"),
                    (TENTS,), (BOATS,))  # fmt: skip
HOSTILE = '"><script>alert(1)</script><img src=x onerror=alert(2)>\x00\ud800&amp;\u202e'


class Reader(HTMLParser):
    """Tags, attributes and visible text of a page."""

    def __init__(self, html: str) -> None:
        super().__init__(convert_charrefs=True)
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.text = ""
        self._quiet = False
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))
        self._quiet = tag == "style"

    def handle_data(self, data: str) -> None:
        self.text += "" if self._quiet else data


def hostile_result(text: str = HOSTILE) -> Extraction:
    found = tuple(Evidence(field, text, 0, len(text), HOSTILE) for field in ("donors[0]", "items[0].item", "status"))
    event = AidEvent((Party(text),), (Party(text),), (Item(text, unit=text),), Money(Decimal(1), text),
                     date_text=text, location=text, purpose=text, evidence=found, rule=text)  # fmt: skip
    refused = (Rejected(0, len(text), text, text, text),)
    return Extraction(Article(text, id=text, title=text, url="javascript:alert(1)", source=text), (event,), refused)


class TestArticle:
    def test_every_slot_is_marked_in_its_place_with_its_event(self) -> None:
        marks = {(TEXT[mark.start : mark.end], mark.label) for mark in find_marks(RESULT)}
        assert marks == {
            ("Oman", "donor 1"), ("Samoa", "recipient 1"), ("tents worth $9,000", "item 1"), ("40", "quantity 1"),
            ("$9,000", "amount 1"), ("On Monday", "date 1"), ("sent", "trigger 1"),
        }  # fmt: skip

    def test_overlapping_marks_lie_in_lanes_of_their_own(self) -> None:
        lanes = {mark.role: mark.lane for mark in find_marks(RESULT)}
        assert (lanes["item"], lanes["amount"], lanes["donor"]) == (0, 1, 0)

    def test_one_stretch_of_two_events_has_one_mark(self) -> None:
        (donor,) = [m for m in find_marks(Extraction(Article(TEXT), (TENTS, TENTS))) if m.role == "donor"]
        assert donor.label == "donor 1·2"

    def test_the_text_itself_is_unchanged(self) -> None:
        assert TEXT in Reader(to_html(RESULT)).text

    def test_table_and_rejected_stand_under_it(self) -> None:
        seen = Reader(RESULT._repr_html_())
        told = ("40 tents", "worth 9,000 USD", "delivered", "1 not taken", "denied")
        assert all(words in seen.text for words in told)
        assert ("a", "https://example.org/s1") in [(tag, attrs.get("href")) for tag, attrs in seen.tags]

    def test_light_and_dark_by_the_system_and_by_the_notebook(self) -> None:
        html = RESULT._repr_html_()
        assert "prefers-color-scheme:dark" in html
        assert '[data-jp-theme-light="false"] .aidextract,' in html
        assert '[data-jp-theme-light="true"] .aidextract,' in html

    @pytest.mark.parametrize("html", [hostile_result()._repr_html_(), hostile_result().explain()._repr_html_()])
    def test_hostile_text_stays_text(self, html: str) -> None:
        html.encode("utf-8")  # no half characters
        seen = Reader(html)
        allowed = set("div style span p table thead tbody tr th td br bdi details summary pre wbr".split())
        assert {tag for tag, _ in seen.tags} <= allowed
        names = {name for _, attrs in seen.tags for name in attrs}
        assert not [name for name in names if name.startswith("on") or name in ("src", "href")]
        assert "<script>alert(1)</script>" in seen.text
        assert "\x00" not in html

    @pytest.mark.parametrize("url", ["javascript:alert(1)", "data:text/html,x", "//x.org", "https://", "https://[", 5,
                                     "java\nscript:x", "https://a b.org", None])  # fmt: skip
    def test_only_addresses_of_the_web_are_links(self, url: object) -> None:
        assert web_address(url) is None

    def test_nothing_comes_from_outside(self) -> None:
        html = RESULT._repr_html_()
        assert not re.search(r"<script|<link|@import|url\(|<iframe", html)

    def test_a_long_text_shows_the_paragraphs_with_marks(self) -> None:
        text = "Rain fell.\n" * 5000 + TEXT + "\nMore rain.\n"
        by = text.index(TEXT)
        moved = tuple(Evidence(e.field, e.text, e.start + by, e.end + by, e.rule) for e in TENTS.evidence)
        seen = Reader(to_html(Extraction(Article(text), (AidEvent(evidence=moved),)))).text
        assert TEXT in seen
        assert f"{len('Rain fell.') * 5000 + 5000:,} characters without a mark" in seen
        assert seen.count("Rain fell.") == 0

    def test_no_events_and_an_error_are_said(self) -> None:
        assert "No aid events." in Extraction(Article("It rained."))._repr_html_()
        assert "could not be read: no text" in Extraction(Article(""), error=InputError("no text"))._repr_html_()

    @settings(max_examples=60, deadline=None)
    @given(st.text(max_size=60), st.lists(st.tuples(st.integers(-5, 70), st.integers(-5, 70)), max_size=8))
    def test_any_text_with_any_spans_reads_as_it_came(self, text: str, spans: list[tuple[int, int]]) -> None:
        found = tuple(Evidence("donors[0]" if a % 2 else "date", "", a, b, "r") for a, b in spans)
        html = to_html(Extraction(Article(text), (AidEvent(evidence=found),)))
        clean = re.sub("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff\ufffe\uffff]", "\ufffd", text)
        assert clean.replace("\r", "") in Reader(html).text.replace("\r", "")


class TestExplain:
    def test_says_sentence_words_and_rule_of_each_slot(self) -> None:
        (event,) = RESULT.explain().events
        slots = {slot.field: slot for slot in event.slots}
        assert slots["donors[0]"].sentence == TEXT[: TEXT.index(" Peru")]
        assert (slots["donors[0]"].value, slots["donors[0]"].why) == ("Oman [OM]", "learned reader")
        assert slots["recipients[0]"].why == 'frame "send", its recipient, a place near by'
        assert (slots["items[0].quantity"].value, slots["amount"].value) == ("40", "9,000")
        assert slots["status"].words == "sent"
        assert event.found_by == 'frame "send"'

    def test_says_what_was_refused_and_why(self) -> None:
        (refused,) = RESULT.explain().refused
        assert (refused.words, refused.reason) == ("boats", "denied")
        assert (refused.why, refused.sentence) == ('frame "send"; cue "not" of [not]', "Peru did not send boats.")

    def test_reads_well(self) -> None:
        lines = str(RESULT.explain()).splitlines()
        assert lines[0] == "1  Oman → Samoa: 40 tents, worth 9,000 USD, delivered, 2023-06-12, score 0.91"
        assert any(re.match(r" +quantity +40 +← “40” +\d+–\d+ +learned reader", line) for line in lines)
        assert repr(RESULT.explain()) == str(RESULT.explain())

    def test_of_one_event_with_and_without_its_article(self) -> None:
        assert {slot.sentence for slot in TENTS.explain().events[0].slots} == {None}
        assert "sent 40 tents" in str(TENTS.explain(RESULT.article))
        assert str(TENTS.explain(TEXT)) == str(TENTS.explain(RESULT.article))

    def test_says_what_the_text_leaves_open(self) -> None:
        assert AidEvent().explain().events[0].open == ("donor", "recipient", "items", "amount", "date")
        assert AidEvent(items=(Item("rice"),)).explain().events[0].open == ("donor", "recipient", "date")

    def test_of_nothing(self) -> None:
        assert str(Extraction(Article("")).explain()) == "Nothing in the text looks like aid."

    @pytest.mark.parametrize(
        ("rule", "words"),
        [
            ("reader 0.16", "learned reader, sure to 16%"),
            ("article/country", "the country that the article is about"),
            ("purpose.for", 'a phrase with "for"'),
            ("frame.give/donor/pronoun", 'frame "give", its donor (pronoun)'),
            ("frame.pay|cue.question", 'frame "pay"; a question'),
            ("something new", "something new"),
        ],
    )
    def test_rules_in_words(self, rule: str, words: str) -> None:
        assert rule_text(rule) == words


class TestDataFrame:
    def test_types(self) -> None:
        pytest.importorskip("pandas")
        frame = events_to_dataframe([RESULT, RESULT])
        assert list(frame.columns) == list(COLUMNS)
        kinds = {name: str(frame[name].dtype) for name in COLUMNS}
        assert {kinds[n] for n in ("donors", "item", "unit", "location")} == {"string"}
        assert {kinds[n] for n in ("quantity", "amount", "score")} == {"float64"}
        assert {kinds[n] for n in ("published", "date_start", "date_end")} == {"datetime64[s]"}
        assert (kinds["event"], kinds["aggregate"], kinds["status"]) == ("int64", "bool", "category")
        assert frame["status"].cat.categories.tolist() == ["pledged", "committed", "delivered", "cancelled"]

    def test_money_counts_once(self) -> None:
        pytest.importorskip("pandas")
        two = AidEvent(items=(Item("tents"), Item("rice")), money=Money(Decimal(500), "EUR"))
        assert events_to_dataframe(Extraction(Article(""), (two,)))["amount"].sum() == 500

    def test_saved_dicts_and_files_give_the_same(self, tmp_path: Path) -> None:
        pd = pytest.importorskip("pandas")
        frame = events_to_dataframe([RESULT])
        record = to_record(RESULT)
        (tmp_path / "e.jsonl").write_text(json.dumps(record) + "\n\n", "utf-8")
        pd.testing.assert_frame_equal(events_to_dataframe(tmp_path / "e.jsonl"), events_to_dataframe([record]))
        same = [name for name in COLUMNS if name not in ("url", "source")]
        pd.testing.assert_frame_equal(events_to_dataframe([record])[same], frame[same])

    def test_a_file_of_bare_to_dicts_is_enough(self) -> None:
        pytest.importorskip("pandas")
        frame = events_to_dataframe({"id": "x", "events": RESULT.to_dicts()})
        assert frame["amount"].tolist() == [9000]
        assert frame["event_id"].isna().all()

    def test_nothing_has_the_columns(self) -> None:
        pytest.importorskip("pandas")
        assert list(events_to_dataframe([]).columns) == list(COLUMNS)

    def test_without_pandas_the_error_names_the_extra(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setitem(sys.modules, "pandas", None)
        with pytest.raises(ImportError, match=r"aidextract\[notebook\]"):
            events_to_dataframe([])


class TestEntries:
    def test_from_all_that_holds_events(self, tmp_path: Path) -> None:
        record = json.loads(json.dumps(to_record(RESULT)))
        path = tmp_path / "e.jsonl"
        path.write_text(json.dumps(record), "utf-8")
        told = (RESULT, [RESULT], record, [record], RESULT[0], list(RESULT), path, str(path), RESULT.to_dicts())
        for results in told:
            (entry,) = read_entries(results)
            assert entry.event.donors == TENTS.donors
        assert (read_entries(record)[0].article, read_entries(record)[0].title) == ("s1", "Tents")

    @pytest.mark.parametrize(
        ("results", "message"),
        [
            (5, "got int"),
            ([{"id": "x"}], "keys 'id'"),
            ({"events": 5}, "'events'"),
            ({"id": "a", "events": [{"status": "pledged"}]}, "event 1 of 'a'.*'amount' is missing"),
            ({"events": [AidEvent().to_dict() | {"status": "<b>"}]}, "status must be one of pledged"),
            ({"events": [AidEvent().to_dict() | {"amount": float("nan")}]}, "finite"),
            ({"events": [AidEvent().to_dict() | {"date": "soon"}]}, "soon"),
            ({"events": [AidEvent().to_dict() | {"donors": [{"name": 5}]}]}, "names must be strings"),
            ({"events": ["x"]}, "event 1"),
        ],
    )
    def test_what_holds_none_is_refused_with_the_reason(self, results: object, message: str) -> None:
        with pytest.raises(InputError, match=message):
            read_entries(results)

    @pytest.mark.parametrize("line", ["{", "[]", '{"a": 1}', "[" * 100_000])
    def test_a_broken_line_is_named(self, line: str, tmp_path: Path) -> None:
        path = tmp_path / "e.jsonl"
        path.write_text(f"\n{line}\n", "utf-8")
        with pytest.raises(InputError, match=r"e\.jsonl, line 2"):
            read_entries(path)
