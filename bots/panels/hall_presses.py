"""What becomes of a press on the panels of halls."""

from collections.abc import Awaitable, Callable
from datetime import date

from bots.counter import Asked, Counter
from bots.panels.halls import PANEL, day_panel, hall_panel, halls_panel
from bots.panels.picking_times import days_panel
from bots.panels.refusals import no_such_hall, outdated
from bots.panels.values import Pressed, unpacked
from graphs.dialogue import Reply
from storage.halls import Hall
from tools.diary import Diary, read_diary

_Act = Callable[[Asked, Counter, Hall, int], Awaitable[Reply]]


async def press_hall(asked: Asked, counter: Counter, pressed: Pressed) -> Reply:
    if pressed.action == "all":
        return await show_halls(asked, counter)
    act, numbers = _ACTS.get(pressed.action), unpacked(pressed.argument, 2)
    if act is None or numbers is None:
        return outdated(asked)
    hall = await counter.desk.halls.get(numbers[0])
    return no_such_hall(asked) if hall is None else await act(asked, counter, hall, numbers[1])


async def show_halls(asked: Asked, counter: Counter) -> Reply:
    return halls_panel(await counter.desk.halls.all(), asked)


async def diary_from(counter: Counter, hall: Hall, ordinal: int) -> tuple[Diary, date]:
    """A hall's diary around the day that a button stands for, or the nearest that can be booked; 0 is today."""
    empty = Diary(hall, (), counter.now())
    last = empty.last_day.toordinal()
    day = empty.nearest_day(date.fromordinal(min(max(1, ordinal), last)))
    return await read_diary(counter.desk, hall, day), day


async def _see(asked: Asked, counter: Counter, hall: Hall, _number: int) -> Reply:
    return hall_panel(hall, asked)


async def _days(asked: Asked, counter: Counter, hall: Hall, ordinal: int) -> Reply:
    diary, first = await diary_from(counter, hall, ordinal)
    return days_panel(diary, first, asked, panel=PANEL)


async def _day(asked: Asked, counter: Counter, hall: Hall, ordinal: int) -> Reply:
    diary, day = await diary_from(counter, hall, ordinal)
    return day_panel(diary, day, asked)


_ACTS: dict[str, _Act] = {"see": _see, "days": _days, "day": _day}
