"""The whole program on Telegram, as Anna sees it."""

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from structlog.testing import capture_logs

from app.demo_halls import demo_halls
from app.settings import Settings
from app.wiring import House, open_house
from bots.pacing import TELEGRAM, Pacer
from bots.telegram.opening import Access, open_telegram
from tests.fakes.telegram import FakeTelegram
from tests.fakes.telegram.chats import Chat
from tests.wire.telegram.stage import QUICKLY


@pytest.fixture
async def house(fake: FakeTelegram, sqlite_url: str, tmp_path: Path) -> AsyncIterator[House]:
    """With the built-in model and Telegram's real budgets."""
    fake.flood.on()
    settings = Settings(
        concierge_home=tmp_path, database_url=sqlite_url, openai_base_url="", openai_api_key=""
    )
    async with open_house(settings, "https://halls.example.org") as opened:
        for hall in demo_halls("UTC"):
            await opened.stores.halls.add(hall)
        telegram = open_telegram(
            Access(fake.token, fake.url),
            opened.stores.inbox,
            opened.stores.deliveries,
            Pacer(TELEGRAM),
            QUICKLY,
        )
        opened.platforms[telegram.name] = telegram
        tasks = [asyncio.create_task(opened.queue.run()), asyncio.create_task(telegram.run(opened.accept))]
        yield opened
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
        await telegram.close()
    assert fake.flood.refusals == []


async def test_a_hall_is_booked_by_pressing(house: House, fake: FakeTelegram, anna: Chat) -> None:
    fake.people.start(anna)
    hello = await fake.answer(anna, "Hello!")
    fake.people.text(anna, "Book the Loft tomorrow from 18 to 20")
    asked = await fake.answer(anna, lambda message: bool(message.inline_keyboard), after=hello)
    assert "Loft" in asked.text
    fake.people.press(asked, asked.inline_keyboard[0][0]["text"])
    booked = await fake.answer(anna, "held", after=asked)
    assert asked.inline_keyboard == []
    fake.people.command(anna, "bookings")
    assert "Loft" in (await fake.answer(anna, "Loft", after=booked)).text
    bookings = await house.stores.bookings.of_user(1, house.desk.now())
    assert [booking.status for booking in bookings] == ["held"]


async def test_a_person_who_left_is_logged_once_and_holds_up_nobody(
    house: House, fake: FakeTelegram, anna: Chat
) -> None:
    boris = fake.world.private("Boris")
    with capture_logs() as logs:
        fake.people.text(anna, "What halls do you have?")
        fake.people.block(anna)
        fake.people.text(boris, "What halls do you have?")
        assert (await fake.answer(boris, "Loft")).text
        await asyncio.wait_for(house.queue.drain(), 5)
    told = [log for log in logs if log["log_level"] in ("warning", "error")]
    assert [log["event"] for log in told] == ["reply can't be delivered"]
    assert "blocked by the user" in told[0]["reason"]
