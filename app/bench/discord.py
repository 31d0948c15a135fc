"""A crowd on Discord: everybody uses /ask at one moment, through the fake gateway and REST API in this process."""

import asyncio
from collections.abc import AsyncGenerator, AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

from app.bench.lives import END, SLICE_SECONDS, Life, discord
from app.bench.measure import Figure, Times
from app.bench.wire import ANSWERED_SECONDS, READY_SECONDS, Round, has_fake, living, waiting
from storage.migrate import upgrade

if TYPE_CHECKING:
    from tests.fakes.discord import FakeDiscord
    from tests.fakes.discord.world.interactions import Interaction

WARM_UP = 10
BUDGET_SECONDS = 3.0
"""After which the warm-up no longer counts in any budget."""
STREAM_SECONDS, STREAM_CHUNKS = 2.0, 20
LOAD = f"half of the loop busy, {SLICE_SECONDS * 1e3:.0f} ms at a time"


async def figures(
    people: int, *, seconds: float = STREAM_SECONDS, rest: float = BUDGET_SECONDS
) -> AsyncIterator[Figure]:
    """The floor is the same bot with nothing else on its event loop.

    `seconds` is how long the streaming model speaks; `rest` follows each warm-up.
    """
    if not has_fake("discord", "discord"):
        return
    async with _program() as program:
        free = await program.warm_round(people, rest)
    for figure in _answers(f"{people} /ask, instant model", free):
        yield figure
    async with _program(busy=True) as program:
        loaded = await program.warm_round(people, rest)
    for figure in _answers(f"{people} /ask, instant model, {LOAD}", loaded, free):
        yield figure
    async with _program(busy=True, seconds=seconds, chunks=STREAM_CHUNKS) as program:
        streamed = await program.warm_round(people, rest)
    for figure in _answers(f"{people} /ask, model of {seconds:g} s, {LOAD}", streamed):
        yield figure


def _answers(name: str, done: Round, floor: Round | None = None) -> list[Figure]:
    in_time = 100 * len(done.signs.seconds) / done.people
    return [
        Figure(name, done.rate, "answers/s", None, floor.rate if floor else None, more_is_better=True),
        Figure("  acknowledged within 3 s", in_time, "%", 100.0, more_is_better=True),
        *waiting("  to the acknowledgement", done.signs, floor.signs if floor else None),
        *waiting("  to the whole answer", done.answers, floor.answers if floor else None),
        Figure("  REST calls for an answer", done.calls_each, "", note=done.call_names),
    ]


@dataclass(slots=True)
class _Program:
    fake: "FakeDiscord"
    people: int = 0

    async def warm_round(self, people: int, rest: float) -> Round:
        await self.round(min(WARM_UP, people))
        await asyncio.sleep(rest)
        return await self.round(people)

    async def round(self, people: int) -> Round:
        """As many new people ask at one moment, each in messages with the bot, and wait for their answers."""
        names = [f"Person {self.people + number}" for number in range(people)]
        self.people += people
        persons = [self.fake.person(name) for name in names]
        requests = len(self.fake.requests)
        watch = _Watch(self.fake)
        for person in persons:
            watch.pending.append(person.slash("ask", None, question=f"hello from {person.id}"))
        await self.fake.world.changes.until(watch.look, ANSWERED_SECONDS, "answers to everybody")
        done = watch.round()
        done.calls.update(f"{made.method} {made.template}" for made in self.fake.requests[requests:])
        return done


@dataclass(slots=True)
class _Watch:
    """Notes when each answer was whole. Times are those of the fake's clock."""

    fake: "FakeDiscord"
    pending: "list[Interaction]" = field(default_factory=list["Interaction"])
    answered: "list[tuple[Interaction, float]]" = field(default_factory=list["tuple[Interaction, float]"])

    def look(self) -> bool:
        now = self.fake.world.clock.now()
        left: list[Interaction] = []
        for interaction in self.pending:
            if self._is_whole(interaction):
                self.answered.append((interaction, now))
            else:
                left.append(interaction)
        self.pending = left
        return not left

    def _is_whole(self, interaction: "Interaction") -> bool:
        """In the message that said the bot was thinking, or in another where that came too late."""
        if interaction.callback is not None:
            return interaction.original is not None and interaction.original.content.endswith(END)
        return any(message.content.endswith(END) for message in self.fake.from_bot(interaction.channel))

    def round(self) -> Round:
        signs = Times(
            [
                one.answered_at - one.made_at
                for one, _ in self.answered
                if one.answered_at is not None and one.answered_at <= one.must_answer_by
            ]
        )
        answers = Times([at - one.made_at for one, at in self.answered])
        seconds = max(at for _, at in self.answered) - min(one.made_at for one, _ in self.answered)
        return Round(len(self.answered), signs, Times(), answers, seconds)


@asynccontextmanager
async def _program(*, busy: bool = False, seconds: float = 0.0, chunks: int = 1) -> AsyncGenerator[_Program]:
    """A bot, paced as shipped, in front of a fake of its own."""
    from tests.fakes.discord import FakeDiscord

    with TemporaryDirectory(prefix="concierge-discord-") as folder:
        async with FakeDiscord() as fake:
            life = Life(fake.api_url, fake.token, Path(folder), seconds, chunks, busy=busy)
            await asyncio.to_thread(upgrade, life.database_url)
            async with living(discord, life):
                await fake.connected(READY_SECONDS)
                await fake.world.changes.until(
                    lambda: fake.world.commands.of(None), READY_SECONDS, "commands"
                )
                yield _Program(fake)
