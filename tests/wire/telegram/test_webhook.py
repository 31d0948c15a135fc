"""Updates that Telegram brings to the program's own web server."""

import asyncio
import json
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager, suppress
from dataclasses import dataclass, field
from http.client import HTTPConnection
from urllib.parse import urlsplit

import pytest
from fastapi import FastAPI
from structlog.testing import capture_logs

from bots.telegram.connection import Disconnected
from bots.telegram.opening import Access
from graphs.dialogue import Incoming
from tests.fakes.telegram import FakeTelegram
from tests.fakes.telegram.chats import Chat
from tests.wire.telegram.stage import Stage, open_stage
from web.server import Listener, listen, serving
from web.telegram import LARGEST, SECRET_HEADER, path_of, telegram_webhook

SECRET = "9f2c61e07b-the_secret"


@dataclass
class Served:
    """Takes updates as the platform does; `failing` is what the disk does."""

    taken: list[object] = field(default_factory=list[object])
    failing: bool = False

    async def take(self, update: object) -> None:
        if self.failing:
            raise OSError("No space left on device")
        self.taken.append(update)


@asynccontextmanager
async def served(take: Served) -> AsyncIterator[Listener]:
    application = FastAPI()
    application.include_router(telegram_webhook("/telegram", SECRET, take.take))
    listener = await listen("127.0.0.1", 0)
    async with serving(application, listener):
        yield listener


def post(listener: Listener, body: bytes, secret: bytes | None = SECRET.encode()) -> int:
    """The status, of a request whose headers may hold any bytes."""
    connection = HTTPConnection("127.0.0.1", listener.port, timeout=10)
    connection.putrequest("POST", "/telegram")
    connection.putheader("Content-Type", "application/json")
    connection.putheader("Content-Length", str(len(body)))
    if secret is not None:
        connection.putheader(SECRET_HEADER, secret)
    connection.endheaders()
    with suppress(ConnectionError):  # the answer is there before the whole body has gone out
        connection.send(body)
    status = connection.getresponse().status
    connection.close()
    return status


@pytest.mark.parametrize(
    ("secret", "body", "status"),
    [
        (SECRET.encode(), b'{"update_id": 1}', 200),
        (b"wrong", b'{"update_id": 1}', 403),
        (b"", b'{"update_id": 1}', 403),
        (None, b'{"update_id": 1}', 403),
        ("пароль".encode(), b'{"update_id": 1}', 403),
        (b"\xff\xfe\x80", b'{"update_id": 1}', 403),
        (SECRET.encode(), b'{"update_id": 1', 400),
        (SECRET.encode(), b"", 400),
        (SECRET.encode(), b"[1, 2]", 400),
        (SECRET.encode(), b"\xff\xff", 400),
        (SECRET.encode(), b"[" * 200_000, 400),
        (SECRET.encode(), b'{"a": "' + b"x" * 3_000_000 + b'"}', 413),
        (b"wrong", b"x" * 3_000_000, 403),
    ],
)
async def test_only_telegrams_own_updates_are_taken(secret: bytes | None, body: bytes, status: int) -> None:
    take = Served()
    async with served(take) as listener:
        assert await asyncio.to_thread(post, listener, body, secret) == status
    assert len(take.taken) == (status == 200)


async def test_a_body_that_does_not_say_its_length_is_cut_off() -> None:
    take = Served()
    async with served(take) as listener:
        _reader, writer = await asyncio.open_connection("127.0.0.1", listener.port)
        head = f"POST /telegram HTTP/1.1\r\nHost: x\r\n{SECRET_HEADER}: {SECRET}\r\n"
        writer.write(f"{head}Transfer-Encoding: chunked\r\n\r\n".encode())
        piece = b"x" * 65_536
        for _ in range(LARGEST // len(piece) + 2):
            writer.write(f"{len(piece):x}\r\n".encode() + piece + b"\r\n")
        assert (await _reader.readline()).split()[1] == b"413"
        writer.close()
    assert take.taken == []


async def test_what_cant_be_stored_is_brought_again() -> None:
    take = Served(failing=True)
    async with served(take) as listener:
        assert await asyncio.to_thread(post, listener, b"{}") == 503


@pytest.mark.parametrize(
    ("webhook", "public", "path"),
    [
        ("https://halls.example.org/telegram", "https://halls.example.org", "/telegram"),
        ("https://halls.example.org/telegram", "", "/telegram"),
        ("https://halls.example.org", "", "/"),
        ("https://halls.example.org/app/telegram", "https://halls.example.org/app/", "/telegram"),
        ("https://halls.example.org/telegram", "https://halls.example.org/app", "/telegram"),
        ("https://halls.example.org/apple", "https://halls.example.org/app", "/apple"),
    ],
)
def test_the_path_below_that_of_the_site(webhook: str, public: str, path: str) -> None:
    assert path_of(webhook, public) == path


def test_a_webhook_without_a_secret_is_refused() -> None:
    with pytest.raises(ValueError, match="without a secret"):
        telegram_webhook("/telegram", "", Served().take)


@pytest.fixture
async def brought(fake: FakeTelegram, anna: Chat, sqlite_url: str) -> AsyncIterator[Stage]:
    """The platform with its webhook on a web server."""
    async with AsyncExitStack() as opened:
        listener = await listen("127.0.0.1", 0)
        access = Access(fake.token, fake.url, f"{listener.url}/telegram", SECRET)
        stage = await opened.enter_async_context(open_stage(fake, anna, sqlite_url, access=access))
        application = FastAPI()
        path = urlsplit(access.webhook_url).path
        application.include_router(telegram_webhook(path, SECRET, stage.telegram.receive))
        await opened.enter_async_context(serving(application, listener))
        yield stage


async def test_updates_come_by_webhook(brought: Stage, fake: FakeTelegram) -> None:
    said = await brought.write("hello")
    assert said.text == "hello"
    await fake.confirmed()
    assert fake.api.webhook.hook.secret == SECRET
    assert fake.calls.of("getUpdates") == []


async def test_a_replay_is_harmless(brought: Stage, fake: FakeTelegram) -> None:
    await brought.write("once")
    await fake.confirmed()
    fake.updates.repeat(list(fake.updates.all.values())[-1], 5)
    await brought.write("twice")
    await fake.confirmed()
    assert [one.text for one in brought.accepted] == ["once", "twice"]


async def test_the_answer_waits_for_the_commit(brought: Stage, fake: FakeTelegram) -> None:
    """Nothing is confirmed while nothing can be stored, and all of it comes when it can."""
    brought.disk_full = True
    fake.people.text(brought.chat, "one")
    fake.people.text(brought.chat, "two")
    await asyncio.sleep(0.2)
    assert len(fake.updates.pending) == 2
    brought.disk_full = False
    said: list[Incoming] = [await brought.next(), await brought.next()]
    assert [one.text for one in said] == ["one", "two"]
    await fake.confirmed()


async def test_what_cant_be_read_does_not_come_again(brought: Stage, fake: FakeTelegram) -> None:
    fake.inject({"message": {"message_id": "nonsense"}})
    assert (await brought.write("next")).text == "next"
    await fake.confirmed()
    assert json.dumps([attempt.status for attempt in fake.api.webhook.attempts]) == "[200, 200]"


async def test_before_it_is_up_updates_are_put_off(fake: FakeTelegram, anna: Chat, sqlite_url: str) -> None:
    access = Access("1:another", fake.url, "http://127.0.0.1:9/telegram", SECRET)
    async with open_stage(fake, anna, sqlite_url, access=access) as stage:
        application = FastAPI()
        application.include_router(telegram_webhook("/telegram", SECRET, stage.telegram.receive))
        listener = await listen("127.0.0.1", 0)
        async with serving(application, listener):
            assert await asyncio.to_thread(post, listener, b'{"update_id": 1}') == 503


async def test_a_webhook_that_somebody_else_took_away_is_set_again(
    brought: Stage, fake: FakeTelegram
) -> None:
    await brought.write("hello")
    await fake.api.webhook.set(type(fake.api.webhook.hook)())
    await fake.call("setWebhook", count=2)
    assert (await brought.write("hello again")).text == "hello again"


async def test_a_webhook_that_telegram_cant_reach_is_a_trouble(
    fake: FakeTelegram, anna: Chat, sqlite_url: str
) -> None:
    access = Access(fake.token, fake.url, "http://127.0.0.1:9/telegram", SECRET)
    with capture_logs() as logs:
        async with open_stage(fake, anna, sqlite_url, access=access) as stage:
            fake.people.text(anna, "hello?")
            await fake.call("getWebhookInfo", count=5)
            with pytest.raises(Disconnected, match="can't reach TELEGRAM_WEBHOOK_URL"):
                await stage.telegram.check()
    assert [log["event"] for log in logs if log["log_level"] == "error"] == ["Telegram is out of reach"]
