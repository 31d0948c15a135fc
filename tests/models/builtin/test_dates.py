"""Days as people name them, on Saturday 21 November 2026."""

from datetime import date

import pytest

from models.builtin.dates import DAY, mark_days
from models.builtin.figures import with_figures
from models.builtin.numerals import with_digits
from models.builtin.sheet import Sheet
from models.builtin.spelling import corrected, tidy

TODAY = date(2026, 11, 21)


def days(text: str, today: date = TODAY) -> list[str]:
    sheet = Sheet(with_figures(with_digits(corrected(tidy(text)))))
    mark_days(sheet, today)
    return [day.text or f"{day.shift:+}" for day in sheet.values(DAY)]


DAYS = [
    ("today", "2026-11-21"),
    ("tonight", "2026-11-21"),
    ("this evening", "2026-11-21"),
    ("tommorow", "2026-11-22"),
    ("tmrw", "2026-11-22"),
    ("2morrow", "2026-11-22"),
    ("the day after tomorrow", "2026-11-23"),
    ("yesterday", "2026-11-20"),
    ("сегодня вечером", "2026-11-21"),
    ("завтро", "2026-11-22"),
    ("послезавтра", "2026-11-23"),
    ("после завтра", "2026-11-23"),
    ("вчера", "2026-11-20"),
    ("on friday", "2026-11-27"),
    ("wensday", "2026-11-25"),
    ("thurs", "2026-11-26"),
    ("on Saturday", "2026-11-28"),
    ("this Saturday", "2026-11-21"),
    ("next Saturday", "2026-11-28"),
    ("next friday", "2026-11-27"),
    ("last friday", "2026-11-20"),
    ("friday next week", "2026-11-27"),
    ("next week on tuesday", "2026-11-24"),
    ("coming sunday", "2026-11-22"),
    ("в пятницу", "2026-11-27"),
    ("в пятницу на следующей неделе", "2026-11-27"),
    ("в эту субботу", "2026-11-21"),
    ("в следующую субботу", "2026-11-28"),
    ("в прошлую среду", "2026-11-18"),
    ("в сб", "2026-11-28"),
    ("во вторник", "2026-11-24"),
    ("в воскресение", "2026-11-22"),
    ("через неделю в субботу", "2026-11-28"),
    ("25 December", "2026-12-25"),
    ("December 25th", "2026-12-25"),
    ("Dec 25, 2027", "2027-12-25"),
    ("the 25th of december", "2026-12-25"),
    ("twenty-fifth of December", "2026-12-25"),
    ("3 febuary", "2027-02-03"),
    ("25 декабря", "2026-12-25"),
    ("25 декабря 2026 г.", "2026-12-25"),
    ("двадцать пятого декабря", "2026-12-25"),
    ("5-го декабря", "2026-12-05"),
    ("1 янв", "2027-01-01"),
    ("2026-12-25", "2026-12-25"),
    ("25.12", "2026-12-25"),
    ("25.12.2026", "2026-12-25"),
    ("25.12.26", "2026-12-25"),
    ("25/12", "2026-12-25"),
    ("12/25", "2026-12-25"),
    ("5/12", "2026-12-05"),
    ("12/25/2026", "2026-12-25"),
    ("the 5th", "2026-12-05"),
    ("on the 30th", "2026-11-30"),
    ("25-го", "2026-11-25"),
    ("5 числа", "2026-12-05"),
    ("5-го числа следующего месяца", "2026-12-05"),
    ("in 3 days", "2026-11-24"),
    ("in a week", "2026-11-28"),
    ("in two weeks", "2026-12-05"),
    ("a week from tomorrow", "2026-11-29"),
    ("через 3 дня", "2026-11-24"),
    ("через три дня", "2026-11-24"),
    ("через неделю", "2026-11-28"),
    ("через пару дней", "2026-11-23"),
    ("через месяц", "2026-12-21"),
    ("at the weekend", "2026-11-28"),
    ("на выходных", "2026-11-28"),
    ("Friday, 27 November", "2026-11-27"),
    ("Saturday, December 12", "2026-12-12"),
    ("в пятницу 27.11", "2026-11-27"),
    ("new year's eve", "2026-12-31"),
    ("on Christmas Eve", "2026-12-24"),
    ("20 November", "2026-11-20"),
    ("1 October", "2027-10-01"),
    ("31 February", "2027-02-31"),
    ("32.01", "2027-01-32"),
    ("31 февраля", "2027-02-31"),
    ("29 February", "2028-02-29"),
    ("2026-13-45", "2026-13-45"),
    ("5 May 1999", "1999-05-05"),
    ("a day later", "+1"),
    ("на день позже", "+1"),
    ("на неделю позже", "+7"),
    ("two days earlier", "-2"),
    ("the next day", "+1"),
    ("на следующий день", "+1"),
]


@pytest.mark.parametrize(("text", "expected"), DAYS)
def test_names_this_day(text: str, expected: str) -> None:
    assert days(text) == [expected]


@pytest.mark.parametrize(
    "text",
    [
        "18.30",
        "from 10.30 to 12.00",
        "с 10.10 до 12.12",
        "at 6 pm",
        "2.5 hours",
        "open 24/7",
        "may I ask",
        "2 часа дня",
    ],
)
def test_names_no_day(text: str) -> None:
    assert days(text) == []


def test_the_christmas_party_has_its_own_date() -> None:
    assert days("for our christmas party on 18 December") == ["2026-12-18"]


@pytest.mark.parametrize(
    ("today", "text", "expected"),
    [
        (date(2026, 11, 23), "next friday", "2026-12-04"),
        (date(2026, 11, 23), "this friday", "2026-11-27"),
        (date(2026, 11, 23), "friday", "2026-11-27"),
        (date(2026, 11, 27), "friday", "2026-12-04"),
        (date(2026, 11, 29), "next friday", "2026-12-04"),
        (date(2026, 12, 31), "tomorrow", "2027-01-01"),
        (date(2026, 12, 15), "через месяц", "2027-01-15"),
        (date(2026, 12, 30), "5 января", "2027-01-05"),
        (date(2027, 1, 3), "30 декабря", "2027-12-30"),
        (date(2026, 11, 5), "the 5th", "2026-11-05"),
        (date(2026, 12, 6), "the 5th", "2027-01-05"),
    ],
)
def test_depends_on_today(today: date, text: str, expected: str) -> None:
    assert days(text, today) == [expected]
