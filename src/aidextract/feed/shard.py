"""A shard: some documents that are read together, by whatever process or engine, and what comes of them."""

from __future__ import annotations

import json
import logging
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import astuple, dataclass, field
from typing import Any

from aidextract.errors import AidextractError
from aidextract.feed.gate import may_tell_of_aid
from aidextract.feed.settings import Settings
from aidextract.records import Article
from aidextract.sources import Document, Failure, to_article


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
    on_article: Callable[[int], None] = lambda position: None,
) -> Result:
    """Reads the documents, in order. `refused` gives reasons for documents that are not to be tried, by position.

    `on_article` is called before each. Leaves nothing behind but the loaded pipeline: what spaCy learns of new words
    is forgotten at the end.
    """
    from aidextract.pipeline import load_pipeline

    records: list[str] = []
    failed: list[str] = []
    counts = Counts()
    with load_pipeline(settings.options.model).memory_zone():
        for position, document in enumerate(documents):
            on_article(position)
            if refused and position in refused:
                found: Failure | tuple[str, Counts] = Failure(document.id, refused[position])
            else:
                found = _read(document, settings)
            if isinstance(found, Failure):
                failed.append(_line({"id": found.id, "reason": found.reason}))
                counts += Counts(failed=1)
            else:
                records.append(found[0])
                counts += found[1]
    return Result("".join(records), "".join(failed), counts)


def _read(document: Document | Failure, settings: Settings) -> Failure | tuple[str, Counts]:
    if isinstance(document, Failure):
        return document
    try:
        article = to_article(document)
        return article if isinstance(article, Failure) else _to_record(article, settings)
    except AidextractError:  # of the set-up: it would be the same with every article
        raise
    except Exception as error:
        logging.getLogger(__name__).warning("%s could not be read; please report this", document.id, exc_info=True)
        return Failure(document.id, f"{type(error).__name__}: {error}"[:500])


def _to_record(article: Article, settings: Settings) -> Failure | tuple[str, Counts]:
    from aidextract.api import Extraction, extract_many
    from aidextract.export import to_record

    words = len(article.text.split())
    if settings.gate and not may_tell_of_aid(article.text):
        return _line(to_record(Extraction(article))), Counts(articles=1, passed_by=1, words=words)
    (result,) = extract_many([article], options=settings.options)  # which, unlike `extract`, never raises
    if result.error is not None:
        return Failure(str(article.id), str(result.error))
    counts = Counts(articles=1, events=len(result), rejected=len(result.rejected), words=words)
    return _line(to_record(result)), counts


def _line(value: Mapping[str, Any]) -> str:
    """Half a character, as broken JSON has it, is no UTF-8."""
    return _SURROGATE.sub("\N{REPLACEMENT CHARACTER}", json.dumps(value, ensure_ascii=False)) + "\n"


_SURROGATE = re.compile("[\ud800-\udfff]")
