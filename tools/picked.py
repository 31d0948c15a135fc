"""What a person has picked from buttons, checked as what is written is."""

from dataclasses import dataclass
from datetime import datetime

from storage.halls import Hall
from texts import translator
from tools.desk import Desk
from tools.diary import Diary, read_diary
from tools.free_times import slot_at
from tools.objections import crowd_problem, objection_to
from tools.pricing import total
from tools.problem import Problem
from tools.wish import Checked


@dataclass(frozen=True, slots=True)
class Picked:
    """`start` is in UTC."""

    hall: Hall
    start: datetime
    minutes: int
    guests: int | None = None


async def check_picked(desk: Desk, picked: Picked, locale: str) -> Checked | Problem:
    """Reads the bookings; stores nothing."""
    crowd = crowd_problem(picked.guests, picked.hall, await desk.halls.all(), translator(locale))
    return Problem(crowd) if crowd else examine_picked(picked, await diary_of(desk, picked), locale)


def examine_picked(picked: Picked, diary: Diary, locale: str) -> Checked | Problem:
    """The times alone against the hall's hours and bookings."""
    _ = translator(locale)
    slot = slot_at(picked.start, picked.minutes, diary.zone)
    objection = (
        objection_to(slot, diary, _) if slot else _("These times can't be booked. Please pick others.")
    )
    if slot is None or objection is not None:
        return Problem(objection or "")
    start, end = slot.interval(diary.zone)
    price = total(picked.hall.price_per_hour, picked.minutes)
    return Checked(picked.hall, start, end, picked.guests, price)


async def diary_of(desk: Desk, picked: Picked) -> Diary:
    empty = Diary(picked.hall, (), desk.now())
    return await read_diary(desk, picked.hall, picked.start.astimezone(empty.zone).date())
