"""Sixty-four customers want the same evening at once: by a sentence, by buttons, and on the pages of their bookings."""

import asyncio
import re
from collections.abc import Awaitable, Callable
from datetime import datetime, timedelta
from itertools import combinations

import httpx
from prometheus_client import CollectorRegistry

from graphs.dialogue import Reply
from storage.bookings import Booking, NewBooking
from storage.minutes import minute
from tests.bots.conftest import NOW, OpenTown, Town
from tests.web.reception import form_of
from web.application import Site, create_application

CUSTOMERS = 64
EVENING = datetime.fromisoformat("2026-11-28T18:00+00:00")
TWO_HOURS = timedelta(hours=2)

Try = Callable[[], Awaitable[str]]
"""Goes for the evening at last; what the customer then reads."""


async def test_of_sixty_four_by_chat_buttons_and_page_one_gets_the_evening_and_the_others_are_told_what_is_free(
    open_town: OpenTown,
) -> None:
    async with open_town(built_in=True) as town:
        (hall,) = await town.house.stores.halls.all()
        site = Site(
            town.house.desk,
            town.house.signer,
            town.house.stores.payments,
            {},
            CollectorRegistry(),
            "http://example.org",
        )
        transport = httpx.ASGITransport(create_application(site), client=("127.0.0.1", 1))
        async with httpx.AsyncClient(transport=transport, base_url="http://example.org") as client:
            ways = (say_it, press_it, lambda town, number: move_it(town, number, client))
            tries = [await ways[number % 3](town, number) for number in range(CUSTOMERS)]
            answers = await asyncio.gather(*(go() for go in tries))
        won = [answer for answer in answers if WON.search(answer)]
        lost = [answer for answer in answers if not WON.search(answer)]
        assert len(won) == 1
        assert all(FREE.search(answer) for answer in lost), next(a for a in lost if not FREE.search(a))
        held = await all_bookings(town)
        assert sum(booking.start == EVENING for booking in held) == 1
        assert not any(a.start < b.end and b.start < a.end for a, b in combinations(held, 2))
        assert hall.id in {booking.hall_id for booking in held}


WON = re.compile(r"is held for you until|^saved$", re.MULTILINE)
FREE = re.compile(r"nearest free times|Free instead", re.IGNORECASE)


async def say_it(town: Town, number: int) -> Try:
    """In a sentence, and is asked to confirm."""
    asked = await town.say("Book the Atrium on 2026-11-28 from 18 to 20", **who(number))
    return lambda: confirm(town, number, asked)


async def press_it(town: Town, number: int) -> Try:
    """By the buttons of /book, up to the last one."""
    reply = await town.say("/book Atrium", **who(number))
    user = await town.user(f"customer{number}")
    (hall,) = await town.house.stores.halls.all()
    chosen = f"{hall.id:x}.{minute(EVENING):x}.{120:x}.{4:x}"
    reply = await town.say(
        "4 guests",
        pressed=f"p:k:{user.id}:check:{chosen}",
        message=town.platform.message_of(reply),
        **who(number),
    )
    return lambda: confirm(town, number, reply)


async def move_it(town: Town, number: int, client: httpx.AsyncClient) -> Try:
    """Has booked another time, and moves it on the booking's page."""
    booking = await another_time(town, number)
    address = town.house.desk.booking_page(booking)
    typed = {**form_of((await client.get(address)).text, ""), "date": "2026-11-28", "start": "18:00"}

    async def go() -> str:
        answer = await client.post(address, data=typed)
        while answer.status_code == 503:  # "try again in a minute"
            answer = await client.post(address, data=typed)
        return "saved" if answer.status_code == 303 else answer.text

    return go


async def another_time(town: Town, number: int) -> Booking:
    (hall,) = await town.house.stores.halls.all()
    user = await town.user(f"customer{number}")
    start = EVENING + timedelta(days=1 + number)
    new = NewBooking(hall.id, user.id, start, start + TWO_HOURS, 4, 24000, "EUR")
    return await town.house.stores.bookings.hold(f"before {number}", new, NOW, NOW + timedelta(days=3))


async def confirm(town: Town, number: int, asked: Reply) -> str:
    assert asked.panel is not None
    value = next(button.value for button in asked.panel.buttons if button.label == "Confirm")
    message = town.platform.message_of(asked)
    incoming = town.incoming("Confirm", pressed=value, message=message, **who(number))
    await town.house.accept(incoming)
    turn = await town.turn_of(incoming)
    await town.house.queue.drain()
    reply = town.platform.shown[turn.id].reply
    offered = " ".join(button.label for button in reply.panel.buttons) if reply.panel else ""
    return f"{reply.text}\n{offered}"


def who(number: int) -> dict[str, str]:
    return {"by": f"customer{number}", "at": f"{number}"}


async def all_bookings(town: Town) -> list[Booking]:
    stores = town.house.stores
    users = [await town.user(f"customer{number}") for number in range(CUSTOMERS)]
    return [booking for user in users for booking in await stores.bookings.of_user(user.id, NOW)]
