"""A house whose clock the tests set, with a person who has booked a hall from a chat."""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from langchain_core.messages import AIMessage
from pydantic import SecretStr

from app.clock import duties_of
from app.settings import Settings
from app.wiring import House, open_house
from bots.platform import Delivery
from graphs.dialogue import Place
from scheduler.rounds import Pace, Rounds
from storage.bookings import Booking, NewBooking
from storage.halls import Hall, NewHall
from storage.payments import Charge, NewPayment, Payment, Receipt
from storage.users import User
from tests.bots.conftest import FakePlatform
from tests.graphs.scripted import ScriptedModel

SATURDAY = datetime(2026, 11, 21, 9, 0, tzinfo=UTC)
CHAT = Place("fake", "1")
GROUP = Place("fake", "-100", private=False)


@dataclass
class Watch:
    """A clock that stands still until it is set."""

    time: datetime = SATURDAY

    def __call__(self) -> datetime:
        return self.time

    def pass_by(self, **length: float) -> None:
        self.time += timedelta(**length)


@dataclass
class Scene:
    """Ann books, time passes, and the clock goes its rounds."""

    house: House
    platform: FakePlatform
    watch: Watch
    rounds: Rounds
    hall: Hall
    booked: int = 0
    read: list[int] = field(default_factory=list)

    async def user(self, name: str = "ann") -> User:
        return await self.house.stores.users.resolve("fake", name, name.title(), "en")

    async def book(
        self, start: datetime, *, hours: float = 2, hold_hours: float = 72, **details: Any
    ) -> Booking:
        self.booked += 1
        now = self.watch()
        new = NewBooking(
            **{
                "hall_id": self.hall.id,
                "user_id": (await self.user()).id,
                "start": start,
                "end": start + timedelta(hours=hours),
                "guests": 12,
                "price": 12_000,
                "currency": "EUR",
                "place": CHAT,
                **details,
            }
        )
        until = min(now + timedelta(hours=hold_hours), start)
        return await self.house.stores.bookings.hold(f"hold {self.booked}", new, now, until)

    async def checkout(self, booking: Booking) -> Payment:
        new = NewPayment(booking.id, "test", booking.price, booking.currency, booking.price, booking.currency)
        return await self.house.stores.payments.begin(new, self.watch())

    async def pay(self, booking: Booking, *, tell: bool = False, amount: int | None = None) -> Receipt:
        """Money arrives for it; the chat is told where that happened elsewhere."""
        payment = await self.checkout(booking)
        charge = Charge("ch_1", booking.price if amount is None else amount, booking.currency)
        return await self.arrives(payment, charge, tell=tell)

    async def arrives(self, payment: Payment, charge: Charge, *, tell: bool = True) -> Receipt:
        receipt = await self.house.stores.payments.receive(payment.key, charge, self.watch(), tell=tell)
        assert receipt is not None
        return receipt

    async def at(self, moment: datetime) -> list[str]:
        """Sets the clock, and lets everything happen that it brings; what is said meanwhile."""
        self.watch.time = moment
        return await self.round()

    async def after(self, **length: float) -> list[str]:
        self.watch.pass_by(**length)
        return await self.round()

    async def round(self) -> list[str]:
        return [delivery.reply.text for delivery in await self.deliveries()]

    async def deliveries(self) -> list[Delivery]:
        await self.rounds.go()
        await self.house.queue.drain()
        new = [turn for turn in self.platform.shown if turn not in self.read]
        self.read += new
        return [self.platform.shown[turn] for turn in new]


OpenScene = Callable[..., AbstractAsyncContextManager[Scene]]


@pytest.fixture
def open_scene(tmp_path: Path, database_url: str) -> OpenScene:
    """`open_scene(watch, zone=...)`; opening it again in the same test stands for a restart."""

    @asynccontextmanager
    async def open_scene(watch: Watch | None = None, zone: str = "UTC") -> AsyncIterator[Scene]:
        watch = watch or Watch()
        settings = Settings(concierge_home=tmp_path, database_url=database_url, openai_api_key=SecretStr(""))
        model = ScriptedModel(lines=[AIMessage("Good.")], metadata={"card": "builtin"})
        async with open_house(settings, "https://halls.example", now=watch, builtin=model) as house:
            halls = await house.stores.halls.all()
            hall = halls[0] if halls else await house.stores.halls.add(atrium(zone))
            platform = FakePlatform(house.stores.deliveries)
            house.platforms["fake"] = platform
            working = asyncio.create_task(house.queue.run())
            try:
                yield Scene(house, platform, watch, Rounds(duties_of(house), watch, Pace()), hall)
            finally:
                working.cancel()
                await asyncio.gather(working, return_exceptions=True)

    return open_scene


@pytest.fixture
async def scene(open_scene: OpenScene) -> AsyncIterator[Scene]:
    async with open_scene() as opened:
        yield opened


def atrium(zone: str) -> NewHall:
    return NewHall("Atrium", (), {"en": "Glass."}, {}, ((0, 1440),) * 7, 60, 6000, "EUR", zone)
