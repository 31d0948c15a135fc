"""A `Panel` as Discord's buttons and lists, what a press of one means, and what is left after it.

A component's id says whose answer it hangs under, its number there, and its value; that of an input also what
kind of form it opens. So presses are understood after any restart, and nobody presses another's buttons.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any, TypeAlias
from urllib.parse import urlsplit

from graphs.dialogue import LASTING, Button, Input, Option, Panel, Select

Component: TypeAlias = dict[str, Any]
"""A row, a button or a list as it travels."""

ROWS = 5
"""How many rows hang under one message."""
_ROW, _BUTTON, _SELECT = 1, 2, 3
_LINK = 5
_STYLES = {"primary": 1, "plain": 2, "danger": 4}
_ROW_BUTTONS, _SELECT_OPTIONS = 5, 25
_LABEL, _OPTION, _PROMPT = 80, 100, 150
_LONGEST_INPUT = 4000
_ID = re.compile(r"(\d{1,20})\.\d{1,4}(?:i(\d{1,4})(l?))?:(.*)", re.DOTALL)
_VALUE = re.compile(r"\d{1,4}:(.*)", re.DOTALL)


@dataclass(frozen=True, slots=True)
class Form:
    """What is to be filled in: at most `longest` characters, in several `lines` or one."""

    longest: int
    lines: bool


@dataclass(frozen=True, slots=True)
class Pressed:
    """`owner` is the id of the person whose answer it hung under; `form` is what an input opens."""

    owner: str
    value: str
    form: Form | None = None

    @property
    def lasts(self) -> bool:
        """Whether it stays to be pressed again."""
        return self.value.startswith(LASTING)


def panels(panel: Panel | None, owner: str) -> list[list[Component]]:
    """The panel's rows, as many together as fit under a message; one empty list where there is no panel."""
    rows = _fitting(panel, owner) if panel else []
    return [list(rows[begin : begin + ROWS]) for begin in range(0, len(rows), ROWS)] or [[]]


def links_beside(panel: Panel | None) -> str:
    """Markdown for the links that Discord takes in a text only."""
    buttons = panel.buttons if panel else ()
    links = [f"[{button.label}]({button.url})" for button in buttons if button.url and not _opens(button.url)]
    return "\n".join(links)


def pressed(data: Component) -> Pressed | None:
    """What an interaction's data says; None for a component that isn't ours."""
    found = _ID.fullmatch(str(data.get("custom_id", "")))
    if found is None:
        return None
    owner, longest, lines, value = found.groups()
    if data.get("component_type") != _SELECT:
        return Pressed(owner, value, Form(int(longest), lines == "l") if longest else None)
    picked = _VALUE.fullmatch(str(next(iter(data.get("values") or ()), "")))
    return Pressed(owner, picked[1]) if picked else None


def offered(rows: Iterable[Component]) -> tuple[str, ...]:
    """The ids of what can be pressed."""
    return tuple(
        str(one["custom_id"]) for one in _inside(rows) if one.get("custom_id") and not one.get("disabled")
    )


def label_of(rows: Iterable[Component], data: Component) -> str:
    """The words on what was pressed or picked; empty where it isn't there any more."""
    for component in _inside(rows):
        if component.get("custom_id") != data.get("custom_id"):
            continue
        picked = list(data.get("values") or ())
        options = [option for option in component.get("options") or () if option.get("value") in picked]
        return str(options[0]["label"] if options else component.get("label") or "")
    return ""


def after_press(rows: Iterable[Component], data: Component | None = None) -> list[Component]:
    """What stays under the message: what was chosen, not to be pressed again, links, and what lasts."""
    left = [[kept for one in row.get("components") or () if (kept := _kept(one, data))] for row in rows]
    return [{"type": _ROW, "components": components} for components in left if components]


def _kept(component: Component, data: Component | None) -> Component | None:
    own = {name: value for name, value in component.items() if name != "id"}
    if (own.get("style") == _LINK and own.get("type") == _BUTTON) or _lasts(own):
        return own
    if data is None or own.get("custom_id") != data.get("custom_id"):
        return None
    picked = list(data.get("values") or ())
    if own.get("type") == _SELECT:
        chosen = [option for option in own.get("options") or () if option.get("value") in picked]
        own["options"] = [{**option, "default": True} for option in chosen] or own.get("options")
    return {**own, "disabled": True}


def _lasts(component: Component) -> bool:
    if component.get("type") != _SELECT:
        found = pressed(component)
        return found is not None and found.lasts
    values = [_VALUE.fullmatch(str(option.get("value"))) for option in component.get("options") or ()]
    return bool(values) and all(value is not None and value[1].startswith(LASTING) for value in values)


def _fitting(panel: Panel, owner: str) -> list[Component]:
    """The rows as they are meant; closer together where that puts all of them under one message."""
    rows = list(_rows(panel, [*panel.rows, panel.inputs], owner))
    if len(rows) <= ROWS:
        return rows
    close = list(_rows(panel, [(*panel.buttons, *panel.inputs)], owner))
    return close if len(close) <= ROWS else rows


def _rows(panel: Panel, rows: Sequence[Sequence[Button | Input]], owner: str) -> Iterator[Component]:
    number = 0
    for row in rows:
        shown = [one for one in row if isinstance(one, Input) or not one.url or _opens(one.url)]
        for begin in range(0, len(shown), _ROW_BUTTONS):
            some = shown[begin : begin + _ROW_BUTTONS]
            yield _row(_pressable(one, owner, number + place) for place, one in enumerate(some))
            number += len(some)
    for select in panel.selects:
        for begin in range(0, len(select.options), _SELECT_OPTIONS):
            options = select.options[begin : begin + _SELECT_OPTIONS]
            yield _row([_select(select, options, owner, number, begin)])
            number += 1


def _row(components: Iterable[Component]) -> Component:
    return {"type": _ROW, "components": list(components)}


def _pressable(one: Button | Input, owner: str, number: int) -> Component:
    return _input(one, owner, number) if isinstance(one, Input) else _button(one, owner, number)


def _input(field: Input, owner: str, number: int) -> Component:
    """A button that opens a form."""
    kind = f"i{max(1, min(field.longest, _LONGEST_INPUT))}{'l' if field.lines else ''}"
    label = _short(field.label or "…", _LABEL)
    custom_id = f"{owner}.{number}{kind}:{field.value}"
    return {"type": _BUTTON, "style": _STYLES["plain"], "label": label, "custom_id": custom_id}


def _button(button: Button, owner: str, number: int) -> Component:
    label = _short(button.label or "…", _LABEL)
    if button.url:
        return {"type": _BUTTON, "style": _LINK, "label": label, "url": button.url}
    custom_id = f"{owner}.{number}:{button.value}"
    return {"type": _BUTTON, "style": _STYLES[button.style], "label": label, "custom_id": custom_id}


def _select(select: Select, options: Sequence[Option], owner: str, number: int, begin: int) -> Component:
    shown = [_option(option, begin + place) for place, option in enumerate(options)]
    chosen = next(
        (one for one, option in zip(shown, options, strict=True) if option.value == select.chosen), None
    )
    if select.chosen and chosen is not None:
        chosen["default"] = True
    component: Component = {"type": _SELECT, "custom_id": f"{owner}.{number}:", "options": shown}
    return component | ({"placeholder": _short(select.prompt, _PROMPT)} if select.prompt else {})


def _option(option: Option, number: int) -> Component:
    component: Component = {
        "label": _short(option.label or "…", _OPTION),
        "value": f"{number}:{option.value}",
    }
    return component | ({"description": _short(option.description, _OPTION)} if option.description else {})


def _inside(rows: Iterable[Component]) -> Iterator[Component]:
    for row in rows:
        yield from row.get("components") or ()


def _short(text: str, most: int) -> str:
    return text if len(text) <= most else f"{text[: most - 1]}…"


def _opens(url: str) -> bool:
    """Whether Discord takes this address for a button."""
    try:
        parts = urlsplit(url)
        return parts.scheme in ("http", "https") and "." in (parts.hostname or "") and len(url) <= 512
    except ValueError:
        return False
