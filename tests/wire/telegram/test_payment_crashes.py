"""kill -9 while money is asked for and while it comes: an invoice shows at most once more, and is paid once."""

import asyncio
from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from app.bench.mortal import Death
from bots.panels.values import value
from storage.bookings import Bookings, NewBooking
from storage.database import Database
from storage.halls import Halls, NewHall
from storage.migrate import upgrade
from storage.payments import Payments
from storage.place import Place
from storage.users import Users
from tests.fakes.telegram import FakeTelegram
from tests.fakes.telegram.chats import Chat
from tests.fakes.telegram.messages import Message
from tests.wire.telegram.lives import Life, living, program

pytestmark = pytest.mark.crash

WITHIN = 20.0
"""Seconds that a life may take to begin."""


@pytest.fixture
async def life(fake: FakeTelegram, anna: Chat, tmp_path: Path) -> Life:
    """A hall that Anna holds."""
    life = Life(fake.url, fake.token, tmp_path)
    await asyncio.to_thread(upgrade, life.database_url)
    database = Database.open(life.database_url)
    hall = await Halls(database).add(
        NewHall("Atrium", (), {"en": "Glass."}, {}, ((0, 1440),) * 7, 60, 6000, "EUR", "UTC")
    )
    user = await Users(database).resolve("telegram", str(anna.id), "Anna", "en")
    now = datetime.now(UTC)
    start = (now + timedelta(days=30)).replace(minute=0, second=0, microsecond=0)
    place, end = Place("telegram", str(anna.id)), start + timedelta(hours=2)
    new = NewBooking(hall.id, user.id, start, end, 10, 12_000, "EUR", place)
    await Bookings(database).hold("hold", new, now, now + timedelta(days=3))
    await database.close()
    return life


@pytest.fixture
async def payments(life: Life) -> AsyncIterator[Payments]:
    database = Database.open(life.database_url)
    yield Payments(database)
    await database.close()


async def ask(fake: FakeTelegram, anna: Chat) -> None:
    fake.people.text(anna, "/help")
    under = await fake.answer(anna, "/start", within=WITHIN)
    await fake.settled(anna)
    fake.people.press_data(under, value("pay", 1, "ask", "stars"))


def invoices(fake: FakeTelegram, anna: Chat) -> list[Message]:
    return [one for one in anna.said_by(fake.world.bot.user) if one.content.kind == "invoice"]


async def pay(fake: FakeTelegram, invoice: Message) -> bool:
    query = fake.people.pay(invoice)
    await fake.wait_for(lambda: query.answer)
    assert query.answer is not None
    return bool(query.answer["ok"])


@pytest.mark.parametrize("accepted", [False, True], ids=["before Telegram has it", "after"])
async def test_killed_while_an_invoice_is_sent(
    fake: FakeTelegram, anna: Chat, life: Life, payments: Payments, accepted: bool
) -> None:
    async with living(program, life):
        caught = fake.faults.hold("sendInvoice", accepted)
        await ask(fake, anna)
        await fake.wait_for(lambda: caught.hits and (not accepted or caught.hits[0].answered_at), WITHIN)
    caught.release()
    async with living(program, life):
        await fake.wait_for(lambda: len(invoices(fake, anna)) == 1 + accepted, WITHIN)
        assert [await pay(fake, one) for one in invoices(fake, anna)] == [True, False][: 1 + accepted]
        await fake.answer(anna, "is paid")
    assert [one.status for one in await payments.of_booking(1)] == ["paid"]


@pytest.mark.parametrize(
    "stage", ["accepted", "before the settlement", "after the settlement", "before done"]
)
async def test_killed_while_money_comes(
    fake: FakeTelegram, anna: Chat, life: Life, payments: Payments, stage: str
) -> None:
    async with living(program, life):
        await ask(fake, anna)
        await fake.wait_for(lambda: invoices(fake, anna), WITHIN)
        await fake.settled(anna)
    mortal = Life(life.url, life.token, life.home, death=Death(stage))
    async with living(program, mortal) as process:
        fake.people.pay(invoices(fake, anna)[0])
        async with asyncio.timeout(WITHIN):
            await asyncio.to_thread(process.join)
    async with living(program, life):
        await fake.answer(anna, "is paid", within=WITHIN)
        await fake.settled(anna)
    said = [message.text for message in anna.said_by(fake.world.bot.user)]
    assert len([text for text in said if "is paid" in text]) == 1
    assert [one.status for one in await payments.of_booking(1)] == ["paid"]
