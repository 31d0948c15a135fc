"""Minutes since the epoch in UTC: how bookings are kept, so that the database can compare them."""

from collections.abc import Iterable
from datetime import UTC, datetime

from storage.columns import in_utc

Interval = tuple[int, int]
"""Half-open, in minutes since the epoch."""


def minute(moment: datetime) -> int:
    """ValueError for a naive time or one with seconds."""
    if moment.second or moment.microsecond:
        raise ValueError(f"{moment} is not a whole minute")
    return floor_minute(moment)


def floor_minute(moment: datetime) -> int:
    """The minute that `moment` is in; ValueError for a naive time."""
    return int(in_utc(moment).timestamp() // 60)


def moment(minute: int) -> datetime:
    return datetime.fromtimestamp(minute * 60, UTC)


def merge(intervals: Iterable[Interval], within: Interval) -> list[Interval]:
    """`intervals`, sorted by their start, cut to `within` and joined where they touch."""
    merged: list[Interval] = []
    for start, end in intervals:
        start, end = max(start, within[0]), min(end, within[1])
        if merged and start <= merged[-1][1]:
            start, end = merged[-1][0], max(end, merged.pop()[1])
        merged.append((start, end))
    return merged
