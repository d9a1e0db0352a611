"""What was reviewed, in a SQLite file: articles, what was found in them, and what the reviewer decided."""

from __future__ import annotations

import datetime as dt
import json
import sqlite3
import threading
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from itertools import count
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal, cast

from aidextract.errors import AidextractError, InputError
from aidextract.records import Article
from aidextract.review.gold import to_gold

if TYPE_CHECKING:
    from aidextract.api import Extraction

State = Literal["open", "accepted", "corrected", "rejected", "added"]
"""What a reviewer made of an event. "open": nothing yet; "added": it was not found, only the reviewer saw it."""

_VERSION = 1
_TABLES = f"""
create table article (
  number integer primary key, id text not null unique, published text, title text, url text, source text,
  text text not null, is_read integer not null default 0, done integer not null default 0, rejected text, error text
) strict;
create table event (
  number integer primary key, article integer not null references article, state text not null,
  found text, value text, changed text
) strict;
create index event_by_article on event (article);
pragma user_version = {_VERSION};
"""
# `found` is the event as `to_dict` gives it (null for an added one), `value` the gold event that stands now.


class Store:
    """The file with all decisions; every call is on disk when it returns. Safe to call from several threads.

    Raises `AidextractError` for a file that is no such store.
    """

    def __init__(self, path: str | Path) -> None:
        self.path = str(path)
        self._lock = threading.RLock()
        try:
            self._db = sqlite3.connect(self.path, check_same_thread=False, isolation_level=None)
            self._db.row_factory = sqlite3.Row
            (version,) = self._db.execute("pragma user_version").fetchone()
            (tables,) = self._db.execute("select count(*) from sqlite_master").fetchone()
            if version == 0 and tables == 0:
                self._db.executescript(f"begin; {_TABLES} commit;")
            elif version != _VERSION:
                raise AidextractError(f"{self.path}: not a file of aidextract review")
        except sqlite3.Error as error:
            raise AidextractError(f"{self.path}: {error}") from error

    def close(self) -> None:
        self._db.close()

    @contextmanager
    def _change(self) -> Iterator[sqlite3.Connection]:
        """All or nothing, one thread at a time."""
        with self._lock:
            self._db.execute("begin immediate")
            try:
                yield self._db
            except BaseException:
                self._db.execute("rollback")
                raise
            self._db.execute("commit")

    def _rows(self, query: str, *values: object) -> list[sqlite3.Row]:
        with self._lock:
            return self._db.execute(query, values).fetchall()

    # -------------------------------------------------------------- articles
    def add_article(self, article: Article) -> int:
        """Its number. The same article again changes nothing; another text under a known id gets the id "ID (2)"."""
        return self.add_articles([article])[0]

    def add_articles(self, articles: Iterable[Article]) -> list[int]:
        """The same for many, all or none of them; much faster than one by one, each of which waits for the disk."""
        with self._change() as db:
            return [_insert(db, article) for article in articles]

    def summaries(self) -> list[dict[str, Any]]:
        """All articles in order: number, id, title, published, done, is_read, and how many events are open."""
        return [dict(row) for row in self._rows("""
            select a.number, a.id, a.title, a.published, a.done, a.is_read,
              (select count(*) from event e where e.article = a.number and e.state = 'open') as open
            from article a order by a.number
        """)]  # fmt: skip

    def article(self, number: int) -> dict[str, Any]:
        """The columns of one article. Raises `InputError` for an unknown number."""
        rows = self._rows("select * from article where number = ?", number)
        if not rows:
            raise InputError(f"no article {number}")
        return dict(rows[0])

    def save_result(self, number: int, result: Extraction) -> None:
        """What was found in an article. Where this is known already nothing changes: decisions belong to it."""
        published = _text(result.article.published)
        rejected = json.dumps([{"text": r.text, "reason": r.reason} for r in result.rejected])
        with self._change() as db:
            if db.execute("select is_read from article where number = ?", (number,)).fetchone()[0]:
                return
            db.execute(
                "update article set is_read = 1, published = ?, rejected = ?, error = ? where number = ?",
                (published, rejected, str(result.error) if result.error else None, number),
            )
            for found in result.to_dicts():
                db.execute(
                    "insert into event (article, state, found, value) values (?, 'open', ?, ?)",
                    (number, json.dumps(found), json.dumps(to_gold(found))),
                )

    # -------------------------------------------------------------- decisions
    def events(self, number: int) -> list[dict[str, Any]]:
        """The events of an article: `number`, `state`, `found` and `value`."""
        rows = self._rows("select * from event where article = ? order by number", number)
        return [
            {"number": row["number"], "state": row["state"], "found": _json(row["found"]), "value": _json(row["value"])}
            for row in rows
        ]

    def decide(self, article: int, event: int, state: State, value: dict[str, Any] | None = None) -> None:
        """Set the state of an event, and for "corrected" its value. An added one that is rejected is deleted.

        All other states of a found event bring back what was found. Raises `InputError` for an unknown event.
        """
        with self._change() as db:
            row = db.execute("select * from event where article = ? and number = ?", (article, event)).fetchone()
            if row is None:
                raise InputError(f"no event {event} in article {article}")
            found = _json(row["found"])
            if found is None and state == "rejected":
                db.execute("delete from event where number = ?", (event,))
                return
            if found is None:
                state, value = "added", value or _json(row["value"])
            elif state != "corrected":
                value = to_gold(found)
            elif value is None:
                raise InputError("a corrected event needs its value")
            db.execute(
                "update event set state = ?, value = ?, changed = ? where number = ?",
                (state, json.dumps(value), _now(), event),
            )
            if state == "open":
                db.execute("update article set done = 0 where number = ?", (article,))

    def add_event(self, article: int, value: dict[str, Any]) -> int:
        """An event that was not found. Its number."""
        self.article(article)
        with self._change() as db:
            db.execute(
                "insert into event (article, state, value, changed) values (?, 'added', ?, ?)",
                (article, json.dumps(value), _now()),
            )
            return int(db.execute("select last_insert_rowid()").fetchone()[0])

    def set_done(self, article: int, done: bool) -> None:
        """Whether all events of an article are as they should be. Raises `InputError` while one is open."""
        if done and not self.article(article)["is_read"]:
            raise InputError("the article has not been read yet")
        waiting = sum(event["state"] == "open" for event in self.events(article))
        if done and waiting:
            raise InputError(f"{waiting} event{'s are' if waiting > 1 else ' is'} still open")
        with self._change() as db:
            db.execute("update article set done = ? where number = ?", (done, article))

    # -------------------------------------------------------------- out
    def gold(self) -> Iterator[dict[str, Any]]:
        """The articles that are done, as documents of a gold file."""
        for row in self._rows("select number from article where done order by number"):
            article = self.article(row["number"])
            yield {
                "id": article["id"],
                "published": article["published"],
                "title": article["title"] or "",
                "text": article["text"],
                "events": [event["value"] for event in self.events(row["number"]) if event["state"] != "rejected"],
            }


def _insert(db: sqlite3.Connection, article: Article) -> int:
    id, text = article.id or "article", _storable(article.text)
    name = id
    for n in count(2):
        row = db.execute("select number, text from article where id = ?", (name,)).fetchone()
        if row is None:
            break
        if row["text"] == text:
            return int(row["number"])
        name = f"{id} ({n})"
    values = (name, _text(article.published), article.title, article.url, article.source, text)
    db.execute("insert into article (id, published, title, url, source, text) values (?, ?, ?, ?, ?, ?)", values)
    return int(db.execute("select last_insert_rowid()").fetchone()[0])


def gold_lines(store: Store) -> Iterator[str]:
    """The lines of a gold file."""
    return (json.dumps(document, ensure_ascii=False) + "\n" for document in store.gold())


def _json(text: str | None) -> dict[str, Any] | None:
    return None if text is None else cast("dict[str, Any]", json.loads(text))


def _text(day: dt.date | str | None) -> str | None:
    return None if day is None else str(day)


def _storable(text: str) -> str:
    """SQLite keeps UTF-8, which has no form for half a character."""
    return text.encode("utf-8", "replace").decode("utf-8")


def _now() -> str:
    return dt.datetime.now(dt.UTC).isoformat(timespec="seconds")
