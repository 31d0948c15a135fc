"""Times of day: how they are written, and which half of the day is meant."""

import re
from dataclasses import dataclass, replace
from typing import Literal

from models.builtin.sheet import Area, Sheet

Part = Literal["morning", "day", "evening", "night"]

EARLY = 8
"""A bare hour before this one means the afternoon or evening: nobody books a hall from 6 to 8 in the morning
without saying so."""


@dataclass(frozen=True, slots=True)
class Clock:
    """A time as it was said, which need not exist (25:00). `sure` where its half of the day is beyond doubt,
    `spoken` where words like "pm" made it so."""

    hour: int
    minute: int = 0
    sure: bool = False
    spoken: bool = False

    @property
    def minutes(self) -> int:
        return self.hour * 60 + self.minute

    @property
    def text(self) -> str:
        return f"{self.hour:02}:{self.minute:02}"

    @property
    def later(self) -> "Clock":
        return replace(self, hour=self.hour + 12)

    def readings(self) -> "tuple[Clock, ...]":
        """The times that this may be, the earlier first."""
        return (self,) if self.sure or self.hour > 12 else (self, self.later)


@dataclass(frozen=True, slots=True)
class Count:
    """A bare number, whose meaning its surroundings decide. `padded` where it is written like 09."""

    value: int
    padded: bool = False

    @property
    def clock(self) -> Clock:
        return Clock(self.value, sure=self.padded or self.value > 12 or self.value == 0)


CLOCK: Area[Clock] = Area(0xE800, Clock)
COUNT: Area[Count] = Area(0xEA00, Count)

_AM, _PM = r"a\.?\s?m\b\.?", r"p\.?\s?m\b\.?|p\b"
_PART = (
    rf"(?:(?P<am>{_AM}|in\s+the\s+morning|утра|утречка)"
    rf"|(?P<pm>{_PM}|in\s+the\s+(?:evening|afternoon)|вечера)|(?P<day>дня|пополудни)"
    rf"|(?P<night>at\s+night|ночи))(?!\w)"
)
_OCLOCK = r"(?:\s*o'?\s?clock|\s*h\b|\s*ч\b\.?|\s*час(?:а|ов|ам)?\b|\s*hours?\b)"
_MINUTES = r"(?:\s?:\s?|[.]|(?P<h>\s?[hч]\s?)|(?P<h2>\s?час(?:а|ов)?\s+))(?P<minute>\d\d)(?!\d)(?:\s*мин\w*)?"
_DASHED_OR_SPACED = r"(?:-(?=00|30|45)|\s(?=00|15|30|45))(?P<minute>\d\d)(?!\d)"
_NOT_IN_NUMBER = r"(?<!\d)(?<!\d[.,:/])(?<!№)(?<!#)"
_AT = r"(?:at|from|to|till|until|after|by|around|about|в|во|с|со|до|к|по|после|около|от|начиная\s+с)"
_FLAGS = re.IGNORECASE

_FULL = re.compile(rf"{_NOT_IN_NUMBER}(?P<hour>\d{{1,2}}){_MINUTES}(?:{_OCLOCK})?(?:\s*{_PART})?", _FLAGS)
_HALF_SPOKEN = re.compile(rf"{_NOT_IN_NUMBER}(?P<hour>\d{{1,2}}){_DASHED_OR_SPACED}(?:\s*{_PART})?", _FLAGS)
_WITH_PART = re.compile(rf"{_NOT_IN_NUMBER}(?P<hour>\d{{1,2}}){_OCLOCK}?\s*{_PART}", _FLAGS)
_O_CLOCK = re.compile(rf"{_NOT_IN_NUMBER}(?P<hour>\d{{1,2}})\s*o'?\s?clock(?!\w)", _FLAGS)
_HOURS_AT = re.compile(
    rf"(?<!\w)(?P<at>{_AT})\s+(?P<hour>\d{{1,2}})\s*(?:ч\b\.?|час(?:а|ов|ам|у)?\b"
    rf"|h\b)(?!\s+(?:\d+\s*)?(?:later|earlier|позже|раньше|с\s+половиной))",
    _FLAGS,
)
_HOURS_FOR = re.compile(
    r"(?<!\w)(?P<at>на)\s+(?P<hour>\d{1,2})\s*час(?:а|ов)?(?=\s+на\s+(?:\d|час|пол|пар))", _FLAGS
)
_HOUR_MARKED = re.compile(rf"{_NOT_IN_NUMBER}(?P<hour>1[3-9]|2[0-4]|0\d)\s*(?:h|ч|час(?:а|ов)?)\b\.?", _FLAGS)
_MILITARY = re.compile(
    rf"(?:(?<=-)|(?<!\w)(?P<at>{_AT}|-)\s*|(?<![\w.:/-]))(?P<hour>[01]\d"
    rf"|2[0-4])(?P<minute>[0-5]\d)(?![\w:./])(?!\s*(?:руб|р\b|eur|usd|dollars|€|\$|₽))(?:\s*h(?:rs"
    rf"|ours?)?\b)?",
    _FLAGS,
)
_NOON = re.compile(
    r"(?:12\s+)?(?<!\w)(?:(?P<noon>noon|midday|mid-day|полдень|полудня|полудню|полдня)"
    r"|(?P<midnight>midnight|полночь|полуночи|полночи))(?!\w)",
    _FLAGS,
)
_ONE_HOUR = re.compile(
    r"(?<!\w)(?:(?P<at>в|к|с|до|после)\s+час[ау]?(?!\w)(?:\s+(?P<day>дня)|\s+(?P<night>ночи))?"
    r"|(?<!\d )(?<!\d)час[ау]?\s+(?:(?P<day2>дня)|(?P<night2>ночи)))(?!\w)",
    _FLAGS,
)
_COUNT = re.compile(
    r"(?<!\d[.,])(?<![\w:/#№$€£%-])(?P<hour>\d{1,3})(?![\w%$€£₽:]|[.,]\d)"
    r"|(?<=-)(?P<end>\d{1,2})(?![\w:%]|[.,]\d)"
)


def mark_clocks(sheet: Sheet) -> None:
    """Replaces the times of day that the sheet's text names with `CLOCK` marks."""
    sheet.mark(_NOON, CLOCK, lambda match: Clock(12 if match["noon"] else 24, sure=True, spoken=True))
    _keeping_at(sheet, _ONE_HOUR)
    for pattern in (_FULL, _HALF_SPOKEN, _WITH_PART, _O_CLOCK):
        sheet.mark(pattern, CLOCK, _clock_here)
    for pattern in (_HOURS_AT, _HOURS_FOR, _MILITARY):
        _keeping_at(sheet, pattern)
    sheet.mark(_HOUR_MARKED, CLOCK, _clock)


def mark_counts(sheet: Sheet) -> None:
    """Replaces the bare numbers that are left with `COUNT` marks."""

    def count(match: re.Match[str]) -> Count:
        said = match["hour"] or match["end"]
        return Count(int(said), padded=len(said) > 1 and said[0] == "0")

    sheet.mark(_COUNT, COUNT, count)


def part_of_day(text: str) -> Part | None:
    """The part of the day that is named apart from any hour."""
    for pattern, part in _PARTS:
        if pattern.search(text):
            return part
    return None


_PARTS: tuple[tuple[re.Pattern[str], Part], ...] = (
    (re.compile(r"\bmorning\b(?<!good morning)|\bутром\b|\bс утра\b|\bутренн", _FLAGS), "morning"),
    (re.compile(r"\bafternoon\b(?<!good afternoon)|\bднем\b|\bпосле обеда\b", _FLAGS), "day"),
    (re.compile(r"\bevening\b(?<!good evening)|\bвечер(?:ом|ком)\b|\bвечерн", _FLAGS), "evening"),
    (re.compile(r"\bnight\b(?<!good night)|\bночью\b", _FLAGS), "night"),
)


def in_part(clock: Clock, part: Part | None) -> Clock:
    """The reading that suits the part of the day; a doubtful hour before `EARLY` is in the afternoon."""
    if clock.sure or clock.hour > 12:
        return clock
    if part == "morning" or (part == "night" and clock.hour < 6):
        return clock
    if part in {"evening", "night"}:
        return clock.later if clock.hour < 12 else Clock(24, clock.minute, sure=True)
    return clock.later if clock.hour < EARLY else clock


def between(start: Clock, end: Clock, part: Part | None) -> tuple[Clock, Clock]:
    """Both ends of a range, each in the half of the day that makes it one."""
    if not start.sure and start.hour <= 12:
        if end.spoken:
            start = max((r for r in start.readings() if r.minutes < end.minutes), key=_minutes, default=start)
        elif part or not (end.sure or end.hour > 12):
            start = in_part(start, part)
    return start, after(start, end)


def after(start: Clock, end: Clock) -> Clock:
    """The first reading of `end` that comes after `start`; midnight as 24:00."""
    if end.minutes == 0 < start.minutes:
        return Clock(24, sure=True)
    return next((reading for reading in end.readings() if reading.minutes > start.minutes), end)


def _minutes(clock: Clock) -> int:
    return clock.minutes


def _keeping_at(sheet: Sheet, pattern: re.Pattern[str]) -> None:
    """Marks the times that `pattern` finds; the words before them stay, as they say which end it is."""

    def replace_(match: re.Match[str]) -> str:
        found = match.groupdict()
        if "hour" in found and "minute" in found and not _military_here(match):
            return match[0]
        if "hour" not in found and not match["day"] and not match["day2"] and _PER_HOUR.search(match.string):
            return match[0]
        clock = _clock(match) if "hour" in found else _one(match)
        return f"{found.get('at') or ''}{sheet.put(CLOCK, clock)}"

    sheet.text = pattern.sub(replace_, sheet.text)


def _military_here(match: re.Match[str]) -> bool:
    """1800 is a time; 2026 alone is a year, and 1200 alone an amount."""
    beside = match["at"] or match.string[: match.start()].endswith("-")
    following = re.match(r"\s*(?:-|to\b|till\b|until\b|до\b)\s*[\d]", match.string[match.end() :])
    return bool(beside or following or re.search(r"\dh", match[0], re.IGNORECASE))


_PER_HOUR = re.compile(r"сто[ия]|цен[аыуе]|почем|тариф|прайс|руб|обойд", _FLAGS)
_BEFORE_AT = re.compile(rf"(?<!\w){_AT}\s+$", _FLAGS)
_BEFORE_DAYS = re.compile(r"(?<!\w)(?:на|за|через)\s+$", _FLAGS)


def _clock_here(match: re.Match[str]) -> Clock | None:
    """The time, unless it is a length: 2h30 and 2 часа 30 without "at", "на 2 дня"."""
    found = match.groupdict()
    before = match.string[: match.start()]
    if found.get("h") or found.get("h2"):
        return _clock(match) if int(found["hour"]) > 12 or _BEFORE_AT.search(before) else None
    if found.get("day") and not found.get("minute") and _BEFORE_DAYS.search(before):
        return None
    return _clock(match)


def _one(match: re.Match[str]) -> Clock:
    night = match["night"] or match["night2"]
    return Clock(1 if night else 13, sure=True, spoken=True)


def _clock(match: re.Match[str]) -> Clock:
    found = match.groupdict()
    hour, minute = int(found["hour"]), int(found.get("minute") or 0)
    if hour <= 12 and (found.get("am") or found.get("pm") or found.get("day") or found.get("night")):
        return Clock(_in_half(hour, found), minute, sure=True, spoken=True)
    padded = len(found["hour"]) == 2 and found["hour"][0] == "0"
    return Clock(hour, minute, sure=padded or hour > 12 or hour == 0)


def _in_half(hour: int, said: dict[str, str | None]) -> int:
    if said.get("am"):
        return hour % 12
    if said.get("night"):
        return hour % 12 if hour < 6 else 24 if hour == 12 else hour + 12
    if said.get("day") and hour >= 8:
        return hour
    return hour % 12 + 12
