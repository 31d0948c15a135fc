"""The table of payments, and a payment as it stands."""

from dataclasses import dataclass, fields
from datetime import datetime
from typing import Any, Literal, get_args

from sqlalchemy import (
    BigInteger,
    CheckConstraint,
    Column,
    ForeignKey,
    Index,
    Integer,
    Row,
    Table,
    Text,
    text,
)

from storage.columns import BigId, Moment
from storage.database import metadata

PaymentStatus = Literal["open", "closed", "paid", "refund_due", "refunded"]
Reason = Literal["", "late", "cancelled", "twice", "repriced", "amount", "policy", "kept"]

_STATUSES: tuple[PaymentStatus, ...] = get_args(PaymentStatus)
_LOOKED_AT = text("next_at IS NOT NULL")

payments = Table(
    "payments",
    metadata,
    Column("id", BigId, primary_key=True),
    Column("key", Text, nullable=False, unique=True),
    Column("booking_id", BigId, ForeignKey("bookings.id"), nullable=False, index=True),
    Column("provider", Text, nullable=False),
    Column("amount", BigInteger, nullable=False),
    Column("currency", Text, nullable=False),
    Column("price", BigInteger, nullable=False),
    Column("price_currency", Text, nullable=False),
    Column("status", Text, nullable=False),
    Column("reason", Text, nullable=False, server_default=text("''")),
    Column("reference", Text),
    Column("url", Text),
    Column("charge", Text),
    Column("payer", Text),
    Column("received", BigInteger),
    Column("received_currency", Text),
    Column("refund", BigInteger),
    Column("refund_reference", Text),
    Column("created_at", Moment, nullable=False),
    Column("received_at", Moment),
    Column("refunded_at", Moment),
    Column("next_at", Moment),
    Column("tries", Integer, nullable=False, server_default=text("0")),
    CheckConstraint("amount >= 0 AND price >= 0", name="amounts"),
    CheckConstraint("refund IS NULL OR (refund > 0 AND refund <= received)", name="refund"),
    CheckConstraint(f"status IN ({', '.join(repr(status) for status in _STATUSES)})", name="status"),
    Index("ix_payments_reference", "provider", "reference", unique=True),
    Index("ix_payments_next", "next_at", sqlite_where=_LOOKED_AT, postgresql_where=_LOOKED_AT),
    sqlite_autoincrement=True,
)


@dataclass(frozen=True, slots=True)
class Payment:
    """Money on its way for a booking: open → paid, or → refund_due → refunded.

    `key` is unguessable and goes to the provider, which brings it back with the money; `reference` is the provider's
    own id of the checkout and `url` where the customer pays. `amount` in minor units of `currency` is what is asked
    for; it pays `price` of the booking, which is another number where the provider has a currency of its own, such as
    Telegram's Stars. `charge` and `payer` are what the provider needs for a refund, `refund` is how much of `received`
    goes back. `reason` says why it goes back, or "kept" where the policy lets us keep it though the booking is
    cancelled. `next_at` is when the clock looks at it, `tries` how often it did since that was set anew.
    """

    id: int
    key: str
    booking_id: int
    provider: str
    amount: int
    currency: str
    price: int
    price_currency: str
    status: PaymentStatus
    reason: Reason
    reference: str | None
    url: str | None
    charge: str | None
    payer: str | None
    received: int | None
    received_currency: str | None
    refund: int | None
    refund_reference: str | None
    created_at: datetime
    received_at: datetime | None
    refunded_at: datetime | None
    next_at: datetime | None
    tries: int


COLUMNS = tuple(field.name for field in fields(Payment))


def payment_of(row: Row[Any]) -> Payment:
    return Payment(**{name: getattr(row, name) for name in COLUMNS})
