"""The list of commands that Telegram's clients show, in each language that we speak."""

import structlog
from aiogram.exceptions import TelegramAPIError
from aiogram.methods import GetMyCommands, SetMyCommands
from aiogram.types import BotCommand

from bots.commands import COMMANDS
from bots.telegram.api import Api, Uncertain
from texts import LOCALES, translator

_log = structlog.get_logger(__name__)


async def announce_commands(api: Api) -> None:
    """Tells Telegram what has changed since it was told; English is for everybody else's language too."""
    lists = {locale: _commands(locale) for locale in LOCALES}
    try:
        await _announce(api, None, lists["en"])
        for locale, commands in lists.items():
            if commands != lists["en"]:
                await _announce(api, locale, commands)
    except (TelegramAPIError, Uncertain) as error:
        _log.warning("the list of commands could not be brought up to date", reason=str(error))


async def _announce(api: Api, language: str | None, commands: list[BotCommand]) -> None:
    known = await api.ask(GetMyCommands(language_code=language))
    if [(one.command, one.description) for one in known] != [
        (one.command, one.description) for one in commands
    ]:
        await api.ask(SetMyCommands(commands=commands, language_code=language))


def _commands(locale: str) -> list[BotCommand]:
    _ = translator(locale)
    return [BotCommand(command=command.name, description=_(command.summary)) for command in COMMANDS]
