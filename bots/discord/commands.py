"""The slash commands, made of the one table, and told to Discord only when they changed."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any, TypeAlias, cast

import structlog

from bots.commands import COMMANDS, Command, Parameter
from bots.discord.refusals import Refused, Uncertain
from bots.discord.rest import Call, Rest
from bots.discord.updates import ASK, ON_MESSAGE, QUESTION
from texts import LOCALES, N_, translator

Definition: TypeAlias = dict[str, Any]

LONGEST_QUESTION = 6000
_COMMANDS = "/applications/{application_id}/commands"
_CHAT_INPUT, _TEXT = 1, 3
_ON_SERVERS, _IN_DIRECT_MESSAGES, _AMONG_PEOPLE = 0, 1, 2
_INSTALLED_ON_SERVERS, _INSTALLED_BY_PEOPLE = 0, 1
_LONGEST, _MOST_CHOICES = 100, 25
_LOCALES = {"ru": "ru", "zh": "zh-CN"}
"""Our locales by Discord's names; English is what everybody else reads."""
_PARTS = (
    "type",
    "name",
    "name_localizations",
    "description",
    "description_localizations",
    "required",
    "max_length",
    "autocomplete",
    "value",
)
NO_PEOPLE = (
    "Discord lets nobody add the bot to their own account, to use it on servers where it is not and in messages "
    "among people; all else works. To allow it: https://discord.com/developers/applications → your application → "
    "Installation → Installation Contexts → User Install; then restart."
)

_log = structlog.get_logger(__name__)


_ASK = N_("ask me anything")
_QUESTION = N_("what you would like to know or do")
DETAILS = N_("Session details")
"""The command that is given on a message."""


def definitions(*, by_people: bool = True) -> list[Definition]:
    """`by_people` says that people may install the bot for themselves."""
    question: Definition = {
        "type": _TEXT,
        "name": QUESTION,
        **_described(_QUESTION),
        "required": True,
        "max_length": LONGEST_QUESTION,
    }
    ask = _definition(ASK, _ASK, by_people) | {"options": [question]}
    return [ask, *(_of_table(command, by_people) for command in COMMANDS), _details(by_people)]


async def tell_commands(rest: Rest) -> bool:
    """Whether Discord had to be told. Waits out what passes; a refusal is only in the log."""
    try:
        own = await rest.insist(Call("GET", "/applications/@me"))
        address = {"application_id": str(own["id"])}
        found = await rest.insist(Call("GET", _COMMANDS, address, query={"with_localizations": "true"}))
        by_people = str(_INSTALLED_BY_PEOPLE) in (own.get("integration_types_config") or {})
        if not by_people:
            _log.info(NO_PEOPLE)
        wanted = definitions(by_people=by_people)
        if isinstance(found, list) and _same(cast("Sequence[Definition]", found), wanted):
            return False
        await rest.insist(Call("PUT", _COMMANDS, address, wanted))
    except (Refused, Uncertain) as error:
        _log.error("Discord does not take the slash commands; all else works", reason=str(error))
        return False
    _log.info("Discord knows the slash commands now", commands=[command["name"] for command in wanted])
    return True


def _of_table(command: Command, by_people: bool) -> Definition:
    required_first = sorted(command.parameters, key=lambda parameter: not parameter.required)
    options = [_option(parameter) for parameter in required_first]
    return _definition(command.name, command.summary, by_people) | {"options": options}


def _option(parameter: Parameter) -> Definition:
    option: Definition = {"type": _TEXT, "name": parameter.name, **_described(parameter.summary)}
    if parameter.required:
        option["required"] = True
    if parameter.choices:
        option["choices"] = [
            {**_in_languages("name", choice.label), "value": choice.value}
            for choice in parameter.choices[:_MOST_CHOICES]
        ]
    elif parameter.suggest:
        option["autocomplete"] = True
    return option


def _definition(name: str, description: str, by_people: bool) -> Definition:
    return {
        "type": _CHAT_INPUT,
        "name": name,
        **_described(description),
        **_places(by_people),
        "options": [],
    }


def _details(by_people: bool) -> Definition:
    """The command on a message: Discord wants it without a description."""
    return {"type": ON_MESSAGE, **_in_languages("name", DETAILS), **_places(by_people)}


def _places(by_people: bool) -> Definition:
    among_people = [_AMONG_PEOPLE] if by_people else []
    return {
        "contexts": [_ON_SERVERS, _IN_DIRECT_MESSAGES, *among_people],
        "integration_types": [_INSTALLED_ON_SERVERS, *([_INSTALLED_BY_PEOPLE] if by_people else [])],
    }


def _described(description: str) -> Definition:
    return _in_languages("description", description)


def _in_languages(part: str, text: str) -> Definition:
    """A text in each of our languages; where there is no translation, English stands."""
    translated = {_LOCALES[locale]: translator(locale)(text) for locale in LOCALES if locale in _LOCALES}
    others = {locale: _short(other) for locale, other in translated.items() if other != text}
    return {part: _short(text), f"{part}_localizations": others}


def _short(text: str) -> str:
    return text if len(text) <= _LONGEST else f"{text[: _LONGEST - 1]}…"


def _same(found: Sequence[Definition], wanted: Sequence[Definition]) -> bool:
    return _essence(found) == _essence(wanted)


def _essence(commands: Iterable[Mapping[str, Any]]) -> dict[str, Definition]:
    """By name, what we say about a command; Discord adds ids and leaves out what is empty."""
    return {str(command.get("name")): _told(command) for command in commands}


def _told(command: Mapping[str, Any]) -> Definition:
    told = {part: command[part] for part in _PARTS if command.get(part)}
    told["places"] = sorted(command.get("contexts") or ()), sorted(command.get("integration_types") or ())
    told["options"] = [_told(option) for option in command.get("options") or ()]
    told["choices"] = [_told(choice) for choice in command.get("choices") or ()]
    return told
