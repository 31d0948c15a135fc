from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tools.typed import clock, echo, read_day, read_minute


@pytest.mark.parametrize(
    ("typed", "minute"),
    [("18:00", 1080), ("9:05", 545), ("09.30", 570), (" 18 ", 1080), ("0:00", 0), ("24:00", 1440)],
)
def test_a_time_of_day_is_read(typed: str, minute: int) -> None:
    assert read_minute(typed) == minute


@pytest.mark.parametrize(
    "typed", ["", "six", "24:15", "25:00", "18:60", "18:5", "18:00:00", "-1:00", "1800", "٣:00pm"]
)
def test_anything_else_is_no_time(typed: str) -> None:
    assert read_minute(typed) is None


@pytest.mark.parametrize(
    "typed", ["", "tomorrow", "31.12.2026", "2026-02-30", "2026-13-01", "0000-01-01", "26-1-1"]
)
def test_anything_else_is_no_day(typed: str) -> None:
    assert read_day(typed) is None


@given(st.dates())
def test_every_day_is_read_as_it_is_written(day: date) -> None:
    assert read_day(day.isoformat()) == day


@given(st.integers(min_value=0, max_value=1440))
def test_every_minute_is_read_as_it_is_shown(minute: int) -> None:
    assert read_minute(clock(minute)) == minute


def test_a_minute_after_midnight_is_the_next_days() -> None:
    assert clock(1440) == "24:00"
    assert clock(1500) == "01:00"


@given(st.text())
def test_nothing_that_is_typed_breaks_the_reading(typed: str) -> None:
    read_day(typed)
    read_minute(typed)


@given(st.text())
def test_an_echo_is_one_short_line_without_markup(typed: str) -> None:
    said = echo(typed)

    assert len(said) <= 61
    assert "\n" not in said
    assert not set("|*_`[]<>#\\") & set(said)
