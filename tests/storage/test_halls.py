from dataclasses import replace

import pytest
from sqlalchemy.exc import IntegrityError

from storage.database import Database
from storage.halls import Hall, Halls, NewHall


async def test_a_hall_comes_back_as_it_was_added(database: Database, new_hall: NewHall) -> None:
    halls = Halls(database)
    hall = await halls.add(new_hall)
    assert await halls.get(hall.id) == hall
    assert (hall.name, hall.aliases, hall.hours) == (new_hall.name, new_hall.aliases, new_hall.hours)
    assert (hall.description, hall.rules) == (new_hall.description, new_hall.rules)
    assert (hall.capacity, hall.price_per_hour, hall.currency) == (40, 6000, "EUR")


async def test_a_new_hall_is_seen_at_once_after_those_before_it(
    database: Database, hall: Hall, new_hall: NewHall
) -> None:
    halls = Halls(database)
    assert await halls.all() == (hall,)
    garden = await halls.add(replace(new_hall, name="Garden"))
    assert await halls.all() == (hall, garden)
    assert await halls.get(99) is None


async def test_two_halls_do_not_share_a_name(database: Database, hall: Hall, new_hall: NewHall) -> None:
    with pytest.raises(IntegrityError):
        await Halls(database).add(new_hall)


@pytest.mark.parametrize("hours", [((540, 1320),) * 6, ((1320, 540),) * 7, ((0, 1441),) * 7])
def test_hours_are_seven_days_that_open_before_they_close(new_hall: NewHall, hours: object) -> None:
    with pytest.raises(ValueError, match="Loft"):
        replace(new_hall, hours=hours)


async def test_a_hall_holds_someone_and_costs_nothing_or_more(database: Database, new_hall: NewHall) -> None:
    for wrong in (replace(new_hall, capacity=0), replace(new_hall, price_per_hour=-1)):
        with pytest.raises(IntegrityError):
            await Halls(database).add(wrong)
