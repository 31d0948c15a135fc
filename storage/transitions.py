"""What a booking can go through: the one table of its states. The database refuses every other change of status."""

from dataclasses import dataclass
from typing import Literal, get_args

Status = Literal["held", "paid", "cancelled", "expired"]
Event = Literal["hold", "pay", "expire", "cancel"]

STATUSES: tuple[Status, ...] = get_args(Status)
LIVE: tuple[Status, ...] = ("held", "paid")
"""While it is one of these, the booking's time is taken."""


@dataclass(frozen=True, slots=True)
class Transition:
    """`before` is None for what makes a booking; `when` says in English what has to hold, for the diagram."""

    before: Status | None
    event: Event
    after: Status
    when: str


TRANSITIONS: tuple[Transition, ...] = (
    Transition(None, "hold", "held", "the time is free"),
    Transition("held", "pay", "paid", "the whole price arrived in time"),
    Transition("held", "expire", "expired", "not paid in time"),
    Transition("held", "cancel", "cancelled", "the customer wants to"),
    Transition("paid", "cancel", "cancelled", "the customer wants to; refunded as the hall's policy says"),
)


def sources(event: Event) -> tuple[Status, ...]:
    """The states in which `event` can happen to a booking that there is."""
    return tuple(each.before for each in TRANSITIONS if each.event == event and each.before is not None)


def mermaid() -> str:
    """The state diagram, as Mermaid text."""
    arrows = [
        f"    {each.before or '[*]'} --> {each.after}: {each.event} ({each.when})" for each in TRANSITIONS
    ]
    left = {each.before for each in TRANSITIONS}
    ends = [f"    {status} --> [*]" for status in STATUSES if status not in left]
    return "\n".join(["stateDiagram-v2", *arrows, *ends]) + "\n"
