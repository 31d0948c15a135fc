"""Booking step by step: day → start → length → guests → confirm. What the panels of these steps share.

All that was chosen before stands in the buttons, so that nothing is kept between two presses.
"""

from collections.abc import Sequence
from datetime import date, timedelta

from bots.counter import Asked
from bots.markup import plain
from bots.panels.values import packed, value
from graphs.dialogue import Button
from texts import clauses
from tools.diary import Diary
from tools.summary import zone_note

PANEL = "k"
FORTNIGHT = 14
LONGEST_ANSWER = 20
"""Characters of a time or a number that is filled in."""


def heading(diary: Diary, what: str, asked: Asked) -> str:
    note = zone_note(diary.now, diary.hall, asked.caller)
    return clauses((f"**{plain(diary.hall.name)}**", f"{what}{note}"), asked.locale)


def first_of(diary: Diary, day: date) -> date:
    """The first day of the fortnight, counted from today, that a day is in."""
    passed = max(0, (day - diary.today).days)
    return diary.today + timedelta(days=passed // FORTNIGHT * FORTNIGHT)


def step(action: str, asked: Asked, *numbers: int) -> str:
    return value(PANEL, asked.user.id, action, packed(*numbers))


def back(pressed: str, asked: Asked) -> Button:
    return Button(asked._("‹ Back"), pressed)


def in_rows(buttons: Sequence[Button], width: int) -> list[tuple[Button, ...]]:
    return [tuple(buttons[begin : begin + width]) for begin in range(0, len(buttons), width)]


def paragraphs(*parts: str) -> str:
    return "\n\n".join(part for part in parts if part)
