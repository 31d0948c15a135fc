"""Every table there is: importing this is importing all nouns."""

from storage import (
    awaited,
    bookings,
    budgets,
    deliveries,
    halls,
    inbox,
    notices,
    operations,
    payment_tables,
    sessions,
    signing,
    transcript,
    usage,
    users,
)
from storage.columns import metadata

__all__ = [
    "awaited",
    "bookings",
    "budgets",
    "deliveries",
    "halls",
    "inbox",
    "metadata",
    "notices",
    "operations",
    "payment_tables",
    "sessions",
    "signing",
    "transcript",
    "usage",
    "users",
]
