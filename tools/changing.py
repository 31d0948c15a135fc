"""What a customer wants to change of a booking that is held, checked against everything that could be wrong with it."""

from dataclasses import dataclass

from storage.bookings import Booking
from storage.halls import Hall
from texts import Translator, translator
from tools.desk import Desk
from tools.diary import Diary, read_diary
from tools.objections import SHORTEST, crowd_problem, objection_to
from tools.opening import DAY, STEP, Interval, Slot, Wanted, lasting, minutes_of
from tools.pricing import total
from tools.typed import echo, read_day, read_minute, read_number
from tools.wish import read_coming_day, unreadable_time

_LONGEST = 7 * DAY


@dataclass(frozen=True, slots=True)
class ChangeWish:
    """As typed: YYYY-MM-DD and HH:MM in the hall's zone, minutes, and a number of guests or nothing."""

    date: str
    start: str
    length: str
    guests: str


@dataclass(frozen=True, slots=True)
class CheckedChange:
    """What can be had: sentences where something is wrong with the time or the guests, else what it would be.

    Times are in UTC, `price` is in minor units of the booking's currency, the same as before where the time is.
    `offers` are free times instead of one that can't be had.
    """

    time_problem: str = ""
    guests_problem: str = ""
    interval: Interval | None = None
    guests: int | None = None
    price: int = 0
    offers: tuple[Interval, ...] = ()

    @property
    def possible(self) -> bool:
        return not self.time_problem and not self.guests_problem


async def check_change(
    desk: Desk, booking: Booking, hall: Hall, wish: ChangeWish, locale: str
) -> CheckedChange:
    """Reads the halls and the bookings, without this one; stores nothing."""
    _ = translator(locale)
    guests, crowd = await _guests(desk, hall, wish, _)
    diary = await read_diary(desk, hall, read_day(wish.date), besides=booking.id)
    slot = _slot(wish, diary, _)
    if isinstance(slot, Slot):
        interval = slot.interval(diary.zone)
        if interval == (booking.start, booking.end):
            return CheckedChange("", crowd, interval, guests, booking.price)
        problem = objection_to(slot, diary, _) or ""
    else:
        interval, problem = None, slot
    if problem or interval is None:
        return CheckedChange(problem, crowd, None, guests, 0, tuple(diary.nearest(_wanted(wish, diary))))
    return CheckedChange("", crowd, interval, guests, total(hall.price_per_hour, minutes_of(interval)))


async def _guests(desk: Desk, hall: Hall, wish: ChangeWish, _: Translator) -> tuple[int | None, str]:
    """The number, and the sentence for one that the hall can't take."""
    if not wish.guests.strip():
        return None, ""
    guests = read_number(wish.guests)
    if guests is None:
        return None, _("I can't read the number of guests “{typed}”.").format(typed=echo(wish.guests))
    return guests, crowd_problem(guests, hall, await desk.halls.all(), _) or ""


def _slot(wish: ChangeWish, diary: Diary, _: Translator) -> Slot | str:
    day = read_coming_day(wish.date, diary, _)
    if isinstance(day, str):
        return day
    start = read_minute(wish.start)
    if start is None or start == DAY:
        return unreadable_time(wish.start, _)
    length = read_number(wish.length)
    if length is None or not 0 < length <= _LONGEST:
        return _("I can't read the length “{typed}”.").format(typed=echo(wish.length))
    return lasting(day, start, length, diary.zone)


def _wanted(wish: ChangeWish, diary: Diary) -> Wanted:
    """As much of the wish as can be read, made bookable."""
    length = min(max(read_number(wish.length) or 0, SHORTEST), DAY)
    rounded = -(-length // STEP) * STEP
    return Wanted(read_day(wish.date) or diary.today, read_minute(wish.start) or 0, rounded)
