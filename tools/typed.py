"""Dates and times as people and models write them, and their words as we may repeat them."""

import re
from datetime import date

_DAY = re.compile(r"(\d{4})-(\d{1,2})-(\d{1,2})")
_TIME = re.compile(r"(\d{1,2})(?:[:.](\d{2}))?")
_MARKUP = re.compile(r"[`*_~|<>\[\]\\#\s]+")

_LONGEST_ECHO = 60


def read_day(typed: str) -> date | None:
    """The day of "2026-11-24"; None for anything else."""
    found = _DAY.fullmatch(typed.strip())
    if found is None:
        return None
    try:
        return date(*map(int, found.groups()))
    except ValueError:
        return None


def read_minute(typed: str) -> int | None:
    """Minutes from the start of the day for "18:00", "9.30" or "18", up to 24:00; None for anything else."""
    found = _TIME.fullmatch(typed.strip())
    if found is None:
        return None
    hours, minutes = int(found[1]), int(found[2] or 0)
    total = hours * 60 + minutes
    return total if minutes < 60 and total <= 24 * 60 else None


def read_number(typed: str) -> int | None:
    """A whole number of up to nine digits; None for anything else."""
    digits = typed.strip()
    return int(digits) if digits.isdecimal() and len(digits) <= 9 else None


def clock(minute: int) -> str:
    """A minute of a day as people write it: 1080 is 18:00; past 24:00 it is the next day's time."""
    hours, minutes = divmod(minute if minute <= 24 * 60 else minute - 24 * 60, 60)
    return f"{hours:02}:{minutes:02}"


def echo(typed: str) -> str:
    """A person's own words for repeating in a sentence: one line, no markup, cut when very long."""
    words = _MARKUP.sub(" ", typed).strip()
    return words if len(words) <= _LONGEST_ECHO else words[:_LONGEST_ECHO].rstrip() + "…"
