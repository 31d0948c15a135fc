"""What can be pressed under an answer: what is done with a booking, or the halls that may be meant."""

from collections.abc import Awaitable, Callable
from dataclasses import replace
from typing import cast

from langchain_core.messages import BaseMessage, HumanMessage, ToolMessage

from graphs.dialogue import Button, Panel, Reply
from graphs.threads import Values, reply_of
from tools.beside import Beside
from tools.caller import Caller

BookingPanel = Callable[[int, Caller], Awaitable[Panel | None]]
"""What the caller may do with a booking (its number) where they are; None for nothing."""

ReplyOf = Callable[[Values, Caller], Awaitable[Reply]]


async def reply_with_offers(booking_panel: BookingPanel, values: Values, caller: Caller) -> Reply:
    """The answer that a run has come to, with what the tools' answers in it are about."""
    reply = reply_of(values, caller.locale)
    beside = _beside(values.get("messages") or [])
    if reply.panel is not None or not beside or values.get("failure"):
        return reply
    bookings = {each["booking"] for each in beside if "booking" in each}
    if bookings:  # of several nobody would know which one a button means
        panel = await booking_panel(bookings.pop(), caller) if len(bookings) == 1 else None
        return replace(reply, panel=panel)
    return replace(reply, panel=_which(beside[0].get("halls", [])))


def _which(names: list[str]) -> Panel | None:
    """Pressing one says its name."""
    buttons = tuple(Button(name, f"say:{number}") for number, name in enumerate(names))
    return Panel((buttons,)) if buttons else None


def _beside(messages: list[BaseMessage]) -> list[Beside]:
    """Of the tools' answers since the person spoke, the latest first."""
    found: list[Beside] = []
    for message in reversed(messages):
        if isinstance(message, HumanMessage):
            break
        if isinstance(message, ToolMessage) and message.artifact:
            found.append(cast(Beside, message.artifact))
    return found
