"""Paying in a chat: what a press of "Pay" brings, and what is said to money that has come."""

import asyncio
from collections.abc import Callable
from dataclasses import dataclass

import structlog

from bots.counter import Asked
from bots.panels.refusals import anothers
from bots.panels.values import value
from bots.payment_words import not_taken, received, to_give_back, why_back
from graphs.dialogue import Button, Panel, Reply
from payments.cashier import Cashier
from payments.money import STARS
from payments.offer import offer
from payments.telegram import CARDS_NAME, STARS_NAME, invoice_of
from payments.ways import Way
from storage.bookings import Booking, Bookings
from storage.halls import Halls
from storage.payments import Charge, NotPayable, Objection, Payment, Payments, Receipt
from storage.users import User
from texts import Translator, money, translator

PANEL = "pay"
FIRST_PAUSE, LONGEST_PAUSE = 0.5, 60.0
"""Seconds between tries to count money that came."""

_log = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True)
class Paying:
    cashier: Cashier
    payments: Payments
    bookings: Bookings
    halls: Halls
    booking_page: Callable[[Booking], str]

    def buttons(self, booking: Booking, platform: str, locale: str) -> tuple[Button, ...]:
        """To pay a booking that is held: one for each way that the platform's chats have, else one to its page."""
        _ = translator(locale)
        ways = self.cashier.ways.in_chat(booking, platform)
        if not ways:
            label = _("Pay {sum}").format(sum=money(booking.price, booking.currency, locale))
            return (Button(label, url=f"{self.booking_page(booking)}#pay", style="primary"),)
        return tuple(
            Button(_label(way, _), value(PANEL, booking.id, "ask", way.provider), "primary") for way in ways
        )

    async def press(self, asked: Asked, booking_id: str, provider: str) -> Reply:
        """An invoice, or why there is none."""
        booking = await self.bookings.get(int(booking_id)) if booking_id.isdecimal() else None
        if booking is None or booking.user_id != asked.user.id:
            return anothers(asked)
        if asked.watched:
            return Reply(asked._("Please pay for it in a private chat with me: others read along here."))
        ways = self.cashier.ways.in_chat(booking, asked.place.platform)
        way = next((way for way in ways if way.provider == provider), None)
        hall = await self.halls.get(booking.hall_id)
        if way is None or hall is None:
            return self._on_page(booking, asked)
        try:
            payment = await self.cashier.invoice(booking, provider)
        except NotPayable as refusal:
            return Reply(not_taken(_objection(refusal.booking), asked._))
        shown = offer(booking, hall, asked.locale)
        invoice = invoice_of(payment, shown.title, shown.description)
        until = asked.when(booking.expires_at)
        text = asked._("Here is the invoice for booking {number}. Please pay it by {until}.")
        return Reply(text.format(number=booking.id, until=until), invoice=invoice)

    async def took(self, asked: Asked) -> Reply:
        """Counts money that came in the chat, and says what it did: the same however often it is asked."""
        paid, _ = asked.incoming.paid, asked._
        assert paid is not None
        charge = Charge(paid.charge, paid.amount, paid.currency, asked.incoming.sender.id)
        provider = STARS_NAME if paid.currency == STARS else CARDS_NAME
        receipt = await self._count(paid.payload, charge, provider)
        if receipt is None:
            text = _("This payment is for none of our bookings. Please write to the owner and name {charge}.")
            return Reply(text.format(charge=f"`{paid.charge}`"))
        if receipt.payment.status == "paid":
            return self._thanks(receipt.booking, receipt.payment, asked)
        return Reply(_back(receipt.payment, asked))

    async def owed(self, payment_id: int, user: User) -> Reply | None:
        """What an admin has to give back; None once that is done."""
        payment = await self.payments.get(payment_id)
        if payment is None or payment.status != "refund_due" or user.role != "admin":
            return None
        return Reply(to_give_back(payment, translator(user.locale)))

    async def _count(self, key: str, charge: Charge, provider: str) -> Receipt | None:
        """However long it takes: Telegram tells of money once, and a turn that is given up would lose it."""
        pause = FIRST_PAUSE
        while True:
            try:
                return await self.cashier.took(key, charge, provider, tell=False)
            except Exception:
                _log.exception("money that came can't be counted yet", charge=charge.id, again_in=pause)
            await asyncio.sleep(pause)
            pause = min(2 * pause, LONGEST_PAUSE)

    def _thanks(self, booking: Booking, payment: Payment, asked: Asked) -> Reply:
        """Among others without the sum and the page, where whoever has its address can change the booking."""
        _ = asked._
        if asked.watched:
            text = _("**Booking {number} is paid.** Thank you, we look forward to seeing you.")
            return Reply(text.format(number=booking.id))
        text = _("**Booking {number} is paid**: {sum}. Thank you, we look forward to seeing you.").format(
            number=booking.id, sum=received(payment, asked.locale)
        )
        shown = _("Its page has the QR code to show at the door.")
        button = Button(_("Open the booking"), url=self.booking_page(booking))
        return Reply(f"{text}\n\n{shown}", Panel(((button,),)))

    def _on_page(self, booking: Booking, asked: Asked) -> Reply:
        _, page = asked._, self.booking_page(booking)
        text = _("Booking {number} is paid on its page: {address}").format(number=booking.id, address=page)
        return Reply(text, Panel(((Button(_("Pay"), url=page, style="primary"),),)))


def _label(way: Way, _: Translator) -> str:
    return _("Pay {sum}").format(sum=money(way.amount.minor, way.amount.currency, _.locale))


def _objection(booking: Booking | None) -> Objection:
    """Why nothing can be paid for a booking as it stands."""
    if booking is None:
        return "unknown"
    states: dict[str, Objection] = {"paid": "twice", "cancelled": "cancelled", "expired": "late"}
    return states.get(booking.status, "repriced")


def _back(payment: Payment, asked: Asked) -> str:
    _ = asked._
    gone = payment.status == "refunded"
    text = _("Your {sum} have gone back to you.") if gone else _("Your {sum} go back to you in full.")
    said = [text.format(sum=received(payment, asked.locale)), why_back(payment, _)]
    return " ".join(part for part in said if part)
