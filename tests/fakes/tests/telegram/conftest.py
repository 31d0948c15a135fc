"""A fake Telegram and the real aiogram client in front of it."""

from collections.abc import AsyncIterator, Awaitable, Callable
from typing import Any

import aiohttp
import pytest
from aiogram import Bot
from aiogram.client.session.aiohttp import AiohttpSession
from aiogram.client.telegram import TelegramAPIServer

from tests.fakes.telegram import FakeTelegram
from tests.fakes.telegram.chats import Chat


class QuickSession(AiohttpSession):
    """aiogram's own, without the quarter of a second that it waits after closing for the sake of TLS."""

    async def close(self) -> None:
        if self._session is not None:
            await self._session.close()


@pytest.fixture
async def telegram() -> AsyncIterator[FakeTelegram]:
    async with FakeTelegram(pace=0.01) as fake:
        yield fake


@pytest.fixture
async def bot(telegram: FakeTelegram) -> AsyncIterator[Bot]:
    session = QuickSession(api=TelegramAPIServer.from_base(telegram.url))
    async with Bot(telegram.token, session=session) as client:
        yield client


@pytest.fixture
def anna(telegram: FakeTelegram) -> Chat:
    """The private chat with Anna."""
    return telegram.world.private("Anna")


@pytest.fixture
def group(telegram: FakeTelegram) -> Chat:
    return telegram.world.group("Hall team", "Anna", "Boris")


@pytest.fixture
def forum(telegram: FakeTelegram) -> Chat:
    return telegram.world.forum("Community", "Anna", "Boris", topics=("Bookings",))


Ask = Callable[..., Awaitable[tuple[int, dict[str, Any]]]]


@pytest.fixture
async def call(telegram: FakeTelegram) -> AsyncIterator[Ask]:
    """Calls a method as curl would, with JSON: the HTTP status and the parsed body."""
    async with aiohttp.ClientSession() as session:

        async def ask(method: str, **params: Any) -> tuple[int, dict[str, Any]]:
            async with session.post(f"{telegram.url}/bot{telegram.token}/{method}", json=params) as response:
                return response.status, await response.json()

        yield ask
