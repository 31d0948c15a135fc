"""Programs as processes of their own, to be killed and started again; forked from one that has all imported."""

import asyncio
import multiprocessing
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from decimal import Decimal
from multiprocessing.process import BaseProcess
from pathlib import Path

from aiogram import Bot, Dispatcher
from aiogram.client.session.aiohttp import AiohttpSession
from aiogram.client.telegram import TelegramAPIServer
from aiogram.types import Message
from fastapi import FastAPI
from pydantic import SecretStr

from app.bench.mortal import Death, mortal_stores
from app.clock import open_clock
from app.settings import Settings
from app.wiring import open_house
from bots.pacing import Pacer
from bots.telegram.opening import Access, open_telegram
from bots.telegram.platform import Till
from tests.wire.telegram.stage import FREELY, QUICKLY
from web.server import listen, serving
from web.telegram import telegram_webhook

SECRET = "a-secret_of_1"


@dataclass(frozen=True, slots=True)
class Life:
    """How to live: where Telegram is, where the data is, at which port updates are brought (0: fetched), and
    when to die."""

    url: str
    token: str
    home: Path
    port: int = 0
    death: Death | None = None

    @property
    def database_url(self) -> str:
        return f"sqlite:///{self.home / 'concierge.db'}"

    @property
    def access(self) -> Access:
        webhook = f"http://127.0.0.1:{self.port}/telegram" if self.port else ""
        return Access(self.token, self.url, webhook, SECRET)


@asynccontextmanager
async def living(work: Callable[[Life], None], life: Life) -> AsyncIterator[BaseProcess]:
    """A process that does this for the length of the block, and is then killed if it isn't dead already."""
    context = multiprocessing.get_context("forkserver")
    context.set_forkserver_preload(["tests.wire.telegram.lives"])
    process = context.Process(target=work, args=(life,), daemon=True)
    await asyncio.to_thread(process.start)
    try:
        yield process
    finally:
        process.kill()
        await asyncio.to_thread(process.join)


def program(life: Life) -> None:
    """The whole house behind Telegram, for ever."""
    asyncio.run(_program(life))


async def _program(life: Life) -> None:
    settings = Settings(
        concierge_home=life.home,
        database_url=life.database_url,
        telegram_bot_token=SecretStr(life.token),
        telegram_stars_rate=Decimal(50),
    )
    async with open_house(
        settings, "http://halls.example.org", make_stores=mortal_stores(life.death)
    ) as house:
        telegram = open_telegram(
            life.access,
            house.stores.inbox,
            house.stores.deliveries,
            Pacer(FREELY),
            QUICKLY,
            till=Till(check=house.cashier.objection),
        )
        house.platforms[telegram.name] = telegram
        async with asyncio.TaskGroup() as group:
            group.create_task(house.queue.run())
            group.create_task(open_clock(house).run())
            group.create_task(telegram.run(house.accept))
            if life.port:
                application = FastAPI()
                application.include_router(telegram_webhook("/telegram", SECRET, telegram.receive))
                async with serving(application, await listen("127.0.0.1", life.port)):
                    await asyncio.Event().wait()


def aiogram_as_it_comes(life: Life) -> None:
    """aiogram's own polling, with a handler that takes a while, as one that asks a model does."""
    asyncio.run(_aiogram(life))


async def _aiogram(life: Life) -> None:
    dispatcher = Dispatcher()

    @dispatcher.message()
    async def answer(message: Message) -> None:
        await asyncio.sleep(1.0)
        await message.answer(f"You said: {message.text}")

    bot = Bot(life.token, AiohttpSession(api=TelegramAPIServer.from_base(life.url)))
    await dispatcher.start_polling(bot, handle_signals=False)
