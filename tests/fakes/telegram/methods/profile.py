"""The bot's own card: commands, names, descriptions, menu button."""

import json
import re
from collections.abc import Callable
from typing import Any

from tests.fakes.telegram.calls import Call
from tests.fakes.telegram.chats import ADMINISTRATOR_RIGHTS
from tests.fakes.telegram.errors import bad_request
from tests.fakes.telegram.methods.access import chat_for
from tests.fakes.telegram.wire import Json, is_array, is_object
from tests.fakes.telegram.world import World

COMMAND_LIMIT = 100
_COMMAND = re.compile(r"[a-z0-9_]{1,32}")
_LIMITS = {"name": 64, "description": 512, "short_description": 120}


def get_me(world: World, call: Call) -> Json:
    return world.bot.json()


def set_my_commands(world: World, call: Call) -> bool:
    commands = call.structure("commands")
    if not is_array(commands):
        raise bad_request("expected an Array of BotCommand")
    if len(commands) > COMMAND_LIMIT:
        raise bad_request("BOT_COMMANDS_TOO_MUCH")
    kept = [_command(one) for one in commands]
    world.bot.commands[_scope(world, call)] = kept
    return True


def _command(given: Any) -> Json:
    if not is_object(given) or "command" not in given:
        raise bad_request("can't parse BotCommand: expected an Object")
    command, description = str(given["command"]).removeprefix("/"), str(given.get("description", ""))
    if not _COMMAND.fullmatch(command):
        raise bad_request("BOT_COMMAND_INVALID")
    if not description.strip():
        raise bad_request("command description must be non-empty")
    if len(description) > 256:
        raise bad_request("BOT_COMMAND_DESCRIPTION_INVALID")
    return {"command": command, "description": description}


def get_my_commands(world: World, call: Call) -> list[Json]:
    return world.bot.commands.get(_scope(world, call), [])


def delete_my_commands(world: World, call: Call) -> bool:
    world.bot.commands.pop(_scope(world, call), None)
    return True


def _scope(world: World, call: Call) -> tuple[str, str]:
    """A key for the scope and the language that commands are kept under."""
    scope = call.structure("scope") or {"type": "default"}
    if not is_object(scope):
        raise bad_request("can't parse BotCommandScope: BotCommandScope must be an Object")
    if "chat_id" in scope and str(scope["chat_id"]) not in map(str, world.chats):
        raise bad_request("chat not found")
    return json.dumps(scope, sort_keys=True), _language(call)


def _language(call: Call) -> str:
    code = call.text("language_code")
    if code and not re.fullmatch("[a-z]{2}", code):
        raise bad_request("invalid language code specified")
    return code


def _setter(name: str) -> Callable[[World, Call], bool]:
    def set_text(world: World, call: Call) -> bool:
        text = call.text(name)
        if len(text) > _LIMITS[name]:
            raise bad_request(f"BOT_{name.upper()}_TOO_LONG")
        world.bot.texts[name, _language(call)] = text
        return True

    return set_text


def _getter(name: str) -> Callable[[World, Call], Json]:
    def get_text(world: World, call: Call) -> Json:
        default = world.bot.user.first_name if name == "name" else ""
        return {name: world.bot.texts.get((name, _language(call)), default)}

    return get_text


def set_chat_menu_button(world: World, call: Call) -> bool:
    button = call.structure("menu_button") or {"type": "default"}
    if not is_object(button) or button.get("type") not in {"commands", "web_app", "default"}:
        raise bad_request("can't parse menu button: MenuButton has unsupported type")
    chat_id = chat_for(world, call, "read").id if call.text("chat_id") else 0
    world.bot.menu_buttons[chat_id] = button
    return True


def get_chat_menu_button(world: World, call: Call) -> Json:
    return world.bot.menu_buttons.get(call.integer("chat_id"), {"type": "default"})


def set_my_default_administrator_rights(world: World, call: Call) -> bool:
    rights: Any = call.structure("rights") or {}
    if not is_object(rights):
        raise bad_request("ChatAdministratorRights must be an Object")
    world.bot.administrator_rights[call.boolean("for_channels")] = rights
    return True


def get_my_default_administrator_rights(world: World, call: Call) -> Json:
    given = world.bot.administrator_rights.get(call.boolean("for_channels"), {})
    return dict.fromkeys(("is_anonymous", *ADMINISTRATOR_RIGHTS), False) | given


PROFILE = {
    "getMe": get_me,
    "setMyCommands": set_my_commands,
    "getMyCommands": get_my_commands,
    "deleteMyCommands": delete_my_commands,
    "setMyName": _setter("name"),
    "getMyName": _getter("name"),
    "setMyDescription": _setter("description"),
    "getMyDescription": _getter("description"),
    "setMyShortDescription": _setter("short_description"),
    "getMyShortDescription": _getter("short_description"),
    "setChatMenuButton": set_chat_menu_button,
    "getChatMenuButton": get_chat_menu_button,
    "setMyDefaultAdministratorRights": set_my_default_administrator_rights,
    "getMyDefaultAdministratorRights": get_my_default_administrator_rights,
}
