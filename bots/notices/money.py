"""What became of somebody's money. Each is paragraphs of Markdown; none where it no longer matters.

Where others read along only that there is something to know.
"""

from bots.notices.told import Told
from storage.payments import Payment


def paid(told: Told) -> list[str]:
    booking, payment, _ = told.booking, told.payment, told._
    if booking.status != "paid":
        return []
    if not told.alone:
        return [_("**Booking {number}** is paid: {what}.").format(number=booking.id, what=told.what)]
    amount = _received(told, payment) if payment else told.money(booking.price, booking.currency)
    thanks = _("Thank you! {amount} arrived, and **booking {number}** is paid: {what}.")
    parts = [
        thanks.format(amount=amount, number=booking.id, what=told.what),
        _("Please show the code on the booking's page at the door."),
    ]
    if told.now < booking.refundable_until:
        back = _("If your plans change: cancel until {until}, and all of the money goes back to you.")
        parts.append(back.format(until=told.moment(booking.refundable_until)))
    return parts


def refund_due(told: Told) -> list[str]:
    payment, _ = told.payment, told._
    if payment is None or not payment.refund:
        return []
    if not told.alone:
        return [_elsewhere(told)]
    came = _why(told, payment).format(amount=_received(told, payment), number=told.booking.id)
    parts = [
        came,
        _("All of it goes back to you, you need not do anything. I'll write when it is on its way."),
    ]
    if told.booking.status == "held":
        still = _("The booking is still held for you until {until}. Please pay {price} on its page.")
        price = told.money(told.booking.price, told.booking.currency)
        parts.append(still.format(until=told.until, price=price))
    elif not told.is_live and not told.begun:
        parts.append(_("If you still want to come, please book again."))
    return parts


def refunded(told: Told) -> list[str]:
    payment, _ = told.payment, told._
    if payment is None or not payment.refund:
        return []
    if not told.alone:
        return [_elsewhere(told)]
    amount = told.money(payment.refund, payment.received_currency or payment.currency)
    sent = _("{amount} for **booking {number}** is on its way back to you. It may take some days to arrive.")
    return [sent.format(amount=amount, number=told.booking.id)]


def _elsewhere(told: Told) -> str:
    _ = told._
    news = _("There is news of a payment for **booking {number}**. Its page tells more.")
    return news.format(number=told.booking.id)


def _received(told: Told, payment: Payment) -> str:
    amount = payment.amount if payment.received is None else payment.received
    return told.money(amount, payment.received_currency or payment.currency)


def _why(told: Told, payment: Payment) -> str:
    _ = told._
    sentences = {
        "late": _("{amount} arrived for **booking {number}**, but only after it had ended."),
        "cancelled": _("{amount} arrived for **booking {number}**, but it is cancelled."),
        "twice": _("{amount} arrived for **booking {number}**, but it was paid already."),
        "repriced": _("{amount} arrived for **booking {number}**, but its price has changed meanwhile."),
        "amount": _("{amount} arrived for **booking {number}**, but that is not what it costs."),
    }
    other = _("{amount} arrived for **booking {number}**, but can't pay for it.")
    return sentences.get(payment.reason, other)
