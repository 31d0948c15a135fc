"""Invoices in Telegram: in the currency of a hall through the provider behind a token, or in Telegram's Stars."""

from collections.abc import Callable
from decimal import Decimal
from typing import Protocol, runtime_checkable

from payments.invoice import Invoice
from payments.money import STARS, payable_at_telegram, stars
from payments.provider import Amount, Checkout, Found, NeedsOwner, Order, Unreachable
from storage.payments import Payment

CARDS_NAME = "telegram"
STARS_NAME = "stars"
NAMES = (CARDS_NAME, STARS_NAME)
PAGES = "https://t.me"


@runtime_checkable
class Bot(Protocol):
    """What is needed of the bot. Each raises `Unreachable` or `Refused`."""

    async def invoice_link(self, invoice: Invoice) -> str:
        """An address at which anybody may pay it."""
        ...

    async def refund_stars(self, payer: str, charge: str) -> None:
        """That they have gone back already is no error."""
        ...


class _Invoices:
    """Money is told of by an update that Telegram repeats until it was stored: there is nothing to ask for."""

    answers = False
    origin = PAGES

    def __init__(self, bot: Callable[[], Bot | None]) -> None:
        self._bot = bot

    async def open(self, order: Order) -> Checkout:
        link = await self._reached().invoice_link(invoice_of(order.payment, order.title, order.description))
        return Checkout(link, link)

    async def look(self, payment: Payment) -> Found:
        return "open" if payment.status == "open" else "gone"

    async def close(self, payment: Payment) -> None:
        """An invoice can't be taken back; who pays it is refused when Telegram asks, see `Cashier.objection`."""

    async def aclose(self) -> None: ...

    def _reached(self) -> Bot:
        bot = self._bot()
        if bot is None:
            raise Unreachable("the Telegram bot isn't running")
        return bot


class TelegramCards(_Invoices):
    name = CARDS_NAME

    def asks(self, price: Amount) -> Amount:
        return Amount(payable_at_telegram(price.minor, price.currency), price.currency)

    async def refund(self, payment: Payment, key: str) -> str:
        """The Bot API has none: the owner gives the money back in the payment provider's own pages."""
        raise NeedsOwner("Telegram can't have a payment provider give money back")


class TelegramStars(_Invoices):
    """`rate` is how many Stars pay one whole unit of a hall's currency."""

    name = STARS_NAME

    def __init__(self, bot: Callable[[], Bot | None], rate: Decimal) -> None:
        super().__init__(bot)
        self._rate = rate

    def asks(self, price: Amount) -> Amount:
        return Amount(stars(price.minor, price.currency, self._rate), STARS)

    async def refund(self, payment: Payment, key: str) -> str:
        """Telegram gives back all that was paid, which is all that we ever refund."""
        assert payment.payer is not None
        assert payment.charge is not None
        await self._reached().refund_stars(payment.payer, payment.charge)
        return payment.charge


def invoice_of(payment: Payment, title: str, description: str) -> Invoice:
    return Invoice(title, description, payment.key, payment.amount, payment.currency)
