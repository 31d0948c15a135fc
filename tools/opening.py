"""When a hall is open and when it is free. Times are aware and in UTC, intervals half-open."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

Interval = tuple[datetime, datetime]
Hours = Sequence[tuple[int, int] | None]

DAY = 24 * 60
STEP = 15
"""Bookings start and end on these minutes of the local day."""

LONGEST_NIGHT = 12 * 60
"""A booking over midnight is at most as long, so that a mixed-up start and end isn't taken for one."""


def moment(day: date, minute: int, zone: ZoneInfo) -> datetime:
    """When the clocks of `zone` show this minute of `day`; from 1440 on, of the days after.

    A time that the clocks skip is the moment they jump, and one that they show twice is the first of both.
    """
    wall = _wall(day, minute)
    while not _shown(wall, zone):
        wall += timedelta(minutes=1)
    return wall.replace(tzinfo=zone).astimezone(UTC)


def is_skipped(day: date, minute: int, zone: ZoneInfo) -> bool:
    """Whether the clocks never show this time, because they are put forward over it."""
    return not _shown(_wall(day, minute), zone)


def lasting(day: date, start: int, length: int, zone: ZoneInfo) -> "Slot":
    """The slot of `length` minutes, also over a change of the clocks where clock times can name its end."""
    end, _ = _end(day, moment(day, start, zone), length, zone)
    return Slot(day, start, end)


def _end(day: date, begins: datetime, length: int, zone: ZoneInfo) -> tuple[int, bool]:
    """The minute from the start of `day` at which `length` minutes are over, and whether clocks show it twice."""
    shown = (begins + timedelta(minutes=length)).astimezone(zone)
    return int((shown.replace(tzinfo=None) - _wall(day, 0)) / timedelta(minutes=1)), bool(shown.fold)


def _wall(day: date, minute: int) -> datetime:
    return datetime.combine(day, time()) + timedelta(minutes=minute)


def _shown(wall: datetime, zone: ZoneInfo) -> bool:
    return wall.replace(tzinfo=zone).astimezone(UTC).astimezone(zone).replace(tzinfo=None) == wall


def minutes_of(interval: Interval) -> int:
    return (interval[1] - interval[0]) // timedelta(minutes=1)


@dataclass(frozen=True, slots=True)
class Slot:
    """A local day and two minutes from its start; `end` passes 1440 where the slot goes over midnight."""

    day: date
    start: int
    end: int

    def interval(self, zone: ZoneInfo) -> Interval:
        return moment(self.day, self.start, zone), moment(self.day, self.end, zone)


@dataclass(frozen=True, slots=True)
class Timetable:
    """A week's opening hours, Monday first, in minutes of the local day."""

    hours: Hours
    zone: ZoneInfo

    def opening(self, day: date) -> Interval | None:
        """When the hall is open on a day; None when it isn't."""
        hours = self.hours[day.weekday()]
        if hours is None:
            return None
        interval = Slot(day, *hours).interval(self.zone)
        return interval if interval[0] < interval[1] else None

    def span(self, day: date) -> Interval | None:
        """`opening`, going on through the next day's where the hall stays open at midnight."""
        today, tomorrow = self.opening(day), self.opening(day + timedelta(days=1))
        if today and tomorrow and today[1] == tomorrow[0]:
            return today[0], tomorrow[1]
        return today


def free(opening: Interval, busy: Iterable[Interval]) -> list[Interval]:
    """What is left of `opening` around the busy intervals, in order."""
    left: list[Interval] = []
    begins, ends = opening
    for start, end in sorted(busy):
        if min(start, ends) > begins:
            left.append((begins, min(start, ends)))
        begins = max(begins, end)
    if begins < ends:
        left.append((begins, ends))
    return left


@dataclass(frozen=True, slots=True)
class Wanted:
    """About when (minute of a local day) and exactly how long, in minutes."""

    day: date
    minute: int
    length: int


def nearest(
    timetable: Timetable,
    busy: Sequence[Interval],
    wanted: Wanted,
    days: Iterable[date],
    now: datetime,
    most: int,
) -> list[Interval]:
    """Up to `most` free intervals of the wanted length that can be booked, looked for day by day.

    On the wanted day each free stretch gives its nearest one, on other days only the nearest of all.
    """
    found: list[Interval] = []
    for day in days:
        of_day = sorted(_of_day(timetable, busy, day, wanted, now), key=lambda slot: _distance(slot, wanted))
        found += [slot.interval(timetable.zone) for slot in (of_day if day == wanted.day else of_day[:1])]
        if len(found) >= most:
            break
    return found[:most]


def _of_day(
    timetable: Timetable, busy: Sequence[Interval], day: date, wanted: Wanted, now: datetime
) -> Iterator[Slot]:
    """The nearest slot of each free stretch."""
    span = timetable.span(day)
    gaps = [gap for gap in free(span, busy) if minutes_of(gap) >= wanted.length] if span else []
    if not gaps:
        return
    offered = [(slot, slot.interval(timetable.zone)) for slot in _slots(day, wanted.length, timetable.zone)]
    for begins, ends in gaps:
        fitting = [slot for slot, (start, end) in offered if max(begins, now) <= start and end <= ends]
        if fitting:
            yield min(fitting, key=lambda slot: _distance(slot, wanted))


def _slots(day: date, length: int, zone: ZoneInfo) -> Iterator[Slot]:
    """All slots of a day of `length` minutes that clock times can name."""
    for start in range(0, DAY, STEP):
        end, again = _end(day, moment(day, start, zone), length, zone)
        nameable = not is_skipped(day, start, zone) and not again
        if nameable and (end <= DAY or end - start <= LONGEST_NIGHT):
            yield Slot(day, start, end)


def _distance(slot: Slot, wanted: Wanted) -> int:
    return abs(slot.start - wanted.minute)
