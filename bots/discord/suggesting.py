"""What Discord offers to complete an option of a command with, while somebody types."""

import asyncio
from collections.abc import Iterable, Mapping
from typing import Any, cast

import structlog

from bots.discord.posts import Body
from bots.platform import Suggest
from graphs.dialogue import Option, Place, Sender

WITHIN_SECONDS = 1.5
MOST = 25
_CHOICES = 8
_LONGEST = 100

_log = structlog.get_logger(__name__)


async def suggested(suggest: Suggest | None, sender: Sender, place: Place, data: Mapping[str, Any]) -> Body:
    """The first answer to somebody who types in an option: nothing, where nothing can be said in time."""
    options = cast("list[Body]", data.get("options") or ())
    typed = next((option for option in options if option.get("focused")), None)
    if suggest is None or typed is None:
        return choices(())
    command, parameter = str(data.get("name", "")), str(typed.get("name", ""))
    try:
        async with asyncio.timeout(WITHIN_SECONDS):
            return choices(await suggest(sender, place, command, parameter, str(typed.get("value", ""))))
    except Exception as error:
        _log.warning("nothing can be suggested", command=command, error=repr(error)[:200])
        return choices(())


def choices(options: Iterable[Option]) -> Body:
    """An option whose value Discord does not take is left out."""
    shown = [
        {"name": option.label.strip()[:_LONGEST] or option.value, "value": option.value}
        for option in options
        if 1 <= len(option.value) <= _LONGEST
    ]
    return {"type": _CHOICES, "data": {"choices": shown[:MOST]}}
