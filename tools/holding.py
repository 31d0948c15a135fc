"""Holding a hall: what is written down, and for how long."""

from datetime import datetime, timedelta

from storage.bookings import Booking, NewBooking
from texts import Translator, duration
from tools.caller import Caller
from tools.desk import Desk
from tools.wish import Checked


async def hold(desk: Desk, operation: str, checked: Checked, caller: Caller) -> Booking:
    """Holds what was checked, or returns what this operation held before. Raises `Taken`."""
    now = desk.now()
    new = NewBooking(
        hall_id=checked.hall.id,
        user_id=caller.user_id,
        start=checked.start,
        end=checked.end,
        guests=checked.guests,
        price=checked.price,
        currency=checked.hall.currency,
        place=caller.place,
        refund_hours=checked.hall.refund_hours,
    )
    return await desk.bookings.hold(operation, new, now, desk.held_until(checked.start, now))


def held_sentence(start: datetime, desk: Desk, _: Translator) -> str:
    """How long an unpaid booking is kept."""
    length, now = desk.hold, desk.now()
    if desk.held_until(start, now) < now + length:
        return _("It is held for you until it begins; please pay before.")
    if length % timedelta(days=1):
        return _("It is held for {length} without payment.").format(
            length=duration(length // timedelta(minutes=1), _.locale)
        )
    return _.plural(
        "It is held for {days} day without payment.",
        "It is held for {days} days without payment.",
        length.days,
    ).format(days=length.days)
