"""A shard: some documents that are read together, by whatever process or engine, and what comes of them."""

from __future__ import annotations

import json
import logging
import re
from collections.abc import Callable, Mapping, Sequence
from contextlib import ExitStack
from dataclasses import astuple, dataclass, field
from typing import TYPE_CHECKING, Any

from aidextract.errors import AidextractError
from aidextract.feed.gate import may_tell_of_aid
from aidextract.feed.settings import Settings
from aidextract.records import Article
from aidextract.sources import Document, Failure, to_article

if TYPE_CHECKING:
    from spacy.language import Language


@dataclass(frozen=True, slots=True)
class Counts:
    """What a summary tells."""

    articles: int = 0  # read, those passed by among them
    passed_by: int = 0  # by the gate
    events: int = 0
    rejected: int = 0
    failed: int = 0
    words: int = 0

    def __add__(self, other: Counts) -> Counts:
        return Counts(*(a + b for a, b in zip(astuple(self), astuple(other), strict=True)))


@dataclass(frozen=True, slots=True)
class Shard:
    """`number` counts from 0 over the whole input; `done` is how many bytes of the input end with it."""

    number: int
    documents: Sequence[Document | Failure]
    digest: str  # of all documents up to its end
    done: int = 0


@dataclass(frozen=True, slots=True)
class Result:
    """JSON Lines of the articles read (see `aidextract.export.to_record`), and of the failures."""

    records: str = ""
    failed: str = ""
    counts: Counts = field(default_factory=Counts)


def read_shard(
    documents: Sequence[Document | Failure],
    settings: Settings,
    refused: Mapping[int, str] | None = None,
    on_step: Callable[[int, bool], None] = lambda position, loads: None,
) -> Result:
    """Reads the documents, in order. `refused` gives reasons for documents that are not to be tried, by position.

    `on_step` is called before each, and around the loading of the model. Leaves nothing behind but the loaded
    pipeline: what spaCy learns of new words is forgotten at the end.
    """
    records: list[str] = []
    failed: list[str] = []
    counts = Counts()
    position = 0
    with _Reader(settings, lambda loads: on_step(position, loads)) as reader:
        for position, document in enumerate(documents):
            on_step(position, False)
            if refused and position in refused:
                found: Failure | tuple[str, Counts] = Failure(document.id, refused[position])
            else:
                found = reader.read(document)
            if isinstance(found, Failure):
                failed.append(_line({"id": found.id, "reason": found.reason}))
                counts += Counts(failed=1)
            else:
                records.append(found[0])
                counts += found[1]
    return Result("".join(records), "".join(failed), counts)


class _Reader:
    """Reads documents. The model is loaded by the first that needs it; until the end of ``with`` it holds new words."""

    def __init__(self, settings: Settings, on_load: Callable[[bool], None]) -> None:
        self._settings = settings
        self._on_load = on_load
        self._zone = ExitStack()
        self._nlp: Language | None = None

    def __enter__(self) -> _Reader:
        return self

    def __exit__(self, *error: object) -> None:
        self._zone.close()

    def read(self, document: Document | Failure) -> Failure | tuple[str, Counts]:
        """The record of an article as a line of JSON, with its counts."""
        if isinstance(document, Failure):
            return document
        try:
            article = to_article(document)
            return article if isinstance(article, Failure) else self._record(article)
        except AidextractError:  # of the set-up: it would be the same with every article
            raise
        except Exception as error:
            logging.getLogger(__name__).warning("%s could not be read; please report this", document.id, exc_info=True)
            return Failure(document.id, f"{type(error).__name__}: {error}"[:500])

    def _record(self, article: Article) -> Failure | tuple[str, Counts]:
        from aidextract.api import Extraction, extract_many
        from aidextract.export import to_record

        words = len(article.text.split())
        if not may_tell_of_aid(article.text, self._settings.gate):
            return _line(to_record(Extraction(article))), Counts(articles=1, passed_by=1, words=words)
        # Which, unlike `extract`, never raises.
        (result,) = extract_many([article], options=self._settings.options, nlp=self._pipeline())
        if result.error is not None:
            return Failure(str(article.id), str(result.error))
        counts = Counts(articles=1, events=len(result), rejected=len(result.rejected), words=words)
        return _line(to_record(result)), counts

    def _pipeline(self) -> Language:
        if self._nlp is None:
            from aidextract.pipeline import load_pipeline

            self._on_load(True)
            self._nlp = load_pipeline(self._settings.options.model)
            self._on_load(False)
            self._zone.enter_context(self._nlp.memory_zone())
        return self._nlp


def _line(value: Mapping[str, Any]) -> str:
    """Half a character, as broken JSON has it, is no UTF-8."""
    return _SURROGATE.sub("\N{REPLACEMENT CHARACTER}", json.dumps(value, ensure_ascii=False)) + "\n"


_SURROGATE = re.compile("[\ud800-\udfff]")
