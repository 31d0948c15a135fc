"""Whether a reply_markup is one that Telegram takes."""

import json
from typing import Any
from urllib.parse import urlsplit

from tests.fakes.telegram.errors import Refused, bad_request
from tests.fakes.telegram.wire import Json, is_array, is_object

DATA_LIMIT = 64
BUTTON_LIMIT = 100
BYTE_LIMIT = 10 * 1024
_ACTIONS = (
    "callback_game",
    "pay",
    "switch_inline_query",
    "switch_inline_query_chosen_chat",
    "switch_inline_query_current_chat",
    "login_url",
    "web_app",
    "copy_text",
)


def check_markup(markup: Any, inline_only: bool = False) -> Json | None:
    """The markup, or None where it is missing or empty. Raises `Refused`."""
    if markup is None or markup == "":
        return None
    if not is_object(markup):
        raise bad_request("object expected as reply markup")
    if len(json.dumps(markup, ensure_ascii=False).encode()) > BYTE_LIMIT:
        raise bad_request("reply markup is too long")
    if "inline_keyboard" in markup:
        rows = _rows(markup["inline_keyboard"], "inline_keyboard")
        for button in (button for row in rows for button in row):
            _check_inline_button(button)
        return markup if any(rows) else None
    if inline_only:
        raise bad_request("inline keyboard expected")
    if "keyboard" in markup:
        _check_keyboard(markup)
    elif not markup:
        return None
    elif not {"remove_keyboard", "force_reply"} & markup.keys():
        raise bad_request("can't parse reply keyboard markup JSON object")
    return markup


def _rows(rows: Any, name: str) -> list[list[Any]]:
    if not is_array(rows) or not all(is_array(row) for row in rows):
        raise bad_request(f'field "{name}" must be an Array of Arrays')
    if sum(len(row) for row in rows) > BUTTON_LIMIT:
        raise bad_request("reply markup is too long")
    return rows


def _unreadable(problem: str) -> Refused:
    return bad_request(f"can't parse inline keyboard button: {problem}")


def _check_inline_button(button: Any) -> None:
    if not is_object(button):
        raise _unreadable("InlineKeyboardButton must be an Object")
    if "text" not in button:
        raise _unreadable('Can\'t find field "text"')
    if not isinstance(button["text"], str):
        raise _unreadable('Field "text" must be of type String')
    if not button["text"].strip():
        raise bad_request("inline keyboard button text must be non-empty")
    if button.get("style", "") not in {"", "danger", "success", "primary"}:
        raise _unreadable("invalid button style specified")
    if button.get("url"):
        _check_url(button["url"])
    elif "callback_data" in button:
        _check_data(button["callback_data"])
    elif not any(action in button for action in _ACTIONS):
        raise _unreadable("Text buttons are unallowed in the inline keyboard")


def _check_data(data: Any) -> None:
    if not isinstance(data, str):
        raise _unreadable('Field "callback_data" must be of type String')
    if not data:
        raise _unreadable("Text buttons are unallowed in the inline keyboard")
    if len(data.encode()) > DATA_LIMIT:
        raise bad_request("BUTTON_DATA_INVALID")


def _check_url(url: Any) -> None:
    if not isinstance(url, str):
        raise _unreadable('Field "url" must be of type String')
    parts = urlsplit(url if "://" in url else f"http://{url}")
    if parts.scheme not in {"http", "https", "tg", "ton"}:
        raise bad_request(f"inline keyboard button URL '{url}' is invalid: Unsupported URL protocol")
    if parts.scheme in {"http", "https"} and "." not in (parts.hostname or ""):
        raise bad_request(f"inline keyboard button URL '{url}' is invalid: Wrong HTTP URL")


def _check_keyboard(markup: Json) -> None:
    for button in (button for row in _rows(markup["keyboard"], "keyboard") for button in row):
        if isinstance(button, str):
            continue
        if not is_object(button):
            raise bad_request("can't parse keyboard button: KeyboardButton must be a String or an Object")
        if not isinstance(button.get("text"), str):
            raise bad_request("can't parse keyboard button: Can't find field \"text\"")
