"""What cancelling a booking means for its money, in words."""

from collections.abc import Sequence
from datetime import datetime
from zoneinfo import ZoneInfo

from storage.bookings import Booking
from storage.halls import Hall
from storage.payments import Payment
from texts import Translator, date_time, in_a_row, translator
from tools.refund import paid_amount


def refund_policy(booking: Booking, hall: Hall, now: datetime, locale: str) -> str:
    """Empty where nothing can be cancelled any more."""
    _ = translator(locale)
    if not can_cancel(booking, now):
        return ""
    moment = _moment(booking.refundable_until, hall, locale)
    if now <= booking.refundable_until:
        return _("Free cancellation until {moment}. After that the price is kept.").format(moment=moment)
    if booking.status == "held":
        return _(
            "You can cancel at any time before you pay. It begins soon, so a price that is paid is kept."
        )
    return _("Free cancellation was possible until {moment}.").format(moment=moment)


def goes_back(booking: Booking, hall: Hall, payments: Sequence[Payment], now: datetime, locale: str) -> str:
    """What becomes of the money and the time when it is cancelled now."""
    _ = translator(locale)
    return in_a_row(
        (_money_back(booking, hall, payments, now, _), _("The time is free for others at once.")), locale
    )


def can_cancel(booking: Booking, now: datetime) -> bool:
    return booking.status == "held" or (booking.status == "paid" and now < booking.start)


def gives_back(booking: Booking, now: datetime) -> bool:
    return booking.status == "paid" and now <= booking.refundable_until


def _money_back(
    booking: Booking, hall: Hall, payments: Sequence[Payment], now: datetime, _: Translator
) -> str:
    if booking.status == "held":
        return _("Nothing has been paid, so nothing has to be given back.")
    paid = paid_amount(booking, payments, _.locale)
    if gives_back(booking, now):
        return _("You get the whole price back: {amount}.").format(amount=paid)
    return _("The price of {amount} is kept, as free cancellation was possible until {moment}.").format(
        amount=paid, moment=_moment(booking.refundable_until, hall, _.locale)
    )


def _moment(moment: datetime, hall: Hall, locale: str) -> str:
    return date_time(moment.astimezone(ZoneInfo(hall.time_zone)), locale)
