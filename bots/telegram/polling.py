"""Fetching updates: Telegram keeps each until we ask for the one after it, so it is stored before that."""

import asyncio
from collections.abc import Sequence
from typing import Any

import structlog
from aiogram.methods import TelegramMethod

from bots.platform import Accept
from bots.telegram.connection import Connection
from bots.telegram.intake import ALLOWED, Intake, update_id_of

LONG_POLL = 30
"""Seconds that Telegram keeps a question open while nothing happens."""
SLACK = 15
SLOW = 30.0

_log = structlog.get_logger(__name__)


class GetRawUpdates(TelegramMethod[list[Any]]):
    """getUpdates with every update as it came, so that one that can't be read doesn't hide the others."""

    __returning__ = list[Any]
    __api_method__ = "getUpdates"

    offset: int | None = None
    timeout: int
    allowed_updates: list[str]


async def poll(connection: Connection, intake: Intake, accept: Accept, long_poll: int = LONG_POLL) -> None:
    """Until it is cancelled."""
    await connection.forget_webhook()
    offset: int | None = None
    while True:
        question = GetRawUpdates(offset=offset, timeout=long_poll, allowed_updates=ALLOWED)
        updates = await connection.insist(question, seconds=long_poll + SLACK)
        await _store(updates, intake, accept)
        offset = await _after(updates, offset)


async def _store(updates: Sequence[object], intake: Intake, accept: Accept) -> None:
    """Tries until all are stored: they are in nobody's hands but ours and Telegram's."""
    pause = 0.5
    while True:
        try:
            return await intake.take_all(updates, accept)
        except Exception:
            _log.exception("updates could not be stored; Telegram keeps them", again_in=pause)
            await asyncio.sleep(pause)
            pause = min(2 * pause, SLOW)


async def _after(updates: Sequence[object], offset: int | None) -> int | None:
    """What to ask for next. One without a number must hold the lowest that is left, so it is passed by one."""
    numbers = [number for number in map(update_id_of, updates) if number is not None]
    if numbers:
        return max(numbers) + 1
    if updates:
        await asyncio.sleep(1)
        return None if offset is None else offset + 1
    return offset
