"""A fake Discord, and the bot on it with the real inbox and queue; what it answers, the test says."""

import asyncio
import warnings
from collections.abc import AsyncGenerator, AsyncIterator, Awaitable, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path

import pytest
import pytest_asyncio

from bots.embedded import EmbeddedQueue, Limits
from bots.joining import Joiner
from bots.pacing import Limits as Pace
from bots.pacing import Pacer, Rate
from bots.platform import Delivery, Suggest, Undeliverable
from graphs.dialogue import Draft, Incoming, Reply, dump, load_incoming
from storage.database import Database
from storage.deliveries import Deliveries
from storage.inbox import Inbox, Turn, answer
from storage.sessions import Sessions
from storage.users import Users
from storage.visits import Visits
from tests.fakes.discord import FakeDiscord

with warnings.catch_warnings():
    warnings.simplefilter("ignore", DeprecationWarning)  # discord.py imports audioop, deprecated since 3.11
    from bots.discord.answer import Tempo
    from bots.discord.joining import DiscordJoining
    from bots.discord.patience import Patience as Connecting
    from bots.discord.platform import Discord, Memory, Waits
    from bots.discord.rest import Patience as Calling

SECONDS = 8.0
QUICK = Connecting(first=0.05, longest=0.3, steady=0.0, identify_every=0.0, save_every=0.05)
READY = Calling(answer=0.5, draft=0.25, first_pause=0.02, longest_pause=0.5)
LIVELY = Tempo(gathering=0.03, step=0.05)
UNHURRIED = Pace(Rate(2000.0, 500), lambda _chat: Rate(1000.0, 200))
"""A budget that no test uses up, so that nothing waits."""


@dataclass
class Bot:
    """The bot, running. `answer` makes the reply, None for no answer; it may show drafts first."""

    fake: FakeDiscord
    discord: Discord
    inbox: Inbox
    database: Database
    answer: "Answering"
    patience: float = 0.05
    heard: list[Incoming] = field(default_factory=list)
    answered: list[Incoming] = field(default_factory=list)
    undeliverable: list[str] = field(default_factory=list)
    given_up: list[str] = field(default_factory=list)
    unwilling: dict[str, int] = field(default_factory=dict)
    """How often the store still fails for a message with this text."""
    running: "asyncio.Task[None] | None" = None

    def __post_init__(self) -> None:
        joiner = Joiner(self.inbox, self._handle, {"discord": DiscordJoining()})
        self.queue = EmbeddedQueue(
            self.inbox, joiner.handle, self._give_up, ["discord"], Limits(first_pause=self.patience)
        )

    async def accept(self, incoming: Incoming) -> bool:
        if self.unwilling.get(incoming.text):
            self.unwilling[incoming.text] -= 1
            raise OSError("No space left on device")
        new = await self.queue.accept(incoming)
        if new:
            self.heard.append(incoming)
        return new

    async def draft(self, turn: Turn, incoming: Incoming, text: str) -> None:
        await self.discord.draft(turn.id, incoming, Draft(text))

    async def quiet(self, within: float = SECONDS) -> None:
        """Until all that was heard is answered."""
        async with asyncio.timeout(within):
            await self.queue.drain()

    async def until(self, look: Callable[[], object], within: float = SECONDS) -> None:
        await self.fake.world.changes.until(look, within)

    async def _handle(self, turn: Turn) -> None:
        incoming = load_incoming(turn.payload)
        reply = await self.answer(self, turn, incoming)
        if reply is None:
            await self.discord.unanswered(turn.id, incoming)
            await self.inbox.done(turn.id)
            return
        await self.database.write(lambda tx: answer(tx, turn.id, dump(reply)))
        try:
            await self.discord.deliver(Delivery(turn.id, incoming, reply))
        except Undeliverable as reason:
            self.undeliverable.append(str(reason))
            await self.inbox.failed(turn.id, "undeliverable")
            return
        self.answered.append(incoming)
        await self.inbox.done(turn.id)

    async def _give_up(self, turn: Turn, error: str) -> None:
        self.given_up.append(error)


Answering = Callable[[Bot, Turn, Incoming], Awaitable[Reply | None]]
OpenBot = Callable[..., AbstractAsyncContextManager[Bot]]


async def echo(_bot: Bot, _turn: Turn, incoming: Incoming) -> Reply:
    return Reply(f"You said: {incoming.text}")


@pytest_asyncio.fixture
async def fake() -> AsyncIterator[FakeDiscord]:
    async with FakeDiscord() as server:
        yield server
        assert server.violations == []
        assert server.api.log.untrue == []


@pytest.fixture
def open_bot(fake: FakeDiscord, sqlite_url: str, tmp_path: Path) -> OpenBot:
    """`open_bot(answer, ...)`; opening it again in the same test stands for a restart."""

    @asynccontextmanager
    async def opened(
        answering: Answering = echo,
        *,
        token: str = "",
        pacer: Pacer | None = None,
        connection: Connecting = QUICK,
        calls: Calling = READY,
        drafts: Tempo = LIVELY,
        suggest: Suggest | None = None,
        wait: bool = True,
    ) -> AsyncGenerator[Bot]:
        database = Database.open(sqlite_url)
        inbox = Inbox(database)
        memory = Memory(inbox, Deliveries(database), Visits(database), tmp_path)
        discord = Discord(
            token or fake.token,
            memory,
            api_url=fake.api_url,
            pacer=Pacer(UNHURRIED) if pacer is None else pacer,
            waits=Waits(connection, calls, drafts),
            suggest=suggest,
        )
        bot = Bot(fake, discord, inbox, database, answering)
        working = asyncio.create_task(bot.queue.run())
        bot.running = asyncio.create_task(discord.run(bot.accept))
        try:
            if wait:
                await fake.connected()
                await bot.until(lambda: fake.world.commands.of(None))
            yield bot
        finally:
            for task in (bot.running, working):
                task.cancel()
            await asyncio.gather(bot.running, working, return_exceptions=True)
            await discord.close()
            await database.close()

    return opened


@pytest.fixture
def visited(sqlite_url: str) -> Callable[[Incoming], Awaitable[None]]:
    """Makes the person one who has talked with the bot at that place, as a turn does."""

    async def visit(incoming: Incoming) -> None:
        database = Database.open(sqlite_url)
        sender = incoming.sender
        user = await Users(database).resolve(incoming.platform, sender.id, sender.name, "en")
        await Sessions(database).at(incoming.place.key, user.id)
        await database.close()

    return visit
