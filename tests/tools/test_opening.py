from datetime import UTC, date, datetime, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tools.opening import Interval, Slot, Timetable, Wanted, free, is_skipped, minutes_of, moment, nearest

BERLIN = ZoneInfo("Europe/Berlin")
NEW_YORK = ZoneInfo("America/New_York")
SANTIAGO = ZoneInfo("America/Santiago")
LORD_HOWE = ZoneInfo("Australia/Lord_Howe")

EVERY_DAY = ((600, 1320),) * 7
ALL_NIGHT = ((0, 1440),) * 7

ZONES = st.sampled_from([BERLIN, NEW_YORK, SANTIAGO, LORD_HOWE, ZoneInfo("Asia/Kathmandu"), ZoneInfo("UTC")])
DAYS = st.dates(date(2026, 1, 1), date(2028, 12, 31))


def utc(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


@pytest.mark.parametrize(
    ("zone", "day", "minute", "when"),
    [
        (BERLIN, "2026-11-24", 18 * 60, "2026-11-24T17:00"),
        (BERLIN, "2026-11-24", 24 * 60, "2026-11-24T23:00"),
        (BERLIN, "2026-03-29", 60, "2026-03-29T00:00"),
        (BERLIN, "2026-03-29", 150, "2026-03-29T01:00"),
        (BERLIN, "2026-03-29", 180, "2026-03-29T01:00"),
        (BERLIN, "2026-10-25", 150, "2026-10-25T00:30"),
        (BERLIN, "2026-10-25", 180, "2026-10-25T02:00"),
        (NEW_YORK, "2026-03-08", 150, "2026-03-08T07:00"),
        (NEW_YORK, "2026-11-01", 90, "2026-11-01T05:30"),
        (SANTIAGO, "2026-09-06", 0, "2026-09-06T04:00"),
    ],
)
def test_a_minute_of_a_local_day_is_a_moment(zone: ZoneInfo, day: str, minute: int, when: str) -> None:
    assert moment(date.fromisoformat(day), minute, zone) == utc(when)


def test_only_the_hour_that_is_jumped_over_is_skipped() -> None:
    spring = date(2026, 3, 29)

    assert [is_skipped(spring, minute, BERLIN) for minute in (119, 120, 179, 180)] == [
        False,
        True,
        True,
        False,
    ]
    assert not is_skipped(date(2026, 10, 25), 150, BERLIN)


@pytest.mark.parametrize(
    ("zone", "day", "hours"),
    [
        (BERLIN, "2026-03-29", 23),
        (BERLIN, "2026-10-25", 25),
        (NEW_YORK, "2026-03-08", 23),
        (NEW_YORK, "2026-11-01", 25),
        (SANTIAGO, "2026-09-06", 23),
        (LORD_HOWE, "2026-10-04", 23.5),
        (BERLIN, "2026-11-24", 24),
    ],
)
def test_a_hall_that_never_closes_is_open_the_whole_local_day(zone: ZoneInfo, day: str, hours: float) -> None:
    opening = Timetable(ALL_NIGHT, zone).opening(date.fromisoformat(day))

    assert opening is not None
    assert minutes_of(opening) == hours * 60


@pytest.mark.parametrize(
    ("day", "opens"), [("2026-03-28", 9), ("2026-03-29", 8), ("2026-10-24", 8), ("2026-10-25", 9)]
)
def test_opening_hours_follow_the_local_clock(day: str, opens: int) -> None:
    opening = Timetable(EVERY_DAY, BERLIN).opening(date.fromisoformat(day))

    assert opening == (utc(f"{day}T{opens:02}:00"), utc(f"{day}T{opens + 12:02}:00"))


def test_hours_that_the_clocks_skip_are_closed() -> None:
    assert Timetable(((120, 180),) * 7, BERLIN).opening(date(2026, 3, 29)) is None


def test_a_closed_weekday_has_no_hours() -> None:
    timetable = Timetable((*EVERY_DAY[:6], None), BERLIN)

    assert timetable.opening(date(2026, 11, 22)) is None
    assert timetable.opening(date(2026, 11, 23)) is not None


def test_a_span_goes_over_midnight_only_where_the_hall_stays_open() -> None:
    until_midnight, late = Timetable(((600, 1440),) * 7, BERLIN), Timetable(ALL_NIGHT, BERLIN)
    day = date(2026, 11, 24)

    assert until_midnight.span(day) == until_midnight.opening(day)
    assert late.span(day) == (utc("2026-11-23T23:00"), utc("2026-11-25T23:00"))


@given(ZONES, DAYS, st.lists(st.tuples(st.integers(-300, 1800), st.integers(1, 400)), max_size=8))
def test_free_and_busy_make_up_the_opening_hours(
    zone: ZoneInfo, day: date, bookings: list[tuple[int, int]]
) -> None:
    opening = Timetable(EVERY_DAY, zone).opening(day)
    assert opening is not None
    midnight = moment(day, 0, zone)
    busy = [
        (midnight + timedelta(minutes=start), midnight + timedelta(minutes=start + length))
        for start, length in bookings
    ]

    left = free(opening, busy)

    assert sorted(left) == left
    assert all(one[1] < other[0] for one, other in pairwise(left))
    for minute in range(minutes_of(opening)):
        now = opening[0] + timedelta(minutes=minute)
        taken = any(start <= now < end for start, end in busy)
        assert taken != any(start <= now < end for start, end in left)
    assert all(opening[0] <= start < end <= opening[1] for start, end in left)


def test_touching_bookings_leave_nothing_between_them() -> None:
    opening = (utc("2026-11-24T09:00"), utc("2026-11-24T21:00"))
    busy = [
        (utc("2026-11-24T09:00"), utc("2026-11-24T12:00")),
        (utc("2026-11-24T12:00"), utc("2026-11-24T20:00")),
    ]

    assert free(opening, busy) == [(utc("2026-11-24T20:00"), utc("2026-11-24T21:00"))]


TUESDAY = date(2026, 11, 24)
LONG_AGO = utc("2025-01-01T00:00")


def near(busy: list[Interval], wanted: Wanted, now: datetime = LONG_AGO, most: int = 3) -> list[str]:
    timetable = Timetable(EVERY_DAY, BERLIN)
    days = [wanted.day + timedelta(days=number) for number in range(15)]
    found = nearest(timetable, busy, wanted, days, now, most)
    return [f"{start.astimezone(BERLIN):%d %H:%M}-{end.astimezone(BERLIN):%H:%M}" for start, end in found]


def test_the_nearest_free_times_are_around_the_wanted_one_then_on_the_next_days() -> None:
    busy = [(utc("2026-11-24T17:00"), utc("2026-11-24T18:00"))]

    assert near(busy, Wanted(TUESDAY, 18 * 60, 120)) == ["24 19:00-21:00", "24 16:00-18:00", "25 18:00-20:00"]


def test_a_gap_that_is_too_short_is_not_offered() -> None:
    busy = [
        (utc("2026-11-24T09:00"), utc("2026-11-24T17:00")),
        (utc("2026-11-24T18:00"), utc("2026-11-24T20:00")),
    ]

    assert near(busy, Wanted(TUESDAY, 18 * 60, 90)) == ["25 18:00-19:30", "26 18:00-19:30", "27 18:00-19:30"]


def test_what_has_passed_is_not_offered() -> None:
    assert near([], Wanted(TUESDAY, 600, 60), now=utc("2026-11-24T12:03"), most=2) == [
        "24 13:15-14:15",
        "25 10:00-11:00",
    ]


def test_nothing_is_offered_for_longer_than_the_hall_is_ever_open() -> None:
    assert near([], Wanted(TUESDAY, 600, 721)) == []


def test_a_full_fortnight_has_nothing_to_offer() -> None:
    assert near([(utc("2026-11-01T00:00"), utc("2027-01-01T00:00"))], Wanted(TUESDAY, 600, 60)) == []


@given(ZONES, DAYS, st.integers(0, 1439), st.sampled_from([30, 45, 60, 120, 300, 720, 1440]))
def test_what_is_offered_can_be_said_in_clock_times(
    zone: ZoneInfo, day: date, minute: int, length: int
) -> None:
    for start, end in nearest(
        Timetable(ALL_NIGHT, zone), [], Wanted(day, minute, length), [day], LONG_AGO, 3
    ):
        shown, until = start.astimezone(zone), end.astimezone(zone)
        last = (until.date() - day).days * 1440 + until.hour * 60 + until.minute

        assert Slot(day, shown.hour * 60 + shown.minute, last).interval(zone) == (start, end)
        assert end - start == timedelta(minutes=length)
