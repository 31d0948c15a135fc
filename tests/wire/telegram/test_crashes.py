"""kill -9 at every stage of an answer on its way to Telegram: each shows once, in order, and nothing is lost."""

import asyncio
import random
import sqlite3
from collections.abc import Callable
from contextlib import AsyncExitStack, closing
from dataclasses import dataclass
from pathlib import Path

import pytest

from app.bench.mortal import Death
from bots.telegram.parts import TextPart
from bots.telegram.placeholder import PLACEHOLDER
from bots.telegram.rendering import render
from graphs.dialogue import load_reply
from storage.bookings import Bookings
from storage.database import Database
from storage.halls import Halls, NewHall
from storage.migrate import upgrade
from tests.fakes.telegram import FakeTelegram
from tests.fakes.telegram.chats import Chat
from tests.fakes.telegram.messages import Message
from tests.thorough import thorough
from tests.wire.telegram.lives import Life, living, program

pytestmark = pytest.mark.crash

PRESS = "the first button under the last answer"
SCRIPT = (
    "What halls do you have?",
    "Book the Atrium tomorrow from 10 to 12",
    PRESS,
    "/help",
    "cancel booking 1",
    PRESS,
    "Book the Atrium tomorrow from 15 to 17",
    PRESS,
    "my bookings",
    "/start",
)
BOOKED = ["cancelled", "held"]

INSIDE = tuple(
    Death(stage)
    for stage in (
        "before accepting",
        "accepted",
        "before the settlement",
        "after the settlement",
        "before an attempt",
        "after an attempt",
        "before a record",
        "after a record",
        "before done",
        "after done",
    )
)


@dataclass(frozen=True, slots=True)
class Caught:
    """Killed while a call of this method is out, before or after Telegram has taken it."""

    method: str
    accepted: bool


OUTSIDE = tuple(
    Caught(method, accepted)
    for method in ("sendMessage", "editMessageText", "getUpdates")
    for accepted in (False, True)
)


class Tale:
    """Anna goes through the script, whatever happens to the program meanwhile."""

    def __init__(self, fake: FakeTelegram, anna: Chat, home: Path) -> None:
        self.fake = fake
        self.anna = anna
        self.life = Life(fake.url, fake.token, home)
        self.kills = 0
        self._told = 0

    async def prepare(self) -> None:
        """One hall that is always open."""
        await asyncio.to_thread(upgrade, self.life.database_url)
        database = Database.open(self.life.database_url)
        hall = NewHall("Atrium", (), {"en": "Glass all round."}, {}, ((0, 1440),) * 7, 80, 9000, "EUR", "UTC")
        await Halls(database).add(hall)
        await database.close()

    async def live(self, death: Death | Caught | None, until: Callable[[], bool] = lambda: False) -> None:
        """One life of the program, to its death or to the end of the script."""
        life = Life(
            self.life.url, self.life.token, self.life.home, death=death if isinstance(death, Death) else None
        )
        async with AsyncExitStack() as lived:
            if isinstance(death, Caught):
                caught = self.fake.faults.hold(death.method, death.accepted)
                lived.callback(caught.release)
            process = await lived.enter_async_context(living(program, life))
            while process.is_alive() and self.done() < len(SCRIPT) and not until():
                self._go_on()
                if (
                    isinstance(death, Caught)
                    and caught.hits
                    and (not death.accepted or caught.hits[0].answered_at)
                ):
                    break
                await asyncio.sleep(0.005)
            self.kills += self.done() < len(SCRIPT)

    def done(self) -> int:
        return len([state for state, _reply in self.turns() if state == "done"])

    def turns(self) -> list[tuple[str, str]]:
        with closing(sqlite3.connect(self.life.home / "concierge.db", timeout=10)) as connection:
            return connection.execute("SELECT state, reply FROM inbox ORDER BY id").fetchall()

    def _go_on(self) -> None:
        """Says the next line once the last one is answered and read."""
        if self._told > self.done() or self._told == len(SCRIPT):
            return
        line = SCRIPT[self._told]
        if line == PRESS:
            answer = self.said()[-1]
            self.fake.people.press(answer, answer.inline_keyboard[0][0]["text"])
        else:
            self.fake.people.text(self.anna, line)
        self._told += 1

    def said(self) -> list[Message]:
        return self.anna.said_by(self.fake.world.bot.user)

    async def check(self) -> None:
        turns = self.turns()
        assert [state for state, _ in turns] == ["done"] * len(SCRIPT)
        replies = [render(load_reply(reply).text)[0] for _, reply in turns]
        wanted = [reply.text for reply in replies if isinstance(reply, TextPart)]
        shown = [message.text for message in self.said()]
        assert shown == wanted, self.fake.conversation(self.anna)
        assert PLACEHOLDER not in shown
        database = Database.open(self.life.database_url)
        bookings = [await Bookings(database).get(number) for number in (1, 2, 3)]
        await database.close()
        assert [booking.status for booking in bookings if booking] == BOOKED


@pytest.fixture
async def tale(fake: FakeTelegram, anna: Chat, tmp_path: Path) -> Tale:
    told = Tale(fake, anna, tmp_path)
    await told.prepare()
    return told


async def test_killed_at_every_stage(tale: Tale) -> None:
    for death in INSIDE:
        await tale.live(death)
    await tale.live(None)
    await tale.check()
    assert tale.kills == len(INSIDE)


async def test_killed_while_a_call_is_out(tale: Tale) -> None:
    for death in OUTSIDE:
        await tale.live(death)
    await tale.live(None)
    await tale.check()
    assert tale.kills >= 5


@pytest.mark.parametrize("seed", [2026])
async def test_killed_at_random_moments(fake: FakeTelegram, tale: Tale, seed: int) -> None:
    chance = random.Random(seed)
    for _ in range(thorough(6, 4)):
        calls = len(fake.calls) + chance.randint(4, 12)
        await tale.live(None, until=lambda calls=calls: len(fake.calls) >= calls)
    await tale.live(None)
    await tale.check()
    assert tale.kills >= thorough(3, 1)
