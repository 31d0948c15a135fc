"""What people are told of money: why it isn't taken, and why it goes back."""

from storage.payments import Objection, Payment
from texts import Translator, money


def not_taken(objection: Objection, _: Translator) -> str:
    """Why an invoice can't be paid now, for Telegram's own window: one or two short sentences."""
    reasons: dict[Objection, str] = {
        "unknown": _("This invoice is not one of ours."),
        "twice": _("This booking is paid already. There is nothing more to pay."),
        "late": _("This booking wasn't paid in time, so it has expired. You can book anew."),
        "cancelled": _("This booking was cancelled. You can book anew."),
        "repriced": _("This booking has changed, and so has its price. Please ask for a new invoice."),
    }
    return reasons.get(objection, _("This isn't the sum that was asked for. Please ask for a new invoice."))


def not_checked(_: Translator) -> str:
    return _(
        "Your booking can't be looked up at the moment. You have paid nothing; please try again in a minute."
    )


def being_paid(_: Translator) -> str:
    return _("This invoice is being paid this very moment. Should that fail, please try again in a minute.")


def why_back(payment: Payment, _: Translator) -> str:
    """A sentence; empty where no reason is known."""
    return {
        "late": _("The booking had expired before the money came."),
        "cancelled": _("The booking was cancelled."),
        "twice": _("The booking was paid already."),
        "repriced": _("The booking had another price by then."),
        "amount": _("It isn't the sum that was asked for."),
        "policy": _("The booking was cancelled in good time."),
    }.get(payment.reason, "")


def received(payment: Payment, locale: str) -> str:
    currency = payment.received_currency or payment.currency
    return money(payment.received or 0, currency, locale)


def to_give_back(payment: Payment, _: Translator) -> str:
    """What an admin does by hand, as Markdown."""
    currency = payment.received_currency or payment.currency
    lines = [
        _("**Please give {sum} back by hand** for booking {number}.").format(
            sum=money(payment.refund or 0, currency, _.locale), number=payment.booking_id
        ),
        why_back(payment, _),
        _("Where: {provider}, payment {charge}. Afterwards run `concierge payments refunded {id}`.").format(
            provider=payment.provider, charge=f"`{payment.charge}`", id=payment.id
        ),
    ]
    return "\n\n".join(line for line in lines if line)
