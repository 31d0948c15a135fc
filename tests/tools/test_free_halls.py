import re
from typing import Any

import pytest

WISH = {"date": "2026-11-24", "start": "18:00", "end": "20:00"}


async def found(ann: Any, **changes: Any) -> list[str]:
    answer = await ann.call("find_free_halls", **{**WISH, **changes})
    return [
        line.partition("**")[2].partition("**")[0] for line in answer.splitlines() if line.startswith("- ")
    ]


async def test_every_hall_that_can_be_booked_then_is_listed_the_cheapest_first(house: Any) -> None:
    ann = await house.person()
    listed = await ann.call("find_free_halls", **WISH)
    assert listed.splitlines()[0] == "These can be booked, Tuesday, 24 November 2026, 18:00–20:00:"
    prices = re.findall(r"€([\d.]+)", listed)
    assert len(prices) > 1
    assert prices == sorted(prices, key=float)


@pytest.mark.parametrize(
    ("start", "end", "free"),
    [
        ("16:00", "18:00", True),
        ("20:00", "21:00", True),
        ("17:00", "18:15", False),
        ("19:45", "20:45", False),
        ("18:30", "19:30", False),
        ("17:00", "21:00", False),
    ],
)
async def test_a_hall_that_is_taken_for_a_part_of_it_is_left_out(
    house: Any, start: str, end: str, free: bool
) -> None:
    ann = await house.person()
    name = (await found(ann))[0]
    hall = await house.hall(name)
    await house.booked(name, "2026-11-24T17:00", "2026-11-24T19:00")  # 18:00 to 20:00 where the hall is
    assert hall.time_zone == "Europe/Berlin"
    assert (name in await found(ann, start=start, end=end)) == free


async def test_halls_that_are_too_small_or_closed_are_left_out(house: Any) -> None:
    ann = await house.person()
    largest = max(await house.desk.halls.all(), key=lambda hall: hall.capacity)
    assert await found(ann, guests=largest.capacity) == [largest.name]
    assert "No hall can be booked then" in await ann.call(
        "find_free_halls", **{**WISH, "guests": largest.capacity + 1}
    )
    assert "Loft" in await found(ann, start="10:00", end="11:00")
    assert "Loft" not in await found(ann, start="06:00", end="07:00")


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"date": "soon"}, "can't read the date"),
        ({"start": "late"}, "can't read the time"),
        ({"date": "2020-01-01"}, "past"),
    ],
)
async def test_what_cant_be_read_is_asked_for(house: Any, changes: dict[str, str], said: str) -> None:
    ann = await house.person()
    assert said in await ann.call("find_free_halls", **{**WISH, **changes})
