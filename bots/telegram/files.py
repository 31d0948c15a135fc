"""The files that people send."""

from aiogram import Bot
from aiogram.exceptions import TelegramBadRequest
from aiogram.methods import GetFile
from aiohttp import ClientError

from bots.telegram.api import Api, Uncertain
from graphs.dialogue import Attachment

PATIENCE = 30
"""Seconds that a file may take."""


class TooLarge(Exception):
    """A file has more bytes than are wanted, or than Telegram hands out: 20 MB where the server isn't one's own."""


async def fetch(bot: Bot, api: Api, attachment: Attachment, most: int) -> bytes:
    """Raises `TooLarge` for a file above `most` bytes, `Uncertain`, or what aiogram makes of a refusal."""
    if attachment.size > most:
        raise TooLarge
    try:
        file = await api.ask(GetFile(file_id=attachment.ref))
    except TelegramBadRequest as error:
        raise (TooLarge() if "too big" in error.message else error) from None
    if (file.file_size or 0) > most or not file.file_path:
        raise TooLarge
    return await _read(bot, bot.session.api.file_url(bot.token, file.file_path), most)


async def _read(bot: Bot, url: str, most: int) -> bytes:
    """The token is in the address, and the address in aiohttp's errors, so those go no further."""
    content = bytearray()
    try:
        async for piece in bot.session.stream_content(url, timeout=PATIENCE):
            content += piece
            if len(content) > most:
                raise TooLarge
    except (ClientError, OSError, TimeoutError) as error:
        raise Uncertain(f"{type(error).__name__} while a file was read") from None
    return bytes(content)
