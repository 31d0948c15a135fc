"""Halls and bookings, for people who would rather press buttons than write sentences."""

from collections.abc import Awaitable, Callable

from bots.counter import Asked, Counter
from bots.panels.bookings import booking_at, show_upcoming
from bots.panels.hall_presses import show_halls
from bots.panels.halls import hall_panel, halls_panel, which_hall_panel
from bots.panels.step_presses import show_days
from graphs.dialogue import Reply
from storage.halls import Hall
from tools.hall_choice import choose_hall
from tools.problem import Problem

_LONGEST_NUMBER = 18


async def halls(asked: Asked, counter: Counter) -> Reply:
    """The words may name one."""
    if not asked.words:
        return await show_halls(asked, counter)

    async def show(hall: Hall) -> Reply:
        return hall_panel(hall, asked)

    return await _named(asked, counter, show)


async def book(asked: Asked, counter: Counter) -> Reply:
    """The words may name the hall; then the day is next."""
    found = await counter.desk.halls.all()
    if not found:
        return halls_panel(found, asked)
    if asked.words or len(found) == 1:

        async def begin(hall: Hall) -> Reply:
            return await show_days(asked, counter, hall)

        return await _named(asked, counter, begin) if asked.words else await begin(found[0])
    return which_hall_panel(found, asked)


async def bookings(asked: Asked, counter: Counter) -> Reply:
    """The words may be the number of one."""
    number = asked.words.removeprefix("#").strip()
    if number.isdecimal() and len(number) <= _LONGEST_NUMBER:
        return await booking_at(asked, counter, int(number))
    return await show_upcoming(asked, counter)


async def _named(asked: Asked, counter: Counter, show: Callable[[Hall], Awaitable[Reply]]) -> Reply:
    """What is shown for the hall that was named; a question where that isn't clear, with those it may be."""
    every = await counter.desk.halls.all()
    hall = choose_hall(asked.words, every, asked.locale)
    if not isinstance(hall, Problem):
        return await show(hall)
    likely = [one for one in every if one.name in hall.halls]
    return which_hall_panel(likely or every, asked, hall.text)
