"""The house behind Discord as a process of its own, which dies where it is told to.

It is forked from a process that has everything imported, and never ends by itself.
"""

import asyncio
import multiprocessing
import os
import signal
import warnings
from collections import Counter
from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass, replace
from multiprocessing.process import BaseProcess
from pathlib import Path
from typing import Any

from langchain_core.language_models import BaseChatModel
from langchain_core.messages import AIMessage, AIMessageChunk, BaseMessage, HumanMessage
from langchain_core.outputs import ChatGeneration, ChatGenerationChunk, ChatResult

from app.settings import Settings
from app.stores import Stores, open_stores
from app.wiring import open_house
from bots.pacing import Limits, Pacer, Rate
from storage.database import Database
from storage.deliveries import Deliveries
from storage.inbox import Inbox
from storage.settlement import Settled, Settlements

with warnings.catch_warnings():
    warnings.simplefilter("ignore", DeprecationWarning)  # discord.py imports audioop, deprecated since 3.11
    from bots.discord.answer import Tempo
    from bots.discord.patience import Patience as Connecting
    from bots.discord.platform import Discord, Memory, Waits
    from bots.discord.rest import Patience as Calling

STAGES = (
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

Reach = Callable[[str], None]


@dataclass(frozen=True, slots=True)
class Life:
    """`death` is a stage, and at the how-manieth time (from 1) that it is come to; None to live on."""

    home: Path
    database_url: str
    api_url: str
    token: str
    death: tuple[str, int] | None = None


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


class _Inbox(Inbox):
    def __init__(self, database: Database, reach: Reach) -> None:
        super().__init__(database)
        self._reach = reach

    async def accept(self, platform: str, update_id: str, place: str, payload: str) -> int | None:
        accepted = await super().accept(platform, update_id, place, payload)
        self._reach("accepted")
        return accepted

    async def done(self, turn_id: int) -> None:
        self._reach("before done")
        await super().done(turn_id)
        self._reach("after done")


class _Deliveries(Deliveries):
    def __init__(self, database: Database, reach: Reach) -> None:
        super().__init__(database)
        self._reach = reach

    async def record(self, turn_id: int, part: int, ref: str) -> None:
        self._reach("before a record")
        await super().record(turn_id, part, ref)
        self._reach("after a record")


class _Settlements(Settlements):
    def __init__(self, database: Database, reach: Reach) -> None:
        super().__init__(database)
        self._reach = reach

    async def settle(self, settled: Settled) -> None:
        self._reach("before the settlement")
        await super().settle(settled)
        self._reach("after the settlement")


def _question(messages: list[BaseMessage]) -> str:
    return next(message.text for message in reversed(messages) if isinstance(message, HumanMessage))


def _deadly(death: tuple[str, int] | None) -> Callable[[Database], Stores]:
    seen: Counter[str] = Counter()

    def reach(stage: str) -> None:
        seen[stage] += 1
        if (stage, seen[stage]) == death:
            os.kill(os.getpid(), signal.SIGKILL)

    def make(database: Database) -> Stores:
        return replace(
            open_stores(database),
            inbox=_Inbox(database, reach),
            deliveries=_Deliveries(database, reach),
            settlements=_Settlements(database, reach),
        )

    return make


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
        make_stores=_deadly(life.death),
        builtin=Parrot(metadata={"card": "builtin"}),
    ) as house:
        stores = house.stores
        memory = Memory(stores.inbox, stores.deliveries, stores.visits, life.home)
        discord = Discord(life.token, memory, api_url=life.api_url, pacer=Pacer(UNHURRIED), waits=WAITS)
        house.platforms[discord.name] = discord
        await asyncio.gather(house.queue.run(), discord.run(house.accept))
