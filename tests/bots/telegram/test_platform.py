"""Telegram, with the contract of every platform."""

from collections.abc import AsyncIterator
from contextlib import AbstractAsyncContextManager

import pytest

from tests.bots.platform_contract import OpenStage, PlatformContract
from tests.fakes.telegram import FakeTelegram
from tests.wire.telegram.stage import Stage, open_stage


@pytest.fixture
async def fake() -> AsyncIterator[FakeTelegram]:
    async with FakeTelegram(pace=0.01) as telegram:
        yield telegram


class TestTelegram(PlatformContract):
    @pytest.fixture
    def open_stage(self, fake: FakeTelegram, sqlite_url: str) -> OpenStage:
        chat = fake.world.private("Anna")

        def opened() -> AbstractAsyncContextManager[Stage]:
            return open_stage(fake, chat, sqlite_url)

        return opened
