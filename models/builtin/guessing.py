"""Dates in words that our own rules don't know, read by dateparser."""

import re
from collections.abc import Callable
from datetime import datetime, timedelta

_LANGUAGES = ["en", "ru", "uk", "de", "fr", "es", "it", "pl"]
_LONGEST = 40
_FURTHEST = timedelta(days=800)


def guess_day(words: str, now: datetime) -> str | None:
    """The day that `words` name, as YYYY-MM-DD, or None.

    The first call loads dateparser, which takes about half a second: call it in a thread.
    """
    import dateparser  # type: ignore[import-untyped]  # it comes without types

    if len(words) > _LONGEST or not re.search(r"[^\W\d_]{3}", words):
        return None
    first, last = (_parse(dateparser.parse, words, now, day) for day in ("first", "last"))
    if first is None or first != last or abs(first - now.replace(tzinfo=None)) > _FURTHEST:
        return None
    return first.date().isoformat()


def _parse(parse: Callable[..., datetime | None], words: str, now: datetime, day: str) -> datetime | None:
    """`day` is taken where the words name only a month, which shows that they name no day."""
    return parse(
        words,
        languages=_LANGUAGES,
        settings={
            "RELATIVE_BASE": now.replace(tzinfo=None),
            "PREFER_DATES_FROM": "future",
            "PREFER_DAY_OF_MONTH": day,
            "DATE_ORDER": "DMY",
        },
    )
