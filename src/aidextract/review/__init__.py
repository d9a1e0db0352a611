"""A page on this computer to read articles with their events and to decide on each: `aidextract review`.

Decisions are kept in a SQLite file and leave it as gold, which `aidextract evaluate` reads. The page needs the extra
``aidextract[web]``; reading and exporting decisions does not.

    >>> from aidextract.review import Store
    >>> store = Store(":memory:")
    >>> store.add_article(Article("Japan sent 20 tents to Nepal.", id="a1"))
    1
    >>> [document["id"] for document in store.gold()]  # nobody has said yet that a1 is done
    []
"""

from __future__ import annotations

from aidextract.records import Article
from aidextract.review.gold import GoldEvent, to_gold
from aidextract.review.serve import serve
from aidextract.review.store import Store

__all__ = ["Article", "GoldEvent", "Store", "serve", "to_gold"]
