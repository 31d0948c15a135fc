"""Every table there is: importing this is importing all nouns."""

from storage import bookings, deliveries, halls, inbox, operations, sessions, transcript, usage, users
from storage.columns import metadata

__all__ = [
    "bookings",
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
