"""The list of commands that Telegram's clients show, in each language that we speak, and the button for it."""

import structlog
from aiogram.exceptions import TelegramAPIError
from aiogram.methods import GetChatMenuButton, GetMyCommands, SetChatMenuButton, SetMyCommands
from aiogram.types import BotCommand, MenuButtonCommands, MenuButtonDefault, ResultMenuButtonUnion

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


async def announce_menu(api: Api) -> None:
    """Has the button beside the field for writing open the list, unless the owner has given it another use."""
    try:
        shown: ResultMenuButtonUnion = await api.ask(GetChatMenuButton())
        if isinstance(shown, MenuButtonDefault):
            await api.ask(SetChatMenuButton(menu_button=MenuButtonCommands()))
    except (TelegramAPIError, Uncertain) as error:
        _log.warning("the menu button could not be set", reason=str(error))


async def _announce(api: Api, language: str | None, commands: list[BotCommand]) -> None:
    known = await api.ask(GetMyCommands(language_code=language))
    if [(one.command, one.description) for one in known] != [
        (one.command, one.description) for one in commands
    ]:
        await api.ask(SetMyCommands(commands=commands, language_code=language))


def _commands(locale: str) -> list[BotCommand]:
    _ = translator(locale)
    return [BotCommand(command=command.name, description=_(command.summary)) for command in COMMANDS]
