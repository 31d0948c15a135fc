"""What a person wants to book, checked against everything that could be wrong with it."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from storage.halls import Hall
from texts import Translator, translator
from texts import date as date_text
from tools.desk import Desk
from tools.diary import Diary, read_diary
from tools.hall_choice import choose_hall
from tools.objections import SHORTEST, covers, crowd_problem, objection_to
from tools.opening import DAY, LONGEST_NIGHT, STEP, Slot, Timetable, Wanted, minutes_of
from tools.pricing import total
from tools.problem import Problem
from tools.typed import clock, echo, read_day, read_minute

_USUAL = 60


@dataclass(frozen=True, slots=True)
class BookingWish:
    """As said: a hall's name, YYYY-MM-DD, and HH:MM twice, in the hall's zone."""

    hall: str
    date: str
    start: str
    end: str
    guests: int | None = None


@dataclass(frozen=True, slots=True)
class Checked:
    """A booking that can be made. Times are in UTC, `price` is for all of it, in minor units."""

    hall: Hall
    start: datetime
    end: datetime
    guests: int | None
    price: int


async def check(desk: Desk, wish: BookingWish, locale: str, besides: int | None = None) -> Checked | Problem:
    """Reads the halls and the bookings, without the one `besides`; stores nothing."""
    halls = await desk.halls.all()
    hall = choose_hall(wish.hall, halls, locale)
    if isinstance(hall, Problem):
        return hall
    crowd = crowd_problem(wish.guests, hall, halls, translator(locale))
    if crowd is not None:
        return Problem(crowd)
    return examine(wish, await read_diary(desk, hall, read_day(wish.date), besides), locale)


def examine(wish: BookingWish, diary: Diary, locale: str) -> Checked | Problem:
    """The wish against the calendar, and the hall's hours and bookings."""
    outcome = fitted(wish, diary, translator(locale))
    if isinstance(outcome, Checked):
        return outcome
    return Problem(f"{outcome}\n\n{diary.offers(wanted(wish, diary), locale)}")


def fitted(wish: BookingWish, diary: Diary, _: Translator) -> Checked | str:
    """The same without looking for other times: what is wrong, as a sentence, where it can't be booked."""
    slot = _read_slot(wish, diary, _)
    if isinstance(slot, str):
        return slot
    objection = objection_to(slot, diary, _)
    if objection is not None:
        return objection
    start, end = slot.interval(diary.zone)
    price = total(diary.hall.price_per_hour, minutes_of((start, end)))
    return Checked(diary.hall, start, end, wish.guests, price)


def wanted(wish: BookingWish, diary: Diary) -> Wanted:
    """What to look for instead: as much of the wish as can be read, made bookable."""
    minute, length = _likely(read_minute(wish.start), read_minute(wish.end))
    rounded = -(-max(length, SHORTEST) // STEP) * STEP
    return Wanted(read_day(wish.date) or diary.today, minute, rounded)


def _likely(start: int | None, end: int | None) -> tuple[int, int]:
    """The start and the length that two minutes of a day mean, mixed up or incomplete as they may be."""
    if start is None or end is None or start == end:
        return start or 0, _USUAL
    if end < start <= end + DAY // 2:
        return end, start - end
    return start, end - start if start < end else end + DAY - start


def read_coming_day(typed: str, diary: Diary, _: Translator) -> date | str:
    """A day that can be booked or looked at, or the sentence why not."""
    day = read_day(typed)
    if day is None:
        example = diary.today + timedelta(days=1)
        return _("I can't read the date “{typed}”. Please give year, month and day, like {example}.").format(
            typed=echo(typed), example=example.isoformat()
        )
    if day < diary.today:
        return _("This day is in the past: {date}. Please choose a later one.").format(
            date=date_text(day, _.locale)
        )
    if day > diary.last_day:
        return _("This day is too far ahead: {date}. Halls can be booked for a year to come.").format(
            date=date_text(day, _.locale)
        )
    return day


def read_times(start: str, end: str, _: Translator) -> tuple[int, int] | str:
    """Two minutes of a day, the end at 00:00 as 1440, or the sentence what can't be read."""
    first, last = read_minute(start), read_minute(end)
    if first is None or first == DAY:
        return unreadable_time(start, _)
    if last is None:
        return unreadable_time(end, _)
    return first, last or (DAY if first else 0)


def in_order(start: int, end: int, _: Translator) -> str | None:
    """The sentence for an end that isn't after the start."""
    if start < end:
        return None
    return _("The end, {end}, is not after the start, {start}. Please give a later end.").format(
        start=clock(start), end=clock(end)
    )


def unreadable_time(typed: str, _: Translator) -> str:
    """The sentence for it."""
    return _("I can't read the time “{typed}”. Please give hours and minutes, like 18:00.").format(
        typed=echo(typed)
    )


def _read_slot(wish: BookingWish, diary: Diary, _: Translator) -> Slot | str:
    day = read_coming_day(wish.date, diary, _)
    if isinstance(day, str):
        return day
    read = read_times(wish.start, wish.end, _)
    if isinstance(read, str):
        return read
    start, end = read
    if end < start and _stays_open(night := Slot(day, start, end + DAY), diary.timetable):
        return night
    return in_order(start, end, _) or Slot(day, start, end)


def _stays_open(night: Slot, timetable: Timetable) -> bool:
    """Whether a slot over midnight can be meant at all."""
    return night.end - night.start <= LONGEST_NIGHT and covers(timetable, night)
