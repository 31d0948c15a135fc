from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from storage.halls import Hall
from texts import clock_range
from tools.diary import Diary
from tools.opening import Interval, Wanted, moment
from tools.problem import Problem
from tools.wish import BookingWish, Checked, examine

NOW = datetime(2026, 11, 21, 9, 0, 30, tzinfo=UTC)
WEEK = ((600, 1320),) * 6 + (None,)
ALL_NIGHT = ((0, 1440),) * 7


def hall(
    hours: tuple[tuple[int, int] | None, ...] = WEEK, time_zone: str = "Europe/Berlin", price: int = 12000
) -> Hall:
    return Hall(
        id=1,
        name="Loft",
        aliases=(),
        description={},
        rules={},
        hours=hours,
        capacity=40,
        price_per_hour=price,
        currency="EUR",
        time_zone=time_zone,
    )


def asked(
    date: str = "2026-11-24",
    start: str = "18:00",
    end: str = "20:00",
    locale: str = "en",
    busy: tuple[Interval, ...] = (),
    of: Hall | None = None,
    now: datetime = NOW,
) -> Checked | Problem:
    return examine(BookingWish("Loft", date, start, end), Diary(of or hall(), busy, now), locale)


def problem(**wish: object) -> str:
    outcome = asked(**wish)  # type: ignore[arg-type]  # passes its own arguments on
    assert isinstance(outcome, Problem)
    return outcome.text


def utc(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


def test_a_good_wish_is_checked_with_its_price() -> None:
    assert asked() == Checked(hall(), utc("2026-11-24T17:00"), utc("2026-11-24T19:00"), None, 24000)


@pytest.mark.parametrize(
    ("wish", "sentence"),
    [
        (
            {"date": "31.02"},
            "I can't read the date “31.02”. Please give year, month and day, like 2026-11-22.",
        ),
        ({"start": "six"}, "I can't read the time “six”. Please give hours and minutes, like 18:00."),
        ({"end": "25:00"}, "I can't read the time “25:00”. Please give hours and minutes, like 18:00."),
        ({"start": "24:00"}, "I can't read the time “24:00”. Please give hours and minutes, like 18:00."),
        ({"date": "2026-11-20"}, "This day is in the past: Friday, 20 November 2026."),
        ({"date": "0001-01-01"}, "This day is in the past: Monday, 1 January 1."),
        ({"date": "2027-11-22"}, "This day is too far ahead: Monday, 22 November 2027."),
        ({"date": "9999-12-31"}, "This day is too far ahead: Friday, 31 December 9999."),
        (
            {"date": "2026-11-21", "start": "10:00"},
            "This time is in the past: Saturday, 21 November 2026, 10:00–20:00.",
        ),
        ({"start": "20:00", "end": "18:00"}, "The end, 18:00, is not after the start, 20:00."),
        ({"start": "20:00", "end": "20:00"}, "The end, 20:00, is not after the start, 20:00."),
        ({"start": "22:00", "end": "02:00"}, "The end, 02:00, is not after the start, 22:00."),
        (
            {"start": "18:10"},
            "Bookings start and end on a quarter-hour, like 18:00 or 18:15, and 18:10 is not one.",
        ),
        (
            {"end": "19:59"},
            "Bookings start and end on a quarter-hour, like 18:00 or 18:15, and 19:59 is not one.",
        ),
        ({"end": "18:15"}, "A booking lasts at least 30 min, and this is only 15 min."),
        ({"date": "2026-11-22"}, "Loft is closed on this day: Sunday, 22 November 2026."),
        (
            {"start": "09:00"},
            "Loft is open 10:00–22:00 on this day (Tuesday, 24 November 2026), so 09:00–20:00",
        ),
        (
            {"end": "22:15"},
            "Loft is open 10:00–22:00 on this day (Tuesday, 24 November 2026), so 18:00–22:15",
        ),
        (
            {"end": "00:00"},
            "Loft is open 10:00–22:00 on this day (Tuesday, 24 November 2026), so 18:00–24:00",
        ),
    ],
)
def test_what_is_wrong_is_said_with_what_is_free_instead(wish: dict[str, object], sentence: str) -> None:
    said = problem(**wish)

    assert said.startswith(sentence)
    assert "The nearest free times:\n\n- " in said
    assert said.count("\n- ") <= 3


def test_an_overlap_says_what_is_taken_and_what_is_free() -> None:
    busy = (utc("2026-11-24T16:00"), utc("2026-11-24T17:30"))

    assert problem(busy=(busy,)) == (
        "Loft is already taken 17:00–18:30 on this day (Tuesday, 24 November 2026).\n\n"
        "The nearest free times:\n\n"
        "- Tuesday, 24 November 2026, 18:30–20:30\n"
        "- Tuesday, 24 November 2026, 15:00–17:00\n"
        "- Wednesday, 25 November 2026, 18:00–20:00"
    )


def test_a_problem_is_said_in_russian() -> None:
    busy = (utc("2026-11-24T16:00"), utc("2026-11-24T17:30"))

    assert problem(busy=(busy,), locale="ru") == (
        "В этот день (вторник, 24 ноября 2026 г.) зал «Loft» уже занят: 17:00–18:30.\n\n"
        "Ближайшее свободное время:\n\n"
        "- вторник, 24 ноября 2026 г., 18:30–20:30\n"
        "- вторник, 24 ноября 2026 г., 15:00–17:00\n"
        "- среда, 25 ноября 2026 г., 18:00–20:00"
    )


def test_touching_bookings_do_not_overlap() -> None:
    before = (utc("2026-11-24T15:00"), utc("2026-11-24T17:00"))
    after = (utc("2026-11-24T19:00"), utc("2026-11-24T21:00"))

    assert isinstance(asked(busy=(before, after)), Checked)


def test_start_and_end_that_are_mixed_up_are_offered_the_right_way_round() -> None:
    assert "- Tuesday, 24 November 2026, 18:00–20:00" in problem(start="20:00", end="18:00")


def test_no_free_time_is_said_too() -> None:
    always = (utc("2026-01-01T00:00"), utc("2028-01-01T00:00"))

    assert problem(busy=(always,)).endswith("Loft has no free 2 h within two weeks of that day.")


def test_a_year_ahead_is_the_last_day() -> None:
    assert isinstance(asked(date="2027-11-20"), Checked)
    assert isinstance(asked(date="2027-11-22"), Problem)


def test_a_booking_may_start_at_this_very_minute() -> None:
    assert isinstance(asked(date="2026-11-21", start="10:00", now=utc("2026-11-21T09:00")), Checked)


def test_midnight_ends_the_day() -> None:
    late = hall(((600, 1440),) * 7)

    assert asked(start="22:00", end="00:00", of=late) == asked(start="22:00", end="24:00", of=late)
    assert isinstance(asked(start="22:00", end="24:00", of=late), Checked)
    assert isinstance(asked(start="22:00", end="01:00", of=late), Problem)


def test_a_night_is_booked_where_the_hall_stays_open() -> None:
    checked = asked(start="22:00", end="02:00", of=hall(ALL_NIGHT))

    assert isinstance(checked, Checked)
    assert (checked.start, checked.end) == (utc("2026-11-24T21:00"), utc("2026-11-25T01:00"))
    assert isinstance(asked(start="20:00", end="18:00", of=hall(ALL_NIGHT)), Problem)


@pytest.mark.parametrize(
    ("zone", "day", "start", "end", "hours"),
    [
        ("Europe/Berlin", "2027-03-28", "01:00", "04:00", 2),
        ("Europe/Berlin", "2027-10-31", "01:00", "04:00", 4),
        ("America/New_York", "2027-03-14", "01:00", "04:00", 2),
        ("America/New_York", "2027-11-07", "00:00", "24:00", 25),
    ],
)
def test_the_hours_that_really_pass_are_paid_when_the_clocks_change(
    zone: str, day: str, start: str, end: str, hours: int
) -> None:
    checked = asked(date=day, start=start, end=end, of=hall(ALL_NIGHT, zone))

    assert isinstance(checked, Checked)
    assert checked.end - checked.start == timedelta(hours=hours)
    assert checked.price == 12000 * hours


@pytest.mark.parametrize(
    ("zone", "day"), [("Europe/Berlin", "2027-03-28"), ("America/New_York", "2027-03-14")]
)
def test_a_time_that_the_clocks_skip_is_refused(zone: str, day: str) -> None:
    said = problem(date=day, start="02:30", end="05:00", of=hall(ALL_NIGHT, zone))

    assert said.startswith("There is no 02:30 on this day, as the clocks are put forward: ")


@given(
    st.one_of(st.text(), st.dates().map(str)),
    st.one_of(st.text(), st.times().map(lambda time: f"{time:%H:%M}")),
    st.one_of(st.text(), st.times().map(lambda time: f"{time:%H:%M}")),
    st.sampled_from(["en", "ru", "zh"]),
)
def test_no_wish_raises(day: str, start: str, end: str, locale: str) -> None:
    outcome = asked(date=day, start=start, end=end, locale=locale)

    assert isinstance(outcome, Checked) or outcome.text


@given(
    st.sampled_from(["Europe/Berlin", "America/New_York", "America/Santiago", "Australia/Lord_Howe", "UTC"]),
    st.sampled_from([WEEK, ALL_NIGHT, ((605, 1440),) * 7, ((0, 190),) * 7]),
    st.dates(date(2026, 1, 1), date(2027, 12, 31)),
    st.integers(min_value=0, max_value=1439),
    st.sampled_from([30, 60, 105, 240, 600, 780]),
    st.lists(st.tuples(st.integers(0, 20 * 1440), st.integers(15, 900)), max_size=12),
)
@example("Europe/Berlin", ALL_NIGHT, date(2027, 10, 31), 150, 60, [])
@example("Europe/Berlin", ALL_NIGHT, date(2027, 6, 1), 1200, 780, [])
def test_whatever_is_offered_can_be_booked(
    zone: str,
    hours: tuple[tuple[int, int] | None, ...],
    day: date,
    minute: int,
    length: int,
    taken: list[tuple[int, int]],
) -> None:
    of = hall(hours, zone)
    now = utc("2026-01-01T00:00") + timedelta(days=(day - date(2026, 1, 1)).days // 2)
    begins = moment(day, 0, Diary(of, (), now).zone)
    busy = tuple(
        (begins + timedelta(minutes=start), begins + timedelta(minutes=start + lasts))
        for start, lasts in taken
    )
    diary = Diary(of, busy, now)

    for start, end in diary.nearest(Wanted(day, minute, length)):
        shown = (start.astimezone(diary.zone), end.astimezone(diary.zone))
        first, last = clock_range(*shown).split("–")
        wish = BookingWish("Loft", shown[0].date().isoformat(), first, last)
        assert end - start == timedelta(minutes=length)
        checked = examine(wish, diary, "en")
        assert isinstance(checked, Checked), checked.text
        assert (checked.start, checked.end) == (start, end)
