"""Which halls can be booked at a given time."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from storage.halls import Hall
from texts import Translator, money, translator
from tools.desk import Desk
from tools.diary import Diary, when
from tools.opening import Interval, moment
from tools.typed import read_day
from tools.wish import BookingWish, Checked, fitted, read_coming_day, read_times


async def free_halls(desk: Desk, date: str, start: str, end: str, guests: int | None, locale: str) -> str:
    """Markdown: each hall that is open, free and large enough then, with its price; or what can't be read."""
    _ = translator(locale)
    halls = await desk.halls.all()
    if not halls:
        return _("There are no halls to book yet.")
    unreadable = _unreadable(desk, halls, date, start, end, _)
    if unreadable is not None:
        return unreadable
    found = await _bookable(desk, halls, BookingWish("", date, start, end, guests), locale)
    if not found:
        return _("No hall can be booked then. Another time or fewer guests may do.")
    zone = ZoneInfo(found[0].hall.time_zone)
    heading = _("These can be booked, {when}:").format(
        when=when((found[0].start, found[0].end), zone, locale)
    )
    return "\n".join([heading, "", *(_line(each, _) for each in found)])


def _unreadable(
    desk: Desk, halls: Sequence[Hall], date: str, start: str, end: str, _: Translator
) -> str | None:
    day = read_coming_day(date, Diary(halls[0], (), desk.now()), _)
    read = read_times(start, end, _)
    return next((problem for problem in (day, read) if isinstance(problem, str)), None)


async def _bookable(desk: Desk, halls: Sequence[Hall], wish: BookingWish, locale: str) -> list[Checked]:
    """The cheapest first."""
    now = desk.now()
    found: list[Checked] = []
    for zone in dict.fromkeys(hall.time_zone for hall in halls):
        begins = _begins(wish, ZoneInfo(zone))
        taken = await desk.bookings.next_busy(begins, now)
        fitting = [hall for hall in halls if hall.time_zone == zone and _holds(hall, wish.guests)]
        for hall in fitting:
            next_taken = taken.get(hall.id)
            if next_taken is not None and next_taken <= begins:
                continue
            checked = fitted(wish, Diary(hall, _busy(next_taken), now), translator(locale))
            found += [checked] if isinstance(checked, Checked) else []
    return sorted(found, key=lambda checked: (checked.hall.currency, checked.price, checked.hall.id))


def _begins(wish: BookingWish, zone: ZoneInfo) -> datetime:
    day, read = read_day(wish.date), read_times(wish.start, wish.end, translator("en"))
    assert day is not None
    assert not isinstance(read, str)
    return moment(day, read[0], zone)


def _holds(hall: Hall, guests: int | None) -> bool:
    return guests is None or 0 < guests <= hall.capacity


def _busy(begins: datetime | None) -> tuple[Interval, ...]:
    """The next booking, which doesn't begin before the wish; how long it is doesn't matter."""
    return () if begins is None else ((begins, begins + timedelta(minutes=1)),)


def _line(checked: Checked, _: Translator) -> str:
    hall = checked.hall
    guests = _.plural("up to {count} guest", "up to {count} guests", hall.capacity).format(
        count=hall.capacity
    )
    return f"- **{hall.name}** · {guests} · {money(checked.price, hall.currency, _.locale)}"
