"""The web application behind the page: who may call it, and what it answers. Needs ``aidextract[web]``."""

from __future__ import annotations

import datetime as dt
import hashlib
import json
import secrets
import threading
from collections.abc import Awaitable, Callable
from importlib.resources import files
from typing import Annotated, Any, Literal

from fastapi import FastAPI, Request, Response
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse, PlainTextResponse, RedirectResponse
from pydantic import BaseModel, ConfigDict, Field, StringConstraints

from aidextract.api import Extraction, extract_many
from aidextract.errors import AidextractError, InputError
from aidextract.options import Options
from aidextract.records import Article
from aidextract.review.gold import GoldEvent
from aidextract.review.marks import pieces
from aidextract.review.store import Store, gold_lines
from aidextract.views.article import reason_text
from aidextract.views.markup import PAPER, ROLES, STATUS, themed, web_address

MAX_BODY = 8_000_000  # bytes of a request: above any article that can be pasted

HEADERS = {
    "Content-Security-Policy": (
        "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; img-src data:; "
        "base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
    ),
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "no-referrer",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Cache-Control": "no-store",
}


class Decision(BaseModel):
    """What the reviewer makes of an event that was found or added."""

    model_config = ConfigDict(extra="forbid")
    state: Literal["open", "accepted", "corrected", "rejected", "added"]
    value: GoldEvent | None = None


class Done(BaseModel):
    """Whether an article is as it should be."""

    model_config = ConfigDict(extra="forbid")
    done: bool


class Pasted(BaseModel):
    """A text to read."""

    model_config = ConfigDict(extra="forbid")
    text: Annotated[str, StringConstraints(min_length=1)]
    published: dt.date | None = None
    title: str | None = Field(None, max_length=500)


def create_app(store: Store, *, token: str, port: int, options: Options = Options()) -> FastAPI:
    """The application. Only who comes with `token` gets in, and only under this computer's own names at `port`."""
    app = FastAPI(docs_url=None, redoc_url=None, openapi_url=None)  # FastAPI's pages fetch from outside
    guard = _Guard(token, port)
    reading = threading.Lock()  # one article at a time goes through the model

    @app.middleware("http")
    async def protect(request: Request, call_next: Callable[[Request], Awaitable[Response]]) -> Response:
        response = guard.refusal(request) or await call_next(request)
        response.headers.update(HEADERS)
        return response

    @app.exception_handler(AidextractError)
    async def explain(request: Request, error: Exception) -> Response:
        return JSONResponse({"error": str(error)}, 409)

    @app.exception_handler(RequestValidationError)
    async def explain_values(request: Request, error: Exception) -> Response:
        problems = error.errors() if isinstance(error, RequestValidationError) else []
        return JSONResponse({"error": "; ".join(_problem(p) for p in problems)}, 422)

    # -------------------------------------------------------------- the page
    @app.get("/")
    def page(request: Request) -> Response:
        if "token" in request.query_params:  # taken out of the address bar, where it would be copied along
            response = RedirectResponse("/", 303)
            response.set_cookie(guard.cookie, token, httponly=True, samesite="strict", path="/")
            return response
        return Response(_static("page.html"), media_type="text/html")

    @app.get("/page.js")
    def script() -> Response:
        return Response(_static("page.js"), media_type="text/javascript")

    @app.get("/page.css")
    def styles() -> Response:
        colours = themed(":root", {**PAPER, **STATUS, **ROLES})
        return Response(colours + _static("page.css"), media_type="text/css")

    # -------------------------------------------------------------- articles
    @app.get("/api/articles")
    def articles() -> list[dict[str, Any]]:
        return store.summaries()

    @app.get("/api/articles/{number}")
    def article(number: int) -> dict[str, Any]:
        return whole(number)

    @app.post("/api/articles")
    def paste(given: Pasted) -> dict[str, Any]:
        if not given.text.strip():
            raise InputError("there is no text")
        id = "pasted-" + hashlib.sha256(given.text.encode("utf-8", "replace")).hexdigest()[:8]
        return whole(store.add_article(Article(given.text, given.published, id, given.title or None)))

    @app.put("/api/articles/{number}")
    def finish(number: int, given: Done) -> dict[str, Any]:
        store.set_done(number, given.done)
        return whole(number)

    def whole(number: int) -> dict[str, Any]:
        row = store.article(number)
        if not row["is_read"]:
            with reading:
                store.save_result(number, _read(row, options))
            row = store.article(number)
        events = store.events(number)
        keys = ("number", "id", "title", "published", "source", "done", "error")
        return {
            **{key: row[key] for key in keys},
            "url": web_address(row["url"]),
            "pieces": pieces(row["text"], [event for event in events if event["state"] != "rejected"]),
            "events": [
                {
                    "number": event["number"],
                    "state": event["state"],
                    "value": event["value"],
                    "score": event["found"]["score"] if event["found"] else None,
                }
                for event in events
            ],
            "rejected": [{**r, "reason": reason_text(r["reason"])} for r in _loads(row["rejected"])],
        }

    # -------------------------------------------------------------- decisions
    @app.post("/api/articles/{number}/events")
    def add(number: int, value: GoldEvent) -> dict[str, Any]:
        event = store.add_event(number, value.to_dict())
        return {**whole(number), "added": event}

    @app.put("/api/articles/{number}/events/{event}")
    def decide(number: int, event: int, given: Decision) -> dict[str, Any]:
        store.decide(number, event, given.state, given.value.to_dict() if given.value else None)
        return whole(number)

    @app.get("/api/gold")
    def gold() -> Response:
        content = "".join(gold_lines(store))
        name = {"Content-Disposition": 'attachment; filename="gold.jsonl"'}
        return Response(content, media_type="application/x-ndjson", headers=name)

    return app


def _read(row: dict[str, Any], options: Options) -> Extraction:
    """An article that cannot be read has no events, and says why."""
    day = dt.date.fromisoformat(row["published"]) if row["published"] else None
    (result,) = extract_many([Article(row["text"], day, row["id"], row["title"])], options=options)
    return result


def _loads(text: str | None) -> list[dict[str, Any]]:
    return list(json.loads(text or "[]"))


def _static(name: str) -> str:
    return files("aidextract.review").joinpath("static", name).read_text("utf-8")


_SAID = {
    "string_too_short": "is empty",
    "too_short": "is empty",
    "float_parsing": "must be a number",
    ("string_pattern_mismatch", "country"): "must be two capital letters (ISO 3166)",
    ("string_pattern_mismatch", "currency"): "must be three capital letters (ISO 4217)",
}
"""Kinds of problems, also of one field, in the words of the form."""


def _problem(problem: dict[str, Any]) -> str:
    """Where in the form, and what is wrong: "donors 1 names: is empty"."""
    place = [part for part in problem["loc"] if part not in ("body", "value")]
    where = " ".join(str(part + 1) if isinstance(part, int) else part for part in place)
    said = problem["msg"].removeprefix("Value error, ")
    said = _SAID.get(problem["type"]) or _SAID.get((problem["type"], place[-1] if place else "")) or said
    return f"{where}: {said}" if where else said


# ------------------------------------------------------------------ who may call
class _Guard:
    """Lets in only this computer's own page.

    A page from elsewhere can send requests to 127.0.0.1 too: under a name of its own that leads here (so the Host is
    checked), or with the cookie that the browser adds (so it is SameSite, and Origin and Sec-Fetch-Site are checked;
    cookies and "site" do not know ports, an Origin does). Other users of the computer lack the token.
    """

    def __init__(self, token: str, port: int) -> None:
        self.token = token
        self.hosts = {f"127.0.0.1:{port}", f"localhost:{port}"}
        self.cookie = f"aidextract-{port}"

    def refusal(self, request: Request) -> Response | None:
        """The answer to one who may not call; None for who may."""
        headers = request.headers
        if headers.get("host") not in self.hosts:
            return _refused(421, "this page is served under 127.0.0.1 only")
        origin = headers.get("origin")
        if origin is not None and origin != f"http://{headers['host']}":
            return _refused(403, "another origin may not call")
        is_entry = request.url.path == "/" and request.method == "GET"
        if not is_entry and headers.get("sec-fetch-site", "same-origin") not in ("same-origin", "none"):
            return _refused(403, "another site may not call")
        given = request.query_params.get("token") if is_entry else None
        given = given or request.cookies.get(self.cookie, "")
        if not secrets.compare_digest(given.encode(), self.token.encode()):
            return _refused(403, "open the address that aidextract review has printed: it holds the key")
        if request.method in ("GET", "HEAD"):
            return None
        if headers.get("content-type", "").partition(";")[0].strip() != "application/json":
            return _refused(415, "JSON is needed")
        length = headers.get("content-length", "")
        if not length.isdecimal():
            return _refused(411, "the length is needed")
        if int(length) > MAX_BODY:
            return _refused(413, f"more than {MAX_BODY:,} bytes")
        return None


def _refused(code: int, why: str) -> Response:
    return PlainTextResponse(why + "\n", code)
