"""The files that people send."""

from aiogram import Bot
from aiogram.exceptions import TelegramAPIError, TelegramBadRequest
from aiogram.methods import GetFile
from aiohttp import ClientError

from bots.platform import NotFetched, TooLarge
from bots.telegram.api import Api, Uncertain
from graphs.dialogue import Attachment

LARGEST = 20 * 1024 * 1024
"""Bytes that Telegram's own server hands out; one that the owner runs knows no bound."""
PATIENCE = 120
"""Seconds that a file may take."""
_TELEGRAM = "https://api.telegram.org/"


async def fetch(bot: Bot, api: Api, attachment: Attachment, most: int) -> bytes:
    """Raises `TooLarge` or `NotFetched`."""
    most = min(most, LARGEST) if bot.session.api.base.startswith(_TELEGRAM) else most
    if attachment.size > most:
        raise TooLarge(most)
    try:
        file = await api.ask(GetFile(file_id=attachment.ref))
    except TelegramBadRequest as error:
        raise (TooLarge(LARGEST) if "too big" in error.message else NotFetched(error.message)) from None
    except (TelegramAPIError, Uncertain) as error:
        raise NotFetched(str(error)) from None
    if (file.file_size or 0) > most:
        raise TooLarge(most)
    if not file.file_path:
        raise NotFetched("no path in Telegram's answer")
    return await _read(bot, bot.session.api.file_url(bot.token, file.file_path), most)


async def _read(bot: Bot, url: str, most: int) -> bytes:
    """The token is in the address, and the address in aiohttp's errors, so those go no further."""
    content = bytearray()
    try:
        async for piece in bot.session.stream_content(url, timeout=PATIENCE):
            content += piece
            if len(content) > most:
                raise TooLarge(most)
    except (ClientError, OSError, TimeoutError) as error:
        raise NotFetched(f"{type(error).__name__} while a file was read") from None
    return bytes(content)
