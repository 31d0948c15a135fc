"""A `Panel` as an inline keyboard, and what a press of it means.

Telegram keeps up to 64 bytes with a button. A value that fits is kept there as it is; one that doesn't is named
by its turn and its number, and looked up in the turn's reply. Long lists turn pages in place.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from aiogram.types import InlineKeyboardButton, InlineKeyboardMarkup

from bots.telegram.rendering import opens
from graphs.dialogue import Button, Option, Panel, Select

DATA_BYTES = 64
ON_A_PAGE = 8
_STYLES = {"primary": "primary", "danger": "danger"}
_NAMED = re.compile(r"#(\d{1,19}):(\d{1,4})")
_TURNED = re.compile(r"~(\d{1,19}):(\d{1,3}):(\d{1,4})")
_STAY = "~"
"""Data of the button between the arrows, which says the page and does nothing."""

Row = list[InlineKeyboardButton]


@dataclass(frozen=True, slots=True)
class Named:
    """A value that is too long for a button: the `number`th choice of a turn's panel, from 0."""

    turn_id: int
    number: int


@dataclass(frozen=True, slots=True)
class Page:
    """The person wants to see page `number` (from 0) of a turn's list (from 0)."""

    turn_id: int
    select: int
    number: int


@dataclass(frozen=True, slots=True)
class Stay:
    """A press that means nothing."""


def keyboard(
    turn_id: int, panel: Panel | None, pages: Mapping[int, int] | None = None
) -> InlineKeyboardMarkup | None:
    """None where there is nothing to press. `pages` are the pages that lists are open at, by list."""
    if panel is None:
        return None
    rows = list(_rows(turn_id, panel, pages or {}))
    return InlineKeyboardMarkup(inline_keyboard=rows) if rows else None


def meaning(data: str) -> Named | Page | Stay | str:
    """What a button stands for; a plain string is the value itself."""
    if data == _STAY:
        return Stay()
    if named := _NAMED.fullmatch(data):
        return Named(int(named[1]), int(named[2]))
    if turned := _TURNED.fullmatch(data):
        return Page(int(turned[1]), int(turned[2]), int(turned[3]))
    return data


def choices_of(panel: Panel) -> tuple[Button | Option, ...]:
    """Everything that can be chosen, in the order that `Named` counts."""
    options = [option for select in panel.selects for option in select.options]
    return (*(button for button in panel.buttons if not button.url), *options)


def links_beside(panel: Panel | None) -> str:
    """Markdown for the links that Telegram takes in a text only: it wants a host with a dot for a button."""
    buttons = panel.buttons if panel else ()
    links = [f"[{button.label}]({button.url})" for button in buttons if button.url and not opens(button.url)]
    return "\n".join(links)


def prompts(panel: Panel | None) -> str:
    """What lists are for, which a keyboard has no room to say."""
    return "\n".join(select.prompt for select in panel.selects if select.prompt) if panel else ""


def _rows(turn_id: int, panel: Panel, pages: Mapping[int, int]) -> Iterator[Row]:
    number = 0
    for row in panel.rows:
        buttons: Row = []
        for button in row:
            if not button.url:
                buttons.append(_choice(turn_id, number, button))
                number += 1
            elif opens(button.url):
                buttons.append(InlineKeyboardButton(text=button.label, url=button.url))
        if buttons:
            yield buttons
    for index, select in enumerate(panel.selects):
        yield from _list(turn_id, index, number, select, pages.get(index, 0))
        number += len(select.options)


def _list(turn_id: int, index: int, number: int, select: Select, page: int) -> Iterator[Row]:
    last = max(0, (len(select.options) - 1) // ON_A_PAGE)
    page = min(page, last)
    begin = page * ON_A_PAGE
    for place, option in enumerate(select.options[begin : begin + ON_A_PAGE], start=number + begin):
        yield [_choice(turn_id, place, option)]
    if last:
        yield [
            _turn("‹", turn_id, index, page - 1 if page else last),
            InlineKeyboardButton(text=f"{page + 1} / {last + 1}", callback_data=_STAY),
            _turn("›", turn_id, index, page + 1 if page < last else 0),
        ]


def _turn(label: str, turn_id: int, index: int, page: int) -> InlineKeyboardButton:
    return InlineKeyboardButton(text=label, callback_data=f"~{turn_id}:{index}:{page}")


def _choice(turn_id: int, number: int, choice: Button | Option) -> InlineKeyboardButton:
    plain = 0 < len(choice.value.encode()) <= DATA_BYTES and meaning(choice.value) == choice.value
    data = choice.value if plain else f"#{turn_id}:{number}"
    if isinstance(choice, Option):
        label = f"{choice.label} — {choice.description}" if choice.description else choice.label
        return InlineKeyboardButton(text=label, callback_data=data)
    style = _STYLES.get(choice.style)
    return InlineKeyboardButton(text=choice.label, callback_data=data, style=style)


def label_of(rows: Sequence[Sequence[InlineKeyboardButton]], data: str) -> str:
    """The words on the button with this data, empty where there is none."""
    return next((button.text for row in rows for button in row if button.callback_data == data), "")
