"""Anna, her private chat with the bot, and the platform that talks to her there."""

from collections.abc import AsyncIterator

import pytest

from tests.fakes.telegram import FakeTelegram
from tests.fakes.telegram.chats import Chat
from tests.wire.telegram.stage import Stage, open_stage


@pytest.fixture
async def fake() -> AsyncIterator[FakeTelegram]:
    async with FakeTelegram(pace=0.01) as telegram:
        yield telegram
        assert telegram.calls.warnings == []


@pytest.fixture
def anna(fake: FakeTelegram) -> Chat:
    return fake.world.private("Anna")


@pytest.fixture
async def stage(fake: FakeTelegram, anna: Chat, sqlite_url: str) -> AsyncIterator[Stage]:
    async with open_stage(fake, anna, sqlite_url) as opened:
        yield opened
