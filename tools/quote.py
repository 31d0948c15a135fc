"""What a hall costs, per hour and for given times."""

from zoneinfo import ZoneInfo

from storage.halls import Hall
from texts import duration, labelled, money, translator
from tools.desk import Desk
from tools.diary import when
from tools.opening import minutes_of
from tools.pricing import total
from tools.typed import clock
from tools.wish import BookingWish, Checked, check, in_order, read_times


def price_sentence(hall: Hall, locale: str) -> str:
    _ = translator(locale)
    price = money(hall.price_per_hour, hall.currency, locale)
    return _("**{hall}**: {price} per hour.").format(hall=hall.name, price=price)


async def quote(desk: Desk, hall: Hall, wish: BookingWish, locale: str) -> str:
    """The price of the wished times even where they can't be booked, and then why they can't.

    A wish without a date is only counted by the clock.
    """
    outcome = await check(desk, wish, locale) if wish.date else None
    if isinstance(outcome, Checked):
        interval = (outcome.start, outcome.end)
        said = when(interval, ZoneInfo(hall.time_zone), locale)
        parts = [price_sentence(hall, locale), _line(hall, said, minutes_of(interval), locale)]
    else:
        parts = [
            price_sentence(hall, locale),
            _by_the_clock(hall, wish, locale),
            outcome.text if outcome else "",
        ]
    return "\n\n".join(part for part in parts if part)


def _by_the_clock(hall: Hall, wish: BookingWish, locale: str) -> str:
    """The price of the times alone, or what is wrong with them, unless the check of the date says it."""
    _ = translator(locale)
    read = read_times(wish.start, wish.end, _)
    wrong = read if isinstance(read, str) else in_order(*read, _)
    if isinstance(read, str) or wrong:
        return "" if wish.date else (wrong or "")
    start, end = read
    return _line(hall, f"{clock(start)}–{clock(end)}", end - start, locale)


def _line(hall: Hall, said: str, minutes: int, locale: str) -> str:
    _ = translator(locale)
    price = money(total(hall.price_per_hour, minutes), hall.currency, locale)
    what = _("{times} ({length})").format(times=said, length=duration(minutes, locale))
    return labelled(what, f"**{price}**", locale)
