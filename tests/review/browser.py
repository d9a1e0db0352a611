"""A headless Chromium, steered over its DevTools pipe (https://chromedevtools.github.io/devtools-protocol/)."""

from __future__ import annotations

import base64
import json
import os
import shutil
import subprocess
import time
from collections.abc import Mapping
from pathlib import Path
from typing import Any

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")

# No traffic of its own, no sandbox (which containers lack).
_FLAGS = (
    "--headless --no-sandbox --disable-gpu --disable-quic --no-first-run --disable-background-networking "
    "--disable-component-update --disable-sync --disable-extensions --disable-dev-shm-usage --remote-debugging-pipe"
).split()
_KEYS = {"Enter": 13, "Escape": 27, "Tab": 9, "ArrowDown": 40, "ArrowUp": 38}


class Browser:
    """One page. `profile` is a fresh folder."""

    def __init__(self, profile: Path, *, width: int = 1360, height: int = 860, dark: bool = False) -> None:
        assert CHROMIUM
        to_read, to_write = os.pipe(), os.pipe()
        # The pipe is to be the child's descriptors 3 and 4.
        command = ["bash", "-c", f'exec "$@" 3<&{to_write[0]} 4>&{to_read[1]}', "bash"]
        command += [CHROMIUM, *_FLAGS, f"--user-data-dir={profile}", f"--window-size={width},{height}", "about:blank"]
        self._log = open(profile.parent / f"{profile.name}.log", "wb")  # noqa: SIM115  closed with the browser
        self._process = subprocess.Popen(
            command, pass_fds=(to_write[0], to_read[1]), stdout=self._log, stderr=self._log
        )
        os.close(to_write[0])
        os.close(to_read[1])
        self._in, self._out = os.fdopen(to_read[0], "rb", buffering=0), os.fdopen(to_write[1], "wb", buffering=0)
        self._buffer = b""
        self._count = 0
        self._session: str | None = None
        self.requests: list[str] = []
        self.problems: list[str] = []
        page = next(t for t in self.send("Target.getTargets")["targetInfos"] if t["type"] == "page")
        attached = self.send("Target.attachToTarget", targetId=page["targetId"], flatten=True)
        self._session = attached["sessionId"]
        for domain in ("Page", "Runtime", "Network", "Log"):
            self.send(f"{domain}.enable")
        self.send("Emulation.setDeviceMetricsOverride", width=width, height=height, deviceScaleFactor=1, mobile=False)
        features = [{"name": "prefers-color-scheme", "value": "dark" if dark else "light"}]
        self.send("Emulation.setEmulatedMedia", features=features)

    def close(self) -> None:
        self._process.terminate()
        self._process.wait(20)
        self._log.close()
        self._in.close()
        self._out.close()

    def send(self, method: str, **params: object) -> dict[str, Any]:
        self._count += 1
        message: dict[str, object] = {"id": self._count, "method": method, "params": params}
        if self._session:
            message["sessionId"] = self._session
        self._out.write(json.dumps(message).encode() + b"\0")
        while True:
            answer = self._next()
            if answer.get("id") == self._count:
                assert "error" not in answer, f"{method}: {answer}"
                return dict(answer["result"])
            self._note(answer)

    def _next(self) -> dict[str, Any]:
        while b"\0" not in self._buffer:
            more = os.read(self._in.fileno(), 1 << 20)
            assert more, f"chromium has gone: see {self._log.name}"
            self._buffer += more
        line, _, self._buffer = self._buffer.partition(b"\0")
        return dict(json.loads(line))

    def _note(self, event: Mapping[str, Any]) -> None:
        params = event.get("params", {})
        if event["method"] == "Network.requestWillBeSent":
            self.requests.append(params["request"]["url"])
        elif event["method"] == "Runtime.exceptionThrown":
            self.problems.append(str(params["exceptionDetails"]))
        elif event["method"] == "Log.entryAdded" and params["entry"]["level"] == "error":
            self.problems.append(f"{params['entry']['text']} {params['entry'].get('url', '')}")

    def open(self, url: str) -> None:
        self.send("Page.navigate", url=url)

    def run(self, script: str) -> Any:
        """The value of an expression in the page."""
        answer = self.send("Runtime.evaluate", expression=script, returnByValue=True, awaitPromise=True)
        assert "exceptionDetails" not in answer, answer["exceptionDetails"]
        return answer["result"].get("value")

    def wait(self, script: str, seconds: float = 20) -> Any:
        """Until an expression is true."""
        end = time.monotonic() + seconds
        while True:
            try:
                if value := self.run(f"Boolean({script})"):
                    return value
            except AssertionError:  # the page is on its way to another
                pass
            assert time.monotonic() < end, f"not so after {seconds} s: {script}"
            time.sleep(0.05)

    def press(self, *keys: str) -> None:
        for key in keys:
            control = key.startswith("Ctrl+")
            key = key.removeprefix("Ctrl+")
            letter = "\r" if key == "Enter" else key
            text = {"text": letter} if len(letter) == 1 and not control else {}
            code = _KEYS.get(key, ord(key[0].upper()))
            about = {"key": key, "windowsVirtualKeyCode": code, "modifiers": 2 if control else 0}
            self.send("Input.dispatchKeyEvent", type="keyDown", **about, **text)
            self.send("Input.dispatchKeyEvent", type="keyUp", **about)

    def type(self, text: str) -> None:
        self.send("Input.insertText", text=text)

    def picture(self, path: Path) -> None:
        path.write_bytes(base64.b64decode(self.send("Page.captureScreenshot", format="png")["data"]))
