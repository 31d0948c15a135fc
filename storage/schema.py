"""Every table there is: importing this is importing all nouns."""

from storage import (
    awaited,
    bookings,
    budgets,
    deliveries,
    halls,
    inbox,
    operations,
    sessions,
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
    "operations",
    "sessions",
    "transcript",
    "usage",
    "users",
]
