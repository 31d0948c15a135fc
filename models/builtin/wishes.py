"""A wish as far as it is known, and the tool call that it becomes once nothing is missing."""

from collections.abc import Collection
from dataclasses import dataclass
from typing import Literal

from models.builtin.intents import Kind
from models.builtin.times import NO_HOURS, Hours

Slot = Literal["hall", "date", "time", "start", "end", "guests", "number"]

Arguments = dict[str, str | int]


@dataclass(frozen=True, slots=True)
class Wish:
    """`date` is YYYY-MM-DD; `number` is a booking's."""

    kind: Kind
    hall: str | None = None
    date: str | None = None
    hours: Hours = NO_HOURS
    guests: int | None = None
    number: int | None = None

    @property
    def complete_hours(self) -> bool:
        return self.hours.start is not None and self.hours.end is not None


@dataclass(frozen=True, slots=True)
class Call:
    """A tool's name with its arguments."""

    name: str
    args: Arguments


TOOLS: dict[Kind, str] = {
    "book": "create_booking",
    "propose": "propose_booking",
    "price": "get_hall_price",
    "availability": "get_bookings_by_date",
    "hall": "get_hall",
    "halls": "get_halls",
    "mine": "my_bookings",
    "pay": "pay_booking",
    "cancel": "cancel_booking",
}
KINDS: dict[str, Kind] = {tool: kind for kind, tool in TOOLS.items()}
ACTS: Collection[Kind] = ("book", "cancel")
"""Kinds whose tool ends the turn, so that a turn has one of them at most."""

_NEEDS: dict[Kind, tuple[Slot, ...]] = {
    "book": ("hall", "date", "time"),
    "propose": ("hall", "date", "time"),
    "price": ("hall",),
    "availability": ("hall", "date"),
    "hall": ("hall",),
    "cancel": ("number",),
}


def missing(wish: Wish) -> Slot | None:
    """What to ask for next; None when the wish is ready."""
    for slot in _NEEDS.get(wish.kind, ()):
        if slot == "time" and not wish.complete_hours:
            return "end" if wish.hours.start else "start" if wish.hours.end or wish.hours.span else "time"
        if slot in {"hall", "date", "number"} and getattr(wish, slot) is None:
            return slot
    return None


def call_of(wish: Wish) -> Call:
    """The tool call that a wish with nothing missing is."""
    names = {
        "hall": ("hall",),
        "availability": ("hall", "date"),
        "pay": ("number",),
        "cancel": ("number",),
        "price": ("hall", "date", "start", "end"),
        "book": ("hall", "date", "start", "end", "guests"),
        "propose": ("hall", "date", "start", "end", "guests"),
    }.get(wish.kind, ())
    values: dict[str, str | int | None] = {
        "hall": wish.hall,
        "date": wish.date,
        "start": wish.hours.start if wish.complete_hours else None,
        "end": wish.hours.end if wish.complete_hours else None,
        "guests": wish.guests,
        "number": wish.number,
    }
    return Call(TOOLS[wish.kind], {name: value for name in names if (value := values[name]) is not None})


def wish_of(name: str, args: dict[str, object]) -> Wish | None:
    """The wish that a tool call, by any model, came from; None for a tool that isn't about halls."""
    kind = KINDS.get(name)
    if kind is None:
        return None
    return Wish(
        kind,
        hall=_text(args.get("hall")),
        date=_text(args.get("date")),
        hours=Hours(_time(args.get("start")), _time(args.get("end"))),
        guests=_number(args.get("guests")),
        number=_number(args.get("number")),
    )


def _text(value: object) -> str | None:
    return value if isinstance(value, str) and value else None


def _time(value: object) -> str | None:
    """Only what reads as HH:MM: another model may have written anything."""
    text = _text(value) or ""
    hour, colon, minute = text.partition(":")
    return f"{int(hour):02}:{minute}" if colon and hour.isdecimal() and minute.isdecimal() else None


def _number(value: object) -> int | None:
    return value if isinstance(value, int) and not isinstance(value, bool) else None
