"""Where the money of a booking is, in words."""

from collections.abc import Sequence
from zoneinfo import ZoneInfo

from storage.booking_tables import Booking
from storage.payments import Payment
from texts import Translator, date_time, in_a_row, money, translator


def payment_states(
    booking: Booking, payments: Sequence[Payment], zone: ZoneInfo, locale: str
) -> tuple[str, ...]:
    """A sentence for each payment that brought money, oldest first."""
    _ = translator(locale)
    return tuple(_state(booking, payment, zone, _) for payment in payments if payment.received)


def _state(booking: Booking, payment: Payment, zone: ZoneInfo, _: Translator) -> str:
    amount = money(payment.received or 0, payment.received_currency or "", _.locale)
    if payment.status == "paid":
        return _paid(booking, payment, amount, zone, _)
    amount = money(payment.refund or 0, payment.received_currency or "", _.locale)
    if payment.status == "refunded" and payment.refunded_at is not None:
        moment = date_time(payment.refunded_at.astimezone(zone), _.locale)
        return _("{amount} was given back on {moment}.").format(amount=amount, moment=moment)
    reason, on_its_way = _reason(payment, _), _("{amount} is on its way back to you.").format(amount=amount)
    return in_a_row((reason, on_its_way), _.locale)


def _paid(booking: Booking, payment: Payment, amount: str, zone: ZoneInfo, _: Translator) -> str:
    if payment.reason == "kept":
        return _("{amount} was paid and is kept, as free cancellation had ended.").format(amount=amount)
    if payment.received_at is None:
        return _("{amount} was paid.").format(amount=amount)
    moment = date_time(payment.received_at.astimezone(zone), _.locale)
    return _("{amount} was paid on {moment}.").format(amount=amount, moment=moment)


def _reason(payment: Payment, _: Translator) -> str:
    """Why money goes back; nothing where the person asked for it."""
    reasons = {
        "late": _("The payment came after the booking had expired."),
        "cancelled": _("The payment came after the booking was cancelled."),
        "twice": _("The booking was paid twice."),
        "repriced": _("The payment was for an earlier price."),
        "amount": _("The payment was not for the whole price."),
    }
    return reasons.get(payment.reason, "")
