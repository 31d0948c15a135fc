"""The house behind Discord as a process of its own, which dies where it is told to.

It is forked from a process that has everything imported, and never ends by itself.
"""

import asyncio
import multiprocessing
import os
import warnings
from collections.abc import AsyncIterator
from dataclasses import dataclass
from multiprocessing.process import BaseProcess
from pathlib import Path
from typing import Any

from langchain_core.language_models import BaseChatModel
from langchain_core.messages import AIMessage, AIMessageChunk, BaseMessage, HumanMessage
from langchain_core.outputs import ChatGeneration, ChatGenerationChunk, ChatResult

from app.bench.mortal import Death, mortal_stores
from app.clock import open_clock
from app.settings import Settings
from app.wiring import open_house
from bots.pacing import Limits, Pacer, Rate

with warnings.catch_warnings():
    warnings.simplefilter("ignore", DeprecationWarning)  # discord.py imports audioop, deprecated since 3.11
    from bots.discord.answer import Tempo
    from bots.discord.patience import Patience as Connecting
    from bots.discord.platform import Discord, Memory, Waits
    from bots.discord.rest import Patience as Calling

STAGES = (
    "before accepting",
    "accepted",
    "before the settlement",
    "after the settlement",
    "before a record",
    "after a record",
    "before done",
    "after done",
)
PIECES = 4
SPEAKING_SECONDS = 0.12
UNHURRIED = Limits(Rate(1e5, 10_000), lambda _chat: Rate(1e5, 10_000))
WAITS = Waits(
    Connecting(0.05, 0.3, 0.0, 0.0, 0.02), Calling(2.0, 1.0, 0.02, 0.2), Tempo(gathering=0.02, step=0.02)
)


@dataclass(frozen=True, slots=True)
class Life:
    home: Path
    database_url: str
    api_url: str
    token: str
    death: Death | None = None


def begin(life: Life) -> BaseProcess:
    context = multiprocessing.get_context("forkserver")
    context.set_forkserver_preload(["tests.wire.discord.lives"])
    process = context.Process(target=_live, args=(life,), daemon=True)
    process.start()
    return process


def answer_to(question: str) -> str:
    return " ".join([f"You said {question}.", *(f"Piece {number}." for number in range(PIECES))])


class Parrot(BaseChatModel):
    """Says in some pieces what it was told."""

    @property
    def _llm_type(self) -> str:
        return "parrot"

    def bind_tools(self, tools: Any, **_options: Any) -> Any:
        return self

    def _generate(self, messages: list[BaseMessage], *_arguments: Any, **_options: Any) -> ChatResult:
        message = AIMessage(answer_to(_question(messages)), response_metadata={"finish_reason": "stop"})
        return ChatResult(generations=[ChatGeneration(message=message)])

    async def _astream(
        self, messages: list[BaseMessage], *_arguments: Any, **_options: Any
    ) -> AsyncIterator[ChatGenerationChunk]:
        words = answer_to(_question(messages)).split(" ")
        for number, word in enumerate(words):
            await asyncio.sleep(SPEAKING_SECONDS / len(words))
            yield ChatGenerationChunk(message=AIMessageChunk(word if number == 0 else f" {word}"))
        last = AIMessageChunk("", response_metadata={"finish_reason": "stop"}, chunk_position="last")
        yield ChatGenerationChunk(message=last)


def _question(messages: list[BaseMessage]) -> str:
    return next(message.text for message in reversed(messages) if isinstance(message, HumanMessage))


def _live(life: Life) -> None:
    log = os.open(life.home / "log.txt", os.O_WRONLY | os.O_APPEND | os.O_CREAT)
    os.dup2(log, 1)
    os.dup2(log, 2)
    asyncio.run(_serve(life))


async def _serve(life: Life) -> None:
    settings = Settings(concierge_home=life.home, database_url=life.database_url)
    async with open_house(
        settings,
        "http://example.org",
        make_stores=mortal_stores(life.death),
        builtin=Parrot(metadata={"card": "builtin"}),
    ) as house:
        stores = house.stores
        memory = Memory(stores.inbox, stores.deliveries, stores.visits, life.home)
        discord = Discord(life.token, memory, api_url=life.api_url, pacer=Pacer(UNHURRIED), waits=WAITS)
        house.platforms[discord.name] = discord
        clock = open_clock(house)
        await asyncio.gather(house.queue.run(), clock.run(), discord.run(house.accept))
