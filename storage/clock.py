"""What time it is, handed in so that a test can choose it."""

from collections.abc import Callable
from datetime import UTC, datetime

Clock = Callable[[], datetime]
"""Returns an aware time in UTC."""


def utc_now() -> datetime:
    return datetime.now(UTC)
