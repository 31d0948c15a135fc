"""A person's own bookings, as far as they may be shown where they ask."""

from storage.bookings import Booking
from storage.halls import Hall
from texts import Translator
from tools.caller import Caller
from tools.desk import Desk
from tools.summary import receipt

_LARGEST_NUMBER = 2**63 - 1


async def own_booking(desk: Desk, number: int, caller: Caller) -> Booking | None:
    """A booking by its number; None where there is none or it is somebody else's."""
    booking = await desk.bookings.get(number) if 0 < number <= _LARGEST_NUMBER else None
    return booking if booking is not None and booking.user_id == caller.user_id else None


def may_show(booking: Booking, caller: Caller) -> bool:
    """Where others read along, only what was booked there before their eyes is shown."""
    here = caller.place.key if caller.place else ""
    place = booking.place
    return caller.alone or (place is not None and place.key == here and not place.aside)


def begun(booking: Booking, desk: Desk) -> bool:
    """Whether a booking that is paid can't be cancelled any more."""
    return booking.status == "paid" and booking.start <= desk.now()


async def upcoming(desk: Desk, caller: Caller) -> list[tuple[Booking, Hall]]:
    """Live ones that haven't ended and may be shown, soonest first."""
    bookings = await desk.bookings.of_user(caller.user_id, desk.now())
    return [(booking, await hall_of(desk, booking)) for booking in bookings if may_show(booking, caller)]


async def earlier(desk: Desk, caller: Caller, offset: int, limit: int) -> list[tuple[Booking, Hall]]:
    """Those that are over, cancelled or expired and may be shown, the latest first."""
    here = None if caller.alone or caller.place is None else caller.place
    bookings = await desk.bookings.past_of_user(caller.user_id, desk.now(), offset, limit, here)
    return [(booking, await hall_of(desk, booking)) for booking in bookings]


async def receipt_of(desk: Desk, booking: Booking, caller: Caller) -> str:
    """The booking as it stands, with what became of its money."""
    payments = await desk.payments.of_booking(booking.id) if booking.status == "cancelled" else []
    return receipt(booking, await hall_of(desk, booking), desk, caller, payments)


async def hall_of(desk: Desk, booking: Booking) -> Hall:
    hall = await desk.halls.get(booking.hall_id)
    if hall is None:
        raise LookupError(f"booking {booking.id} is of hall {booking.hall_id}, which is not there")
    return hall


def not_shown(number: int, _: Translator) -> str:
    return _(
        "Others read along here, and booking {number} was made elsewhere. Please ask me in private."
    ).format(number=number)
