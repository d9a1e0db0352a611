"""What the page can ask for, and who may ask."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from aidextract import Article, Options
from aidextract.review import Store

pytest.importorskip("fastapi")
from fastapi.testclient import TestClient

from aidextract.review.app import MAX_BODY, create_app

HOME = "http://127.0.0.1:8765"
HOSTILE = '<script>alert(1)</script> Japan gave Fiji 20 "tents" on Friday.'


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    store = Store(tmp_path / "review.sqlite")
    store.add_article(Article(HOSTILE, id="a1", title="<b>Tents</b>", url="javascript:alert(1)"))
    store.add_article(Article("It rained.", id="a2"))
    yield store
    store.close()


@pytest.fixture
def client(store: Store) -> TestClient:
    """One who has opened the printed address."""
    app = create_app(store, token="secret", port=8765, options=Options())
    client = TestClient(app, base_url=HOME)
    assert client.get("/?token=secret").text.startswith("<!doctype html>")
    return client


def decided(client: TestClient, state: str, **more: Any) -> Any:
    event = client.get("/api/articles/1").json()["events"][0]["number"]
    return client.put(f"/api/articles/1/events/{event}", json={"state": state, **more})


class TestWhoMayCall:
    def test_without_the_token_nobody(self, store: Store) -> None:
        stranger = TestClient(create_app(store, token="secret", port=8765), base_url=HOME)
        for path in ("/", "/?token=guess", "/page.js", "/api/articles", "/api/gold"):
            assert stranger.get(path).status_code == 403
        assert stranger.post("/api/articles", json={"text": "x"}).status_code == 403

    def test_the_cookie_is_for_this_page_alone(self, store: Store) -> None:
        stranger = TestClient(create_app(store, token="secret", port=8765), base_url=HOME, follow_redirects=False)
        answer = stranger.get("/?token=secret")
        assert (answer.status_code, answer.headers["location"]) == (303, "/")
        cookie = answer.headers["set-cookie"]
        assert "HttpOnly" in cookie
        assert "SameSite=strict" in cookie

    @pytest.mark.parametrize("host", ["evil.example:8765", "127.0.0.1", "127.0.0.1:1", "127.0.0.1.evil:8765"])
    def test_no_other_name(self, client: TestClient, host: str) -> None:
        assert client.get("/api/articles", headers={"Host": host}).status_code == 421

    @pytest.mark.parametrize("origin", ["https://evil.example", "null", "http://127.0.0.1:9999", "https://127.0.0.1:8765"])
    def test_no_other_origin(self, client: TestClient, origin: str) -> None:
        answer = client.post("/api/articles", json={"text": "x"}, headers={"Origin": origin})
        assert answer.status_code == 403
        assert not [name for name in answer.headers if name.startswith("access-control")]
        assert client.options("/api/articles", headers={"Origin": origin}).status_code == 403

    @pytest.mark.parametrize("site", ["cross-site", "same-site"])
    def test_no_other_site(self, client: TestClient, site: str) -> None:
        assert client.get("/api/gold", headers={"Sec-Fetch-Site": site}).status_code == 403

    def test_the_page_itself_may(self, client: TestClient) -> None:
        headers = {"Origin": HOME, "Sec-Fetch-Site": "same-origin"}
        assert client.post("/api/articles", json={"text": "It snowed."}, headers=headers).status_code == 200

    def test_a_form_of_another_page_cannot_pass_for_json(self, client: TestClient) -> None:
        headers = {"Content-Type": "text/plain"}
        assert client.post("/api/articles", content=b'{"text": "x"}', headers=headers).status_code == 415

    def test_what_is_too_large_is_refused_unread(self, client: TestClient) -> None:
        headers = {"Content-Type": "application/json", "Content-Length": str(MAX_BODY + 1)}
        assert client.post("/api/articles", content=b"{}", headers=headers).status_code == 413

    @pytest.mark.parametrize("path", ["/", "/page.js", "/page.css", "/api/articles", "/nowhere", "/docs"])
    def test_every_answer_has_the_headers(self, client: TestClient, path: str) -> None:
        answer = client.get(path)
        assert (answer.status_code == 404) == (path in ("/nowhere", "/docs"))
        policy = answer.headers["content-security-policy"]
        assert "default-src 'none'" in policy
        assert "unsafe" not in policy
        assert answer.headers["cache-control"] == "no-store"

    def test_the_page_has_no_script_or_style_inside_and_nothing_from_outside(self, client: TestClient) -> None:
        page = client.get("/").text
        assert "<script>" not in page
        assert "<style" not in page
        assert "style=" not in page
        script = client.get("/page.js").text
        for text in (page, script, client.get("/page.css").text):
            assert "//" not in text.replace("\n//", "").replace("; //", "").replace("  //", "").replace("{ //", "")
        assert "innerHTML" not in script
        assert "eval(" not in script


class TestArticles:
    def test_are_read_when_they_are_opened(self, client: TestClient, store: Store) -> None:
        assert [row["is_read"] for row in store.summaries()] == [0, 0]
        got = client.get("/api/articles/1").json()
        assert [row["is_read"] for row in store.summaries()] == [1, 0]
        assert "".join(piece["text"] for piece in got["pieces"]) == HOSTILE
        assert got["url"] is None
        (event,) = got["events"]
        assert event["value"]["donors"] == [{"names": ["Japan"], "country": "JP"}]

    def test_an_unknown_one(self, client: TestClient) -> None:
        assert client.get("/api/articles/99").json() == {"error": "no article 99"}

    def test_one_without_events_can_be_done(self, client: TestClient) -> None:
        assert client.get("/api/articles/2").json()["events"] == []
        assert client.put("/api/articles/2", json={"done": True}).json()["done"] == 1
        (line,) = client.get("/api/gold").text.splitlines()
        assert json.loads(line)["events"] == []

    def test_a_pasted_text_gives_its_events(self, client: TestClient) -> None:
        given = {"text": "Oman gave Samoa 30 boats on Monday.", "published": "2023-06-16", "title": "Boats"}
        got = client.post("/api/articles", json=given).json()
        assert (got["number"], got["title"]) == (3, "Boats")
        assert got["events"][0]["value"]["date"] == "2023-06-12"
        assert client.post("/api/articles", json=given).json()["number"] == 3

    @pytest.mark.parametrize("given", [{"text": ""}, {"text": " \n"}, {}, {"text": "x", "published": "tomorrow"}])
    def test_a_paste_that_is_none(self, client: TestClient, given: dict[str, str]) -> None:
        answer = client.post("/api/articles", json=given)
        assert answer.status_code in (409, 422)
        assert answer.json()["error"]

    def test_one_that_cannot_be_read_says_so(self, store: Store) -> None:
        app = create_app(store, token="secret", port=8765, options=Options(max_chars=5))
        client = TestClient(app, base_url=HOME)
        client.get("/?token=secret")
        assert "max_chars=5" in client.get("/api/articles/2").json()["error"]


class TestDecisions:
    def test_accept_and_done(self, client: TestClient) -> None:
        done = {"done": True}
        assert client.put("/api/articles/1", json=done).json() == {"error": "the article has not been read yet"}
        assert client.get("/api/articles/1").status_code == 200
        assert client.put("/api/articles/1", json=done).json() == {"error": "1 event is still open"}
        assert decided(client, "accepted").json()["events"][0]["state"] == "accepted"
        assert client.put("/api/articles/1", json=done).json()["done"] == 1

    def test_correct_and_undo(self, client: TestClient) -> None:
        value = client.get("/api/articles/1").json()["events"][0]["value"]
        got = decided(client, "corrected", value=value | {"amount": 2.5e3, "currency": "JPY"}).json()["events"][0]
        assert (got["state"], got["value"]["amount"], got["value"]["currency"]) == ("corrected", 2500, "JPY")
        assert decided(client, "open").json()["events"][0]["value"] == value

    def test_what_is_wrong_is_said_where(self, client: TestClient) -> None:
        value = client.get("/api/articles/1").json()["events"][0]["value"]
        wrong = value | {"currency": "yen", "items": [{"item": ["tents"], "quantity": "many"}]}
        answer = decided(client, "corrected", value=wrong)
        assert answer.status_code == 422
        assert answer.json()["error"] == (
            "items 1 quantity: must be a number; currency: must be three capital letters (ISO 4217)"
        )
        assert client.get("/api/articles/1").json()["events"][0]["state"] == "open"

    def test_add_and_remove(self, client: TestClient) -> None:
        value = {"donors": [{"names": ["Peru"]}], "items": [{"item": ["boats"]}], "status": "pledged"}
        got = client.post("/api/articles/2/events", json=value).json()
        assert [event["state"] for event in got["events"]] == ["added"]
        answer = client.put(f"/api/articles/2/events/{got['added']}", json={"state": "rejected"})
        assert answer.json()["events"] == []

    def test_an_event_of_another_article(self, client: TestClient) -> None:
        event = client.get("/api/articles/1").json()["events"][0]["number"]
        answer = client.put(f"/api/articles/2/events/{event}", json={"state": "accepted"})
        assert answer.status_code == 409
