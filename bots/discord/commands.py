"""The slash commands, made of the one table, and told to Discord only when they changed."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any, TypeAlias, cast

import structlog

from bots.commands import COMMANDS
from bots.discord.refusals import Refused, Uncertain
from bots.discord.rest import Call, Rest
from bots.discord.updates import ASK, QUESTION
from texts import LOCALES, translator

Definition: TypeAlias = dict[str, Any]

LONGEST_QUESTION = 6000
_COMMANDS = "/applications/{application_id}/commands"
_CHAT_INPUT, _TEXT = 1, 3
_ON_SERVERS, _IN_DIRECT_MESSAGES = 0, 1
_INSTALLED_ON_SERVERS = 0
_LOCALES = {"ru": "ru", "zh": "zh-CN"}
"""Our locales by Discord's names; English is what everybody else reads."""
_PARTS = ("type", "name", "description", "description_localizations", "required", "max_length")

_log = structlog.get_logger(__name__)


def N_(text: str) -> str:
    """Marks a text for translation where it is used later."""
    return text


_ASK = N_("ask me anything")
_QUESTION = N_("what you would like to know or do")


def definitions() -> list[Definition]:
    question: Definition = {
        "type": _TEXT,
        "name": QUESTION,
        **_described(_QUESTION),
        "required": True,
        "max_length": LONGEST_QUESTION,
    }
    table = [_definition(command.name, command.summary) for command in COMMANDS]
    return [_definition(ASK, _ASK) | {"options": [question]}, *table]


async def tell_commands(rest: Rest) -> bool:
    """Whether Discord had to be told. Waits out what passes; a refusal is only in the log."""
    try:
        own = await rest.insist(Call("GET", "/applications/@me"))
        address = {"application_id": str(own["id"])}
        found = await rest.insist(Call("GET", _COMMANDS, address, query={"with_localizations": "true"}))
        wanted = definitions()
        if isinstance(found, list) and _same(cast("Sequence[Definition]", found), wanted):
            return False
        await rest.insist(Call("PUT", _COMMANDS, address, wanted))
    except (Refused, Uncertain) as error:
        _log.error("Discord does not take the slash commands; all else works", reason=str(error))
        return False
    _log.info("Discord knows the slash commands now", commands=[command["name"] for command in wanted])
    return True


def _definition(name: str, description: str) -> Definition:
    return {
        "type": _CHAT_INPUT,
        "name": name,
        **_described(description),
        "contexts": [_ON_SERVERS, _IN_DIRECT_MESSAGES],
        "integration_types": [_INSTALLED_ON_SERVERS],
        "options": [],
    }


def _described(description: str) -> Definition:
    """The description in each of our languages; where there is no translation, English stands."""
    translated = {
        _LOCALES[locale]: translator(locale)(description) for locale in LOCALES if locale in _LOCALES
    }
    others = {locale: text for locale, text in translated.items() if text != description}
    return {"description": description, "description_localizations": others}


def _same(found: Sequence[Definition], wanted: Sequence[Definition]) -> bool:
    return _essence(found) == _essence(wanted)


def _essence(commands: Iterable[Mapping[str, Any]]) -> dict[str, Definition]:
    """By name, what we say about a command; Discord adds ids and leaves out what is empty."""
    return {str(command.get("name")): _told(command) for command in commands}


def _told(command: Mapping[str, Any]) -> Definition:
    told = {part: command[part] for part in _PARTS if command.get(part)}
    told["places"] = sorted(command.get("contexts") or ()), sorted(command.get("integration_types") or ())
    told["options"] = [_told(option) for option in command.get("options") or ()]
    return told
