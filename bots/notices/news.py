"""What became of a booking. Each is paragraphs of Markdown; none where it no longer matters."""

from collections.abc import Iterator
from datetime import datetime
from typing import Any

from bots.markup import plain
from bots.notices.told import Told
from texts import labelled


def expired(told: Told) -> list[str]:
    booking, _ = told.booking, told._
    if booking.status != "expired" or told.now >= booking.end:
        return []
    ended = _("**Booking {number}** was not paid in time, so it has ended: {what}.")
    parts = [ended.format(number=booking.id, what=told.what)]
    again = _("The time is free again. If you still want it, just book it once more.")
    return parts if told.begun else [*parts, again]


def changed(told: Told) -> list[str]:
    booking, _ = told.booking, told._
    lines = [
        f"- {labelled(label, f'{before} → {after}', told.caller.locale)}"
        for label, before, after in _differences(told)
    ]
    if not told.is_live or not lines:
        return []
    parts = [_("**Booking {number}** was changed on its page:").format(number=booking.id), "\n".join(lines)]
    if booking.status == "held":
        parts.append(_("It is held for you until {until}; please pay by then.").format(until=told.until))
    if told.alone:
        parts.append(_("If that was not you, please open the page: there you can change it back, or cancel."))
    return parts


def cancelled(told: Told) -> list[str]:
    booking, payment, _ = told.booking, told.payment, told._
    refund: int | None = told.notice.facts.get("refund")
    if told.now >= booking.end and not refund:
        return []
    parts = [_("**Booking {number}** is cancelled: {what}.").format(number=booking.id, what=told.what)]
    if not told.alone:
        return parts
    if refund:
        currency = (payment.received_currency if payment else None) or booking.currency
        back = _("{amount} goes back to you. I'll write when it is on its way.")
        parts.append(back.format(amount=told.money(refund, currency)))
    elif booking.paid_at is not None:
        kept = _("The money can't go back any more: that was possible until {until}.")
        parts.append(kept.format(until=told.moment(booking.refundable_until)))
    return parts


def _differences(told: Told) -> Iterator[tuple[str, str, str]]:
    """What it is about, what was, and what is now. A price or a name is nothing for others to read."""
    was, booking, _ = told.notice.facts, told.booking, told._
    if "start" in was:
        before = datetime.fromisoformat(was["start"]), datetime.fromisoformat(was["end"])
        yield _("Time"), told.times(before), told.times((booking.start, booking.end))
    if "guests" in was:
        yield _("Guests"), _shown(was["guests"]), _shown(booking.guests)
    if not told.alone:
        return
    if was.get("price", booking.price) != booking.price:
        yield (
            _("Price"),
            told.money(was["price"], booking.currency),
            told.money(booking.price, booking.currency),
        )
    if "name" in was:
        yield _("Your name"), _shown(was["name"]), _shown(booking.name)
    if "contact" in was:
        yield _("Contact"), _shown(was["contact"]), _shown(booking.contact)


def _shown(value: Any) -> str:
    """What a person wrote, as it is; a dash for nothing."""
    return plain(str(value)) if value else "–"
