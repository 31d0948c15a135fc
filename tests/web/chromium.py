"""Debian's chromium without a window, driven as a person drives it: taps, keys, and what there is to see."""

import asyncio
import base64
import fcntl
import json
import os
import signal
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any


class Browser:
    """Chromium without a window, spoken to over a pipe in the DevTools protocol."""

    def __init__(self, process: asyncio.subprocess.Process, reader: asyncio.StreamReader, pipe: int) -> None:
        self.process = process
        self._reader = reader
        self._pipe = pipe
        self._last = 0
        self._session: str | None = None

    async def call(self, method: str, **params: Any) -> dict[str, Any]:
        answer = await self.answer(method, **params)
        assert "error" not in answer, answer["error"]
        return dict(answer["result"])

    async def answer(self, method: str, **params: Any) -> dict[str, Any]:
        """The whole answer, an error or not."""
        self._last += 1
        message: dict[str, Any] = {"id": self._last, "method": method, "params": params}
        if self._session is not None:
            message["sessionId"] = self._session
        os.write(self._pipe, json.dumps(message).encode() + b"\0")
        async with asyncio.timeout(_PATIENCE):
            while True:
                answer = json.loads((await self._reader.readuntil(b"\0"))[:-1])
                if answer.get("id") == self._last:
                    return dict(answer)

    async def open_page(self) -> None:
        target = await self.call("Target.createTarget", url="about:blank")
        attached = await self.call("Target.attachToTarget", targetId=target["targetId"], flatten=True)
        self._session = attached["sessionId"]
        await self.call("Network.enable")

    async def show(self, url: str, width: int, dark: bool = False, locale: str = "en") -> None:
        """Loads a page as a screen of this width shows it, and returns when it is there."""
        phone = width < 600
        await self.call(
            "Emulation.setDeviceMetricsOverride",
            width=width,
            height=844 if phone else 900,
            deviceScaleFactor=1,
            mobile=phone,
        )
        scheme = {"name": "prefers-color-scheme", "value": "dark" if dark else "light"}
        await self.call("Emulation.setEmulatedMedia", features=[scheme])
        await self.call("Network.setExtraHTTPHeaders", headers={"Accept-Language": locale})
        await self.call("Page.navigate", url=url)
        await self.wait_for("true", 15)
        assert await self.evaluate("location.href") == url

    async def set_up(self, *, javascript: bool = True, zone: str = "Europe/Berlin") -> None:
        """What kind of browser it is, from the next page on."""
        await self.call("Emulation.setScriptExecutionDisabled", value=not javascript)
        await self.call("Emulation.setTimezoneOverride", timezoneId=zone)

    async def tap(self, selector: str) -> None:
        """Presses the middle of what a selector finds, wherever it has to be scrolled to."""
        x, y = await self.evaluate(_MIDDLE.replace("SELECTOR", json.dumps(selector)))
        for kind in ("mousePressed", "mouseReleased"):
            await self.call("Input.dispatchMouseEvent", type=kind, x=x, y=y, button="left", clickCount=1)

    async def fill(self, selector: str, text: str) -> None:
        """Types over what stands in a field."""
        await self.evaluate(f"document.querySelector({json.dumps(selector)}).focus()")
        await self.evaluate(f"document.querySelector({json.dumps(selector)}).select()")
        await self.call("Input.insertText", text=text)

    async def choose(self, selector: str, value: str) -> None:
        """Of a list or a calendar, whose own windows a test can't reach."""
        await self.evaluate(
            f"""{{
                const field = document.querySelector({json.dumps(selector)});
                field.value = {json.dumps(value)};
                field.dispatchEvent(new Event("input", {{bubbles: true}}));
            }}"""
        )

    async def press(self, key: str) -> None:
        text = {"Enter": "\r", "Space": " "}.get(key, "")
        name = {"Space": " "}.get(key, key)
        for kind in ("keyDown", "keyUp"):
            await self.call("Input.dispatchKeyEvent", type=kind, key=name, code=key, text=text, **_CODES[key])

    async def wait_for(self, condition: str, seconds: float = 5.0) -> None:
        """Until a page is there for which the condition, an expression, holds."""
        complete = f"document.readyState === 'complete' && !!({condition})"
        for _ in range(int(seconds / 0.02)):
            if await self._holds(complete):
                return
            await asyncio.sleep(0.02)
        raise AssertionError(f"{condition} never held on {await self.evaluate('location.href')}")

    async def _holds(self, condition: str) -> bool:
        """False also while one page makes way for the next."""
        message = await self.answer("Runtime.evaluate", expression=condition, returnByValue=True)
        return message.get("result", {}).get("result", {}).get("value") is True

    async def picture(self, path: Path) -> None:
        """The whole page, as far as it scrolls."""
        size = (await self.call("Page.getLayoutMetrics"))["cssContentSize"]
        clip = {"x": 0, "y": 0, "width": size["width"], "height": size["height"], "scale": 1}
        shot = await self.call("Page.captureScreenshot", clip=clip, captureBeyondViewport=True)
        await asyncio.to_thread(_keep, path, base64.b64decode(shot["data"]))

    async def evaluate(self, expression: str) -> Any:
        answer = await self.call("Runtime.evaluate", expression=expression, returnByValue=True)
        assert "exceptionDetails" not in answer, answer
        return answer["result"].get("value")


_PATIENCE = 20.0

_MIDDLE = """
(() => {
  const found = document.querySelector(SELECTOR);
  found.scrollIntoView({block: "center", behavior: "instant"});
  const box = found.getBoundingClientRect();
  return [box.x + box.width / 2, box.y + box.height / 2];
})()
"""

_CODES = {
    "Tab": {"windowsVirtualKeyCode": 9},
    "Enter": {"windowsVirtualKeyCode": 13},
    "Space": {"windowsVirtualKeyCode": 32},
}

_FLAGS = (
    "--headless --no-sandbox --disable-gpu --disable-quic --no-first-run --disable-background-networking "
    "--disable-component-update --disable-sync --disable-dev-shm-usage --no-default-browser-check"
)


@asynccontextmanager
async def open_browser(chromium: str, profile: Path) -> AsyncGenerator[Browser]:
    """Chromium reads commands from file descriptor 3 and answers on 4."""
    (command_end, command), (answer, answer_end) = os.pipe(), os.pipe()
    theirs = [fcntl.fcntl(end, fcntl.F_DUPFD, 10) for end in (command_end, answer_end)]
    process = await asyncio.create_subprocess_exec(
        "bash",
        "-c",
        f'exec "$0" "$@" 3<&{theirs[0]} 4>&{theirs[1]}',
        chromium,
        *_FLAGS.split(),
        f"--user-data-dir={profile}",
        "--remote-debugging-pipe",
        stderr=asyncio.subprocess.DEVNULL,
        pass_fds=theirs,
        start_new_session=True,
    )
    for end in (command_end, answer_end, *theirs):
        os.close(end)
    reader = asyncio.StreamReader(limit=1 << 26)
    transport, _ = await asyncio.get_running_loop().connect_read_pipe(
        lambda: asyncio.StreamReaderProtocol(reader), os.fdopen(answer, "rb")
    )
    try:
        browser = Browser(process, reader, command)
        await browser.open_page()
        yield browser
    finally:
        os.killpg(process.pid, signal.SIGKILL)
        await process.wait()
        transport.close()
        os.close(command)


def _keep(path: Path, picture: bytes) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(picture)
