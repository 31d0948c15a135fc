"""Days in a message, in English and Russian."""

import re
from dataclasses import dataclass
from datetime import date, timedelta

from models.builtin.day_patterns import (
    DAY_ALONE,
    DAY_MONTH,
    FROM_NOW,
    FULL,
    IN,
    ISO,
    LATER,
    MONTH_DAY,
    MONTH_PATTERNS,
    NEXT_DAY,
    NUMBER_AFTER,
    RANGE_BEFORE,
    RELATIVE,
    SHORT,
    THIS_WEEK,
    WEEKDAY_PATTERNS,
    WEEKDAY_SAID,
    WEEKEND,
)
from models.builtin.holidays import HOLIDAYS
from models.builtin.sheet import Area, Sheet


@dataclass(frozen=True, slots=True)
class Day:
    """A day as YYYY-MM-DD, which need not exist (31 February: whoever is asked about it says so).

    Where `shift` isn't 0, no day was named but a distance in days from the one talked about.
    `exact` is true where it was named by its date, `weekday` where only by its day of the week.
    """

    text: str = ""
    shift: int = 0
    exact: bool = False
    weekday: bool = False


DAY: Area[Day] = Area(0xE200, Day)

_LARGEST_DAY = 39
"""A larger number before a month is no slip of a day."""
PASSED_RECENTLY = timedelta(days=30)
"""A date without a year that passed within this time is taken for a slip and left in the past, so that the
answer says so; one longer ago means next year."""

_TWO_DAYS = re.compile(
    rf"({DAY.any})[\s,(]*(?:(?:on|the|в|во|на|то есть|i\.?e\.?)\s+)*({DAY.any})\)?", re.IGNORECASE
)


def mark_days(sheet: Sheet, today: date) -> None:
    """Replaces the days that the sheet's text names with `DAY` marks."""
    sheet.mark(ISO, DAY, lambda match: _day(match, today))
    sheet.mark(FULL, DAY, lambda match: _day(match, today))
    sheet.mark(DAY_MONTH, DAY, lambda match: _day(match, today))
    sheet.mark(MONTH_DAY, DAY, lambda match: _day(match, today))
    sheet.mark(SHORT, DAY, lambda match: _short(match, today))
    sheet.mark(LATER, DAY, _later)
    sheet.mark(FROM_NOW, DAY, lambda match: _in(match, today + timedelta(days=bool(match["next"]))))
    sheet.mark(WEEKDAY_SAID, DAY, lambda match: _weekday(match, today))
    sheet.mark(RELATIVE, DAY, lambda match: _relative(match, today))
    sheet.mark(IN, DAY, lambda match: _in(match, today))
    sheet.mark(NEXT_DAY, DAY, lambda match: Day(shift=1 if match["after"] else -1))
    sheet.mark(DAY_ALONE, DAY, lambda match: day_of_month(int(match["day"]), today, bool(match["next"])))
    sheet.mark(WEEKEND, DAY, lambda match: _iso(_on_weekday(today, 5, next_week=bool(match["next"]))))
    if not sheet.values(DAY):
        _mark_holidays(sheet, today)
    _join_days(sheet)


def _mark_holidays(sheet: Sheet, today: date) -> None:
    for pattern, day, month in HOLIDAYS:
        named = Day(_without_year(day, month, today))
        if pattern.search(sheet.text):
            sheet.text = pattern.sub(sheet.put(DAY, named), sheet.text)


def _join_days(sheet: Sheet) -> None:
    """Makes one of a weekday and the date beside it: "Friday, 27 November" is what the date says."""

    def join(match: re.Match[str]) -> Day | None:
        one, other = sheet.value(DAY, match[1]), sheet.value(DAY, match[2])
        exact = one if one.exact else other
        return exact if one == other or (exact.exact and (one.weekday or other.weekday)) else None

    sheet.mark(_TWO_DAYS, DAY, join)


def _iso(day: date, *, weekday: bool = False) -> Day:
    return Day(day.isoformat(), weekday=weekday)


def _day(match: re.Match[str], today: date) -> Day | None:
    said = match["month"]
    if RANGE_BEFORE.search(match.string[: match.start()]) and NUMBER_AFTER.match(match.string[match.end() :]):
        return None
    month = int(said) if said.isdigit() else next(n for n, p in enumerate(MONTH_PATTERNS, 1) if p.match(said))
    day, year = int(match["day"]), match["year"]
    if month == 0 or (day > _LARGEST_DAY and not year):
        return None
    if said.isdigit() and month > 12 >= day:
        day, month = month, day
    if year:
        return Day(f"{int(year) + (2000 if len(year) == 2 else 0):04}-{month:02}-{day:02}", exact=True)
    return Day(_without_year(day, month, today), exact=True)


def _short(match: re.Match[str], today: date) -> Day | None:
    """A day and month like 25.12 or 25/12, unless it is a time like 18.30."""
    day, month = int(match["day"]), int(match["month"])
    if match["before"] and match["dot"] == "." and len(match["month"]) == 2 and day <= 24 and month < 60:
        return None
    if month > 12 >= day and match["dot"] == "/" and month <= 31:
        day, month = month, day
    if not 1 <= month <= 12 and (day <= 24 or match["dot"] == "/"):
        return None
    if day == 0 or day > _LARGEST_DAY or month == 0 or match[0].endswith("24/7"):
        return None
    return Day(_without_year(day, month, today), exact=True)


def _without_year(day: int, month: int, today: date) -> str:
    """The day in the year that is meant (see `PASSED_RECENTLY`); also where there is no such day."""
    try:
        passed = date(today.year, month, day) < today - PASSED_RECENTLY
    except ValueError:
        passed = (month, day) < (today.month, today.day)
    year = today.year + passed
    if (month, day) == (2, 29) and not _leap(year) and _leap(year + 1):
        year += 1
    return f"{year}-{month:02}-{day:02}"


def _leap(year: int) -> bool:
    return year % 4 == 0 and (year % 100 != 0 or year % 400 == 0)


def day_of_month(day: int, today: date, next_month: bool = False) -> Day:
    """The next day with this number, today included; or that of the next month."""
    year, month = today.year, today.month
    if next_month or day < today.day:
        year, month = (year + 1, 1) if month == 12 else (year, month + 1)
    return Day(f"{year}-{month:02}-{day:02}", exact=True)


def _relative(match: re.Match[str], today: date) -> Day:
    days = {"overmorrow": 2, "before": -2, "tomorrow": 1, "yesterday": -1, "today": 0}
    return _iso(today + timedelta(days=days[match.lastgroup or "today"]))


def _in(match: re.Match[str], today: date) -> Day:
    said = (match["n"] or "1").strip().lower()
    count = int(said) if said.isdigit() else 2 if said[0] in "cп" or "couple" in said else 1
    unit = match["unit"].lower()
    if unit.startswith(("month", "месяц")):
        return _months_on(today, count)
    days = 14 if unit == "fortnight" else 7 if unit.startswith(("week", "нед")) else 1
    return _iso(today + timedelta(days=count * days))


def _months_on(today: date, months: int) -> Day:
    years, month = divmod(today.month - 1 + months, 12)
    return Day(f"{today.year + years}-{month + 1:02}-{today.day:02}")


def _later(match: re.Match[str]) -> Day:
    said = (match["n"] or "1").lower()
    days = (int(said) if said.isdigit() else 1) * (
        7 if match["unit"].lower().startswith(("week", "нед")) else 1
    )
    return Day(shift=-days if match["way"].lower() in {"earlier", "раньше", "пораньше"} else days)


def _weekday(match: re.Match[str], today: date) -> Day:
    """The day of the week that is meant: the nearest after today, or that of the calendar week named.

    "This Friday" may be today; "next Friday" is that of the week from next Monday on.
    """
    wanted = next(n for n, pattern in enumerate(WEEKDAY_PATTERNS) if pattern.match(match["day"]))
    week = (match["first"] or match["week"] or "").lower()
    if match["last"]:
        return _iso(today - timedelta(days=(today.weekday() - wanted - 1) % 7 + 1), weekday=True)
    if match["next"] or (week and not re.match(THIS_WEEK, week, re.IGNORECASE)):
        return _iso(_on_weekday(today, wanted, next_week=True), weekday=True)
    if match["this"] or week:
        return _iso(today + timedelta(days=(wanted - today.weekday()) % 7), weekday=True)
    return _iso(_on_weekday(today, wanted), weekday=True)


def _on_weekday(today: date, wanted: int, *, next_week: bool = False) -> date:
    if next_week:
        return today + timedelta(days=7 - today.weekday() + wanted)
    return today + timedelta(days=(wanted - today.weekday() - 1) % 7 + 1)
