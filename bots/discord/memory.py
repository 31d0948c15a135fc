"""What is kept in memory for a while, the oldest let go first."""

from collections import OrderedDict
from typing import TypeVar

Key = TypeVar("Key")
Value = TypeVar("Value")

REMEMBERED = 5_000


def remember(kept: OrderedDict[Key, Value], key: Key, value: Value) -> None:
    """Adds to what is kept, as the youngest."""
    kept[key] = value
    kept.move_to_end(key)
    while len(kept) > REMEMBERED:
        kept.popitem(last=False)
