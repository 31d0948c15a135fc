"""Where people are told later what becomes of what they booked in a conversation."""

import pytest

from graphs.dialogue import Place
from tests.bots.conftest import OpenTown
from tests.graphs.scripted import call

ATRIUM = {"hall": "Atrium", "date": "2026-11-22", "start": "18:00", "end": "20:00"}


@pytest.mark.parametrize("aside", [True, False])
async def test_what_is_booked_in_a_group_is_told_there_and_aside_if_it_was_booked_so(
    open_town: OpenTown, aside: bool
) -> None:
    async with open_town([call("create_booking", **ATRIUM)]) as town:
        question = await town.say("Book the Atrium tomorrow from 18 to 20", private=False, aside=aside)
        await town.press(question, "Confirm", private=False, aside=aside)
        booking = await town.house.stores.bookings.get(1)
        assert booking is not None
        assert booking.place == Place("fake", "1", private=False, aside=aside)
