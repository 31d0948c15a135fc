"""What a hall costs, per hour and for given times."""

from zoneinfo import ZoneInfo

from storage.bookings import Booking
from storage.halls import Hall
from texts import duration, labelled, money, translator
from tools.caller import Caller
from tools.desk import Desk
from tools.diary import when
from tools.opening import minutes_of
from tools.pricing import total
from tools.problem import Problem
from tools.typed import clock
from tools.wish import BookingWish, Checked, check, in_order, read_times


def price_sentence(hall: Hall, locale: str) -> str:
    _ = translator(locale)
    price = money(hall.price_per_hour, hall.currency, locale)
    return _("**{hall}**: {price} per hour.").format(hall=hall.name, price=price)


async def quote(desk: Desk, hall: Hall, wish: BookingWish, caller: Caller) -> str:
    """The price of the wished times even where they can't be booked, and then why they can't.

    A wish without a date is only counted by the clock. What the caller has booked themselves is said to be so.
    """
    locale = caller.locale
    outcome = await check(desk, wish, locale) if wish.date else None
    own = await _own(desk, hall, wish, caller) if isinstance(outcome, Problem) else None
    if own is not None:
        return _of_own(own, hall, locale)
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


async def _own(desk: Desk, hall: Hall, wish: BookingWish, caller: Caller) -> Booking | None:
    """The caller's own booking that stands at the wished times."""
    for booking in await desk.bookings.of_user(caller.user_id, desk.now()):
        if booking.hall_id == hall.id:
            meant = await check(desk, wish, caller.locale, besides=booking.id)
            if isinstance(meant, Checked) and (meant.start, meant.end) == (booking.start, booking.end):
                return booking
    return None


def _of_own(booking: Booking, hall: Hall, locale: str) -> str:
    _ = translator(locale)
    said = when((booking.start, booking.end), ZoneInfo(hall.time_zone), locale)
    price = money(booking.price, booking.currency, locale)
    return _("That is your own booking {number}: {hall}, {when}. It costs **{price}**.").format(
        number=booking.id, hall=hall.name, when=said, price=price
    )


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
