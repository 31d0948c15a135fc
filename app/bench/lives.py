"""The house behind a fake platform, as a process of its own that may be killed at any moment.

It is forked from a process that has everything imported, and never ends by itself.
"""

import asyncio
import multiprocessing
import time
from collections.abc import AsyncGenerator, AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from multiprocessing.process import BaseProcess
from pathlib import Path
from typing import Any, TypeAlias

from langchain_core.callbacks import AsyncCallbackManagerForLLMRun, CallbackManagerForLLMRun
from langchain_core.messages import AIMessage, AIMessageChunk, BaseMessage, HumanMessage
from langchain_core.outputs import ChatGeneration, ChatGenerationChunk, ChatResult

from app.bench.house import InstantModel, own_settings
from app.logs import start_logs
from app.wiring import House, open_house
from bots.pacing import DISCORD, TELEGRAM, Limits, Pacer, Rate
from bots.platform import Platform

UNHURRIED = Limits(Rate(1e5, 10_000), lambda _chat: Rate(1e5, 10_000))
"""As if there were no budget."""
END = "That is all."
SLICE_SECONDS = 0.02
PRELOADED = ("app.bench.crashes", "app.bench.lives", "bots.telegram.opening", "bots.discord.platform")


@dataclass(frozen=True, slots=True)
class Life:
    """How to live: where the platform is, where the data is, how long the model speaks (seconds) and in how many
    pieces, whether calls are paced as shipped, and whether something else takes half of the event loop's time.
    """

    url: str
    token: str
    home: Path
    seconds: float = 0.0
    chunks: int = 1
    paced: bool = True
    busy: bool = False

    @property
    def database_url(self) -> str:
        return f"sqlite:///{self.home / 'concierge.db'}"


Work: TypeAlias = Callable[[Life], None]


class Echo(InstantModel):
    """Says again what it was told, in `chunks` pieces."""

    chunks: int = 1

    def _generate(
        self,
        messages: list[BaseMessage],
        stop: list[str] | None = None,
        run_manager: CallbackManagerForLLMRun | None = None,
        **kwargs: Any,
    ) -> ChatResult:
        text = "".join(self._pieces(messages))
        message = AIMessage(text, response_metadata={"finish_reason": "stop"})
        return ChatResult(generations=[ChatGeneration(message=message)])

    async def _astream(
        self,
        messages: list[BaseMessage],
        stop: list[str] | None = None,
        run_manager: AsyncCallbackManagerForLLMRun | None = None,
        **kwargs: Any,
    ) -> AsyncIterator[ChatGenerationChunk]:
        pieces = self._pieces(messages)
        for piece in pieces:
            await asyncio.sleep(self.seconds / len(pieces))
            yield ChatGenerationChunk(message=AIMessageChunk(content=piece))
        last = AIMessageChunk(content="", response_metadata={"finish_reason": "stop"}, chunk_position="last")
        yield ChatGenerationChunk(message=last)

    def _pieces(self, messages: list[BaseMessage]) -> list[str]:
        said = next(message.text for message in reversed(messages) if isinstance(message, HumanMessage))
        words = [f"The {number}. thing is said as well. " for number in range(2, self.chunks)]
        *most, last = [f"{beginning(said)} ", *words]
        return [*most, last, END] if self.chunks > 1 else [f"{last}{END}"]


def beginning(said: str) -> str:
    """How the answer to something begins."""
    return f"You said: {said}."


def begin(work: Work, life: Life) -> BaseProcess:
    context = multiprocessing.get_context("forkserver")
    context.set_forkserver_preload(list(PRELOADED))
    process = context.Process(target=work, args=(life,), daemon=True)
    process.start()
    return process


def telegram(life: Life) -> None:
    """The house behind Telegram, by polling."""
    asyncio.run(_telegram(life))


def discord(life: Life) -> None:
    """The house behind Discord."""
    asyncio.run(_discord(life))


def dispatcher(life: Life) -> None:
    """The least that answers on Telegram: aiogram as it comes, and one handler."""
    asyncio.run(_dispatcher(life))


async def _telegram(life: Life) -> None:
    from bots.telegram.opening import Access, open_telegram

    async with _open(life) as house:
        inbox, deliveries = house.stores.inbox, house.stores.deliveries
        pacer = Pacer(TELEGRAM if life.paced else UNHURRIED)
        await _run(life, house, open_telegram(Access(life.token, life.url), inbox, deliveries, pacer))


async def _discord(life: Life) -> None:
    from bots.discord.platform import Discord, Memory

    async with _open(life) as house:
        stores = house.stores
        memory = Memory(stores.inbox, stores.deliveries, stores.visits, life.home)
        pacer = Pacer(DISCORD if life.paced else UNHURRIED)
        await _run(life, house, Discord(life.token, memory, api_url=life.url, pacer=pacer))


async def _dispatcher(life: Life) -> None:
    from aiogram import Bot, Dispatcher
    from aiogram.client.session.aiohttp import AiohttpSession
    from aiogram.client.telegram import TelegramAPIServer
    from aiogram.types import Message

    answering = Dispatcher()

    async def answer(message: Message) -> None:
        await message.answer(f"{beginning(message.text or '')} {END}")

    answering.message.register(answer)
    bot = Bot(life.token, AiohttpSession(api=TelegramAPIServer.from_base(life.url)))
    await answering.start_polling(bot, handle_signals=False)  # pyright: ignore[reportUnknownMemberType]


@asynccontextmanager
async def _open(life: Life) -> AsyncGenerator[House]:
    start_logs("INFO", "text", (), file=life.home / "concierge.log")
    settings = own_settings(life.home, life.database_url)
    model = Echo(seconds=life.seconds, chunks=life.chunks)
    async with open_house(settings, "http://127.0.0.1:8080", builtin=model) as house:
        yield house


async def _run(life: Life, house: House, platform: Platform) -> None:
    house.platforms[platform.name] = platform
    async with asyncio.TaskGroup() as group:
        group.create_task(house.queue.run())
        group.create_task(platform.run(house.accept))
        if life.busy:
            group.create_task(_burn())


async def _burn() -> None:
    while True:
        until = time.perf_counter() + SLICE_SECONDS
        while time.perf_counter() < until:
            pass
        await asyncio.sleep(SLICE_SECONDS)
