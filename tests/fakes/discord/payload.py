"""JSON as it travels on Discord's wire."""

from collections.abc import Sequence
from typing import Any, cast

Payload = dict[str, Any]
Snowflake = str
"""An id: a decimal number in a string, larger for younger things."""


def as_object(value: Any) -> Payload:
    """`value` where it is an object, else an empty one."""
    return cast(Payload, value) if isinstance(value, dict) else {}


def as_list(value: Any) -> Sequence[Any]:
    """`value` where it is a list, else an empty one."""
    return cast("Sequence[Any]", value) if isinstance(value, list) else []


def part(body: Payload, name: str) -> Payload:
    """The object under `name`, or an empty one: bodies come from outside."""
    return as_object(body.get(name))


def objects(body: Payload, name: str) -> list[Payload]:
    """The objects of the list under `name`; anything else in there is left to the specification to refuse."""
    return [as_object(item) for item in as_list(body.get(name)) if isinstance(item, dict)]
