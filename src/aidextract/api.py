"""`extract` and `extract_many`: the whole story on one screen.

What only a call needs is imported in the call: spaCy alone takes most of a second, and ``import aidextract`` shall be
quick.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from itertools import islice
from typing import TYPE_CHECKING, Any, overload

from aidextract.errors import AidextractError, InputError
from aidextract.options import Options
from aidextract.records import AidEvent, Article, Rejected

if TYPE_CHECKING:
    import pandas as pd
    from spacy.language import Language
    from spacy.tokens import Doc

    from aidextract.views.explain import Explanation

# ------------------------------------------------------------------ the calls
def extract(
    text: str | Article,
    *,
    published: dt.date | str | None = None,
    options: Options = Options(),
    nlp: Language | None = None,
) -> Extraction:
    """The aid events of one article.

    `published` (a date, or "YYYY-MM-DD") is what "last week" counts from; without it a date in the text's own header
    is taken, and where there is none, relative dates stay unresolved. `nlp` takes the place of the shipped pipeline.

    >>> result = extract("Last week, France gave ANAMA more than 300 toolkits.", published="2022-09-09")
    >>> [(event.donor.name, event.quantity, str(event.date)) for event in result]
    [('France', Decimal('300'), '2022-08-29/2022-09-04')]

    Raises `InputError` for a text that is no string or a date that cannot be read. Odd text raises nothing: it has
    fewer events.
    """
    article = _to_article(text, published, options)
    nlp = nlp or _load(options)
    return _read(nlp(_to_doc(article, nlp)), article, options, nlp)


def extract_many(
    articles: Iterable[str | Article],
    *,
    options: Options = Options(),
    nlp: Language | None = None,
    batch_size: int | None = None,
) -> Iterator[Extraction]:
    """The same for many articles, streamed, in order; faster than one by one.

    `articles` may be endless: `batch_size` of them (None: that of `options`) are read ahead. One that cannot be read
    gives an Extraction without events whose `error` says why, so that a bad document never stops a batch.

    >>> [len(result) for result in extract_many(["Japan sent 20 tents to Nepal.", "It rained."])]
    [1, 0]

    Raises `InputError` at the call where `articles` is one text rather than several.
    """
    if isinstance(articles, str | Article) or not isinstance(articles, Iterable):
        raise InputError(f"articles must be an iterable of texts or Articles, got {type(articles).__name__}")
    if batch_size is not None:
        options = replace(options, batch_size=batch_size)
    return _stream(iter(articles), options, nlp)


def extract_doc(
    doc: Doc, *, nlp: Language, published: dt.date | str | None = None, options: Options = Options()
) -> Extraction:
    """The same for a Doc that the pipeline `nlp` has read already: what the spaCy component calls."""
    return _read(doc, _to_article(doc.text, published, options), options, nlp)


def events_to_dataframe(results: object) -> pd.DataFrame:
    """One row an item over many results, as a pandas DataFrame. Needs the extra ``aidextract[notebook]``.

    `results` is what `extract_many` gives, or what of it was saved: Extractions, AidEvents, dicts of articles, the path
    of a JSON Lines file, or an iterable of these. Columns, types and what may be summed: `aidextract.views.dataframe`.
    """
    from aidextract.views.dataframe import events_to_dataframe

    return events_to_dataframe(results)


# ------------------------------------------------------------------ the result
@dataclass(frozen=True, slots=True, repr=False)
class Extraction(Sequence[AidEvent]):
    """The events of one article: an immutable sequence of `AidEvent`, in the order of the text.

    `rejected` lists what looked like aid and was not taken. `error` is set only by `extract_many`, where the article
    could not be read; `article` is then as far as it was understood (an empty one for what was no text at all).
    """

    article: Article
    events: tuple[AidEvent, ...] = ()
    rejected: tuple[Rejected, ...] = ()
    error: AidextractError | None = field(default=None, compare=False)

    def __len__(self) -> int:
        return len(self.events)

    @overload
    def __getitem__(self, index: int) -> AidEvent: ...
    @overload
    def __getitem__(self, index: slice) -> tuple[AidEvent, ...]: ...
    def __getitem__(self, index: int | slice) -> AidEvent | tuple[AidEvent, ...]:
        return self.events[index]

    def __repr__(self) -> str:
        name = f" of {self.article.id!r}" if self.article.id is not None else ""
        failed = f", error={self.error!r}" if self.error else ""
        return f"<Extraction{name}: {len(self)} events, {len(self.rejected)} rejected{failed}>"

    def __str__(self) -> str:
        """A table for reading, as wide as the terminal."""
        from aidextract.export import to_table

        return to_table(self)

    def _repr_html_(self) -> str:
        """For notebooks: the article with its slots marked, the events, and what was not taken."""
        from aidextract.views.article import to_html

        return to_html(self)

    def explain(self) -> Explanation:
        """For every slot its sentence, words, and rule or model; and what was not taken, and why."""
        from aidextract.views.explain import explain_result

        return explain_result(self)

    def to_dicts(self) -> list[dict[str, Any]]:
        """The events as plain values: see `aidextract.export.to_dict`."""
        return [event.to_dict() for event in self]

    def to_json(self, *, indent: int | None = 2) -> str:
        """A JSON array of the events."""
        from aidextract.export import to_json

        return to_json(self, indent=indent)

    def to_jsonl(self) -> str:
        """One line: the article with its events, see `aidextract.export.to_record`."""
        from aidextract.export import to_jsonl

        return to_jsonl(self)

    def to_csv(self) -> str:
        """One row an item, with a header; safe to open in a spreadsheet."""
        from aidextract.export import to_csv

        return to_csv(self)

    def to_dataframe(self) -> pd.DataFrame:
        """One row an item: see `events_to_dataframe`. Needs the extra ``aidextract[notebook]``."""
        return events_to_dataframe(self)


# ------------------------------------------------------------------ the stages
def _to_article(text: str | Article, published: dt.date | str | None, options: Options) -> Article:
    """The text with its reference date. What the caller's own Article says stands before what is read from the text."""
    from aidextract.article import make_article
    from aidextract.gazetteer import place_country

    given = text if isinstance(text, Article) else Article(text)
    if isinstance(given.text, str) and len(given.text) > options.max_chars:
        size = f"{len(given.text):,} characters, more than max_chars={options.max_chars:,}"
        raise InputError(f"text has {size}: split it")
    if published is None:
        published = given.published
    read = make_article(given.text, published, id=given.id, title=given.title, place_country=place_country)
    return replace(given, published=read.published, country=given.country or read.country)


def _to_doc(article: Article, nlp: Language) -> Doc:
    """Tokens alone. By the tokenizer itself, since ``nlp.make_doc`` refuses what is longer than spaCy's own limit."""
    from aidextract.article import plain_text

    text = plain_text(article.text)
    if max(map(len, text.split()), default=0) <= _LONGEST_WORD:
        return nlp.tokenizer(text)
    from spacy.tokens import Doc

    cuts = [0, *_inside_words(text), len(text)]
    parts = [nlp.tokenizer(text[a:b]) for a, b in zip(cuts[:-1], cuts[1:], strict=True)]
    return Doc.from_docs(parts, ensure_whitespace=False) or nlp.tokenizer(text)


def _inside_words(text: str) -> Iterator[int]:
    """Where a run without blanks is cut that is no word: the tokenizer takes time by the square of its length."""
    for m in re.finditer(r"\S+", text):
        yield from range(m.start() + _LONGEST_WORD, m.end(), _LONGEST_WORD)


_LONGEST_WORD = 500  # characters: above nearly any link


def _load(options: Options) -> Language:
    from aidextract.pipeline import load_pipeline

    return load_pipeline(options.model)


def _read(doc: Doc, article: Article, options: Options, nlp: Language) -> Extraction:
    from aidextract.extraction import read_doc

    events, rejected = read_doc(doc, article, options, nlp)
    return Extraction(article, tuple(e for e in events if _is_wanted(e, options)), tuple(rejected))


def _is_wanted(event: AidEvent, options: Options) -> bool:
    if event.aggregate and not options.aggregates:
        return False
    return options.min_score is None or event.score >= options.min_score


# ------------------------------------------------------------------ many
def _stream(articles: Iterator[str | Article], options: Options, nlp: Language | None) -> Iterator[Extraction]:
    while batch := list(islice(articles, options.batch_size)):
        nlp = nlp or _load(options)
        yield from _read_batch(batch, options, nlp)


def _read_batch(batch: list[str | Article], options: Options, nlp: Language) -> list[Extraction]:
    """The whole batch through the pipeline at once, or one by one where something in it goes wrong."""
    try:
        articles = [_to_article(item, None, options) for item in batch]
        docs = nlp.pipe((_to_doc(article, nlp) for article in articles), batch_size=options.batch_size)
        return [_read(doc, article, options, nlp) for doc, article in zip(docs, articles, strict=True)]
    except Exception:  # whatever it is, the others of the batch shall be read; `_read_one` finds and reports it
        return [_read_one(item, options, nlp) for item in batch]


def _read_one(item: str | Article, options: Options, nlp: Language) -> Extraction:
    try:
        return extract(item, options=options, nlp=nlp)
    except AidextractError as error:
        return _failed(item, error)
    except Exception as error:
        import logging

        logging.getLogger(__name__).warning("an article could not be read; please report this", exc_info=True)
        wrapped = AidextractError(f"{type(error).__name__}: {error}")
        wrapped.__cause__ = error
        return _failed(item, wrapped)


def _failed(item: object, error: AidextractError) -> Extraction:
    article = item if isinstance(item, Article) else Article(item if isinstance(item, str) else "")
    return Extraction(article, error=error)
