"""Where a press on a panel goes, and what is filled in."""

import re
from collections.abc import Awaitable, Callable
from dataclasses import replace

from bots.counter import Asked, Counter
from bots.panels import booking, halls, steps
from bots.panels.booking_presses import press_booking
from bots.panels.finding import show_found
from bots.panels.hall_presses import press_hall
from bots.panels.refusals import anothers, outdated
from bots.panels.session_presses import LOOKS_ELSEWHERE, SESSION_PANELS, press_session
from bots.panels.step_presses import press_step
from bots.panels.user_presses import press_user
from bots.panels.values import Pressed, read
from bots.panels.views import show_list
from graphs.dialogue import Reply

_NUMBER = re.compile(r"[0-9]{1,6}")


async def press(asked: Asked, counter: Counter) -> Reply:
    """The answer to a press. One that shows a panel anew stands in its place, everything else under it."""
    pressed = read(asked.incoming.pressed)
    if pressed is None:
        return outdated(asked)
    if pressed.panel == "pay":
        return await counter.pay(asked, pressed.subject, pressed.argument)
    reply = await _act(asked, counter, pressed)
    anew = reply.panel is not None and pressed.action not in LOOKS_ELSEWHERE
    return replace(reply, replaces=True) if anew else reply


async def _act(asked: Asked, counter: Counter, pressed: Pressed) -> Reply:
    if pressed.panel in SESSION_PANELS:
        return await press_session(asked, counter, pressed)
    own = _OWN.get(pressed.panel)
    if own is None:
        return outdated(asked)
    return await own(asked, counter, pressed) if pressed.subject == str(asked.user.id) else anothers(asked)


async def _of_list(asked: Asked, counter: Counter, pressed: Pressed) -> Reply:
    number = int(pressed.argument) if _NUMBER.fullmatch(pressed.argument) else 0
    return await show_list(asked, counter, number)


async def _of_search(asked: Asked, counter: Counter, pressed: Pressed) -> Reply:
    number = int(pressed.action) if _NUMBER.fullmatch(pressed.action) else 0
    return await show_found(asked, counter, pressed.argument, number)


_OWN: dict[str, Callable[[Asked, Counter, Pressed], Awaitable[Reply]]] = {
    "u": press_user,
    "g": press_user,
    "l": _of_list,
    "f": _of_search,
    booking.PANEL: press_booking,
    halls.PANEL: press_hall,
    steps.PANEL: press_step,
}
"""Panels that are one person's: `subject` is their id."""
