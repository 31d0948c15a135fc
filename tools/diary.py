"""One hall's opening hours and bookings around a day, and what can still be booked there."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from storage.halls import Hall
from texts import clock_range, duration, translator
from texts import date as date_text
from tools.desk import Desk
from tools.opening import Interval, Timetable, Wanted, moment, nearest

FURTHEST = timedelta(days=365)
"""How far ahead of today a booking may start."""

_SEARCHED_DAYS = 15
_MOST_OFFERS = 3


@dataclass(frozen=True, slots=True)
class Diary:
    """`busy` covers two weeks before and after the wanted day. `now` is in UTC, days are the hall's own."""

    hall: Hall
    busy: tuple[Interval, ...]
    now: datetime

    @property
    def timetable(self) -> Timetable:
        return Timetable(self.hall.hours, ZoneInfo(self.hall.time_zone))

    @property
    def zone(self) -> ZoneInfo:
        return ZoneInfo(self.hall.time_zone)

    @property
    def today(self) -> date:
        return self.now.astimezone(self.zone).date()

    @property
    def last_day(self) -> date:
        return self.today + FURTHEST

    def nearest_day(self, day: date) -> date:
        """The day itself or, where it can't be booked, the nearest that can."""
        return min(max(day, self.today), self.last_day)

    def nearest(self, wanted: Wanted) -> list[Interval]:
        """Up to three intervals that can be booked, on the wanted day if possible, else soon after it."""
        first = self.nearest_day(wanted.day)
        days = _days(first, self.last_day)
        return nearest(self.timetable, self.busy, replace(wanted, day=first), days, self.now, _MOST_OFFERS)

    def offers(self, wanted: Wanted, locale: str) -> str:
        """The nearest free times as Markdown, or that there are none."""
        _ = translator(locale)
        length = duration(wanted.length, locale)
        found = self.nearest(wanted)
        if not found:
            return _("{hall} has no free {length} within two weeks of that day.").format(
                hall=self.hall.name, length=length
            )
        lines = [f"- {when(interval, self.zone, locale)}" for interval in found]
        return "\n".join([_("The nearest free times:"), "", *lines])


def _days(first: date, last: date) -> Iterator[date]:
    """Two weeks on from `first`, or back from it where `last` leaves no room."""
    step = 1 if first < last else -1
    for number in range(_SEARCHED_DAYS):
        day = first + step * timedelta(days=number)
        if day <= last:
            yield day


async def read_diary(desk: Desk, hall: Hall, day: date | None, besides: int | None = None) -> Diary:
    """The diary around a day, which may lie anywhere; around today where there is none.

    The time of the booking `besides` counts as free.
    """
    now = desk.now()
    empty = Diary(hall, (), now)
    first = empty.nearest_day(day or empty.today)
    begins = moment(first - timedelta(days=_SEARCHED_DAYS), 0, empty.zone)
    ends = moment(first + timedelta(days=_SEARCHED_DAYS + 1), 0, empty.zone)
    return Diary(hall, tuple(await desk.bookings.busy(hall.id, begins, ends, now, besides)), now)


def when(interval: Interval, zone: ZoneInfo, locale: str) -> str:
    """A day and the times on it, e.g. Tuesday, 24 November 2026, 18:00–20:00."""
    day = date_text(interval[0].astimezone(zone).date(), locale)
    _ = translator(locale)
    return _("{date}, {times}").format(date=day, times=times(interval, zone, locale))


def times(interval: Interval, zone: ZoneInfo, locale: str) -> str:
    """Clock times, with a word where the end is on the next day."""
    _ = translator(locale)
    start, end = (edge.astimezone(zone) for edge in interval)
    text = clock_range(start, end)
    if end.date() > start.date() and end.time() != time():
        return _("{times} next day").format(times=text)
    return text
