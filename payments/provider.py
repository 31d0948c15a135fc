"""The port that every way to pay implements: Stripe, Telegram, the test page."""

from dataclasses import dataclass
from datetime import datetime
from typing import Literal, Protocol

from storage.payments import Charge, Payment

Found = Charge | Literal["open", "gone"]
"""What a provider knows of a checkout: its money, that money may still come, or that none will."""


class Unreachable(Exception):
    """The provider can't do it or say it now; whether it was done is not known. Trying again later may help."""


class Refused(Exception):
    """The provider won't do this as things are."""


class NeedsOwner(Exception):
    """The provider has no way to do this for us, so that the owner has to do it there by hand."""


@dataclass(frozen=True, slots=True)
class Amount:
    """`minor` units of `currency`, as `storage` counts them: those of CLDR, and whole Stars for XTR."""

    minor: int
    currency: str


@dataclass(frozen=True, slots=True)
class Order:
    """What the customer is shown of a payment, in their `locale`, and where they come back to."""

    payment: Payment
    title: str
    description: str
    return_url: str
    cancel_url: str
    locale: str
    expires_at: datetime | None


@dataclass(frozen=True, slots=True)
class Checkout:
    """`reference` is the provider's own id of it, `url` where the customer pays."""

    reference: str
    url: str


class Provider(Protocol):
    """One way to pay. Each method may raise `Unreachable` or `Refused`, and may be called again at any time.

    `answers` says whether asking can tell of money that we weren't told of; `origin` is that of its page, empty for
    our own.
    """

    @property
    def name(self) -> str: ...

    @property
    def answers(self) -> bool: ...

    @property
    def origin(self) -> str: ...

    def asks(self, price: Amount) -> Amount:
        """What it asks for where this is to be paid: the same, or as much in a currency of its own."""
        ...

    async def open(self, order: Order) -> Checkout:
        """The same checkout for the same payment, however often it is opened."""
        ...

    async def look(self, payment: Payment) -> Found: ...

    async def close(self, payment: Payment) -> None:
        """Takes no more money for a payment. What was paid already stays, and `look` tells of it."""
        ...

    async def refund(self, payment: Payment, key: str) -> str:
        """Gives `payment.refund` back, once however often it is asked to with this `key`; the provider's own number
        of it. Raises `NeedsOwner` where it has no way to.
        """
        ...

    async def aclose(self) -> None: ...
