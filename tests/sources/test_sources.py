"""Every kind of input gives the articles that stand in it, and a failure for each that does not."""

from __future__ import annotations

import datetime as dt
import gzip
import io
import json
import sys
from pathlib import Path
from typing import Any

import pytest

from aidextract.errors import InputError
from aidextract.records import Article
from aidextract.sources import Failure, Limits, read_articles
from aidextract.sources.documents import parse_published

TEXT = "Latvia sent 12 pumps to Moldova on Monday."


def read(*inputs: Path | str, **options: Any) -> list[Article | Failure]:
    return list(read_articles(inputs, **options))


def texts(*inputs: Path | str, **options: Any) -> list[str]:
    found = read(*inputs, **options)
    assert not [item for item in found if isinstance(item, Failure)]
    return [item.text for item in found if isinstance(item, Article)]


def reasons(*inputs: Path | str, **options: Any) -> list[str]:
    return [item.reason for item in read(*inputs, **options) if isinstance(item, Failure)]


def write(folder: Path, name: str, content: str | bytes) -> Path:
    path = folder / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content.encode() if isinstance(content, str) else content)
    return path


def page(title: str = "Pumps for Moldova", body: str = TEXT) -> str:
    return (
        f"<!DOCTYPE html><html><head><title>{title}</title>"
        '<meta property="og:site_name" content="Baltic Wire"><meta property="article:published_time" '
        'content="2023-05-09T08:00:00Z"><link rel="canonical" href="https://wire.example/pumps"></head><body>'
        f"<nav><a href='/'>Home</a> <a href='/sport'>Sport</a></nav><article><h1>{title}</h1><p>{body}</p>"
        "<p>The pumps are to drain cellars in the south of the country, the ministry in Riga said, and more may "
        "follow before the summer is over if the rains do not stop.</p></article>"
        "<footer>All rights reserved</footer></body></html>"
    )


# ------------------------------------------------------------------ kinds
def test_plain_text_keeps_every_character(tmp_path: Path) -> None:
    text = "RIGA, May 9\r\n\r\n" + TEXT + "  \n"
    path = write(tmp_path, "a.txt", text)
    assert read(path) == [Article(text, id="a.txt")]
    assert texts(write(tmp_path, "b.txt", b"\xef\xbb\xbf" + TEXT.encode())) == [TEXT]
    assert texts(write(tmp_path, "c.txt", TEXT.encode("utf-16"))) == [TEXT]


@pytest.mark.parametrize("ending", [".jsonl", ".txt", ""])
def test_json_lines_by_content(tmp_path: Path, ending: str) -> None:
    rows = [
        {"id": 7, "text": TEXT, "published": "2023-05-09", "title": "Pumps", "url": "https://wire.example/7"},
        {"body": TEXT, "date": "Tue, 09 May 2023 08:00:00 GMT", "source": {"id": None, "name": "Baltic Wire"}},
    ]
    path = write(tmp_path, "feed" + ending, "\n\n".join(json.dumps(row) for row in rows))
    day = dt.date(2023, 5, 9)
    assert read(path) == [
        Article(TEXT, day, "7", "Pumps", url="https://wire.example/7"),
        Article(TEXT, day, "feed" + ending + "#3", source="Baltic Wire"),
    ]


@pytest.mark.parametrize(
    "value",
    [
        {"text": TEXT},
        [{"text": TEXT}],
        {"status": "ok", "articles": [{"content": TEXT}]},
    ],
    ids=["object", "array", "answer of an API"],
)
@pytest.mark.parametrize("indent", [None, 2])
def test_json(tmp_path: Path, value: object, indent: int | None) -> None:
    assert texts(write(tmp_path, "a.json", json.dumps(value, indent=indent))) == [TEXT]


def test_json_array_longer_than_what_is_read_at_once(tmp_path: Path) -> None:
    rows = [{"id": str(i), "text": f"{TEXT} {'x' * 5000}"} for i in range(700)]
    found = read(write(tmp_path, "a.json", json.dumps(rows)))
    assert [item.id for item in found] == [row["id"] for row in rows]
    assert {type(item) for item in found} == {Article}


def test_json_array_that_breaks_off_gives_what_stands_before(tmp_path: Path) -> None:
    found = read(write(tmp_path, "a.json", json.dumps([{"text": TEXT}, {"text": TEXT}])[:-8]))
    assert [type(item) for item in found] == [Article, Failure]


def test_reliefweb(tmp_path: Path) -> None:
    fields = {
        "title": "Pumps", "body": "**Riga** - [Latvia](https://x.example) sent 12 pumps.\n\n- more\n\n## Next",
        "date": {"created": "2023-05-10T01:00:00+00:00", "original": "2023-05-09T00:00:00+00:00"},
        "source": [{"name": "Baltic Wire"}, {"name": "Red Cross"}], "url": "https://reliefweb.int/node/11",
    }  # fmt: skip
    answer = {"time": 3, "href": "https://api.reliefweb.int/v1/reports", "totalCount": 2, "data": [
        {"id": "11", "score": 1, "fields": fields},
        {"id": "12", "score": 1, "fields": {"title": "No body asked for"}},
    ]}  # fmt: skip
    first, second = read(write(tmp_path, "answer.json", json.dumps(answer)))
    assert first == Article(
        "Riga - Latvia sent 12 pumps.\n\nmore\n\nNext", dt.date(2023, 5, 9), "11", "Pumps",
        url="https://reliefweb.int/node/11", source="Baltic Wire; Red Cross",
    )  # fmt: skip
    assert isinstance(second, Failure)
    assert "fields[include][]=body" in second.reason


@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
def test_csv(tmp_path: Path, delimiter: str) -> None:
    rows = [["id", "Text", "published"], ["a", f'"{TEXT}\nMore; yes, more."', "2023-05-09"], [], ["b", '""', ""]]
    path = write(tmp_path, "t", "\r\n".join(delimiter.join(row) for row in rows))
    assert read(path) == [Article(f"{TEXT}\nMore; yes, more.", dt.date(2023, 5, 9), "a"), Failure("b", "no text")]


def test_parquet(tmp_path: Path) -> None:
    pa = pytest.importorskip("pyarrow")
    parquet = pytest.importorskip("pyarrow.parquet")
    days = [dt.datetime(2023, 5, 9, 23), None]
    table = pa.table({"id": [1, 2], "story": [TEXT, None], "date": days, "other": ["x", "y"]})
    path = tmp_path / "t.bin"
    parquet.write_table(table, path)
    found = read(path, columns={"text": "story"})
    assert found == [Article(TEXT, dt.date(2023, 5, 9), "1"), Failure("2", "no text")]
    assert "no column for the text (there are: id, story, date, other)" in reasons(path)[0]
    assert "broken Parquet" in reasons(write(tmp_path, "broken.parquet", path.read_bytes()[:200]))[0]


def test_html(tmp_path: Path) -> None:
    pytest.importorskip("trafilatura")
    path = write(tmp_path, "page", page())
    (found,) = read(path)
    assert isinstance(found, Article)
    assert TEXT in found.text
    assert not {"Home", "Sport", "All rights reserved"} & set(found.text.splitlines())
    assert (found.published, found.title) == (dt.date(2023, 5, 9), "Pumps for Moldova")
    assert (found.url, found.source) == ("https://wire.example/pumps", "Baltic Wire")


def test_html_in_a_table_and_what_the_table_says_comes_first(tmp_path: Path) -> None:
    pytest.importorskip("trafilatura")
    row = {"html": page(), "text": "not this", "published": "2023-05-08", "url": "https://other.example/"}
    (found,) = read(write(tmp_path, "t.jsonl", json.dumps(row)))
    assert isinstance(found, Article)
    assert TEXT in found.text
    assert (found.published, found.url) == (dt.date(2023, 5, 8), "https://other.example/")


def test_a_page_is_never_fetched(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    pytest.importorskip("trafilatura")
    import socket

    def refuse(*_: object) -> None:
        raise AssertionError("a connection was tried")

    monkeypatch.setattr(socket.socket, "connect", refuse)
    rows = [{"html": "https://wire.example/pumps"}, {"html": page(), "url": "https://wire.example/pumps"}]
    found = read(write(tmp_path, "t.jsonl", "\n".join(map(json.dumps, rows))))
    assert [type(item) for item in found] == [Failure, Article]


# ------------------------------------------------------------------ WARC
def warc(*pages: tuple[str, bytes, dict[str, str]], packed: bool = True) -> bytes:
    pytest.importorskip("warcio")
    from warcio.statusandheaders import StatusAndHeaders
    from warcio.warcwriter import WARCWriter

    out = io.BytesIO()
    writer = WARCWriter(out, gzip=packed)
    writer.write_record(writer.create_warcinfo_record("crawl.warc", {"software": "test"}))
    for url, body, headers in pages:
        fields = {"Content-Type": "text/html; charset=utf-8", **headers}
        status = StatusAndHeaders(fields.pop("status", "200 OK"), list(fields.items()), protocol="HTTP/1.1")
        writer.write_record(writer.create_warc_record(url, "response", io.BytesIO(body), http_headers=status))
    return out.getvalue()


@pytest.mark.parametrize("packed", [True, False])
def test_warc(tmp_path: Path, packed: bool) -> None:
    pytest.importorskip("trafilatura")
    content = warc(
        ("https://wire.example/1", page(body="One. " + TEXT).encode(), {}),
        ("https://wire.example/robots.txt", b"User-agent: *", {"Content-Type": "text/plain"}),
        ("https://wire.example/gone", page().encode(), {"status": "404 Not Found"}),
        ("https://wire.example/2", gzip.compress(page(body="Two. " + TEXT).encode()), {"Content-Encoding": "gzip"}),
        packed=packed,
    )
    found = read(write(tmp_path, "crawl", content))
    assert [item.url for item in found if isinstance(item, Article)] == [
        "https://wire.example/1", "https://wire.example/2",
    ]  # fmt: skip
    assert ["One. " in found[0].text, "Two. " in found[1].text] == [True, True]  # type: ignore[union-attr]
    assert len({item.id for item in found}) == 2


def test_zip_bomb_in_a_warc_fails_alone_and_takes_no_memory(tmp_path: Path) -> None:
    import resource

    pytest.importorskip("trafilatura")
    bomb = gzip.compress(b"<html>" + b" " * 300_000_000, 1)
    content = warc(
        ("https://wire.example/bomb", bomb, {"Content-Encoding": "gzip"}),
        ("https://wire.example/next", page().encode(), {}),
    )
    path = write(tmp_path, "crawl.warc.gz", content)
    del bomb, content
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    found = read(path)
    assert [type(item) for item in found] == [Failure, Article]
    assert "larger than 10,000,000 bytes" in found[0].reason  # type: ignore[union-attr]
    assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before < 100_000  # kB


def test_warc_that_breaks_off(tmp_path: Path) -> None:
    content = warc(("https://wire.example/1", page().encode(), {}), ("https://wire.example/2", page().encode(), {}))
    found = read(write(tmp_path, "crawl.warc.gz", content[:-300]), tmp_path / "crawl.warc.gz")
    assert isinstance(found[0], Article)
    assert any(isinstance(item, Failure) for item in found)


# ------------------------------------------------------------------ bad input
@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (b"caf\xe9 and more", "not UTF-8 (byte 4)"),
        (b"%PDF-1.7 ...", "PDF: not a kind that can be read"),
        (b"PK\x03\x04 ...", "ZIP or Office file: not a kind that can be read"),
        (bytes(range(256)) * 4, "binary data: not a kind that can be read"),
        (b"", "no text"),
        (b" \n ", "no text"),
        (gzip.compress(b"x" * 100_000)[:60], "broken gzip"),
        (b'{"text": "caf\xe9"}', "not UTF-8 (byte 14 of the line)"),
        (b'{"text": "cut o', "not JSON"),
        (b'{"text": 5}', "text must be a string, got int"),
        (b'{"text": "a b", "date": "03/04/2022"}', "published '03/04/2022' cannot be read"),
        (b'{"headline": "a"}', "no column for the text (there are: headline)"),
        (b'[{"text": "caf\xe9"}]', "text is not UTF-8"),
        (b"text,title\ncaf\xe9,1", "text is not UTF-8"),
        (b'text,id\n"a",1,2', "3 cells in a table of 2 columns"),
        (b"<html><body></body></html>", "no article found in the page"),
        (b"<html>" + b"<div>" * 100_000, "no article found in the page"),
    ],
)
def test_one_bad_input_is_one_failure_and_the_next_is_read(tmp_path: Path, content: bytes, reason: str) -> None:
    if content.startswith(b"<"):
        pytest.importorskip("trafilatura")
    bad, good = write(tmp_path, "bad", content), write(tmp_path, "good", TEXT)
    found = read(bad, good)
    assert [type(item) for item in found] == [Failure, Article]
    assert found[0].id is not None
    assert found[0].id.startswith(bad.name)
    assert reason in found[0].reason  # type: ignore[union-attr]


def test_what_is_too_large_fails_alone(tmp_path: Path) -> None:
    limits, long = Limits(max_bytes=1000), "word " * 1000
    lines = write(tmp_path, "a.jsonl", "\n".join(json.dumps({"text": text}) for text in (TEXT, long, TEXT)))
    table = write(tmp_path, "a.csv", f'text,id\n{TEXT},1\n"{long}",2\n{TEXT},3\n')
    array = write(tmp_path, "a.json", json.dumps([{"text": TEXT}, {"text": long}, {"text": TEXT}]))
    plain, packed = write(tmp_path, "a.txt", long), write(tmp_path, "a.gz", gzip.compress(long.encode()))
    for path in (lines, table, array):
        assert [type(item) for item in read(path, limits=limits)] == [Article, Failure, Article]
    assert reasons(plain, packed, limits=limits) == ["larger than 1,000 bytes (--max-bytes)"] * 2


def test_fifty_megabytes_of_one_line(tmp_path: Path) -> None:
    path = tmp_path / "a.jsonl"
    with open(path, "w") as file:
        file.write(json.dumps({"text": TEXT}) + '\n{"text": "')
        for _ in range(50):
            file.write("x" * 1_000_000)
        file.write('"}\n' + json.dumps({"text": TEXT}))
    assert [type(item) for item in read(path)] == [Article, Failure, Article]


def test_half_a_character_is_replaced(tmp_path: Path) -> None:
    (found,) = read(write(tmp_path, "a.jsonl", '{"text": "' + TEXT + '", "title": "\\ud83d!"}'))
    assert isinstance(found, Article)
    assert found.title == "\N{REPLACEMENT CHARACTER}!"


# ------------------------------------------------------------------ where
def test_ids_stay_where_a_folder_moves(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def ids(*inputs: Path | str) -> list[str | None]:
        return [item.id for item in read(*inputs)]

    for name in ("monday/a.txt", "tuesday/a.txt"):
        write(tmp_path / "one", name, TEXT)
    write(tmp_path / "one", "feed.jsonl", '{"text": "a"}\n{"text": 5}\n{"text": "b", "id": "x"}\n')
    before = ids(tmp_path / "one")
    assert before == ["feed.jsonl#1", "feed.jsonl#2", "x", "monday/a.txt", "tuesday/a.txt"]
    moved = (tmp_path / "one").rename(tmp_path / "two")
    assert ids(moved) == ids(f"{moved}/**") == before
    monkeypatch.chdir(moved)
    assert ids(".") == before
    assert ids("monday") == ids("monday/a.txt") == ids(moved / "monday/*.txt") == ["a.txt"]
    # Of several inputs no two articles have one name.
    assert ids("monday", moved / "tuesday") == ids("monday/a.txt", "tuesday/a.txt") == before[-2:]


def test_folders_and_globs(tmp_path: Path) -> None:
    for name in ("b/2.txt", "a.txt", "b/1.txt", ".hidden/x.txt", "b/.x.txt", "c.md"):
        write(tmp_path, name, name)
    (tmp_path / "b" / "loop").symlink_to(tmp_path)
    assert texts(tmp_path) == ["a.txt", "b/1.txt", "b/2.txt", "c.md"]
    assert texts(f"{tmp_path}/**/*.txt") == ["a.txt", "b/1.txt", "b/2.txt"]
    write(tmp_path, "d[1].txt", "brackets")
    assert texts(tmp_path / "d[1].txt") == ["brackets"]


def test_what_is_not_there(tmp_path: Path) -> None:
    (tmp_path / "empty").mkdir()
    names = [f"{tmp_path}/none", f"{tmp_path}/*.none", f"{tmp_path}/empty"]
    assert reasons(*names) == ["no such file", "no file matches", "no files in this folder"]


@pytest.mark.parametrize("content", [TEXT.encode(), json.dumps({"text": TEXT}).encode(), gzip.compress(TEXT.encode())])
def test_standard_input(monkeypatch: pytest.MonkeyPatch, content: bytes) -> None:
    class Pipe(io.BytesIO):
        def seekable(self) -> bool:
            return False

        def seek(self, *_: int) -> int:
            raise OSError("a pipe")

    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(Pipe(content)))
    assert texts("-") == [TEXT]


def test_columns(tmp_path: Path) -> None:
    path = write(tmp_path, "a.jsonl", json.dumps({"text": "teaser", "doc": {"story": TEXT, "when": "20230509"}}))
    columns = {"text": "doc.story", "published": "doc.when"}
    assert read(path, columns=columns) == [Article(TEXT, dt.date(2023, 5, 9), f"{path.name}#1")]
    with pytest.raises(InputError, match="unknown field 'txt': one of id, text, html"):
        read_articles(path, columns={"txt": "doc"})


@pytest.mark.parametrize(
    "value",
    [
        "2023-05-09", "2023-05-09T23:30:00Z", "2023-05-09 08:00:00", "20230509", "20230509081500", "9 May 2023",
        "May 9, 2023", "Tue, 09 May 2023 08:00:00 +0200", 1683619200, 1683619200000, "1683619200", 20230509,
        dt.date(2023, 5, 9), dt.datetime(2023, 5, 9, 23, 59),
    ],
)  # fmt: skip
def test_dates(value: str | float | dt.date) -> None:
    assert parse_published(value) == dt.date(2023, 5, 9)


@pytest.mark.parametrize("value", ["03/04/2022", "yesterday", "2023-13-01", 1e30, "9" * 400, ""])
def test_dates_that_are_none(value: str | float) -> None:
    with pytest.raises(ValueError, match="cannot be read"):
        parse_published(value)
