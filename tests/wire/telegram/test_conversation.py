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
from tests.fakes.telegram import FakeTelegram, faults
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


@pytest.mark.parametrize(
    ("code", "words"),
    [
        (403, "Forbidden: bot was blocked by the user"),
        (403, "Forbidden: bot was kicked from the supergroup chat"),
        (403, "Forbidden: bot is not a member of the channel chat"),
        (403, "Forbidden: user is deactivated"),
        (400, "Bad Request: chat not found"),
        (400, "Bad Request: group chat was deactivated"),
        (400, "Bad Request: not enough rights to send text messages to the chat"),
        (400, "Bad Request: have no rights to send a message"),
        (400, "Bad Request: need administrator rights in the channel chat"),
        (400, "Bad Request: CHAT_WRITE_FORBIDDEN"),
        (400, "Bad Request: CHAT_SEND_PLAIN_FORBIDDEN"),
        (400, "Bad Request: TOPIC_CLOSED"),
        (400, "Bad Request: message thread not found"),
        (400, "Bad Request: PEER_ID_INVALID"),
        (400, "Bad Request: something that nobody has seen before"),
    ],
    ids=lambda value: str(value).rpartition(": ")[2],
)
@pytest.mark.parametrize("method", ["sendMessage", "editMessageText"])
async def test_what_telegram_refuses_for_good_is_in_the_log_once_and_not_asked_for_ever(
    house: House, fake: FakeTelegram, anna: Chat, code: int, words: str, method: str
) -> None:
    fake.faults.next(faults.refuse(code, words), method=method, chat=anna.id, times=None)
    boris = fake.world.private("Boris")
    with capture_logs() as logs:
        fake.people.text(anna, "What halls do you have?")
        fake.people.text(boris, "What halls do you have?")
        assert (await fake.answer(boris, "Loft")).text
        await asyncio.wait_for(house.queue.drain(), 5)
    told = [log for log in logs if log["log_level"] in ("warning", "error")]
    assert [log["reason"] for log in told if log["event"] == "reply can't be delivered"] == [words]
    assert len(told) <= 2
    assert len(fake.calls.of(method, anna)) <= 2
