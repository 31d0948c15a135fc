"""A site made of plain values, and a browser to look at it with."""

import asyncio
import fcntl
import json
import os
import shutil
import signal
from collections.abc import AsyncGenerator, Callable, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import httpx
import pytest
from prometheus_client import CollectorRegistry

from storage.bookings import Booking
from storage.halls import Hall
from storage.signing import Signer
from web.application import Site, create_application
from web.health import Check

NOW = datetime(2026, 11, 21, 9, 0, tzinfo=UTC)

LOFT = Hall(
    id=1,
    name="The Loft",
    aliases=("Лофт",),
    description={
        "en": "Brick walls, a glass roof and a long oak table under the roofs of the old port.",
        "ru": "Кирпичные стены, стеклянная крыша и длинный дубовый стол под крышами старого порта.",
    },
    rules={
        "en": "- No smoking\n- Music until 22:00\n- Leave the hall as you found it",
        "ru": "- Не курить\n- Музыка до 22:00\n- Оставьте зал таким, каким он был",
    },
    hours=((540, 1440),) * 7,
    capacity=40,
    price_per_hour=6000,
    currency="EUR",
    time_zone="Europe/Berlin",
)

HELD = Booking(
    id=12,
    key="q1w2e3r4t5y6u7i8o9p0Aa",
    bare_key=True,
    hall_id=1,
    user_id=77,
    start=datetime(2026, 11, 22, 17, 0, tzinfo=UTC),
    end=datetime(2026, 11, 22, 19, 30, tzinfo=UTC),
    guests=24,
    price=15000,
    currency="EUR",
    status="held",
    created_at=NOW,
    expires_at=datetime(2026, 11, 24, 9, 0, tzinfo=UTC),
)


SIGNER = Signer("a secret for tests")


@dataclass
class Shelf:
    """Bookings by their keys and halls by their ids, kept in memory. `sought` is every key asked for."""

    bookings: list[Booking]
    halls: list[Hall]
    sought: list[str] = field(default_factory=list)

    async def by_key(self, key: str, /) -> Booking | None:
        self.sought.append(key)
        return next((booking for booking in self.bookings if booking.key == key), None)

    async def get(self, hall_id: int, /) -> Hall | None:
        return next((hall for hall in self.halls if hall.id == hall_id), None)


def make_site(
    booking: Booking = HELD,
    hall: Hall = LOFT,
    checks: Mapping[str, Check] | None = None,
    shelf: Shelf | None = None,
    public_url: str = "",
    now: datetime = NOW,
) -> Site:
    shelf = shelf or Shelf([booking], [hall])
    return Site(shelf, SIGNER, shelf, lambda: now, checks or {}, CollectorRegistry(), public_url)


@asynccontextmanager
async def open_client(site: Site) -> AsyncGenerator[httpx.AsyncClient]:
    application = create_application(site)
    async with (
        application.router.lifespan_context(application),
        httpx.AsyncClient(transport=httpx.ASGITransport(application), base_url="http://site") as client,
    ):
        yield client


class Browser:
    """Chromium without a window, spoken to over a pipe in the DevTools protocol."""

    def __init__(self, process: asyncio.subprocess.Process, reader: asyncio.StreamReader, pipe: int) -> None:
        self.process = process
        self._reader = reader
        self._pipe = pipe
        self._last = 0
        self._session: str | None = None

    async def call(self, method: str, **params: Any) -> dict[str, Any]:
        self._last += 1
        message: dict[str, Any] = {"id": self._last, "method": method, "params": params}
        if self._session is not None:
            message["sessionId"] = self._session
        os.write(self._pipe, json.dumps(message).encode() + b"\0")
        while True:
            answer = json.loads((await self._reader.readuntil(b"\0"))[:-1])
            if answer.get("id") == self._last:
                assert "error" not in answer, answer["error"]
                return dict(answer["result"])

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
        await self.call("Runtime.evaluate", expression=_LOADED, awaitPromise=True)
        assert await self.evaluate("location.href") == url

    async def evaluate(self, expression: str) -> Any:
        answer = await self.call("Runtime.evaluate", expression=expression, returnByValue=True)
        assert "exceptionDetails" not in answer, answer
        return answer["result"].get("value")


_LOADED = """
new Promise(done => document.readyState === 'complete' ? done() : addEventListener('load', () => done()))
"""

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


@pytest.fixture
def held() -> Booking:
    return HELD


@pytest.fixture
def loft() -> Hall:
    return LOFT


@pytest.fixture(name="make_site")
def make_site_fixture() -> Callable[..., Site]:
    return make_site


@pytest.fixture(name="make_shelf")
def make_shelf_fixture() -> Callable[..., Shelf]:
    return Shelf


@pytest.fixture(name="open_client")
def open_client_fixture() -> Callable[..., Any]:
    return open_client


@pytest.fixture
async def browser(tmp_path: Path) -> AsyncGenerator[Browser]:
    chromium = shutil.which("chromium")
    if chromium is None:
        pytest.skip("chromium is not installed: apt install chromium")
    async with asyncio.timeout(30), open_browser(chromium, tmp_path / "profile") as browser:
        yield browser
