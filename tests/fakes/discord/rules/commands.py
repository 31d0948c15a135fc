"""What Discord refuses in a command: https://discord.com/developers/docs/interactions/application-commands."""

import re
from collections.abc import Iterator

from tests.fakes.discord.payload import Payload, objects
from tests.fakes.discord.rules.form import Path, Problem, bad_length, required_text
from tests.fakes.discord.world.commands import CHAT, key

NAME = re.compile(r"[-_'\w]{1,32}")
MOST_COMMANDS = 100
MOST_OPTIONS = 25
MOST_CHOICES = 25
LARGEST = 8000
SUBCOMMANDS = (1, 2)


def check_commands(definitions: list[Payload]) -> Iterator[Problem]:
    """A bulk overwrite: every command, and that no two are called the same."""
    if len(definitions) > MOST_COMMANDS:
        yield Problem((), "BASE_TYPE_MAX_LENGTH", f"Must be {MOST_COMMANDS} or fewer in length.")
    seen: set[tuple[str, int]] = set()
    for index, definition in enumerate(definitions):
        yield from check_command(definition, (index,))
        if key(definition) in seen:
            message = "Application command names must be unique"
            yield Problem((index, "name"), "APPLICATION_COMMANDS_DUPLICATE_NAME", message)
        seen.add(key(definition))


def check_command(definition: Payload, path: Path = ()) -> Iterator[Problem]:
    chat = (definition.get("type") or CHAT) == CHAT
    yield from required_text(definition, path, "name", 32)
    if not chat:
        if definition.get("description"):
            message = "Context menu commands cannot have description"
            yield Problem((*path, "description"), "APPLICATION_COMMAND_DESCRIPTION_NOT_ALLOWED", message)
        return
    yield from _check_name(definition, path)
    yield from required_text(definition, path, "description", 100)
    yield from _check_localized(definition, path)
    yield from _check_options(objects(definition, "options"), path)
    if _size(definition) > LARGEST:
        message = f"Command exceeds maximum size ({LARGEST})"
        yield Problem(path, "APPLICATION_COMMAND_TOO_LARGE", message)


def _check_name(definition: Payload, path: Path, name: str = "name") -> Iterator[Problem]:
    value = definition.get(name)
    if isinstance(value, str) and value and not well_formed(value):
        yield Problem((*path, name), "APPLICATION_COMMAND_INVALID_NAME", "Command name is invalid")


def well_formed(name: str) -> bool:
    """Letters, digits, - and _ of any script, 1 to 32 of them, none in upper case."""
    return bool(NAME.fullmatch(name)) and name == name.lower()


def _check_localized(definition: Payload, path: Path) -> Iterator[Problem]:
    names: Payload = definition.get("name_localizations") or {}
    for locale in names:
        yield from _check_name(names, (*path, "name_localizations"), locale)
    descriptions: Payload = definition.get("description_localizations") or {}
    for locale in descriptions:
        yield from required_text(descriptions, (*path, "description_localizations"), locale, 100)


def _check_options(options: list[Payload], path: Path) -> Iterator[Problem]:
    inside = (*path, "options")
    if len(options) > MOST_OPTIONS:
        yield Problem(inside, "BASE_TYPE_MAX_LENGTH", f"Must be {MOST_OPTIONS} or fewer in length.")
    names = [option.get("name") for option in options]
    optional_before = False
    for index, option in enumerate(options):
        here = (*inside, index)
        yield from check_option(option, here)
        if option.get("name") in names[:index]:
            yield Problem(
                here, "APPLICATION_COMMAND_OPTIONS_NAME_ALREADY_EXISTS", "Option name already exists"
            )
        if option.get("required") and optional_before:
            message = "Required options must be placed before non-required options"
            yield Problem(here, "APPLICATION_COMMAND_OPTIONS_REQUIRED_INVALID", message)
        optional_before = optional_before or not option.get("required")


def check_option(option: Payload, path: Path) -> Iterator[Problem]:
    yield from required_text(option, path, "name", 32)
    yield from _check_name(option, path)
    yield from required_text(option, path, "description", 100)
    yield from _check_localized(option, path)
    if option.get("type") in SUBCOMMANDS:
        yield from _check_options(objects(option, "options"), path)
    choices = objects(option, "choices")
    if len(choices) > MOST_CHOICES:
        yield Problem(
            (*path, "choices"), "BASE_TYPE_MAX_LENGTH", f"Must be {MOST_CHOICES} or fewer in length."
        )
    if choices and option.get("autocomplete"):
        message = "Autocomplete and choices cannot be used together"
        yield Problem((*path, "autocomplete"), "APPLICATION_COMMAND_AUTOCOMPLETE_CHOICES", message)
    for index, choice in enumerate(choices):
        yield from check_choice(choice, (*path, "choices", index))


def check_choice(choice: Payload, path: Path) -> Iterator[Problem]:
    """A choice of an option, or a suggestion of an autocomplete answer."""
    yield from required_text(choice, path, "name", 100)
    value = choice.get("value")
    if isinstance(value, str) and not 1 <= len(value) <= 100:
        yield bad_length((*path, "value"), 1, 100)


def _size(definition: Payload) -> int:
    """Names, descriptions and values, all options included: Discord's own measure."""
    parts = [definition.get("name"), definition.get("description"), definition.get("value")]
    own = sum(len(part) for part in parts if isinstance(part, str))
    nested = objects(definition, "options") + objects(definition, "choices")
    return own + sum(map(_size, nested))
