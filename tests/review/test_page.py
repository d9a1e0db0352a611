"""The page in a real Chromium, with the keyboard alone. Set REVIEW_PICTURES to a folder to look at it."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from collections.abc import Iterator
from importlib import util
from pathlib import Path

import pytest

pytest.importorskip("fastapi")

_SPEC = util.spec_from_file_location("review_browser", Path(__file__).with_name("browser.py"))
assert _SPEC is not None
assert _SPEC.loader is not None
_MODULE = util.module_from_spec(_SPEC)
_SPEC.loader.exec_module(_MODULE)
Browser = _MODULE.Browser

pytestmark = pytest.mark.skipif(_MODULE.CHROMIUM is None, reason="no chromium here (Debian: apt-get install chromium)")

CYCLONE = (
    "APIA — On Monday Oman gave the Samoa Red Cross 40 family tents and 12 tons of rice, worth $90,000. 🎉\n\n"
    "New Zealand has pledged NZ$2 million for the repair of two clinics, its high commissioner said last week."
)
HOSTILE = (
    "<script>document.title='owned'</script><img src=x onerror=\"document.title='owned'\"> Japan gave Fiji 20 tents."
)


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("review")
    articles = [
        {"id": "r1", "published": "2023-06-16", "title": "Cyclone relief", "text": CYCLONE},
        {"id": "r2", "published": "2023-06-18", "title": HOSTILE, "url": "javascript:alert(1)", "text": HOSTILE},
        {"id": "r3", "published": "2023-06-19", "title": "Rain", "text": "It rained in Apia for the fourth day."},
    ]
    (path / "news.jsonl").write_text("".join(json.dumps(article) + "\n" for article in articles), "utf-8")
    return path


@pytest.fixture(scope="module")
def address(folder: Path) -> Iterator[str]:
    command = [sys.executable, "-m", "aidextract", "review", "news.jsonl", "--db", "r.sqlite", "--port", "0"]
    environment = os.environ | {"PYTHONPATH": os.pathsep.join(sys.path)}
    process = subprocess.Popen(command, cwd=folder, env=environment, stderr=subprocess.PIPE, text=True)
    assert process.stderr is not None
    said = ""
    while not (found := re.search(r"open (http://127\.0\.0\.1:\d+/\?token=\S+)", said)):
        line = process.stderr.readline()
        assert line, said
        said += line
    yield found[1]
    process.terminate()
    process.wait(20)


@pytest.fixture(scope="module")
def browser(tmp_path_factory: pytest.TempPathFactory, address: str) -> Iterator[Browser]:
    browser = Browser(tmp_path_factory.mktemp("chromium") / "profile")
    browser.open(address)
    browser.wait("document.querySelectorAll('#events > li').length === 2", 60)
    yield browser
    browser.close()


def picture(browser: Browser, name: str) -> None:
    if folder := os.environ.get("REVIEW_PICTURES"):
        browser.picture(Path(folder) / f"{name}.png")


def states(browser: Browser) -> list[str]:
    return list(browser.run("[...document.querySelectorAll('#events > li .state')].map((s) => s.textContent)"))


def test_an_article_is_reviewed_with_the_keyboard_alone(browser: Browser, folder: Path) -> None:
    """One story: accept, correct, add, reject, undo, done; after each step it is on the page and on the disk."""
    assert browser.run("document.querySelector('#text').innerText").startswith("APIA — On Monday Oman gave the")
    browser.wait("document.activeElement === document.querySelector('#events > li')")
    assert "Oman" in browser.run("[...document.querySelectorAll('.m.on')].map((m) => m.textContent)")
    picture(browser, "read")

    browser.press("d")
    browser.wait("document.querySelector('#say').textContent === '2 events are still open'")
    browser.press("a")
    browser.wait("document.querySelectorAll('#events > li.accepted').length === 1")

    # The next open one is current now; its form has the focus in the first field.
    browser.press("e")
    browser.wait("document.activeElement.matches('form input')")
    browser.run("document.activeElement.select()")
    browser.type("New Zealand | Wellington")
    browser.run("document.querySelector('form [name=date]').value = '2023-02-30'")
    picture(browser, "correct")
    browser.press("Enter")
    browser.wait("document.querySelector('.problem[role=alert]').textContent.includes('YYYY-MM-DD')")
    assert states(browser) == ["accepted", "open"]
    browser.run("document.querySelector('form [name=date]').value = '2023-06-05/2023-06-11'")
    browser.press("Enter")
    browser.wait("document.querySelectorAll('#events > li.corrected').length === 1")

    browser.press("n")
    browser.wait("document.activeElement.matches('form input')")
    browser.type("Peru")
    browser.run("document.querySelector('form [data-key=item]').value = 'boats'")
    browser.press("Ctrl+Enter")
    browser.wait("document.querySelectorAll('#events > li.added .state').length === 1")
    browser.press("x")
    browser.wait("document.querySelectorAll('#events > li').length === 2")

    browser.press("k", "j", "k")
    browser.press("x")
    browser.wait("document.querySelectorAll('#events > li.rejected').length === 1")
    browser.press("u")
    browser.wait("document.querySelectorAll('#events > li.open').length === 1")
    browser.press("a")
    browser.wait("document.querySelectorAll('#events > li.accepted').length === 1")
    browser.press("d")
    browser.wait("document.querySelector('#progress').textContent === '1 of 3 done'")

    command = [sys.executable, "-m", "aidextract", "review", "--db", "r.sqlite", "--export", "gold.jsonl"]
    environment = os.environ | {"PYTHONPATH": os.pathsep.join(sys.path)}
    done = subprocess.run(command, cwd=folder, env=environment, capture_output=True, text=True)
    assert (done.returncode, done.stderr) == (0, "aidextract: gold.jsonl: 1 article done, of 3\n")
    (document,) = map(json.loads, (folder / "gold.jsonl").read_text("utf-8").splitlines())
    first, second = document["events"]
    assert (first["amount"], first["currency"], len(first["items"])) == (90000, "USD", 2)
    assert second["donors"] == [{"names": ["New Zealand", "Wellington"], "country": "NZ"}]


def test_hostile_text_stays_text(browser: Browser) -> None:
    browser.press("l")
    browser.wait("document.querySelector('h2').textContent.includes('script')")
    browser.wait("document.querySelector('#events > li')")
    assert browser.run("document.querySelector('#text').textContent").startswith("<script>")
    assert browser.run("document.querySelectorAll('main img, main script, main a').length") == 0
    assert "owned" not in browser.run("document.title").partition("document.title")[0]
    picture(browser, "hostile")


def test_an_article_without_events_is_done_and_undone(browser: Browser) -> None:
    browser.press("l")
    browser.wait("document.querySelector('h2').textContent === 'Rain'")
    assert "No events found" in browser.run("document.querySelector('#events').innerText")
    browser.press("d")  # leads to the next that is not done, which is before it
    browser.wait("document.querySelector('h2').textContent.includes('script')")
    browser.wait("document.querySelector('#progress').textContent === '2 of 3 done'")
    browser.press("l", "u")
    browser.wait("document.querySelector('#progress').textContent === '1 of 3 done'")


def test_a_pasted_text_gives_its_events(browser: Browser) -> None:
    browser.press("p")
    browser.wait("document.querySelector('#paste').open")
    browser.run("document.querySelector('#paste [name=title]').value = 'Boats'")
    browser.run("document.querySelector('#paste textarea').focus()")
    browser.type("Oman gave Tonga 30 boats.")
    picture(browser, "paste")
    browser.press("Ctrl+Enter")
    browser.wait("document.querySelector('#head h2').textContent === 'Boats'")
    assert "30 boats" in browser.run("document.querySelector('#events').innerText")


def test_words_selected_in_the_article_go_into_the_field(browser: Browser) -> None:
    browser.press("n")
    browser.wait("document.activeElement.matches('form input')")
    where = browser.run("""(() => {
      const walker = document.createTreeWalker(document.querySelector('#text'), NodeFilter.SHOW_TEXT);
      let node; while ((node = walker.nextNode()) && !node.data.includes('Tonga')) {}
      const range = document.createRange(); range.selectNodeContents(node);
      const box = range.getBoundingClientRect(); return [box.left + 4, box.top + box.height / 2];
    })()""")
    for clicks in (1, 2):
        about = {"x": where[0], "y": where[1], "button": "left", "clickCount": clicks}
        browser.send("Input.dispatchMouseEvent", type="mousePressed", **about)
        browser.send("Input.dispatchMouseEvent", type="mouseReleased", **about)
    browser.wait("document.querySelector('form [data-key=names]').value === 'Tonga'")
    browser.press("Escape")
    browser.wait("!document.querySelector('#events form')")


def test_every_control_has_a_name_and_the_focus_can_be_seen(browser: Browser) -> None:
    browser.press("e")
    browser.wait("document.querySelector('#events form')")
    nameless = browser.run("""[...document.querySelectorAll('button, a, input, select, textarea, dialog, nav, section')]
      .filter((n) => !(n.matches('button, a') && n.textContent.trim()) && !n.labels?.length
        && !n.getAttribute('aria-label') && !n.getAttribute('aria-labelledby')).map((n) => n.outerHTML)""")
    assert nameless == []
    browser.press("Tab")
    assert browser.run("getComputedStyle(document.activeElement).outlineStyle") == "solid"
    browser.press("Escape")


def test_single_letters_can_be_switched_off(browser: Browser) -> None:
    browser.press("?")
    browser.wait("document.querySelector('#help').open")
    picture(browser, "keys")
    browser.run("document.querySelector('#letters').click()")
    browser.press("Escape")
    browser.wait("!document.querySelector('#help').open")
    before = states(browser)
    browser.press("x", "d", "n")
    assert states(browser) == before
    assert not browser.run("document.querySelector('#events form')")
    browser.run("document.querySelector('#letters').click()")


def test_nothing_was_fetched_from_elsewhere_and_nothing_went_wrong(browser: Browser, address: str) -> None:
    home = address.partition("?")[0]
    assert [url for url in browser.requests if not url.startswith((home, "data:"))] == []
    # What the page was told on purpose: an event still open, a date that is none.
    assert [problem for problem in browser.problems if " 409 " not in problem and " 422 " not in problem] == []
