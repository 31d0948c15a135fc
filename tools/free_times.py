"""What can be booked of a hall, as it is offered to be picked from."""

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from texts import translator
from tools.diary import Diary
from tools.objections import SHORTEST, objection_to
from tools.opening import (
    DAY,
    LONGEST_NIGHT,
    STEP,
    Interval,
    Slot,
    free,
    is_skipped,
    lasting,
    minutes_of,
    moment,
)

LENGTHS = (30, 60, 90, 120, 150, 180, 240, 300, 360, 480, 600, 720)
"""Minutes that people usually book."""


def stretches(diary: Diary, day: date) -> list[Interval]:
    """When the hall is free on a day, from the next quarter-hour on where it is today."""
    opening = diary.timetable.opening(day)
    if opening is None:
        return []
    first = _next_step(diary.now)
    return [(max(start, first), end) for start, end in free(opening, diary.busy) if end > first]


def bookable(diary: Diary, day: date) -> list[Interval]:
    """The `stretches` of a day that are long enough."""
    return [stretch for stretch in stretches(diary, day) if minutes_of(stretch) >= SHORTEST]


def starts(diary: Diary, day: date) -> list[datetime]:
    """Every moment of a day at which a booking can begin, in UTC."""
    moments = [
        moment(day, minute, diary.zone)
        for minute in range(0, DAY, STEP)
        if not is_skipped(day, minute, diary.zone)
    ]
    return [start for start in moments if fits(diary, start, SHORTEST)]


def handy(moments: Sequence[datetime], zone: ZoneInfo) -> list[datetime]:
    """Of `starts` the whole hours, and those that a free stretch begins with."""
    known = set(moments)
    return [
        start
        for start in moments
        if not start.astimezone(zone).minute or start - timedelta(minutes=STEP) not in known
    ]


def lengths(diary: Diary, start: datetime) -> list[int]:
    """For how many minutes it can be booked from `start` on: the usual ones, and until it is no longer free."""
    usual = [minutes for minutes in LENGTHS if fits(diary, start, minutes)]
    most = _longest(diary, start)
    return [*usual, most] if most > max(usual, default=0) and fits(diary, start, most) else usual


def fits(diary: Diary, start: datetime, minutes: int) -> bool:
    """Whether it can be booked from `start` for `minutes`."""
    slot = slot_at(start, minutes, diary.zone)
    return slot is not None and objection_to(slot, diary, translator("en")) is None


def slot_at(start: datetime, minutes: int, zone: ZoneInfo) -> Slot | None:
    """The slot from `start` on; None where no clock times name it, as in a night when clocks are changed."""
    local = start.astimezone(zone)
    slot = lasting(local.date(), local.hour * 60 + local.minute, minutes, zone)
    too_long = slot.end > DAY and minutes > LONGEST_NIGHT
    named = slot.interval(zone) == (start, start + timedelta(minutes=minutes))
    return slot if named and not too_long else None


def _longest(diary: Diary, start: datetime) -> int:
    span = diary.timetable.span(start.astimezone(diary.zone).date())
    gaps = free(span, diary.busy) if span else []
    end = next((ends for begins, ends in gaps if begins <= start < ends), start)
    return minutes_of((start, end)) // STEP * STEP


def _next_step(now: datetime) -> datetime:
    """The next minute at which a booking may start: zones differ from UTC by whole quarter-hours."""
    return now + (datetime.min.replace(tzinfo=now.tzinfo) - now) % timedelta(minutes=STEP)
