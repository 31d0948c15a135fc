"""A `Panel` as an inline keyboard, and what a press of it means.

Telegram keeps up to 64 bytes with a button. A value that fits is kept there as it is; one that doesn't is named
by its turn and its number, and looked up in the turn's reply. Long lists turn pages in place. Where there is more
than one list, each is a button that says what holds now, and opens in place.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from aiogram.types import InlineKeyboardButton, InlineKeyboardMarkup

from bots.telegram.rendering import opens
from graphs.dialogue import LASTING, Button, Input, Option, Panel, Select
from texts import detect, labelled

DATA_BYTES = 64
ON_A_PAGE = 8
_STYLES = {"primary": "primary", "danger": "danger"}
_NAMED = re.compile(r"#(\d{1,19}):(\d{1,4})")
_TURNED = re.compile(r"~(\d{1,19}):(\d{1,3}):(\d{1,4})")
_SHUT = re.compile(r"~(\d{1,19})")
_STAY = "~"
"""Data of the button between the arrows, which says the page and does nothing."""
CHOSEN = "✓ "
FILL_IN = "✎ "
_ENDINGS = " :.?…：。？"
_MARKS = (CHOSEN, FILL_IN)
EXPLAINED = " — "
"""What stands between an option's label and its description."""

Row = list[InlineKeyboardButton]


@dataclass(frozen=True, slots=True)
class Named:
    """A value that is too long for a button: the `number`th choice of a turn's panel, from 0."""

    turn_id: int
    number: int


@dataclass(frozen=True, slots=True)
class Page:
    """The person wants to see page `number` (from 0) of a turn's list (from 0); no list where `select` is None."""

    turn_id: int
    select: int | None = None
    number: int = 0


@dataclass(frozen=True, slots=True)
class Stay:
    """A press that means nothing."""


def keyboard(
    turn_id: int, panel: Panel | None, pages: Mapping[int, int] | None = None
) -> InlineKeyboardMarkup | None:
    """None where there is nothing to press. `pages` are the pages that lists are open at, by list.

    A list that is alone is open where its chosen option is.
    """
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
    if shut := _SHUT.fullmatch(data):
        return Page(int(shut[1]))
    return data


def choices_of(panel: Panel) -> tuple[Button | Option | Input, ...]:
    """Everything that can be chosen, in the order that `Named` counts."""
    options = [option for select in panel.selects for option in select.options]
    return (*(button for button in panel.buttons if not button.url), *options, *panel.inputs)


def stays(value: str) -> bool:
    """Whether the keyboard with this value stays after a press."""
    return value.startswith(LASTING)


def links_beside(panel: Panel | None) -> str:
    """Markdown for the links that Telegram takes in a text only: it wants a host with a dot for a button."""
    buttons = panel.buttons if panel else ()
    links = [f"[{button.label}]({button.url})" for button in buttons if button.url and not opens(button.url)]
    return "\n".join(links)


def prompts(panel: Panel | None) -> str:
    """What a list is for that stands open, which a keyboard has no room to say."""
    return panel.selects[0].prompt if panel and len(panel.selects) == 1 else ""


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
    first_input = number + sum(len(select.options) for select in panel.selects)
    for place, field in enumerate(panel.inputs, start=first_input):
        yield [_choice(turn_id, place, field)]
    alone = len(panel.selects) == 1
    for index, select in enumerate(panel.selects):
        if not alone:
            yield [_heading(turn_id, index, select, is_open=index in pages)]
        if alone or index in pages:
            yield from _list(turn_id, index, number, select, pages.get(index, _page_of_chosen(select)))
        number += len(select.options)


def _heading(turn_id: int, index: int, select: Select, *, is_open: bool) -> InlineKeyboardButton:
    """What the list is for and what holds now; a press opens it, or shuts it again."""
    chosen = next((option.label for option in select.options if _is_chosen(select, option)), "")
    prompt = select.prompt.rstrip(_ENDINGS)
    said = labelled(prompt, chosen, detect(prompt)) if prompt and chosen else prompt or chosen
    if is_open:
        return InlineKeyboardButton(text=f"{said} ▴".strip(), callback_data=f"~{turn_id}")
    return _turn(f"{said} ▾".strip(), turn_id, index, _page_of_chosen(select))


def _page_of_chosen(select: Select) -> int:
    places = (place for place, option in enumerate(select.options) if _is_chosen(select, option))
    return next(places, 0) // ON_A_PAGE


def _is_chosen(select: Select, option: Option) -> bool:
    return bool(select.chosen) and option.value == select.chosen


def _list(turn_id: int, index: int, number: int, select: Select, page: int) -> Iterator[Row]:
    last = max(0, (len(select.options) - 1) // ON_A_PAGE)
    page = min(page, last)
    begin = page * ON_A_PAGE
    for place, option in enumerate(select.options[begin : begin + ON_A_PAGE], start=number + begin):
        yield [_choice(turn_id, place, option, CHOSEN if _is_chosen(select, option) else "")]
    if last:
        yield [
            _turn("‹", turn_id, index, page - 1 if page else last),
            InlineKeyboardButton(text=f"{page + 1} / {last + 1}", callback_data=_STAY),
            _turn("›", turn_id, index, page + 1 if page < last else 0),
        ]


def _turn(label: str, turn_id: int, index: int, page: int) -> InlineKeyboardButton:
    return InlineKeyboardButton(text=label, callback_data=f"~{turn_id}:{index}:{page}")


def _choice(
    turn_id: int, number: int, choice: Button | Option | Input, mark: str = ""
) -> InlineKeyboardButton:
    plain = 0 < len(choice.value.encode()) <= DATA_BYTES and meaning(choice.value) == choice.value
    data = choice.value if plain else f"#{turn_id}:{number}"
    if isinstance(choice, Option):
        label = EXPLAINED.join(filter(None, (choice.label, choice.description)))
        return InlineKeyboardButton(text=mark + label, callback_data=data)
    if isinstance(choice, Input):
        return InlineKeyboardButton(text=FILL_IN + choice.label, callback_data=data)
    style = _STYLES.get(choice.style)
    return InlineKeyboardButton(text=choice.label, callback_data=data, style=style)


def label_of(rows: Sequence[Sequence[InlineKeyboardButton]], data: str) -> str:
    """The words on the button with this data; empty where there is none."""
    return next((button.text for row in rows for button in row if button.callback_data == data), "")


def says_more(label: str) -> bool:
    """Whether there may be more on a button than the name of what it stands for."""
    return EXPLAINED in label or label.startswith(_MARKS)


def without_mark(label: str) -> str:
    return next((label.removeprefix(mark) for mark in _MARKS if label.startswith(mark)), label)
