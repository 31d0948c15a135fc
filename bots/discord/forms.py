"""Forms that an input opens, and what was written into them.

A form has to be the first answer to the press, so it is made of what the component itself says. Only the words
that stand there now are looked up: in the reply that the message shows.
"""

import asyncio
from collections.abc import Iterator, Mapping
from typing import Any, cast

import structlog

from bots.discord.components import Form
from bots.discord.posts import Body, Post
from graphs.dialogue import load_reply
from storage.deliveries import Deliveries
from storage.inbox import Inbox

LOOKED_UP_WITHIN_SECONDS = 1.0
_MODAL, _FIELD, _TEXT = 9, 18, 4
_ONE_LINE, _LINES = 1, 2
_TITLE, _LONGEST = 45, 4000

_log = structlog.get_logger(__name__)


class Forms:
    def __init__(self, inbox: Inbox, deliveries: Deliveries) -> None:
        self._inbox = inbox
        self._deliveries = deliveries

    async def text(self, channel: str, message: str, value: str) -> str:
        """What stands in this input of the message; empty where that can't be told in time."""
        try:
            async with asyncio.timeout(LOOKED_UP_WITHIN_SECONDS):
                return await self._text(Post(channel, message), value)
        except Exception as error:
            _log.warning("it can't be seen what stands in a form", error=repr(error)[:200])
            return ""

    async def _text(self, post: Post, value: str) -> str:
        turn_id = await self._deliveries.turn_of(post.ref)
        turn = None if turn_id is None else await self._inbox.get(turn_id)
        reply = load_reply(turn.reply) if turn is not None and turn.reply else None
        inputs = reply.panel.inputs if reply is not None and reply.panel is not None else ()
        return next((field.text for field in inputs if field.value == value), "")


def form(custom_id: str, label: str, wanted: Form, text: str) -> Body:
    """The first answer that opens a form. An empty one is an answer, too."""
    title = label[:_TITLE].strip() or "…"
    longest = max(1, min(max(wanted.longest, len(text)), _LONGEST))
    field: Body = {
        "type": _TEXT,
        "custom_id": custom_id,
        "style": _LINES if wanted.lines else _ONE_LINE,
        "required": False,
        "max_length": longest,
    }
    if text:
        field["value"] = text[:longest]
    labelled = {"type": _FIELD, "label": title, "component": field}
    return {"type": _MODAL, "data": {"custom_id": custom_id, "title": title, "components": [labelled]}}


def filled_in(data: Mapping[str, Any]) -> str:
    """What was written into a form."""
    return next((str(field.get("value") or "") for field in _fields(data)), "")


def _fields(data: Mapping[str, Any]) -> Iterator[Mapping[str, Any]]:
    for row in cast("list[Body]", data.get("components") or ()):
        inside = [row.get("component"), *(row.get("components") or ())]
        yield from (field for field in inside if isinstance(field, dict))
