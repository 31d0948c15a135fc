"""A crowd on Telegram: everybody writes at one moment, through the fake Bot API in this process."""

import asyncio
from collections.abc import AsyncGenerator, AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from multiprocessing.process import BaseProcess
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

from app.bench.lives import END, Life, Work, dispatcher, telegram
from app.bench.measure import Figure, Times, resident_megabytes
from app.bench.wire import (
    ANSWERED_SECONDS,
    READY_SECONDS,
    Round,
    has_fake,
    living,
    waiting,
)
from bots.telegram.placeholder import PLACEHOLDER
from storage.migrate import upgrade

if TYPE_CHECKING:
    from tests.fakes.telegram import FakeTelegram
    from tests.fakes.telegram.chats import Chat
    from tests.fakes.telegram.events import Event

WARM_UP = 10
BUDGET_SECONDS = 3.0
"""After which the warm-up no longer counts in any budget."""
STREAM_SECONDS, STREAM_CHUNKS = 2.0, 20


async def figures(
    chats: int, *, seconds: float = STREAM_SECONDS, rest: float = BUDGET_SECONDS
) -> AsyncIterator[Figure]:
    """The floor is aiogram's bare dispatch, which keeps nothing and asks no model.

    `seconds` is how long the streaming model speaks; `rest` follows each warm-up.
    """
    if not has_fake("telegram", "aiogram"):
        return
    async with _program(dispatcher) as program:
        floor = await program.warm_round(chats, rest)
    async with _program(telegram, paced=False) as program:
        await program.round(chats)
        before = resident_megabytes(program.process.pid)
        free = await program.round(chats)
        grown = resident_megabytes(program.process.pid) - before
    for figure in _answers(f"{chats} chats, instant model, no limits", free, floor):
        yield figure
    yield Figure("memory for 1,000 more chats", grown * 1_000 / chats, "MB")
    async with _program(telegram) as program:
        paced = await program.warm_round(chats, rest)
        refusals = len(program.fake.flood.refusals)
    for figure in _answers(f"{chats} chats, instant model, paced", paced):
        yield figure
    async with _program(telegram, seconds=seconds, chunks=STREAM_CHUNKS) as program:
        streamed = await program.warm_round(chats, rest)
        refusals += len(program.fake.flood.refusals)
    for figure in _answers(f"{chats} chats, model of {seconds:g} s, paced", streamed):
        yield figure
    yield Figure("calls refused with 429", refusals, "", 0.0)


def _answers(name: str, done: Round, floor: Round | None = None) -> list[Figure]:
    rate, calls = (floor.rate, floor.calls_each) if floor else (None, None)
    words = waiting("  to the first words", done.words) if done.words.p50 < done.answers.p50 else ()
    return [
        Figure(name, done.rate, "answers/s", None, rate, more_is_better=True),
        *waiting("  to the first sign", done.signs, floor.signs if floor else None),
        *words,
        *waiting("  to the whole answer", done.answers, floor.answers if floor else None),
        Figure("  API calls for an answer", done.calls_each, "", None, calls, note=done.call_names),
    ]


@dataclass(slots=True)
class _Program:
    fake: "FakeTelegram"
    process: BaseProcess
    people: int = 0

    async def warm_round(self, chats: int, rest: float) -> Round:
        await self.round(min(WARM_UP, chats))
        await asyncio.sleep(rest)
        return await self.round(chats)

    async def round(self, chats: int) -> Round:
        """As many new people write at one moment, and wait for their answers."""
        people = [self.fake.world.private(f"Person {self.people + number}") for number in range(chats)]
        self.people += chats
        calls = len(self.fake.calls)
        watch = _Watch(self.fake, len(self.fake.world.events.all))
        for person in people:
            watch.asked[person.id] = self.fake.people.text(person, f"hello from {person.id}").at
        await self.fake.wait_for(watch.look, ANSWERED_SECONDS)
        done = watch.round()
        done.calls.update(call.method for call in self.fake.calls.all[calls:] if call.chat)
        return done


@dataclass(slots=True)
class _Watch:
    """Notes when each chat saw what. Times are seconds since the epoch."""

    fake: "FakeTelegram"
    seen: int
    asked: dict[int, float] = field(default_factory=dict[int, float])
    signs: dict[int, float] = field(default_factory=dict[int, float])
    words: dict[int, float] = field(default_factory=dict[int, float])
    answers: dict[int, float] = field(default_factory=dict[int, float])

    def look(self) -> bool:
        fresh = self.fake.world.events.since(self.seen)
        self.seen += len(fresh)
        for event in fresh:
            if event.chat in self.asked:
                self._note(event, self.fake.world.chats[event.chat])
        return len(self.answers) == len(self.asked)

    def _note(self, event: "Event", chat: "Chat") -> None:
        if event.kind == "action":
            self.signs.setdefault(chat.id, event.at)
        message = chat.messages.get(event.message or 0)
        if (
            event.kind not in ("message", "edit")
            or message is None
            or message.sender is not self.fake.world.bot.user
        ):
            return
        self.signs.setdefault(chat.id, event.at)
        if message.text != PLACEHOLDER:
            self.words.setdefault(chat.id, event.at)
        if message.text.endswith(END):
            self.answers.setdefault(chat.id, event.at)

    def round(self) -> Round:
        signs, words, answers = (
            Times([at[chat] - asked for chat, asked in self.asked.items()])
            for at in (self.signs, self.words, self.answers)
        )
        seconds = max(self.answers.values()) - min(self.asked.values())
        return Round(len(self.asked), signs, words, answers, seconds)


@asynccontextmanager
async def _program(
    work: Work, *, seconds: float = 0.0, chunks: int = 1, paced: bool = True
) -> AsyncGenerator[_Program]:
    """A bot in front of a fake of its own, whose flood control is on where calls are paced."""
    from tests.fakes.telegram import FakeTelegram

    with TemporaryDirectory(prefix="concierge-telegram-") as folder:
        async with FakeTelegram() as fake:
            fake.flood.on(paced and work is telegram)
            life = Life(fake.url, fake.token, Path(folder), seconds, chunks, paced)
            await asyncio.to_thread(upgrade, life.database_url)
            async with living(work, life) as process:
                await fake.wait_for(lambda: fake.calls.of("getUpdates"), READY_SECONDS)
                yield _Program(fake, process)
