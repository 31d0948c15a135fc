"""What a person gets back when they cancel, said before and after."""

from collections.abc import Iterable
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from storage.bookings import Booking
from storage.halls import Hall
from storage.payment_tables import Payment
from texts import Translator, date_time, duration, money, translator


def refund(booking: Booking, now: datetime) -> int:
    """How much goes back if the booking is cancelled now, in minor units of its currency."""
    return booking.price if booking.status == "paid" and now <= booking.refundable_until else 0


def refund_policy(hours: int, locale: str) -> str:
    """A hall's policy in a few words."""
    _ = translator(locale)
    if not hours:
        return _("in full until it begins")
    return _("in full until {length} before").format(length=hours_text(hours, _))


def refundable(start: datetime, hours: int, hall: Hall, now: datetime, locale: str) -> str:
    """The policy for a booking that begins at `start`."""
    _ = translator(locale)
    until = start - timedelta(hours=hours)
    if until < now:
        return _("none, as it begins in less than {length}").format(length=hours_text(hours, _))
    shown = date_time(until.astimezone(ZoneInfo(hall.time_zone)), locale)
    return _("in full until {until}").format(until=shown)


def paid_amount(booking: Booking, payments: Iterable[Payment], locale: str) -> str:
    """What was paid, in the currency that it was paid in."""
    for payment in payments:
        if payment.status == "paid" and payment.received is not None and payment.received_currency:
            return money(payment.received, payment.received_currency, locale)
    return money(booking.price, booking.currency, locale)


def refund_question(booking: Booking, payments: Iterable[Payment], now: datetime, locale: str) -> str:
    """What cancelling does to the money, or that it frees the time."""
    _ = translator(locale)
    if booking.status != "paid":
        return _("Nothing has been paid; the time will be free again.")
    if refund(booking, now):
        return _("{amount} goes back to you.").format(amount=paid_amount(booking, payments, locale))
    return _("Nothing goes back to you: it begins in less than {length}.").format(
        length=hours_text(booking.refund_hours, _)
    )


def refund_sentence(payments: Iterable[Payment], locale: str) -> str:
    """What has become of the money of a booking that is cancelled; empty where none came."""
    _ = translator(locale)
    for payment in payments:
        if payment.refund and payment.received_currency:
            amount = money(payment.refund, payment.received_currency, locale)
            if payment.status == "refunded":
                return _("{amount} has been given back to you.").format(amount=amount)
            return _("{amount} is on its way back to you.").format(amount=amount)
        if payment.reason == "kept":
            return _("The payment is kept, as it was cancelled too late for a refund.")
    return ""


def hours_text(hours: int, _: Translator) -> str:
    """Whole hours in words, e.g. 48 hours."""
    if hours <= 0:
        return duration(0, _.locale)
    return _.plural("{count} hour", "{count} hours", hours).format(count=hours)
