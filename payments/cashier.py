"""What pages, bots and the clock know of paying: every amount comes from the booking's row, every charge from a
provider that was verified.
"""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

import structlog

from payments.offer import Offer
from payments.provider import Amount, Checkout, NeedsOwner, Order, Provider, Refused, Unreachable
from payments.ways import Way, Ways
from storage.bookings import Booking
from storage.payments import Charge, NewPayment, NotPayable, Objection, Payment, Payments, Receipt

FIRST_PAUSE = timedelta(seconds=30)
LONGEST_PAUSE = timedelta(hours=1)
"""Between two looks at a payment; the pauses double."""
FREE = "free"
"""Stands for a provider where nothing is to be paid."""
_MOST_CHECKOUTS = 3

TellOwner = Callable[[Payment], Awaitable[None]]
"""Has the owner told, once however often it is called, that money is to be given back by hand."""

_log = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True)
class Return:
    """Where a customer comes back to from a provider's page: after paying, and without."""

    paid: str
    left: str


class Cashier:
    def __init__(
        self, ways: Ways, payments: Payments, now: Callable[[], datetime], tell_owner: TellOwner
    ) -> None:
        self.ways = ways
        self._payments = payments
        self._now = now
        self._tell_owner = tell_owner

    def choices(self, booking: Booking, platform: str = "") -> tuple[Way, ...]:
        """How a booking can be paid in a chat of this platform; without one, or where no way asks there, on its
        page.
        """
        return self.ways.in_chat(booking, platform) or self.ways.on_page(booking)

    async def checkout(self, booking: Booking, offer: Offer, back: Return, provider: str = "") -> Checkout:
        """Where the customer pays; again the same while that is open.

        Raises `NotPayable` where there is nothing to pay (any more), `Unreachable`, and `Refused` where the provider
        doesn't take such a sum.
        """
        if not booking.price:
            return await self._free(booking, back)
        found = self.ways.named(provider or self.ways.on_page(booking)[0].provider)
        for _attempt in range(_MOST_CHECKOUTS):
            payment = await self._begin(booking, found)
            if payment.reference is None or payment.url is None:
                return await self._open(payment, booking, offer, back, found)
            if await self._is_open(payment, found):
                return Checkout(payment.reference, payment.url)
        raise Refused("each checkout ended as soon as it was opened")

    async def invoice(self, booking: Booking, provider: str) -> Payment:
        """A payment that is asked for in a chat. Raises `NotPayable`."""
        return await self._begin(booking, self.ways.named(provider))

    async def payment(self, key: str) -> Payment | None:
        return await self._payments.by_key(key)

    async def took(self, key: str, charge: Charge, provider: str, *, tell: bool = True) -> Receipt | None:
        """Counts money that this provider says has come; None for a payment that is not of its making."""
        payment = await self._payments.by_key(key)
        if payment is None or payment.provider != provider:
            _log.warning("money came for a payment that we don't know", provider=provider, charge=charge.id)
            return None
        receipt = await self._payments.receive(key, charge, self._now(), tell=tell)
        if receipt is not None and receipt.verdict != "known":
            _log.info("money came", payment=payment.id, verdict=receipt.verdict)
        return receipt

    async def ended(self, key: str, provider: str) -> None:
        """Notes that this provider will bring no money for a payment."""
        payment = await self._payments.by_key(key)
        if payment is not None and payment.provider == provider:
            await self._payments.close(payment.id)

    async def objection(self, key: str, amount: int, currency: str) -> Objection:
        """Why money would have to go back if it came now; empty where it would pay its booking."""
        return await self._payments.objection(key, amount, currency, self._now())

    async def returned(self, booking: Booking) -> None:
        """Asks the providers about what is open of a booking, for the customer is back and wants to know."""
        for payment in await self._payments.of_booking(booking.id):
            if payment.status == "open" and payment.reference is not None:
                await self.look(payment)

    async def look(self, payment: Payment) -> None:
        """Does for one payment what is due; what fails is tried again later, however long that takes."""
        try:
            provider = self.ways.named(payment.provider)
            if payment.status == "open":
                await self._ask(payment, provider)
            elif payment.status == "closed":
                await provider.close(payment)
                await self._ask(payment, provider)
            elif payment.status == "refund_due":
                reference = await provider.refund(payment, payment.key)
                await self._payments.refunded(payment.id, reference, self._now())
            else:
                await self._payments.look_again(payment.id, None)
        except Exception as error:
            await self._fall_short(payment, error)

    async def _fall_short(self, payment: Payment, error: Exception) -> None:
        expected = isinstance(error, Unreachable | Refused | NeedsOwner)
        log = _log.warning if expected else _log.exception
        log("a payment has to wait", payment=payment.id, status=payment.status, reason=str(error))
        if payment.status == "refund_due" and isinstance(error, Refused | NeedsOwner):
            await self._tell_owner(payment)
        by_hand = isinstance(error, NeedsOwner)
        await self._payments.look_again(payment.id, None if by_hand else self._later(payment))

    async def _ask(self, payment: Payment, provider: Provider) -> None:
        found = await provider.look(payment)
        if isinstance(found, Charge):
            await self.took(payment.key, found, provider.name)
        elif found == "gone":
            await self._payments.close(payment.id)
        else:
            await self._payments.look_again(payment.id, self._later(payment) if provider.answers else None)

    async def _begin(self, booking: Booking, provider: Provider) -> Payment:
        asked = provider.asks(Amount(booking.price, booking.currency))
        new = NewPayment(
            booking.id, provider.name, asked.minor, asked.currency, booking.price, booking.currency
        )
        return await self._payments.begin(new, self._now())

    async def _open(
        self, payment: Payment, booking: Booking, offer: Offer, back: Return, provider: Provider
    ) -> Checkout:
        order = Order(
            payment,
            offer.title,
            offer.description,
            back.paid,
            back.left,
            offer.locale,
            booking.expires_at,
        )
        checkout = await provider.open(order)
        look_at = self._now() + FIRST_PAUSE if provider.answers else None
        await self._payments.opened(payment.id, checkout.reference, checkout.url, look_at)
        return checkout

    async def _is_open(self, payment: Payment, provider: Provider) -> bool:
        """Whether a checkout can still be paid; else it is ended, and money that came is counted."""
        found = await provider.look(payment)
        if isinstance(found, Charge):
            receipt = await self.took(payment.key, found, provider.name)
            raise NotPayable(receipt.booking if receipt else None)
        if found == "gone":
            await self._payments.close(payment.id)
        return found == "open"

    async def _free(self, booking: Booking, back: Return) -> Checkout:
        currency = booking.currency
        payment = await self._payments.begin(
            NewPayment(booking.id, FREE, 0, currency, 0, currency), self._now()
        )
        await self.took(payment.key, Charge(f"{FREE}-{payment.key}", 0, currency), FREE)
        return Checkout(payment.key, back.paid)

    def _later(self, payment: Payment) -> datetime:
        doubled: timedelta = FIRST_PAUSE * 2 ** min(payment.tries, 10)
        return self._now() + min(doubled, LONGEST_PAUSE)
