"""Money that is asked for in a chat, and money that was paid there."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Invoice:
    """`payload` is the payment's key, which the platform brings back with the money; `amount` is in minor units."""

    title: str
    description: str
    payload: str
    amount: int
    currency: str


@dataclass(frozen=True, slots=True)
class PaidInvoice:
    """An invoice's `payload`, and what the platform says was paid for it; `charge` is the platform's own id."""

    payload: str
    charge: str
    amount: int
    currency: str
