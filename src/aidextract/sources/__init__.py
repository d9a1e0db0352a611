"""Articles from files, folders, globs and standard input: `read_articles`.

Kinds are told by content, not by name: plain text, JSON, JSON Lines, CSV and TSV, Parquet, HTML pages, answers of the
ReliefWeb API, WARC; each also gzipped. Nothing is fetched from the web.

    >>> from aidextract import extract_many
    >>> articles = [item for item in read_articles(["news/", "dump.jsonl"]) if not isinstance(item, Failure)]
    >>> list(extract_many(articles))
    []
"""

from __future__ import annotations

from aidextract.sources.documents import Document, Failure, Limits
from aidextract.sources.reader import read_articles, read_documents, to_article, to_document

__all__ = ["Document", "Failure", "Limits", "read_articles", "read_documents", "to_article", "to_document"]
