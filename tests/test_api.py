"""`extract` and `extract_many`: first with stand-ins for the stages, then with the pipelines that ship."""

from __future__ import annotations

import datetime as dt
import json
import pickle
import subprocess
import sys
from collections.abc import Callable, Iterator
from itertools import count, islice
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
import spacy
from spacy.language import Language
from spacy.tokens import Doc

import aidextract
import aidextract.component  # registers the factory also where the package is on the path, not installed
from aidextract import AidEvent, Article, Extraction, InputError, Item, Options, PipelineError, extract, extract_many
from aidextract.article import plain_text

ROOT = Path(__file__).resolve().parents[1]
ARTICLES = sorted((ROOT / "tests/fixtures/articles").glob("*.txt"))


# ------------------------------------------------------------------ with stand-ins
def fake_make_article(
    text: str,
    published: dt.date | str | None,
    *,
    id: str | None,
    title: str | None,
    place_country: Callable[[str], str | None],
) -> Article:
    if not isinstance(text, str):
        raise InputError(f"text must be a str, got {type(text).__name__}")
    try:
        day = dt.date.fromisoformat(published) if isinstance(published, str) else published
    except ValueError:
        raise InputError(f"published must be a date or 'YYYY-MM-DD', got {published!r}") from None
    return Article(text, day, id, title, place_country(text))


def fake_read_doc(
    doc: Doc, article: Article, options: Options, nlp: Language
) -> tuple[list[AidEvent], list[aidextract.Rejected]]:
    """An event for each "gift", a running total for each "total", a refusal for each "loan"."""
    if "explode" in article.text:
        raise ZeroDivisionError("boom")
    events = [
        AidEvent(items=(Item(token.text),), aggregate=token.text == "total", score=0.4 if token.i else 0.9)
        for token in doc
        if token.text in ("gift", "total")
    ]
    loans = [t for t in doc if t.text == "loan"]
    rejected = [aidextract.Rejected(t.idx, t.idx + len(t), t.text, "sale", "cue.sale.loan") for t in loans]
    return events, rejected


@pytest.fixture
def nlp() -> Language:
    return spacy.blank("en")


@pytest.fixture
def _stages(monkeypatch: pytest.MonkeyPatch, nlp: Language) -> None:
    def gazetteer(text: str) -> str | None:
        return "JP" if text.startswith("TOKYO") else None

    stages: dict[str, dict[str, Any]] = {
        "article": {"make_article": fake_make_article, "plain_text": plain_text},
        "gazetteer": {"place_country": gazetteer},
        "pipeline": {"load_pipeline": lambda model: nlp},
        "extraction": {"read_doc": fake_read_doc},
    }
    for name, functions in stages.items():
        monkeypatch.setitem(sys.modules, f"aidextract.{name}", SimpleNamespace(**functions))


@pytest.mark.usefixtures("_stages")
class TestExtract:
    def test_gives_events_and_refusals(self) -> None:
        result = extract("gift or loan", published="2023-06-16")
        assert [event.item for event in result] == ["gift"]
        assert [(r.text, r.reason) for r in result.rejected] == [("loan", "sale")]
        assert result.article.published == dt.date(2023, 6, 16)
        assert result.error is None

    def test_takes_a_date_or_its_text(self) -> None:
        assert extract("gift", published=dt.date(2023, 6, 16)) == extract("gift", published="2023-06-16")

    def test_what_an_article_says_of_itself_stands_first(self) -> None:
        article = Article("TOKYO - gift", dt.date(2023, 6, 16), id="k1", title="A gift")
        assert extract(article).article == Article("TOKYO - gift", dt.date(2023, 6, 16), "k1", "A gift", "JP")
        assert extract(Article("TOKYO - gift", country="NO")).article.country == "NO"
        assert extract(article, published="2020-01-01").article.published == dt.date(2020, 1, 1)

    @pytest.mark.parametrize("text", [None, b"gift", 7, ["gift"], Path("gift")])
    def test_what_is_no_text_is_refused(self, text: Any) -> None:
        with pytest.raises(InputError, match=f"text must be a str, got {type(text).__name__}"):
            extract(text)

    def test_a_date_that_cannot_be_read_is_refused(self) -> None:
        with pytest.raises(InputError, match="published must be"):
            extract("gift", published="last week")

    def test_a_text_beyond_the_limit_is_refused(self) -> None:
        with pytest.raises(InputError, match=r"text has 1,200 characters, more than max_chars=1,000: split it"):
            extract("g" * 1200, options=Options(max_chars=1000))

    def test_the_limit_of_spacy_does_not_count(self, nlp: Language) -> None:
        nlp.max_length = 10
        assert len(extract("a text of more than ten characters with a gift")) == 1

    def test_half_a_character_is_read_over(self) -> None:
        result = extract("gift \ud83c gift")
        assert len(result) == 2
        assert result.article.text == "gift \ud83c gift"

    def test_a_pipeline_of_the_callers_own_is_used(self) -> None:
        other = spacy.blank("en")
        other.tokenizer = lambda text: Doc(other.vocab, words=["gift"])
        assert len(extract("nothing", nlp=other)) == 1

    def test_options_drop_what_is_not_wanted(self) -> None:
        text = "gift and total and gift"
        assert [event.item for event in extract(text)] == ["gift", "total", "gift"]
        assert [event.item for event in extract(text, options=Options(aggregates=False))] == ["gift", "gift"]
        assert [event.item for event in extract(text, options=Options(min_score=0.9))] == ["gift"]

    def test_an_error_inside_is_not_hidden(self) -> None:
        with pytest.raises(ZeroDivisionError):
            extract("explode")


@pytest.mark.usefixtures("_stages")
class TestExtractMany:
    @pytest.mark.parametrize("size", [1, 2, 3, 100])
    def test_is_in_order_whatever_the_batch(self, size: int) -> None:
        texts = ["gift " * n for n in range(7)]
        assert [len(result) for result in extract_many(texts, batch_size=size)] == list(range(7))

    def test_takes_texts_and_articles_from_an_endless_source(self) -> None:
        source: Iterator[str | Article] = (Article("gift", id=str(n)) if n % 2 else "gift" for n in count())
        results = list(islice(extract_many(source, batch_size=2), 5))
        assert [result.article.id for result in results] == [None, "1", None, "3", None]

    def test_reads_no_further_ahead_than_a_batch(self) -> None:
        numbers = count()
        next(extract_many((f"gift {n}" for n in numbers), batch_size=3))
        assert next(numbers) == 3

    def test_one_bad_document_does_not_stop_the_others(self) -> None:
        items: list[Any] = ["gift", None, Article("explode", id="x"), Article("gift", "soon"), "gift gift"]  # type: ignore[arg-type]
        results = list(extract_many(items))
        assert [len(result) for result in results] == [1, 0, 0, 0, 2]
        assert [str(result.error) if result.error else None for result in results] == [
            None,
            "text must be a str, got NoneType",
            "ZeroDivisionError: boom",
            "published must be a date or 'YYYY-MM-DD', got 'soon'",
            None,
        ]
        assert results[2].article.id == "x"
        assert isinstance(results[2].error.__cause__, ZeroDivisionError)  # type: ignore[union-attr]

    @pytest.mark.parametrize("articles", ["gift", Article("gift"), 7, None])
    def test_one_text_for_many_is_refused_at_the_call(self, articles: Any) -> None:
        with pytest.raises(InputError, match="articles must be an iterable of texts or Articles, got"):
            extract_many(articles)

    def test_a_wrong_batch_size_is_refused_at_the_call(self) -> None:
        with pytest.raises(InputError, match="batch_size"):
            extract_many(["gift"], batch_size=0)

    def test_nothing_is_loaded_for_nothing(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setitem(sys.modules, "aidextract.pipeline", None)
        assert list(extract_many([])) == []


class TestExtraction:
    RESULT = Extraction(Article("…", id="k1"), (AidEvent(status="pledged"), AidEvent(status="delivered")))

    def test_is_a_sequence(self) -> None:
        assert len(self.RESULT) == 2
        assert self.RESULT[-1].status == "delivered"
        assert self.RESULT[:1] == (AidEvent(status="pledged"),)
        assert AidEvent(status="delivered") in self.RESULT
        assert [event.status for event in reversed(self.RESULT)] == ["delivered", "pledged"]
        assert not Extraction(Article(""))

    def test_is_immutable_and_compares_by_value(self) -> None:
        with pytest.raises(AttributeError):
            self.RESULT.events = ()  # type: ignore[misc]
        assert self.RESULT == Extraction(self.RESULT.article, self.RESULT.events)
        assert len({self.RESULT, Extraction(self.RESULT.article, self.RESULT.events)}) == 1

    def test_travels_between_processes(self) -> None:
        result = Extraction(Article("…"), error=InputError("too long"))
        assert pickle.loads(pickle.dumps(self.RESULT)) == self.RESULT
        assert str(pickle.loads(pickle.dumps(result)).error) == "too long"

    def test_says_what_it_is(self) -> None:
        assert repr(self.RESULT) == "<Extraction of 'k1': 2 events, 0 rejected>"
        assert "error=InputError('x')" in repr(Extraction(Article(""), error=InputError("x")))
        assert str(self.RESULT).splitlines()[2].split()[-1] == "pledged"


# ------------------------------------------------------------------ as a component
@pytest.mark.usefixtures("_stages")
class TestComponent:
    def parsed(self, nlp: Language, **user_data: Any) -> Doc:
        return Doc(
            nlp.vocab, words=["gift"], heads=[0], deps=["ROOT"], pos=["NOUN"], lemmas=["gift"], sent_starts=[True],
            ents=["O"], user_data=user_data,
        )  # fmt: skip

    def read(self, nlp: Language, **user_data: Any) -> tuple[AidEvent, ...]:
        events: tuple[AidEvent, ...] = nlp(self.parsed(nlp, **user_data))._.aid_events
        return events

    def test_sets_the_events(self, nlp: Language) -> None:
        nlp.add_pipe("aid_events")
        assert [event.item for event in self.read(nlp)] == ["gift"]

    def test_the_events_survive_being_stored(self, nlp: Language) -> None:
        nlp.add_pipe("aid_events")
        doc = nlp(self.parsed(nlp))
        assert [event.item for event in Doc(nlp.vocab).from_bytes(doc.to_bytes())._.aid_events] == ["gift"]

    def test_the_date_comes_from_the_doc_or_the_settings(self, nlp: Language) -> None:
        nlp.add_pipe("aid_events", config={"published": "not a date"})
        with pytest.raises(InputError, match="got 'not a date'"):
            self.read(nlp)
        assert len(self.read(nlp, published="2023-06-16")) == 1

    def test_a_missing_layer_is_named(self, nlp: Language) -> None:
        nlp.add_pipe("aid_events")
        with pytest.raises(PipelineError, match="'aid_events' needs SENT_START, DEP, POS, LEMMA, ENT_IOB on the Doc"):
            nlp("A gift.")

    def test_other_labels_are_refused(self, nlp: Language) -> None:
        nlp.add_pipe("parser").add_label("dobj")  # type: ignore[attr-defined]
        nlp.add_pipe("aid_events")
        with pytest.raises(PipelineError, match="this one has 'dobj'"):
            nlp.get_pipe("aid_events")(self.parsed(nlp))

    def test_an_empty_doc_lacks_nothing(self, nlp: Language) -> None:
        nlp.add_pipe("aid_events")
        assert nlp("")._.aid_events == ()

    def test_settings_are_checked(self, nlp: Language) -> None:
        with pytest.raises(InputError, match="min_score"):
            nlp.add_pipe("aid_events", config={"min_score": 7})


# ------------------------------------------------------------------ with the shipped pipelines
MODELS = ("encoder", "cnn")
ODD_TEXTS = {
    "empty": "",
    "blank": " \n\t ",
    "one character": "x",
    "one sign": "$",
    "control characters": "Japan\x00 gave\x07 20\x1b[31m tents\x7f to \x85Nepal\u2028.",
    "right to left": "منحت اليابان نيبال 20 خيمة يوم الخميس. Japan gave ‏20‏ tents to Nepal.",
    "emoji": "🇯🇵 gave 🇳🇵 20 ⛺️ 👨‍👩‍👧‍👦 and 5,000,000 💴!!!",
    "no sentence end": "Japan gave Nepal tents and " * 400,
    "no blanks": "JapangaveNepaltwentytents" * 400,
    "one huge number": "Japan gave Nepal $" + "9" * 5000 + " and " + "7" * 5000 + " tents.",
    "many brackets": "(" * 3000 + "$5 million" + ")" * 3000,
    "many commas": "Japan gave Nepal " + ", ".join(["tents"] * 2000) + ".",
    "many sums": "Japan gave Nepal " + ", ".join(f"${n} million" for n in range(600)) + ".",
    "blank lines": "\n\n\n\n".join(["Japan gave Nepal 20 tents."] * 30) + "\n" * 3000,
    "lone surrogate": "Japan gave Nepal 20 tents \ud83c.",
    "newlines": "Japan gave Nepal" + "\n" * 10_000 + "20 tents.",
    "surrogates between": "\udfff\ud800Japan\ud83c gave \udc00Nepal 20 \ud800tents\udfff",
    "zero width": "Japan\u200b gave\ufeff Nepal\u2060 20\u00ad tents\u200d.",
    "full width": "Japan gave Nepal ＄５ million and ２０ tents on １６ June ２０２３.",
    "combining signs": "J" + "\u0301" * 2000 + "apan gave Nepal 20 tents.",
}


def assert_evidence_is_exact(result: Extraction) -> None:
    text = result.article.text
    for event in result:
        for found in event.evidence:
            assert text[found.start : found.end] == found.text, (event, found)
    for refused in result.rejected:
        assert text[refused.start : refused.end] == refused.text, refused


def articles(every: int = 1) -> list[Article]:
    """All texts at hand: our own, the gold articles, and one in `every` of the other annotated ones."""
    found = [Article(path.read_text("utf-8"), id=path.name) for path in ARTICLES]
    for path in sorted((ROOT / "corpus").rglob("*.jsonl")):
        lines = path.read_text("utf-8").splitlines()
        for line in lines if path.parent.name == "gold" else lines[::every]:
            document = json.loads(line)
            found.append(Article(document["text"], dt.date.fromisoformat(document["published"]), id=document["id"]))
    return found


def unproven(event: AidEvent) -> set[str]:
    """Filled slots without evidence."""
    slots = ["amount", "currency", "date", "location", "purpose", "aggregate", "status"]
    filled = {slot for slot in slots if getattr(event, slot)}
    filled |= {f"{role}s[{i}]" for role in ("donor", "recipient") for i in range(len(getattr(event, f"{role}s")))}
    filled |= {f"items[{i}].item" for i in range(len(event.items))}
    filled |= {f"items[{i}].quantity" for i, item in enumerate(event.items) if item.quantity is not None}
    return filled - {found.field for found in event.evidence}


class TestShippedPipelines:
    @pytest.mark.parametrize("model", MODELS)
    @pytest.mark.parametrize("name", ODD_TEXTS)
    def test_odd_text_gives_a_result(self, model: aidextract.options.Model, name: str) -> None:
        result = extract(ODD_TEXTS[name], published="2023-06-16", options=Options(model=model))
        assert_evidence_is_exact(result)
        if "surrogate" not in name:  # which JSON can hold only escaped
            json.dumps(result.to_dicts(), allow_nan=False, ensure_ascii=False).encode("utf-8")
        assert str(result)

    def test_a_text_of_200_000_words_gives_a_result(self) -> None:
        text = ARTICLES[0].read_text("utf-8")
        text = "\n\n".join([text] * (200_000 // len(text.split()) + 1))
        result = extract(text, options=Options(model="cnn"))
        assert_evidence_is_exact(result)
        assert len(result) > 0

    @pytest.mark.parametrize(("model", "step"), [("encoder", 1), ("cnn", 5)])
    def test_evidence_is_exact_and_whole(self, model: aidextract.options.Model, step: int) -> None:
        """On all gold articles with the default, and on a sample of everything with the other pipeline."""
        texts = articles(every=6)[::step]
        results = list(extract_many(texts, options=Options(model=model)))
        assert sum(len(result) for result in results) > len(texts) / 4
        for result in results:
            assert result.error is None
            assert_evidence_is_exact(result)
            for event in result:
                assert unproven(event) == set(), event
                assert all(party.name for party in (*event.donors, *event.recipients)), event

    @pytest.mark.parametrize("model", MODELS)
    def test_many_gives_what_each_gives_alone(self, model: aidextract.options.Model) -> None:
        texts = [path.read_text("utf-8") for path in ARTICLES]
        options = Options(model=model)
        together = [result.to_dicts() for result in extract_many(texts, options=options)]
        alone = [extract(text, options=options).to_dicts() for text in texts]
        assert [len(events) for events in together] == [len(events) for events in alone]
        for ours, theirs in zip(together, alone, strict=True):
            for a, b in zip(ours, theirs, strict=True):
                assert a.pop("score") == pytest.approx(b.pop("score"), abs=0.02)  # padding shifts the last digits
                assert a == b

    @pytest.mark.parametrize("model", MODELS)
    def test_the_component_gives_what_extract_gives(self, model: aidextract.options.Model) -> None:
        from aidextract.pipeline import find_model

        text = ARTICLES[1].read_text("utf-8")
        nlp = spacy.load(find_model(model))
        nlp.add_pipe("aid_events")
        assert nlp(text)._.aid_events == extract(text, options=Options(model=model)).events

    def test_the_component_is_saved_loaded_and_sent_to_other_processes(self, tmp_path: Path) -> None:
        from aidextract.pipeline import find_model

        texts = [path.read_text("utf-8") for path in ARTICLES]
        nlp = spacy.load(find_model("encoder"))
        nlp.add_pipe("aid_events", config={"published": "2023-06-16"})
        events = [doc._.aid_events for doc in nlp.pipe(texts)]
        assert any(events)
        nlp.to_disk(tmp_path)
        read_back = spacy.load(tmp_path)
        assert [doc._.aid_events for doc in read_back.pipe(texts)] == events
        from_bytes = type(nlp).from_config(nlp.config).from_bytes(nlp.to_bytes())
        assert [doc._.aid_events for doc in from_bytes.pipe(texts)] == events
        assert [doc._.aid_events for doc in nlp.pipe(texts, n_process=2)] == events

    def test_threads_share_one_pipeline_and_nothing_goes_out(self) -> None:
        """In a fresh process, where the first calls of eight threads meet, and where every connection fails."""
        code = f"""
import socket, sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

def refuse(*args, **kwargs):
    raise AssertionError("a connection was asked for")

socket.socket.connect = socket.create_connection = socket.getaddrinfo = refuse
import aidextract
from aidextract.pipeline import load_pipeline

texts = [Path(path).read_text("utf-8") for path in {list(map(str, ARTICLES))!r}] * 4
with ThreadPoolExecutor(8) as pool:
    results = list(pool.map(aidextract.extract, texts))
    pipelines = list(pool.map(load_pipeline, ["encoder"] * 8))
assert len({{id(nlp) for nlp in pipelines}}) == 1, "loaded more than once"
assert results[0].events and results == list(map(aidextract.extract, texts)), "threads disagree"
"""
        done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, timeout=300)
        assert (done.returncode, done.stdout, done.stderr) == (0, "", "")
