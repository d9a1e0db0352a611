"""An HTML page as an article: trafilatura finds the text and leaves menus, advertisements and comments out."""

from __future__ import annotations

import logging
from dataclasses import dataclass

from aidextract.sources.extras import need


@dataclass(frozen=True, slots=True)
class Page:
    """What a page says of itself; `text` is None where no article stands in it."""

    text: str | None
    published: str | None = None
    title: str | None = None
    url: str | None = None
    source: str | None = None


def read_page(html: bytes, url: str | None = None) -> Page:
    """Text and metadata of a page. Takes some 10 ms a page; raises whatever the parsers raise."""
    trafilatura = need("trafilatura", "HTML")
    logging.getLogger("trafilatura").setLevel(logging.CRITICAL)  # what goes wrong is told by the result
    logging.getLogger("htmldate").setLevel(logging.CRITICAL)
    found = trafilatura.bare_extraction(
        html, url=url, include_comments=False, include_tables=False, with_metadata=True,
        # Only a date that the page gives as its own: a search in the text takes any other for it.
        date_extraction_params={"original_date": True, "extensive_search": False},
    )  # fmt: skip
    if found is None or not (found.text or "").strip():
        return Page(None)
    return Page(found.text, found.date, found.title, url or found.url, found.sitename or found.hostname)
