"""A hall's day: when it is taken and when it is free, never by whom."""

from collections.abc import Sequence
from datetime import date

from texts import clauses, labelled_boldly, listed, translator
from texts import date as date_text
from tools.diary import Diary, times
from tools.free_times import stretches
from tools.hall_card import weekly_hours
from tools.opening import Interval


def day_page(diary: Diary, day: date, locale: str) -> str:
    """Markdown for a day that isn't over; what has passed of today is not free any more."""
    _ = translator(locale)
    heading = f"**{clauses((diary.hall.name, date_text(day, locale)), locale)}**"
    opening = diary.timetable.opening(day)
    if opening is None:
        closed = _("Closed on this day. Opening hours: {hours}").format(
            hours=weekly_hours(diary.hall.hours, _)
        )
        return f"{heading}\n\n{closed}"
    lines = [
        (_("Opening hours"), [opening]),
        (_("Busy"), _within(opening, diary.busy)),
        (_("Free"), stretches(diary, day)),
    ]
    items = [
        f"- {labelled_boldly(name, _times(intervals, diary, locale), locale)}" for name, intervals in lines
    ]
    return "\n".join([heading, "", *items])


def _times(intervals: Sequence[Interval], diary: Diary, locale: str) -> str:
    _ = translator(locale)
    return listed((times(interval, diary.zone, locale) for interval in intervals), locale) or _("none")


def _within(opening: Interval, busy: Sequence[Interval]) -> list[Interval]:
    return [
        (max(start, opening[0]), min(end, opening[1]))
        for start, end in busy
        if start < opening[1] and opening[0] < end
    ]
